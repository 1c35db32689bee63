"""Who asks for a place and waits for one: late only when there is room."""

from datetime import date

import pytest

from demarches.bureau.liste import ListeDesDemandes
from demarches.models import Demande
from reservations.models import Activite
from tests.demarches.place import (
    envoyee,
    valla,
)

pytestmark = pytest.mark.usefixtures("le_25_novembre")


@pytest.fixture
def tardives(complete, time_machine):
    """Hugo's and Léa's demandes, long past their date, and no place for either."""
    Demande.objects.update(echeance=date(2026, 12, 1))
    time_machine.move_to("2026-12-20 10:00+01:00", tick=False)
    return complete


def test_without_room_a_demande_is_not_late(tardives, agent, connecter):
    bureau = connecter(agent)
    page = bureau.get("/gestion/demandes/").text
    assert "jours de retard" not in page
    assert page.count("sur liste, sans place") == 2
    assert "<strong>0</strong> en retard" in bureau.get("/gestion/").text
    assert tardives[0].numero not in bureau.get("/gestion/demandes/?echeance=retard").text
    assert tardives[0].numero in bureau.get("/gestion/demandes/?echeance=sur-liste").text
    dossier = bureau.get(f"/gestion/demandes/{tardives[0].pk}/").text
    assert "En retard :" not in dossier
    assert "réponse avant le" not in dossier
    assert "sur liste, sans place" in dossier


@pytest.fixture
def a_faire(tardives, famille_martin):
    """One more demande, due after those that wait for a place."""
    demande = envoyee(
        famille_martin, famille_martin.lea, valla(structure="Grands", age_min=9, age_max=11)
    )
    Demande.objects.filter(pk=demande.pk).update(echeance=date(2027, 2, 20))
    return demande


def test_what_waits_for_a_place_comes_after_what_can_be_answered(
    tardives, a_faire, agent, connecter
):
    bureau = connecter(agent)
    page = bureau.get("/gestion/demandes/").text
    assert all(page.index(a_faire.numero) < page.index(tardive.numero) for tardive in tardives)


def test_the_pages_of_the_list_show_each_demande_once(
    tardives, a_faire, agent, connecter, monkeypatch
):
    monkeypatch.setattr(ListeDesDemandes, "par_page", 2)
    bureau = connecter(agent)
    premiere, seconde = (bureau.get(f"/gestion/demandes/?p={page}").text for page in (1, 2))
    assert a_faire.numero in premiere
    assert sum(tardive.numero in premiere for tardive in tardives) == 1
    assert all((tardive.numero in premiere) != (tardive.numero in seconde) for tardive in tardives)


def test_a_demande_opened_from_the_list_says_its_place_there(tardives, a_faire, agent, connecter):
    """Each link carries the list that one comes from: what can be answered, then what waits."""
    bureau = connecter(agent)
    liste = bureau.get("/gestion/demandes/").context
    demandes = [rang.ligne["demande"] for rang in liste["lue"].rangs]
    assert demandes[0] == a_faire
    for rang, demande in enumerate(demandes, start=1):
        page = bureau.get(f"/gestion/demandes/{demande.pk}/?{liste['suite']}")
        assert f"{rang} sur 3" in page.text


def test_the_next_to_deal_with_is_not_one_that_waits_for_a_place(
    tardives, a_faire, agent, connecter
):
    bureau = connecter(agent)
    suivante = "/gestion/demandes/{}/suivante/"
    assert f"/{a_faire.pk}/" in bureau.get(suivante.format(tardives[0].pk)).url
    reponse = bureau.get(suivante.format(a_faire.pk), follow=True)
    assert "plus de demande à traiter, sauf celles qui sont sur liste, sans place." in reponse.text


def test_without_room_its_family_reads_of_no_lateness(tardives, connecter, famille_martin):
    famille = connecter(famille_martin.camille)
    page = famille.get(f"/demarches/demande/{tardives[0].pk}/").text
    assert "elle attend une place" in page
    for adresse in (f"/demarches/demande/{tardives[0].pk}/", "/demarches/", "/tableau-de-bord/"):
        lue = famille.get(adresse).text
        assert "a du retard" not in lue
        assert "avant le 1er décembre" not in lue
    assert famille.get("/demarches/").text.count("sur liste : vous êtes prévenu") == 2
    assert "2 en attente" in famille.get("/tableau-de-bord/").text


def test_a_freed_place_is_said_late_to_its_family_alone(tardives, connecter, famille_martin):
    Activite.objects.update(inscriptions_max=2)
    famille = connecter(famille_martin.camille)
    assert famille.get("/demarches/").text.count("la réponse a du retard") == 1
    assert "la réponse a du retard" in famille.get(f"/demarches/demande/{tardives[0].pk}/").text
    assert "elle attend une place" in famille.get(f"/demarches/demande/{tardives[1].pk}/").text


def test_a_freed_place_makes_its_first_late_and_no_other(tardives, agent, connecter, activite):
    Activite.objects.update(inscriptions_max=2)
    bureau = connecter(agent)
    assert "<strong>1</strong> en retard" in bureau.get("/gestion/").text
    page = bureau.get("/gestion/demandes/?echeance=retard").text
    assert (tardives[0].numero in page, tardives[1].numero in page) == (True, False)
    assert "En retard :" in bureau.get(f"/gestion/demandes/{tardives[0].pk}/").text
