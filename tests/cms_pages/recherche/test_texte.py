"""Words made comparable."""

import pytest

from cms_pages.recherche.lecture import surligner
from cms_pages.socle.texte import mots, mots_utiles


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("Réservation", "reservation"), ("ŒUVRES", "oeuvre"), ("Noël à l’école", "noel a l ecole")],
)
def test_accents_and_case_are_removed(texte, attendu):
    assert " ".join(mots(texte)) == attendu


def test_common_words_are_left_out_and_plurals_joined():
    assert mots_utiles("Comment payer les factures ?") == ["payer", "facture"]


def test_a_question_made_of_common_words_is_kept_whole():
    assert mots_utiles("où est-ce") == ["ou", "est", "ce"]


def test_found_words_are_marked_and_the_rest_is_escaped():
    assert (
        surligner("Les <b>crèches</b>", {"creche"}) == "Les &lt;b&gt;<mark>crèches</mark>&lt;/b&gt;"
    )
