"""A file of redirections is read by us, bounded, whatever Wagtail would do of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.contrib.redirects import base_formats
from wagtail.contrib.redirects.models import Redirect

from portail.bureau import redirections
from tests.reservations.consommation.test_importation import FEUILLE, avec_la_feuille
from tests.reservations.fichiers_comptes import xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(connecter, redactrice):
    return connecter(redactrice)


def deposer(bureau, nom, octets):
    return bureau.post(
        reverse("wagtailredirects:start_import"), {"import_file": SimpleUploadedFile(nom, octets)}
    )


@pytest.mark.parametrize(
    ("nom", "octets"),
    [
        ("r.csv", "de;vers\n/ancienne/;https://exemple.fr/nouvelle/\n".encode("cp1252")),
        ("r.xlsx", xlsx(["/ancienne/", "https://exemple.fr/nouvelle/"], entetes=["de", "vers"])),
    ],
)
def test_a_file_is_imported_as_a_spreadsheet_writes_it(bureau, pages, nom, octets):
    page = deposer(bureau, nom, octets)
    form = page.context["form"]
    champs = {nom: form[nom].value() for nom in ("import_file_name", "input_format")}
    suite = reverse("wagtailredirects:process_import")
    reponse = bureau.post(suite, champs | {"from_index": "0", "to_index": "1", "permanent": "on"})
    assert reponse.status_code == 302, (
        reponse.context["form"].errors,
        reponse.context.get("import_summary"),
    )
    assert Redirect.objects.get().redirect_link == "https://exemple.fr/nouvelle/"


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (avec_la_feuille(FEUILLE % '<row r="1"/><row r="900000"/>'), "lignes vides"),
        (b"de,vers\n" + b"/a/,/b/\n" * 2001, "plus de 2000 redirections"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "ne se lit pas comme un tableau"),
    ],
    ids=["far below", "too many", "picture"],
)
def test_a_file_too_long_is_refused_before_wagtail_reads_it(
    bureau, pages, monkeypatch, octets, dit
):
    def lire(*_):
        raise AssertionError("read by Wagtail")

    for format_ in base_formats.DEFAULT_FORMATS:
        monkeypatch.setattr(format_, "create_dataset", lire)
    assert deposer(bureau, "r.xlsx", octets).status_code == 302
    assert dit in bureau.get(reverse("wagtailredirects:start_import")).text


def test_who_may_not_add_redirections_has_nothing_read(connecter, agent, pages, monkeypatch):
    monkeypatch.setattr(redirections, "lire_lignes", None)  # not called
    assert deposer(connecter(agent), "r.csv", b"a,b\n").status_code in (302, 403)
