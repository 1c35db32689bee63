"""The outbox: written with what it tells, sent once, tried again."""

import smtplib
from datetime import timedelta
from email import message_from_bytes, policy
from unittest import mock

import pytest
import time_machine
from django.core import mail, signing
from django.core.mail.backends.locmem import EmailBackend
from django.core.mail.backends.smtp import EmailBackend as SMTP
from django.db import transaction
from django.utils import timezone

from famille import taches
from famille.argent.regie.relancer import RELANCE
from famille.courriels import boite_d_envoi
from famille.courriels.genres import GenreDeCourriel
from famille.models import Courriel

pytestmark = pytest.mark.django_db


ESSAI = GenreDeCourriel("essai", "famille/document_infecte")


def preparer():
    return boite_d_envoi.preparer(
        ESSAI.cle(1),
        "camille@exemple.fr",
        {"prenom": "Zoé & <b>", "lien": "http://testserver/x"},
    )


@pytest.fixture
def serveur_en_panne():
    panne = smtplib.SMTPServerDisconnected("camille@exemple.fr refused")
    with mock.patch.object(EmailBackend, "send_messages", side_effect=panne):
        yield


def test_it_leaves_on_commit_as_text_and_html(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        courriel = preparer()
        assert mail.outbox == []
    [message] = mail.outbox
    assert message.to == ["camille@exemple.fr"]
    assert message.subject == "Un fichier envoyé sur le portail n’a pas pu être gardé"
    assert message.body.startswith("Bonjour Zoé & <b>,")
    assert "Zoé &amp; &lt;b&gt;" in message.alternatives[0].content
    courriel.refresh_from_db()
    assert courriel.envoye_le


def test_a_transaction_taken_back_sends_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        preparer()
        transaction.set_rollback(True)
    assert mail.outbox == []
    assert not Courriel.objects.exists()


def test_the_same_event_told_twice_is_one_mail(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert preparer() == preparer()
    assert len(mail.outbox) == 1


def test_the_same_task_run_twice_sends_once():
    courriel = preparer()
    assert [taches.envoyer_courriel(str(courriel.pk)) for _ in range(2)] == [True, False]
    assert len(mail.outbox) == 1


def test_a_row_taken_by_a_task_is_nobody_elses_until_that_task_must_be_dead():
    courriel = preparer()
    Courriel.objects.update(
        prochain_essai_le=timezone.now() + boite_d_envoi.duree_de_prise(), essais=1
    )
    assert not taches.envoyer_courriel(str(courriel.pk))
    with time_machine.travel(timezone.now() + timedelta(seconds=76)):
        assert taches.relancer_courriels() == 1
    assert len(mail.outbox) == 1


def test_a_mail_has_the_same_identifier_each_time_it_is_sent():
    courriel = preparer()
    envois = []
    for _ in range(2):
        Courriel.objects.update(envoye_le=None, prochain_essai_le=timezone.now())
        taches.envoyer_courriel(str(courriel.pk))
        envois.append(mail.outbox[-1].extra_headers["Message-ID"])
    assert envois[0] == envois[1]
    assert envois[0].endswith("@testserver>")


def test_a_server_that_is_down_is_asked_again_later_and_later(serveur_en_panne):
    courriel = preparer()
    attentes = []
    with time_machine.travel("2026-11-25 10:00 +0100", tick=False) as horloge:
        Courriel.objects.update(prochain_essai_le=timezone.now())
        for _ in range(4):
            taches.relancer_courriels()
            courriel.refresh_from_db()
            attentes.append(int((courriel.prochain_essai_le - timezone.now()).total_seconds() / 60))
            horloge.move_to(courriel.prochain_essai_le)
    assert attentes == [1, 2, 4, 8]
    assert courriel.envoye_le is None
    assert courriel.derniere_erreur == "SMTPServerDisconnected"


def test_an_address_that_cannot_be_written_delays_no_other(caplog):
    """Django takes a dotless i for a letter of an address; no mail server is told it."""
    for rang, qui in enumerate(("y\u0131ld\u0131z", "zoe")):
        adresse, contexte = f"{qui}@exemple.fr", {"prenom": "Zoé", "lien": "x"}
        boite_d_envoi.preparer(ESSAI.cle(rang), adresse, contexte)
    with mock.patch.object(EmailBackend, "send_messages", side_effect=_par_smtp) as parties:
        assert taches.relancer_courriels() == 1
    assert parties.call_count == 2
    [retenu] = Courriel.objects.filter(envoye_le=None)
    assert (retenu.essais, retenu.derniere_erreur) == (1, "ValueError")
    [dite] = [un.getMessage() for un in caplog.records if un.levelname == "WARNING"]
    assert str(retenu.pk) in dite
    assert "exemple.fr" not in dite


def _par_smtp(messages):
    for message in messages:
        for adresse in message.recipients():
            SMTP(alias="default", host="127.0.0.1").prep_address(adresse)


def test_a_mail_refused_too_often_is_left_alone(serveur_en_panne):
    preparer()
    Courriel.objects.update(essais=boite_d_envoi.ESSAIS_MAX)
    assert not boite_d_envoi.a_envoyer().exists()


def test_a_mail_that_left_is_never_tried_again():
    preparer()
    assert taches.relancer_courriels() == 1
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert taches.relancer_courriels() == 0


def test_a_template_without_its_subject_line_is_a_bug():
    with pytest.raises(ValueError, match="a mail begins with"):
        boite_d_envoi._lire("Bonjour")


@pytest.mark.parametrize("combien", [1, 30])
def test_many_mails_read_the_name_of_the_town_once(combien, django_assert_max_num_queries):
    boite_d_envoi.preparer_plusieurs(lettres("echauffement", combien))  # sites, content types
    with django_assert_max_num_queries(9):
        boite_d_envoi.preparer_plusieurs(lettres("essai", combien))
    assert boite_d_envoi.courriels_de(ESSAI.cle("essai")).count() == combien


def lettres(nom, combien):
    contexte = {"prenom": "Zoé", "lien": "http://testserver/x"}
    return [
        boite_d_envoi.Lettre(ESSAI.cle(nom, rang), f"zoe{rang}@exemple.fr", contexte)
        for rang in range(combien)
    ]


@pytest.mark.parametrize("combien", [1, 2, boite_d_envoi.PAR_TACHE + 2])
def test_mails_written_one_after_the_other_are_handed_over_by_lots(
    combien, django_capture_on_commit_callbacks
):
    contexte = {"prenom": "Zoé", "lien": "x"}
    with mock.patch.object(boite_d_envoi, "async_task") as confiees, boite_d_envoi.Remise() as une:
        for rang in range(combien):
            with django_capture_on_commit_callbacks(execute=True):
                cle = ESSAI.cle("remise", rang)
                boite_d_envoi.preparer(cle, "zoe@exemple.fr", contexte, remise=une)
    lots = [set(appel.args[1]) for appel in confiees.call_args_list]
    pleins, reste = divmod(combien, boite_d_envoi.PAR_TACHE)
    assert [len(lot) for lot in lots] == [boite_d_envoi.PAR_TACHE] * pleins + [reste]
    assert set.union(*lots) == {str(courriel.pk) for courriel in Courriel.objects.all()}


def test_a_mail_committed_after_the_others_were_handed_over_goes_by_itself(
    django_capture_on_commit_callbacks,
):
    contexte = {"prenom": "Zoé", "lien": "x"}
    with django_capture_on_commit_callbacks(execute=True), boite_d_envoi.Remise() as une:
        for rang in range(2):
            cle = ESSAI.cle("remise", rang)
            boite_d_envoi.preparer(cle, "zoe@exemple.fr", contexte, remise=une)
    assert len(mail.outbox) == 2


def test_a_turn_begins_nothing_more_once_its_time_is_over(monkeypatch):
    preparer()
    monkeypatch.setattr(taches, "_DUREE_TOUR", 0)
    assert taches.relancer_courriels() == 0
    assert mail.outbox == []


def test_a_text_file_goes_with_the_mail_as_it_was_written(django_capture_on_commit_callbacks):
    agenda = "BEGIN:VCALENDAR\r\nSUMMARY:Léa\r\nEND:VCALENDAR\r\n"
    piece = {"nom": "reservations.ics", "type": "text/calendar; method=PUBLISH", "texte": agenda}
    with django_capture_on_commit_callbacks(execute=True):
        boite_d_envoi.preparer(
            ESSAI.cle("ics"),
            "camille@exemple.fr",
            {"prenom": "Zoé", "lien": "x"},
            pieces=[piece],
        )
    [message] = mail.outbox
    recu = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    [partie] = recu.iter_attachments()
    assert partie.get_content_type() == "text/calendar"
    assert (partie.get_param("method"), partie.get_filename()) == ("PUBLISH", "reservations.ics")
    assert partie.get_payload(decode=True).decode() == agenda
    assert "Bonjour Zoé" in recu.get_body(preferencelist=("plain",)).get_content()


@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_a_line_end_in_what_somebody_wrote_makes_no_header(fin):
    """A title, a name, go into subjects: what follows a line end is not read as an address to write
    to."""
    piege = f"Avis{fin}Bcc: pirate@exemple.fr{fin}{fin}Corps"
    courriel = boite_d_envoi.preparer(RELANCE.cle(1), "camille@exemple.fr", {"titre": piege})
    assert taches.envoyer_courriel(str(courriel.pk))
    [message] = mail.outbox
    lu = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert message.recipients() == ["camille@exemple.fr"]
    assert ("Bcc" not in lu, lu["Subject"].split()[0], len(lu["Subject"].splitlines())) == (
        True,
        "Avis",
        1,
    )


def test_a_row_with_a_line_end_in_its_subject_is_never_sent():
    champs = {"texte": "T", "html": "H", "prochain_essai_le": timezone.now()}
    courriel = Courriel.objects.create(
        cle="a", destinataire="camille@exemple.fr", sujet="Avis\nBcc: pirate@exemple.fr", **champs
    )
    assert not taches.envoyer_courriel(str(courriel.pk))
    assert mail.outbox == []
    courriel.refresh_from_db()
    assert (courriel.envoye_le, courriel.derniere_erreur) == (None, "ValueError")


def test_the_html_of_a_mail_begins_with_its_doctype():
    """Before it, some readers show the mail as a page of the last century."""
    assert preparer().html.startswith("<!DOCTYPE html>")


def test_a_mail_is_legible_in_the_dark():
    html = preparer().html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "prefers-color-scheme: dark" in html
    assert 'class="bouton"' in html


def test_a_notice_never_keeps_a_signed_link():
    """It stays in an inbox, and the link opens something to whoever holds it."""
    contexte = {"prenom": "Zoé", "lien": f"http://testserver/x/{signing.dumps('x')}/"}
    with pytest.raises(ValueError, match="signed link"):
        boite_d_envoi.preparer(ESSAI.cle(2), "camille@exemple.fr", contexte)
    contexte["lien_connecte"] = "http://testserver/x"
    assert boite_d_envoi.preparer(ESSAI.cle(2), "camille@exemple.fr", contexte).pk
