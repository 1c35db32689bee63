"""What a declared birth is compared with: the household, other households, a crèche request that
waits (G20)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from demarches.models import Demande
from famille.models import Enfant, Foyer
from famille.socle.texte import normaliser

if TYPE_CHECKING:
    from demarches.models.demande import DemandeQuerySet


CRECHE = "place-en-creche"  # code of the démarche that a birth completes


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


def deja_ailleurs(demande: Demande) -> list[Any]:
    """[] or one line: a child of that name born that day is in another household, for the agent's
    eyes only (D11)."""
    declare = demande.donnees["enfant"]
    nes = Enfant.objects.filter(naissance=declare["naissance"]).exclude(foyers=demande.foyer)
    nom_complet = normaliser(f"{declare['prenom']} {declare['nom']}")
    autre = next((enfant for enfant in nes if normaliser(str(enfant)) == nom_complet), None)
    if autre is None:
        return []
    foyers = ", ".join(foyer.numero for foyer in autre.residences())
    texte = (
        f"Un enfant du même nom, né le même jour, est déjà dans un autre foyer ({foyers}). Si c’est"
        " lui, rejetez cette demande et rattachez-le depuis la fiche du foyer."
    )
    return [{"ok": None, "texte": texte}]


def en_creche(demande: Demande) -> "DemandeQuerySet":
    """QuerySet of the household's crèche requests that wait."""
    en_cours = [Demande.Statut.EN_ATTENTE, Demande.Statut.A_COMPLETER]
    return Demande.objects.filter(code=CRECHE, foyer=demande.foyer, statut__in=en_cours).order_by(
        "deposee_le"
    )


def creche_qui_attend(demande: Demande) -> list[Any]:
    return [
        {
            "ok": True,
            "texte": (
                f"Demande de place en crèche en attente ({attente.numero}) : la naissance y sera"
                " notée."
            ),
        }
        for attente in en_creche(demande)
    ]
