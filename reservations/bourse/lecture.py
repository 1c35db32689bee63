"""The page of places given up: what I may give, what I gave, what I may take. A fixed number of
queries."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from famille.models import Foyer
from famille.socle.dire import en_moment
from reservations.attente.offres import prix_des
from reservations.lecture import file_attente
from reservations.lecture.aides_dites import PrixMontre, avant_les_aides
from reservations.lecture.blocs_reserves import BlocReserve, lire_blocs_reserves
from reservations.lecture.file_attente import rangs_de
from reservations.lecture.presences_dites import libelle_nomme
from reservations.models import Attente, Cession, ReglageReservations, Reservation
from reservations.regles.attente import Nuit, a_son_tour, fin_de_la_bourse
from reservations.regles.juge import PARIS, etendue


def quand_vient_son_tour(cession: Cession, attentes: Collection[Attente]) -> dict[int, datetime]:
    """{wait (pk): from when it may take it}. Who stands alone at the head may at once."""
    reglage = ReglageReservations.load()
    nuit = Nuit(reglage.nuit_debut, reglage.nuit_fin)
    rangs = rangs_de(attentes)
    return {
        une.pk: a_son_tour(
            cession.le, rangs.get(une.pk, 1), heures=reglage.bourse_heures, nuit=nuit
        )
        for une in attentes
    }


HORIZON = timedelta(days=62)  # longer than any deadline
RECENTES = timedelta(days=30)
_PASTILLES = {
    Cession.Etat.OFFERTE: "en-attente",
    Cession.Etat.PRISE: "validee",
    Cession.Etat.SANS_SUITE: "non-analyse",
}


@dataclass(frozen=True)
class ACeder:
    """A booked bloc that can no longer be cancelled, and that somebody waits for."""

    un: BlocReserve
    attendent: int

    @property
    def libelle(self) -> str:
        return libelle_nomme(self.un.activite.service, self.un.bloc.cle)

    @property
    def reservation(self) -> int:
        return self.un.reservations[0].pk


@dataclass(frozen=True)
class Cedee:
    cession: Cession

    @property
    def libelle(self) -> str:
        return libelle_nomme(self.cession.activite.service, self.cession.bloc)

    @property
    def statut(self) -> str:
        return _PASTILLES[Cession.Etat(self.cession.etat)]

    @property
    def offerte(self) -> bool:
        return self.cession.etat == Cession.Etat.OFFERTE


@dataclass(frozen=True)
class APrendre:
    """A place that one of my children waits for. `quand`: "" when it is his turn."""

    cession: Cession
    attente: Attente
    quand: str
    prix: str
    avant_aides: str = ""

    @property
    def libelle(self) -> str:
        return libelle_nomme(self.attente.activite.service, self.attente.bloc)


@dataclass
class PageDeBourse:
    a_ceder: list[ACeder] = field(default_factory=list)
    cedees: list[Cedee] = field(default_factory=list)
    a_prendre: list[APrendre] = field(default_factory=list)

    @property
    def vide(self) -> bool:
        return not (self.a_ceder or self.cedees or self.a_prendre)


def lire_bourse(foyers: list[Foyer], *, maintenant: datetime) -> PageDeBourse:
    jour = maintenant.astimezone(PARIS).date()
    cedees = list(
        Cession.objects.filter(foyer__in=foyers, debut__gte=jour - RECENTES)
        .exclude(etat=Cession.Etat.REPRISE)  # kept after all: a day like another
        .select_related("enfant", "activite__structure")
        .order_by("debut", "pk")
    )
    return PageDeBourse(
        _a_ceder(foyers, cedees, maintenant),
        [Cedee(une) for une in cedees],
        _a_prendre(foyers, maintenant),
    )


def _a_ceder(foyers: list[Foyer], cedees: list[Cession], maintenant: datetime) -> list[ACeder]:
    jour = maintenant.astimezone(PARIS).date()
    offertes = {
        (une.foyer_id, une.enfant_id, une.activite_id, une.bloc)
        for une in cedees
        if une.etat == Cession.Etat.OFFERTE
    }
    trop_tard = [
        un
        for un in lire_blocs_reserves(foyers, jour, jour + HORIZON)
        if un.limite < maintenant < fin_de_la_bourse(un.bloc.debut)
        and all(une.presence == Reservation.Presence.PREVU for une in un.reservations)
        and (un.foyer.pk, un.enfant.pk, un.activite.pk, un.bloc.cle) not in offertes
    ]
    if not trop_tard:
        return []
    attendues = Attente.objects.filter(
        etat=Attente.Etat.EN_ATTENTE,
        activite__in={un.activite.pk for un in trop_tard},
        bloc__in={un.bloc.cle for un in trop_tard},
    )
    nombres: dict[tuple[int, str], int] = {}
    for cle in attendues.order_by().values_list("activite", "bloc"):
        nombres[cle] = nombres.get(cle, 0) + 1
    trouves = [ACeder(un, nombres.get((un.activite.pk, un.bloc.cle), 0)) for un in trop_tard]
    return sorted(
        (un for un in trouves if un.attendent), key=lambda un: (un.un.bloc.debut, un.un.enfant.pk)
    )


def _a_prendre(foyers: list[Foyer], maintenant: datetime) -> list[APrendre]:
    """One a wait: the place given up first."""
    jour = maintenant.astimezone(PARIS).date()
    attentes = list(
        Attente.objects.filter(foyer__in=foyers, etat=Attente.Etat.EN_ATTENTE, debut__gt=jour)
        .select_related("foyer", "enfant", "activite__structure")
        .order_by("debut", "pk")
    )
    if not attentes:
        return []
    offertes = Cession.objects.offertes().filter(
        activite__in={une.activite_id for une in attentes}, bloc__in={une.bloc for une in attentes}
    )
    premieres: dict[tuple[int, str], Cession] = {}
    for cession in offertes.order_by("pk"):
        premieres.setdefault((cession.activite_id, cession.bloc), cession)
    concernees = [une for une in attentes if (une.activite_id, une.bloc) in premieres]
    if not concernees:
        return []
    prix = prix_des(concernees, file_attente.lire_blocs(concernees))
    aides = avant_les_aides(
        PrixMontre(une.foyer_id, une.enfant_id, une.activite_id, *etendue(une.bloc))
        for une in concernees
        if une.pk in prix
    )
    trouvees = []
    for une in concernees:
        cession = premieres[une.activite_id, une.bloc]
        son_tour = quand_vient_son_tour(cession, [une])[une.pk]
        quand = en_moment(son_tour, maintenant) if son_tour > maintenant else ""
        aide = aides.get(une.foyer_id, "") if une.pk in prix else ""
        montant = prix[une.pk].montant if une.pk in prix else ""
        trouvees.append(APrendre(cession, une, quand, montant, aide))
    return trouvees
