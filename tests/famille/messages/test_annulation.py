"""A message of the service taken back while its mail is held: nothing is left of it, and the
conversation, with its demande if it has one, is as it was."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from demarches.actions import repondre
from demarches.models import Demande, PieceJointe
from famille.actions import (
    ecrire_message,
    figer_envoi,
    marquer_lu,
    preparer_envoi,
    remettre_envoi,
)
from famille.courriels import boite_d_envoi
from famille.dossier.messages.portes import porte_de
from famille.models import Courriel, Document, Fil
from famille.socle.erreurs import Refus
from tests.famille.documents.test_fichiers import photo as une_photo
from tests.famille.messages.test_boite_des_agents import url, vu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("le_25_novembre")]
DIX_MINUTES = timedelta(minutes=10)
ETATS = ("etat", "dernier_le", "reponse_le", "attend_depuis")


def etat(fil):
    return Fil.objects.values_list(*ETATS).get(pk=fil.pk)


def reprendre(client, fil):
    return client.post(reverse("boite:annuler", args=[fil.pk, vu(fil)]), follow=True)


def test_taken_back_nothing_is_left_of_it_and_its_words_come_back(bureau, fil, famille_martin):
    avant = etat(fil)
    piece = SimpleUploadedFile("formulaire.jpg", une_photo())
    bureau.post(
        url("repondre", fil),
        {"texte": "À remplir.", "vu": vu(fil), "clore": "oui", "fichier": piece},
    )
    assert "Reprendre ce message" in bureau.get(url("fil", fil)).text
    page = reprendre(bureau, fil).text
    assert "À remplir.</textarea>" in page
    assert etat(fil) == avant
    assert [message.du_service for message in fil.messages.all()] == [False]
    assert not Document.objects.exists()
    assert not Courriel.objects.filter(cle__startswith="message-").exists()


def test_the_mail_of_an_answer_waits_ten_minutes(bureau, fil, le_25_novembre):
    bureau.post(url("repondre", fil), {"texte": "Voici.", "vu": vu(fil), "clore": ""})
    courriel = Courriel.objects.get(cle__startswith="message-")
    assert courriel.prochain_essai_le == timezone.now() + DIX_MINUTES
    assert not boite_d_envoi.a_envoyer().exists()
    le_25_novembre.shift(DIX_MINUTES)
    assert boite_d_envoi.a_envoyer().get() == courriel


def test_where_the_town_holds_no_mail_it_leaves_at_once(bureau, fil, settings):
    settings.DELAI_D_ANNULATION = timedelta(0)
    page = bureau.post(
        url("repondre", fil), {"texte": "Voici.", "vu": vu(fil), "clore": ""}, follow=True
    ).text
    assert "est prévenue par e-mail" in page
    assert "Reprendre" not in page
    assert Courriel.objects.filter(prochain_essai_le__lte=timezone.now()).exists()


def repondu(client, fil):
    client.post(url("repondre", fil), {"texte": "Voici.", "vu": vu(fil), "clore": ""})
    return Fil.objects.get(pk=fil.pk)


def test_too_late_it_stays(bureau, fil, le_25_novembre):
    repondu(bureau, fil)
    le_25_novembre.shift(DIX_MINUTES)
    assert "ne peut plus être repris" in reprendre(bureau, fil).text
    assert fil.messages.count() == 2


def test_what_the_family_has_read_or_answered_stays(
    bureau, fil, agent, famille_martin, le_25_novembre
):
    repondu(bureau, fil)
    le_25_novembre.shift(timedelta(minutes=1))
    marquer_lu(fil, par=famille_martin.camille)
    assert "a déjà lu ce message" in reprendre(bureau, fil).text
    ecrire_message(fil, "Merci", par=famille_martin.camille)
    with pytest.raises(Refus, match="ne peut plus être repris"):
        porte_de(fil).annuler(fil.messages.filter(du_service=True).get().pk, par=agent)
    assert fil.messages.count() == 3


def test_a_message_to_many_is_not_taken_back_but_what_follows_it_is(bureau, agent, famille_martin):
    foyer = famille_martin.foyer
    envoi = preparer_envoi(sujet="Fermé", texte="Mardi.", cible={}, a_qui="Tous", par=agent)
    figer_envoi(envoi, [foyer.pk])
    remettre_envoi(envoi, foyer.pk, [famille_martin.camille])
    fil = Fil.objects.get()
    assert "Reprendre ce message" not in bureau.get(url("fil", fil)).text
    reprendre(bureau, fil)
    assert fil.messages.count() == 1
    bureau.post(url("repondre", fil), {"texte": "Voici.", "vu": vu(fil), "clore": ""})
    reprendre(bureau, fil)
    assert fil.messages.count() == 1


def test_a_colleague_s_is_not_taken_back(bureau, fil, collegue, connecter, client):
    repondu(bureau, fil)
    client.logout()
    assert "Reprendre ce message" not in connecter(collegue).get(url("fil", fil)).text
    reprendre(client, fil)
    assert fil.messages.count() == 2


def test_pressed_twice_it_is_taken_back_once(bureau, fil):
    repondu(bureau, fil)
    adresse = reverse("boite:annuler", args=[fil.pk, vu(fil)])
    bureau.post(adresse)
    assert "ne peut plus être repris" in bureau.post(adresse, follow=True).text
    assert fil.messages.count() == 1


def test_a_conversation_that_began_by_it_has_never_been(bureau, famille_martin):
    adresse = reverse("boite:nouveau", args=[famille_martin.foyer.pk])
    bureau.post(adresse, {"sujet": "Rentrée", "texte": "Bonjour"})
    reponse = reprendre(bureau, Fil.objects.get())
    assert reponse.redirect_chain[0][0] == adresse
    assert not Fil.objects.exists()
    assert not Courriel.objects.filter(cle__startswith="message-").exists()


@pytest.mark.parametrize("clore", ["", "oui"])
def test_its_demande_waits_as_it_did(bureau, du_contact, agent, clore):
    avant = Demande.objects.values("statut", "echeance").get()
    piece = SimpleUploadedFile("formulaire.jpg", une_photo())
    bureau.post(
        url("repondre", du_contact),
        {"texte": "Voici.", "vu": vu(du_contact), "clore": clore, "fichier": piece},
    )
    assert Demande.objects.get().statut in Demande.REPONSES
    assert "Voici.</textarea>" in reprendre(bureau, du_contact).text
    assert Demande.objects.values("statut", "echeance").get() == avant
    assert not PieceJointe.objects.exists()
    assert not Courriel.objects.filter(cle__startswith="reponse-").exists()
    assert etat(du_contact)[0] == Fil.Etat.A_TRAITER


def test_answered_at_the_desk_it_is_taken_back_from_there(bureau, du_contact, agent):
    demande = Demande.objects.get()
    repondre(demande, par=agent, texte="Voilà.", clore=True)
    page = bureau.get(reverse("demandes_modeladmin_inspect", args=[demande.pk])).text
    assert reverse("boite:annuler", args=[du_contact.pk, vu(du_contact)]) in page
    reprendre(bureau, du_contact)
    assert Demande.objects.get().statut == Demande.Statut.EN_ATTENTE


def test_answered_twice_the_second_alone_is_taken_back(bureau, fil, agent):
    """The first one stays an answer."""
    repondu(bureau, fil)
    avant = etat(fil)
    bureau.post(url("repondre", fil), {"texte": "Encore.", "vu": vu(fil), "clore": ""})
    reprendre(bureau, fil)
    assert etat(fil) == avant
    assert Courriel.objects.filter(cle__startswith="message-").count() == 1
