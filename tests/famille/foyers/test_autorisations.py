"""What is allowed for a child and whom to call, as the family and the agents read it: now, and
before."""

from datetime import date

import pytest
from django.urls import reverse

from famille.actions import ajouter_contact, modifier_contact, retirer_contact
from famille.dossier.foyers.autorisations import autorisations_de, raconter_autorisations
from famille.dossier.foyers.bureau import url_du_foyer
from famille.dossier.foyers.sante import autoriser
from famille.models import (
    Autorisation,
    ContactFamille,
    Foyer,
    Rattachement,
    Responsable,
    Utilisateur,
)
from tests.outils.lisible import lisible

Genre = Autorisation.Genre


@pytest.fixture(autouse=True)
def le_3_septembre(time_machine):
    time_machine.move_to("2026-09-03 10:00+02:00", tick=False)
    return time_machine


@pytest.fixture
def image(famille_martin, le_3_septembre):
    """Léa's picture: refused on 3 September, then allowed on 25 November."""
    camille = famille_martin.camille
    non = autoriser(famille_martin.lea, Genre.IMAGE, False, auteur=camille, par=camille)
    le_3_septembre.move_to("2026-11-25 14:32+01:00", tick=False)
    autoriser(famille_martin.lea, Genre.IMAGE, True, auteur=camille, par=camille, lue=non)


def page(navigateur, enfant):
    return lisible(navigateur.get(reverse("famille:enfant", args=[enfant.pk])).text)


def dossier(navigateur, foyer):
    return lisible(navigateur.get(url_du_foyer(foyer, "famille")).text)


def test_each_kind_has_its_answer_in_force_and_what_came_before(famille_martin, image):
    recit = raconter_autorisations(
        autorisations_de([famille_martin.lea])[famille_martin.lea.pk], nommer=str
    )
    assert [une["accordee"] for une in recit["en_vigueur"]] == [True, None, None, None, None]
    assert [(une["libelle"], une["accordee"]) for une in recit["histoire"]] == [
        ("Droit à l’image", True),
        ("Droit à l’image", False),
    ]


def test_the_parent_reads_who_allowed_what_and_when(famille_martin, image, connecter):
    html = page(connecter(famille_martin.camille), famille_martin.lea)
    assert "Réponse de Camille Martin, le 25 novembre 2026" in html
    assert "Droit à l’image : non" in html
    assert "jeudi 3 septembre 2026 à 10 h, par Camille Martin" in html
    assert "Vous ne nous avez encore rien dit." in html


def test_an_answer_never_changed_has_no_history(famille_martin, connecter):
    camille = famille_martin.camille
    autoriser(famille_martin.lea, Genre.BAIGNADE, True, auteur=camille, par=camille)
    assert "Historique" not in page(connecter(camille), famille_martin.lea)


def test_the_other_home_is_told_the_answer_and_not_its_author(famille_martin, connecter):
    autre = Foyer.objects.create(numero="2026-00999", nom="Delorme")
    julien = Utilisateur.objects.create_user(
        "julien@exemple.fr", None, first_name="Julien", last_name="Delorme"
    )
    Responsable.objects.create(foyer=autre, utilisateur=julien, prenom="Julien", nom="Delorme")
    Rattachement.objects.create(enfant=famille_martin.lea, foyer=autre, debut=date(2022, 1, 1))
    autoriser(famille_martin.lea, Genre.BAIGNADE, True, auteur=julien, par=julien)
    html = page(connecter(famille_martin.camille), famille_martin.lea)
    assert "Réponse d’une autre personne autorisée" in html
    assert "Delorme" not in html


def test_the_agent_reads_them_on_the_household_s_file(famille_martin, image, connecter, agent):
    html = dossier(connecter(agent), famille_martin.foyer)
    assert "réponse de Camille Martin, le 25 novembre 2026" in html
    assert "jeudi 3 septembre 2026 à 10 h, par Camille Martin" in html


def contact(foyer, par, **autres):
    champs = {
        "prenom": "Odile",
        "nom": "Martin",
        "lien": "grand-mère",
        "telephone": "06 39 98 00 12",
    } | autres
    return ajouter_contact(foyer, par=par, **champs)


def test_the_family_reads_whom_it_names_and_what_changed(famille_martin, connecter):
    camille, foyer = famille_martin.camille, famille_martin.foyer
    odile = contact(foyer, camille, peut_recuperer=True)
    modifier_contact(odile, par=camille, telephone="06 39 98 00 13")
    retirer_contact(contact(foyer, camille, prenom="Guy"), par=camille)
    html = " ".join(connecter(camille).get(reverse("famille:famille")).text.split())
    assert "Grand-mère" in html
    assert "et peut venir chercher vos enfants" in html
    assert "Contact Guy Martin" in html  # gone, and still told
    assert "06 39 98 00 12" in html


def test_the_neighbour_s_contacts_are_not_read(famille_martin, voisin, connecter):
    contact(famille_martin.foyer, famille_martin.camille)
    assert "Odile" not in connecter(voisin.nadia).get(reverse("famille:famille")).text


def test_the_agent_reads_whom_to_call(famille_martin, connecter, agent):
    contact(famille_martin.foyer, famille_martin.camille)
    html = dossier(connecter(agent), famille_martin.foyer)
    assert "<strong>Odile Martin</strong>, grand-mère" in html
    assert "à prévenir" in html


@pytest.mark.parametrize("ecran", ["enfant", "famille", "gestion"])
def test_thirty_rows_cost_what_one_does(
    ecran,
    famille_martin,
    connecter,
    agent,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    foyer, camille = famille_martin.foyer, famille_martin.camille
    navigateur = connecter(agent if ecran == "gestion" else camille)
    adresse = {
        "enfant": reverse("famille:enfant", args=[famille_martin.lea.pk]),
        "famille": reverse("famille:famille"),
        "gestion": reverse("foyers_modeladmin_inspect", args=[foyer.pk]),
    }[ecran]

    def remplir(combien):
        for rang in range(combien):
            Autorisation.objects.create(
                enfant=famille_martin.lea, genre=Genre.IMAGE, accordee=rang % 2, par=camille
            )
            contact(foyer, camille, prenom=f"Odile{rang}")

    remplir(1)
    navigateur.get(adresse)  # once, for what is kept between requests
    with django_assert_max_num_queries(30) as premiere:
        navigateur.get(adresse)
    remplir(29)
    assert ContactFamille.objects.count() == 30
    with django_assert_num_queries(len(premiere)):
        navigateur.get(adresse)
