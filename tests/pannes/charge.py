"""Families who send without a pause while what the town stands on fails, and others who read; then
what is there."""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import requests

from tests.pannes.constat import Constat
from tests.pannes.gestes import Demarche, Geste, Message, Paiement, Reservation
from tests.pannes.navigateur import Abandon
from tests.pannes.ville import Ville, attendre, sans_base

PARENTS, LECTEURS = 8, 2


@dataclass
class Charge:
    """`faits`: what was sent; `rates`: why a family gave up."""

    faits: list[Geste] = field(default_factory=list)
    rates: list[str] = field(default_factory=list)
    fini: threading.Event = field(default_factory=threading.Event)

    def constater(self, ville: Ville, titre: str) -> Constat:
        """Each sending is there, once; who had to wait was told why and when to come back."""
        # a payment whose return was cut is asked about a minute later
        with contextlib.suppress(AssertionError):
            attendre(lambda: all(un.compter() for un in self.faits), 100, "all are there")
        releve = ville.releve
        constat = Constat(titre, "messages, réservations, démarches et paiements")
        constat.compter([un.compter() for un in self.faits])
        constat.notes += [f"{releve.repris} reprises", f"pages de panne {releve.pannes}"]
        constat.exiger(not self.rates, f"{len(self.rates)} envois abandonnés : {self.rates[:2]}")
        constat.exiger(
            not releve.muettes,
            f"pages sans phrase, référence ni Retry-After : {releve.muettes[:5]}",
        )
        constat.exiger(
            set(releve.pannes) == {503},
            f"des 503 et rien d’autre étaient attendus : {releve.pannes}",
        )
        return constat


@contextlib.contextmanager
def sous_charge(ville: Ville) -> Iterator[Charge]:
    """For the time of a block; then everybody ends what is begun."""
    from django.db import connections

    ville.parents(PARENTS + LECTEURS)
    charge = Charge()
    gestes: list[Callable[[], None]] = [
        partial(_envoyer, ville, rang, charge) for rang in range(PARENTS)
    ]
    gestes += [partial(_lire, ville, PARENTS + rang, charge) for rang in range(LECTEURS)]
    fils = [threading.Thread(target=sans_base(geste)) for geste in gestes]
    for fil in fils:
        fil.start()
    try:
        yield charge
    finally:
        charge.fini.set()
        for fil in fils:
            fil.join()
        connections.close_all()  # ours was cut too


def _envoyer(ville: Ville, rang: int, charge: Charge) -> None:
    """One sending after the other, of each kind in its turn; what could not be prepared was never
    sent."""
    from django.db import connections

    genres: list[type[Geste]] = [Message, Reservation, Demarche, Paiement]
    tour = rang
    while not charge.fini.is_set():
        geste = genres[tour % len(genres)](ville, rang)
        tour += 1
        try:
            geste.preparer()
        except Exception:  # noqa: BLE001 - this process's own writing fails with the database; nothing was sent
            connections.close_all()
            time.sleep(0.5)
            continue
        charge.faits.append(geste)
        try:
            geste.faire()
        except Abandon as abandon:
            charge.rates.append(str(abandon))


def _lire(ville: Ville, rang: int, charge: Charge) -> None:
    while not charge.fini.wait(0.3):
        ville.parent(rang).demander("GET", "/tableau-de-bord/")


def repond(ville: Ville) -> bool:
    """Whether a page comes, to somebody who has signed in nowhere."""
    try:
        return ville.inconnu(91).essayer("GET", "/connexion/").status_code == 200
    except requests.RequestException:
        return False


def compteurs(ville: Ville, titre: str) -> Constat:
    """Each créneau that families have sent for counts its bookings."""
    from django.db.models import Count

    from reservations.models import Places

    demandes = {
        pk
        for rang in range(PARENTS)
        for pk, _cle in ville.rayon.creneaux[: ville.prochains.get(rang, 0)]
    }
    lus = Places.objects.filter(pk__in=demandes).annotate(lignes=Count("creneau__reservations"))
    constat = Constat(titre, "créneaux dont le compteur dit les réservations")
    constat.envoyes, constat.gardes = len(lus), sum(place.prises == place.lignes for place in lus)
    constat.exiger(constat.gardes == constat.envoyes, "un compteur ne dit pas les lignes")
    return constat


def courriels(ville: Ville, titre: str, debut: datetime, deja: int) -> Constat:
    """The worker finds the database again by itself: the mails written since `debut` leave. What
    each of its processes had in hand when the base went may leave again, under the same Message-ID.
    `deja`: how many the mail server had received before."""
    from django.conf import settings

    from famille.models import Courriel

    siens = Courriel.objects.filter(cree_le__gte=debut)
    constat = Constat(titre, "courriels du travailleur, revenu de lui-même")
    duree = attendre(lambda: not siens.filter(envoye_le=None).exists(), 150, "the mails leave")
    recus = Counter(mail["Message-ID"] for mail in ville.t.courriels[deja:])
    constat.envoyes, constat.gardes = siens.count(), min(siens.count(), len(recus))
    constat.doubles = sum(nombre > 1 for nombre in recus.values())
    constat.exiger(constat.gardes == constat.envoyes, "un courriel n’est pas arrivé")
    en_main = settings.Q_CLUSTER["workers"]
    constat.exiger(constat.doubles <= en_main, f"plus de {en_main} courriels sont partis deux fois")
    constat.notes.append(f"partis en {duree:.0f} s")
    if constat.doubles:
        constat.notes.append(
            "en double : accepté par le serveur de courriel, et la base partie avant que ce soit"
            " noté"
        )
    return constat
