import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demarches", "0011_voies_de_recours_du_rejet")]

    operations = [
        migrations.CreateModel(
            name="EffetsDeValidation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dossier", models.JSONField()),
                ("suite", models.JSONField(default=dict)),
                (
                    "passage",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="effets", to="demarches.passage"
                    ),
                ),
            ],
            options={
                "verbose_name": "effets d’une validation",
                "verbose_name_plural": "effets des validations",
            },
        ),
    ]
