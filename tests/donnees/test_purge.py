"""The purge (D9): nothing without a decision, a list before, a record after; a household goes when
nothing of it serves any more."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from demarches.models import Demande
from famille.actions import ouvrir_fil
from famille.models import (
    Consultation,
    Enfant,
    Facture,
    Fil,
    Foyer,
    Paiement,
    Purge,
    ReglageConservation,
    Utilisateur,
)
from famille.mouvements.donnees.purge import executer, purger, purger_du_mois
from famille.regles.conservation import DUREES
from tests.donnees.conservation import demande, fixer, il_y_a, lectures, payer
from tests.famille.facturation import facturer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


# What decides


@pytest.mark.parametrize(
    "reglage",
    [
        {},
        {"decidees_le": date(2026, 11, 26), "lectures": 12},
        {"lectures": 12},
        {"decidees_le": date(2026, 1, 1)},
    ],
    ids=["nothing set", "not yet in force", "without a date", "this period is empty"],
)
def test_without_a_decision_in_force_nothing_goes(famille_martin, reglage):
    lectures(famille_martin.foyer, 4000)
    ReglageConservation.objects.create(**reglage)
    assert purger().comptes == {}
    assert Consultation.objects.count() == 1


def test_no_period_has_a_default():
    assert {getattr(ReglageConservation(), code) for code in DUREES} == {None}


def test_the_dry_run_lists_and_deletes_nothing(famille_martin):
    lectures(famille_martin.foyer, 400, 1)
    fixer(lectures=12)
    sortie = StringIO()
    call_command("purger", stdout=sortie)
    ligne = next(ligne for ligne in sortie.getvalue().splitlines() if "consultation" in ligne)
    assert ligne.split()[-1] == "1"
    assert "avant le 25/11/2025" in ligne
    assert "durée non fixée" in sortie.getvalue()
    assert Consultation.objects.count() == 2
    assert not Purge.objects.exists()


def test_executed_it_deletes_and_keeps_its_count(famille_martin, administrateur):
    lectures(famille_martin.foyer, 400, 401, 1)
    fixer(lectures=12)
    purge = purger(par=administrateur)
    assert Consultation.objects.count() == 1
    assert purge.comptes == {"lectures": 2}
    assert purge.limites == {"lectures": "2025-11-25"}
    assert (purge.par, purge.finie_le) == (administrateur, timezone.now())


def test_again_it_finds_nothing(famille_martin):
    lectures(famille_martin.foyer, 400)
    fixer(lectures=12)
    purger()
    assert purger().comptes == {}


def test_stopped_in_the_middle_it_goes_on_where_it_was(famille_martin, monkeypatch):
    monkeypatch.setattr("famille.mouvements.donnees.purge.LOT", 2)
    lectures(famille_martin.foyer, *range(400, 405))
    fixer(lectures=12)
    purge = Purge.objects.create()
    tours = 0
    while not executer(purge, jusqu_a=0.1):
        tours += 1
        assert purge.finie_le is None
        assert tours < 30
    assert purge.comptes["lectures"] == 5


def test_the_command_says_what_it_did(famille_martin):
    lectures(famille_martin.foyer, 400)
    fixer(lectures=12)
    sortie = StringIO()
    call_command("purger", "--executer", stdout=sortie)
    assert "1 supprimés" in sortie.getvalue()


@pytest.fixture
def deja_purgee():
    """A town that has read its first list."""
    Purge.objects.create(finie_le=timezone.now())


@pytest.mark.parametrize(("automatique", "restent"), [(False, 1), (True, 0)])
def test_the_schedule_deletes_unless_the_town_has_switched_it_off(
    famille_martin, deja_purgee, automatique, restent
):
    lectures(famille_martin.foyer, 400)
    assert fixer(lectures=12).purge_automatique  # what a town has that says nothing
    fixer(lectures=12, purge_automatique=automatique)
    assert purger_du_mois(duree=20) == automatique
    assert Consultation.objects.count() == restent


@pytest.mark.parametrize("reglage", [{}, {"decidees_le": date(2026, 11, 26), "lectures": 12}])
def test_without_a_period_in_force_the_schedule_does_not_begin(famille_martin, reglage):
    ReglageConservation.objects.create(**reglage)
    assert not purger_du_mois(duree=20)
    assert not Purge.objects.exists()


def test_the_first_list_can_be_read_for_a_week_before_the_schedule_deletes(
    famille_martin, time_machine
):
    lectures(famille_martin.foyer, 400)
    fixer(lectures=12)
    assert not purger_du_mois(duree=20)
    for jour, restent in (("2026-12-02 14:31", 1), ("2026-12-02 14:33", 0)):
        time_machine.move_to(f"{jour}+01:00", tick=False)
        assert purger_du_mois(duree=20) == (not restent)
        assert Consultation.objects.count() == restent


def test_the_schedule_purges_once_a_month(famille_martin, deja_purgee, time_machine):
    fixer(lectures=12, purge_automatique=True)
    purger_du_mois(duree=20)
    lectures(famille_martin.foyer, 400)
    assert purger_du_mois(duree=20)
    assert Consultation.objects.count() == 1
    time_machine.move_to("2026-12-01 03:00+01:00", tick=False)
    purger_du_mois(duree=20)
    assert Consultation.objects.count() == 0
    assert Purge.objects.exclude(mois=None).count() == 2


# Households


def vieillir(famille, jours=1200):
    """Nothing has happened there for so long."""
    Foyer.objects.filter(pk=famille.foyer.pk).update(cree_le=il_y_a(jours))
    Utilisateur.objects.filter(responsabilites__foyer=famille.foyer).update(
        last_login=il_y_a(jours)
    )


def test_a_household_left_for_years_is_erased_with_its_account(famille_martin, voisin):
    fixer(foyers=2)
    vieillir(famille_martin)
    assert purger().comptes == {"foyers": 1, "foyers-vides": 1}
    assert Foyer.objects.get() == voisin.foyer
    assert not Utilisateur.objects.filter(email=famille_martin.camille.email).exists()
    assert Enfant.objects.get() == voisin.sami


@pytest.mark.parametrize("protege", ["facture", "demande", "connexion", "message"])
def test_what_still_serves_protects_a_household(famille_martin, protege):
    fixer(foyers=2)
    if protege == "facture":
        facturer(famille_martin.foyer, "4.20", jour=date(2023, 1, 1))
        Facture.objects.update(cree_le=il_y_a(1200))
    if protege == "demande":
        demande(famille_martin, "en-attente", 1200)
        Demande.objects.update(modifie_le=il_y_a(1200))
    if protege == "message":
        ouvrir_fil(
            famille_martin.foyer, sujet="Attend", texte="t", par=famille_martin.camille, auteur="F"
        )
        Fil.objects.update(dernier_le=il_y_a(1200))
    vieillir(famille_martin)
    if protege == "connexion":
        Utilisateur.objects.update(last_login=datetime(2026, 1, 1, tzinfo=UTC))
    assert purger().comptes == {}
    assert Foyer.objects.get().nom == "Martin"


def test_accounting_outlives_the_household_that_left(famille_martin):
    fixer(foyers=2, factures=10)
    payer(facturer(famille_martin.foyer, "4.20", enfant=famille_martin.lea, jour=date(2022, 1, 1)))
    Facture.objects.update(cree_le=il_y_a(1200))
    Paiement.objects.update(ouvert_le=il_y_a(1200))
    vieillir(famille_martin)
    assert purger().comptes == {"foyers": 1}
    assert Foyer.objects.get().nom == "Dossier effacé"
    assert Facture.objects.get().lignes.get().enfant_nom == "Léa Martin"
    assert purger().comptes == {}
