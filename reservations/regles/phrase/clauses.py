"""The clauses of a sentence: where each begins, and what it takes from its neighbours."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from famille.socle.dire import en_jour, en_lettres, enumerer

from .jetons import GenreActivite, Jeton, Maisonnee, Partie, Sorte
from .jours import JOURS_NOMMES
from .periode import a_son_mois, dans_leur_mois, est_un_mois, jours_de, sont_des_jours
from .voeux import Sauf, Voeu

_QUOI = (Sorte.ACTIVITE, Sorte.PARTIE)
_QUELLE_SEMAINE = frozenset({("la", "semaine"), ("en", "semaine")})


def exclus(jetons: Sequence[Jeton]) -> Iterator[Jeton]:
    """What follows "sauf": days, until something else is said; or else activities or children. The
    period of "sauf le mercredi en janvier" is that of the whole sentence, where it has no other."""
    for groupe in groupes_exclus(jetons):
        dits = [un for un in groupe if un.sorte != Sorte.SEPARATEUR]
        autres = [un for un in jetons if un.plage and un not in groupe]
        for rang, jeton in enumerate(dits):
            if not (jeton.plage and rang and not autres and lies(groupe, dits[rang - 1], jeton)):
                yield jeton


def groupes_exclus(jetons: Sequence[Jeton]) -> Iterator[list[Jeton]]:
    """What each "sauf" leaves out, with its separators."""
    for rang, sauf in enumerate(jetons):
        if sauf.sorte == Sorte.SAUF and (groupe := ce_qui_est_exclu(jetons[rang + 1 :])):
            yield groupe


def ce_qui_est_exclu(suite: Sequence[Jeton]) -> list[Jeton]:
    """What one "sauf" leaves out of what follows it: days, activities or children; [] for what it
    cannot, as a part of the day."""
    dits = [un for un in suite if un.sorte not in (Sorte.VIDE, Sorte.POUR)]
    sorte = dits[0].sorte if dits else None
    if sorte not in (Sorte.JOURS, Sorte.ACTIVITE, Sorte.ENFANT):
        return []
    return list(itertools.takewhile(lambda un: un.sorte == sorte or _continue(un), dits))


def _continue(jeton: Jeton) -> bool:
    return jeton.sorte == Sorte.SEPARATEUR and (not jeton.fort or jeton.mots[0].norme == ",")


def lies(groupe: Sequence[Jeton], un: Jeton, autre: Jeton) -> bool:
    """Whether a period is of the days before it, without an "et": "le mercredi en janvier",
    "les vacances jusqu’à fin mars"."""
    entre = groupe[groupe.index(un) + 1 : groupe.index(autre)]
    borne = autre.plage and not sont_des_jours(autre) and "vacances" not in autre.normes
    jours = un.semaine or un.dates or (borne and not est_un_mois(autre))
    return bool(jours) and all(e.mots[0].norme == "," for e in entre)


@dataclass
class Clause:
    jours: list[Jeton] = field(default_factory=list)
    quoi: list[Jeton] = field(default_factory=list)
    enfants: set[int] = field(default_factory=set)
    noms: list[int] = field(default_factory=list)  # where a child is named
    inconnus: list[str] = field(default_factory=list)  # a name that is nobody's here
    hors: list[Jeton] = field(default_factory=list)  # days that are not of the month said
    annuler: bool = False
    comme_avant: frozenset[int] = frozenset()  # the garderie of "jeudi soir et vendredi matin"
    sauf_activites: frozenset[int] = frozenset()
    quelle_semaine: bool = False  # "la semaine", and nothing says which

    @property
    def datee(self) -> bool:
        return any(
            un.semaine or un.dates or un.pluriel or un.rythme for un in (*self.jours, *self.hors)
        )

    @property
    def plages(self) -> list[Jeton]:
        """The stretches of days, those that are of its weekdays aside."""
        return [un for un in self.jours if un.plage]

    @property
    def enfants_en_tete(self) -> bool:
        """ "Léa : cantine lundi, garderie mardi": what comes next is hers too."""
        reste = [un.mots[0].debut for un in (*self.jours, *self.quoi)]
        return bool(self.noms and reste) and min(self.noms) < min(reste)

    @property
    def plages_en_tete(self) -> list[Jeton]:
        """Those said before all the rest: "en janvier, lundi cantine, mardi garderie"."""
        debuts = [un.mots[0].debut for un in (*self.jours, *self.quoi) if not _borne(un)]
        return [un for un in self.plages if debuts and un.mots[0].debut < min(debuts)]

    @property
    def activites(self) -> set[int]:
        return {pk for un in self.quoi for pk in un.activites}

    @property
    def parties(self) -> frozenset[Partie]:
        return frozenset(un.partie for un in self.quoi if un.partie)

    def manque(self, contexte: Maisonnee) -> str:
        """What keeps it from being asked; "" for nothing."""
        if self.inconnus:
            noms = enumerer(f"« {nom} »" for nom in dict.fromkeys(self.inconnus))
            prenoms = enumerer(contexte.enfants.values())
            return f"Nous ne connaissons pas {noms} : vous pouvez réserver pour {prenoms}."
        if self.hors:
            return self._hors_du_mois()
        if passe := self._passe(contexte.aujourdhui) or self._trop_loin(contexte.fin):
            return passe
        if not self.jours and self.quelle_semaine:
            lundi = en_lettres(contexte.calcul.lundi(1), annee=False)
            return (
                "Dites quelle semaine, par exemple « cette semaine », « la semaine prochaine » ou"
                f" « la semaine du {lundi} ». Pour chacune, écrivez « toutes les semaines »."
            )
        if not self.jours:
            dits = [un.ecrit for un in self.quoi]
            quoi = f" pour « {' '.join(dits)} »" if dits else ""
            return f"Dites quels jours{quoi}, par exemple « lundi » ou « tous les mardis »."
        if not self.visees(contexte):
            return "Dites quelle activité, par exemple « cantine » ou « garderie »."
        return ""

    def _passe(self, aujourdhui: date) -> str:
        """Of days that are all over, a refusal; "" otherwise."""
        for un in self.jours:
            if un.plage and un.plage[1] < aujourdhui:
                debut, fin = un.plage
                dates = f"du {en_jour(debut)} au {en_jour(fin, annee=True)}"
                return (
                    f"« {un.ecrit} », {dates} : ces jours sont passés. Écrivez des jours à venir."
                )
        return ""

    def _trop_loin(self, fin: date) -> str:
        """A date that is over is that of the year to come, which nothing opens yet."""
        loin = [un for un in self.jours if un.dates and min(un.dates) > fin]
        dits = enumerer(f"« {un.ecrit} »" for un in loin)
        return f"{dits} : déjà passé, ou pas encore ouvert. Écrivez un autre jour." if loin else ""

    def _hors_du_mois(self) -> str:
        dits = [un for un in self.hors if a_son_mois(un)]
        if dits:
            jours = enumerer(f"« {un.ecrit} »" for un in dits)
            mois = next((un.ecrit for un in self.jours if est_un_mois(un)), "ce mois")
            return f"{jours} et « {mois} » se contredisent : gardez l’un des deux."
        jours = enumerer(f"« {un.ecrit} »" for un in self.hors)
        return f"{jours} : pas dans ce mois, ou déjà passé. Écrivez le jour avec son mois."

    def _jours_des_plages(self, contexte: Maisonnee) -> set[date]:
        """The days of "du 4 au 8" where other days are asked for beside them, or another stretch:
        of their weekdays, if some are said."""
        siennes = [un.plage for un in self.jours if un.plage and sont_des_jours(un)]
        semaine = {jour for un in self.jours for jour in un.semaine}
        seules = not semaine and any(un.dates for un in self.jours)
        if not siennes or (len(siennes) == 1 and not seules):
            return set()
        bornes = [un.plage for un in self.jours if un.plage and not sont_des_jours(un)]
        jours = jours_de(siennes, [(contexte.aujourdhui, contexte.fin), *bornes])
        return {jour for jour in jours if not semaine or jour.weekday() in semaine}

    def visees(self, contexte: Maisonnee) -> frozenset[int]:
        """The activities that are meant: those named, else those that a part of the day tells, else
        the only one. Who does not come does not come to any, that part of the day; no centre has an
        evening."""
        if self._en_nomme:
            return frozenset(self.activites)
        if self.sauf_activites:
            return frozenset(une.pk for une in contexte.activites) - self.sauf_activites
        if self.comme_avant and self.parties and self.parties <= {Partie.MATIN, Partie.SOIR}:
            return self.comme_avant
        genre = None
        if self.parties:
            genre = GenreActivite.GARDERIE if Partie.SOIR in self.parties else GenreActivite.LOISIRS
        siennes = [une.pk for une in contexte.activites if genre and une.genre == genre]
        toutes = [une.pk for une in contexte.activites]
        if self.annuler and self.parties != {Partie.SOIR}:
            return frozenset(toutes)
        return frozenset(siennes or (toutes if len(toutes) == 1 else ()))

    @property
    def _midi(self) -> bool:
        """Whether the meal is said as a part of the day."""
        nommees = [un.mots[0].norme for un in self.quoi if un.sorte == Sorte.ACTIVITE]
        return bool(nommees) and set(nommees) <= {"midi", "midis"}

    @property
    def _en_nomme(self) -> bool:
        return any(un.sorte == Sorte.ACTIVITE for un in self.quoi)

    def voeux(self, contexte: Maisonnee, sauf: Sauf, *, repete: bool) -> list[Voeu]:
        """One; two of who comes neither in the morning nor in the evening: to nothing that morning,
        and not to the garderie that evening, which a centre's afternoon is not; two of a canteen
        and another activity booked on a morning, which a meal is not a part of."""
        entier, jour = self.voeu(contexte, sauf, repete=repete), self.parties - {Partie.SOIR}
        if not self.parties or (self.annuler and self._en_nomme and not self._midi):
            return [entier]
        if self._en_nomme:
            repas = entier.activites & _du_genre(contexte, GenreActivite.CANTINE)
            autres = entier.activites - repas
            if self._midi and not autres:  # "lundi midi et soir"
                bouts = self.parties <= {Partie.MATIN, Partie.SOIR}
                genre = GenreActivite.GARDERIE if bouts else GenreActivite.LOISIRS
                autres = _du_genre(contexte, genre) - sauf.activites
            deux = [
                replace(entier, parties=frozenset(), activites=repas),
                replace(entier, activites=autres),
            ]
            return [un for un in deux if un.activites] or [entier]
        if not self.annuler or not jour or jour == self.parties:
            return [entier]
        garderies = _du_genre(contexte, GenreActivite.GARDERIE)
        soir = replace(entier, parties=frozenset({Partie.SOIR}), activites=garderies)
        return [replace(entier, parties=jour), *([soir] if garderies else [])]

    def voeu(self, contexte: Maisonnee, sauf: Sauf, *, repete: bool) -> Voeu:
        semaine = frozenset(jour for un in self.jours for jour in un.semaine)
        dates = {jour for un in self.jours for jour in un.dates}
        if des_plages := self._jours_des_plages(contexte):
            dates, semaine = dates | des_plages, frozenset()
        plages = [un.plage for un in self.jours if un.plage]
        pluriel = repete or bool(plages) or any(un.pluriel for un in self.jours)
        if semaine and not pluriel:
            dates |= {contexte.calcul.prochain(jour) for jour in semaine}
            semaine = frozenset()
        tous = not semaine and not dates and pluriel
        ensemble = [(contexte.aujourdhui, contexte.fin)]
        if not _se_coupent(plages) and (semaine or tous):  # "en janvier et en février"
            jours = jours_de(plages, ensemble)
            dates |= {un for un in jours if tous or un.weekday() in semaine}
            semaine, tous = frozenset(), False
        bornes = plages if _se_coupent(plages) else []
        debut = max(debut for debut, _fin in [*ensemble, *bornes])
        fin = min(fin for _debut, fin in [*ensemble, *bornes])
        rythme = next((un.rythme for un in self.jours if un.rythme), None)
        if rythme and (semaine or tous):
            jours = jours_de([(debut, fin)], ensemble)
            siens = [un for un in jours if tous or un.weekday() in semaine]
            premier = siens[0] - timedelta(days=siens[0].weekday()) if siens else debut
            dates |= {un for un in siens if rythme.garde(un, premier)}
            semaine, tous = frozenset(), False
        return Voeu(
            enfants=frozenset(self.enfants or contexte.enfants) - sauf.enfants,
            activites=self.visees(contexte) - sauf.activites,
            parties=self.parties,
            semaine=semaine,
            dates=frozenset(dates),
            tous=tous,
            debut=debut,
            fin=fin,
            sauf=sauf,
            annuler=self.annuler,
        )


def _du_genre(contexte: Maisonnee, genre: GenreActivite) -> frozenset[int]:
    """Keys."""
    return frozenset(une.pk for une in contexte.activites if une.genre == genre)


def _se_coupent(plages: Sequence[tuple[date, date]]) -> bool:
    """Whether these stretches have days in common, and so bound one another."""
    return not plages or max(debut for debut, _fin in plages) <= min(fin for _debut, fin in plages)


def en_clauses(jetons: Sequence[Jeton]) -> list[Clause]:
    """Cut where days, or what they are for, begin anew: "lundi cantine, mardi garderie"."""
    if chacun := _chacun(jetons):
        return [_clause(siens) for siens in chacun]
    bouts = _reunir(_entre_separateurs(jetons))
    return [_clause(morceau) for bout in bouts for morceau in _couper(bout)]


_A_CHACUN = re.compile(r"(Q?(?:(?:EJ){2,}|(?:JE){2,})Q?)(B?)")


def _chacun(jetons: Sequence[Jeton]) -> list[list[Jeton]]:
    """ "Léa lundi, Hugo mardi cantine": each child has his days, and what is said once, first or
    last, is of all. Nothing for any other order."""
    ecartes = set(map(id, exclus(jetons)))
    dits = [un for un in jetons if _pese(un) and un.sorte != Sorte.POUR and id(un) not in ecartes]
    communs = [un for un in dits if un.sorte in (*_QUOI, Sorte.ANNULER)]
    codes = {Sorte.ENFANT: "E", Sorte.ACTIVITE: "Q", Sorte.PARTIE: "Q"}
    lus = [un for un in dits if un.sorte != Sorte.ANNULER]
    ordre = [codes.get(un.sorte, "B" if un.plage else "J") for un in lus]
    groupes = [code for code, _suite in itertools.groupby(ordre)]
    trouve = _A_CHACUN.fullmatch("".join(groupes))
    if not trouve or groupes.count("Q") > 1 or not communs:
        return []
    parts: list[list[Jeton]] = [[]]
    premier = next(code for code in ordre if code != "Q")
    for avant, code, jeton in zip(["", *ordre], ordre, lus, strict=False):
        if code == premier and avant not in ("", "Q", premier):
            parts.append([])
        parts[-1] += [jeton] if code != "Q" else []
    bornes = [un for un, code in zip(lus, ordre, strict=True) if code == "B"]
    entiere = [[*(un for un in part if un not in bornes), *communs, *bornes] for part in parts]
    return [part for part in entiere if any(_nature(un) == "J" for un in part)]


def _entre_separateurs(jetons: Sequence[Jeton]) -> list[list[Jeton]]:
    """Between commas; the days that are left out stay out."""
    ecartes = list(map(id, exclus(jetons)))
    bouts: list[list[Jeton]] = [[]]
    for jeton in jetons:
        if jeton.fort:
            bouts.append([])
        elif id(jeton) not in ecartes:
            bouts[-1].append(jeton)
    return [bout for bout in bouts if any(_pese(jeton) for jeton in bout)]


def _pese(jeton: Jeton) -> bool:
    return jeton.sorte in (Sorte.JOURS, *_QUOI, Sorte.ENFANT, Sorte.ANNULER, Sorte.POUR)


def _nature(jeton: Jeton) -> str:
    """ "J" for days, "Q" for what they are for, "" for the rest; a stretch alone says no day."""
    if jeton.sorte == Sorte.JOURS:
        return "J"
    return "Q" if jeton.sorte in _QUOI else ""


def _natures(bout: Iterable[Jeton]) -> str:
    return "".join(map(_nature, bout))


def _reunir(bouts: list[list[Jeton]]) -> list[list[Jeton]]:
    """What says days only, or an activity only, goes with its neighbour."""
    reunis: list[list[Jeton]] = []
    attend: list[Jeton] = []
    for rang, bout in enumerate(bouts):
        natures, suite = _natures(bout), _natures(bouts[rang + 1] if rang + 1 < len(bouts) else [])
        if "J" in natures and "Q" in natures:
            reunis.append(attend + bout)
            attend = []
        elif (suite and natures and suite[0] == natures[0]) or not reunis or attend:
            attend = attend + bout
        elif _d_un_autre_enfant(reunis[-1], bout):
            reunis.append(_la_meme_chose(reunis[-1]) + bout)
        else:
            reunis[-1] = reunis[-1] + bout
    if attend and reunis and not ("J" in _natures(attend) and "Q" in _natures(attend)):
        reunis[-1] = reunis[-1] + attend
    elif attend:
        reunis.append(attend)
    return reunis


def _d_un_autre_enfant(avant: Iterable[Jeton], bout: Iterable[Jeton]) -> bool:
    """ "Léa cantine lundi, Zoé mardi": the same for another, and each has his days."""
    avant, bout = list(avant), list(bout)
    deux = (any(un.sorte == Sorte.ENFANT for un in siens) for siens in (avant, bout))
    return all(deux) and "J" in _natures(bout)


def _la_meme_chose(avant: Sequence[Jeton]) -> list[Jeton]:
    """What was said of the child before, to be said again of another; nothing where it was one
    thing some days and another the others: which of them is asked."""
    natures = _natures(avant)
    alternees = "QJQ" in natures or "JQJ" in natures
    return [] if alternees else [un for un in avant if un.sorte in _QUOI]


def _couper(bout: list[Jeton]) -> list[list[Jeton]]:
    """Without a comma: "cantine lundi et garderie mardi". The first of the two that is said tells
    which of them begins a clause."""
    natures = [nature for nature in map(_nature, bout) if nature]
    premier = natures[0] if natures else ""
    bornes = set(map(id, _bornes(bout)))
    dits = _natures(itertools.dropwhile(lambda un: id(un) in bornes or not _nature(un), bout))
    if dits[:1] == "Q" and dits[-1:] == "J":  # "en janvier, cantine le 19": the month is no day
        premier = "Q"
    coupes: list[list[Jeton]] = [[]]
    du_jour = _du_jour(bout)
    avant, gardes = "", bornes | _a_la_fin(bout) | set(du_jour.values())
    for jeton in bout:
        nature = _nature(jeton) if id(jeton) not in du_jour.values() else ""
        a_part = id(jeton) in du_jour and any(id(un) in du_jour.values() for un in coupes[-1])
        if a_part or (nature == premier and avant not in ("", premier) and id(jeton) not in gardes):
            annule = [un for un in coupes[-1] if a_part and un.sorte == Sorte.ANNULER]
            coupes.append(annule)
        coupes[-1].append(jeton)
        if avant or id(jeton) not in bornes:
            avant = nature or avant
    return coupes


def _du_jour(bout: Sequence[Jeton]) -> dict[int, int]:
    """Days and the part of the day said right after them (their id): "jeudi soir", "tous les
    matins"."""
    dits = [un for un in bout if un.sorte != Sorte.VIDE]
    return {
        id(jour): id(partie)
        for jour, partie in itertools.pairwise(dits)
        if jour.sorte == Sorte.JOURS and partie.sorte == Sorte.PARTIE
    }


