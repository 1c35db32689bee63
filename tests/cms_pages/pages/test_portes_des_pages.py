"""The screens of a page that Wagtail opens to whoever enters the admin are shown to who may do what
they prepare."""

import pytest
from django.urls import reverse
from wagtail.models import Page


@pytest.fixture
def page(petit_site):
    page = petit_site.page("tarifs")
    page.title = page.draft_title = "Un projet encore secret"
    page.save()
    return page


def _deplacer(page, petit_site):
    return reverse("wagtailadmin_pages:move_confirm", args=[page.pk, petit_site.page("accueil").pk])


def test_the_name_of_a_page_is_not_shown_by_its_move_to_who_may_not_move_it(
    page, petit_site, connecter, agent
):
    reponse = connecter(agent).get(_deplacer(page, petit_site), follow=True)
    assert reponse.redirect_chain[0][0] == reverse("wagtailadmin_home")
    assert page.title not in reponse.text


def test_an_editor_moves_a_page(page, petit_site, connecter, redactrice):
    navigateur, adresse = connecter(redactrice), _deplacer(page, petit_site)
    assert page.title in navigateur.get(adresse).text
    navigateur.post(adresse)
    assert Page.objects.get(pk=page.pk).get_parent().pk == petit_site.page("accueil").pk


def test_the_root_of_the_pages_is_refused_and_breaks_nothing(petit_site, connecter, redactrice):
    redactrice.is_superuser = True
    redactrice.save()
    adresse = _deplacer(Page.get_first_root_node(), petit_site)
    assert connecter(redactrice).get(adresse).url == reverse("wagtailadmin_home")


def test_who_may_add_no_page_does_not_choose_where_one_goes(
    petit_site, connecter, agent, redactrice
):
    adresse = reverse("wagtailadmin_pages:choose_parent", args=["cms_pages", "informationpage"])
    assert connecter(agent).get(adresse).url == reverse("wagtailadmin_home")
    assert 'name="parent_page"' in connecter(redactrice).get(adresse).text
