"""The outbox against a real mail server. test_travailleur.py kills the worker in the middle of a
mail."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from famille import taches
from famille.courriels import boite_d_envoi
from famille.dossier.documents.analyse import INFECTE
from famille.models import Courriel


def preparer(adresse="camille@exemple.fr"):
    return boite_d_envoi.preparer(
        INFECTE.cle(adresse), adresse, {"prenom": "Camille", "lien": "http://x/"}
    )


@pytest.mark.django_db
def test_a_mail_arrives_as_text_and_html_under_its_own_identifier(smtp):
    taches.envoyer_courriel(str(preparer().pk))
    [recu] = smtp.courriels
    assert recu["To"] == "camille@exemple.fr"
    assert recu["Message-ID"].endswith("@testserver>")
    assert recu["Auto-Submitted"] == "auto-generated"
    assert [partie.get_content_type() for partie in recu.walk()][1:] == ["text/plain", "text/html"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_tasks_that_run_at_the_same_time_send_one_mail(smtp):
    courriel = preparer_sans_tache()

    def envoyer(_rang):
        try:
            return taches.envoyer_courriel(str(courriel.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as fils:
        assert sorted(fils.map(envoyer, range(6))) == [False] * 5 + [True]
    assert len(smtp.courriels) == 1


@pytest.mark.django_db
def test_the_mails_of_a_task_leave_over_one_connection(smtp):
    cles = [str(preparer(f"adulte{rang}@exemple.fr").pk) for rang in range(3)]
    assert taches.envoyer_courriels(tuple(cles)) == 3
    assert len(smtp.courriels) == 3
    assert len({recu["X-Peer"] for recu in smtp.courriels}) == 1


@pytest.mark.django_db
def test_a_server_that_restarts_between_two_mails_delays_one(serveur_smtp):
    attendus = [preparer(f"adulte{rang}@exemple.fr") for rang in range(3)]

    def cles():
        for rang, courriel in enumerate(attendus):
            if rang == 1:
                serveur_smtp.redemarrer()
            yield courriel.pk

    assert boite_d_envoi.envoyer_plusieurs(cles()) == 2
    assert [recu["To"] for recu in serveur_smtp.boite.courriels] == [
        "adulte0@exemple.fr",
        "adulte2@exemple.fr",
    ]
    [retarde] = Courriel.objects.filter(envoye_le=None)
    assert (retarde.destinataire, retarde.essais) == ("adulte1@exemple.fr", 1)
    assert retarde.prochain_essai_le > timezone.now()


@pytest.mark.django_db
def test_a_server_that_is_not_there_loses_nothing(smtp, settings):
    settings.MAILERS["default"]["OPTIONS"]["port"] = 1
    courriel = preparer()
    assert not taches.envoyer_courriel(str(courriel.pk))
    courriel.refresh_from_db()
    assert (courriel.envoye_le, courriel.derniere_erreur) == (None, "ConnectionRefusedError")


def preparer_sans_tache():
    return Courriel.objects.create(
        cle="essai-1",
        destinataire="camille@exemple.fr",
        sujet="Essai",
        texte="Bonjour",
        html="<p>Bonjour</p>",
    )
