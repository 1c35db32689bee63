"""The tables of the app as version 0.2.0 had them (docs/decisions/05-maison.md)."""

from decimal import Decimal
from django.conf import settings
from django.db import migrations, models
from famille.journal.trigrammes import indexer
from famille.socle.requetes.tables import par_ensembles
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import famille.models.argent.regie
import famille.models.champs
import famille.models.document
import modelcluster.fields
import phonenumber_field.modelfields
import uuid


# The journals are only added to: the database follows its keys, and refuses the rest.
# What is asked for in place of the words of a reading, when its household is erased: its nature.
NATURE = """
CREATE FUNCTION famille_nature_de_lecture(quoi text) RETURNS text LANGUAGE sql IMMUTABLE AS $corps$
  SELECT CASE
    WHEN quoi IN ('Identité d’un adulte', 'Fiche d’une personne', 'Document', 'Conversation', 'Démarche', 'Démarche saisie pour la famille',
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
    WHEN lower(quoi) LIKE 'identité d’état civil%' THEN 'Identité d’un adulte'
    ELSE 'Autre lecture'
  END
$corps$;
"""
# Nothing changes a reading, and nothing deletes one that the town's period protects: 12 months
# while it has decided nothing, never less than 6. Deeper than our own trigger stands the database
# itself, which follows a household, a child or an account that goes. Midnight is the one of
# famille.mouvements.donnees.minuit.
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


INDEX = ("foyer_recherche_trigrammes", "facture_numero_trigrammes", "foyer_lieux_trigrammes")


def indexer_la_recherche(_apps, schema_editor):
    """On PostgreSQL, any part of a name, of a place or of a number is found without reading all of
    them. Where the extension may not be added, `preparer` tries again at each version."""
    indexer(schema_editor.connection, INDEX)


