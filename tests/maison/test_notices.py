"""Under each form by which a family gives something of itself, the notice on personal data (D9)."""

import re

from tests.maison.test_docs import RACINE

MODELES = RACINE / "templates"
DONNE = re.compile(r"as_field_group|account/_formulaire\.html|_champs\.html")
# What asks for a password or a code, or keeps nothing of what is typed.
SANS_NOTICE = {
    "account/activation.html": "a password",
    "account/franceconnect/inconnu.html": "what signs in",
    "account/login.html": "what signs in",
    "account/password_change.html": "a password",
    "account/password_reset.html": "what signs in",
    "account/password_reset_from_key.html": "a password",
    "account/reauthenticate.html": "a password",
    "famille/invitations/code.html": "a code",
    "reservations/calendrier/semaine_type/regler.html": "days, as in the calendar",
    "reservations/tarifs/creche.html": "a simulation: nothing is kept",
}


def formulaires():
    for chemin in sorted(MODELES.rglob("*.html")):
        texte, nom = chemin.read_text(), str(chemin.relative_to(MODELES))
        if '{% extends "base.html" %}' in texte and DONNE.search(texte) and "mfa/" not in nom:
            yield nom, texte


def test_each_form_of_a_family_has_its_notice():
    vus = dict(formulaires())
    assert set(SANS_NOTICE) <= set(vus)
    assert "famille/messages/ecrire.html" in vus
    sans = [
        nom
        for nom, texte in vus.items()
        if nom not in SANS_NOTICE and "composants/notice.html" not in texte
    ]
    assert sans == []
