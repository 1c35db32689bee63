"""What PostgreSQL writes in place of the words of a reading, when its household is erased: that of a
civil identity has its own."""

from importlib import import_module

from django.db import migrations

AVANT = import_module("famille.migrations.0001_initial").NATURE.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
APRES = AVANT.replace("quoi IN (", "quoi IN ('Identité d’un adulte', ").replace(
    "    ELSE ",
    "    WHEN lower(quoi) LIKE 'identité d’état civil%' THEN 'Identité d’un adulte'\n    ELSE ",
)


def poser(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(APRES, params=None)


def oter(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(AVANT, params=None)


class Migration(migrations.Migration):
    dependencies = [("famille", "0038_titres_de_la_tresorerie")]

    operations = [migrations.RunPython(poser, oter, elidable=False)]
