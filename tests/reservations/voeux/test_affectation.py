"""The allocation: what it promises, over any market that Hypothesis finds."""

import random
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reservations.regles.voeux.affectation import affecter

from .marches import en_bloc, ensemble_pour, marche, marches, mensonges, seul

NOMBREUX = settings(max_examples=300)


@NOMBREUX
@given(marches(groupes=True))
def test_no_place_is_ever_given_twice(un):
    fait = affecter(un)
    for place, titulaires in fait.titulaires.items():
        assert len(titulaires) <= un.lieux[place].capacite
        assert len({titulaire.enfant for titulaire in titulaires}) == len(titulaires)
    for liste in un.listes:
        assert len(fait.obtenus[liste.cle]) <= liste.maximum


@NOMBREUX
@given(marches(groupes=True))
def test_a_choice_of_several_places_is_given_whole_or_not_at_all(un):
    fait = affecter(un)
    donnees = {(t.liste, t.choix, t.enfant, p) for p, ts in fait.titulaires.items() for t in ts}
    voulues = {
        (liste.cle, rang, part.enfant, part.place)
        for liste in un.listes
        for rang in fait.obtenus[liste.cle]
        for part in liste.choix[rang]
    }
    assert donnees == voulues


@NOMBREUX
@given(marches(groupes=True))
def test_nobody_envies_a_place_that_the_rules_give_him(un):
    """A child alone who wanted a place more than what he has: no seat is left there, and whoever
    holds one stands before him."""
    fait = affecter(un)
    for liste in un.listes:
        obtenus = fait.obtenus[liste.cle]
        for rang, parts in enumerate(liste.choix):
            mieux = [obtenu for obtenu in obtenus if obtenu < rang]
            if len(parts) > 1 or rang in obtenus or len(mieux) >= liste.maximum:
                continue
            place = parts[0].place
            assert fait.libres(un, place) == 0
            assert all(t.rang < un.rang_du_choix(parts) for t in fait.titulaires[place])


@NOMBREUX
@given(marches(groupes=True))
def test_brothers_and_sisters_are_not_left_out_while_there_is_room_for_all(un):
    fait = affecter(un)
    for liste in un.listes:
        obtenus = fait.obtenus[liste.cle]
        for rang, parts in enumerate(liste.choix):
            if len(parts) < 2 or rang in obtenus or len(obtenus) >= liste.maximum:
                continue
            besoin = {part.place: 0 for part in parts}
            for part in parts:
                besoin[part.place] += 1
            assert any(fait.libres(un, place) < combien for place, combien in besoin.items())


@NOMBREUX
@given(marches(groupes=True), st.randoms())
def test_the_order_of_the_rows_changes_nothing(un, hasard):
    autre = list(un.listes)
    hasard.shuffle(autre)
    assert affecter(replace(un, listes=tuple(autre))) == affecter(un)


@settings(max_examples=150)
@given(marches(maximum=1), st.data())
def test_who_asks_for_one_place_gains_nothing_by_lying(un, data):
    """The base rule, whatever the criteria of each place (Dubins and Freedman, 1981)."""
    menteur = data.draw(st.sampled_from(un.listes))
    assume(menteur.choix)
    vrai = _rang_obtenu(un, menteur)
    for mensonge in mensonges(menteur):
        assert vrai <= _rang_obtenu(un, menteur, mensonge)


@settings(max_examples=150)
@given(marches(commun=True, groupes=True), st.data())
def test_with_the_same_order_everywhere_nobody_gains_by_lying(un, data):
    """Each in his turn takes the best of what is left: several weeks, brothers and sisters and "all
    or none" included."""
    menteur = data.draw(st.sampled_from(un.listes))
    assume(menteur.choix)
    vrai = affecter(un).obtenus[menteur.cle]
    for mensonge in mensonges(menteur):
        autres = tuple(mensonge if une is menteur else une for une in un.listes)
        obtenu = affecter(replace(un, listes=autres)).obtenus[menteur.cle]
        rendu = sorted(
            menteur.choix.index(choix)
            for rang in obtenu
            if (choix := mensonge.choix[rang]) in menteur.choix
        )
        if len(menteur.choix[0]) == len(mensonge.choix[0] if mensonge.choix else ()):
            assert not _prefere(rendu, vrai, menteur.maximum)


def _prefere(rendu, vrai, maximum):
    """Whether `rendu` is at least as good at each rank and better at one (more is better)."""
    return list(rendu) != list(vrai) and all(
        rang < len(rendu) and rendu[rang] <= sien for rang, sien in enumerate(vrai)
    )


def _rang_obtenu(un, liste, dite=None):
    """The true rank of what the list gets when it says `dite`; 99 for nothing that it wanted."""
    listes = tuple((dite or une) if une is liste else une for une in un.listes)
    fait = affecter(replace(un, listes=listes))
    dite = dite or liste
    obtenus = [dite.choix[rang] for rang in fait.obtenus[liste.cle]]
    return min((liste.choix.index(un) for un in obtenus if un in liste.choix), default=99)


def test_with_orders_that_differ_and_several_weeks_a_lie_can_pay():
    """What docs/comprendre/voeux.md owns up to: x may have two places, and by hiding that it wants
    b, it sets y free to leave a."""
    rangs = {"a": ["y", "x", "z"], "b": ["x", "y", "z"], "c": ["x", "y", "z"]}

    def obtenus(dit):
        autres = [seul("y", ("b", "a")), seul("z", ("a", "b"))]
        une = marche([seul("x", dit, 2), *autres], {"a": 1, "b": 1, "c": 1}, rangs)
        return [dit[rang] for rang in affecter(une).obtenus["x"]]

    assert obtenus(("a", "b", "c")) == ["b", "c"]
    assert obtenus(("a", "c")) == ["a", "c"]


def test_two_places_on_the_same_days_are_never_both_given():
    """Two centres in the same week: the best liked."""
    une = marche(
        [seul("x", ("a", "b"), 2)], {"a": 1, "b": 1}, {"*": ["x"]}, {"a": {"s1"}, "b": {"s1"}}
    )
    assert affecter(une).obtenus["x"] == (0,)


def test_brothers_and_sisters_stand_where_the_last_of_them_stands():
    une = marche(
        [ensemble_pour(["x", "z"], ("a",)), seul("y", ("a",))], {"a": 2}, {"*": ["x", "y", "z"]}
    )
    assert affecter(une).obtenus == {"x+z": (), "y": (0,)}


def test_all_the_weeks_or_none():
    une = marche(
        [en_bloc(seul("x", ("a", "b"))), seul("y", ("a",))],
        {"a": 1, "b": 1},
        {"a": ["y", "x"], "b": ["x", "y"]},
    )
    assert affecter(une).obtenus == {"x": (), "y": (0,)}


def test_a_family_taken_off_comes_back_where_places_are_left():
    """It lost a place to a child who in the end goes elsewhere."""
    hasard = random.Random(5)
    for _essai in range(200):
        noms = [f"e{rang}" for rang in range(6)]
        rangs = {place: hasard.sample(noms, 6) for place in "abc"}
        listes = [seul(nom, hasard.sample("abc", 2)) for nom in noms[:4]]
        listes.append(ensemble_pour(noms[4:], hasard.sample("abc", 2)))
        une = marche(listes, {"a": 2, "b": 2, "c": 1}, rangs)
        fait = affecter(une)
        for cle, rang in fait.ecartes:
            parts = une.par_cle[cle].choix[rang]
            if not fait.obtenus[cle]:
                assert any(
                    fait.libres(une, place) < sum(part.place == place for part in parts)
                    for place in {part.place for part in parts}
                )
