"""A long file that a careless software wrote (bench.reprise.abime): each bad line is told with its
number and why, no good one is, nothing is half written. The bench reads 200,000 of them."""

import pytest

from bench.reprise import abime
from famille.models import Enfant, Foyer, Utilisateur

from . import essai

pytestmark = pytest.mark.django_db
LIGNES, PEU = 5_000, 300


@pytest.mark.parametrize(
    ("lignes", "codage"), [(LIGNES, "utf-8-sig"), (PEU, "cp1252"), (PEU, "utf-16")]
)
def test_each_bad_line_of_a_long_file_is_told_and_the_others_come_in(
    administrateur, lignes, codage
):
    attendu = abime.ecrire(lignes, codage)
    assert attendu.refusees
    assert attendu.signalees
    comptes = Utilisateur.objects.count()
    reprise = essai.deposer(attendu.octets, "familles.csv", par=administrateur)
    reprise = essai.relire(reprise, par=administrateur)
    assert not Foyer.objects.exists()
    assert reprise.bilan["refusees"] == len(attendu.refusees)
    reprise = essai.importer(reprise, par=administrateur)
    assert abime.ecarts(reprise, attendu) == []
    assert Utilisateur.objects.count() > comptes
    assert not Enfant.objects.filter(foyers=None).exists()


def test_a_bad_line_that_is_not_told_is_seen():
    attendu = abime.ecrire(PEU)
    une, *reste = sorted(attendu.refusees)
    assert abime.comparer(attendu, {*reste}, attendu.signalees) == [f"refus non dits : [{une}] (1)"]
    de_trop = {*attendu.refusees, 1}
    assert abime.comparer(attendu, de_trop, attendu.signalees) == ["refusées sans raison : [1] (1)"]
