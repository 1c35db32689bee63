"""What payers would pay of what a family is about to book: its months as they are, then with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from reservations.lecture.filtres import Mois
from reservations.models import Reservation
from reservations.regles.prise_en_charge.partage import APartager

from . import lecture as lues
from .aides import Droits, PartDuDroit, lire_les_droits
from .lecture import ActiviteLue
from .lignes import LigneConsommee, lignes_du_mois

ZERO = Decimal("0.00")
MOIS_LUS = 12  # of one summary


@dataclass(frozen=True)
class Change:
    """A bloc that would be booked at `montant`, in euros, or cancelled (`annule`)."""

    cle: int
    enfant: int
    activite: int
    jours: tuple[date, ...]
    montant: Decimal = ZERO
    annule: bool = False


def aide_en_plus(foyer: int, changes: Iterable[Change]) -> Decimal | None:
    """What payers would pay more once these are done, in euros: less than zero when they cancel.
    None: this household has no right then, and one query was asked; else those of twenty-four
    months at most."""
    tous = [un for un in changes if un.jours]
    if not tous:
        return None
    premier = Mois.du(min(min(un.jours) for un in tous))
    jusqua = max(max(un.jours) for un in tous)
    droits = lire_les_droits(premier, [foyer], jusqua=Mois.du(jusqua))
    if not droits.de:
        return None
    if droits.plafonnes:  # what is booked later has what is left of a ceiling
        jusqua = max(jusqua, _dernier_jour(foyer) or jusqua)
    ecart = min(Mois.du(jusqua).ecart(premier.debut), MOIS_LUS - 1)
    mois = [premier.decale(rang) for rang in range(ecart + 1)]
    return _comparer(foyer, droits, mois, tous)


def _dernier_jour(foyer: int) -> date | None:
    """The last one that this household has booked."""
    siennes = Reservation.objects.filter(foyer=foyer)
    return siennes.aggregate(dernier=Max("creneau__jour"))["dernier"]


def _comparer(
    foyer: int, avant: Droits, mois: Sequence[Mois], changes: Sequence[Change]
) -> Decimal:
    apres, activites = avant.de_nouveau(), lues.lire_activites()
    jour, ecart = timezone.localdate(), ZERO
    _plafonnes, anciens = avant.plafonnes_avant(mois[0])
    for un in (*anciens, *mois):
        lignes = avant.payables(lignes_du_mois(un, [foyer], activites, jour))
        telles = [(une, avant.a_partager(une)) for une in lignes]
        restent = [part for une, part in telles if not _annulee(une, changes)]
        viennent = [
            _a_partager(change, activites)
            for change in changes
            if not change.annule
            and change.jours[0] in un
            and change.activite in activites
            and not avant.tiers.du(change.enfant, foyer, change.jours[0])
        ]
        de_plus = _somme(apres.partager(foyer, [*restent, *viennent]))
        ecart += de_plus - _somme(avant.partager(foyer, [part for _une, part in telles]))
    return ecart


def _annulee(ligne: LigneConsommee, changes: Sequence[Change]) -> bool:
    jours = {creneau.jour for creneau in ligne.creneaux}
    return any(
        un.annule
        and (un.enfant, un.activite) == (ligne.enfant_id, ligne.activite_id)
        and jours <= set(un.jours)
        for un in changes
    )


def _a_partager(change: Change, activites: dict[int, ActiviteLue]) -> APartager:
    return APartager(
        f"panier:{change.cle}",
        change.enfant,
        sorted(set(change.jours)),
        change.montant,
        service=activites[change.activite].service,
    )


def _somme(parts: dict[str, list[PartDuDroit]]) -> Decimal:
    return sum(
        (sum(jours.values(), ZERO) for siennes in parts.values() for _droit, jours in siennes), ZERO
    )
