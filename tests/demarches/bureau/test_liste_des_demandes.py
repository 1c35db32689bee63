"""The agents' list of demandes: its order, its tabs, what is found and filtered, what it costs."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from demarches.actions import prendre, rejeter
from demarches.bureau import liste, url_de_la_liste, urls_de
from demarches.models import Demande
from famille.actions import rafraichir_recherche
from famille.dossier.listes.lecture import choisir
from tests.conftest import creer_foyer
from tests.demarches.bureau.test_bureau import numeros
from tests.demarches.essai import deposee, le

pytestmark = pytest.mark.django_db


@pytest.fixture
def le_25_novembre():
    """The day, before anybody signs in."""
    with time_machine.travel(le(2026, 11, 25), tick=False):
        yield


def test_a_draft_is_nowhere_at_the_desk(bureau, demande):
    brouillon = Demande.objects.create(code=demande.code, foyer=demande.foyer, par=demande.par)
    reponse = bureau.get(url_de_la_liste(), {"etat": "toutes"})
    assert numeros(reponse) == ["D-2026-00231"]
    assert bureau.get(urls_de(brouillon)).status_code == 404


def test_the_most_urgent_comes_first_and_says_how_late_it_is(
    le_25_novembre, bureau, demarche, famille_martin
):
    for numero, jour in (("D-2026-00001", 20), ("D-2026-00002", 2), ("D-2026-00003", 12)):
        deposee(famille_martin.foyer, famille_martin.camille, numero, le=le(2026, 11, jour))
    reponse = bureau.get(url_de_la_liste())
    assert numeros(reponse) == ["D-2026-00002", "D-2026-00003", "D-2026-00001"]
    assert "9 jours de retard" in reponse.text
    assert "demain" in reponse.text


def test_what_is_to_be_answered_today_is_near_and_not_late(demarche, famille_martin):
    deposee(famille_martin.foyer, famille_martin.camille, "D-2026-00001", le=le(2026, 11, 11))
    lue = liste.ligne(Demande.objects.get(), date(2026, 11, 25))
    assert (lue["jours"], lue["urgence"], lue["retard"]) == (0, "proche", 0)


def test_the_tabs_count_each_state_and_lead_to_it(bureau, demande, voisin, agent):
    autre = deposee(voisin.foyer, voisin.nadia, "D-2026-00232")
    rejeter(autre, par=agent, motif="Hors de la commune.")
    reponse = bureau.get(url_de_la_liste())
    comptes = {onglet.libelle: onglet.nombre for onglet in reponse.context["lue"].onglets}
    assert comptes == {
        "À traiter": 1,
        "Sur liste": 0,
        "À compléter": 0,
        "Validées": 0,
        "Rejetées": 1,
        "Répondues": 0,
        "Toutes": 2,
    }
    adresse = next(
        onglet.adresse for onglet in reponse.context["lue"].onglets if onglet.libelle == "Rejetées"
    )
    assert parse_qs(urlsplit(adresse).query)["etat"] == ["rejetee"]
    assert numeros(bureau.get(url_de_la_liste() + adresse)) == ["D-2026-00232"]


@pytest.mark.parametrize(
    "cherche",
    [
        "00231",
        "martin",
        "LEA",
        "lea martin",
        "camille.martin@exemple.fr",
        "06 39 98 00 01",
        "06.39.98.00.01",
        "0639980001",
        "+33 6 39 98 00 01",
        "2026-00417",
        "d-2026-00231 hugo",
    ],
)
def test_a_demande_is_found_by_number_name_child_mail_or_telephone(
    bureau, demande, voisin, cherche
):
    for foyer in (demande.foyer, voisin.foyer):
        rafraichir_recherche(foyer)
    voisin.foyer.responsables.update(telephone_portable="+33639980099")
    rafraichir_recherche(voisin.foyer)
    deposee(voisin.foyer, voisin.nadia, "D-2026-00232")
    assert numeros(bureau.get(url_de_la_liste(), {"q": cherche})) == ["D-2026-00231"]


@pytest.mark.parametrize(
    ("filtre", "attendues"),
    [
        ({"echeance": "retard"}, ["D-2026-00001"]),
        ({"echeance": "semaine"}, ["D-2026-00002"]),
        ({"echeance": "plus-tard"}, ["D-2026-00003"]),
        ({"age": "14"}, ["D-2026-00001"]),
        ({"agent": "moi"}, ["D-2026-00002"]),
        ({"agent": "personne"}, ["D-2026-00001", "D-2026-00003"]),
        ({"demarche": "essai"}, ["D-2026-00001", "D-2026-00002", "D-2026-00003"]),
        ({"demarche": "changement-adresse"}, []),
    ],
)
def test_the_list_is_filtered(
    le_25_novembre, bureau, agent, demarche, famille_martin, filtre, attendues
):
    for numero, jour in (("D-2026-00001", 2), ("D-2026-00002", 14), ("D-2026-00003", 24)):
        demande = deposee(
            famille_martin.foyer, famille_martin.camille, numero, le=le(2026, 11, jour)
        )
        if numero == "D-2026-00002":
            prendre(demande, par=agent)
    assert numeros(bureau.get(url_de_la_liste(), filtre)) == attendues


def test_an_unknown_filter_hides_nothing(bureau, demande):
    reponse = bureau.get(
        url_de_la_liste(), {"echeance": "jamais", "agent": "99999", "p": "x", "inconnu": "1"}
    )
    assert numeros(reponse) == ["D-2026-00231"]


def test_an_empty_list_says_what_to_do(bureau, demarche):
    assert "Tout est traité" in bureau.get(url_de_la_liste()).text
    assert "effacez les filtres" in bureau.get(url_de_la_liste(), {"q": "personne"}).text


def test_counting_stops_where_nobody_reads_any_further(bureau, demande, monkeypatch):
    monkeypatch.setattr(liste.ListeDesDemandes, "compte_max", 30)
    for rang in range(31):
        deposee(demande.foyer, demande.par, f"D-2026-01{rang:03}")
    reponse = bureau.get(url_de_la_liste())
    assert reponse.context["lue"].onglets[0].dit == "plus de 30"
    assert reponse.context["lue"].page.paginator.num_pages == 1
    rafraichir_recherche(demande.foyer)
    cherchee = bureau.get(url_de_la_liste(), {"q": "martin"})
    assert cherchee.context["lue"].onglets[0].dit == "plus de 30"
    assert "cherchez ou filtrez pour trouver les autres" in reponse.text


@pytest.mark.parametrize("cherche", ["", "martin"])
def test_the_list_takes_at_most_fifteen_queries(bureau, demande, cherche):
    rafraichir_recherche(demande.foyer)
    bureau.get(url_de_la_liste(), {"q": cherche})  # the session keeps its address, once
    with CaptureQueriesContext(connection) as capture:
        reponse = bureau.get(url_de_la_liste(), {"q": cherche})
    assert numeros(reponse) == ["D-2026-00231"]
    assert len(capture) <= 15


def test_the_list_costs_the_same_with_one_and_with_thirty_rows(bureau, demande):
    def requetes():
        with CaptureQueriesContext(connection) as capture:
            bureau.get(url_de_la_liste())
        return len(capture)

    bureau.get(url_de_la_liste())
    avec_une = requetes()
    for rang in range(29):
        foyer, compte = creer_foyer(
            f"2026-01{rang:03}", f"Nom{rang}", "Alex", f"alex{rang}@exemple.fr"
        )
        deposee(foyer, compte, f"D-2026-01{rang:03}")
    assert requetes() == avec_une


@pytest.mark.parametrize("parametres", [{}, {"etat": "toutes"}, {"q": "D-2026-00231"}])
def test_the_list_deciphers_no_answer(bureau, demande, parametres):
    with CaptureQueriesContext(connection) as lues:
        assert numeros(bureau.get(url_de_la_liste(), parametres)) == [demande.numero]
    assert not [une for une in lues if "saisie" in une["sql"] or "recapitulatif" in une["sql"]]


def test_all_the_demandes_are_read_without_the_drafts_of_the_town(demande, agent):
    """A draft has no date, and the unknown come first in the index: nineteen hundred were read
    before the thirty of the page."""
    sorte = liste.ListeDesDemandes(agent)
    choix = choisir(sorte, QueryDict("etat=toutes"))
    lignes = choix.lignes(sorte.base())[:5]
    assert '"deposee_le" IS NOT NULL' in str(lignes.query)
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:  # it reads so few rows by reading the table
            curseur.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = lignes.explain()
        assert "demande_recentes" in plan
        assert "Index Cond: (deposee_le IS NOT NULL)" in plan
