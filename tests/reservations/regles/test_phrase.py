"""A sentence that a parent types: what real ones ask, what is not understood, and what no sentence
can do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from famille.socle.dire import en_jour
from reservations.regles.phrase.grammaire import (
    SE_RAVISE,
    lire_des_jours,
    lire_une_phrase,
)
from reservations.regles.phrase.jetons import ActiviteConnue, GenreActivite, Maisonnee, Partie
from reservations.regles.phrase.mots import LONGUEUR_MAX

LUNDI, FIN = date(2026, 11, 30), date(2027, 7, 3)
LEA, ZOE = 1, 2
CANTINE, GARDERIE, CENTRE = 11, 12, 13
FOYER = Maisonnee(
    aujourdhui=LUNDI,
    fin=FIN,
    enfants={LEA: "Léa", ZOE: "Zoé"},
    activites=(
        ActiviteConnue(CANTINE, GenreActivite.CANTINE, ("École Jean-Zay", "Restaurant scolaire")),
        ActiviteConnue(GARDERIE, GenreActivite.GARDERIE, ("École Jean-Zay", "Garderie")),
        ActiviteConnue(CENTRE, GenreActivite.LOISIRS, ("La Pingaudière", "Accueil de loisirs")),
    ),
)
TOUS = {LEA, ZOE}


def du(jour, mois=12, annee=2026):
    return date(annee, mois, jour)


def dit(texte, contexte=FOYER):
    """What a sentence asks, briefly: a set of (children, activities, weekdays of every week, days
    alone)."""
    return [
        (set(v.enfants), set(v.activites), set(v.semaine), set(v.dates))
        for v in lire_une_phrase(texte, contexte).voeux
    ]


# weekday, of every week → (sentence, [(children, activities, weekdays, dates)])
PHRASES = [
    ("lundi cantine", [(TOUS, {CANTINE}, set(), {du(30, 11)})]),
    ("mardi cantine pour Léa", [({LEA}, {CANTINE}, set(), {du(1)})]),
    ("cantine mardi pour Zoé", [({ZOE}, {CANTINE}, set(), {du(1)})]),
    ("Zoé cantine mardi", [({ZOE}, {CANTINE}, set(), {du(1)})]),
    ("zoe cantine mardi", [({ZOE}, {CANTINE}, set(), {du(1)})]),
    ("Zoé : mardi et jeudi cantine", [({ZOE}, {CANTINE}, set(), {du(1), du(3)})]),
    ("tous les lundis cantine", [(TOUS, {CANTINE}, {0}, set())]),
    ("Tous les lundis et jeudis à la cantine", [(TOUS, {CANTINE}, {0, 3}, set())]),
    ("les lundis, mardis et jeudis cantine", [(TOUS, {CANTINE}, {0, 1, 3}, set())]),
    ("chaque mardi garderie pour Léa", [({LEA}, {GARDERIE}, {1}, set())]),
    ("cantine tous les jours", [(TOUS, {CANTINE}, set(range(7)), set())]),
    ("cantine chaque jour pour Zoé", [({ZOE}, {CANTINE}, set(range(7)), set())]),
    (
        "cantine lundi mardi jeudi vendredi",
        [(TOUS, {CANTINE}, set(), {du(30, 11), du(1), du(3), du(4)})],
    ),
    (
        "lundi et jeudi cantine, mercredi journée pour Zoé sauf le 14",
        [({ZOE}, {CANTINE}, {0, 3}, set()), ({ZOE}, {CENTRE}, {2}, set())],
    ),
    (
        "tous les lundis cantine, tous les mardis garderie",
        [(TOUS, {CANTINE}, {0}, set()), (TOUS, {GARDERIE}, {1}, set())],
    ),
    (
        "cantine les lundis et garderie les mardis",
        [(TOUS, {CANTINE}, {0}, set()), (TOUS, {GARDERIE}, {1}, set())],
    ),
    (
        "cantine lundi, mardi et jeudi, garderie mardi",
        [(TOUS, {CANTINE}, set(), {du(30, 11), du(1), du(3)}), (TOUS, {GARDERIE}, set(), {du(1)})],
    ),
    ("cantine et garderie mardi", [(TOUS, {CANTINE, GARDERIE}, set(), {du(1)})]),
    ("mardi cantine et garderie", [(TOUS, {CANTINE, GARDERIE}, set(), {du(1)})]),
    ("cantine le 14", [(TOUS, {CANTINE}, set(), {du(14)})]),
    ("cantine le 14 décembre", [(TOUS, {CANTINE}, set(), {du(14)})]),
    ("cantine le 14/12", [(TOUS, {CANTINE}, set(), {du(14)})]),
    ("cantine le 14/12/2026", [(TOUS, {CANTINE}, set(), {du(14)})]),
    ("cantine lundi 14 décembre", [(TOUS, {CANTINE}, set(), {du(14)})]),
    ("cantine le 5 janvier", [(TOUS, {CANTINE}, set(), {du(5, 1, 2027)})]),
    ("cantine le 1er février 2027", [(TOUS, {CANTINE}, set(), {du(1, 2, 2027)})]),
    ("cantine les 14, 15 et 17", [(TOUS, {CANTINE}, set(), {du(14), du(15), du(17)})]),
    ("cantine demain", [(TOUS, {CANTINE}, set(), {du(1)})]),
    ("cantine après-demain", [(TOUS, {CANTINE}, set(), {du(2)})]),
    ("cantine aujourd’hui", [(TOUS, {CANTINE}, set(), {du(30, 11)})]),
    ("cantine ce midi", [(TOUS, {CANTINE}, set(), {du(30, 11)})]),
    ("Léa mange à la cantine demain", [({LEA}, {CANTINE}, set(), {du(1)})]),
    ("repas de Léa jeudi", [({LEA}, {CANTINE}, set(), {du(3)})]),
    ("resto scolaire vendredi", [(TOUS, {CANTINE}, set(), {du(4)})]),
    ("jeudi midi", [(TOUS, {CANTINE}, set(), {du(3)})]),
    ("garderie du soir mardi", [(TOUS, {GARDERIE}, set(), {du(1)})]),
    ("mardi soir pour Léa", [({LEA}, {GARDERIE}, set(), {du(1)})]),
    ("périscolaire mardi matin", [(TOUS, {GARDERIE}, set(), {du(1)})]),
    ("mercredi matin pour Zoé", [({ZOE}, {CENTRE}, set(), {du(2)})]),
    ("mercredi après-midi Léa", [({LEA}, {CENTRE}, set(), {du(2)})]),
    ("centre mercredi", [(TOUS, {CENTRE}, set(), {du(2)})]),
    ("centre de loisirs mercredi journée", [(TOUS, {CENTRE}, set(), {du(2)})]),
    ("la Pingaudière mercredi", [(TOUS, {CENTRE}, set(), {du(2)})]),
    ("pingaudiere mercredi matin", [(TOUS, {CENTRE}, set(), {du(2)})]),
    ("cantinne lundi", [(TOUS, {CANTINE}, set(), {du(30, 11)})]),
    ("cantine mecredi", [(TOUS, {CANTINE}, set(), {du(2)})]),
    ("gardrie vendredi", [(TOUS, {GARDERIE}, set(), {du(4)})]),
    ("CANTINE MARDI", [(TOUS, {CANTINE}, set(), {du(1)})]),
    ("mardi prochain cantine", [(TOUS, {CANTINE}, set(), {du(1)})]),
    ("lundi prochain cantine", [(TOUS, {CANTINE}, set(), {du(7)})]),
    ("mes enfants à la cantine mardi", [(TOUS, {CANTINE}, set(), {du(1)})]),
    ("les deux à la cantine mardi", [(TOUS, {CANTINE}, set(), {du(1)})]),
    ("Léa et Zoé cantine mardi", [(TOUS, {CANTINE}, set(), {du(1)})]),
    (
        "Bonjour, je voudrais réserver la cantine mardi pour Léa s’il vous plaît, merci",
        [({LEA}, {CANTINE}, set(), {du(1)})],
    ),
    (
        "Léa cantine lundi, Zoé garderie mardi",
        [
            ({LEA}, {CANTINE}, set(), {du(30, 11)}),
            ({ZOE}, {GARDERIE}, set(), {du(1)}),
        ],
    ),
    ("annuler la cantine de jeudi", [(TOUS, {CANTINE}, set(), {du(3)})]),
    ("Léa ne mange pas jeudi", [({LEA}, {CANTINE}, set(), {du(3)})]),
    ("pas de cantine mardi pour Zoé", [({ZOE}, {CANTINE}, set(), {du(1)})]),
    ("Zoé malade demain", [({ZOE}, {CANTINE, GARDERIE, CENTRE}, set(), {du(1)})]),
    ("Léa absente ce midi", [({LEA}, {CANTINE}, set(), {du(30, 11)})]),
    ("cantine tous les jours sauf mercredi", [(TOUS, {CANTINE}, set(range(7)), set())]),
    ("lundi, mardi, jeudi cantine sauf le 14", [(TOUS, {CANTINE}, {0, 1, 3}, set())]),
    (
        "cantine de lundi à vendredi",
        [(TOUS, {CANTINE}, set(), {du(30, 11), *map(du, range(1, 5))})],
    ),
]
ENTRE = [
    ("cantine du 7 au 11 décembre", (du(7), du(11)), set()),
    ("cantine du 7 au 11", (du(7), du(11)), set()),
    ("cantine lundi et mardi du 7 au 18 décembre", (du(7), du(18)), {0, 1}),
    ("cantine semaine prochaine", (du(7), du(13)), set()),
    ("cantine lundi et jeudi la semaine prochaine", (du(7), du(13)), {0, 3}),
    ("cantine la semaine du 14 décembre", (du(14), du(20)), set()),
    ("cantine du 28 au 3 janvier", (du(28), du(3, 1, 2027)), set()),
    ("cantine lundi jusqu’au 18 décembre", (LUNDI, du(18)), {0}),
    ("cantine les lundis à partir du 4 janvier", (du(4, 1, 2027), FIN), {0}),
    ("cantine toute l’année lundi et jeudi", (LUNDI, FIN), {0, 3}),
    ("cantine en janvier", (du(1, 1, 2027), du(31, 1, 2027)), set()),
    ("lundi cantine, mardi garderie jusqu’au 18 décembre", (LUNDI, du(18)), {0}),
]


def test_the_table_has_sixty_real_sentences():
    assert len({texte for texte, *_attendu in [*PHRASES, *ENTRE]}) >= 60


@pytest.mark.parametrize(("texte", "attendu"), PHRASES, ids=[texte for texte, _ in PHRASES])
def test_a_real_sentence_asks_what_it_says(texte, attendu):
    assert dit(texte) == attendu
    assert lire_une_phrase(texte, FOYER).incompris == []


@pytest.mark.parametrize(("texte", "bornes", "semaine"), ENTRE, ids=[une[0] for une in ENTRE])
def test_a_stretch_of_days_is_from_a_day_to_a_day(texte, bornes, semaine):
    voeu = lire_une_phrase(texte, FOYER).voeux[0]
    assert (voeu.debut, voeu.fin) == bornes
    assert set(voeu.semaine) == semaine
    assert voeu.tous is (not semaine)


@pytest.mark.parametrize(
    ("texte", "annule"),
    [
        ("annuler la cantine de jeudi", True),
        ("Léa ne mange pas jeudi", True),
        ("Léa ne mange pas le 7", True),
        ("cantine jeudi", False),
        ("tous les jeudis cantine, pas le 17", False),
    ],
)
def test_a_sentence_says_whether_it_cancels(texte, annule):
    assert [v.annuler for v in lire_une_phrase(texte, FOYER).voeux] == [annule]


@pytest.mark.parametrize(
    "texte",
    [
        "tous les lundis cantine sauf le 14",
        "lundi cantine sauf le lundi 14 décembre",
        "tous les lundis cantine excepté le 14/12",
        "tous les lundis cantine hormis du 14 au 18",
        "cantine tous les lundis, sauf les 14 et 21",
        "tous les lundis cantine, pas le 14",
    ],
)
def test_what_is_left_out_is_asked_nowhere(texte):
    (voeu,) = lire_une_phrase(texte, FOYER).voeux
    assert voeu.sauf.retire(du(14))
    assert not voeu.sauf.retire(du(7))


@pytest.mark.parametrize(
    "texte",
    [
        "En janvier, lundi et mardi garderie du matin pour Léa sauf le 19",
        "garderie les lundis et mardis du 4 au 26 janvier sauf les 12 et 19",
        "du 4 au 26 janvier, les mardis garderie sauf le mardi 19",
    ],
)
def test_a_day_left_out_of_another_month_is_of_that_month(texte):
    (voeu,) = lire_une_phrase(texte, FOYER).voeux
    assert voeu.sauf.retire(du(19, 1, 2027))
    assert not voeu.sauf.retire(du(19))
    assert not voeu.sauf.retire(du(26, 1, 2027))


def test_a_day_said_after_its_month_is_of_that_month_and_not_when_it_has_its_own():
    assert dit("En janvier, le 19 et le 21 cantine")[0][3] == {du(19, 1, 2027), du(21, 1, 2027)}
    lus = lire_une_phrase("En janvier, les lundis cantine sauf le 14 décembre", FOYER).voeux[0]
    assert lus.sauf.dates == {du(14)}


DU_MOIS = [du(19, 1, 2027), du(21, 1, 2027)]


@pytest.mark.parametrize(
    "texte",
    [
        "En janvier, cantine le 19 et le 21",
        "en janvier cantine les 19, 21",
        "cantine le 19 et le 21 en janvier",
        "le 19 et le 21, cantine, en janvier",
        "le 19 et le 21 cantine en janvier",
        "au mois de janvier, Léa et Zoé à la cantine le 19 et le 21",
    ],
)
def test_a_month_before_or_after_its_days_restricts_them(texte):
    lue = lire_une_phrase(texte, FOYER)
    (voeu,) = lue.voeux
    assert (sorted(voeu.dates), voeu.tous, voeu.semaine) == (DU_MOIS, False, frozenset())
    assert voeu.activites == {CANTINE}
    assert (lue.manques, lue.incompris) == ((), [])


@pytest.mark.parametrize(
    "texte",
    [
        "En janvier, cantine le lundi et garderie le mardi",
        "En janvier, lundi cantine, mardi garderie",
        "lundi cantine, mardi garderie en janvier",
    ],
)
def test_a_month_said_once_is_of_each_of_its_activities(texte):
    voeux = lire_une_phrase(texte, FOYER).voeux
    assert [(v.activites, v.semaine) for v in voeux] == [({CANTINE}, {0}), ({GARDERIE}, {1})]
    assert {(v.debut, v.fin, v.tous) for v in voeux} == {(du(1, 1, 2027), du(31, 1, 2027), False)}


def test_a_month_restricts_the_days_of_its_own_activity_and_each_keeps_its_month():
    assert [
        sorted(v.dates)
        for v in lire_une_phrase("En janvier, cantine le 19 et garderie le 21", FOYER).voeux
    ] == [[du(19, 1, 2027)], [du(21, 1, 2027)]]
    cantine, garderie = lire_une_phrase("cantine le 19, garderie en janvier", FOYER).voeux
    assert (cantine.dates, garderie.tous) == ({du(19)}, True)
    stretch, jour = lire_une_phrase("du 4 au 8 janvier garderie et mardi cantine", FOYER).voeux
    assert (stretch.activites, stretch.tous, jour.activites) == ({GARDERIE}, True, {CANTINE})


@pytest.mark.parametrize("texte", ["En février, cantine le 30", "cantine le 30 en février"])
def test_a_day_that_the_month_does_not_have_is_underlined_and_nothing_is_asked(texte):
    lue = lire_une_phrase(texte, FOYER)
    assert lue.voeux == ()
    assert lue.incompris == ["le 30"]
    assert lue.manques == (
        "« le 30 » : pas dans ce mois, ou déjà passé. Écrivez le jour avec son mois.",
    )
    assert "".join(un.texte for un in lue.morceaux) == texte


def les(debut, fin, mois=12, annee=2026):
    return {du(jour, mois, annee) for jour in range(debut, fin + 1)}


@pytest.mark.parametrize(
    "texte",
    [
        "En janvier, cantine du 4 au 8",
        "cantine du 4 au 8 en janvier",
        "en janvier du 4 au 8 cantine",
    ],
)
def test_a_stretch_without_its_month_is_of_the_month_that_is_said(texte):
    lue = lire_une_phrase(texte, FOYER)
    (voeu,) = lue.voeux
    assert (voeu.debut, voeu.fin, voeu.tous) == (du(4, 1, 2027), du(8, 1, 2027), True)
    assert (lue.manques, lue.incompris) == ((), [])


@pytest.mark.parametrize(
    ("texte", "dates"),
    [
        ("Du 4 au 8 et le 12 cantine", les(4, 8) | {du(12)}),
        ("cantine du 4 au 8 et le 12", les(4, 8) | {du(12)}),
        ("En janvier, cantine du 4 au 8 et le 12", les(4, 8, 1, 2027) | {du(12, 1, 2027)}),
        ("du 4 au 8 et du 11 au 15 cantine", les(4, 8) | les(11, 15)),
        ("les lundis du 4 au 8 et du 14 au 15 décembre cantine", {du(7), du(14)}),
    ],
)
def test_a_stretch_beside_other_days_is_asked_with_them(texte, dates):
    assert dit(texte) == [(TOUS, {CANTINE}, set(), dates)]


@pytest.mark.parametrize(
    "texte",
    [
        "du 4 au 8 cantine et du 11 au 15 garderie",
        "du 4 au 8 cantine, du 11 au 15 garderie",
        "cantine du 4 au 8 et garderie du 11 au 15",
    ],
)
def test_each_activity_has_its_own_stretch(texte):
    voeux = lire_une_phrase(texte, FOYER).voeux
    assert [(v.activites, v.debut.day, v.fin.day) for v in voeux] == [
        ({CANTINE}, 4, 8),
        ({GARDERIE}, 11, 15),
    ]


def test_each_child_has_his_own_stretch():
    voeux = lire_une_phrase("Léa cantine du 4 au 8, Zoé du 11 au 15", FOYER).voeux
    assert [(v.enfants, v.activites, v.debut.day) for v in voeux] == [
        ({LEA}, {CANTINE}, 4),
        ({ZOE}, {CANTINE}, 11),
    ]


@pytest.mark.parametrize(
    ("texte", "jour", "mois"),
    [
        ("19 décembre en janvier", "19 décembre", "en janvier"),
        ("cantine le 19 décembre en janvier", "le 19 décembre", "en janvier"),
        ("En janvier, cantine du 4 au 8 décembre", "du 4 au 8 décembre", "En janvier"),
    ],
)
def test_a_day_of_another_month_than_the_one_said_is_said_and_nothing_is_asked(texte, jour, mois):
    lue = lire_une_phrase(texte, FOYER)
    assert (lue.voeux, lue.incompris) == ((), [jour])
    assert lue.manques == (f"« {jour} » et « {mois} » se contredisent : gardez l’un des deux.",)
    assert "".join(un.texte for un in lue.morceaux) == texte


@pytest.mark.parametrize(
    ("texte", "incompris"),
    [
        ("cantine lundi xylophone", ["xylophone"]),
        ("lundi piscine et mardi cantine", ["piscine"]),
        ("", []),
    ],
)
def test_what_is_not_understood_is_shown_as_it_was_typed(texte, incompris):
    lue = lire_une_phrase(texte, FOYER)
    assert lue.incompris == incompris
    assert "".join(un.texte for un in lue.morceaux) == texte


@pytest.mark.parametrize(
    ("texte", "manque"),
    [
        ("cantine pour Sami lundi", "Nous ne connaissons pas « Sami »"),
        ("Sami cantine lundi", "Nous ne connaissons pas « Sami »"),
        ("cantine", "Dites quels jours"),
        ("lundi pour Léa", "Dites quelle activité"),
        ("bonjour", "Dites quels jours et quelle activité"),
    ],
)
def test_what_is_missing_is_asked_and_nothing_is_booked_for_it(texte, manque):
    lue = lire_une_phrase(texte, FOYER)
    assert lue.voeux == ()
    assert any(une.startswith(manque) for une in lue.manques)


def test_a_weekday_alone_is_the_next_one_and_it_is_said():
    [avis] = lire_une_phrase("lundi et jeudi cantine", FOYER).avis
    dits = "« Lundi » est aujourd’hui, le 30 novembre et « jeudi » est le prochain jeudi, le"
    assert avis.replace("\xa0", " ").startswith(f"{dits} 3 décembre. Pour chaque semaine")
    assert lire_une_phrase("tous les lundis cantine", FOYER).avis == ()


def test_days_alone_are_read_and_the_rest_is_said():
    jours, incompris = lire_des_jours("le 14, du 4 au 6 janvier et demain", FOYER)
    assert jours == (du(1), du(14), *(du(n, 1, 2027) for n in (4, 5, 6)))
    assert incompris == []
    assert lire_des_jours("le 14 et pâques", FOYER) == ((du(14),), ["pâques"])


MOTS = [
    *("lundi", "mardi", "jeudi", "tous", "les", "du", "au", "4", "14", "31", "99", "31/02", "/"),
    *("14/12/26", "décembre", "cantine", "garderie", "centre", "sauf", "pas", "de", "pour", "ne"),
    *("Léa", "Zoé", "Sami", "et", ",", ";", ".", "’", "-", "journée", "matin", "soir", "en", "à"),
    *("semaine", "prochaine", "demain", "jusqu", "ce", "midi", "apres", "annuler", "toute", "l"),
    *("année", "partir"),
]
SUITES = st.lists(st.sampled_from(MOTS), max_size=40).map(" ".join)
TEXTES = st.one_of(st.text(max_size=400), SUITES)


@settings(max_examples=300, deadline=None)
@given(TEXTES)
def test_no_sentence_breaks_nor_loses_a_letter(texte):
    lue = lire_une_phrase(texte, FOYER)
    assert "".join(un.texte for un in lue.morceaux) == texte[:LONGUEUR_MAX]


@settings(max_examples=300, deadline=None)
@given(TEXTES)
def test_no_sentence_asks_for_another_child_or_out_of_the_year(texte):
    for voeu in lire_une_phrase(texte, FOYER).voeux:
        assert voeu.enfants <= TOUS
        assert voeu.enfants
        assert voeu.activites <= {CANTINE, GARDERIE, CENTRE}
        assert voeu.debut >= LUNDI
        assert voeu.fin <= FIN


@settings(max_examples=200, deadline=None)
@given(TEXTES, st.sampled_from(["Sami", "Mathis", "Gwendoline"]))
def test_a_name_that_is_nobody_s_here_books_nobody(texte, prenom):
    """Alone after "pour", it is never taken for all the children."""
    lue = lire_une_phrase(f"cantine mardi pour {prenom}", FOYER)
    assert lue.voeux == ()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 300))
def test_a_day_without_a_month_is_the_next_one(ecart):
    jour = LUNDI + timedelta(days=ecart)
    if (jour - LUNDI).days < 28:
        assert dit(f"cantine le {jour.day}")[0][3] == {jour}


def test_the_evening_is_a_part_of_the_day():
    (voeu,) = lire_une_phrase("mardi soir", FOYER).voeux
    assert voeu.parties == {Partie.SOIR}


JANVIER_12, FEVRIER_3 = du(12, 1, 2027), du(3, 2, 2027)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (
            "Léa : cantine le 19 décembre en janvier. Zoé : cantine mardi",
            [({ZOE}, {CANTINE}, set(), {du(1)})],
        ),
        (
            "cantine le 19 décembre en janvier, garderie lundi",
            [(TOUS, {GARDERIE}, set(), {du(30, 11)})],
        ),
        ("en décembre et en janvier, cantine le 12", []),
        ("cantine du 4 au 8 en janvier et en février", []),
    ],
)
def test_what_contradicts_is_asked_nowhere_and_changes_nothing_around(texte, attendu):
    assert dit(texte) == attendu
    assert lire_une_phrase(texte, FOYER).contredits


@pytest.mark.parametrize(
    ("texte", "dates"),
    [
        ("cantine en janvier le 12 et en février le 3", {JANVIER_12, FEVRIER_3}),
        (
            "cantine les lundis en janvier et en février",
            {date(2027, 1, 4) + timedelta(weeks=n) for n in range(8)},
        ),
    ],
)
def test_each_day_is_of_the_month_said_for_it(texte, dates):
    [(_enfants, activites, semaine, lues)] = dit(texte)
    assert (activites, semaine, lues) == ({CANTINE}, set(), dates)


def test_a_stretch_left_out_is_of_the_month_said():
    [voeu] = lire_une_phrase("en janvier cantine les lundis sauf du 4 au 8", FOYER).voeux
    assert voeu.sauf.retire(du(4, 1, 2027))
    assert not voeu.sauf.retire(du(11, 1, 2027))


def test_another_child_takes_over_what_was_one_thing_only():
    assert dit("Léa cantine et garderie lundi, Zoé mardi")[1] == (
        {ZOE},
        {CANTINE, GARDERIE},
        set(),
        {du(1)},
    )
    lue = lire_une_phrase("Léa cantine lundi et garderie mardi, Zoé mercredi", FOYER)
    assert [(set(v.enfants), set(v.activites)) for v in lue.voeux] == [
        ({LEA}, {CANTINE}),
        ({LEA}, {GARDERIE}),
    ]
    assert lue.manques


def test_a_month_said_for_another_child_judges_no_day_of_this_one():
    assert dit("Léa cantine le 4 janvier, Zoé le 12 en février") == [
        ({LEA}, {CANTINE}, set(), {du(4, 1, 2027)}),
        ({ZOE}, {CANTINE}, set(), {du(12, 2, 2027)}),
    ]


@pytest.mark.parametrize(
    ("texte", "avis"),
    [
        (
            "pas de cantine vendredi",
            "« Vendredi » est le prochain vendredi, le 4 décembre.",
        ),
        (
            "lundi et jeudi cantine, mercredi journée pour Zoé sauf le 14",
            "Avec « sauf », « lundi » est lu chaque semaine.",
        ),
        (
            "lundi et jeudi cantine, mercredi journée pour Zoé sauf le 14",
            "« Sauf » retire, de toute la demande : lundi 14 décembre 2026.",
        ),
    ],
)
def test_how_it_was_read_is_said(texte, avis):
    assert any(un.startswith(avis) for un in lire_une_phrase(texte, FOYER).avis)


@pytest.mark.parametrize(
    ("texte", "activites", "parties"),
    [
        ("Léa et Zoé ne viennent pas jeudi", {CANTINE, GARDERIE, CENTRE}, set()),
        (
            "Léa, Zoé ne viennent pas jeudi de toute la journée",
            {CANTINE, GARDERIE, CENTRE},
            {"journée"},
        ),
        ("Léa, Zoé ne viendront pas jeudi après-midi", {CANTINE, GARDERIE, CENTRE}, {"après-midi"}),
        ("Léa et Zoé ne viennent pas jeudi soir", {GARDERIE}, {"soir"}),
        ("Léa et Zoé ne viennent pas à la cantine jeudi", {CANTINE}, set()),
    ],
)
def test_who_does_not_come_comes_to_nothing_that_part_of_the_day(texte, activites, parties):
    """Unless one is named. Before: the day, or its afternoon, left the garderie booked."""
    lue = lire_une_phrase(texte, FOYER)
    [voeu] = lue.voeux
    assert voeu.annuler
    assert (voeu.enfants, voeu.activites, voeu.parties) == (TOUS, activites, parties)
    assert not {"vient", "viennent", "viendront"} & set(lue.incompris)


def test_who_comes_neither_in_the_morning_nor_in_the_evening_comes_to_nothing_of_either():
    """Before, the garderie alone was cancelled; a centre's afternoon is still no evening."""
    matin, soir = lire_une_phrase("Léa absente mercredi matin et soir", FOYER).voeux
    assert (matin.activites, matin.parties) == ({CANTINE, GARDERIE, CENTRE}, {Partie.MATIN})
    assert (soir.activites, soir.parties) == ({GARDERIE}, {Partie.SOIR})
    assert (matin.dates, soir.dates, matin.annuler, soir.annuler) == ({du(2)}, {du(2)}, True, True)
    lue = lire_une_phrase("pas de garderie mercredi matin et soir", FOYER)
    [nommee] = lue.voeux
    assert lue.manques == ()
    assert (nommee.activites, nommee.parties) == ({GARDERIE}, {Partie.MATIN, Partie.SOIR})


