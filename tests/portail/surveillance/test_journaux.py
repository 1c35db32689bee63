"""What the logs say: which request, what failed and where; never who."""

import json
import logging
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.urls import path

from portail import urls
from portail.processus.superviseur import repond
from portail.surveillance.journaux import LigneEnJson, message
from tests.demarches.outils import Navigateur, pdf
from tests.production import environnement
from tests.serveurs import port_libre
from tests.ville.maison import attendre

IBAN = "FR7630006000011234567890189"
# What nobody may ever read in a log.
SENTINELLES = [
    "Zéphyrine",
    "Quincampoix",
    "zephyrine.quincampoix@exemple.fr",
    IBAN,
    "0639981234",
    "rue du Secret",
]


@pytest.fixture
def lignes():
    """What production would have written, as dicts: every logger, from the first level on."""
    flux = StringIO()
    sortie = logging.StreamHandler(flux)
    sortie.setFormatter(LigneEnJson())
    journaux_ecoutes = [logging.getLogger(nom) for nom in ("", "django", "django-q")]
    for journal in journaux_ecoutes:
        journal.addHandler(sortie)
    yield lambda: [json.loads(ligne) for ligne in flux.getvalue().splitlines()]
    for journal in journaux_ecoutes:
        journal.removeHandler(sortie)


def tomber(request, jeton):
    raise ValueError(f"{SENTINELLES[0]} {SENTINELLES[2]} {IBAN}")


@pytest.fixture
def une_page_qui_tombe(settings):
    """An address whose view raises, in front of the others."""

    class Adresses:
        urlpatterns = [path("tombe/<str:jeton>/", tomber, name="qui_tombe"), *urls.urlpatterns]
        handler500 = urls.handler500

    settings.ROOT_URLCONF = Adresses


@pytest.fixture
def client_tombe(client, connecter, famille_martin, une_page_qui_tombe):
    navigateur = connecter(famille_martin.camille)
    navigateur.raise_request_exception = False
    return navigateur


