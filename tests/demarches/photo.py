"""The file of every household, row by row and field by field, and what happened to it between two
instants."""

from datetime import date, datetime

from django.apps import apps
from django.utils import timezone

# What tells of a change without being one: the journal, the mails and notices, the counters of
# numbers.
TRACES = {"Compteur", "Modification", "Consultation", "Courriel", "LectureFil", "Notification"}
# There or not, is all that can be said of these.
AU_HASARD = {
    "fichier",
    "sha256",
    "iban_chiffre",
    "empreinte",
    "recherche",
    "lieux",
    "password",
    "email",
}
AJOUTE, CHANGE, OTE = "ajouté", "changé", "ôté"


def photographier():
    """{(model, key): (name of the row, {field: text})} of all that `famille` and `reservations`
    hold."""
    modeles = [
        modele
        for app in ("famille", "reservations")
        for modele in apps.get_app_config(app).get_models()
    ]
    return {
        (modele.__name__, objet.pk): (
            str(objet),
            {champ.name: dire(objet, champ) for champ in champs_de(modele)},
        )
        for modele in modeles
        if modele.__name__ not in TRACES
        for objet in modele._default_manager.all()
    }


def ecarts(avant, apres):
    """[(what, model, …)], sorted: a row added or taken away with its fields that are not empty; of
    a row changed, its name and {field: (before, after)}."""
    return sorted(
        (_ecart(cle, avant.get(cle), apres.get(cle)) for cle in _differentes(avant, apres)),
        key=repr,
    )


def _differentes(avant, apres):
    return [
        cle
        for cle in {**avant, **apres}
        if avant.get(cle, (None, None))[1] != apres.get(cle, (None, None))[1]
    ]


def _ecart(cle, avant, apres):
    if avant and apres:
        change = {
            nom: (dit, apres[1][nom]) for nom, dit in avant[1].items() if dit != apres[1][nom]
        }
        return CHANGE, cle[0], avant[0], change
    champs = (avant or apres)[1]
    return OTE if avant else AJOUTE, cle[0], {nom: dit for nom, dit in champs.items() if dit}


def champs_de(modele):
    return [champ for champ in modele._meta.concrete_fields if not champ.primary_key]


def dire(objet, champ):
    """str: as a test writes it, whatever the keys; "" for nothing."""
    valeur = getattr(objet, champ.name)
    if valeur in (None, "", False, [], {}):
        return ""
    if champ.name in AU_HASARD:
        return "…"
    if isinstance(valeur, datetime):
        return timezone.localtime(valeur).strftime("%d/%m/%Y %H:%M")
    return valeur.strftime("%d/%m/%Y") if isinstance(valeur, date) else str(valeur)
