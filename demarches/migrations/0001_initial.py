"""Every table of the app."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import famille.models.champs
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('famille', '0001_initial'),
        ('reservations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Accuse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('emis_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('mentions', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='Complement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('etapes', models.JSONField(default=list)),
                ('message', models.TextField()),
                ('limite', models.DateField(verbose_name='à fournir avant le')),
                ('demande_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('recu_le', models.DateTimeField(blank=True, null=True)),
                ('mentions', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['demande_le'],
            },
        ),
        migrations.CreateModel(
            name='Demande',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('numero', models.CharField(blank=True, max_length=14, null=True, unique=True, verbose_name='numéro')),
                ('code', models.CharField(db_index=True, max_length=40, verbose_name='démarche')),
                ('statut', models.CharField(choices=[('brouillon', 'Brouillon'), ('en-attente', 'En attente de validation'), ('a-completer', 'À compléter'), ('repondue', 'Répondue'), ('close', 'Close'), ('validee', 'Validée'), ('rejetee', 'Rejetée'), ('retiree', 'Retirée')], default='brouillon', max_length=12)),
                ('canal', models.CharField(choices=[('portail', 'Portail'), ('guichet', 'Guichet'), ('telephone', 'Téléphone'), ('courrier', 'Courrier')], default='portail', max_length=10)),
                ('saisie', famille.models.champs.JSONChiffre(default=dict, usage='demarches.reponses')),
                ('avancement', models.JSONField(default=dict)),
                ('recapitulatif', famille.models.champs.JSONChiffre(default=list, usage='demarches.reponses')),
                ('changements', famille.models.champs.JSONChiffre(default=list, usage='demarches.reponses')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='commencée le')),
                ('modifie_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='enregistrée le')),
                ('deposee_le', models.DateTimeField(blank=True, null=True, verbose_name='déposée le')),
                ('echeance', models.DateField(blank=True, null=True, verbose_name='réponse avant le')),
                ('prise_le', models.DateTimeField(blank=True, null=True, verbose_name='prise en charge le')),
                ('a_propos', models.CharField(blank=True, max_length=40, verbose_name='à propos de')),
            ],
            options={
                'verbose_name': 'demande',
                'verbose_name_plural': 'demandes',
                'ordering': ['-deposee_le', '-modifie_le'],
                'permissions': [('instruire_demande', 'Peut instruire les demandes')],
            },
        ),
        migrations.CreateModel(
            name='EffetsDeValidation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dossier', famille.models.champs.JSONChiffre(usage='demarches.reponses')),
                ('suite', famille.models.champs.JSONChiffre(default=dict, usage='demarches.reponses')),
            ],
            options={
                'verbose_name': 'effets d’une validation',
                'verbose_name_plural': 'effets des validations',
            },
        ),
        migrations.CreateModel(
            name='MouvementDeListe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('de', models.PositiveIntegerField()),
                ('vers', models.PositiveIntegerField()),
                ('motif', models.CharField(max_length=300)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'changement de rang',
                'verbose_name_plural': 'changements de rang',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='NoteInterne',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texte', models.TextField()),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['le'],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('de', models.CharField(choices=[('brouillon', 'Brouillon'), ('en-attente', 'En attente de validation'), ('a-completer', 'À compléter'), ('repondue', 'Répondue'), ('close', 'Close'), ('validee', 'Validée'), ('rejetee', 'Rejetée'), ('retiree', 'Retirée')], max_length=12)),
                ('vers', models.CharField(choices=[('brouillon', 'Brouillon'), ('en-attente', 'En attente de validation'), ('a-completer', 'À compléter'), ('repondue', 'Répondue'), ('close', 'Close'), ('validee', 'Validée'), ('rejetee', 'Rejetée'), ('retiree', 'Retirée')], max_length=12)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('motif', models.TextField(blank=True)),
                ('signature', models.JSONField(default=dict)),
                ('voies_de_recours', models.TextField(blank=True, verbose_name='voies et délais de recours')),
                ('annule_le', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
            ],
            options={
                'ordering': ['le', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PieceJointe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('etape', models.CharField(max_length=40)),
                ('champ', models.CharField(max_length=40)),
            ],
            options={
                'verbose_name': 'pièce jointe',
                'verbose_name_plural': 'pièces jointes',
            },
        ),
        migrations.CreateModel(
            name='ReglageDelais',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('brouillon_jours', models.PositiveSmallIntegerField(default=60, help_text='Comptée depuis le dernier enregistrement. Ensuite, le brouillon et ses documents sont supprimés.', validators=[django.core.validators.MinValueValidator(15), django.core.validators.MaxValueValidator(365)], verbose_name='durée de vie d’un brouillon, en jours')),
                ('rappel_brouillon_jours', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(14)], verbose_name='rappel avant la suppression d’un brouillon, en jours')),
                ('rappel_complement_jours', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(14)], verbose_name='rappel avant la date limite d’un complément, en jours')),
            ],
            options={
                'verbose_name': 'délais des démarches',
            },
        ),
        migrations.CreateModel(
            name='ReglageDemarche',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('titre', models.CharField(max_length=120)),
                ('resume', models.CharField(blank=True, max_length=200, verbose_name='résumé')),
                ('icone', models.CharField(blank=True, max_length=30, verbose_name='icône')),
                ('ordre', models.PositiveSmallIntegerField(default=0)),
                ('etat', models.CharField(choices=[('fermee', 'Fermée'), ('annoncee', 'Prochainement disponible'), ('ouverte', 'Ouverte')], default='fermee', max_length=10, verbose_name='état')),
                ('introduction', models.TextField(blank=True)),
                ('pieces_a_preparer', models.TextField(blank=True, verbose_name='pièces à préparer')),
                ('choix', models.TextField(blank=True, verbose_name='choix proposés')),
                ('sans_agent', models.BooleanField(default=False, verbose_name='appliquer sans agent ce qui ne demande aucun contrôle')),
                ('justificatif', models.CharField(blank=True, choices=[('obligatoire', 'Obligatoire'), ('facultative', 'Facultative'), ('non-demandee', 'Non demandée')], max_length=13, verbose_name='justificatif')),
                ('effet_silence', models.CharField(blank=True, choices=[('acceptation', 'Le silence vaut acceptation'), ('rejet', 'Le silence vaut rejet'), ('sans-objet', 'Sans objet (simple déclaration)')], max_length=12, verbose_name='effet du silence')),
                ('delai_jours', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='délai de réponse annoncé, en jours')),
                ('delai_silence_mois', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='délai du silence, en mois')),
                ('delai_complement_jours', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='délai pour compléter, en jours')),
                ('service', models.CharField(blank=True, max_length=120)),
                ('service_adresse', models.TextField(blank=True, verbose_name='adresse du service')),
                ('service_courriel', models.EmailField(blank=True, max_length=254, verbose_name='adresse e-mail du service')),
                ('service_telephone', models.CharField(blank=True, max_length=30, verbose_name='téléphone du service')),
                ('voies_de_recours', models.TextField(blank=True, verbose_name='voies et délais de recours')),
                ('notice_donnees', models.TextField(blank=True, verbose_name='notice sur les données personnelles')),
            ],
            options={
                'verbose_name': 'réglage de démarche',
                'verbose_name_plural': 'réglages des démarches',
                'ordering': ['ordre', 'titre'],
            },
        ),
        migrations.CreateModel(
            name='ReglageQuotient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('depart', models.CharField(choices=[('attestation', 'Le premier jour du mois de l’attestation'), ('reception', 'Le premier jour du mois où la demande est reçue'), ('suivant', 'Le premier jour du mois suivant')], default='attestation', max_length=11, verbose_name='un quotient déclaré commence')),
                ('fin_jour', models.PositiveSmallIntegerField(default=31, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(31)], verbose_name='et finit le')),
                ('fin_mois', models.PositiveSmallIntegerField(choices=[(1, 'janvier'), (2, 'février'), (3, 'mars'), (4, 'avril'), (5, 'mai'), (6, 'juin'), (7, 'juillet'), (8, 'août'), (9, 'septembre'), (10, 'octobre'), (11, 'novembre'), (12, 'décembre')], default=1, help_text='De l’année suivante.', verbose_name='du mois de')),
                ('valeur_basse', models.PositiveIntegerField(default=50, verbose_name='faire confirmer un quotient sous')),
                ('valeur_haute', models.PositiveIntegerField(default=5000, verbose_name='faire confirmer un quotient au-dessus de')),
                ('rappel_jours', models.PositiveSmallIntegerField(default=30, help_text='Un e-mail par adulte, une fois, et une ligne sur son tableau de bord. 0 : pas de rappel.', validators=[django.core.validators.MaxValueValidator(120)], verbose_name='rappeler la famille avant la fin, en jours')),
            ],
            options={
                'verbose_name': 'quotient familial',
            },
        ),
        migrations.CreateModel(
            name='ReponseType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('titre', models.CharField(max_length=80)),
                ('genre', models.CharField(choices=[('rejet', 'Raison d’un rejet'), ('complement', 'Demande de complément'), ('message', 'Réponse à un message'), ('note', 'Note interne')], max_length=10, verbose_name='sert à')),
                ('code', models.CharField(blank=True, max_length=40, verbose_name='démarche')),
                ('texte', models.TextField(max_length=5000)),
            ],
            options={
                'verbose_name': 'réponse type',
                'verbose_name_plural': 'réponses types',
                'ordering': ['genre', 'titre'],
            },
        ),
        migrations.CreateModel(
            name='SaisieDuComplement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('canal', models.CharField(choices=[('guichet', 'Guichet'), ('telephone', 'Téléphone'), ('courrier', 'Courrier')], max_length=10)),
                ('le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='commencée le')),
            ],
            options={
                'verbose_name': 'saisie d’un complément',
                'verbose_name_plural': 'saisies de compléments',
            },
        ),
        migrations.AddField(
            model_name='complement',
            name='par',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='PlaceDemandee',
            fields=[
                ('demande', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='place', serialize=False, to='demarches.demande')),
                ('saison', models.PositiveSmallIntegerField()),
                ('ordre', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'place demandée',
                'verbose_name_plural': 'places demandées',
                'ordering': ['activite', 'saison', 'ordre', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='demande',
            name='agent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='demandes_prises', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='demande',
            name='enfant',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='demandes', to='famille.enfant'),
        ),
        migrations.AddField(
            model_name='demande',
            name='fil',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='demande', to='famille.fil'),
        ),
        migrations.AddField(
            model_name='demande',
            name='foyer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demandes', to='famille.foyer'),
        ),
        migrations.AddField(
            model_name='demande',
            name='par',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='complement',
            name='demande',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='complements', to='demarches.demande'),
        ),
        migrations.AddField(
            model_name='accuse',
            name='demande',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='accuse', to='demarches.demande'),
        ),
        migrations.AddField(
            model_name='mouvementdeliste',
            name='par',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='noteinterne',
            name='demande',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='demarches.demande'),
        ),
        migrations.AddField(
            model_name='noteinterne',
            name='par',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='passage',
            name='demande',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='demarches.demande'),
        ),
        migrations.AddField(
            model_name='passage',
            name='par',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='effetsdevalidation',
            name='passage',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='effets', to='demarches.passage'),
        ),
        migrations.AddField(
            model_name='piecejointe',
            name='demande',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='demarches.demande'),
        ),
        migrations.AddField(
            model_name='piecejointe',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='famille.document'),
        ),
        migrations.AddConstraint(
            model_name='reglagedemarche',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'ouverte'), _negated=True), models.Q(('effet_silence', ''), _negated=True), _connector='OR'), name='ouverte_dit_effet_du_silence'),
        ),
        migrations.AddConstraint(
            model_name='reponsetype',
            constraint=models.UniqueConstraint(fields=('genre', 'code', 'titre'), name='reponse_type_unique'),
        ),
        migrations.AddField(
            model_name='saisieducomplement',
            name='complement',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='saisie', to='demarches.complement'),
        ),
        migrations.AddField(
            model_name='saisieducomplement',
            name='par',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='placedemandee',
            name='activite',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places_demandees', to='reservations.activite'),
        ),
        migrations.AddField(
            model_name='mouvementdeliste',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mouvements', to='demarches.placedemandee'),
        ),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(fields=['statut', 'echeance', 'deposee_le', 'id'], name='demande_par_urgence'),
        ),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(fields=['statut', '-deposee_le', 'id'], name='demande_par_etat_recentes'),
        ),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(fields=['-deposee_le', 'id'], name='demande_recentes'),
        ),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(fields=['foyer', 'statut'], name='demarches_d_foyer_i_530386_idx'),
        ),
        migrations.AddConstraint(
            model_name='demande',
            constraint=models.CheckConstraint(condition=models.Q(('statut', 'brouillon'), models.Q(('deposee_le__isnull', False), ('numero__isnull', False)), _connector='OR'), name='demande_deposee_a_numero_et_date'),
        ),
        migrations.AddConstraint(
            model_name='complement',
            constraint=models.CheckConstraint(condition=models.Q(('recu_le', None), ('recu_le__gte', models.F('demande_le')), _connector='OR'), name='complement_dates'),
        ),
        migrations.AddConstraint(
            model_name='complement',
            constraint=models.UniqueConstraint(condition=models.Q(('recu_le', None)), fields=('demande',), name='un_complement_a_la_fois'),
        ),
        migrations.AddIndex(
            model_name='passage',
            index=models.Index(fields=['le'], name='passage_le'),
        ),
        migrations.AddConstraint(
            model_name='passage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vers', 'rejetee'), _negated=True), models.Q(('motif', ''), _negated=True), _connector='OR'), name='rejet_motive'),
        ),
        migrations.AddConstraint(
            model_name='piecejointe',
            constraint=models.UniqueConstraint(fields=('demande', 'etape', 'champ'), name='piece_une_par_champ'),
        ),
        migrations.AddIndex(
            model_name='placedemandee',
            index=models.Index(fields=['activite', 'saison', 'ordre'], name='demarches_p_activit_21b048_idx'),
        ),
    ]
