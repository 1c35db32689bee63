"""What stays where it is: header, menu and states, with usual letters and with those twice as large
(RGAA 10.4)."""

from datetime import date

import pytest
from playwright.sync_api import expect

from cms_pages.models import IdentiteSite
from demarches.actions import commencer
from demarches.models import Demande
from famille.actions import ouvrir_fil
from famille.dossier.messages.actions_agents import repondre_fil
from reservations.models import Reservation
from tests.famille.facturation import facturer
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, PETIT, TELEPHONE, verifier_sans_debordement
from tests.reservations import outils
from tests.reservations.moteur import scene

PUBLICS = (
    "/",
    "/connexion/",
    "/aide/",
    "/recherche/?q=adresse",
    "/plan-du-site/",
    "/accessibilite/",
    "/modalites/",
)
DE_LA_FAMILLE = (
    "/tableau-de-bord/",
    "/reservations/",
    "/reservations/repeter/",
    "/reservations/recapitulatif/",
    "/reservations/absences/",
    "/reservations/consommation/?mois=2026-12",
    "/reservations/demandes/",
    "/reservations/attentes/",
    "/reservations/ouvertures/",
    "/reservations/agenda/",
    "/demarches/",
    "/demarches/changement-adresse/",
    "/mes-factures/",
    "/mes-messages/",
    "/mes-documents/",
    "/mes-documents/du-portail/",
    "/ma-famille/",
    "/mes-donnees/",
)
# Once the letters have come: before, those of the system have other widths.
RANGS = """() => document.fonts.ready.then(() => ['.pf-marque', '.pf-nav', '.pf-entete-fin', '.pf-pied nav'].map(
  (une) => Math.round(document.querySelector(une).getBoundingClientRect().x)))"""  # noqa: E501
# Where the first word of each step of the way here begins, and in how many pieces each telephone
# number is written.
DEBUTS_DU_FIL = """() => [...document.querySelectorAll('.pf-fil li')].map((pas) => {
  const ecrit = document.createRange();
  ecrit.selectNodeContents(pas);
  return [Math.round(ecrit.getBoundingClientRect().top), Math.round(ecrit.getBoundingClientRect().left)];
})"""  # noqa: E501
MORCEAUX = (
    "() => [...document.querySelectorAll('a[href^=\"tel:\"]')].map((un) =>"
    " un.getClientRects().length)"
)
# What of the header's name is covered by "Aide" or by the menu.
RECOUVREMENTS = """() => {
  const mots = [...document.querySelectorAll('.pf-marque-nom, .pf-marque-ville')].map((un) => {
    const ecrit = document.createRange();  // the words, even where they come out of their box
    ecrit.selectNodeContents(un);
    return ecrit.getBoundingClientRect();
  });
  const touche = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return [...document.querySelectorAll('.pf-bouton-aide, .pf-menu > summary')]
    .filter((un) => mots.some((mot) => touche(mot, un.getBoundingClientRect()))).map((un) => un.innerText);
}"""  # noqa: E501


@pytest.fixture
def centre(pages, famille_martin, time_machine):
    time_machine.move_to(outils.MAINTENANT)
    IdentiteSite.objects.update(ville="Châteauroux Métropole")
    return scene.creer_centre(famille_martin)


def doubler_les_lettres(page):
    """As the browser's own setting does: the letters, and the rem and em of the style, not the
    pixels of the screen."""
    page.context.new_cdp_session(page).send(
        "Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}}
    )


def test_with_letters_twice_as_large_a_phone_shows_everything_in_its_width(
    ouvrir, famille_martin, centre
):
    scene.reserver(famille_martin, scene.ligne(famille_martin.lea, centre))
    page = ouvrir(TELEPHONE)
    doubler_les_lettres(page)
    for adresse in PUBLICS:
        page.goto(adresse)
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 34
        verifier_sans_debordement(page)
        assert page.evaluate(RECOUVREMENTS) == [], adresse
    pas.se_connecter(page, famille_martin.camille)
    for adresse in DE_LA_FAMILLE:
        page.goto(adresse)
        verifier_sans_debordement(page)
        assert page.evaluate(RECOUVREMENTS) == [], adresse


# The words of a button or of a state that the end of a line cuts.
MOTS_COUPES = """() => {
  const coupes = [];
  for (const un of document.querySelectorAll('.btn, .pf-pastille, .pf-barre a, .cal-b')) {
    const marche = document.createTreeWalker(un, NodeFilter.SHOW_TEXT);
    for (let texte = marche.nextNode(); texte; texte = marche.nextNode()) {
      if (texte.parentElement.getBoundingClientRect().width < 2) continue;  // read out only
      for (const mot of texte.data.matchAll(/\\p{L}+/gu)) {
        const ecrit = document.createRange();
        ecrit.setStart(texte, mot.index);
        ecrit.setEnd(texte, mot.index + mot[0].length);
        const lignes = new Set([...ecrit.getClientRects()].map((r) => Math.round(r.top)));
        if (lignes.size > 1) coupes.push(mot[0]);
      }
    }
  }
  return coupes;
}"""


