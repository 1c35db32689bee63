"""Words made comparable, so that "reservation" finds "Réservations". The same on SQLite and
PostgreSQL."""

import re

from famille.socle.texte import normaliser

# Too common to help in a search: "où payer la facture" means "payer facture".
_MOTS_VIDES = (
    "a ai au aux avec ce ces cette comment dans de des du en est et il elle je la le les leur ma"
    " mes mon ne nos notre nous on ou par pas pour qu que quel quelle quels quelles qui sa se ses"
    " son sur ta te tes ton tu un une vos votre vous d l s j m n c t y puis faire fait"
)
MOTS_VIDES = frozenset(_MOTS_VIDES.split())
_MOT = re.compile(r"[0-9a-z]+")


def racine(mot: str) -> str:
    """A word without its plural mark: "factures" and "facture" are one word, so are "cheveux" and
    "cheveu"."""
    return mot[:-1] if len(mot) > 3 and mot[-1] in "sx" else mot


def mots(texte: str) -> list[str]:
    """The comparable words of a text, in order."""
    return [racine(mot) for mot in _MOT.findall(normaliser(texte))]


def mots_utiles(texte: str) -> list[str]:
    """The words of a question that are worth looking for; all of them when none is."""
    tous = _MOT.findall(normaliser(texte))
    utiles = [mot for mot in tous if mot not in MOTS_VIDES]
    return [racine(mot) for mot in utiles or tous]
