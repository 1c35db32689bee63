"""`make bench`: what the first visit of a page brings to a phone through the town's nginx
(deploy/nginx.conf), as it is sent, compressed: bytes and requests; and what a worker of gunicorn
holds in memory after those visits, with what a town installs and no more.

Ends with 1 when a page is heavier than it is held to. No figure of time: bytes are the same on a
busy machine.
"""

import argparse
import gzip
import http.client
import re
import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bench.outils import de_trop, machine, preparation, verdicts
from bench.outils.verdicts import Borne, Verdict
from bench.ouverture.parent import Parent
from tests.ville.machines import Topologie
from tests.ville.topologie import MOT_DE_PASSE, topologie

ECRAN = 780  # dots across a telephone of 390 px
MEMOIRE_TENUE, MEMOIRE_VISEE = 150, 150  # MB, proportional, of one worker
FONTE = re.compile(r"@font-face\s*{[^}]*}")
ADRESSE = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
POLICES = (".woff2", ".woff")


@dataclass(frozen=True)
class Visite:
    """`octets`, `requetes`: at most; `vise_*`: what the design wants, held once it is reached."""

    nom: str
    adresse: str
    connecte: bool
    octets: int
    requetes: int
    vise_octets: int
    vise_requetes: int


VISITES = (
    Visite("accueil public", "/", False, 110_000, 14, 110_000, 14),
    Visite("tableau de bord", "/tableau-de-bord/", True, 90_000, 9, 90_000, 9),
    Visite("calendrier", "/reservations/", True, 90_000, 9, 90_000, 9),
)


def polices_utiles(style: str) -> list[str]:
    """The fonts that a French page makes a browser fetch: of `unicode-range` faces, only those that
    hold ASCII."""
    return [
        adresse
        for face in FONTE.findall(style)
        if "unicode-range" not in face or re.search(r"U\+0+-", face, re.IGNORECASE)
        for adresse in ADRESSE.findall(face)
        if adresse.endswith(POLICES)
    ]


def choisie(srcset: str) -> str:
    """The picture that a telephone takes of "small.webp 400w, large.webp 800w": the first one as
    wide as its screen, else the widest."""
    largeurs = {
        int(largeur.removesuffix("w")): adresse
        for adresse, largeur in (une.split() for une in srcset.split(","))
    }
    return largeurs[min((une for une in largeurs if une >= ECRAN), default=max(largeurs))]


class Ressources(HTMLParser):
    """What a browser fetches by itself when it opens the page, as addresses; pictures too that it
    may leave for later."""

    def __init__(self) -> None:
        super().__init__()
        self.adresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        liens = (attributs.get("rel") or "").split()
        if tag == "link" and {"stylesheet", "icon", "preload", "manifest"} & set(liens):
            self.adresses.append(attributs["href"])
        elif tag == "img" and attributs.get("srcset"):
            self.adresses.append(choisie(attributs["srcset"]))
        elif tag in ("script", "img") and attributs.get("src"):
            self.adresses.append(attributs["src"])
        elif tag == "use" and attributs.get("href"):
            self.adresses.append(attributs["href"])


def main() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--court", action="store_true", help="la petite ville, sans jugement")
    choix = analyseur.parse_args()
    preparation.finir_proprement()
    with topologie(
        webs=1,
        grappes=0,
        redis=False,
        s3=False,
        clamd=False,
        ville="petite" if choix.court else "demo",
        PORTAIL_MANDATAIRES="2",
    ) as t:
        t.environnement["PYTHONPATH"] = str(de_trop.cacher(t.racine / "sans"))
        t.redemarrer("web-1")
        donnees = mesurer(t)
    juges = juger(donnees)
    print("\n".join(lignes := verdicts.tableau(juges)))
    if not choix.court:
        donnees["verdicts"] = verdicts.en_donnees(juges)
        machine.garder("poids", donnees, ["# Poids d’une première visite", "", *lignes])
    return int(bool(verdicts.fautes(juges)) and not choix.court)


def mesurer(t: Topologie) -> dict:
    port = int(t.adresse.rpartition(":")[2])
    tls = ssl.create_default_context(cafile=t.certificat)
    parent = Parent(port, "10.0.0.1", tls)
    parent.se_connecter("camille.martin@exemple.fr", MOT_DE_PASSE)
    lues = {}
    for visite in VISITES:
        cookies = parent.cookies if visite.connecte else {}
        recus = list(_visiter(port, tls, visite.adresse, cookies))
        lues[visite.nom] = {"octets": sum(recus), "requetes": len(recus)}
    ouvrier = max(_memoire(pid) for pid in t.pids("web-1")[1:])
    return {"machine": machine.faits(), "visites": lues, "memoire_mo": ouvrier}


def _visiter(port: int, tls, adresse: str, cookies: dict[str, str]) -> Iterator[int]:
    """Bytes of each answer, as nginx sends its body: the page, then what it names, each once."""
    page, taille = _demander(port, tls, adresse, cookies)
    yield taille
    ressources = Ressources()
    ressources.feed(page.decode())
    vues: set[str] = set()
    suite = [urljoin(adresse, lien) for lien in ressources.adresses]
    while suite:
        morceaux = urlsplit(suite.pop(0))
        if morceaux.netloc or morceaux.scheme or morceaux.path in vues:
            continue  # another site, or data: nothing of that kind stands in these pages
        vues.add(morceaux.path)
        contenu, taille = _demander(port, tls, morceaux.path, cookies)
        yield taille
        if morceaux.path.endswith(".css"):
            polices = polices_utiles(contenu.decode())
            suite += [urljoin(morceaux.path, police) for police in polices]


def _demander(port: int, tls, adresse: str, cookies: dict[str, str]) -> tuple[bytes, int]:
    """(content, bytes of the body on the wire)."""
    lien = http.client.HTTPSConnection("localhost", port, timeout=60, context=tls)
    entetes = {
        "Accept-Encoding": "gzip",
        "Accept": "text/html,image/avif,image/webp,*/*",
        "Cookie": "; ".join(f"{nom}={valeur}" for nom, valeur in cookies.items()),
    }
    lien.request("GET", adresse, headers=entetes)
    reponse = lien.getresponse()
    recu = reponse.read()
    assert reponse.status == 200, (adresse, reponse.status)
    compresse = reponse.headers.get("Content-Encoding") == "gzip"
    lien.close()
    return gzip.decompress(recu) if compresse else recu, len(recu)


def _memoire(pid: int) -> int:
    """MB, its share of what it shares with the others."""
    for ligne in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if ligne.startswith("Pss:"):
            return int(ligne.split()[1]) // 1000
    return 0


def juger(donnees: dict) -> list[Verdict]:
    visites = [
        Verdict(
            f"première visite, {visite.nom}",
            (
                _en_ko(lue["octets"], visite),
                _au_plus(lue["requetes"], visite.requetes, visite.vise_requetes, "fichiers"),
            ),
        )
        for visite in VISITES
        for lue in (donnees["visites"][visite.nom],)
    ]
    memoire = _au_plus(donnees["memoire_mo"], MEMOIRE_TENUE, MEMOIRE_VISEE, "Mo")
    return [*visites, Verdict("mémoire d’un processus web", (memoire,))]


def _en_ko(octets: int, visite: Visite) -> Borne:
    return _au_plus(octets / 1000, visite.octets / 1000, visite.vise_octets / 1000, "ko")


def _au_plus(mesure: float, tenu: float, vise: float, unite: str) -> Borne:
    return Borne(round(mesure, 1), tenu, vise, au_plus=True, unite=unite)


if __name__ == "__main__":
    sys.exit(main())
