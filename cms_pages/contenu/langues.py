"""The pages given in other languages, each language once: to a new town, and to one that is already
installed when a later version of the portal brings a language."""

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from wagtail.models import Locale, Page, Site, WorkflowPage

from cms_pages.models import AccueilPage, ChapitreFourni, IdentiteSite
from cms_pages.socle.langues import CLE

from .creation import dessiner, ecrire, planter
from .fiches import Redaction, dessins_de
from .lecture import site_traduit
from .ville import Ville

if TYPE_CHECKING:
    from .fiches import Fiche


@transaction.atomic
def ajouter_les_langues() -> int:
    """How many languages were added. One that was given once is left alone: what the town changed,
    unpublished or deleted since stays so."""
    accueil = AccueilPage.objects.filter(locale=Locale.get_default()).first()
    if accueil is None:
        return 0
    donnees = set(ChapitreFourni.objects.values_list("slug", flat=True))
    codes = [code for code, _nom in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    a_donner = [code for code in codes if _nom(code) not in donnees]
    for code in a_donner:
        _donner(code, accueil)
        ChapitreFourni.objects.create(slug=_nom(code))
    if a_donner:
        Site.clear_site_root_paths_cache()
        caches["proche"].delete(CLE)
    return len(a_donner)


def _nom(code: str) -> str:
    return f"langue-{code}"


def _donner(code: str, accueil: AccueilPage) -> None:
    locale, _faite = Locale.objects.get_or_create(language_code=code)
    fiche = site_traduit(code, _ville())
    fiche.slug = f"{fiche.slug}-{code}"
    _situer(fiche, locale, accueil)
    pages = planter(fiche)
    for circuit in WorkflowPage.objects.filter(page=accueil):  # read again by the same people
        WorkflowPage.objects.create(page=pages[""], workflow=circuit.workflow)
    images = dessiner(dessins_de(fiche)) | {fiche.image: accueil.image}
    ecrire(fiche, "", pages, Redaction(pages, images))


def _situer(fiche: "Fiche", locale: Locale, accueil: AccueilPage) -> None:
    """Each page in its locale, tied to the French one where the town still has it."""
    fiche.options |= {"locale": locale, "translation_key": _cle(fiche.traduit, accueil)}
    for enfant in fiche.enfants:
        _situer(enfant, locale, accueil)


def _cle(chemin: str, accueil: AccueilPage) -> UUID:
    """That of the French page; without it, the same in each language."""
    url_path = f"{accueil.url_path}{chemin}/" if chemin else accueil.url_path
    original = Page.objects.filter(url_path=url_path).first()
    return (
        original.translation_key if original else uuid5(NAMESPACE_URL, f"portail-famille:{chemin}")
    )


def _ville() -> Ville:
    """What the town says of itself today."""
    identite = IdentiteSite.for_site(Site.objects.get(is_default_site=True))
    return Ville(nom=identite.ville, telephone=identite.telephone, service=identite.dits.service)
