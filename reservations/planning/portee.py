"""What an event covers, and whom it would touch: read for its dry run and, under lock, for its
application."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from famille.models import Enfant, Foyer, Responsable
from famille.regles.foyer import age_le
from reservations.models import Attente, Creneau, Evenement, Groupe, Reservation
from reservations.regles.juge import etendue

SEMAINE = timedelta(days=6)
_PREVU = Reservation.Presence.PREVU


@dataclass(frozen=True)
class Portee:
    """The days from `debut` to `fin` of these activities (pks); with a `groupe`, only the children
    of its ages."""

    activites: frozenset[int]
    debut: date
    fin: date
    groupe: Groupe | None = None

    @classmethod
    def de(cls, evenement: Evenement) -> "Portee":
        activites = frozenset(evenement.activites.order_by().values_list("pk", flat=True))
        return cls(activites, evenement.debut, evenement.fin, evenement.groupe)

    def creneaux(self) -> QuerySet[Creneau]:
        """QuerySet of Creneau, in the order in which they are locked."""
        return Creneau.objects.filter(
            activite__in=self.activites, jour__range=(self.debut, self.fin)
        ).order_by("pk")

    def reservations(
        self, foyers: Collection[int] | None = None, *, pointees: bool = False
    ) -> list[Reservation]:
        """The bookings to cancel, of these households (pks) or of all; or those already ticked,
        that stay."""
        lignes = Reservation.objects.filter(
            creneau__activite__in=self.activites, creneau__jour__range=(self.debut, self.fin)
        )
        lignes = lignes.exclude(presence=_PREVU) if pointees else lignes.filter(presence=_PREVU)
        if foyers is not None:
            lignes = lignes.filter(foyer__in=foyers)
        lignes = lignes.select_related("creneau__activite__structure", "enfant", "foyer")
        lues = lignes.order_by(
            "foyer__nom", "foyer", "enfant__naissance", "enfant", "creneau__jour", "creneau__moment"
        )
        return [ligne for ligne in lues if self.concerne(ligne.enfant, ligne.creneau.jour)]

    def attentes(self, foyers: Collection[int] | None = None) -> list[Attente]:
        """The waits and offers to end: those of blocs that keep no open day. A week that loses one
        day stays."""
        en_cours = Attente.objects.en_cours().filter(
            activite__in=self.activites, debut__gte=self.debut - SEMAINE, debut__lte=self.fin
        )
        if foyers is not None:
            en_cours = en_cours.filter(foyer__in=foyers)
        toutes = en_cours.select_related("enfant", "foyer", "activite__structure").order_by("pk")
        lues = [attente for attente in toutes if etendue(attente.bloc)[1] >= self.debut]
        restants = self._jours_restants() if lues else set()
        return [
            attente
            for attente in lues
            if self.concerne(attente.enfant, max(attente.debut, self.debut))
            and not self._garde(attente, restants)
        ]

    def foyers(self) -> list[int]:
        """pks of the households that something is still to be done for, in a fixed order."""
        touches = {reservation.foyer_id for reservation in self.reservations()}
        return sorted(touches | {attente.foyer_id for attente in self.attentes()})

    def concerne(self, enfant: Enfant, jour: date) -> bool:
        """Whether the event is about this child on this day."""
        groupe = self.groupe
        return groupe is None or groupe.age_min <= age_le(jour, enfant.naissance) <= groupe.age_max

    def _jours_restants(self) -> set[Any]:
        """{(activity, day)} of the open days around the event, where a week may still be had."""
        autour = Creneau.objects.filter(
            Q(jour__lt=self.debut) | Q(jour__gt=self.fin),
            activite__in=self.activites,
            jour__range=(self.debut - SEMAINE, self.fin + SEMAINE),
            places__ouvert=True,
        )
        return set(autour.order_by().values_list("activite_id", "jour"))

    @staticmethod
    def _garde(attente: Attente, restants: Any) -> bool:
        debut, fin = etendue(attente.bloc)
        return any(
            activite == attente.activite_id and debut <= jour <= fin for activite, jour in restants
        )


@dataclass
class FoyerTouche:
    """`joignable`: somebody there has an account, and so a mail."""

    foyer: Foyer
    joignable: bool
    reservations: list[Reservation] = field(default_factory=list)
    attentes: list[Attente] = field(default_factory=list)

    @property
    def enfants(self) -> list[tuple]:
        """[(child, his days, whether he only waits)], the eldest first."""
        par_enfant: dict = {}
        for reservation in self.reservations:
            par_enfant.setdefault(reservation.enfant, set()).add(reservation.creneau.jour)
        seuls = {attente.enfant for attente in self.attentes} - par_enfant.keys()
        venus = [(enfant, sorted(jours), False) for enfant, jours in par_enfant.items()]
        return venus + [(enfant, [], True) for enfant in sorted(seuls, key=lambda e: e.naissance)]


@dataclass(frozen=True)
class ApercuEvenement:
    """The dry run: what applying the event now would do."""

    foyers: list[FoyerTouche]
    creneaux: int
    pointees: int  # bookings that stay: the child came, or is ticked absent

    @property
    def reservations(self) -> list[Reservation]:
        return [reservation for touche in self.foyers for reservation in touche.reservations]

    @property
    def enfants(self) -> int:
        return len({reservation.enfant_id for reservation in self.reservations})

    @property
    def jours(self) -> int:
        return len({reservation.creneau.jour for reservation in self.reservations})

    @property
    def places(self) -> int:
        return len(self.reservations)

    @property
    def attentes(self) -> int:
        return sum(len(touche.attentes) for touche in self.foyers)

    @property
    def injoignables(self) -> list[Foyer]:
        return [touche.foyer for touche in self.foyers if not touche.joignable]


def prevoir(portee: Portee) -> ApercuEvenement:
    """ApercuEvenement; nothing is written. Six queries at most."""
    touches: dict[int, FoyerTouche] = {}
    reservations, attentes = portee.reservations(), portee.attentes()
    lignes: list[Reservation | Attente] = [*reservations, *attentes]
    atteints = joignables({ligne.foyer_id for ligne in lignes})
    for ligne in lignes:
        touches.setdefault(ligne.foyer_id, FoyerTouche(ligne.foyer, ligne.foyer_id in atteints))
    for reservation in reservations:
        touches[reservation.foyer_id].reservations.append(reservation)
    for attente in attentes:
        touches[attente.foyer_id].attentes.append(attente)
    foyers = sorted(touches.values(), key=lambda touche: (touche.foyer.nom, touche.foyer.pk))
    return ApercuEvenement(
        foyers, portee.creneaux().count(), len(portee.reservations(pointees=True))
    )


def joignables(foyers: Collection[int]) -> set[int]:
    """The households, among these (pks), with an adult whose account, so mail, is open."""
    adultes = Responsable.objects.actuels().filter(foyer__in=foyers, utilisateur__is_active=True)
    return set(adultes.order_by().values_list("foyer_id", flat=True))
