from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('reservations', '0006_reductions'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='grilletarifaire',
            name='deuxieme_enfant',
        ),
    ]
