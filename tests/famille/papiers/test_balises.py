"""The tag tree of our PDFs, read with pikepdf: scope of header cells, one table over many pages,
linked addresses."""

from collections import Counter
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from pikepdf import Dictionary, Pdf

from famille.dossier.papiers import EnTete, Feuille, moteur
from famille.dossier.papiers.balises import _elements, completer

RANGEES = "".join(
    f'<tr><th scope="row">Jour {n}</th><td>Repas</td><td>1,55 €</td></tr>' for n in range(120)
)
TABLE = f"""<table><caption>Léa</caption>
<thead><tr><th scope="col">Jour</th><th scope="col">Quoi</th><th scope="col">Montant</th></tr></thead>
<tbody>{RANGEES}<tr><th scope="row" colspan="2">Total</th><td>186 €</td></tr></tbody></table>"""  # noqa: E501
AUTRE = TABLE.replace("Léa", "Hugo")


def page(corps):
    return (
        "<html"
        f' lang="fr"><head><title>Facture</title></head><body><h1>Facture</h1>{corps}</body></html>'
    )


@pytest.fixture
def ouvrir(lire_pdf):
    """The PDF of a page, and the elements of its tree."""

    def _ouvrir(html):
        pdf = Pdf.open(BytesIO(moteur.produire(html)))
        return pdf, list(_elements(pdf.Root.StructTreeRoot))

    return _ouvrir


def genres(elements):
    return Counter(str(un.S) for un in elements)


def test_a_table_of_several_pages_is_one_table_with_one_head(ouvrir):
    pdf, elements = ouvrir(page(TABLE + AUTRE))
    assert len(pdf.pages) > 3
    compte = genres(elements)
    assert (compte["/Table"], compte["/Caption"], compte["/THead"]) == (2, 2, 2)
    assert compte["/TR"] == 2 * 122


def test_every_header_cell_says_whether_it_is_that_of_its_column_or_of_its_row(ouvrir):
    _pdf, elements = ouvrir(page(TABLE))
    portees = Counter(str(un.A.get("/Scope")) for un in elements if str(un.S) == "/TH")
    assert portees == {"/Column": 3, "/Row": 121}
    [total] = [un for un in elements if isinstance(un.get("/A"), Dictionary) and "/ColSpan" in un.A]
    assert total.A.ColSpan == 2


def test_a_head_drawn_again_on_the_next_page_is_seen_and_not_read_again(ouvrir):
    pdf, _ = ouvrir(page(TABLE))
    suite = pdf.pages[1]
    assert b"/Artifact BMC" in suite.Contents.read_bytes()
    index = pdf.Root.StructTreeRoot.ParentTree.Nums
    marques = next(index[n + 1] for n in range(0, len(index), 2) if index[n] == suite.StructParents)
    assert sum(une is None for une in marques) == 3


def test_the_same_pdf_gives_the_same_bytes(lire_pdf):
    contenu = moteur.produire(page(TABLE))
    assert completer(contenu) == completer(contenu)


def test_the_town_s_telephone_and_mail_are_links(ouvrir):
    en_tete = EnTete(
        "Châteauroux", "Portail Famille", telephone="02 61 91 00 36", courriel="pole@exemple.fr"
    )
    feuille = Feuille("Reçu", "famille/papiers/donnees.html", "recu", "", "", reference="R-1")
    corps = render_to_string(
        "famille/papiers/feuille.html", {"en_tete": en_tete, "feuille": feuille, "lignes": []}
    )
    pdf, elements = ouvrir(
        page(corps.replace('<img class="pf-papiers-logo" src="" alt="Logo">', ""))
    )
    liens = {str(une.A.URI) for feuillet in pdf.pages for une in feuillet.get("/Annots", [])}
    assert liens == {"tel:0261910036", "mailto:pole@exemple.fr"}
    assert genres(elements)["/Link"] == 2
