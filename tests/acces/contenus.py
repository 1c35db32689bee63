"""What the public site shows, for the addresses that open it: pages, a picture, a document."""

import io
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Dessin
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from cms_pages.models import AccueilPage, InformationPage, RubriquePage


def pages():
    """SimpleNamespace(page, rubrique, ailleurs): a page, the heading above it, and another where it
    may be moved."""
    accueil = Page.get_first_root_node().add_child(
        instance=AccueilPage(title="Notre accueil", accroche="Bonjour")
    )
    rubrique, ailleurs = (
        accueil.add_child(instance=RubriquePage(title=titre)) for titre in ("Une", "Autre")
    )
    page = rubrique.add_child(instance=InformationPage(title="Tarifs"))
    return SimpleNamespace(page=page, rubrique=rubrique, ailleurs=ailleurs)


def fichiers():
    """A picture, a document, and a collection that is not the root."""
    dessin = io.BytesIO()
    Dessin.new("RGB", (8, 8)).save(dessin, "PNG")
    get_image_model().objects.create(title="Essai", file=ImageFile(dessin, name="essai.png"))
    get_document_model().objects.create(title="Essai", file=ContentFile(b"essai", name="essai.txt"))
    Collection.get_first_root_node().add_child(name="Essai")
