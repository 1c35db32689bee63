"""Absences: announced by the parent, justified by a document. The place stays taken: the day is too
near to resell."""

from collections.abc import Iterable
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from famille.actions import noter_modification
from famille.models import Enfant, Foyer, Utilisateur
from famille.socle.dire import de, en_lettres
from famille.socle.erreurs import Refus
from famille.socle.ville.phrases import dit
from reservations.models import Activite, ConsommationImportee, Reservation
from reservations.regles.absences import jours_excuses
from reservations.regles.accueil.fin_du_jour import a_venir_depuis

from .justificatifs import ABSENCES, comptages_presents

if TYPE_CHECKING:
    from reservations.models.reservations import ReservationQuerySet


Presence = Reservation.Presence
ABSENCE_PASSEE = dit(
    "Ce jour est passé : pour une absence passée, envoyez un justificatif {au_service}."
)
DEJA_POINTE = "La présence de ce jour est déjà notée par le centre : appelez-le pour la corriger."


@transaction.atomic
def annoncer_absence(reservations: Iterable[Reservation]) -> int:
    """The parent says that the child will not come: the director sees it on her list. How many are
    newly announced.

    Refus: a day is over, or its presence is already ticked. It cancels nothing and changes no
    price.
    """
    lues = _a_venir(reservations)
    nouvelles = [r.pk for r in lues if r.absence_annoncee_le is None]
    return Reservation.objects.filter(pk__in=nouvelles).update(absence_annoncee_le=timezone.now())


@transaction.atomic
def retirer_absence(reservations: Iterable[Reservation]) -> int:
    """He comes after all. How many are no longer announced absent. Refus as above."""
    lues = _a_venir(reservations)
    return Reservation.objects.filter(
        pk__in=[r.pk for r in lues], absence_annoncee_le__isnull=False
    ).update(absence_annoncee_le=None)


@transaction.atomic
def justifier_absences(
    enfant: Enfant,
    activite: Activite | None = None,
    *,
    debut: date,
    fin: date,
    par: Utilisateur,
    foyer: Foyer | None = None,
    carence: int = 0,
    origine: str = "",
) -> list[Reservation]:
    """The bookings of `enfant` from `debut` to `fin` become ABSENT_JUSTIFIE, not invoiced; where he
    came, by the list or by the count of a file, it stays as it was.

    `activite`, `foyer`: None for all. `carence`: the first days of each household's absence, which
    stay charged. `origine`: the demande that brought the document. Those changed, with their
    `presence_avant`; each household that booked finds it in its journal, and learns nothing of the
    other's (D11). Safe to repeat: days already excused are counted as they were.
    """
    if fin < debut:
        raise Refus("La fin de la période vient avant son début.", champ="fin")
    lignes = Reservation.objects.filter(
        enfant=enfant, creneau__jour__range=(debut, fin), presence__in=ABSENCES
    )
    if activite is not None:
        lignes = lignes.filter(creneau__activite=activite)
    if foyer is not None:
        lignes = lignes.filter(foyer=foyer)
    comptes = comptages_presents(enfant, debut=debut, fin=fin)
    lues = [
        une
        for une in _a_excuser(_verrouiller(lignes), carence)
        if (une.creneau.jour, une.creneau.activite_id) not in comptes
    ]
    Reservation.objects.filter(pk__in=[r.pk for r in lues]).update(
        presence=Presence.ABSENT_JUSTIFIE
    )
    for reservation in lues:
        reservation.presence_avant = reservation.presence
        reservation.presence = Presence.ABSENT_JUSTIFIE
    _noter_les_justifiees(enfant, lues, par=par, origine=origine)
    return lues


def ecarter_les_comptages(comptages: Iterable[int]) -> list[int]:
    """A file has counted the child on these days by mistake: an agent says that he was away, and a
    certificate excuses them. The keys of those that say so from now on."""
    lus = ConsommationImportee.objects.select_for_update().order_by("pk")
    ecartes = [un.pk for un in lus.filter(pk__in=comptages, presence=Presence.PRESENT)]
    ConsommationImportee.objects.filter(pk__in=ecartes).update(presence=Presence.ABSENT_JUSTIFIE)
    return ecartes


def _noter_les_justifiees(
    enfant: Enfant, lues: list[Reservation], *, par: Utilisateur, origine: str
) -> None:
    par_foyer: dict[Foyer, set[date]] = {}
    for reservation in lues:
        par_foyer.setdefault(reservation.foyer, set()).add(reservation.creneau.jour)
    for foyer, jours in par_foyer.items():
        apres = {"Absences justifiées": ", ".join(en_lettres(jour) for jour in sorted(jours))}
        noter_modification(
            foyer, f"absences {de(enfant.prenom)}", par=par, apres=apres, origine=origine
        )


def _a_excuser(reservations: list[Reservation], carence: int) -> list[Any]:
    """Those to change: past the first days of each household, and not excused yet."""
    jours: dict = {}
    for reservation in reservations:
        jours.setdefault(reservation.foyer_id, set()).add(reservation.creneau.jour)
    excuses = {foyer: set(jours_excuses(siens, carence)) for foyer, siens in jours.items()}
    return [
        reservation
        for reservation in reservations
        if reservation.creneau.jour in excuses[reservation.foyer_id]
        and reservation.presence != Presence.ABSENT_JUSTIFIE
    ]


def _a_venir(reservations: Iterable[Reservation]) -> list[Reservation]:
    """The same, read under their lock. Refus: a day is over, or its presence is already ticked."""
    lues = _verrouiller(Reservation.objects.filter(pk__in=[r.pk for r in reservations]))
    fins: dict[date, list[time]] = {}
    for reservation in lues:
        fins.setdefault(reservation.creneau.jour, []).append(reservation.creneau.finit)
    for reservation in lues:
        jour = reservation.creneau.jour
        if jour < a_venir_depuis(fins[jour], timezone.now()):
            raise Refus(ABSENCE_PASSEE)
        if reservation.presence != Presence.PREVU:
            raise Refus(DEJA_POINTE)
    return lues


def _verrouiller(lignes: "ReservationQuerySet") -> list[Reservation]:
    """The bookings read under their own lock, in the order of their keys: presence and counters
    never wait for each other, since nothing here locks a counter."""
    lignes = lignes.select_related("creneau__activite", "foyer").order_by("pk")
    return list(lignes.select_for_update(of=("self",), no_key=True))


@transaction.atomic
def annuler_justification(avant: dict[str, str], comptages: Iterable[int] = ()) -> None:
    """The presences are again as they were, {key of the booking: presence}, and so are the counts
    that were set aside. Refus: one was ticked
    or cancelled since. Whether it was billed is for the caller to know
    (famille.dossier.foyers.remettre)."""
    lues = _verrouiller(Reservation.objects.filter(pk__in=avant))
    if len(lues) != len(avant) or any(une.presence != Presence.ABSENT_JUSTIFIE for une in lues):
        raise Refus(
            "Une de ces journées a changé depuis : pointée, ou annulée. Cette validation ne peut"
            " plus être annulée."
        )
    for une in lues:
        une.presence = Presence(avant[str(une.pk)])
    Reservation.objects.bulk_update(lues, ["presence"])
    ConsommationImportee.objects.filter(pk__in=comptages, presence=Presence.ABSENT_JUSTIFIE).update(
        presence=Presence.PRESENT
    )
