"""What bookings ask of the parent on the dashboard: answer an offer, submit what was chosen. One
query for both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from famille.models import Foyer
from famille.socle.dire import enumerer
from famille.socle.requetes import RequeteEcrite
from reservations.lecture.attentes_dites import echeance
from reservations.models import Attente, LignePanier
from reservations.regles.dire import libelle
from reservations.regles.juge import PARIS

if TYPE_CHECKING:
    from famille.socle.requetes.ecrites import Parametre


MONTREES = 3  # offers; more than that is one line that leads to the list


@dataclass(frozen=True)
class PlaceProposee:
    foyer: int
    pk: int
    reference: str
    prenom: str
    bloc: str
    expire_le: datetime
    ensemble: str | None

    @property
    def groupe(self) -> tuple[int, str | int]:
        return self.foyer, self.ensemble or self.pk


def choses_a_faire(foyers: list[Foyer], *, maintenant: datetime) -> list[dict]:
    """list[dict(texte, lien, libelle)]: offers first, since they end in hours, then the basket."""
    offres, changements = _lire(foyers, maintenant)
    groupes = [
        list(siennes) for _groupe, siennes in groupby(offres, key=lambda offre: offre.groupe)
    ]
    if len(groupes) > MONTREES:
        choses = [_toutes(offres, maintenant)]
    else:
        choses = [_une(siennes, maintenant) for siennes in groupes]
    return [*choses, _panier(changements)] if changements else choses


def _lire(foyers: list[Foyer], maintenant: datetime) -> tuple[list[PlaceProposee], int]:
    """(offers that still stand, the next to end first; pending changes of all the baskets)."""
    aujourdhui = maintenant.astimezone(PARIS).date()
    lues = _CHOSES.lire(
        foyers=tuple(foyer.pk for foyer in foyers),
        maintenant=maintenant,
        jour=aujourdhui.isoformat(),
    )
    paniers = {foyer: nombre or 0 for nombre, foyer, *_offre in lues}
    return [PlaceProposee(*ligne[1:]) for ligne in lues if ligne[2] is not None], sum(
        paniers.values()
    )


def _dire_les_choses(
    foyers: "list[Parametre]", maintenant: "Parametre", jour: "Parametre"
) -> QuerySet[Foyer]:
    ouvertes = Q(attentes__etat=Attente.Etat.PROPOSEE, attentes__expire_le__gt=maintenant)
    panier = (
        LignePanier.objects.filter(foyer=OuterRef("pk"), bloc__gte=jour)  # the key says its day
        .order_by()
        .values("foyer")
        .annotate(n=Count("pk"))
    )
    return (
        Foyer.objects.filter(pk__in=foyers)
        .annotate(
            offre=FilteredRelation("attentes", condition=ouvertes),
            changements=Subquery(panier.values("n")),
        )
        .order_by("offre__expire_le", "pk", "offre__ensemble", "offre__pk")
        .values_list(
            "changements",
            "pk",
            "offre__pk",
            "offre__reference",
            "offre__enfant__prenom",
            "offre__bloc",
            "offre__expire_le",
            "offre__ensemble",
        )
    )


_CHOSES = RequeteEcrite(_dire_les_choses)


def _une(siennes: list[PlaceProposee], maintenant: datetime) -> dict:
    premiere = siennes[0]
    prenoms = enumerer(offre.prenom for offre in siennes)
    quoi = (
        "Une place est proposée" if len(siennes) == 1 else f"{len(siennes)} places sont proposées"
    )
    fin = echeance(premiere.expire_le, maintenant)
    return {
        "texte": f"{quoi} à {prenoms}, {libelle(premiere.bloc)} : répondez avant {fin}.",
        "lien": reverse("reservations:attente", args=[premiere.reference]),
        "libelle": f"Répondre pour {prenoms}",
    }


def _toutes(offres: Iterable[PlaceProposee], maintenant: datetime) -> dict:
    offres = list(offres)
    fin = echeance(offres[0].expire_le, maintenant)
    return {
        "texte": f"{len(offres)} places vous sont proposées : répondez à la première avant {fin}.",
        "lien": reverse("reservations:attentes"),
        "libelle": "Répondre",
    }


def _panier(changements: int) -> dict:
    texte = f"{changements} changements de réservation ne sont pas encore soumis."
    return {
        "texte": texte
        if changements > 1
        else "1 changement de réservation n’est pas encore soumis.",
        "lien": reverse("reservations:recapitulatif"),
        "libelle": "Vérifier et soumettre",
    }
