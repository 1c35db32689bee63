"""The month as the page shows it: weeks, days, and in each day the choices of each child. Pure
(G10, G27, G31)."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from famille.socle.dire import en_jour, en_lettres
from reservations.lecture.filtres import Mois
from reservations.lecture.presences_dites import COTE_A_COTE, mot_de
from reservations.regles.cases import EnAttente, case
from reservations.regles.juge import PARIS, Bloc, Delai, Nature, Unite

from .grille_pieces import (
    INCONNU,
    PASSE,
    SANS_ACCUEIL,
    Choix,
    GrilleMois,
    JourGrille,
    RangEnfant,
    SemaineGrille,
)

if TYPE_CHECKING:
    from reservations.lecture.lignes import Lecture, LigneInscription


SAMEDI = 5
_ORDRE = {"cantine": 1, "garderie": 1, "garderie du soir": 2}  # after those of the morning
HORIZON = 60  # days in which a first day that can be changed is looked for


@dataclass(frozen=True)
class Contexte:
    """What the cells need beside the `Lecture`. Keys are (household, child, activity, bloc)."""

    maintenant: datetime
    actions: Mapping[tuple, str] = field(default_factory=dict)
    attentes: Mapping[tuple, EnAttente] = field(default_factory=dict)
    seuil: int = 5

    @cached_property
    def aujourdhui(self) -> date:
        return self.maintenant.astimezone(PARIS).date()


def grille(lecture: "Lecture", mois: Mois, contexte: Contexte) -> GrilleMois:
    """The weeks of `mois`, with what `lecture` holds of them."""
    par_jour, par_semaine, titres = _ranger(lecture, contexte, mois)
    colonnes = max([5, *(jour.weekday() + 1 for jour in par_jour)])
    semaines = []
    lundi = mois.debut - timedelta(days=mois.debut.weekday())
    while lundi <= mois.fin:
        hebdo = par_semaine.get(lundi, [])
        jours = [
            _jour(lundi + timedelta(days=n), par_jour, bool(hebdo), lecture, mois, contexte)
            for n in range(colonnes)
        ]
        if hebdo or any(jour.dedans for jour in jours):
            semaines.append(SemaineGrille(jours, titres.get(lundi, ""), hebdo))
        lundi += timedelta(days=7)
    pleines = frozenset(
        jour.jour.weekday() for semaine in semaines for jour in semaine.jours if jour.rangs
    )
    return GrilleMois(mois, semaines, colonnes, pleines, _sans_equivoque(lecture.lignes))


def qui(ligne: "LigneInscription", *, nom: str = "", plusieurs: bool = False) -> str:
    """The child and the place, as a button's name says them."""
    foyer = f", {ligne.foyer}" if plusieurs else ""
    return f"{ligne.enfant.prenom}{foyer}, {nom or ligne.activite.structure.nom}"


def choix_de(ligne: "LigneInscription", bloc: Bloc, contexte: Contexte, qui: str) -> Choix | None:
    """One bloc of one line, as the page shows it. None: over, and nothing to say."""
    cle = (*ligne.cle, bloc.cle)
    une = case(
        bloc,
        ligne.faits,
        maintenant=contexte.maintenant,
        action=contexte.actions.get(cle, ""),
        attente=contexte.attentes.get(cle),
        seuil=contexte.seuil,
    )
    if une is None:
        return None
    return Choix(cle, quand(bloc), qui, mot_de(ligne.activite.service, bloc), une)


def quand(bloc: Bloc) -> str:
    """ "mercredi 9 décembre", "semaine du 21 au 24 décembre"."""
    if bloc.unite != Unite.SEMAINE:
        return en_jour(bloc.debut)
    return _etendue(bloc.debut, bloc.fin)


def noms_des_activites(lignes: "list[LigneInscription]") -> dict[int, str]:
    """pk → the structure's name; with the activity's own where these children have several in
    it."""
    activites = {ligne.activite.pk: ligne.activite for ligne in lignes}
    par_structure = Counter(activite.structure_id for activite in activites.values())
    return {
        pk: str(activite) if par_structure[activite.structure_id] > 1 else activite.structure.nom
        for pk, activite in activites.items()
    }


def premiers_jours(lignes: "list[LigneInscription]", maintenant: datetime) -> dict[Delai, date]:
    """The first day that can still be booked, for each deadline of these lines."""
    aujourdhui = maintenant.astimezone(PARIS).date()
    trouves = {}
    for ligne in lignes:
        delai = ligne.faits.delai_reservation
        if delai not in trouves:
            jours = (aujourdhui + timedelta(days=n) for n in range(HORIZON))
            calendrier = ligne.faits.calendrier
            trouves[delai] = next(
                (jour for jour in jours if delai.limite(jour, calendrier) >= maintenant), aujourdhui
            )
    return trouves


