"""What a hand does on the list of presences, and the network that drops under it."""

from playwright.sync_api import expect

from tests.navigateur import pas

GARDES = "Object.keys(localStorage).filter((cle) => cle.startsWith('pf-presences:'))"


def entrer(page, compte):
    pas.se_connecter(page, compte)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto("/gestion/presences/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def bouton(page, mot, enfant):
    return page.get_by_role("button", name=f"{mot} : {enfant}")


def envoi(page):
    return page.locator("[data-appel]:not([hidden]) [data-envoi]")


def couper(page):
    page.context.set_offline(True)
    expect(envoi(page)).to_contain_text("Pas de réseau")


def retablir(page):
    page.context.set_offline(False)
    expect(envoi(page)).to_contain_text("Tout est enregistré")
