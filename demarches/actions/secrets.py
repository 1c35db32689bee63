"""The encrypted answers of demandes, brought to the site's present key."""

from django.db import transaction

from famille.chiffrement import SAISIE, rechiffrer

from ..catalogue import toutes
from ..champ_secret import CLE, ChampSecret
from ..models import Demande


@transaction.atomic
def rechiffrer_saisies():
    """int: how many demandes hold a secret, now under the present key. Illisible: nothing changes."""
    nombre = 0
    demandes = Demande.objects.select_for_update(of=("self",)).filter(code__in=codes_a_secrets())
    for demande in demandes.only("saisie").iterator():
        saisie = {
            etape: {nom: [_neuve(valeur) for valeur in valeurs] for nom, valeurs in champs.items()}
            for etape, champs in demande.saisie.items()
        }
        if saisie != demande.saisie:
            nombre += Demande.objects.filter(pk=demande.pk).update(saisie=saisie)
    return nombre


def codes_a_secrets():
    """list[str]: the démarches that ask for something secret."""
    return [
        code
        for code, demarche in toutes().items()
        for page in demarche.etapes.values()
        if any(isinstance(champ, ChampSecret) for champ in page.base_fields.values())
    ]


def _neuve(valeur):
    return {CLE: rechiffrer(valeur[CLE], usage=SAISIE)} if isinstance(valeur, dict) else valeur
