"""The main menu. An issue that adds a screen adds its entry here, in the order of reading; nothing
that does not exist.

An entry is for families, for staff or for visitors. `vues` are the beginnings of the view names on
which it is the current one: "demarches:" holds for every page of the démarches.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from famille.dossier.messages.lecture import dit, non_lus


@dataclass(frozen=True)
class Entree:
    libelle: str
    adresse: str  # a view name, or a path that begins with "/"
    vues: tuple[str, ...] = ()
    # of what is new there, asked with the request: at most one query a page
    nombre: Callable | None = None
    barre: tuple[str, str] | None = None  # its word and its drawing at the bottom of a phone

    @property
    def publique(self) -> bool:
        """Whether a part of the public site, made of the pages below its address."""
        return self.adresse.startswith("/") and self.adresse != "/"


FAMILLE = (
    Entree(
        "Tableau de bord",
        "famille:tableau_de_bord",
        ("famille:tableau_de_bord",),
        barre=("Accueil", "accueil"),
    ),
    Entree(
        "Réservations",
        "reservations:calendrier",
        ("reservations:",),
        barre=("Réserver", "calendrier"),
    ),
    Entree("Démarches", "demarches:liste", ("demarches:",)),
    Entree(
        "Factures",
        "famille:factures",
        (
            "famille:facture",
            "famille:payer",
            "famille:paiement",
            "famille:recu",
            "famille:question_facture",
            "famille:attestation",
        ),
    ),
    Entree(
        "Messages",
        "famille:messages",
        ("famille:message", "famille:fil", "famille:ecrire", "famille:notification"),
        non_lus,
        barre=("Messages", "message"),
    ),
    Entree(
        "Documents",
        "famille:documents",
        ("famille:document", "famille:papiers", "famille:apercu", "famille:supprimer_document"),
    ),
    Entree(
        "Ma famille",
        "famille:famille",
        (
            "famille:famille",
            "famille:enfant",
            "famille:historique",
            "famille:consultations",
            "famille:mandat",
        ),
        barre=("Famille", "famille"),
    ),
)
PERSONNEL = (Entree("Gestion", "wagtailadmin_home"),)
VISITEUR = (
    Entree("Accueil", "/"),
    Entree("Aide et guide", "/aide/"),
    Entree("Actualités", "/actualites/"),
)


def menu(entrees: Any, ecran: str, request: HttpRequest) -> list[dict[str, Any]]:
    """list[dict(libelle, lien, courante, nombre, barre)]. `ecran`: name of the view shown.

    `courante` is the value of aria-current: "page" on the entry's own page, "true" on those below
    it, else "".
    """
    return [_lien(entree, ecran, request) for entree in entrees]


def _lien(entree: Entree, ecran: str, request: HttpRequest) -> dict[str, Any]:
    chemin = request.path
    lien = entree.adresse if entree.adresse.startswith("/") else reverse(entree.adresse)
    if lien == chemin:
        courante = "page"
    elif ecran.startswith(entree.vues) or (entree.publique and chemin.startswith(lien)):
        courante = "true"
    else:
        courante = ""
    nombre = dit(entree.nombre(request)) if entree.nombre else ""
    dits = {"libelle": entree.libelle, "barre": entree.barre}
    return dits | {"lien": lien, "courante": courante, "nombre": nombre}
