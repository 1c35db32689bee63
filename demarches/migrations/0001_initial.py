"""The tables of the app as version 0.2.0 had them (docs/decisions/05-maison.md)."""

from django.conf import settings
from django.db import migrations, models
from famille.socle.requetes.tables import par_ensembles
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import famille.models.champs
import uuid


class Migration(migrations.Migration):
    # of version 0.2.0
    replaces = [
        ("demarches", "0001_squashed_0008"),
        ("demarches", "0002_icone_de_la_creche"),
        ("demarches", "0003_mise_sur_liste"),
        ("demarches", "0004_index_de_ce_qui_se_compte"),
        ("demarches", "0005_ce_qui_attend_sans_les_mises_sur_liste"),
        ("demarches", "0006_reinscription"),
        ("demarches", "0007_reinscriptions_vues"),
        ("demarches", "0008_quotients_transmis"),
    ]

    initial = True

    dependencies = [
        ("famille", "0002_tables"),
        ("reservations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = par_ensembles([
        migrations.CreateModel(
            name='AccordCaisses',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texte', models.TextField()),
                ('donne_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='donné le')),
                ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accords_caisses', to='famille.foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'accord pour la CAF ou la MSA',
                'verbose_name_plural': 'accords pour la CAF ou la MSA',
                'ordering': ['-donne_le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CampagneReinscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('annee', models.PositiveSmallIntegerField(help_text='Celle de la rentrée : 2027 pour 2027-2028.', unique=True, verbose_name='année scolaire')),
                ('debut', models.DateField(verbose_name='les familles répondent à partir du')),
                ('fin', models.DateField(verbose_name='jusqu’au')),
                ('fiche_demandee', models.BooleanField(default=True, verbose_name='fiche sanitaire')),
                ('assurance_demandee', models.BooleanField(default=True, verbose_name='assurance extrascolaire')),
                ('vaccins_demandes', models.BooleanField(default=False, verbose_name='carnet de vaccination')),
                ('autorisations_demandees', models.BooleanField(default=True, verbose_name='autorisations')),
                ('reglement_demande', models.BooleanField(default=True, verbose_name='règlement intérieur')),
                ('rappel_jours', models.PositiveSmallIntegerField(default=14, help_text='0 : pas de rappel.', validators=[django.core.validators.MaxValueValidator(90)], verbose_name='premier rappel, en jours avant la fin')),
                ('second_rappel_jours', models.PositiveSmallIntegerField(default=3, help_text='0 : pas de rappel.', validators=[django.core.validators.MaxValueValidator(90)], verbose_name='second rappel, en jours avant la fin')),
                ('rappels_retenus_le', models.DateTimeField(editable=False, null=True, verbose_name='e-mails retenus le')),
                ('creee_le', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('activites', models.ManyToManyField(related_name='campagnes_de_reinscription', to='reservations.activite', verbose_name='activités concernées')),
                ('par', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'campagne de réinscription',
                'verbose_name_plural': 'campagnes de réinscription',
                'ordering': ['-annee'],
                'constraints': [models.CheckConstraint(condition=models.Q(('fin__gte', models.F('debut'))), name='reinscription_dates_en_ordre')],
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
                ('sur_liste_le', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='mise sur liste le')),
                ('a_propos', models.CharField(blank=True, max_length=40, verbose_name='à propos de')),
                ('agent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='demandes_prises', to=settings.AUTH_USER_MODEL)),
                ('enfant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='demandes', to='famille.enfant')),
                ('fil', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='demande', to='famille.fil')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demandes', to='famille.foyer')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'demande',
                'verbose_name_plural': 'demandes',
                'ordering': ['-deposee_le', '-modifie_le'],
                'permissions': [('instruire_demande', 'Peut instruire les demandes')],
                'indexes': [models.Index(fields=['statut', 'echeance', 'deposee_le', 'id', 'code', 'agent', 'sur_liste_le'], name='demande_par_urgence'), models.Index(fields=['statut', '-deposee_le', 'id'], name='demande_par_etat_recentes'), models.Index(fields=['-deposee_le', 'id', 'statut'], name='demande_recentes'), models.Index(fields=['foyer', 'statut'], name='demarches_d_foyer_i_530386_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('statut', 'brouillon'), models.Q(('deposee_le__isnull', False), ('numero__isnull', False)), _connector='OR'), name='demande_deposee_a_numero_et_date')],
            },
        ),
        migrations.CreateModel(
            name='Accuse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('emis_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('mentions', models.JSONField()),
                ('demande', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='accuse', to='demarches.demande')),
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
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='complements', to='demarches.demande')),
            ],
            options={
                'ordering': ['demande_le'],
                'constraints': [models.CheckConstraint(condition=models.Q(('recu_le', None), ('recu_le__gte', models.F('demande_le')), _connector='OR'), name='complement_dates'), models.UniqueConstraint(condition=models.Q(('recu_le', None)), fields=('demande',), name='un_complement_a_la_fois')],
            },
        ),
        migrations.CreateModel(
            name='LotDeQuotients',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mois', models.DateField(verbose_name='mois du quotient')),
                ('accord_seul', models.BooleanField(default=True)),
                ('attendre', models.DateTimeField(editable=False, null=True)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandé le')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('travail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.travail')),
            ],
            options={
                'verbose_name': 'lot de quotients',
                'verbose_name_plural': 'lots de quotients',
                'ordering': ['-cree_le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='NoteInterne',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texte', models.TextField()),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='demarches.demande')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
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
                ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='demarches.demande')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['le', 'pk'],
                'indexes': [models.Index(fields=['le'], name='passage_le'), models.Index(condition=models.Q(('annule_le', None), ('vers__in', ('validee', 'rejetee', 'repondue', 'close'))), fields=['le'], name='passage_decisions')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('vers', 'rejetee'), _negated=True), models.Q(('motif', ''), _negated=True), _connector='OR'), name='rejet_motive')],
            },
        ),
        migrations.CreateModel(
            name='EffetsDeValidation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dossier', famille.models.champs.JSONChiffre(usage='demarches.reponses')),
                ('suite', famille.models.champs.JSONChiffre(default=dict, usage='demarches.reponses')),
                ('passage', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='effets', to='demarches.passage')),
            ],
            options={
                'verbose_name': 'effets d’une validation',
                'verbose_name_plural': 'effets des validations',
            },
        ),
        migrations.CreateModel(
            name='PieceJointe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('etape', models.CharField(max_length=40)),
                ('champ', models.CharField(max_length=40)),
                ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='demarches.demande')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pieces', to='famille.document')),
            ],
            options={
                'verbose_name': 'pièce jointe',
                'verbose_name_plural': 'pièces jointes',
                'constraints': [models.UniqueConstraint(fields=('demande', 'etape', 'champ'), name='piece_une_par_champ')],
            },
        ),
        migrations.CreateModel(
            name='QuotientDemande',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandé le')),
                ('issue', models.CharField(choices=[('a-demander', 'À demander'), ('trouve', 'Trouvé'), ('absent', 'Pas allocataire'), ('inconnu', 'Non identifié'), ('panne', 'Sans réponse')], default='a-demander', max_length=10)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('essais', models.PositiveSmallIntegerField(default=0)),
                ('valeur', models.PositiveIntegerField(null=True)),
                ('mois', models.DateField(null=True, verbose_name='mois du quotient')),
                ('calcule', models.DateField(null=True, verbose_name='calculé en')),
                ('regime', models.CharField(blank=True, max_length=3, verbose_name='régime')),
                ('avant', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ('fort', models.BooleanField(default=False, verbose_name='change de plus de 20 %')),
                ('suite', models.CharField(blank=True, choices=[('applique', 'Appliqué'), ('inchange', 'Déjà au dossier'), ('refuse', 'Laissé comme avant'), ('annule', 'Annulé')], max_length=8)),
                ('suite_le', models.DateTimeField(null=True)),
                ('precedent_fin', models.DateField(null=True)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotients_demandes', to='famille.foyer')),
                ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='demarches.lotdequotients')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('precedent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.quotientfamilial')),
                ('quotient', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='demandes', to='famille.quotientfamilial')),
            ],
            options={
                'verbose_name': 'quotient demandé',
                'verbose_name_plural': 'quotients demandés',
                'ordering': ['-le', '-pk'],
                'indexes': [models.Index(fields=['lot', 'issue'], name='quotient_du_lot')],
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
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('etat', 'ouverte'), _negated=True), models.Q(('effet_silence', ''), _negated=True), _connector='OR'), name='ouverte_dit_effet_du_silence')],
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
                ('siret', models.CharField(blank=True, help_text='Celui de l’habilitation qui permet de demander les quotients à la CAF et à la MSA. Vide : le portail ne les demande pas.', max_length=14, validators=[django.core.validators.RegexValidator('^[0-9]{14}\\Z', 'Un SIRET a 14 chiffres.')], verbose_name='SIRET de la collectivité, pour API Particulier')),
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
                'constraints': [models.UniqueConstraint(fields=('genre', 'code', 'titre'), name='reponse_type_unique')],
            },
        ),
        migrations.CreateModel(
            name='SaisieDuComplement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('canal', models.CharField(choices=[('guichet', 'Guichet'), ('telephone', 'Téléphone'), ('courrier', 'Courrier')], max_length=10)),
                ('le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='commencée le')),
                ('complement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='saisie', to='demarches.complement')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saisie d’un complément',
                'verbose_name_plural': 'saisies de compléments',
            },
        ),
        migrations.CreateModel(
            name='VueDeCampagne',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='vue le')),
                ('campagne', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vues', to='demarches.campagnereinscription')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'réinscription vue par un foyer',
                'verbose_name_plural': 'réinscriptions vues par les foyers',
                'constraints': [models.UniqueConstraint(fields=('campagne', 'foyer'), name='campagne_vue_une_fois')],
            },
        ),
        migrations.CreateModel(
            name='PlaceDemandee',
            fields=[
                ('demande', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='place', serialize=False, to='demarches.demande')),
                ('saison', models.PositiveSmallIntegerField()),
                ('ordre', models.PositiveIntegerField()),
                ('activite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places_demandees', to='reservations.activite')),
            ],
            options={
                'verbose_name': 'place demandée',
                'verbose_name_plural': 'places demandées',
                'ordering': ['activite', 'saison', 'ordre', 'pk'],
                'indexes': [models.Index(fields=['activite', 'saison', 'ordre'], name='demarches_p_activit_21b048_idx')],
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
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mouvements', to='demarches.placedemandee')),
            ],
            options={
                'verbose_name': 'changement de rang',
                'verbose_name_plural': 'changements de rang',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReponseDeReinscription',
            fields=[
                ('demande', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reinscription', serialize=False, to='demarches.demande')),
                ('revient', models.BooleanField()),
                ('notee_le', models.DateTimeField(null=True)),
                ('campagne', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reponses', to='demarches.campagnereinscription')),
            ],
            options={
                'verbose_name': 'réponse de réinscription',
                'verbose_name_plural': 'réponses de réinscription',
            },
        ),
    ])
