"""What the story of a town on several machines does again and again."""

import json
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import requests

from tests.ville.machines import RACINE, Topologie
from tests.ville.visiteur import Visiteur

CAMILLE = "camille.martin@exemple.fr"
IMPORTS = """
import json
from django.utils import timezone
from django_q.models import *
from django_q.tasks import async_task
from demarches.models import *
from famille.models import *
from tests.deploiement import taches
"""


def attendre(condition, secondes=60):
    """What `condition` gives once it is true. AssertionError when the time is over."""
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        if resultat := condition():
            return resultat
        time.sleep(0.3)
    raise AssertionError("waited in vain")


def jj(jours: int) -> str:
    return (date.today() + timedelta(days=jours)).strftime("%d/%m/%Y")


def commencer(camille: Visiteur) -> str:
    """A change of address, its first page filled. The address of the page that wants a paper."""
    debut = camille.envoyer(camille.lire("/demarches/changement-adresse/"), bouton="Commencer")
    page = camille.lire(debut.headers["Location"])
    qui = re.findall(r'name="adresse-qui"\s+value="([^"]+)"', page.text)
    adresse = {
        "voie": "4 allée des Lilas",
        "code_postal": "36130",
        "commune": "Déols",
        "a_partir_du": jj(7),
    }
    saisie = {f"adresse-{nom}": valeur for nom, valeur in adresse.items()} | {"adresse-qui": qui}
    suite = camille.envoyer(page, saisie, bouton="Valider cette page")
    assert suite.status_code == 302, suite.text
    return suite.headers["Location"]


def joindre(
    camille: Visiteur, page: str, contenu: bytes, nom: str = "facture.pdf"
) -> requests.Response:
    """Posts the page of the paper, with this one."""
    saisie = {"justificatif-nature": "facture", "justificatif-date_document": jj(-30)}
    fichiers = {"justificatif-fichier": (nom, contenu, "application/pdf")}
    return camille.envoyer(
        camille.lire(page), saisie, bouton="Valider cette page", fichiers=fichiers
    )


def demander(ville: Topologie, expression: str):
    """The value of a Python expression in Django, with the settings of the town: something that
    JSON can hold."""
    return json.loads(ville.python(f"{IMPORTS}print(json.dumps({expression}))").splitlines()[-1])


@contextmanager
def visiteurs(ville: Topologie, chemin: str, combien: int = 4):
    """That many people who read a page again and again. Gives the list of (status, seconds) of what
    they got."""
    fini, recus = threading.Event(), []

    def lire():
        visiteur = Visiteur(ville.adresse, certificat=ville.certificat)
        while not fini.is_set():
            debut = time.monotonic()
            try:
                code = visiteur.lire(chemin).status_code
            except requests.RequestException as erreur:
                code = type(erreur).__name__
            recus.append((code, time.monotonic() - debut))

    fils = [threading.Thread(target=lire) for _ in range(combien)]
    for fil in fils:
        fil.start()
    try:
        yield recus
    finally:
        fini.set()
        for fil in fils:
            fil.join()


def travailleurs_oisifs(ville: Topologie, nom: str) -> list[int]:
    """The pids of the two workers of a cluster: the first children of its sentinel, which starts
    them first."""
    from tests.ville.processus import enfants

    [grappe] = enfants(ville.pids(nom)[0])
    [sentinelle] = [pid for pid in enfants(grappe) if enfants(pid)]
    return sorted(enfants(sentinelle))[:2]


def preparer_a_deux(ville: Topologie, base: str) -> list[str]:
    """What two `manage.py preparer` say, started at once on that empty database."""
    environnement = ville.environnement | {"PORTAIL_BASE": base}
    commande = [sys.executable, str(Path(RACINE) / "manage.py"), "preparer"]
    deux = [
        subprocess.Popen(commande, env=environnement, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    dits = [un.communicate(timeout=300)[0] for un in deux]
    assert [un.returncode for un in deux] == [0, 0]
    return dits
