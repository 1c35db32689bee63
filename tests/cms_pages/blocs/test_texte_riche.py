"""What an editor writes in a text with links: what the page may hold of it, whatever was sent or
stored."""

import json

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import expand_db_html

from cms_pages.blocs import BLOCS

pytestmark = pytest.mark.django_db


def envoyer(texte, *, lien=None):
    """str: what the page shows of a paragraph sent by the editor's field, a link over all of it."""
    plages = [{"offset": 0, "length": len(texte), "key": 0}] if lien else []
    bloc = {
        "text": texte,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": plages,
        "key": "a",
    }
    entites = (
        {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": lien}}} if lien else {}
    )
    convertisseur = ContentstateConverter(features=dict(BLOCS)["texte"].features)
    return expand_db_html(
        convertisseur.to_database_format(
            json.dumps({"blocks": [bloc], "entityMap": entites})
        ).replace("\n", "")
    )


@pytest.mark.parametrize(
    "lien", ["https://www.service-public.gouv.fr/", "mailto:mairie@exemple.fr", "tel:0254000000"]
)
def test_a_link_leads_where_it_says(lien):
    assert f'href="{lien}"' in envoyer("ici", lien=lien)


@pytest.mark.parametrize(
    "lien",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<x>",
        "vbscript:x",
    ],
)
def test_a_link_that_would_run_something_leads_nowhere(lien):
    montre = envoyer("ici", lien=lien)
    assert "href" not in montre
    assert "ici" in montre


def test_tags_that_are_typed_are_text():
    montre = envoyer("<script>alert(1)</script><img src=x onerror=alert(1)>")
    assert "<script" not in montre
    assert "<img" not in montre
    assert "&lt;script&gt;" in montre


def test_what_no_feature_of_ours_makes_is_never_offered():
    """HTML as it is, embedded media, pictures inside of a text: the blocks say what each text may
    hold."""
    permis = {
        "bold",
        "italic",
        "link",
        "document-link",
        "ol",
        "ul",
        "h2",
        "h3",
        "h4",
        "hr",
        "code",
        "blockquote",
    }
    riches = [bloc for bloc in tous_les_blocs() if hasattr(bloc, "features")]
    assert len(riches) > 3
    assert [
        bloc.name for bloc in riches if not bloc.features or not set(bloc.features) <= permis
    ] == []
    assert [
        type(bloc).__name__ for bloc in tous_les_blocs() if type(bloc).__name__ == "RawHTMLBlock"
    ] == []


def tous_les_blocs(blocs=None):
    """Every block of a page, those inside of others too."""
    for bloc in blocs if blocs is not None else [bloc for _nom, bloc in BLOCS]:
        yield bloc
        dedans = [*getattr(bloc, "child_blocks", {}).values()]
        dedans += [bloc.child_block] if hasattr(bloc, "child_block") else []
        yield from tous_les_blocs(dedans)
