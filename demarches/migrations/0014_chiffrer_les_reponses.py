"""Each answer under the key of the site, by lots: stopped, the migration is run again and goes on
where it was."""

import json

from django.db import migrations
from django.db.transaction import atomic

from famille.socle.chiffrement import REPONSES, chiffrer, dechiffrer

LOT = 500
# column → what is kept as "" (famille.models.champs.JSONChiffre)
DEMANDE = {"saisie": {}, "recapitulatif": [], "changements": []}
EFFETS = {"dossier": None, "suite": {}}


def chiffrer_les_reponses(apps, _schema_editor):
    _par_lots(apps, "Demande", [*DEMANDE, "avancement"], lambda une: _demande(une, _chiffre, _jeton))
    _par_lots(apps, "EffetsDeValidation", [*EFFETS], lambda un: _textes(un, EFFETS, _chiffre))


def dechiffrer_les_reponses(apps, _schema_editor):
    _par_lots(apps, "Demande", [*DEMANDE, "avancement"], lambda une: _demande(une, _clair, _valeurs))
    _par_lots(apps, "EffetsDeValidation", [*EFFETS], lambda un: _textes(un, EFFETS, _clair))


def _par_lots(apps, modele, champs, changer):
    lignes, derniere = apps.get_model("demarches", modele).objects, None
    while lot := _un_lot(lignes, champs, changer, derniere):
        derniere = lot[-1].pk


@atomic
def _un_lot(lignes, champs, changer, derniere):
    suivantes = lignes.order_by("pk") if derniere is None else lignes.order_by("pk").filter(pk__gt=derniere)
    lot = list(suivantes.select_for_update(of=("self",)).only(*champs)[:LOT])
    for ligne in lot:
        changer(ligne)
    lignes.bulk_update(lot, champs)
    return lot


def _demande(demande, texte, connue):
    _textes(demande, DEMANDE, texte)
    if connues := demande.avancement.get("connues"):
        demande.avancement["connues"] = {etape: connue(valeur) for etape, valeur in connues.items()}


def _textes(ligne, vides, texte):
    for nom, vide in vides.items():
        setattr(ligne, nom, texte(getattr(ligne, nom), vide))


def _chiffre(texte, vide):
    """A clear JSON begins with a bracket, an encrypted text does not: that one was done before a
    stop."""
    if not texte.startswith(("{", "[")):
        return texte
    return "" if json.loads(texte) == vide else chiffrer(texte, usage=REPONSES)


def _clair(texte, vide):
    if texte.startswith(("{", "[")):
        return texte
    return dechiffrer(texte, usage=REPONSES) if texte else json.dumps(vide)


def _jeton(valeurs):
    return valeurs if isinstance(valeurs, str) else chiffrer(json.dumps(valeurs), usage=REPONSES)


def _valeurs(jeton):
    return json.loads(dechiffrer(jeton, usage=REPONSES)) if isinstance(jeton, str) else jeton


class Migration(migrations.Migration):
    atomic = False  # each lot is kept

    dependencies = [("demarches", "0013_reponses_en_texte")]

    operations = [migrations.RunPython(chiffrer_les_reponses, dechiffrer_les_reponses)]
