from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demarches", "0002_icone_de_la_creche")]

    operations = [
        migrations.AddField(
            model_name="demande",
            name="sur_liste_le",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="mise sur liste le"
            ),
        ),
    ]
