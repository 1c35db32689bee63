"""The check of a month's first day, in words that SQLite alone understands: its own program may
check the base."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms_pages", "0002_les_pages_reliees_restent")]

    operations = [
        migrations.RemoveConstraint(model_name="avisaide", name="avis_premier_du_mois"),
        migrations.AddConstraint(
            model_name="avisaide",
            constraint=models.CheckConstraint(
                condition=models.Q(("mois__endswith", "-01")), name="avis_premier_du_mois"
            ),
        ),
    ]
