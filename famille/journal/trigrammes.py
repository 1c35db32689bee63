"""On PostgreSQL, the indexes by which a household is found by any part of a name or of its address,
and an invoice by any part of its number (docs/comprendre/bureau.md)."""

import logging
from collections.abc import Iterable

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# The end of their names is how a snapshot of the base leaves them out (portail.sauvegarde.bases).
INDEX = {
    "foyer_recherche_trigrammes": (
        "CREATE INDEX foyer_recherche_trigrammes ON famille_foyer"
        " USING gin (recherche gin_trgm_ops)"
    ),
    "foyer_lieux_trigrammes": (
        "CREATE INDEX foyer_lieux_trigrammes ON famille_foyer USING gin (lieux gin_trgm_ops)"
    ),
    "facture_numero_trigrammes": (
        "CREATE INDEX facture_numero_trigrammes ON famille_facture USING gin (numero gin_trgm_ops)"
    ),
}
logger = logging.getLogger(__name__)


def indexer(connexion: BaseDatabaseWrapper, noms: Iterable[str] = tuple(INDEX)) -> bool:
    """Whether they are all there, added where they were not with the extension that they need.
    `noms`: those whose columns stand, when it is a migration that asks.

    PostgreSQL lets the owner of a database add that extension, and many hosts nobody but
    themselves: without it search goes on as before, slower in a large town. True on SQLite, which
    has none."""
    if connexion.vendor != "postgresql" or not (manquants := _manquants(connexion, noms)):
        return True
    try:
        with transaction.atomic(using=connexion.alias), connexion.cursor() as curseur:
            curseur.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for nom in manquants:
                curseur.execute(INDEX[nom])
    except DatabaseError as erreur:
        logger.warning("Search has no index, pg_trgm could not be used: %s", erreur)
        return False
    return True


def _manquants(connexion: BaseDatabaseWrapper, noms: Iterable[str]) -> list[str]:
    """Asked first: to create an index, even one that is there, waits for all who write."""
    with connexion.cursor() as curseur:
        curseur.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = ANY (current_schemas(false))"
        )
        presents = {nom for (nom,) in curseur.fetchall()}
    return [nom for nom in noms if nom not in presents]


def tolere_les_fautes(connexion: BaseDatabaseWrapper) -> bool:
    """Whether this base compares words by their trigrams: not SQLite, nor without pg_trgm."""
    if connexion.vendor != "postgresql":
        return False
    with connexion.cursor() as curseur:
        curseur.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return curseur.fetchone() is not None
