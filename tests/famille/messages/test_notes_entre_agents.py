"""A word between agents in a conversation: they read it, no family does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.dossier.messages.actions_agents import NOTES_MAX, noter_fil
from famille.models import NoteDuFil
from tests.famille.messages.test_boite_des_agents import url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("le_25_novembre")]
MOT = "Voir avec la direction avant de répondre"


def test_a_colleague_reads_it_and_the_family_does_not(
    bureau, fil, collegue, agent, connecter, client, famille_martin
):
    avant = fil.etat
    bureau.post(url("noter", fil), {"note": MOT})
    assert fil.notes.get().par == agent
    fil.refresh_from_db()
    assert fil.etat == avant  # nobody was answered
    client.logout()
    assert MOT in connecter(collegue).get(url("fil", fil)).text
    client.logout()
    parent = connecter(famille_martin.camille)
    for adresse in (reverse("famille:fil", args=[fil.pk]), reverse("famille:messages")):
        page = parent.get(adresse)
        assert (page.status_code, "Ma facture" in page.text) == (200, True)
        assert MOT not in page.text


@pytest.mark.parametrize(("texte", "dit"), [("  ", "est vide"), ("x" * 2001, "2 000 caractères")])
def test_one_that_is_refused_comes_back_as_it_was_typed(bureau, fil, texte, dit):
    page = bureau.post(url("noter", fil), {"note": texte}).text
    assert dit in page.replace("\u202f", " ").replace("\u00a0", " ")
    assert f">{texte}</textarea>" in page
    assert not NoteDuFil.objects.exists()


def test_they_do_not_pile_up(bureau, fil, agent):
    for rang in range(NOTES_MAX):
        noter_fil(fil, par=agent, texte=f"{rang}")
    bureau.post(url("noter", fil), {"note": "une de trop"})
    assert fil.notes.count() == NOTES_MAX


def test_a_parent_writes_none(fil, connecter, famille_martin):
    assert connecter(famille_martin.camille).post(url("noter", fil), {"note": MOT}).status_code in (
        302,
        403,
    )
    assert not NoteDuFil.objects.exists()


def test_a_page_with_thirty_notes_asks_no_more(bureau, fil, agent):
    nombres = []
    for combien in (1, 29):
        for rang in range(combien):
            noter_fil(fil, par=agent, texte=f"{rang}")
        bureau.get(url("fil", fil))
        with CaptureQueriesContext(connection) as lues:
            bureau.get(url("fil", fil))
        nombres.append(len(lues))
    assert nombres[0] == nombres[1]
