"""What tells the demo town from a real one: an account that nobody can sign in to, who opened its
files."""

from django.conf import settings
from django.contrib.auth.hashers import make_password

from famille.models import Foyer, Utilisateur
from famille.socle.dire import compte
from famille.socle.erreurs import Refus

COURRIEL = "ville.demonstration@exemple.fr"


def marque() -> Utilisateur | None:
    """The account that marks this database as the demo town's; None when it is not."""
    return Utilisateur.objects.filter(email=COURRIEL).first()


def marquer() -> Utilisateur:
    return Utilisateur.objects.create(
        email=COURRIEL,
        first_name="Ville",
        last_name="de démonstration",
        password=make_password(None),
        is_active=False,
    )


def exiger_une_installation_de_demonstration() -> None:
    """Refus, in words for whoever typed the command, where production settings are used. Reads no
    table."""
    if not settings.DEMO:
        raise Refus(
            "Cette installation est celle d’une vraie ville : la ville de démonstration a des mots"
            " de passe publics et n’y sera pas créée. Lancez-la sur un autre poste, avec « make"
            " run »."
        )


def exiger_une_base_de_demonstration() -> None:
    """Refus where the database holds households that this package has not made."""
    exiger_une_installation_de_demonstration()
    foyers = Foyer.objects.count()
    if foyers and marque() is None:
        raise Refus(
            f"Cette base contient déjà {compte(foyers, 'foyer')} d’une vraie ville"
            " : la ville de démonstration n’y sera pas ajoutée. Choisissez un dossier vide avec"
            " PORTAIL_VAR."
        )
