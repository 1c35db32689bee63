"""What waits, each in an index of its own rows: mails to send, papers that the antivirus has yet to
look at; and the papers of the last weeks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0046_ce_qui_attend_la_regie"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="courriel",
            index=models.Index(
                condition=models.Q(("envoye_le", None)),
                fields=["cree_le"],
                name="courriel_a_envoyer",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("etat__in", ["en-analyse", "non-analyse"])),
                fields=["etat"],
                name="document_a_analyser",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["depose_le"], name="document_par_date"),
        ),
    ]
