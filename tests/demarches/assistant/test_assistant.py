"""The wizard: what is kept, what is judged, what is refused (G23 to G26; the traps of
formtools)."""

import pytest
from django.core.files.storage import storages
from django.test import Client

from demarches.actions import commencer
from demarches.assistant.stockage import VALEURS_MAX
from demarches.models import Accuse, Demande
from famille.models import Document, Foyer, Responsable
from tests.demarches.outils import Navigateur, justificatif, nouvelle_adresse, pdf, remplir

pytestmark = pytest.mark.horloge


def test_the_whole_way(camille, django_capture_on_commit_callbacks, mailoutbox):
    reponse = camille.poster("adresse", nouvelle_adresse(camille.demande))
    assert reponse.url == camille.adresse("justificatif")
    reponse = camille.poster("justificatif", justificatif())
    assert reponse.url == camille.adresse("recapitulatif")
    assert "4 allée des Lilas" in camille.lire("recapitulatif").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        reponse = camille.poster("recapitulatif", {"certifie": "on"})
    demande = camille.relue()
    assert reponse.url == f"/demarches/demande/{demande.pk}/"
    assert demande.statut == Demande.Statut.EN_ATTENTE
    assert demande.titre_court in mailoutbox[0].subject
    assert demande.numero in mailoutbox[0].body


def test_a_get_creates_and_changes_nothing(camille, connecter):
    avant = camille.relue().avancement
    camille.client.get("/demarches/changement-adresse/")
    camille.lire("adresse")
    camille.lire("recapitulatif")
    assert Demande.objects.count() == 1
    assert camille.relue().avancement == avant


def test_the_csrf_token_is_not_kept(camille):
    camille.poster("adresse", {"voie": "4 allée des Lilas"}, "enregistrer", HTTP_X_CSRFTOKEN="x")
    assert set(camille.relue().saisie["adresse"]) == {"voie"}


@pytest.mark.parametrize("action", ["enregistrer", "auto", "valider"])
def test_a_draft_keeps_only_what_its_page_asks(camille, action):
    """The attack: fields that no page has, 2 MB of them at each press, kept for as long as the
    draft."""
    inconnus = {f"x{rang}": "x" * 1000 for rang in range(900)} | {
        "voie_": "x",
        "voie-2": "x",
        "inchange": "on",
    }
    camille.poster("adresse", {"voie": "4 allée des Lilas", **inconnus}, action)
    assert set(camille.relue().saisie["adresse"]) == {"voie"}


def test_a_draft_keeps_of_a_field_no_more_than_twice_what_it_takes(camille):
    camille.poster("adresse", {"voie": "x" * 100_000, "code_postal": ["1"] * 900}, "enregistrer")
    saisie = camille.relue().saisie["adresse"]
    assert 100 < len(saisie["voie"][0]) < 1_000
    assert len(saisie["code_postal"]) <= VALEURS_MAX
    page = camille.poster("adresse", {"voie": "x" * 190, "code_postal": "36000"}, "valider")
    assert "x" * 190 in page.content.decode()


@pytest.mark.parametrize(("etape", "attendu"), [("inconnue", 404), ("done", 404)])
def test_a_page_that_does_not_exist_is_not_found(camille, etape, attendu):
    assert camille.poster(etape, relire=False).status_code == attendu


def test_a_forged_page_name_is_refused(camille):
    camille.lire("adresse")
    donnees = camille.caches | {"assistant-current_step": "justificatif", "action": "valider"}
    assert camille.client.post(camille.adresse("adresse"), donnees).status_code == 400


def test_an_unknown_action_is_refused(camille):
    assert camille.poster("adresse", action="effacer-tout").status_code == 400


def test_asking_for_the_end_by_its_address_sends_nothing(camille):
    remplir(camille)
    assert camille.lire("done").url == camille.adresse("recapitulatif")
    assert camille.relue().statut == Demande.Statut.BROUILLON


def test_a_later_page_waits_for_the_earlier_ones(camille):
    assert camille.lire("recapitulatif").url == camille.adresse("adresse")


@pytest.mark.parametrize("action", ["enregistrer", "valider"])
def test_an_invalid_page_is_kept(camille, action):
    camille.poster("adresse", {"voie": "4 allée des Lilas", "code_postal": "36"}, action)
    page = camille.lire("adresse").content.decode()
    assert "4 allée des Lilas" in page
    assert 'value="36"' in page


