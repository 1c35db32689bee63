"""Créneaux booked together or not at all: half-days, days, weeks, and their keys."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reservations.regles.juge import CreneauLu, Moment, Unite, blocs, cle_de, etendue
from tests.reservations.cas import JOURS, calendrier, creneau


def a_l_unite(unite):
    return lambda _jour: unite


def jours_de(lundi, combien=5, fermes=()):
    jours = (lundi + timedelta(days=n) for n in range(combien))
    return [creneau(jour, Moment.JOURNEE, ouvert=jour not in fermes) for jour in jours]


def test_each_half_day_is_a_bloc():
    creneaux = [creneau(moment=Moment.APRES_MIDI), creneau(moment=Moment.MATIN)]
    trouves = blocs(creneaux, a_l_unite(Unite.DEMI_JOURNEE))
    assert [(b.cle, b.nom) for b in trouves] == [
        ("2026-12-09-matin", "matin"),
        ("2026-12-09-apres-midi", "après-midi"),
    ]


def test_a_day_takes_all_its_half_days():
    creneaux = [creneau(moment=Moment.APRES_MIDI), creneau(moment=Moment.MATIN, libres=1)]
    (un,) = blocs(creneaux, a_l_unite(Unite.JOURNEE))
    assert (un.cle, un.nom, len(un.creneaux), un.places) == ("2026-12-09", "journée", 2, 1)


def test_a_week_takes_its_days_and_the_place_of_its_fullest():
    creneaux = jours_de(date(2026, 12, 14))
    creneaux[2] = creneau(creneaux[2].jour, Moment.JOURNEE, libres=2)
    (une,) = blocs(reversed(creneaux), a_l_unite(Unite.SEMAINE))
    assert (une.cle, une.nom, une.places) == ("2026-S51", "semaine", 2)
    assert (une.debut, une.fin) == (date(2026, 12, 14), date(2026, 12, 18))
    assert une.pks == sorted(une.pks)


def test_a_closed_day_leaves_its_week():
    (une,) = blocs(
        jours_de(date(2026, 12, 14), fermes={date(2026, 12, 16)}), a_l_unite(Unite.SEMAINE)
    )
    assert [jour.day for jour in une.jours] == [14, 15, 17, 18]
    assert une.ouvert


def test_a_week_whose_days_are_all_closed_is_closed():
    creneaux = jours_de(date(2026, 12, 14))
    (une,) = blocs(
        jours_de(date(2026, 12, 14), fermes={c.jour for c in creneaux}), a_l_unite(Unite.SEMAINE)
    )
    assert len(une.jours) == 5
    assert not une.ouvert


def test_a_closed_half_day_stays_where_it_is():
    (un,) = blocs([creneau(ouvert=False)], a_l_unite(Unite.DEMI_JOURNEE))
    assert not un.ouvert


def test_the_week_across_new_year_is_one_bloc_of_the_year_that_has_its_thursday():
    creneaux = jours_de(date(2026, 12, 28), fermes={date(2027, 1, 1)})
    (une,) = blocs(creneaux, a_l_unite(Unite.SEMAINE))
    assert (une.cle, une.fin) == ("2026-S53", date(2026, 12, 31))
    (suivante,) = blocs(jours_de(date(2028, 1, 3)), a_l_unite(Unite.SEMAINE))
    assert suivante.cle == "2028-S01"


def test_one_unit_in_term_and_another_in_holidays():
    """Half-days on the Wednesdays of term, whole weeks in the holidays of Christmas."""
    creneaux = [creneau(date(2026, 12, 16)), creneau(date(2026, 12, 16), Moment.APRES_MIDI)]
    creneaux += [*jours_de(date(2026, 12, 21), 4), creneau(date(2027, 1, 6))]
    unite = lambda jour: Unite.SEMAINE if calendrier().en_vacances(jour) else Unite.DEMI_JOURNEE  # noqa: E731
    cles = [b.cle for b in blocs(creneaux, unite)]
    assert cles == ["2026-12-16-matin", "2026-12-16-apres-midi", "2026-S52", "2027-01-06-matin"]


@pytest.mark.parametrize(
    ("moment", "cle", "unite"),
    [
        (Moment.MATIN, "2026-12-09-matin", Unite.DEMI_JOURNEE),
        (Moment.JOURNEE, "2026-12-09", Unite.JOURNEE),
    ],
)
def test_on_a_day_without_unit_each_creneau_stands_by_itself_and_is_not_proposed(
    moment, cle, unite
):
    (un,) = blocs([creneau(date(2026, 12, 9), moment)], a_l_unite(None))
    assert (un.cle, un.unite, un.propose) == (cle, unite, False)
    assert etendue(un.cle) == (date(2026, 12, 9), date(2026, 12, 9))


def test_a_day_without_unit_does_not_cut_its_week_in_two():
    mercredi = date(2026, 12, 23)
    unite = lambda jour: None if jour == mercredi else Unite.SEMAINE  # noqa: E731
    trouves = blocs(jours_de(date(2026, 12, 21), 4), unite)
    assert {b.cle: len(b.creneaux) for b in trouves} == {"2026-S52": 3, "2026-12-23": 1}


@given(jour=st.sampled_from(JOURS), moment=st.sampled_from(Moment), unite=st.sampled_from(Unite))
def test_a_key_gives_back_the_days_that_it_covers(jour, moment, unite):
    cle = cle_de(unite, jour, moment)
    debut, fin = etendue(cle)
    assert debut <= jour <= fin
    assert {cle_de(unite, debut, moment), cle_de(unite, fin, moment)} == {cle}
    assert (fin - debut).days == (6 if unite == Unite.SEMAINE else 0)


@given(
    st.one_of(
        st.text(max_size=24),
        st.text("0123456789-+ S\0matin", max_size=20),
        st.from_regex(r"\A[0-9]{4}-(S|W|-)?.{1,12}\Z"),
    )
)
def test_what_is_not_a_key_is_refused_and_what_is_has_one_writing(texte):
    try:
        debut, fin = etendue(texte)
    except ValueError:
        return
    suite = texte[10:]
    moment = next((m for m in Moment if suite == f"-{m.value[2:]}"), Moment.JOURNEE)
    unite = Unite.SEMAINE if debut < fin else Unite.DEMI_JOURNEE if suite else Unite.JOURNEE
    assert cle_de(unite, debut, moment) == texte


@pytest.mark.parametrize(
    "cle",
    [
        "",
        "2026-W50-3",
        "20261209",
        "2026-S+5",
        "2026-S 5",
        "2026-S00",
        "2026-S54",
        "2025-S53",
        "9999-S52",
        "9999-12-31",
    ],
)
def test_what_looks_like_a_date_is_no_key(cle):
    with pytest.raises(ValueError, match=r".*"):
        etendue(cle)


@pytest.mark.parametrize(
    "cle",
    [
        "0001-01-01",
        "0000-S01",
        "2026-12-09-",
        "2026-12-09-soir",
        "2026-12-09-matin ",
        "2026-12-09\0",
        "２０２６-S52",
    ],
)
def test_near_misses_are_no_keys(cle):
    with pytest.raises(ValueError, match=r".*"):
        etendue(cle)


@given(
    st.lists(
        st.builds(
            CreneauLu,
            pk=st.integers(1, 10**6),
            jour=st.sampled_from(JOURS[:40]),
            moment=st.sampled_from(Moment),
            capacite=st.just(10),
            prises=st.integers(0, 10),
            ouvert=st.booleans(),
        ),
        unique_by=(lambda c: c.pk, lambda c: (c.jour, c.moment)),
    ),
    st.sampled_from(Unite),
)
def test_no_open_creneau_is_lost_nor_in_two_blocs(creneaux, unite):
    trouves = blocs(creneaux, a_l_unite(unite))
    pks = [pk for b in trouves for pk in b.pks]
    assert len(pks) == len(set(pks))
    assert {c.pk for c in creneaux if c.ouvert} <= set(pks)
    assert len({b.cle for b in trouves}) == len(trouves)
    assert [b.debut for b in trouves] == sorted(b.debut for b in trouves)
