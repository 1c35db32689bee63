"""What the town's identity says: the head of the portal's papers, its names, who to call. Offered
to `famille`, which knows no page."""

from base64 import b64encode
from contextlib import suppress
from mimetypes import guess_type
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.http import HttpRequest
from django.templatetags.static import static
from wagtail.images.models import SourceImageIOError
from wagtail.models import Site

from cms_pages.models import IdentiteSite
from cms_pages.models.medias import LOGO_DES_PAPIERS
from cms_pages.socle import joindre
from cms_pages.socle.couleurs import regles_du_jour
from famille.dossier.papiers import EnTete
from famille.socle.ville import DitsDeLaVille


def en_tete(request: HttpRequest | None, *, pour_pdf: bool = False) -> EnTete:
    """In a PDF the logo goes with the page: it may stand on another server, which is never asked.
    Without a request, a job asks for it."""
    identite = IdentiteSite.for_request(request) if request else IdentiteSite.de_la_ville()
    return EnTete(
        ville=identite.ville,
        portail=identite.nom_portail,
        adresse=identite.adresse,
        telephone=identite.telephone,
        courriel=identite.courriel,
        image=_logo(identite.logo, pour_pdf=pour_pdf),
        styles=regles_du_jour(identite) if pour_pdf else "",
    )


def noms_de_la_ville() -> list[str]:
    """The names of the town and of its portal."""
    identite = IdentiteSite.de_la_ville()
    return [identite.ville, identite.nom_portail]


def dits_de_la_ville() -> DitsDeLaVille | None:
    """How it names its service, and how that is reached. Before its site is made, nobody has said;
    None where the base does not answer."""
    try:
        site = Site.objects.filter(is_default_site=True).first()
        return IdentiteSite.for_site(site).dits if site else DitsDeLaVille()
    except DatabaseError:
        return None


def retenir_qui_appeler() -> None:
    """For the page of a fault (cms_pages.socle.joindre), before the first page is asked for.
    Without a database, or before its first site, nothing is known yet: pages will tell."""
    with suppress(DatabaseError, ObjectDoesNotExist):
        joindre.retenir(IdentiteSite.de_la_ville())


def _logo(logo: Any, *, pour_pdf: bool) -> str:
    """An address, or the picture itself; the neutral pattern when the town has none, or when its
    file is lost."""
    try:
        rendu = logo.get_rendition(LOGO_DES_PAPIERS) if logo else None
        if rendu is None or not pour_pdf:
            return rendu.url if rendu else static("portail/logo.svg")
        with rendu.file.open("rb") as fichier:
            genre, _codage = guess_type(rendu.file.name)
            return f"data:{genre};base64,{b64encode(fichier.read()).decode()}"
    except (SourceImageIOError, OSError):
        return static("portail/logo.svg")
