"""The account of an adult: made by an agent, never by its owner (G1)."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from famille.activation import inviter
from famille.erreurs import Refus
from famille.models import Utilisateur


def compte_pour(courriel, *, prenom, nom, meme_compte):
    """The Utilisateur of this address: a new one, without a usable password and invited, or, with `meme_compte`, the
    one that a parent already has. Refus when the address is not one, or is somebody's."""
    courriel = _adresse(courriel)
    existant = Utilisateur.objects.filter(email=courriel).first()
    if existant is None:
        utilisateur = Utilisateur.objects.create_user(courriel, first_name=prenom.strip(), last_name=nom.strip())
        inviter(utilisateur)
        return utilisateur
    if meme_compte and not existant.est_du_personnel:
        return existant
    raise Refus(_deja_pris(existant))


def deplacer_compte(responsable, courriel):
    """The Utilisateur of this adult once his address is `courriel` ("": he keeps the account he has, if any).

    The new address counts as proved only when the account is in use: the agent vouches for it. Refus: in use.
    """
    utilisateur = responsable.utilisateur
    if not courriel:
        if utilisateur:
            raise Refus("Cet adulte a un compte : son adresse e-mail se remplace, mais ne s’efface pas.")
        return None
    if utilisateur is None:
        return compte_pour(courriel, prenom=responsable.prenom, nom=responsable.nom, meme_compte=False)
    courriel = _adresse(courriel)
    if courriel == utilisateur.email:
        return utilisateur
    if utilisateur.est_du_personnel:
        raise Refus("Ce compte est aussi celui d’un agent : l’administration du portail change son adresse.")
    autre = Utilisateur.objects.filter(email=courriel).exclude(pk=utilisateur.pk).first()
    if autre:
        raise Refus(_deja_pris(autre))
    utilisateur.email = courriel
    utilisateur.save(update_fields=["email"])
    EmailAddress.objects.filter(user=utilisateur).delete()
    verifiee = utilisateur.has_usable_password()
    EmailAddress.objects.create(user=utilisateur, email=courriel, primary=True, verified=verifiee)
    inviter(utilisateur)
    return utilisateur


def _adresse(courriel):
    courriel = courriel.strip().lower()
    try:
        validate_email(courriel)
    except ValidationError as erreur:
        raise Refus(
            f"« {courriel} » n’est pas une adresse e-mail : vérifiez-la, par exemple nom@exemple.fr."
        ) from erreur
    return courriel


def _deja_pris(utilisateur):
    if utilisateur.est_du_personnel:
        return f"{utilisateur.email} est l’adresse d’un agent : demandez à cette personne son adresse personnelle."
    ou = utilisateur.responsabilites.select_related("foyer").first()
    dossier = f", dossier {ou.foyer.numero}" if ou else ""
    return (
        f"L’adresse {utilisateur.email} est déjà celle de {utilisateur}{dossier} : vérifiez-la, "
        "ou demandez à cette personne une autre adresse."
    )
