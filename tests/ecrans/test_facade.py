"""The frame of every screen: language, title, landmarks, fields, and nothing that the strict policy
would refuse."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django import forms
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from cms_pages.models import IdentiteSite
from cms_pages.socle.couleurs import contraste
from famille.socle.saisie.champ_jour import JourField
from portail.templatetags import facade
from portail.templatetags.facade import TEINTES

DIRE = facade.register.filters
RACINE = Path(settings.RACINE)
STATIQUES = RACINE / "site" / "portail" / "static" / "portail"
GABARITS = [g for g in sorted((RACINE / "templates").rglob("*.html")) if "bureau" not in g.parts]
DU_PORTAIL = [g for g in GABARITS if "courriels" not in g.parts]


def relatif(chemin):
    return str(chemin.relative_to(RACINE))


class EssaiForm(forms.Form):
    nom = forms.CharField(label="Nom", help_text="Exemple : Martin")
    surnom = forms.CharField(label="Surnom", required=False)
    genre = forms.ChoiceField(
        label="Type de document",
        choices=[("a", "Facture"), ("b", "Taxe")],
        widget=forms.RadioSelect,
    )
    accord = forms.BooleanField(label="J’ai compris")
    fichier = forms.FileField(label="Votre document", help_text="PDF, 10 Mo au plus.")


@pytest.fixture
def page(famille_martin, connecter):
    return connecter(famille_martin.camille).get(reverse("famille:famille")).content.decode()


def test_the_page_says_its_language_its_title_and_its_landmarks(page):
    assert '<html lang="fr"' in page
    assert re.search(r"<title>\s*Ma famille – Portail Famille\s*</title>", page)
    assert (
        page.count("<main ")
        == page.count("<header ")
        == page.count("<footer ")
        == page.count("<h1")
        == 1
    )
    assert page.index('class="pf-evitement" href="#contenu"') < page.index("<header ")
    assert 'id="contenu" tabindex="-1"' in page


def test_the_menu_says_where_one_is(page):
    assert re.search(r'href="/ma-famille/"\s+aria-current="page"', page)
    assert not re.search(r'href="/tableau-de-bord/"\s+aria-current="page"', page)


def test_a_page_below_an_entry_marks_it_too(famille_martin, connecter):
    adresse = reverse("famille:enfant", args=[famille_martin.lea.pk])
    contenu = connecter(famille_martin.camille).get(adresse).content.decode()
    assert re.search(r'href="/ma-famille/"\s+aria-current="true"', contenu)


def test_the_help_button_says_which_screen_it_is_asked_from(page):
    assert f'href="{reverse("cms_pages:aide_ecran")}?ecran=famille%3Afamille"' in page


@pytest.mark.parametrize(
    "adresse", ["/accessibilite/", "/plan-du-site/", "/mentions-legales/", "/donnees-personnelles/"]
)
def test_the_footer_leads_to_the_legal_pages(page, adresse):
    assert f'href="{adresse}"' in page


def test_one_signs_out_by_posting(page):
    assert re.search(r'<form method="post"\s+action="/deconnexion/"', page)
    assert 'href="/deconnexion/"' not in page


def test_a_visitor_has_no_family_menu(client, db):
    contenu = client.get(reverse("account_login")).content.decode()
    assert "/tableau-de-bord/" not in contenu
    assert 'href="/accessibilite/"' in contenu


def test_staff_are_led_to_the_desk_and_not_to_a_family(agent, connecter):
    contenu = connecter(agent).get(reverse("mes_donnees")).content.decode()
    assert 'href="/gestion/"' in contenu
    assert 'href="/tableau-de-bord/"' not in contenu


def test_the_towns_notice_is_on_every_screen_while_it_lasts(client, db):
    identite = IdentiteSite.for_site(Site.objects.get(is_default_site=True))
    IdentiteSite.objects.filter(pk=identite.pk).update(
        bandeau="Le guichet ferme à 16 h.", bandeau_actif=True
    )
    assert "Le guichet ferme à 16 h." in client.get(reverse("account_login")).content.decode()
    IdentiteSite.objects.filter(pk=identite.pk).update(bandeau_actif=False)
    assert "Le guichet ferme" not in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    ("naissance", "dit"),
    [
        (date(2026, 11, 10), "moins d’un mois"),
        (date(2026, 5, 26), "5 mois"),
        (date(2025, 11, 26), "11 mois"),
        (date(2025, 11, 25), "1 an"),
        (date(2018, 3, 14), "8 ans"),
    ],
)
@time_machine.travel("2026-11-25 10:00+01:00", tick=False)
def test_an_age_is_said_as_people_say_it(naissance, dit):
    assert DIRE["age"](naissance) == dit


def test_a_day_is_the_one_of_paris():
    gabarit = Template("{% load facade %}{{ le|jour }}, {{ le|jour_bref }}")
    le = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert gabarit.render(Context({"le": le})) == "1er décembre 2026, 1er déc. 2026"


def test_dates_and_figures_are_said_as_people_say_them():
    assert DIRE["jour"](date(2026, 12, 1)) == "1er décembre 2026"
    assert DIRE["jour"](None) == ""
    assert DIRE["jour_bref"](date(2026, 12, 1)) == "1er déc. 2026"
    assert (
        DIRE["moment"](datetime(2026, 11, 18, 20, 14, tzinfo=UTC))
        == "mercredi 18 novembre 2026 à 21\u00a0h\u00a014"
    )
    assert DIRE["nombre"](Decimal("842.00")) == "842"
    assert DIRE["nombre"](Decimal("842.50")) == "842,5"
    assert DIRE["poids"](500) == "1\u00a0Ko"
    assert DIRE["poids"](422_000) == "412\u00a0Ko"
    assert DIRE["poids"](1_900_000) == "1,8\u00a0Mo"


class DeuxJoursForm(forms.Form):
    debut = JourField(label="Du")
    fin = JourField(label="Au", error_messages={"required": "Choisissez la fin."})


@pytest.mark.parametrize(
    ("tape", "dite"),
    [
        ("", "Du : Indiquez le jour, le mois et l’année."),
        ("15", "Du : Il manque le mois et l’année : complétez la date."),
        ("31/02/2027", "Du : Cette date n’existe pas : vérifiez le jour, le mois et l’année."),
    ],
)
def test_a_wrong_date_is_named_far_from_its_boxes(tape, dite):
    html = render_to_string(
        "composants/erreurs.html", {"form": DeuxJoursForm(data={"debut": tape, "fin": ""})}
    )
    assert f">{dite}</a>" in html
    assert ">Choisissez la fin.</a>" in html


def test_a_required_field_is_named_far_from_it():
    assert facade.nommee("Écrivez un nom.", EssaiForm()["nom"]) == "Écrivez un nom."
    html = render_to_string("composants/erreurs.html", {"form": EssaiForm(data={})})
    assert ">Nom : " in html


def test_a_field_is_tied_to_its_help_and_to_its_error():
    form = EssaiForm(data={})
    html = form["nom"].as_field_group()
    assert '<label class="pf-libelle" for="id_nom">' in html
    assert 'aria-describedby="id_nom_helptext id_nom_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_nom_helptext"' in html
    assert 'id="id_nom_error"' in html


def test_choices_are_in_a_fieldset_with_a_legend():
    html = EssaiForm(data={})["genre"].as_field_group()
    assert '<fieldset aria-describedby="id_genre_error">' in html
    assert re.search(r"<legend[^>]*>Type de document", html)


def test_a_checkbox_comes_before_its_label():
    html = EssaiForm()["accord"].as_field_group()
    assert html.index("<input") < html.index("<label")


def test_what_may_be_left_empty_says_so():
    assert "(facultatif)" in EssaiForm()["surnom"].as_field_group()
    assert "(facultatif)" not in EssaiForm()["nom"].as_field_group()


def test_the_summary_of_errors_takes_the_focus_and_leads_to_the_fields():
    html = render_to_string("composants/erreurs.html", {"form": EssaiForm(data={"nom": "Martin"})})
    assert "3 erreurs à corriger" in html
    assert "autofocus" in html
    assert 'href="#id_genre_0"' in html
    assert 'href="#id_fichier"' in html


@pytest.mark.parametrize(
    ("contexte", "titre"),
    [
        ({"form": EssaiForm(data={"nom": "Martin", "accord": "on"})}, "2 erreurs à corriger"),
        ({"erreurs": ["Un mot manque."]}, "1 erreur à corriger"),
        ({"erreurs": ["Un mot manque.", "Un autre aussi."]}, "2 erreurs à corriger"),
    ],
)
def test_the_summary_counts_what_it_lists(contexte, titre):
    html = render_to_string("composants/erreurs.html", contexte)
    assert titre in html
    assert html.count("<li>") == int(titre[0])


def test_the_summary_counts_each_sentence_of_a_field():
    form = EssaiForm(data={"nom": "Martin", "accord": "on"})
    form.add_error("nom", ["Trop court.", "Trop courant."])
    form.add_error(None, "Rien ne va.")
    html = render_to_string(
        "composants/erreurs.html", {"form": form, "erreurs": ["Un mot manque."]}
    )
    assert "6 erreurs à corriger" in html
    assert html.count("<li>") == 6


def test_the_pages_of_an_admin_list_keep_its_filters(rf):
    contexte = {"page": Paginator(range(30), 10).page(2)}
    html = render_to_string(
        "composants/pages_gestion.html", contexte, request=rf.get("/?q=martin&p=2")
    )
    assert "Page 2 sur 3" in html
    assert re.findall(r'href="([^"]+)"', html) == ["?q=martin&amp;p=1", "?q=martin&amp;p=3"]
    assert "<nav" not in render_to_string(
        "composants/pages_gestion.html", {"page": Paginator([], 10).page(1)}
    )


def test_a_form_in_error_says_so_in_the_title(client, db):
    reponse = client.post(reverse("account_login"), {"login": "", "password": ""})
    assert re.search(r"<title>\s*Erreur : ", reponse.content.decode())


@pytest.mark.parametrize("page", ["403.html", "403_csrf.html", "404.html"])
def test_an_error_page_says_what_to_do_next(page, client, db):
    contenu = render_to_string(page, request=client.get("/sante/").wsgi_request)
    assert "<h1>" in contenu
    assert "href=" in contenu


def test_an_unknown_address_gets_our_404(client, db):
    reponse = client.get("/rien-ici/")
    assert reponse.status_code == 404
    assert "introuvable" in reponse.content.decode()


def test_a_form_kept_open_too_long_is_refused_in_words(db):
    reponse = Client(enforce_csrf_checks=True).post(reverse("account_login"), {})
    assert reponse.status_code == 403
    assert "ouverte trop longtemps" in reponse.content.decode()


def test_the_page_of_a_breakdown_needs_nothing():
    contenu = render_to_string("500.html")
    assert "de notre côté" in contenu


def trouves(fichiers, *motifs):
    """[(file, what it holds that one of these patterns finds)]."""
    return [
        (relatif(fichier), trouve[0])
        for fichier in fichiers
        for motif in motifs
        for trouve in re.finditer(motif, fichier.read_text(encoding="utf-8"))
    ]


def test_no_template_holds_what_the_policy_refuses():
    assert len(DU_PORTAIL) > 100
    interdits = r"<style\b", r"\sstyle=", r"<script(?![^>]*\ssrc=)", r"\son[a-z]+=[\"']"
    assert trouves(DU_PORTAIL, *interdits) == []


def test_no_template_calls_a_third_party():
    appels = (
        r"""(?:src|srcset|action|data-src)=["'](?:https?:)?//""",
        r"""<link[^>]*href=["'](?:https?:)?//""",
    )
    assert trouves(GABARITS, *appels) == []


