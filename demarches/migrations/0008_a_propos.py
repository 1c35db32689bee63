from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def relier_les_conversations(apps, schema_editor):
    """Until now a conversation was found by the number of the demande that had opened it."""
    demandes = apps.get_model("demarches", "Demande").objects
    fils = apps.get_model("famille", "Fil").objects.exclude(origine="")
    leur_fil = fils.filter(origine=OuterRef("numero"), foyer=OuterRef("foyer")).order_by("pk").values("pk")[:1]
    demandes.filter(numero__in=fils.values("origine")).update(fil=Subquery(leur_fil))


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0005_conversations_et_naissance"),
        ("demarches", "0007_conversations"),
    ]

    operations = [
        migrations.AddField(
            model_name="demande",
            name="a_propos",
            field=models.CharField(blank=True, max_length=40, verbose_name="à propos de"),
        ),
        migrations.AddField(
            model_name="demande",
            name="fil",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=models.deletion.SET_NULL,
                related_name="demande",
                to="famille.fil",
            ),
        ),
        migrations.RunPython(relier_les_conversations, migrations.RunPython.noop),
    ]
