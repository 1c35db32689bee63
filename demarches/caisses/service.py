"""Whether the town may ask, and of whom."""

from django.conf import settings
from django.core.cache import cache

from demarches.models import ReglageQuotient
from famille.echanges.api_particulier.client import ApiParticulier
from famille.echanges.api_particulier.personne import Personne
from famille.echanges.api_particulier.reponses import Echec
from famille.models import Foyer, IdentitePivot, Responsable, Utilisateur
from famille.regles.identite import FEMININ, MASCULIN
from famille.socle.chiffrement import Illisible

MUET, COUPES = "caisses-muettes", "caisses-coupees"
COUPES_DE_SUITE = 3  # households, before it is taken to be down for all
REPOS = 60  # seconds during which a service that was silent keeps no other parent waiting


def api() -> ApiParticulier | None:
    """None: the town has no token, or has not said its SIRET. One query where there is a token."""
    reglage = settings.API_PARTICULIER
    if not reglage:
        return None
    siret = ReglageQuotient.load().siret
    return ApiParticulier(reglage["adresse"], reglage["jeton"], siret) if siret else None


def est_muet() -> bool:
    return bool(cache.get(MUET))


def noter_le_silence(foyer: Foyer, echec: Echec | None) -> None:
    """Nobody waits behind one who had no answer in time, nor behind several households in a row to
    whom it said that it is in trouble; what it says oddly of one person is hers alone. `echec`:
    None, it has answered."""
    if echec is None or not echec.est_une_coupure:
        cache.delete(COUPES)
        return
    coupes = {*cache.get(COUPES, ()), foyer.pk}
    if echec.est_un_silence or len(coupes) >= COUPES_DE_SUITE:
        cache.set(MUET, True, REPOS)
    else:
        cache.set(COUPES, sorted(coupes), REPOS)


SANS_IDENTITE = "identité"  # code of a QuotientDemande: nobody could be asked about
SEXES = {FEMININ: "F", MASCULIN: "M"}


def etat_civil(identite: IdentitePivot) -> Personne | None:
    """None: it cannot be read, or does not say enough to ask."""
    try:
        dite = identite.dite
    except Illisible:
        return None
    morceaux = [int(un) if un.isdigit() else 0 for un in dite.naissance.split("-")]
    annee, mois, jour = [*morceaux, 0, 0, 0][:3]
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
    """Of today's adults, each after its first name: one of two is the allocataire. One query."""
    actuels = Responsable.objects.actuels().filter(foyer=foyer)
    lues = IdentitePivot.objects.filter(responsable__in=actuels).select_related("responsable")
    return [
        (identite.responsable.prenom, lu)
        for identite in lues.order_by("responsable")
        if (lu := etat_civil(identite))
    ]
