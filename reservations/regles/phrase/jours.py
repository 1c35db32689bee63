"""Days as people say them: "lundi", "le 14", "du 4 au 15 janvier", "semaine prochaine"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from .mots import JOURS_CONNUS, MOIS_CONNUS, TOUS, Mot, proche, singulier

UN_JOUR = timedelta(days=1)
SEMAINE = timedelta(days=7)
VENDREDI = 4
_DEMAIN = {"aujourdhui": 0, "demain": 1, "surlendemain": 2}
_ARTICLES = frozenset({"le", "la", "les", "l", "au", "aux", "du", "de", "des", "d", "jusqu", "a"})
_LONGS = frozenset(mot for mot in JOURS_CONNUS if len(mot) > 4)


class JoursLus(NamedTuple):
    """`nombre`: how many words were read. `pluriel`: of every week."""

    nombre: int
    semaine: frozenset[int] = frozenset()
    pluriel: bool = False
    dates: frozenset[date] = frozenset()
    plage: tuple[date, date] | None = None


@dataclass(frozen=True)
class Calcul:
    """What a day without its month or its year means: the next one."""

    aujourdhui: date
    fin: date

    def jour_du_mois(
        self, jour: int, mois: int | None = None, annee: int | None = None
    ) -> date | None:
        """None for what no calendar has, or is out of reach."""
        if annee is not None:
            return _date(annee if annee > 99 else 2000 + annee, mois or 1, jour)
        candidats = (
            [(an, mois) for an in (self.aujourdhui.year, self.aujourdhui.year + 1)]
            if mois
            else _mois_suivants(self.aujourdhui)
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


def _mois_suivants(jour: date) -> list[tuple[int, int]]:
    rangs = (jour.year * 12 + jour.month - 1 + n for n in range(12))
    return [(rang // 12, rang % 12 + 1) for rang in rangs]


def lire_les_jours(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """The days that these words begin with; None when they begin with something else."""
    for lire in (_plage, _semaine, _bornes, _proches, _date_dite, _jour_de_semaine, _tous, _mois):
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
    n = 0
    while n < len(mots) and n < 2 and mots[n].norme in ("la", "cette", "toute", "de"):
        n += 1
    if n >= len(mots) or mots[n].norme != "semaine":
        return None
    suite = mots[n + 1].norme if n + 1 < len(mots) else ""
    if suite in ("prochaine", "suivante"):
        lundi = calcul.lundi(1)
        return JoursLus(n + 2, plage=(lundi, lundi + 6 * UN_JOUR))
    if suite in ("derniere", "passee", "precedente"):
        lundi = calcul.lundi(-1)
        return JoursLus(n + 2, plage=(lundi, lundi + 6 * UN_JOUR))
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
    """ "jusqu’au 15 janvier", "à partir du 4", "dès lundi", "toute l’année"."""
    normes = [mot.norme for mot in mots[:4]]
    if normes[:1] in (["toute"], ["tout"]) and "annee" in normes[1:4]:
        return JoursLus(
            normes.index("annee") + 1, plage=(calcul.aujourdhui, calcul.fin), pluriel=True
        )
    if normes[:1] == ["jusqu"] or normes[:1] == ["jusque"]:
        n = 1
        while n < len(mots) and n < 3 and mots[n].norme in ("au", "a", "le", "la", "en"):
            n += 1
        fin = _un_jour(mots[n:], calcul)
        au = fin and fin.date(calcul)
        return JoursLus(n + fin.nombre, plage=(calcul.aujourdhui, au)) if fin and au else None
    partir = normes[:2] == ["a", "partir"]
    if partir or normes[:1] in (["des"], ["depuis"]):
        n = 2 if partir else 1
        while n < len(mots) and n < 4 and mots[n].norme in ("du", "de", "le"):
            n += 1
        debut = _un_jour(mots[n:], calcul)
        du = debut and debut.date(calcul)
        if debut and du and du <= calcul.fin:
            return JoursLus(n + debut.nombre, plage=(du, calcul.fin))
    return None


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
    n = 0
    while n < len(mots) and n < 2 and mots[n].norme in ("le", "les", "du", "au"):
        n += 1
    un = _un_jour(mots[n:], calcul)
    if un is None or un.jour is None:
        return None
    jour = un.date(calcul)
    return JoursLus(n + un.nombre, dates=frozenset({jour})) if jour else None


def _jour_de_semaine(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "lundi", "les lundis", "tous les lundis", "chaque mardi", "lundi prochain"."""
    n, tous = 0, False
    while n < len(mots) and n < 3 and mots[n].norme in TOUS | {"les", "le", "du", "des"}:
        tous = tous or mots[n].norme in TOUS
        n += 1
    rang = _rang(mots[n]) if n < len(mots) else None
    if rang is None:
        return None
    norme = mots[n].norme
    suivant = mots[n + 1].norme if n + 1 < len(mots) else ""
    if suivant in ("prochain", "suivant"):
        jour = calcul.prochain(rang)
        jour += SEMAINE if jour == calcul.aujourdhui else timedelta(0)
        return JoursLus(n + 2, dates=frozenset({jour}))
    pluriel = tous or (norme.endswith("s") and singulier(norme) != norme and norme != "mars")
    return JoursLus(n + 1, frozenset({rang}), pluriel=pluriel)


def _tous(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "tous les jours", "chaque jour", "toutes les semaines"."""
    normes = [mot.norme for mot in mots[:3]]
    if normes in (["tous", "les", "jours"], ["toutes", "les", "semaines"]):
        semaine = frozenset(range(7)) if normes[2] == "jours" else frozenset()
        return JoursLus(3, semaine, pluriel=True)
    if normes[:2] in (["chaque", "jour"], ["chaque", "semaine"]):
        semaine = frozenset(range(7)) if normes[1] == "jour" else frozenset()
        return JoursLus(2, semaine, pluriel=True)
    return None


def _mois(mots: Sequence[Mot], calcul: Calcul) -> JoursLus | None:
    """ "en décembre", "au mois de janvier": the whole month."""
    n = 0
    while n < len(mots) and n < 3 and mots[n].norme in ("en", "au", "mois", "de", "d"):
        n += 1
    if not n or n >= len(mots) or mots[n].norme not in MOIS_CONNUS:
        return None
    premier = calcul.jour_du_mois(28, MOIS_CONNUS[mots[n].norme])
    if premier is None:
        return None
    debut = premier.replace(day=1)
    fin = (debut + timedelta(days=32)).replace(day=1) - UN_JOUR
    return JoursLus(n + 1, plage=(max(debut, calcul.aujourdhui), fin))
