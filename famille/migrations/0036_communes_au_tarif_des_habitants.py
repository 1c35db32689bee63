from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0035_regime_du_foyer"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="communemembre",
            options={
                "ordering": ["nom"],
                "verbose_name": "commune au tarif des habitants",
                "verbose_name_plural": "communes au tarif des habitants",
            },
        ),
    ]
