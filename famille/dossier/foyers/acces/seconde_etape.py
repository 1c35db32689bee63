"""An agent who has made sure that it is he has an adult's lost second step forgotten. Who changes
the address chooses where the link for a new password goes; who forgets the second step takes away
the rest. For some days two agents are needed for both (docs/comprendre/acces.md)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from famille.comptes.bureau.adresses_du_personnel import ATTENTE_D_UN_AUTRE, SECOND_FACTEUR
from famille.comptes.journal import noter
from famille.comptes.openid.liens import est_lie
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
REMISE = "famille.adresse-remise"  # in the account's history


@transaction.atomic
def oublier_la_seconde_etape(responsable: Responsable, *, par: Utilisateur) -> None:
    """Take his factors and codes away and end his sessions; he is told, and the journal of each of
    his households keeps it. Refus: see `verifier_l_oubli`, read again under lock."""
    if responsable.utilisateur_id:  # its row is the lock: a change of its address waits for it
        verrouilles = Utilisateur.objects.select_for_update()
        responsable.utilisateur = verrouilles.get(pk=responsable.utilisateur_id)
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
            origine="identité vérifiée par l’agent",
        )
    maintenant = timezone.now()
    contexte = {
        "prenom": compte.first_name,
        "agent": str(par),
        "moment": maintenant,
        "lien": adresse_absolue(reverse("mfa_index")),
        "par_mot_de_passe": compte.has_usable_password(),
        "par_franceconnect": est_lie(compte),
    }
    # where the owner may still be reached too, of an address changed a few days ago
    lues = _changements(compte).exclude(ancienne="").values_list("ancienne", flat=True)
    for rang, adresse in enumerate(dict.fromkeys([compte.email, *lues])):
        cle = OUBLIEE.cle(compte.pk, f"{maintenant:%Y%m%d%H%M%S%f}", str(rang))
        preparer(cle, adresse, contexte)


def verifier_l_oubli(responsable: Responsable, *, par: Utilisateur) -> Utilisateur:
    """The account whose second step this agent may have forgotten. Refus: there is none to forget,
    it is a colleague's, the household is the agent's own, or it takes another agent."""
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
    siens = {sien.foyer_id for sien in _ses_foyers(responsable, compte).values()}
    if Responsable.objects.filter(foyer__in=siens, utilisateur=par).exists():
        raise Refus(
            f"Vous êtes un adulte du dossier de {responsable} : c’est à un autre agent de"
            " réinitialiser sa seconde étape."
        )
    _exiger_un_autre("Son adresse e-mail a été changée", _adresse_touchee_le(compte, par))
    return compte


def changement_recent(compte: Utilisateur) -> AccesAConfirmer | None:
    """The last change of its address in these days: how to reach its owner may date from it."""
    return _changements(compte).select_related("par").first()


def refuser_l_adresse_apres_l_oubli(compte: Utilisateur, *, par: Utilisateur) -> None:
    """Refus: this agent had its second step forgotten days ago. In the caller's transaction."""
    le = _dernier_geste(compte, SECOND_FACTEUR, par)
    _exiger_un_autre("Sa seconde étape a été réinitialisée", le, champ="courriel")


def noter_l_adresse_remise(compte: Utilisateur, *, par: Utilisateur) -> None:
    """Whoever puts a former address back chooses it too."""
    log(instance=compte, action=REMISE, user=par)


def _exiger_un_autre(fait: str, le: datetime | None, *, champ: str | None = None) -> None:
    if le is None:
        return
    des = timezone.localtime(le + ATTENTE_D_UN_AUTRE)
    raise Refus(
        f"{fait} il y a peu : pour protéger ce compte, ce second geste revient à un autre agent, en"
        f" place depuis plus de trois jours, ou à vous à partir du {en_chiffres(des)} à"
        f" {en_heure(des)}.",
        champ=champ,
    )


def _adresse_touchee_le(compte: Utilisateur, par: Utilisateur) -> datetime | None:
    """When this agent last changed this address or put one back, if that was a few days ago or
    less and nobody else has confirmed it; its own owner's word says nothing of who he is."""
    seul = Q(confirme_le=None) | Q(confirme_par=None) | Q(confirme_par__in=[par, compte])
    changements = _changements(compte).filter(seul)
    if not _vient_d_arriver(par):
        changements = changements.filter(par=par)
    moments = changements.values_list("le", flat=True)[:1]
    remise = _dernier_geste(compte, REMISE, par)
    return max((le for le in (*moments, remise) if le), default=None)


def _changements(compte: Utilisateur) -> QuerySet[AccesAConfirmer]:
    return AccesAConfirmer.objects.filter(
        nature=AccesAConfirmer.Nature.ADRESSE,
        responsable__utilisateur=compte,
        le__gt=timezone.now() - ATTENTE_D_UN_AUTRE,
    ).order_by("-le", "-pk")


def _dernier_geste(compte: Utilisateur, action: str, par: Utilisateur) -> datetime | None:
    """When this agent did it these last days; by an account newer than that, when anybody did."""
    gestes = ModelLogEntry.objects.for_instance(compte).filter(
        action=action, timestamp__gt=timezone.now() - ATTENTE_D_UN_AUTRE
    )
    siens = gestes if _vient_d_arriver(par) else gestes.filter(user=par)
    dernier = siens.order_by("-timestamp").first()
    return dernier.timestamp if dernier else None


def _vient_d_arriver(par: Utilisateur) -> bool:
    return par.date_joined > timezone.now() - ATTENTE_D_UN_AUTRE


def _ses_foyers(responsable: Responsable, compte: Utilisateur) -> dict[Foyer, Responsable]:
    """Where the agent does it, and where else this account is an adult's now."""
    actuels = Responsable.objects.actuels().filter(utilisateur=compte).select_related("foyer")
    return {sien.foyer: sien for sien in (*actuels, responsable)}
