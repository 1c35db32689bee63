import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import reservations.models.reductions
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


def copier(apps, _schema):
    """What each grid took off from the second child on is its first reduction."""
    grilles = apps.get_model("reservations", "GrilleTarifaire").objects
    reductions = apps.get_model("reservations", "ReductionVotee").objects
    reductions.bulk_create(
        reductions.model(grille_id=pk, genre="rang-de-l-enfant", seuil=2, mesure="pourcent", valeur=valeur)
        for pk, valeur in grilles.filter(deuxieme_enfant__gt=0).values_list("pk", "deuxieme_enfant")
    )


def remettre(apps, _schema):
    grilles = apps.get_model("reservations", "GrilleTarifaire").objects
    siennes = apps.get_model("reservations", "ReductionVotee").objects.filter(
        genre="rang-de-l-enfant", seuil=2, mesure="pourcent"
    )
    for grille, valeur in siennes.values_list("grille", "valeur"):
        grilles.filter(pk=grille).update(deuxieme_enfant=valeur)


class Migration(migrations.Migration):

    dependencies = [
        ('famille', '0018_factures_en_retard_sans_plan'),
        ('reservations', '0005_zone_et_territoire'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReductionAccordee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=reservations.models.reductions.genres, max_length=30, verbose_name='pour qui')),
                ('seuil', models.PositiveIntegerField(blank=True, default=0, verbose_name='à partir de')),
                ('valeur', models.DecimalField(decimal_places=2, max_digits=7, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='combien de moins')),
                ('mesure', models.CharField(choices=[('pourcent', '% du prix'), ('montant', 'euros par unité')], default='pourcent', max_length=8, verbose_name='en')),
                ('debut', models.DateField(verbose_name='à partir du')),
                ('fin', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('motif', models.CharField(max_length=120, verbose_name='motif')),
                ('le', models.DateTimeField(auto_now_add=True, verbose_name='accordée le')),
                ('activite', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='reservations.activite', verbose_name='activité')),
                ('foyer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reductions', to='famille.foyer', verbose_name='foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('structure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='reservations.structure', verbose_name='structure')),
            ],
            options={
                'verbose_name': 'réduction accordée',
                'verbose_name_plural': 'réductions accordées',
                'ordering': ['-debut', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('foyer__isnull', False), ('structure__isnull', False), ('activite__isnull', False), _connector='OR'), name='reduction_accordee_a_quelqu_un'), models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='reduction_accordee_dates_en_ordre'), models.CheckConstraint(condition=models.Q(('valeur__lte', 100), models.Q(('mesure', 'pourcent'), _negated=True), _connector='OR'), name='reduction_accordee_sous_cent')],
            },
        ),
        migrations.CreateModel(
            name='ReductionVotee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seuil', models.PositiveIntegerField(blank=True, default=0, verbose_name='à partir de')),
                ('valeur', models.DecimalField(decimal_places=2, max_digits=7, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='combien de moins')),
                ('mesure', models.CharField(choices=[('pourcent', '% du prix'), ('montant', 'euros par unité')], default='pourcent', max_length=8, verbose_name='en')),
                ('genre', models.CharField(choices=reservations.models.reductions.genres_votables, max_length=30, verbose_name='pour qui')),
                ('grille', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='reductions', to='reservations.grilletarifaire')),
            ],
            options={
                'verbose_name': 'réduction',
                'verbose_name_plural': 'réductions',
                'ordering': ['genre', 'seuil'],
                'constraints': [models.UniqueConstraint(fields=('grille', 'genre', 'seuil'), name='reduction_votee_unique'), models.CheckConstraint(condition=models.Q(('valeur__lte', 100), models.Q(('mesure', 'pourcent'), _negated=True), _connector='OR'), name='reduction_votee_sous_cent')],
            },
        ),
        migrations.RunPython(copier, remettre),
    ]
