"""Two schools in June, and four pupils of the Martins."""

from datetime import date

import pytest

from famille.dossier.foyers.ecoles.actions import ajouter_classe, creer_ecole
from tests.famille.foyers.ecoles.scene import JUIN, placer


@pytest.fixture
def ville(time_machine, agent, famille_martin):
    """Zay: GS to CM2 with two CE1; Marins: a maternelle whose GS go to Zay."""
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    zay = creer_ecole(par=agent, nom="École Jean-Zay")
    for nom in ("CP A", "CE1 A", "CE1 B", "CM2"):
        ajouter_classe(zay, annee=2026, nom=nom, par=agent)
    marins = creer_ecole(par=agent, nom="Maternelle Les Marins")
    for nom in ("MS", "GS"):
        ajouter_classe(marins, annee=2026, nom=nom, par=agent)
    time_machine.move_to(JUIN, tick=False)
    return {"zay": zay, "marins": marins}


@pytest.fixture
def enfants(ville, famille_martin):
    foyer = famille_martin.foyer
    return {
        "cp": placer(foyer, ville["zay"], "CP A", date(2020, 3, 1), "Ana"),
        "ce1": placer(foyer, ville["zay"], "CE1 B", date(2019, 3, 1), "Bob"),
        "cm2": placer(foyer, ville["zay"], "CM2", date(2016, 3, 1), "Cléa"),
        "gs": placer(foyer, ville["marins"], "GS", date(2021, 3, 1), "Dov"),
    }
