"""When a place of a family's wishes is refused at the last moment: which of her ranks fall with
it, and what each is told."""

from types import SimpleNamespace

import pytest

from reservations.voeux.attribution import _ligne, _rangs_perdus


def voeu(enfant, bloc):
    return SimpleNamespace(enfant_id=enfant, activite_id=7, bloc=bloc)


PREMIER = [voeu(1, "2026-12-09-matin"), voeu(2, "2026-12-09-matin")]
DEUXIEME = [voeu(1, "2026-12-16-matin")]
RANGS = {1: PREMIER, 2: DEUXIEME}


@pytest.mark.parametrize(
    ("tout_ou_rien", "perdus"),
    [(False, {1: "Complet."}), (True, {1: "Complet.", 2: "Complet."})],
)
def test_one_place_refused_takes_its_rank_and_all_only_where_it_is_all_or_none(
    tout_ou_rien, perdus
):
    liste = SimpleNamespace(tout_ou_rien=tout_ou_rien)
    refus = {_ligne(PREMIER[1]).cle: "Complet."}
    assert _rangs_perdus(liste, RANGS, refus) == perdus


def test_each_rank_is_told_its_own_reason():
    refus = {_ligne(PREMIER[0]).cle: "Complet.", _ligne(DEUXIEME[0]).cle: "Fermé."}
    attendus = {1: "Complet.", 2: "Fermé."}
    for tout_ou_rien in (False, True):
        assert _rangs_perdus(SimpleNamespace(tout_ou_rien=tout_ou_rien), RANGS, refus) == attendus


def test_nothing_refused_takes_nothing():
    for tout_ou_rien in (False, True):
        assert _rangs_perdus(SimpleNamespace(tout_ou_rien=tout_ou_rien), RANGS, {}) == {}
