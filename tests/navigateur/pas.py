"""What people do in the portal, as steps of the browser: the tests read like their stories."""

import re
import time
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from demo.ville.papiers.pieces import facture_pdf
from famille.comptes.second_facteur.facteurs import code_actuel, enroler_totp
from tests.conftest import MOT_DE_PASSE

SECRET = "PORTAILDEMOAGENTEUNAAAAAAAAAAAAA"
LILAS = ["4 allée des Lilas", "36130 Déols"]


def il_y_a(jours):
    return timezone.localdate() - timedelta(days=jours)


def cases(page, nom):
    """The three boxes of a date: day, month, year."""
    return page.get_by_role("group", name=re.compile(rf"^{nom}( \(facultatif\))?$")).get_by_role(
        "textbox"
    )


def chiffres(jour):
    """["05", "12", "2026"]: what a keypad of digits can write of a date."""
    return f"{jour:%d %m %Y}".split()


def ecrire_le_jour(page, nom, jour):
    """Box by box, digits only, as a parent does on a phone."""
    for case, tapes in zip(cases(page, nom).all(), chiffres(jour), strict=True):
        case.fill("")
        case.press_sequentially(tapes)


def voir_le_jour(page, nom, textes):
    """The boxes hold these three texts."""
    for rang, texte in enumerate(textes):
        expect(cases(page, nom).nth(rang)).to_have_value(texte)


def facture(nom="facture-edf.pdf", *, jours=20):
    """A bill under three months old, as Playwright gives it to a file field."""
    contenu = facture_pdf("Facture d’électricité", "Mme Camille MARTIN", LILAS, il_y_a(jours))
    return {"name": nom, "mimeType": "application/pdf", "buffer": contenu}


def se_connecter(page, utilisateur):
    """Through the form, first factor only."""
    page.goto("/connexion/")
    page.get_by_label("Adresse e-mail").fill(utilisateur.email)
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()


def enroler(utilisateur):
    return enroler_totp(utilisateur, SECRET)


def donner_le_code(page):
    """The second factor, as an application shows it now."""
    page.get_by_label("Code").fill(code_actuel(SECRET))
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()


def commencer(page):
    """From the presentation to the first page of a new draft."""
    page.goto("/demarches/changement-adresse/")
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("heading", name="Étape 1 sur 3")).to_be_visible()


def remplir_adresse(page, *, voie="4 allée des Lilas", a_partir_du=None, script=True):
    page.get_by_label("Numéro et rue").fill(voie)
    page.get_by_label("Code postal").fill("36130")
    choisir_la_commune(page, "Déols", script=script)
    ecrire_le_jour(page, "À partir du", a_partir_du or timezone.localdate())


def choisir_la_commune(page, nom, *, script=True):
    """In the list that its postal code has brought; typed, where no script runs."""
    commune = page.get_by_label("Commune")
    if not script:
        commune.fill(nom)
        return
    expect(commune.locator("option", has_text=nom)).to_be_attached()
    commune.select_option(nom)


def remplir_justificatif(page, *, jours=20, fichier=True):
    page.get_by_label("Facture d’électricité").check()
    ecrire_le_jour(page, "Date du document", il_y_a(jours))
    if fichier:
        joindre(page)


def joindre(page, piece=None):
    piece = piece or facture()
    page.wait_for_load_state()  # its scripts are there: a hand comes later than a test
    page.locator("input[type=file]:not([capture])").set_input_files(piece)


def valider(page):
    page.get_by_role("button", name="Valider cette page").click()


def envoyer(page):
    page.get_by_label("Je certifie").check()
    page.get_by_role("button", name="Envoyer ma demande").click()


def declarer(page, *, script=True):
    """The whole of it, without stops: from the presentation to the demande's own page."""
    commencer(page)
    remplir_adresse(page, script=script)
    valider(page)
    expect(page.get_by_role("heading", name="Étape 2 sur 3")).to_be_visible()
    remplir_justificatif(page)
    valider(page)
    expect(page.get_by_role("heading", name="Étape 3 sur 3")).to_be_visible()
    envoyer(page)
    expect(page.get_by_text("Votre demande est bien reçue").first).to_be_visible()


def attendre(condition, secondes=8):
    """Wait until `condition()` holds: what htmx saves by itself is seen in the database."""
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("nothing came in time")
