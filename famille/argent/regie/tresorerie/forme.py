"""What a PES v2 recette file must be, checked before it is given: what the DGFiP's schema says of
each element written here, and the rules of its dossier that no schema holds.

The official schemas are the DGFiP's: a town may lay them on its machine, and each file is then
checked by them too (`PORTAIL_PES_XSD`, docs/exploiter/tresorerie.md).
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings
from lxml import etree

_TEXTE = r"(?!0*$|NC$|\.$)[A-Z0-9/\-?:().,'+& ]"
_MONTANT, _NUMERO = r"\d{1,12}\.\d\d", r"[1-9]\d{0,%d}"
FORMES = {
    "Version": "2",
    "TypFic": "PESALR2|PESORMC",
    "NomFic": r"[A-Z0-9_]{1,96}\.xml",
    "Sigle": _TEXTE + "{1,32}",
    "Emetteur/Adresse": _TEXTE + "{1,38}",
    "DteStr": r"\d{4}-\d\d-\d\d",
    "IdPost": r"02[AB]\d{3,4}|\d{6,7}",
    "IdColl": r"\d{14}",
    "CodCol": r"\d{3}",
    "CodBud": r"[0-9A-Z]\d",
    "IdVer": "2",
    "InfoDematerialisee": "0",
    "Exer": r"\d{4}",
    "IdBord": _NUMERO % 6,
    "DteBordEm": r"\d{4}-\d\d-\d\d",
    "TypBord": "01|02|06",
    "NbrPce": _NUMERO % 4,
    "MtBordHt": _MONTANT,
    "Objet": _TEXTE + "{1,160}",
    "IdPce": _NUMERO % 7,
    "TypPce": "01|02|15",
    "NatPce": "01|06",
    "Edition": "01|04",
    "ImpayeRegie": "1",
    "ObjPce": _TEXTE + "{1,160}",
    "NumDette": _NUMERO % 14,
    "Per": r"\d",
    "Cle1": r"\d",
    "Cle2": "[A-HJ-NP-Y]",
    "IdLigne": _NUMERO % 5,
    "ObjLignePce": _TEXTE + "{1,160}",
    "CodProdLoc": "[0-9a-zA-Z]{1,4}",
    "Nature": r"\d{1,12}",
    "Fonction": r"\d{1,10}",
    "Majo": "0",
    "TvaIntraCom": "0",
    "MtHT": _MONTANT,
    "NatPceOrig": "01",
    "ExerRat": r"\d{4}",
    "IdPceOrig": _NUMERO % 12,
    "IdLigneOrig": _NUMERO % 5,
    "IdRegie": r"(?!0*$)[^\s].{0,9}",
    "RefTiers": _TEXTE + "{1,30}",
    "CatTiers": "01",
    "NatJur": "01",
    "TypTiers": "01",
    "Civilite": "M|MME",
    "Nom": _TEXTE + "{1,38}",
    "ComplNom": _TEXTE + "{1,38}",
    "Prenom": _TEXTE + "{1,38}",
    "TypAdr": "1",
    "Adr1": _TEXTE + "{1,38}",
    "Adr2": _TEXTE + "{1,38}",
    "Adr3": _TEXTE + "{1,38}",
    "CP": r"\d{5}",
    "Ville": _TEXTE + "{1,38}",
    "CodRes": "0",
}
# What each block must hold; all else of it may be left out.
EXIGES = {
    "Parametres": ("Version", "TypFic", "NomFic"),
    "EnTetePES": ("DteStr", "IdPost", "IdColl", "CodCol", "CodBud"),
    "BlocBordereau": ("Exer", "IdBord", "DteBordEm", "TypBord", "NbrPce", "MtBordHt"),
    "BlocPiece": ("IdPce", "TypPce", "NatPce"),
    "InfoLignePiece": ("IdLigne", "CodProdLoc", "Nature", "Majo", "TvaIntraCom", "MtHT"),
    "InfoTiers": ("CatTiers", "NatJur", "TypTiers", "Civilite", "Nom", "Prenom"),
    "Tiers/Adresse": ("TypAdr", "Adr2", "CP", "Ville", "CodRes"),
}
_TRIPLETS = {("01", "01", "01"), ("02", "02", "06"), ("06", "15", "01")}


def fautes(racine: etree._Element) -> list[str]:
    """What is wrong, in French: the element and its titre; never its value, which names people."""
    return list(_des_formes(racine)) or list(_des_sommes(racine))


def _des_formes(racine: etree._Element) -> Iterator[str]:
    for element in racine.iter():
        parent = element.getparent()
        long = f"{parent.tag}/{element.tag}" if parent is not None else str(element.tag)
        if (valeur := element.get("V")) is not None:
            forme = FORMES.get(long) or FORMES.get(str(element.tag))
            if forme is None or re.fullmatch(forme, valeur) is None:
                yield f"{element.tag}{_ou(element)}"
        for exige in EXIGES.get(long) or EXIGES.get(str(element.tag), ()):
            if element.find(exige) is None:
                yield f"{exige} manque{_ou(element)}"


def _ou(element: etree._Element) -> str:
    """ " du titre 12", "" outside one."""
    piece = next(element.iterancestors("Piece"), None)
    numero = piece.find("BlocPiece/IdPce") if piece is not None else None
    return f" du titre {numero.get('V')}" if numero is not None else ""


def _des_sommes(racine: etree._Element) -> Iterator[str]:
    """The sum and the count of the bordereau, its triplets, no number twice."""
    for bordereau in racine.iter("Bordereau"):
        bloc = {une.tag: une.get("V", "") for une in bordereau.find("BlocBordereau")}
        pieces = bordereau.findall("Piece")
        sommes = [Decimal(une.get("V")) for une in bordereau.iter("MtHT")]
        if str(len(pieces)) != bloc["NbrPce"]:
            yield "NbrPce n’est pas le nombre des titres"
        if sum(sommes, Decimal()) != Decimal(bloc["MtBordHt"]) or not all(sommes):
            yield "MtBordHt n’est pas la somme des titres"
        numeros = [piece.find("BlocPiece/IdPce").get("V") for piece in pieces]
        if len(set(numeros)) < len(numeros):
            yield "IdPce est deux fois"
        for piece in pieces:
            genres = tuple(piece.find(f"BlocPiece/{nom}").get("V") for nom in ("TypPce", "NatPce"))
            if (bloc["TypBord"], *genres) not in _TRIPLETS:
                yield f"TypPce, NatPce{_ou(piece[0])}"
            if (bloc["TypBord"] == "02") != (piece.find(".//RattachPiece") is not None):
                yield f"RattachPiece{_ou(piece[0])}"


def fautes_du_schema(racine: etree._Element) -> list[str]:
    """What the official schemas refuse, where the town has laid them; nothing elsewhere."""
    dossier = settings.PES_XSD
    if not dossier:
        return []
    schema = _schema(dossier)
    # its lines quote values: only where they are is said
    relu = etree.fromstring(etree.tostring(racine))
    if schema.validate(relu):
        return []
    return [f"refusé par le schéma officiel, ligne {schema.error_log[0].line}"]


@cache
def _schema(dossier: str) -> etree.XMLSchema:
    chemin = Path(dossier) / "PES_V2" / "Rev0" / "PES_Aller.xsd"
    return etree.XMLSchema(etree.parse(chemin))
