"""The agents' screens of the passage to the next school year."""

from datetime import date

import pytest
from django.urls import reverse

from famille.models import LigneRangee, RangementDEcole

from .scene import RENTREE, ligne_de, placer, relu

pytestmark = pytest.mark.django_db
VILLE = "ecoles:passage"


@pytest.fixture
def bureau(connecter, agent, ville):
    return connecter(agent)


def geste(bureau, quoi, **champs):
    return bureau.post(reverse(VILLE), {"geste": quoi, **champs}, follow=True).text


def adresse_de(ecole):
    return reverse("ecoles:passage_ecole", args=[RangementDEcole.objects.get(ecole=ecole).pk])


def test_a_town_passes_in_two_presses_and_comes_back_in_one(
    connecter,
    agent,
    enfants,
    time_machine,
    django_capture_on_commit_callbacks,
):
    time_machine.move_to(RENTREE, tick=False)
    bureau = connecter(agent)
    assert "Rien n’est préparé" in bureau.get(reverse(VILLE)).text
    assert "2 écoles sont prêtes" in geste(bureau, "preparer")
    assert "avancerait d’un niveau de trop" in bureau.get(reverse(VILLE)).text  # it has begun
    with django_capture_on_commit_callbacks(execute=True):
        geste(bureau, "passer")
    assert relu(enfants["cp"]).nom_classe == "CE1 A"
    faite = bureau.get(reverse(VILLE)).text
    assert "Annuler le passage" in faite
    assert "de trop" not in faite
    with django_capture_on_commit_callbacks(execute=True):
        geste(bureau, "annuler")
    assert relu(enfants["cp"]).nom_classe == "CP A"


def test_before_the_rentree_the_press_is_kept_for_its_day(bureau, enfants):
    geste(bureau, "preparer")
    assert "de trop" not in bureau.get(reverse(VILLE)).text
    assert "les enfants passeront le 1er septembre 2027" in geste(bureau, "passer")
    assert "Retirer la demande" in bureau.get(reverse(VILLE)).text
    assert "La demande est retirée" in geste(bureau, "attendre")
    assert not RangementDEcole.objects.exclude(demande_le=None).exists()


def test_passing_what_is_not_prepared_says_what_to_do(bureau, ville):
    assert "préparez d’abord" in geste(bureau, "passer")


def test_a_school_is_told_where_its_classes_go_and_who_is_apart(bureau, ville, enfants):
    geste(bureau, "preparer")
    ecole = adresse_de(ville["zay"])
    page = bureau.get(ecole).text
    assert "CP A" in page
    assert "hors de nos écoles, 6E" in page
    ligne = ligne_de(enfants["ce1"])
    redouble = {"geste": "enfants", f"enfant-{ligne.pk}": "redouble", f"vers-{ligne.pk}": ""}
    assert "1 enfant à part" in bureau.post(ecole, redouble, follow=True).text
    assert ligne_de(enfants["ce1"]).sorte == LigneRangee.Sorte.REDOUBLE
    assert "Rien n’a changé" in bureau.post(ecole, redouble, follow=True).text


def test_the_next_school_of_a_maternelle_is_chosen_once(bureau, ville, enfants):
    geste(bureau, "preparer")
    marins = adresse_de(ville["marins"])
    assert "L’école où il continue n’est pas choisie" in bureau.get(marins).text
    dit = bureau.post(marins, {"geste": "suite", "suite": ville["zay"].pk}, follow=True).text
    assert "pour cette année et les suivantes" in dit
    assert ligne_de(enfants["gs"]).sorte == LigneRangee.Sorte.PASSE


def test_the_screens_cost_the_same_with_one_child_or_thirty(
    bureau,
    ville,
    enfants,
    famille_martin,
    agent,
    django_assert_max_num_queries,
):
    geste(bureau, "preparer")
    for adresse, combien in ((reverse(VILLE), 12), (adresse_de(ville["zay"]), 15)):
        bureau.get(adresse)
        with django_assert_max_num_queries(combien):
            bureau.get(adresse)
    for rang in range(30):
        placer(famille_martin.foyer, ville["zay"], "CP A", date(2020, 4, 1), f"E{rang}")
    geste(bureau, "preparer")
    for adresse, combien in ((reverse(VILLE), 12), (adresse_de(ville["zay"]), 15)):
        with django_assert_max_num_queries(combien):
            bureau.get(adresse)
