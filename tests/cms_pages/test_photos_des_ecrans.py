"""The pictures of the screens: each is taken by the script, light, and said in words where it is
shown."""

import pytest
from PIL import Image

from cms_pages.contenu import NEUTRE
from cms_pages.contenu.dessins import DOSSIER, ECRANS, IMAGES, fichier
from cms_pages.contenu.fiches import Dessin
from cms_pages.contenu.lecture import site_complet
from tests.images.prises import DE_LA_DOC, DU_GUIDE

POIDS_MAX = 80 * 1024  # bytes: a page has two of them, on a phone


def _dessins(valeur):
    if isinstance(valeur, Dessin):
        yield valeur
    elif isinstance(valeur, dict):
        yield from _dessins(list(valeur.values()))
    elif isinstance(valeur, list | tuple):
        for element in valeur:
            yield from _dessins(element)


def _du_site(fiche):
    yield from _dessins(fiche.corps)
    for enfant in fiche.enfants:
        yield from _du_site(enfant)


def test_the_script_takes_the_pictures_that_the_guide_names_and_no_other():
    assert sorted(prise.nom for prise in DU_GUIDE) == sorted(ECRANS)
    assert set(DOSSIER.iterdir()) == {fichier(nom) for nom in IMAGES}


@pytest.mark.parametrize("prise", [*DU_GUIDE, *DE_LA_DOC], ids=lambda une: une.fichier.name)
def test_a_picture_is_there_light_and_sharp(prise):
    assert prise.fichier.stat().st_size <= POIDS_MAX
    with Image.open(prise.fichier) as image:
        assert (image.format, image.width) == ("WEBP", 2 * prise.fenetre[0])


def test_each_is_shown_in_the_guide_and_said_in_words(time_machine):
    time_machine.move_to("2026-11-25")
    from django.utils import timezone

    montres = [
        un for un in _du_site(site_complet(NEUTRE, timezone.localdate())) if un.nom in ECRANS
    ]
    assert {un.nom for un in montres} == set(ECRANS)
    assert [un.nom for un in montres if len(un.alternative) < 20] == []
