"""Every table of the app, and what PostgreSQL refuses on its two journals."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import famille.models.champs
import famille.models.document
import phonenumber_field.modelfields
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

# The journals are only added to: the database follows its keys, and refuses the rest.
# What is asked for in place of the words of a reading, when its household is erased: its nature.
NATURE = """
CREATE FUNCTION famille_nature_de_lecture(quoi text) RETURNS text LANGUAGE sql IMMUTABLE AS $corps$
  SELECT CASE
    WHEN quoi IN ('Fiche d’une personne', 'Document', 'Conversation', 'Démarche', 'Démarche saisie pour la famille',
                  'Papier d’une démarche') THEN quoi
    WHEN lower(quoi) LIKE 'fiche sanitaire%' THEN 'Fiche sanitaire'
    WHEN lower(quoi) LIKE 'fiche du foyer%' THEN 'Fiche du foyer'
    WHEN lower(quoi) LIKE 'fiche de %' THEN 'Fiche d’une personne'
    WHEN lower(quoi) LIKE 'document %' THEN 'Document'
    WHEN lower(quoi) LIKE 'conversation %' THEN 'Conversation'
    WHEN lower(quoi) LIKE 'facture%' THEN 'Facture'
    WHEN lower(quoi) LIKE 'mandat %' THEN 'Mandat de prélèvement'
    WHEN lower(quoi) LIKE 'iban%' THEN 'IBAN en entier'
    WHEN lower(quoi) LIKE 'demande %' THEN 'Démarche'
    WHEN lower(quoi) LIKE 'saisie d’une démarche%' THEN 'Démarche saisie pour la famille'
    WHEN lower(quoi) LIKE 'accusé %' THEN 'Papier d’une démarche'
    WHEN lower(quoi) LIKE 'décision %' THEN 'Papier d’une démarche'
    WHEN lower(quoi) LIKE 'liste%' THEN 'Liste'
    WHEN lower(quoi) LIKE 'réservations%' THEN 'Réservations'
    WHEN lower(quoi) LIKE 'informations de sécurité%' THEN 'Informations de sécurité d’un enfant'
    WHEN lower(quoi) LIKE 'export%' THEN 'Export'
    WHEN lower(quoi) LIKE 'bordereau%' THEN 'Bordereau de la régie'
    WHEN lower(quoi) LIKE 'lettres%' THEN 'Lettres de relance'
    ELSE 'Autre lecture'
  END
$corps$;
"""
# Nothing changes a reading, and nothing deletes one that the town's period protects: 12 months
# while it has decided nothing, never less than 6. Deeper than our own trigger stands the database
# itself, which follows a household, a child or an account that goes. Midnight is the one of
# famille.donnees.minuit.
LECTURES = """
CREATE FUNCTION famille_lectures_en_ajout_seul() RETURNS trigger LANGUAGE plpgsql AS $corps$
DECLARE
  mois integer := 12;
BEGIN
  IF pg_trigger_depth() > 1 THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.quoi = famille_nature_de_lecture(OLD.quoi)
     AND current_setting('famille.taire', true) = OLD.foyer_id::text
     AND (NEW.id, NEW.foyer_id, NEW.le) = (OLD.id, OLD.foyer_id, OLD.le)
     AND NEW.par_id IS NOT DISTINCT FROM OLD.par_id AND NEW.sante_de_id IS NOT DISTINCT FROM OLD.sante_de_id THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    SELECT greatest(coalesce(min(lectures), 12), 6) INTO mois FROM famille_reglageconservation;
    IF OLD.le < (date_trunc('day', now() AT TIME ZONE 'Europe/Paris') - make_interval(months => mois))
                AT TIME ZONE 'Europe/Paris' THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'famille_consultation is only added to: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$corps$;
CREATE TRIGGER lectures_en_ajout_seul BEFORE UPDATE OR DELETE ON famille_consultation
  FOR EACH ROW EXECUTE FUNCTION famille_lectures_en_ajout_seul();
"""
# An erasure names its household for the time of its transaction (famille.journal.modifications).
MODIFICATIONS = """
CREATE FUNCTION famille_modifications_en_ajout_seul() RETURNS trigger LANGUAGE plpgsql AS $corps$
BEGIN
  IF pg_trigger_depth() > 1 THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' AND current_setting('famille.efface', true) = OLD.foyer_id::text THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'famille_modification is only added to: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$corps$;
CREATE TRIGGER modifications_en_ajout_seul BEFORE UPDATE OR DELETE ON famille_modification
  FOR EACH ROW EXECUTE FUNCTION famille_modifications_en_ajout_seul();
"""
# A move to this base, and the tests, say that they empty it; nothing else has a reason to.
VIDER = """
CREATE FUNCTION famille_journal_jamais_vide() RETURNS trigger LANGUAGE plpgsql AS $corps$
BEGIN
  IF current_setting('famille.vider', true) = 'oui' THEN RETURN NULL; END IF;
  RAISE EXCEPTION '% is only added to: TRUNCATE refused', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$corps$;
CREATE TRIGGER lectures_jamais_videes BEFORE TRUNCATE ON famille_consultation
  FOR EACH STATEMENT EXECUTE FUNCTION famille_journal_jamais_vide();
CREATE TRIGGER modifications_jamais_videes BEFORE TRUNCATE ON famille_modification
  FOR EACH STATEMENT EXECUTE FUNCTION famille_journal_jamais_vide();
