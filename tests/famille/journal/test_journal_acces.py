"""The journal of readings, exported by administration: who read which file, without a family's
name."""

import csv
import io

import pytest
from django.core.files.storage import storages

from famille.actions import noter_consultation
from famille.models import Travail

pytestmark = pytest.mark.django_db
PAGE = "/gestion/journal-des-consultations/"


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


def exporter(client, du, au, rappels):
    with rappels(execute=True):
        return client.post(PAGE, {"du": du, "au": au, "sorte": "csv"})


def test_it_tells_who_when_and_which_file_and_no_name(
    lectures, client, connecter, administrateur, django_capture_on_commit_callbacks
):
    reponse = exporter(
        connecter(administrateur), "2026-11-25", "2026-11-25", django_capture_on_commit_callbacks
    )
    assert client.get(reponse.url).status_code == 200
    fichier = client.get(f"{reponse.url}fichier/")
    contenu = b"".join(fichier.streaming_content).decode("utf-8-sig")
    lignes = list(csv.reader(io.StringIO(contenu), delimiter=";"))
    assert [ligne[4:] for ligne in lignes[1:]] == [
        ["2026-00417", "Document", ""],
        ["2026-00417", "Fiche sanitaire", "oui"],
    ]
    assert lignes[1][:4] == [
        "25/11/2026 23:30",
        "Sophie Renard",
        "agent@exemple.fr",
        "Pôle Familles",
    ]
    assert not [nom for nom in ("Martin", "Léa", "Camille", "RIB") if nom in contenu]


def test_nothing_to_export_and_dates_upside_down_are_said(lectures, connecter, administrateur):
    client = connecter(administrateur)
    vide = client.post(PAGE, {"du": "2026-01-01", "au": "2026-01-31", "sorte": "csv"})
    assert (vide.status_code, "Aucun dossier n’a été consulté" in vide.text) == (422, True)
    envers = client.post(PAGE, {"du": "2026-02-01", "au": "2026-01-31", "sorte": "csv"})
    assert "Le dernier jour est avant le premier" in envers.text
    assert not Travail.objects.exists()


@pytest.mark.parametrize("role", ["agent", "regisseur", "directrice", "redactrice"])
def test_nobody_else_takes_it(
    role, request, lectures, client, connecter, administrateur, django_capture_on_commit_callbacks
):
    exporter(
        connecter(administrateur), "2026-11-25", "2026-11-25", django_capture_on_commit_callbacks
    )
    travail = Travail.objects.get()
    assert storages["prive"].exists(travail.fichier)
    connecter(request.getfixturevalue(role))
    assert client.get(PAGE).status_code in (302, 403)
    assert client.get(f"/gestion/planning/travaux/{travail.pk}/fichier/").status_code in (
        302,
        403,
        404,
    )
