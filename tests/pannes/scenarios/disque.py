"""The disk of the files full, a few megabytes mounted for that: a paper is refused with a sentence,
nothing is half written, the database is whole."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.pannes.constat import Constat
from tests.pannes.gestes import PDF, Message, document
from tests.pannes.navigateur import Navigateur
from tests.pannes.petit_disque import monter
from tests.pannes.scenarios.s3 import PHRASE
from tests.pannes.ville import Ville
from tests.ville.facade_nginx import preparer_nginx
from tests.ville.machines import preparer_web
from tests.ville.processus import dossier, port_libre

TITRE = "disque plein"
TAILLE, DOCUMENT, LESTE = 6 * 2**20, 900_000, 3_000_000
ENVOIS_MAX = 12
RANG = 8


def eprouver(ville: Ville) -> list[Constat]:
    with _petit_disque() as var, _portail(ville, var) as navigateur:
        return _remplir(ville, var, navigateur)


def _remplir(ville: Ville, var: Path, navigateur: Navigateur) -> list[Constat]:
    releve = ville.nouveau_releve()
    navigateur.releve = releve
    (var / "lest").write_bytes(b"x" * LESTE)
    constat = Constat(TITRE, "messages avec un document, jusqu’au refus")
    gardes, refuse = [], None
    for _ in range(ENVOIS_MAX):
        geste, reponse = _envoyer(ville, navigateur, DOCUMENT)
        if reponse.status_code != 302:
            refuse = (geste, reponse)
            break
        gardes.append(geste)
    constat.compter([un.compter() for un in gestes] if (gestes := gardes) else [])
    constat.exiger(refuse is not None, "le disque ne s’est pas rempli")
    if refuse:
        constat.exiger(
            refuse[1].status_code == 422 and PHRASE in refuse[1].text, "un refus sans phrase"
        )
        constat.exiger(refuse[0].texte in refuse[1].text, "le texte écrit est perdu")
        constat.exiger(not refuse[0].compter(), "un message refusé est parti")
    constat.exiger(not _abimes(var), f"fichiers à moitié écrits : {_abimes(var)}")
    gros = navigateur.essayer(
        "POST", "/mes-messages/ecrire/", *_formulaire(ville, navigateur, 3 * DOCUMENT)[1:]
    )
    constat.exiger(
        gros.status_code == 503 or PHRASE in gros.text,
        f"un envoi trop gros pour /tmp répond {gros.status_code}",
    )
    constat.exiger(
        not releve.muettes, f"pages sans phrase, référence ni Retry-After : {releve.muettes[:5]}"
    )
    (var / "lest").unlink()
    apres = Constat(TITRE, "messages avec un document, place faite")
    geste, reponse = _envoyer(ville, navigateur, DOCUMENT)
    apres.compter([geste.compter()])
    apres.exiger(reponse.status_code == 302, "refusé encore, place faite")
    return [constat, apres]


def _formulaire(ville: Ville, navigateur: Navigateur, octets: int):
    """(Message, its fields, its files): ready to be sent."""
    geste = Message(ville, RANG)
    geste.navigateur = navigateur
    geste.preparer()
    return geste, geste.champs, {"fichier": ("papier.pdf", document(octets), PDF)}


def _envoyer(ville: Ville, navigateur: Navigateur, octets: int):
    geste, champs, fichiers = _formulaire(ville, navigateur, octets)
    return geste, navigateur.essayer("POST", "/mes-messages/ecrire/", champs, fichiers)


def _abimes(var: Path) -> list[str]:
    """Files of families that no row describes to the byte."""
    from famille.models import Document

    tailles = dict(Document.objects.values_list("fichier", "taille"))
    lus = {
        str(un.relative_to(var / "prive")): un.stat().st_size
        for un in (var / "prive").rglob("*")
        if un.is_file()
    }
    return [nom for nom, taille in lus.items() if tailles.get(nom) != taille]


@contextlib.contextmanager
def _petit_disque() -> Iterator[Path]:
    with dossier() as var, monter(var, TAILLE):
        yield var


@contextlib.contextmanager
def _portail(ville: Ville, var: Path) -> Iterator[Navigateur]:
    """A web process of the town that keeps its files on this disk, temporary ones too; somebody
    signed in."""
    from bench.villes.ville import MOT_DE_PASSE, courriel

    (var / "tmp").mkdir()
    port = port_libre()
    sans_s3 = {nom: "" for nom in ville.t.environnement if nom.startswith("PORTAIL_S3_")}
    environnement = ville.t.environnement | sans_s3
    environnement |= {
        "PORTAIL_VAR": str(var),
        "TMPDIR": str(var / "tmp"),
        "PORTAIL_ADRESSE": f"https://localhost:{port}",
    }
    with dossier() as racine, contextlib.ExitStack() as pile:
        web = pile.enter_context(
            preparer_web(racine / "web.journal", environnement | {"PORTAIL_CLAMD": ""})
        )
        chemins = {
            "statiques": ville.t.racine / "statiques",
            "public": var / "public",
            "prive": var / "prive",
        }
        (racine / "nginx").mkdir()
        nginx = preparer_nginx(
            racine / "nginx",
            pages=[web.port],
            soumissions=[web.port],
            dossiers=chemins,
            compte="root",
            port=port,
        )
        pile.enter_context(nginx)
        navigateur = Navigateur(
            nginx.adresse, str(racine / "nginx" / "cert.pem"), ville.releve, "10.9.8.1"
        )
        navigateur.se_connecter(courriel(RANG), MOT_DE_PASSE)
        yield navigateur
        shutil.rmtree(var / "tmp", ignore_errors=True)
