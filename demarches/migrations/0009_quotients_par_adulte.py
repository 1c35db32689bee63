from django.db import migrations, models
from django.db.models.functions import Substr

REFUSEE = "refus "  # what stood before the code until now


def dire_l_issue(apps, schema_editor):
    demandes = apps.get_model("demarches", "QuotientDemande").objects
    refusees = demandes.filter(issue="panne", code__startswith=REFUSEE)
    refusees.update(issue="refuse", code=Substr("code", len(REFUSEE) + 1))


class Migration(migrations.Migration):
    dependencies = [("demarches", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="quotientdemande",
            name="par_adulte",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name="quotientdemande",
            name="issue",
            field=models.CharField(
                choices=[
                    ("a-demander", "À demander"),
                    ("trouve", "Trouvé"),
                    ("absent", "Pas allocataire"),
                    ("inconnu", "Non identifié"),
                    ("refuse", "Question refusée"),
                    ("panne", "Sans réponse"),
                ],
                default="a-demander",
                max_length=10,
            ),
        ),
        migrations.RunPython(dire_l_issue, migrations.RunPython.noop),
    ]
