"""A payer and what it owes of the Martins' days."""

from datetime import date
from decimal import Decimal

from famille.models import DroitPayeur, TiersPayeur


def payeur(nom="CAF de l’Indre", **champs):
    champs = {
        "genre": TiersPayeur.Genre.CAF,
        "voie": "193 avenue de la Châtre",
        "code_postal": "36000",
        "commune": "Châteauroux",
    } | champs
    return TiersPayeur.objects.create(nom=nom, **champs)


def droit(chez, foyer, **champs):
    champs = {"quoi": "Bon vacances", "debut": date(2026, 9, 1)} | champs
    for nom in ("pourcent", "par_jour", "plafond"):
        if nom in champs:
            champs[nom] = Decimal(str(champs[nom]))
    return DroitPayeur.objects.create(payeur=chez, foyer=foyer, **champs)
