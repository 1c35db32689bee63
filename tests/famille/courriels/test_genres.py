"""The kinds of mails, and the keys made of them."""

from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.utils import timezone

from famille.courriels.boite_d_envoi import courriels_de
from famille.courriels.genres import LONGUEUR, GenreDeCourriel
from famille.models import Courriel
from tests.maison.test_architecture import ORDRE, RACINE, modules_de

GABARITS = RACINE / "templates" / "courriels"
PARTAGES = {"base", "famille/prenoms", "demarches/_recu"}  # what several include
ESSAI = GenreDeCourriel("essai", "famille/document_infecte")


def genres():
    """Every kind that a module of ours declares."""
    for fichier in chain.from_iterable(map(modules_de, [*ORDRE, "site/portail"])):
        if "GenreDeCourriel(" in fichier.read_text():
            chemin = fichier.relative_to(RACINE).with_suffix("").as_posix()
            noms = vars(import_module(chemin.removeprefix("site/").replace("/", ".")))
            tables = [un.values() for un in noms.values() if isinstance(un, dict)]
            tous = chain(noms.values(), *tables)
            yield from (un for un in tous if isinstance(un, GenreDeCourriel))


def test_each_kind_of_mail_has_its_two_bodies_and_no_body_is_without_a_kind():
    declares = {genre.gabarit for genre in genres()}
    for gabarit in declares:
        get_template(f"courriels/{gabarit}.txt")
        get_template(f"courriels/{gabarit}.html")
    ecrits = {str(Path(un).relative_to(GABARITS).with_suffix("")) for un in GABARITS.rglob("*.txt")}
    assert ecrits - PARTAGES == declares


@pytest.mark.django_db
def test_the_mails_of_a_fact_are_not_those_of_one_whose_number_begins_alike():
    for cle in (ESSAI.cle(1, 7), ESSAI.cle(12, 7), ESSAI.cle(1)):
        Courriel.objects.create(cle=str(cle), prochain_essai_le=timezone.now())
    assert [courriel.cle for courriel in courriels_de(ESSAI.cle(1))] == ["essai-1-7"]


def test_a_key_never_passes_what_the_database_keeps():
    champ = Courriel._meta.get_field("cle")
    assert champ.max_length == LONGUEUR
    assert len(str(ESSAI.cle("x" * 300))) == LONGUEUR
