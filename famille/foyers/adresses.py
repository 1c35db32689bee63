"""Where a household lives. An address is never rewritten: moving adds a row, from its day."""

from datetime import date

from django.db import transaction

from famille.journal.modifications import decrire, noter_modification
from famille.models import AdresseFoyer, CommuneMembre, Foyer, Utilisateur
from famille.socle.erreurs import Refus
from famille.socle.texte import normaliser

CHAMPS = ["voie", "complement", "code_postal", "commune", "dans_agglomeration", "depuis"]


@transaction.atomic
def changer_adresse(
    foyer: Foyer,
    *,
    voie: str,
    complement: str = "",
    code_postal: str,
    commune: str,
    depuis: date,
    par: Utilisateur,
    origine: str = "",
) -> AdresseFoyer:
    """Add the address of this household from `depuis` (date) on; one already told for that very day
    is replaced by it.

    AdresseFoyer. Refus when it says nothing new. `origine`: "demande D-2026-00231", or "" from an
    agent's screen.
    """
    # two agents at once: the second sees the first's
    Foyer.objects.select_for_update(no_key=True).get(pk=foyer.pk)
    _oublier_les_adresses_lues(foyer)
    precedente = foyer.adresse_au(depuis)
    nouvelle = AdresseFoyer(
        foyer=foyer,
        voie=voie.strip(),
        complement=complement.strip(),
        code_postal=code_postal.strip(),
        commune=commune.strip(),
        dans_agglomeration=est_membre(code_postal, commune),
        depuis=depuis,
    )
    if precedente and precedente.lignes == nouvelle.lignes:
        raise Refus("Cette adresse est déjà celle du foyer à cette date : il n’y a rien à changer.")
    nouvelle.save()
    _oublier_les_adresses_lues(foyer)
    noter_modification(
        foyer,
        "adresse",
        par=par,
        avant=decrire(precedente, CHAMPS) if precedente else {},
        apres=decrire(nouvelle, CHAMPS),
        origine=origine,
    )
    return nouvelle


def est_membre(code_postal: str, commune: str) -> bool:
    """Whether this town is one of the agglomeration's, whatever its accents, dashes and case."""
    cherche = _nom_de_commune(commune)
    communes = CommuneMembre.objects.filter(code_postal=code_postal.strip())
    return any(_nom_de_commune(membre.nom) == cherche for membre in communes)


def _nom_de_commune(nom: str) -> str:
    return normaliser(nom).replace("-", " ").replace("saint ", "st ").replace("sainte ", "ste ")


def _oublier_les_adresses_lues(foyer: Foyer) -> None:
    """A caller who had the addresses prefetched must read the new one."""
    getattr(foyer, "_prefetched_objects_cache", {}).pop("adresses", None)
