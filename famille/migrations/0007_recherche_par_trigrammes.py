"""On PostgreSQL, a household is found by any part of a name, an invoice by any part of its number,
without reading all of them."""

from django.db import migrations

from famille.journal.trigrammes import indexer

INDEX = ("foyer_recherche_trigrammes", "facture_numero_trigrammes")


def creer(apps, schema_editor):
    """Where the extension may not be added, `preparer` tries again at each version."""
    indexer(schema_editor.connection, INDEX)


def retirer(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for index in INDEX:
            schema_editor.execute(f"DROP INDEX IF EXISTS {index}")


class Migration(migrations.Migration):
    dependencies = [("famille", "0006_index_des_onglets_de_factures")]
    operations = [migrations.RunPython(creer, retirer, elidable=False)]
