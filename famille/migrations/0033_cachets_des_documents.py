import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import famille.models.champs


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0032_identites"),
    ]

    operations = [
        migrations.CreateModel(
            name="CachetLu",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("sans", "Sans code lisible"),
                            ("valable", "Signature valable"),
                            ("non-valable", "Signature non valable"),
                            ("inconnu", "Émetteur inconnu de la liste"),
                        ],
                        max_length=12,
                        verbose_name="cachet",
                    ),
                ),
                (
                    "type_papier",
                    models.CharField(blank=True, max_length=2, verbose_name="type de papier"),
                ),
                ("emetteur", models.CharField(blank=True, max_length=9, verbose_name="certificat")),
                ("signataire", models.CharField(blank=True, max_length=100)),
                (
                    "date_document",
                    models.DateField(blank=True, null=True, verbose_name="date du document"),
                ),
                ("signe_le", models.DateField(blank=True, null=True, verbose_name="signé le")),
                (
                    "contenu",
                    famille.models.champs.JSONChiffre(default=dict, usage="famille.cachet"),
                ),
                (
                    "lu_le",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lu le"),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cachet",
                        to="famille.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "cachet d’un document",
                "verbose_name_plural": "cachets des documents",
            },
        ),
    ]
