import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("demarches", "0015_reponses_chiffrees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SaisieDuComplement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "canal",
                    models.CharField(
                        choices=[("guichet", "Guichet"), ("telephone", "Téléphone"), ("courrier", "Courrier")],
                        max_length=10,
                    ),
                ),
                ("le", models.DateTimeField(default=django.utils.timezone.now, verbose_name="commencée le")),
                (
                    "complement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="saisie", to="demarches.complement"
                    ),
                ),
                (
                    "par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "saisie d’un complément",
                "verbose_name_plural": "saisies de compléments",
            },
        ),
    ]
