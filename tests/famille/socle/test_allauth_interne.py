"""What allauth does not promise to keep is taken in one place, and is what the portal expects."""

import ast
import inspect
from pathlib import Path

import pytest

from famille.socle import allauth_interne

RACINE = Path(__file__).parents[3]
SEUL = "famille/socle/allauth_interne.py"
# name → what it is called with; another signature is another contract, to be read again
ATTENDUS = {
    "Rate": ["amount", "duration", "per"],
    "consume": [
        *("request", "app", "action", "config", "key", "user", "dry_run", "limit_get"),
        "raise_exception",
    ],
    "end_other_sessions": ["request", "user"],
    "format_hotp_value": ["value"],
    "get_client_ip": ["request"],
    "get_ip": ["request"],
    "hotp_value": ["secret", "counter"],
    "logout": ["request", "show_message"],
    "parse_rates": ["rates"],
    "perform_password_login": ["request", "credentials", "login"],
    "post_authentication": ["request", "authenticator", "reauthenticated", "passwordless"],
    "record_authentication": ["request", "user", "method", "extra_data"],
    "request_password_reset": ["request", "email", "users", "token_generator"],
    "user_id_to_str": ["user"],
}


@pytest.mark.parametrize("nom", ATTENDUS)
def test_it_is_called_as_the_portal_calls_it(nom):
    assert list(inspect.signature(getattr(allauth_interne, nom)).parameters) == ATTENDUS[nom]


def test_all_that_is_offered_is_watched():
    assert set(allauth_interne.__all__) == {*ATTENDUS, "RecoveryCodes", "TOTP"}
    assert {"activate", "validate_code"} <= vars(allauth_interne.TOTP).keys()
    assert {"activate", "validate_code"} <= vars(allauth_interne.RecoveryCodes).keys()


def test_nobody_goes_around():
    ailleurs = [
        f"{fichier.relative_to(RACINE)}:{noeud.lineno}"
        for dossier in ("cms_pages", "demarches", "famille", "reservations", "site")
        for fichier in (RACINE / dossier).rglob("*.py")
        if str(fichier.relative_to(RACINE)) != SEUL
        for noeud in ast.walk(ast.parse(fichier.read_text()))
        if isinstance(noeud, ast.ImportFrom)
        and (noeud.module or "").startswith("allauth.")
        and "internal" in noeud.module.split(".")
    ]
    assert ailleurs == []
