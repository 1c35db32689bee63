"""Files of families as a town would bring them, and the whole way of one."""

import csv
import io
import zipfile

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from famille.models import Reprise, Travail
from famille.mouvements.reprise import actions
from famille.travaux import actions as travaux

FAMILLES = [
    ["Identifiant", "Nom de la famille", "Situation", "Adresse", "Code postal", "Ville"],
    ["4512", "Lefèvre", "mariés", "12 rue Bourdillon", "36000", "CHATEAUROUX"],
    ["4513", "Moreau", "séparés", "3 place Gambetta", "36130", "Déols"],
]
ADULTES = [
    ["Famille", "Identifiant", "Nom", "Prénom", "E-mail", "Portable"],
    ["4512", "A1", "Lefèvre", "Inès", "ines.lefevre@exemple.fr", "06 39 98 00 41"],
    ["4512", "A2", "Lefèvre", "Paul", "ines.lefevre@exemple.fr", "639980042"],
    ["4513", "A3", "Moreau", "Jeanne", "jeanne.moreau@exemple.fr", ""],
]
ENFANTS = [
    ["Famille", "Identifiant", "Nom", "Prénom", "Date de naissance", "École", "Droit à l’image"],
    ["4512", "E1", "Lefèvre", "Noé", "14/03/2018", "Jean-Racine", "oui"],
    ["4512", "E2", "Lefèvre", "Zoé", "14/03/2018", "Jean-Racine", "non"],
    ["4513", "E1", "Lefèvre", "Noé", "14/03/2018", "Jean-Racine", "oui"],
]
SANTE = [
    ["Enfant", "Régime alimentaire", "Allergies", "PAI"],
    ["E1", "sans porc", "arachide", "oui"],
]
QUOTIENTS = [
    ["Famille", "Quotient", "Date début", "Date fin"],
    ["4512", "812,50", "01/01/2025", ""],
    ["4512", "640", "01/01/2026", ""],
]
TOUT = {
    "familles": FAMILLES,
    "adultes": ADULTES,
    "enfants": ENFANTS,
    "sante": SANTE,
    "quotients": QUOTIENTS,
}


def csv_de(lignes, codage="utf-8-sig", separateur=";"):
    texte = io.StringIO()
    csv.writer(texte, delimiter=separateur).writerows(lignes)
    return texte.getvalue().encode(codage)


def zip_de(tables, **options):
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, lignes in tables.items():
            archive.writestr(f"{nom}.csv", csv_de(lignes, **options))
    return octets.getvalue()


def xlsx_de(tables):
    classeur = Workbook()
    classeur.remove(classeur.active)
    for nom, lignes in tables.items():
        feuille = classeur.create_sheet(nom)
        for ligne in lignes:
            feuille.append(ligne)
    octets = io.BytesIO()
    classeur.save(octets)
    return octets.getvalue()


def deposer(octets, nom="familles.zip", *, par, source="Ancien logiciel"):
    return actions.deposer_le_fichier(SimpleUploadedFile(nom, octets), source, par=par)


def relire(reprise, *, par, colonnes=None):
    """The dry run, with the columns as they were recognised."""
    choix = colonnes or [tableau["colonnes"] for tableau in reprise.tableaux]
    reprise = actions.confirmer_les_colonnes(reprise, choix, par=par)
    return faire(reprise)


def importer(reprise, *, par):
    reprise = actions.importer(reprise, par=par)
    return faire(reprise)


def reprendre(octets, nom="familles.zip", *, par, source="Ancien logiciel"):
    """All the way."""
    return importer(relire(deposer(octets, nom, par=par, source=source), par=par), par=par)


def annuler(reprise, *, par):
    reprise = actions.annuler(reprise, par=par)
    return faire(reprise)


def faire(reprise):
    """Its job, each of its turns."""
    while travaux.executer(reprise.travail_id) == Travail.Etat.EN_COURS:
        pass
    return relue(reprise)


def relue(reprise):
    return Reprise.objects.get(pk=reprise.pk)


# what an import leaves besides, and an undo: its own trace, the worker's, numbers given once
TRACES = {
    "famille.Reprise",
    "famille.CarteDeColonnes",
    "famille.Travail",
    "famille.Compteur",
    "famille.FauteDeReprise",
}


def photographie():
    """{label: {key: every column}} of what the rooms of families hold."""
    return {
        modele._meta.label: {
            une["pk"]: une for une in modele.objects.values("pk", *_colonnes(modele))
        }
        for app in ("famille", "reservations")
        for modele in apps.get_app_config(app).get_models()
        if modele._meta.label not in TRACES
    }


def _colonnes(modele):
    return [champ.attname for champ in modele._meta.concrete_fields]
