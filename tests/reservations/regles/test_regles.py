"""Each reason against a booking: its exact sentence, its next step, and which one is said first."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from reservations.regles.faits import ParVoeux
from reservations.regles.juge import (
    PARIS,
    Delai,
    Garde,
    Moment,
    Motif,
    Suite,
    verdict,
    verdict_annulation,
)
from tests.reservations.cas import (
    DERNIER,
    MAINTENANT,
    MERCREDI,
    PREMIER,
    bloc,
    creneau,
    faits,
    semaine,
)

LUNDI_AVANT_NOEL = date(2026, 12, 21)
PLUS_TARD = datetime(2026, 12, 1, 8, 0, tzinfo=PARIS)
BIENTOT_CLOS = ParVoeux(1, PREMIER, DERNIER, datetime(2026, 11, 27, 18, tzinfo=PARIS), PLUS_TARD)
# One change of facts or of bloc for each reason, in the order in which they are judged.
CONTRE: dict[Motif, Any] = {
    Motif.DEJA_RESERVE: {"reserves": frozenset({creneau().pk})},
    Motif.NON_INSCRIT: {"inscriptions": ()},
    Motif.PAS_OUVERT: {"ouvertures": ((PREMIER, DERNIER, PLUS_TARD),)},
    Motif.TROP_TARD: {"delai_reservation": Delai(30)},
    Motif.FERME: {"fermetures": ((MERCREDI, MERCREDI, "travaux"),)},
    Motif.TROP_JEUNE: {"age_min": 9},
    Motif.TROP_AGE: {"age_max": 7},
    Motif.FICHE: {"fiche_jusqu_au": None},
    Motif.ASSURANCE: {"assurance_jusqu_au": None},
    Motif.COMPLET: {},  # the bloc has no place
    Motif.PAS_SON_JOUR: {"garde": Garde("impaires")},  # 9 December 2026 is in week 50
}


def juger(un_bloc=None, **champs):
    return verdict(un_bloc or bloc(), faits(**champs), maintenant=MAINTENANT)


def dit(reponse):
    return reponse.phrase, reponse.motif, reponse.suite


def test_a_booking_is_taken_until_the_last_instant_of_its_deadline():
    limite = juger().limite
    assert verdict(bloc(), faits(), maintenant=limite).possible
    assert (
        verdict(bloc(), faits(), maintenant=limite + timedelta(microseconds=1)).motif
        == Motif.TROP_TARD
    )


def test_what_nothing_is_against_says_until_when():
    reponse = juger()
    assert dit(reponse) == ("Réservable jusqu’au mercredi 2 décembre à minuit.", None, None)
    assert reponse.possible
    assert reponse.limite == datetime(2026, 12, 2, 23, 59, 59, 999999, tzinfo=PARIS)


def test_a_deadline_of_another_year_says_its_year():
    assert (
        juger(bloc(date(2027, 1, 13))).phrase
        == "Réservable jusqu’au mercredi 6 janvier 2027 à minuit."
    )


@pytest.mark.parametrize(
    ("champs", "phrase", "suite"),
    [
        (CONTRE[Motif.DEJA_RESERVE], "Déjà réservé.", Suite.AUTRE_JOUR),
        (
            {"reserves_ailleurs": frozenset({creneau().pk})},
            "Déjà réservé pour ce jour.",
            Suite.AUTRE_JOUR,
        ),
        (
            CONTRE[Motif.NON_INSCRIT],
            "Pas d’inscription à La Pingaudière ce jour-là : demandez d’abord une place.",
            Suite.INSCRIPTION,
        ),
        (
            {"ouvertures": ()},
            (
                "Les réservations ne sont pas encore annoncées : la date de leur ouverture"
                " s’affichera ici."
            ),
            Suite.PATIENCE,
        ),
        (
            CONTRE[Motif.PAS_OUVERT],
            "Les réservations ouvrent le mardi 1er décembre à 8\u00a0h.",
            Suite.PATIENCE,
        ),
        (
            {"ouvertures": ((PREMIER, DERNIER, datetime(2027, 1, 4, 9, 5, tzinfo=PARIS)),)},
            "Les réservations ouvrent le lundi 4 janvier 2027 à 9\u00a0h\u00a005.",
            Suite.PATIENCE,
        ),
        (
            {**CONTRE[Motif.PAS_OUVERT], "voeux": (BIENTOT_CLOS,)},
            (
                "Par vœux, jusqu’au vendredi 27 novembre à 18\u00a0h. Les places restantes ouvrent"
                " à tous le mardi 1er décembre à 8\u00a0h."
            ),
            Suite.PATIENCE,
        ),
        (
            {**CONTRE[Motif.PAS_OUVERT], "voeux": (replace(BIENTOT_CLOS, jusqu_au=MAINTENANT),)},
            (
                "Les vœux sont clos. Les places restantes ouvrent à tous le mardi 1er décembre à"
                " 8\u00a0h."
            ),
            Suite.PATIENCE,
        ),
        (
            CONTRE[Motif.TROP_TARD],
            "La réservation était possible jusqu’au lundi 9 novembre à minuit.",
            Suite.CONTACT,
        ),
        (CONTRE[Motif.FERME], "Fermé : travaux.", Suite.AUTRE_JOUR),
        (
            {"fermetures": ((MERCREDI, MERCREDI, "Grève du personnel. "),)},
            "Fermé : Grève du personnel.",
            "autre-jour",
        ),
        (
            CONTRE[Motif.TROP_JEUNE],
            (
                "La Pingaudière accueille les enfants à partir de 9 ans : cet âge ne sera pas"
                " encore atteint ce jour-là."
            ),
            Suite.CONTACT,
        ),
        (
            {"age_min": 1, "naissance": date(2026, 3, 1)},
            (
                "La Pingaudière accueille les enfants à partir de 1 an : cet âge ne sera pas encore"
                " atteint ce jour-là."
            ),
            Suite.CONTACT,
        ),
        (
            CONTRE[Motif.TROP_AGE],
            "La Pingaudière accueille les enfants jusqu’à 7 ans : cet âge sera dépassé ce jour-là.",
            Suite.CONTACT,
        ),
        (CONTRE[Motif.FICHE], "La fiche sanitaire manque : donnez-la pour réserver.", Suite.SANTE),
        (
            {"fiche_jusqu_au": date(2026, 12, 8)},
            (
                "La fiche sanitaire n’est valable que jusqu’au 8 décembre 2026 : "
                "mettez-la à jour pour réserver après cette date."
            ),
            Suite.SANTE,
        ),
        (CONTRE[Motif.ASSURANCE], "L’assurance manque : donnez-la pour réserver.", Suite.SANTE),
        (
            {"assurance_jusqu_au": date(2026, 12, 1)},
            (
                "L’assurance n’est valable que jusqu’au 1er décembre 2026 : "
                "mettez-la à jour pour réserver après cette date."
            ),
            Suite.SANTE,
        ),
        (CONTRE[Motif.PAS_SON_JOUR], "Ce n’est pas un de vos jours de garde.", Suite.CONTACT),
    ],
)
def test_each_reason_in_its_exact_words(champs, phrase, suite):
    reponse = juger(**champs)
    assert (reponse.phrase, reponse.suite) == (phrase, suite)
    assert not reponse.possible


def test_a_full_day_offers_the_queue():
    assert dit(juger(bloc(libres=0))) == (
        "Il n’y a plus de place ce jour-là.",
        Motif.COMPLET,
        Suite.ATTENTE,
    )


def test_a_full_day_which_is_not_theirs_offers_no_queue():
    reponse = juger(bloc(libres=0), garde=Garde("impaires"))
    assert dit(reponse) == ("Il n’y a plus de place ce jour-là.", Motif.COMPLET, Suite.AUTRE_JOUR)


@pytest.mark.parametrize(
    ("champs", "libres", "phrase"),
    [
        (
            {"inscriptions": ()},
            5,
            "Pas d’inscription à La Pingaudière cette semaine-là : demandez d’abord une place.",
        ),
        ({}, 0, "Il n’y a plus de place cette semaine-là."),
        ({"garde": Garde("paires")}, 5, "Cette semaine n’est pas toute sur vos jours de garde."),
    ],
)
def test_a_week_is_called_a_week(champs, libres, phrase):
    assert juger(semaine(date(2026, 12, 14), libres=libres), **champs).phrase == phrase  # week 51


def test_a_closed_creneau_without_a_reason_is_said_to_be_cancelled():
    assert dit(juger(bloc(ouvert=False))) == (
        "Fermé : accueil annulé.",
        Motif.FERME,
        Suite.AUTRE_JOUR,
    )


@pytest.mark.parametrize(("premier", "second"), list(pairwise(CONTRE)))
def test_of_two_reasons_the_first_of_the_list_is_said(premier, second):
    contre = CONTRE[second] | CONTRE[premier]
    plein = bloc(libres=0)
    assert juger(plein if second == Motif.COMPLET else bloc(), **CONTRE[second]).motif == second
    assert juger(plein if Motif.COMPLET in (premier, second) else bloc(), **contre).motif == premier


def test_the_list_of_reasons_is_the_one_of_the_words():
    assert list(CONTRE) == list(Motif)


class TestOuverture:
    """A period opens to the minute; the earliest opening that covers a day is the one that
    counts."""

    OUVRE = datetime(2026, 12, 1, 9, 0, tzinfo=PARIS)

    def juger_a(self, instant, *autres):
        ouvertures = ((PREMIER, DERNIER, self.OUVRE), *autres)
        return verdict(bloc(date(2027, 1, 13)), faits(ouvertures=ouvertures), maintenant=instant)

    def test_the_second_before_it_is_not_open(self):
        assert self.juger_a(self.OUVRE - timedelta(seconds=1)).motif == Motif.PAS_OUVERT

    def test_at_its_minute_it_is(self):
        assert self.juger_a(self.OUVRE).possible

    def test_an_earlier_opening_of_the_same_days_counts(self):
        tot = self.OUVRE - timedelta(days=3)
        assert self.juger_a(tot, (date(2027, 1, 1), date(2027, 1, 31), tot)).possible

    def test_a_week_opens_when_all_its_days_have(self):
        vendredi = date(2026, 12, 18)
        ouvertures = (
            (PREMIER, vendredi - timedelta(days=1), MAINTENANT),
            (vendredi, DERNIER, self.OUVRE),
        )
        reponse = juger(semaine(date(2026, 12, 14)), ouvertures=ouvertures)
        assert reponse.phrase == "Les réservations ouvrent le mardi 1er décembre à 9\u00a0h."


class TestDeuxBornes:
    """What must hold on every day of a bloc: registration, age, papers, custody."""

    SEMAINE = semaine(date(2026, 12, 14))

    @pytest.mark.parametrize(
        ("inscriptions", "inscrit"),
        [
            (((PREMIER, date(2026, 12, 17)),), False),
            (((date(2026, 12, 15), None),), False),
            (((PREMIER, date(2026, 12, 16)), (date(2026, 12, 17), None)), True),
            (((date(2026, 12, 14), date(2026, 12, 18)),), True),
        ],
    )
    def test_registered_on_all_its_days(self, inscriptions, inscrit):
        assert juger(self.SEMAINE, inscriptions=inscriptions).possible is inscrit

    @pytest.mark.parametrize(
        ("naissance", "motif"),
        [
            (date(2023, 12, 14), None),  # three on the Monday
            (date(2023, 12, 15), Motif.TROP_JEUNE),
            (date(2013, 12, 19), None),  # thirteen on the Saturday
            (date(2013, 12, 18), Motif.TROP_AGE),
            (date(2024, 2, 29), Motif.TROP_JEUNE),
        ],
    )
    def test_an_age_that_turns_during_the_week(self, naissance, motif):
        assert juger(self.SEMAINE, naissance=naissance).motif == motif

    @pytest.mark.parametrize(
        ("anniversaire", "motif"), [(date(2027, 2, 28), Motif.TROP_JEUNE), (date(2027, 3, 1), None)]
    )
    def test_born_on_29_february(self, anniversaire, motif):
        assert juger(bloc(anniversaire), naissance=date(2024, 2, 29)).motif == motif

    @pytest.mark.parametrize("champ", ["fiche_jusqu_au", "assurance_jusqu_au"])
    @pytest.mark.parametrize(
        ("jusqu_au", "bon"), [(date(2026, 12, 17), False), (date(2026, 12, 18), True)]
    )
    def test_a_paper_that_ends_inside_the_week(self, champ, jusqu_au, bon):
        assert juger(self.SEMAINE, **{champ: jusqu_au}).possible is bon

    def test_a_paper_that_is_not_required_is_not_asked_for(self):
        sans = {
            "fiche_exigee": False,
            "fiche_jusqu_au": None,
            "assurance_exigee": False,
            "assurance_jusqu_au": None,
        }
        assert juger(self.SEMAINE, **sans).possible

    def test_a_week_is_as_full_as_its_fullest_day(self):
        jours = list(self.SEMAINE.creneaux)
        jours[3] = jours[3]._replace(prises=10)
        assert juger(replace(self.SEMAINE, creneaux=tuple(jours))).motif == Motif.COMPLET


class TestGarde:
    """Whose days: even or odd ISO weeks, then dates, which win."""

    @pytest.mark.parametrize(
        ("jour", "paire"),
        [
            (date(2026, 12, 9), True),  # week 50
            (date(2026, 12, 16), False),
            (date(2026, 12, 30), False),  # week 53 of 2026…
            (date(2027, 1, 6), False),  # …and week 1 of 2027: two odd weeks in a row
            (date(2027, 1, 13), True),
        ],
    )
    def test_even_and_odd_weeks(self, jour, paire):
        assert juger(bloc(jour), garde=Garde("paires")).possible is paire
        assert juger(bloc(jour), garde=Garde("impaires")).possible is not paire

    def test_dates_win_over_weeks(self):
        ici, ailleurs = (MERCREDI, MERCREDI, True), (MERCREDI, MERCREDI, False)
        assert juger(garde=Garde("impaires", (ici,))).possible
        assert juger(garde=Garde("paires", (ailleurs,))).motif == Motif.PAS_SON_JOUR

    def test_of_two_periods_that_overlap_the_one_that_begins_last_decides(self):
        """Two weeks with the other parent, but for two days here in the middle."""
        longue, courte = (
            (date(2026, 12, 7), date(2026, 12, 20), False),
            (date(2026, 12, 9), date(2026, 12, 10), True),
        )
        garde = Garde("", (longue, courte))
        assert [garde.ici(date(2026, 12, jour)) for jour in (8, 9, 10, 11)] == [
            False,
            True,
            True,
            False,
        ]
        assert Garde("", ((*courte[:2], False), (*longue[:2], True))).ici(date(2026, 12, 9))

    def test_a_week_needs_all_its_days(self):
        un_jour = (date(2026, 12, 16), date(2026, 12, 16), False)
        assert juger(semaine(date(2026, 12, 14)), garde=Garde("impaires")).possible
        assert (
            juger(semaine(date(2026, 12, 14)), garde=Garde("impaires", (un_jour,))).motif
            == Motif.PAS_SON_JOUR
        )

    def test_a_child_who_has_left_the_household(self):
        assert juger(garde=Garde(fin=date(2026, 12, 8))).motif == Motif.PAS_SON_JOUR


class TestAnnulation:
    RESERVE = {"reserves": frozenset({creneau().pk})}

    def annuler(self, un_bloc=None, maintenant=MAINTENANT, **champs):
        return verdict_annulation(un_bloc or bloc(), faits(**champs), maintenant=maintenant)

    def test_until_when(self):
        reponse = self.annuler(**self.RESERVE)
        assert dit(reponse) == ("Annulable jusqu’au mercredi 2 décembre à minuit.", None, None)

    def test_past_the_deadline_the_absence_is_told(self):
        assert dit(
            self.annuler(maintenant=datetime(2026, 12, 3, 0, 0, tzinfo=PARIS), **self.RESERVE)
        ) == (
            (
                "L’annulation était possible jusqu’au mercredi 2 décembre à minuit. Prévenez le"
                " centre de l’absence ; avec un justificatif, elle peut ne pas être facturée."
            ),
            Motif.TROP_TARD,
            Suite.ABSENCE,
        )

    @pytest.mark.parametrize("champs", [{}, {"reserves_ailleurs": frozenset({creneau().pk})}])
    def test_what_this_household_has_not_booked(self, champs):
        phrase, _motif, suite = dit(self.annuler(**champs))
        assert (phrase, suite) == ("Vous n’avez pas de réservation ce jour-là.", Suite.AUTRE_JOUR)

    def test_a_week_is_called_a_week(self):
        assert (
            self.annuler(semaine(LUNDI_AVANT_NOEL)).phrase
            == "Vous n’avez pas de réservation cette semaine-là."
        )

    def test_a_week_booked_in_part_is_cancelled(self):
        """A day that the week has won since, and was not booked, is in nobody's way."""
        mardi = creneau(date(2026, 12, 22), Moment.JOURNEE).pk
        assert self.annuler(semaine(LUNDI_AVANT_NOEL), reserves=frozenset({mardi})).possible

    @pytest.mark.parametrize(("reserver", "annuler"), [(2, 10), (10, 2)])
    def test_the_two_deadlines_are_apart(self, reserver, annuler):
        delais = {"delai_reservation": Delai(reserver), "delai_annulation": Delai(annuler)}
        veille = datetime(2026, 12, 4, 12, 0, tzinfo=PARIS)  # five days before
        assert verdict(bloc(), faits(**delais), maintenant=veille).possible is (reserver == 2)
        assert self.annuler(maintenant=veille, **self.RESERVE, **delais).possible is (annuler == 2)

    @pytest.mark.parametrize("contre", [motif for motif in CONTRE if motif != Motif.DEJA_RESERVE])
    def test_nothing_else_is_against_cancelling(self, contre):
        """A child who no longer may come can still be cancelled, whatever else has changed."""
        assert self.annuler(
            **(self.RESERVE | CONTRE[contre] | {"delai_annulation": Delai(7)})
        ).possible
