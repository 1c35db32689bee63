"""What a later version of the portal adds to the guide of a town that is already installed: whole
chapters, once."""

from django.db import transaction

from cms_pages.models import ChapitreFourni, EcranAide, GuidePage

from .creation import MARGE_SCHEMA, dessiner, ecrire, planter
from .fiches import Redaction
from .guide_reservations import reserver
from .schemas_reservations import SCHEMAS_RESERVATIONS

# (its slug, what writes it, its pictures). It links to screens and to none of the town's pages.
CHAPITRES = [("reserver", reserver, SCHEMAS_RESERVATIONS)]


@transaction.atomic
def completer_le_guide():
    """int: how many chapters were added. One that was given once, or that the town has written
    itself, is left alone: what it changed or deleted since stays so."""
    guide = GuidePage.objects.first()
    if guide is None:
        return 0
    a_donner = [chapitre for chapitre in CHAPITRES if _manque(guide, chapitre[0], chapitre[1]())]
    for slug, fiche, schemas in a_donner:
        _donner(guide, fiche(), schemas)
        ChapitreFourni.objects.create(slug=slug)
    return len(a_donner)


def _manque(guide, slug, fiche):
    if (
        ChapitreFourni.objects.filter(slug=slug).exists()
        or guide.get_children().filter(slug=slug).exists()
    ):
        return False
    siens = [cle for page in fiche.enfants for cle in page.ecrans]
    return not EcranAide.objects.filter(cle__in=siens).exists()


def _donner(guide, fiche, schemas):
    """After the town's other chapters: it moves it where it likes."""
    pages = planter(fiche, fiche.slug, guide)
    ecrire(fiche, fiche.slug, pages, Redaction(pages, dessiner([(schemas, MARGE_SCHEMA)])))
