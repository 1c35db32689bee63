"""Whoever deals with a demande that is a conversation deals with the conversation: the inbox shows
it."""

from django.db import migrations


def recopier(apps, schema_editor):
    Demande = apps.get_model("demarches", "Demande")
    Fil = apps.get_model("famille", "Fil")
    for fil, agent in Demande.objects.exclude(fil=None).exclude(agent=None).values_list("fil", "agent"):
        Fil.objects.filter(pk=fil).update(agent=agent)


class Migration(migrations.Migration):
    dependencies = [("demarches", "0009_accuse_du_complement"), ("famille", "0009_dates_des_conversations")]

    operations = [migrations.RunPython(recopier, migrations.RunPython.noop)]
