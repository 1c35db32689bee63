"""A file of XML that somebody sends to the régie: a bank, the Treasury. It is not trusted: no
document type, no entity, nothing asked of the network."""

from lxml import etree

from famille.socle.erreurs import Refus

TAILLE_MAX = 10 * 1024 * 1024


def racine_de(contenu: bytes, *, abime: str, etranger: str, trop_gros: str) -> etree._Element:
    """Its root. Refus: `abime`, unreadable XML; `etranger`, something else; `trop_gros`."""
    if len(contenu) > TAILLE_MAX:
        raise Refus(trop_gros)
    analyseur = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        racine = etree.fromstring(contenu, analyseur)
    except etree.XMLSyntaxError:
        raise Refus(abime if contenu.lstrip()[:1] == b"<" else etranger) from None
    if racine.getroottree().docinfo.doctype:
        raise Refus(etranger)
    return racine
