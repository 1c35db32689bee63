"""The seeded school calendar is zone B's, and what agents did to it stays
(docs/comprendre/tarifs.md)."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from vacances_scolaires_france import SchoolHolidayDates

from reservations.calendrier.periodes_ouvertes import blocs_prevus
from reservations.lecture.lignes import lire
from reservations.lecture.ville import lire_la_ville
from reservations.models import Creneau, JourFerie, PeriodeScolaire
from reservations.moteur.jugement import TOUJOURS
from reservations.planning.calendrier_connu import alerte, mois_restants
from reservations.planning.calendrier_initial import (
    annees_publiees,
    choisir_la_zone,
    creer_calendrier,
)
from reservations.planning.creneaux import planifier_creneaux
from reservations.regles.calendrier import Nature
from reservations.regles.feries import jours_feries
from reservations.regles.juge import PARIS, Moment, verdict, verdict_annulation
from reservations.regles.planning import CALENDRIER_INCONNU
from tests.reservations.outils import creer_activite, creer_creneau, inscrire

ZONE_B = annees_publiees("B")
REFERENCE = json.loads(Path(__file__).with_name("zone_b.json").read_text())
ANNEES = (2026, 2027)  # whole; of the year before, only the summer
SOURCES = ("holidays_0_109", "vacances_scolaires_france_0_12_0")
SEPTEMBRE = date(2028, 9, 6)  # a Wednesday of the school year that is not published yet
TOT = datetime.combine(SEPTEMBRE - timedelta(days=60), time(10), tzinfo=PARIS)
# Sundays that one reading of the decree leaves out; the summer's ends; Ascension Day itself.
JOURS_DOUTEUX = {
    date(2027, 5, 9),
    date(2027, 9, 1),
    date(2028, 5, 25),
    date(2028, 5, 28),
    date(2028, 7, 4),
}


def jours(debut, fin):
    return {debut + timedelta(days=n) for n in range((fin - debut).days + 1)}


SANS_CLASSE = {
    jour
    for periodes in ZONE_B.values()
    for _nom, _nature, debut, fin in periodes
    for jour in jours(debut, fin)
}


def test_each_period_is_the_wider_of_the_two_published_readings():
    semees = [(debut, fin) for annee in ANNEES for _nom, _nature, debut, fin in ZONE_B[annee]]
    lues = [
        [[date.fromisoformat(jour) for jour in periode[s]] for s in SOURCES]
        for periode in REFERENCE["periodes"]
    ]
    assert semees == [
        (min(d for d, _ in lectures), max(f for _, f in lectures)) for lectures in lues
    ]


def test_the_names_are_those_of_the_reference_with_a_typographic_apostrophe():
    noms = [nom for annee in ANNEES for nom, *_ in ZONE_B[annee]]
    assert noms == [periode["nom"].replace("'", "’") for periode in REFERENCE["periodes"]]


def test_day_by_day_it_is_the_open_data_of_zone_b_but_for_the_doubtful_days():
    lues = SchoolHolidayDates()
    publiees = {
        jour
        for annee in (2026, 2027, 2028)
        for jour in lues.holidays_for_year_and_zone(annee, "B")
        if jour.year
    }
    annees = jours(date(2026, 9, 1), date(2028, 8, 31))
    assert (publiees & annees) - SANS_CLASSE == set()
    assert SANS_CLASSE - publiees <= JOURS_DOUTEUX


@pytest.mark.parametrize("zone", ["A", "C"])
def test_each_zone_has_its_own_winter_and_spring_and_the_others_in_common(zone):
    """The file of data.gouv.fr, read on its own: A and C of 2027-28 are not B's."""
    propres = {nom for nom, *_ in annees_publiees(zone)[2027]} & {
        nom
        for (nom, *dates), (_autre, *siennes) in zip(
            annees_publiees(zone)[2027], ZONE_B[2027], strict=True
        )
        if dates != siennes
    }
    assert propres == {"Vacances d’hiver", "Vacances de printemps"}
    hiver = {
        "A": (date(2028, 2, 19), date(2028, 3, 5)),
        "C": (date(2028, 2, 12), date(2028, 2, 27)),
    }
    assert ("Vacances d’hiver", "vacances", *hiver[zone]) in annees_publiees(zone)[2027]


@pytest.mark.parametrize("zone", ["corse", "autre", ""])
def test_a_zone_that_has_a_calendar_of_its_own_is_given_no_other(zone):
    assert annees_publiees(zone) == {}


