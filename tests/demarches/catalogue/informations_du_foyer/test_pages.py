"""Je mets à jour les informations du foyer (G14): each page, and what it refuses."""

import pytest
from django.test import Client

from demarches.actions import commencer
from demarches.catalogue.informations_du_foyer.foyer import situation_libre
from famille.actions import ajouter_contact, autoriser
from famille.models import Document
from tests.demarches.catalogue.informations_du_foyer.outils import (
    CONTACT,
    NOUVEAU,
    SANTE,
    autorisations,
    cas_des_pages,
    contact_saisi,
    erreurs,
    list_si_besoin,
    page_sante,
    relire,
    telephones,
    tout_passer,
)
from tests.demarches.outils import Navigateur, pdf


def test_one_page_of_health_for_each_child(brouillon, famille_martin):
    assert list(brouillon.demarche.pages(brouillon)) == [
        "foyer",
        "autorisations",
        "contacts",
        page_sante(famille_martin.lea),
        page_sante(famille_martin.hugo),
        "vaccins",
    ]


@pytest.mark.parametrize("rang", range(5))
def test_each_page_is_empty_kept_refused_then_checked(camille, famille_martin, rang):
    tout_passer(camille)
    etape, (juste, fausse) = list(cas_des_pages(famille_martin).items())[rang]
    assert camille.lire(etape).status_code == 200
    assert camille.poster(etape, {**list_si_besoin(juste)}, "enregistrer").status_code == 302
    if etape != "vaccins":
        refusee = camille.poster(etape, fausse)
        assert refusee.status_code == 200
        assert "erreurs-titre" in refusee.content.decode()
    assert camille.poster(etape, {**list_si_besoin(juste)}).status_code == 302
    assert etape in camille.relue().avancement.validees
    assert camille.relue().demarche.changements(camille.relue())


def test_what_is_typed_is_found_again_from_another_device(camille, connecter, famille_martin):
    camille.poster("foyer", telephones(famille_martin.foyer), "enregistrer")
    ailleurs = Navigateur(connecter(famille_martin.camille, Client()), camille.demande)
    assert NOUVEAU in ailleurs.lire("foyer").content.decode()


def test_one_click_says_that_nothing_has_changed(camille):
    page = camille.lire("foyer").content.decode()
    assert "Rien n’a changé" in page
    assert camille.poster("foyer", {}, "inchange").url == camille.adresse("autorisations")
    assert camille.relue().saisie["foyer"] == {"inchange": ["on"]}
    # the file knows nothing yet
    assert "Passer cette page" in camille.lire("autorisations").content.decode()


def test_who_confirms_it_forgets_what_was_typed_and_joined(camille, famille_martin):
    tout_passer(camille)
    camille.poster("vaccins", {f"carnet_{famille_martin.lea.pk}": pdf()})
    assert Document.objects.count() == 1
    camille.poster("vaccins", {}, "effacer")
    assert not Document.objects.exists()


def test_a_page_left_as_it_is_still_shows_the_file(camille, foyer):
    camille.poster("foyer", {}, "inchange")
    assert "06 39 98 00 01" in camille.lire("foyer").content.decode()


def test_the_button_means_nothing_on_a_page_to_be_filled(connecter, famille_martin, reglage):
    demande = commencer(
        "changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    camille = Navigateur(connecter(famille_martin.camille), demande)
    assert camille.poster("adresse", {}, "inchange").status_code == 400


@pytest.mark.parametrize(
    ("avant", "apres", "libre"),
    [
        ("maries", "pacses", True),
        ("", "vie-commune", True),
        ("separes", "separes", True),
        ("maries", "separes", False),
        ("maries", "veuf", False),
        ("parent-seul", "maries", False),
        ("", "separes", False),
        ("vie-commune", "parent-seul", False),
        ("vie-commune", "", False),
    ],
)
def test_what_touches_custody_is_not_self_service(avant, apres, libre):
    assert situation_libre(avant, apres) is libre


def test_the_family_is_sent_to_the_pole_familles_and_keeps_its_draft(brouillon, foyer):
    [phrase] = erreurs(brouillon, "foyer", telephones(foyer, situation="separes"))["situation"]
    assert "contactez le Pôle Familles, au 02 61 91 00 36" in phrase
    assert "remettez « Mariés »" in phrase
    assert relire(brouillon).saisie["foyer"]["situation"] == ["separes"]


def test_somebody_can_still_be_called(brouillon, foyer):
    assert list(erreurs(brouillon, "foyer", telephones(foyer, ""))) == [
        f"telephone_portable_{foyer.responsables.get().pk}"
    ]


def test_a_child_is_answered_for_whole_or_not_at_all(brouillon, famille_martin):
    assert erreurs(brouillon, "autorisations", autorisations(famille_martin.lea)) == {}
    partielle = {f"image_{famille_martin.lea.pk}": "oui"}
    assert len(erreurs(brouillon, "autorisations", partielle)) == 4


def test_an_authorisation_shows_its_date_and_author(camille, famille_martin, agent, foyer):
    autoriser(famille_martin.lea, "image", True, auteur=famille_martin.camille, par=agent)
    camille.poster("foyer", {}, "inchange")
    assert (
        "Oui : réponse du 25 novembre 2026, par Camille Martin."
        in camille.lire("autorisations").content.decode()
    )


@pytest.mark.parametrize(
    ("autres", "champ"),
    [
        ({"telephone": ""}, "n1_telephone"),
        ({"nom": ""}, "n1_nom"),
        ({"roles": []}, "n1_roles"),
        ({"ordre": "99"}, "n1_ordre"),
    ],
)
def test_a_contact_is_whole(brouillon, autres, champ):
    assert list(erreurs(brouillon, "contacts", contact_saisi("n1", **autres))) == [champ]


@pytest.mark.parametrize(
    ("autres", "champ"),
    [
        ({"regime": ""}, "regime"),
        ({"regime": "halal"}, "regime"),
        ({"pai": ""}, "pai"),
        ({"pai": "oui"}, "pai_document"),
        ({"assurance_fin": ""}, "assurance_fin"),
        ({"assurance_fin": "24/11/2026"}, "assurance_fin"),
        ({"assurance_fin": "31/02/2027"}, "assurance_fin"),
        ({"medecin_telephone": "12"}, "medecin_telephone"),
        ({"allergies": "x" * 301}, "allergies"),
    ],
)
def test_what_a_page_of_health_refuses(brouillon, famille_martin, autres, champ):
    assert list(erreurs(brouillon, page_sante(famille_martin.lea), SANTE | autres)) == [champ]


def test_no_page_costs_more_with_many_rows(
    camille, famille_martin, agent, django_assert_max_num_queries
):
    camille.poster("foyer", {}, "inchange")
    lea, lue = famille_martin.lea, None
    for numero in range(30):
        ajouter_contact(famille_martin.foyer, **CONTACT | {"prenom": f"Jeanne {numero}"}, par=agent)
        lue = autoriser(lea, "image", bool(numero % 2), auteur=None, par=agent, lue=lue)
    with django_assert_max_num_queries(30):
        camille.client.get(camille.adresse("autorisations"))
    camille.poster("autorisations", {}, "inchange")
    with django_assert_max_num_queries(30):
        camille.client.get(camille.adresse("contacts"))
