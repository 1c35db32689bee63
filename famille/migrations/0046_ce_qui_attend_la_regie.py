"""What waits for the régie, counted on the agents' home, and what its counter received today: each
in an index of its own rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('famille', '0045_departs'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='facture',
            index=models.Index(condition=models.Q(('au_tresor_le', None), ('echeancier', None), ('etat', 'publiee'), ('genre', 'facture'), ('mandat', None), ('payeur', None), ('total__gt', models.F('regle'))), fields=['echeance', 'id'], name='facture_a_relancer'),
        ),
        migrations.AddIndex(
            model_name='facture',
            index=models.Index(condition=models.Q(('au_tresor_le', None), ('etat', 'publiee'), ('genre', 'facture'), ('mandat__isnull', False), ('total__gt', models.F('regle'))), fields=['echeance', 'id'], name='facture_a_prelever'),
        ),
        migrations.AddIndex(
            model_name='facture',
            index=models.Index(condition=models.Q(('etat', 'publiee'), ('genre', 'facture'), ('total__lt', models.F('regle'))), fields=['id'], name='facture_trop_percue'),
        ),
        migrations.AddIndex(
            model_name='paiement',
            index=models.Index(condition=models.Q(('etat', 'a-verifier')), fields=['id'], name='paiement_a_verifier'),
        ),
        migrations.AddIndex(
            model_name='paiement',
            index=models.Index(condition=models.Q(('etat', 'paye')), fields=['-paye_le', '-id'], name='paiement_par_jour'),
        ),
        migrations.AddIndex(
            model_name='relance',
            index=models.Index(condition=models.Q(('imprimee_le', None), ('lettre', True)), fields=['facture', 'id'], name='relance_a_imprimer'),
        ),
    ]
