"""What families answer is about to be encrypted (0014): its columns become plain texts, as the
database had them."""

from django.db import migrations, models

CHAMPS = [
    ("demande", "saisie"),
    ("demande", "recapitulatif"),
    ("demande", "changements"),
    ("effetsdevalidation", "dossier"),
    ("effetsdevalidation", "suite"),
]


class Migration(migrations.Migration):
    dependencies = [("demarches", "0012_effets_des_validations")]

    operations = [migrations.AlterField(modele, nom, models.TextField()) for modele, nom in CHAMPS]
