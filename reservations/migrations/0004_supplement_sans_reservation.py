import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reservations', '0003_passages_soins_encadrement'),
    ]

    operations = [
        migrations.AddField(
            model_name='grilletarifaire',
            name='sans_reservation',
            field=models.DecimalField(decimal_places=2, default=0, help_text='S’ajoute au prix de chaque unité, sans réduction, quand le centre a ajouté l’enfant sur place. 0 : le prix d’une réservation.', max_digits=7, validators=[django.core.validators.MinValueValidator(0)], verbose_name='supplément pour une venue sans réservation, en euros'),
        ),
    ]
