"""One changed allergy, on a phone: how many taps it takes from the dashboard, and what is seen on
the way."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from demarches.models import Demande
from famille.models import FicheSanitaire
from tests.famille.documents.test_pages_d_un_document import photo
from tests.navigateur import pas
from tests.navigateur.conftest import verifier_accessibilite, verifier_sans_debordement
from tests.navigateur.gestes import Doigt

pytestmark = pytest.mark.usefixtures("pages")


@pytest.fixture
def telephone(ouvrir, famille_martin):
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, regime="aucun", valable_jusqu_au=date(2099, 8, 31)
    )
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    page.goto(reverse("famille:tableau_de_bord"))
    return page


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


def test_one_allergy_takes_five_taps_from_the_dashboard(telephone, famille_martin):
    doigt, principal = Doigt(telephone), telephone.get_by_role("main")
    doigt.toucher(principal.locator(f'a[href="{reverse("famille:famille")}"]').first)
    expect(telephone.get_by_role("heading", level=1, name="Ma famille")).to_be_visible()
    vu(telephone)
    doigt.toucher(principal.get_by_role("link", name="Mettre à jour sa santé : Léa"))
    expect(telephone.get_by_role("heading", name="Étape 1 sur 2 : la santé de Léa")).to_be_visible()
    vu(telephone)
    doigt.toucher(telephone.get_by_label("Autre allergie alimentaire"))
    telephone.keyboard.type("Arachide")
    doigt.toucher(telephone.get_by_role("button", name="Valider cette page"))
    expect(telephone.get_by_role("heading", name="Étape 2 sur 2")).to_be_visible()
    vu(telephone)
    doigt.toucher(telephone.get_by_role("button", name="Envoyer ma demande"))
    expect(telephone.get_by_text("Votre demande est bien reçue").first).to_be_visible()
    assert doigt.gestes <= 5
    [demande] = Demande.objects.all()
    assert [page["etape"] for page in demande.recapitulatif] == [f"sante-{famille_martin.lea.pk}"]


def test_what_is_typed_before_any_button_makes_one_draft(telephone, famille_martin):
    telephone.goto(f"/demarches/informations-du-foyer/sante-{famille_martin.lea.pk}/")
    telephone.get_by_label("Autre allergie alimentaire").fill("Kiwi")
    expect(telephone.get_by_text("Enregistré automatiquement")).to_be_visible()
    telephone.get_by_label("Autre allergie alimentaire").fill("Kiwi, arachide")
    pas.attendre(lambda: "Kiwi, arachide" in str(Demande.objects.get().saisie))
    telephone.reload()
    expect(telephone.get_by_label("Autre allergie alimentaire")).to_have_value("Kiwi, arachide")


def test_photos_taken_one_by_one_are_one_paper_with_its_small_picture(telephone, famille_martin):
    telephone.goto("/demarches/informations-du-foyer/vaccins/")
    appareil = telephone.locator("input[capture]")
    for rang, nom in enumerate(("recto.jpg", "verso.jpg")):
        appareil.first.set_input_files(
            {"name": nom, "mimeType": "image/jpeg", "buffer": photo(nom).read()}
        )
        joint = ("recto.jpg", "recto.pdf")[rang]
        expect(telephone.get_by_role("link", name=joint)).to_be_visible()
        telephone.wait_for_load_state("networkidle")  # the page has saved itself too
    vignette = telephone.locator(".pf-vignette")  # a sheet is 64 pixels wide
    pas.attendre(lambda: vignette.evaluate("(image) => image.complete && image.naturalWidth > 64"))
    assert Demande.objects.get().pieces.count() == 1
    vu(telephone)


def test_the_town_follows_from_the_postal_code_as_it_is_typed(telephone):
    pas.commencer(telephone)
    code, commune = (telephone.get_by_label(nom) for nom in ("Code postal", "Commune"))
    code.press_sequentially("36000")
    expect(commune).to_have_value("Châteauroux")
    code.fill("36130")
    expect(commune.locator("option")).to_have_text(
        ["Choisissez…", "Coings", "Déols", "Diors", "Montierchaume"]
    )
    commune.select_option("Déols")
    vu(telephone)
    telephone.get_by_label("Pays").select_option("Belgique")
    commune.fill("Bruxelles")
    code.fill("1000")
    vu(telephone)
    pas.attendre(lambda: "Bruxelles" in str(Demande.objects.get().saisie))
