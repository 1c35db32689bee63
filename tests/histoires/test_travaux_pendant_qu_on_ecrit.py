"""Each long job of the house comes to its end while people write, and lets them write: on SQLite
above all, where a reading that stays open, or a transaction that lasts, stops everybody."""

from datetime import date
from types import SimpleNamespace

import pytest

from famille.models import Travail
from famille.travaux import actions as travaux
from famille.travaux.genres import genres
from reservations.planning.evenements import actions as evenements
from tests.histoires.travaux import PREPARATIFS
from tests.reservations import outils

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.time_machine(outils.MAINTENANT, tick=False),
]
# As many pages as there are things: (module, name of what it takes at a time).
UNE_A_LA_FOIS = [
    ("famille.socle.pages_de_cles", "TAILLE"),
    ("famille.dossier.listes.export", "_PAR_NOTE"),
    ("famille.mouvements.reprise.export.actions", "_PAR_NOTE"),
    ("famille.mouvements.reprise.lecture", "_PAR_ENVOI"),
    ("famille.mouvements.reprise.tranches", "PAR_LOT"),
    ("reservations.consommation.imports.controle", "_PAR_NOTE"),
    ("reservations.envois.actions", "_FOYERS"),
    ("reservations.planning.evenements.actions", "_FOYERS"),
    ("reservations.planning.retrait", "_FOYERS"),
    ("reservations.planning.plusieurs_jours", "_PAR_TRANCHE"),
    ("reservations.facturation.actions", "FOYERS_PAR_LOT"),
    ("reservations.facturation.publication", "FACTURES_PAR_LOT"),
    ("reservations.facturation.comparaison", "FOYERS_PAR_LOT"),
    ("reservations.facturation.impression", "ENSEMBLE"),
]


@pytest.fixture
def ville(groupes, famille_martin, voisin, agent, demarche, caisses, monkeypatch):
    """Two households, their agent, and jobs that wait for the test to run them."""
    monkeypatch.setattr(travaux, "confier", lambda *args: None)
    for module, nom in UNE_A_LA_FOIS:
        monkeypatch.setattr(f"{module}.{nom}", 1)
    monkeypatch.setattr(evenements, "_RETARDATAIRES", 0)
    for nom in ("Martin", "Benali"):
        caisses.trouver(nom, 742, date(2026, 11, 1))
    return SimpleNamespace(martin=famille_martin, benali=voisin, agent=agent)


def test_every_long_job_is_tried_here():
    assert set(PREPARATIFS) == set(genres())


@pytest.mark.parametrize("genre", PREPARATIFS)
def test_a_job_ends_while_somebody_writes_between_two_of_its_pages(genre, ville, voisin_qui_ecrit):
    un = PREPARATIFS[genre](ville)
    ecrites = voisin_qui_ecrit.ecritures
    assert travaux.executer(str(un.pk)) == "fini", Travail.objects.get(pk=un.pk).resultat
    assert voisin_qui_ecrit.refus == []
    # two households, at least twice: there was something between
    assert voisin_qui_ecrit.ecritures - ecrites >= 4
