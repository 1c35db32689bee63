"""What the dashboard knows of a household's bookings, beside those of the week: the offers to
answer, the basket to submit, until when days are open, what was used. One query for all; one more
of who has a basket, and one of who has booked nothing this month nor the next."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from famille.dossier.tableau_de_bord.panneaux import AFaire
from famille.models import Foyer, Rattachement
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import enumerer
from famille.socle.requetes import RequeteEcrite
from famille.socle.saisie.nombre import Nombre
from reservations.lecture.attentes_dites import echeance
from reservations.lecture.filtres import Mois
from reservations.lecture.presences_dites import libelle_nomme
from reservations.models import (
    Attente,
    ConsommationImportee,
    Creneau,
    Inscription,
    LignePanier,
    Reservation,
    Soin,
)
from reservations.models.soins import RECENTS
from reservations.regles.juge import UniteComptee

from .panier import perimee
from .semaine import AUTRES_JOURS

_LUES = "_pf_choses"  # of the request
MONTREES = 3  # offers; more than that is one line that leads to the list


@dataclass(frozen=True)
class PlaceProposee:
    foyer: int
    pk: int
    reference: str
    prenom: str
    service: str
    bloc: str
    expire_le: datetime
    ensemble: str | None

    @property
    def groupe(self) -> tuple[int, str | int]:
        return self.foyer, self.ensemble or self.pk


class EnPanier(NamedTuple):
    """How many choices of the days to come can still be submitted, and how many cannot."""

    soumissibles: int = 0
    perimes: int = 0


@dataclass(frozen=True)
class Choses:
    """What one query knows of the bookings of these households (pks), beside those of the week.
    `panier`: what its baskets ask; `autres_jours`: booked after the week, until the end of
    next month (`comptes_jusqu_au`);
    `ouvert_jusqu_au`: the last day that its children may be booked for, None where nothing is open;
    of this month, the days booked and the meals counted; `a_des_soins`: whether a centre has just
    written something in its register of care."""

    foyers: tuple[int, ...]
    offres: list[PlaceProposee]
    panier: EnPanier
    autres_jours: int
    ouvert_jusqu_au: date | None
    jours_du_mois: int
    repas_du_mois: Decimal
    a_des_soins: bool

    @cached_property
    def a_commence(self) -> bool:
        """Whether anything was ever booked or counted. One query, of who has nothing this month nor
        the next: asked of all, it is what costs most in the whole page, since looking for a single
        booking PostgreSQL may read everybody's."""
        if self.jours_du_mois or self.autres_jours or self.repas_du_mois:
            return True
        return bool(_A_COMMENCE.lire(foyers=self.foyers))


def choses_a_faire(choses: Choses, *, maintenant: datetime) -> list[AFaire]:
    """Offers first, since they end in hours, then the basket."""
    groupes = [
        list(siennes) for _groupe, siennes in groupby(choses.offres, key=lambda offre: offre.groupe)
    ]
    if len(groupes) > MONTREES:
        dites = [_toutes(choses.offres, maintenant)]
    else:
        dites = [_une(siennes, maintenant) for siennes in groupes]
    return [*dites, _dire_le_panier(choses.panier)] if any(choses.panier) else dites


def choses_de(request: RequeteConnectee, foyers: list[Foyer], *, maintenant: datetime) -> Choses:
    """The same for every panel of the dashboard; one query a request."""
    if not hasattr(request, _LUES):
        cles = tuple(foyer.pk for foyer in foyers)
        setattr(request, _LUES, lire_les_choses(cles, maintenant=maintenant))
    return getattr(request, _LUES)


def comptes_jusqu_au(jour: date) -> date:
    """The last day of next month: to count further costs as much as the family has ever booked, and
    tells it less than the calendar."""
    return Mois.du(jour).decale(1).fin


def lire_les_choses(foyers: tuple[int, ...], *, maintenant: datetime) -> Choses:
    """One query. Of the offers, those that still stand, the next to end first."""
    jour = timezone.localdate(maintenant)
    mois = Mois.du(jour)
    lues = _CHOSES.lire(
        foyers=foyers,
        maintenant=maintenant,
        jour=jour,
        bloc=jour.isoformat(),
        semaine=jour + AUTRES_JOURS,
        ensuite=comptes_jusqu_au(jour),
        debut=mois.debut,
        fin=mois.fin,
        depuis=maintenant - RECENTS,
    )
    autres, ouvert, jours, repas, soignes = lues[0][:5]
    return Choses(
        foyers,
        [PlaceProposee(*ligne[6:]) for ligne in lues if ligne[7] is not None],
        _lire_le_panier(foyers, maintenant) if any(ligne[5] for ligne in lues) else EnPanier(),
        autres,
        ouvert,
        jours,
        repas or Decimal(0),
        soignes,
    )