def _a_la_fin(bout: Sequence[Jeton]) -> set[int]:
    """The parts of the day after all the rest (their id): "garderie mercredi matin et soir" is of
    one thing."""
    derniers = itertools.takewhile(
        lambda un: un.sorte == Sorte.PARTIE, (un for un in reversed(bout) if _nature(un))
    )
    return set(map(id, derniers)) if any(un.sorte == Sorte.ACTIVITE for un in bout) else set()


def _bornes(bout: list[Jeton]) -> list[Jeton]:
    """The stretches that bound other days: "lundi cantine du 4 au 18", and not "du 4 au 8 cantine,
    du 11 au 15 garderie", which are the days themselves."""
    jours = any(un.semaine for un in bout)
    return [un for un in bout if _borne(un) and (jours or not sont_des_jours(un))]


def _borne(jeton: Jeton) -> bool:
    """A stretch goes with the days before it: "lundi cantine jusqu’au 18 décembre"."""
    return bool(jeton.plage) and not jeton.semaine


def _clause(jetons: Sequence[Jeton]) -> Clause:
    deux = itertools.pairwise(un.mots[0].norme for un in jetons)
    clause, pour = Clause(quelle_semaine=not _QUELLE_SEMAINE.isdisjoint(deux)), False
    for rang, jeton in enumerate(jetons):
        if jeton.sorte == Sorte.JOURS:
            clause.jours.append(jeton)
        elif jeton.sorte in _QUOI:
            clause.quoi.append(jeton)
        elif jeton.sorte == Sorte.ENFANT:
            clause.enfants |= jeton.enfants
            clause.noms.append(jeton.mots[0].debut)
        elif jeton.sorte == Sorte.ANNULER:
            clause.annuler = True
        elif (
            jeton.sorte == Sorte.INCONNU
            and jeton.mots[0].norme.isalpha()
            and (pour or _est_un_nom(jeton, jetons[:rang]))
        ):
            clause.inconnus.append(jeton.mots[0].ecrit)
        if jeton.sorte not in (Sorte.VIDE, Sorte.SEPARATEUR):
            pour = jeton.sorte == Sorte.POUR or (pour and jeton.sorte == Sorte.INCONNU)
    return clause