def test_with_the_text_of_the_page_alone_at_200_percent_a_phone_reads_whole_words(
    ouvrir, famille_martin, centre, agent
):
    """As the "aA" of a phone's browser does: the widths that the style asks about do not change."""
    scene.reserver(famille_martin, scene.ligne(famille_martin.lea, centre))
    demain = outils.creer_creneau(centre, date(2026, 11, 26), prises=2)
    for enfant in (famille_martin.lea, famille_martin.hugo):
        Reservation.objects.create(enfant=enfant, foyer=famille_martin.foyer, creneau=demain)
    facture = facturer(famille_martin.foyer, "1234.50")
    fil = ouvrir_fil(
        famille_martin.foyer, sujet="Réservations", texte="Bonjour", par=famille_martin.camille
    )
    repondre_fil(fil, par=agent, texte="Bien reçu.", clore=True)
    brouillon = commencer(
        "changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    page = ouvrir(TELEPHONE)
    page.route("**/portail/css/famille*.css", _a_200)
    page.goto("/")
    _lire_a_200(page)
    page.goto("/connexion/")
    _lire_a_200(page)
    pas.se_connecter(page, famille_martin.camille)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    for adresse in (
        *DE_LA_FAMILLE,
        "/mes-messages/ecrire/",
        f"/mes-factures/{facture.numero}/",
        f"/mes-messages/{fil.pk}/",
        f"/demarches/brouillon/{brouillon.pk}/adresse/",
    ):
        page.goto(adresse)
        _lire_a_200(page)


def _a_200(route):
    """In the sheet, as from the first letter drawn: Chromium does not always ask again about the
    widths of a container when the root's letters change afterwards."""
    reponse = route.fetch()
    route.fulfill(response=reponse, body=f"{reponse.text()}html{{font-size:200%}}")


def _lire_a_200(page):
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    page.evaluate("document.fonts.ready.then(() => null)")  # a wider one stands in until then
    verifier_sans_debordement(page)
    assert page.evaluate(MOTS_COUPES) == [], page.url


def test_with_letters_twice_as_large_an_invoice_keeps_whole_words(ouvrir, famille_martin, centre):
    facturer(famille_martin.foyer, "1234.50")
    page = ouvrir(TELEPHONE)
    doubler_les_lettres(page)
    pas.se_connecter(page, famille_martin.camille)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    page.goto("/mes-factures/")
    facture = page.locator(".pf-factures-facture")
    mots, montant = (
        facture.locator(".pf-ligne-texte").bounding_box(),
        facture.locator(".pf-factures-montant").bounding_box(),
    )
    assert mots["width"] == pytest.approx(facture.bounding_box()["width"], abs=1)
    assert montant["y"] >= mots["y"] + mots["height"]
    verifier_sans_debordement(page)


def test_no_line_of_the_way_here_begins_with_a_stroke(ouvrir, famille_martin, centre):
    page = ouvrir(PETIT)
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/demarches/changement-adresse/")
    debuts = page.evaluate(DEBUTS_DU_FIL)
    lignes = {haut for haut, _gauche in debuts}
    assert len(lignes) > 1
    assert {min(gauche for ici, gauche in debuts if ici == haut) for haut in lignes} == {
        debuts[0][1]
    }


def test_a_telephone_number_is_never_cut_by_the_end_of_a_line(ouvrir, famille_martin, centre):
    page = ouvrir(PETIT)
    pas.se_connecter(page, famille_martin.camille)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    page.goto(f"/ma-famille/enfants/{famille_martin.lea.pk}/")
    for largeur in range(320, 460, 10):
        page.set_viewport_size({"width": largeur, "height": 800})
        assert set(page.evaluate(MORCEAUX)) == {1}, largeur
    verifier_sans_debordement(page)


def test_header_and_footer_do_not_move_from_a_page_to_the_wider_calendar(
    ouvrir, famille_martin, centre
):
    page = ouvrir(BUREAU)
    pas.se_connecter(page, famille_martin.camille)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    rangs = page.evaluate(RANGS)
    for adresse in ("/reservations/", "/demarches/", "/mes-donnees/", "/aide/"):
        page.goto(adresse)
        assert page.evaluate(RANGS) == rangs, adresse


def test_the_name_of_the_town_keeps_its_line_beside_the_seven_entries_of_the_menu(
    ouvrir, famille_martin, centre
):
    page = ouvrir(BUREAU)
    pas.se_connecter(page, famille_martin.camille)
    expect(page.locator(".pf-nav li")).to_have_count(7)
    for largeur in (1200, 1280, 1440):
        page.set_viewport_size({"width": largeur, "height": 900})
        hauteur, ligne = page.locator(".pf-marque-ville").evaluate(
            "(une) => [une.clientHeight, parseFloat(getComputedStyle(une).lineHeight)]"
        )
        assert hauteur < 1.5 * ligne, largeur
        verifier_sans_debordement(page)


def test_on_a_phone_a_state_stands_under_the_words_it_is_about(ouvrir, famille_martin, centre):
    """Whatever their length: a short one leaves room, and the state does not jump to its right."""
    for rang, code in enumerate(("quotient-familial", "place-en-accueil-de-loisirs")):
        Demande.objects.create(
            code=code,
            foyer=famille_martin.foyer,
            enfant=famille_martin.lea,
            par=famille_martin.camille,
            statut="en-attente",
            numero=f"D-2026-00000{rang}",
            deposee_le=outils.MAINTENANT,
        )
    page = ouvrir(TELEPHONE)
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/demarches/")
    lignes = page.locator(".pf-ligne", has=page.locator(".pf-pastille"))
    expect(lignes).to_have_count(2)
    for ligne in lignes.all():
        mots = ligne.locator(".pf-ligne-texte").bounding_box()
        etat = ligne.locator(".pf-pastille").bounding_box()
        assert etat["x"] == pytest.approx(mots["x"], abs=1)
        assert etat["y"] >= mots["y"] + mots["height"] - 1
