"""The town's colours stay readable."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Site

from cms_pages.models import IdentiteSite
from cms_pages.socle.couleurs import contraste, en_rapport


@pytest.mark.parametrize(
    ("une", "autre", "attendu"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
    ],
)
def test_contrast_is_the_one_of_wcag(une, autre, attendu):
    assert contraste(une, autre) == pytest.approx(attendu, abs=0.01)
    assert contraste(autre, une) == contraste(une, autre)


def test_a_ratio_just_under_the_limit_is_not_rounded_up():
    assert en_rapport(4.4999) == "4,4 pour 1"


def test_a_pale_main_colour_is_refused_with_its_ratio():
    with pytest.raises(ValidationError) as refus:
        IdentiteSite(couleur_principale="#66cccc").clean()
    phrase = refus.value.message_dict["couleur_principale"][0]
    assert "1,6 pour 1" in phrase or "1,7 pour 1" in phrase
    assert "4,5 pour 1" in phrase
    assert "plus sombre" in phrase


def test_a_dark_accent_is_refused():
    with pytest.raises(ValidationError) as refus:
        IdentiteSite(couleur_accent="#102020").clean()
    assert "plus claire" in refus.value.message_dict["couleur_accent"][0]


def test_the_default_colours_are_accepted():
    IdentiteSite().clean()


def test_what_is_not_a_colour_is_refused():
    with pytest.raises(ValidationError, match="dièse"):
        IdentiteSite(couleur_principale="red;}body{display:none").clean_fields(exclude=["site"])


def test_an_empty_banner_cannot_be_shown():
    with pytest.raises(ValidationError, match="bandeau"):
        IdentiteSite(bandeau_actif=True).clean()


@pytest.mark.django_db
def test_the_colours_are_served_as_a_stylesheet(client):
    identite = IdentiteSite.for_site(Site.objects.get(is_default_site=True))
    identite.couleur_principale = "#7a1f5c"
    identite.save()
    reponse = client.get(reverse("cms_pages:couleurs"))
    assert reponse["Content-Type"] == "text/css; charset=utf-8"
    assert "--pf-marque:#7a1f5c;" in reponse.text
    assert (
        client.get(
            reverse("cms_pages:couleurs"), headers={"If-None-Match": reponse["ETag"]}
        ).status_code
        == 304
    )
