"""The journal of readings is only added to: the database follows its keys, PostgreSQL refuses the
rest."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Nothing changes a reading, and nothing deletes one that the town's period protects: 12 months
# while it has decided nothing, never less than 6. Deeper than our own trigger stands the database
# itself, which follows a household, a child or an account that goes. Midnight is the one of
# famille.donnees.minuit.
POSER = """
CREATE FUNCTION famille_lectures_en_ajout_seul() RETURNS trigger LANGUAGE plpgsql AS $corps$
DECLARE
  mois integer := 12;
BEGIN
  IF pg_trigger_depth() > 1 THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
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
OTER = """
DROP TRIGGER lectures_en_ajout_seul ON famille_consultation;
DROP FUNCTION famille_lectures_en_ajout_seul();
"""


def sur_postgresql(sql):
    def executer(_apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)  # its % is its own

    return executer


def six_mois_au_moins(apps, _schema_editor):
    apps.get_model("famille", "ReglageConservation").objects.filter(lectures__lt=6).update(lectures=6)


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0011_conservation"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="consultation",
            options={
                "ordering": ["-le", "-pk"],
                "permissions": [("exporter_consultation", "Peut exporter le journal des consultations")],
                "verbose_name": "consultation",
            },
        ),
        migrations.AlterField(
            model_name="consultation",
            name="foyer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DB_CASCADE, related_name="consultations", to="famille.foyer"
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="sante_de",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.DB_SET_NULL,
                related_name="+",
                to="famille.enfant",
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="par",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.DB_SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="reglageconservation",
            name="lectures",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Comptés depuis la consultation. La CNIL recommande de garder les journaux de 6 mois à 1 an "
                "(délibération 2021-122) : 6 au moins. Proposé : 12.",
                null=True,
                validators=[django.core.validators.MinValueValidator(6)],
                verbose_name="Trace des consultations de dossiers, en mois",
            ),
        ),
        migrations.RunPython(six_mois_au_moins, migrations.RunPython.noop),
        migrations.RunPython(sur_postgresql(POSER), sur_postgresql(OTER)),
    ]