def retirer_les_index(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for index in INDEX:
            schema_editor.execute(f"DROP INDEX IF EXISTS {index}")


class Migration(migrations.Migration):
    # of version 0.2.0
    replaces = [
        ("famille", "0001_squashed_0041"),
        ("famille", "0002_contestation_des_adresses"),
        ("famille", "0003_factures_du_bureau"),
        ("famille", "0004_vues_de_liste"),
        ("famille", "0005_origine_precedente"),
        ("famille", "0006_index_des_onglets_de_factures"),
        ("famille", "0007_recherche_par_trigrammes"),
        ("famille", "0008_adresse_a_l_etranger"),
        ("famille", "0009_alertes"),
        ("famille", "0010_notes_et_lieux"),
        ("famille", "0011_carte_au_guichet"),
        ("famille", "0012_notes_des_conversations"),
        ("famille", "0013_regie_jusqu_au_bout"),
        ("famille", "0014_doublons_et_fusions"),
        ("famille", "0015_consultation_par_date"),
        ("famille", "0016_ordres_de_la_liste_des_foyers"),
        ("famille", "0017_factures_au_tresor_comptees"),
        ("famille", "0018_factures_en_retard_sans_plan"),
        ("famille", "0019_ecoles_et_classes"),
        ("famille", "0020_ecoles_depuis_les_textes"),
        ("famille", "0021_echanges_avec_les_logiciels"),
        ("famille", "0022_noms_sans_ville"),
        ("famille", "0023_reprise"),
        ("famille", "0024_invitations"),
        ("famille", "0025_droit_d_exporter_les_familles"),
        ("famille", "0026_reprise_par_tranches"),
        ("famille", "0027_recouvrements_du_tresor"),
        ("famille", "0028_depart_d_un_adulte_et_ase"),
        ("famille", "0029_soldes_repris_et_premier_usage"),
        ("famille", "0030_retours_de_la_banque"),
        ("famille", "0031_scolarites_passees"),
        ("famille", "0032_identites"),
        ("famille", "0033_cachets_des_documents"),
        ("famille", "0034_duree_des_voeux"),
        ("famille", "0035_regime_du_foyer"),
        ("famille", "0036_communes_au_tarif_des_habitants"),
        ("famille", "0037_droits_aupres_des_payeurs"),
        ("famille", "0038_titres_de_la_tresorerie"),
        ("famille", "0039_lecture_d_une_identite"),
        ("famille", "0040_origine_reprise_d_une_identite"),
        ("famille", "0041_courrier_d_une_aide"),
    ]

    # the last ones of the other applications, so that they come first (see 0001_initial)
    dependencies = [
        ("famille", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("usersessions", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailembeds", "0009_embed_cache_until"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]

    operations = par_ensembles([
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
                ('voeux', models.PositiveSmallIntegerField(blank=True, help_text='Comptés depuis le dernier jour que les vœux demandaient, ou la fin de la priorité. Délais de recours contre la répartition ; le tirage publié reste, sans personne. Proposé : 12.', null=True, validators=[django.core.validators.MinValueValidator(2)], verbose_name='Vœux et priorités déclarées, en mois')),
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
                ('nom', models.CharField(default='Régie de recettes', max_length=120, verbose_name='nom de la régie')),
                ('adresse', models.CharField(blank=True, max_length=250)),
                ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('telephone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('delai_jours', models.PositiveSmallIntegerField(default=30, help_text='Entre la publication d’une facture et la date avant laquelle la payer. 14 jours au moins : c’est aussi l’annonce due avant un prélèvement.', validators=[django.core.validators.MinValueValidator(14), django.core.validators.MaxValueValidator(90)], verbose_name='jours pour payer')),
                ('moyens', models.JSONField(default=famille.models.argent.regie.tous_les_moyens, help_text='Décochez ce que votre régie n’a pas le droit de recevoir.', verbose_name='ce que le guichet encaisse')),
                ('attester_les_absences', models.BooleanField(default=False, help_text='Décoché : seule une garde qui a eu lieu est attestée (réponse ministérielle n° 13-78406QE). À confirmer avec votre centre des impôts.', verbose_name='compter dans l’attestation fiscale les journées facturées pour une absence')),
            ],
            options={
                'verbose_name': 'régie',
                'verbose_name_plural': 'régies',
            },
        ),
        migrations.CreateModel(
            name='ReglageTresorerie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('envoi', models.CharField(choices=[('etat', 'Un état nominatif, que le service des finances saisit'), ('titres', 'Des titres de recette (PES Aller)'), ('ormc', 'Un rôle, ou ORMC (PES ORMC)')], default='etat', max_length=6, verbose_name='ce que la régie envoie')),
                ('version', models.CharField(choices=[('5.17', '5.17 à 5.29'), ('5.30', '5.30 ou après')], default='5.30', help_text='Celle que la trésorerie accepte : demandez-la-lui. La 5.30 sait dire « impayé de régie ».', max_length=4, verbose_name='version du PES')),
                ('codique', models.CharField(blank=True, help_text='Le numéro du poste comptable, 6 ou 7 chiffres. Faux, tout l’envoi est refusé.', max_length=7, validators=[django.core.validators.RegexValidator('^(02[AB][0-9]{3,4}|[0-9]{6,7})?$', '6 ou 7 chiffres.')], verbose_name='codique de la trésorerie')),
                ('siret', models.CharField(blank=True, help_text='14 chiffres, celui du budget qui émet les titres, pas toujours de la mairie.', max_length=14, validators=[django.core.validators.RegexValidator('^(\\d{14,14})?$', '14 chiffres, sans espace.')], verbose_name='SIRET du budget')),
                ('code_collectivite', models.CharField(blank=True, help_text='3 chiffres, dans Hélios, le logiciel du comptable.', max_length=3, validators=[django.core.validators.RegexValidator('^(\\d{3,3})?$', '3 chiffres, sans espace.')], verbose_name='code collectivité')),
                ('code_budget', models.CharField(blank=True, help_text='2 caractères, dans Hélios. Souvent 00 pour le budget principal.', max_length=2, validators=[django.core.validators.RegexValidator('^([0-9A-Z][0-9])?$', '2 caractères, par exemple 00.')], verbose_name='code budget')),
                ('regie', models.CharField(blank=True, help_text='Tel que le comptable la nomme. Facultatif.', max_length=10, verbose_name='numéro de la régie')),
                ('edition', models.CharField(blank=True, choices=[('', 'Non précisée'), ('01', 'La DGFiP imprime et envoie l’avis (01)'), ('04', 'La DGFiP n’envoie rien (04)')], default='', help_text='Pour des titres. « DGFiP » suppose une convention avec le centre d’édition.', max_length=2, verbose_name='avis des sommes à payer')),
                ('premier_bordereau', models.PositiveIntegerField(default=1, help_text='Si le logiciel des finances émet aussi des titres sur ce budget, convenez d’une série à part : deux bordereaux du même numéro, et le second est refusé.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9000000)], verbose_name='premier numéro de bordereau de l’année')),
                ('premier_titre', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90000000)], verbose_name='premier numéro de titre de l’année')),
                ('produit', models.CharField(blank=True, help_text='Convenu avec le comptable, 4 caractères au plus.', max_length=4, validators=[django.core.validators.RegexValidator('^[0-9A-Za-z]*$', 'Des lettres et des chiffres seulement, sans espace.')], verbose_name='code produit')),
                ('nature', models.CharField(blank=True, help_text='Le compte par nature, par exemple 7066. Pour un rôle, souvent 588.', max_length=12, validators=[django.core.validators.RegexValidator('^[0-9]*$', 'Des chiffres seulement, sans espace.')])),
                ('fonction', models.CharField(blank=True, help_text='Le compte par fonction (M57), par exemple 331. Facultatif.', max_length=10, validators=[django.core.validators.RegexValidator('^[0-9]*$', 'Des chiffres seulement, sans espace.')])),
                ('periode', models.PositiveSmallIntegerField(default=1, help_text='D’un rôle seulement : un chiffre, convenu avec le comptable.', validators=[django.core.validators.MaxValueValidator(9)], verbose_name='période')),
                ('cle_1', models.CharField(choices=[('nature', 'Le code nature'), ('role', 'Le numéro du rôle')], default='nature', help_text='D’un rôle seulement. À confirmer avec le comptable avant le premier envoi.', max_length=6, verbose_name='clé du rôle calculée avec')),
                ('avis', models.BooleanField(default=False, help_text='D’un rôle seulement : un Datamatrix, que lit un buraliste partenaire. À ouvrir quand la DGFiP a validé un avis d’essai.', verbose_name='imprimer le code de paiement de proximité sur l’avis')),
                ('code_etablissement', models.CharField(blank=True, help_text='Celui d’Hélios, écrit dans le code de paiement.', max_length=3, validators=[django.core.validators.RegexValidator('^([0-9]{1,3}|[A-Z]{2})?$', '1 à 3 chiffres, ou 2 lettres.')], verbose_name='code établissement')),
                ('nom', models.CharField(blank=True, help_text='Lu par les familles : qui appeler quand une facture est chez elle.', max_length=120, verbose_name='nom de la trésorerie')),
                ('telephone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('adresse', models.CharField(blank=True, max_length=250)),
            ],
            options={
                'verbose_name': 'trésorerie',
                'verbose_name_plural': 'trésoreries',
            },
        ),
        migrations.CreateModel(
            name='TiersPayeur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=[('departement', 'Département'), ('caf', 'CAF ou MSA'), ('ccas', 'CCAS'), ('employeur', 'Employeur ou comité d’entreprise'), ('parent', 'Autre parent, pour sa part'), ('autre', 'Autre')], db_default='autre', default='autre', max_length=12)),
                ('ordre', models.PositiveSmallIntegerField(db_default=50, default=50)),
                ('siret', models.CharField(blank=True, db_default='', default='', max_length=14, verbose_name='SIRET')),
                ('code_service', models.CharField(blank=True, db_default='', default='', max_length=100, verbose_name='code service')),
                ('engagement', models.CharField(blank=True, db_default='', default='', max_length=50, verbose_name='numéro d’engagement')),
                ('nom', models.CharField(max_length=120, unique=True)),
                ('service', models.CharField(blank=True, max_length=120)),
                ('voie', models.CharField(max_length=120, verbose_name='numéro et rue')),
                ('code_postal', models.CharField(max_length=10, verbose_name='code postal')),
                ('commune', models.CharField(max_length=100)),
            ],
            options={
                'verbose_name': 'tiers payeur',
                'verbose_name_plural': 'tiers payeurs',
                'ordering': ['nom'],
            },
        ),
        migrations.CreateModel(
            name='AppareilAlerte',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('empreinte', models.CharField(max_length=64, unique=True)),
                ('abonnement', famille.models.champs.JSONChiffre(default=dict, usage='famille.alerte')),
                ('nom', models.CharField(max_length=80)),
                ('session', models.CharField(blank=True, db_index=True, max_length=40)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='ajouté le')),
                ('vu_le', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='vu le')),
                ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appareils_alertes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'appareil qui reçoit des alertes',
                'verbose_name_plural': 'appareils qui reçoivent des alertes',
                'ordering': ['-vu_le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Alerte',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cle', models.CharField(max_length=160, unique=True)),
                ('sujet', models.CharField(choices=[('offre', 'Une place m’est proposée'), ('fermeture', 'Un accueil est annulé'), ('echeance', 'Je peux encore annuler ou changer'), ('decision', 'Une démarche a reçu sa réponse')], max_length=20)),
                ('canal', models.CharField(choices=[('push', 'Sur mes appareils'), ('sms', 'Par SMS')], max_length=10)),
                ('texte', models.CharField(max_length=300)),
                ('lien', models.TextField(blank=True)),
                ('etat', models.CharField(choices=[('preparee', 'Préparée'), ('en-cours', 'En cours d’envoi'), ('acceptee', 'Acceptée'), ('remise', 'Remise'), ('non-remise', 'Non remise'), ('refusee', 'Refusée'), ('perimee', 'Périmée'), ('inconnue', 'Inconnue')], default='preparee', max_length=10, verbose_name='état')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('identifiant', models.CharField(blank=True, db_index=True, max_length=100)),
                ('parts', models.PositiveSmallIntegerField(default=0)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='préparée le')),
                ('envoyee_le', models.DateTimeField(blank=True, null=True, verbose_name='envoyée le')),
                ('expire_le', models.DateTimeField(verbose_name='sans objet après le')),
                ('prochain_essai_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('essais', models.PositiveSmallIntegerField(default=0)),
                ('derniere_erreur', models.CharField(blank=True, max_length=100)),
                ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alertes', to=settings.AUTH_USER_MODEL)),
                ('appareil', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alertes', to='famille.appareilalerte')),
            ],
            options={
                'verbose_name': 'alerte',
                'ordering': ['-cree_le', '-pk'],
                'indexes': [models.Index(condition=models.Q(('etat__in', ['preparee', 'en-cours'])), fields=['prochain_essai_le'], name='alerte_a_envoyer'), models.Index(fields=['utilisateur', '-cree_le'], name='alerte_recentes')],
            },
        ),
        migrations.CreateModel(
            name='CarteDeColonnes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signature', models.CharField(max_length=64, unique=True)),
                ('colonnes', models.JSONField(default=dict)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'colonnes apprises',
                'verbose_name_plural': 'colonnes apprises',
            },
        ),
        migrations.CreateModel(
            name='ChoixAlerte',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sujet', models.CharField(choices=[('offre', 'Une place m’est proposée'), ('fermeture', 'Un accueil est annulé'), ('echeance', 'Je peux encore annuler ou changer'), ('decision', 'Une démarche a reçu sa réponse')], max_length=20)),
                ('canal', models.CharField(choices=[('push', 'Sur mes appareils'), ('sms', 'Par SMS')], max_length=10)),
                ('le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='accepté le')),
                ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choix_alertes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'choix d’alerte',
                'verbose_name_plural': 'choix d’alertes',
                'constraints': [models.UniqueConstraint(fields=('utilisateur', 'sujet', 'canal'), name='un_choix_d_alerte')],
            },
        ),
        migrations.CreateModel(
            name='CleAPI',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(help_text='Qui s’en sert, et pour quoi : « Cuisine centrale, effectifs du jour ».', max_length=80, verbose_name='logiciel')),
                ('prefixe', models.CharField(editable=False, max_length=20, unique=True, verbose_name='clé')),
                ('empreinte', models.CharField(editable=False, max_length=64)),
                ('portees', models.JSONField(default=list, verbose_name='ce qu’elle peut lire')),
                ('expire_le', models.DateField(verbose_name='dernier jour de validité')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créée le')),
                ('vue_le', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='dernier appel')),
                ('revoquee_le', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='révoquée le')),
                ('par', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoquee_par', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'clé d’API',
                'verbose_name_plural': 'clés d’API',
                'ordering': ['nom', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AppelAPI',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('ressource', models.CharField(max_length=40)),
                ('statut', models.PositiveSmallIntegerField()),
                ('lignes', models.PositiveIntegerField(default=0)),
                ('cle', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='appels', to='famille.cleapi')),
            ],
            options={
                'verbose_name': 'appel de l’API',
                'verbose_name_plural': 'appels de l’API',
                'ordering': ['-le', '-pk'],
                'indexes': [models.Index(fields=['cle', '-le', '-id'], name='appel_api_par_cle'), models.Index(fields=['le'], name='appel_api_par_date')],
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
                'verbose_name': 'commune au tarif des habitants',
                'verbose_name_plural': 'communes au tarif des habitants',
                'ordering': ['nom'],
                'constraints': [models.UniqueConstraint(fields=('nom', 'code_postal'), name='commune_membre_unique')],
            },
        ),
        migrations.CreateModel(
            name='Ecole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=120, unique=True)),
                ('uai', models.CharField(blank=True, max_length=8, verbose_name='UAI')),
                ('code_postal', models.CharField(blank=True, max_length=5, verbose_name='code postal')),
                ('commune', models.CharField(blank=True, max_length=100)),
                ('fermee', models.BooleanField(default=False, verbose_name='fermée')),
                ('suite', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='precedentes', to='famille.ecole', verbose_name='école où ses élèves continuent')),
            ],
            options={
                'verbose_name': 'école',
                'verbose_name_plural': 'écoles',
                'ordering': ['nom'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('uai', ''), _negated=True), fields=('uai',), name='ecole_une_par_uai')],
            },
        ),
        migrations.CreateModel(
            name='Classe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année scolaire')),
                ('nom', models.CharField(max_length=80)),
                ('niveaux', models.JSONField(blank=True, default=list)),
                ('onde', models.CharField(blank=True, max_length=40, verbose_name='identifiant ONDE')),
                ('ecole', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='classes', to='famille.ecole')),
            ],
            options={
                'verbose_name': 'classe',
                'ordering': ['-annee', 'nom'],
                'constraints': [models.UniqueConstraint(fields=('ecole', 'annee', 'nom'), name='classe_unique')],
            },
        ),
        migrations.CreateModel(
            name='EcritureClasse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texte', models.CharField(max_length=80)),
                ('cle', models.CharField(max_length=250)),
                ('classe', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ecritures', to='famille.classe')),
            ],
            options={
                'verbose_name': 'écriture de classe',
                'verbose_name_plural': 'écritures de classe',
                'ordering': ['texte'],
                'constraints': [models.UniqueConstraint(fields=('classe', 'cle'), name='ecriture_de_classe_unique')],
            },
        ),
        migrations.CreateModel(
            name='EcritureEcole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texte', models.CharField(max_length=120)),
                ('cle', models.CharField(max_length=250, unique=True)),
                ('ecole', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ecritures', to='famille.ecole')),
            ],
            options={
                'verbose_name': 'écriture d’école',
                'verbose_name_plural': 'écritures d’école',
                'ordering': ['texte'],
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
            name='EtatNominatif',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.CharField(max_length=20, unique=True, verbose_name='numéro')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=12)),
                ('nombre', models.PositiveIntegerField()),
                ('le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='transmis le')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'état nominatif',
                'verbose_name_plural': 'états nominatifs',
                'ordering': ['-le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BordereauTresor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=[('01', 'Titres de recette'), ('02', 'Titres d’annulation'), ('06', 'Rôle (ORMC)')], max_length=2)),
                ('exercice', models.PositiveSmallIntegerField()),
                ('numero', models.PositiveIntegerField(null=True, verbose_name='numéro')),
                ('etat', models.CharField(choices=[('prepare', 'Prêt à envoyer'), ('envoye', 'Envoyé, sans réponse'), ('accepte', 'Accepté'), ('refuse', 'Refusé'), ('abandonne', 'Abandonné')], default='prepare', max_length=9, verbose_name='état')),
                ('emis_le', models.DateField(verbose_name='émis le')),
                ('montant', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('nombre', models.PositiveIntegerField(default=0)),
                ('entete', models.JSONField(default=dict)),
                ('fichier', models.CharField(max_length=100, verbose_name='fichier')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='préparé le')),
                ('telecharge_le', models.DateTimeField(blank=True, null=True, verbose_name='téléchargé le')),
                ('envoye_le', models.DateTimeField(blank=True, null=True, verbose_name='envoyé le')),
                ('fini_le', models.DateTimeField(blank=True, null=True, verbose_name='réponse notée le')),
                ('pourquoi', models.CharField(blank=True, max_length=500)),
                ('envoye_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fini_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('telecharge_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('etat_nominatif', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bordereau', to='famille.etatnominatif')),
            ],
            options={
                'verbose_name': 'bordereau de titres',
                'verbose_name_plural': 'bordereaux de titres',
                'ordering': ['-cree_le', '-pk'],
                'permissions': [('titrer_bordereautresor', 'Peut envoyer des titres à la trésorerie')],
                'constraints': [models.UniqueConstraint(fields=('genre', 'exercice', 'numero'), name='un_numero_de_bordereau'), models.UniqueConstraint(condition=models.Q(('etat__in', ['prepare', 'envoye'])), fields=('genre',), name='un_bordereau_en_route_par_genre')],
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
                'constraints': [models.UniqueConstraint(condition=models.Q(('pret_le', None)), fields=('utilisateur',), name='un_export_en_cours_par_compte')],
            },
        ),
        migrations.CreateModel(
            name='Foyer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.CharField(max_length=12, unique=True, verbose_name='numéro de dossier')),
                ('nom', models.CharField(max_length=120, verbose_name='nom du foyer')),
                ('situation', models.CharField(blank=True, choices=[('maries', 'Mariés'), ('pacses', 'Pacsés'), ('vie-commune', 'En vie commune'), ('separes', 'Séparés ou divorcés'), ('parent-seul', 'Parent seul'), ('veuf', 'Veuf ou veuve'), ('accueil', 'Famille d’accueil')], max_length=12, verbose_name='situation familiale')),
                ('regime', models.CharField(blank=True, choices=[('general', 'Régime général (CAF)'), ('msa', 'Régime agricole (MSA)'), ('autre', 'Autre régime')], db_default='', default='', max_length=8, verbose_name='régime des prestations familiales')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('recherche', models.TextField(blank=True, editable=False)),
                ('lieux', models.TextField(blank=True, editable=False)),
                ('fusionne_dans', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='fusionnes', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'foyer',
                'verbose_name_plural': 'foyers',
                'ordering': ['nom', 'numero'],
                'indexes': [models.Index(fields=['nom', 'numero', 'id'], name='foyer_par_nom'), models.Index(fields=['-cree_le', '-id'], name='foyer_recents')],
            },
        ),
        migrations.CreateModel(
            name='Echeancier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('etat', models.CharField(choices=[('en-cours', 'En cours'), ('tenu', 'Tenu'), ('rompu', 'Rompu')], default='en-cours', max_length=8, verbose_name='état')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('numeros', models.JSONField(default=list, verbose_name='factures')),
                ('motif', models.CharField(blank=True, max_length=300)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='accordé le')),
                ('fini_le', models.DateTimeField(blank=True, null=True, verbose_name='fini le')),
                ('motif_fin', models.CharField(blank=True, max_length=300, verbose_name='raison de la fin')),
                ('fini_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='echeanciers', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'échéancier',
                'ordering': ['-cree_le', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('etat', 'en-cours'), ('fini_le', None)), models.Q(models.Q(('etat', 'en-cours'), _negated=True), ('fini_le__isnull', False)), _connector='OR'), name='echeancier_fini_est_date')],
            },
        ),
        migrations.CreateModel(
            name='Echeance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jour', models.DateField(verbose_name='à payer avant le')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('rappelee_le', models.DateTimeField(blank=True, null=True, verbose_name='rappelée le')),
                ('echeancier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='echeances', to='famille.echeancier')),
            ],
            options={
                'verbose_name': 'échéance',
                'ordering': ['jour', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='echeance_positive'), models.UniqueConstraint(fields=('echeancier', 'jour'), name='une_echeance_par_jour')],
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
                'constraints': [models.CheckConstraint(condition=models.Q(('a_prevenir', True), ('peut_recuperer', True), _connector='OR'), name='contact_sert_a_quelque_chose')],
            },
        ),
        migrations.CreateModel(
            name='BrouillonEcarte',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.CharField(max_length=80, unique=True)),
                ('motif', models.CharField(max_length=300)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'brouillon mis de côté',
                'verbose_name_plural': 'brouillons mis de côté',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AdresseFoyer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voie', models.CharField(max_length=120, verbose_name='numéro et rue')),
                ('complement', models.CharField(blank=True, max_length=120, verbose_name='complément')),
                ('code_postal', models.CharField(blank=True, max_length=10, verbose_name='code postal')),
                ('commune', models.CharField(max_length=100)),
                ('pays', models.CharField(default='FR', max_length=2)),
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
            name='Fusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=[('foyers', 'Deux foyers'), ('adultes', 'Deux adultes'), ('enfants', 'Deux enfants')], max_length=8)),
                ('quoi', models.CharField(max_length=300)),
                ('releve', famille.models.champs.JSONChiffre(default=dict, usage='famille.sante')),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('annulee_le', models.DateTimeField(blank=True, null=True, verbose_name='annulée le')),
                ('annulee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('autre_foyer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.foyer')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fusions', to='famille.foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'fusion',
                'ordering': ['-le', '-pk'],
                'permissions': [('fusionner_foyer', 'Peut fusionner deux dossiers et annuler une fusion')],
            },
        ),
        migrations.CreateModel(
            name='LigneLibre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.CharField(db_index=True, max_length=80)),
                ('genre', models.CharField(choices=[('supplement', 'Supplément'), ('remise', 'Remise'), ('remboursement', 'Remboursement')], max_length=13)),
                ('libelle', models.CharField(max_length=200, verbose_name='libellé')),
                ('motif', models.CharField(max_length=300)),
                ('service', models.CharField(choices=[('creche', 'Crèche'), ('halte-garderie', 'Halte-garderie'), ('accueils-de-loisirs', 'Accueils de loisirs'), ('restauration', 'Restauration scolaire'), ('garderie', 'Garderie scolaire')], max_length=20)),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'ligne libre',
                'verbose_name_plural': 'lignes libres',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('genre', 'supplement'), ('montant__gt', 0)), models.Q(models.Q(('genre', 'supplement'), _negated=True), ('montant__lt', 0)), _connector='OR'), name='ligne_libre_du_bon_signe')],
            },
        ),
        migrations.CreateModel(
            name='LotRemboursement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.CharField(max_length=35, unique=True, verbose_name='numéro')),
                ('genre', models.CharField(choices=[('virements', 'Virements'), ('liste', 'Liste pour le comptable')], max_length=10)),
                ('etat', models.CharField(choices=[('prepare', 'Prêt à transmettre'), ('transmis', 'Transmis'), ('abandonne', 'Abandonné')], default='prepare', max_length=10, verbose_name='état')),
                ('date', models.DateField(verbose_name='date des virements')),
                ('montant', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('nombre', models.PositiveIntegerField(default=0)),
                ('donneur', models.JSONField(default=dict)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='préparé le')),
                ('telecharge_le', models.DateTimeField(blank=True, null=True, verbose_name='téléchargé le')),
                ('transmis_le', models.DateTimeField(blank=True, null=True, verbose_name='transmis le')),
                ('abandonne_le', models.DateTimeField(blank=True, null=True, verbose_name='abandonné le')),
                ('motif', models.CharField(blank=True, max_length=300, verbose_name='raison de l’abandon')),
                ('abandonne_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('telecharge_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('transmis_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lot de remboursements',
                'verbose_name_plural': 'lots de remboursements',
                'ordering': ['-cree_le', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('etat', 'prepare')), fields=('genre',), name='un_lot_prepare_par_genre')],
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
            name='NoteDuFoyer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texte', models.CharField(max_length=500)),
                ('a_savoir', models.BooleanField(default=False, verbose_name='à savoir')),
                ('jusqu_au', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='famille.foyer')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'note',
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
                'indexes': [models.Index(fields=['utilisateur', '-le'], name='notification_recentes'), models.Index(condition=models.Q(('lu_le', None)), fields=['utilisateur', 'le'], name='notification_non_lues')],
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
                'constraints': [models.CheckConstraint(condition=models.Q(('valeur__gte', 0)), name='quotient_positif'), models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='quotient_dates_en_ordre')],
            },
        ),
        migrations.CreateModel(
            name='RangementDEcole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=[('passage', 'Passage de classe'), ('onde', 'Liste d’ONDE')], max_length=8)),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année scolaire')),
                ('effet', models.DateField(verbose_name='à partir du')),
                ('suites', models.JSONField(blank=True, default=dict)),
                ('classes', models.JSONField(blank=True, default=list)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('demande_le', models.DateTimeField(blank=True, null=True, verbose_name='demandé le')),
                ('applique_le', models.DateTimeField(blank=True, null=True, verbose_name='fait le')),
                ('annule_le', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
                ('ecole', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rangements', to='famille.ecole')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'rangement d’une école',
                'verbose_name_plural': 'rangements d’écoles',
                'ordering': ['-cree_le', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('genre', 'passage')), fields=('ecole', 'annee'), name='un_passage_par_ecole_et_annee')],
            },
        ),
        migrations.CreateModel(
            name='ImputationService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service', models.CharField(choices=[('creche', 'Crèche'), ('halte-garderie', 'Halte-garderie'), ('accueils-de-loisirs', 'Accueils de loisirs'), ('restauration', 'Restauration scolaire'), ('garderie', 'Garderie scolaire')], max_length=20)),
                ('produit', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9A-Za-z]*$', 'Des lettres et des chiffres seulement, sans espace.')], verbose_name='code produit')),
                ('nature', models.CharField(blank=True, max_length=12, validators=[django.core.validators.RegexValidator('^[0-9]*$', 'Des chiffres seulement, sans espace.')])),
                ('fonction', models.CharField(blank=True, max_length=10, validators=[django.core.validators.RegexValidator('^[0-9]*$', 'Des chiffres seulement, sans espace.')])),
                ('reglage', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='imputations', to='famille.reglagetresorerie')),
            ],
            options={
                'verbose_name': 'imputation d’un service',
                'verbose_name_plural': 'imputations des services',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('reglage', 'service'), name='une_imputation_par_service', violation_error_message='Ce service a déjà son imputation.')],
            },
        ),
        migrations.CreateModel(
            name='RelevePayeur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mois', models.DateField(verbose_name='mois')),
                ('numero', models.CharField(max_length=20, unique=True, verbose_name='numéro')),
                ('etat', models.CharField(choices=[('a-envoyer', 'À envoyer'), ('envoye', 'Envoyé'), ('en-partie', 'Payé en partie'), ('paye', 'Payé')], default='a-envoyer', max_length=10, verbose_name='état')),
                ('regle', models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=10, verbose_name='reçu')),
                ('envoye_le', models.DateField(blank=True, null=True, verbose_name='envoyé le')),
                ('paye_le', models.DateField(blank=True, null=True, verbose_name='dernier paiement reçu le')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='préparé le')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payeur', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releves', to='famille.tierspayeur')),
            ],
            options={
                'verbose_name': 'relevé d’un payeur',
                'verbose_name_plural': 'relevés des payeurs',
                'ordering': ['-mois', 'payeur__nom'],
                'constraints': [models.UniqueConstraint(fields=('payeur', 'mois'), name='un_releve_par_mois'), models.CheckConstraint(condition=models.Q(('regle__gte', 0)), name='releve_regle_positif')],
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
                'constraints': [models.UniqueConstraint(condition=models.Q(('etat', 'preparee')), fields=('date',), name='une_remise_preparee_par_jour')],
            },
        ),
        migrations.CreateModel(
            name='ReponseTresor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=[('acquit', 'Accusé de réception (PES ACQUIT)'), ('retour', 'Suivi des titres (PES Retour)')], max_length=6)),
                ('cle', models.CharField(max_length=64, unique=True)),
                ('fichier', models.CharField(max_length=160)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='déposé le')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'réponse de la trésorerie',
                'verbose_name_plural': 'réponses de la trésorerie',
                'ordering': ['-cree_le', '-pk'],
            },
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
                ('garde_ses_factures', models.BooleanField(default=False, verbose_name='lit encore ses factures')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsables', to='famille.foyer')),
                ('utilisateur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responsabilites', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'responsable',
                'verbose_name_plural': 'responsables',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('foyer', 'utilisateur'), name='responsable_une_fois_par_foyer')],
            },
        ),
        migrations.CreateModel(
            name='IdentitePivot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', famille.models.champs.TexteChiffre(blank=True, max_length=200, usage='famille.identite', verbose_name='nom de naissance')),
                ('prenoms', famille.models.champs.TexteChiffre(blank=True, max_length=300, usage='famille.identite', verbose_name='prénoms')),
                ('sexe', famille.models.champs.TexteChiffre(blank=True, choices=[('female', 'Féminin'), ('male', 'Masculin')], max_length=8, usage='famille.identite')),
                ('naissance', famille.models.champs.TexteChiffre(max_length=10, usage='famille.identite', verbose_name='date de naissance')),
                ('lieu', famille.models.champs.TexteChiffre(blank=True, max_length=5, usage='famille.identite', verbose_name='commune de naissance')),
                ('pays', famille.models.champs.TexteChiffre(max_length=5, usage='famille.identite', verbose_name='pays de naissance')),
                ('empreinte', models.CharField(db_index=True, editable=False, max_length=64)),
                ('origine', models.CharField(choices=[('parent', 'Écrite par la personne'), ('agent', 'Écrite par un agent'), ('franceconnect', 'Donnée par FranceConnect'), ('reprise', 'Reprise d’un fichier')], max_length=13)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('responsable', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='identite', to='famille.responsable')),
            ],
            options={
                'verbose_name': 'identité d’état civil',
                'verbose_name_plural': 'identités d’état civil',
                'ordering': ['pk'],
                'default_permissions': ('view', 'change'),
            },
        ),
        migrations.CreateModel(
            name='RetourBancaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=[('pain.002', 'Compte rendu de remise'), ('camt.053', 'Relevé de compte'), ('camt.054', 'Avis d’opérations')], max_length=8)),
                ('cle', models.CharField(max_length=64, unique=True)),
                ('identifiant', models.CharField(max_length=70, verbose_name='numéro chez la banque')),
                ('nom_du_fichier', models.CharField(max_length=160, verbose_name='fichier')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='déposé le')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'retour de la banque',
                'verbose_name_plural': 'retours de la banque',
                'ordering': ['-cree_le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='TitreTresor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveIntegerField(verbose_name='numéro')),
                ('dette', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='numéro de la dette')),
                ('debiteur', models.JSONField(default=dict, verbose_name='débiteur')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('refuse_le', models.DateTimeField(blank=True, null=True, verbose_name='refusé le')),
                ('pourquoi', models.CharField(blank=True, max_length=500)),
                ('bordereau', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='titres', to='famille.bordereautresor')),
                ('origine', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='annulations', to='famille.titretresor')),
                ('responsable', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.responsable')),
            ],
            options={
                'verbose_name': 'titre',
                'ordering': ['numero'],
                'constraints': [models.UniqueConstraint(fields=('bordereau', 'numero'), name='un_numero_de_titre'), models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='titre_positif')],
            },
        ),
        migrations.CreateModel(
            name='LigneReponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quoi', models.CharField(max_length=120)),
                ('dit', models.CharField(max_length=600)),
                ('suite', models.CharField(choices=[('faite', 'Faite'), ('deja', 'Déjà connue'), ('a-voir', 'À voir'), ('vue', 'Vue')], max_length=6)),
                ('bordereau', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reponses', to='famille.bordereautresor')),
                ('reponse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='famille.reponsetresor')),
                ('titre', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reponses', to='famille.titretresor')),
            ],
            options={
                'verbose_name': 'ligne d’une réponse de la trésorerie',
                'verbose_name_plural': 'lignes des réponses de la trésorerie',
                'ordering': ['reponse', 'pk'],
                'indexes': [models.Index(condition=models.Q(('suite', 'a-voir')), fields=['suite'], name='ligne_de_reponse_a_voir')],
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
        migrations.CreateModel(
            name='Reprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=60, verbose_name='logiciel d’origine')),
                ('nom_du_fichier', models.CharField(max_length=160, verbose_name='fichier')),
                ('fichier', models.CharField(blank=True, max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('etat', models.CharField(choices=[('deposee', 'Ouverture du fichier'), ('colonnes', 'Colonnes à vérifier'), ('relecture', 'Relecture en cours'), ('relue', 'À importer'), ('import', 'Import en cours'), ('faite', 'Importée'), ('abandonnee', 'Abandonnée'), ('annulation', 'Annulation en cours'), ('annulee', 'Annulée')], default='deposee', max_length=10, verbose_name='état')),
                ('tableaux', models.JSONField(default=list)),
                ('bilan', models.JSONField(default=dict)),
                ('avance', models.PositiveIntegerField(default=0)),
                ('refus', models.CharField(blank=True, max_length=500)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='déposée le')),
                ('faite_le', models.DateTimeField(blank=True, null=True, verbose_name='importée le')),
                ('annulee_le', models.DateTimeField(blank=True, null=True, verbose_name='annulée le')),
                ('oubliee_le', models.DateTimeField(blank=True, null=True)),
                ('annulee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('travail', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.travail')),
            ],
            options={
                'verbose_name': 'reprise',
                'ordering': ['-cree_le', '-pk'],
                'permissions': [('reprendre_familles', 'Peut reprendre les familles d’un autre logiciel et annuler une reprise'), ('exporter_familles', 'Peut emporter tous les dossiers dans un fichier')],
            },
        ),
        migrations.CreateModel(
            name='LigneDeReprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sujet', models.CharField(max_length=20)),
                ('cle', models.CharField(max_length=64, verbose_name='clé')),
                ('tableau', models.PositiveSmallIntegerField(default=0)),
                ('numero', models.PositiveIntegerField(default=0, verbose_name='ligne')),
                ('bloc', models.CharField(blank=True, max_length=64)),
                ('donnees', famille.models.champs.JSONChiffre(default=dict, usage='famille.reprise', verbose_name='données')),
                ('resultat', models.CharField(blank=True, choices=[('creee', 'Créé'), ('changee', 'Mis à jour'), ('pareil', 'Inchangé'), ('refusee', 'Refusé')], max_length=8, verbose_name='résultat')),
                ('reprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='famille.reprise')),
            ],
            options={
                'verbose_name': 'ligne de reprise',
                'verbose_name_plural': 'lignes de reprise',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['reprise', 'sujet', 'bloc'], name='ligne_reprise_bloc'), models.Index(fields=['reprise', 'sujet', 'resultat', 'id'], name='ligne_reprise_a_faire')],
                'constraints': [models.UniqueConstraint(fields=('reprise', 'sujet', 'cle'), name='ligne_de_reprise_unique')],
            },
        ),
        migrations.CreateModel(
            name='FauteDeReprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tableau', models.PositiveSmallIntegerField(default=0)),
                ('numero', models.PositiveIntegerField(verbose_name='ligne')),
                ('colonne', models.CharField(blank=True, max_length=80)),
                ('raison', models.CharField(max_length=300)),
                ('bloque', models.BooleanField(default=True)),
                ('reprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fautes', to='famille.reprise')),
            ],
            options={
                'verbose_name': 'faute de reprise',
                'verbose_name_plural': 'fautes de reprise',
                'ordering': ['tableau', 'numero', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EcritureDeReprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rang', models.PositiveIntegerField()),
                ('gestes', famille.models.champs.JSONChiffre(default=list, usage='famille.reprise')),
                ('reprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ecritures', to='famille.reprise')),
            ],
            options={
                'verbose_name': 'écriture de reprise',
                'verbose_name_plural': 'écritures de reprise',
                'ordering': ['rang'],
                'constraints': [models.UniqueConstraint(fields=('reprise', 'rang'), name='ecriture_de_reprise_unique')],
            },
        ),
        migrations.CreateModel(
            name='VagueInvitations',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('a_qui', models.CharField(max_length=200, verbose_name='à qui')),
                ('par_jour', models.PositiveSmallIntegerField(verbose_name='par jour')),
                ('ouverte_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('arretee_le', models.DateTimeField(blank=True, null=True, verbose_name='arrêtée le')),
                ('finie_le', models.DateTimeField(blank=True, null=True)),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'vague d’invitations',
                'verbose_name_plural': 'vagues d’invitations',
                'ordering': ['-ouverte_le', '-pk'],
                'permissions': [('inviter_vagueinvitations', 'Peut inviter les familles à ouvrir leur compte')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moyen', models.CharField(choices=[('courriel', 'Par e-mail'), ('lettre', 'Par lettre')], max_length=8)),
                ('envoyee_le', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='envoyée le')),
                ('envois', models.PositiveSmallIntegerField(default=0)),
                ('code', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('code_fin', models.DateField(blank=True, null=True, verbose_name='fin du code')),
                ('repondue_le', models.DateTimeField(blank=True, null=True, verbose_name='répondue le')),
                ('responsable', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='invitation', to='famille.responsable')),
                ('vague', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='famille.vagueinvitations')),
            ],
            options={
                'verbose_name': 'invitation',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='VueDeListe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('liste', models.CharField(max_length=60)),
                ('nom', models.CharField(max_length=40)),
                ('adresse', models.CharField(max_length=300)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'vue enregistrée',
                'verbose_name_plural': 'vues enregistrées',
                'ordering': ['nom'],
                'constraints': [models.UniqueConstraint(fields=('par', 'liste', 'nom'), name='vue_de_liste_nom_unique')],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(help_text='Qui reçoit, et pour quoi : « Comptabilité, factures publiées ».', max_length=80, verbose_name='logiciel')),
                ('adresse', models.URLField(help_text='Une adresse https:// de ce logiciel, que le portail peut joindre.', max_length=500)),
                ('faits', models.JSONField(default=list, verbose_name='ce qui lui est annoncé')),
                ('secret', famille.models.champs.TexteChiffre(editable=False, usage='famille.webhook')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('livre_le', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='dernier envoi reçu')),
                ('echoue_depuis', models.DateTimeField(blank=True, editable=False, null=True)),
                ('ferme_le', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='arrêté le')),
                ('par', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'webhook',
                'ordering': ['nom', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Livraison',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cle', models.CharField(max_length=120)),
                ('fait', models.CharField(max_length=40)),
                ('corps', models.JSONField()),
                ('etat', models.CharField(choices=[('preparee', 'À envoyer'), ('en-cours', 'En cours d’envoi'), ('recue', 'Reçue'), ('abandonnee', 'Abandonnée')], default='preparee', max_length=10, verbose_name='état')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='préparée le')),
                ('livree_le', models.DateTimeField(blank=True, null=True, verbose_name='reçue le')),
                ('prochain_essai_le', models.DateTimeField(default=django.utils.timezone.now)),
                ('essais', models.PositiveSmallIntegerField(default=0)),
                ('statut', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='réponse')),
                ('derniere_erreur', models.CharField(blank=True, max_length=100)),
                ('webhook', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='livraisons', to='famille.webhook')),
            ],
            options={
                'verbose_name': 'livraison d’un webhook',
                'verbose_name_plural': 'livraisons des webhooks',
                'ordering': ['-cree_le', '-pk'],
                'indexes': [models.Index(condition=models.Q(('etat__in', ['preparee', 'en-cours'])), fields=['prochain_essai_le'], name='livraison_a_envoyer'), models.Index(fields=['webhook', '-cree_le', '-id'], name='livraison_recentes')],
                'constraints': [models.UniqueConstraint(fields=('webhook', 'cle'), name='une_livraison_par_fait')],
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
                ('envoi', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='famille.envoigroupe')),
                ('foyer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='famille.foyer')),
            ],
            options={
                'verbose_name': 'document',
                'ordering': ['-depose_le'],
            },
        ),
        migrations.CreateModel(
            name='CachetLu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('etat', models.CharField(choices=[('sans', 'Sans code lisible'), ('valable', 'Signature valable'), ('non-valable', 'Signature non valable'), ('inconnu', 'Émetteur inconnu de la liste')], max_length=12, verbose_name='cachet')),
                ('type_papier', models.CharField(blank=True, max_length=2, verbose_name='type de papier')),
                ('emetteur', models.CharField(blank=True, max_length=9, verbose_name='certificat')),
                ('signataire', models.CharField(blank=True, max_length=100)),
                ('date_document', models.DateField(blank=True, null=True, verbose_name='date du document')),
                ('signe_le', models.DateField(blank=True, null=True, verbose_name='signé le')),
                ('contenu', famille.models.champs.JSONChiffre(default=dict, usage='famille.cachet')),
                ('lu_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lu le')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='cachet', to='famille.document')),
            ],
            options={
                'verbose_name': 'cachet d’un document',
                'verbose_name_plural': 'cachets des documents',
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
                ('code_postal', models.CharField(blank=True, max_length=10, verbose_name='code postal')),
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
                ('premier_usage_le', models.DateField(blank=True, null=True, verbose_name='premier prélèvement le')),
                ('fin', models.DateField(blank=True, null=True, verbose_name='terminé le')),
                ('motif_fin', models.CharField(blank=True, choices=[('revoque', 'Arrêté à la demande de la famille'), ('banque', 'Refusé par la banque'), ('remplace', 'Remplacé : changement de compte')], max_length=8, verbose_name='raison de la fin')),
                ('suspendu_le', models.DateField(blank=True, null=True, verbose_name='suspendu depuis le')),
                ('suspendu_pour', models.CharField(blank=True, max_length=10)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandats', to='famille.foyer')),
                ('remplace', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='remplace_par', to='famille.mandatsepa')),
                ('rib', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.document')),
                ('signe_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('titulaire', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.responsable')),
            ],
            options={
                'verbose_name': 'mandat de prélèvement',
                'verbose_name_plural': 'mandats de prélèvement',
                'ordering': ['-debut', '-pk'],
                'permissions': [('lire_iban', 'Peut lire un IBAN en entier')],
                'constraints': [models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='mandat_dates_en_ordre'), models.CheckConstraint(condition=models.Q(models.Q(('fin', None), ('motif_fin', '')), models.Q(('fin__isnull', False), models.Q(('motif_fin', ''), _negated=True)), _connector='OR'), name='mandat_fini_dit_pourquoi')],
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
                ('repris_de', models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='repris de')),
                ('au_tresor_le', models.DateTimeField(blank=True, null=True, verbose_name='au Trésor public depuis le')),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créée le')),
                ('corrige', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='avoirs', to='famille.facture')),
                ('echeancier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='factures', to='famille.echeancier')),
                ('publiee_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='factures', to='famille.foyer')),
                ('mandat', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='factures', to='famille.mandatsepa')),
                ('payeur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='factures', to='famille.tierspayeur')),
            ],
            options={
                'verbose_name': 'facture',
                'ordering': ['-emise_le', '-pk'],
                'permissions': [('corriger_facture', 'Peut corriger une facture publiée par un avoir')],
                'indexes': [models.Index(fields=['etat', 'echeance'], name='facture_par_echeance'), models.Index(fields=['foyer', 'mois'], name='facture_par_mois'), models.Index(fields=['etat', '-emise_le', '-numero', 'id'], name='facture_du_bureau'), models.Index(condition=models.Q(('etat', 'publiee'), ('genre', 'facture'), ('total__gt', models.F('regle'))), fields=['-emise_le', '-numero', 'echeance', 'id', 'au_tresor_le', 'echeancier'], name='facture_a_payer'), models.Index(condition=models.Q(('etat', 'publiee'), ('genre', 'avoir')), fields=['-emise_le', '-numero', 'id'], name='facture_avoirs'), models.Index(condition=models.Q(('au_tresor_le__isnull', False)), fields=['-emise_le', '-numero', 'id'], name='facture_au_tresor')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('etat', 'brouillon'), ('numero', None)), models.Q(('emise_le__isnull', False), ('etat', 'publiee'), ('numero__isnull', False)), _connector='OR'), name='facture_publiee_a_son_numero'), models.CheckConstraint(condition=models.Q(models.Q(('genre', 'facture'), ('total__gte', 0)), models.Q(('corrige__isnull', False), ('genre', 'avoir'), ('total__lte', 0)), _connector='OR'), name='facture_positive_avoir_negatif'), models.CheckConstraint(condition=models.Q(('regle__gte', 0), ('genre', 'avoir'), _connector='OR'), name='facture_regle_positif')],
            },
        ),
        migrations.CreateModel(
            name='CreanceTransmise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('reprise_le', models.DateTimeField(blank=True, null=True, verbose_name='reprise le')),
                ('motif', models.CharField(blank=True, max_length=300, verbose_name='raison de la reprise')),
                ('reprise_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('etat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='creances', to='famille.etatnominatif')),
                ('facture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='creances', to='famille.facture')),
            ],
            options={
                'verbose_name': 'créance transmise',
                'verbose_name_plural': 'créances transmises',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='creance_positive'), models.UniqueConstraint(condition=models.Q(('reprise_le', None)), fields=('facture',), name='une_creance_vive')],
            },
        ),
        migrations.CreateModel(
            name='Imputation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('de', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits_donnes', to='famille.facture')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vers', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits_recus', to='famille.facture')),
            ],
            options={
                'verbose_name': 'avoir déduit',
                'verbose_name_plural': 'avoirs déduits',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='imputation_positive'), models.UniqueConstraint(fields=('de', 'vers'), name='imputation_une_fois')],
            },
        ),
        migrations.CreateModel(
            name='Paiement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=30, unique=True, verbose_name='référence')),
                ('moyen', models.CharField(choices=[('en-ligne', 'Paiement en ligne'), ('prelevement', 'Prélèvement automatique'), ('especes', 'Espèces'), ('carte', 'Carte bancaire au guichet'), ('cheque', 'Chèque'), ('cesu', 'CESU'), ('cheque-vacances', 'Chèque-vacances'), ('virement', 'Virement')], max_length=16)),
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
                ('piece', models.CharField(blank=True, max_length=60, verbose_name='numéro du chèque, du titre ou du ticket')),
                ('banque', models.CharField(blank=True, max_length=60)),
                ('tireur', models.CharField(blank=True, max_length=120, verbose_name='nom sur le chèque')),
                ('trop_percu', models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name='trop-perçu')),
                ('saisie', models.UUIDField(null=True, unique=True)),
                ('numero_recu', models.CharField(blank=True, max_length=20, null=True, unique=True, verbose_name='reçu')),
                ('recu', models.JSONField(default=dict)),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paiements', to='famille.foyer')),
                ('mandat', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='famille.mandatsepa')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('remise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paiements', to='famille.remisesepa')),
            ],
            options={
                'verbose_name': 'paiement',
                'ordering': ['-ouvert_le', '-pk'],
                'permissions': [('encaisser_paiement', 'Peut encaisser au guichet et tenir la régie')],
                'indexes': [models.Index(condition=models.Q(('notifie_le__isnull', False)), fields=['notifie_le'], name='paiement_notifie')],
                'constraints': [models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='paiement_positif'), models.CheckConstraint(condition=models.Q(models.Q(('etat', 'paye'), _negated=True), ('paye_le__isnull', False), _connector='OR'), name='paiement_paye_est_date')],
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
                'constraints': [models.UniqueConstraint(fields=('paiement', 'facture'), name='part_une_fois'), models.UniqueConstraint(condition=models.Q(('vive', True)), fields=('facture',), name='une_tentative_vive_par_facture'), models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='part_positive')],
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
                'indexes': [models.Index(fields=['le'], name='passage_par_jour')],
            },
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
                'constraints': [models.UniqueConstraint(fields=('facture', 'etape'), name='une_relance_par_etape')],
            },
        ),
        migrations.CreateModel(
            name='Remboursement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('comment', models.CharField(max_length=200, verbose_name='comment il est rendu')),
                ('annule_le', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('facture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remboursements', to='famille.facture')),
                ('lot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remboursements', to='famille.lotremboursement')),
                ('mandat', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='famille.mandatsepa')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'remboursement',
                'ordering': ['-le', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('montant__gt', 0)), name='remboursement_positif')],
            },
        ),
        migrations.CreateModel(
            name='LigneBancaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nature', models.CharField(choices=[('rejet', 'Prélèvement refusé'), ('virement', 'Virement reçu'), ('encaissement', 'Prélèvement encaissé'), ('rendu', 'Remboursement revenu'), ('autre', 'Autre opération')], max_length=12)),
                ('credit', models.BooleanField(verbose_name='reçu par la régie')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('jour', models.DateField(null=True)),
                ('reference', models.CharField(blank=True, db_index=True, max_length=35, verbose_name='référence')),
                ('code', models.CharField(blank=True, max_length=35, verbose_name='code de la banque')),
                ('donneur', models.CharField(blank=True, max_length=140, verbose_name='de la part de')),
                ('libelle', models.CharField(blank=True, max_length=300, verbose_name='libellé')),
                ('cle', models.CharField(db_index=True, max_length=80)),
                ('empreinte', models.CharField(blank=True, db_index=True, max_length=16)),
                ('etat', models.CharField(choices=[('sure', 'Prête à appliquer'), ('a-rapprocher', 'À rapprocher'), ('faite', 'Appliquée'), ('deja', 'Déjà connue'), ('ecartee', 'Mise de côté'), ('sans-suite', 'Sans suite à donner')], max_length=12, verbose_name='état')),
                ('pourquoi', models.CharField(blank=True, max_length=300)),
                ('traitee_le', models.DateTimeField(blank=True, null=True, verbose_name='traitée le')),
                ('factures', models.ManyToManyField(blank=True, related_name='+', to='famille.facture')),
                ('traitee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paiement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lignes_bancaires', to='famille.paiement')),
                ('remboursement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.remboursement')),
                ('retour', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='famille.retourbancaire')),
            ],
            options={
                'verbose_name': 'ligne de la banque',
                'verbose_name_plural': 'lignes de la banque',
                'ordering': ['retour', 'pk'],
                'indexes': [models.Index(condition=models.Q(('etat__in', ['sure', 'a-rapprocher'])), fields=['etat'], name='ligne_bancaire_en_attente')],
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
                'constraints': [models.UniqueConstraint(condition=models.Q(('fin', None)), fields=('foyer', 'service'), name='un_mandat_en_vigueur_par_service')],
            },
        ),
        migrations.CreateModel(
            name='LigneTitre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rang', models.PositiveSmallIntegerField()),
                ('objet', models.CharField(max_length=160)),
                ('produit', models.CharField(max_length=4)),
                ('nature', models.CharField(max_length=12)),
                ('fonction', models.CharField(blank=True, max_length=10)),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('annule', models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name='annulé')),
                ('creance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='famille.creancetransmise')),
                ('origine', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='annulations', to='famille.lignetitre')),
                ('titre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='famille.titretresor')),
            ],
            options={
                'verbose_name': 'ligne de titre',
                'verbose_name_plural': 'lignes de titre',
                'ordering': ['titre', 'rang'],
                'constraints': [models.UniqueConstraint(fields=('titre', 'rang'), name='un_rang_par_ligne_de_titre'), models.CheckConstraint(condition=models.Q(('annule__gte', 0), ('annule__lte', models.F('montant')), ('montant__gt', 0)), name='ligne_de_titre_annulee_au_plus')],
            },
        ),
        migrations.CreateModel(
            name='Enfant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prenom', models.CharField(max_length=100, verbose_name='prénom')),
                ('nom', models.CharField(max_length=100)),
                ('naissance', models.DateField(db_index=True, verbose_name='date de naissance')),
                ('lieu_naissance', models.CharField(blank=True, max_length=120, verbose_name='lieu de naissance')),
                ('niveau', models.CharField(blank=True, choices=[('TPS', 'TPS'), ('PS', 'PS'), ('MS', 'MS'), ('GS', 'GS'), ('CP', 'CP'), ('CE1', 'CE1'), ('CE2', 'CE2'), ('CM1', 'CM1'), ('CM2', 'CM2'), ('ULIS', 'ULIS'), ('6E', '6e'), ('5E', '5e'), ('4E', '4e'), ('3E', '3e'), ('2DE', '2de'), ('1RE', '1re'), ('TLE', 'Terminale')], max_length=4)),
                ('ecole_dite', models.CharField(blank=True, max_length=120, verbose_name='école dite')),
                ('classe_dite', models.CharField(blank=True, max_length=80, verbose_name='classe dite')),
                ('classe', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='enfants', to='famille.classe')),
                ('ecole', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='enfants', to='famille.ecole', verbose_name='école')),
                ('fusionne_dans', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='fusionnes', to='famille.enfant')),
            ],
            options={
                'verbose_name': 'enfant',
                'verbose_name_plural': 'enfants',
                'ordering': ['naissance', 'pk'],
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
                'indexes': [models.Index(fields=['etat', 'dernier_le'], name='fil_par_etat'), models.Index(fields=['etat', 'attend_depuis'], name='fil_par_attente')],
                'constraints': [models.UniqueConstraint(fields=('envoi', 'foyer'), name='fil_un_par_envoi_et_foyer')],
            },
        ),
        migrations.CreateModel(
            name='DroitPayeur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quoi', models.CharField(max_length=80, verbose_name='aide')),
                ('reference', models.CharField(blank=True, max_length=40, verbose_name='numéro chez le payeur')),
                ('debut', models.DateField(verbose_name='à partir du')),
                ('fin', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('pourcent', models.DecimalField(decimal_places=2, default=Decimal('100'), max_digits=5)),
                ('par_jour', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='par enfant et par jour')),
                ('plafond', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='en tout')),
                ('jours', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='nombre de jours')),
                ('services', models.JSONField(blank=True, default=list)),
                ('retards', models.BooleanField(default=False, verbose_name='aussi les retards')),
                ('absences', models.BooleanField(default=False, verbose_name='aussi les absences facturées')),
                ('le', models.DateTimeField(auto_now_add=True, verbose_name='noté le')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('preuve', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.document', verbose_name='courrier du payeur')),
                ('enfant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='droits_payeurs', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='droits_payeurs', to='famille.foyer')),
                ('payeur', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='droits', to='famille.tierspayeur')),
            ],
            options={
                'verbose_name': 'droit auprès d’un payeur',
                'verbose_name_plural': 'droits auprès des payeurs',
                'ordering': ['-debut', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='droit_payeur_dates_en_ordre'), models.CheckConstraint(condition=models.Q(('pourcent__gt', 0), ('pourcent__lte', 100)), name='droit_payeur_pourcent'), models.CheckConstraint(condition=models.Q(models.Q(('par_jour', None), ('par_jour__gt', 0), _connector='OR'), models.Q(('plafond', None), ('plafond__gt', 0), _connector='OR')), name='droit_payeur_plafonds_positifs')],
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
                'indexes': [models.Index(fields=['-le', '-id'], name='consultation_par_date')],
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
                'constraints': [models.UniqueConstraint(fields=('fil', 'utilisateur'), name='lecture_une_par_personne')],
            },
        ),
        migrations.CreateModel(
            name='LigneFacture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enfant_nom', models.CharField(blank=True, max_length=201, verbose_name='enfant')),
                ('jour', models.DateField()),
                ('libelle', models.CharField(max_length=200, verbose_name='libellé')),
                ('service', models.CharField(blank=True, choices=[('creche', 'Crèche'), ('halte-garderie', 'Halte-garderie'), ('accueils-de-loisirs', 'Accueils de loisirs'), ('restauration', 'Restauration scolaire'), ('garderie', 'Garderie scolaire')], max_length=20)),
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
                'constraints': [models.UniqueConstraint(condition=models.Q(('corrigee', False), models.Q(('source', ''), _negated=True)), fields=('source',), name='facture_une_fois')],
            },
        ),
        migrations.CreateModel(
            name='LigneARevoir',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('du', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='dû')),
                ('origine', models.CharField(max_length=120)),
                ('origine_precedente', models.CharField(blank=True, max_length=120)),
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
            name='NoteDuFil',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texte', models.CharField(max_length=2000)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('fil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='famille.fil')),
                ('par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'note d’une conversation',
                'ordering': ['le', 'pk'],
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
                'constraints': [models.UniqueConstraint(fields=('foyer', 'enfant', 'piece', 'fin', 'palier'), name='rappel_dossier_une_fois')],
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
                'constraints': [models.UniqueConstraint(fields=('enfant', 'foyer', 'debut'), name='rattachement_unique'), models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='rattachement_dates_en_ordre')],
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
                'constraints': [models.CheckConstraint(condition=models.Q(('fin__gte', models.F('debut'))), name='garde_dates_en_ordre')],
            },
        ),
        migrations.CreateModel(
            name='PartPayeur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('montant', models.DecimalField(decimal_places=2, max_digits=10)),
                ('dates', models.JSONField(default=dict)),
                ('refusee_le', models.DateTimeField(blank=True, null=True, verbose_name='refusée le')),
                ('refus', models.CharField(blank=True, max_length=200, verbose_name='raison du refus')),
                ('refus_pour', models.CharField(blank=True, choices=[('famille', 'La famille, par une régularisation'), ('ville', 'La ville, sans rien demander à la famille')], max_length=7, verbose_name='payée par')),
                ('droit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='famille.droitpayeur')),
                ('ligne', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts_payeurs', to='famille.lignefacture')),
                ('refusee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('releve', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='famille.relevepayeur')),
            ],
            options={
                'verbose_name': 'part d’un payeur',
                'verbose_name_plural': 'parts des payeurs',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('ligne', 'droit'), name='part_payeur_une_fois')],
            },
        ),
        migrations.CreateModel(
            name='DoublonDeReprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noms', models.PositiveSmallIntegerField(default=0, verbose_name='ressemblance des noms, en %')),
                ('preuves', models.JSONField(default=list)),
                ('poids', models.PositiveSmallIntegerField(default=0)),
                ('choix', models.CharField(blank=True, choices=[('meme', 'La même personne'), ('autre', 'Une autre personne')], max_length=5)),
                ('choisi_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enfant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.enfant')),
                ('autre', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='famille.lignedereprise')),
                ('ligne', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='famille.lignedereprise')),
                ('reprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='doublons', to='famille.reprise')),
                ('adulte', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.responsable')),
            ],
            options={
                'verbose_name': 'doublon de reprise',
                'verbose_name_plural': 'doublons de reprise',
                'ordering': ['-poids', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('ligne', 'enfant'), name='doublon_de_reprise_enfant'), models.UniqueConstraint(fields=('ligne', 'adulte'), name='doublon_de_reprise_adulte'), models.UniqueConstraint(fields=('ligne', 'autre'), name='doublon_de_reprise_autre')],
            },
        ),
        migrations.CreateModel(
            name='Doublon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noms', models.PositiveSmallIntegerField(default=0, verbose_name='ressemblance des noms, en %')),
                ('preuves', models.JSONField(default=list)),
                ('poids', models.PositiveSmallIntegerField(default=0)),
                ('vu_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='trouvé le')),
                ('ecarte_le', models.DateTimeField(blank=True, null=True, verbose_name='écarté le')),
                ('ecarte_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('autre_enfant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.enfant')),
                ('enfant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.enfant')),
                ('adulte', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.responsable')),
                ('autre_adulte', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.responsable')),
            ],
            options={
                'verbose_name': 'doublon possible',
                'verbose_name_plural': 'doublons possibles',
                'ordering': ['-poids', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('enfant', 'autre_enfant'), name='doublon_d_enfants'), models.UniqueConstraint(fields=('adulte', 'autre_adulte'), name='doublon_d_adultes'), models.CheckConstraint(condition=models.Q(models.Q(('adulte', None), ('autre_adulte', None), ('enfant__lt', models.F('autre_enfant'))), models.Q(('adulte__lt', models.F('autre_adulte')), ('autre_enfant', None), ('enfant', None)), _connector='OR'), name='doublon_de_deux_personnes')],
            },
        ),
        migrations.CreateModel(
            name='CleEtrangere',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=60)),
                ('sujet', models.CharField(max_length=20)),
                ('cle', models.CharField(max_length=64, verbose_name='clé')),
                ('objet', models.BigIntegerField(null=True)),
                ('dit', famille.models.champs.JSONChiffre(default=dict, usage='famille.reprise')),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('enfant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.enfant')),
                ('foyer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.foyer')),
                ('adulte', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='famille.responsable')),
            ],
            options={
                'verbose_name': 'clé d’un autre logiciel',
                'verbose_name_plural': 'clés d’un autre logiciel',
                'constraints': [models.UniqueConstraint(fields=('source', 'sujet', 'cle'), name='cle_etrangere_unique'), models.CheckConstraint(condition=models.Q(('foyer__isnull', False), ('adulte__isnull', False), ('enfant__isnull', False), _connector='OR'), name='cle_etrangere_de_quelqu_un')],
            },
        ),
        migrations.CreateModel(
            name='AccesAConfirmer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nature', models.CharField(choices=[('adulte', 'Adulte ajouté à un foyer'), ('adresse', 'Adresse e-mail d’un adulte changée'), ('enfant', 'Enfant rattaché à un autre foyer')], max_length=8)),
                ('le', models.DateTimeField(default=django.utils.timezone.now)),
                ('ferme', models.BooleanField(default=True, verbose_name='ferme la santé')),
                ('confirme_le', models.DateTimeField(blank=True, null=True, verbose_name='confirmé le')),
                ('ancienne', models.EmailField(blank=True, max_length=254, verbose_name='ancienne adresse')),
                ('conteste_le', models.DateTimeField(blank=True, null=True, verbose_name='contesté le')),
                ('tranche_le', models.DateTimeField(blank=True, null=True, verbose_name='tranché le')),
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
                'constraints': [models.CheckConstraint(condition=models.Q(('responsable__isnull', False), ('rattachement__isnull', False), _connector='XOR'), name='acces_a_un_seul_objet')],
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
                'constraints': [models.UniqueConstraint(fields=('origine', 'enfant'), name='sante_declaree_une_fois')],
            },
        ),
        migrations.CreateModel(
            name='ScolaritePassee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jusqu_au', models.DateField(verbose_name='jusqu’au')),
                ('niveau', models.CharField(blank=True, choices=[('TPS', 'TPS'), ('PS', 'PS'), ('MS', 'MS'), ('GS', 'GS'), ('CP', 'CP'), ('CE1', 'CE1'), ('CE2', 'CE2'), ('CM1', 'CM1'), ('CM2', 'CM2'), ('ULIS', 'ULIS'), ('6E', '6e'), ('5E', '5e'), ('4E', '4e'), ('3E', '3e'), ('2DE', '2de'), ('1RE', '1re'), ('TLE', 'Terminale')], max_length=4)),
                ('ecole_dite', models.CharField(blank=True, max_length=120, verbose_name='école dite')),
                ('classe_dite', models.CharField(blank=True, max_length=80, verbose_name='classe dite')),
                ('classe', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='famille.classe')),
                ('ecole', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='famille.ecole')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scolarites', to='famille.enfant')),
            ],
            options={
                'verbose_name': 'scolarité passée',
                'verbose_name_plural': 'scolarités passées',
                'ordering': ['enfant', 'jusqu_au'],
                'constraints': [models.UniqueConstraint(fields=('enfant', 'jusqu_au'), name='scolarite_une_par_jour'), models.CheckConstraint(condition=models.Q(('classe', None), ('ecole__isnull', False), _connector='OR'), name='scolarite_classe_d_ecole')],
            },
        ),
        migrations.CreateModel(
            name='LigneRangee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sorte', models.CharField(choices=[('passe', 'Passe'), ('redouble', 'Redouble'), ('saute', 'Saute une classe'), ('quitte', 'Quitte nos écoles'), ('a_decider', 'À décider'), ('deplace', 'Change d’école ou de classe'), ('ecriture', 'Écrit autrement'), ('nouveau', 'Sans dossier'), ('parti', 'N’est plus dans la liste')], max_length=10)),
                ('a_la_main', models.BooleanField(default=False, verbose_name='choisi par un agent')),
                ('dit', models.JSONField(blank=True, default=dict)),
                ('avant', models.JSONField(blank=True, default=dict)),
                ('apres', models.JSONField(blank=True, default=dict)),
                ('etat', models.CharField(choices=[('a_faire', 'À faire'), ('faite', 'Faite'), ('laissee', 'Laissée')], default='a_faire', max_length=8, verbose_name='état')),
                ('raison', models.CharField(blank=True, max_length=200)),
                ('enfant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='lignes_rangees', to='famille.enfant')),
                ('vers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.classe')),
                ('rangement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lignes', to='famille.rangementdecole')),
                ('passee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='famille.scolaritepassee')),
            ],
            options={
                'verbose_name': 'ligne d’un rangement',
                'verbose_name_plural': 'lignes d’un rangement',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('rangement', 'enfant'), name='enfant_range_une_fois')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('debut', models.DateField(verbose_name='à partir du')),
                ('fin', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('referent', famille.models.champs.TexteChiffre(max_length=120, usage='famille.placement', verbose_name='référent ou référente')),
                ('service', famille.models.champs.TexteChiffre(max_length=120, usage='famille.placement')),
                ('telephone', famille.models.champs.TelephoneChiffre(max_length=128, region=None, usage='famille.placement', verbose_name='téléphone')),
                ('courriel', famille.models.champs.TexteChiffre(blank=True, max_length=254, usage='famille.placement', verbose_name='adresse e-mail')),
                ('usuels', famille.models.champs.TexteChiffre(choices=[('accueil', 'La famille d’accueil'), ('service', 'Le service de l’aide sociale à l’enfance'), ('parents', 'Les parents')], max_length=8, usage='famille.placement', verbose_name='actes usuels')),
                ('sauf', famille.models.champs.TexteChiffre(blank=True, max_length=300, usage='famille.placement', verbose_name='sauf')),
                ('autres', famille.models.champs.TexteChiffre(choices=[('parents', 'Les parents, qui gardent l’autorité parentale'), ('service', 'Le service, par délégation ou par jugement'), ('tuteur', 'Le tuteur ou la tutrice')], max_length=8, usage='famille.placement', verbose_name='autres décisions')),
                ('enfant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='famille.enfant')),
                ('foyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='famille.foyer')),
                ('payeur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='famille.tierspayeur')),
            ],
            options={
                'verbose_name': 'accueil par l’ASE',
                'verbose_name_plural': 'accueils par l’ASE',
                'ordering': ['-debut', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('enfant', 'debut'), name='placement_unique'), models.CheckConstraint(condition=models.Q(('fin', None), ('fin__gte', models.F('debut')), _connector='OR'), name='placement_dates_en_ordre')],
            },
        ),
        migrations.AddField(
            model_name='Document',
            name='enfant',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='famille.enfant'),
        ),
        migrations.AddConstraint(
            model_name='Document',
            constraint=models.CheckConstraint(condition=models.Q(('foyer__isnull', False), ('enfant__isnull', False), ('envoi__isnull', False), _connector='OR'), name='document_a_un_titulaire'),
        ),
        migrations.AddField(
            model_name='Enfant',
            name='foyers',
            field=models.ManyToManyField(related_name='enfants', through='famille.Rattachement', to='famille.foyer'),
        ),
        migrations.AddConstraint(
            model_name='Enfant',
            constraint=models.CheckConstraint(condition=models.Q(('ecole', None), ('ecole_dite', ''), _connector='OR'), name='enfant_une_ecole'),
        ),
        migrations.AddConstraint(
            model_name='Enfant',
            constraint=models.CheckConstraint(condition=models.Q(('classe', None), models.Q(('classe_dite', ''), ('ecole__isnull', False)), _connector='OR'), name='enfant_une_classe_de_son_ecole'),
        ),
        migrations.RunPython(poser, oter),
        migrations.RunPython(indexer_la_recherche, retirer_les_index),
    ])
