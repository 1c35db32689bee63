"""On a phone: choose what one is told, add this device, be told, sign out.

A headless Chromium grants no permission to notify, and has no push service: both are replaced in
the page by others, which give a telephone of the pretend service. What the service worker does of a
message is tried by itself, in the same engine, with a scope that notes what it is asked.
"""

import json

import pytest
from playwright.sync_api import expect

from famille.models import AppareilAlerte, ChoixAlerte
from tests.navigateur.conftest import verifier_accessibilite
from tests.navigateur.pas import se_connecter

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/mes-donnees/alertes/"
AJOUTER = "Recevoir les alertes sur cet appareil"
# A browser remembers what it was granted, and its subscription.
FAUX_NAVIGATEUR = """(donne) => {
  const faire = () => {
    const { endpoint, ...keys } = donne;
    return {
      endpoint,
      toJSON: () => ({ endpoint, keys }),
      unsubscribe: async () => { localStorage.removeItem("abonne"); return true; },
    };
  };
  const permission = () => localStorage.getItem("permission") ?? "default";
  Object.defineProperty(Notification, "permission", { get: permission });
  Notification.requestPermission = async () => {
    localStorage.setItem("permission", donne.refuse ? "denied" : "granted");
    return permission();
  };
  PushManager.prototype.getSubscription = async () => localStorage.getItem("abonne") ? faire() : null;
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error("key");
    localStorage.setItem("abonne", "oui");
    return faire();
  };
}"""  # noqa: E501
PRET = "() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"


@pytest.fixture
def telephone(service):
    return service.telephone()


def ouvrir_le_telephone(ouvrir, telephone, *, refuse=False):
    page = ouvrir(installable=True)
    donne = json.dumps(telephone.abonnement() | {"refuse": refuse})
    page.add_init_script(f"({FAUX_NAVIGATEUR})({donne})")
    return page


def test_a_device_is_added_by_one_press_told_and_taken_off(
    ouvrir, pages, famille_martin, telephone
):
    page = ouvrir_le_telephone(ouvrir, telephone)
    se_connecter(page, famille_martin.camille)
    page.wait_for_function(PRET)
    page.goto(PAGE)
    verifier_accessibilite(page)
    page.get_by_role("button", name=AJOUTER).click()
    expect(page.get_by_text("Cet appareil reçoit vos alertes.")).to_be_visible()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(4)
    verifier_accessibilite(page)
    appareil = AppareilAlerte.objects.get()
    assert appareil.abonnement == telephone.abonnement()
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_role("button", name=AJOUTER)).to_be_visible()
    assert not AppareilAlerte.objects.exists()


def test_another_parent_on_the_same_phone_ends_what_the_first_was_told(
    ouvrir, pages, famille_martin, voisin, telephone
):
    page = ouvrir_le_telephone(ouvrir, telephone)
    se_connecter(page, famille_martin.camille)
    page.wait_for_function(PRET)
    page.goto(PAGE)
    page.get_by_role("button", name=AJOUTER).click()
    expect(page.get_by_text("Cet appareil reçoit vos alertes.")).to_be_visible()
    page.context.clear_cookies()  # her session is over, and she has not signed out
    with page.expect_response("**/appareils/ici/"):
        se_connecter(page, voisin.nadia)
    page.goto(PAGE)
    expect(page.get_by_role("button", name=AJOUTER)).to_be_visible()
    assert not AppareilAlerte.objects.exists()


# What the script of the service worker is given, and notes: it knows no more of a browser.
PORTEE = """(script) => {
  const ecouteurs = {}, note = { montrees: [], ouvertes: [], vues: [], postes: [] };
  const registration = {
    showNotification: async (titre, options) => note.montrees.push([titre, options]),
    pushManager: {
      subscribe: async () => ({ toJSON: () => ({ endpoint: "neuf", keys: { p256dh: "p", auth: "a" } }) }),
    },
  };
  const fenetre = { url: "https://ville.fr/deja/", focus: async () => note.vues.push("deja") };
  const clients = {
    matchAll: async () => [fenetre],
    openWindow: async (adresse) => note.ouvertes.push(adresse),
  };
  const self = {
    location: new URL("https://ville.fr/service-worker.js"),
    registration,
    clients,
    addEventListener: (nom, suite) => { ecouteurs[nom] = suite; },
  };
  const fetch = async (adresse, { body }) => note.postes.push([adresse, Object.fromEntries(body)]);
  new Function("self", "fetch", "caches", script)(self, fetch, {});
  window.arriver = async (nom, evenement) => {
    let suite;
    ecouteurs[nom]({ ...evenement, waitUntil: (promesse) => { suite = promesse; } });
    await suite;
    return note;
  };
}"""  # noqa: E501


