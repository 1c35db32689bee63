from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0042_identite_connue_de_la_ville"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="enfant",
            index=models.Index(fields=["nom", "prenom", "id"], name="enfant_par_nom"),
        ),
    ]
