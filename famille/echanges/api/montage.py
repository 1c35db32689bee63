"""The interface, put together of what each room offers."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI

from famille.socle.offres import offres

from .porte import tenir_le_journal
from .problemes import dire_les_problemes

VERSION = "1.0.0"
DESCRIPTION = (
    "Lecture seule. Chaque question porte une clé, faite par l’administration du portail pour un"
    " logiciel et pour ce qu’il doit lire. Les longues réponses viennent par pages : « suivant »"
    " donne le curseur de la page d’après. Une erreur est un document « application/problem+json »"
    " (RFC 9457)."
)


@cache
def l_api() -> NinjaAPI:
    api = NinjaAPI(
        title="Portail Famille",
        version=VERSION,
        description=DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
    )
    dire_les_problemes(api)
    api.add_decorator(tenir_le_journal, mode="view")
    for offre in reversed(offres()):
        for offert in offre.api:
            api.add_router("", offert.routeur)
    return api


def adresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    """What `path` takes. A key opens them, never a session: no program goes to the sign-in page."""
    motifs, application, espace = l_api().urls
    for motif in motifs:
        if isinstance(motif, URLPattern):
            motif.callback = login_not_required(motif.callback)
    return motifs, application, espace
