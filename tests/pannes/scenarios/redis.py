"""Redis gone: people sign in and pages go on, from the database; failed sign-ins go on being
counted."""

import statistics
import time

from django.conf import settings

from tests.pannes.constat import Constat
from tests.pannes.gestes import Message, Reservation, connecte
from tests.pannes.navigateur import formulaire
from tests.pannes.ville import Ville, en_meme_temps

TITRE = "Redis arrêté"
PARENTS, PAGES, ESSAIS = 6, 20, 6
RANG_NEUF = 20  # households that have signed in nowhere yet


def eprouver(ville: Ville) -> list[Constat]:
    parents = ville.parents(PARENTS)
    avant = _millisecondes(parents[0])
    releve = ville.nouveau_releve()
    ville.t.arreter("redis")
    constats = [_envois(ville, releve, avant), _limites(ville), _sessions(ville)]
    ville.revenir("redis")
    return [*constats, _retour(ville)]


def _envois(ville: Ville, releve, avant: float) -> Constat:
    constat = Constat(TITRE, "connexions, messages, réservations")
    gestes = [genre(ville, rang) for genre in (Message, Reservation) for rang in range(PARENTS)]
    en_meme_temps([un.preparer for un in gestes])
    en_meme_temps([un.faire for un in gestes])
    debut = time.perf_counter()
    ville.parent(RANG_NEUF)
    connexion = time.perf_counter() - debut
    constat.compter([un.compter() for un in gestes])
    apres = _millisecondes(ville.parent(0))
    constat.notes.append(
        f"connexion en {connexion:.1f} s, page en {apres:.0f} ms au lieu de {avant:.0f}"
    )
    constat.exiger(not releve.pannes, f"pages de panne {releve.pannes}")
    constat.exiger(
        all(connecte(ville.parent(rang)) for rang in range(PARENTS)), "une session s’est perdue"
    )
    return constat


def _limites(ville: Ville) -> Constat:
    """The right password is refused too, after five wrong ones: by whichever process."""
    from bench.villes.ville import MOT_DE_PASSE, courriel

    constat = Constat(TITRE, "essais de mot de passe, comptés sans Redis")
    for essai in range(ESSAIS):
        _essayer(ville, RANG_NEUF + 1, courriel(RANG_NEUF + 1), f"pas le bon {essai}")
    refuse = _essayer(ville, RANG_NEUF + 1, courriel(RANG_NEUF + 1), MOT_DE_PASSE)
    constat.envoyes, constat.gardes = ESSAIS, ESSAIS if refuse != 302 else 0
    constat.exiger(refuse != 302, "le compte n’est pas bloqué après six erreurs")
    return constat


def _essayer(ville: Ville, rang: int, adresse: str, mot_de_passe: str) -> int:
    navigateur = ville.inconnu(rang)
    champs = formulaire(navigateur.lire("/connexion/"), 'name="login"')
    return navigateur.demander(
        "POST", "/connexion/", champs | {"login": adresse, "password": mot_de_passe}
    ).status_code


def _sessions(ville: Ville) -> Constat:
    """Who signs out while Redis is gone stays out when it is back."""
    constat = Constat(TITRE, "déconnexion pendant la panne")
    sorti = ville.sorti = _sortir(ville, RANG_NEUF + 2)
    constat.envoyes = constat.gardes = 1
    constat.exiger(not connecte(sorti), "encore connecté après s’être déconnecté")
    return constat


def _sortir(ville: Ville, rang: int):
    """A browser that keeps the cookie of a session that its owner has ended."""
    navigateur = ville.parent(rang)
    nom = settings.SESSION_COOKIE_NAME
    biscuit = navigateur.session.cookies[nom]
    navigateur.envoyer(
        "/deconnexion/", formulaire(navigateur.lire("/deconnexion/"), "csrfmiddlewaretoken")
    )
    navigateur.session.cookies.set(nom, biscuit, domain="localhost.local", path="/")
    return navigateur


def _retour(ville: Ville) -> Constat:
    constat = Constat(TITRE, "Redis revenu")
    time.sleep(6)  # a process asks it again after 5 seconds
    constat.envoyes = constat.gardes = PARENTS
    constat.exiger(
        all(connecte(ville.parent(rang)) for rang in range(PARENTS)),
        "une session s’est perdue au retour",
    )
    assert ville.sorti
    constat.exiger(not connecte(ville.sorti), "une session close pendant la panne est revenue")
    constat.notes.append(f"page en {_millisecondes(ville.parent(0)):.0f} ms")
    return constat


def _millisecondes(parent) -> float:
    durees = []
    for _ in range(PAGES):
        debut = time.perf_counter()
        parent.demander("GET", "/tableau-de-bord/")
        durees.append((time.perf_counter() - debut) * 1000)
    return statistics.median(durees)
