"""Months that were used and that no campaign has billed, told on the admin's home as soon as the
month after is published, or once a month and a half has passed (docs/comprendre/facturation.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import caches
from django.db.models import Exists, OuterRef
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import enumerer
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
GARDE = 60  # seconds, or until a campaign is published: Django takes 30 ms to write this query


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


def a_signaler(jour: date) -> list[MoisOublie]:
    """Those of the last year whose turn is over: a later month is published, or it is late. An
    activity without a tariff is billed by nobody. One query."""
    courant = Mois.du(jour)
    passes = [courant.decale(-rang) for rang in range(MOIS_RELUS, 0, -1)]
    return jamais_factures(passes, tard=jour - TARD)


def jamais_factures(mois: Sequence[Mois], *, tard: date | None = None) -> list[MoisOublie]:
    """Of these months, in order. One query. `tard`: of activities that have a tariff; a month that
    ended since then is told only where a later one is published."""
    publiees = CampagneFacturation.objects.filter(etat=CampagneFacturation.Etat.PUBLIEE)
    oublis = {}
    for un in mois:
        jours = (un.debut, un.fin)
        reserve = Reservation.objects.filter(
            creneau__activite=OuterRef("pk"), creneau__jour__range=jours
        ).exclude(presence=Reservation.Presence.ABSENT_JUSTIFIE)
        compte = ConsommationImportee.objects.filter(
            activite=OuterRef("pk"), jour__range=jours, quantite__gt=0
        )
        oubli: Any = ~Exists(publiees.filter(mois=un.debut, activites=OuterRef("pk"))) & (
            Exists(reserve) | Exists(compte)
        )
        if tard:
            oubli &= Exists(
                GrilleTarifaire.objects.filter(activite=OuterRef("pk"), debut__lte=un.fin)
            )
        if tard and un.fin > tard:
            oubli &= Exists(publiees.filter(mois__gt=un.debut))
        oublis[f"oubli_{un.debut:%Y_%m}"] = oubli
    lues = Activite.objects.order_by("structure__nom", "nom").values(
        "structure__nom", "nom", **oublis
    )
    noms = [(f"{une['structure__nom']} · {une['nom']}", une) for une in lues]
    trouves = [
        MoisOublie(un, [nom for nom, une in noms if une[cle]])
        for un, cle in zip(mois, oublis, strict=True)
    ]
    return [un for un in trouves if un.activites]


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
    jour = timezone.localdate()
    publiees = CampagneFacturation.objects.filter(etat=CampagneFacturation.Etat.PUBLIEE).count()
    oublis = caches["proche"].get_or_set(
        f"mois-oublies-{jour}-{publiees}", lambda: a_signaler(jour), GARDE
    )
    return PanneauDesOublis(oublis) if oublis else None
