"""Every table of the app, and how PostgreSQL keeps its counters."""

import datetime
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import reservations.models.flux
import uuid
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


def compter_dans_des_pages_aerees(apps, schema_editor):
    """PostgreSQL: room in each page for the new versions of its counters, which then need no index
    work (measured)."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE reservations_places SET (fillfactor = 10)")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('famille', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Activite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=100)),
                ('unite_scolaire', models.CharField(blank=True, choices=[('demi-journee', 'Demi-journée'), ('journee', 'Journée'), ('semaine', 'Semaine entière')], help_text='Vide : pas d’accueil.', max_length=12, verbose_name='réservation en période scolaire')),
                ('unite_vacances', models.CharField(blank=True, choices=[('demi-journee', 'Demi-journée'), ('journee', 'Journée'), ('semaine', 'Semaine entière')], help_text='Vide : pas d’accueil.', max_length=12, verbose_name='réservation pendant les vacances')),
                ('unite_comptee', models.CharField(blank=True, choices=[('repas', 'Repas'), ('seance', 'Séance'), ('heure', 'Heure')], help_text='Restaurant scolaire, garderie : ce qui est compté ailleurs et importé chaque mois. Vide : les familles réservent ici.', max_length=8, verbose_name='comptée par fichier')),
                ('service', models.CharField(choices=[('creche', 'Crèche'), ('halte-garderie', 'Halte-garderie'), ('accueils-de-loisirs', 'Accueils de loisirs'), ('restauration', 'Restauration scolaire'), ('garderie', 'Garderie scolaire')], default='accueils-de-loisirs', help_text='Pour le prélèvement automatique et l’attestation fiscale.', max_length=20, verbose_name='service facturé')),
                ('jours_scolaires', models.JSONField(blank=True, default=list, verbose_name='jours d’accueil en période scolaire')),
                ('age_min', models.PositiveSmallIntegerField(verbose_name='âge minimum')),
                ('age_max', models.PositiveSmallIntegerField(verbose_name='âge maximum')),
                ('capacite', models.PositiveSmallIntegerField(verbose_name='places par créneau')),
                ('inscriptions_max', models.PositiveSmallIntegerField(blank=True, help_text='Vide : pas de maximum.', null=True, verbose_name='nombre maximum d’enfants inscrits par saison')),
                ('delai_reservation', models.PositiveSmallIntegerField(default=7, verbose_name='délai pour réserver, en jours')),
                ('delai_annulation', models.PositiveSmallIntegerField(default=7, verbose_name='délai pour annuler, en jours')),
                ('jours_ouvres', models.BooleanField(default=False, verbose_name='délais comptés en jours ouvrés')),
                ('fiche_exigee', models.BooleanField(default=True, verbose_name='fiche sanitaire exigée')),
                ('assurance_exigee', models.BooleanField(default=True, verbose_name='assurance exigée')),
                ('active', models.BooleanField(default=True, verbose_name='ouverte aux familles')),
            ],
            options={
                'verbose_name': 'activité',
                'verbose_name_plural': 'activités',
                'ordering': ['structure__nom', 'nom'],
            },
        ),
        migrations.CreateModel(
            name='Creneau',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jour', models.DateField(db_index=True)),
                ('moment', models.CharField(choices=[('1-matin', 'Matin'), ('2-apres-midi', 'Après-midi'), ('3-journee', 'Journée')], max_length=12)),
                ('activite', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='creneaux', to='reservations.activite')),
            ],
            options={
                'verbose_name': 'créneau',
                'verbose_name_plural': 'créneaux',
                'ordering': ['jour', 'activite', 'moment'],
            },
        ),
        migrations.CreateModel(
            name='JourFerie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jour', models.DateField(unique=True)),
                ('nom', models.CharField(max_length=60)),
            ],
            options={
                'verbose_name': 'jour férié',
                'verbose_name_plural': 'jours fériés',
                'ordering': ['jour'],
            },
        ),
        migrations.CreateModel(
            name='ReglageReservations',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delai_offre_heures', models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(168)], verbose_name='durée d’une place proposée, en heures')),
                ('nuit_debut', models.TimeField(default=datetime.time(21, 0), verbose_name='pas de proposition à partir de')),
                ('nuit_fin', models.TimeField(default=datetime.time(8, 0), verbose_name='ni avant')),
                ('rappel_jours', models.PositiveSmallIntegerField(default=2, help_text='Un e-mail par famille et par semaine, ce nombre de jours avant la première limite d’annulation.', validators=[django.core.validators.MaxValueValidator(14)], verbose_name='rappel avant la limite, en jours')),
                ('alerte_ouverture_jours', models.PositiveSmallIntegerField(default=5, help_text='Seules les familles à qui il manque une information reçoivent cet e-mail, une fois par ouverture.', validators=[django.core.validators.MaxValueValidator(60)], verbose_name='prévenir les familles qui ne sont pas prêtes, jours avant l’ouverture')),
                ('seuil_dernieres_places', models.PositiveSmallIntegerField(default=5, verbose_name='afficher « plus que N places » à partir de')),
                ('justificatif_jours', models.PositiveSmallIntegerField(blank=True, help_text='Vide : pas de limite.', null=True, verbose_name='délai pour déposer un justificatif médical, en jours après l’absence')),
                ('carence_jours', models.PositiveSmallIntegerField(default=0, help_text='0 : toutes les journées que le certificat couvre sont gratuites.', validators=[django.core.validators.MaxValueValidator(30)], verbose_name='carence : premières journées d’une absence qui restent facturées')),
                ('facturer_non_pointees', models.BooleanField(default=True, help_text='Une réservation non annulée est due, sauf absence justifiée. Décoché : elle attend d’être pointée.', verbose_name='facturer une réservation dont la présence n’a pas été notée')),
            ],
            options={
                'verbose_name': 'réservations',
            },
        ),
        migrations.CreateModel(
            name='BaremePSU',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accueil', models.CharField(choices=[('collectif', 'Accueil collectif, micro-crèche'), ('familial', 'Accueil familial ou parental')], default='collectif', max_length=9)),
                ('debut', models.DateField(verbose_name='à partir du')),
                ('plancher', models.DecimalField(decimal_places=2, help_text='La CNAF le publie chaque année en janvier : ajoutez alors un barème.', max_digits=8, validators=[django.core.validators.MinValueValidator(0)], verbose_name='plancher de ressources, par mois')),
                ('plafond', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(0)], verbose_name='plafond de ressources, par mois')),
                ('source', models.CharField(help_text='Par exemple : circulaire CNAF 2019-005 du 5 juin 2019.', max_length=160)),
            ],
            options={
                'verbose_name': 'barème de crèche',
                'verbose_name_plural': 'barèmes de crèche',
                'ordering': ['accueil', '-debut'],
                'constraints': [models.UniqueConstraint(fields=('accueil', 'debut'), name='bareme_psu_unique'), models.CheckConstraint(condition=models.Q(('plancher__lte', models.F('plafond'))), name='bareme_psu_bornes_en_ordre')],
            },
        ),
        migrations.CreateModel(
            name='DemandeReservation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cle', models.CharField(max_length=64, unique=True)),
                ('canal', models.CharField(choices=[('portail', 'Sur le portail'), ('guichet', 'Par un agent'), ('rappel', 'Depuis un rappel'), ('offre', 'Place proposée'), ('evenement', 'Événement')], default='portail', max_length=10)),
                ('motif', models.CharField(blank=True, max_length=300)),
                ('soumise_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('acceptee', models.BooleanField(default=True)),
                ('lignes', models.JSONField(default=list)),
                ('recapitulatif_le', models.DateTimeField(blank=True, null=True)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='demandes_de_reservation', to='famille.foyer')),
                ('par', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'demande de réservation',
                'verbose_name_plural': 'demandes de réservation',
                'ordering': ['-soumise_le'],
            },
        ),
        migrations.CreateModel(
            name='FluxAgenda',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jeton', models.CharField(default=reservations.models.flux.jeton, max_length=64, unique=True)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('foyer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='flux_agenda', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'agenda partagé',
                'verbose_name_plural': 'agendas partagés',
            },
        ),
        migrations.CreateModel(
            name='GrilleTarifaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unite', models.CharField(choices=[('demi-journee', 'Demi-journée'), ('journee', 'Journée'), ('semaine', 'Semaine entière'), ('repas', 'Repas'), ('seance', 'Séance'), ('heure', 'Heure')], max_length=12, verbose_name='unité')),
                ('debut', models.DateField(verbose_name='à partir du')),
                ('fin', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('mode', models.CharField(choices=[('tranches', 'Par tranches de quotient'), ('taux', 'Quotient × taux, avec plancher et plafond')], default='tranches', max_length=8)),
                ('deliberation', models.CharField(help_text='Par exemple : n° 2026-112 du 25 juin 2026.', max_length=120, verbose_name='délibération')),
                ('taux', models.DecimalField(blank=True, decimal_places=5, max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('plancher', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('plafond', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('hors_commune', models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name='majoration hors agglomération, en %')),
                ('deuxieme_enfant', models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name='réduction dès le 2e enfant, en %')),
                ('restauration', models.BooleanField(default=False, verbose_name='tarif de restauration scolaire')),
                ('cout_de_revient', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='coût par usager')),
                ('part_repas', models.DecimalField(decimal_places=2, default=0, help_text='Pour une journée repas compris. Cette part n’est pas de la garde : l’attestation fiscale et les CESU ne la comptent pas. 0 : le prix ne comprend aucun repas.', max_digits=5, verbose_name='part du repas dans le prix, en %')),
                ('activite', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grilles', to='reservations.activite', verbose_name='activité')),
            ],
            options={
                'verbose_name': 'grille tarifaire',
                'verbose_name_plural': 'grilles tarifaires',
                'ordering': ['activite', 'unite', '-debut'],
            },
        ),
        migrations.CreateModel(
            name='Groupe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=60)),
                ('age_min', models.PositiveSmallIntegerField(verbose_name='âge minimum')),
                ('age_max', models.PositiveSmallIntegerField(verbose_name='âge maximum')),
                ('activite', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='groupes', to='reservations.activite')),
            ],
            options={
                'verbose_name': 'groupe',
                'ordering': ['activite', 'age_min'],
            },
        ),
        migrations.CreateModel(
            name='Evenement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nature', models.CharField(choices=[('fermeture', 'Fermeture'), ('greve', 'Grève'), ('sortie', 'Sortie'), ('autre', 'Autre')], max_length=10)),
                ('motif', models.CharField(help_text='Les familles lisent cette phrase.', max_length=160)),
                ('debut', models.DateField(verbose_name='du')),
                ('fin', models.DateField(verbose_name='au')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('applique_le', models.DateTimeField(blank=True, null=True, verbose_name='appliqué le')),
                ('retire_le', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('effets', models.JSONField(default=list)),
                ('activites', models.ManyToManyField(related_name='evenements', to='reservations.activite', verbose_name='activités')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('groupe', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='reservations.groupe')),
            ],
            options={
                'verbose_name': 'événement',
                'ordering': ['-cree_le'],
            },
        ),
        migrations.CreateModel(
            name='ImportConsommation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mois', models.DateField(verbose_name='mois')),
                ('nom_du_fichier', models.CharField(max_length=160, verbose_name='fichier')),
                ('fichier', models.CharField(blank=True, max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('etat', models.CharField(choices=[('lecture', 'Lecture en cours'), ('lu', 'À confirmer'), ('fait', 'Importé'), ('abandonne', 'Abandonné'), ('annule', 'Annulé')], default='lecture', max_length=10, verbose_name='état')),
                ('bilan', models.JSONField(default=dict)),
                ('fautes', models.JSONField(default=list)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='déposé le')),
                ('fait_le', models.DateTimeField(blank=True, null=True, verbose_name='importé le')),
                ('annule_le', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
                ('annule_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('travail', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.travail')),
            ],
            options={
                'verbose_name': 'import de consommation',
                'verbose_name_plural': 'imports de consommation',
                'ordering': ['-cree_le', '-pk'],
                'permissions': [('importer_consommation', 'Peut importer les consommations et annuler un import')],
            },
        ),
        migrations.CreateModel(
            name='ConsommationImportee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jour', models.DateField()),
                ('quantite', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(24)], verbose_name='quantité')),
                ('presence', models.CharField(choices=[('prevu', 'Prévu'), ('present', 'Présent'), ('absent', 'Absent'), ('absent-justifie', 'Absence justifiée')], default='present', max_length=16, verbose_name='présence')),
                ('avant', models.JSONField(blank=True, null=True)),
                ('activite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consommations', to='reservations.activite')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consommations', to='famille.enfant')),
                ('foyer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='consommations', to='famille.foyer')),
                ('importation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lignes', to='reservations.importconsommation')),
            ],
            options={
                'verbose_name': 'consommation importée',
                'verbose_name_plural': 'consommations importées',
                'ordering': ['jour', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Inscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('debut', models.DateField(verbose_name='du')),
                ('fin', models.DateField(blank=True, null=True, verbose_name='au')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('activite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inscriptions', to='reservations.activite')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inscriptions', to='famille.enfant')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'inscription',
                'ordering': ['-debut', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LignePanier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bloc', models.CharField(max_length=24)),
                ('action', models.CharField(choices=[('reserver', 'Réserver'), ('annuler', 'Annuler'), ('attendre', 'Se mettre en liste d’attente')], max_length=10)),
                ('vu', models.JSONField(blank=True, default=dict)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('activite', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reservations.activite')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='panier', to='famille.foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'ligne du panier',
                'verbose_name_plural': 'lignes du panier',
                'ordering': ['bloc', 'enfant', 'activite'],
            },
        ),
        migrations.CreateModel(
            name='Ouverture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(help_text='Par exemple : Mercredis de janvier à juillet 2027.', max_length=80)),
                ('debut', models.DateField(verbose_name='du')),
                ('fin', models.DateField(verbose_name='au')),
                ('ouvre_le', models.DateTimeField(verbose_name='réservations ouvertes le')),
                ('familles_prevenues_le', models.DateTimeField(blank=True, editable=False, null=True)),
                ('activites', models.ManyToManyField(related_name='ouvertures', to='reservations.activite', verbose_name='activités')),
            ],
            options={
                'verbose_name': 'ouverture des réservations',
                'verbose_name_plural': 'ouvertures des réservations',
                'ordering': ['-debut', 'nom'],
            },
        ),
        migrations.CreateModel(
            name='PeriodeScolaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=80)),
                ('nature', models.CharField(choices=[('vacances', 'Vacances scolaires'), ('pont', 'Pont')], default='vacances', max_length=8)),
                ('debut', models.DateField(verbose_name='premier jour sans classe')),
                ('fin', models.DateField(verbose_name='dernier jour sans classe')),
            ],
            options={
                'verbose_name': 'période scolaire',
                'verbose_name_plural': 'périodes scolaires',
                'ordering': ['debut'],
                'constraints': [models.UniqueConstraint(fields=('debut',), name='periode_scolaire_unique'), models.CheckConstraint(condition=models.Q(('fin__gte', models.F('debut'))), name='periode_scolaire_dates_en_ordre')],
            },
        ),
        migrations.CreateModel(
            name='Rappel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('semaine', models.DateField(verbose_name='semaine du')),
                ('envoye_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='envoyé le')),
                ('confirme_le', models.DateTimeField(blank=True, null=True, verbose_name='confirmé le')),
                ('confirme_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rappels', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'rappel',
                'ordering': ['-semaine'],
            },
        ),
        migrations.CreateModel(
            name='ReglementInterieur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('depuis', models.DateField(verbose_name='en vigueur à partir du')),
                ('texte', wagtail.fields.RichTextField()),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('activite', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reglements', to='reservations.activite', verbose_name='activité')),
            ],
            options={
                'verbose_name': 'règlement intérieur',
                'verbose_name_plural': 'règlements intérieurs',
                'ordering': ['activite', '-depuis'],
            },
        ),
        migrations.CreateModel(
            name='AcceptationReglement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('origine', models.CharField(blank=True, max_length=120)),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acceptations', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acceptations', to='famille.foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reglement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptations', to='reservations.reglementinterieur')),
            ],
            options={
                'verbose_name': 'acceptation du règlement',
                'verbose_name_plural': 'acceptations du règlement',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('creee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='réservée le')),
                ('presence', models.CharField(choices=[('prevu', 'Prévu'), ('present', 'Présent'), ('absent', 'Absent'), ('absent-justifie', 'Absence justifiée')], default='prevu', max_length=16, verbose_name='présence')),
                ('pointee_le', models.DateTimeField(blank=True, null=True, verbose_name='pointée le')),
                ('absence_annoncee_le', models.DateTimeField(blank=True, null=True, verbose_name='absence annoncée le')),
                ('creneau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='reservations.creneau')),
                ('demande', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reservations', to='reservations.demandereservation')),
                ('enfant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='famille.foyer')),
                ('pointee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'réservation',
                'ordering': ['creneau__jour', 'creneau__moment'],
                'permissions': [('pointer_reservation', 'Peut voir les listes de présence de ses structures et pointer'), ('reserver_au_guichet', 'Peut réserver et annuler pour une famille, même après le délai'), ('planifier_reservation', 'Peut ouvrir des créneaux, changer leurs places, annuler des journées, exporter')],
            },
        ),
        migrations.CreateModel(
            name='Structure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=100, unique=True)),
                ('adresse', models.CharField(blank=True, max_length=200)),
                ('telephone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                ('directeurs', models.ManyToManyField(blank=True, related_name='structures_dirigees', to=settings.AUTH_USER_MODEL, verbose_name='directrices et directeurs')),
            ],
            options={
                'verbose_name': 'structure',
                'ordering': ['nom'],
            },
        ),
        migrations.CreateModel(
            name='Fermeture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('debut', models.DateField(verbose_name='du')),
                ('fin', models.DateField(verbose_name='au')),
                ('motif', models.CharField(help_text='Les familles lisent cette phrase.', max_length=160)),
                ('activite', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='fermetures', to='reservations.activite', verbose_name='activité')),
                ('evenement', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='fermetures', to='reservations.evenement')),
                ('structure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='fermetures', to='reservations.structure')),
            ],
            options={
                'verbose_name': 'fermeture',
                'ordering': ['-debut', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='activite',
            name='structure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activites', to='reservations.structure'),
        ),
        migrations.CreateModel(
            name='TauxPSU',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jusqua', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='jusqu’à … enfants')),
                ('pourcent', models.DecimalField(decimal_places=4, max_digits=6, validators=[django.core.validators.MinValueValidator(0)], verbose_name='taux horaire, en % des ressources du mois')),
                ('bareme', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='taux', to='reservations.baremepsu')),
            ],
            options={
                'verbose_name': 'taux',
                'verbose_name_plural': 'taux',
                'ordering': ['-pourcent', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TrancheTarif',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jusqua', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='quotient jusqu’à')),
                ('prix', models.DecimalField(decimal_places=2, max_digits=7, validators=[django.core.validators.MinValueValidator(0)])),
                ('prix_hors_commune', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='prix hors agglomération')),
                ('grille', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='tranches', to='reservations.grilletarifaire')),
            ],
            options={
                'verbose_name': 'tranche',
                'ordering': [models.OrderBy(models.F('jusqua'), nulls_last=True)],
            },
        ),
        migrations.CreateModel(
            name='Attente',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('bloc', models.CharField(max_length=24)),
                ('debut', models.DateField(verbose_name='premier jour')),
                ('ensemble', models.UUIDField(blank=True, null=True)),
                ('etat', models.CharField(choices=[('en-attente', 'En liste d’attente'), ('proposee', 'Place proposée'), ('acceptee', 'Place acceptée'), ('refusee', 'Place refusée'), ('expiree', 'Sans réponse à temps'), ('retiree', 'Retirée de la liste')], default='en-attente', max_length=10, verbose_name='état')),
                ('demandee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandée le')),
                ('proposee_le', models.DateTimeField(blank=True, null=True, verbose_name='proposée le')),
                ('expire_le', models.DateTimeField(blank=True, null=True, verbose_name='à accepter avant')),
                ('creneaux', models.JSONField(default=list, editable=False)),
                ('conclue_le', models.DateTimeField(blank=True, null=True)),
                ('motif', models.CharField(blank=True, max_length=300)),
                ('activite', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attentes', to='reservations.activite')),
                ('donnee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attentes', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attentes', to='famille.foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'place en liste d’attente',
                'verbose_name_plural': 'liste d’attente',
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('etat__in', ['en-attente', 'proposee'])), fields=['activite', 'bloc'], name='attente_en_cours'), models.Index(condition=models.Q(('etat', 'proposee')), fields=['expire_le'], name='offres_a_expirer')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('etat__in', ['en-attente', 'proposee'])), fields=('enfant', 'activite', 'bloc'), name='une_attente_par_bloc'), models.CheckConstraint(condition=models.Q(models.Q(('etat', 'proposee'), _negated=True), ('expire_le__isnull', False), _connector='OR'), name='une_offre_a_une_fin')],
            },
        ),
        migrations.CreateModel(
            name='CampagneFacturation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mois', models.DateField(verbose_name='mois facturé')),
                ('etat', models.CharField(choices=[('preparation', 'Calcul en cours'), ('a-verifier', 'À vérifier'), ('publication', 'Publication en cours'), ('publiee', 'Publiée'), ('abandonnee', 'Abandonnée')], default='preparation', max_length=12, verbose_name='état')),
                ('passage', models.PositiveIntegerField(default=0)),
                ('jusqua', models.PositiveBigIntegerField(default=0)),
                ('bilan', models.JSONField(default=dict)),
                ('modifiees', models.JSONField(default=list)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='commencée le')),
                ('publiee_le', models.DateTimeField(blank=True, null=True, verbose_name='publiée le')),
                ('activites', models.ManyToManyField(related_name='+', to='reservations.activite', verbose_name='activités')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('travail', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.travail')),
            ],
            options={
                'verbose_name': 'campagne de facturation',
                'verbose_name_plural': 'campagnes de facturation',
                'ordering': ['-cree_le', '-pk'],
                'permissions': [('facturer_campagnefacturation', 'Peut préparer et publier les factures d’un mois')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('etat__in', ['preparation', 'a-verifier', 'publication'])), fields=('mois',), name='campagne_une_a_la_fois')],
            },
        ),
        migrations.CreateModel(
            name='Places',
            fields=[
                ('creneau', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='places', serialize=False, to='reservations.creneau')),
                ('capacite', models.PositiveIntegerField(verbose_name='capacité')),
                ('prises', models.PositiveIntegerField(default=0)),
                ('ouvert', models.BooleanField(default=True)),
            ],
            options={
                'verbose_name': 'places d’un créneau',
                'verbose_name_plural': 'places des créneaux',
                'constraints': [models.CheckConstraint(condition=models.Q(('prises__gte', 0), ('prises__lte', models.F('capacite'))), name='jamais_une_place_de_trop')],
            },
        ),
        migrations.AddConstraint(
            model_name='creneau',
            constraint=models.UniqueConstraint(fields=('activite', 'jour', 'moment'), name='creneau_unique'),
        ),
        migrations.AddIndex(
            model_name='demandereservation',
            index=models.Index(condition=models.Q(('acceptee', True), ('recapitulatif_le', None)), fields=['soumise_le'], name='recapitulatifs_a_envoyer'),
        ),
        migrations.AddConstraint(
            model_name='grilletarifaire',
            constraint=models.UniqueConstraint(fields=('activite', 'unite', 'debut'), name='grille_unique'),
        ),
        migrations.AddConstraint(
            model_name='grilletarifaire',
            constraint=models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='grille_dates_en_ordre'),
        ),
        migrations.AddConstraint(
            model_name='groupe',
            constraint=models.UniqueConstraint(fields=('activite', 'nom'), name='groupe_unique_dans_l_activite'),
        ),
        migrations.AddConstraint(
            model_name='groupe',
            constraint=models.CheckConstraint(condition=models.Q(('age_max__gte', models.F('age_min'))), name='groupe_ages_en_ordre'),
        ),
        migrations.AddConstraint(
            model_name='evenement',
            constraint=models.CheckConstraint(condition=models.Q(('fin__gte', models.F('debut'))), name='evenement_dates_en_ordre'),
        ),
        migrations.AddIndex(
            model_name='consommationimportee',
            index=models.Index(fields=['foyer', 'jour'], name='consommation_du_foyer'),
        ),
        migrations.AddConstraint(
            model_name='consommationimportee',
            constraint=models.UniqueConstraint(fields=('enfant', 'activite', 'jour'), name='consommation_une_fois'),
        ),
        migrations.AddConstraint(
            model_name='consommationimportee',
            constraint=models.CheckConstraint(condition=models.Q(('quantite__gte', 0), ('quantite__lte', 24)), name='consommation_quantite_possible'),
        ),
        migrations.AddConstraint(
            model_name='inscription',
            constraint=models.UniqueConstraint(fields=('enfant', 'activite', 'debut'), name='inscription_unique'),
        ),
        migrations.AddConstraint(
            model_name='inscription',
            constraint=models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='inscription_dates_en_ordre'),
        ),
        migrations.AddConstraint(
            model_name='lignepanier',
            constraint=models.UniqueConstraint(fields=('foyer', 'enfant', 'activite', 'bloc'), name='une_ligne_par_bloc'),
        ),
        migrations.AddConstraint(
            model_name='ouverture',
            constraint=models.CheckConstraint(condition=models.Q(('fin__gte', models.F('debut'))), name='ouverture_dates_en_ordre'),
        ),
        migrations.AddConstraint(
            model_name='rappel',
            constraint=models.UniqueConstraint(fields=('foyer', 'semaine'), name='un_rappel_par_semaine'),
        ),
        migrations.AddConstraint(
            model_name='reglementinterieur',
            constraint=models.UniqueConstraint(fields=('activite', 'depuis'), name='reglement_unique_a_sa_date'),
        ),
        migrations.AddConstraint(
            model_name='acceptationreglement',
            constraint=models.UniqueConstraint(fields=('reglement', 'foyer', 'enfant', 'origine'), name='acceptation_unique'),
        ),
        migrations.AddConstraint(
            model_name='reservation',
            constraint=models.UniqueConstraint(fields=('enfant', 'creneau'), name='reservation_une_fois'),
        ),
        migrations.AddConstraint(
            model_name='fermeture',
            constraint=models.CheckConstraint(condition=models.Q(('fin__gte', models.F('debut'))), name='fermeture_dates_en_ordre'),
        ),
        migrations.AddConstraint(
            model_name='activite',
            constraint=models.UniqueConstraint(fields=('structure', 'nom'), name='activite_unique_dans_la_structure'),
        ),
        migrations.AddConstraint(
            model_name='activite',
            constraint=models.CheckConstraint(condition=models.Q(('age_max__gte', models.F('age_min'))), name='activite_ages_en_ordre'),
        ),
        migrations.AddConstraint(
            model_name='tauxpsu',
            constraint=models.UniqueConstraint(fields=('bareme', 'jusqua'), name='taux_psu_unique'),
        ),
        migrations.AddConstraint(
            model_name='tranchetarif',
            constraint=models.UniqueConstraint(fields=('grille', 'jusqua'), name='tranche_unique'),
        ),
        migrations.AddConstraint(
            model_name='tranchetarif',
            constraint=models.UniqueConstraint(condition=models.Q(('jusqua', None)), fields=('grille',), name='une_derniere_tranche'),
        ),
        migrations.RunPython(compter_dans_des_pages_aerees, migrations.RunPython.noop),
    ]
