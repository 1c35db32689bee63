"""On PostgreSQL, a household is found by any part of a name, an invoice by any part of its number,
without reading all of them."""

import logging

from django.contrib.postgres.operations import TrigramExtension
from django.db import DatabaseError, migrations, transaction

INDEX = {
    "foyer_recherche_trigrammes": ("famille_foyer", "recherche"),
    "facture_numero_trigrammes": ("famille_facture", "numero"),
}
logger = logging.getLogger(__name__)


def creer(apps, schema_editor):
    """Without the right to add the extension, which PostgreSQL trusts to the owner of a database,
    search goes on as before: slower in a large town."""
    connexion = schema_editor.connection
    if connexion.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connexion.alias):
            TrigramExtension().database_forwards("famille", schema_editor, None, None)
    except DatabaseError as erreur:
        logger.warning("pg_trgm could not be added, search has no index: %s", erreur)
        return
    for index, (table, colonne) in INDEX.items():
        schema_editor.execute(f"CREATE INDEX {index} ON {table} USING gin ({colonne} gin_trgm_ops)")


def retirer(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for index in INDEX:
            schema_editor.execute(f"DROP INDEX IF EXISTS {index}")


class Migration(migrations.Migration):
    dependencies = [("famille", "0006_index_des_onglets_de_factures")]
    operations = [migrations.RunPython(creer, retirer, elidable=False)]
