import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("famille", "0040_origine_reprise_d_une_identite")]

    operations = [
        migrations.AddField(
            model_name="droitpayeur",
            name="preuve",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="famille.document",
                verbose_name="courrier du payeur",
            ),
        ),
    ]
