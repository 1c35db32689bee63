"""An address of mail that the portal can write to, said to whoever types another one."""

from django.core.exceptions import ValidationError

from famille.socle.texte import lettre_impossible


def dire_lettre_impossible(courriel: str, *, sinon: str) -> str:
    """Why no mail reaches this address, and what to do: `sinon`, when it is no slip. "" for one
    that can be written to."""
    lettre = lettre_impossible(courriel)
    if not lettre:
        return ""
    return (
        f"Le portail ne sait pas écrire à « {courriel} », qui a la lettre « {lettre} » avant son"
        f" arobase. Si c’est une faute de frappe, corrigez-la ; sinon, {sinon}."
    )


def joignable(courriel: str) -> None:
    """The validator of a field where one gives an address of one's own."""
    phrase = dire_lettre_impossible(courriel.strip().lower(), sinon="donnez une autre adresse")
    if phrase:
        raise ValidationError(phrase, code="injoignable")