@pytest.mark.django_db
class TestReference:
    def test_each_answer_has_one_of_its_own(self, client):
        premiere, seconde = (client.get("/sante/").headers["X-Request-ID"] for _ in range(2))
        assert len(premiere) == 16
        assert premiere != seconde

    def test_the_proxys_own_is_taken(self, client, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        donnee = "4f2a9c0d5be84a7e9d3c61f0a2b7e815"
        entetes = {"X-Request-ID": donnee, "X-Forwarded-For": "192.0.2.1"}
        assert client.get("/sante/", headers=entetes).headers["X-Request-ID"] == donnee

    @pytest.mark.parametrize(
        "donnee", ["court", "x" * 65, "abcdefgh\tij", "<script>alert</script>", "référence1"]
    )
    def test_a_badly_formed_one_is_not(self, client, settings, donnee):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        entetes = {"X-Request-ID": donnee, "X-Forwarded-For": "192.0.2.1"}
        assert client.get("/sante/", headers=entetes).headers["X-Request-ID"] != donnee

    def test_without_a_proxy_a_visitors_is_not(self, client):
        donnee = "4f2a9c0d5be84a7e"
        assert (
            client.get("/sante/", headers={"X-Request-ID": donnee}).headers["X-Request-ID"]
            != donnee
        )

    def test_the_error_page_and_the_log_have_the_same(self, client_tombe, lignes):
        reponse = client_tombe.get("/tombe/un-jeton/?nom=Quincampoix")
        reference = reponse.headers["X-Request-ID"]
        assert reponse.status_code == 500
        assert (
            f'Référence de l’incident : <strong translate="no">{reference}</strong>'
            in reponse.content.decode()
        )
        [ligne] = [une for une in lignes() if une["niveau"] == "ERROR"]
        assert ligne["reference"] == reference
        assert ligne["journal"] == "django.request"
        assert ligne["message"] == "500 GET qui_tombe"
        assert ligne["erreur"]["type"] == "builtins.ValueError"
        assert any(
            "test_journaux.py" in lieu and lieu.endswith(" tomber")
            for lieu in ligne["erreur"]["lieux"]
        )


@pytest.mark.parametrize(
    ("dit", "ecrit"),
    [
        ("no mail to lea@exemple.fr today", "no mail to <adresse> today"),
        (f"bad account {IBAN}.", "bad account <iban>."),
        ("FR76 3000 6000 0112 3456 7890 189 refused", "<iban> refused"),
        ("call 06 39 98 12 34", "call <telephone>"),
        (
            "Error handling request /activation/Mg/cle-secrete/?x=1",
            "Error handling request <chemin>",
        ),
        ("GET https://exemple.fr/a/b?nom=Martin", "GET <chemin>"),
        ("reservation_3: try 2 of 4", "reservation_3: try 2 of 4"),
    ],
)
def test_what_a_library_quotes_is_masked(dit, ecrit):
    assert message(logging.LogRecord("ailleurs", logging.WARNING, "", 0, dit, (), None)) == ecrit


def test_a_failed_task_is_named_without_the_words_of_its_exception():
    dit = "Failed 'famille.taches.envoyer_courriel' (x) - Zéphyrine Quincampoix : Traceback…"
    enregistrement = logging.LogRecord("django-q", logging.ERROR, "", 0, dit, (), None)
    assert message(enregistrement) == "Failed 'famille.taches.envoyer_courriel' (x)"


@pytest.mark.django_db
def test_a_day_of_use_leaves_no_trace_of_anybody(client_tombe, famille_martin, lignes):
    """A sign-in that fails, a page that does not exist, a search, a draft with a piece, a failure
    with everything in its exception: what production would write holds none of it."""
    from demarches.actions import commencer
    from demarches.reglages.initiaux import creer_reglages

    nom, prenom, adresse = SENTINELLES[1], SENTINELLES[0], SENTINELLES[2]
    creer_reglages(demo=True)
    client_tombe.post("/connexion/", {"login": adresse, "password": nom})
    client_tombe.get(f"/inconnue/{nom}/?q={prenom}")
    client_tombe.get("/recherche/", {"q": f"{prenom} {nom}"})
    client_tombe.get("/", headers={"Host": f"{nom.lower()}.exemple.fr"})
    demande = commencer(
        "changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    navigateur = Navigateur(client_tombe, demande)
    page = demande.avancement.etape
    navigateur.poster(
        page, {"voie": "12 rue du Secret", "commune": nom, "justificatif": pdf(f"{prenom}.pdf")}
    )
    client_tombe.get(f"/tombe/{nom}/?iban={IBAN}&tel=0639981234")
    logging.getLogger("famille").error("%s %s", adresse, IBAN)
    ecrites = lignes()
    assert {"500 GET qui_tombe", "<adresse> <iban>"} <= {une["message"] for une in ecrites}
    tout = json.dumps(ecrites, ensure_ascii=False).lower()
    assert [un for un in SENTINELLES if un.lower() in tout] == []


def test_production_writes_json(tmp_path):
    """With the settings of a real town, and its own handlers."""
    code = (
        "import django, logging; django.setup();logging.getLogger('famille').error('try %d of"
        " lea@exemple.fr', 2);"
    )
    lance = [sys.executable, "-c", f"import sys; sys.path[:0] = ['site', '.']; {code}"]
    dit = subprocess.run(
        lance, env=environnement(str(tmp_path)), cwd=settings.RACINE, capture_output=True, text=True
    )
    ligne = json.loads(dit.stderr.splitlines()[-1])
    assert (ligne["niveau"], ligne["journal"], ligne["message"]) == (
        "ERROR",
        "famille",
        "try 2 of <adresse>",
    )
    assert set(ligne) == {"heure", "niveau", "journal", "message", "reference"}
    assert ligne["heure"].endswith("+00:00")


def test_a_page_not_found_is_no_error(client, db, lignes):
    client.get("/inconnue/")
    assert [une for une in lignes() if une["niveau"] == "ERROR"] == []


def test_the_web_server_writes_no_address_either(tmp_path):
    """As production starts it: neither its sentences at each start, nor a line for each request."""
    port = port_libre()
    variables = environnement(str(tmp_path)) | {
        "PORTAIL_PORT": str(port),
        "PORTAIL_BASE": f"sqlite:///{tmp_path}/b",
    }
    lance = [sys.executable, "-m", "gunicorn", "-c", str(settings.RACINE / "gunicorn.conf.py")]
    serveur = subprocess.Popen(
        lance, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        attendre(lambda: repond(f"http://127.0.0.1:{port}/activation/une-cle/?nom=Quincampoix"))
    finally:
        serveur.terminate()
        dit = serveur.communicate(timeout=30)[0]
    assert "une-cle" not in dit
    assert "Quincampoix" not in dit


@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r", "\u2028", "\x1b[2K"])
def test_a_line_cannot_be_forged(fin):
    """What is quoted ends no line and moves no cursor: a record is one line of JSON, whatever is in
    it."""
    dit = f'essai{fin}{{"niveau": "INFO", "message": "connexion compte=1"}}'
    ligne = LigneEnJson().format(
        logging.LogRecord("ailleurs", logging.WARNING, "", 0, dit, (), None)
    )
    assert len(ligne.splitlines()) == 1
    assert "\x1b" not in ligne
    assert json.loads(ligne)["niveau"] == "WARNING"
