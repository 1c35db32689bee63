"""What is refused as a password, and what is taken (D12)."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from famille.models import Utilisateur

CAMILLE = Utilisateur(email="camille.martin@exemple.fr", first_name="Camille", last_name="Martin")


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
    ],
)
def test_what_is_guessed_is_refused(mot_de_passe):
    with pytest.raises(ValidationError):
        validate_password(mot_de_passe, CAMILLE)


@pytest.mark.parametrize(
    "mot_de_passe",
    ["un cheval blanc au galop", "soleil sur la mairie", "x7!Kp2#vQ9zL", "été à l’île d’Yeu", "quatre mots " * 12],
    ids=["phrase", "common word in it", "signs", "accents", "144 characters"],
)
def test_passphrases_and_odd_strings_are_taken(mot_de_passe):
    validate_password(mot_de_passe, CAMILLE)