def _ranger(
    lecture: "Lecture", contexte: Contexte, mois: Mois
) -> tuple[dict[date, list[RangEnfant]], dict[date, list[RangEnfant]], dict[date, str]]:
    """(day → its rows, Monday → the rows of its week, Monday → what it is called) for what touches
    the month, in the order of the lines."""
    noms = noms_des_activites(lecture.lignes)
    plusieurs = len({ligne.foyer.pk for ligne in lecture.lignes}) > 1
    par_jour: dict[date, list[RangEnfant]] = defaultdict(list)
    par_semaine: dict[date, list[RangEnfant]] = defaultdict(list)
    titres: dict[date, str] = {}
    rangs: dict[tuple, RangEnfant] = {}
    debut, fin = mois.debut, mois.fin
    for ligne in lecture.lignes:
        nom = noms[ligne.activite.pk]
        foyer = str(ligne.foyer) if plusieurs else ""
        dite = qui(ligne, nom=nom, plusieurs=plusieurs)
        a_cote = ligne.activite.service in COTE_A_COTE
        enfant = ligne.cle[:2]
        for bloc in ligne.blocs:
            hebdo, jour = bloc.unite is Unite.SEMAINE, bloc.debut
            if not (any(map(mois.__contains__, bloc.jours)) if hebdo else debut <= jour <= fin):
                continue
            un = choix_de(ligne, bloc, contexte, dite)
            if un is None:
                continue
            ou = jour - timedelta(days=jour.weekday()) if hebdo else jour
            ensemble = a_cote and not hebdo
            cle = (enfant, None if ensemble else ligne.cle[-1], ou, hebdo)
            rang = rangs.get(cle)
            if rang is None:
                rang = rangs[cle] = RangEnfant(ligne.enfant, foyer, "" if ensemble else nom)
                (par_semaine if hebdo else par_jour)[ou].append(rang)
            rang.choix.append(un)
            if hebdo:
                titres.setdefault(ou, quand(bloc).capitalize())
    for rang in rangs.values():
        if len(rang.choix) > 1:
            rang.choix.sort(key=lambda un: _ORDRE.get(un.mot, 0))
    return par_jour, par_semaine, titres


def _jour(
    jour: date,
    par_jour: dict[date, list[RangEnfant]],
    hebdo: bool,
    lecture: "Lecture",
    mois: Mois,
    contexte: Contexte,
) -> JourGrille:
    calendrier = lecture.calendrier
    nature = calendrier.nature(jour)
    un = JourGrille(
        jour,
        jour in mois,
        nature,
        passe=jour < contexte.aujourdhui,
        aujourdhui=jour == contexte.aujourdhui,
    )
    if not un.dedans:
        return un
    un.rangs = par_jour.get(jour, [])
    if nature == Nature.FERIE:
        nom = calendrier.feries[jour]
        # "mercredi 11 novembre", "11 novembre"
        un.etiquette = "férié" if nom in en_jour(jour) else f"{nom}, férié"
    elif nature == Nature.PONT and (periode := calendrier.periode(jour)):
        un.etiquette = periode.nom
    elif nature == Nature.VACANCES:
        un.etiquette = "vacances"
    if not un.rangs:
        un.rien = _pourquoi_rien(jour, nature, hebdo, lecture, passe=un.passe)
    return un


def _pourquoi_rien(
    jour: date, nature: Nature, hebdo: bool, lecture: "Lecture", *, passe: bool
) -> str:
    """Why this day has nothing to choose, in words."""
    if nature in (Nature.FERIE, Nature.PONT):
        return SANS_ACCUEIL
    raisons = {ligne.faits.ferme_pour(jour) for ligne in lecture.lignes}
    if len(raisons) == 1 and None not in raisons:
        return f"fermé : {raisons.pop()}"
    if passe:
        return PASSE
    if nature == Nature.INCONNUE and jour.weekday() < SAMEDI:
        return INCONNU
    return "réservé à la semaine" if hebdo and jour.weekday() < SAMEDI else SANS_ACCUEIL


def _sans_equivoque(lignes: "list[LigneInscription]") -> bool:
    """Whether the initial of a child says who he is and where he goes."""
    initiales = {
        (ligne.foyer.pk, ligne.enfant.pk): ligne.enfant.prenom[:1].upper() for ligne in lignes
    }
    return len(initiales) == len(lignes) == len(set(initiales.values()))


def _etendue(debut: date, fin: date) -> str:
    if debut == fin:
        return f"semaine du {en_jour(debut)}"
    if (debut.year, debut.month) == (fin.year, fin.month):
        return f"semaine du {en_lettres(debut).split()[0]} au {en_jour(fin).split(' ', 1)[1]}"
    return f"semaine du {en_jour(debut).split(' ', 1)[1]} au {en_jour(fin).split(' ', 1)[1]}"
