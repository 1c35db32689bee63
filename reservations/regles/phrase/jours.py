"""Days as people say them: "lundi", "le 14", "du 4 au 15 janvier", "semaine prochaine"."""

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from famille.socle.texte import normaliser

from .mots import JOURS_CONNUS, MOIS_CONNUS, TOUS, Mot, proche, singulier, vocabulaire

UN_JOUR = timedelta(days=1)
SEMAINE = timedelta(days=7)
VENDREDI = 4
_DEMAIN = {"aujourdhui": 0, "demain": 1, "surlendemain": 2}
_ARTICLES = vocabulaire("tous toute toutes le la les l au aux du de des d jusqu a")
_LONGS = frozenset(mot for mot in JOURS_CONNUS if len(mot) > 4)


class JoursLus(NamedTuple):
    """`nombre`: how many words were read. `pluriel`: of every week."""

    nombre: int
    semaine: frozenset[int] = frozenset()
    pluriel: bool = False
    dates: frozenset[date] = frozenset()
    plage: tuple[date, date] | None = None
    rythme: "Alternance | None" = None


@dataclass(frozen=True)
class Calcul:
    """What a day without its month or its year means: the next one. `vacances`: school holidays,
    (name, first day, last day)."""

    aujourdhui: date
    fin: date
    vacances: tuple[tuple[str, date, date], ...] = ()

    def vacances_a_venir(self) -> list[tuple[str, date, date]]:
        return sorted(
            (un for un in self.vacances if un[2] >= self.aujourdhui), key=lambda un: un[1]
        )

    def mois_de(self, jour: date) -> tuple[date, date]:
        """What is left of the month of this day."""
        debut = jour.replace(day=1)
        fin = (debut + timedelta(days=32)).replace(day=1) - UN_JOUR
        return max(debut, self.aujourdhui), fin

    def jour_du_mois(
        self, jour: int, mois: int | None = None, annee: int | None = None
    ) -> date | None:
        """None for what no calendar has, or is out of reach."""
        if annee is not None:
            return _date(annee if annee > 99 else 2000 + annee, mois or 1, jour)
        ce_mois = self.aujourdhui.year * 12 + self.aujourdhui.month - 1
        candidats = (
            [(an, mois) for an in (self.aujourdhui.year, self.aujourdhui.year + 1)]
            if mois
            else [(rang // 12, rang % 12 + 1) for rang in range(ce_mois, ce_mois + 12)]
        )
        dates = (_date(an, un, jour) for an, un in candidats)
        return next((une for une in dates if une and une >= self.aujourdhui), None)

    def lundi(self, semaines: int = 0) -> date:
        return self.aujourdhui - timedelta(days=self.aujourdhui.weekday()) + semaines * SEMAINE

    def cette_semaine(self) -> tuple[date, date]:
        """What is left of it; at the weekend, it is the one that comes that is spoken of."""
        lundi = self.lundi(self.aujourdhui.weekday() > VENDREDI)
        return max(self.aujourdhui, lundi), lundi + 6 * UN_JOUR

    def semaine_du(self, ecrit: "_JourEcrit") -> tuple[date, date] | None:
        """The week of this day: this one too, and one that is just over where its month is said;
        the year that comes is not what is meant."""
        jour = ecrit.date(self)
        if ecrit.jour is not None and ecrit.annee is None:
            avant = Calcul(self.lundi() - (31 * UN_JOUR if ecrit.mois else 0 * UN_JOUR), self.fin)
            jour = avant.jour_du_mois(ecrit.jour, ecrit.mois)
        if jour is None:
            return None
        lundi = jour - timedelta(days=jour.weekday())
        dimanche = lundi + 6 * UN_JOUR
        return (lundi if dimanche < self.aujourdhui else max(lundi, self.aujourdhui)), dimanche

    def prochain(self, jour: int) -> date:
        """The next such weekday, today included."""
        return self.aujourdhui + timedelta(days=(jour - self.aujourdhui.weekday()) % 7)


def _date(annee: int, mois: int, jour: int) -> date | None:
    try:
        lu = date(annee, mois, jour)
    except ValueError:
        return None
    return lu if 2000 <= lu.year < 2100 else None


def lire_les_jours(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """The days that these words begin with; None when they begin with something else."""
    for lire in _LECTURES:
        lu = lire(mots, calcul)
        if lu:
            return lu
    return None


def _plage(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "du 4 au 15 janvier", "de lundi à vendredi", "entre le 4 et le 15"."""
    if not mots or mots[0].norme not in ("du", "de", "entre"):
        return None
    n = 1 + (len(mots) > 1 and mots[1].norme == "le")
    debut = _un_jour(mots[n:], calcul)
    if not debut:
        return None
    apres = n + debut.nombre
    if apres >= len(mots) or mots[apres].norme not in ("au", "a", "et", "jusqu"):
        return None
    apres += 1
    while apres < len(mots) and mots[apres].norme in ("le", "au", "a"):
        apres += 1
    fin = _un_jour(mots[apres:], calcul)
    if not fin:
        return None
    if debut.mois is None and fin.mois is None and fin.jour:
        suite = mots[apres + fin.nombre :]
        fin = replace(fin, mois=_mois_de_la_liste(suite, frozenset({",", "et", "le", "du", "au"})))
    return _entre(debut, fin, calcul, apres + fin.nombre)


@dataclass(frozen=True)
class _JourEcrit:
    nombre: int
    semaine: int | None = None
    jour: int | None = None
    mois: int | None = None
    annee: int | None = None

    def date(self, calcul: Calcul) -> date | None:
        if self.jour is not None:
            return calcul.jour_du_mois(self.jour, self.mois, self.annee)
        return calcul.prochain(self.semaine) if self.semaine is not None else None


def _entre(debut: _JourEcrit, fin: _JourEcrit, calcul: Calcul, nombre: int) -> JoursLus | None:
    if debut.jour is None and fin.jour is None:  # "de lundi à vendredi"
        premier, dernier = debut.semaine or 0, fin.semaine or 0
        if premier > dernier:
            return None
        return JoursLus(nombre, frozenset(range(premier, dernier + 1)))
    if debut.mois is None and fin.mois and debut.jour and fin.jour:
        a_la_fin = calcul.jour_du_mois(fin.jour, fin.mois, fin.annee)
        du = a_la_fin and _avant(debut.jour, a_la_fin)
    else:
        du = debut.date(calcul)
        a_la_fin = du and Calcul(du, calcul.fin).jour_du_mois(fin.jour or 1, fin.mois, fin.annee)
    if not du or not a_la_fin or a_la_fin < du:
        return None
    return JoursLus(nombre, plage=(du, a_la_fin))


def _avant(jour: int, fin: date) -> date | None:
    """The last such day of a month not after `fin`: "du 28 au 3 janvier"."""
    du = _date(fin.year, fin.month, jour)
    if du and du <= fin:
        return du
    veille = fin.replace(day=1) - UN_JOUR
    return _date(veille.year, veille.month, jour)


def _un_jour(mots: Sequence[Mot], calcul: Calcul) -> _JourEcrit | None:
    """ "lundi", "lundi 14", "14 janvier 2027", "14/12"."""
    if not mots:
        return None
    semaine = _rang(mots[0])
    n = 0 if semaine is None else 1
    if n < len(mots) and "/" in mots[n].norme[1:]:
        morceaux = [int(un) for un in mots[n].norme.split("/")]
        return _JourEcrit(n + 1, semaine, morceaux[0], morceaux[1], *morceaux[2:3])
    if n < len(mots) and (jour := mots[n].nombre):
        mois = MOIS_CONNUS.get(mots[n + 1].norme) if n + 1 < len(mots) else None
        suivant = mots[n + 2].norme if mois and n + 2 < len(mots) else ""
        annee = int(suivant) if suivant.isdigit() and len(suivant) == 4 else None
        return _JourEcrit(n + 1 + bool(mois) + bool(annee), semaine, jour, mois, annee)
    return _JourEcrit(1, semaine) if semaine is not None else None


def _rang(mot: Mot) -> int | None:
    """Which weekday this is, a slip of the finger aside."""
    if mot.norme in MOIS_CONNUS:
        return None
    norme = singulier(mot.norme)
    if norme in JOURS_CONNUS:
        return JOURS_CONNUS[norme]
    trouve = proche(norme, _LONGS, seuil=80)
    return JOURS_CONNUS[trouve] if trouve else None


_DIT_LAQUELLE = frozenset(
    ("du", "de", "des", "d", "avant", "apres", "en", "jusqu", "jusque", "depuis", "pendant")
)


def _semaine(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "la semaine prochaine", "cette semaine", "la semaine du 7 décembre"; "cette semaine" and
    "toute la semaine" are this one, the next from Saturday on."""
    n = _passer(mots, ("la", "cette", "toute", "de"), 2)
    if n >= len(mots) or mots[n].norme != "semaine":
        return None
    suite = mots[n + 1].norme if n + 1 < len(mots) else ""
    qui_vient = suite == "qui" and [mot.norme for mot in mots[n + 2 : n + 3]] == ["vient"]
    if suite in ("prochaine", "suivante") or qui_vient:
        n, lundi = n + qui_vient, calcul.lundi(1)
        return JoursLus(n + 2, plage=(lundi, lundi + 6 * UN_JOUR))
    if suite in ("derniere", "passee", "precedente"):
        lundi = calcul.lundi(-1)
        return JoursLus(n + 2, plage=(lundi, lundi + 6 * UN_JOUR))
    if suite in ("de", "d") and (dit := _moment(mots[n + 2 :], calcul)) and dit.debut == dit.fin:
        lundi = dit.debut - timedelta(days=dit.debut.weekday())
        return JoursLus(n + 2 + dit.nombre, plage=(lundi, lundi + 6 * UN_JOUR))
    if suite == "du" and (jour := _un_jour(mots[n + 2 :], calcul)):
        plage = calcul.semaine_du(jour)
        return JoursLus(n + 2 + jour.nombre, plage=plage) if plage else None
    if "cette" in [mot.norme for mot in mots[:n]]:
        return JoursLus(n + 1, plage=calcul.cette_semaine())
    if mots[0].norme == "toute" and not _dit_laquelle(mots[n + 1 : n + 3]):
        return JoursLus(n + 1, plage=calcul.cette_semaine())
    return None


def _dit_laquelle(suite: Sequence[Mot]) -> bool:
    """Whether what follows "toute la semaine" says which: "après les vacances", "de la rentrée",
    "52", "en janvier", "à partir du 4"."""
    normes = [mot.norme for mot in suite]
    a_partir = normes == ["a", "partir"]
    return a_partir or bool(suite and (normes[0] in _DIT_LAQUELLE or suite[0].nombre))


def _bornes(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "jusqu’au 15 janvier", "avant Noël", "à partir de la rentrée", "dès lundi", "après les
    vacances", "toute l’année"."""
    normes = [mot.norme for mot in mots[:4]]
    if normes[:1] in (["toute"], ["tout"]) and "annee" in normes[1:4]:
        return JoursLus(
            normes.index("annee") + 1, plage=(calcul.aujourdhui, calcul.fin), pluriel=True
        )
    mot = mots[0].ecrit.lower() if normes[:1] == ["des"] else normes[0] if normes else ""
    n = 2 if normes[:2] in (["a", "partir"], ["a", "compter"]) else 1
    if mot not in _BORNES and n == 1:
        return None
    dit = _moment(mots[n:], calcul)
    if dit is None:
        return None
    if mot in ("jusqu", "jusque", "avant"):
        au = dit.debut - UN_JOUR if dit.dehors or mot == "avant" else dit.fin
        return JoursLus(n + dit.nombre, plage=(calcul.aujourdhui, au))
    du = dit.fin + UN_JOUR if mot == "apres" else dit.debut
    return JoursLus(n + dit.nombre, plage=(du, calcul.fin)) if du <= calcul.fin else None


_BORNES = frozenset({"jusqu", "jusque", "avant", "dès", "depuis", "apres"})


class _Moment(NamedTuple):
    """A stretch that a sentence names. `dehors`: "jusqu’aux vacances" stops the day before."""

    nombre: int
    debut: date
    fin: date
    dehors: bool = False


def _moment(mots: Sequence[Mot], calcul: Calcul) -> _Moment | None:
    """A day, a week, a month, school holidays, "la rentrée", "Noël", "la fin du mois"."""
    for lire in (_vacances, _fin_ou_debut, _semaine, _mois, _date_dite, _proches):
        lu = lire(mots, calcul)
        if isinstance(lu, _Moment):
            return lu
        if lu and (lu.plage or lu.dates):
            return _Moment(lu.nombre, *(lu.plage or (min(lu.dates), max(lu.dates))))
    n = _articles(mots)
    fete = _FETES.get(mots[n].norme) if n < len(mots) else None
    jour = calcul.jour_du_mois(*fete) if fete else None
    if jour is None and (ecrit := _un_jour(mots[n:], calcul)):
        jour, n = ecrit.date(calcul), n + ecrit.nombre - 1
    return _Moment(n + 1, jour, jour) if jour else None


def _articles(mots: Sequence[Mot]) -> int:
    return _passer(mots, _ARTICLES, 4)


def _passer(mots: Sequence[Mot], parmi: Collection[str], combien: int) -> int:
    """How many words, at most so many, are of these at the beginning."""
    passes = itertools.takewhile(lambda mot: mot.norme in parmi, mots[:combien])
    return sum(1 for _mot in passes)


_FETES = {"noel": (25, 12)}
# the words by which a period of holidays is called; those of its own name go with them
_NOMS_DE_VACANCES = (
    frozenset({"toussaint", "automne", "octobre"}),
    frozenset({"noel", "decembre"}),
    frozenset({"hiver", "fevrier", "ski"}),
    frozenset({"printemps", "paques", "avril"}),
    frozenset({"ete", "juillet", "aout"}),
)
JOURS_NOMMES = frozenset(_FETES).union(*_NOMS_DE_VACANCES)
_RANGS = {"premiere": 0, "1re": 0, "deuxieme": 1, "seconde": 1}


def _vacances(mots: Sequence[Mot], calcul: Calcul) -> _Moment | None:
    """ "les vacances", "les vacances de février", "la première semaine des vacances", "la
    rentrée"; None where no such holidays come."""
    n = _articles(mots)
    n += n < len(mots) and mots[n].norme in ("prochaines", "petites", "grandes")
    rang = None
    if n + 2 < len(mots) and mots[n + 1].norme == "semaine" and mots[n].norme in _RANGS:
        rang, n = _RANGS[mots[n].norme], n + 2 + _articles(mots[n + 2 :])
    if n >= len(mots):
        return None
    if mots[n].norme == "rentree":
        retour = next((fin + UN_JOUR for _nom, _debut, fin in calcul.vacances_a_venir()), None)
        if retour and retour.weekday() > VENDREDI:
            retour += -retour.weekday() % 7 * UN_JOUR
        return _Moment(n + 1, retour, retour) if retour else None
    if mots[n].norme not in ("vacances", "vacance"):
        return None
    n += 1
    n += n < len(mots) and mots[n].norme in ("scolaires", "prochaines")
    apres = n + _articles(mots[n:])
    nom = mots[apres].norme if n < apres < len(mots) else ""
    groupe = next((un for un in _NOMS_DE_VACANCES if nom in un), None)
    n = apres + 1 if groupe else n
    for dit, debut, fin in calcul.vacances_a_venir():
        if groupe and not groupe & set(normaliser(dit).split()):
            continue
        if rang is None:
            return _Moment(n, max(debut, calcul.aujourdhui), fin, dehors=True)
        lundi = debut + ((-debut.weekday()) % 7 + 7 * rang) * UN_JOUR
        return _Moment(n, max(lundi, calcul.aujourdhui), lundi + 6 * UN_JOUR)
    return None


def _fin_ou_debut(mots: Sequence[Mot], calcul: Calcul) -> _Moment | None:
    """ "fin janvier", "la fin du mois", "début mars", "la fin de la semaine", "la fin de l’année
    scolaire"."""
    n = _articles(mots)
    if n >= len(mots) or mots[n].norme not in ("fin", "debut"):
        return None
    a_la_fin, reste = mots[n].norme == "fin", mots[n + 1 :]
    normes = [mot.norme for mot in reste[:5]]
    if a_la_fin and normes[:4] == ["de", "l", "annee", "scolaire"]:
        return _Moment(n + 5, calcul.fin, calcul.fin)
    if normes[:3] == ["de", "la", "semaine"]:
        debut, fin = calcul.cette_semaine()
        lu: JoursLus | None = JoursLus(3, plage=(debut, fin))
    elif normes[:2] == ["du", "mois"] and normes[2:3] != ["prochain"]:
        lu = JoursLus(2, plage=calcul.mois_de(calcul.aujourdhui))
    else:
        lu = _mois(reste, calcul)
    if not lu or not lu.plage:
        return None
    jour = lu.plage[1] if a_la_fin else lu.plage[0]
    return _Moment(n + 1 + lu.nombre, jour, jour)


_PENDANT = frozenset({"pendant", "durant", "pdt"})


def _pendant(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "pendant les vacances de février", "aux vacances de Noël", "vacances d’hiver"."""
    n = int(bool(mots) and mots[0].norme in _PENDANT)
    dit = _vacances(mots[n:], calcul)
    if dit is None and n:
        dit = _moment(mots[n:], calcul)
    return (
        JoursLus(n + dit.nombre, plage=(dit.debut, dit.fin))
        if dit and dit.fin > dit.debut
        else None
    )


def _proches(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "demain", "après-demain", "aujourd’hui"; "ce" before a part of today."""
    normes = [mot.norme for mot in mots[:2]]
    if normes == ["aujourd", "hui"]:
        return JoursLus(2, dates=frozenset({calcul.aujourdhui}))
    if normes == ["apres", "demain"]:
        return JoursLus(2, dates=frozenset({calcul.aujourdhui + 2 * UN_JOUR}))
    if normes[:1] and normes[0] in _DEMAIN:
        return JoursLus(1, dates=frozenset({calcul.aujourdhui + _DEMAIN[normes[0]] * UN_JOUR}))
    if (
        normes[:1] in (["ce"], ["cet"])
        and normes[1:]
        and normes[1] in ("midi", "matin", "soir", "apres", "aprem")
    ):
        return JoursLus(1, dates=frozenset({calcul.aujourdhui}))
    return None


def _date_dite(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "le 14", "lundi 14 décembre", "14/12", "les 14, 15 et 21" by its first. A figure alone is a
    day only after an article, or with its month."""
    n = _passer(mots, ("le", "les", "du", "au"), 2)
    un = _un_jour(mots[n:], calcul)
    if un is None or un.jour is None:
        return None
    suite = mots[n + un.nombre :]
    if un.mois is None:
        un = replace(un, mois=_mois_de_la_liste(suite))
    seul = mots[0].norme == "les" and not (suite and suite[0].norme in (",", "et", "puis"))
    compte = suite and suite[0].norme in _COMPTES  # "les 3 enfants"
    if un.mois is None and un.semaine is None and (n == 0 or seul or compte):
        return None
    jour = un.date(calcul)
    return JoursLus(n + un.nombre, dates=frozenset({jour})) if jour else None


def _mois_de_la_liste(
    suite: Sequence[Mot], dedans: frozenset[str] = frozenset({",", "et", "le", "les"})
) -> int | None:
    """The month of "les 7, 8 et 11 janvier", for its first figures."""
    for avant, mot in itertools.pairwise(suite):
        if avant.nombre and mot.norme in MOIS_CONNUS:
            return MOIS_CONNUS[mot.norme]
        if not (avant.nombre or avant.norme in dedans or _rang(avant) is not None):
            return None
    return None


_COMPTES = frozenset({"fois", "enfants", "semaines", "jours", "mois", "repas", "filles", "garcons"})


def _jour_de_semaine(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "lundi", "les lundis", "tous les lundis", "chaque mardi", "lundi prochain"."""
    n = _passer(mots, TOUS | {"les", "le", "du", "des"}, 3)
    tous = any(mot.norme in TOUS for mot in mots[:n])
    rang = _rang(mots[n]) if n < len(mots) else None
    if rang is None:
        return None
    norme = mots[n].norme
    suivant = mots[n + 1].norme if n + 1 < len(mots) else ""
    if suivant in ("prochain", "suivant") and not tous:
        jour = calcul.prochain(rang)
        jour += SEMAINE if jour == calcul.aujourdhui else timedelta(0)
        return JoursLus(n + 2, dates=frozenset({jour}))
    pluriel = tous or (norme.endswith("s") and singulier(norme) != norme and norme != "mars")
    return JoursLus(n + 1, frozenset({rang}), pluriel=pluriel)


def _tous(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "tous les jours", "chaque jour", "toutes les semaines"."""
    normes = [mot.norme for mot in mots[:3]]
    if normes[:2] == ["tous", "les"] and normes[2:] in (["midis"], ["soirs"], ["matins"]):
        return JoursLus(2, frozenset(range(7)), pluriel=True)
    if normes in (["tous", "les", "jours"], ["toutes", "les", "semaines"]):
        semaine = frozenset(range(7)) if normes[2] == "jours" else frozenset()
        return JoursLus(3, semaine, pluriel=True)
    if normes[:2] in (["chaque", "jour"], ["chaque", "semaine"]):
        semaine = frozenset(range(7)) if normes[1] == "jour" else frozenset()
        return JoursLus(2, semaine, pluriel=True)
    return None


def _mois(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "en décembre", "au mois de janvier", "janvier", "de janvier à mars", "le mois prochain":
    whole months."""
    n = _passer(mots, ("en", "au", "mois", "de", "d", "le", "tout"), 4)
    suite = mots[n].norme if n < len(mots) else ""
    if n and suite in ("prochain", "suivant") and mots[n - 1].norme == "mois":
        return JoursLus(n + 1, plage=calcul.mois_de(calcul.mois_de(calcul.aujourdhui)[1] + UN_JOUR))
    if n == 0 and suite == "ce" and len(mots) > 1 and mots[1].norme == "mois":
        return JoursLus(2, plage=calcul.mois_de(calcul.aujourdhui))
    if suite not in MOIS_CONNUS or (n == 0 and len(suite) < 4 and suite != "mai"):
        return None
    premier = calcul.jour_du_mois(28, MOIS_CONNUS[suite])
    if premier is None:
        return None
    debut, fin = calcul.mois_de(premier)
    if len(mots) > n + 2 and mots[n + 1].norme in ("a", "jusqu") and mots[0].norme != "a":
        autre = _mois(mots[n + 2 :], Calcul(debut, calcul.fin))
        if autre and autre.plage and mots[n + 2].norme in MOIS_CONNUS:
            return JoursLus(n + 2 + autre.nombre, plage=(debut, autre.plage[1]))
    return JoursLus(n + 1, plage=(debut, fin))


def _un_sur_deux(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "un mercredi sur deux", "une semaine sur deux", "toutes les deux semaines", "tous les 15
    jours", "les semaines paires"."""
    normes = [mot.norme for mot in mots[:5]]
    if normes[:1] in (["un"], ["une"], ["1"]) and normes[2:4] in (["sur", "deux"], ["sur", "2"]):
        rang = _rang(mots[1])
        if rang is None and normes[1] != "semaine":
            return None
        semaine = frozenset() if rang is None else frozenset({rang})
        return JoursLus(4, semaine, pluriel=True, rythme=Alternance.DEUX)
    if normes[:4] in (
        ["toutes", "les", "deux", "semaines"],
        ["toutes", "les", "2", "semaines"],
        ["tous", "les", "15", "jours"],
        ["tous", "les", "quinze", "jours"],
    ):
        return JoursLus(4, pluriel=True, rythme=Alternance.DEUX)
    n = _articles(mots) if normes[:1] != ["en"] else 1
    if normes[n : n + 1] in (["semaine"], ["semaines"]) and len(normes) > n + 1:
        rythme = _PARITES.get(singulier(normes[n + 1]))
        return JoursLus(n + 2, pluriel=True, rythme=rythme) if rythme else None
    return None


class Alternance(StrEnum):
    """Which weeks: one in two from the first, those of an even number, of an odd one."""

    DEUX = "deux"
    PAIRE = "paire"
    IMPAIRE = "impaire"

    def garde(self, jour: date, debut: date) -> bool:
        """Whether the week of `jour` is one of these, the first one being that of `debut`."""
        if self == Alternance.DEUX:
            return (jour - debut).days // 7 % 2 == 0
        return jour.isocalendar().week % 2 == (self == Alternance.IMPAIRE)


_PARITES = {"paire": Alternance.PAIRE, "impaire": Alternance.IMPAIRE}


_LECTURES = (
    _plage,
    _un_sur_deux,
    _semaine,
    _proches,
    _bornes,
    _pendant,
    _date_dite,
    _jour_de_semaine,
    _tous,
    _mois,
)
