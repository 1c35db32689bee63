"""The outbox against a real mail server. test_travailleur.py kills the worker in the middle of a
mail."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from famille import taches
from famille.courriels import boite_d_envoi
from famille.documents.analyse import INFECTE
from famille.models import Courriel


def preparer(adresse="camille@exemple.fr"):
    return boite_d_envoi.preparer(
        INFECTE.cle(1), adresse, {"prenom": "Camille", "lien": "http://x/"}
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
