"""The lot, the reasons and the file by which anyone plays an allocation again."""

import hashlib
import json
from dataclasses import replace

import pytest

from reservations.regles.voeux import tirage
from reservations.regles.voeux.affectation import Demandeur, Lieu, PartDeVoeu, affecter
from reservations.regles.voeux.dossier import (
    Dossier,
    DossierIllisible,
    empreinte_du_resultat,
    lire_dossier,
    resultat,
)
from reservations.regles.voeux.raisons import Issue, Raison, raison

from .marches import ensemble_pour, marche, seul

GRAINE = "5a" * 32


def _dossier(graine=GRAINE, enfants=12, places=2):
    noms = [f"enfant-{rang:02d}" for rang in range(enfants)]
    return Dossier(
        graine,
        ("commune", "fratrie"),
        {nom: {"7": f"{rang % 2}{rang % 3 == 0:d}"} for rang, nom in enumerate(noms)},
        {"7:2026-S52": "7", "7:2026-S53": "7"},
        {place: Lieu(places, frozenset({place})) for place in ("7:2026-S52", "7:2026-S53")},
        tuple(
            Demandeur(nom, ((PartDeVoeu(nom, "7:2026-S52"),), (PartDeVoeu(nom, "7:2026-S53"),)), 1)
            for nom in noms
        ),
    )


def test_the_print_of_a_seed_is_its_sha_256():
    assert tirage.empreinte(GRAINE) == hashlib.sha256(GRAINE.encode()).hexdigest()
    assert tirage.est_une_graine(tirage.nouvelle_graine())
    assert not tirage.est_une_graine("5a")


def test_the_same_seed_gives_the_same_result_and_another_one_does_not():
    une, encore, autre = (
        resultat(_dossier(g, places=5).jouer()) for g in (GRAINE, GRAINE, "6b" * 32)
    )
    assert une == encore
    assert empreinte_du_resultat(une) == empreinte_du_resultat(encore)
    assert une != autre


def test_the_file_comes_back_as_it_was_written():
    dossier = _dossier()
    relu = lire_dossier(json.loads(json.dumps(dossier.en_donnees())))
    assert relu == dossier
    assert resultat(relu.jouer()) == resultat(dossier.jouer())


def test_the_criteria_go_before_the_lot_in_the_council_s_order():
    lus = _dossier()
    pris = resultat(lus.jouer())["7:2026-S52"]
    # both criteria: 3 and 9; no other child has them
    assert pris == ["enfant-03", "enfant-09"]


@pytest.mark.parametrize(
    "abimer",
    [
        lambda d: d.update(graine="6b" * 32),
        lambda d: d.update(format="autre"),
        lambda d: d["enfants"].popitem(),
        lambda d: d["enfants"]["enfant-00"].update({"7": "1"}),
        lambda d: d["places"]["7:2026-S52"].update(capacite=-1),
        lambda d: d["listes"].append(d["listes"][0]),
        lambda d: d["listes"][0]["choix"].append([]),
        lambda d: d.pop("places"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_in_a_sentence(abimer):
    donnees = _dossier().en_donnees()
    abimer(donnees)
    with pytest.raises(DossierIllisible):
        lire_dossier(donnees)


@pytest.mark.parametrize("rien", [None, [], {}, "x", {"format": "portail-famille/tirage"}])
def test_what_is_no_file_of_ours_is_refused(rien):
    with pytest.raises(DossierIllisible):
        lire_dossier(rien)


def test_the_reason_counts_who_was_before_by_criterion_and_by_lot():
    dossier = _dossier(places=4)
    fait = dossier.jouer()
    perdant = next(
        liste for liste in dossier.listes if liste.cle == "enfant-02"
    )  # neither criterion
    dite = raison(dossier.marche, fait, perdant, 0)
    assert dite.issue == Issue.DEVANT
    assert dite.devant == 4
    assert sum(combien for _rang, combien in dite.par_critere) + dite.par_tirage == 4
    assert dite.par_critere[0][0] == 0


def test_two_children_alike_are_told_apart_by_the_lot():
    deux = marche([seul("x", ("a",)), seul("y", ("a",))], {"a": 1}, {"*": ["x", "y"]})
    une = replace(deux, rang=lambda enfant, _place: (enfant,))
    dite = raison(une, affecter(une), une.par_cle["y"], 0)
    assert dite == Raison(Issue.DEVANT, "a", 1, (), 1)


def test_what_was_not_given_because_of_what_was_says_so():
    une = marche(
        [seul("x", ("a", "b", "c"), 1), seul("y", ("b", "a"), 2)],
        {"a": 1, "b": 1, "c": 1},
        {"*": ["y", "x"]},
        {"a": {"s1"}, "b": {"s1"}, "c": {"s2"}},
    )
    fait = affecter(une)
    assert raison(une, fait, une.par_cle["y"], 0).issue == Issue.OBTENU
    assert raison(une, fait, une.par_cle["y"], 1).issue == Issue.MEMES_JOURS
    assert raison(une, fait, une.par_cle["x"], 2).issue == Issue.MAXIMUM


def test_a_seat_that_is_not_enough_for_all_of_them_is_said():
    une = marche([ensemble_pour(["x", "y"], ("a",))], {"a": 1}, {"*": ["x", "y"]})
    assert raison(une, affecter(une), une.listes[0], 0).issue == Issue.ENSEMBLE
