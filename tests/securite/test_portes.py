"""What no page may do whoever asks: obey another site's form, lead to it, be framed by it, believe
its name, ask it."""

import re
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models import URLField
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException
from wagtail.models import Page

from famille.models import Courriel
from tests.securite.test_cles_du_voisin import sans_cle

pytestmark = pytest.mark.django_db
AILLEURS = "mechant.exemple"
VERS_AILLEURS = [
    f"https://{AILLEURS}/",
    f"//{AILLEURS}/",
    f"/\\{AILLEURS}/",
    f"https:{AILLEURS}",
    "javascript:alert(1)",
]
NOMS_DE_SUITE = ("next", "retour", "return_url", "url", "suite", "redirect", "success_url")
# Posted without a token: by a browser that tells of our policy or has changed its address, by the
# servers of the providers, to the demo's pretend ones.
SANS_JETON = {
    *("rapport_csp", "notification_paiement", "retour_paiement"),
    *("renouveler_appareil", "retour_sms", "demo:push", "demo:sms"),
    "demo:franceconnect_token",  # by the secret of its client
    # read only, by a key: no cookie opens it
    *("api:activites", "api:demandes", "api:factures", "api:inscriptions", "api:journees"),
    *("api:places", "api:reservations", "api:structures"),
}


@pytest.fixture(autouse=True)
def rien_compte():
    cache.clear()


def vues():
    """(name, view) of every address, the admin's included."""
    from django.urls import URLPattern, get_resolver

    def parcourir(motifs, espaces=()):
        for entree in motifs:
            if isinstance(entree, URLPattern):
                yield ":".join([*espaces, entree.name or str(entree.pattern)]), entree.callback
            else:
                yield from parcourir(
                    entree.url_patterns,
                    (*espaces, entree.namespace) if entree.namespace else espaces,
                )

    return parcourir(get_resolver().url_patterns)


def test_every_view_wants_a_token_but_those_that_are_named():
    """Wagtail's own interface asks for it by itself, as its framework does (the next test)."""
    sans = {nom for nom, vue in vues() if getattr(vue, "csrf_exempt", False)}
    assert {nom for nom in sans if not nom.startswith("wagtailadmin_api:")} == SANS_JETON


def test_wagtail_s_own_interface_wants_one_too(redactrice, connecter):
    client = connecter(redactrice, Client(enforce_csrf_checks=True))
    reponse = client.post(
        f"/gestion/api/main/pages/{Page.objects.get(depth=2).pk}/action/unpublish/"
    )
    assert (reponse.status_code, "CSRF" in reponse.text) == (403, True)
    assert Page.objects.get(depth=2).live


@pytest.mark.parametrize(
    "adresse", ["/reservations/soumettre/", "/mes-factures/payer/", "/mes-donnees/telephones/"]
)
def test_another_site_s_form_is_refused(adresse, famille_martin, connecter):
    client = connecter(famille_martin.camille, Client(enforce_csrf_checks=True))
    assert client.post(adresse, headers={"Origin": f"https://{AILLEURS}"}).status_code == 403


PORTES = (
    "/connexion/",
    "/deconnexion/",
    "/gestion/login/",
    "/gestion/logout/",
    "/_util/login/",
    "/gestion/",
)


def test_no_page_leads_to_another_site(famille_martin, connecter, client):
    signe = connecter(famille_martin.camille, Client())
    demandes = [
        (navigateur, porte, vers)
        for porte in PORTES
        for vers in VERS_AILLEURS
        for navigateur in (client, signe)
    ]
    demandes += [
        (signe, une.exemple, VERS_AILLEURS[1]) for une in sans_cle() if une.exemple not in PORTES
    ]
    fuites = [
        f"{adresse} → {reponse.url}"
        for navigateur, adresse, vers in demandes
        for reponse in [navigateur.get(adresse, dict.fromkeys(NOMS_DE_SUITE, vers))]
        if reponse.status_code in (301, 302) and mene_ailleurs(reponse.url)
    ]
    assert fuites == []


def mene_ailleurs(adresse):
    """As a browser reads it: backslashes are slashes."""
    morceaux = urlsplit(adresse.replace("\\", "/"))
    return morceaux.netloc not in ("", "testserver") or morceaux.scheme not in ("", "http", "https")


@pytest.mark.parametrize("adresse", ["/connexion", "/gestion", "/mon-espace", "/invitation"])
def test_no_redirection_of_an_editor_takes_an_address_of_the_portal(pages, client, adresse):
    """Typed without its last slash, sign-in led to his site, kept by browsers as a 301."""
    for ancienne in (adresse, "/notre-ancienne-page"):
        Redirect.objects.create(old_path=ancienne, redirect_link=f"https://{AILLEURS}/")
    assert client.get(adresse).url == f"{adresse}/"
    assert client.get("/notre-ancienne-page", follow=True).redirect_chain[-1][0] == (
        f"https://{AILLEURS}/"
    )


@pytest.mark.parametrize("vers", VERS_AILLEURS)
def test_signing_in_and_out_leads_to_no_other_site(famille_martin, vers):
    from tests.conftest import MOT_DE_PASSE

    client = Client()
    saisie = {"login": famille_martin.camille.email, "password": MOT_DE_PASSE, "next": vers}
    assert not mene_ailleurs(client.post("/connexion/", saisie).url)
    assert not mene_ailleurs(client.post("/deconnexion/", {"next": vers}).url)


