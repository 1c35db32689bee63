"""The seeded pages are Markdown files that an editor corrects: what they hold is checked."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from cms_pages.contenu import CHATEAUROUX, NEUTRE
from cms_pages.contenu.lecture import PAGES, chapitre, manuscrits, site_complet
from cms_pages.contenu.reperes import ContenuRefuse

JOUR = date(2026, 11, 25)
ACCUEIL = """---
type: accueil
titre: Accueil
resume: Bonjour.
ordre: 0
accroche: Bonjour
image: accueil
---
"""
ENTETE = """---
type: information
titre: Une page
resume: Une phrase.
ordre: 10
---

"""


def _toutes(fiche):
    return [fiche, *(page for enfant in fiche.enfants for page in _toutes(enfant))]


@pytest.mark.parametrize("ville", [CHATEAUROUX, NEUTRE], ids=lambda ville: ville.nom)
def test_each_file_is_a_page_of_the_site(ville):
    fichiers = [un for un in PAGES.rglob("*.md") if un.name != "README.md"]
    assert len(_toutes(site_complet(ville, JOUR))) == len(fichiers) - 1 + len(ville.lieux)


def test_neighbours_have_each_their_place():
    places = {}
    for un in manuscrits():
        cle = (un.chemin.rpartition("/")[0], un.entete["ordre"])
        assert un.chemin == "" or places.setdefault(cle, un.chemin) == un.chemin


def test_a_chapter_given_later_links_to_none_of_the_town_s_pages():
    assert chapitre("aide/reserver", JOUR).slug == "reserver"
    with pytest.raises(ContenuRefuse, match="ne mène nulle part"):
        chapitre("aide/mon-compte", JOUR)


def test_no_prose_is_left_in_the_code():
    for module in Path(PAGES.parent).rglob("*.py"):
        noeuds = ast.walk(ast.parse(module.read_text()))
        textes = [str(un.value) for un in noeuds if isinstance(un, ast.Constant)]
        assert not [un for un in textes if re.search(r"<p>\w", un)], module


def _lire(tmp_path, texte):
    (tmp_path / "accueil.md").write_text(ACCUEIL)
    (tmp_path / "page.md").write_text(texte)
    return site_complet(NEUTRE, JOUR, tmp_path).enfants[0]


def test_a_page_is_read_as_it_is_written(tmp_path):
    corps = _lire(
        tmp_path,
        ENTETE
        + "Le **portail** de\n{ville} & a < b\n\n- un\n- [deux](page:page)\n\n"
        + "::: urgence attention !\n\nTrois.\n\n:::\n",
    ).corps
    assert corps == [
        (
            "texte",
            (
                "<p>Le <b>portail</b> de Votre collectivité &amp; a &lt; b</p>"
                '<ul><li>un</li><li><a href="page:page">deux</a></li></ul>'
            ),
        ),
        ("encadre", {"genre": "urgence", "titre": "attention !", "texte": "<p>Trois.</p>"}),
    ]


@pytest.mark.parametrize(
    ("texte", "ligne", "phrase"),
    [
        ("Bonjour.\n", 1, "commence par son en-tête"),
        (ENTETE.replace("ordre", "rang"), 5, "la clé « rang » n’existe pas"),
        (ENTETE.replace("ordre: 10\n", ""), 1, "il manque la clé « ordre »"),
        (ENTETE.replace("ordre: 10", "ordre: dix"), 5, "attend un nombre"),
        (ENTETE.replace("ordre: 10", "titre: Deux"), 5, "est écrite deux fois"),
        (ENTETE.replace("Une page", "Une page : deux"), 3, "ne se lit pas"),
        (ENTETE.replace("information", "inconnue"), 2, "« inconnue » n’est pas une valeur"),
        (ENTETE.replace("ordre: 10", "ordre: 10\naccroche: Oh"), 6, "avec le type « accueil »"),
        (ENTETE.replace("ordre: 10", "ordre: 10\necrans:\n  - nulle_part"), 7, "n’existe pas"),
        (ENTETE.replace("Une phrase", "De {personne}"), 4, "« {personne} » n’est connu"),
        (ENTETE + "De {personne}.\n", 8, "« {personne} » n’est connu de personne"),
        (ENTETE + "Un.\n\n::: info titre\n\nDeux.\n", 10, "n’est pas fermé"),
        (ENTETE + "Un.\n\n::: inconnu\n:::\n", 10, "le bloc « inconnu » n’existe pas"),
        (ENTETE + "Un.\n:::\n", 8, "un bloc « ::: » ou une balise"),
        (ENTETE + "<p>Un.</p>\n", 8, "une balise HTML"),
        (ENTETE + "> Un.\n", 8, "ne s’écrit pas ici"),
        (ENTETE + "# Un\n", 8, "un titre commence par ##"),
        (ENTETE + "Un [lien](page:ailleurs).\n", 8, "« page:ailleurs » ne mène nulle part"),
        (ENTETE + "Un [lien](ecran:ailleurs).\n", 8, "« ecran:ailleurs » ne mène nulle part"),
        (ENTETE + "Un [lien](http://exemple.fr).\n", 8, "ne mène nulle part"),
        (ENTETE + "![Un dessin](inconnu)\n", 8, "l’image « inconnu » n’existe pas"),
        (ENTETE + "::: etapes\n\nUn.\n\n:::\n", 10, "parties qui commencent par ###"),
        (ENTETE + "::: etapes titre\n\n### Un\n\n:::\n", 8, "« titre » est en trop"),
        (ENTETE + "::: contact Nous\n\nUn.\n\n:::\n", 8, "ne contient rien"),
        (ENTETE + "::: bouton\n\nUn.\n\n:::\n", 8, "un bouton contient un lien"),
        (ENTETE + "::: bouton\n\n[a](https://b.fr)\n\n:::\n", 8, "un bouton mène à"),
        (ENTETE + "::: cartes\n\n- Un.\n\n:::\n", 10, "une carte commence par"),
        (ENTETE + "::: tableau Un\n\nDeux.\n\n:::\n", 8, "un tableau ne contient que"),
        (ENTETE + "::: a-completer un\n\nDeux.\n\n:::\n", 8, "suivi de rien"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_file_and_line(tmp_path, texte, ligne, phrase):
    with pytest.raises(ContenuRefuse) as refus:
        _lire(tmp_path, texte)
    assert str(refus.value).startswith(
        f"cms_pages/contenu/{tmp_path.name}/page.md, ligne {ligne} :"
    )
    assert phrase in str(refus.value)


def test_a_page_without_the_one_above_it_is_refused(tmp_path):
    (tmp_path / "seule").mkdir()
    (tmp_path / "seule" / "page.md").write_text(ENTETE)
    with pytest.raises(ContenuRefuse, match=r"seule/page\.md, ligne 2 : la page au-dessus"):
        _lire(tmp_path, ENTETE)
