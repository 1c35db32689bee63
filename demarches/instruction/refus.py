"""What a family forbids in what it sends: so at once, while what it allows is looked at (G14)."""

from typing import Any

from demarches.declaration.mise_a_jour import PageDuDossier
from demarches.models import Demande
from famille.models import Utilisateur


def appliquer_les_refus(demande: Demande, *, par: Utilisateur) -> list[dict[str, Any]]:
    """The `changements` that this was. To call once it is sent."""
    return [
        fait
        for etape, page in demande.sa_demarche.pages(demande).items()
        if issubclass(page, PageDuDossier) and etape in demande.saisie
        for partie in page.de_la_demande(demande, etape).parties_du_dossier()
        for fait in partie.appliquer_les_refus(par=par, origine=f"demande {demande.numero}")
    ]
