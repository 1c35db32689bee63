from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("reservations", "0001_initial")]

    operations = [
        migrations.AddField(
            "activite", "ouvre_a", models.TimeField("ouvre à", blank=True, null=True)
        ),
        migrations.AddField(
            "activite", "midi_a", models.TimeField("le matin finit à", blank=True, null=True)
        ),
        migrations.AddField(
            "activite", "ferme_a", models.TimeField("ferme à", blank=True, null=True)
        ),
        migrations.AddConstraint(
            "activite",
            models.CheckConstraint(
                condition=Q(ouvre_a=None, midi_a=None, ferme_a=None)
                | Q(ouvre_a__lt=F("midi_a"), midi_a__lt=F("ferme_a")),
                name="activite_heures_en_ordre",
            ),
        ),
    ]
