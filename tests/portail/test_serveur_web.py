"""The web server as a town starts it: its processes share the memory of what they all load."""

import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.test import RequestFactory

from portail.processus.superviseur import repond
from tests.production import environnement
from tests.serveurs import port_libre
from tests.ville.maison import attendre

PROCESSUS = 2
A_SOI_AU_PLUS = 80  # MB that one process alone holds; 140 when each loaded the portal by itself


def test_the_processes_share_what_they_load(tmp_path):
    port = port_libre()
    variables = environnement(str(tmp_path)) | {
        "PORTAIL_PORT": str(port),
        "PORTAIL_BASE": f"sqlite:///{tmp_path}/b",
        "PORTAIL_PROCESSUS": str(PROCESSUS),
    }
    lance = [sys.executable, "-m", "gunicorn", "-c", str(settings.RACINE / "gunicorn.conf.py")]
    serveur = subprocess.Popen(lance, env=variables)
    try:
        attendre(lambda: repond(f"http://127.0.0.1:{port}/activation/une-cle/"))
        attendre(lambda: len(_enfants(serveur)) == PROCESSUS)  # the last one may still be born
        a_soi = [_a_soi(enfant) for enfant in _enfants(serveur)]
    finally:
        serveur.terminate()
        serveur.wait(timeout=30)
    assert max(a_soi) < A_SOI_AU_PLUS


def test_a_process_of_the_web_runs_nothing_with_the_keys_of_the_town(tmp_path):
    code = (
        "import os, runpy; conf = runpy.run_path('gunicorn.conf.py');"
        "avant = 'PORTAIL_CLE_SECRETE' in os.environ;"
        "conf['post_fork'](None, None);"
        "print(avant, [nom for nom in os.environ if nom.startswith('PORTAIL_')])"
    )
    lance = [sys.executable, "-c", code]
    variables = environnement(str(tmp_path)) | {"PORTAIL_BASE": f"sqlite:///{tmp_path}/b"}
    dit = subprocess.run(
        lance, env=variables, cwd=settings.RACINE, stdout=subprocess.PIPE, check=True, text=True
    )
    assert dit.stdout.strip() == "True []"


DANS_LA_FILE = """
import multiprocessing, os, sys
sys.path.insert(0, "site")
import django
django.setup()
from django_q.worker import worker
file, faites = multiprocessing.Queue(), multiprocessing.Queue()
tache = {"id": "1", "name": "une", "func": "os.environ.copy", "args": (), "kwargs": {}}
file.put(tache)
file.put("STOP")
horloge = multiprocessing.Value("f", -1)
ouvrier = multiprocessing.Process(target=worker, args=(file, faites, horloge, 60))
ouvrier.start()
vues = faites.get(timeout=60)["result"]
ouvrier.join()
print("PORTAIL_CLE_SECRETE" in os.environ, [nom for nom in vues if nom.startswith("PORTAIL_")])
"""


def test_a_task_of_the_queue_runs_nothing_with_the_keys_of_the_town(tmp_path):
    variables = environnement(str(tmp_path)) | {
        "PORTAIL_BASE": f"sqlite:///{tmp_path}/b",
        "PORTAIL_TEMOIN": str(tmp_path / "temoin"),
        "DJANGO_SETTINGS_MODULE": "portail.settings.production",
    }
    lance = [sys.executable, "-c", DANS_LA_FILE]
    dit = subprocess.run(
        lance, env=variables, cwd=settings.RACINE, stdout=subprocess.PIPE, check=True
    )
    assert dit.stdout.decode().strip() == "True ['PORTAIL_TEMOIN']"


def test_an_answer_to_head_has_the_length_of_the_page_and_no_body(db):
    """gunicorn warns at each one that has: Django leaves the body to the server."""
    from portail.wsgi import application

    longueurs = {}
    for methode in ("GET", "HEAD"):
        demande = RequestFactory().generic(methode, "/sante/").environ
        entetes: dict[str, str] = {}
        corps = b"".join(application(demande, lambda _statut, dits, e=entetes: e.update(dits)))
        assert bool(corps) == (methode == "GET")
        longueurs[methode] = entetes["Content-Length"]
    assert longueurs["HEAD"] == longueurs["GET"] != "0"


# Heavy, or in need of what a machine may lack (pango): read when first used.
TARDIFS = "weasyprint", "zeep", "boto3"
AU_DEPART = f"""
import sys
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(*(nom for nom in {TARDIFS} if nom in sys.modules))
"""


def test_the_portal_starts_without_what_only_some_pages_use():
    dit = subprocess.run(
        [sys.executable, "-c", AU_DEPART],
        cwd=settings.RACINE,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "portail.settings.test", "PYTHONPATH": "site:."},
        capture_output=True,
        text=True,
        check=True,
    )
    assert dit.stdout.split() == []


def _enfants(serveur) -> list[str]:
    return Path(f"/proc/{serveur.pid}/task/{serveur.pid}/children").read_text().split()


def _a_soi(processus) -> float:
    """MB of its memory that no other process has."""
    dit = Path(f"/proc/{processus}/smaps_rollup").read_text()
    return sum(int(ko) for ko in re.findall(r"^Private_\w+: +(\d+) kB", dit, re.MULTILINE)) / 1000
