"""The help that each screen opens, and what families say of it (G32)."""

from datetime import date

import pytest
from django.urls import reverse

from cms_pages.actions import compter_avis
from cms_pages.aide.lecture import page_pour
from cms_pages.models import AidePage, AvisAide, GuidePage
from cms_pages.socle.ecrans import choix_des_ecrans


@pytest.mark.parametrize(
    ("ecran", "code", "etape", "attendue"),
    [
        ("demarches:etape", "changement-adresse", "justificatif", "l’étape exacte"),
        # a page for each child
        ("demarches:etape", "changement-adresse", "justificatif-12", "l’étape exacte"),
        ("demarches:etape", "", "justificatif", "l’étape exacte"),
        ("demarches:etape", "changement-adresse", "adresse", "la démarche"),
        ("demarches:presentation", "changement-adresse", "", "la démarche"),
        ("demarches:etape", "quotient-familial", "montant", "une étape"),
        ("demarches:presentation", "quotient-familial", "", "une présentation"),
        # nothing is tied to it: a page of the same room is no help
        ("demarches:liste", "", "", "Guide"),
        ("account_change_password", "", "", "Guide"),
        ("account_login", "", "", "le compte"),
    ],
)
def test_the_most_precise_page_is_found(petit_site, chapitre, ecran, code, etape, attendue):
    chapitre("une étape", "demarches:etape")
    chapitre("une présentation", "demarches:presentation")
    chapitre("la démarche", "demarches:presentation/changement-adresse")
    chapitre("l’étape exacte", "demarches:etape/changement-adresse/justificatif")
    chapitre("le compte", "account_login")
    assert page_pour(ecran, code, etape).title == attendue


def test_a_screen_that_nobody_explains_opens_the_guide(petit_site, client):
    reponse = client.get(reverse("cms_pages:aide_ecran"), {"ecran": "factures:liste"})
    assert reponse.url == petit_site.guide.url


def test_without_a_guide_the_help_button_leads_home(db, client):
    assert client.get(reverse("cms_pages:aide_ecran"), {"ecran": "famille:famille"}).url == "/"


def test_a_draft_is_never_the_help_of_a_screen(petit_site, chapitre):
    chapitre("brouillon", "famille:enfant").unpublish()
    assert page_pour("famille:enfant") == GuidePage.objects.get()


def test_strange_questions_are_harmless(petit_site, client):
    for ecran in ("%", "' OR 1=1", "x" * 5000, "/"):
        assert client.get(reverse("cms_pages:aide_ecran"), {"ecran": ecran}).status_code == 302


def test_the_help_of_a_screen_takes_few_queries(petit_site, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        page_pour("demarches:etape", "changement-adresse", "justificatif")


def test_an_editor_can_tie_a_page_to_each_screen_and_step():
    cles = {cle for _, ecrans in choix_des_ecrans() for cle, _ in ecrans}
    assert {"famille:tableau_de_bord", "demarches:etape/changement-adresse/justificatif"} <= cles


def _repondre(client, page, utile, **entetes):
    return client.post(reverse("cms_pages:avis", args=[page.pk]), {"utile": utile}, headers=entetes)


def test_an_answer_is_counted_and_thanked_without_javascript(petit_site, client):
    page = petit_site.page("joindre-une-piece")
    reponse = client.post(reverse("cms_pages:avis", args=[page.pk]), {"utile": "oui"}, follow=True)
    assert "Merci" in reponse.text
    compteur = AvisAide.objects.get()
    assert (compteur.page_id, compteur.oui, compteur.non) == (page.pk, 1, 0)


def test_one_answer_a_session_for_each_page(petit_site, client):
    page, autre = petit_site.page("joindre-une-piece"), petit_site.page("ma-famille")
    for utile in ("oui", "non", "oui"):
        _repondre(client, page, utile)
    _repondre(client, autre, "non")
    assert list(AvisAide.objects.order_by("pk").values_list("oui", "non")) == [(1, 0), (0, 1)]


def test_htmx_gets_the_thanks_alone(petit_site, client):
    reponse = _repondre(client, petit_site.page("ma-famille"), "non", HX_Request="true")
    assert "Merci" in reponse.text
    assert "<html" not in reponse.text


def test_an_answer_that_is_neither_yes_nor_no_is_not_counted(petit_site, client):
    assert _repondre(client, petit_site.page("ma-famille"), "peut-être").status_code == 302
    assert not AvisAide.objects.exists()


def test_an_answer_needs_a_post(petit_site, client):
    assert (
        client.get(reverse("cms_pages:avis", args=[petit_site.page("ma-famille").pk])).status_code
        == 405
    )


def test_counts_are_kept_month_by_month_and_hold_no_name(petit_site):
    page = AidePage.objects.get(slug="ma-famille")
    compter_avis(page, utile=True, aujourdhui=date(2026, 11, 25))
    compter_avis(page, utile=True, aujourdhui=date(2026, 12, 1))
    assert list(AvisAide.objects.order_by("mois").values_list("mois", "oui")) == [
        (date(2026, 11, 1), 1),
        (date(2026, 12, 1), 1),
    ]
    assert {champ.name for champ in AvisAide._meta.fields} == {"id", "page", "mois", "oui", "non"}
