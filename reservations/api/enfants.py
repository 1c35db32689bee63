"""Registrations and bookings: children by their number, by their name where the key may read it."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from famille.echanges.api.pages import Page, Parcours, paginer
from famille.echanges.api.porte import lire, peut_lire
from reservations.models import Inscription, Reservation

from .centres import FiltreDesJours, etendue
from .mots import MOMENTS, Cle, identite, moment
from .portees import IDENTITES, INSCRIPTIONS, RESERVATIONS

routeur = Router(tags=["Enfants"])


class EnfantLu(Schema):
    id: int
    nom: str | None = Field(description="Vide (null) sans le droit « Noms des enfants ».")
    prenom: str | None


class FiltreDesInscriptions(Parcours):
    au: date | None = Field(None, description="En vigueur ce jour-là.")
    activite: Cle | None = Field(None, description="D’une activité, par son « id ».")


class InscriptionLue(Schema):
    id: int
    activite: int
    enfant: EnfantLu
    debut: date
    fin: date | None


class ReservationLue(Schema):
    id: int
    activite: int
    jour: date
    moment: str = Field(description=f"{', '.join(MOMENTS.values())}.")
    enfant: EnfantLu
    foyer: str = Field(description="Numéro du dossier de la famille qui a réservé.")
    presence: str = Field(description="prevu, present, absent, absent-justifie.")
    absence_annoncee: bool
    reservee_le: datetime


@lire(
    routeur,
    "inscriptions",
    INSCRIPTIONS,
    reponse=Page[InscriptionLue],
    titre="Les enfants inscrits aux activités",
)
def inscriptions(request: HttpRequest, filtre: Query[FiltreDesInscriptions]) -> dict[str, Any]:
    lues = Inscription.objects.select_related("enfant")
    if filtre.au:
        lues = lues.au(filtre.au)
    if filtre.activite is not None:
        lues = lues.filter(activite=filtre.activite)
    page, nommer = paginer(request, lues, filtre), peut_lire(request, IDENTITES)
    return page | {"resultats": [_inscription(une, nommer=nommer) for une in page["resultats"]]}


def _inscription(inscription: Inscription, *, nommer: bool) -> dict[str, Any]:
    return {
        "id": inscription.pk,
        "activite": inscription.activite_id,
        "enfant": identite(inscription.enfant, nommer=nommer),
        "debut": inscription.debut,
        "fin": inscription.fin,
    }


@lire(
    routeur,
    "reservations",
    RESERVATIONS,
    reponse=Page[ReservationLue],
    titre="Les jours réservés et les présences",
)
def reservations(request: HttpRequest, filtre: Query[FiltreDesJours]) -> dict[str, Any]:
    lues = Reservation.objects.filter(creneau__jour__range=etendue(filtre.du, filtre.au))
    if filtre.activite is not None:
        lues = lues.filter(creneau__activite=filtre.activite)
    page = paginer(request, lues.select_related("enfant", "creneau", "foyer"), filtre)
    nommer = peut_lire(request, IDENTITES)
    return page | {"resultats": [_reservation(une, nommer=nommer) for une in page["resultats"]]}


def _reservation(reservation: Reservation, *, nommer: bool) -> dict[str, Any]:
    return {
        "id": reservation.pk,
        "activite": reservation.creneau.activite_id,
        "jour": reservation.creneau.jour,
        "moment": moment(reservation.creneau.moment),
        "enfant": identite(reservation.enfant, nommer=nommer),
        "foyer": reservation.foyer.numero,
        "presence": reservation.presence,
        "absence_annoncee": reservation.absence_annoncee_le is not None,
        "reservee_le": reservation.creee_le,
    }
