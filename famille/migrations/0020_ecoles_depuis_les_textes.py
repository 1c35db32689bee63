"""The schools and classes that were written in each child's file become rows."""

from collections import Counter, defaultdict

from django.db import migrations
from django.utils import timezone

from famille.regles.scolarite import (
    annee_scolaire,
    cle_classe,
    cle_ecole,
    niveau_seul,
    niveaux_de,
)


def en_lignes(apps, schema_editor):
    Enfant = apps.get_model("famille", "Enfant")
    ecoles = _ecoles(apps, Enfant)
    classes = {}
    annee = annee_scolaire(timezone.localdate())
    dits = Enfant.objects.exclude(ecole_dite="", classe_dite="").order_by()
    # children of one school and one class are written together
    couples = list(dits.values_list("ecole_dite", "classe_dite").distinct())
    for ecole_dite, classe_dite in couples:
        ecole = ecoles.get(cle_ecole(ecole_dite))
        niveau = niveau_seul(classe_dite)
        classe = None
        if ecole and not niveau and cle_classe(classe_dite):
            classe = _classe(apps, classes, ecole, annee, classe_dite)
        Enfant.objects.filter(ecole_dite=ecole_dite, classe_dite=classe_dite).update(
            ecole=ecole,
            classe=classe,
            niveau=niveau or _son_niveau(classe),
            ecole_dite="" if ecole else ecole_dite,
            classe_dite="" if classe or niveau else classe_dite,
        )


def _ecoles(apps, Enfant):
    """{key: Ecole}. The name is the spelling that most children have."""
    ecritures = defaultdict(Counter)
    for texte in Enfant.objects.exclude(ecole_dite="").values_list("ecole_dite", flat=True):
        if cle_ecole(texte):
            ecritures[cle_ecole(texte)][texte.strip()] += 1
    ecoles = {}
    for cle, textes in sorted(ecritures.items()):
        nom = max(textes, key=lambda texte: (textes[texte], texte))
        ecoles[cle] = apps.get_model("famille", "Ecole").objects.create(nom=nom)
        apps.get_model("famille", "EcritureEcole").objects.create(
            ecole=ecoles[cle], texte=nom, cle=cle
        )
    return ecoles


def _classe(apps, classes, ecole, annee, texte):
    cle = ecole.pk, cle_classe(texte)
    if cle not in classes:
        classes[cle] = apps.get_model("famille", "Classe").objects.create(
            ecole=ecole, annee=annee, nom=texte.strip(), niveaux=niveaux_de(texte)
        )
    return classes[cle]


def _son_niveau(classe):
    return classe.niveaux[0] if classe and len(classe.niveaux) == 1 else ""


def en_textes(apps, schema_editor):
    """Back to the texts, in the spelling of each row."""
    Enfant = apps.get_model("famille", "Enfant")
    for enfant in Enfant.objects.select_related("ecole", "classe"):
        Enfant.objects.filter(pk=enfant.pk).update(
            ecole_dite=enfant.ecole.nom if enfant.ecole else enfant.ecole_dite,
            classe_dite=(
                enfant.classe.nom if enfant.classe else enfant.classe_dite or enfant.niveau
            )[:80],
            ecole=None,
            classe=None,
            niveau="",
        )


class Migration(migrations.Migration):
    dependencies = [("famille", "0019_ecoles_et_classes")]

    operations = [migrations.RunPython(en_lignes, en_textes)]
