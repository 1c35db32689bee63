"""The journal of readings, for administration: who read which file, searched on the screen and
taken away, without a family's name."""

import re

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from lxml import html

from famille.actions import noter_consultation
from famille.dossier.foyers.bureau.journal_acces import ListeDesConsultations
from famille.models import Travail
from tests.famille.listes.fichier import exporter

pytestmark = pytest.mark.django_db
PAGE = "/gestion/journal-des-consultations/"
NOMS = ("Martin", "Léa", "Camille", "RIB")


@pytest.fixture
def lectures(famille_martin, agent, time_machine):
    for jour, quoi in (
        ("2026-10-01", "fiche du foyer"),
        ("2026-11-25", "document RIB Camille Martin.pdf"),
    ):
        time_machine.move_to(f"{jour} 23:30+01:00", tick=False)
        noter_consultation(famille_martin.foyer, quoi, par=agent)
    noter_consultation(
        famille_martin.foyer, "fiche sanitaire de Léa", par=agent, sante_de=famille_martin.lea
    )


def lignes(client, **filtres):
    """The rows that the screen shows, a list of texts each."""
    page = html.fromstring(client.get(PAGE, filtres).text)
    return [
        [" ".join(case.text_content().split()) for case in rang.xpath("./*")]
        for rang in page.xpath('//table[@class="pfg-ecran-table"]/tbody/tr')
    ]


def test_who_read_this_file_is_answered_by_its_number(
    lectures, voisin, agent, connecter, administrateur
):
    noter_consultation(voisin.foyer, "fiche du foyer", par=agent)
    client = connecter(administrateur)
    assert len(lignes(client)) == 4
    assert lignes(client, q="2026-00417") == [
        ["25/11/2026 23:30", "Sophie Renard", "Pôle Familles", "2026-00417", *suite]
        for suite in (["Fiche sanitaire", "oui"], ["Document", ""])
    ] + [["02/10/2026 00:30", "Sophie Renard", "Pôle Familles", "2026-00417", "Fiche du foyer", ""]]


@pytest.mark.parametrize(
    ("filtres", "combien"),
    [
        ({"q": "renard"}, 3),
        ({"q": "agent@exemple"}, 3),
        ({"q": "Renard 417"}, 3),
        ({"q": "Renard 418"}, 0),
        ({"q": "Martin"}, 0),  # a family's name finds nothing
        ({"quoi": "Document"}, 1),
        ({"etat": "sante"}, 1),
        ({"du": "2026-11-25", "au": "2026-11-25"}, 2),
        ({"au": "2026-10-02"}, 1),
        ({"du": "2026-11-26"}, 0),
    ],
)
def test_it_is_searched_by_agent_kind_health_and_day(
    filtres, combien, lectures, connecter, administrateur
):
    assert len(lignes(connecter(administrateur), **filtres)) == combien


def test_the_screen_names_no_family_and_no_document(lectures, connecter, administrateur):
    texte = connecter(administrateur).get(PAGE).text
    assert "Sophie Renard" in texte
    # As words: "RIB" may stand in a token drawn for the page.
    assert not [nom for nom in NOMS if re.search(rf"\b{nom}\b", texte)]


def test_an_agent_who_has_left_is_still_found(lectures, agent, connecter, administrateur):
    agent.groups.clear()
    agent.is_active = False
    agent.save()
    assert len(lignes(connecter(administrateur), q="renard")) == 3


@pytest.mark.parametrize("combien", [1, 30])
def test_it_asks_as_many_queries_for_one_row_as_for_thirty(
    combien, famille_martin, agent, connecter, administrateur, django_assert_max_num_queries
):
    for _rang in range(combien):
        noter_consultation(famille_martin.foyer, "fiche du foyer", par=agent)
    client = connecter(administrateur)
    client.get(PAGE)
    with django_assert_max_num_queries(13):
        assert len(lignes(client, q="417")) == combien


def test_the_file_tells_who_when_and_which_file_and_no_name(
    lectures, famille_martin, connecter, administrateur, django_capture_on_commit_callbacks
):
    avant = famille_martin.foyer.consultations.count()
    prises = exporter(
        connecter(administrateur),
        ListeDesConsultations,
        django_capture_on_commit_callbacks,
        du="2026-11-25",
    )
    assert [list(une.values()) for une in prises] == [
        [
            "25/11/2026 23:30",
            "Sophie Renard",
            "agent@exemple.fr",
            "Pôle Familles",
            *fin,
        ]
        for fin in (["2026-00417", "Document", ""], ["2026-00417", "Fiche sanitaire", "oui"])
    ]
    assert not [nom for nom in NOMS if nom in str(prises)]
    # reading the journal is no reading of a household
    assert famille_martin.foyer.consultations.count() == avant


@pytest.mark.parametrize("role", ["agent", "regisseur", "directrice", "redactrice"])
def test_nobody_else_reads_or_takes_it(
    role, request, lectures, client, connecter, administrateur, django_capture_on_commit_callbacks
):
    exporter(connecter(administrateur), ListeDesConsultations, django_capture_on_commit_callbacks)
    travail = Travail.objects.get()
    assert storages["prive"].exists(travail.fichier)
    connecter(request.getfixturevalue(role))
    assert client.get(PAGE).status_code in (302, 403)
    assert client.post(reverse("journal_acces_exporter")).status_code in (302, 403)
    fichier = client.get(f"/gestion/planning/travaux/{travail.pk}/fichier/")
    assert fichier.status_code in (302, 403, 404)
