"""Two trials that say whether the town may open: a mail that leaves, and a family that books."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms_pages.models import IdentiteSite
from famille.actions import ouvrir_dossier, tenir_la_fiche
from famille.courriels import boite_d_envoi
from famille.courriels.genres import GenreDeCourriel
from famille.models import CommuneMembre, Foyer, Utilisateur
from famille.socle.dire import centimes_en_euros, en_jour
from famille.socle.erreurs import Refus
from reservations.actions import LigneDemandee, inscrire, soumettre
from reservations.models import Activite, Creneau, DemandeReservation
from reservations.regles.blocs import Moment, Unite, cle_de

ESSAI = GenreDeCourriel("essai", "portail/essai", notifie=False)
FAMILLE_ESSAYEE = "portail.famille_essayee"


def envoyer_un_message(*, par: Utilisateur) -> str:
    """A mail to whoever asks. str: the address."""
    boite_d_envoi.preparer(ESSAI.cle(uuid4().hex[:12]), par.email, {"prenom": par.first_name})
    return par.email


@dataclass(frozen=True)
class EssaiDeFamille:
    """What the invented family was answered."""

    jour: date
    activite: str
    dit: str
    prix: str


def essayer_une_famille(*, par: Utilisateur) -> EssaiDeFamille:
    """An invented family is opened, registered, and books the first day that is open; then all
    of it is undone, as if it had never been: no row, no number, no mail. Refus: why a real family
    could not."""
    with transaction.atomic():
        essai = _jouer(par)
        transaction.set_rollback(True)
    log(instance=IdentiteSite.de_la_ville(), action=FAMILLE_ESSAYEE, user=par)
    return essai


def _jouer(par: Utilisateur) -> EssaiDeFamille:
    creneau = _premier_creneau()
    activite, jour = creneau.activite, creneau.jour
    foyer = _inventer(activite, jour, par)
    enfant = foyer.enfants.get()
    tenir_la_fiche(
        enfant, jour=jour, auteur=par, par=par, assurance_fin=date(jour.year + 1, 12, 31)
    )
    inscrire(enfant, activite, debut=timezone.localdate(), par=par)
    bloc = cle_de(_unite(creneau), jour, Moment(creneau.moment))
    demande = soumettre(
        foyer,
        [LigneDemandee(enfant.pk, activite.pk, bloc)],
        par=par,
        cle=f"essai-{uuid4().hex[:12]}",
        canal=DemandeReservation.Canal.GUICHET,
        motif="essai avant l’ouverture",
        hors_regles=True,
    )
    [lue] = demande.lignes
    if not demande.acceptee:
        raise Refus(f"{activite}, {en_jour(jour)} : {lue['phrase']}")
    centimes = lue["centimes"]
    prix = centimes_en_euros(centimes) if centimes is not None else ""
    return EssaiDeFamille(jour, str(activite), lue["phrase"], prix)


def _unite(creneau: Creneau) -> Unite:
    if creneau.moment != Moment.JOURNEE:
        return Unite.DEMI_JOURNEE
    a_la_semaine = creneau.activite.unite_vacances == Unite.SEMAINE
    return Unite.SEMAINE if a_la_semaine else Unite.JOURNEE


def _premier_creneau() -> Creneau:
    creneaux = Creneau.objects.filter(
        jour__gt=timezone.localdate(), activite__in=Activite.objects.actives()
    )
    premier = creneaux.select_related("activite__structure").order_by("jour", "pk").first()
    if premier is None:
        raise Refus("Aucun créneau n’est ouvert à venir : créez d’abord une activité.")
    return premier


def _inventer(activite: Activite, jour: date, par: Utilisateur) -> Foyer:
    """Of the age that the activity takes, living in a town that has the members' tariff."""
    commune = CommuneMembre.objects.first()
    naissance = date(jour.year - activite.age_min - 1, 1, 15)
    return ouvrir_dossier(
        foyer={"nom": "Essai"},
        adresse={
            "voie": "1 rue de l’Essai",
            "code_postal": commune.code_postal if commune else "75001",
            "commune": commune.nom if commune else "Essai",
            "depuis": timezone.localdate(),
        },
        adultes=[{"prenom": "Famille", "nom": "Essai", "courriel": ""}],
        enfants=[{"prenom": "Enfant", "nom": "Essai", "naissance": naissance}],
        par=par,
    )
