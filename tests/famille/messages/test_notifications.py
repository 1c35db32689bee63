"""Each mail leaves a notification in the inbox: once, when its time has come, for whom it was sent
to (G9)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from famille.actions import ouvrir_fil
from famille.comptes.activation.actions import ACTIVATION
from famille.courriels import boite_d_envoi
from famille.dossier.documents.analyse import INFECTE
from famille.dossier.messages.actions_agents import repondre_fil
from famille.models import Courriel, Fil, Notification
from tests.famille.messages.test_boite_de_reception import notifier

pytestmark = pytest.mark.horloge


@pytest.fixture
def camille(famille_martin, connecter):
    return connecter(famille_martin.camille)


@pytest.fixture
def fil(famille_martin):
    return ouvrir_fil(
        famille_martin.foyer, sujet="Ma facture", texte="Bonjour", par=famille_martin.camille
    )


def preparer(cle, compte, **options):
    contexte = {"prenom": "Camille", "lien": boite_d_envoi.adresse_absolue("/mes-documents/")}
    return boite_d_envoi.preparer(cle, compte.email, contexte, **options)


def test_each_mail_leaves_a_notification_once(famille_martin):
    preparer(INFECTE.cle(1), famille_martin.camille)
    preparer(INFECTE.cle(1), famille_martin.camille)
    notification = Notification.objects.get()
    assert (notification.utilisateur, notification.lien) == (
        famille_martin.camille,
        "/mes-documents/",
    )
    assert notification.titre == Courriel.objects.get().sujet


def test_a_mail_that_opens_an_account_leaves_none(famille_martin):
    contexte = {
        "utilisateur": famille_martin.camille,
        "lien": boite_d_envoi.adresse_absolue("/activer/secret/"),
        "jours": 7,
    }
    boite_d_envoi.preparer(ACTIVATION.cle(1), famille_martin.camille.email, contexte)
    assert not Notification.objects.exists()


def test_the_notice_of_a_held_mail_waits_and_goes_with_it(famille_martin):
    preparer(
        INFECTE.cle(7, 1), famille_martin.camille, pas_avant=timezone.now() + timedelta(minutes=10)
    )
    assert not Notification.objects.de(famille_martin.camille).exists()
    assert boite_d_envoi.retenir(INFECTE.cle(7))
    assert not Notification.objects.exists()


def test_a_message_is_mailed_without_its_words_and_without_a_notice(fil, agent, famille_martin):
    repondre_fil(fil, par=agent, texte="Votre quotient est de 842.")
    courriel = Courriel.objects.get(cle__startswith="message-")
    assert courriel.destinataire == famille_martin.camille.email
    assert not re.search(r"\b842\b", courriel.texte + courriel.html)
    assert courriel.sujet == "Nouveau message du Pôle Familles : Ma facture"
    assert reverse("famille:fil", args=[fil.pk]) in courriel.texte
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "sujet", ["Léa est malade", "Jugement de divorce", "Relance : facture impayée", "Le PAI d’Hugo"]
)
def test_health_judgement_and_debt_are_in_no_subject(fil, agent, sujet):
    Fil.objects.update(sujet=sujet)
    repondre_fil(Fil.objects.get(), par=agent, texte="Bonjour.")
    courriel = Courriel.objects.get(cle__startswith="message-")
    assert courriel.sujet == "Vous avez un nouveau message du Pôle Familles"
    assert sujet not in courriel.texte + courriel.html


def test_a_notification_leads_to_its_page_and_is_read(camille, famille_martin):
    avis = notifier(famille_martin.camille, "essai-1")
    reponse = camille.get(reverse("famille:notification", args=[avis.pk]))
    assert reponse.url == "/mes-documents/"
    assert not Notification.objects.non_lues(famille_martin.camille).exists()


def test_all_notifications_are_read_at_once_mine_only(camille, famille_martin, voisin):
    notifier(famille_martin.camille, "essai-1")
    notifier(voisin.nadia, "essai-2")
    camille.post(reverse("famille:lire_notifications"))
    assert list(Notification.objects.filter(lu_le=None).values_list("cle", flat=True)) == [
        "essai-2"
    ]


def test_a_neighbour_s_notification_is_a_404(camille, voisin):
    assert (
        camille.get(
            reverse("famille:notification", args=[notifier(voisin.nadia, "x").pk])
        ).status_code
        == 404
    )
