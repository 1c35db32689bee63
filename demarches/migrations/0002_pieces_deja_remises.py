"""The pieces of the demandes that were sent before Document.remis_le existed stay readable by
agents."""

from django.db import migrations
from django.db.models import F


def remettre(apps, schema_editor):
    """The day a paper was put stands for the day it was sent, which nobody kept. What a family has
    put since it was asked for a complement is not sent yet."""
    Document = apps.get_model("famille", "Document")
    Complement = apps.get_model("demarches", "Complement")
    pieces = apps.get_model("demarches", "PieceJointe").objects.exclude(demande__statut="brouillon")
    Document.objects.filter(remis_le=None, pk__in=pieces.values("document")).update(remis_le=F("depose_le"))
    for attendu in Complement.objects.filter(recu_le=None, demande__statut="a-completer"):
        nouveaux = Document.objects.filter(pieces__demande=attendu.demande_id, depose_le__gt=attendu.demande_le)
        Document.objects.filter(pk__in=nouveaux.values("pk")).update(remis_le=None)


class Migration(migrations.Migration):
    dependencies = [
        ("demarches", "0001_initial"),
        ("famille", "0002_sante_garde_remise"),
    ]
    operations = [migrations.RunPython(remettre, migrations.RunPython.noop)]