def test_alsace_moselle_and_overseas_have_holidays_of_their_own():
    commun = jours_feries(2027).keys()
    assert {
        territoire: {
            f"{jour:%d/%m}": nom
            for jour, nom in jours_feries(2027, territoire).items()
            if jour not in commun
        }
        for territoire in ("alsace-moselle", "reunion", "martinique")
    } == {
        "alsace-moselle": {"26/03": "Vendredi saint", "26/12": "26 décembre"},
        "reunion": {"20/12": "Abolition de l’esclavage"},
        "martinique": {"22/05": "Abolition de l’esclavage"},
    }


def test_the_public_holidays_of_2027():
    assert [(f"{jour:%d/%m}", nom) for jour, nom in jours_feries(2027).items()] == [
        ("01/01", "1er janvier"),
        ("29/03", "Lundi de Pâques"),
        ("01/05", "1er mai"),
        ("06/05", "Ascension"),
        ("08/05", "8 mai"),
        ("17/05", "Lundi de Pentecôte"),
        ("14/07", "14 juillet"),
        ("15/08", "Assomption"),
        ("01/11", "Toussaint"),
        ("11/11", "11 novembre"),
        ("25/12", "Noël"),
    ]


@pytest.mark.django_db
class TestEnBase:
    @pytest.fixture(autouse=True)
    def _seme(self, time_machine):
        time_machine.move_to(date(2026, 11, 25), tick=False)
        creer_calendrier()

    def test_a_summer_two_school_years_and_three_years_of_public_holidays(self):
        assert PeriodeScolaire.objects.count() == 13
        assert PeriodeScolaire.objects.filter(nature="pont").count() == 2
        assert list(
            JourFerie.objects.values_list("jour__year", flat=True).distinct().order_by("jour__year")
        ) == [
            2026,
            2027,
            2028,
        ]

    def test_choosing_a_zone_fills_the_years_that_have_no_row_and_no_other(self, administrateur):
        PeriodeScolaire.objects.filter(debut__gte=date(2027, 9, 1)).delete()
        JourFerie.objects.filter(nom="Lundi de Pentecôte").delete()
        choisir_la_zone("C", "reunion", par=administrateur)
        hivers = PeriodeScolaire.objects.filter(nom="Vacances d’hiver").values_list(
            "debut", flat=True
        )
        assert set(hivers) == {date(2027, 2, 20), date(2028, 2, 12)}  # B's was there, C's is added
        assert JourFerie.objects.filter(jour=date(2027, 12, 20)).exists()
        assert not JourFerie.objects.filter(nom="Lundi de Pentecôte").exists()

    def test_again_it_adds_nothing(self):
        avant = [list(modele.objects.values()) for modele in (PeriodeScolaire, JourFerie)]
        creer_calendrier()
        assert [list(modele.objects.values()) for modele in (PeriodeScolaire, JourFerie)] == avant

    def test_what_agents_moved_removed_or_added_stays_so(self):
        PeriodeScolaire.objects.filter(nom="Vacances d’hiver", debut__year=2027).update(
            debut=date(2027, 2, 22)
        )
        PeriodeScolaire.objects.filter(nature="pont").delete()
        JourFerie.objects.filter(
            nom="Lundi de Pentecôte"
        ).delete()  # the day of solidarity: this town works
        JourFerie.objects.create(jour=date(2027, 6, 1), nom="Fête de la ville")
        avant = [list(modele.objects.values()) for modele in (PeriodeScolaire, JourFerie)]
        creer_calendrier()
        assert [list(modele.objects.values()) for modele in (PeriodeScolaire, JourFerie)] == avant

    def test_a_later_upgrade_adds_the_public_holidays_of_the_years_ahead(self, time_machine):
        time_machine.move_to(date(2029, 3, 1), tick=False)
        creer_calendrier()
        assert JourFerie.objects.filter(jour__year=2030).count() == 11

    def test_a_school_year_that_a_town_has_begun_to_type_is_left_to_it(self):
        PeriodeScolaire.objects.exclude(debut=date(2026, 10, 17)).delete()
        creer_calendrier()
        de_2026 = PeriodeScolaire.objects.filter(debut__range=(date(2026, 9, 1), date(2027, 8, 31)))
        assert de_2026.count() == 1
        assert PeriodeScolaire.objects.filter(debut__gte=date(2027, 9, 1)).count() == 6

    def test_a_missing_year_of_public_holidays_ends_it_sooner_and_is_said(self):
        JourFerie.objects.filter(jour__year=2028).delete()
        fin = {"jusqu_au": date(2027, 12, 31), "passe": False, "trou": None, "feries": True}
        assert alerte(date(2027, 6, 1)) == fin
        JourFerie.objects.create(jour=date(2029, 1, 1), nom="1er janvier")  # 2028 is still missing
        assert alerte(date(2027, 6, 1)) == fin

    @pytest.mark.parametrize("perdues", ["Vacances de Noël", "Vacances d’hiver", "Vacances d’été"])
    def test_holidays_that_are_missing_in_the_middle_are_said_at_once(self, perdues):
        PeriodeScolaire.objects.filter(
            nom=perdues, debut__year__in=(2026, 2027), debut__gte=date(2026, 9, 1)
        ).delete()
        dite = alerte(date(2026, 11, 25))
        avant, apres = dite["trou"]
        voisines = PeriodeScolaire.objects.filter(
            nature="vacances", debut__gte=date(2026, 9, 1)
        ).order_by("debut")
        suivante = voisines.get(debut=apres + timedelta(days=1))
        precedente = voisines.filter(debut__lt=suivante.debut).last()
        assert dite["jusqu_au"] == precedente.fin
        assert avant == max(precedente.fin + timedelta(days=1), date(2026, 11, 25))

    def test_a_day_that_no_holidays_surround_is_not_school_term(self):
        connu = lire_la_ville(date(2028, 6, 1), date(2028, 9, 30)).calendrier
        assert connu.nature(date(2028, 6, 21)) == Nature.SCOLAIRE
        assert connu.nature(date(2028, 9, 6)) == Nature.INCONNUE
        PeriodeScolaire.objects.create(
            nom="Vacances de la Toussaint", debut=date(2028, 10, 21), fin=date(2028, 11, 5)
        )
        connu = lire_la_ville(date(2028, 9, 4), date(2028, 9, 10)).calendrier
        assert connu.nature(date(2028, 9, 6)) == Nature.SCOLAIRE

    def test_without_a_known_calendar_no_creneau_is_made_and_the_agent_reads_why(
        self, administrateur
    ):
        activite = creer_activite()
        bilan = planifier_creneaux(
            activite, date(2028, 8, 28), date(2028, 9, 10), par=administrateur
        )
        assert {creneau.jour for creneau in Creneau.objects.all()} == {
            date(2028, 8, 28) + timedelta(n) for n in range(4)
        }
        assert bilan.ecartes == [(date(2028, 9, n), CALENDRIER_INCONNU) for n in (1, 4, 5, 6, 7, 8)]
        assert (
            blocs_prevus(
                activite, lire_la_ville(SEPTEMBRE, SEPTEMBRE), debut=SEPTEMBRE, fin=SEPTEMBRE
            )
            == []
        )

    def test_on_an_unknown_day_nothing_is_booked_and_what_was_can_be_cancelled(
        self, famille_martin
    ):
        activite = creer_activite()
        inscrire(famille_martin.lea, activite)
        creneau = creer_creneau(activite, SEPTEMBRE, Moment.MATIN)

        def lus():
            [ligne] = lire([famille_martin.foyer], debut=SEPTEMBRE, fin=SEPTEMBRE).lignes
            libres = {"fiche_exigee": False, "assurance_exigee": False}
            return ligne.blocs[0], replace(ligne.faits, ouvertures=TOUJOURS, **libres)

        bloc, faits = lus()
        refus = verdict(bloc, faits, maintenant=TOT)
        assert refus.phrase.startswith("Le calendrier scolaire de ce jour n’est pas encore connu")
        reserve = replace(faits, reserves=frozenset({creneau.pk}))
        assert verdict_annulation(bloc, reserve, maintenant=TOT).possible
        PeriodeScolaire.objects.create(
            nom="Vacances de la Toussaint", debut=date(2028, 10, 21), fin=date(2028, 11, 5)
        )
        assert verdict(*lus(), maintenant=TOT).possible

    @pytest.mark.parametrize(
        ("aujourdhui", "attendue"),
        [
            (date(2026, 11, 25), None),
            (date(2027, 11, 30), None),
            (
                date(2027, 12, 1),
                {"jusqu_au": date(2028, 8, 31), "passe": False, "trou": None, "feries": False},
            ),
            (
                date(2028, 9, 1),
                {"jusqu_au": date(2028, 8, 31), "passe": True, "trou": None, "feries": False},
            ),
        ],
    )
    def test_agents_are_warned_nine_months_before_its_end(self, aujourdhui, attendue):
        assert alerte(aujourdhui) == attendue

    def test_without_any_row_they_are_warned(self):
        PeriodeScolaire.objects.all().delete()
        assert alerte(date(2026, 11, 25)) == {
            "jusqu_au": None,
            "passe": True,
            "trou": None,
            "feries": False,
        }


@pytest.mark.parametrize(
    ("jusqu_au", "aujourdhui", "mois"),
    [
        (date(2028, 8, 31), date(2028, 8, 31), 0),
        (date(2028, 8, 31), date(2028, 9, 1), -1),
        (date(2028, 8, 31), date(2027, 8, 31), 12),
        (None, date(2027, 8, 31), -1),
    ],
)
def test_full_months_left(jusqu_au, aujourdhui, mois):
    assert mois_restants(jusqu_au, aujourdhui) == mois
