"""What the site itself keeps: who is told of what is stuck, and the day of the last backup."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ReglageSurveillance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('courriels', models.TextField(blank=True, help_text='Une par ligne. Elles reçoivent chaque matin la liste de ce qui est bloqué, sans le nom d’aucune famille ; rien quand tout va bien.', verbose_name='adresses e-mail prévenues')),
            ],
            options={
                'verbose_name': 'surveillance du portail',
                'permissions': [('voir_etat_du_portail', 'Peut voir l’état du portail')],
            },
        ),
        migrations.CreateModel(
            name='SauvegardeFaite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('le', models.DateTimeField(verbose_name='faite le')),
            ],
            options={
                'verbose_name': 'dernière sauvegarde',
                'verbose_name_plural': 'dernière sauvegarde',
            },
        ),
    ]