def test_saving_does_not_scold(camille):
    camille.poster("adresse", {"code_postal": "36"}, "enregistrer")
    assert "pf-erreurs" not in camille.lire("adresse").content.decode()


def test_precedent_keeps_even_an_invalid_page(camille):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    reponse = camille.poster("justificatif", {"date_document": "hier"}, "precedent")
    assert reponse.url == camille.adresse("adresse")
    assert camille.relue().saisie["justificatif"]["date_document"] == ["hier"]


def test_valider_shows_what_is_wrong(camille):
    page = camille.poster("adresse", {"code_postal": "36"}).content.decode()
    assert "Le code postal a 5 chiffres" in page
    assert "<title>Erreur : " in " ".join(page.split())


def test_begun_on_one_device_resumed_on_another_with_its_file(camille, famille_martin, connecter):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    camille.poster("justificatif", justificatif(), "enregistrer")
    camille.client.logout()
    ailleurs = Navigateur(connecter(famille_martin.camille, Client()), camille.demande)
    assert "facture-edf.pdf" in ailleurs.lire("justificatif").content.decode()
    assert ailleurs.poster("justificatif", justificatif() | {"fichier": ""}).url == camille.adresse(
        "recapitulatif"
    )


def test_posting_again_does_not_ask_for_the_file_again(camille):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    page = camille.poster(
        "justificatif", justificatif(date_document="n’importe quoi")
    ).content.decode()
    assert "facture-edf.pdf" in page
    reponse = camille.poster("justificatif", justificatif() | {"fichier": ""})
    assert reponse.url == camille.adresse("recapitulatif")
    assert Document.objects.count() == 1


def test_a_replaced_file_is_deleted(camille, django_capture_on_commit_callbacks):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    camille.poster("justificatif", justificatif(), "enregistrer")
    [ancien] = Document.objects.all()
    with django_capture_on_commit_callbacks(execute=True):
        camille.poster("justificatif", justificatif(fichier=pdf("internet.pdf")), "enregistrer")
    [nouveau] = Document.objects.all()
    assert nouveau.nom == "internet.pdf"
    assert not storages["prive"].exists(ancien.fichier.name)


def test_a_piece_can_be_taken_away(camille, django_capture_on_commit_callbacks):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    camille.poster("justificatif", justificatif(), "enregistrer")
    with django_capture_on_commit_callbacks(execute=True):
        camille.poster("justificatif", {"nature": "facture"}, "retirer-fichier")
    assert not Document.objects.exists()
    assert camille.relue().saisie["justificatif"]["nature"] == ["facture"]


def test_giving_up_is_confirmed_then_deletes_everything(
    camille, django_capture_on_commit_callbacks
):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    camille.poster("justificatif", justificatif(), "enregistrer")
    [document] = Document.objects.all()
    reponse = camille.poster("justificatif", {}, "annuler")
    confirmation = camille.client.get(reponse.url)
    assert "facture-edf.pdf" in confirmation.content.decode()
    assert Demande.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        camille.client.post(reponse.url)
    assert not Demande.objects.exists()
    assert not storages["prive"].exists(document.fichier.name)


def test_a_refused_file_says_why_and_loses_nothing(camille):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    faux = pdf("photo.pdf")
    faux.file.seek(0)
    faux.file.write(b"<html>")
    page = camille.poster(
        "justificatif", justificatif(fichier=faux), "enregistrer"
    ).content.decode()
    assert "n’est pas lisible ici" in page
    assert "Choisissez le type" not in page
    assert camille.relue().saisie["justificatif"]["nature"] == ["facture"]


def revenir(camille, time_machine, instant):
    """Come back at this moment, signed in: the session of another moment has expired."""
    time_machine.move_to(instant, tick=False)
    camille.client.force_login(
        camille.demande.par, backend="famille.comptes.authentification.Authentification"
    )


def test_a_rule_tightened_meanwhile_brings_back_to_its_page(camille, time_machine):
    """The bill was recent when it was joined; four months later, on sending, it is too old."""
    revenir(camille, time_machine, "2026-11-25 10:00+01:00")
    remplir(camille)
    revenir(camille, time_machine, "2027-03-25 10:00+01:00")
    reponse = camille.poster("recapitulatif", {"certifie": "on"})
    assert reponse.url.startswith(camille.adresse("justificatif"))
    assert (
        "Le justificatif date de plus de 3 mois" in camille.client.get(reponse.url).content.decode()
    )
    assert camille.relue().statut == Demande.Statut.BROUILLON


