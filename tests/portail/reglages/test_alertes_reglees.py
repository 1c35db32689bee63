"""What a town sets for telephones: a key that a command draws, and a sentence for what is wrong."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from famille.alertes.push.vapid import cle_privee, nouvelle_cle
from famille.alertes.sms.modele import Modele
from portail.checks import push_bien_regle, sms_bien_regles
from portail.settings.alertes import CLE_DE_DEMONSTRATION, push, sms
from tests.portail.reglages.test_reglages import RACINE

CONTACT = "mailto:dsi@exemple.fr"


def test_the_command_draws_a_key_that_serves_and_keeps_none(capsys, settings):
    settings.PUSH = {}
    tirees = set()
    for _ in range(2):
        call_command("cles_push")
        nom, _egal, cle = capsys.readouterr().out.strip().partition("=")
        assert nom == "PORTAIL_PUSH_CLE"
        assert cle_privee(cle)
        tirees.add(cle)
    assert len(tirees) == 2


def test_a_key_in_service_is_not_changed_without_knowing(capsys, settings):
    settings.PUSH = push(nouvelle_cle(), CONTACT)
    call_command("cles_push")
    assert "chaque famille à réactiver" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cle", "contact", "dit"),
    [
        (nouvelle_cle(), CONTACT, ""),
        (nouvelle_cle(), "https://exemple.fr", ""),
        ("abc", CONTACT, "PORTAIL_PUSH_CLE"),
        (nouvelle_cle(), "", "PORTAIL_PUSH_CONTACT"),
        (nouvelle_cle(), "dsi@exemple.fr", "PORTAIL_PUSH_CONTACT"),
        (CLE_DE_DEMONSTRATION, CONTACT, "démonstration"),
    ],
    ids=["right", "a page", "no key", "nobody", "no scheme", "the demo's"],
)
def test_what_is_wrong_in_web_push_is_a_sentence(cle, contact, dit, settings):
    settings.PUSH, settings.DEMO = push(cle, contact), False
    fautes = push_bien_regle(None)
    assert [faute.id for faute in fautes] == ["portail.E004"] * bool(dit)
    assert not dit or dit in fautes[0].msg
    assert "abc" not in "".join(faute.msg for faute in fautes)


def test_a_town_that_has_neither_is_told_nothing(settings):
    settings.PUSH, settings.SMS = push("", ""), sms("")
    assert push_bien_regle(None) == sms_bien_regles(None) == []


def test_what_is_wrong_in_the_provider_of_sms_is_a_sentence(settings):
    corps = {"to": "{numero}", "text": "{texte}"}
    settings.SMS = Modele(adresse="http://sms.exemple.fr", emetteur="Ville", corps=corps)
    settings.SMS_RETOUR, settings.DEMO = "court", False
    assert [(faute.id, "https" in faute.msg) for faute in sms_bien_regles(None)] == [
        ("portail.E005", True),
        ("portail.E005", False),
    ]


def test_a_file_that_is_not_there_stops_the_start(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="PORTAIL_SMS"):
        sms(str(tmp_path / "sms.toml"))


def test_the_file_given_as_an_example_can_serve():
    assert sms(str(RACINE / "deploy" / "sms.toml.example")).fautes() == []