def test_the_name_that_a_browser_gives_goes_into_no_mail(client, famille_martin, settings):
    settings.ALLOWED_HOSTS = ["*"]
    entetes = {"Host": AILLEURS, "X-Forwarded-Host": AILLEURS, "Forwarded": f"host={AILLEURS}"}
    client.post("/mot-de-passe-oublie/", {"email": famille_martin.camille.email}, headers=entetes)
    courriel = Courriel.objects.get()
    assert AILLEURS not in courriel.texte + courriel.html
    assert settings.ADRESSE in courriel.texte


def test_a_name_that_is_not_ours_is_refused(client, settings):
    settings.ALLOWED_HOSTS = ["famille.exemple.fr"]
    assert client.get("/connexion/", headers={"Host": AILLEURS}).status_code == 400


# What a server could be made to ask of another one


def test_no_text_of_a_person_is_an_address_that_the_server_opens():
    champs = {
        f"{modele._meta.label}.{champ.name}"
        for modele in apps.get_models()
        for champ in modele._meta.concrete_fields
        if isinstance(champ, URLField) and modele._meta.app_label != "wagtailembeds"
    }
    # Browsers go there, the server never: the payment provider's page, an old address that
    # communication redirects, and a link that it puts first in the search.
    assert champs == {
        "famille.Paiement.adresse",
        # an administrator's, never to the inside (tests/famille/webhooks/test_adresses.py)
        "famille.Webhook.adresse",
        "wagtailredirects.Redirect.redirect_link",
        "wagtailsearchpromotions.SearchPromotion.external_link_url",
    }


def test_the_editor_s_videos_are_asked_of_nobody():
    for adresse in (
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
    ):
        with pytest.raises(EmbedException):
            get_embed(adresse)


@pytest.mark.parametrize(
    "adresse",
    [
        "http://169.254.169.254/x.png",
        "file:///etc/passwd",
        "ftp://x/y",
        "{racine}/../../etc/passwd",
        "{racine}%2e%2e/x",
    ],
)
def test_a_paper_opens_nothing_but_our_own_files(adresse, settings):
    from famille.dossier.papiers.moteur import fichier_statique

    racine = f"{settings.ADRESSE}{settings.STATIC_URL}"
    assert fichier_statique(adresse.replace("{racine}", racine)) is None


# What each kind of answer says to a browser


GENRES = {
    "sign-in": (None, "/connexion/", 200),
    "public page": (None, "/", 200),
    "address that does not exist": (None, "/nulle-part/", 404),
    "family page": ("famille", "/tableau-de-bord/", 200),
    "refused": ("famille", "/gestion/", 403),
    "method refused": ("famille", "/reservations/choisir/", 405),
    "stylesheet of the town": (None, "/theme.css", 200),
    "health for machines": (None, "/sante/", 200),
    "admin": ("agent", "/gestion/", 200),
    "desk": ("agent", "/gestion/demandes/", 200),
    "report of the admin": ("agent", "/gestion/reports/site-history/?export=csv", 200),
}


@pytest.mark.parametrize(("qui", "adresse", "code"), GENRES.values(), ids=GENRES)
def test_each_kind_of_answer_carries_its_headers(qui, adresse, code, client, connecter, request):
    agent, famille = request.getfixturevalue("agent"), request.getfixturevalue("famille_martin")
    if qui:
        connecter({"agent": agent, "famille": famille.camille}[qui])
    reponse = client.get(adresse, headers={"Origin": f"https://{AILLEURS}"})
    assert reponse.status_code == code
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Referrer-Policy"] == "same-origin"
    assert reponse["Cross-Origin-Opener-Policy"] == "same-origin"
    assert reponse["X-Frame-Options"] in ("DENY", "SAMEORIGIN")
    politique = reponse["Content-Security-Policy"]
    assert re.search(r"frame-ancestors '(none|self)'", politique)
    assert "default-src 'none'" in politique
    assert "camera=()" in reponse["Permissions-Policy"]
    assert "Server" not in reponse
    assert not [nom for nom in reponse.headers if nom.lower().startswith("access-control-")]
    assert re.fullmatch(r"(text/[a-z]+; charset=utf-8|application/json)", reponse["Content-Type"])
    if qui:
        assert reponse["Cache-Control"].replace("no-cache", "no-store").count("no-store")


@pytest.mark.parametrize(
    ("mandataires", "vue"),
    [(0, "192.0.2.9"), (1, "203.0.113.7"), (2, "10.9.9.9")],
    ids=["none", "nginx", "two"],
)
def test_the_address_of_origin_is_what_our_own_proxies_wrote(rf, settings, mandataires, vue):
    """What the visitor wrote before them counts for nothing: limits and the addresses of the town's
    tools follow."""
    from allauth.account.adapter import get_adapter

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = mandataires
    requete = rf.get(
        "/", headers={"X-Forwarded-For": "10.1.1.1, 10.9.9.9, 203.0.113.7"}, REMOTE_ADDR="192.0.2.9"
    )
    assert get_adapter().get_client_ip(requete) == vue


def test_a_field_given_twice_or_in_the_address_is_the_last_one_of_the_form(
    famille_martin, connecter
):
    client = connecter(famille_martin.camille)
    telephones = {"telephone_portable": ["06 39 98 00 01", "06 39 98 00 02"], "telephone_fixe": ""}
    client.post(
        "/mes-donnees/telephones/?telephone_portable=0639980003&telephone_fixe=0261910036",
        telephones,
    )
    adulte = famille_martin.foyer.responsables.get()
    assert (str(adulte.telephone_portable), str(adulte.telephone_fixe)) == ("06 39 98 00 02", "")