def test_no_static_file_calls_a_third_party():
    fichiers = [*STATIQUES.rglob("*.css"), *(STATIQUES / "js").rglob("*.js")]
    assert len(fichiers) > 10
    appels = r"""url\(["']?(?:https?:)?//""", r"""@import|(?:fetch|import)\(["']https?://"""
    assert trouves(fichiers, *appels) == []


def test_nothing_of_the_state_design_system_is_used():
    fichiers = [*GABARITS, *STATIQUES.glob("css/*.css")]
    textes = {relatif(f): f.read_text(encoding="utf-8") for f in fichiers}
    interdits = re.compile(r"""dsfr|Marianne|class="[^"]*\bfr-[a-z]""")
    assert [nom for nom, texte in textes.items() if interdits.search(texte)] == []


def test_htmx_keeps_to_the_strict_policy():
    contenu = render_to_string("composants/htmx.html")
    reglage = re.search(r"""name="htmx-config"\s+content='([^']+)'""", contenu)
    attendu = {"includeIndicatorStyles": False, "allowEval": False, "attributesToSettle": ["class"]}
    assert json.loads(reglage[1]) == attendu


def jetons():
    """dict of the tokens by day: "--pf-marque" → "#0f5c63"."""
    jour, _, _nuit = (STATIQUES / "css" / "jetons.css").read_text().partition("\n}\n")
    return dict(re.findall(r"(--pf-[a-z0-9-]+):\s*(#[0-9a-f]{6})", jour))


