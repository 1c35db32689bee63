"""The facts that prices depend on, in two queries: the grids, and those of each household
(docs/comprendre/tarifs.md)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.cache import caches
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    DecimalField,
    F,
    Field,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

from famille.models import AdresseFoyer, QuotientFamilial
from famille.socle.requetes import RequeteEcrite
from reservations.models import GrilleTarifaire, Inscription, ReductionAccordee
from reservations.regles.accueil.temps import PAS, plages_de, unites_entieres
from reservations.regles.juge import Moment, Unite, UniteComptee
from reservations.regles.reductions.calcul import DeQui, Reduction
from reservations.regles.tarifs import Grille, Tranche

if TYPE_CHECKING:
    from reservations.models.activites import InscriptionQuerySet


A_PERSONNE = 0  # the key of no household: only what is granted to all applies

type GrillesParUnite = dict[Unite | UniteComptee, list[Grille]]
type Grilles = dict[int, GrillesParUnite]  # by activity (pk)


@dataclass
class FaitsTarifaires:
    """The facts of households that prices depend on; periods are (first day, last day or None)."""

    quotients: dict[int, list[tuple[date, date | None, Decimal]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    # household → [(from, key of the row, in the agglomeration)]
    adresses: dict[int, list[tuple[date, int, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    # (household, structure) → [(birth, child, first day, last day or None)]: its children
    # registered there
    inscrits: dict[tuple[int, int], list[tuple[date, int, date, date | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    # household, None for all of them → [(structure, activity: None, all of them; first day, last
    # day or None; what)]
    accordees: dict[
        int | None, list[tuple[int | None, int | None, date, date | None, Reduction]]
    ] = field(default_factory=lambda: defaultdict(list))

    def reductions(
        self, foyer: int, structure: int, activite: int, jour: date
    ) -> tuple[Reduction, ...]:
        """The reductions granted to this household there on that day, to it alone or to all."""
        return tuple(
            une
            for a_qui in (None, foyer)
            for ou, quoi, debut, fin, une in self.accordees.get(a_qui, ())
            if ou in (None, structure)
            and quoi in (None, activite)
            and debut <= jour
            and (fin is None or jour <= fin)
        )

    def quotient(self, foyer: int, jour: date) -> Decimal | None:
        """The quotient in force on that day, the latest begun; None without one."""
        trouve = self.quotient_date(foyer, jour)
        return trouve[2] if trouve else None

    def quotient_date(self, foyer: int, jour: date) -> tuple[date, date | None, Decimal] | None:
        """The quotient in force with its days: (first, last or None, value)."""
        valables = [
            q
            for q in self.quotients.get(foyer, ())
            if q[0] <= jour and (q[1] is None or jour <= q[1])
        ]
        return max(valables, key=lambda q: q[0]) if valables else None

    def quotient_fini_le(self, foyer: int, jour: date) -> date | None:
        """The last day of the quotient that ended before `jour`; None when there was none."""
        return max(
            (fin for _debut, fin, _valeur in self.quotients.get(foyer, ()) if fin and fin < jour),
            default=None,
        )

    def membre(self, foyer: int, jour: date) -> bool:
        """Whether the household lives in the agglomeration on `jour`; False without an address."""
        passees = [adresse for adresse in self.adresses.get(foyer, ()) if adresse[0] <= jour]
        return max(passees)[2] if passees else False

    def rang(self, foyer: int, structure: int, enfant: int, jour: date) -> int:
        """1 for the eldest of the household's children registered to this structure on `jour`, 2
        for the next…"""
        presents = {
            (naissance, autre)
            for naissance, autre, debut, fin in self.inscrits.get((foyer, structure), ())
            if debut <= jour and (fin is None or jour <= fin)
        }
        aines = [autre for _naissance, autre in sorted(presents)]
        return aines.index(enfant) + 1 if enfant in aines else 1


# The other fields of a grid, by the names that the table and the rules share: a field added to both
# is read everywhere.
CHAMPS = tuple(
    champ.name
    for champ in fields(Grille)
    if champ.name not in ("unite", "tranches", "reductions", "pk", "entiers")
)


def en_unite(valeur: str) -> Unite | UniteComptee:
    """The unit of a grid: one of those booked, or one of those counted."""
    return UniteComptee(valeur) if valeur in UniteComptee else Unite(valeur)


def en_grille(
    valeurs: Mapping,
    tranches: Iterable[Tranche],
    reductions: Iterable[Reduction],
    *,
    pk: int | None = None,
) -> Grille:
    """The pure Grille of a row's values (`unite` and CHAMPS), saved or not yet."""
    reste = {champ: valeurs[champ] for champ in CHAMPS}
    return Grille(
        unite=en_unite(valeurs["unite"]),
        tranches=tuple(tranches),
        reductions=tuple(reductions),
        pk=pk,
        **reste,
    )


