from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reservations", "0023_inscriptions_par_fin")]

    operations = [
        migrations.AddIndex(
            model_name="attente",
            index=models.Index(
                condition=models.Q(("ensemble__isnull", False), ("etat", "en-attente")),
                fields=["ensemble"],
                name="attentes_ensemble",
            ),
        ),
    ]
