"""An editor saves what is not finished; publishing asks for the rest."""

import pytest
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms_pages.models import ActualitePage, InformationPage

pytestmark = pytest.mark.django_db
SANS_COMMENTAIRE = {
    "TOTAL_FORMS": 0,
    "INITIAL_FORMS": 0,
    "MIN_NUM_FORMS": 0,
    "MAX_NUM_FORMS": 100,
}


@pytest.fixture
def editer(connecter, redactrice, petit_site):
    """Sends an information page with these blocks; `publier`: as its button does."""
    client = connecter(redactrice)
    page = InformationPage.objects.live().first()

    def _editer(*blocs, publier=False):
        champs = {
            "title": page.title,
            "slug": page.slug,
            "chapo": "",
            "seo_title": "",
            "search_description": "",
            "comments": SANS_COMMENTAIRE,
            "corps": streamfield(blocs),
        }
        if publier:
            champs["action-publish"] = "on"
        adresse = reverse("wagtailadmin_pages:edit", args=[page.pk])
        reponse = client.post(adresse, nested_form_data(champs))
        page.refresh_from_db()
        return reponse, page

    return _editer


INACHEVES = {
    "titre": {"texte": "", "niveau": "h2"},
    "image": {
        "image": {"image": "", "decorative": "", "alt_text": ""},
        "legende": "",
        "largeur": "pleine",
    },
    "bouton": {"libelle": "", "page": "", "ecran": "", "discret": ""},
    "contact": dict.fromkeys(
        ("nom", "reprendre", "adresse", "telephone", "courriel", "horaires"), ""
    ),
    "cartes": {"titre": "", "cartes": streamfield([])},
    "etapes": {"etapes": streamfield([])},
    "questions": {"questions": streamfield([])},
    "document": {"document": "", "libelle": "", "precision": ""},
    "regle": "",
    "a_completer": {"consigne": ""},
}


@pytest.mark.parametrize("nom", INACHEVES)
def test_an_unfinished_block_is_kept_in_a_draft_and_asked_for_when_published(nom, editer, client):
    reponse, page = editer((nom, INACHEVES[nom]))
    assert reponse.status_code == 302, reponse.context["form"].errors
    assert page.has_unpublished_changes
    assert [bloc.block_type for bloc in page.get_latest_revision_as_object().corps] == [nom]
    # what is not there yet breaks neither the preview nor the screen
    assert client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    reponse, _page = editer((nom, INACHEVES[nom]), publier=True)
    assert reponse.status_code == 200
    assert reponse.context["form"].errors["corps"]


def test_a_draft_of_the_news_waits_for_the_text_of_its_picture(petit_site, redactrice):
    actualite = ActualitePage.objects.first()
    actualite.image = get_image_model().objects.create(
        title="IMG_1", description="La cour", file=get_test_image_file()
    )
    formulaire = ActualitePage.get_edit_handler().get_form_class()
    for differe in (True, False):
        champs = {
            "title": actualite.title,
            "slug": actualite.slug,
            "image": actualite.image_id,
            "corps": streamfield([]),
            "comments": SANS_COMMENTAIRE,
        }
        form = formulaire(
            nested_form_data(champs),
            instance=actualite,
            parent_page=actualite.get_parent(),
            for_user=redactrice,
        )
        if differe:
            form.defer_required_fields()
        form.is_valid()
        assert ("image_alternative" in form.errors) is not differe


def test_an_unfinished_page_is_not_published_from_the_list(editer, client):
    _reponse, page = editer(("titre", INACHEVES["titre"]))
    adresse = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    reponse = client.post(f"{adresse}?id={page.pk}", {"include_descendants": "on"}, follow=True)
    assert f"Il manque quelque chose à « {page.title} »" in reponse.text
    page.refresh_from_db()
    assert page.has_unpublished_changes
