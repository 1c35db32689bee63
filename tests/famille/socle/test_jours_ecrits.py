"""A date is read however people write it; what is no date is told, and stays as it was typed."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from famille.socle.saisie.champ_jour import JourDAgentField, JourField
from famille.socle.saisie.jours_ecrits import JourIllisible, JourInexistant, JourLointain, lire_jour

LE_15 = date(2026, 12, 15)
ECRITS = [
    *(
        "15122026",
        "151226",
        "15 12 2026",
        "15/12/2026",
        "15.12.26",
        "15-12-2026",
        "15,12,2026",
        "2026-12-15",
    ),
    *(
        "15 décembre 2026",
        "Mardi 15 Décembre 2026",
        "le 15 dec. 26",
        "15 DÉC 2026",
        "15/décembre/2026",
        " 15 / 12 / 26 ",
    ),
]


class LaForme(forms.Form):
    jour = JourField()


def lue(*cases, champ="jour"):
    donnees = QueryDict(mutable=True)
    donnees.setlist(champ, cases)
    return LaForme(donnees)


def en_cases(form):
    return [
        case["valeur"]
        for case in form["jour"].field.widget.get_context("jour", form["jour"].value(), {})[
            "widget"
        ]["cases"]
    ]


@pytest.mark.parametrize("texte", ECRITS)
def test_a_date_is_read_however_it_is_written(texte):
    assert lire_jour(texte) == LE_15


def test_the_first_of_a_month_is_read_as_it_is_said():
    assert lire_jour("1er septembre 2026") == date(2026, 9, 1)
    assert lire_jour("29/02/2028") == date(2028, 2, 29)


@pytest.mark.parametrize(
    "texte", ["31/02/2026", "29022027", "32 12 2026", "15 13 2026", "00 12 2026", "15 12 1026"]
)
def test_a_day_that_no_calendar_has_is_no_date(texte):
    with pytest.raises(JourInexistant):
        lire_jour(texte)


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "demain",
        "15",
        "15 12",
        "15 brumaire 2026",
        "15 12 2026 x",
        "1512202",
        "٣ 12 2026",
        "9" * 5000,
    ],
)
def test_what_is_not_written_as_a_date_is_told_apart(texte):
    with pytest.raises(JourIllisible):
        lire_jour(texte)


@pytest.mark.parametrize(
    "cases",
    [
        ("15", "12", "2026"),
        ("15", "déc", "26"),
        ("15122026", "", ""),
        ("15/12/2026", "", ""),
        ("15 décembre 2026",),
    ],
)
def test_three_boxes_or_one_text_are_the_same_day(cases):
    form = lue(*cases)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["jour"] == LE_15


@pytest.mark.parametrize(
    ("cases", "phrase"),
    [
        (("", "", ""), "Indiquez le jour, le mois et l’année."),
        (("15", "", "2026"), "Il manque le mois : complétez la date."),
        (("", "", "2026"), "Il manque le jour et le mois : complétez la date."),
        (("15", "", ""), "Il manque le mois et l’année : complétez la date."),
        (("31", "02", "2026"), "Cette date n’existe pas : vérifiez le jour, le mois et l’année."),
        (
            ("bientôt", "", ""),
            "Écrivez la date en chiffres : le jour, le mois, puis l’année, par exemple 15 12 2026.",
        ),
    ],
)
def test_a_wrong_date_says_once_what_is_wrong_and_stays_as_typed(cases, phrase):
    form = lue(*cases)
    assert form.errors == {"jour": [phrase]}
    assert en_cases(form) == list(cases)


def test_an_optional_date_may_be_left_empty():
    class Facultative(forms.Form):
        jour = JourField(required=False)

    form = Facultative(QueryDict("jour=&jour=&jour="))
    assert form.is_valid()
    assert form.cleaned_data == {"jour": None}


def test_a_known_date_is_shown_box_by_box():
    class Connue(forms.Form):
        jour = JourField(initial=date(2026, 9, 1))

    assert en_cases(Connue()) == ["01", "09", "2026"]
    assert en_cases(lue("2026-09-01")) == ["01", "09", "2026"]  # a link from another page


def test_an_agent_s_calendar_takes_a_date_typed_where_there_is_none():
    class DAgent(forms.Form):
        jour = JourDAgentField()

    form = DAgent({"jour": "15 décembre 2026"})
    assert form.is_valid()
    assert 'value="2026-12-15"' in str(form["jour"])
    assert 'value="31/02/2026"' in str(DAgent({"jour": "31/02/2026"})["jour"])


def test_the_boxes_are_one_group_with_one_error():
    html = lue("31", "02", "2026").as_div()
    assert html.count("<fieldset") == 1
    assert html.count("n’existe pas") == 1
    assert html.count('aria-invalid="true"') == 3
    for rang, libelle in enumerate(("Jour", "Mois", "Année")):
        assert f'id="id_jour_{rang}"' in html
        assert f"<span>{libelle}</span>" in html
    assert html.count('inputmode="numeric"') == 3
    assert html.count('autocomplete="off"') == 3


def test_a_birth_is_named_to_the_browser_as_somebody_else_s():
    class DUnEnfant(forms.Form):
        le = JourField(naissance=True)

    html = str(DUnEnfant()["le"])
    for quoi in ("day", "month", "year"):
        assert f'autocomplete="section-enfant bday-{quoi}"' in html


@pytest.mark.parametrize("texte", ["01/01/2999", "15 12 0026"])
def test_a_day_centuries_away_is_a_slip_in_its_year(texte):
    with pytest.raises(JourLointain):
        lire_jour(texte)