def _dire_les_choses(
    foyers: Any,
    maintenant: Any,
    jour: Any,
    bloc: Any,
    semaine: Any,
    ensuite: Any,
    debut: Any,
    fin: Any,
    depuis: Any,
) -> QuerySet[Foyer]:
    ouvertes = Q(attentes__etat=Attente.Etat.PROPOSEE, attentes__expire_le__gt=maintenant)
    # the key of a bloc says its day
    panier = LignePanier.objects.filter(foyer=OuterRef("pk"), bloc__gte=bloc)
    comptees = ConsommationImportee.objects.filter(foyer__pk__in=foyers)
    reserves = Creneau.objects.filter(
        Exists(Reservation.objects.filter(creneau=OuterRef("pk"), foyer__pk__in=foyers))
    )
    return (
        Foyer.objects.filter(pk__in=foyers)
        .annotate(
            autres=Nombre(_jours(reserves.filter(jour__gt=semaine, jour__lte=ensuite))),
            ouvert=Subquery(_ouvert_jusqu_au(foyers, maintenant, jour)),
            jours=Nombre(_jours(reserves.filter(jour__gte=debut, jour__lte=fin))),
            soignes=Exists(Soin.objects.tenus().filter(foyer__pk__in=foyers, le__gte=depuis)),
            repas=Subquery(_repas(comptees.filter(jour__gte=debut, jour__lte=fin))),
            offre=FilteredRelation("attentes", condition=ouvertes),
            choisit=Exists(panier),
        )
        .order_by("offre__expire_le", "pk", "offre__ensemble", "offre__pk")
        .values_list(
            *("autres", "ouvert", "jours", "repas", "soignes", "choisit", "pk"),
            *("offre__pk", "offre__reference", "offre__enfant__prenom"),
            *("offre__activite__service", "offre__bloc", "offre__expire_le", "offre__ensemble"),
        )
    )


_CHOSES = RequeteEcrite(_dire_les_choses)


_A_COMMENCE = RequeteEcrite(
    lambda foyers: Foyer.objects.filter(
        Exists(Reservation.objects.filter(foyer=OuterRef("pk")))
        | Exists(ConsommationImportee.objects.filter(foyer=OuterRef("pk"))),
        pk__in=foyers,
    ).values_list("pk")
)


def _jours(creneaux: QuerySet[Creneau]) -> QuerySet[Creneau, Any]:
    """Of créneaux, of which one booking is looked for: a large family has ten on each."""
    return creneaux.order_by().values("jour").distinct()


def _repas(comptees: QuerySet[ConsommationImportee]) -> QuerySet[ConsommationImportee, Any]:
    """Those taken, as the page of the month counts them."""
    repas = comptees.filter(activite__unite_comptee=UniteComptee.REPAS).exclude(
        presence=Reservation.Presence.ABSENT
    )
    return (
        repas.order_by().values("activite__unite_comptee").annotate(n=Sum("quantite")).values("n")
    )


def _ouvert_jusqu_au(foyers: Any, maintenant: Any, jour: Any) -> QuerySet[Inscription, Any]:
    """The last day that an opening covers for a child who is registered then."""
    siens = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour), foyer__pk__in=foyers)
    inscrits = Inscription.objects.filter(
        Q(fin=None) | Q(fin__gte=jour),
        # whatever the town's size, the rows of its children alone are read
        enfant__in=siens.values("enfant"),
        activite__active=True,
        activite__ouvertures__ouvre_le__lte=maintenant,
        activite__ouvertures__fin__gte=jour,
    )
    ouverture = F("activite__ouvertures__fin")
    fin = Coalesce(F("fin"), ouverture)
    bornees = inscrits.annotate(
        jusqu_au=Case(
            When(activite__ouvertures__fin__lte=fin, then=ouverture),
            default=fin,
            output_field=DateField(),
        )
    )
    return bornees.order_by("-jusqu_au").values("jusqu_au")[:1]


def _une(siennes: list[PlaceProposee], maintenant: datetime) -> AFaire:
    premiere = siennes[0]
    prenoms = enumerer(offre.prenom for offre in siennes)
    quoi = (
        "Une place est proposée" if len(siennes) == 1 else f"{len(siennes)} places sont proposées"
    )
    fin = echeance(premiere.expire_le, maintenant)
    quand = libelle_nomme(premiere.service, premiere.bloc)
    return AFaire(
        f"{quoi} à {prenoms}, {quand} : répondez avant {fin}.",
        reverse("reservations:attente", args=[premiere.reference]),
        "Répondre",
        f"pour {prenoms}",
    )


def _toutes(offres: list[PlaceProposee], maintenant: datetime) -> AFaire:
    fin = echeance(offres[0].expire_le, maintenant)
    return AFaire(
        f"{len(offres)} places vous sont proposées : répondez à la première avant {fin}.",
        reverse("reservations:attentes"),
        "Répondre",
    )


def _lire_le_panier(foyers: tuple[int, ...], maintenant: datetime) -> EnPanier:
    """One query, of who has a basket: a deadline is the activity's, and no column says it."""
    lignes = _PANIER.lire(foyers=foyers, bloc=timezone.localdate(maintenant).isoformat())
    perimes = sum(perimee(ligne, maintenant) for ligne in lignes)
    return EnPanier(len(lignes) - perimes, perimes)


_PANIER = RequeteEcrite(
    lambda foyers, bloc: LignePanier.objects.filter(
        foyer__pk__in=foyers, bloc__gte=bloc
    ).select_related("activite")
)


def _dire_le_panier(panier: EnPanier) -> AFaire:
    page = reverse("reservations:recapitulatif")
    if not panier.soumissibles:
        texte = (
            "Un choix n’a pas été soumis à temps : sa date limite est passée."
            if panier.perimes == 1
            else f"{panier.perimes} choix n’ont pas été soumis à temps : leur date limite est"
            " passée."
        )
        return AFaire(texte, page, "Voir lequel" if panier.perimes == 1 else "Voir lesquels")
    texte = (
        f"{panier.soumissibles} changements de réservation ne sont pas encore soumis."
        if panier.soumissibles > 1
        else "1 changement de réservation n’est pas encore soumis."
    )
    return AFaire(texte, page, "Vérifier et soumettre")
