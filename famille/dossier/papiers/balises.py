"""What WeasyPrint leaves undone in the tags of a PDF (PDF/UA-1, ISO 14289-1): a header cell says
its scope (7.5); a table over two pages is one, whose repeated head is not read again (7.8)."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pikepdf import (
    Array,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Operator,
    Page,
    Pdf,
    parse_content_stream,
    unparse_content_stream,
)
from pikepdf.objects import Object


def completer(contenu: bytes) -> bytes:
    """The same PDF with its tables well told. The same bytes for the same PDF."""
    with Pdf.open(BytesIO(contenu)) as pdf:
        a_taire: dict[int, set[int]] = {}  # page → what is drawn again there, by its mark
        for element in list(_elements(pdf.Root.StructTreeRoot)):
            _reunir(element, pdf, a_taire)
        for element in _elements(pdf.Root.StructTreeRoot):
            if element.S in (Name.THead, Name.TBody, Name.TFoot):
                _dire_la_portee(element)
        for rang, marques in a_taire.items():
            _taire(pdf, pdf.pages[rang], marques)
        sortie = BytesIO()
        pdf.save(sortie, deterministic_id=True)
        return sortie.getvalue()


def _enfants(element: Object) -> list:
    """Its children: elements, numbers of marks."""
    enfants = element.get("/K")
    if enfants is None:
        return []
    return list(enfants) if isinstance(enfants, Array) else [enfants]


def _fils(element: Object) -> list[Dictionary]:
    return [un for un in _enfants(element) if isinstance(un, Dictionary) and "/S" in un]


def _elements(element: Object) -> Iterator[Dictionary]:
    for un in _fils(element):
        yield un
        yield from _elements(un)


def _dire_la_portee(groupe: Object) -> None:
    """A header in the head is that of its column; elsewhere, of its row."""
    portee = Name.Column if _est(groupe, Name.THead) else Name.Row
    for cellule in _elements(groupe):
        if _est(cellule, Name.TH):
            attributs = cellule.get("/A")
            if not isinstance(attributs, Dictionary):
                attributs = cellule.A = Dictionary(O=Name.Table)
            attributs.Scope = portee


def _reunir(parent: Object, pdf: Pdf, a_taire: dict[int, set[int]]) -> None:
    """Gives to a table the rows of those right after it that have no title: its next pages."""
    gardes: list[Any] = []
    for enfant in _enfants(parent):
        avant = gardes[-1] if gardes else None
        deux = avant is not None and _est(enfant, Name.Table) and _est(avant, Name.Table)
        if deux and _continue(avant, enfant):
            _prendre_les_lignes(avant, enfant, pdf, a_taire)
        else:
            gardes.append(enfant)
    if gardes and len(gardes) != len(_enfants(parent)):
        parent.K = Array(gardes)


def _est(element: Object | int | None, genre: Any) -> bool:
    return isinstance(element, Dictionary) and element.get("/S") == genre


def _continue(avant: Any, table: Object) -> bool:
    """Two tables in a row, the second untitled: one, over a page (docs/comprendre/papiers.md)."""
    sans_titre = not any(_est(un, Name.Caption) for un in _fils(table))
    pages_d_avant = {page for page, _marque in _marques(avant)}
    pages = {page for page, _marque in _marques(table)}
    return sans_titre and pages.isdisjoint(pages_d_avant)


def _prendre_les_lignes(avant: Any, table: Any, pdf: Pdf, a_taire: dict[int, set[int]]) -> None:
    pages: dict[Any, int] = {page.objgen: rang for rang, page in enumerate(pdf.pages)}
    for groupe in _fils(table):
        if _est(groupe, Name.THead):
            for page, marque in _marques(groupe):
                a_taire.setdefault(pages[page], set()).add(marque)
        else:
            groupe.P = avant
            avant.K.append(groupe)


def _marques(element: Object) -> list[tuple[tuple[int, int], int]]:
    """(page, number) of each mark that draws it."""
    ici = [(element.Pg.objgen, int(un)) for un in _enfants(element) if isinstance(un, int)]
    return ici + [une for fils in _fils(element) for une in _marques(fils)]


def _taire(pdf: Pdf, page: Page, marques: set[int]) -> None:
    """What was tagged becomes an artifact, that nobody reads aloud; the page's index leaves it."""
    instructions = []
    for une in parse_content_stream(page):
        taire = une.operator == Operator("BDC") and _numero(une) in marques
        instructions.append(
            ContentStreamInstruction([Name.Artifact], Operator("BMC")) if taire else une
        )
    page.Contents = pdf.make_stream(unparse_content_stream(instructions))
    index = pdf.Root.StructTreeRoot.ParentTree.Nums
    de_la_page = next(
        index[n + 1] for n in range(0, len(index), 2) if index[n] == page.StructParents
    )
    for marque in marques:
        de_la_page[marque] = None


def _numero(instruction: Any) -> int | None:
    proprietes = instruction.operands[1]
    return (
        int(proprietes.MCID)
        if isinstance(proprietes, Dictionary) and "/MCID" in proprietes
        else None
    )