@pytest.mark.parametrize(
    ("texte", "fond"),
    [
        ("--pf-encre", "--pf-page"),
        ("--pf-discret", "--pf-page"),
        ("--pf-discret", "--pf-carte"),
        ("--pf-marque", "--pf-page"),
        ("--pf-marque", "--pf-marque-pale"),
        ("--pf-encre", "--pf-accent"),
        ("--pf-validee-texte", "--pf-validee-pale"),
        ("--pf-attente", "--pf-attente-pale"),
        ("--pf-completer", "--pf-completer-pale"),
        ("--pf-rejetee", "--pf-carte"),
        ("--pf-rejetee-texte", "--pf-rejetee-pale"),
        ("--pf-brouillon", "--pf-brouillon-pale"),
    ],
)
def test_each_text_reads_well_on_its_background(texte, fond):
    assert contraste(jetons()[texte], jetons()[fond]) >= 4.5


@pytest.mark.parametrize("fond", ["--pf-page", "--pf-carte"])
def test_the_edge_of_a_field_is_seen(fond):
    assert contraste(jetons()["--pf-bord-champ"], jetons()[fond]) >= 3


def test_each_childs_initial_reads_well():
    styles = (STATIQUES / "css" / "composants.css").read_text()
    paires = re.findall(
        r"background: var\((--pf-teinte-\w+)\);\s*color: var\((--pf-teinte-\w+-texte)\);", styles
    )
    assert len(paires) == TEINTES + 1  # and an account's
    assert [paire for paire in paires if contraste(*(jetons()[un] for un in paire)) < 4.5] == []


