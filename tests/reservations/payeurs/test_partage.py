"""Who pays what of a line: whatever the rights, the parts add up to the price, none is negative and
no ceiling is passed; what is billed has its share first (docs/comprendre/facturation.md)."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reservations.regles.prise_en_charge.partage import APartager, Droit, partager, repartir

DEBUT = date(2026, 11, 2)
CENTIMES = st.integers(0, 4000).map(lambda n: Decimal(n).scaleb(-2))
JOURS = st.integers(0, 9).map(lambda n: DEBUT + timedelta(days=n))
PETIT = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def D(texte):
    return Decimal(texte)


def ligne(cle="a", montant="10.00", *, enfant=1, jours=(DEBUT,), **champs):
    return APartager(cle, enfant, jours, D(montant), **champs)


def sommes(lignes, droits, ailleurs=()):
    """line → [(right, euros)]."""
    parts = partager(lignes, droits, ailleurs)
    return {
        cle: [(droit, str(sum(jours.values(), D(0)))) for droit, jours in siennes]
        for cle, siennes in parts.items()
    }


@st.composite
def des_droits(tire):
    def un(cle):
        debut = tire(JOURS)
        return Droit(
            cle,
            debut,
            tire(st.none() | st.just(debut + timedelta(days=4))),
            enfant=tire(st.sampled_from([None, 1, 2])),
            pourcent=tire(st.sampled_from([D(100), D(50), D("33.33"), D("0.01")])),
            par_jour=tire(st.none() | st.just(D("3.35"))),
            plafond=tire(st.none() | st.just(D("21.01"))),
            jours=tire(st.none() | st.integers(1, 3)),
            absences=tire(st.booleans()),
            retards=tire(st.booleans()),
        )

    return [un(cle) for cle in range(1, tire(st.integers(1, 3)) + 1)]


@st.composite
def des_lignes(tire):
    lignes = []
    for rang in range(tire(st.integers(1, 7))):
        montant = tire(CENTIMES)
        jours = tire(st.lists(JOURS, min_size=1, max_size=5, unique=True))
        lignes.append(
            APartager(
                f"{rang}",
                tire(st.sampled_from([1, 2])),
                sorted(jours),
                montant,
                absence=tire(
                    st.sampled_from([D("0.00"), montant, (montant / 3).quantize(D("0.01"))])
                ),
                retard=tire(st.booleans()),
            )
        )
    return lignes


def exiger(lignes, droits, parts):
    par_cle = {une.cle: une for une in lignes}
    depense = {droit.cle: {} for droit in droits}
    for cle, siennes in parts.items():
        une = par_cle[cle]
        payees = D(0)
        for droit, montants in siennes:
            for jour, montant in montants.items():
                assert montant > 0
                assert montant == montant.quantize(D("0.01"))
                assert jour in une.jours
                au = depense[droit]
                au[une.enfant, jour] = au.get((une.enfant, jour), D(0)) + montant
                payees += montant
        assert payees <= une.montant
    for droit in droits:
        faite = depense[droit.cle]
        assert all(droit.enfant in (None, enfant) and droit.au(jour) for enfant, jour in faite)
        if droit.par_jour is not None:
            assert max(faite.values(), default=D(0)) <= droit.par_jour
        if droit.plafond is not None:
            assert sum(faite.values(), D(0)) <= droit.plafond
        if droit.jours is not None:
            assert len(faite) <= droit.jours


@PETIT
@given(des_lignes(), des_droits())
def test_parts_add_up_and_no_ceiling_is_passed(lignes, droits):
    parts = partager(lignes, droits)
    exiger(lignes, droits, parts)
    for une in lignes:
        for droit, _montants in parts.get(une.cle, ()):
            assert droits[droit - 1].retards or not une.retard
    for droit in droits:  # an absence stays the family's
        if not droit.absences:
            seul = partager(lignes, [droit])
            for une in lignes:
                payee = sum((sum(m.values()) for _d, m in seul.get(une.cle, ())), D(0))
                assert payee <= une.montant - une.absence


@PETIT
@given(des_lignes(), des_droits(), st.sets(st.integers(0, 6)), CENTIMES)
def test_what_is_billed_keeps_its_share_whatever_comes_after(lignes, droits, facturees, prix):
    """Some are billed; the others, and one billed whose price has changed, are then computed: with
    what stays billed, no ceiling is passed, and nothing billed and unchanged moves."""
    premieres = [une for rang, une in enumerate(lignes) if rang in facturees]
    avant = partager(premieres, droits)
    apres_facture = [
        APartager(**{**une.__dict__, "deja": dict(avant.get(une.cle, ()))}) for une in lignes
    ]
    ensuite = partager(apres_facture, droits)
    for une in premieres:
        assert ensuite.get(une.cle) == avant.get(une.cle)
    exiger(lignes, droits, ensuite)
    if premieres:
        changee = premieres[0].cle
        autres = [
            une
            if une.cle != changee
            else APartager(**{**une.__dict__, "montant": prix, "absence": D(0)})
            for une in apres_facture
        ]
        refaite = partager(autres, droits)
        mele = {cle: parts for cle, parts in avant.items() if cle != changee}
        mele |= {changee: refaite[changee]} if changee in refaite else {}
        exiger(autres, droits, mele)


@given(CENTIMES, st.integers(1, 7))
def test_a_week_is_shared_to_the_cent(montant, nombre):
    jours = [DEBUT + timedelta(days=n) for n in range(nombre)]
    parts = repartir(montant, jours)
    assert sum(parts.values()) == montant
    assert max(parts.values()) - min(parts.values()) <= D("0.01")


def test_payers_pay_in_their_order_each_on_what_is_left():
    bon = Droit(1, DEBUT, par_jour=D("6.00"))
    ccas = Droit(2, DEBUT, pourcent=D(50))
    assert sommes([ligne()], [bon, ccas]) == {"a": [(1, "6.00"), (2, "2.00")]}
    assert sommes([ligne()], [ccas, bon]) == {"a": [(2, "5.00"), (1, "5.00")]}


def test_days_are_counted_once_however_many_lines_they_have():
    deux = Droit(1, DEBUT, jours=2)
    lignes = [ligne(f"{n}", jours=(DEBUT + timedelta(days=n // 2),)) for n in range(6)]
    assert sommes(lignes, [deux]) == {f"{n}": [(1, "10.00")] for n in range(4)}


def test_a_refused_line_a_late_one_and_another_service_are_the_family_s():
    droit = Droit(1, DEBUT, services=frozenset({"centre"}))
    lignes = [
        ligne("refusee", service="centre", refuses=frozenset({1})),
        ligne("tardive", service="centre", retard=True),
        ligne("cantine", service="cantine"),
        ligne("payee", service="centre"),
    ]
    assert sommes(lignes, [droit]) == {"payee": [(1, "10.00")]}


def test_what_was_spent_elsewhere_counts():
    droit = Droit(1, DEBUT, plafond=D("12.00"))
    avant = [(1, 1, {DEBUT - timedelta(days=30): D("7.50")})]
    assert sommes([ligne()], [droit], avant) == {"a": [(1, "4.50")]}


def test_a_right_pays_on_its_first_and_last_days_and_on_no_other():
    jours = [DEBUT + timedelta(days=rang) for rang in range(4)]
    droit = Droit(1, jours[1], jours[2])
    lignes = [ligne(f"{jour}", jours=(jour,)) for jour in jours]
    assert list(sommes(lignes, [droit])) == [f"{jours[1]}", f"{jours[2]}"]


def test_a_ceiling_is_paid_to_its_last_cent_and_no_further():
    """Of 10 € a day for three days: in all, then a day, then a number of days; what was spent on
    another line counts."""
    jours = [DEBUT + timedelta(days=rang) for rang in range(3)]
    lignes = [ligne(f"{rang}", jours=(jour,)) for rang, jour in enumerate(jours)]

    def payes(ailleurs=(), **plafonds):
        parts = sommes(lignes, [Droit(1, DEBUT, **plafonds)], ailleurs)
        return [parts[une.cle][0][1] if une.cle in parts else "0" for une in lignes]

    assert payes(plafond=D("15.00")) == ["10.00", "5.00", "0"]
    assert payes(par_jour=D("4.00")) == ["4.00", "4.00", "4.00"]
    assert payes(jours=2) == ["10.00", "10.00", "0"]
    avant = [(1, 1, {DEBUT - timedelta(days=1): D("8.00")})]
    assert payes(avant, plafond=D("15.00")) == ["7.00", "0", "0"]
    assert payes(avant, jours=2) == ["10.00", "0", "0"]
    le_meme_jour = [(1, 1, {DEBUT: D("3.00")})]
    assert payes(le_meme_jour, par_jour=D("4.00")) == ["1.00", "4.00", "4.00"]
    assert payes(le_meme_jour, jours=1) == ["10.00", "0", "0"]  # a day that it has already begun
