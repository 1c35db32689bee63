"""What each child's file holds and must hold, in one query whatever the number of children."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, DateField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from famille.models import Autorisation, Document, Enfant, ReglageDossier
from famille.regles.dossier import SANS_FIN, Besoin, Faits, Point, juger, jusqu_ou
from famille.regles.foyer import age_le
from famille.socle.offres import Recue, la_recue, la_seule, offres

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class AvecSonDossier(TypedDict):
        """What `avec_faits`, `avec_besoins` and `avec_reglage` add to a row."""

        vaccins_jusqu_au: date | None
        autorisations_dites: int | None
        besoin_inscrit: date | None
        besoin_fiche: date | None
        besoin_assurance: date | None
        reglage_pk: int | None

    EnfantLu = WithAnnotations[Enfant, AvecSonDossier]


REGLAGES = ("autorisations_des", "vaccins_des", "rappel_jours", "second_rappel_jours")


def avec_faits(enfants: QuerySet[Enfant]) -> "QuerySet[EnfantLu]":
    """The same QuerySet of Enfant, each row with what `faits_de` reads."""
    lus: Any = enfants.select_related("fiche_sanitaire")
    return lus.annotate(
        vaccins_jusqu_au=Subquery(_derniers_carnets(OuterRef("pk"))[:1]),
        autorisations_dites=Subquery(
            Autorisation.objects.filter(enfant=OuterRef("pk"))
            .order_by()
            .values("enfant")
            .annotate(n=Count("genre", distinct=True))
            .values("n")
        ),
    )


def avec_besoins(enfants: QuerySet[Any], jour: "date") -> "QuerySet[EnfantLu]":
    """The children, each with what `besoin_de` reads, asked of the higher app that knows."""
    return la_seule(offre.besoins_des_enfants for offre in offres())(enfants, jour)


def _derniers_carnets(enfant: OuterRef) -> QuerySet[Any]:
    """Until when the vaccination records hold, the latest first; a blocked one proves nothing."""
    carnets = Document.objects.du_dossier().filter(
        enfant=enfant, foyer=None, genre=Document.Genre.VACCINS
    )
    carnets = carnets.exclude(etat=Document.Etat.INFECTE).order_by("-classe_le")
    fin = Coalesce(F("valable_jusqu_au"), Value(SANS_FIN, output_field=DateField()))
    return carnets.annotate(fin=fin).values("fin")


def avec_reglage(enfants: QuerySet[Any]) -> QuerySet[Any]:
    """The children, each with what `reglage_de` reads: the dashboard counts its queries."""
    reglages = ReglageDossier.objects.order_by("pk")
    return enfants.annotate(
        **{f"reglage_{nom}": Subquery(reglages.values(nom)[:1]) for nom in ("pk", *REGLAGES)}
    )


def reglage_de(enfant: "EnfantLu") -> ReglageDossier:
    """The town's setting, of a child read with `avec_reglage`."""
    if enfant.reglage_pk is None:
        return ReglageDossier()  # what a town has before it chooses
    return _reglage(*(getattr(enfant, f"reglage_{nom}") for nom in REGLAGES))


@lru_cache(maxsize=8)  # the town's: the same for each child of a page
def _reglage(*valeurs: Any) -> ReglageDossier:
    return ReglageDossier(**dict(zip(REGLAGES, valeurs, strict=True)))


def faits_de(enfant: "EnfantLu") -> Faits:
    """The facts of a child read with `avec_faits`."""
    fiche = getattr(enfant, "fiche_sanitaire", None)
    return Faits(
        fiche=fiche and fiche.valable_jusqu_au,
        assurance=fiche and fiche.assurance_fin,
        vaccins=enfant.vaccins_jusqu_au,
        sans_reponse=len(Autorisation.Genre) - (enfant.autorisations_dites or 0),
    )


def besoin_de(enfant: "EnfantLu") -> Besoin:
    """The needs of a child read with `avec_besoins`."""
    return Besoin(
        inscrit=enfant.besoin_inscrit, fiche=enfant.besoin_fiche, assurance=enfant.besoin_assurance
    )


def sans_les_recues(points: list[Point], enfant: "EnfantLu", parmi: list[Recue]) -> list[Point]:
    """The points of this child, without those for which the family has sent something."""
    return [un for un in points if not la_recue(parmi, un.piece, enfant.pk)]


def points_de(
    enfant: "EnfantLu",
    reglage: ReglageDossier,
    *,
    jour: date | None = None,
    horizon: int | None = None,
) -> list[Point]:
    """What the file of a child, read with both, must hold, as it is on `jour` (today)."""
    jour = jour or timezone.localdate()
    if horizon is None:
        horizon = max(reglage.paliers, default=0)
    voulues = jusqu_ou(besoin_de(enfant), reglage.ages, age_le(jour, enfant.naissance))
    return juger(faits_de(enfant), voulues, jour=jour, horizon=horizon)


def points_des(enfants: QuerySet[Enfant]) -> list[tuple[Any, list[Point]]]:
    """[(child, what his file must hold as it is today)] of these. One query."""
    lus = avec_besoins(avec_reglage(avec_faits(enfants)), timezone.localdate())
    return [(enfant, points_de(enfant, reglage_de(enfant))) for enfant in lus]
