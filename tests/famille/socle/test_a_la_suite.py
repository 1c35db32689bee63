"""A task that comes again goes on where its last turn was stopped
(famille.socle.pages_de_cles)."""

from math import inf

import pytest

from famille.socle.pages_de_cles import a_la_suite

PASSE, JAMAIS = 0.0, inf  # moments of time.monotonic()


@pytest.fixture
def tour():
    """tour(keys, fin): (the lots of one turn, what it answers)."""

    def _tour(cles=(2, 3, 5, 7, 11), *, fin=PASSE, nom="essai"):
        lots = []

        def faire(lot):
            lots.append(lot)
            return len(lot)

        return lots, a_la_suite(nom, cles, faire, lot=2, fin=fin)

    return _tour


def test_a_turn_that_has_the_time_does_all_and_the_next_one_begins_at_the_first(tour):
    for _fois in range(2):
        assert tour(fin=JAMAIS) == ([[2, 3], [5, 7], [11]], (5, True))


def test_a_turn_that_is_stopped_is_followed_behind_its_last_lot(tour):
    assert tour() == ([[2, 3]], (2, False))
    assert tour() == ([[5, 7]], (2, False))
    assert tour(fin=JAMAIS) == ([[11]], (1, True))
    assert tour() == ([[2, 3]], (2, False))


def test_whoever_comes_or_goes_between_two_turns_moves_nobody(tour):
    assert tour() == ([[2, 3]], (2, False))
    assert tour((1, 3, 4, 7), fin=JAMAIS) == ([[4, 7]], (2, True))


def test_each_task_has_its_own_mark(tour):
    assert tour() == ([[2, 3]], (2, False))
    assert tour(nom="autre") == ([[2, 3]], (2, False))


def test_a_lot_that_was_not_done_is_done_again(tour):
    def tomber(_lot):
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        a_la_suite("essai", (2, 3, 5), tomber, lot=2, fin=JAMAIS)
    assert tour() == ([[2, 3]], (2, False))


def test_nothing_to_do_is_done(tour):
    assert tour(()) == ([], (0, True))