def test_the_admin_bears_the_portals_name_and_sends_nobody_elsewhere(redactrice, connecter):
    contenu = connecter(redactrice).get(reverse("wagtailadmin_home")).content.decode()
    assert "Portail Famille</span>" in contenu.replace("\n", "")
    assert "guide.wagtail.org" not in contenu
    assert "Guide des familles" in contenu


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("qui", "cherche"), [("agent", False), ("directrice", False), ("redactrice", True)]
)
def test_only_who_edits_pages_is_offered_to_search_them(request, connecter, qui, cherche):
    personne = request.getfixturevalue(qui)
    contenu = connecter(personne).get(reverse("wagtailadmin_home")).content.decode()
    assert ("pf-sans-pages" not in contenu) is cherche


def test_whose_home_is_empty_is_told_where_to_go(administrateur, directrice, agent, connecter):
    accueil = reverse("wagtailadmin_home")
    assert "dans le menu «&nbsp;Paramètres&nbsp;»" in connecter(administrateur).get(accueil).text
    centre = connecter(directrice).get(accueil).text
    assert reverse("presences:liste") in centre
    assert "que vous avez créé" not in centre, "Wagtail's sentence, of who writes pages"
    directrice.groups.get().permissions.remove(
        Permission.objects.get(codename="pointer_reservation")
    )
    assert "Aucun écran n’est encore ouvert à votre rôle" in connecter(directrice).get(accueil).text
    assert "pf-par-ou-commencer" not in connecter(agent).get(accueil).text


def test_what_has_just_been_done_takes_the_focus(client, famille_martin):
    """A sentence that comes with its page is in no region that a screen reader watches: it must be
    gone to."""
    client.force_login(famille_martin.camille)
    page = client.post(reverse("usersessions_list"), follow=True).text
    zone = re.search(r'<div class="pf-messages"[^>]*>', page).group()
    assert 'id="messages"' in zone
    assert 'tabindex="-1"' in zone
    assert "autofocus" in zone
    assert (
        "autofocus"
        not in re.search(
            r'<div class="pf-messages"[^>]*>', client.get("/tableau-de-bord/").text
        ).group()
    )
