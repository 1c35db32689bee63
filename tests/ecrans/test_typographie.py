"""French spacing: no line of a family's page begins with ":", "?", "»" or "·", and no hour, no
day of a month, no sum and no telephone number is cut."""

import re
from datetime import UTC, date, datetime
from time import process_time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils.formats import date_format
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from famille.socle.dire import en_heure
from famille.socle.typographie import lier
from portail.middleware.typographie import EspacesInsecables

# Between two tags, outside of fields and scripts: what may begin a line though it should not.
CODE = re.compile(r"<(textarea|option|script|style|title)\b.*?</\1>", re.DOTALL)
MOIS = "|".join(date_format(date(2026, mois, 2), "F") for mois in range(1, 13))
DATE = rf"(?:\d|1er)[ \n](?:€|%|(?:{MOIS})\b)"
SEPARABLE = re.compile(rf"(?:[ \n][:;?!»·]|«[ \n]|\d h \d\d\b|{DATE}|n°[ \n]\d)(?=[^<>]*<)")
PAGES: tuple[str, ...] = (
    "famille:tableau_de_bord",
    "famille:famille",
    "famille:messages",
    "famille:documents",
    "demarches:liste",
)
PAGES += ("reservations:calendrier", "famille:conservation", "mes_donnees")


def lie(texte):
    return lier(texte.encode()).decode()


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("<p>Rejetée : lisez</p>", "<p>Rejetée\u00a0: lisez</p>"),
        ("<p>Qui ?</p>", "<p>Qui\u00a0?</p>"),
        ("<p>« Oui »</p>", "<p>«\u00a0Oui\u00a0»</p>"),
        ("<a>Une</a>\n    · <a>autre</a>", "<a>Une</a>\u00a0· <a>autre</a>"),
        (
            "<p>à 8 h 30, 9 h et 10\u00a0h 05</p>",
            "<p>à 8\u00a0h\u00a030, 9\u00a0h et 10\u00a0h\u00a005</p>",
        ),
        (
            "<p>du 2 juillet au 1er août, 30\ndécembre</p>",
            "<p>du 2\u00a0juillet au 1er\u00a0août, 30\u00a0décembre</p>",
        ),
        (
            f"<p>{date_format(date(2026, 10, 3), 'j N')} ou 5 fév.</p>",
            "<p>3\u00a0oct. ou 5\u00a0fév.</p>",
        ),
        (
            "<p>la facture n° 12 : 3 €, 50 %, 2 Mo</p>",
            "<p>la facture n°\u00a012\u00a0: 3\u00a0€, 50\u00a0%, 2\u00a0Mo</p>",
        ),
        (
            '<p>au <a href="tel:0261910036">02 61 91 00 36</a>, FR76 1002 61 91 00 36</p>',
            '<p>au <a href="tel:0261910036">{}</a>, FR76 1002 61 91 00 36</p>'.format(
                "02 61 91 00 36".replace(" ", "\u00a0")
            ),
        ),
        ("<p>3 heures, 2 maisons, 4 marsouins</p>", "<p>3 heures, 2 maisons, 4 marsouins</p>"),
    ],
)
def test_what_must_not_be_parted_is_bound(ecrit, lu):
    assert lie(ecrit) == lu


@pytest.mark.parametrize(
    "ecrit",
    [
        '<input value="Léa : 8 h 30">',
        "<textarea>\nAllergie : noix ?</textarea>",
        "<select><option>Matin : 8 h 30</option></select>",
        "<script>let a = b ? c : d;</script>",
    ],
)
def test_what_is_sent_back_or_run_keeps_its_spaces(ecrit):
    assert lie(f"<p>Avant</p>{ecrit}<p>Après</p>") == f"<p>Avant</p>{ecrit}<p>Après</p>"


# The rule as one would say it: each text between two tags, unless a field's or a script's; in it, a
# blank before a sign, after « and n°, before what a number counts, in the middle of an hour, of a
# telephone number.
TEXTE = re.compile(rb"(?<![^>])[^<>]++(?=<)(?!</(?:textarea|option|script|style))")
UNITES = rf"€|%|h\b|[kM]o\b|(?:{MOIS})\b|(?:jan|fév|avr|juil|sept|oct|nov|déc)\."
ESPACE = re.compile(
    rb"\s(?:(?<!\s\s)\s*+(?=[:;?!]|\xc2[\xb7\xbb])|(?<=\xc2\xab )|(?<=n\xc2\xb0 )"
    rb"|(?:(?<=\d\s)|(?<=1er\s))(?=" + UNITES.encode() + rb")|(?<=[ \xa0]h )(?=\d\d\b))"
)
TELEPHONE = re.compile(rb"(?<!\d)0[1-9](?: \d\d){4}(?!\d)")
MORCEAUX = ["<", ">", "<p>", "</p>", "<textarea>", "</textarea>", "<option>", "</option>", " "]
MORCEAUX += [
    "  ",
    "\n",
    ":",
    "?",
    "·",
    "»",
    "«",
    "« ",
    "8 h 30",
    " h ",
    "h",
    "30",
    "à",
    "\xa0",
    "é",
]
MORCEAUX += ["1er", "n° ", "n°", "€", "%", "Mo", "juillet", "août", "fév.", "fév", "12\t"]
MORCEAUX += ["06 39 98 00 01", "06 39 98", " 00 01", "0"]


