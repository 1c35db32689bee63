"""The legal clock, with plain dates (CRPA L231-1, L231-4, L114-5; D3)."""

from datetime import date

import pytest

from demarches.regles.horloge import (
    ACCEPTATION,
    REJET,
    SANS_OBJET,
    a_repondre_avant,
    ajouter_mois,
    echeance,
    reponse_annoncee,
)

DEPOT = date(2026, 11, 18)
DEMANDE_LE, LIMITE = date(2026, 11, 25), date(2026, 12, 10)
TOT, TARD = date(2026, 11, 30), date(2027, 1, 5)


def dans_deux_mois(effet, *complements, depot=DEPOT):
    return echeance(depot, effet=effet, mois=2, complements=complements)


@pytest.mark.parametrize(
    ("depart", "mois", "attendu"),
    [
        (date(2026, 8, 31), 2, date(2026, 10, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 30), 2, date(2028, 2, 29)),
        (date(2026, 7, 31), 2, date(2026, 9, 30)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 18), 14, date(2028, 1, 18)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_the_month(depart, mois, attendu):
    assert ajouter_mois(depart, mois) == attendu


@pytest.mark.parametrize("effet", [ACCEPTATION, REJET])
def test_without_a_complement_silence_decides_after_the_delay(effet):
    assert dans_deux_mois(effet) == date(2027, 1, 18)


@pytest.mark.parametrize(
    ("effet", "mois"), [(SANS_OBJET, 2), ("", 2), (REJET, None), (ACCEPTATION, None)]
)
def test_there_is_no_date_where_silence_decides_nothing(effet, mois):
    assert echeance(DEPOT, effet=effet, mois=mois, complements=[]) is None


def test_acceptance_has_no_date_while_something_is_awaited():
    assert dans_deux_mois(ACCEPTATION, (DEMANDE_LE, LIMITE, None)) is None


@pytest.mark.parametrize(
    ("recu_le", "attendu"),
    [(TOT, date(2027, 1, 30)), (TARD, date(2027, 3, 5))],
    ids=["early", "late"],
)
def test_acceptance_counts_from_the_completion_even_a_late_one(recu_le, attendu):
    assert dans_deux_mois(ACCEPTATION, (DEMANDE_LE, LIMITE, recu_le)) == attendu


def test_acceptance_counts_from_the_last_of_several_completions():
    complements = [
        (date(2026, 12, 5), date(2026, 12, 20), date(2026, 12, 12)),
        (DEMANDE_LE, LIMITE, TOT),
    ]
    assert dans_deux_mois(ACCEPTATION, *complements) == date(2027, 2, 12)


def test_rejection_is_suspended_for_the_whole_delay_granted_when_nothing_comes():
    assert dans_deux_mois(REJET, (DEMANDE_LE, LIMITE, None)) == date(2027, 2, 2)  # 15 days later


def test_an_early_completion_ends_the_suspension_of_rejection():
    assert dans_deux_mois(REJET, (DEMANDE_LE, LIMITE, TOT)) == date(2027, 1, 23)  # 5 days later


def test_a_completion_on_the_day_it_was_asked_suspends_nothing():
    assert dans_deux_mois(REJET, (DEMANDE_LE, LIMITE, DEMANDE_LE)) == date(2027, 1, 18)


def test_a_late_completion_suspends_rejection_no_longer_than_the_delay_granted():
    assert dans_deux_mois(REJET, (DEMANDE_LE, LIMITE, TARD)) == date(2027, 2, 2)


def test_several_complements_suspend_rejection_one_after_the_other():
    complements = [
        (DEMANDE_LE, LIMITE, TOT),  # 5 days
        (date(2026, 12, 5), date(2026, 12, 20), date(2026, 12, 31)),  # 15 days
    ]
    assert dans_deux_mois(REJET, *complements) == date(2027, 2, 7)


def test_days_covered_by_two_complements_are_suspended_once():
    complements = [(DEMANDE_LE, LIMITE, None), (date(2026, 12, 5), date(2026, 12, 12), None)]
    # from 25 November to 12 December
    assert dans_deux_mois(REJET, *complements) == date(2027, 2, 4)


@pytest.mark.parametrize("effet", [ACCEPTATION, REJET])
def test_a_complement_asked_once_silence_has_decided_changes_nothing(effet):
    trop_tard = (date(2027, 1, 19), date(2027, 2, 10), None)
    assert dans_deux_mois(effet, trop_tard) == date(2027, 1, 18)


def test_the_announced_answer_is_counted_in_calendar_days():
    assert reponse_annoncee(DEPOT, 14) == date(2026, 12, 2)


def test_nothing_is_announced_without_a_delay():
    assert reponse_annoncee(DEPOT, None) is None


@pytest.mark.parametrize(
    ("complements", "attendu"),
    [
        ([], date(2026, 12, 2)),
        ([(DEMANDE_LE, LIMITE, None)], date(2027, 2, 2)),
        ([(DEMANDE_LE, LIMITE, TOT)], date(2026, 12, 14)),
    ],
    ids=[
        "announced",
        "only the law while a complement is awaited",
        "announced again at completion",
    ],
)
def test_the_service_answers_by_the_earlier_of_the_law_and_of_what_it_announced(
    complements, attendu
):
    assert (
        a_repondre_avant(DEPOT, effet=REJET, mois=2, jours=14, complements=complements) == attendu
    )


def test_the_law_comes_first_when_it_is_earlier():
    assert a_repondre_avant(DEPOT, effet=REJET, mois=2, jours=90) == date(2027, 1, 18)


def test_nothing_is_owed_by_a_date_when_nothing_was_chosen():
    assert a_repondre_avant(DEPOT, effet=SANS_OBJET, mois=None, jours=None) is None
