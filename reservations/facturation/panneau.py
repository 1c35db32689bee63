"""Months that were used and that no campaign has billed, told on the admin's home as soon as the
month after is published, or once a month and a half has passed (docs/comprendre/facturation.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import enumerer
from famille.socle.requetes import RequeteEcrite
from reservations.bureau.droits import ENCAISSER, FACTURER
from reservations.lecture.filtres import Mois
from reservations.models import (
    Activite,
    CampagneFacturation,
    ConsommationImportee,
    GrilleTarifaire,
    Reservation,
)

MOIS_RELUS = 12
TARD = timedelta(days=45)  # after the month's end: nobody waits any more to bill it


@dataclass(frozen=True)
class MoisOublie:
    """A month, and the activities used in it that no published campaign of it has."""

    mois: Mois
    activites: Sequence[str]

    def __str__(self) -> str:
        return f"{self.mois} : {enumerer(self.activites)}"

    @property
    def lien(self) -> str:
        """Where the campaign of this month is begun."""
        return reverse("reservations_bureau:campagne_nouvelle", query={"mois": self.mois.code})


def jamais_factures(mois: Sequence[Mois]) -> list[MoisOublie]:
    """Of these months, in order. One query."""
    return [MoisOublie(un, noms) for un, lues in _lire(mois) if (noms := [une.nom for une in lues])]


def a_signaler(jour: date) -> list[MoisOublie]:
    """Those of the last year whose turn is over: a later month is published, or it is late. An
    activity without a tariff is billed by nobody. One query."""
    courant, tard = Mois.du(jour), jour - TARD
    passes = [courant.decale(-rang) for rang in range(MOIS_RELUS, 0, -1)]
    signales = []
    for un, lues in _lire(passes):
        noms = [
            une.nom
            for une in lues
            if une.tarif_des
            and une.tarif_des <= un.fin
            and (un.fin <= tard or (une.dernier and une.dernier > un.debut))
        ]
        if noms:
            signales.append(MoisOublie(un, noms))
    return signales


class _Oubliee(NamedTuple):
    """An activity used and not billed; `tarif_des`: since when it has a tariff; `dernier`: the last
    month published, of any activity."""

    nom: str
    tarif_des: date | None
    dernier: date | None


def _lire(mois: Sequence[Mois]) -> list[tuple[Mois, list[_Oubliee]]]:
    bornes = {
        f"{borne}_{rang}": le
        for rang, un in enumerate(mois)
        for borne, le in (("du", un.debut), ("au", un.fin))
    }
    lues = [
        (_Oubliee(f"{structure} · {nom}", tarif_des, dernier), oublis)
        for structure, nom, tarif_des, dernier, *oublis in _OUBLIS.lire(**bornes)
    ]
    return [(un, [une for une, oublis in lues if oublis[rang]]) for rang, un in enumerate(mois)]


def _dire_les_oublis(**bornes: Any) -> QuerySet[Any, Any]:
    """Of each activity, a column a month. Django takes 30 ms to write a year of them."""
    publiees = CampagneFacturation.objects.filter(etat=CampagneFacturation.Etat.PUBLIEE)
    grilles = GrilleTarifaire.objects.filter(activite=OuterRef("pk")).order_by("debut")
    oublis: list[Any] = []
    for rang in range(len(bornes) // 2):
        jours = (bornes[f"du_{rang}"], bornes[f"au_{rang}"])
        reserve = Reservation.objects.filter(
            creneau__activite=OuterRef("pk"), creneau__jour__range=jours
        ).exclude(presence=Reservation.Presence.ABSENT_JUSTIFIE)
        compte = ConsommationImportee.objects.filter(
            activite=OuterRef("pk"), jour__range=jours, quantite__gt=0
        )
        facturee = publiees.filter(mois=jours[0], activites=OuterRef("pk"))
        oublis.append(~Exists(facturee) & (Exists(reserve) | Exists(compte)))
    return Activite.objects.order_by("structure__nom", "nom").values_list(
        "structure__nom",
        "nom",
        Subquery(grilles.values("debut")[:1]),
        Subquery(publiees.order_by("-mois").values("mois")[:1]),
        *oublis,
    )


_OUBLIS = RequeteEcrite(_dire_les_oublis)


class PanneauDesOublis(Component):
    name = "jamais-factures"
    template_name = "reservations/facturation/bureau/panneau.html"
    order = 58

    def __init__(self, oublis: Sequence[MoisOublie]) -> None:
        self.oublis = oublis

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        return {"oublis": self.oublis, "perms": parent_context["perms"]}


def panneau(request: RequeteConnectee) -> PanneauDesOublis | None:
    """None: neither the régie nor who bills, or nothing is forgotten."""
    if not any(request.user.has_perm(un) for un in (ENCAISSER, FACTURER)):
        return None
    oublis = a_signaler(timezone.localdate())
    return PanneauDesOublis(oublis) if oublis else None
