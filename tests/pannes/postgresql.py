"""PostgreSQL stopped for 30 seconds under load, then started again."""

import threading
import time
from collections.abc import Callable
from functools import partial

import requests

from .constat import Constat
from .gestes import Demarche, Geste, Message, Paiement, Reservation
from .navigateur import Abandon
from .ville import Ville, attendre, en_meme_temps, sans_base

TITRE = "PostgreSQL arrêté 30 s sous la charge"
PANNE, AVANT, APRES = 30, 4, 6  # seconds
PARENTS, LECTEURS = 8, 2


def eprouver(ville: Ville) -> list[Constat]:
    releve = ville.nouveau_releve()
    ville.parents(PARENTS + LECTEURS)
    fini = threading.Event()
    faits: list[Geste] = []
    rates: list[str] = []
    arret = time.monotonic() + AVANT
    gestes: list[Callable[[], None]] = [partial(_envoyer, ville, rang, fini, faits, rates) for rang in range(PARENTS)]
    gestes += [partial(_lire, ville, PARENTS + rang, fini) for rang in range(LECTEURS)]
    fils = [threading.Thread(target=sans_base(geste)) for geste in gestes]
    for fil in fils:
        fil.start()
    time.sleep(max(0, arret - time.monotonic()))
    ville.t.arreter("postgresql")
    pendant = _regarder(ville)
    ville.revenir("postgresql")
    retour = attendre(partial(_repond, ville), 60, "the pages come back")
    time.sleep(APRES)
    fini.set()
    for fil in fils:
        fil.join()
    constat = Constat(TITRE, "messages, réservations, démarches et paiements")
    constat.compter([un.compter() for un in faits])
    constat.notes += [f"revenu en {retour:.1f} s", f"{releve.repris} reprises", f"pages de panne {releve.pannes}"]
    constat.exiger(not rates, f"{len(rates)} envois abandonnés : {rates[:2]}")
    constat.exiger(not releve.muettes, f"pages sans phrase ni référence : {releve.muettes[:5]}")
    constat.exiger(set(releve.pannes) <= {503}, "une page a répondu autre chose que 503")
    constat.exiger(pendant["retry"], "les pages 503 du portail ne disent pas quand revenir (Retry-After)")
    return [constat, _compteurs(), _taches(ville)]


def _envoyer(ville: Ville, rang: int, fini: threading.Event, faits: list[Geste], rates: list[str]) -> None:
    """One sending after the other, of each kind in its turn; what could not be prepared was never sent."""
    genres: list[type[Geste]] = [Message, Reservation, Demarche, Paiement]
    tour = rang
    while not fini.is_set():
        geste = genres[tour % len(genres)](ville, rang)
        tour += 1
        try:
            geste.preparer()
        except Exception:  # noqa: BLE001 - this process's own writing fails with the database; nothing was sent
            time.sleep(0.5)
            continue
        faits.append(geste)
        try:
            geste.faire()
        except Abandon as abandon:
            rates.append(str(abandon))


def _lire(ville: Ville, rang: int, fini: threading.Event) -> None:
    while not fini.wait(0.3):
        ville.parent(rang).demander("GET", "/tableau-de-bord/")


def _regarder(ville: Ville) -> dict:
    """What a page says during the breakdown."""
    fin, retry = time.monotonic() + PANNE, False
    while time.monotonic() < fin:
        try:
            reponse = ville.inconnu(90).essayer("GET", "/connexion/")
            retry = retry or (reponse.status_code == 503 and bool(reponse.headers.get("Retry-After")))
        except requests.RequestException:
            pass
        time.sleep(1)
    return {"retry": retry}


def _repond(ville: Ville) -> bool:
    try:
        return ville.inconnu(91).essayer("GET", "/connexion/").status_code == 200
    except requests.RequestException:
        return False


def _compteurs() -> Constat:
    from bench import controle

    constat = Constat(TITRE, "compteurs de places")
    for nom in controle.COMPTES:
        constat.exiger(not controle.nombre(controle.ATTENDUES[nom]), nom)
    return constat


def _taches(ville: Ville) -> Constat:
    """The worker finds the database again by itself."""
    from famille.models import Courriel

    constat = Constat(TITRE, "courriels du travailleur, revenu de lui-même")
    en_meme_temps([Message(ville, 0).preparer])
    try:
        attendre(lambda: not Courriel.objects.filter(envoye_le=None).exists(), 150, "the mails leave")
    except AssertionError as erreur:
        constat.fautes.append(str(erreur))
    recus = [mail["Message-ID"] for mail in ville.t.courriels]
    partis = list(Courriel.objects.exclude(envoye_le=None).values_list("pk", flat=True))
    constat.envoyes = constat.gardes = len(partis)
    constat.doubles = len(recus) - len(set(recus))
    return constat