def dite_lie(texte):
    espace = "\u00a0".encode()
    appele = TELEPHONE.sub(lambda numero: numero[0].replace(b" ", espace), texte[0])
    return ESPACE.sub(espace, appele)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(MORCEAUX), max_size=14).map("".join))
def test_what_is_sought_by_its_signs_is_what_the_rule_says(html):
    page = html.encode()
    assert lier(page) == TEXTE.sub(dite_lie, page)


@pytest.mark.parametrize("tape", [" :", "\n", "\n ", "« ", "8 h ", "06 39 98 00 "])
@pytest.mark.parametrize("autour", ["<p>{}</p>", "<textarea>{}</textarea>", '<a title="{}">x</a>'])
def test_what_people_type_costs_no_more_than_its_length(tape, autour):
    """Sixteen times as much text takes some sixteen times as long, where it took 256: seconds for
    one long message."""

    def cout(fois):
        page = autour.format(tape * fois)
        debut = process_time()
        lie(page)
        return process_time() - debut

    long, court = (min(cout(fois) for _ in range(3)) for fois in (160_000, 10_000))
    assert long < 64 * court


@pytest.mark.parametrize("nom", PAGES)
def test_no_line_of_a_family_s_page_can_begin_with_a_colon_or_a_dot(
    nom, famille_martin, connecter, pages, settings
):
    client = connecter(famille_martin.camille)
    avant = SEPARABLE.findall(CODE.sub("", client.get(reverse(nom)).text))
    settings.ESPACES_INSECABLES = True
    assert SEPARABLE.findall(CODE.sub("", client.get(reverse(nom)).text)) == []
    assert avant, "nothing to bind on this page: it proves nothing"


@pytest.mark.parametrize("nom", ["wagtailadmin_home", "foyers_modeladmin_index", "planning:ecarts"])
def test_nor_can_one_of_an_agent_s_page(nom, famille_martin, agent, connecter, settings):
    client = connecter(agent)
    avant = SEPARABLE.findall(CODE.sub("", client.get(reverse(nom)).text))
    settings.ESPACES_INSECABLES = True
    assert SEPARABLE.findall(CODE.sub("", client.get(reverse(nom)).text)) == []
    assert avant, "nothing to bind on this page: it proves nothing"


def test_what_wagtail_runs_and_sends_back_is_left_as_it_is(pages, redactrice, connecter):
    """The editor of a page: its scripts, the models of its blocks, its fields, what its tags
    hold."""
    page = Page.objects.filter(depth=2).first()
    avant = connecter(redactrice).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    apres = lie(avant)
    assert apres != avant
    for intact in (r"<[^<>]*>", r"<(script|style|textarea|option)\b[^>]*>.*?</\1>"):
        lus = [[un[0] for un in re.finditer(intact, html, re.DOTALL)] for html in (avant, apres)]
        assert lus[0] == lus[1]
        assert len(lus[0]) > 20, "it proves nothing"


@pytest.mark.parametrize("autour", [0, 100_000], ids=["all there is", "rare in a page"])
@pytest.mark.parametrize("fois", [1, 400])
def test_what_is_sought_is_found_wherever_it_stands(autour, fois):
    """However rare the signs of a page are."""
    ecrit = "<p>qui ? a : b ; c ! « d » · n° 1\t€</p>" * fois
    lu = lier(f"<p>{'x' * autour}</p>{ecrit}".encode()).decode()
    assert lu.count("\u00a0") == 9 * fois


def test_all_of_a_page_is_bound_by_the_time_it_leaves(settings):
    settings.ESPACES_INSECABLES = True
    rendue = EspacesInsecables(lambda _request: HttpResponse("<p>Qui ?</p><td>a : b</td>"))
    assert rendue(RequestFactory().get("/")).text == "<p>Qui\xa0?</p><td>a\xa0: b</td>"


@pytest.mark.parametrize(
    ("instant", "dite"),
    [
        (datetime(2026, 11, 27, 5, 23, tzinfo=UTC), "6\u00a0h\u00a023"),
        (datetime(2026, 7, 2, 7, 0, tzinfo=UTC), "9\u00a0h"),
        (datetime(2026, 7, 2, 22, 5, tzinfo=UTC), "0\u00a0h\u00a005"),
    ],
)
def test_an_hour_is_that_of_paris_without_a_zero_before_it(instant, dite):
    assert en_heure(instant) == dite
