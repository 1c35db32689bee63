"""Entering, leaving and serving the queue, in the transaction of a booking: a writer that frees
places, with their counters locked, offers them in the same transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from famille.models import Foyer, Utilisateur
from famille.socle.erreurs import Refus
from famille.socle.requetes import RequeteEcrite
from reservations.lecture import file_attente
from reservations.lecture.file_attente import a_verrouiller
from reservations.lecture.lignes import BlocLu
from reservations.models import Attente, ReglageReservations
from reservations.models.demandes import Action
from reservations.moteur.demande import Envoi
from reservations.moteur.jugement import Jugement, deja_ouvert
from reservations.moteur.verrou import compter, ecriture, rejouer, verrouiller
from reservations.regles.attente import Delais, EnFile, Nuit, Service, a_servir, delais, groupes
from reservations.regles.juge import Bloc, Motif, Suite, Verdict, verdict

from . import avis

DEJA_EN_FILE = "Déjà en liste d’attente pour ce jour."
Etat = Attente.Etat


def refuser_si_ailleurs(envoi: Envoi, jugements: list[Jugement]) -> None:
    """A queueing line becomes a refusal when the child's other home already waits for the bloc."""
    lignes = [j for j in jugements if j.ligne.action == Action.ATTENDRE and j.verdict.possible]
    if not lignes:
        return
    ailleurs = {
        (a.enfant_id, a.activite_id, a.bloc) for a in _de(lignes) if a.foyer_id != envoi.foyer.pk
    }
    for jugement in lignes:
        if jugement.ligne.cle in ailleurs:
            jugement.verdict = Verdict(DEJA_EN_FILE, Motif.DEJA_RESERVE, Suite.AUTRE_JOUR)


def entrer(
    foyer: Foyer,
    enfant_id: int,
    activite_id: int,
    bloc: Bloc,
    *,
    par: Utilisateur | None,
    maintenant: datetime,
) -> Attente:
    """Put a child in the queue, for a caller who holds the counters of the bloc and has judged it
    full (`soumettre`). A second call returns the same row. Refus: the other home waits."""
    deja = (
        Attente.objects.en_cours()
        .filter(enfant=enfant_id, activite=activite_id, bloc=bloc.cle)
        .first()
    )
    if deja is None:
        return Attente.objects.create(
            enfant_id=enfant_id,
            activite_id=activite_id,
            bloc=bloc.cle,
            debut=bloc.debut,
            foyer=foyer,
            par=par,
            demandee_le=maintenant,
        )
    if deja.foyer_id != foyer.pk:
        raise Refus(DEJA_EN_FILE)
    return deja


def dire_le_rang(attente: Attente) -> str:
    """ "En liste d’attente, au 2e rang." """
    rang = file_attente.rangs_de([attente]).get(attente.pk, 1)
    return f"En liste d’attente, au {rang}{'er' if rang == 1 else 'e'} rang."


def entrer_tous(envoi: Envoi, jugements: list[Jugement]) -> dict[tuple[int, int, str], str]:
    """Put the children of these lines, judged, in the queue. {key of the line: sentence that tells
    the rank}."""
    return {
        j.ligne.cle: dire_le_rang(
            entrer(
                envoi.foyer, *j.ligne.cle[:2], j.bloc, par=envoi.par, maintenant=envoi.maintenant
            )
        )
        for j in jugements
        if j.bloc
    }


def sortir_les_servis(envoi: Envoi, jugements: list[Jugement]) -> None:
    """End the waits of those who have just booked the bloc."""
    if not jugements:
        return
    obtenus = {j.ligne.cle for j in jugements}
    attentes = [a for a in _de(jugements) if (a.enfant_id, a.activite_id, a.bloc) in obtenus]
    if attentes:
        liberes = sortir(attentes, etat=Etat.ACCEPTEE, maintenant=envoi.maintenant)
        servir(liberes, maintenant=envoi.maintenant)


def sortir(
    attentes: Iterable[Attente], *, maintenant: datetime, etat: str = Etat.RETIREE
) -> set[int]:
    """End these waits and offers, for a caller who holds the counters of their blocs. The créneaux
    (pks) whose queue is then to be served: those with a place more, and those of children who wait
    together."""
    touches: set[int] = set()
    for attente in attentes:
        if conclure(attente, etat, maintenant=maintenant, creneaux=[]):
            compter(attente.creneaux, signe=-1)
            touches |= (
                file_attente.creneaux_de([attente]) if attente.ensemble else set(attente.creneaux)
            )
    return touches


