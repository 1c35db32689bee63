"""What every footer links to stays there: no way of Wagtail's takes it off, and each refusal is a
sentence."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms_pages.models.legale import DU_PIED

REFUS = "elle ne peut être ni dépubliée, ni supprimée, ni déplacée"


@pytest.fixture(params=["redactrice", "superutilisateur"])
def editeur(request, petit_site, connecter, redactrice):
    """Communication, and an account to which Wagtail refuses nothing."""
    if request.param == "superutilisateur":
        redactrice.is_superuser = True
        redactrice.save()
    return connecter(redactrice)


@pytest.fixture(params=["accueil", "mentions-legales"])
def reliee(request, petit_site):
    return petit_site.page(request.param)


def _inchangee(page):
    apres = Page.objects.get(pk=page.pk)
    assert (apres.live, apres.url_path, apres.expire_at) == (page.live, page.url_path, None)


def _messages(reponse):
    return " ".join(str(message) for message in reponse.context["messages"]).replace("\xa0", " ")


@pytest.mark.parametrize("geste", ["unpublish", "delete"])
def test_a_linked_page_is_neither_unpublished_nor_deleted(editeur, reliee, geste, redactrice):
    adresse = reverse(f"wagtailadmin_pages:{geste}", args=[reliee.pk])
    reponse = editeur.post(adresse, {"include_descendants": "on"}, follow=True)
    if geste == "unpublish" or reliee.permissions_for_user(redactrice).can_delete():
        assert REFUS in _messages(reponse)  # else Wagtail's own words: the home has pages under it
    _inchangee(reliee)


def test_a_legal_page_is_not_moved(editeur, petit_site):
    page = petit_site.page("mentions-legales")
    adresse = reverse(
        "wagtailadmin_pages:move_confirm", args=[page.pk, petit_site.page("informations").pk]
    )
    assert REFUS in _messages(editeur.post(adresse, follow=True))
    _inchangee(page)


@pytest.mark.parametrize("geste", ["unpublish", "delete", "move"])
def test_a_linked_page_among_several_ticked_stops_them_all(editeur, petit_site, geste):
    page, autre = petit_site.page("mentions-legales"), petit_site.page("actualites")
    adresse = reverse("wagtail_bulk_action", args=["wagtailcore", "page", geste])
    reponse = editeur.post(
        f"{adresse}?id={page.pk}&id={autre.pk}",
        {"chooser": petit_site.page("accueil").pk},
        follow=True,
    )
    assert "« Mentions légales », qui ne peut être ni dépubliée" in _messages(reponse)
    _inchangee(page)
    _inchangee(autre)


@pytest.mark.parametrize("geste", ["unpublish", "delete", "move"])
def test_the_api_of_the_admin_does_nothing_to_a_page(editeur, petit_site, geste):
    page = petit_site.page("mentions-legales")
    adresse = reverse("wagtailadmin_api:pages:detail", args=[page.pk])
    cible = {"destination_page_id": petit_site.page("informations").pk, "position": "first-child"}
    assert editeur.get(adresse).status_code == 200
    assert editeur.post(f"{adresse}action/{geste}/", cible).status_code == 404
    _inchangee(page)


def _champs(page, **changes):
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "chapo": page.chapo,
            "corps": streamfield([]),
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": 1000,
            },
        }
        | changes
    )


def _publier(editeur, page, **changes):
    adresse = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return editeur.post(adresse, _champs(page, **changes) | {"action-publish": "1"}, follow=True)


def _erreurs(reponse):
    return {
        champ: " ".join(fautes).replace("\xa0", " ")
        for champ, fautes in reponse.context["form"].errors.items()
    }


def test_a_legal_page_keeps_its_address(editeur, petit_site):
    page = petit_site.page("mentions-legales")
    fautes = _erreurs(_publier(editeur, page, slug="ailleurs", title="Qui nous sommes"))
    assert "laissez « mentions-legales »" in fautes["slug"]
    _inchangee(page)


def test_a_legal_page_is_not_taken_off_on_a_date(editeur, petit_site):
    page = petit_site.page("mentions-legales")
    demain = timezone.localtime() + timedelta(days=1)
    fautes = _erreurs(_publier(editeur, page, expire_at=demain.strftime("%Y-%m-%d %H:%M")))
    assert REFUS in fautes["expire_at"]
    _inchangee(page)


def test_its_text_and_title_change_as_before(editeur, petit_site):
    page = petit_site.page("mentions-legales")
    _publier(editeur, page, title="Qui édite ce portail")
    assert Page.objects.get(pk=page.pk).title == "Qui édite ce portail"


def test_a_linked_page_is_not_made_private(editeur, reliee):
    adresse = reverse("wagtailadmin_pages:set_privacy", args=[reliee.pk])
    editeur.post(adresse, {"restriction_type": "login"})
    assert not PageViewRestriction.objects.filter(page=reliee).exists()


def test_one_that_was_made_private_before_can_be_opened_again(editeur, reliee):
    PageViewRestriction.objects.create(page=reliee, restriction_type="login")
    adresse = reverse("wagtailadmin_pages:set_privacy", args=[reliee.pk])
    assert editeur.post(adresse, {"restriction_type": "none"}).status_code == 200
    assert not PageViewRestriction.objects.filter(page=reliee).exists()


def test_other_pages_still_go(editeur, petit_site):
    page = petit_site.page("tarifs")
    editeur.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert not Page.objects.get(pk=page.pk).live
    editeur.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Page.objects.filter(pk=page.pk).exists()


def test_what_is_held_is_what_the_footer_links_to(petit_site, client):
    pied = client.get(reverse("cms_pages:recherche")).text.partition('<footer class="pf-pied">')[2]
    liens = set(re.findall(r'href="/([a-z-]+)/"', pied)) - {"recherche", "plan-du-site"}
    assert liens == DU_PIED
