"""Whom the question is about: the civil identity of the adults of a household, as its file holds
it (famille.models.IdentitePivot)."""

from famille.api_particulier.personne import Personne
from famille.models import Foyer, IdentitePivot, Responsable, Utilisateur
from famille.regles.identite import FEMININ, MASCULIN
from famille.socle.chiffrement import Illisible

SANS_IDENTITE = "identité"  # code of a QuotientDemande: nobody could be asked about
SEXES = {FEMININ: "F", MASCULIN: "M"}


def etat_civil(identite: IdentitePivot) -> Personne | None:
    """None: it cannot be read, or does not say enough to ask."""
    try:
        dite = identite.dite
    except Illisible:
        return None
    annee, mois, jour = (
        [int(partie) if partie.isdigit() else 0 for partie in dite.naissance.split("-")] + [0] * 3
    )[:3]
    lu = Personne(
        nom_naissance=dite.nom,
        prenoms=dite.prenoms,
        sexe=SEXES.get(dite.sexe, ""),
        annee=annee or None,
        mois=mois or None,
        jour=jour or None,
        pays=dite.pays,
        commune=dite.lieu,
    )
    return None if lu.manques() else lu


def de_soi(compte: Utilisateur, foyer: Foyer) -> Personne | None:
    """Of this adult of the household, who asks for himself and for nobody else."""
    siens = Responsable.objects.actuels().filter(utilisateur=compte, foyer=foyer)
    identite = IdentitePivot.objects.filter(responsable__in=siens).first()
    return etat_civil(identite) if identite else None


def des_adultes(foyer: Foyer) -> list[tuple[str, Personne]]:
    """Of those of today, each after the first name that the file shows, in its order: one of two
    is the allocataire. One query."""
    actuels = Responsable.objects.actuels().filter(foyer=foyer)
    lues = IdentitePivot.objects.filter(responsable__in=actuels).select_related("responsable")
    return [
        (identite.responsable.prenom, lu)
        for identite in lues.order_by("responsable")
        if (lu := etat_civil(identite))
    ]
