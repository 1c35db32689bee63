import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("famille", "0013_sante_chiffree")]

    operations = [
        migrations.CreateModel(
            name="FormulaireRecu",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cle", models.CharField(max_length=64, unique=True, verbose_name="empreinte")),
                ("suite", models.CharField(blank=True, max_length=300)),
                (
                    "recu_le",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="reçu le"),
                ),
            ],
            options={"verbose_name": "formulaire reçu", "verbose_name_plural": "formulaires reçus"},
        ),
    ]
