"""What is against a place, as an agent reads it. The judge speaks to the parent: "donnez-la", "vos
jours de garde" are the family's."""

from typing import TYPE_CHECKING

from famille.socle.dire import de
from reservations.regles.juge import Motif, Suite, Verdict

if TYPE_CHECKING:
    from reservations.lecture.attentes_dites import Attendu


_PAPIERS = {
    Motif.FICHE: "La fiche sanitaire {de_lui} n’est pas à jour",
    Motif.ASSURANCE: "L’assurance {de_lui} n’est pas à jour",
}
_A_REGLER = "la famille doit la mettre à jour. Vous pouvez le faire avec elle depuis sa page."
_PASSE = " Ce délai ne vous empêche pas de la donner."
# (what a parent reads, what an agent reads)
PAROLES = (
    ("de vos jours de garde", "des jours de garde de ce foyer"),
    ("sur vos jours de garde", "sur les jours de garde de ce foyer"),
    ("demandez d’abord une place.", "une place doit d’abord lui être donnée dans cette activité."),
    ("nous devons le compléter.", "il reste à compléter."),
)


def dire_a_l_agent(contre: Verdict, prenom: str) -> str:
    """One refusal of the judge, and what the agent can do."""
    if contre.motif in _PAPIERS and contre.suite == Suite.PATIENCE:  # sent, and to be looked at
        return contre.phrase.replace("Votre demande", "La demande")
    if contre.motif in _PAPIERS:
        return f"{_PAPIERS[contre.motif].format(de_lui=de(prenom))}\u00a0: {_A_REGLER}"
    phrase = contre.phrase
    for dite, autre in PAROLES:
        phrase = phrase.replace(dite, autre)
    return phrase


def tout_dire_a_l_agent(attendu: "Attendu") -> list[str]:
    """All that is against a place for this child; the deadline, over which an agent may pass, is
    said so."""
    if not attendu.inscrit:
        return [attendu.contre]
    prenom = attendu.enfant.prenom
    return [
        dire_a_l_agent(un, prenom) + (_PASSE if un.motif == Motif.TROP_TARD else "")
        for un in attendu.empechements
    ]