def test_a_meal_is_no_part_of_a_morning():
    """Before, "cantine lundi matin" found nothing, and the page said that nobody was registered."""
    [repas] = lire_une_phrase("cantine lundi matin", FOYER).voeux
    assert (repas.activites, repas.parties) == ({CANTINE}, set())
    repas, matin = lire_une_phrase("cantine et garderie lundi matin", FOYER).voeux
    assert (repas.activites, repas.parties) == ({CANTINE}, set())
    assert (matin.activites, matin.parties) == ({GARDERIE}, {Partie.MATIN})
    [soir] = lire_une_phrase("garderie lundi soir", FOYER).voeux
    assert (soir.activites, soir.parties) == ({GARDERIE}, {Partie.SOIR})


@pytest.mark.parametrize(
    ("texte", "incompris"),
    [
        ("cantine la semaine", []),
        ("Léa absente la semaine", []),
        ("cantine en semaine", []),
    ],
)
def test_a_week_that_nothing_tells_is_asked_for_with_what_to_write(texte, incompris):
    lue = lire_une_phrase(texte, FOYER)
    assert (lue.voeux, lue.incompris) == ((), incompris)
    [manque] = lue.manques
    assert manque.startswith("Dites quelle semaine")
    assert "la semaine du 7 décembre" in manque.replace("\xa0", " ")
    assert lire_une_phrase(f"{texte} cantine lundi pour Sami", FOYER).voeux == ()


