import django.db.models.deletion
import django.utils.timezone
import famille.models.champs
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('famille', '0012_notes_des_conversations'),
        ('reservations', '0002_heures_d_accueil'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='activite',
            name='encadree',
            field=models.BooleanField(default=True, help_text='Les listes de présence disent combien d’animateurs la loi demande. Décochez-le pour ce qui n’est pas un accueil collectif de mineurs : crèche, cours de sport.', verbose_name='accueil de loisirs déclaré'),
        ),
        migrations.AddField(
            model_name='structure',
            name='pedt',
            field=models.BooleanField(default=False, help_text='La commune a signé un PEdT pour cet accueil : le taux d’encadrement des jours d’école en dépend.', verbose_name='projet éducatif territorial (PEdT)'),
        ),
        migrations.AlterField(
            model_name='demandereservation',
            name='canal',
            field=models.CharField(choices=[('portail', 'Sur le portail'), ('guichet', 'Par un agent'), ('rappel', 'Depuis un rappel'), ('offre', 'Place proposée'), ('evenement', 'Événement'), ('sur-place', 'Venu sans réservation')], default='portail', max_length=10),
        ),
        migrations.CreateModel(
            name='EncadrementDuJour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jour', models.DateField()),
                ('animateurs', models.PositiveSmallIntegerField(verbose_name='animateurs prévus')),
                ('deplacement', models.BooleanField(default=False, verbose_name='sortie')),
                ('note_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='noté le')),
                ('activite', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='encadrements', to='reservations.activite')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'encadrement d’un jour',
                'verbose_name_plural': 'encadrements des jours',
                'ordering': ['jour', 'activite'],
                'constraints': [models.UniqueConstraint(fields=('activite', 'jour'), name='encadrement_une_fois')],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sens', models.CharField(choices=[('arrivee', 'Arrivée'), ('depart', 'Départ')], max_length=8)),
                ('le', models.DateTimeField(blank=True, null=True, verbose_name='à')),
                ('note_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='noté le')),
                ('repris_par', models.CharField(blank=True, max_length=160, verbose_name='venu chercher par')),
                ('motif', models.CharField(blank=True, max_length=200)),
                ('attendu_a', models.DateTimeField(blank=True, null=True, verbose_name='attendu à')),
                ('creneau', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='reservations.creneau')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='famille.foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'passage',
                'ordering': ['note_le', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('creneau', 'enfant', 'sens', 'note_le'), name='passage_une_fois'), models.CheckConstraint(condition=models.Q(('sens', 'depart'), models.Q(('attendu_a', None), ('motif', ''), ('repris_par', '')), _connector='OR'), name='passage_repris_au_depart')],
            },
        ),
        migrations.CreateModel(
            name='Soin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.CharField(max_length=64, unique=True)),
                ('le', models.DateTimeField(verbose_name='à')),
                ('constat', famille.models.champs.TexteChiffre(usage='famille.sante', verbose_name='ce qui s’est passé')),
                ('soin', famille.models.champs.TexteChiffre(usage='famille.sante', verbose_name='ce qui a été fait')),
                ('note_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='noté le')),
                ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('motif_du_retrait', models.CharField(blank=True, max_length=200)),
                ('activite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='soins', to='reservations.activite')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='soins', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='soins', to='famille.foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retire_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'soin',
                'ordering': ['-le', '-pk'],
                'indexes': [models.Index(fields=['foyer', 'le'], name='soins_du_foyer')],
            },
        ),
    ]
