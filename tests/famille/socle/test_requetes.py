"""Queries written once: the same rows as the queryset that they were written from, with the values
of each reading."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncDate
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from demarches.models import Demande
from famille.models import Enfant, Foyer, Rattachement
from famille.socle.requetes import RequeteEcrite

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ecrite_une_fois(settings):
    """What is tested here, also where the other tests go without."""
    settings.RACCOURCIS = True


def dire(enfants, avant):
    ici = Exists(Rattachement.objects.filter(enfant=OuterRef("pk")))
    return (
        Enfant.objects.filter(pk__in=enfants, naissance__lt=avant).annotate(ici=ici).order_by("pk")
    )


@pytest.fixture
def enfants():
    return Enfant.objects.bulk_create(
        Enfant(prenom=prenom, nom="Martin", naissance=date(2018 + rang, 5, 4))
        for rang, prenom in enumerate("ABCDE")
    )


def test_each_reading_gives_what_the_query_would(enfants):
    ecrite = RequeteEcrite(dire)
    for combien in (1, 2, 3, 5, 2):
        pks = tuple(enfant.pk for enfant in enfants[:combien])
        for avant in (date(2019, 1, 1), date(2030, 1, 1)):
            attendus = list(dire(pks, avant))
            lus = ecrite.lire(enfants=pks, avant=avant)
            assert lus == attendus
            assert [(un.prenom, un.ici) for un in lus] == [(un.prenom, un.ici) for un in attendus]
    # one, two, four and eight children: a few ways for all lengths
    assert len(ecrite._ecrites) == 4


def test_its_days_are_the_town_s_whoever_reads_it_first(famille_martin):
    """Of an agent at the other end of the world, they would be his for everybody."""
    cree_le = timezone.make_aware(datetime(2026, 11, 25, 15, 0))
    Foyer.objects.update(cree_le=cree_le)
    ecrite = RequeteEcrite(
        lambda cle: Foyer.objects.filter(pk=cle).values_list(TruncDate("cree_le"))
    )
    for ou in ("Pacific/Kiritimati", None):
        with timezone.override(ou):
            assert ecrite.lire(cle=famille_martin.foyer.pk) == [(date(2026, 11, 25),)]


def test_it_is_written_once_and_asked_each_time(enfants, monkeypatch):
    fois = []

    def compter(enfants, avant):
        fois.append(1)
        return dire(enfants, avant)

    ecrite = RequeteEcrite(compter)
    with CaptureQueriesContext(connection) as requetes:
        for enfant in enfants:
            assert ecrite.lire(enfants=(enfant.pk,), avant=date(2030, 1, 1)) == [enfant]
    assert (len(fois), len(requetes)) == (1, 5)


@pytest.mark.postgresql
def test_postgresql_plans_it_once_a_connection(enfants):
    ecrite = RequeteEcrite(dire)
    connection.connection.execute("DEALLOCATE ALL")
    for combien in (3, 4, 3, 4, 4, 3, 4, 3):  # PostgreSQL tries five plans first
        ecrite.lire(enfants=tuple(un.pk for un in enfants[:combien]), avant=date(2030, 1, 1))
    plans = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement ~ %s"
    assert connection.connection.execute(plans, ["famille_enfant"]).fetchall() == [(3, 5)]


def test_rows_of_values_come_as_the_query_says(enfants):
    par_nom = RequeteEcrite(
        lambda nom: Enfant.objects.filter(prenom=nom).values("prenom", "naissance")
    )
    assert par_nom.lire(nom="C") == [{"prenom": "C", "naissance": date(2020, 5, 4)}]
    plates = RequeteEcrite(
        lambda cle: Enfant.objects.filter(pk=cle).values_list("prenom", flat=True)
    )
    assert plates.lire(cle=enfants[1].pk) == ["B"]
    assert plates.lire(cle=2**40) == []  # a key is a large number


def test_a_value_that_may_be_missing_and_a_key_of_any_kind(enfants, voisin):
    def dire(nom, avant=None):
        siens = Enfant.objects.filter(prenom=nom)
        return siens.filter(naissance__lt=avant) if avant else siens

    parfois = RequeteEcrite(dire)
    for _ in range(2):
        assert parfois.lire(nom="C") == [enfants[2]]
        assert parfois.lire(nom="C", avant=date(2018, 1, 1)) == []
    demande = Demande.objects.create(code="essai", foyer=voisin.foyer, par=voisin.nadia)
    par_cle = RequeteEcrite(lambda cle: Demande.objects.filter(pk=cle))
    assert par_cle.lire(cle=demande.pk) == [demande]


def test_an_empty_list_and_a_long_one_are_asked_of_django(enfants):
    ecrite = RequeteEcrite(dire)
    assert ecrite.lire(enfants=(), avant=date(2030, 1, 1)) == []
    pks = tuple(enfant.pk for enfant in enfants) * 20
    assert ecrite.lire(enfants=pks, avant=date(2030, 1, 1)) == enfants
    assert not ecrite._ecrites


def test_a_query_that_asks_the_clock_itself_is_refused(famille_martin):
    """It would keep the day on which it was written."""
    with pytest.raises(ValueError, match="first reading"):
        RequeteEcrite(lambda compte: Foyer.objects.de(compte)).lire(
            compte=famille_martin.camille.pk
        )
    with pytest.raises(ValueError, match="first reading"):
        RequeteEcrite(lambda cle: Foyer.objects.filter(pk=cle, cree_le__lt=timezone.now())).lire(
            cle=1
        )


def test_what_it_cannot_do_is_refused(enfants):
    with pytest.raises(ValueError, match="prefetch"):
        RequeteEcrite(
            lambda cle: Enfant.objects.filter(pk=cle).prefetch_related("rattachements")
        ).lire(cle=1)
    with pytest.raises(ValueError, match="without a value"):
        RequeteEcrite(lambda cle: Enfant.objects.filter(pk=cle)).lire(cle=None)