def _est_un_nom(jeton: Jeton, avant: Sequence[Jeton]) -> bool:
    """Of somebody; the capital of "la semaine de Noël" is not."""
    normes = [un.mots[0].norme for un in avant[-2:]]
    des_jours = (
        normes in (["semaine", "de"], ["semaine", "d"]) or jeton.mots[0].norme in JOURS_NOMMES
    )
    return jeton.mots[0].ecrit[:1].isupper() and not des_jours


def completer(clauses: list[Clause], contexte: Maisonnee) -> list[Clause]:
    """A child, or a stretch of days, said once is of its neighbours too."""
    fin, garderies = contexte.fin, _du_genre(contexte, GenreActivite.GARDERIE)
    en_tete = clauses[0].plages_en_tete if clauses else []
    for rang, clause in enumerate(clauses):
        if not clause.enfants and not clause.inconnus:
            voisine = _qui_nomme(clauses, rang)
            if voisine:
                clause.enfants, clause.inconnus = set(voisine.enfants), list(voisine.inconnus)
    for rang, clause in enumerate(clauses):
        siennes = clause.plages
        if clause.datee and not siennes:
            autour = [*clauses[rang + 1 :], *reversed(clauses[:rang])]
            suivante = _qui_borne(clauses[rang + 1 :], clause)
            seules = next((une.plages for une in autour if une.plages and not une.datee), [])
            siennes = suivante.plages if suivante and suivante.datee else en_tete
            clause.jours += (suivante.plages if suivante else seules) or en_tete
        if siennes and not any(map(est_un_mois, siennes)):
            siennes = [*siennes, *filter(est_un_mois, en_tete)]
        clause.jours, clause.hors = dans_leur_mois(clause.jours, siennes, fin)
    for avant, clause in itertools.pairwise(clauses):  # "absente lundi matin, mardi soir"
        clause.annuler |= avant.annuler and not clause.activites and not clause.noms
    for avant, clause in [*itertools.pairwise(clauses), *itertools.pairwise(clauses[::-1])]:
        if not clause.activites and not clause.comme_avant:
            clause.comme_avant = (frozenset(avant.activites) or avant.comme_avant) & garderies
    return [
        une
        for une in clauses
        if une.jours or une.quoi or une.inconnus or une.hors or une.quelle_semaine
    ]


def _qui_nomme(clauses: Sequence[Clause], rang: int) -> Clause | None:
    """The clause whose child is this one's too: that before it, where the child comes first; else
    one after it, else one before."""
    avant = list(reversed(clauses[:rang]))
    nommees = [une for une in avant if une.noms or une.inconnus]
    if nommees and nommees[0].enfants_en_tete:
        return nommees[0]
    autour = [*clauses[rang + 1 :], *avant]
    return next((une for une in autour if une.enfants or une.inconnus), None)


def _qui_borne(apres: Sequence[Clause], clause: Clause) -> Clause | None:
    """The clause after it whose stretch is this one's too; a month said for another child is not,
    where the days of this one have theirs."""
    for une in apres:
        if une.plages:
            autre = bool(une.noms) and une.enfants != clause.enfants
            a_son_mois_a_elle = any(map(a_son_mois, clause.jours))
            return None if autre and a_son_mois_a_elle else une
    return None
