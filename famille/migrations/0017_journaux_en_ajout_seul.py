"""The journal of changes is only added to, neither journal is emptied at once, and the readings of
an erased household lose their names. Mails that have left keep no link that opens anything."""

import re

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

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
CREATE OR REPLACE FUNCTION famille_lectures_en_ajout_seul() RETURNS trigger LANGUAGE plpgsql AS $corps$
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
"""


JETON = re.compile(r"[\w.-]+:[\w-]{4,8}:[\w-]{43}(?![\w-])")


def retirer_les_liens(apps, _schema_editor):
    """Reminders sent before this version kept their signed link, and so did their notices."""
    rappels = apps.get_model("famille", "Courriel").objects.filter(cle__startswith="rappel-").exclude(envoye_le=None)
    for courriel in rappels.iterator():
        courriel.texte, courriel.html = (JETON.sub("lien-retire", lu) for lu in (courriel.texte, courriel.html))
        courriel.save(update_fields=["texte", "html"])
    apps.get_model("famille", "Notification").objects.filter(cle__regex=r"^rappel-\d+-").update(lien="")


def poser(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for sql in (MODIFICATIONS, VIDER, TAIRE):
            schema_editor.execute(sql, params=None)  # its % is its own


def oter(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(OTER, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0016_acces_a_confirmer"),
    ]

    operations = [
        migrations.AlterField(
            model_name="modification",
            name="foyer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DB_CASCADE, related_name="modifications", to="famille.foyer"
            ),
        ),
        migrations.AlterField(
            model_name="modification",
            name="par",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.DB_SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(retirer_les_liens, migrations.RunPython.noop),
        migrations.RunPython(poser, oter),
    ]