@pytest.fixture
def travailleur(ouvrir, pages, service, client):
    """travailleur(event, what it holds) -> what the script of the service worker has done."""
    page = ouvrir()
    page.goto("about:blank")
    page.evaluate(PORTEE, client.get("/service-worker.js").text)
    return lambda nom, evenement: page.evaluate(f"arriver({json.dumps(nom)}, {evenement})")


def test_what_comes_is_always_shown_once_and_keeps_where_it_leads(travailleur):
    dit = json.dumps({"texte": "Une place", "lien": "/listes-d-attente/", "cle": "offre-1"})
    travailleur("push", f"{{ data: {{ json: () => ({dit}) }} }}")
    note = travailleur(
        "push", "{ data: null }"
    )  # a browser withdraws the right of who says nothing
    [(titre, options), (_, vide)] = note["montrees"]
    assert (titre, options["body"], options["tag"]) == ("Portail Famille", "Une place", "offre-1")
    assert options["data"] == {"lien": "/listes-d-attente/"}
    assert vide["body"]
    assert vide["data"] == {"lien": "/mon-espace/"}


@pytest.mark.parametrize(
    ("lien", "ouverte"),
    [
        ("/listes-d-attente/", ["https://ville.fr/listes-d-attente/"]),
        ("https://exemple.fr/", ["/mon-espace/"]),
        ("//exemple.fr/", ["/mon-espace/"]),
        ("/deja/", []),
    ],
)
def test_a_press_opens_the_very_page_of_the_portal_and_no_other(lien, ouverte, travailleur):
    note = travailleur(
        "notificationclick",
        f"{{ notification: {{ close: () => {{}}, data: {{ lien: {json.dumps(lien)} }} }} }}",
    )
    assert note["ouvertes"] == ouverte
    assert note["vues"] == (["deja"] if not ouverte else [])


def test_a_browser_that_changes_its_address_says_so(travailleur):
    note = travailleur(
        "pushsubscriptionchange",
        "{ oldSubscription: { endpoint: 'ancien', options: {} }, newSubscription: null }",
    )
    dit = {"ancien": "ancien", "endpoint": "neuf", "p256dh": "p", "auth": "a"}
    assert note["postes"] == [["/mes-donnees/alertes/appareils/renouveler/", dit]]


def test_a_refusal_is_said_with_the_way_back(ouvrir, pages, famille_martin, telephone):
    page = ouvrir_le_telephone(ouvrir, telephone, refuse=True)
    se_connecter(page, famille_martin.camille)
    page.goto(PAGE)
    page.get_by_role("button", name=AJOUTER).click()
    expect(page.get_by_text("Les notifications sont bloquées")).to_be_visible()
    expect(page.get_by_role("button", name=AJOUTER)).to_be_hidden()
    verifier_accessibilite(page)


def test_an_iphone_is_told_to_install_the_portal_first(ouvrir, pages, famille_martin, service):
    page = ouvrir()
    page.add_init_script(
        "delete window.PushManager;"
        "Object.defineProperty(navigator, 'userAgent', { get: () => 'iPhone Safari' })"
    )
    se_connecter(page, famille_martin.camille)
    page.goto(PAGE)
    expect(page.get_by_text("ajoutez d’abord le portail à votre écran d’accueil")).to_be_visible()


def test_without_javascript_what_can_be_is_chosen(
    ouvrir, pages, famille_martin, service, prestataire
):
    page = ouvrir(javascript=False)
    se_connecter(page, famille_martin.camille)
    page.goto(PAGE)
    assert "n’exécute pas JavaScript" in page.locator("#contenu").inner_text()
    expect(page.get_by_role("button", name=AJOUTER)).to_be_hidden()
    place = page.get_by_role("group", name="Une place m’est proposée")
    place.get_by_label("Par SMS").check()
    page.get_by_role("button", name="Enregistrer mes choix").click()
    expect(page.get_by_text("Vos choix d’alertes sont enregistrés.")).to_be_visible()
    assert ChoixAlerte.objects.values_list("sujet", "canal").get() == ("offre", "sms")
