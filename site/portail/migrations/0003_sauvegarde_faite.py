"""The day of the last backup leaves the cache, which may be emptied: the next night writes it
here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portail", "0002_surveillance")]

    operations = [
        migrations.CreateModel(
            name="SauvegardeFaite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("le", models.DateTimeField(verbose_name="faite le")),
            ],
            options={"verbose_name": "dernière sauvegarde", "verbose_name_plural": "dernière sauvegarde"},
        ),
    ]