def test_the_declaration_must_be_ticked(camille):
    remplir(camille)
    assert "Cochez cette case" in camille.poster("recapitulatif").content.decode()


def test_a_second_press_of_send_makes_one_demande(camille):
    remplir(camille)
    camille.poster("recapitulatif", {"certifie": "on"})
    reponse = camille.poster("recapitulatif", {"certifie": "on"}, relire=False)
    assert reponse.url == f"/demarches/demande/{camille.demande.pk}/"
    assert Accuse.objects.count() == 1


def test_an_infected_piece_blocks_the_sending(camille):
    remplir(camille)
    Document.objects.update(etat=Document.Etat.INFECTE)
    reponse = camille.poster("recapitulatif", {"certifie": "on"})
    page = camille.client.get(reponse.url).content.decode()
    assert "contient un virus" in page
    assert camille.relue().statut == Demande.Statut.BROUILLON


def test_a_closed_demarche_keeps_its_drafts_and_sends_none(camille, reglage):
    remplir(camille)
    reglage.etat = reglage.Etat.FERMEE
    reglage.save()
    assert "fermée en ce moment" in camille.lire("recapitulatif").content.decode()
    camille.poster("recapitulatif", {"certifie": "on"})
    assert camille.relue().statut == Demande.Statut.BROUILLON


@pytest.mark.parametrize(
    "chemin",
    ["{b}adresse/", "{b}annuler/", "/demarches/demande/{pk}/", "/demarches/demande/{pk}/accuse/"],
)
def test_a_neighbour_finds_nothing(camille, voisin, connecter, chemin):
    adresse = chemin.format(b=f"/demarches/brouillon/{camille.demande.pk}/", pk=camille.demande.pk)
    client = connecter(voisin.nadia, Client())
    assert client.get(adresse).status_code == 404
    assert client.post(adresse, {"action": "enregistrer"}).status_code in (404, 405)


def test_several_drafts_live_side_by_side(camille, famille_martin):
    autre = commencer("changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille)
    camille.poster("adresse", {"voie": "1 rue A"}, "enregistrer")
    Navigateur(camille.client, autre).poster("adresse", {"voie": "2 rue B"}, "enregistrer")
    assert camille.relue().saisie["adresse"]["voie"] == ["1 rue A"]
    page = camille.client.get("/demarches/changement-adresse/").content.decode()
    assert page.count("Reprendre<") == 2


def test_a_page_corrected_from_the_summary_leads_back_to_it(camille):
    remplir(camille)
    camille.retenir(camille.client.get(camille.adresse("adresse") + "?retour=recapitulatif"))
    reponse = camille.poster("adresse", nouvelle_adresse(camille.demande), relire=False)
    assert reponse.url == camille.adresse("recapitulatif")


def test_a_demande_entered_at_the_counter_is_filled_by_an_agent(
    agent, famille_martin, reglage, connecter
):
    demande = commencer(
        "changement-adresse", foyer=famille_martin.foyer, par=agent, canal=Demande.Canal.GUICHET
    )
    guichet = Navigateur(connecter(agent, Client()), demande)
    assert guichet.poster("adresse", nouvelle_adresse(demande)).url == guichet.adresse(
        "justificatif"
    )


def test_an_agent_does_not_enter_a_family_s_own_draft(agent, camille, connecter):
    assert connecter(agent, Client()).get(camille.adresse("adresse")).status_code == 404


def test_an_announced_demarche_cannot_be_begun(camille):
    reponse = camille.client.post("/demarches/place-en-creche/", follow=True)
    assert "n’est pas ouverte en ce moment" in reponse.content.decode()
    assert Demande.objects.count() == 1


def test_beginning_is_a_post_that_leads_to_the_first_page(camille):
    reponse = camille.client.post("/demarches/changement-adresse/")
    nouvelle = Demande.objects.exclude(pk=camille.demande.pk).get()
    assert reponse.url == f"/demarches/brouillon/{nouvelle.pk}/adresse/"


def test_an_adult_of_two_households_says_for_which(camille, famille_martin):
    autre = Foyer.objects.create(numero="2026-00500", nom="Martin-Durand")
    Responsable.objects.create(
        foyer=autre, utilisateur=famille_martin.camille, prenom="Camille", nom="Martin"
    )
    assert (
        "Choisissez le foyer"
        in camille.client.post("/demarches/changement-adresse/").content.decode()
    )
    camille.client.post("/demarches/changement-adresse/", {"foyer": autre.pk})
    assert Demande.objects.filter(foyer=autre).count() == 1
