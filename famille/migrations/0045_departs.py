from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0044_essais_de_connexion"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="rattachement",
            index=models.Index(
                condition=models.Q(("fin__isnull", False)),
                fields=["fin"],
                name="rattachement_qui_finit",
            ),
        ),
        migrations.AddIndex(
            model_name="adressefoyer",
            index=models.Index(
                condition=models.Q(("dans_agglomeration", False)),
                fields=["depuis"],
                name="adresse_hors_de_la_ville",
            ),
        ),
    ]