def test_a_whole_week_says_what_it_does_not_touch():
    _dates, avis = lire_une_phrase("Léa mange toute la semaine prochaine", FOYER).avis
    dit = "La garderie et l’accueil de loisirs ne changent pas : votre phrase n’en parle pas."
    assert avis == dit
    _dates, avis = lire_une_phrase("Pas de cantine ni de centre la semaine prochaine", FOYER).avis
    assert avis == "La garderie ne change pas : votre phrase n’en parle pas."
    [dates] = lire_une_phrase("Léa absente toute la semaine prochaine", FOYER).avis
    assert dates.endswith("du lundi 7 décembre au dimanche 13 décembre 2026.")
    assert not any("change" in un for un in lire_une_phrase("cantine jeudi", FOYER).avis)


@pytest.mark.parametrize("semaine", ["toute la semaine", "cette semaine", "toute cette semaine"])
@pytest.mark.parametrize(
    ("aujourdhui", "bornes"),
    [
        (du(2), (du(2), du(6))),
        (du(5), (du(7), du(13))),
        (du(6), (du(7), du(13))),
    ],
)
def test_all_the_week_is_this_one_and_the_next_once_it_is_over(aujourdhui, bornes, semaine):
    lue = lire_une_phrase(f"pas de cantine {semaine}", replace(FOYER, aujourdhui=aujourdhui))
    [voeu] = lue.voeux
    assert (voeu.debut, voeu.fin, voeu.tous) == (*bornes, True)
    dates = f"du {en_jour(bornes[0])} au {en_jour(bornes[1], annee=True)}."
    assert dates in lue.avis[0]
    assert ("la semaine qui vient" in lue.avis[0]) == (aujourdhui != du(2))


