"""A parent's inbox: conversations and notifications, read marks, answering with pieces, the
neighbour (G9, G13)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from demarches.models import Demande, ReglageDemarche
from demarches.reglages.initiaux import creer_reglages
from famille.actions import clore_fil, ecrire_message, marquer_lu, ouvrir_fil, ouvrir_fil_du_service
from famille.dossier.messages.actions_agents import repondre_fil
from famille.models import (
    Courriel,
    Document,
    Fil,
    LectureFil,
    Message,
    Notification,
    Responsable,
    Utilisateur,
)
from tests.famille.documents.test_fichiers import photo as une_photo
from tests.outils.lisible import lisible

pytestmark = pytest.mark.horloge

LISTE = reverse("famille:messages")
SIGNE = "Sophie Renard, gestionnaire, Pôle Familles"


@pytest.fixture
def fil(famille_martin):
    return ouvrir_fil(
        famille_martin.foyer, sujet="Ma facture", texte="Bonjour", par=famille_martin.camille
    )


@pytest.fixture
def camille(famille_martin, connecter):
    return connecter(famille_martin.camille)


@pytest.fixture
def contact_ouvert(db):
    creer_reglages(demo=True)


def du_fil(fil):
    return reverse("famille:fil", args=[fil.pk])


def photo(nom="photo.jpg"):
    return SimpleUploadedFile(nom, une_photo(), "image/jpeg")


def notifier(compte, cle, titre="Votre document est bloqué", lien="/mes-documents/"):
    return Notification.objects.create(utilisateur=compte, cle=cle, titre=titre, lien=lien)


# What is read, and what is not.


def test_an_answer_is_unread_until_it_is_shown(fil, agent, camille):
    repondre_fil(fil, par=agent, texte="Voici.")
    assert "1 non lu" in camille.get(LISTE).text
    camille.get(du_fil(fil))
    page = camille.get(LISTE).text
    assert "Non lu" not in page
    assert "Répondu" in page


def test_each_adult_reads_for_himself(fil, agent, camille, famille_martin):
    autre = Utilisateur.objects.create_user(
        "thomas@exemple.fr", "x", first_name="Thomas", last_name="Martin"
    )
    Responsable.objects.create(
        foyer=famille_martin.foyer, utilisateur=autre, prenom="Thomas", nom="Martin"
    )
    repondre_fil(fil, par=agent, texte="Voici.")
    camille.get(du_fil(fil))
    assert not Fil.objects.non_lus(famille_martin.camille).exists()
    assert list(Fil.objects.non_lus(autre)) == [fil]


def test_the_menu_counts_messages_and_notifications_together(fil, agent, camille, famille_martin):
    repondre_fil(fil, par=agent, texte="Voici.")
    notifier(famille_martin.camille, "essai-1")
    page = camille.get(reverse("famille:famille")).text
    assert '<span class="pf-compteur">2<span class="visually-hidden"> non lus</span></span>' in page


def test_the_dashboard_tells_what_is_unread_and_nothing_else(fil, agent, camille):
    tableau = reverse("famille:tableau_de_bord")
    assert "tout est lu" in camille.get(tableau).text
    repondre_fil(fil, par=agent, texte="Voici.")
    page = camille.get(tableau).text
    assert '<span class="pf-compteur">1</span> non lu </span>' in " ".join(page.split())
    assert "tout est lu" not in page


def test_the_filter_is_in_the_address(fil, camille, famille_martin):
    notifier(famille_martin.camille, "essai-1", "Un avis")
    conversations = camille.get(LISTE, {"voir": "conversations"}).text
    assert ("Ma facture" in conversations, "Un avis" in conversations) == (True, False)
    notifications = camille.get(LISTE, {"voir": "notifications"}).text
    assert ("Ma facture" in notifications, "Un avis" in notifications) == (False, True)
    assert "Ma facture" in camille.get(LISTE, {"voir": "n’importe quoi"}).text


@pytest.mark.parametrize("combien", [1, 30])
def test_the_list_costs_the_same_whatever_it_holds(
    combien, famille_martin, camille, django_assert_max_num_queries
):
    for n in range(combien):
        ouvrir_fil(
            famille_martin.foyer,
            sujet=f"S{n}",
            texte="?",
            par=famille_martin.camille,
            origine="D-2026-00001",
        )
        notifier(famille_martin.camille, f"essai-{n}")
    camille.get(LISTE)
    with django_assert_max_num_queries(13):
        assert camille.get(LISTE).status_code == 200


@pytest.mark.parametrize("voir", ["conversations", "notifications"])
def test_one_kind_costs_the_same_whatever_it_holds(
    voir, famille_martin, camille, django_assert_num_queries
):
    _remplir(famille_martin, 1)
    camille.get(LISTE, {"voir": voir})
    with CaptureQueriesContext(connection) as pour_une:
        camille.get(LISTE, {"voir": voir})
    _remplir(famille_martin, 30)
    with django_assert_num_queries(len(pour_une)):
        assert "Page 1 sur 2" in camille.get(LISTE, {"voir": voir}).text


def _remplir(famille, combien):
    for n in range(combien):
        ouvrir_fil(famille.foyer, sujet=f"S{combien}-{n}", texte="?", par=famille.camille)
        notifier(famille.camille, f"essai-{combien}-{n}")


def test_conversations_stand_before_notifications_whatever_is_newer(fil, camille, famille_martin):
    notifier(famille_martin.camille, "essai-1", "Un avis")
    page = camille.get(LISTE).text
    assert page.index("Ma facture") < page.index("Tout marquer comme lu") < page.index("Un avis")


def test_an_unread_conversation_is_never_behind_the_link_to_all(
    fil, agent, camille, famille_martin
):
    repondre_fil(fil, par=agent, texte="Voici.")
    for n in range(10):
        ouvrir_fil(famille_martin.foyer, sujet=f"S{n}", texte="?", par=famille_martin.camille)
    page = camille.get(LISTE).text
    assert "Ma facture" in page
    assert "Toutes mes conversations" in page


def test_notifications_stand_under_their_day(camille, famille_martin, time_machine):
    time_machine.move_to(datetime(2026, 11, 25, 9, tzinfo=UTC), tick=False)
    jours = {"Un": 0, "Deux": 1, "Trois": 2, "Quatre": 400}
    for titre, il_y_a in jours.items():
        une = notifier(famille_martin.camille, titre, f"Avis {titre}")
        Notification.objects.filter(pk=une.pk).update(le=timezone.now() - timedelta(days=il_y_a))
    page = camille.get(LISTE).text
    dits = ["Aujourd’hui", "Avis Un", "Hier", "Avis Deux", "Lundi 23 novembre<", "Avis Trois"]
    dits += ["Mardi 21 octobre 2025", "Avis Quatre"]
    assert [page.index(dit) for dit in dits] == sorted(page.index(dit) for dit in dits)


def test_a_closed_conversation_says_that_it_is_over_after_those_that_go_on(
    fil, camille, famille_martin
):
    ouvrir_fil(famille_martin.foyer, sujet="Ancienne", texte="?", par=famille_martin.camille)
    clore_fil(fil)
    page = camille.get(LISTE, {"voir": "conversations"}).text
    dits = ["Conversations en cours", "Ancienne", "Conversations terminées", "Ma facture"]
    assert [page.index(dit) for dit in dits] == sorted(page.index(dit) for dit in dits)
    assert "Terminée" in page[page.index("Ma facture") :]
    assert "Close" not in page


def test_a_page_of_the_family_asks_once_for_what_is_unread(
    fil, camille, django_assert_num_queries, famille_martin
):
    from famille.dossier.messages.lecture import non_lus

    class Requete:
        user = famille_martin.camille

    requete = Requete()
    with django_assert_num_queries(1):
        assert (non_lus(requete), non_lus(requete)) == (0, 0)


def test_an_old_message_is_on_the_next_page(famille_martin, camille):
    for n in range(21):
        ouvrir_fil(
            famille_martin.foyer, sujet=f"Sujet {n:02}", texte="?", par=famille_martin.camille
        )
    assert "Sujet 00" not in camille.get(LISTE).text
    page = camille.get(LISTE, {"page": "2", "voir": "conversations"}).text
    assert "Sujet 00" in page
    assert "voir=conversations" in page


# Answering.


def test_a_parent_answers_with_a_photo(fil, agent, camille):
    repondre_fil(fil, par=agent, texte="Envoyez-nous le papier.")
    camille.post(du_fil(fil), {"texte": "Le voici.", "fichiers": [photo("a.jpg"), photo("b.jpg")]})
    message = Message.objects.last()
    assert (message.texte, message.documents.count()) == ("Le voici.", 2)
    assert set(Document.objects.remis(agent)) == set(message.documents.all())
    assert Fil.objects.get().etat == Fil.Etat.A_TRAITER


def test_a_photo_needs_no_word(fil, camille):
    camille.post(du_fil(fil), {"texte": "", "fichiers": [photo()]})
    assert Message.objects.last().texte == ""


@pytest.mark.parametrize(
    ("envoi", "dit"),
    [
        ({"texte": "  "}, "Écrivez votre message"),
        ({"texte": "a" * 10_000}, "dépasse 5 000 caractères"),
        (
            {"texte": "ok", "fichiers": [SimpleUploadedFile("v.jpg", b"MZ pas une photo")]},
            "pas lisible ici",
        ),
        ({"texte": "ok", "fichiers": [photo() for _ in range(4)]}, "3 documents au plus"),
    ],
)
def test_a_refused_answer_writes_nothing_and_loses_nothing(envoi, dit, fil, camille):
    reponse = camille.post(du_fil(fil), envoi)
    assert reponse.status_code == 422
    assert dit in reponse.text
    assert envoi["texte"].strip()[:4000] in reponse.text
    assert (Message.objects.count(), Document.objects.count()) == (1, 0)


def test_what_is_written_is_shown_as_text(fil, camille):
    camille.post(du_fil(fil), {"texte": "<script>alert(1)</script>"})
    page = camille.get(du_fil(fil)).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_document_of_health_asks_for_its_right(fil, camille, agent, habilitee):
    camille.post(du_fil(fil), {"texte": "Le certificat", "fichiers": [photo()], "sante": "on"})
    piece = Document.objects.get()
    assert piece.genre == Document.Genre.MEDICAL
    agent = Utilisateur.objects.get(pk=agent.pk)
    agent.groups.set(agent.groups.filter(name="Service des familles"))
    assert not Document.objects.remis(Utilisateur.objects.get(pk=agent.pk)).exists()


def test_an_infected_piece_is_said_and_not_opened(fil, camille):
    camille.post(du_fil(fil), {"texte": "?", "fichiers": [photo("virus.jpg")]})
    Document.objects.update(etat=Document.Etat.INFECTE, fichier="")
    page = camille.get(du_fil(fil)).text
    assert "un virus a été détecté" in page
    assert reverse("famille:document", args=[Document.objects.get().pk]) not in page


def test_another_copy_is_asked_of_who_sent_it_only(fil, camille):
    camille.post(du_fil(fil), {"texte": "?", "fichiers": [photo("virus.jpg")]})
    Document.objects.update(etat=Document.Etat.INFECTE, fichier="")
    for du_service in (False, True):
        Message.objects.update(du_service=du_service)
        page = camille.get(du_fil(fil)).text
        assert "personne ne peut l’ouvrir." in page
        assert ("Envoyez-en un autre" in page) != du_service


def test_a_closed_conversation_says_how_to_write_again(fil, camille):
    clore_fil(fil)
    page = camille.get(du_fil(fil)).text
    assert "<textarea" not in page
    assert reverse("famille:ecrire") in page
    refuse = camille.post(du_fil(fil), {"texte": "Encore une chose"})
    assert "est terminée" in refuse.text
    assert "Encore une chose" in refuse.text


def test_a_neighbour_neither_reads_nor_writes(fil, voisin, connecter, client):
    connecter(voisin.nadia)
    assert client.get(du_fil(fil)).status_code == 404
    assert client.post(du_fil(fil), {"texte": "Bonjour"}).status_code == 404
    assert "Ma facture" not in client.get(LISTE).text


def test_the_other_home_of_a_child_does_not_see_it(fil, famille_martin, connecter, client):
    from tests.conftest import creer_foyer

    _foyer, julien = creer_foyer("2026-00999", "Petit", "Julien", "julien@exemple.fr")
    famille_martin.lea.rattachements.create(foyer=_foyer, debut="2020-01-01")
    Fil.objects.update(enfant=famille_martin.lea)
    connecter(julien)
    assert client.get(du_fil(fil)).status_code == 404


# A new message.


def test_a_new_message_is_a_demande_with_its_receipt(contact_ouvert, camille, famille_martin):
    champs = {
        "sujet": "Mon dossier",
        "texte": "Une question.",
        "enfant": famille_martin.lea.pk,
        "fichier": photo(),
    }
    reponse = camille.post(reverse("famille:ecrire"), champs)
    fil, demande = Fil.objects.get(), Demande.objects.get()
    assert reponse.url == du_fil(fil)
    assert (demande.fil, demande.accuse.demande, fil.enfant) == (fil, demande, famille_martin.lea)
    assert fil.messages.get().documents.count() == 1
    camille.post(du_fil(fil), {"texte": "Et aussi…", "fichiers": [photo()]})
    assert Demande.objects.get().pieces_jointes[-1].document in fil.messages.last().documents.all()


def test_without_the_demarche_a_family_writes_all_the_same(camille, db):
    ReglageDemarche.objects.filter(code="contact").delete()
    camille.post(reverse("famille:ecrire"), {"sujet": "La cantine", "texte": "Une question."})
    assert Fil.objects.get().sujet == "La cantine"
    assert not Demande.objects.exists()


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"sujet": "", "texte": "?"}, "Dites le sujet"),
        ({"sujet": "Inventé", "texte": "Bonjour"}, "Inventé"),
        ({"sujet": "Mon dossier", "texte": "…"}, "quelques mots"),
        ({"sujet": "Mon dossier", "texte": "Bonjour", "enfant": "999999"}, "999999"),
        (
            {
                "sujet": "Mon dossier",
                "texte": "Bonjour",
                "fichier": SimpleUploadedFile("v.pdf", b"non"),
            },
            "pas lisible",
        ),
    ],
)
def test_a_new_message_that_is_not_right_is_refused(champs, dit, contact_ouvert, camille):
    reponse = camille.post(reverse("famille:ecrire"), champs)
    assert reponse.status_code == 422
    assert dit in reponse.text
    assert not Fil.objects.exists()
    assert not Demande.objects.deposees().exists()


def test_a_child_of_the_other_household_is_not_of_this_one_s_message(
    contact_ouvert, camille, famille_martin, voisin
):
    """The account is an adult of two households; the child lives in one of them (D11)."""
    Responsable.objects.create(
        foyer=voisin.foyer, utilisateur=famille_martin.camille, prenom="Camille", nom="Martin"
    )
    champs = {"sujet": "Mon dossier", "texte": "Une question."}
    champs |= {"foyer": famille_martin.foyer.pk, "enfant": voisin.sami.pk}
    reponse = camille.post(reverse("famille:ecrire"), champs)
    assert (reponse.status_code, Fil.objects.exists()) == (422, False)
    assert "pas dans le dossier choisi" in lisible(reponse.text)


def test_a_first_word_of_the_service_waits_for_no_answer(famille_martin, agent):
    fil = ouvrir_fil_du_service(
        famille_martin.foyer, sujet="Sortie", texte="Bonjour", par=agent, auteur=SIGNE
    )
    assert (fil.etat, fil.attend_depuis) == (Fil.Etat.ENVOYE, None)
    assert Courriel.objects.filter(cle__startswith="message-").count() == 1
    ecrire_message(fil, "Merci", par=famille_martin.camille)
    assert Fil.objects.get().etat == Fil.Etat.A_TRAITER


def test_reading_marks_one_row_a_person(fil, agent):
    marquer_lu(fil, par=agent)
    marquer_lu(fil, par=agent)
    assert LectureFil.objects.filter(utilisateur=agent).count() == 1
