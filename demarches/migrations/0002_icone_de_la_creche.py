"""The row of the crèche was installed with the drawing of a birth. A town that has chosen another
one keeps it."""

from django.db import migrations


def donner_la_sienne(apps, schema_editor):
    reglages = apps.get_model("demarches", "ReglageDemarche").objects
    reglages.filter(code="place-en-creche", icone="naissance").update(icone="creche")


class Migration(migrations.Migration):
    dependencies = [("demarches", "0001_initial")]

    operations = [migrations.RunPython(donner_la_sienne, migrations.RunPython.noop)]
