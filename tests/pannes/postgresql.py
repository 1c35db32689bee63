"""PostgreSQL stopped for 30 seconds under load, then started again."""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial

import requests

from .constat import Constat
from .gestes import Demarche, Geste, Message, Paiement, Reservation
from .navigateur import Abandon
from .ville import Ville, attendre, sans_base

TITRE = "PostgreSQL arrêté 30 s sous la charge"
PANNE, AVANT, APRES = 30, 4, 6  # seconds
PARENTS, LECTEURS = 8, 2


def eprouver(ville: Ville) -> list[Constat]:
    from django.db import connections
    from django.utils import timezone

    debut, deja = timezone.now(), len(ville.t.courriels)
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
    connections.close_all()
    with contextlib.suppress(AssertionError):  # a payment whose return was cut is asked about again a minute later
        attendre(lambda: all(un.compter() for un in faits), 100, "all are there")
    constat = Constat(TITRE, "messages, réservations, démarches et paiements")
    constat.compter([un.compter() for un in faits])
    constat.notes += [f"revenu en {retour:.1f} s", f"{releve.repris} reprises", f"pages de panne {releve.pannes}"]
    constat.exiger(not rates, f"{len(rates)} envois abandonnés : {rates[:2]}")
    constat.exiger(not releve.muettes, f"pages sans phrase ni référence : {releve.muettes[:5]}")
    constat.exiger(set(releve.pannes) <= {503}, "une page a répondu autre chose que 503")
    constat.exiger(pendant["retry"], "les pages 503 du portail ne disent pas quand revenir (Retry-After)")
    return [constat, _compteurs(ville), _taches(ville, debut, deja)]


def _envoyer(ville: Ville, rang: int, fini: threading.Event, faits: list[Geste], rates: list[str]) -> None:
    """One sending after the other, of each kind in its turn; what could not be prepared was never sent."""
    from django.db import connections

    genres: list[type[Geste]] = [Message, Reservation, Demarche, Paiement]
    tour = rang
    while not fini.is_set():
        geste = genres[tour % len(genres)](ville, rang)
        tour += 1
        try:
            geste.preparer()
        except Exception:  # noqa: BLE001 - this process's own writing fails with the database; nothing was sent
            connections.close_all()
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


def _compteurs(ville: Ville) -> Constat:
    """Each créneau that families have sent for counts its bookings."""
    from django.db.models import Count

    from reservations.models import Places

    demandes = {pk for rang in range(PARENTS) for pk, _cle in ville.rayon.creneaux[: ville.prochains.get(rang, 0)]}
    lus = Places.objects.filter(pk__in=demandes).annotate(lignes=Count("creneau__reservations"))
    constat = Constat(TITRE, "créneaux dont le compteur dit les réservations")
    constat.envoyes, constat.gardes = len(lus), sum(place.prises == place.lignes for place in lus)
    constat.exiger(constat.gardes == constat.envoyes, "un compteur ne dit pas les lignes")
    return constat


def _taches(ville: Ville, debut: datetime, deja: int) -> Constat:
    """The worker finds the database again by itself: the mails written since `debut` leave, once each."""
    from famille.models import Courriel

    siens = Courriel.objects.filter(cree_le__gte=debut)
    constat = Constat(TITRE, "courriels du travailleur, revenu de lui-même")
    duree = attendre(lambda: not siens.filter(envoye_le=None).exists(), 150, "the mails leave")
    recus = Counter(mail["Message-ID"] for mail in ville.t.courriels[deja:])
    constat.envoyes, constat.gardes = siens.count(), min(siens.count(), len(recus))
    constat.doubles = sum(nombre > 1 for nombre in recus.values())
    constat.exiger(constat.gardes == constat.envoyes, "un courriel n’est pas arrivé")
    constat.exiger(not constat.doubles, "un courriel est parti deux fois")
    constat.notes.append(f"partis en {duree:.0f} s")
    return constat
