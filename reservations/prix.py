"""The prices of a page of blocs, in two queries whatever their number (docs/tarifs.md)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    DecimalField,
    F,
    IntegerField,
    Value,
    When,
)
from django.db.models.functions import Cast

from famille.models import AdresseFoyer, QuotientFamilial

from .models import GrilleTarifaire, Inscription
from .regles import Bloc, Moment, Unite
from .tarifs import Grille, Prix, Tranche, grille_au, prix

# When an activity has no grid of the unit booked: (unit whose grid serves, how many of it the bloc holds).
_A_DEFAUT = {
    Unite.SEMAINE: (Unite.JOURNEE, lambda bloc: len(bloc.jours)),
    Unite.JOURNEE: (Unite.DEMI_JOURNEE, lambda bloc: sum(1 + (c.moment == Moment.JOURNEE) for c in bloc.creneaux)),
}


@dataclass(frozen=True)
class APayer:
    """One bloc to price: who pays, for which child, where."""

    foyer: int
    enfant: int
    activite: int
    structure: int
    bloc: Bloc

    @property
    def cle(self) -> tuple[int, int, str]:
        return self.enfant, self.activite, self.bloc.cle


@dataclass
class FaitsTarifaires:
    """What prices depend on, by household; periods are (first day, last day or None)."""

    quotients: dict[int, list[tuple[date, date | None, Decimal]]] = field(default_factory=lambda: defaultdict(list))
    # household → [(from, key of the row, in the agglomeration)]
    adresses: dict[int, list[tuple[date, int, bool]]] = field(default_factory=lambda: defaultdict(list))
    # (household, structure) → [(birth, child, first day, last day or None)]: its children registered there
    inscrits: dict[tuple[int, int], list[tuple[date, int, date, date | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def quotient(self, foyer: int, jour: date) -> Decimal | None:
        """The one in force, the latest begun; None when there is none on that day."""
        valables = [q for q in self.quotients.get(foyer, ()) if q[0] <= jour and (q[1] is None or jour <= q[1])]
        return max(valables, key=lambda q: q[0])[2] if valables else None

    def membre(self, foyer: int, jour: date) -> bool:
        """Whether it lives in the agglomeration on `jour`; without an address it is not known to."""
        passees = [adresse for adresse in self.adresses.get(foyer, ()) if adresse[0] <= jour]
        return max(passees)[2] if passees else False

    def rang(self, foyer: int, structure: int, enfant: int, jour: date) -> int:
        """1 for the eldest of the household's children registered to this structure on `jour`, 2 for the next…"""
        presents = {
            (naissance, autre)
            for naissance, autre, debut, fin in self.inscrits.get((foyer, structure), ())
            if debut <= jour and (fin is None or jour <= fin)
        }
        aines = [autre for _naissance, autre in sorted(presents)]
        return aines.index(enfant) + 1 if enfant in aines else 1


def prix_des_blocs(lecture) -> dict[tuple[int, int, str], Prix]:
    """{(child, activity, key of the bloc): Prix} of what a `Lecture` holds. A bloc without a grid in force is left out:
    `tarifs.SANS_TARIF` is what to say of it."""
    return prix_de(
        APayer(ligne.foyer.pk, ligne.enfant.pk, ligne.activite.pk, ligne.activite.structure_id, bloc)
        for ligne in lecture.lignes
        for bloc in ligne.blocs
    )


def prix_de(a_payer: Iterable[APayer]) -> dict[tuple[int, int, str], Prix]:
    """The same for any list of blocs: a basket, a submission. Two queries, none for an empty list."""
    lignes = list(a_payer)
    if not lignes:
        return {}
    grilles = lire_grilles({ligne.activite for ligne in lignes})
    faits = lire_faits({ligne.foyer for ligne in lignes}, {ligne.structure for ligne in lignes})
    deja: dict[tuple, Prix | None] = {}
    trouves = ((ligne, _un_prix(ligne, grilles, faits, deja)) for ligne in lignes)
    return {ligne.cle: trouve for ligne, trouve in trouves if trouve}


def _un_prix(ligne: APayer, grilles, faits: FaitsTarifaires, deja: dict[tuple, Prix | None]) -> Prix | None:
    """The price on the first day of the bloc; `deja` keeps what was computed, since days look like each other."""
    bloc = ligne.bloc
    jour = bloc.debut
    grille, combien = _grille_du(bloc, grilles.get(ligne.activite, {}), jour)
    if grille is None:
        return None
    faits_du_jour = {
        "quotient": faits.quotient(ligne.foyer, jour),
        "membre": faits.membre(ligne.foyer, jour),
        "rang_enfant": faits.rang(ligne.foyer, ligne.structure, ligne.enfant, jour),
    }
    cle = (grille.pk, combien, *faits_du_jour.values())
    if cle not in deja:
        deja[cle] = prix(grille, **faits_du_jour).fois(combien)
    return deja[cle]


