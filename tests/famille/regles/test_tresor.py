"""Titres as pure rules: each debt once, sums to the cent, the keys of the reference."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from famille.regles.tresor import (
    LONGUEUR_DU_CODE,
    SEUIL,
    cle_1,
    cle_2,
    code_de_paiement,
    en_lignes,
    grouper,
    repartir,
    texte_pes,
)

sans_hate = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
euros = st.integers(min_value=1, max_value=6_000).map(lambda cents: Decimal(cents) / 100)


@sans_hate
@given(st.lists(st.tuples(st.integers(0, 3), euros), max_size=12))
def test_whatever_the_debts_each_is_in_one_titre_or_waits(lues):
    titres, attendent = grouper(enumerate(lues), lambda d: d[1][1], lambda d: d[1][0])
    placees = [rang for titre in titres for rang, _d in titre] + [rang for rang, _d in attendent]
    assert sorted(placees) == list(range(len(lues)))
    assert all(sum(d[1] for _r, d in titre) >= SEUIL for titre in titres)
    assert all(len({d[0] for _r, d in titre}) == 1 for titre in titres)
    par_foyer = {}
    for _rang, (foyer, montant) in attendent:
        par_foyer[foyer] = par_foyer.get(foyer, 0) + montant
    assert all(somme < SEUIL for somme in par_foyer.values())


@sans_hate
@given(euros, st.lists(euros, min_size=1, max_size=6))
def test_whatever_its_parts_a_sum_is_shared_out_to_the_cent(somme, parts):
    partagees = repartir(somme, parts)
    assert sum(partagees) == somme
    assert all(part >= 0 and part == part.quantize(Decimal("0.01")) for part in partagees)


@sans_hate
@given(st.text(max_size=80), st.integers(1, 40))
def test_whatever_is_written_a_field_holds_it(texte, longueur):
    ecrit = texte_pes(texte, longueur)
    assert len(ecrit) <= longueur
    assert ecrit == ecrit.strip() == ecrit.upper()
    assert ecrit.encode("latin-1").decode("latin-1").isascii()
    assert all(len(ligne) <= longueur for ligne in en_lignes(texte, longueur, 2))


@pytest.mark.parametrize("vide", ["", " ", ".", "nc", "NC", "000", "日本"])
def test_what_the_schema_takes_for_nothing_is_left_out(vide):
    assert texte_pes(vide, 38) == ""


def test_the_keys_are_those_of_the_reference():
    assert cle_1("400", "588", 2026, 1, 189) == "3"
    assert cle_1("400", "1847", 2026, 1, 189) == "2"
    assert cle_2(2026, 1, 189) == "Y"


def test_the_code_of_payment_is_that_of_the_reference():
    code = code_de_paiement(
        etablissement="12",
        produit="07",
        codique="036012",
        annee=2026,
        periode=1,
        dette=189,
        montant=Decimal("42.50"),
    )
    attendu = "012100700261940033000160 78230000000000001890360124974806     4250"
    assert code == " " * 64 + attendu
    assert len(code) == LONGUEUR_DU_CODE


def test_a_code_too_long_is_refused_and_never_cut():
    with pytest.raises(ValueError, match="longer"):
        code_de_paiement(
            etablissement="12",
            produit="07",
            codique="036012",
            annee=2026,
            periode=1,
            dette=189,
            montant=Decimal("9999999.00"),
        )
