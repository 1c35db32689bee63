"""What is missing before an opening: the rules' own answer, as of the opening minute."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from famille.regles.foyer import Garde
from famille.socle.dire import dans, en_moment
from reservations.regles.juge import (
    PARIS,
    Bloc,
    Calendrier,
    CreneauLu,
    Faits,
    Moment,
    Suite,
    Unite,
    verdict,
)
from reservations.regles.ouverture import EtatPoint, a_prevenir, blocs_de, examiner, quotient

OUVRE_LE = datetime(2026, 12, 8, 9, tzinfo=PARIS)
JANVIER = date(2027, 1, 6)
MERCREDIS = [JANVIER + timedelta(weeks=rang) for rang in range(20)]
TOUJOURS = date(2099, 1, 1)
FAITS = Faits(
    activite="La Valla",
    naissance=date(2018, 3, 14),
    age_min=3,
    age_max=11,
    calendrier=Calendrier(),
    inscriptions=((date(2026, 9, 1), None),),
    ouvertures=((JANVIER, date(2027, 7, 6), OUVRE_LE),),
    fiche_jusqu_au=TOUJOURS,
    assurance_jusqu_au=TOUJOURS,
)


def bloc(jour, prises=0):
    return Bloc(jour.isoformat(), Unite.JOURNEE, (CreneauLu(1, jour, Moment.JOURNEE, 10, prises),))


BLOCS = [bloc(jour) for jour in MERCREDIS]


def examen(blocs=BLOCS, **faits):
    return examiner(blocs, replace(FAITS, **faits), maintenant=OUVRE_LE)


def manques(un_examen):
    return [
        (point.phrase, point.suite) for point in un_examen.points if point.etat == EtatPoint.MANQUE
    ]


def phrases(un_examen):
    return [point.phrase for point in un_examen.points]


def test_a_child_with_all_his_papers_is_ready():
    assert examen().pret
    assert examen().jours == tuple(MERCREDIS)


def test_all_that_is_missing_is_named_at_once_each_with_its_next_step():
    lu = examen(inscriptions=(), fiche_jusqu_au=None, assurance_jusqu_au=None)
    assert not lu.pret
    assert [suite for _phrase, suite in manques(lu)] == [
        Suite.INSCRIPTION,
        Suite.SANTE,
        Suite.SANTE,
    ]


def test_a_paper_that_ends_in_the_period_is_missing():
    lu = examen(assurance_jusqu_au=date(2027, 3, 1))
    assert not lu.pret
    assert manques(lu) == [
        (
            (
                "L’assurance n’est valable que jusqu’au 1er mars 2027 : mettez-la à jour pour"
                " réserver après cette date."
            ),
            Suite.SANTE,
        )
    ]


def test_a_paper_that_ends_on_the_last_day_is_good():
    assert examen(fiche_jusqu_au=MERCREDIS[-1]).pret


def test_a_paper_that_the_activity_does_not_ask_for_is_not_spoken_of():
    lu = examen(fiche_exigee=False, fiche_jusqu_au=None)
    assert lu.pret
    assert not any("fiche" in phrase.lower() for phrase in phrases(lu))


def test_a_registration_that_stops_in_the_period_names_the_first_day_it_misses():
    lu = examen(inscriptions=((date(2026, 9, 1), date(2027, 2, 1)),))
    assert not lu.pret
    assert "par exemple le mercredi 3 février 2027" in manques(lu)[0][0]


def test_days_after_the_last_birthday_are_no_reason_not_to_be_ready():
    lu = examen(naissance=date(2015, 3, 14))
    assert lu.pret
    assert lu.jours[-1] == date(2027, 3, 10)
    assert any("possible jusqu’au mercredi 10 mars 2027" in phrase for phrase in phrases(lu))


def test_a_child_too_old_for_the_whole_period_is_not_asked_for_papers():
    lu = examen(naissance=date(2012, 1, 1), fiche_jusqu_au=None)
    assert not lu.pret
    assert manques(lu) == []
    assert "l’âge ne convient pas" in phrases(lu)[0]


def test_a_paper_is_not_missed_on_the_days_of_the_other_home():
    lu = examen(blocs=BLOCS[:2], garde=Garde("paires"), fiche_jusqu_au=JANVIER - timedelta(days=1))
    assert [jour.isocalendar().week for jour in lu.jours] == [2]
    assert not lu.pret
    assert (
        examen(blocs=BLOCS[:1], garde=Garde("paires"), fiche_jusqu_au=None).points[0].etat
        == EtatPoint.A_SAVOIR
    )


def test_alternating_custody_says_whose_days():
    lu = examen(garde=Garde("impaires"))
    assert lu.pret
    assert "Garde partagée : vous réservez les semaines impaires." in phrases(lu)


def test_a_full_day_does_not_make_a_child_unready():
    assert examen(blocs=[bloc(JANVIER, prises=10)]).pret


def test_a_day_whose_deadline_is_past_at_the_opening_does_not_count():
    assert (
        examen(
            blocs=[bloc(date(2026, 12, 14))], ouvertures=((date(2026, 12, 1), TOUJOURS, OUVRE_LE),)
        ).jours
        == ()
    )


def test_only_the_days_that_open_at_that_minute_are_of_the_opening():
    tot = (JANVIER, JANVIER, OUVRE_LE - timedelta(days=60))
    faits = replace(FAITS, ouvertures=(*FAITS.ouvertures, tot))
    siens = blocs_de(BLOCS, faits, debut=JANVIER, fin=MERCREDIS[-1], ouvre_le=OUVRE_LE)
    assert [b.debut for b in siens] == MERCREDIS[1:]


@pytest.mark.parametrize("jour", MERCREDIS[:3])
def test_ready_is_what_the_judge_accepts_at_the_minute_and_not_before(jour):
    assert verdict(bloc(jour), FAITS, maintenant=OUVRE_LE).possible
    assert not verdict(bloc(jour), FAITS, maintenant=OUVRE_LE - timedelta(minutes=1)).possible


def test_a_quotient_that_ends_is_said_with_its_day():
    point = quotient(
        MERCREDIS, lambda jour: jour < date(2027, 2, 1), lambda _jour: date(2027, 1, 31)
    )
    assert point.etat == EtatPoint.A_SAVOIR
    assert "À partir du mercredi 3 février 2027" in point.phrase
    assert point.suite == Suite.QUOTIENT


def test_a_quotient_that_ended_before_is_not_called_unknown():
    point = quotient(MERCREDIS, lambda _jour: False, lambda _jour: date(2026, 12, 31))
    assert "connaissons votre quotient jusqu’au jeudi 31 décembre 2026" in point.phrase
    assert "ne connaissons" not in point.phrase
    assert point.suite == Suite.QUOTIENT


def test_a_quotient_never_declared_is_said_unknown():
    point = quotient(MERCREDIS, lambda _jour: False, lambda _jour: None)
    assert point.phrase == (
        "Nous ne connaissons pas votre quotient : vous payez le tarif le plus haut."
    )


def test_a_quotient_known_throughout_needs_nothing():
    assert quotient(MERCREDIS, lambda _jour: True, lambda _jour: None).suite is None


def a(jour, heure=10, minute=0, mois=12, annee=2026):
    return datetime(annee, mois, jour, heure, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("maintenant", "attendu"),
    [
        (a(25, mois=11), "dans 13 jours"),
        (a(6, 23, 59), "dans 2 jours"),
        (a(7, 0, 0), "demain"),
        (a(8, 0, 0), "dans 9\u00a0h"),
        (a(8, 5, 40), "dans 3\u00a0h\u00a020"),
        (a(8, 8, 48), "dans 12 minutes"),
        (a(8, 8, 59), "dans 1 minute"),
        (a(8, 9, 0), "maintenant"),
    ],
)
def test_the_countdown_in_words(maintenant, attendu):
    assert dans(OUVRE_LE, maintenant) == attendu


def test_the_countdown_counts_the_hour_that_the_clocks_take_in_march():
    assert dans(a(28, 9, mois=3, annee=2027), a(28, 1, mois=3, annee=2027)) == "dans 7\u00a0h"


def test_the_countdown_counts_the_hour_that_the_clocks_give_in_october():
    assert dans(a(31, 9, mois=10, annee=2027), a(31, 1, mois=10, annee=2027)) == "dans 9\u00a0h"


def test_the_moment_is_said_as_people_say_it():
    assert en_moment(OUVRE_LE, a(25, mois=11)) == "mardi 8 décembre à 9\u00a0h"
    assert (
        en_moment(a(5, 8, 30, mois=1, annee=2027), a(25, mois=11))
        == "mardi 5 janvier 2027 à 8\u00a0h\u00a030"
    )


def test_families_are_told_from_the_morning_five_days_before():
    assert not a_prevenir(OUVRE_LE, None, a(2, 23, 59), jours=5)
    assert a_prevenir(OUVRE_LE, None, a(3, 0, 0), jours=5)
    assert a_prevenir(OUVRE_LE, None, a(8, 8, 59), jours=5)
    assert not a_prevenir(OUVRE_LE, None, a(8, 9, 0), jours=5)


def test_families_are_told_once_and_again_when_the_opening_is_put_off():
    assert not a_prevenir(OUVRE_LE, a(3, 9), a(4, 9), jours=5)
    assert a_prevenir(a(22, 9), a(3, 9), a(17, 9), jours=5)
