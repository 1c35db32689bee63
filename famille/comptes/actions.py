"""The account of an adult: made by an agent, never by its owner (G1)."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from famille.comptes.sessions.vie import fermer_les_sessions
from famille.models import Responsable, Utilisateur
from famille.socle.erreurs import Refus
from famille.socle.saisie.adresses_courriel import dire_lettre_impossible

from .activation.actions import inviter


def verifier_adresse(
    courriel: str, *, sauf: Utilisateur | None = None, meme_compte: bool = False
) -> str:
    """The address in lower case. Refus when it is not one, or is the one of another account than
    `sauf`.

    `meme_compte`: a parent's account may serve in two households; an agent's never does.
    """
    courriel = courriel.strip().lower()
    try:
        validate_email(courriel)
    except ValidationError as erreur:
        message = (
            f"« {courriel} » n’est pas une adresse e-mail : vérifiez-la, par exemple"
            " nom@exemple.fr."
        )
        raise Refus(message, champ="courriel") from erreur
    if injoignable := dire_lettre_impossible(courriel, sinon="demandez une autre adresse"):
        raise Refus(injoignable, champ="courriel")
    autres = Utilisateur.objects.filter(email=courriel)
    autre = (autres.exclude(pk=sauf.pk) if sauf else autres).first()
    if autre and not (meme_compte and not autre.est_du_personnel):
        raise Refus(_deja_pris(autre), champ="courriel")
    return courriel


def compte_pour(courriel: str, *, prenom: str, nom: str, meme_compte: bool) -> Utilisateur:
    """The Utilisateur of this address: a new one, without a usable password and invited, or, with
    `meme_compte`, the one that a parent already has. Refus: as `verifier_adresse`."""
    courriel = verifier_adresse(courriel, meme_compte=meme_compte)
    existant = Utilisateur.objects.filter(email=courriel).first()
    if existant:
        return existant
    utilisateur = Utilisateur.objects.create_user(
        courriel, first_name=prenom.strip(), last_name=nom.strip()
    )
    inviter(utilisateur)
    return utilisateur


def deplacer_compte(responsable: Responsable, courriel: str) -> Utilisateur | None:
    """The Utilisateur of this adult once his address is `courriel`. An account's address is
    replaced, never erased.

    The new address counts as proved only when the account is in use: the agent vouches for it. Its
    open sessions end: the link may have gone to a stranger, who must not stay. Refus: in use.
    """
    utilisateur = responsable.utilisateur
    if not courriel and not utilisateur:
        return None
    if not courriel:
        raise Refus(
            "Cet adulte a un compte : son adresse se remplace, mais ne s’efface pas.",
            champ="courriel",
        )
    if utilisateur is None:
        return compte_pour(
            courriel, prenom=responsable.prenom, nom=responsable.nom, meme_compte=False
        )
    courriel = verifier_adresse(courriel, sauf=utilisateur)
    if courriel == utilisateur.email:
        return utilisateur
    if utilisateur.est_du_personnel:
        message = (
            "Ce compte est aussi celui d’un agent : l’administration du portail change son adresse."
        )
        raise Refus(message, champ="courriel")
    installer_adresse(utilisateur, courriel)
    return utilisateur


def installer_adresse(utilisateur: Utilisateur, courriel: str) -> None:
    """Make this verified address the account's, end its sessions, and invite its owner there when
    the account has no password. In the caller's transaction."""
    utilisateur.email = courriel
    utilisateur.save(update_fields=["email"])
    EmailAddress.objects.filter(user=utilisateur).delete()
    verifiee = utilisateur.has_usable_password()
    EmailAddress.objects.create(user=utilisateur, email=courriel, primary=True, verified=verifiee)
    fermer_les_sessions(utilisateur)
    inviter(utilisateur)


def _deja_pris(utilisateur: Utilisateur) -> str:
    if utilisateur.est_du_personnel:
        return (
            f"{utilisateur.email} est l’adresse d’un agent : demandez à cette personne son adresse"
            " personnelle."
        )
    ou = utilisateur.responsabilites.select_related("foyer").first()
    dossier = f", dossier {ou.foyer.numero}" if ou else ""
    return (
        f"L’adresse {utilisateur.email} est déjà celle de {utilisateur}{dossier}. Si c’est la même"
        " personne, cochez « Utiliser le compte qui existe déjà » ; sinon, demandez-lui une autre"
        " adresse."
    )
