"""A season carried over to the next one: which day of a school calendar answers to a day of
another. No Django, days are arguments."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from famille.socle.texte import normaliser
from reservations.regles.calendrier import UN_JOUR, Periode
from reservations.regles.saison import bornes_de_saison

_SEMAINE = timedelta(weeks=1)
# what two years have in common of a name: "Vacances d’Été", "Début des Vacances d’Été"
_CLES = ("toussaint", "noel", "hiver", "carnaval", "printemps", "paques", "ete")
_ANNEE = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True)
class Tronc:
    """A stretch of a school year, first and last day included: holidays, or the school that comes
    before them. `cle` is the same one every year."""

    cle: str
    debut: date
    fin: date


def troncs_de(annee: int, periodes: Iterable[Periode]) -> list[Tronc]:
    """The school year that begins in `annee`, cut by its holidays; [] where the calendar does not
    say its summer, without which nobody knows when school ends.

    >>> toussaint = Periode("Toussaint", date(2026, 10, 17), date(2026, 11, 1))
    >>> ete = Periode("Été", date(2027, 7, 3), date(2027, 9, 1))
    >>> [tronc.cle for tronc in troncs_de(2026, [toussaint, ete])]
    ['classe avant toussaint', 'toussaint', 'classe avant ete', 'ete']
    """
    premier, dernier = bornes_de_saison(annee)
    siennes = sorted(
        (une for une in periodes if not une.pont and une.fin >= premier and une.debut <= dernier),
        key=lambda une: une.debut,
    )
    troncs, jour = [], premier
    for periode in siennes:
        if periode.debut <= premier:  # the summer before, up to the rentrée
            jour = max(jour, periode.fin + UN_JOUR)
            continue
        cle = _cle(periode.nom)
        if jour < periode.debut:
            troncs.append(Tronc(f"classe avant {cle}", jour, periode.debut - UN_JOUR))
        troncs.append(Tronc(cle, periode.debut, min(periode.fin, dernier)))
        jour = periode.fin + UN_JOUR
    return troncs if troncs and troncs[-1].cle == "ete" else []


def _cle(nom: str) -> str:
    mots = normaliser(nom).split()
    return next((cle for cle in _CLES if cle in mots), " ".join(mots))


@dataclass(frozen=True)
class Report:
    """From one school year (`de`) to another (`vers`)."""

    de: tuple[Tronc, ...]
    vers: tuple[Tronc, ...]

    def tronc(self, jour: date) -> tuple[Tronc, Tronc] | None:
        """The stretch of this day, and the one that answers to it; None outside the year, or where
        the other year has nothing of that name."""
        ancien = next((un for un in self.de if un.debut <= jour <= un.fin), None)
        nouveau = next((un for un in self.vers if ancien and un.cle == ancien.cle), None)
        return (ancien, nouveau) if ancien and nouveau else None

    def premier_jour(self, jour: date) -> date | None:
        """The day that answers to the first one of something: as many weeks after the stretch
        begins, the same weekday."""
        trouve = self.tronc(jour)
        if trouve is None:
            return None
        ancien, nouveau = trouve
        if jour == ancien.debut:
            return nouveau.debut
        lundi = nouveau.debut - timedelta(days=nouveau.debut.weekday())
        debut_ancien = ancien.debut - timedelta(days=ancien.debut.weekday())
        return _entre(lundi + (jour - debut_ancien), nouveau)

    def dernier_jour(self, jour: date) -> date | None:
        """The same, of the last one: counted back from the end of the stretch."""
        trouve = self.tronc(jour)
        if trouve is None:
            return None
        ancien, nouveau = trouve
        if jour == ancien.fin:
            return nouveau.fin
        dimanche = nouveau.fin + timedelta(days=6 - nouveau.fin.weekday())
        fin_ancienne = ancien.fin + timedelta(days=6 - ancien.fin.weekday())
        return _entre(dimanche - (fin_ancienne - jour), nouveau)


def _entre(jour: date, tronc: Tronc) -> date:
    return min(max(jour, tronc.debut), tronc.fin)


def plages_a_ouvrir(jours: Iterable[date], report: Report) -> list[tuple[date, date]]:
    """The stretches of the new year in which there will be days, from those on which there were
    some (`jours`): in each, from the day that answers to the first one to that of the last."""
    par_tronc: dict[Tronc, list[date]] = {}
    for jour in jours:
        if trouve := report.tronc(jour):
            par_tronc.setdefault(trouve[0], []).append(jour)
    plages = []
    for siens in par_tronc.values():
        debut, fin = report.premier_jour(min(siens)), report.dernier_jour(max(siens))
        if debut and fin and debut <= fin:
            plages.append((debut, fin))
    return sorted(plages)


def un_an_apres(jour: date) -> date:
    """The same weekday, a year later: what opens on a Tuesday still does.

    >>> un_an_apres(date(2026, 6, 16)), un_an_apres(date(2026, 6, 16)).weekday()
    (datetime.date(2027, 6, 15), 1)
    """
    return jour + 52 * _SEMAINE


def nom_de_l_annee_suivante(nom: str) -> str:
    """
    >>> nom_de_l_annee_suivante("Mercredis de janvier à juillet 2027")
    'Mercredis de janvier à juillet 2028'
    >>> nom_de_l_annee_suivante("Été")
    'Été'
    """
    return _ANNEE.sub(lambda trouve: str(int(trouve[0]) + 1), nom)
