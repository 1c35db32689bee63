"""A form sent again does its thing once: the answer to the first was lost, the page is loaded
again."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches.models import Demande
from demarches.reglages.initiaux import creer_reglages
from famille.journal.une_fois import purger_les_anciens
from famille.models import Fil, FormulaireRecu, Message
from tests.famille.facturation import facturer

pytestmark = pytest.mark.django_db
ECRIRE = reverse("famille:ecrire")


@pytest.fixture
def camille(connecter, famille_martin):
    creer_reglages(demo=True)
    return connecter(famille_martin.camille)


def cle(page):
    return re.search(r'name="cle" value="(\w+)"', page.text)[1]


def test_a_message_sent_again_is_one_message_and_leads_to_the_same_page(camille):
    champs = {"sujet": "Mon dossier", "texte": "Une question.", "cle": cle(camille.get(ECRIRE))}
    premiere, seconde = camille.post(ECRIRE, champs), camille.post(ECRIRE, champs)
    assert premiere.url == seconde.url == reverse("famille:fil", args=[Fil.objects.get().pk])
    assert Demande.objects.deposees().count() == Message.objects.count() == 1


def test_an_answer_sent_again_is_one_answer_whichever_page_it_comes_from(camille):
    camille.post(ECRIRE, {"sujet": "Mon dossier", "texte": "Une question."})
    fil, demande = Fil.objects.get(), Demande.objects.get()
    for adresse, page in (
        (reverse("famille:fil", args=[fil.pk]), reverse("famille:fil", args=[fil.pk])),
        (
            reverse("demarches:ecrire", args=[demande.pk]),
            reverse("demarches:demande", args=[demande.pk]),
        ),
    ):
        avant = Message.objects.count()
        champs = {"texte": f"Encore : {adresse}", "cle": cle(camille.get(page))}
        assert {camille.post(adresse, champs).status_code for _ in range(2)} == {302}
        assert Message.objects.count() == avant + 1


def test_a_question_on_an_invoice_sent_again_is_one_question(camille, famille_martin):
    adresse = reverse("famille:question_facture", args=[facturer(famille_martin.foyer).numero])
    champs = {"texte": "Pourquoi ?", "cle": cle(camille.get(adresse))}
    for _ in range(2):
        camille.post(adresse, champs)
    assert Fil.objects.count() == 1


def test_another_text_from_the_same_page_is_another_message(camille):
    champs = {"sujet": "Mon dossier", "cle": cle(camille.get(ECRIRE))}
    for texte in ("Une question.", "Une autre question."):
        camille.post(ECRIRE, champs | {"texte": texte})
    assert Fil.objects.count() == 2


def test_a_refusal_leaves_the_key_for_the_next_try(camille):
    champs = {"sujet": "", "texte": "Une question.", "cle": cle(camille.get(ECRIRE))}
    refusee = camille.post(ECRIRE, champs)
    assert refusee.status_code == 422
    assert cle(refusee) == champs["cle"]
    assert not FormulaireRecu.objects.exists()
    assert camille.post(ECRIRE, champs | {"sujet": "Mon dossier"}).status_code == 302


def test_keys_are_forgotten_after_a_day(db):
    FormulaireRecu.objects.create(cle="ancienne", recu_le=timezone.now() - timedelta(days=2))
    FormulaireRecu.objects.create(cle="recente")
    assert purger_les_anciens() == 1
    assert FormulaireRecu.objects.get().cle == "recente"
