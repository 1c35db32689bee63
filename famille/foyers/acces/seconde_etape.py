"""The second step of an adult who has lost the telephone or the key that proves it, and his codes:
an agent who has made sure that it is he has it forgotten.

Who changes the address chooses where the link for a new password goes; who forgets the second step
takes away the rest. For some days two agents are needed for both, as for staff
(docs/comprendre/acces.md).
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from famille.comptes.bureau.adresses_du_personnel import ATTENTE_D_UN_AUTRE, SECOND_FACTEUR
from famille.comptes.journal import noter
from famille.comptes.second_facteur.etape import avec_une_seconde_etape
from famille.comptes.second_facteur.facteurs import oublier_le_second_facteur
from famille.comptes.sessions.vie import fermer_les_sessions
from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.genres import GenreDeCourriel
from famille.journal.modifications import noter_modification
from famille.models import AccesAConfirmer, Foyer, Responsable, Utilisateur
from famille.socle.dire import en_chiffres, en_heure
from famille.socle.erreurs import Refus

OUBLIEE = GenreDeCourriel("seconde-etape", "famille/seconde_etape_oubliee")
VERIFIEE = "identité vérifiée par l’agent"


@transaction.atomic
def oublier_la_seconde_etape(responsable: Responsable, *, par: Utilisateur) -> None:
    """Take his factors and codes away and end his sessions; he is told, and the journal of each of
    his households keeps it. Refus: see `verifier_l_oubli`, read again under lock."""
    if responsable.utilisateur_id:  # its row is the lock: a change of its address waits for it
        Utilisateur.objects.select_for_update().get(pk=responsable.utilisateur_id)
    compte = verifier_l_oubli(responsable, par=par)
    oublier_le_second_facteur(compte)
    fermer_les_sessions(compte)
    log(instance=compte, action=SECOND_FACTEUR, user=par)
    noter("geste second-facteur", compte, par=par.pk)
    for foyer, sien in _ses_foyers(responsable, compte).items():
        noter_modification(
            foyer,
            f"responsable {sien}",
            par=par,
            apres={"Seconde étape de connexion": "réinitialisée"},
            origine=VERIFIEE,
        )
    maintenant = timezone.now()
    contexte = {
        "prenom": compte.first_name,
        "agent": str(par),
        "moment": maintenant,
        "lien": adresse_absolue(reverse("mfa_index")),
    }
    preparer(OUBLIEE.cle(compte.pk, f"{maintenant:%Y%m%d%H%M%S%f}"), compte.email, contexte)


def verifier_l_oubli(responsable: Responsable, *, par: Utilisateur) -> Utilisateur:
    """The account whose second step this agent may have forgotten. Refus: there is none to forget,
    it is a colleague's, or it takes another agent."""
    compte = responsable.utilisateur
    if compte is None:
        raise Refus(f"{responsable} n’a pas de compte : il n’y a rien à réinitialiser.")
    if not compte.is_active:
        raise Refus(
            f"Le compte de {responsable} est fermé : personne ne s’y connecte, avec ou sans seconde"
            " étape."
        )
    if compte.est_du_personnel:
        raise Refus(
            "Ce compte est aussi celui d’un agent : l’administration du portail réinitialise sa"
            " seconde étape."
        )
    if compte.pk not in avec_une_seconde_etape([compte.pk]):
        raise Refus(
            f"{responsable} n’a pas de seconde étape de connexion : il n’y a rien à réinitialiser."
        )
    changes = AccesAConfirmer.objects.en_attente().filter(
        nature=AccesAConfirmer.Nature.ADRESSE, responsable__utilisateur=compte, par=par
    )
    _exiger_un_autre("changé son adresse e-mail", _dernier(changes, "le"))
    return compte


def refuser_l_adresse_apres_l_oubli(compte: Utilisateur, *, par: Utilisateur) -> None:
    """Refus: this agent has had the second step of this account forgotten a few days ago. Asked
    once its new address is written, in the caller's transaction."""
    gestes = ModelLogEntry.objects.for_instance(compte).filter(action=SECOND_FACTEUR, user=par)
    fait = "réinitialisé sa seconde étape de connexion"
    _exiger_un_autre(fait, _dernier(gestes, "timestamp"), champ="courriel")


def _exiger_un_autre(fait: str, le: datetime | None, *, champ: str | None = None) -> None:
    if le is None or le + ATTENTE_D_UN_AUTRE <= timezone.now():
        return
    des = timezone.localtime(le + ATTENTE_D_UN_AUTRE)
    raise Refus(
        f"Vous avez {fait} il y a peu : pour protéger ce compte, ce second geste revient à un autre"
        f" agent, ou à vous à partir du {en_chiffres(des)} à {en_heure(des)}.",
        champ=champ,
    )


def _dernier(lignes: QuerySet[Any], moment: str) -> datetime | None:
    return lignes.aggregate(dernier=Max(moment))["dernier"]


def _ses_foyers(responsable: Responsable, compte: Utilisateur) -> dict[Foyer, Responsable]:
    """Where the agent does it, and where else this account is an adult's now."""
    actuels = Responsable.objects.actuels().filter(utilisateur=compte).select_related("foyer")
    return {sien.foyer: sien for sien in (*actuels, responsable)}
