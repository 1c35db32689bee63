"""The engine of papers: what a PDF holds, what it may read, and the mandate, which is the simplest
of them."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from cms_pages.models import IdentiteSite
from famille.actions import revoquer_mandat
from famille.dossier import papiers
from famille.dossier.papiers import moteur
from tests.outils.papiers import feuille_html, sans_pied

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def mandat(ecrire):
    return ecrire(["restauration", "accueils-de-loisirs"])


@pytest.fixture
def camille(connecter, famille_martin):
    return connecter(famille_martin.camille)


@pytest.fixture
def sans_bibliotheques(monkeypatch):
    monkeypatch.setattr(moteur, "paquets_manquants", lambda: ("libpango-1.0-0",))


def page_et_pdf(navigateur, mandat):
    page = navigateur.get(reverse("famille:mandat", args=[mandat.rum]))
    return page.text, navigateur.get(reverse("famille:mandat_pdf", args=[mandat.rum]))


def test_the_pdf_says_word_for_word_what_its_page_says(camille, mandat, lire_pdf):
    page, pdf = page_et_pdf(camille, mandat)
    assert sans_pied(lire_pdf(pdf.content)) == feuille_html(page)


def test_it_is_tagged_titled_in_french_and_carries_its_font(camille, mandat, lire_pdf):
    lu = lire_pdf(page_et_pdf(camille, mandat)[1].content)
    assert (lu.infos["Tagged"], lu.infos["Pages"], lu.infos["PDF version"]) == ("yes", "1", "1.7")
    assert lu.infos["Title"] == f"Mandat de prélèvement SEPA, RUM {mandat.rum}"
    assert b"/Lang (fr)" in lu.objets
    polices = [ligne.split() for ligne in lu.polices.splitlines()[2:]]
    assert all("Atkinson-Hyperlegible" in police[0] for police in polices)
    # embedded, subset, mapped to Unicode
    assert all("yes yes yes" in " ".join(police) for police in polices)


def test_each_sheet_says_at_its_foot_what_it_belongs_to(camille, mandat, lire_pdf):
    pied = lire_pdf(page_et_pdf(camille, mandat)[1].content).pied
    assert pied == f"Votre collectivité · Pôle Familles · RUM {mandat.rum} Page 1 sur 1"


def test_the_same_mandate_gives_the_same_bytes(camille, mandat, lire_pdf):
    assert page_et_pdf(camille, mandat)[1].content == page_et_pdf(camille, mandat)[1].content


def test_nothing_of_the_rendering_goes_to_the_log(camille, mandat, lire_pdf, caplog):
    moteur._outils.cache_clear()  # the sheets are read once a process, and complain then
    page_et_pdf(camille, mandat)
    assert caplog.records == []


def test_a_file_with_a_neutral_name_that_nobody_keeps(camille, mandat, lire_pdf):
    reponse = page_et_pdf(camille, mandat)[1]
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["Content-Disposition"] == 'attachment; filename="mandat-de-prelevement.pdf"'
    assert reponse["Cache-Control"] == "private, no-store"


def test_the_account_is_masked_on_paper_too(camille, mandat, lire_pdf):
    texte = lire_pdf(page_et_pdf(camille, mandat)[1].content).texte
    assert mandat.iban_masque in texte
    assert mandat.iban not in texte.replace(" ", "")


def test_a_mandate_that_ended_says_so(camille, mandat, agent, lire_pdf):
    revoquer_mandat(mandat, par=agent)
    assert (
        "n’est plus en vigueur depuis le 25 novembre 2026"
        in lire_pdf(page_et_pdf(camille, mandat)[1].content).texte
    )


def test_the_neighbour_has_neither_the_page_nor_the_pdf(connecter, voisin, mandat):
    navigateur = connecter(voisin.nadia)
    for nom in ("famille:mandat", "famille:mandat_pdf"):
        assert navigateur.get(reverse(nom, args=[mandat.rum])).status_code == 404


def test_the_town_s_logo_travels_inside_the_pdf(camille, mandat, lire_pdf):
    identite = IdentiteSite.for_site(Site.objects.get(is_default_site=True))
    identite.ville, identite.logo = (
        "Ville d’essai",
        get_image_model().objects.create(title="Logo", file=get_test_image_file()),
    )
    identite.save()
    contenu = page_et_pdf(camille, mandat)[1].content
    assert b"/Subtype /Image" in contenu
    assert "Ville d’essai" in lire_pdf(contenu).texte


def test_the_rendering_asks_nothing_of_a_server_nor_of_the_machine_s_files(lire_pdf, tmp_path):
    demandes = []

    class Temoin(BaseHTTPRequestHandler):
        def do_GET(self):
            demandes.append(self.path)
            self.send_error(404)

    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="20">IBAN</text></svg>')
    with HTTPServer(("127.0.0.1", 0), Temoin) as serveur:
        threading.Thread(target=serveur.serve_forever, daemon=True).start()
        ailleurs = f"http://127.0.0.1:{serveur.server_port}/"
        pdf = moteur.produire(
            '<html lang="fr"><head><title>Essai</title><link rel="stylesheet"'
            f' href="{ailleurs}a.css"></head><body><img alt="a" src="{ailleurs}b.png"><img alt="c"'
            f' src="file://{secret}"><p>Le corps</p></body></html>'
        )
        serveur.shutdown()
    assert demandes == []
    lu = lire_pdf(pdf)
    assert "Le corps" in lu.texte
    assert "IBAN" not in lu.texte


@pytest.mark.parametrize(
    ("adresse", "trouve"),
    [
        ("{portail}/static/portail/logo.svg", True),
        ("{portail}/static/../settings/base.py", False),
        ("{portail}/mes-documents/", False),
        ("https://exemple.fr/static/portail/logo.svg", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_static_files_of_the_portal_are_opened(settings, adresse, trouve):
    assert (moteur.fichier_statique(adresse.format(portail=settings.ADRESSE)) is not None) is trouve


def test_a_static_file_is_found_by_the_name_that_production_gives_it(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "logo.0123456789ab.svg").touch()
    assert moteur.fichier_statique(f"{settings.ADRESSE}/static/logo.0123456789ab.svg") is not None


def test_without_the_libraries_the_page_is_there_to_print_and_offers_no_pdf(
    camille, mandat, sans_bibliotheques
):
    page = camille.get(reverse("famille:mandat", args=[mandat.rum])).text
    assert "data-imprimer" in page
    assert "Télécharger le PDF" not in page


def test_without_the_libraries_a_pdf_address_leads_back_and_says_what_to_do(
    camille, mandat, sans_bibliotheques
):
    reponse = camille.get(reverse("famille:mandat_pdf", args=[mandat.rum]))
    assert reponse.url == reverse("famille:mandat", args=[mandat.rum])
    [message] = get_messages(reponse.wsgi_request)
    assert "choisissez « Imprimer »" in str(message)


def test_the_check_names_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr("portail.checks.disponible", lambda: False)
    monkeypatch.setattr("portail.checks.paquets_manquants", lambda: ("libpango-1.0-0",))
    call_command("check")
    assert "libpango-1.0-0" in capsys.readouterr().err


def test_the_list_has_each_mandate_of_the_household_and_no_other(famille_martin, voisin, ecrire):
    ecrire(["restauration"]), ecrire(["garderie"]), ecrire(foyer=voisin.foyer)
    lus = papiers.lire([famille_martin.foyer])
    assert [papier.lien_html for papier in lus] == [
        reverse("famille:mandat", args=[rum]) for rum in ("PF-2026-000002", "PF-2026-000001")
    ]


def test_the_list_keeps_a_kind_and_a_number_of_papers(famille_martin, ecrire):
    ecrire(["restauration"]), ecrire(["garderie"])
    assert len(papiers.lire([famille_martin.foyer], combien=1)) == 1
    assert papiers.lire([famille_martin.foyer], genre=papiers.Genre.FACTURE) == []
