"""What the rules and the prices must know for one submission that only books, in one statement
(PostgreSQL only).

The facts are those of `lecture` and `prix_faits`, made by the same functions. What the town has
decided is read each time, as a text; the same text is parsed once: a rule is never older than the
submission that it judges.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from types import SimpleNamespace

from django.db.models import DecimalField

from reservations.models import Activite, GrilleTarifaire, Structure
from reservations.regles.annee import jours_connus
from reservations.regles.juge import Bloc, Calendrier, Faits, Garde, Moment, Periode, Unite
from reservations.regles.juge import Creneau as CreneauLu
from reservations.regles.tarifs import Grille, Tranche
from reservations.tarifs.faits import CHAMPS, FaitsTarifaires, en_grille

from .general import faits_de, grouper
from .ville import Ville

_TEXTES = 64  # kept parsed: a few activities, two school years
_DECIMAUX = tuple(
    nom for nom in CHAMPS if isinstance(GrilleTarifaire._meta.get_field(nom), DecimalField)
)


@dataclass(frozen=True)
class VilleLue:
    ville: Ville
    evenements: tuple[int, ...]  # pks of the events that keep a group away


@dataclass
class Enfant:
    """One child in one activity: `blocs` by key; `inscriptions`: (pk, first day, last day or
    None)."""

    prenom: str
    faits: Faits
    blocs: dict[str, Bloc]
    inscriptions: list[tuple[int, date, date | None]]


@dataclass
class LectureRapide:
    """`enfants`: by (child, activity); `deja`: a receipt of this key exists."""

    evenements: tuple[int, ...]
    activites: dict[int, Activite]
    grilles: dict[int, dict[Unite, list[Grille]]]
    tarifaires: FaitsTarifaires
    enfants: dict[tuple[int, int], Enfant] = field(default_factory=dict)
    deja: bool = False


def comprendre(foyer: int, textes: tuple[str, str | None, str]) -> LectureRapide:
    """What the three texts of `sql.LIRE` say of the children (pks) of this household."""
    ville = _ville(textes[0])
    activites, grilles = _activites(textes[1] or "[]")
    rattaches, inscrits, jours, reserves, quotients, adresses, deja = json.loads(textes[2])
    tarifaires = _tarifaires(foyer, inscrits or (), quotients or (), adresses or ())
    lecture = LectureRapide(ville.evenements, activites, grilles, tarifaires, deja=deja)
    creneaux = _creneaux(jours or ())
    groupes = {
        pk: {
            bloc.cle: bloc
            for bloc in grouper(activite, creneaux[pk], ville.ville.calendrier)
            if bloc.propose
        }
        for pk, activite in activites.items()
    }
    siens = defaultdict(list)
    for enfant, titulaire, creneau in reserves or ():
        siens[enfant].append((titulaire, creneau))
    for inscrit in _inscrits(foyer, rattaches or ()).values():
        for pk, periodes in _periodes(inscrit.enfant.pk, activites, inscrits or ()).items():
            faits = faits_de(
                inscrit,
                activites[pk],
                ville.ville,
                tuple((debut, fin) for _pk, debut, fin in periodes),
                siens[inscrit.enfant.pk],
            )
            couple = (inscrit.enfant.pk, pk)
            lecture.enfants[couple] = Enfant(inscrit.enfant.prenom, faits, groupes[pk], periodes)
    return lecture


def _jour(texte):
    return date.fromisoformat(texte) if texte else None


@lru_cache(maxsize=_TEXTES)
def _ville(texte: str) -> VilleLue:
    periodes, feries, ouvertures, fermetures, sorties = (liste or () for liste in json.loads(texte))
    vacances = tuple(
        Periode(nom, _jour(du), _jour(au), pont=nature == "pont")
        for nom, du, au, nature in periodes
    )
    calendrier = Calendrier(
        vacances, {_jour(jour): nom for jour, nom in feries}, jours_connus(vacances)
    )
    ville = Ville(calendrier, defaultdict(list), defaultdict(list), defaultdict(list))
    for activite, du, au, ouvre_le in ouvertures:
        ville.ouvertures[activite].append((_jour(du), _jour(au), datetime.fromisoformat(ouvre_le)))
    for structure, activite, du, au, motif in fermetures:
        ville.fermetures[structure, activite].append((_jour(du), _jour(au), motif))
    for _pk, activite, du, au, motif, de, a in sorties:
        ville.sorties[activite].append((_jour(du), _jour(au), motif, de, a))
    return VilleLue(ville, tuple(sortie[0] for sortie in sorties))


@lru_cache(maxsize=_TEXTES)
def _activites(texte: str):
    """({pk: Activite with its Structure}, {pk: {unit: its grids}})."""
    activites: dict[int, Activite] = {}
    grilles: dict[int, dict[Unite, list[Grille]]] = {}
    for ligne, structure, lues in json.loads(texte):
        activite = Activite(**ligne)
        activite.structure = Structure(pk=activite.structure_id, nom=structure)
        activites[activite.pk] = activite
        grilles[activite.pk] = defaultdict(list)
        for valeurs, tranches in lues or ():
            grille = _grille(valeurs, tranches or ())
            grilles[activite.pk][grille.unite].append(grille)
    return activites, grilles


def _grille(valeurs, tranches):
    decimaux = {nom: None if valeurs[nom] is None else Decimal(valeurs[nom]) for nom in _DECIMAUX}
    dates = {nom: _jour(valeurs[nom]) for nom in ("debut", "fin")}
    propres = {nom: valeurs[nom] for nom in ("unite", *CHAMPS)} | decimaux | dates
    bornes = (
        Tranche(*(None if montant is None else Decimal(montant) for montant in tranche))
        for tranche in tranches
    )
    return en_grille(propres, bornes, pk=valeurs["id"])


def _creneaux(jours):
    par_activite = defaultdict(list)
    for pk, activite, jour, moment, capacite, prises, ouvert in jours:
        lu = CreneauLu(pk, date.fromisoformat(jour), Moment(moment), capacite, prises, ouvert)
        par_activite[activite].append(lu)
    return par_activite


def _inscrits(foyer, rattaches):
    """{child: what `lecture.faits_de` wants of him}; of several stays in the household, the
    last."""
    inscrits = {}
    for enfant, prenom, naissance, debut, fin, semaines, fiche, assurance, periodes in rattaches:
        jours = tuple((_jour(du), _jour(au), ici) for du, au, ici in periodes or ())
        sante = SimpleNamespace(valable_jusqu_au=_jour(fiche), assurance_fin=_jour(assurance))
        inscrits[enfant] = SimpleNamespace(
            foyer=SimpleNamespace(pk=foyer),
            enfant=SimpleNamespace(
                pk=enfant, prenom=prenom, naissance=_jour(naissance), fiche_sanitaire=sante
            ),
            garde=Garde(semaines, jours, _jour(debut), _jour(fin)),
        )
    return inscrits


def _periodes(enfant, activites, inscrits):
    """{activity: registrations of this child}, once each."""
    par_activite: dict[int, dict] = defaultdict(dict)
    for pk, autre, activite, _structure, debut, fin, *_reste in inscrits:
        if autre == enfant and activite in activites:
            par_activite[activite][pk] = (pk, _jour(debut), _jour(fin))
    return {activite: list(lues.values()) for activite, lues in par_activite.items()}


def _tarifaires(foyer, inscrits, quotients, adresses):
    faits = FaitsTarifaires()
    faits.quotients[foyer] = [
        (_jour(debut), _jour(fin), Decimal(valeur)) for debut, fin, valeur in quotients
    ]
    faits.adresses[foyer] = [(_jour(depuis), pk, membre) for depuis, pk, membre in adresses]
    for _pk, enfant, _activite, structure, debut, fin, depuis, jusqu_au, naissance in inscrits:
        fins = [_jour(texte) for texte in (fin, jusqu_au) if texte]
        periode = (max(_jour(debut), _jour(depuis)), min(fins, default=None))
        faits.inscrits[foyer, structure].append((_jour(naissance), enfant, *periode))
    return faits


def bornes(debut: date, fin: date) -> tuple[date, date, date]:
    """(first, last day, widened to whole weeks; from when the town's decisions bear on them)."""
    lundi = debut - timedelta(days=debut.weekday())
    return lundi, fin + timedelta(days=6 - fin.weekday()), date(lundi.year - 1, 1, 1)
