"""What a phone is told of the portal to put it on its home screen (W3C, Web App Manifest)."""

from typing import Any

from django.urls import reverse

from cms_pages.models import IdentiteSite
from cms_pages.socle.couleurs import PAGE

from .icones import TAILLES

RACCOURCIS = (("Réserver", "reservations:calendrier"), ("Mes factures", "famille:factures"))


def manifeste(identite: IdentiteSite) -> dict[str, Any]:
    """As JSON: the town's name and colours; it opens on the dashboard."""
    return {
        "id": "/",
        "lang": "fr",
        "name": f"{identite.nom_portail}, {identite.ville}",
        "short_name": identite.nom_portail,
        "start_url": reverse("famille:tableau_de_bord"),
        "scope": "/",
        "display": "standalone",
        "theme_color": identite.couleur_principale,
        "background_color": PAGE,
        "icons": [_icone(nom) for nom in TAILLES],
        "shortcuts": [{"name": nom, "url": reverse(vue)} for nom, vue in RACCOURCIS],
    }


def _icone(nom: str) -> dict[str, str]:
    cote, part = TAILLES[nom]
    return {
        "src": reverse(f"cms_pages:icone_{nom}"),
        "type": "image/png",
        "sizes": f"{cote}x{cote}",
        "purpose": "maskable" if part < 1 else "any",
    }
