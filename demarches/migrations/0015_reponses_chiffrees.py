"""The models know that these columns are encrypted; the database is not touched."""

from django.db import migrations

from famille.socle.chiffrement import REPONSES
from famille.models.champs import JSONChiffre

CHAMPS = [
    ("demande", "saisie", {"default": dict}),
    ("demande", "recapitulatif", {"default": list}),
    ("demande", "changements", {"default": list}),
    ("effetsdevalidation", "dossier", {}),
    ("effetsdevalidation", "suite", {"default": dict}),
]


class Migration(migrations.Migration):
    dependencies = [("demarches", "0014_chiffrer_les_reponses")]

    operations = [
        migrations.AlterField(modele, nom, JSONChiffre(usage=REPONSES, **options)) for modele, nom, options in CHAMPS
    ]
