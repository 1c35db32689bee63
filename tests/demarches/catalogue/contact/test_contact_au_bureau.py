"""J’écris au Pôle Familles: what agents read, answer and close at the desk."""

from datetime import date

import pytest

from demarches.actions import commencer, ecrire, repondre
from demarches.bureau import urls_de
from demarches.bureau.chiffres import semaines
from demarches.instruction.conversation import clore
from demarches.instruction.decider import reste_a_voir
from demarches.models import Demande
from famille.models import Courriel, Fil
from tests.demarches.catalogue.contact.question import message
from tests.demarches.outils import Navigateur


@pytest.fixture
def bureau(envoyee, agent, connecter, client):
    client.logout()
    return connecter(agent)


def adresse(demande, action=""):
    return f"{urls_de(demande)}{action}"


def test_the_agent_reads_the_conversation_and_may_only_answer(bureau, envoyee):
    page = bureau.get(adresse(envoyee)).text
    assert "&lt;script&gt;" in page
    assert "Répondre et clore" in page
    assert "Rejeter…" not in page
    assert "Demander un complément" not in page


def test_the_agent_answers_and_closes(bureau, envoyee):
    champs = {
        "texte": "Dans le calendrier.",
        "clore": "oui",
        "vu": envoyee.fil.messages.last().pk,
    }
    page = bureau.post(adresse(envoyee, "repondre/"), champs, follow=True).text
    assert "Réponse envoyée" in page
    assert "Dans le calendrier." in page
    assert Demande.objects.get().statut == Demande.Statut.CLOSE
    assert "Votre réponse" not in page


def test_the_agent_answers_and_leaves_it_open(bureau, envoyee):
    page = bureau.post(
        adresse(envoyee, "repondre/"), {"texte": "Quel jour ?", "clore": ""}, follow=True
    ).text
    assert Demande.objects.get().statut == Demande.Statut.REPONDUE
    assert "Votre réponse" in page


def test_a_refused_answer_is_still_on_the_screen(bureau, envoyee, famille_martin):
    vu = envoyee.fil.messages.last().pk
    ecrire(envoyee, par=famille_martin.camille, texte="Je précise.")
    page = bureau.post(adresse(envoyee, "repondre/"), {"texte": "Ma longue réponse", "vu": vu}).text
    assert "a écrit depuis" in page
    assert "Ma longue réponse" in page
    assert "Je précise." in page


def test_the_list_has_a_tab_for_what_is_answered(bureau, envoyee, agent):
    texte = bureau.get("/gestion/demandes/").text
    assert envoyee.numero in texte
    assert "En attente de réponse" in texte
    assert "En attente de validation" not in texte
    repondre(envoyee, par=agent, texte="Voilà.")
    assert envoyee.numero not in bureau.get("/gestion/demandes/").text
    assert envoyee.numero in bureau.get("/gestion/demandes/?etat=repondue").text


def test_each_message_waits_for_its_own_answer_in_the_charts(
    envoyee, agent, famille_martin, time_machine
):
    """Answered on 25 November, written again on the 30th, answered on 2 December, closed on the
    9th."""
    repondre(envoyee, par=agent, texte="Quel jour ?")
    time_machine.move_to("2026-11-30 09:00+01:00", tick=False)
    ecrire(envoyee, par=famille_martin.camille, texte="Mercredi.")
    time_machine.move_to("2026-12-02 09:00+01:00", tick=False)
    repondre(envoyee, par=agent, texte="Voilà.")
    time_machine.move_to("2026-12-09 09:00+01:00", tick=False)
    clore(envoyee, par=agent)
    comptees = [(une["traitees"], une["mediane"]) for une in semaines(date(2026, 12, 9))[-3:]]
    assert comptees == [(1, 0), (1, 2), (0, None)]


def test_a_message_entered_at_the_counter_says_so(famille_martin, reglage, agent, connecter):
    demande = commencer("contact", foyer=famille_martin.foyer, par=agent, canal="telephone")
    guichet = Navigateur(connecter(agent), demande)
    guichet.poster("message", message())
    guichet.poster("recapitulatif", {"certifie": "on"})
    assert Fil.objects.get().messages.get().auteur == "La famille, téléphone"
    repondre(guichet.relue(), par=agent, texte="Bonjour")
    assert (
        Courriel.objects.get(cle__startswith="reponse-").destinataire
        == famille_martin.camille.email
    )


def test_a_message_ticked_with_demandes_to_validate_says_that_it_is_to_be_answered(envoyee):
    assert reste_a_voir(envoyee) == "C’est un message : ouvrez-le pour y répondre."
