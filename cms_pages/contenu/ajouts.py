"""What a later version of the portal adds to a town that is already installed: whole chapters of
the guide, pages in other languages. Each once; a new town has them at once."""

from dataclasses import replace
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Site, WorkflowPage

from cms_pages.models import AccueilPage, ChapitreFourni, EcranAide, GuidePage
from cms_pages.socle.langues import CLE
from famille.socle.ville import service

from .creation import dessiner, ecrire, planter, ville_dite
from .fiches import Fiche, Redaction, dessins_de
from .lecture import chapitre, site_traduit
from .ville import NEUTRE

CHAPITRES = [
    "aide/reserver",
    "aide/agents",
    "aide/direction",
    "aide/redaction",
    "aide/administration",
]


@transaction.atomic
def completer_le_guide() -> int:
    """How many chapters were added. One that was given once, or that the town has written itself,
    is left alone: what it changed or deleted since stays so."""
    guide = GuidePage.objects.first()
    if guide is None:
        return 0
    ville, jour = replace(NEUTRE, service=service()), timezone.localdate()
    lus = [(chemin, chapitre(chemin, jour, ville)) for chemin in CHAPITRES]
    a_donner = [(chemin, fiche) for chemin, fiche in lus if _manque(guide, fiche)]
    for chemin, fiche in a_donner:  # after the town's other chapters: it moves it where it likes
        pages = planter(fiche, chemin, guide)
        ecrire(fiche, chemin, pages, Redaction(pages, dessiner(dessins_de(fiche))))
        ChapitreFourni.objects.create(slug=fiche.slug)
    return len(a_donner)


def _manque(guide: GuidePage, fiche: Fiche) -> bool:
    if (
        ChapitreFourni.objects.filter(slug=fiche.slug).exists()
        or guide.get_children().filter(slug=fiche.slug).exists()
    ):
        return False
    siens = [cle for page in fiche.enfants for cle in page.ecrans]
    return not EcranAide.objects.filter(cle__in=siens).exists()


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
        _donner_la_langue(code, accueil)
        ChapitreFourni.objects.create(slug=_nom(code))
    if a_donner:
        Site.clear_site_root_paths_cache()
        caches["proche"].delete(CLE)
    return len(a_donner)


def _nom(code: str) -> str:
    return f"langue-{code}"


def _donner_la_langue(code: str, accueil: AccueilPage) -> None:
    locale, _faite = Locale.objects.get_or_create(language_code=code)
    fiche = site_traduit(code, ville_dite())
    fiche.slug = f"{fiche.slug}-{code}"
    _situer(fiche, locale, accueil)
    pages = planter(fiche)
    for circuit in WorkflowPage.objects.filter(page=accueil):  # read again by the same people
        WorkflowPage.objects.create(page=pages[""], workflow=circuit.workflow)
    images = dessiner(dessins_de(fiche)) | {fiche.image: accueil.image}
    ecrire(fiche, "", pages, Redaction(pages, images))


def _situer(fiche: Fiche, locale: Locale, accueil: AccueilPage) -> None:
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
