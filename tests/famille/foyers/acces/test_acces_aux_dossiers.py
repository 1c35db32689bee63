"""The one door: `de(user)` gives what is mine today, and never what is the other parent's (D11)."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from famille import actions
from famille.models import Document, Enfant, Foyer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def aujourd_hui():
    with time_machine.travel("2026-11-25 10:00 +0100", tick=False):
        yield


@pytest.fixture
def garde_alternee(famille_martin, voisin, agent):
    """Léa Martin lives at her other parent's too: Nadia's."""
    actions.rattacher_enfant(famille_martin.lea, voisin.foyer, par=agent, debut=date(2026, 9, 1))


def papier(**champs):
    return Document.objects.create(
        nom="a.pdf", fichier="aa/a.pdf", type_mime="application/pdf", taille=1, sha256="", **champs
    )


def test_a_parent_sees_his_household_only(famille_martin, voisin):
    assert list(Foyer.objects.de(famille_martin.camille)) == [famille_martin.foyer]
    assert set(Enfant.objects.de(famille_martin.camille)) == {
        famille_martin.lea,
        famille_martin.hugo,
    }


def test_an_agent_is_nobodys_parent(famille_martin, agent):
    assert not Foyer.objects.de(agent).exists()


@pytest.mark.parametrize(("fin", "voit"), [(date(2026, 11, 24), False), (date(2026, 11, 25), True)])
def test_an_adult_who_left_sees_nothing_from_the_next_day_on(famille_martin, agent, fin, voit):
    actions.modifier_responsable(famille_martin.foyer.responsables.get(), fin=fin, par=agent)
    papier(foyer=famille_martin.foyer)
    assert Foyer.objects.de(famille_martin.camille).exists() is voit
    assert Enfant.objects.de(famille_martin.camille).exists() is voit
    assert Document.objects.de(famille_martin.camille).exists() is voit


def test_a_child_who_left_the_household_is_no_longer_seen_from_it(famille_martin, agent):
    actions.modifier_rattachement(
        famille_martin.lea.rattachements.get(), fin=date(2026, 11, 24), par=agent
    )
    assert list(Enfant.objects.de(famille_martin.camille)) == [famille_martin.hugo]


def test_both_parents_see_the_child_and_neither_the_others_household(
    garde_alternee, famille_martin, voisin
):
    assert famille_martin.lea in Enfant.objects.de(voisin.nadia)
    assert famille_martin.hugo not in Enfant.objects.de(voisin.nadia)
    assert list(Foyer.objects.de(voisin.nadia)) == [voisin.foyer]


def test_a_paper_of_one_household_about_the_shared_child_stays_in_it(
    garde_alternee, famille_martin, voisin
):
    papier(foyer=famille_martin.foyer, enfant=famille_martin.lea, classe_le=timezone.now())
    assert not Document.objects.de(voisin.nadia).exists()


def test_a_paper_of_the_child_alone_is_seen_by_both_once_filed(
    garde_alternee, famille_martin, voisin
):
    document = papier(enfant=famille_martin.lea)
    assert not Document.objects.de(voisin.nadia).exists()
    actions.classer_document(document, par=None)
    assert list(Document.objects.de(voisin.nadia)) == [document]
    assert list(Document.objects.de(famille_martin.camille)) == [document]
