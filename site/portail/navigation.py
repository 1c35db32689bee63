"""The main menu. An issue that adds a screen adds its entry here, in the order of reading; nothing that does not exist.

An entry is for families, for staff or for visitors. `vues` are the beginnings of the view names on which it is the
current one: "demarches:" holds for every page of the démarches.
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Entree:
    libelle: str
    adresse: str  # a view name, or a path that begins with "/"
    vues: tuple[str, ...] = ()


FAMILLE = (
    Entree("Tableau de bord", "famille:tableau_de_bord", ("famille:tableau_de_bord",)),
    Entree("Démarches", "demarches:liste", ("demarches:",)),
    Entree("Ma famille", "famille:famille", ("famille:famille", "famille:enfant", "famille:historique")),
)
PERSONNEL = (Entree("Gestion", "wagtailadmin_home"),)
VISITEUR = (Entree("Accueil", "/"), Entree("Aide et guide", "/aide/"), Entree("Actualités", "/actualites/"))


def menu(entrees, ecran, chemin):
    """list[dict(libelle, lien, courante)]. `ecran`: name of the view shown; `chemin`: path of the page shown."""
    return [
        {
            "libelle": entree.libelle,
            "lien": entree.adresse if entree.adresse.startswith("/") else _lien(entree.adresse),
            "courante": entree.adresse == chemin or any(ecran.startswith(debut) for debut in entree.vues),
        }
        for entree in entrees
    ]


def _lien(nom):
    try:
        return reverse(nom)
    except NoReverseMatch:
        return "/"
