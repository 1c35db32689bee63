"""The screens of what the bank gives back: brought, read, applied, matched; who may not enter."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from famille.argent.prelevement.remises import (
    preparer_remise,
    telecharger_remise,
    transmettre_remise,
)
from famille.argent.regie.banque.actions import appliquer, deposer
from famille.models import LigneBancaire, MandatSEPA, Paiement, RetourBancaire
from tests.famille.facturation import facturer
from tests.famille.regie.scene import PUBLIE_LE, creancier
from tests.famille.regie.scene import a_prelever as facture_a_prelever

from .fichiers import compte_rendu, releve, virement
from .scene import JOUR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)


@pytest.fixture
def regie(connecter, regisseur):
    return connecter(regisseur)


@pytest.fixture
def due(famille_martin):
    creancier()
    return facturer(famille_martin.foyer, "42.50")


@pytest.fixture
def transmise(famille_martin, regisseur):
    facture_a_prelever(famille_martin.foyer, "20.00")
    remise = preparer_remise(JOUR, par=regisseur)
    telecharger_remise(remise, par=regisseur)
    transmettre_remise(remise, par=regisseur)
    return remise


def envoyer(client, contenu, nom="retour.xml"):
    fichier = SimpleUploadedFile(nom, contenu, content_type="application/xml")
    return client.post(reverse("regie:retours_deposer"), {"fichier": fichier}, follow=True)


def test_a_file_is_brought_read_and_applied_in_three_presses(regie, transmise, due):
    reference = transmise.paiements.get().reference
    page = envoyer(regie, compte_rendu((reference, "AM04", "20.00")))
    assert "Le portail a reconnu" in page.text
    assert "Provision insuffisante" in page.text
    retour = RetourBancaire.objects.get()
    page = regie.post(reverse("regie:retour_appliquer", args=[retour.pk]), follow=True)
    assert "1 ligne appliquée." in page.text
    assert "Rien à appliquer d’une seule fois." in page.text
    remise = regie.get(reverse("regie:remise", args=[transmise.pk]))
    assert reverse("regie:representer", args=[reference]) in remise.text
    again = envoyer(regie, compte_rendu((reference, "AM04", "20.00")))
    assert "rien n’est lu deux fois" in again.text


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [(b"%PDF-1.7", "pas un retour de banque"), (b"<Document><a></Document>", "abîmé")],
)
def test_another_file_is_refused_in_a_sentence(regie, due, contenu, dit):
    page = envoyer(regie, contenu)
    assert page.status_code == 422
    assert dit in page.text


def test_a_sum_without_a_number_is_matched_by_one_press(regie, due):
    envoyer(regie, releve(virement("42.50", "cantine", donneur="MARTIN CAMILLE")))
    ligne = LigneBancaire.objects.get()
    page = regie.get(reverse("regie:lignes_a_rapprocher"))
    adresse = reverse("regie:ligne_bancaire", args=[ligne.pk])
    assert adresse in page.text
    page = regie.get(adresse)
    assert "Ces factures doivent exactement cette somme" in page.text
    assert due.numero in page.text
    page = regie.post(adresse, {"numeros": "F-2019-000001"})
    assert (page.status_code, "F-2019-000001" in page.text) == (422, True)
    page = regie.post(adresse, {"numeros": due.numero}, follow=True)
    assert "la famille a son reçu R-2026-000001" in page.text
    assert "Rien n’attend" in regie.get(reverse("regie:lignes_a_rapprocher")).text


def test_a_line_is_put_aside_with_its_reason(regie, due):
    envoyer(regie, releve(virement("42.50", "loyer")))
    ligne = LigneBancaire.objects.get()
    adresse = reverse("regie:ligne_de_cote", args=[ligne.pk])
    assert regie.post(adresse, {"motif": ""}).status_code == 422
    regie.post(adresse, {"motif": "Loyer de la salle."})
    assert "Loyer de la salle." in regie.get(reverse("regie:retour", args=[ligne.retour_id])).text


def test_a_suspended_mandate_is_said_to_the_agent_and_to_the_family(
    regie, regisseur, transmise, connecter, famille_martin
):
    reference = transmise.paiements.get().reference
    envoyer(regie, compte_rendu((reference, "MS02", None)))
    regie.post(reverse("regie:retour_appliquer", args=[RetourBancaire.objects.get().pk]))
    mandat = MandatSEPA.objects.get()
    assert "Suspendu" in connecter(famille_martin.camille).get(reverse("famille:famille")).text
    regie = connecter(regisseur)
    adresse = reverse("regie:mandat_changer", args=[mandat.pk, "reprendre"])
    assert "appelez la famille" in regie.get(adresse).text
    assert regie.post(adresse, {"motif": ""}).status_code == 422
    regie.post(adresse, {"motif": "La famille a rappelé sa banque."})
    mandat.refresh_from_db()
    assert mandat.suspendu_le is None
    famille = connecter(famille_martin.camille).get(reverse("famille:famille")).text
    assert "Suspendu" not in famille


def test_a_refusal_is_presented_again_or_taken_back_from_its_remise(regie, transmise, regisseur):
    paiement = transmise.paiements.get()
    retour = deposer(
        compte_rendu((paiement.reference, "AM04", None)), "a.xml", par=regisseur
    ).nouveaux[0]
    appliquer(retour, par=regisseur)
    encore = reverse("regie:representer", args=[paiement.reference])
    assert "ses frais peuvent vous revenir" in regie.get(encore).text
    page = regie.post(encore, {"motif": "La famille le demande."}, follow=True)
    assert "sera proposée à la prochaine remise" in page.text
    annuler = reverse("regie:annuler_refus", args=[paiement.reference])
    regie.post(annuler, {"motif": "Erreur de la banque."})
    paiement.refresh_from_db()
    assert paiement.etat == Paiement.Etat.PAYE
    assert "n’est pas refusé" in regie.get(annuler).text


@pytest.mark.parametrize("nombre", [1, 30])
def test_a_file_s_page_takes_as_many_queries_whatever_it_holds(
    regie, due, regisseur, nombre, django_assert_max_num_queries
):
    lignes = [virement("1.00", due.numero, cle=f"K{rang}") for rang in range(nombre)]
    [retour] = deposer(releve(*lignes), "a.xml", par=regisseur).nouveaux
    adresse = reverse("regie:retour", args=[retour.pk])
    regie.get(adresse)
    with django_assert_max_num_queries(16):
        regie.get(adresse)
