"""The editors' own screens."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Collection, Page, Site

from cms_pages.actions import compter_avis
from cms_pages.models import AidePage


@pytest.fixture
def en_redaction(petit_site, redactrice, connecter):
    return connecter(redactrice)


def test_the_report_puts_first_what_helps_least(petit_site, en_redaction):
    mauvaise, bonne = (
        AidePage.objects.get(slug="ma-famille"),
        AidePage.objects.get(slug="me-connecter"),
    )
    for page, utile in ((mauvaise, False), (mauvaise, False), (bonne, True), (mauvaise, True)):
        compter_avis(page, utile=utile)
    reponse = en_redaction.get(reverse("rapport_aide"))
    premiere = reponse.context["object_list"][0]
    assert (premiere.pk, premiere.oui, premiere.non, premiere.part) == (mauvaise.pk, 1, 2, 33)
    assert "33 %" in reponse.text


def test_wagtail_speaks_french_to_editors(petit_site, administrateur, connecter):
    assert Page.get_first_root_node().title == "Toutes les pages"
    assert Collection.get_first_root_node().name == "Toutes les collections"
    dite = gettext(
        "Pages created here will not be accessible at any URL. To add pages to an existing site,"
        " create them as children of the homepage."
    )
    assert dite.startswith("Les pages créées ici n’auront aucune adresse.")
    administrateur.is_superuser = True
    administrateur.save()
    types = connecter(administrateur).get(reverse("wagtailadmin_reports:page_types_usage")).text
    assert "Page d’aide" in types
    assert "Page D’Aide" not in types


def test_the_report_is_exported(petit_site, en_redaction):
    reponse = en_redaction.get(reverse("rapport_aide"), {"export": "csv"})
    assert b"me-connecter" in b"".join(reponse.streaming_content)


def test_an_agent_does_not_see_the_editors_screens(petit_site, agent, connecter):
    navigateur = connecter(agent)
    assert navigateur.get(reverse("rapport_aide")).status_code == 302
    assert "Les pages du portail" not in navigateur.get(reverse("wagtailadmin_home")).text


def test_communication_finds_its_tasks_and_what_is_left_to_write(petit_site, en_redaction):
    texte = en_redaction.get(reverse("wagtailadmin_home")).text
    assert "Écrire une actualité" in texte
    assert "Compléter « Mentions légales »" in texte.replace("\xa0", " ")
    groupes = re.findall(r'scope="rowgroup" colspan="2">([^<]+)<', texte)
    assert groupes == ["Écrire et tenir à jour", "À compléter par la collectivité"]
    assert re.search(r"Pages? <span class=\"w-sr-only\">créées? dans", texte)
    assert "crées dans" not in texte


def test_each_kind_of_page_opens_in_the_editor(petit_site, en_redaction):
    for slug in (
        "accueil",
        "tarifs",
        "joindre-une-piece",
        "mentions-legales",
        "actualites",
        "nouvelle-3",
        "aide",
    ):
        adresse = reverse("wagtailadmin_pages:edit", args=[petit_site.page(slug).pk])
        assert en_redaction.get(adresse).status_code == 200, slug


def test_the_preview_may_be_framed_by_the_editor_and_by_nobody_else(
    petit_site, en_redaction, client
):
    page = petit_site.page("tarifs")
    apercu = en_redaction.get(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]))
    assert apercu.status_code == 200
    assert apercu["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in apercu["Content-Security-Policy"]
    publique = client.get(page.url)
    assert "frame-ancestors 'none'" in publique["Content-Security-Policy"]


def test_a_draft_stays_out_of_the_public_site_until_it_is_published(
    petit_site, en_redaction, client
):
    page = petit_site.page("tarifs")
    page.chapo = "Nouveau barème au printemps."
    version = page.save_revision()
    assert "Nouveau barème" not in client.get(page.url).text
    version.publish()
    assert "Nouveau barème" in client.get(page.url).text


def test_a_pale_colour_is_refused_in_the_settings_with_its_ratio(petit_site, en_redaction):
    adresse = reverse(
        "wagtailsettings:edit", args=["cms_pages", "identitesite", Site.objects.get().pk]
    )
    reponse = en_redaction.get(adresse)
    donnees = {champ.html_name: champ.value() or "" for champ in reponse.context["form"]}
    donnees |= {"couleur_principale": "#9fd8d8", "avis_connexion": "null", "logo": ""}
    donnees.pop("bandeau_actif")
    reponse = en_redaction.post(adresse, donnees)
    assert "pour 1" in reponse.text
    assert "plus sombre" in reponse.text
