"""SMS: one request to the town's provider for each message, and never a second one that might be
read twice."""

import logging
from collections.abc import Collection
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils import timezone

from famille.alertes.canal import Canal, Destination, Etat, Suite
from famille.models import Alerte, Responsable
from famille.regles.alertes import SMS
from famille.regles.sms import est_un_mobile, parts, rediger
from famille.socle.requetes.jours import minuit
from famille.socle.texte import lire_json

from .modele import Modele, chercher

logger = logging.getLogger(__name__)
DELAI = (3.05, 10)  # seconds to connect, then to answer
REPONSE_MAX = 65_536  # bytes
# The provider says itself that it has taken nothing; 502 and 504 come from before it, and say
# nothing of what it did.
A_REESSAYER = (429, 500, 503)
SANS_REPONSE = (408, 502, 504)
LOCAUX = {"localhost", "127.0.0.1", "::1"}
# States that have cost nothing.
GRATUITS = (Etat.PREPAREE, Etat.REFUSEE, Etat.PERIMEE)


class ParSMS(Canal):
    code = SMS
    rejouable = False
    essais_max = 4

    def est_ouvert(self) -> bool:
        return settings.SMS is not None

    def destinations(self, comptes: Collection[int]) -> list[Destination]:
        return [Destination(compte) for compte in _mobiles(comptes)]

    def envoyer(self, alerte: Alerte) -> Suite:
        modele: Modele | None = settings.SMS
        assert modele is not None, "the channel is asked for nothing where no provider is set"
        numero = numero_de(alerte.utilisateur_id)
        if not numero:
            return Suite(Etat.REFUSEE, erreur="pas de mobile")
        texte = rediger(alerte.texte, f"{settings.ADRESSE}{alerte.lien}", settings.ADRESSE)
        Alerte.objects.filter(pk=alerte.pk).update(parts=parts(texte))
        if plafond := _plafond_atteint(alerte, modele):
            return Suite(Etat.REFUSEE, erreur=plafond)
        return self._demander(alerte, modele, numero, texte)

    def _demander(self, alerte: Alerte, modele: Modele, numero: str, texte: str) -> Suite:
        valeurs = {
            "numero": numero,
            "texte": texte,
            "emetteur": modele.emetteur,
            "reference": str(alerte.reference),
            "cle": settings.SMS_CLE,
        }
        try:
            statut, reponse = _poster(modele, valeurs)
        except (requests.ConnectTimeout, _PasJoint) as erreur:
            return Suite(Etat.PREPAREE, erreur=type(erreur).__name__)
        except requests.RequestException as erreur:  # it may have been taken: never a second one
            return Suite(Etat.INCONNUE, parts=parts(texte), erreur=type(erreur).__name__)
        if modele.est_acceptee(statut, reponse):
            identifiant = str(chercher(reponse, modele.identifiant))
            return Suite(Etat.ACCEPTEE, identifiant=identifiant, parts=parts(texte))
        refus = f"HTTP {statut}"
        if statut in A_REESSAYER:
            return Suite(Etat.PREPAREE, erreur=refus)
        if statut in SANS_REPONSE:
            return Suite(Etat.INCONNUE, parts=parts(texte), erreur=refus)
        logger.error("The provider of SMS refuses what the portal sends: %s", refus)
        return Suite(Etat.REFUSEE, erreur=refus)


class _PasJoint(Exception):
    """Nothing has left: nobody listened."""


def _poster(modele: Modele, valeurs: dict[str, str]) -> tuple[int, object]:
    """(status, JSON or None). requests.RequestException, _PasJoint: no answer."""
    with requests.Session() as session:
        session.trust_env = urlsplit(modele.adresse).hostname not in LOCAUX
        try:
            with session.request(
                **modele.requete(valeurs), timeout=DELAI, allow_redirects=False, stream=True
            ) as reponse:
                recu = next(reponse.iter_content(REPONSE_MAX), b"")
                return reponse.status_code, lire_json(recu)
        except requests.ConnectionError as erreur:
            if _n_a_pas_ete_joint(erreur):
                raise _PasJoint from erreur
            raise


def _n_a_pas_ete_joint(erreur: requests.ConnectionError) -> bool:
    """Whether the connection itself failed (refused, no such name), as against one that was cut
    once the request had left. By the name of urllib3's exception, whose module is not ours to
    import."""
    raison = getattr(erreur.args[0], "reason", None) if erreur.args else None
    return any(une.__name__ == "NewConnectionError" for une in type(raison).__mro__)


def _plafond_atteint(alerte: Alerte, modele: Modele) -> str:
    """Which ceiling of the day this one passes, or "". It is counted already: of two that are sent
    at once, each sees the other, so that less may be spent, never more."""
    debut = minuit(timezone.localdate())
    du_jour = Alerte.objects.filter(canal=SMS, prochain_essai_le__gte=debut).exclude(
        etat__in=GRATUITS
    )
    siens = du_jour.filter(utilisateur=alerte.utilisateur_id)
    if _compter(siens) > modele.par_compte:
        return "plafond du compte"
    if _compter(du_jour) > modele.par_jour:
        logger.error("The day's ceiling of SMS is reached: those that follow are not sent")
        return "plafond du jour"
    return ""


def _compter(alertes: QuerySet[Alerte]) -> int:
    return alertes.aggregate(total=Sum("parts"))["total"] or 0


def _mobiles(comptes: Collection[int]) -> dict[int, str]:
    """account → its French mobile, in E.164. One query."""
    lus = (
        Responsable.objects.actuels()
        .filter(utilisateur__in=comptes)
        .order_by("-pk")
        .values_list("utilisateur", "telephone_portable")
    )
    return {
        compte: str(numero.as_e164)
        for compte, numero in lus
        if numero and est_un_mobile(str(numero.as_e164))
    }


def numero_de(compte: int) -> str:
    """The mobile that an SMS to this account goes to, in E.164; "" where there is none."""
    return _mobiles([compte]).get(compte, "")
