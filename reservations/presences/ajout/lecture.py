"""The children whom a centre may add to a list of the day: those registered there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from famille.models import Enfant, Foyer, Rattachement, Responsable
from famille.regles.foyer import age_le
from famille.socle.dire import enumerer
from famille.socle.texte import normaliser
from reservations.lecture.lignes import lire
from reservations.models import Activite, Inscription, Reservation
from reservations.regles.juge import Bloc, Unite

LETTRES = 2
TROUVES_MAX = 12


@dataclass(frozen=True)
class Trouve:
    """A child in one of his homes. `chez`: its adults, where there are two homes to tell apart."""

    enfant: Enfant
    foyer: Foyer
    age: int
    chez: str


def chercher(activite: Activite, jour: date, moment: str, cherche: str) -> list[Trouve]:
    """Those registered to this activity on `jour`, not booked for `moment`, whose name holds every
    word; TROUVES_MAX + 1 at most, none for fewer than LETTRES letters. Four queries."""
    mots = normaliser(cherche).split()
    if len("".join(mots)) < LETTRES:
        return []
    deja = Reservation.objects.filter(
        creneau__activite=activite, creneau__jour=jour, creneau__moment=moment
    )
    inscrits = Inscription.objects.au(jour).filter(activite=activite)
    inscrits = inscrits.exclude(enfant__in=deja.values("enfant")).select_related("enfant")
    enfants = {
        une.enfant_id: une.enfant
        for une in inscrits.order_by("enfant__nom", "enfant__prenom", "enfant_id")
        if all(mot in normaliser(str(une.enfant)) for mot in mots)
    }
    choisis = dict(list(enfants.items())[: TROUVES_MAX + 1])
    encore = Q(fin=None) | Q(fin__gte=jour)
    liens = Rattachement.objects.filter(encore, debut__lte=jour, enfant__in=choisis)
    return _trouves(choisis, list(liens.select_related("foyer").order_by("foyer_id")), jour)


def _trouves(enfants: dict[int, Enfant], liens: list[Rattachement], jour: date) -> list[Trouve]:
    adultes: dict[int, list[str]] = {}
    encore = Q(fin=None) | Q(fin__gte=jour)
    for adulte in Responsable.objects.filter(encore, foyer__in={lien.foyer_id for lien in liens}):
        adultes.setdefault(adulte.foyer_id, []).append(str(adulte))
    siens: dict[int, list[Any]] = {}
    for lien in liens:
        siens.setdefault(lien.enfant_id, []).append(lien.foyer)
    return [
        Trouve(
            enfant,
            foyer,
            age_le(jour, enfant.naissance),
            enumerer(adultes.get(foyer.pk, [])) if len(siens[pk]) > 1 else "",
        )
        for pk, enfant in enfants.items()
        for foyer in siens.get(pk, [])
    ]


def bloc_du_moment(
    foyer: Foyer, enfant: Enfant, activite: Activite, jour: date, moment: str
) -> Bloc | None:
    """What is booked to have this child on that list; None: he is not registered there."""
    lecture = lire([foyer], debut=jour, fin=jour, enfants=[enfant.pk], activites=[activite.pk])
    ligne = lecture.ligne(foyer.pk, enfant.pk, activite.pk)
    if ligne is None:
        return None
    return next(
        (
            bloc
            for bloc in ligne.blocs
            if any(une.jour == jour and une.moment == moment for une in bloc.creneaux)
        ),
        None,
    )


def a_la_semaine(bloc: Bloc) -> bool:
    return bloc.unite == Unite.SEMAINE