def lire_grilles(activites: Iterable[int]) -> Grilles:
    """The grids of these activities, in one query."""
    return comprendre_grilles(GRILLES.lire(activites=tuple(activites)))


def les_grilles_montrees(activites: Iterable[int]) -> Grilles:
    """`lire_grilles`, kept some seconds (the cache `proche`), for a page that only shows a price:
    the grids are the same for all families, and prices are read anew before anything is sent."""
    cles = {f"grilles-{pk}": pk for pk in activites}
    gardees = caches["proche"].get_many(cles)
    manquent = [pk for cle, pk in cles.items() if cle not in gardees]
    if manquent:
        lues = lire_grilles(manquent)
        neuves = {f"grilles-{pk}": dict(lues.get(pk, {})) for pk in manquent}
        caches["proche"].set_many(neuves)
        gardees |= neuves
    return {pk: gardees[cle] for cle, pk in cles.items()}


def comprendre_grilles(lignes: Iterable[dict]) -> Grilles:
    """The grids of the rows of GRILLES; there is a row for each bracket with each reduction."""
    valeurs: dict[int, dict] = {}
    tranches: dict[int, dict[int, Tranche]] = defaultdict(dict)
    reductions: dict[int, dict[int, Reduction]] = defaultdict(dict)
    for ligne in lignes:
        pk = ligne["pk"]
        valeurs[pk] = ligne
        if (cle := ligne["tranches__pk"]) and cle not in tranches[pk]:
            tranches[pk][cle] = Tranche(
                **{champ: ligne[f"tranches__{champ}"] for champ in _DE_LA_TRANCHE}
            )
        if (cle := ligne["reductions__pk"]) and cle not in reductions[pk]:
            reductions[pk][cle] = Reduction(
                **{champ: ligne[f"reductions__{champ}"] for champ in DE_LA_REDUCTION}
            )
    grilles: Grilles = defaultdict(lambda: defaultdict(list))
    for pk, ligne in valeurs.items():
        # in the order of their keys: the database gives them in any
        siennes = [une for _cle, une in sorted(tranches[pk].items())]
        moins = [une for _cle, une in sorted(reductions[pk].items())]
        grille = en_grille(ligne, siennes, moins, pk=pk)
        activite = {nom: ligne[f"activite__{nom}"] for nom in DE_L_ACTIVITE}
        grille = replace(grille, entiers=entiers_de(grille.unite, activite))
        grilles[ligne["activite"]][grille.unite].append(grille)
    return grilles


def entiers_de(
    unite: Unite | UniteComptee, activite: Mapping[str, Any]
) -> tuple[tuple[Moment, int], ...]:
    """The most units of each part of a day, where bookings are billed by the time spent.
    `activite`: its columns."""
    pas = PAS.get(UniteComptee(unite)) if unite in UniteComptee else None
    if pas is None or not any(activite[nom] for nom in _RESERVEE):
        return ()
    ouvre, midi, reprend, ferme = (activite[nom] for nom in HEURES_DE_L_ACTIVITE)
    plages = {moment: plages_de(ouvre, midi, reprend, ferme, [moment]) for moment in Moment}
    return tuple(
        (moment, unites_entieres(pas, siennes[0] if siennes else None))
        for moment, siennes in plages.items()
    )


HEURES_DE_L_ACTIVITE = ("ouvre_a", "midi_a", "reprend_a", "ferme_a")
_RESERVEE = ("unite_scolaire", "unite_vacances")
DE_L_ACTIVITE = (*HEURES_DE_L_ACTIVITE, *_RESERVEE)
DE_LA_REDUCTION = ("genre", "seuil", "mesure", "valeur")
_DE_LA_TRANCHE = tuple(champ.name for champ in fields(Tranche))
GRILLES = RequeteEcrite(
    lambda activites: (
        GrilleTarifaire.objects.filter(activite__pk__in=activites)
        .order_by("pk")
        .values(
            *("pk", "activite", "unite", *CHAMPS, "tranches__pk"),
            *(f"tranches__{champ}" for champ in _DE_LA_TRANCHE),
            "reductions__pk",
            *(f"reductions__{champ}" for champ in DE_LA_REDUCTION),
            *(f"activite__{nom}" for nom in DE_L_ACTIVITE),
        )
    )
)


def lire_ce_qui_est_accorde_a_tous() -> FaitsTarifaires:
    """Only the reductions granted to all, for public prices and estimates. One query."""
    faits = FaitsTarifaires()
    for une in ReductionAccordee.objects.filter(foyer=None).order_by("pk"):
        accordee = replace(une.pure, motif=une.motif, portee=DeQui.CENTRE)
        faits.accordees[None].append(
            (une.structure_id, une.activite_id, une.debut, une.fin, accordee)
        )
    return faits


