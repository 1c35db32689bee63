"""Conversations between a household and the service (G9, G13)."""

import pytest

from famille.actions import clore_fil, ecrire_message, marquer_lu, ouvrir_fil
from famille.dossier.messages.actions_agents import examiner_les_pieces
from famille.dossier.messages.envois import remettre_envoi
from famille.models import Courriel, EnvoiGroupe, Fil, LectureFil, Message
from famille.socle.erreurs import Refus
from tests.famille.documents.test_fichiers import photo

SERVICE = {"auteur": "Sophie Renard, gestionnaire, Pôle Familles", "du_service": True}


@pytest.fixture
def fil(famille_martin):
    return ouvrir_fil(
        famille_martin.foyer, sujet="Ma facture", texte="Bonjour", par=famille_martin.camille
    )


def test_a_conversation_begins_with_the_family_s_message_and_waits(fil, famille_martin):
    message = fil.messages.get()
    assert (message.texte, message.auteur, message.du_service) == (
        "Bonjour",
        "Camille Martin",
        False,
    )
    assert fil.etat == Fil.Etat.A_TRAITER


def test_it_is_answered_then_waits_again(fil, agent, famille_martin):
    ecrire_message(fil, "Voici.", par=agent, **SERVICE)
    assert Fil.objects.get().etat == Fil.Etat.REPONDU
    ecrire_message(fil, "Merci, et aussi…", par=famille_martin.camille)
    assert list(Fil.objects.a_traiter()) == [fil]


@pytest.mark.parametrize("texte", ["", "  \n "])
def test_an_empty_message_is_refused(fil, famille_martin, texte):
    with pytest.raises(Refus, match="vide"):
        ecrire_message(fil, texte, par=famille_martin.camille)
    assert fil.messages.count() == 1


def test_a_message_of_six_pages_is_refused_whole(fil, famille_martin):
    """Whatever door it came by: a page has its own limit, an import or a démarche has none."""
    ecrire_message(fil, "x" * 5000, par=famille_martin.camille)
    with pytest.raises(Refus, match="dépasse 5 000 caractères"):
        ecrire_message(fil, "x" * 5001, par=famille_martin.camille)
    assert fil.messages.count() == 2


def test_a_message_to_many_is_given_once_to_a_household(famille_martin, agent):
    """The job was stopped after this household, and does its lot again."""
    envoi = EnvoiGroupe.objects.create(sujet="Grève", texte="Bonjour", par=agent)
    adultes = [famille_martin.camille]
    remises = [remettre_envoi(envoi, famille_martin.foyer.pk, adultes) for _ in range(2)]
    assert remises == [True, False]
    assert Message.objects.count() == Courriel.objects.count() == 1


def test_more_documents_than_a_message_may_bear_are_refused_together(agent):
    with pytest.raises(Refus, match="3 documents au plus par message"):
        examiner_les_pieces([photo() for _ in range(4)], par=agent)


def test_nobody_writes_in_a_closed_conversation(fil, famille_martin, agent):
    clore_fil(fil)
    with pytest.raises(Refus, match="est terminée"):
        ecrire_message(fil, "Encore", par=famille_martin.camille)
    with pytest.raises(Refus, match="est terminée"):
        ecrire_message(fil, "Encore", par=agent, **SERVICE)
    assert Message.objects.count() == 1


def test_each_reads_up_to_his_own_moment(fil, famille_martin, agent):
    marquer_lu(fil, par=agent)
    lue = LectureFil.objects.get(utilisateur=agent).lu_le
    marquer_lu(fil, par=agent)
    assert LectureFil.objects.get(utilisateur=agent).lu_le >= lue
    assert set(LectureFil.objects.values_list("utilisateur", flat=True)) == {
        agent.pk,
        famille_martin.camille.pk,
    }


def test_a_conversation_is_its_household_s_alone(fil, famille_martin, voisin):
    assert list(Fil.objects.de(famille_martin.camille)) == [fil]
    assert not Fil.objects.de(voisin.nadia).exists()
