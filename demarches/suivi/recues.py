"""What a family has sent and nobody has decided, told wherever the portal would ask for it again:
"Pour commencer", the family's pages, the calendar, the openings, the wishes."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localdate

from demarches.models import Demande
from demarches.models.demande import DemandeQuerySet
from demarches.models.places import EN_JEU
from demarches.regles.avancement import Avancement
from famille.models import Utilisateur
from famille.socle.offres import Recue

PLACE, QUOTIENT = "place", "quotient"
DEMARCHES = {"place-en-accueil-de-loisirs": PLACE, "quotient-familial": QUOTIENT}


class DemandeRecue(NamedTuple):
    """The columns read of a demande. A draft has neither number nor day."""

    pk: UUID
    code: str
    statut: str
    foyer_id: int
    enfant_id: int | None
    numero: str
    deposee_le: datetime
    avancement: Avancement


def recues(foyers: Collection[int], compte: Utilisateur | None) -> list[Recue]:
    """See famille.socle.offres."""
    demandes = Demande.objects.de(compte) if compte else Demande.objects.all()
    return [une for envoi in _lire(demandes.filter(foyer__in=foyers)) for une in dire(envoi)]


def de_ce_genre(compte: Utilisateur, code: str) -> list[Recue]:
    """The demandes of one démarche that wait: a second one is not begun unseen. One query."""
    envois = _lire(Demande.objects.de(compte).filter(code=code))
    return [_recue(envoi, code, envoi.enfant_id) for envoi in envois]


def dire(envoi: DemandeRecue) -> Iterator[Recue]:
    """Of one that waits; nothing of any other."""
    if envoi.statut not in EN_JEU:
        return
    if envoi.code in DEMARCHES:
        yield _recue(envoi, DEMARCHES[envoi.code], envoi.enfant_id)
    for quoi, enfant, fin in envoi.avancement.pieces:
        yield _recue(envoi, quoi, enfant, fin)


def _lire(demandes: DemandeQuerySet) -> list[DemandeRecue]:
    lues = demandes.filter(statut__in=EN_JEU).order_by("deposee_le", "numero")
    return [DemandeRecue._make(lue) for lue in lues.values_list(*DemandeRecue._fields)]


def _recue(envoi: DemandeRecue, quoi: str, enfant: int | None, fin: str = "") -> Recue:
    return Recue(
        quoi,
        envoi.foyer_id,
        enfant,
        envoi.numero,
        localdate(envoi.deposee_le),
        reverse("demarches:demande", args=[envoi.pk]),
        envoi.statut == Demande.Statut.A_COMPLETER,
        date.fromisoformat(fin) if fin else None,
    )
