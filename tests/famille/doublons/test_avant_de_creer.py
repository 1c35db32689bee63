"""An agent who creates somebody is asked first whether he is in a file already."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from famille import actions
from famille.dossier.foyers.bureau import url
from famille.models import Doublon, Enfant, Foyer, Responsable
from tests.conftest import creer_foyer

pytestmark = pytest.mark.django_db
QUESTION = "Est-ce la même personne ?"


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def martin(famille_martin):
    actions.rafraichir_recherche(famille_martin.foyer)
    return famille_martin


@pytest.fixture
def autre(db):
    """A household that has nothing in common with the Martins but the telephone of `creer_foyer`,
    which is taken off."""
    foyer, _compte = creer_foyer(
        "2026-00500", "Petit", "Ana", "ana.petit@exemple.fr", voie="3 place Gambetta"
    )
    foyer.responsables.update(telephone_portable="")
    actions.rafraichir_recherche(foyer)
    return foyer


def un_enfant(**champs):
    return {
        "prenom": "Lea",
        "nom": "Martin",
        "naissance": "14/03/2018",
        "garde": "principale",
    } | champs


def un_dossier(**champs):
    """The form of a whole household: one adult, one child."""
    return {
        "foyer-nom": "Martin",
        "adresse-voie": "12 rue Bourdillon",
        "adresse-code_postal": "36000",
        "adresse-commune": "Châteauroux",
        "adresse-pays": "FR",
        "adresse-depuis": "01/01/2026",
        "adultes-TOTAL_FORMS": "1",
        "adultes-INITIAL_FORMS": "0",
        "adultes-0-prenom": "Camile",
        "adultes-0-nom": "Martin",
        "adultes-0-lien": "parent",
        "enfants-TOTAL_FORMS": "1",
        "enfants-INITIAL_FORMS": "0",
        **{f"enfants-0-{nom}": valeur for nom, valeur in un_enfant().items()},
    } | champs


def test_a_child_already_in_a_file_is_shown_before_he_is_created(bureau, martin, autre):
    page = bureau.post(url("nouvel_enfant", autre.pk), un_enfant())
    texte = page.content.decode()
    assert page.status_code == 422
    assert QUESTION in texte
    assert "2026-00417" in texte
    assert "même date de naissance" in texte
    assert 'value="Lea"' in texte  # nothing typed is lost
    assert not Enfant.objects.filter(prenom="Lea").exists()


def test_he_is_created_all_the_same_once_the_agent_has_answered(bureau, martin, autre):
    saisie = un_enfant(pas_la_meme=f"enfant{martin.lea.pk}")
    assert bureau.post(url("nouvel_enfant", autre.pk), saisie).status_code == 302
    cree = Enfant.objects.get(prenom="Lea")
    paire = Doublon.objects.get()
    assert (paire.enfant, paire.autre_enfant) == (martin.lea, cree)
    assert paire.ecarte_le is not None  # said once: the list does not ask it again


def test_an_answer_that_names_nobody_is_no_answer(bureau, martin, autre):
    saisie = un_enfant(
        pas_la_meme=f"enfant{martin.lea.pk},enfant{'9' * 5000},enfant{2**64},enfant٣"
    )
    assert bureau.post(url("nouvel_enfant", autre.pk), saisie).status_code == 302
    assert Doublon.objects.count() == 1


def test_an_answer_about_one_child_says_nothing_of_another(bureau, martin, autre):
    saisie = un_enfant(prenom="Ugo", naissance="02/06/2021")
    page = bureau.post(
        url("nouvel_enfant", autre.pk), saisie | {"pas_la_meme": f"enfant{martin.lea.pk}"}
    )
    assert QUESTION in page.content.decode()
    assert not Enfant.objects.filter(prenom="Ugo").exists()


def test_a_child_whom_nobody_resembles_is_created_at_once(bureau, martin, autre):
    saisie = un_enfant(prenom="Zoé", naissance="14/03/2019")
    assert bureau.post(url("nouvel_enfant", autre.pk), saisie).status_code == 302


def test_an_adult_of_the_same_telephone_is_shown_before_he_is_created(bureau, martin, autre):
    saisie = {
        "prenom": "Camile",
        "nom": "Martin",
        "lien": "parent",
        "telephone_portable": "06 39 98 00 01",
    }
    page = bureau.post(url("nouvel_adulte", autre.pk), saisie)
    texte = page.content.decode()
    assert page.status_code == 422
    assert QUESTION in texte
    assert "même téléphone" in texte
    adulte = martin.foyer.responsables.get()
    reponse = {"pas_la_meme": f"responsable{adulte.pk}"}
    assert bureau.post(url("nouvel_adulte", autre.pk), saisie | reponse).status_code == 302
    assert Responsable.objects.filter(foyer=autre, prenom="Camile").exists()


def test_a_household_of_known_people_is_not_opened_before_the_agent_has_read_it(bureau, martin):
    page = bureau.post(reverse("foyers_modeladmin_create"), un_dossier())
    texte = page.content.decode()
    assert page.status_code == 422
    assert "même adresse" in texte
    assert texte.count("2026-00417") >= 2  # the adult and the child
    assert Foyer.objects.count() == 1
    adulte = martin.foyer.responsables.get()
    cles = f"responsable{adulte.pk},enfant{martin.lea.pk}"
    assert (
        bureau.post(reverse("foyers_modeladmin_create"), un_dossier(pas_la_meme=cles)).status_code
        == 302
    )
    assert Foyer.objects.count() == 2
    assert Doublon.objects.a_voir().count() == 0
    assert Doublon.objects.count() == 2


def test_while_one_types_the_same_is_said_without_a_word_in_the_address(bureau, martin, autre):
    enfant = bureau.post(url("ressemblants_du_foyer", autre.pk), un_enfant())
    dossier = bureau.post(url("ressemblants"), un_dossier(**{"adultes-0-nom": ""}))
    for page in (enfant, dossier):
        assert QUESTION in page.content.decode()
        assert "2026-00417" in page.content.decode()
        assert "Non, créer quand même" not in page.content.decode()
    assert bureau.get(url("ressemblants")).status_code == 405


def test_an_agent_who_may_not_read_files_does_not_learn_who_has_one(bureau, agent, martin, autre):
    droit = Group.objects.get(name="Service des familles").permissions.get(codename="view_foyer")
    Group.objects.get(name="Service des familles").permissions.remove(droit)
    page = bureau.post(url("ressemblants_du_foyer", autre.pk), un_enfant())
    assert "2026-00417" not in page.content.decode()


@pytest.mark.parametrize("combien", [1, 30])
def test_looking_takes_as_many_queries_whatever_is_found(
    bureau, martin, autre, combien, django_assert_max_num_queries
):
    for rang in range(combien):
        foyer, _compte = creer_foyer(
            f"2026-01{rang:03d}",
            "Martin",
            "Camille",
            f"camille{rang}@exemple.fr",
            enfants=[("Léa", date(2018, 3, 14))],
        )
        actions.rafraichir_recherche(foyer)
    with django_assert_max_num_queries(24):
        bureau.post(url("ressemblants"), un_dossier())
