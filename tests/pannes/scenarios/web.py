"""kill -9 of a web process in the middle of sendings: parents send again, nothing is lost nor
doubled."""

import contextlib
import random
import time
from concurrent.futures import ThreadPoolExecutor

from tests.pannes.constat import Constat
from tests.pannes.gestes import Demarche, Geste, Message, Paiement, Reservation
from tests.pannes.ville import Ville, attendre, en_meme_temps, sans_base

TITRE = "kill -9 d’un processus web en plein envoi"
TOURS, PARENTS = 3, 8


def eprouver(ville: Ville) -> list[Constat]:
    ville.parents(PARENTS)
    return [_tuer_pendant(ville, geste) for geste in (Demarche, Reservation, Message, Paiement)]


def _tuer_pendant(ville: Ville, genre: type[Geste]) -> Constat:
    """In each round every parent sends at once, and one of the two web processes dies meanwhile."""
    constat = Constat(TITRE, genre.nom)
    releve = ville.nouveau_releve()
    tous = []
    for tour in range(TOURS):
        gestes = [genre(ville, rang) for rang in range(PARENTS)]
        en_meme_temps([un.preparer for un in gestes])
        with ThreadPoolExecutor(PARENTS) as bassin:
            envois = [bassin.submit(sans_base(un.faire)) for un in gestes]
            nom = f"web-{tour % 2 + 1}"
            for _ in range(2):
                time.sleep(random.uniform(0.05, 0.4))  # anywhere in a sending
                ville.t.tuer(nom)
                ville.revenir(nom)
            for envoi in envois:
                envoi.result()
        tous += gestes
    # A payment whose return was cut is asked about again by the worker, a minute after its opening.
    with contextlib.suppress(AssertionError):
        attendre(lambda: all(un.compter() for un in tous), 100, "all are there")
    constat.compter([un.compter() for un in tous])
    constat.notes.append(
        f"{2 * TOURS} processus tués, {releve.repris} envois repris, pages de panne {releve.pannes}"
    )
    constat.exiger(releve.repris > 0, "aucun envoi n’a été coupé : le test n’a rien éprouvé")
    constat.exiger(
        not releve.muettes, f"pages sans phrase, référence ni Retry-After : {releve.muettes[:5]}"
    )
    return constat
