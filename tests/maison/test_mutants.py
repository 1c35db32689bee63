"""The breakages declared for `make mutants` are those of today's code: each text is found once, and
the module broken so compiles. The published list holds each of them, seen."""

import json

from tests.mutants import lancement


def test_each_declared_breakage_can_be_made():
    assert lancement.mal_declares(lancement.tous()) == []


def test_the_published_list_follows_the_declarations():
    """`python -m tests.mutants --neufs` plays those that it lacks."""
    essais = json.loads(lancement.FICHIER.read_text())["essais"]
    for base, vus in essais.items():
        declares = [un for un in lancement.tous() if un.postgresql == (base == "postgresql")]
        assert {une["dit"] for une in vus if une["par"]} == {un.dit for un in declares}
    publiee = lancement.FICHIER.with_suffix(".md").read_text()
    assert "\n".join(lancement.tableau(essais)).strip() in publiee
