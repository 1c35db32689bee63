"""What is photographed: the screen, how to come to it, and what of it is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

RACINE = Path(__file__).resolve().parents[2]
GUIDE = RACINE / "cms_pages" / "contenu" / "images"
DOCS = RACINE / "docs" / "images"
PARENT, EN_ATTENTE = "camille.martin@exemple.fr", "un parent qui attend une place"
TELEPHONE = (390, 844)


def rien(page: Page) -> None:
    """The screen as it opens."""


@dataclass(frozen=True)
class Prise:
    """`nom`: of the file, which a page of the guide names; `qui`: account signed in, "" for nobody;
    `geste`: what is done on the screen first; `hauteur`: pixels kept from the top of `depuis`, a
    selector of the page ("": from the top of the window)."""

    nom: str
    adresse: str
    qui: str = PARENT
    geste: Callable[[Page], None] = rien
    depuis: str = "main h1"
    hauteur: int = 700
    fenetre: tuple[int, int] = TELEPHONE
    dossier: Path = GUIDE

    @property
    def fichier(self) -> Path:
        return self.dossier / f"{self.nom}.webp"


LIBRES = "button.cal-b[name=choix][aria-pressed=false]"


def choisir_deux_jours(page: Page) -> None:
    """Two free days of the month are touched, as a parent would."""
    for rang in (0, 3):
        page.locator(LIBRES).nth(rang).click()
        page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")


def creer_l_adresse(page: Page) -> None:
    page.get_by_role("button", name="Créer l’adresse").click()
    page.wait_for_load_state("networkidle")


DU_GUIDE = [
    Prise("connexion", "/connexion/", qui="", hauteur=640),
    Prise("tableau-de-bord", "/tableau-de-bord/"),
    Prise(
        "calendrier",
        "/reservations/?mois=2026-12",
        geste=choisir_deux_jours,
        depuis=".cal-jour:has(> * button[aria-pressed=true], > button[aria-pressed=true])",
        hauteur=620,
    ),
    Prise("demande-de-reservation", "/reservations/recapitulatif/", hauteur=1000),
    Prise("plusieurs-semaines", "/reservations/repeter/", hauteur=760),
    Prise("absence", "/reservations/absences/", hauteur=660),
    Prise("liste-d-attente", "/reservations/attentes/", qui=EN_ATTENTE, hauteur=620),
    Prise("ouverture", "/reservations/ouvertures/", hauteur=660),
    Prise("agenda", "/reservations/agenda/", geste=creer_l_adresse, hauteur=660),
]
DE_LA_DOC = [
    Prise(nom, adresse, depuis="", hauteur=844, dossier=DOCS)
    for nom, adresse in [
        ("tableau-de-bord", "/tableau-de-bord/"),
        ("calendrier", "/reservations/?mois=2026-12"),
        ("demarches", "/demarches/"),
        ("factures", "/mes-factures/"),
        ("messages", "/mes-messages/"),
        ("famille", "/ma-famille/"),
    ]
]
PRISES = [*DU_GUIDE, *DE_LA_DOC]
