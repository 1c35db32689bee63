"""The page of a demande sent: what it tells the family to do can be done from there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from demarches.actions import demander_complement, deposer, rejeter, retirer_demande
from demarches.instruction.conversation import clore
from demarches.models import Demande, ReglageDemarche
from famille.models import Document
from tests.demarches.outils import au_clic_suivant, pdf, principal, remplir

Etat = ReglageDemarche.Etat
BLOQUE = "bloqué : un virus a été détecté, personne ne peut l’ouvrir."
RETIREZ = "Retirez ce fichier"
ECRIRE = "Envoyez-en une nouvelle copie avec « Écrire au sujet de cette demande »."
COMPLETER = "Joignez-en une nouvelle copie avec « Compléter ma demande »."
FERMEE = "Cette démarche est fermée en ce moment. Pour en reparler,"


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def demenagement(camille):
    """Sent by Camille, untouched."""
    remplir(camille)
    return deposer(camille.demande, par=camille.demande.par)


def lue(client, demande):
    """What its page says, on one line."""
    page = principal(client.get(reverse("demarches:demande", args=[demande.pk])))
    return " ".join(strip_tags(page).split())


def ouvrir(code, etat):
    ReglageDemarche.objects.filter(code=code).update(etat=etat)


def infecter():
    Document.objects.update(etat=Document.Etat.INFECTE, fichier="")


# A file in which a virus is found once it is sent: there is no button to take it away.


def test_a_blocked_file_is_taken_away_while_it_is_not_sent(camille):
    remplir(camille)
    infecter()
    assert RETIREZ in camille.lire("justificatif").text


def test_a_blocked_file_that_is_sent_is_sent_again_with_a_message(camille, demenagement):
    infecter()
    page = lue(camille.client, demenagement)
    assert f"{BLOQUE} {ECRIRE}" in page
    assert page.count("Écrire au sujet de cette demande") == 2, "the button stands on the page"
    assert RETIREZ not in page


def test_no_button_is_named_that_does_not_stand_there(camille, demenagement):
    infecter()
    ouvrir("contact", Etat.FERMEE)
    page = lue(camille.client, demenagement)
    assert BLOQUE in page
    assert "Écrire au sujet" not in page


def test_a_complement_asked_for_its_page_is_the_way(camille, demenagement, agent):
    infecter()
    demander_complement(
        au_clic_suivant(demenagement),
        par=agent,
        etapes=["justificatif"],
        message="Le fichier est bloqué.",
        limite=timezone.localdate() + timedelta(days=10),
    )
    page = lue(camille.client, demenagement)
    assert f"{BLOQUE} {COMPLETER}" in page
    assert ECRIRE not in page


def test_nothing_is_asked_again_for_a_demande_that_is_decided(camille, demenagement, agent):
    infecter()
    rejeter(au_clic_suivant(demenagement), par=agent, motif="Le fichier est bloqué.")
    page = lue(camille.client, demenagement)
    assert BLOQUE in page
    assert ECRIRE not in page


def test_in_a_conversation_a_new_copy_is_an_answer(camille, reglage, famille_martin, agent):
    ecrire = reverse("famille:ecrire")
    champs = {"sujet": "Mon dossier", "texte": "Voici le bail.", "fichier": pdf("bail.pdf")}
    cle = camille.client.get(ecrire).context["form"]["cle"].value()
    assert camille.client.post(ecrire, champs | {"cle": cle}).status_code == 302
    infecter()
    message = Demande.objects.get(code="contact")
    assert f"{BLOQUE} Envoyez-en une nouvelle copie." in lue(camille.client, message)
    page = camille.client.get(reverse("demarches:demande", args=[message.pk])).text
    assert f'href="{reverse("famille:fil", args=[message.fil.pk])}">Envoyez-en' in page
    clore(message, par=agent)
    assert "Envoyez-en une nouvelle copie" not in lue(camille.client, message)


# Another demande, once this one is over.


def finir(demande, fin, *, agent):
    if fin == "retiree":
        retirer_demande(demande, par=demande.par)
    else:
        rejeter(au_clic_suivant(demande), par=agent, motif="L’adresse est la même.")


@pytest.mark.parametrize("fin", ["retiree", "rejetee"])
def test_another_is_offered_while_the_demarche_is_open(camille, demenagement, agent, fin):
    finir(demenagement, fin, agent=agent)
    page = lue(camille.client, demenagement)
    assert "Vous pouvez envoyer une nouvelle demande" in page
    assert FERMEE not in page


@pytest.mark.parametrize("etat", [Etat.FERMEE, Etat.ANNONCEE])
@pytest.mark.parametrize("fin", ["retiree", "rejetee"])
def test_of_a_demarche_that_is_closed_it_says_whom_to_ask(camille, demenagement, agent, fin, etat):
    finir(demenagement, fin, agent=agent)
    ouvrir("changement-adresse", etat)
    page = lue(camille.client, demenagement)
    assert f"{FERMEE} écrivez au Pôle Familles" in page
    assert "une nouvelle demande" not in page
    adresse = reverse("demarches:demande", args=[demenagement.pk])
    assert f'href="/demarches/{demenagement.code}/"' not in camille.client.get(adresse).text
    ouvrir("contact", Etat.FERMEE)
    page = lue(camille.client, demenagement)
    assert f"{FERMEE} écrivez" not in page
    assert f"{FERMEE} appelez le Pôle Familles au" in page
