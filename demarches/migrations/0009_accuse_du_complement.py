from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("demarches", "0008_a_propos"),
    ]

    operations = [
        migrations.AddField(
            model_name="complement",
            name="mentions",
            field=models.JSONField(default=dict),
        ),
    ]
