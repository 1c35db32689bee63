from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0043_enfants_par_nom"),
        ("reservations", "0022_inscriptions_par_debut"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="inscription",
            index=models.Index(fields=["fin", "id"], name="inscription_par_fin"),
        ),
    ]
