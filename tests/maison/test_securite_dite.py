"""What docs/comprendre/securite.md and docs/comprendre/acces.md decide in words and figures is what
the code holds."""

import ast
import re
from pathlib import Path

import pytest
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group

from famille.comptes import journal
from famille.comptes.mots_de_passe import hacheurs, previsibles
from famille.dossier.documents import actions as documents
from famille.dossier.documents import images, laboratoire
from famille.dossier.papiers import feuille
from famille.travaux import actions as travaux
from famille.travaux import fichiers
from portail.surveillance import rapports_csp
from reservations.consommation.imports import fichier as importation

RACINE = Path(__file__).parents[2]
PAGE = (RACINE / "docs" / "comprendre" / "securite.md").read_text()
ACCES = (RACINE / "docs" / "comprendre" / "acces.md").read_text()
NGINX = (RACINE / "deploy" / "nginx.conf").read_text()
MIO = 2**20


def section(titre, texte=PAGE):
    """What stands under `### titre` (or `## titre`), on one line."""
    trouve = re.search(rf"^#+ {re.escape(titre)}\n(.*?)(?=^#|\Z)", texte, re.MULTILINE | re.DOTALL)
    assert trouve, titre
    return " ".join(trouve[1].split())


def de_nginx(motif):
    return re.search(motif, NGINX)[1]


LIMITES = settings.ACCOUNT_RATE_LIMITS


def par_minute(nom):
    """How many: "20" of "20/m/ip"."""
    return str(LIMITES[nom]).partition("/")[0]


DITS = [
    (
        "Guessing passwords",
        "5 failures for 5 minutes, 10 for an hour, 20 for a day",
        "5/5m/key,10/1h/key,20/1d/key",
    ),
    ("Guessing passwords", "3 in ten minutes", "3/10m/key"),
]


@pytest.mark.parametrize(("titre", "phrase", "reglage"), DITS)
def test_the_locks_that_are_told_are_those_that_hold(titre, phrase, reglage):
    assert phrase in section(titre)
    assert reglage in f"{LIMITES['login_failed']} {LIMITES['reset_password']}"


def test_the_durations_of_sessions_are_those_that_are_told():
    durees = (settings.SESSION_COOKIE_AGE, settings.SESSION_DU_PERSONNEL, settings.SESSION_MAXIMALE)
    assert durees == (2 * 3600, 30 * 60, 24 * 3600)
    assert "2 hours without use for a family, 30 minutes for staff, and a day in all" in section(
        "Sessions"
    )
    assert settings.SESSION_GARDEE == 30 * 24 * 3600
    assert "her own device signed in, 30 days in all" in section("Sessions")
    assert settings.SESSION_PREAVIS == 5 * 60
    assert "Five minutes before the end" in section("Sessions")
    assert "As many sessions as devices" in section("Sessions")


def test_the_kinds_of_words_that_passwords_may_not_be_made_of_are_told():
    dite = section("Words that passwords may not be made of")
    for quoi in (
        "the portal's own name",
        "the town's",
        "commonplaces",
        "four letters or keys that follow each other",
        "the account's name and address",
    ):
        assert quoi in dite, quoi
    assert f"fewer than {previsibles._RESTE_MINIMAL} letters" in dite
    assert f"fewer than {previsibles._DIFFERENTS_MINIMAL} different characters" in dite


def test_there_is_no_way_in_but_those_that_are_told():
    """A password, then allauth's second step, or a passkey; for staff the town's directory, for
    families FranceConnect, where the settings name them. No account is made by its owner; no
    sign-in by mail or by code."""
    assert settings.AUTHENTICATION_BACKENDS == ["famille.comptes.authentification.Authentification"]
    assert not [
        app
        for app in settings.INSTALLED_APPS
        if "providers" in app or "idp" in app or "headless" in app
    ]
    assert settings.OPENID == {}
    adaptateur = get_social_adapter()
    assert not adaptateur.is_open_for_signup(None, None)
    assert adaptateur.list_apps(None) == []
    assert "the town's directory" in section("Ways in")
    assert "Families may come by FranceConnect" in section("Ways in")
    assert set(settings.MFA_SUPPORTED_TYPES) == {"totp", "webauthn", "recovery_codes"}
    assert not getattr(settings, "ACCOUNT_LOGIN_BY_CODE_ENABLED", False)
    assert settings.MFA_PASSKEY_LOGIN_ENABLED
    assert "Or a passkey alone" in section("Ways in")
    assert not getattr(settings, "MFA_PASSKEY_SIGNUP_ENABLED", False)
    assert "a code of an application, a passkey or a recovery code" in section("Ways in")


def test_no_form_of_an_account_asks_a_secret_question():
    from famille.comptes.connexion import formulaires as formulaires_comptes
    from famille.comptes.second_facteur import cles as formulaires_cles

    champs = {
        nom
        for module in (formulaires_comptes, formulaires_cles)
        for forme in vars(module).values()
        if hasattr(forme, "base_fields")
        for nom in forme.base_fields
    }
    connus = {
        "login",
        "password",
        "remember",
        "rester",
        "email",
        "password1",
        "password2",
        "oldpassword",
        "code",
        "name",
    }
    assert champs <= connus | {"credential", "passwordless"}


