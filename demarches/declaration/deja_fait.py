"""What the portal wrote on sending, without an agent, and what still waits: said at once, and again
when the demande is taken back."""

from typing import Any

from demarches.models import Demande
from famille.socle.dire import enumerer

CONTACT = "Contact"
VALABLE = " valable jusqu’au"  # what a validity is until stands in its value, not in its name


def deja_fait(demande: Demande) -> list[str]:
    """What was applied on sending, each in some words: "téléphone portable (Camille Martin)"."""
    return _noms([une for une in demande.changements if une.get("sans_agent")])


def en_attente(demande: Demande) -> list[str]:
    """What is left to be decided, in the same words."""
    if demande.statut != Demande.Statut.EN_ATTENTE or demande.demarche is None:
        return []
    return _noms([une for une in demande.demarche.changements(demande) if _change(une)])


def dire_ce_qui_est_fait(demande: Demande) -> str:
    """ "Déjà fait : téléphone portable (Camille Martin). En attente : allergies (Léa)."; "" where
    the portal has applied nothing."""
    faits = deja_fait(demande)
    if not faits:
        return ""
    attendus = en_attente(demande)
    suite = f" En attente : {enumerer(attendus)}." if attendus else ""
    return f"Déjà fait : {enumerer(faits)}.{suite}"


def dire_ce_qui_reste(demande: Demande) -> str:
    """Of a demande taken back: what stays on the file; "" for nothing."""
    faits = deja_fait(demande)
    return f"Reste dans votre dossier, déjà fait à l’envoi : {enumerer(faits)}." if faits else ""


def _change(ligne: dict[str, Any]) -> bool:
    return ligne["avant"] != ligne["apres"]


def _noms(lignes: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(_nom(une["libelle"]) for une in lignes))


def _nom(libelle: str) -> str:
    """>>> _nom("Léa · Fiche sanitaire valable jusqu’au")
    'fiche sanitaire (Léa)'
    >>> _nom("Léa · Assurance, valable jusqu’au")
    'assurance (Léa)'
    """
    qui, _point, quoi = libelle.removesuffix(VALABLE).removesuffix(",").rpartition(" · ")
    if qui == CONTACT:  # here what stands behind the point is a name
        qui, quoi = quoi, qui
    if quoi[1:2].islower():  # neither an acronym nor a number
        quoi = f"{quoi[:1].lower()}{quoi[1:]}"
    return f"{quoi} ({qui})" if qui else quoi
