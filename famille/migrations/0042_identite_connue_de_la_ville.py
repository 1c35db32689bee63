from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0002_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="identitepivot",
            name="de_la_ville",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="connue de la ville"
            ),
        ),
    ]
