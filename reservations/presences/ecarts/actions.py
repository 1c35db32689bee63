"""What an agent decides of the differences: a meal taken without a booking is accepted, an absence
is noted; either is taken back while it is not billed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from famille.models import LigneFacture, Utilisateur
from famille.socle.dire import compte
from reservations.lecture.filtres import Mois
from reservations.models import Activite, ConsommationImportee, Reservation
from reservations.planning.directions import recul_de
from reservations.presences.actions import Pointage, pointer
from reservations.presences.issues import DEJA, FAIT, motif_du_jour

from .lecture import EcartDeComptage, GenreDEcart, lire_les_ecarts

# Of one press: a whole day of a big town, so that a request stays short.
LIMITE = 1000
Presence = Reservation.Presence


@dataclass(frozen=True)
class Choisis:
    """Which differences a press means: these lines (`sources`), those of a day, or the month's."""

    sources: Collection[str] = ()
    jour: date | None = None
    tout: bool = False

    def compte(self, un: EcartDeComptage) -> bool:
        return self.tout or un.source in self.sources or self.jour == un.ligne.jour


@dataclass(frozen=True)
class EcartsRegles:
    """How many it changed, why others were not, each sentence once, and how many are left for
    another press. `sources`: the lines that were decided, to take this back."""

    faits: int
    refus: Sequence[str] = ()
    reste: int = 0
    sources: Sequence[str] = ()


def accepter_sans_reservation(
    activite: Activite, mois: Mois, choisis: Choisis, *, par: Utilisateur
) -> EcartsRegles:
    """They stay at their price, and the next billing run asks nothing more of them."""
    voulus, reste = _voulus(activite, mois, choisis, GenreDEcart.SANS_RESERVATION)
    comptees = ConsommationImportee.objects.filter(pk__in=_comptages(voulus), acceptee_le=None)
    faits = comptees.update(acceptee_le=timezone.now(), acceptee_par=par)
    return EcartsRegles(faits, reste=reste, sources=[un.source for un in voulus])


def noter_les_absences(
    activite: Activite, mois: Mois, choisis: Choisis, *, par: Utilisateur
) -> EcartsRegles:
    """Tick absent those who had booked and whom the count did not see. What the count has told
    meanwhile is left alone; a tick is refused as on the presence lists. Of a whole month, those of
    the days that `par` may still tick."""
    recul = recul_de(par)
    voulus, reste = _voulus(
        *(activite, mois, choisis, GenreDEcart.NON_POINTE),
        lambda un: not motif_du_jour(un.ligne.jour, recul),
    )
    faits, refus = _pointer(activite, voulus, Presence.PREVU, Presence.ABSENT, par=par)
    return EcartsRegles(faits, refus, reste, [un.source for un in voulus])


@transaction.atomic
def annuler_les_decisions(
    activite: Activite, mois: Mois, choisis: Choisis, *, par: Utilisateur
) -> EcartsRegles:
    """As before they were decided, but for what is billed. Of a whole month, the absences that
    `par` has ticked and no other."""
    acceptes, reste = _voulus(activite, mois, choisis, GenreDEcart.ACCEPTE)
    absents, encore = _voulus(
        activite, mois, choisis, GenreDEcart.ABSENCE_NOTEE, lambda un: un.par == par.pk
    )
    factures = _factures([*acceptes, *absents])
    libres = [un for un in acceptes if un.source not in factures]
    comptees = ConsommationImportee.objects.filter(pk__in=_comptages(libres))
    faits = comptees.update(acceptee_le=None, acceptee_par=None)
    libres = [un for un in absents if un.source not in factures]
    remis, refus = _pointer(activite, libres, Presence.ABSENT, Presence.PREVU, par=par)
    if factures:
        refus = [*refus, _deja_factures(factures)]
    return EcartsRegles(faits + remis, refus, reste + encore)


def _voulus(
    activite: Activite,
    mois: Mois,
    choisis: Choisis,
    nature: GenreDEcart,
    du_mois: Callable[[EcartDeComptage], bool] = lambda un: True,
) -> tuple[list[EcartDeComptage], int]:
    """Those of this press, and how many are left for another. `du_mois`: which of them a press on
    the whole month means."""
    trouves = [
        un
        for un in lire_les_ecarts(mois, activite).de(nature)
        if choisis.compte(un) and (not choisis.tout or du_mois(un))
    ]
    return trouves[:LIMITE], max(len(trouves) - LIMITE, 0)


def _comptages(voulus: Collection[EcartDeComptage]) -> list[int]:
    """The keys of their counts, that their lines are named after."""
    return [int(un.source.rpartition(":")[2]) for un in voulus]


def _factures(voulus: Collection[EcartDeComptage]) -> dict[str, str]:
    """source → the published invoice that has it. One query."""
    lues = LigneFacture.objects.filter(
        source__in=[un.source for un in voulus], corrigee=False, facture__etat="publiee"
    )
    return {source: str(numero) for source, numero in lues.values_list("source", "facture__numero")}


def _deja_factures(factures: dict[str, str]) -> str:
    combien = compte(len(factures), "ligne est déjà facturée", "lignes sont déjà facturées")
    return (
        f"{combien}, dont une sur la facture {min(factures.values())} : régularisez d’abord la"
        " facture."
    )


def _pointer(
    activite: Activite,
    voulus: Collection[EcartDeComptage],
    avant: str,
    apres: str,
    *,
    par: Utilisateur,
) -> tuple[int, list[str]]:
    """How many children's days went from one presence to the other, and why others did not."""
    maintenant = timezone.now()
    par_enfant = _reservations(activite, voulus, avant)
    pointages = [
        Pointage(pk, apres, maintenant)
        for un in voulus
        for pk in par_enfant.get((un.ligne.quoi.foyer, un.ligne.quoi.enfant, un.ligne.jour), ())
    ]
    resultats = pointer(pointages, par=par) if pointages else []
    faits = {
        (une.reservation.enfant_id, une.reservation.creneau.jour)
        for une in resultats
        if une.reservation and une.issue in (FAIT, DEJA)
    }
    refus = dict.fromkeys(
        une.phrase for une in resultats if une.issue not in (FAIT, DEJA) and une.phrase
    )
    return len(faits), list(refus)


def _reservations(
    activite: Activite, voulus: Collection[EcartDeComptage], presence: str
) -> dict[tuple[int, int, date], list[int]]:
    """(household, child, day) → the bookings that are so. One query."""
    lues = Reservation.objects.filter(
        creneau__activite=activite,
        creneau__jour__in={un.ligne.jour for un in voulus},
        enfant__in={un.ligne.quoi.enfant for un in voulus},
        presence=presence,
    ).order_by("pk")
    trouvees: dict[tuple[int, int, date], list[int]] = {}
    for pk, foyer, enfant, jour in lues.values_list("pk", "foyer", "enfant", "creneau__jour"):
        trouvees.setdefault((foyer, enfant, jour), []).append(pk)
    return trouvees
