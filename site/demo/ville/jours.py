"""Dates of the demo town, all told from today so that it never grows old, and the means to do
things in the past."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time, timedelta
from unittest import mock

from django.apps import apps
from django.db.models import DateTimeField
from django.utils import timezone

from reservations.lecture.filtres import Mois

JOUR_DE_FACTURATION = 5  # of the next month
MAINTENANT = timezone.now  # what a column has by default, even inside `au_moment`


def annee_scolaire(jour: date) -> int:
    """The year in which the school year of this day began."""
    return jour.year if jour.month >= 9 else jour.year - 1


def mois_factures(jour: date) -> tuple[Mois, Mois]:
    """The last two whole months that have been billed by this day."""
    dernier = Mois.du(jour).decale(-1 if jour.day > JOUR_DE_FACTURATION else -2)
    return dernier.decale(-1), dernier


def annees_de_la_foule(jour: date) -> range:
    """The five years in which the households of the crowd opened their files, this one included."""
    return range(jour.year - 4, jour.year + 1)


def il_y_a(jours: int, heure: int = 10, minute: int = 0) -> datetime:
    """An aware moment of Paris, `jours` days ago; never in the future, even for today at night."""
    jour = timezone.localdate() - timedelta(days=jours)
    instant = timezone.make_aware(datetime.combine(jour, time(heure, minute)))
    return min(instant, timezone.now())


@contextmanager
def au_moment(instant: datetime) -> Iterator[None]:
    """Whatever is written inside is dated from this moment, by the real actions: `timezone.now()`
    answers it, and so do the columns that have it as default (they hold the function itself, out of
    the first patch's reach)."""

    def dire_l_instant() -> datetime:  # one for all: a mock of each column is a class made anew
        return instant

    with ExitStack() as pile:
        for champ in list(_dates_par_defaut()):
            pile.enter_context(mock.patch.object(champ, "_get_default", dire_l_instant))
        pile.enter_context(mock.patch("django.utils.timezone.now", dire_l_instant))
        yield


def _dates_par_defaut() -> Iterator[DateTimeField]:
    for application in ("famille", "demarches"):
        for modele in apps.get_app_config(application).get_models():
            for champ in modele._meta.local_fields:
                if isinstance(champ, DateTimeField) and champ.default is MAINTENANT:
                    yield champ
