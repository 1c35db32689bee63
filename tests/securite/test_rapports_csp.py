"""What browsers tell of a policy that was broken: three words kept, whatever is sent, however much
is sent."""

import json
import logging

import pytest
from django.core.cache import cache
from django.test import Client

from portail.surveillance.rapports_csp import TAILLE_MAX, lire

pytestmark = pytest.mark.django_db
ADRESSE = "/rapport-csp/"
ANCIEN = {
    "csp-report": {
        "document-uri": "http://testserver/mes-factures/F-2026-00001/?jeton=secret",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://mechant.exemple/vol.js?cookie=secret",
        "script-sample": "alert('Camille Martin')",
        "referrer": "http://testserver/activation/MQ/secret/",
    }
}
NOUVEAU = [
    {
        "type": "csp-violation",
        "user_agent": "Camille",
        "body": {
            "documentURL": "http://testserver/",
            "effectiveDirective": "style-src-attr",
            "blockedURL": "inline",
        },
    }
]


@pytest.fixture(autouse=True)
def rien_compte():
    cache.clear()


def envoyer(contenu, **options):
    """By a browser without a cookie or a token, as it sends them."""
    corps = contenu if isinstance(contenu, bytes) else json.dumps(contenu).encode()
    return Client(enforce_csrf_checks=True).post(
        ADRESSE, corps, content_type="application/csp-report", **options
    )


def test_only_the_directive_the_host_and_the_pattern_of_the_page_are_kept(caplog):
    with caplog.at_level(logging.WARNING, "portail.csp"):
        assert envoyer(ANCIEN).status_code == 204
        assert envoyer(NOUVEAU).status_code == 204
    assert [ligne.getMessage() for ligne in caplog.records] == [
        "policy broken: script-src-elem, from mechant.exemple, on page mes-factures/<slug:numero>/",
        "policy broken: style-src-attr, from inline, on page wagtail_serve",
    ]


def test_the_same_is_written_once(caplog):
    with caplog.at_level(logging.WARNING, "portail.csp"):
        for _fois in range(3):
            envoyer(ANCIEN)
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"\xff\xfe",
        b"[" * 5000,
        "texte",
        {},
        {"csp-report": "x"},
        [1, None, {"type": "csp-violation", "body": []}],
        {
            "csp-report": {
                "effective-directive": "Camille Martin\n2026 ERROR faux",
                "blocked-uri": 4,
            }
        },
        {"csp-report": {"effective-directive": ["script-src"]}},
    ],
)
def test_what_is_no_report_is_forgotten(contenu, caplog):
    with caplog.at_level(logging.WARNING, "portail.csp"):
        assert envoyer(contenu).status_code == 204
    assert caplog.records == []


def test_a_form_with_files_is_no_report_and_no_fault_of_ours():
    assert Client().post(ADRESSE, {"csp-report": "x"}).status_code == 204


@pytest.mark.parametrize(
    ("bloquee", "source"),
    [
        ("chrome-extension://abcdef/x.js", "extension"),
        ("https://A.exemple\n:443/x", "a.exemple"),
        ("https://[::1", "autre"),
        ("javascript:alert(1)", "autre"),
        ("https://" + "a" * 200 + ".exemple/", "autre"),
    ],
)
def test_a_source_is_a_host_or_a_word_that_we_know(bloquee, source):
    rapport = {
        "csp-report": {
            "effective-directive": "img-src",
            "blocked-uri": bloquee,
            "document-uri": "http://[x",
        }
    }
    assert lire(json.dumps(rapport).encode()) == [("img-src", source, "autre")]


def test_a_large_one_is_not_read_and_too_many_are_refused():
    assert envoyer(b" " * (TAILLE_MAX + 1)).status_code == 413
    codes = [envoyer(NOUVEAU).status_code for _fois in range(25)]
    assert codes.count(204) == 20
    assert codes[-1] == 429


@pytest.mark.parametrize("adresse", ["/connexion/", "/nulle-part/"])
def test_policies_name_the_place(client, adresse):
    reponse = client.get(adresse)
    assert "report-to csp" in reponse["Content-Security-Policy"]
    assert f"report-uri {ADRESSE}" in reponse["Content-Security-Policy"]
    assert reponse["Reporting-Endpoints"] == f'csp="{ADRESSE}"'


def test_the_admin_s_policy_names_it_too(client, connecter, redactrice):
    assert "report-to csp" in connecter(redactrice).get("/gestion/")["Content-Security-Policy"]
