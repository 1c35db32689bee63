"""The breakages declared for `make mutants` are those of today's code: each text is found once, and
the module broken so compiles."""

from tests.mutants import lancement


def test_each_declared_breakage_can_be_made():
    assert lancement.mal_declares(lancement.tous()) == []
