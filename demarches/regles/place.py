"""For when a place is asked: a school year, or holidays. No Django, today is an argument."""

from dataclasses import dataclass
from datetime import date

from famille.regles.foyer import age_le
from famille.socle.dire import en_lettres
from reservations.regles.juge import annee_scolaire, bornes_de_saison

ANNEE_PREPAREE = (
    6  # from June on, families ask for the school year that comes, and their papers hold for it
)
_ANNEE = "annee-"


@dataclass(frozen=True)
class PeriodeVoulue:
    """`cle` holds the dates: what was asked stays, whatever becomes of the calendar."""

    cle: str
    libelle: str
    debut: date
    fin: date

    @property
    def vacances(self) -> bool:
        return not self.cle.startswith(_ANNEE)


def annees_proposees(jour: date) -> list[PeriodeVoulue]:
    """The running school year, from `jour` on, and from June the next one."""
    courante = annee_scolaire(jour)
    annees = [courante, courante + 1] if ANNEE_PREPAREE <= jour.month <= 8 else [courante]
    return [_annee(annee, jour) for annee in annees]


def vacances(nom: str, debut: date, fin: date) -> PeriodeVoulue:
    """Those of summer stop with their season: the first days of September are the next one's."""
    fin = min(fin, bornes_de_saison(annee_scolaire(debut))[1])
    libelle = f"{nom}, du {en_lettres(debut)} au {en_lettres(fin)}"
    return PeriodeVoulue(f"{debut:%Y%m%d}-{fin:%Y%m%d}", libelle, debut, fin)


def periode_de(cle: str, jour: date) -> PeriodeVoulue | None:
    """What was asked on `jour` under this key; None: it is no key of ours."""
    try:
        if cle.startswith(_ANNEE):
            return _annee(int(cle.removeprefix(_ANNEE)), jour)
        debut, fin = (date(int(j[:4]), int(j[4:6]), int(j[6:8])) for j in cle.split("-"))
    except ValueError:
        return None
    return vacances("Vacances", debut, fin) if debut <= fin else None


def _annee(annee: int, jour: date) -> PeriodeVoulue:
    debut, fin = bornes_de_saison(annee)
    libelle = f"Année scolaire {annee}-{annee + 1}, jusqu’au {en_lettres(fin)}"
    return PeriodeVoulue(f"{_ANNEE}{annee}", libelle, max(debut, jour), fin)


def age_convient(naissance: date, age_min: int, age_max: int, debut: date, fin: date) -> bool:
    """Whether the child has the age of the activity on some day of the period."""
    return age_le(fin, naissance) >= age_min and age_le(debut, naissance) <= age_max