_QUOTIENT, _ADRESSE, _INSCRIPTION, _REDUCTION = range(4)


def lire_faits(foyers: Iterable[int], structures: Iterable[int]) -> FaitsTarifaires:
    """Quotients and addresses of these households, their children registered to these structures,
    and the reductions granted to them or to all: one query, four kinds of rows (kind, household,
    then _TYPES)."""
    return comprendre_faits(_FAITS.lire(foyers=tuple(foyers), structures=tuple(structures)))


def comprendre_faits(lignes: Iterable[tuple]) -> FaitsTarifaires:
    """The facts of the rows of _FAITS or of FAITS_DU_FOYER; a column that a kind of row does not
    use is None."""
    faits = FaitsTarifaires()
    for ligne in lignes:
        sorte, foyer, cle, lien, debut, fin, debut2, fin2, naissance, valeur, *reduction = ligne
        if sorte == _REDUCTION:
            code, seuil, mesure, motif = reduction
            portee = DeQui.FOYER if foyer else DeQui.CENTRE
            une = Reduction(code, mesure, valeur, seuil, motif, portee)
            faits.accordees[foyer].append((lien, cle, debut, fin, une))
        elif sorte == _QUOTIENT:
            faits.quotients[foyer].append((debut, fin, valeur))
        elif sorte == _ADRESSE:
            faits.adresses[foyer].append((debut, cle, bool(lien)))
        else:
            fins = [jour for jour in (fin, fin2) if jour]
            faits.inscrits[foyer, lien].append(
                (naissance, cle, max(debut, debut2), min(fins, default=None))
            )
    return faits


def _dire_les_faits(foyers: Any, **seulement: Any) -> QuerySet[Any, Any]:
    quotients = QuotientFamilial.objects.filter(foyer__pk__in=foyers).order_by()
    adresses = AdresseFoyer.objects.filter(foyer__pk__in=foyers).order_by()
    inscriptions = Inscription.objects.filter(
        enfant__rattachements__foyer__pk__in=foyers, **seulement
    ).order_by()
    accordees = ReductionAccordee.objects.filter(Q(foyer__pk__in=foyers) | Q(foyer=None)).order_by()
    membre = Case(When(dans_agglomeration=True, then=Value(1)), default=Value(0))
    rattachement = "enfant__rattachements__"
    lignes = _colonnes(
        quotients, _QUOTIENT, "foyer", debut="debut", fin="fin", valeur="valeur"
    ).union(
        _colonnes(adresses, _ADRESSE, "foyer", cle="pk", lien=membre, debut="depuis"),
        _colonnes(
            inscriptions,
            _INSCRIPTION,
            f"{rattachement}foyer",
            cle="enfant",
            lien="activite__structure",
            debut="debut",
            fin="fin",
            debut2=f"{rattachement}debut",
            fin2=f"{rattachement}fin",
            naissance="enfant__naissance",
        ),
        _colonnes(
            accordees,
            _REDUCTION,
            "foyer",
            cle="activite",
            lien="structure",
            **{nom: nom for nom in ("debut", "fin", "motif", *DE_LA_REDUCTION)},
        ),
        all=True,
    )
    return lignes.order_by()


_FAITS = RequeteEcrite(
    lambda foyers, structures: _dire_les_faits(foyers, activite__structure__pk__in=structures)
)
FAITS_DU_FOYER = RequeteEcrite(_dire_les_faits)  # whatever the structure
_TYPES: dict[str, Field] = {
    "cle": BigIntegerField(),
    "lien": BigIntegerField(),
    "debut": DateField(),
    "fin": DateField(),
    "debut2": DateField(),
    "fin2": DateField(),
    "naissance": DateField(),
    "valeur": DecimalField(max_digits=8, decimal_places=2),
    "genre": CharField(),
    "seuil": IntegerField(),
    "mesure": CharField(),
    "motif": CharField(),
}


def _colonnes(
    lignes: "QuerySet[Any] | InscriptionQuerySet", sorte: int, foyer: str, **sources: Any
) -> QuerySet[Any, Any]:
    """The rows as (kind, household, then _TYPES in order), NULL in the columns that this kind does
    not use."""
    colonnes = {}
    for nom, type_de_champ in _TYPES.items():
        source = sources.get(nom)
        valeur = Value(None) if source is None else F(source) if isinstance(source, str) else source
        colonnes[f"_{nom}"] = Cast(valeur, type_de_champ)
    return lignes.values_list(
        Value(sorte, output_field=IntegerField()), F(foyer), *colonnes.values()
    )
