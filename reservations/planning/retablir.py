"""Which bookings that an event had cancelled can be given back, and why the others cannot. Read
under lock."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from famille.models import Enfant, Rattachement
from famille.regles.foyer import en_vigueur_le
from reservations.models import Creneau, Evenement, Fermeture, Inscription, Places, Reservation

from .portee import Portee

if TYPE_CHECKING:
    from reservations.models.activites import InscriptionQuerySet


PASSE = "Ce jour est passé."
DISPARU = "Ce créneau n’existe plus."
DEJA = "Déjà réservé pour ce jour."
FERME = "Ce jour est fermé pour une autre raison."
PLUS_INSCRIT = "L’inscription à cette activité est terminée."
PARTI = "L’enfant n’est plus rattaché à ce foyer."
COMPLET = "Il n’y a plus de place ce jour-là."


class Retablissables:
    """Five queries, for the effects (dict(enfant, creneau, foyer)) of some households. `creneaux`,
    `places`: by key, the second ones locked. `contre` counts the places that it grants."""

    def __init__(
        self,
        evenement: Evenement,
        effets: Collection[dict],
        creneaux: Mapping[int, Creneau],
        places: Mapping[int, Places],
    ) -> None:
        self.creneaux, self.places = creneaux, places
        self.prises: Counter[int] = Counter()
        self.aujourd_hui = timezone.localdate()
        enfants = {effet["enfant"] for effet in effets}
        self.enfants = Enfant.objects.in_bulk(enfants)
        reserves = Reservation.objects.filter(enfant__in=enfants, creneau__in=creneaux)
        self.reserves = set(reserves.order_by().values_list("enfant_id", "creneau_id"))
        self.inscriptions = _periodes(
            Inscription.objects.filter(enfant__in=enfants), "enfant_id", "activite_id"
        )
        self.rattachements = _periodes(
            Rattachement.objects.filter(enfant__in=enfants), "enfant_id", "foyer_id"
        )
        autres = Fermeture.objects.filter(debut__lte=evenement.fin, fin__gte=evenement.debut)
        self.fermetures = list(autres.exclude(evenement=evenement))
        groupes = Evenement.objects.filter(
            ~Q(groupe=None), retire_le=None, debut__lte=evenement.fin, fin__gte=evenement.debut
        )
        self.groupes = [
            Portee.de(autre) for autre in groupes.exclude(pk=evenement.pk).select_related("groupe")
        ]

    def contre(self, effet: dict) -> str:
        """Why this booking cannot be given back; "" when it can, and its place is then counted."""
        creneau = self.creneaux.get(effet["creneau"])
        if creneau is None:
            return DISPARU
        enfant, jour = effet["enfant"], creneau.jour
        if jour < self.aujourd_hui:
            return PASSE
        if (enfant, creneau.pk) in self.reserves:
            return DEJA
        if self._ferme(enfant, creneau):
            return FERME
        if not en_vigueur_le(jour, self.inscriptions.get((enfant, creneau.activite_id), ())):
            return PLUS_INSCRIT
        if not en_vigueur_le(jour, self.rattachements.get((enfant, effet["foyer"]), ())):
            return PARTI
        place = self.places.get(creneau.pk)
        if place is None or place.prises + self.prises[creneau.pk] >= place.capacite:
            return COMPLET
        self.prises[creneau.pk] += 1
        self.reserves.add((enfant, creneau.pk))
        return ""

    def _ferme(self, enfant: int, creneau: Creneau) -> bool:
        if any(_couvre(fermeture, creneau) for fermeture in self.fermetures):
            return True
        return any(
            creneau.activite_id in portee.activites
            and portee.debut <= creneau.jour <= portee.fin
            and portee.concerne(self.enfants[enfant], creneau.jour)
            for portee in self.groupes
        )


def _couvre(fermeture: Fermeture, creneau: Creneau) -> bool:
    if not fermeture.debut <= creneau.jour <= fermeture.fin:
        return False
    if fermeture.activite_id:
        return fermeture.activite_id == creneau.activite_id
    return fermeture.structure_id in (None, creneau.activite.structure_id)


def _periodes(
    lignes: "InscriptionQuerySet | QuerySet[Rattachement]", *cle: str
) -> dict[tuple, list[tuple[date, date | None]]]:
    """{the two keys: [(first day, last day or None)]}."""
    trouvees: dict[tuple, list[tuple[date, date | None]]] = {}
    for premier, second, debut, fin in lignes.order_by().values_list(*cle, "debut", "fin"):
        trouvees.setdefault((premier, second), []).append((debut, fin))
    return trouvees
