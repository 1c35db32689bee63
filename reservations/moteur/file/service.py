"""Serving the queue: whoever frees places, with their counters locked, offers them in the same
transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

from reservations.lecture import file_attente
from reservations.models import Attente, Places, ReglageReservations
from reservations.moteur.jugement import deja_ouvert
from reservations.moteur.reprises import rejouer
from reservations.moteur.verrou import ecriture, verrouiller
from reservations.regles.attente import Delais, EnFile, Nuit, Service, a_servir, delais, groupes
from reservations.regles.juge import Bloc, verdict

from . import avis

if TYPE_CHECKING:
    from reservations.lecture.lignes import LigneInscription


Etat = Attente.Etat


@dataclass(frozen=True)
class Candidat:
    """Somebody who could be offered a place now. `delais`: from when and until when."""

    attente: Attente
    bloc: Bloc
    delais: Delais


def servir_file(creneaux: Iterable[int], *, maintenant: datetime | None = None) -> list[Attente]:
    """Offer the free places of these créneaux (pks) to those who wait for them, in order; the
    offers made.

    The caller has locked their counters in this transaction. What also needs a créneau that is not
    among them is served by a task, a moment later (`file_attente.a_verrouiller` gives them all
    beforehand).
    """
    maintenant = maintenant or timezone.now()
    verrouilles = set(creneaux)
    attentes = file_attente.touchees(verrouilles)
    if not attentes:
        return []
    lus = file_attente.lire_blocs(attentes)
    attentes = _sans_les_reserves(attentes, lus, maintenant)
    candidats, hors_verrou = _candidats(attentes, lus, verrouilles, maintenant)
    if hors_verrou:
        _servir_plus_tard(hors_verrou | verrouilles)
    service = _service(candidats)
    offres = [
        offre
        for groupe in service.servis
        for offre in _proposer([candidats[m.pk] for m in groupe], maintenant)
    ]
    avis.annoncer_offres(offres, candidats)
    avis.dire_pas_assez(
        [[candidats[m.pk].attente for m in groupe] for groupe in service.depasses], maintenant
    )
    return offres


def a_proposer(creneaux: Iterable[int], *, maintenant: datetime) -> set[int]:
    """Of these créneaux (pks), and those that go with them, the ones that would be offered now.
    Nothing is written nor locked."""
    attentes = file_attente.touchees(creneaux) if creneaux else []
    if not attentes:
        return set()
    lus = file_attente.lire_blocs(attentes)
    candidats, _hors = _candidats(attentes, lus, file_attente.creneaux_de(attentes), maintenant)
    return {
        creneau
        for groupe in _service(candidats).servis
        for membre in groupe
        for creneau in membre.besoins
    }


def _service(candidats: dict[int, Candidat]) -> Service:
    libres = {c.pk: c.libres for candidat in candidats.values() for c in candidat.bloc.creneaux}
    return a_servir((_en_file(candidat) for candidat in candidats.values()), libres)


def _candidats(
    attentes: list[Attente],
    lus: "dict[int, tuple[LigneInscription, Bloc]]",
    verrouilles: set[int],
    maintenant: datetime,
) -> tuple[dict[int, Candidat], set[int]]:
    """({pk: Candidat} of those who can use a place, créneaux that others need and that are not
    locked). Of brothers and sisters together, all can or none is."""
    reglage = ReglageReservations.load()
    nuit = Nuit(reglage.nuit_debut, reglage.nuit_fin)
    par_pk = {attente.pk: attente for attente in attentes}
    trouves: dict[int, Candidat] = {}
    hors_verrou: set[int] = set()
    for groupe in groupes(EnFile(a.pk, ensemble=a.ensemble) for a in attentes):
        possibles = (
            _candidat(
                par_pk[membre.pk], lus, maintenant, heures=reglage.delai_offre_heures, nuit=nuit
            )
            for membre in groupe
        )
        membres = [candidat for candidat in possibles if candidat]
        if len(membres) < len(groupe):
            continue
        manquent = {pk for membre in membres for pk in membre.bloc.pks} - verrouilles
        if manquent:
            hors_verrou |= manquent
        else:
            trouves |= {membre.attente.pk: membre for membre in membres}
    return trouves, hors_verrou


def _sans_les_reserves(
    attentes: list[Attente], lus: "dict[int, tuple[LigneInscription, Bloc]]", maintenant: datetime
) -> list[Any]:
    """Whoever has found the place by himself meanwhile waits no more."""
    servis = [
        a.pk
        for a in attentes
        if a.pk in lus and not lus[a.pk][0].faits.reserves.isdisjoint(lus[a.pk][1].pks)
    ]
    if servis:
        Attente.objects.filter(pk__in=servis, etat=Etat.EN_ATTENTE).update(
            etat=Etat.ACCEPTEE, conclue_le=maintenant
        )
    return [attente for attente in attentes if attente.pk not in servis]


def _candidat(
    attente: Attente,
    lus: "dict[int, tuple[LigneInscription, Bloc]]",
    maintenant: datetime,
    *,
    heures: int,
    nuit: Nuit,
) -> Candidat | None:
    if attente.pk not in lus:
        return None
    ligne, bloc = lus[attente.pk]
    reponse = verdict(avec_une_place(bloc), deja_ouvert(ligne.faits), maintenant=maintenant)
    if not reponse.possible or reponse.limite is None:
        return None
    quand = delais(maintenant, heures=heures, nuit=nuit, limite=reponse.limite)
    return Candidat(attente, bloc, quand) if quand else None


def avec_une_place(bloc: Bloc, tenus: Iterable[int] | None = None) -> Bloc:
    """The bloc as whoever waits must see it: one more place, on all of it or on the créneaux held
    for him (`tenus`). What the other rules say is then the answer."""
    pour = bloc.pks if tenus is None else set(tenus)
    return replace(
        bloc,
        creneaux=tuple(
            c._replace(prises=c.prises - 1) if c.pk in pour else c for c in bloc.creneaux
        ),
    )


def _en_file(candidat: Candidat) -> EnFile:
    return EnFile(candidat.attente.pk, frozenset(candidat.bloc.pks), candidat.attente.ensemble)


def _proposer(groupe: list[Candidat], maintenant: datetime) -> list[Attente]:
    """The offers of one group: their places are held, and all end at once."""
    expire = min(candidat.delais.expire for candidat in groupe)
    for candidat in groupe:
        attente = candidat.attente
        attente.etat, attente.proposee_le, attente.expire_le = Etat.PROPOSEE, maintenant, expire
        attente.creneaux = candidat.bloc.pks
        attente.save(update_fields=["etat", "proposee_le", "expire_le", "creneaux"])
        prendre(attente.creneaux)
    return [candidat.attente for candidat in groupe]


def prendre(creneaux: Iterable[int]) -> None:
    """One place more on each of these créneaux, whose counters are locked. IntegrityError: one has
    none left."""
    Places.objects.filter(pk__in=list(creneaux)).update(prises=F("prises") + 1)


def rendre(creneaux: Iterable[int]) -> None:
    Places.objects.filter(pk__in=list(creneaux)).update(prises=F("prises") - 1)


def conclure(attente: Attente, etat: str, *, maintenant: datetime, **champs: Any) -> bool:
    """Put an end to one wait or offer, its counters locked; whether it was still to be done. What
    an offer held is the caller's: given back (`rendre`), or booked."""
    avant = attente.etat
    fini = Attente.objects.filter(pk=attente.pk, etat=avant, conclue_le=None)
    if not fini.update(etat=etat, conclue_le=maintenant, **champs):
        return False
    if avant == Etat.PROPOSEE:
        avis.oublier(attente)
    return True


def _servir_plus_tard(creneaux: set[int | Any]) -> None:
    cles = sorted(creneaux)
    tache = partial(async_task, "reservations.taches.servir", cles)
    transaction.on_commit(tache, robust=True)  # not handed over: the schedule finds it


def servir_creneaux(creneaux: Iterable[int], *, maintenant: datetime | None = None) -> int:
    """Offer what is free on these créneaux (pks) and on those that go with them; how many offers.
    Safe to repeat."""
    voulus = set(creneaux)

    def essai() -> int:
        with ecriture():
            tenus = file_attente.a_verrouiller(voulus)
            verrouiller(tenus)
            return len(servir_file(tenus, maintenant=maintenant or timezone.now()))

    return rejouer(essai, quoi="servir")


def servir_ce_qui_reste() -> int:
    """Offer the places that are free while somebody waits for them: a paper was given meanwhile,
    the night before the deadline is over, a task was lost. How many offers. Locks nothing while
    there is nothing to offer."""
    maintenant = timezone.now()
    dus = a_proposer(
        file_attente.libres_attendus(timezone.localdate(maintenant)), maintenant=maintenant
    )
    return servir_creneaux(dus, maintenant=maintenant) if dus else 0
