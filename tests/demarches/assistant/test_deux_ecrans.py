"""Two tabs, two parents, htmx and the buttons: nothing is overwritten in silence."""

import pytest
from django.test import Client

from famille.models import Document, Responsable, Utilisateur
from tests.demarches.outils import Navigateur, justificatif, nouvelle_adresse, pdf


@pytest.fixture
def ailleurs(camille, famille_martin, connecter):
    """The other parent, on the same draft."""
    dany = Utilisateur.objects.create_user(
        "dany@exemple.fr", "x", first_name="Dany", last_name="Martin"
    )
    Responsable.objects.create(
        foyer=famille_martin.foyer, utilisateur=dany, prenom="Dany", nom="Martin"
    )
    return Navigateur(connecter(dany, Client()), camille.demande)


def test_the_later_of_two_screens_is_told_and_loses_nothing(camille, ailleurs):
    camille.lire("adresse")
    ailleurs.lire("adresse")
    camille.poster("adresse", {"voie": "1 rue A"}, "enregistrer", relire=False)
    reponse = ailleurs.poster("adresse", {"voie": "2 rue B"}, "enregistrer", relire=False)
    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert "1 rue A" in page
    assert 'value="2 rue B"' in page
    assert camille.relue().saisie["adresse"]["voie"] == ["1 rue A"]


def test_once_told_one_may_overwrite_knowingly(camille, ailleurs):
    camille.lire("adresse")
    ailleurs.lire("adresse")
    camille.poster("adresse", {"voie": "1 rue A"}, "enregistrer", relire=False)
    ailleurs.poster("adresse", {"voie": "2 rue B"}, "enregistrer", relire=False)
    assert (
        ailleurs.poster("adresse", {"voie": "2 rue B"}, "enregistrer", relire=False).status_code
        == 302
    )
    assert camille.relue().saisie["adresse"]["voie"] == ["2 rue B"]


def test_two_screens_on_different_pages_do_not_meet(camille, ailleurs):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    camille.lire("adresse")
    ailleurs.lire("justificatif")
    camille.poster(
        "adresse",
        nouvelle_adresse(camille.demande) | {"voie": "1 rue A"},
        "enregistrer",
        relire=False,
    )
    assert (
        ailleurs.poster(
            "justificatif", {"nature": "facture"}, "enregistrer", relire=False
        ).status_code
        == 302
    )


def test_a_double_click_on_save_is_no_conflict(camille):
    camille.lire("adresse")
    camille.poster("adresse", {"voie": "1 rue A"}, "enregistrer", relire=False)
    assert (
        camille.poster("adresse", {"voie": "1 rue A"}, "enregistrer", relire=False).status_code
        == 302
    )


def auto(navigateur, etape, champs):
    return navigateur.poster(etape, champs, "auto", relire=False, HTTP_HX_REQUEST="true")


def test_a_page_saves_itself_and_says_when(camille, time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)
    camille.client.force_login(
        camille.demande.par, backend="famille.comptes.authentification.Authentification"
    )
    camille.lire("adresse")
    reponse = auto(camille, "adresse", {"voie": "1 rue A", "code_postal": "36"})
    assert "Enregistré automatiquement à 14\u00a0h\u00a032" in reponse.content.decode()
    assert camille.relue().saisie["adresse"]["voie"] == ["1 rue A"]


def test_one_s_own_autosaves_are_no_conflict(camille):
    camille.lire("adresse")
    auto(camille, "adresse", {"voie": "1 rue"})
    auto(camille, "adresse", {"voie": "1 rue A"})
    reponse = camille.poster("adresse", nouvelle_adresse(camille.demande), relire=False)
    assert reponse.url == camille.adresse("justificatif")


def test_an_autosave_that_comes_after_the_page_was_left_is_dropped(camille):
    camille.lire("adresse")
    camille.poster("adresse", {"voie": "1 rue A"}, "enregistrer", relire=False)
    auto(camille, "adresse", {"voie": "1 ru"})
    assert camille.relue().saisie["adresse"]["voie"] == ["1 rue A"]


def test_a_late_autosave_that_says_the_same_is_no_writing(camille):
    camille.poster("adresse", {"voie": "1 rue A"})  # refused: the page comes back, with errors
    page = dict(camille.caches)
    camille.caches |= {"ecran": "laissé", "version": "0"}
    assert (
        "Enregistré"
        in camille.poster("adresse", {"voie": "1 rue A"}, "auto", relire=False).content.decode()
    )
    camille.caches = page
    assert (
        camille.poster("adresse", nouvelle_adresse(camille.demande), relire=False).status_code
        == 302
    )


def test_an_autosave_against_another_screen_is_told(camille, ailleurs):
    camille.lire("adresse")
    ailleurs.lire("adresse")
    auto(camille, "adresse", {"voie": "1 rue A"})
    assert "sur un autre écran" in auto(ailleurs, "adresse", {"voie": "2 rue B"}).content.decode()
    assert camille.relue().saisie["adresse"]["voie"] == ["1 rue A"]


def test_a_file_sent_by_itself_comes_back_with_its_state(camille):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    camille.lire("justificatif")
    champs = {"nature": "facture", "date_document": "", "fichier": pdf()}
    donnees = {f"justificatif-{nom}": v for nom, v in champs.items()} | camille.caches
    donnees |= {"assistant-current_step": "justificatif", "action": "joindre", "champ": "fichier"}
    reponse = camille.client.post(camille.adresse("justificatif"), donnees, HTTP_HX_REQUEST="true")
    assert "facture-edf.pdf" in reponse.content.decode()
    assert "Retirer" in reponse.content.decode()
    camille.poster("justificatif", justificatif() | {"fichier": ""}, relire=False)
    assert Document.objects.count() == 1


def test_the_state_of_a_file_is_asked_again_by_itself(camille):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    camille.poster("justificatif", justificatif(), "enregistrer")
    Document.objects.update(etat=Document.Etat.SAIN)
    reponse = camille.client.get(
        camille.adresse("justificatif") + "?piece=fichier", HTTP_HX_REQUEST="true"
    )
    assert "analysé, aucun virus" in reponse.content.decode()
    assert "<h1" not in reponse.content.decode()