@dataclass(frozen=True)
class Candidat:
    """A wait that could be offered a place now. `delais`: from when and until when."""

    attente: Attente
    bloc: Bloc
    delais: Delais


def servir(creneaux: Iterable[int], *, maintenant: datetime) -> list[Attente]:
    """Offer the free places of these créneaux (pks) to those who wait, in order. The offers made.

    The caller has locked their counters in this transaction. A wait that also needs another créneau
    is served by a task, a moment later (`a_verrouiller` gives all of them beforehand).
    """
    verrouilles = set(creneaux)
    attentes = file_attente.touchees(verrouilles)
    if not attentes:
        return []
    lus = file_attente.lire_blocs(attentes)
    attentes = _sans_les_reserves(attentes, lus, maintenant)
    candidats, hors_verrou = _candidats(attentes, lus, verrouilles, maintenant)
    if hors_verrou:
        tache = partial(async_task, "reservations.taches.servir", sorted(hors_verrou | verrouilles))
        transaction.on_commit(tache, robust=True)  # not handed over: the schedule finds it
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
    """The créneaux (pks), among these and those of the same waits, that would be offered now.
    Nothing is written nor locked."""
    attentes = file_attente.touchees(creneaux)
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
    file = (
        EnFile(un.attente.pk, frozenset(un.bloc.pks), un.attente.ensemble)
        for un in candidats.values()
    )
    return a_servir(file, libres)


def _candidats(
    attentes: list[Attente],
    lus: dict[int, BlocLu],
    verrouilles: set[int],
    maintenant: datetime,
) -> tuple[dict[int, Candidat], set[int]]:
    """({pk: Candidat} of those who can use a place, créneaux that others need and that are not
    locked). Brothers and sisters who wait together are taken all or none."""
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
    attentes: list[Attente], lus: dict[int, BlocLu], maintenant: datetime
) -> list[Any]:
    """The waits that remain: the child who has booked the place meanwhile waits no more."""
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
    lus: dict[int, BlocLu],
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
    """The bloc with one more place, on all of it or on the créneaux held for a child (`tenus`), so
    that the judge answers by the other rules."""
    pour = bloc.pks if tenus is None else set(tenus)
    return replace(
        bloc,
        creneaux=tuple(
            c._replace(prises=c.prises - 1) if c.pk in pour else c for c in bloc.creneaux
        ),
    )


def _proposer(groupe: list[Candidat], maintenant: datetime) -> list[Attente]:
    """Offer places to one group: they are held, and all the offers end at once."""
    expire = min(candidat.delais.expire for candidat in groupe)
    for candidat in groupe:
        attente = candidat.attente
        attente.etat, attente.proposee_le, attente.expire_le = Etat.PROPOSEE, maintenant, expire
        attente.creneaux = candidat.bloc.pks
        attente.save(update_fields=["etat", "proposee_le", "expire_le", "creneaux"])
        compter(attente.creneaux)
    return [candidat.attente for candidat in groupe]


def conclure(attente: Attente, etat: str, *, maintenant: datetime, **champs: Any) -> bool:
    """End one wait or offer, its counters locked. False: it was already ended. The caller gives
    back (`rendre`) or books the places that an offer held."""
    avant = attente.etat
    fini = Attente.objects.filter(pk=attente.pk, etat=avant, conclue_le=None)
    if not fini.update(etat=etat, conclue_le=maintenant, **champs):
        return False
    if avant == Etat.PROPOSEE:
        avis.oublier(attente)
    return True


def servir_creneaux(creneaux: Iterable[int], *, maintenant: datetime | None = None) -> int:
    """Offer what is free on these créneaux (pks) and on those of the same waits. How many offers.
    Safe to repeat."""
    voulus = set(creneaux)

    def essai() -> int:
        with ecriture():
            tenus = a_verrouiller(voulus)
            verrouiller(tenus)
            return len(servir(tenus, maintenant=maintenant or timezone.now()))

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


def _de(jugements: list[Jugement]) -> list[Any]:
    """The waits of these lines: of their children, activities and blocs, in any combination."""
    return ATTENTES.lire(
        enfants=tuple({j.ligne.enfant_id for j in jugements}),
        activites=tuple({j.ligne.activite_id for j in jugements}),
        blocs=tuple({j.ligne.bloc for j in jugements}),
    )


ATTENTES = RequeteEcrite(
    lambda enfants, activites, blocs: Attente.objects.en_cours().filter(
        enfant__pk__in=enfants, activite__pk__in=activites, bloc__in=blocs
    )
)
