"""What a later version of the portal adds to the guide of a town that is already installed: whole
chapters, once."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from cms_pages.models import ChapitreFourni, EcranAide, GuidePage
from famille.socle.ville import service

from .creation import dessiner, ecrire, planter
from .fiches import Redaction, dessins_de
from .lecture import chapitre
from .ville import NEUTRE

if TYPE_CHECKING:
    from cms_pages.contenu.fiches import Fiche


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
    for chemin, fiche in a_donner:
        _donner(guide, chemin, fiche)
        ChapitreFourni.objects.create(slug=fiche.slug)
    return len(a_donner)


def _manque(guide: GuidePage, fiche: "Fiche") -> bool:
    if (
        ChapitreFourni.objects.filter(slug=fiche.slug).exists()
        or guide.get_children().filter(slug=fiche.slug).exists()
    ):
        return False
    siens = [cle for page in fiche.enfants for cle in page.ecrans]
    return not EcranAide.objects.filter(cle__in=siens).exists()


def _donner(guide: GuidePage, chemin: str, fiche: "Fiche") -> None:
    """After the town's other chapters: it moves it where it likes."""
    pages = planter(fiche, chemin, guide)
    ecrire(fiche, chemin, pages, Redaction(pages, dessiner(dessins_de(fiche))))
