"""The messages of a bank, read: pain.002 (what it refuses), camt.053 (the statement of a day),
camt.054 (the notices of a day), of any of their versions. No query.

Paths are those of ISO 20022: versions differ by a few names, which are both tried, and the
namespace says which message it is. A file is not trusted: no document type, no entity, within
bounds. An account number is compared and forgotten, but for the régie's own.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from famille.argent.regie.xml_recu import racine_de
from famille.models import LigneBancaire, RetourBancaire
from famille.regles.montants import somme_lue
from famille.socle.erreurs import Refus

Genre = RetourBancaire.Genre
Nature = LigneBancaire.Nature
LIGNES_MAX = 20_000
EURO = "EUR"
TROP_GROS = (
    "Ce fichier est trop gros pour un relevé de régie (10 Mo, 20\u202f000 lignes au plus) :"
    " demandez à la banque un fichier par jour."
)
PAS_UN_RETOUR = (
    "Ce fichier n’est pas un retour de banque : il faut un message pain.002, camt.053 ou camt.054"
    " (XML). Demandez-le à votre banque ou au comptable."
)
ABIME = (
    "Ce fichier est abîmé ou incomplet : téléchargez-le de nouveau depuis l’espace de la banque."
)
PAS_JUSTE = (
    "Ce relevé ne tombe pas juste : son solde d’ouverture et ses lignes ne donnent pas son solde de"
    " clôture. Rien n’est lu : demandez le relevé complet à la banque."
)
_ESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(pain\.002|camt\.053|camt\.054)\.001\.\d\d")
_SANS_REFERENCE = {"", "NOTPROVIDED", "NONREF"}
_COMPTE = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")


@dataclass(frozen=True)
class LigneLue:
    """`montant`: euros, always positive, None where it is not said; `credit`: received.
    `reference`: the end-to-end one, ours when the bank gives back what we sent, "" else. `cle`: the
    same line, in whichever file it comes. `empreinte`: of what a person reads in it."""

    nature: Nature
    credit: bool
    montant: Decimal | None
    jour: date | None
    reference: str = ""
    code: str = ""
    donneur: str = ""
    libelle: str = ""
    cle: str = ""
    empreinte: str = ""


@dataclass(frozen=True)
class MessageLu:
    """`compte`: the IBAN it is of, or what it says in its place, "" when it does not say (a
    pain.002 never does). `origine`: the id of our file that it answers; `tout_refuse`: the reason
    for which all of it is refused, None when it is not."""

    genre: Genre
    identifiant: str
    compte: str
    lignes: tuple[LigneLue, ...]
    origine: str = ""
    tout_refuse: str | None = None


def lire_les_messages(contenu: bytes) -> list[MessageLu]:
    """The messages of a file, in order. Refus: none, too big, damaged, or its sums are wrong."""
    racine = racine_de(contenu, abime=ABIME, etranger=PAS_UN_RETOUR, trop_gros=TROP_GROS)
    trouve = _ESPACE.fullmatch(etree.QName(racine).namespace or "")
    if trouve is None:
        raise Refus(PAS_UN_RETOUR)
    genre = Genre(trouve[1])
    rendus = genre == Genre.COMPTE_RENDU
    try:
        lus = list(_comptes_rendus(racine) if rendus else _releves(racine, genre))
    except (ValueError, InvalidOperation):
        raise Refus(ABIME) from None
    if not lus:
        raise Refus(PAS_UN_RETOUR)
    if sum(len(un.lignes) for un in lus) > LIGNES_MAX:
        raise Refus(TROP_GROS)
    return lus


def _tous(element: etree._Element, chemin: str) -> list[etree._Element]:
    return element.findall("/".join(f"{{*}}{nom}" for nom in chemin.split("/")))


def _texte(element: etree._Element, *chemins: str) -> str:
    """The text of the first of these paths that has one, "" when none has."""
    for chemin in chemins:
        for trouve in _tous(element, chemin):
            if texte := " ".join((trouve.text or "").split()):
                return texte
    return ""


def _sans_compte(texte: str) -> str:
    """What somebody wrote, but for an account number.

    >>> _sans_compte("the account NL84MOCK0000000003 is closed")
    'the account […] is closed'
    """
    return _COMPTE.sub("[…]", texte)[:300]


def _somme(texte: str) -> Decimal:
    somme = somme_lue(texte)
    if somme < 0:
        raise ValueError("a sum of a bank has no sign")
    return somme


def _euros(element: etree._Element, *chemins: str) -> str:
    """As `_texte`, of the sums in euros: who sends chooses the currency."""
    for chemin in chemins:
        for trouve in _tous(element, chemin):
            if trouve.get("Ccy", EURO) == EURO and (texte := (trouve.text or "").strip()):
                return texte
    return ""


def _jour(texte: str) -> date:
    return date.fromisoformat(texte[:10])


# pain.002


def _comptes_rendus(racine: etree._Element) -> Iterator[MessageLu]:
    for rapport in _tous(racine, "CstmrPmtStsRpt"):
        lots = _tous(rapport, "OrgnlPmtInfAndSts")
        lignes = [
            _refus_lu(ligne)
            for lot in lots
            for ligne in _tous(lot, "TxInfAndSts")
            if _texte(ligne, "TxSts") == "RJCT"
        ]
        yield MessageLu(
            genre=Genre.COMPTE_RENDU,
            identifiant=_texte(rapport, "GrpHdr/MsgId"),
            compte="",
            lignes=tuple(lignes),
            origine=_texte(rapport, "OrgnlGrpInfAndSts/OrgnlMsgId"),
            tout_refuse=None if lignes else _tout_refuse(rapport, lots),
        )


def _tout_refuse(rapport: etree._Element, lots: list[etree._Element]) -> str | None:
    """The reason for which all the lines are refused at once; our files have one lot."""
    etats = [(rapport, "OrgnlGrpInfAndSts/GrpSts", "OrgnlGrpInfAndSts/StsRsnInf/Rsn/Cd")]
    etats += [(lot, "PmtInfSts", "StsRsnInf/Rsn/Cd") for lot in lots]
    for element, etat, raison in etats:
        if _texte(element, etat) == "RJCT":
            return _texte(element, raison)
    return None


def _refus_lu(ligne: etree._Element) -> LigneLue:
    somme = _texte(ligne, "OrgnlTxRef/Amt/InstdAmt")
    jour = _texte(ligne, "OrgnlTxRef/ReqdColltnDt", "OrgnlTxRef/ReqdExctnDt/Dt")
    reference = _texte(ligne, "OrgnlEndToEndId", "OrgnlInstrId")
    return LigneLue(
        nature=Nature.REJET,
        credit=False,
        montant=_somme(somme) if somme else None,
        jour=_jour(jour) if jour else None,
        reference=reference,
        code=_texte(ligne, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")[:35],
        libelle=_sans_compte(_texte(ligne, "StsRsnInf/AddtlInf")),
        cle=f"rejet:{reference}",
    )


# camt.053, camt.054


def _releves(racine: etree._Element, genre: Genre) -> Iterator[MessageLu]:
    chemin = "BkToCstmrStmt/Stmt" if genre == Genre.RELEVE else "BkToCstmrDbtCdtNtfctn/Ntfctn"
    for releve in _tous(racine, chemin):
        ecritures = [une for une in _tous(releve, "Ntry") if _texte(une, "Sts/Cd", "Sts") == "BOOK"]
        if genre == Genre.RELEVE:
            _exiger_juste(releve, ecritures)
        compte = _texte(releve, "Acct/Id/IBAN", "Acct/Id/Othr/Id").replace(" ", "")
        lignes = [ligne for une in ecritures for ligne in _lignes(une)]
        yield MessageLu(genre, _texte(releve, "Id"), compte, tuple(_nommees(lignes)))


def _exiger_juste(releve: etree._Element, ecritures: list[etree._Element]) -> None:
    soldes = {
        _texte(solde, "Tp/CdOrPrtry/Cd"): _signee(solde)
        for solde in _tous(releve, "Bal")
        if _texte(solde, "Tp/CdOrPrtry/Cd") in {"OPBD", "PRCD", "CLBD"}
    }
    ouverture = soldes.get("OPBD", soldes.get("PRCD"))
    if ouverture is None or "CLBD" not in soldes:
        return
    if ouverture + sum(map(_signee, ecritures)) != soldes["CLBD"]:
        raise Refus(PAS_JUSTE)


def _signee(element: etree._Element) -> Decimal:
    somme = _somme(_texte(element, "Amt"))
    return somme if _texte(element, "CdtDbtInd") == "CRDT" else -somme


def _lignes(ecriture: etree._Element) -> Iterator[LigneLue]:
    """One a transaction that the entry details, or the entry itself."""
    details = _tous(ecriture, "NtryDtls/TxDtls")
    cle = _texte(ecriture, "AcctSvcrRef")
    if not details:
        yield _ligne(ecriture, ecriture, cle, seule=True)
        return
    seule = len(details) == 1
    for rang, detail in enumerate(details, 1):
        sienne = cle if seule or not cle else f"{cle}#{rang}"
        yield _ligne(ecriture, detail, _texte(detail, "Refs/AcctSvcrRef") or sienne, seule=seule)


def _ligne(ecriture: etree._Element, detail: etree._Element, cle: str, *, seule: bool) -> LigneLue:
    somme = _euros(detail, "AmtDtls/TxAmt/Amt", "Amt") or (_euros(ecriture, "Amt") if seule else "")
    sens = _texte(detail, "CdtDbtInd") or _texte(ecriture, "CdtDbtInd")
    if sens not in {"CRDT", "DBIT"}:
        raise ValueError("neither a credit nor a debit")
    reference = _texte(detail, "Refs/EndToEndId")
    textes = [" ".join((une.text or "").split()) for une in _tous(detail, "RmtInf/Ustrd")]
    structuree = _texte(detail, "RmtInf/Strd/CdtrRefInf/Ref")
    jour = _texte(ecriture, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    code = _texte(detail, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")[:35]
    return LigneLue(
        nature=_nature(ecriture, detail, credit=sens == "CRDT", code=code),
        credit=sens == "CRDT",
        montant=_somme(somme) if somme else None,
        jour=_jour(jour) if jour else None,
        reference="" if reference in _SANS_REFERENCE else reference[:35],
        code=code,
        donneur=_texte(detail, "RltdPties/Dbtr/Pty/Nm", "RltdPties/Dbtr/Nm")[:140],
        libelle=_sans_compte(
            " ".join([*textes, structuree]).strip()
            or _texte(detail, "AddtlTxInf")
            or _texte(ecriture, "AddtlNtryInf")
        ),
        cle=cle,
    )


def _nature(ecriture: etree._Element, detail: etree._Element, *, credit: bool, code: str) -> Nature:
    """By the domain code of the entry: ESDD, UPDD, ESCT, RRTN…"""
    famille, sous_famille = (
        _texte(detail, chemin) or _texte(ecriture, chemin)
        for chemin in ("BkTxCd/Domn/Fmly/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd")
    )
    if famille == "IDDT":
        rendu = sous_famille in {"UPDD", "PRDD", "RCDD"} or bool(code)
        if rendu == credit:
            return Nature.AUTRE
        return Nature.REJET if rendu else Nature.ENCAISSEMENT
    if credit and (sous_famille in {"RRTN", "RPCR"} or (code and famille in {"ICDT", "RCDT"})):
        return Nature.RENDU
    return Nature.VIREMENT if credit and famille == "RCDT" else Nature.AUTRE


def _nommees(lignes: list[LigneLue]) -> Iterator[LigneLue]:
    """Each with the key by which it is known again, here and in another file: the bank's own, else
    what is read of it, and its rank among those that read the same."""
    rangs: Counter[str] = Counter()
    for ligne in lignes:
        lu = (ligne.jour, ligne.montant, ligne.credit, ligne.reference)
        dite = "|".join([*map(str, lu), ligne.donneur.upper(), ligne.libelle.upper()])
        empreinte = hashlib.sha256(dite.encode()).hexdigest()[:16]
        rangs[empreinte] += 1
        cle = ligne.cle or f"{empreinte}.{rangs[empreinte]}"
        if ligne.nature == Nature.REJET and ligne.reference:
            cle = f"rejet:{ligne.reference}"
        yield replace(ligne, cle=cle[:80], empreinte=empreinte)
