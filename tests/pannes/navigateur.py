"""A parent's browser during a breakdown: it sends again what had no answer, as somebody who reloads
the page does."""

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urljoin, urlsplit

import requests

CACHE = re.compile(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"')
PASSAGERES = {502, 503, 504}
PATIENCE = 120.0  # seconds after which a parent gives up
ENTRE_DEUX = 1.0  # seconds before the page is loaded again


class Abandon(AssertionError):
    """The page never came."""


@dataclass
class Releve:
    """What all the browsers of a scenario have seen; shared by their threads."""

    statuts: Counter[int] = field(default_factory=Counter)
    coupures: int = 0  # connections that ended without an answer
    repris: int = 0  # requests sent again
    # pages of a fault without sentence, reference or Retry-After
    muettes: list[str] = field(default_factory=list)
    verrou: Lock = field(default_factory=Lock)

    def noter(self, reponse: requests.Response) -> None:
        with self.verrou:
            self.statuts[reponse.status_code] += 1
            if reponse.status_code >= 500 and not _parle(reponse):
                self.muettes.append(f"{reponse.status_code} {urlsplit(reponse.url).path}")

    def noter_une_coupure(self) -> None:
        with self.verrou:
            self.coupures += 1

    def noter_une_reprise(self) -> None:
        with self.verrou:
            self.repris += 1

    @property
    def pannes(self) -> dict[int, int]:
        """Pages of a fault by status."""
        return {statut: nombre for statut, nombre in sorted(self.statuts.items()) if statut >= 500}


def _parle(reponse: requests.Response) -> bool:
    """A sentence in French, a reference that is not empty, and for a 503 when to come back."""
    reference = re.search(
        r"Référence de l’incident\s:\s*(?:<strong[^>]*>)?([\w-]{8,})", reponse.text
    )
    quand = reponse.status_code != 503 or reponse.headers.get("Retry-After", "").isdigit()
    return bool(reference) and "<h1>" in reponse.text and quand


class Navigateur:
    """`origine`: the address that this parent comes from, for the limits by address."""

    def __init__(self, adresse: str, certificat: str, releve: Releve, origine: str = "10.9.0.1"):
        self.adresse, self.releve = adresse, releve
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = certificat
        self.session.headers.update({"X-Forwarded-For": origine, "Accept-Language": "fr"})

    def essayer(
        self, methode: str, chemin: str, champs=None, fichiers=None, attente: float = 70
    ) -> requests.Response:
        """One request, its answer whatever it is. Raises requests.ConnectionError,
        requests.Timeout."""
        reponse = self.session.request(
            methode,
            urljoin(self.adresse, chemin),
            data=champs,
            files=fichiers,
            headers={"Referer": urljoin(self.adresse, chemin)},
            allow_redirects=False,
            timeout=attente,
        )
        self.releve.noter(reponse)
        return reponse

    def demander(self, methode: str, chemin: str, champs=None, fichiers=None) -> requests.Response:
        """The same until there is an answer that is no breakdown. Raises Abandon."""
        fin = time.monotonic() + PATIENCE
        while time.monotonic() < fin:
            try:
                reponse = self.essayer(methode, chemin, champs, fichiers)
                if reponse.status_code not in PASSAGERES:
                    return reponse
            except (requests.ConnectionError, requests.Timeout):
                self.releve.noter_une_coupure()
            time.sleep(ENTRE_DEUX)
            self.releve.noter_une_reprise()
        raise Abandon(f"{methode} {chemin}")

    def lire(self, chemin: str) -> str:
        """A page, its redirections followed. Raises Abandon: anything but 200."""
        for _ in range(6):
            reponse = self.demander("GET", chemin)
            if reponse.status_code != 302:
                break
            chemin = reponse.headers["Location"]
        if reponse.status_code != 200:
            raise Abandon(f"{chemin} : {reponse.status_code}")
        return reponse.text

    def envoyer(self, chemin: str, champs: dict, fichiers=None) -> str:
        """Where a form that was accepted leads. Raises Abandon: it was shown again."""
        reponse = self.demander("POST", chemin, champs, fichiers)
        if reponse.status_code != 302:
            raise Abandon(f"POST {chemin} : {reponse.status_code} {_erreurs(reponse.text)}")
        return reponse.headers["Location"]

    def se_connecter(self, courriel: str, mot_de_passe: str) -> None:
        page = self.lire("/connexion/")
        champs = formulaire(page, 'name="login"') | {"login": courriel, "password": mot_de_passe}
        self.envoyer("/connexion/", champs)


def formulaire(page: str, repere: str) -> dict[str, str]:
    """The hidden fields of the form that holds this text."""
    morceaux = [m for m in page.split("<form")[1:] if repere in m.partition("</form>")[0]]
    if not morceaux:
        raise Abandon(f"no form with {repere}")
    return dict(CACHE.findall(morceaux[0].partition("</form>")[0]))


def _erreurs(page: str) -> str:
    return " ".join(
        re.sub(
            r"<[^>]+>", " ", " ".join(re.findall(r'class="[^"]*erreur[^"]*"[^>]*>(.*?)</', page))
        ).split()
    )
