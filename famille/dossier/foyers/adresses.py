"""Where a household lives. An address is never rewritten: moving adds a row, from its day."""

from datetime import date

from django.core.cache import caches
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from famille.journal.modifications import decrire, noter_modification
from famille.journal.recherche import rafraichir_recherche
from famille.models import AdresseFoyer, CommuneMembre, Foyer, Utilisateur
from famille.models.foyer import FoyerQuerySet
from famille.socle.erreurs import Refus
from famille.socle.saisie.pays import FRANCE, nom_du_pays

from .communes import nom_compare

CHAMPS = ["voie", "complement", "code_postal", "commune", "dans_agglomeration", "depuis"]


@transaction.atomic
def changer_adresse(
    foyer: Foyer,
    *,
    voie: str,
    complement: str = "",
    code_postal: str,
    commune: str,
    pays: str = FRANCE,
    depuis: date,
    par: Utilisateur,
    origine: str = "",
) -> AdresseFoyer:
    """Add the household's address from `depuis` (date) on; one already told for that very day is
    replaced. Refus when it says nothing new. `origine`: "demande D-2026-00231", or ""."""
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
        pays=pays,
        dans_agglomeration=est_membre(code_postal, commune, pays),
        depuis=depuis,
    )
    if precedente and precedente.lignes == nouvelle.lignes:
        raise Refus("Cette adresse est déjà celle du foyer à cette date : il n’y a rien à changer.")
    nouvelle.save()
    _oublier_les_adresses_lues(foyer)
    rafraichir_recherche(foyer)
    avant, apres = _decrite(precedente), _decrite(nouvelle)
    noter_modification(foyer, "adresse", par=par, avant=avant, apres=apres, origine=origine)
    return nouvelle


def _decrite(adresse: AdresseFoyer | None) -> dict[str, str]:
    """For the journal; the country where it is not France."""
    if adresse is None:
        return {}
    pays = {} if adresse.pays == FRANCE else {"Pays": nom_du_pays(adresse.pays)}
    return decrire(adresse, CHAMPS) | pays


def qui_habitent(commune: str, foyers: FoyerQuerySet) -> FoyerQuerySet:
    """The households, among these, that live in this town today."""
    adresses = AdresseFoyer.objects.filter(foyer=OuterRef("pk"), depuis__lte=timezone.localdate())
    derniere = Subquery(adresses.order_by("-depuis", "-pk").values("commune")[:1])
    return foyers.alias(ou=derniere).filter(ou=commune)


def est_membre(code_postal: str, commune: str, pays: str = FRANCE) -> bool:
    """Whether this town is one of the agglomeration's, whatever its accents, dashes and case."""
    if pays != FRANCE:
        return False
    # a dozen, that hardly ever change, and that each address shown asks for
    membres = caches["proche"].get_or_set("communes-membres", _les_membres) or []
    return (code_postal.strip(), nom_compare(commune)) in membres


def _les_membres() -> list[tuple[str, str]]:
    membres = CommuneMembre.objects.values_list("code_postal", "nom")
    return [(code_postal, nom_compare(nom)) for code_postal, nom in membres]


def _oublier_les_adresses_lues(foyer: Foyer) -> None:
    """A caller who had the addresses prefetched must read the new one."""
    getattr(foyer, "_prefetched_objects_cache", {}).pop("adresses", None)