"""
# Run as the owner of the tables (SECURITY DEFINER): the application may change no reading. What it
# can ask for is the nature of a reading in place of its words, in a household already erased, or of
# one adult's page.
TAIRE = """
CREATE FUNCTION famille_taire_les_lectures(foyer bigint, fiche text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $corps$
BEGIN
  PERFORM set_config('famille.taire', foyer::text, true);
  UPDATE famille_consultation AS lue SET quoi = famille_nature_de_lecture(lue.quoi)
    WHERE lue.foyer_id = foyer AND lue.quoi <> famille_nature_de_lecture(lue.quoi)
      AND CASE WHEN fiche = ''
        THEN EXISTS (SELECT 1 FROM famille_foyer AS efface WHERE efface.id = foyer AND efface.nom = 'Dossier effacé')
        ELSE lue.quoi = fiche AND fiche LIKE 'fiche de %' END;
  PERFORM set_config('famille.taire', '', true);
END
$corps$;
"""
OTER = """
DROP FUNCTION famille_taire_les_lectures(bigint, text);
DROP TRIGGER modifications_jamais_videes ON famille_modification;
DROP TRIGGER lectures_jamais_videes ON famille_consultation;
DROP FUNCTION famille_journal_jamais_vide();
DROP TRIGGER modifications_en_ajout_seul ON famille_modification;
DROP FUNCTION famille_modifications_en_ajout_seul();
DROP TRIGGER lectures_en_ajout_seul ON famille_consultation;
DROP FUNCTION famille_lectures_en_ajout_seul();
DROP FUNCTION famille_nature_de_lecture(text);
"""


def poser(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for sql in (NATURE, LECTURES, MODIFICATIONS, VIDER, TAIRE):
            schema_editor.execute(sql, params=None)  # its % is its own


def oter(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(OTER, params=None)



class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Compteur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serie', models.CharField(max_length=40, unique=True, verbose_name='série')),
                ('dernier', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'compteur',
            },
        ),
        migrations.CreateModel(
            name='Courriel',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cle', models.CharField(max_length=120, unique=True)),
                ('destinataire', models.EmailField(max_length=254)),
                ('sujet', models.CharField(max_length=200)),
                ('texte', models.TextField()),
                ('html', models.TextField()),
                ('pieces', models.JSONField(default=list, verbose_name='pièces jointes')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('envoye_le', models.DateTimeField(blank=True, null=True)),
                ('prochain_essai_le', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('essais', models.PositiveSmallIntegerField(default=0)),
                ('derniere_erreur', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': 'courriel',
                'ordering': ['-cree_le'],
            },
        ),
        migrations.CreateModel(
            name='CreancierSEPA',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(help_text='Tel que les familles le liront sur leur relevé de compte.', max_length=70, verbose_name='nom du créancier')),
                ('voie', models.CharField(max_length=70, verbose_name='numéro et rue')),
                ('code_postal', models.CharField(max_length=5, verbose_name='code postal')),
                ('commune', models.CharField(max_length=35)),
                ('ics', models.CharField(help_text='Donné par la Banque de France ou le comptable public. Exemple : FR72ZZZ123456.', max_length=35, verbose_name='identifiant créancier SEPA (ICS)')),
                ('iban', models.CharField(blank=True, help_text='Le compte de dépôt de fonds qui reçoit les prélèvements. Sans lui, aucune remise n’est préparée.', max_length=42, verbose_name='IBAN de la régie')),
                ('bic', models.CharField(blank=True, help_text='Trouvé d’après l’IBAN quand il est laissé vide.', max_length=11, verbose_name='BIC')),
            ],
            options={
                'verbose_name': 'créancier des prélèvements',
                'verbose_name_plural': 'créanciers des prélèvements',
            },
        ),
        migrations.CreateModel(
            name='Enfant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prenom', models.CharField(max_length=100, verbose_name='prénom')),
                ('nom', models.CharField(max_length=100)),
                ('naissance', models.DateField(verbose_name='date de naissance')),
                ('lieu_naissance', models.CharField(blank=True, max_length=120, verbose_name='lieu de naissance')),
                ('ecole', models.CharField(blank=True, max_length=120, verbose_name='école')),
                ('classe', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'verbose_name': 'enfant',
                'verbose_name_plural': 'enfants',
                'ordering': ['naissance', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EtapeRelance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jours', models.PositiveSmallIntegerField(help_text='Une étape ne part qu’après les précédentes, avec le même écart entre elles.', unique=True, verbose_name='jours après l’échéance')),
                ('sujet', models.CharField(help_text='Titre de l’e-mail et de la lettre.', max_length=150)),
                ('texte', models.TextField(help_text='Le même pour l’e-mail et la lettre. Mots remplacés : {factures} (les numéros des factures en retard), {echeance} (la plus ancienne date d’échéance), {dossier} (le numéro de dossier du foyer), {regie} (le nom de la régie), {contact} (le téléphone et l’e-mail de la régie). N’écrivez pas de montant : l’e-mail n’en donne jamais, la lettre les ajoute d’elle-même.')),
                ('par_courriel', models.BooleanField(default=True, verbose_name='par e-mail')),
                ('par_lettre', models.BooleanField(default=False, help_text='Une famille sans e-mail reçoit toujours une lettre.', verbose_name='aussi par lettre')),
            ],
            options={
                'verbose_name': 'étape de relance',
                'verbose_name_plural': 'étapes de relance',
                'ordering': ['jours'],
            },
        ),
        migrations.CreateModel(
            name='FormulaireRecu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.CharField(max_length=64, unique=True, verbose_name='empreinte')),
                ('suite', models.CharField(blank=True, max_length=300)),
                ('recu_le', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='reçu le')),
            ],
            options={
                'verbose_name': 'formulaire reçu',
                'verbose_name_plural': 'formulaires reçus',
            },
        ),
        migrations.CreateModel(
            name='Foyer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.CharField(max_length=12, unique=True, verbose_name='numéro de dossier')),
                ('nom', models.CharField(max_length=120, verbose_name='nom du foyer')),
                ('situation', models.CharField(blank=True, choices=[('maries', 'Mariés'), ('pacses', 'Pacsés'), ('vie-commune', 'En vie commune'), ('separes', 'Séparés ou divorcés'), ('parent-seul', 'Parent seul'), ('veuf', 'Veuf ou veuve'), ('accueil', 'Famille d’accueil')], max_length=12, verbose_name='situation familiale')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('recherche', models.TextField(blank=True, editable=False)),
            ],
            options={
                'verbose_name': 'foyer',
                'verbose_name_plural': 'foyers',
                'ordering': ['nom', 'numero'],
            },
        ),
        migrations.CreateModel(
            name='ReglageConservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decidees_le', models.DateField(blank=True, help_text='La date de la décision de la collectivité. Vide ou à venir : rien n’est supprimé.', null=True, verbose_name='durées applicables à partir du')),
                ('purge_automatique', models.BooleanField(default=False, help_text='Sinon, l’administration lance elle-même « manage.py purger --executer », après avoir lu sa liste.', verbose_name='supprimer chaque mois, sans intervention')),
                ('sante', models.PositiveSmallIntegerField(blank=True, help_text='Comptés depuis la fin de validité de la fiche sanitaire ou du document (la fin de la saison). Donnée sensible (RGPD, article 9), gardée le temps de l’accueil. Proposé : 1. 0 : dès le lendemain.', null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Santé des enfants, en mois')),
                ('lectures', models.PositiveSmallIntegerField(blank=True, help_text='Comptés depuis la consultation. La CNIL recommande de garder les journaux de 6 mois à 1 an (délibération 2021-122) : 6 au moins. Proposé : 12.', null=True, validators=[django.core.validators.MinValueValidator(6)], verbose_name='Trace des consultations de dossiers, en mois')),
                ('courriels', models.PositiveSmallIntegerField(blank=True, help_text='Comptés depuis l’envoi. Preuve d’envoi, et mémoire des rappels : 6 au moins. Proposé : 6.', null=True, validators=[django.core.validators.MinValueValidator(6)], verbose_name='E-mails envoyés, en mois')),
                ('notifications', models.PositiveSmallIntegerField(blank=True, help_text='Comptés depuis leur date, lues ou non. Simple avertissement : ce qu’elle annonce est ailleurs. Proposé : 12.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Notifications, en mois')),
                ('conversations', models.PositiveSmallIntegerField(blank=True, help_text='Comptés depuis le dernier message. Celles qui attendent une réponse restent. Suivi de la relation avec l’usager. Proposé : 24.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Conversations closes, en mois')),
                ('demandes', models.PositiveSmallIntegerField(blank=True, help_text='Comptés depuis la décision. Ce que la démarche a changé au dossier y reste. Délais de recours et contrôle des organismes financeurs. Proposé : 36.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Démarches validées, avec leurs pièces, en mois')),
                ('demandes_sans_suite', models.PositiveSmallIntegerField(blank=True, help_text='Comptés depuis la décision ou le retrait. Délais de recours gracieux et contentieux. Proposé : 12.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Démarches rejetées ou retirées, avec leurs pièces, en mois')),
                ('factures', models.PositiveSmallIntegerField(blank=True, help_text='Comptées depuis le 31 décembre de l’année d’émission. Une facture impayée reste, et ce qui va avec elle. Durée d’usage des pièces comptables : 10 ans. Proposé : 10.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Factures, paiements et mandats, en années')),
                ('foyers', models.PositiveSmallIntegerField(blank=True, help_text='Comptées depuis la dernière activité : connexion, démarche, réservation, présence, facture, message. Un impayé, une démarche ouverte ou une inscription en cours protège le dossier. Minimisation (RGPD, article 5.1.e). Ce que la comptabilité doit garder reste sans le reste du dossier. Proposé : 2.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Dossiers des familles parties, en années')),
            ],
            options={
                'verbose_name': 'durées de conservation',
                'verbose_name_plural': 'durées de conservation',
            },
        ),
        migrations.CreateModel(
            name='ReglageDossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('autorisations_des', models.PositiveSmallIntegerField(blank=True, default=0, help_text='En années. 0 : dès la naissance. Vide : jamais demandé.', null=True, verbose_name='une réponse à chaque autorisation, à partir de l’âge de')),
                ('vaccins_des', models.PositiveSmallIntegerField(blank=True, help_text='En années. 0 : dès la naissance. Vide : jamais demandé.', null=True, verbose_name='le carnet de vaccination, à partir de l’âge de')),
                ('rappel_jours', models.PositiveSmallIntegerField(default=30, help_text='Un e-mail par adulte, et une ligne sur son tableau de bord. 0 : pas de rappel.', validators=[django.core.validators.MaxValueValidator(90)], verbose_name='premier rappel, en jours avant la fin d’un document')),
                ('second_rappel_jours', models.PositiveSmallIntegerField(default=7, help_text='0 : pas de second rappel.', validators=[django.core.validators.MaxValueValidator(90)], verbose_name='second rappel, en jours')),
            ],
            options={
                'verbose_name': 'dossier des enfants',
            },
        ),
        migrations.CreateModel(
            name='ReglageRegie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(default='Régie du Pôle Familles', max_length=120, verbose_name='nom de la régie')),
                ('adresse', models.CharField(blank=True, max_length=250)),
                ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('telephone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('delai_jours', models.PositiveSmallIntegerField(default=30, help_text='Entre la publication d’une facture et la date avant laquelle la payer. 14 jours au moins : c’est aussi l’annonce due avant un prélèvement.', validators=[django.core.validators.MinValueValidator(14), django.core.validators.MaxValueValidator(90)], verbose_name='jours pour payer')),
                ('attester_les_absences', models.BooleanField(default=False, help_text='Décoché : seule une garde qui a eu lieu est attestée (réponse ministérielle n° 13-78406QE). À confirmer avec votre centre des impôts.', verbose_name='compter dans l’attestation fiscale les journées facturées pour une absence')),
            ],
            options={
                'verbose_name': 'régie',
                'verbose_name_plural': 'régies',
            },
        ),
        migrations.CreateModel(
            name='Utilisateur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(error_messages={'unique': 'Un compte existe déjà avec cette adresse.'}, max_length=254, unique=True, verbose_name='adresse e-mail')),
                ('first_name', models.CharField(max_length=100, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=100, verbose_name='nom')),
                ('qualite', models.CharField(blank=True, help_text='Par exemple : gestionnaire des dossiers familles.', max_length=120, verbose_name='qualité')),
                ('service', models.CharField(blank=True, help_text='Par exemple : Pôle Familles.', max_length=120, verbose_name='service')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'compte',
                'verbose_name_plural': 'comptes',
            },
        ),
        migrations.CreateModel(
            name='CommuneMembre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=100)),
                ('code_postal', models.CharField(max_length=5, verbose_name='code postal')),
            ],
            options={
                'verbose_name': 'commune de l’agglomération',
                'verbose_name_plural': 'communes de l’agglomération',
                'ordering': ['nom'],
                'constraints': [models.UniqueConstraint(fields=('nom', 'code_postal'), name='commune_membre_unique')],
            },
        ),
        migrations.CreateModel(
            name='Autorisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=[('image', 'Droit à l’image'), ('sortie-seul', 'Partir seul'), ('hospitalisation', 'Soins d’urgence et hospitalisation'), ('transport', 'Transport pendant les sorties'), ('baignade', 'Baignade')], max_length=16)),
                ('accordee', models.BooleanField(verbose_name='accordée')),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='autorisations', to='famille.enfant')),
            ],
            options={
                'verbose_name': 'autorisation',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='EnvoiGroupe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sujet', models.CharField(max_length=120)),
                ('texte', models.TextField(max_length=5000)),
                ('cible', models.JSONField(default=dict)),
                ('a_qui', models.CharField(max_length=250, verbose_name='à qui')),
                ('foyers', models.JSONField(default=list)),
                ('auteur', models.CharField(max_length=250)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='préparé le')),
                ('envoye_le', models.DateTimeField(blank=True, null=True, verbose_name='envoyé le')),
                ('fini_le', models.DateTimeField(blank=True, null=True)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message groupé',
                'verbose_name_plural': 'messages groupés',
                'ordering': ['-cree_le', '-pk'],
                'permissions': [('ecrire_aux_familles', 'Peut écrire à toutes les familles d’une activité ou d’une école')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('genre', models.CharField(choices=[('domicile', 'Justificatif de domicile'), ('identite', 'Pièce d’identité'), ('pai', 'Projet d’accueil individualisé'), ('vaccins', 'Carnet de vaccination'), ('medical', 'Certificat médical'), ('naissance', 'Acte de naissance'), ('assurance', 'Attestation d’assurance'), ('rib', 'Relevé d’identité bancaire (RIB)'), ('quotient', 'Attestation de quotient familial'), ('autre', 'Autre document')], default='autre', max_length=12, verbose_name='nature')),
                ('nom', models.CharField(max_length=150, verbose_name='nom du fichier')),
                ('fichier', models.FileField(blank=True, max_length=120, storage=famille.models.document.stockage_prive, upload_to=famille.models.document.nom_au_hasard)),
                ('type_mime', models.CharField(max_length=40)),
                ('taille', models.PositiveIntegerField(verbose_name='taille en octets')),
                ('sha256', models.CharField(max_length=64)),
                ('depose_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='déposé le')),
                ('emis_le', models.DateField(blank=True, null=True, verbose_name='daté du')),
                ('valable_jusqu_au', models.DateField(blank=True, null=True, verbose_name='valable jusqu’au')),
                ('remis_le', models.DateTimeField(blank=True, null=True, verbose_name='remis au service le')),
                ('classe_le', models.DateTimeField(blank=True, null=True, verbose_name='classé au dossier le')),
                ('etat', models.CharField(choices=[('en-analyse', 'Analyse en cours'), ('sain', 'Analysé, aucun virus'), ('infecte', 'Bloqué : virus détecté'), ('non-analyse', 'Non analysé')], default='en-analyse', max_length=12, verbose_name='antivirus')),
                ('depose_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enfant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='famille.enfant')),
                ('envoi', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='famille.envoigroupe')),
                ('foyer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'document',
                'ordering': ['-depose_le'],
            },
        ),
        migrations.CreateModel(
            name='ExportDonnees',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('demande_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandé le')),
                ('pret_le', models.DateTimeField(blank=True, null=True, verbose_name='prêt le')),
                ('fichier', models.CharField(blank=True, max_length=200)),
                ('taille', models.PositiveBigIntegerField(default=0, verbose_name='taille en octets')),
                ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'copie de données',
                'verbose_name_plural': 'copies de données',
                'ordering': ['-demande_le'],
            },
        ),
        migrations.CreateModel(
            name='FicheSanitaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regime', famille.models.champs.TexteChiffre(choices=[('aucun', 'Aucun régime particulier'), ('sans-porc', 'Sans porc'), ('sans-viande', 'Sans viande'), ('sans-gluten', 'Sans gluten'), ('autre', 'Autre régime')], default='aucun', usage='famille.sante', verbose_name='régime alimentaire')),
                ('allergies', famille.models.champs.TexteChiffre(blank=True, max_length=300, usage='famille.sante')),
                ('pai', models.BooleanField(default=False, verbose_name='projet d’accueil individualisé (PAI)')),
                ('medecin', famille.models.champs.TexteChiffre(blank=True, max_length=120, usage='famille.sante', verbose_name='médecin traitant')),
                ('medecin_telephone', famille.models.champs.TelephoneChiffre(blank=True, max_length=128, region=None, usage='famille.sante', verbose_name='téléphone du médecin')),
                ('valable_jusqu_au', models.DateField(verbose_name='valable jusqu’au')),
                ('assurance_compagnie', models.CharField(blank=True, max_length=120, verbose_name='compagnie d’assurance')),
                ('assurance_numero', models.CharField(blank=True, max_length=60, verbose_name='numéro de contrat')),
                ('assurance_fin', models.DateField(blank=True, null=True, verbose_name='assurance valable jusqu’au')),
                ('modifiee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='mise à jour le')),
                ('enfant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='fiche_sanitaire', to='famille.enfant')),
                ('modifiee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pai_document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.document')),
                ('vaccins_document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.document')),
            ],
            options={
                'verbose_name': 'fiche sanitaire',
                'verbose_name_plural': 'fiches sanitaires',
            },
        ),
        migrations.CreateModel(
            name='Fil',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sujet', models.CharField(max_length=120)),
                ('origine', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='à propos de')),
                ('recherche', models.CharField(blank=True, editable=False, max_length=200)),
                ('etat', models.CharField(choices=[('a-traiter', 'À traiter'), ('repondu', 'Répondu'), ('envoye', 'Envoyé'), ('clos', 'Clos')], default='a-traiter', max_length=10, verbose_name='état')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='ouverte le')),
                ('dernier_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dernier message le')),
                ('reponse_le', models.DateTimeField(blank=True, null=True, verbose_name='dernier message du service le')),
                ('attend_depuis', models.DateTimeField(blank=True, null=True, verbose_name='attend une réponse depuis le')),
                ('agent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='fils_pris', to=settings.AUTH_USER_MODEL)),
                ('enfant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='fils', to='famille.enfant')),
                ('envoi', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='fils', to='famille.envoigroupe')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fils', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'conversation',
                'ordering': ['-dernier_le', '-pk'],
                'permissions': [('repondre_fil', 'Peut lire les messages des familles et y répondre')],
            },
        ),
        migrations.CreateModel(
            name='Facture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=[('facture', 'Facture'), ('avoir', 'Avoir')], default='facture', max_length=8)),
                ('etat', models.CharField(choices=[('brouillon', 'Brouillon'), ('publiee', 'Publiée')], default='brouillon', max_length=10, verbose_name='état')),
                ('cle', models.CharField(max_length=80, unique=True)),
                ('numero', models.CharField(blank=True, max_length=20, null=True, unique=True, verbose_name='numéro')),
                ('objet', models.CharField(max_length=200)),
                ('mois', models.DateField(verbose_name='mois facturé')),
                ('destinataire', models.JSONField(default=list)),
                ('emise_le', models.DateField(blank=True, null=True, verbose_name='émise le')),
                ('echeance', models.DateField(blank=True, null=True, verbose_name='à payer avant le')),
                ('total', models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=10)),
                ('regle', models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=10, verbose_name='réglé')),
                ('motif', models.CharField(blank=True, max_length=300, verbose_name='motif de la correction')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créée le')),
                ('corrige', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='avoirs', to='famille.facture')),
                ('publiee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='factures', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'facture',
                'ordering': ['-emise_le', '-pk'],
                'permissions': [('corriger_facture', 'Peut corriger une facture publiée par un avoir')],
            },
        ),
        migrations.CreateModel(
            name='ContactFamille',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prenom', models.CharField(max_length=100, verbose_name='prénom')),
                ('nom', models.CharField(max_length=100)),
                ('lien', models.CharField(blank=True, max_length=60, verbose_name='lien avec les enfants')),
                ('telephone', phonenumber_field.modelfields.PhoneNumberField(max_length=128, region=None, verbose_name='téléphone')),
                ('a_prevenir', models.BooleanField(default=True, verbose_name='à prévenir en cas d’urgence')),
                ('peut_recuperer', models.BooleanField(default=False, verbose_name='peut venir chercher l’enfant')),
                ('ordre', models.PositiveSmallIntegerField(default=1, verbose_name='ordre d’appel')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'contact de la famille',
                'verbose_name_plural': 'contacts de la famille',
                'ordering': ['ordre', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quoi', models.CharField(max_length=200)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DB_SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sante_de', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.DB_SET_NULL, related_name='+', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.DB_CASCADE, related_name='consultations', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'consultation',
                'ordering': ['-le', '-pk'],
                'permissions': [('exporter_consultation', 'Peut exporter le journal des consultations')],
            },
        ),
        migrations.CreateModel(
            name='AdresseFoyer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voie', models.CharField(max_length=120, verbose_name='numéro et rue')),
                ('complement', models.CharField(blank=True, max_length=120, verbose_name='complément')),
                ('code_postal', models.CharField(max_length=5, verbose_name='code postal')),
                ('commune', models.CharField(max_length=100)),
                ('dans_agglomeration', models.BooleanField(default=False, verbose_name='dans l’agglomération')),
                ('depuis', models.DateField(verbose_name='à partir du')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adresses', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'adresse',
                'ordering': ['-depuis', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LectureFil',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lu_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('fil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lectures', to='famille.fil')),
                ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lecture d’une conversation',
            },
        ),
        migrations.CreateModel(
            name='LigneFacture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enfant_nom', models.CharField(blank=True, max_length=201, verbose_name='enfant')),
                ('jour', models.DateField()),
                ('libelle', models.CharField(max_length=200, verbose_name='libellé')),
                ('service', models.CharField(choices=[('creche', 'Crèche'), ('halte-garderie', 'Halte-garderie'), ('accueils-de-loisirs', 'Accueils de loisirs'), ('restauration', 'Restauration scolaire'), ('garderie', 'Garderie scolaire')], max_length=20)),
                ('nature', models.CharField(choices=[('garde', 'Garde'), ('repas', 'Repas'), ('autre', 'Autre')], default='garde', max_length=5)),
                ('quantite', models.DecimalField(decimal_places=2, default=1, max_digits=8, verbose_name='quantité')),
                ('prix_unitaire', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='prix')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('dont_absence', models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name='dont absences facturées')),
                ('dont_repas', models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name='dont repas')),
                ('calcul', models.JSONField(default=dict)),
                ('source', models.CharField(blank=True, max_length=60)),
                ('corrigee', models.BooleanField(default=False, verbose_name='corrigée par un avoir')),
                ('corrige', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='famille.lignefacture')),
                ('enfant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.enfant')),
                ('facture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='famille.facture')),
            ],
            options={
                'verbose_name': 'ligne de facture',
                'verbose_name_plural': 'lignes de facture',
                'ordering': ['enfant_nom', 'jour', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='LigneARevoir',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('du', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='dû')),
                ('origine', models.CharField(max_length=120)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ligne', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='a_revoir', to='famille.lignefacture')),
            ],
            options={
                'verbose_name': 'ligne de facture à revoir',
                'verbose_name_plural': 'lignes de facture à revoir',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MandatSEPA',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rum', models.CharField(max_length=35, unique=True, verbose_name='référence unique du mandat (RUM)')),
                ('titulaire_nom', models.CharField(max_length=201, verbose_name='titulaire du compte')),
                ('voie', models.CharField(max_length=120, verbose_name='numéro et rue')),
                ('complement', models.CharField(blank=True, max_length=120, verbose_name='complément')),
                ('code_postal', models.CharField(max_length=5, verbose_name='code postal')),
                ('commune', models.CharField(max_length=100)),
                ('pays', models.CharField(default='FR', max_length=2)),
                ('iban_chiffre', models.TextField(editable=False)),
                ('iban_masque', models.CharField(max_length=20, verbose_name='compte')),
                ('bic', models.CharField(blank=True, max_length=11, verbose_name='BIC')),
                ('banque', models.CharField(blank=True, max_length=140)),
                ('creancier_nom', models.CharField(max_length=70, verbose_name='créancier')),
                ('creancier_adresse', models.CharField(max_length=120, verbose_name='adresse du créancier')),
                ('ics', models.CharField(max_length=35, verbose_name='ICS')),
                ('texte', models.TextField(verbose_name='texte accepté')),
                ('signe_le', models.DateTimeField(verbose_name='accepté le')),
                ('debut', models.DateField(verbose_name='en vigueur depuis le')),
                ('fin', models.DateField(blank=True, null=True, verbose_name='terminé le')),
                ('motif_fin', models.CharField(blank=True, choices=[('revoque', 'Arrêté à la demande de la famille'), ('remplace', 'Remplacé : changement de compte')], max_length=8, verbose_name='raison de la fin')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandats', to='famille.foyer')),
                ('remplace', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='remplace_par', to='famille.mandatsepa')),
                ('rib', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.document')),
                ('signe_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mandat de prélèvement',
                'verbose_name_plural': 'mandats de prélèvement',
                'ordering': ['-debut', '-pk'],
                'permissions': [('lire_iban', 'Peut lire un IBAN en entier')],
            },
        ),
        migrations.AddField(
            model_name='facture',
            name='mandat',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='factures', to='famille.mandatsepa'),
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('du_service', models.BooleanField(verbose_name='du service')),
                ('auteur', models.CharField(max_length=250)),
                ('texte', models.TextField(blank=True)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('documents', models.ManyToManyField(blank=True, related_name='messages', to='famille.document')),
                ('fil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='famille.fil')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message',
                'ordering': ['le', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Modification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('objet', models.CharField(max_length=200)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('avant', models.JSONField(default=dict)),
                ('apres', models.JSONField(default=dict, verbose_name='après')),
                ('origine', models.CharField(blank=True, max_length=120)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.DB_CASCADE, related_name='modifications', to='famille.foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DB_SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'modification',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.CharField(max_length=120, unique=True)),
                ('titre', models.CharField(max_length=200)),
                ('lien', models.TextField(blank=True)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('lu_le', models.DateTimeField(blank=True, null=True, verbose_name='lue le')),
                ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notification',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Paiement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=30, unique=True, verbose_name='référence')),
                ('moyen', models.CharField(choices=[('en-ligne', 'Paiement en ligne'), ('prelevement', 'Prélèvement automatique'), ('especes', 'Espèces'), ('cheque', 'Chèque'), ('cesu', 'CESU'), ('cheque-vacances', 'Chèque-vacances'), ('virement', 'Virement')], max_length=16)),
                ('etat', models.CharField(choices=[('ouvert', 'En cours'), ('paye', 'Payé'), ('refuse', 'Refusé'), ('abandonne', 'Abandonné'), ('expire', 'Sans réponse'), ('a-verifier', 'À vérifier par la régie'), ('rejete', 'Rejeté par la banque'), ('annule', 'Annulé par la régie')], default='ouvert', max_length=10, verbose_name='état')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('ouvert_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='commencé le')),
                ('expire_le', models.DateTimeField(blank=True, null=True, verbose_name='place tenue jusqu’à')),
                ('paye_le', models.DateTimeField(blank=True, null=True, verbose_name='payé le')),
                ('identifiant', models.CharField(blank=True, db_index=True, max_length=64)),
                ('adresse', models.URLField(blank=True, max_length=500, verbose_name='page de paiement')),
                ('code', models.CharField(blank=True, max_length=10, verbose_name='code du prestataire')),
                ('autorisation', models.CharField(blank=True, max_length=40, verbose_name='numéro d’autorisation')),
                ('questions', models.PositiveSmallIntegerField(default=0)),
                ('prochaine_question_le', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('notifie_le', models.DateTimeField(blank=True, null=True)),
                ('piece', models.CharField(blank=True, max_length=60, verbose_name='numéro du chèque ou du titre')),
                ('trop_percu', models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name='trop-perçu')),
                ('saisie', models.UUIDField(null=True, unique=True)),
                ('numero_recu', models.CharField(blank=True, max_length=20, null=True, unique=True, verbose_name='reçu')),
                ('recu', models.JSONField(default=dict)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paiements', to='famille.foyer')),
                ('mandat', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='famille.mandatsepa')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'paiement',
                'ordering': ['-ouvert_le', '-pk'],
                'permissions': [('encaisser_paiement', 'Peut encaisser au guichet et tenir la régie')],
            },
        ),
        migrations.CreateModel(
            name='PartPaiement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('vive', models.BooleanField(default=False)),
                ('facture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='famille.facture')),
                ('paiement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='famille.paiement')),
            ],
            options={
                'verbose_name': 'part d’un paiement',
                'verbose_name_plural': 'parts d’un paiement',
            },
        ),
        migrations.CreateModel(
            name='PassagePaiement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('de', models.CharField(blank=True, max_length=10)),
                ('vers', models.CharField(max_length=10)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('motif', models.CharField(blank=True, max_length=300)),
                ('paiement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='famille.paiement')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'passage d’un paiement',
                'verbose_name_plural': 'passages d’un paiement',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Purge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mois', models.DateField(blank=True, null=True, unique=True)),
                ('commencee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='commencée le')),
                ('finie_le', models.DateTimeField(blank=True, null=True, verbose_name='finie le')),
                ('comptes', models.JSONField(default=dict)),
                ('limites', models.JSONField(default=dict)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'purge',
                'ordering': ['-commencee_le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='QuotientFamilial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valeur', models.DecimalField(decimal_places=2, max_digits=8)),
                ('debut', models.DateField(verbose_name='à partir du')),
                ('fin', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('source', models.CharField(choices=[('declare', 'Déclaré par la famille'), ('atteste', 'Attesté par un document'), ('api', 'Transmis par la CAF ou la MSA')], default='declare', max_length=8)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotients', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'quotient familial',
                'verbose_name_plural': 'quotients familiaux',
                'ordering': ['-debut', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RappelDossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('piece', models.CharField(max_length=16, verbose_name='pièce')),
                ('fin', models.DateField()),
                ('palier', models.PositiveSmallIntegerField(verbose_name='jours avant la fin')),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'rappel du dossier',
                'verbose_name_plural': 'rappels du dossier',
            },
        ),
        migrations.CreateModel(
            name='Rattachement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('garde', models.CharField(choices=[('principale', 'Résidence principale'), ('alternee', 'Résidence alternée'), ('visite', 'Droit de visite et d’hébergement')], default='principale', max_length=10)),
                ('debut', models.DateField(verbose_name='début')),
                ('fin', models.DateField(blank=True, null=True)),
                ('semaines', models.CharField(blank=True, choices=[('paires', 'Semaines paires'), ('impaires', 'Semaines impaires')], help_text='Vide : toutes les semaines.', max_length=9, verbose_name='semaines de garde')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rattachements', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rattachements', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'rattachement',
            },
        ),
        migrations.CreateModel(
            name='PeriodeDeGarde',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('debut', models.DateField(verbose_name='du')),
                ('fin', models.DateField(verbose_name='au')),
                ('ici', models.BooleanField(default=True, verbose_name='dans ce foyer')),
                ('rattachement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='periodes', to='famille.rattachement')),
            ],
            options={
                'verbose_name': 'période de garde',
                'verbose_name_plural': 'périodes de garde',
                'ordering': ['debut'],
            },
        ),
        migrations.AddField(
            model_name='enfant',
            name='foyers',
            field=models.ManyToManyField(related_name='enfants', through='famille.Rattachement', to='famille.foyer'),
        ),
        migrations.CreateModel(
            name='Relance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('courriel', models.BooleanField(default=False, verbose_name='par e-mail')),
                ('lettre', models.BooleanField(default=False, verbose_name='par lettre')),
                ('sujet', models.CharField(max_length=200)),
                ('texte', models.TextField()),
                ('imprimee_le', models.DateTimeField(blank=True, null=True, verbose_name='imprimée le')),
                ('etape', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relances', to='famille.etaperelance', verbose_name='étape')),
                ('facture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relances', to='famille.facture')),
                ('imprimee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'relance',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Remboursement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('comment', models.CharField(max_length=200, verbose_name='comment il est rendu')),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('facture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remboursements', to='famille.facture')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'remboursement',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RemiseSEPA',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.CharField(max_length=35, unique=True, verbose_name='numéro')),
                ('date', models.DateField(verbose_name='date de prélèvement')),
                ('etat', models.CharField(choices=[('preparee', 'Prête à transmettre'), ('transmise', 'Transmise à la banque'), ('encaissee', 'Encaissée'), ('abandonnee', 'Abandonnée')], default='preparee', max_length=10, verbose_name='état')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=12)),
                ('nombre', models.PositiveIntegerField()),
                ('creancier', models.JSONField(default=dict)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='préparée le')),
                ('telechargee_le', models.DateTimeField(blank=True, null=True, verbose_name='téléchargée le')),
                ('transmise_le', models.DateTimeField(blank=True, null=True, verbose_name='transmise le')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('telechargee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('transmise_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'remise de prélèvements',
                'verbose_name_plural': 'remises de prélèvements',
                'ordering': ['-date', '-pk'],
                'permissions': [('prelever_remisesepa', 'Peut préparer et télécharger les prélèvements')],
            },
        ),
        migrations.AddField(
            model_name='paiement',
            name='remise',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paiements', to='famille.remisesepa'),
        ),
        migrations.CreateModel(
            name='Responsable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prenom', models.CharField(max_length=100, verbose_name='prénom')),
                ('nom', models.CharField(max_length=100)),
                ('lien', models.CharField(choices=[('parent', 'Parent'), ('tuteur', 'Tuteur ou tutrice'), ('accueil', 'Assistant familial ou assistante familiale')], default='parent', max_length=8, verbose_name='lien avec les enfants')),
                ('telephone_portable', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name='téléphone portable')),
                ('telephone_fixe', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name='autre téléphone')),
                ('fin', models.DateField(blank=True, null=True, verbose_name='dernier jour dans le foyer')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsables', to='famille.foyer')),
                ('utilisateur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responsabilites', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'responsable',
                'verbose_name_plural': 'responsables',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='mandatsepa',
            name='titulaire',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.responsable'),
        ),
        migrations.CreateModel(
            name='AccesAConfirmer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nature', models.CharField(choices=[('adulte', 'Adulte ajouté à un foyer'), ('adresse', 'Adresse e-mail d’un adulte changée'), ('enfant', 'Enfant rattaché à un autre foyer')], max_length=8)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('ferme', models.BooleanField(default=True, verbose_name='ferme la santé')),
                ('confirme_le', models.DateTimeField(blank=True, null=True, verbose_name='confirmé le')),
                ('confirme_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acces_a_confirmer', to='famille.foyer')),
                ('rattachement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.rattachement')),
                ('responsable', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.responsable')),
            ],
            options={
                'verbose_name': 'accès à confirmer',
                'verbose_name_plural': 'accès à confirmer',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SanteDeclaree',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origine', models.CharField(max_length=14)),
                ('allergies', famille.models.champs.TexteChiffre(blank=True, max_length=300, usage='famille.sante')),
                ('regime', famille.models.champs.TexteChiffre(blank=True, choices=[('aucun', 'Aucun régime particulier'), ('sans-porc', 'Sans porc'), ('sans-viande', 'Sans viande'), ('sans-gluten', 'Sans gluten'), ('autre', 'Autre régime')], usage='famille.sante', verbose_name='régime alimentaire')),
                ('pai', models.BooleanField(default=False, verbose_name='projet d’accueil individualisé (PAI)')),
                ('le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='déclaré le')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sante_declaree', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sante_declaree', to='famille.foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'santé déclarée',
                'verbose_name_plural': 'santés déclarées',
                'ordering': ['le', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ServicePreleve',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.CharField(choices=[('creche', 'Crèche'), ('halte-garderie', 'Halte-garderie'), ('accueils-de-loisirs', 'Accueils de loisirs'), ('restauration', 'Restauration scolaire'), ('garderie', 'Garderie scolaire')], max_length=20)),
                ('fin', models.DateField(blank=True, null=True)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.foyer')),
                ('mandat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='services', to='famille.mandatsepa')),
            ],
            options={
                'verbose_name': 'service prélevé',
                'verbose_name_plural': 'services prélevés',
            },
        ),
        migrations.CreateModel(
            name='Travail',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('genre', models.CharField(max_length=30)),
                ('titre', models.CharField(max_length=160)),
                ('parametres', models.JSONField(default=dict, verbose_name='paramètres')),
                ('etat', models.CharField(choices=[('pret', 'En attente'), ('en-cours', 'En cours'), ('fini', 'Terminé'), ('echec', 'Interrompu')], default='pret', max_length=10, verbose_name='état')),
                ('fait', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('resultat', models.JSONField(default=dict, verbose_name='résultat')),
                ('fichier', models.CharField(blank=True, max_length=200)),
                ('nom_du_fichier', models.CharField(blank=True, max_length=120)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('fini_le', models.DateTimeField(blank=True, null=True)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'travail',
                'verbose_name_plural': 'travaux',
                'ordering': ['-cree_le'],
            },
        ),
        migrations.AddConstraint(
            model_name='utilisateur',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='utilisateur_email_sans_casse'),
        ),
        migrations.AddConstraint(
            model_name='exportdonnees',
            constraint=models.UniqueConstraint(condition=models.Q(('pret_le', None)), fields=('utilisateur',), name='un_export_en_cours_par_compte'),
        ),
        migrations.AddIndex(
            model_name='fil',
            index=models.Index(fields=['etat', 'dernier_le'], name='fil_par_etat'),
        ),
        migrations.AddIndex(
            model_name='fil',
            index=models.Index(fields=['etat', 'attend_depuis'], name='fil_par_attente'),
        ),
        migrations.AddConstraint(
            model_name='fil',
            constraint=models.UniqueConstraint(fields=('envoi', 'foyer'), name='fil_un_par_envoi_et_foyer'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('foyer__isnull', False), ('enfant__isnull', False), ('envoi__isnull', False), _connector='OR'), name='document_a_un_titulaire'),
        ),
        migrations.AddConstraint(
            model_name='contactfamille',
            constraint=models.CheckConstraint(condition=models.Q(('a_prevenir', True), ('peut_recuperer', True), _connector='OR'), name='contact_sert_a_quelque_chose'),
        ),
        migrations.AddConstraint(
            model_name='lecturefil',
            constraint=models.UniqueConstraint(fields=('fil', 'utilisateur'), name='lecture_une_par_personne'),
        ),
        migrations.AddConstraint(
            model_name='lignefacture',
            constraint=models.UniqueConstraint(condition=models.Q(('corrigee', False), models.Q(('source', ''), _negated=True)), fields=('source',), name='facture_une_fois'),
        ),
        migrations.AddIndex(
            model_name='facture',
            index=models.Index(fields=['etat', 'echeance'], name='facture_par_echeance'),
        ),
        migrations.AddIndex(
            model_name='facture',
            index=models.Index(fields=['foyer', 'mois'], name='facture_par_mois'),
        ),
        migrations.AddConstraint(
            model_name='facture',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'brouillon'), ('numero', None)), models.Q(('emise_le__isnull', False), ('etat', 'publiee'), ('numero__isnull', False)), _connector='OR'), name='facture_publiee_a_son_numero'),
        ),
        migrations.AddConstraint(
            model_name='facture',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('genre', 'facture'), ('total__gte', 0)), models.Q(('corrige__isnull', False), ('genre', 'avoir'), ('total__lte', 0)), _connector='OR'), name='facture_positive_avoir_negatif'),
        ),
        migrations.AddConstraint(
            model_name='facture',
            constraint=models.CheckConstraint(condition=models.Q(('regle__gte', 0), ('genre', 'avoir'), _connector='OR'), name='facture_regle_positif'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['utilisateur', '-le'], name='notification_recentes'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('lu_le', None)), fields=['utilisateur', 'le'], name='notification_non_lues'),
        ),
        migrations.AddConstraint(
            model_name='partpaiement',
            constraint=models.UniqueConstraint(fields=('paiement', 'facture'), name='part_une_fois'),
        ),
        migrations.AddConstraint(
            model_name='partpaiement',
            constraint=models.UniqueConstraint(condition=models.Q(('vive', True)), fields=('facture',), name='une_tentative_vive_par_facture'),
        ),
        migrations.AddConstraint(
            model_name='partpaiement',
            constraint=models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='part_positive'),
        ),
        migrations.AddIndex(
            model_name='passagepaiement',
            index=models.Index(fields=['le'], name='passage_par_jour'),
        ),
        migrations.AddConstraint(
            model_name='quotientfamilial',
            constraint=models.CheckConstraint(condition=models.Q(('valeur__gte', 0)), name='quotient_positif'),
        ),
        migrations.AddConstraint(
            model_name='quotientfamilial',
            constraint=models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='quotient_dates_en_ordre'),
        ),
        migrations.AddConstraint(
            model_name='rappeldossier',
            constraint=models.UniqueConstraint(fields=('foyer', 'enfant', 'piece', 'fin', 'palier'), name='rappel_dossier_une_fois'),
        ),
        migrations.AddConstraint(
            model_name='rattachement',
            constraint=models.UniqueConstraint(fields=('enfant', 'foyer', 'debut'), name='rattachement_unique'),
        ),
        migrations.AddConstraint(
            model_name='rattachement',
            constraint=models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='rattachement_dates_en_ordre'),
        ),
        migrations.AddConstraint(
            model_name='periodedegarde',
            constraint=models.CheckConstraint(condition=models.Q(('fin__gte', models.F('debut'))), name='garde_dates_en_ordre'),
        ),
        migrations.AddConstraint(
            model_name='relance',
            constraint=models.UniqueConstraint(fields=('facture', 'etape'), name='une_relance_par_etape'),
        ),
        migrations.AddConstraint(
            model_name='remboursement',
            constraint=models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='remboursement_positif'),
        ),
        migrations.AddConstraint(
            model_name='remisesepa',
            constraint=models.UniqueConstraint(condition=models.Q(('etat', 'preparee')), fields=('date',), name='une_remise_preparee_par_jour'),
        ),
        migrations.AddIndex(
            model_name='paiement',
            index=models.Index(condition=models.Q(('notifie_le__isnull', False)), fields=['notifie_le'], name='paiement_notifie'),
        ),
        migrations.AddConstraint(
            model_name='paiement',
            constraint=models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='paiement_positif'),
        ),
        migrations.AddConstraint(
            model_name='paiement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'paye'), _negated=True), ('paye_le__isnull', False), _connector='OR'), name='paiement_paye_est_date'),
        ),
        migrations.AddConstraint(
            model_name='responsable',
            constraint=models.UniqueConstraint(fields=('foyer', 'utilisateur'), name='responsable_une_fois_par_foyer'),
        ),
        migrations.AddConstraint(
            model_name='mandatsepa',
            constraint=models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='mandat_dates_en_ordre'),
        ),
        migrations.AddConstraint(
            model_name='mandatsepa',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fin', None), ('motif_fin', '')), models.Q(('fin__isnull', False), models.Q(('motif_fin', ''), _negated=True)), _connector='OR'), name='mandat_fini_dit_pourquoi'),
        ),
        migrations.AddConstraint(
            model_name='accesaconfirmer',
            constraint=models.CheckConstraint(condition=models.Q(('responsable__isnull', False), ('rattachement__isnull', False), _connector='XOR'), name='acces_a_un_seul_objet'),
        ),
        migrations.AddConstraint(
            model_name='santedeclaree',
            constraint=models.UniqueConstraint(fields=('origine', 'enfant'), name='sante_declaree_une_fois'),
        ),
        migrations.AddConstraint(
            model_name='servicepreleve',
            constraint=models.UniqueConstraint(condition=models.Q(('fin', None)), fields=('foyer', 'service'), name='un_mandat_en_vigueur_par_service'),
        ),
        migrations.RunPython(poser, oter),
    ]