@pytest.mark.parametrize(
    "texte", ["pas de cantine la semaine dernière", "cantine la semaine du 23 novembre"]
)
def test_a_week_that_is_over_is_refused_and_its_dates_are_said(texte):
    lue = lire_une_phrase(texte, FOYER)
    assert not lue.voeux
    [manque] = lue.manques
    assert "du lundi 23 novembre au dimanche 29 novembre 2026 : ces jours sont passés" in manque


@pytest.mark.parametrize("texte", ["la semaine du 30", "la semaine du 30 novembre"])
def test_the_week_of_a_day_that_is_just_past_is_this_one(texte):
    [voeu] = lire_une_phrase(f"cantine {texte}", replace(FOYER, aujourdhui=du(2))).voeux
    assert (voeu.debut, voeu.fin) == (du(2), du(6))


@pytest.mark.parametrize(
    "suite", ["après les vacances", "de la rentrée", "des vacances", "52", "avant Noël"]
)
def test_a_week_that_something_else_tells_is_not_this_one(suite):
    lue = lire_une_phrase(f"Léa absente toute la semaine {suite}", FOYER)
    assert [voeu for voeu in lue.voeux if voeu.debut == LUNDI] == []


def test_the_week_of_christmas_is_read():
    [voeu] = lire_une_phrase("centre la semaine de Noël", FOYER).voeux
    assert (voeu.debut, voeu.fin, voeu.tous) == (du(21), du(27), True)


def test_a_week_bounded_by_a_day_begins_that_day():
    [voeu] = lire_une_phrase("cantine toute la semaine à partir du 4 janvier", FOYER).voeux
    assert (voeu.debut, voeu.dates) == (date(2027, 1, 4), frozenset())
    [voeu] = lire_une_phrase("cantine toute la semaine en janvier", FOYER).voeux
    assert voeu.debut == date(2027, 1, 1)


def test_what_stays_is_not_cancelled_with_the_rest():
    lue = lire_une_phrase("Léa ne vient pas lundi matin mais vient l’après-midi", FOYER)
    assert (lue.voeux, lue.manques) == ((), (SE_RAVISE,))
    assert len(lire_une_phrase("cantine lundi mais pas garderie mardi", FOYER).voeux) == 2


def test_what_a_sentence_names_is_not_said_to_be_left_out():
    lue = lire_une_phrase("cantine toute cette semaine, garderie", FOYER)
    assert any("garderie" in manque for manque in lue.manques)
    assert not any("garderie" in avis for avis in lue.avis)
