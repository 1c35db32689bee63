"""What is refused as a password, and what is taken (D12)."""

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from wagtail.models import Site

from cms_pages.models import IdentiteSite
from famille.comptes.mots_de_passe.previsibles import _COURANTS
from famille.models import Utilisateur

pytestmark = pytest.mark.django_db

CAMILLE = Utilisateur(
    email="camille.martin@exemple.fr",
    first_name="Camille",
    last_name="Martin",
    service="Pôle Familles",
)


@pytest.fixture
def chateauroux():
    site = Site.objects.get(is_default_site=True)
    IdentiteSite.objects.update_or_create(site=site, defaults={"ville": "Châteauroux"})


@pytest.mark.parametrize(
    "mot_de_passe",
    [
        "Motdepasse2026",
        "azertyuiop1234",
        "bonjour12345!",
        "aaaaaaaaaaaaaa",
        "121212121212a",
        "camille.martin",
        "onze caract",
        "motdepasse2026!",
        "M0tDeP@sse2026!",
        "Chateauroux36000",
        "châteauroux 2026 !",
        "Camille-2018-2021",
        "martin.camille.36",
        "Portail Famille 2026",
        "PoleFamilles2026!",
        "abcdefghijkl",
        "lkjihgfedcba2026",
        "Wxcvbn-poiuytreza",
        "marseille13marseille",
        "Indre36Indre36!",
    ],
)
def test_what_is_guessed_is_refused(mot_de_passe, chateauroux):
    with pytest.raises(ValidationError):
        validate_password(mot_de_passe, CAMILLE)


@pytest.mark.parametrize("mot", _COURANTS)
def test_each_word_of_the_list_is_refused_twice_with_a_year_behind(mot, chateauroux):
    with pytest.raises(ValidationError, match="se devine"):
        validate_password(f"{mot}-{mot}-1987!", CAMILLE)


def test_none_of_the_twenty_thousand_commonest_is_taken():
    communs = CommonPasswordValidator().passwords
    assert len(communs) > 3000
    longs = [mot for mot in communs if len(mot) >= 12]
    assert len(longs) > 20
    for mot in [*longs, *sorted(communs)[:300]]:
        with pytest.raises(ValidationError):
            validate_password(mot)


@pytest.mark.parametrize(("longueur", "prise"), [(11, False), (12, True), (64, True), (128, True)])
def test_twelve_characters_are_enough_and_many_are_allowed(longueur, prise):
    mot_de_passe = ("v7 Gré/Lx9@toK2" * 10)[:longueur]
    if prise:
        validate_password(mot_de_passe)
        return
    with pytest.raises(ValidationError, match="12"):
        validate_password(mot_de_passe)


@pytest.mark.parametrize(
    "mot_de_passe",
    [
        "un cheval blanc au galop",
        "soleil sur la mairie",
        "x7!Kp2#vQ9zL",
        "9#31%7;4k$02!8",
        "été à l’île d’Yeu",
        "camille mange des cerises à châteauroux",
        "quatre mots " * 12,
    ],
    ids=[
        "phrase",
        "common word in it",
        "signs",
        "hardly a letter",
        "accents",
        "names in a sentence",
        "144 characters",
    ],
)
def test_passphrases_and_odd_strings_are_taken(mot_de_passe, chateauroux):
    validate_password(mot_de_passe, CAMILLE)


def test_the_list_holds_the_portal_s_name_and_commonplaces():
    assert {
        "portail",
        "famille",
        "motdepasse",
        "bonjour",
        "doudou",
        "soleil",
    } <= {*_COURANTS}
