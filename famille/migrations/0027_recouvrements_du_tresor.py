import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('famille', '0026_reprise_par_tranches'),
    ]

    operations = [
        migrations.AddField(
            model_name='lotremboursement',
            name='abandonne_le',
            field=models.DateTimeField(blank=True, null=True, verbose_name='abandonné le'),
        ),
        migrations.AddField(
            model_name='lotremboursement',
            name='abandonne_par',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lotremboursement',
            name='motif',
            field=models.CharField(blank=True, max_length=300, verbose_name='raison de l’abandon'),
        ),
        migrations.CreateModel(
            name='RecouvrementTresor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('encaisse_le', models.DateField(verbose_name='encaissé le')),
                ('reference', models.CharField(max_length=60, verbose_name='référence')),
                ('le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='noté le')),
                ('annule_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('motif', models.CharField(blank=True, max_length=300, verbose_name='raison du retrait')),
                ('annule_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('facture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recouvrements', to='famille.facture')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'recouvrement du Trésor public',
                'verbose_name_plural': 'recouvrements du Trésor public',
                'ordering': ['encaisse_le', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='recouvrement_positif'), models.UniqueConstraint(condition=models.Q(('annule_le', None)), fields=('facture', 'encaisse_le', 'reference', 'montant'), name='un_recouvrement_une_fois')],
            },
        ),
    ]
