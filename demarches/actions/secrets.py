"""The encrypted answers of demandes, for the turn of keys (famille.actions.rotation)."""

from famille.actions.rotation import Coffre
from famille.chiffrement import SAISIE

from ..catalogue import toutes
from ..champ_secret import CLE, ChampSecret
from ..models import Demande


def _demandes():
    return Demande.objects.filter(code__in=codes_a_secrets()).only("saisie")


def _changer(demande, f):
    demande.saisie = {
        etape: {nom: [_changee(valeur, f) for valeur in valeurs] for nom, valeurs in champs.items()}
        for etape, champs in demande.saisie.items()
    }


def _changee(valeur, f):
    return {CLE: f(valeur[CLE])} if isinstance(valeur, dict) else valeur


def codes_a_secrets():
    """list[str]: the démarches that ask for something secret."""
    return [
        code
        for code, demarche in toutes().items()
        for page in demarche.etapes.values()
        if any(isinstance(champ, ChampSecret) for champ in page.base_fields.values())
    ]


SAISIES = Coffre("démarches", SAISIE, _demandes, ["saisie"], _changer)
