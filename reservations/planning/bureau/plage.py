"""The week or the month that a screen shows. No database, no request: words of the address in, days
out."""

from dataclasses import dataclass
from datetime import date, timedelta

from famille.socle.dire import du_au, en_mois

MOIS, SEMAINE = "mois", "semaine"
UN_JOUR = timedelta(days=1)


@dataclass(frozen=True)
class Plage:
    """`vue`: "mois" or "semaine"; from `debut` to `fin`, both shown."""

    vue: str
    debut: date
    fin: date

    @property
    def titre(self) -> str:
        """ "décembre 2026", or "semaine du 7 au 13 décembre 2026"."""
        if self.vue == MOIS:
            return en_mois(self.debut)
        return f"semaine {du_au(self.debut, self.fin)}"

    @property
    def avant(self) -> date:
        """A day of the period before."""
        return self.debut - UN_JOUR

    @property
    def apres(self) -> date:
        """A day of the period after."""
        return self.fin + UN_JOUR

    def contient(self, jour: date) -> bool:
        return self.debut <= jour <= self.fin


def plage(vue: str, le: date) -> Plage:
    """The week or month of `le`; anything but "semaine" is a month.

    >>> plage("semaine", date(2026, 12, 9)).titre
    'semaine du 7 au 13 décembre 2026'
    """
    if vue == SEMAINE:
        lundi = le - timedelta(days=le.weekday())
        return Plage(SEMAINE, lundi, lundi + timedelta(days=6))
    debut = le.replace(day=1)
    suivant = (debut + timedelta(days=31)).replace(day=1)
    return Plage(MOIS, debut, suivant - UN_JOUR)


def lire_le_jour(texte: str, sinon: date) -> date:
    """A day of an address ("2026-12-09"); `sinon` for anything else, or for a year that no calendar
    here has."""
    try:
        jour = date.fromisoformat(texte)
    except ValueError:
        return sinon
    return jour if 2000 <= jour.year <= 2100 else sinon
