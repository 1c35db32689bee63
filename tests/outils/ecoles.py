"""Children of a school, for the tests that need some."""

from famille.dossier.foyers.ecoles.actions import creer_ecole
from famille.models import Ecole, Enfant


def une_ecole(nom: str) -> Ecole:
    return Ecole.objects.filter(nom=nom).first() or creer_ecole(nom=nom, par=None)


def aller_a(nom: str, *enfants: Enfant, niveau: str = "") -> Ecole:
    """These children go to that school, made if there is none."""
    ecole = une_ecole(nom)
    for enfant in enfants:
        enfant.ecole, enfant.niveau = ecole, niveau
        enfant.save(update_fields=["ecole", "niveau"])
    return ecole
