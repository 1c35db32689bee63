"""Whose identity it is: found again by its seal, then compared in the clear."""

from famille.models import IdentitePivot, Responsable
from famille.regles.identite import EtatCivil, Verdict, comparer, normaliser_l_identite
from famille.socle.chiffrement import IDENTITE, Illisible, empreintes

AU_PLUS = 50  # of one name at birth on one day: more are nobody's


def identite_de(responsable: Responsable) -> EtatCivil | None:
    """What is known of this adult. For a service of the State alone; who shows it holds a right
    (VOIR_L_IDENTITE). Illisible: no key of this site wrote it."""
    connue = IdentitePivot.objects.filter(responsable=responsable).first()
    return connue.dite if connue else None


def adultes_de_cette_identite(identite: EtatCivil) -> list[IdentitePivot]:
    """The adults of this very identity (Verdict.MEME) in a household today, with their accounts."""
    actuels = Responsable.objects.actuels()
    lues = (
        IdentitePivot.objects.filter(empreinte__in=_possibles(identite), responsable__in=actuels)
        .select_related("responsable__utilisateur", "responsable__foyer")
        .order_by("pk")[:AU_PLUS]
    )
    return [une for une in lues if est_la_meme(une, identite)]


def est_la_meme(une: IdentitePivot, identite: EtatCivil) -> bool:
    try:
        return comparer(une.dite, identite) is Verdict.MEME
    except Illisible:
        return False


def empreinte_de(identite: EtatCivil) -> str:
    """Under the present key: what is written beside it."""
    return _possibles(identite)[0]


def _possibles(identite: EtatCivil) -> list[str]:
    normale = normaliser_l_identite(identite)
    return empreintes(f"{normale.nom}|{normale.naissance}", usage=IDENTITE)
