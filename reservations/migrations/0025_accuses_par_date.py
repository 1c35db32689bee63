from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reservations", "0024_attentes_ensemble"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="demandereservation",
            index=models.Index(fields=["soumise_le"], name="accuse_par_date"),
        ),
    ]
