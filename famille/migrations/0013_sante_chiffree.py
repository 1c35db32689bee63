"""What a health record tells is encrypted in the database."""

from itertools import batched

from django.db import migrations, models

import famille.models.champs
from famille.socle.chiffrement import SANTE, Illisible, chiffrer, dechiffrer

CHAMPS = ("regime", "allergies", "medecin")
LOT = 500
REGIMES = [
    ("aucun", "Aucun régime particulier"),
    ("sans-porc", "Sans porc"),
    ("sans-viande", "Sans viande"),
    ("sans-gluten", "Sans gluten"),
    ("autre", "Autre régime"),
]


def _reecrire(apps, changer):
    """Each text of each record, by `changer`; the columns are plain texts at this point."""
    fiches = apps.get_model("famille", "FicheSanitaire").objects
    for lot in batched(fiches.only(*CHAMPS), LOT, strict=False):
        for fiche in lot:
            for nom in CHAMPS:
                setattr(fiche, nom, changer(getattr(fiche, nom)))
        fiches.bulk_update(lot, CHAMPS)


def _chiffre(texte):
    try:
        dechiffrer(texte, usage=SANTE)
    except Illisible:
        return chiffrer(texte, usage=SANTE) if texte else ""
    return texte


def chiffrer_les_fiches(apps, _schema_editor):
    _reecrire(apps, _chiffre)


def dechiffrer_les_fiches(apps, _schema_editor):
    _reecrire(apps, lambda texte: dechiffrer(texte, usage=SANTE) if texte else "")


def _champs(fabrique):
    return [
        migrations.AlterField("fichesanitaire", nom, fabrique(**options))
        for nom, options in {
            "regime": {"choices": REGIMES, "default": "aucun", "verbose_name": "régime alimentaire"},
            "allergies": {"blank": True, "max_length": 300},
            "medecin": {"blank": True, "max_length": 120, "verbose_name": "médecin traitant"},
        }.items()
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("famille", "0012_lectures_en_ajout_seul"),
    ]

    operations = [
        *_champs(models.TextField),
        migrations.RunPython(chiffrer_les_fiches, dechiffrer_les_fiches),
        *_champs(lambda **options: famille.models.champs.TexteChiffre(usage=SANTE, **options)),
    ]
