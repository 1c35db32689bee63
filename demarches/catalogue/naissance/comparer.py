"""What a declared birth is compared with: the household, other households (G20)."""

from datetime import date
from typing import Any

from demarches.models import Demande
from famille.doublons.lecture import Ressemblant, du_foyer, enfants_ressemblants
from famille.models import Enfant, Foyer
from famille.socle.texte import normaliser


def adultes_de(demande: Demande) -> list[tuple[str, str]]:
    """[(key, name)] of the household's adults."""
    return [(str(adulte.pk), str(adulte)) for adulte in demande.foyer.responsables.actuels()]


def nom_habituel(foyer: Foyer) -> str:
    """The name that all the household's children have; "" when they differ, or when there is
    none."""
    noms = {enfant.nom for enfant in Enfant.objects.du([foyer])} or {
        adulte.nom for adulte in foyer.responsables.all()
    }
    return noms.pop() if len(noms) == 1 else ""


def connu(foyer: Foyer, prenom: str, naissance: date) -> Enfant | None:
    """The child of the household born on that day who has this first name."""
    nes = Enfant.objects.filter(foyers=foyer, naissance=naissance)
    return next((enfant for enfant in nes if normaliser(enfant.prenom) == normaliser(prenom)), None)


def parents_declares(demande: Demande) -> dict[str, Any]:
    """The verification that tells who is said to be a parent, and when an adult of the household is
    not."""
    noms, declares = dict(adultes_de(demande)), demande.donnees["enfant"].get("parents", [])
    autres = [nom for cle, nom in noms.items() if cle not in declares]
    suite = f" Non parent : {', '.join(autres)}." if autres else ""
    return {
        "ok": None,
        "texte": f"Parents déclarés : {', '.join(noms.get(cle, '?') for cle in declares)}.{suite}",
    }


def deja_connus(demande: Demande) -> list[Any]:
    """One line for each child who is in a file already and may be this one, the likeliest first,
    for the agent's eyes only (D11)."""
    declare = demande.donnees["enfant"]
    trouves = enfants_ressemblants(
        prenom=declare["prenom"],
        nom=declare["nom"],
        naissance=declare["naissance"],
        du_foyer=du_foyer(demande.foyer),
        # once validated, the child himself is in this file
        sauf=() if demande.peut_devenir(Demande.Statut.VALIDEE) else _du_foyer(demande),
    )
    return [{"ok": None, "texte": _dire_qui_ressemble(trouve, demande)} for trouve in trouves]


def _dire_qui_ressemble(trouve: Ressemblant, demande: Demande) -> str:
    preuves = ", ".join(trouve.ressemblance.dite)
    if demande.foyer in trouve.foyers:
        return (
            f"{trouve.personne} est déjà dans ce dossier ({preuves}). Si c’est le même enfant,"
            " rejetez cette demande et corrigez sa fiche."
        )
    numeros = " et au ".join(foyer.numero for foyer in trouve.foyers)
    ou = f"au dossier {numeros}" if numeros else "sur une fiche sans foyer"
    return (
        f"{trouve.personne} est déjà {ou} ({preuves}). Si c’est le même enfant, rejetez cette"
        " demande et rattachez-le depuis la fiche du foyer."
    )


def _du_foyer(demande: Demande) -> list[int]:
    return list(Enfant.objects.filter(foyers=demande.foyer).values_list("pk", flat=True))
