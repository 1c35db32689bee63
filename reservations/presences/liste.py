"""The children of a day of an activity, half-day by half-day: who comes, who is there, who is still
to be ticked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from famille.regles.foyer import age_le
from famille.socle.dire import en_heure
from famille.socle.texte import normaliser
from reservations.models import Activite, Creneau, Groupe, Reservation

from .choix import ARRIVEE, ChoixListe

Presence = Reservation.Presence
SANS_GROUPE = "sans"
MIDI = 13  # from this hour on, the afternoon's list comes first


@dataclass(frozen=True)
class LignePresence:
    """A child on a list: `reservation` has its `enfant` and `pointee_par`."""

    reservation: Reservation
    age: int
    groupe: Groupe | None
    visible: bool = True

    @property
    def etat(self) -> str:
        return self.reservation.presence

    @property
    def pointee(self) -> bool:
        return self.etat != Presence.PREVU

    @property
    def annoncee(self) -> bool:
        return self.reservation.absence_annoncee_le is not None

    @property
    def heure(self) -> str:
        """When it was ticked: "8 h 32", or "" for none."""
        if not (self.pointee and self.reservation.pointee_le):
            return ""
        return en_heure(self.reservation.pointee_le)

    @property
    def cle_groupe(self) -> str:
        return str(self.groupe.pk) if self.groupe else SANS_GROUPE

    @property
    def cherchable(self) -> str:
        return normaliser(f"{self.reservation.enfant.prenom} {self.reservation.enfant.nom}")


@dataclass(frozen=True)
class Appel:
    """One half-day's list. The figures are those of the group chosen, whatever else is filtered."""

    creneau: Creneau
    lignes: Sequence[LignePresence]
    courant: bool
    presents: int
    total: int
    a_pointer: int
    annoncees: int

    @property
    def restantes(self) -> list[LignePresence]:
        """Those shown that nobody has ticked yet."""
        return [ligne for ligne in self.lignes if ligne.visible and not ligne.pointee]

    @property
    def rien_a_montrer(self) -> bool:
        return not any(ligne.visible for ligne in self.lignes)


def lire_les_appels(activite: Activite, jour: date, choix: ChoixListe) -> list[Appel]:
    """In the order of the day; two queries. `activite.groupes` is prefetched."""
    creneaux = list(Creneau.objects.filter(activite=activite, jour=jour).order_by("moment"))
    reservations = Reservation.objects.filter(creneau__in=creneaux).select_related(
        "enfant", "pointee_par"
    )
    groupes = list(activite.groupes.all())
    par_creneau: dict[int, list[LignePresence]] = {creneau.pk: [] for creneau in creneaux}
    for reservation in reservations.order_by("enfant__nom", "enfant__prenom", "pk"):
        par_creneau[reservation.creneau_id].append(en_ligne(reservation, jour, groupes, choix))
    avec_enfants = [creneau for creneau in creneaux if par_creneau[creneau.pk]]
    courant = _courant(avec_enfants, choix.moment, jour)
    return [
        _appel(creneau, par_creneau[creneau.pk], choix, creneau.moment == courant)
        for creneau in avec_enfants
    ]


def en_ligne(
    reservation: Reservation, jour: date, groupes: list[Any], choix: ChoixListe
) -> LignePresence:
    age = age_le(jour, reservation.enfant.naissance)
    groupe = next((groupe for groupe in groupes if groupe.age_min <= age <= groupe.age_max), None)
    ligne = LignePresence(reservation, age, groupe)
    return LignePresence(reservation, age, groupe, choix.retient(ligne))


def _courant(creneaux: list[Creneau], demande: str, jour: date) -> str:
    """The moment to show: the one asked for, else the afternoon's once it is afternoon, else the
    first."""
    moments = [creneau.moment for creneau in creneaux]
    if demande in moments:
        return demande
    ici = timezone.localtime()
    if jour == ici.date() and ici.hour >= MIDI:
        return moments[-1] if moments else ""
    return moments[0] if moments else ""


def _appel(
    creneau: Creneau, lignes: list[LignePresence], choix: ChoixListe, courant: bool
) -> Appel:
    du_groupe = [ligne for ligne in lignes if choix.groupe in ("", ligne.cle_groupe)]
    a_pointer = [ligne for ligne in du_groupe if not ligne.pointee]
    return Appel(
        creneau=creneau,
        lignes=sorted(lignes, key=_par_arrivee) if choix.tri == ARRIVEE else lignes,
        courant=courant,
        presents=sum(ligne.etat == Presence.PRESENT for ligne in du_groupe),
        total=len(du_groupe),
        a_pointer=len(a_pointer),
        annoncees=sum(ligne.annoncee for ligne in a_pointer),
    )


def _par_arrivee(ligne: Any) -> Any:
    """Who is there, in the order they came; then the others, by name (the sort is stable)."""
    if ligne.etat == Presence.PRESENT and ligne.reservation.pointee_le:
        return (0, ligne.reservation.pointee_le.timestamp())
    return (1, 0.0)
