"""The dashboard's card of general information (G12)."""

from urllib.parse import urljoin

from cms_pages.models import ActualitePage
from famille.panneaux import Panneau

NOMBRE = 3


class Informations(Panneau):
    """The newest news. At most two queries: the news, and the site's address when it is not yet known."""

    gabarit = "cms_pages/panneaux/informations.html"
    colonne = "etroite"

    def contexte(self, request, foyers):
        actualites = [
            {"titre": page.title, "chapo": page.chapo, "date": page.date, "adresse": page.get_url(request) or ""}
            for page in ActualitePage.objects.visibles().defer("corps")[:NOMBRE]
        ]
        if not actualites:
            return None
        return {"actualites": actualites, "toutes": urljoin(actualites[0]["adresse"], "../")}
