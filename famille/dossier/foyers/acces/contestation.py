""" "Ce n’est pas moi": whoever still reads the former address stops, by its mail's link, what an
agent's change has opened; an agent then settles (docs/comprendre/acces.md). The link gives nothing:
it closes the account to everybody until the service has spoken with its owner."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from famille.comptes.actions import installer_adresse, verifier_adresse
from famille.comptes.journal import noter
from famille.comptes.openid.service_franceconnect import CODE as FRANCECONNECT
from famille.comptes.sessions.vie import fermer_les_sessions
from famille.courriels.boite_d_envoi import preparer
from famille.courriels.genres import GenreDeCourriel
from famille.journal.modifications import noter_modification
from famille.journal.recherche import rafraichir_recherche
from famille.models import AccesAConfirmer, Foyer, IdentitePivot, Utilisateur
from famille.models.acces import AccesAConfirmerQuerySet
from famille.socle.erreurs import Refus
from famille.socle.offres import fermer_l_agenda
from famille.socle.ville.phrases import dit

from .actions import MODIFIER, OBJET, PAS_SOI_MEME, est_un_autre
from .seconde_etape import noter_l_adresse_remise, refuser_l_adresse_apres_l_oubli

GARDEE = GenreDeCourriel("acces", "famille/acces_gardee")

LIBELLE, IDENTITE = "Adresse e-mail changée", "État civil"
DEJA_REGLE = dit(
    "{Le_service} a déjà réglé ce changement : il n’y a plus rien à faire. Un doute ?"
    " Appelez-{le_la}."
)
DONNEE_PAR_LUI = (
    "Vous aviez déjà changé l’adresse de ce compte auparavant : c’est à un autre agent de remettre"
    " celle d’avant."
)
PAS_LE_SIEN = "Ce dossier est le vôtre : c’est à un autre agent de régler cette contestation."


@transaction.atomic
def contester(acces: AccesAConfirmer) -> AccesAConfirmer:
    """Close the account until agents settle; pressed twice, the same. Refus: it is settled."""
    acces = _verrouiller(acces)
    if acces.tranche_le:
        raise Refus(DEJA_REGLE)
    if acces.conteste_le:
        return acces
    compte = acces.compte
    Utilisateur.objects.filter(pk=compte.pk).update(is_active=False)
    fermer_les_sessions(compte)
    memes(acces).update(conteste_le=timezone.now())
    _noter(acces, "contestée depuis l’ancienne adresse", par=None)
    return acces


@transaction.atomic
def garder_la_nouvelle(acces: AccesAConfirmer, *, par: Utilisateur) -> AccesAConfirmer:
    """The account opens again, at its new address. Refus: settled, or not his to confirm."""
    acces = _a_trancher(acces)
    if not est_un_autre(acces, par):
        raise Refus(PAS_SOI_MEME)
    compte = acces.compte
    Utilisateur.objects.filter(pk=compte.pk).update(is_active=True)
    _trancher(acces, "gardée après vérification", par=par)
    for adresse in (acces.ancienne, compte.email):
        quand = "avant" if adresse == acces.ancienne else "apres"
        preparer(GARDEE.cle(acces.pk, "gardee", quand), adresse, {"prenom": compte.first_name})
    return acces


@transaction.atomic
def remettre_l_ancienne(acces: AccesAConfirmer, *, par: Utilisateur) -> AccesAConfirmer:
    """The account goes back to its former address, whose owner chooses a password. What was added
    since to prove an identity is taken off, FranceConnect too; the calendars' secret addresses are
    closed. Refus: settled, the address is another account's, or `par` is of the household or gave
    that former address himself; whoever changed it may put it back."""
    acces = _a_trancher(acces)
    siens = par.responsabilites.filter(foyer__in=_foyers(acces))
    if not par.has_perm(MODIFIER) or siens.exists():
        raise Refus(PAS_LE_SIEN)
    compte = acces.compte
    if AccesAConfirmer.objects.filter(
        nature=acces.nature, responsable__utilisateur=compte, par=par, le__lt=acces.le
    ).exists():
        raise Refus(DONNEE_PAR_LUI)
    refuser_l_adresse_apres_l_oubli(compte, par=par)
    noter_l_adresse_remise(compte, par=par)
    ancienne, nouvelle = verifier_adresse(acces.ancienne, sauf=compte), compte.email
    Authenticator.objects.filter(user=compte, created_at__gte=acces.le).delete()
    _delier_depuis(acces, par=par)
    compte.is_active = True
    compte.set_unusable_password()
    compte.save(update_fields=["is_active", "password"])
    installer_adresse(compte, ancienne)
    _trancher(acces, "annulée : l’ancienne est remise", par=par)
    for foyer in _foyers(acces):
        noter_modification(
            foyer,
            f"responsable {acces.responsable}",
            par=par,
            avant={"Adresse e-mail": nouvelle},
            apres={"Adresse e-mail": ancienne},
        )
        fermer_l_agenda(foyer, par=par)
        rafraichir_recherche(foyer)
    return acces


def _delier_depuis(acces: AccesAConfirmer, *, par: Utilisateur) -> None:
    """The FranceConnect identity joined since then opens nothing more; the journals say it."""
    compte = acces.compte
    siens = SocialAccount.objects.filter(user=compte, provider=FRANCECONNECT)
    if not siens.filter(date_joined__gte=acces.le).delete()[0]:
        return
    noter("franceconnect delie", compte)
    dites = IdentitePivot.objects.filter(
        responsable__utilisateur=compte, origine=IdentitePivot.Origine.FRANCECONNECT
    )
    for dite in dites.select_related("responsable__foyer"):
        noter_modification(
            dite.responsable.foyer,
            f"responsable {dite.responsable}",
            par=par,
            avant={IDENTITE: dite.origine_dite},
            apres={IDENTITE: ""},
        )
        dite.delete()


def memes(acces: AccesAConfirmer) -> AccesAConfirmerQuerySet:
    """QuerySet: this change in each household of the account."""
    return AccesAConfirmer.objects.filter(
        nature=acces.nature, le=acces.le, responsable__utilisateur=acces.compte
    )


def _verrouiller(acces: AccesAConfirmer) -> AccesAConfirmer:
    verrouilles = AccesAConfirmer.objects.select_for_update(of=("self",))
    return verrouilles.select_related("responsable__utilisateur").get(pk=acces.pk)


def _a_trancher(acces: AccesAConfirmer) -> AccesAConfirmer:
    acces = _verrouiller(acces)
    if acces.tranche_le or not acces.conteste_le:
        raise Refus("Un agent a déjà réglé cette contestation : il n’y a plus rien à faire.")
    return acces


def _trancher(acces: AccesAConfirmer, dit: str, *, par: Utilisateur) -> None:
    maintenant = timezone.now()
    memes(acces).update(tranche_le=maintenant)
    AccesAConfirmer.objects.en_attente().filter(
        nature=acces.nature, responsable__utilisateur=acces.compte
    ).update(confirme_par=par, confirme_le=maintenant)
    _noter(acces, dit, par=par)


def _noter(acces: AccesAConfirmer, dit: str, *, par: Utilisateur | None) -> None:
    for foyer in _foyers(acces):
        noter_modification(foyer, OBJET, par=par, apres={LIBELLE: dit})


def _foyers(acces: AccesAConfirmer) -> list[Foyer]:
    return [ligne.foyer for ligne in memes(acces).select_related("foyer")]