def test_each_key_and_how_it_is_used_are_told():
    dite = section("Which key serves what")
    argon = hacheurs.Argon2OWASP
    assert (argon.memory_cost // 1024, argon.time_cost, argon.parallelism) == (19, 2, 1)
    assert "argon2id, 19 MiB, two passes, one lane" in dite
    assert argon().encode("x", "selselsel").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    cles = {"PORTAIL_CLES_DE_CHIFFREMENT", "PORTAIL_CLE_SECRETE", "PORTAIL_SAUVEGARDE_CLE"}
    assert cles <= set(re.findall(r"PORTAIL_[A-Z_]+", dite))


JOURNAL = RACINE / "famille" / "comptes" / "journal.py"


def evenements():
    """set[str]: each event that the product writes in the security log."""
    trouves = {dit for _signal, dit in journal._DITS}
    for chemin in (RACINE / "famille").rglob("*.py"):
        texte = chemin.read_text()
        if chemin != JOURNAL and not re.search(r"from (famille\.comptes)?\.journal import", texte):
            continue
        for noeud in ast.walk(ast.parse(texte)):
            if (
                isinstance(noeud, ast.Call)
                and getattr(noeud.func, "id", "") == "noter"
                and noeud.args
                and not isinstance(noeud.args[0], ast.Name)  # those of `_DITS`
            ):
                premier = noeud.args[0]
                dit = (
                    premier.value if isinstance(premier, ast.Constant) else premier.values[0].value
                )
                trouves.add(dit.strip())
    return trouves


def test_each_event_of_the_security_log_is_in_its_inventory():
    dits = set(re.findall(r"`([^`]+)`", section("Security log")))
    assert {"connexion", "connexion refusee", "facteur refuse", "geste"} <= evenements()
    assert evenements() <= dits


def test_the_inventory_says_where_each_log_is_and_how_long():
    dite = section("Security log")
    journaux = {nom for nom in settings.LOGGING["loggers"] if nom != "django"}
    assert journaux <= set(re.findall(r"`([^`]+)`", dite))
    assert set(settings.LOGGING["handlers"]) == {"console"}
    assert settings.LOGGING["handlers"]["console"]["class"] == "logging.StreamHandler"
    for mot in (
        "MaxRetentionSec",
        "JSON",
        "UTC",
        "readable by its administrators",
        "`Consultation`",
        "12 months",
    ):
        assert mot in dite, mot


CHERES = {
    "files an hour": (
        f"{documents.PAR_HEURE} an hour, {documents.PAR_HEURE_AU_PERSONNEL} for an agent"
    ),
    "memory of the child": f"{laboratoire.MEMOIRE // (1024 * MIO)} GB",
    "time of the child": f"{laboratoire.SECONDES} s of processor",
    "size of a piece": f"{settings.TAILLE_MAX_PIECE // MIO} MB a piece",
    "what nginx takes": f"{de_nginx(r'client_max_body_size (\d+)m')} MB",
    "pixels": f"{images.PIXELS_MAX // 1_000_000} million pixels",
    "PDFs an hour": f"{feuille.PAR_HEURE} an hour, {feuille.PAR_HEURE_AU_PERSONNEL} for an agent",
    "lines of an export": f"{fichiers.LIGNES_MAX:,} lines",
    "files taken away": f"an agent asks for {travaux.EXPORTS_PAR_HEURE} an hour",
    "lines of an import": f"{importation.LIGNES_MAX:,} lines",
    "pages of an address": (
        f"{de_nginx(r'rate=(\d+)r/s')} a second beside {de_nginx(r'burst=(\d+) nodelay')} at once"
    ),
    "a task": f"{settings.Q_CLUSTER['timeout']} s",
    "reports": f"{rapports_csp.TAILLE_MAX // 1024} KB, {par_minute('rapport_csp')} a minute",
}


@pytest.mark.parametrize("dit", CHERES.values(), ids=CHERES)
def test_what_is_dear_is_told_with_its_bound(dit):
    assert dit in section("What is dear, and how it is held")


# docs/comprendre/acces.md


@pytest.mark.django_db
def test_each_group_and_each_right_of_ours_stands_in_the_page_of_access(groupes):
    assert [
        nom for nom in Group.objects.values_list("name", flat=True) if f"| {nom} |" not in ACCES
    ] == []
    droits = {
        code
        for modele in apps.get_models()
        if modele._meta.app_label
        in (
            "famille",
            "demarches",
            "reservations",
            "cms_pages",
            "portail",
        )
        for code, _nom in modele._meta.permissions
    }
    assert len(droits) > 8
    assert sorted(code for code in droits if code not in ACCES) == []


def test_the_rules_by_field_name_each_encrypted_column():
    """Who reads and who writes each of what is encrypted, and of what signs or opens something."""
    dite = section("By field", ACCES)
    for champ in (
        "allergies",
        "IBAN",
        "quotient",
        "email address",
        "name that signs",
        "prices",
        "groups",
    ):
        assert champ in dite, champ
    assert "famille.view_fichesanitaire" in dite
    assert "famille.lire_iban" in dite
