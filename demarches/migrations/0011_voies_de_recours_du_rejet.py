from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("demarches", "0010_agents_des_conversations"),
    ]

    operations = [
        migrations.AddField(
            model_name="passage",
            name="voies_de_recours",
            field=models.TextField(blank=True, verbose_name="voies et délais de recours"),
        ),
    ]
