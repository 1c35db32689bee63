"""Cancelling by the town: an event, a child who leaves. Each household gets its receipt."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from famille.models import Utilisateur
from famille.socle.dire import en_jour
from reservations.lecture.lignes import lire
from reservations.lecture.presences_dites import nom_de_la_venue
from reservations.models import DemandeReservation, Reservation
from reservations.models.demandes import Action
from reservations.regles.juge import Bloc, Verdict

from . import recapitulatif, verrou
from .demande import LigneDemandee
from .file import lien_file
from .jugement import Jugement
from .verrou import rejouer, rendre


def annuler_reservations(
    reservations: Iterable[int],
    *,
    par: Utilisateur,
    motif: str,
    servir: bool = True,
) -> list[DemandeReservation]:
    """Cancel these bookings (pks) whatever the deadlines, those already ticked excepted; one
    receipt a household, whose mail says `motif`. `servir`: offer the places to the queue; not when
    the day closes. Safe to repeat."""
    pks, maintenant = list(reservations), timezone.now()

    def _une_fois() -> list[DemandeReservation]:
        with verrou.ecriture():
            creneaux = Reservation.objects.filter(pk__in=pks).values_list("creneau_id", flat=True)
            verrou.verrouiller(lien_file.a_verrouiller(creneaux))
            return annuler_sous_verrou(
                pks,
                par=par,
                motif=motif,
                canal=DemandeReservation.Canal.EVENEMENT,
                servir=servir,
                maintenant=maintenant,
            )

    return rejouer(_une_fois, quoi="annuler_reservations")


def annuler_sous_verrou(
    pks: list[int],
    *,
    par: Utilisateur | None,
    motif: str,
    canal: str,
    servir: bool,
    maintenant: datetime,
) -> list[DemandeReservation]:
    """`annuler`, for a caller who already holds the counters of these bookings (and of what serving
    their queues may touch: `file_attente.a_verrouiller`)."""
    lues = list(
        Reservation.objects.filter(pk__in=_tenues(pks))
        .select_related("creneau__activite__structure", "enfant", "foyer")
        .order_by("creneau__jour", "creneau__moment", "enfant")
    )
    demandes = [
        DemandeReservation.objects.create(
            cle=f"annulation-{uuid4()}",
            foyer=siennes[0].foyer,
            par=par,
            canal=canal,
            motif=motif[:300],
            soumise_le=maintenant,
            lignes=lignes_annulees(siennes, motif),
        )
        for siennes in _par_foyer(lues)
    ]
    recapitulatif.reveiller()
    liberes = rendre(lues)
    if servir:
        lien_file.servir(liberes, maintenant=maintenant)
    return demandes


def _tenues(pks: list[int]) -> list[int]:
    """Those not ticked, held so that none is ticked meanwhile. In the order of their keys, as
    `pointer` holds them."""
    prevues = Reservation.objects.filter(pk__in=pks, presence=Reservation.Presence.PREVU)
    return list(prevues.order_by("pk").select_for_update().values_list("pk", flat=True))


def _par_foyer(reservations: list[Reservation]) -> Any:
    par_foyer = defaultdict(list)
    for reservation in reservations:
        par_foyer[reservation.foyer_id].append(reservation)
    return par_foyer.values()


def lignes_annulees(reservations: Sequence[Reservation], motif: str) -> list[dict]:
    """The lines of the receipt: one a bloc given back whole, else one a créneau: some of the bloc
    stays booked, or it is no longer in the calendar."""
    blocs = _blocs_entiers(reservations)
    lignes: dict[tuple[int, str], dict] = {}
    for reservation in reservations:
        bloc = blocs.get((reservation.enfant_id, reservation.creneau_id))
        creneau = reservation.creneau
        cle = bloc.cle if bloc else f"{creneau.jour.isoformat()}-{creneau.moment[2:]}"
        lignes.setdefault((reservation.enfant_id, cle), _ligne(reservation, bloc, cle, motif))
    return list(lignes.values())


def _blocs_entiers(reservations: Sequence[Reservation]) -> dict[tuple[int, int], Bloc]:
    """{(child, créneau): its bloc}, where these bookings are all that the household has of it."""
    jours = [reservation.creneau.jour for reservation in reservations]
    couples = {(reservation.enfant_id, reservation.creneau_id) for reservation in reservations}
    lecture = lire(
        [reservations[0].foyer],
        debut=min(jours),
        fin=max(jours),
        enfants={reservation.enfant_id for reservation in reservations},
        activites={reservation.creneau.activite_id for reservation in reservations},
    )
    return {
        (ligne.enfant.pk, pk): bloc
        for ligne in lecture.lignes
        for bloc in ligne.blocs
        if couples.issuperset(
            (ligne.enfant.pk, reserve) for reserve in ligne.faits.reserves.intersection(bloc.pks)
        )
        for pk in bloc.pks
    }


def _ligne(reservation: Reservation, bloc: Bloc | None, cle: str, motif: str) -> dict[str, Any]:
    creneau, activite = reservation.creneau, reservation.creneau.activite
    ligne = LigneDemandee(reservation.enfant_id, activite.pk, cle, Action.ANNULER)
    fait = Jugement(ligne, reservation.enfant.prenom, activite, bloc, Verdict(motif))
    dite = fait.en_json(acceptee=True, phrase=motif)
    if bloc:
        return dite
    nom = nom_de_la_venue(activite.service, creneau.moment)
    return dite | {"libelle": f"{en_jour(creneau.jour, annee=True)}, {nom}"}
