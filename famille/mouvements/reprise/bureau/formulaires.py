"""The forms of the Reprise: the file, and what each of its columns is."""

from typing import Any

from django import forms
from django.http import QueryDict

from famille.models import Reprise
from famille.mouvements.reprise.colonnes import NIR
from famille.mouvements.reprise.registre import champs_dits
from famille.socle.ecran import QuiRefuse


class FichierForm(QuiRefuse, forms.Form):
    fields: dict[str, Any]  # each of its own class

    source = forms.CharField(
        label="Logiciel d’origine",
        max_length=60,
        help_text=(
            "Toujours le même nom pour le même logiciel : c’est ainsi qu’un fichier plus récent met"
            " à jour au lieu de créer."
        ),
        error_messages={"required": "Écrivez le nom du logiciel d’où vient ce fichier."},
    )
    fichier = forms.FileField(
        label="Fichier",
        help_text="En .csv, .xlsx, ou .zip qui en contient plusieurs. 80 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.zip,.json,.nweb,.xml"}),
        error_messages={
            "required": "Choisissez un fichier, puis recommencez.",
            "empty": "Ce fichier est vide : déposez celui de vos familles.",
        },
    )


def tableaux_a_montrer(reprise: Reprise, exemples: list[list[list[str]]]) -> list[dict[str, Any]]:
    """Each table with its columns: title, name of its field in the form, code, some values."""
    montres = []
    for rang, tableau in enumerate(reprise.tableaux):
        siens = exemples[rang] if rang < len(exemples) else []
        montres.append(
            {
                "nom": tableau["nom"],
                "colonnes": [
                    {
                        "titre": titre,
                        "nom": f"c-{rang}-{place}",
                        "code": code,
                        "nir": code == NIR,
                        "exemples": (siens[place] if place < len(siens) and code != NIR else []),
                    }
                    for place, (titre, code) in enumerate(
                        zip(tableau["entetes"], tableau["colonnes"], strict=True)
                    )
                ],
            }
        )
    return montres


def choix_des_colonnes() -> list[tuple[str, list[tuple[str, str]]]]:
    """(kind, [(code, label)]), in the order of the kinds."""
    groupes: dict[str, list[tuple[str, str]]] = {}
    for qui, code, libelle in champs_dits():
        groupes.setdefault(qui, []).append((code, f"{qui} : {libelle}"))
    return list(groupes.items())


def lire_les_colonnes(reprise: Reprise, envoi: QueryDict) -> list[list[str]]:
    """What was chosen for each column; what is missing stays as it was."""
    return [
        [envoi.get(f"c-{rang}-{place}", avant) for place, avant in enumerate(tableau["colonnes"])]
        for rang, tableau in enumerate(reprise.tableaux)
    ]


def lire_les_choix(envoi: QueryDict) -> dict[int, str]:
    """Key of a pair → what was said of it."""
    return {
        int(nom.removeprefix("d-")): str(envoi[nom])
        for nom in envoi
        if nom.startswith("d-") and nom[2:].isascii() and nom[2:].isdecimal() and len(nom) < 18
    }
