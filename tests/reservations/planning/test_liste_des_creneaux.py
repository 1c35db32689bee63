"""The list of what each activity has to come: sorted, searched, filtered, ticked, taken away."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reservations.models import Places, Structure
from reservations.planning.bureau.vues.creneaux import ListeDesCreneaux
from tests.famille.listes.fichier import exporter
from tests.reservations import outils

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(outils.MAINTENANT, tick=False)]
ADRESSE = reverse("planning:creneaux")


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def centres(db):
    """Three: one open for two weeks, one for four, one that has only what is past."""
    valla, zay, clos = (outils.creer_activite(nom) for nom in ("La Valla", "Jean Zay", "Buffon"))
    [premier, *_autres] = outils.creer_mercredis(valla, 2)
    Places.objects.filter(pk=premier.pk).update(prises=3, capacite=12)
    outils.creer_mercredis(zay, 4)
    outils.creer_mercredis(clos, 1, premier=outils.MAINTENANT.date() - timedelta(days=7))
    return valla, zay, clos


def montres(reponse):
    return [rang.ligne.activite.structure.nom for rang in reponse.context["lue"].rangs]


def test_each_activity_says_what_it_has_to_come(bureau, centres):
    texte = " ".join(bureau.get(ADRESSE, {"q": "valla"}).text.split())
    assert "16 décembre 2026" in texte
    assert "> 4 </td>" in texte
    assert "10 à 12" in texte
    assert "3 sur 42" in texte
    clos = " ".join(bureau.get(ADRESSE, {"q": "buffon"}).text.split())
    assert "Aucun créneau à venir" in clos
    assert "Places<span" not in clos


def test_it_is_sorted_by_the_last_open_day_and_what_has_none_comes_last(bureau, centres):
    assert montres(bureau.get(ADRESSE)) == ["Buffon", "Jean Zay", "La Valla"]
    assert montres(bureau.get(ADRESSE, {"tri": "dernier"})) == ["La Valla", "Jean Zay", "Buffon"]
    assert montres(bureau.get(ADRESSE, {"tri": "-dernier"})) == ["Jean Zay", "La Valla", "Buffon"]


def test_it_is_searched_and_filtered_and_those_with_nothing_have_their_tab(bureau, centres):
    assert montres(bureau.get(ADRESSE, {"q": "accueil zay"})) == ["Jean Zay"]
    structure = Structure.objects.get(nom="La Valla")
    assert montres(bureau.get(ADRESSE, {"structure": structure.pk})) == ["La Valla"]
    sans = bureau.get(ADRESSE, {"etat": "sans"})
    assert montres(sans) == ["Buffon"]
    assert [un.nombre for un in sans.context["lue"].onglets] == [3, 1]
    rien = bureau.get(ADRESSE, {"q": "piscine"}).text
    assert "Aucune activité ne répond à ces critères" in rien
    assert reverse("planning:ouvrir") in rien


def test_those_that_are_ticked_are_opened_together(bureau, centres):
    valla, zay, _clos = centres
    page = bureau.get(ADRESSE).text
    assert f'name="pour" value="{valla.pk}"' in " ".join(page.split())
    ouvrir = bureau.get(reverse("planning:ouvrir"), {"pour": [valla.pk, zay.pk]})
    assert ouvrir.context["form"]["activites"].value() == [str(valla.pk), str(zay.pk)]


def test_what_is_only_counted_or_closed_to_families_waits_for_no_creneau(bureau, centres):
    """But what is closed and still has some keeps the way to its places."""
    compte = {"unite_scolaire": "", "unite_vacances": ""}
    outils.creer_activite("Restaurant", unite_comptee="repas", **compte)
    outils.creer_activite("Ancien centre", active=False)
    outils.creer_mercredis(outils.creer_activite("Fermé en juin", active=False), 2)
    page = bureau.get(ADRESSE)
    assert montres(page) == ["Buffon", "Fermé en juin", "Jean Zay", "La Valla"]
    assert montres(bureau.get(ADRESSE, {"etat": "sans"})) == ["Buffon"]
    assert [un.nombre for un in page.context["lue"].onglets] == [4, 1]


@pytest.mark.parametrize("etat", ["", "sans"])
def test_a_town_without_activity_is_led_to_the_first(bureau, etat):
    outils.creer_activite("Restaurant", unite_scolaire="", unite_vacances="", unite_comptee="repas")
    page = bureau.get(ADRESSE, {"etat": etat}).text
    assert reverse("activites_modeladmin_create") in page
    assert "Chaque activité a des créneaux à venir" not in page
    assert reverse("planning:ouvrir") not in page


def test_the_file_holds_the_figures_of_what_is_filtered(
    bureau, centres, django_capture_on_commit_callbacks
):
    [ligne] = exporter(bureau, ListeDesCreneaux, django_capture_on_commit_callbacks, q="valla")
    assert ligne == {
        "Structure": "La Valla",
        "Activité": "Accueil de loisirs",
        "Ouverts jusqu’au": "16/12/2026",
        "Créneaux à venir": "4",
        "Places par créneau, au moins": "10",
        "Places par créneau, au plus": "12",
        "Réservées": "3",
        "Places à venir": "42",
    }


def test_thirty_activities_cost_as_many_queries_as_one(bureau):
    def requetes():
        with CaptureQueriesContext(connection) as lues:
            page = bureau.get(ADRESSE)
        return len(page.context["lue"].rangs), len(lues)

    outils.creer_mercredis(outils.creer_activite("Centre"), 1)
    requetes()
    combien, une = requetes()
    assert combien == 1
    for rang in range(29):
        outils.creer_mercredis(outils.creer_activite(f"Centre {rang}"), 1)
    assert requetes() == (30, une)