def _grille_du(bloc: Bloc, grilles: dict[Unite, list[Grille]], jour: date) -> tuple[Grille | None, int]:
    """The grid of the bloc's own unit, else of the one it is made of, and how many of that unit it holds."""
    grille = grille_au(grilles.get(bloc.unite, ()), jour)
    if grille or bloc.unite not in _A_DEFAUT:
        return grille, 1
    unite, compter = _A_DEFAUT[bloc.unite]
    return grille_au(grilles.get(unite, ()), jour), compter(bloc)


def lire_grilles(activites: Iterable[int]) -> dict[int, dict[Unite, list[Grille]]]:
    """{activity: {unit: its grids}}, brackets included, in one query."""
    champs = ("mode", "deliberation", "debut", "fin", "taux", "plancher", "plafond", "hors_commune", "deuxieme_enfant")
    lues = GrilleTarifaire.objects.filter(activite__in=activites).order_by("pk")
    valeurs: dict[int, dict] = {}
    tranches: dict[int, list[Tranche]] = defaultdict(list)
    for ligne in lues.values(
        "pk",
        "activite",
        "unite",
        *champs,
        "tranches__pk",
        "tranches__jusqua",
        "tranches__prix",
        "tranches__prix_hors_commune",
    ):
        valeurs[ligne["pk"]] = ligne
        if ligne["tranches__pk"]:
            tranches[ligne["pk"]].append(
                Tranche(ligne["tranches__jusqua"], ligne["tranches__prix"], ligne["tranches__prix_hors_commune"])
            )
    grilles: dict[int, dict[Unite, list[Grille]]] = defaultdict(lambda: defaultdict(list))
    for pk, ligne in valeurs.items():
        unite = Unite(ligne["unite"])
        reste = {champ: ligne[champ] for champ in champs}
        grilles[ligne["activite"]][unite].append(Grille(unite=unite, tranches=tuple(tranches[pk]), pk=pk, **reste))
    return grilles


_QUOTIENT, _ADRESSE, _INSCRIPTION = range(3)


def lire_faits(foyers: Iterable[int], structures: Iterable[int]) -> FaitsTarifaires:
    """Quotients and addresses of these households, and their children registered to these structures: one query, three
    kinds of rows (kind, household, key, structure, debut, fin, debut, fin, birth, value)."""
    foyers = list(foyers)
    quotients = QuotientFamilial.objects.filter(foyer__in=foyers).order_by()
    adresses = AdresseFoyer.objects.filter(foyer__in=foyers).order_by()
    inscriptions = Inscription.objects.filter(
        enfant__rattachements__foyer__in=foyers, activite__structure__in=structures
    ).order_by()
    membre = Case(When(dans_agglomeration=True, then=Value(1)), default=Value(0))
    rattachement = "enfant__rattachements__"
    lignes = _colonnes(quotients, _QUOTIENT, "foyer", debut="debut", fin="fin", valeur="valeur").union(
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
        all=True,
    )
    faits = FaitsTarifaires()
    for ligne in lignes.order_by():
        _ranger(faits, *ligne)
    return faits


_TYPES = {
    "cle": BigIntegerField(),
    "lien": BigIntegerField(),
    "debut": DateField(),
    "fin": DateField(),
    "debut2": DateField(),
    "fin2": DateField(),
    "naissance": DateField(),
    "valeur": DecimalField(max_digits=8, decimal_places=2),
}


def _colonnes(lignes, genre, foyer, **sources):
    """The rows as (kind, household, then _TYPES in order), NULL where this kind has nothing to say."""
    colonnes = {}
    for nom, type_de_champ in _TYPES.items():
        source = sources.get(nom)
        valeur = Value(None) if source is None else F(source) if isinstance(source, str) else source
        colonnes[f"_{nom}"] = Cast(valeur, type_de_champ)
    return lignes.values_list(Value(genre, output_field=IntegerField()), F(foyer), *colonnes.values())


def _ranger(faits, genre, foyer, cle, lien, debut, fin, debut2, fin2, naissance, valeur):
    if genre == _QUOTIENT:
        faits.quotients[foyer].append((debut, fin, valeur))
    elif genre == _ADRESSE:
        faits.adresses[foyer].append((debut, cle, bool(lien)))
    else:
        fins = [jour for jour in (fin, fin2) if jour]
        faits.inscrits[foyer, lien].append((naissance, cle, max(debut, debut2), min(fins, default=None)))
