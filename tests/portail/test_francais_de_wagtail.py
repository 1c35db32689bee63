"""Wagtail's own French hesitates between genders ("créé(e)", "ce(tte)"): ours is said before it."""

import io
import re
from pathlib import Path

import pytest
import wagtail
import wagtail_modeladmin
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

SIEN = settings.LOCALE_PATHS[0] / "fr/LC_MESSAGES/django.po"
HESITE = re.compile(r"\((?:e|s|tte|la|elle)\)|ce/cette|Le/la|il/elle")
# Not installed here, or screens that nobody opens.
AILLEURS = {"forms", "snippets", "locales", "simple_translation", "styleguide"}
REFAIRE = "run .venv/bin/pybabel compile -D django -d site/portail/locale"


def lire(chemin):
    with chemin.open("rb") as fichier:
        return read_po(fichier, locale="fr")


def phrases(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def catalogues():
    for paquet in (wagtail, wagtail_modeladmin):
        for chemin in Path(paquet.__file__).parent.rglob("locale/fr/LC_MESSAGES/django.po"):
            if not AILLEURS & set(chemin.parts):
                yield lire(chemin)


def leurs_messages():
    return {
        (message.context, message.id): message
        for catalogue in catalogues()
        for message in catalogue
        if message.id
    }


def dits(catalogue):
    return sorted((str(message.id), phrases(message)) for message in catalogue)


def variables(textes):
    return {nom for texte in textes for nom in re.findall(r"%\(\w+\)s|\{\w+\}", texte)}


def test_every_sentence_of_theirs_that_hesitates_is_said_anew():
    nous = lire(SIEN)
    restent = [
        message.id
        for (contexte, cle), message in leurs_messages().items()
        if any(HESITE.search(phrase) for phrase in phrases(message))
        and nous.get(cle if isinstance(cle, str) else cle[0], contexte) is None
    ]
    assert restent == []


def test_every_sentence_of_ours_stands_for_one_of_theirs_with_its_variables():
    leurs = leurs_messages()
    for message in lire(SIEN):
        if not message.id:
            continue
        assert (message.context, message.id) in leurs, message.id
        cles = [message.id] if isinstance(message.id, str) else message.id
        dites = phrases(message)
        assert all(dites), message.id
        assert variables(dites) == variables(cles), message.id
        assert not [dite for dite in dites if HESITE.search(dite)]


def test_the_compiled_catalogue_is_that_of_the_text():
    refait = io.BytesIO()
    write_mo(refait, lire(SIEN))
    refait.seek(0)
    with SIEN.with_suffix(".mo").open("rb") as fichier:
        assert dits(read_mo(fichier)) == dits(read_mo(refait)), REFAIRE


def test_django_says_ours():
    assert gettext("No %(name)s have been created yet.").startswith("Cette liste est vide")
    un = "Used %(usage_count)s time", "Used %(usage_count)s times"
    assert ngettext(*un, 1).endswith("endroit")
    assert ngettext(*un, 2).endswith("endroits")


@pytest.mark.django_db
def test_an_empty_list_of_settings_says_so_and_lets_add(connecter, administrateur):
    page = connecter(administrateur).get(reverse("structures_modeladmin_index"))
    assert page.status_code == 200
    assert "Cette liste est vide pour l’instant" in page.text
    assert not HESITE.search(page.text)
