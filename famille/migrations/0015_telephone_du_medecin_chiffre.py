"""The doctor's telephone joins what is encrypted of a health record (0013)."""

from itertools import batched

from django.db import migrations, models

from famille.socle.chiffrement import SANTE, chiffrer, dechiffrer
from famille.models.champs import TelephoneChiffre

LOT = 500
NOM = "téléphone du médecin"


def _reecrire(apps, changer):
    """Each number, by `changer`; the column is a plain text at this point."""
    fiches = apps.get_model("famille", "FicheSanitaire").objects
    for lot in batched(fiches.only("medecin_telephone").exclude(medecin_telephone=""), LOT, strict=False):
        for fiche in lot:
            fiche.medecin_telephone = changer(fiche.medecin_telephone, usage=SANTE)
        fiches.bulk_update(lot, ["medecin_telephone"])


def chiffrer_les_telephones(apps, _schema_editor):
    _reecrire(apps, chiffrer)


def dechiffrer_les_telephones(apps, _schema_editor):
    _reecrire(apps, dechiffrer)


class Migration(migrations.Migration):
    dependencies = [("famille", "0014_formulaires_recus")]

    operations = [
        migrations.AlterField("fichesanitaire", "medecin_telephone", models.TextField(NOM, blank=True)),
        migrations.RunPython(chiffrer_les_telephones, dechiffrer_les_telephones),
        migrations.AlterField("fichesanitaire", "medecin_telephone", TelephoneChiffre(NOM, usage=SANTE, blank=True)),
    ]
