"""The Treasury's files, read: PES ACQUIT (a bordereau taken or not), PES Retour (each titre).

A file is not trusted: no document type, no entity, within bounds. Of what people owe elsewhere,
only the numbers are kept: no name, no address, no account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from famille.argent.regie.xml_recu import racine_de
from famille.regles.montants import somme_lue
from famille.socle.erreurs import Refus

ELEMENTS_MAX = 20_000
CHIFFRES_MAX = 9  # that our numbers have, and that a column keeps
TROP_GROS = (
    "Ce fichier est trop gros pour une réponse à des titres de régie (10 Mo, 20\u202f000 lignes au"
    " plus) : demandez-la bordereau par bordereau."
)
PAS_UNE_REPONSE = (
    "Ce fichier n’est pas une réponse de la trésorerie : il faut un PES ACQUIT ou un PES Retour de"
    " recette (XML). Votre tiers de télétransmission, ou le portail de la DGFiP, le met à"
    " disposition."
)
ABIME = "Ce fichier est abîmé ou incomplet : téléchargez-le de nouveau là où vous l’avez pris."
RECETTE, TECHNIQUE = ("6", "7"), ("0", "1", "2", "3")


@dataclass(frozen=True)
class Refusee:
    """A titre (its number) that the Treasury sends back, and why."""

    titre: int
    pourquoi: str


@dataclass(frozen=True)
class AcquitLu:
    """`exercice`, `numero`: None when the whole file is answered. `refusees`: titres in error."""

    pris: bool
    exercice: int | None
    numero: int | None
    pourquoi: str
    refusees: tuple[Refusee, ...]


@dataclass(frozen=True)
class EncaisseLu:
    """What was received of a line of a titre. `origine`: the DGFiP's code; 02, 10… for money."""

    bordereau: int
    exercice: int
    genre: str
    titre: int
    ligne: int
    origine: str
    jour: date
    montant: Decimal


@dataclass(frozen=True)
class RejetLu:
    """A titre that the accountant sends back after it was taken."""

    bordereau: int
    exercice: int
    genre: str
    titre: int
    pourquoi: str


@dataclass(frozen=True)
class ReponseLue:
    """`fichier`: the name of ours that an ACQUIT answers. One of the two kinds is empty."""

    genre: str
    siret: str
    fichier: str
    acquits: tuple[AcquitLu, ...] = ()
    rejets: tuple[RejetLu, ...] = ()
    encaisses: tuple[EncaisseLu, ...] = ()


def lire_la_reponse(contenu: bytes) -> ReponseLue:
    """Refus: it is no such file, it is too big, or damaged."""
    racine = racine_de(contenu, abime=ABIME, etranger=PAS_UNE_REPONSE, trop_gros=TROP_GROS)
    try:
        match etree.QName(racine).localname:
            case "PES_ACQUIT":
                lue = _acquit(racine)
            case "PES_Retour" if racine.find(".//{*}PES_RecetteRetour") is not None:
                lue = _retour(racine)
            case _:
                raise Refus(PAS_UNE_REPONSE)
    except (ValueError, InvalidOperation):
        raise Refus(ABIME) from None
    if len(lue.acquits) + len(lue.rejets) + len(lue.encaisses) > ELEMENTS_MAX:
        raise Refus(TROP_GROS)
    return lue


def _acquit(racine: etree._Element) -> ReponseLue:
    acquits = [
        AcquitLu(
            pris=_v(element, "EtatAck") == "1",
            exercice=_entier(exercice) if (exercice := _v(element, "ExerciceBord")) else None,
            numero=_entier(numero) if (numero := _v(element, "NumBord")) else None,
            pourquoi=_erreurs(element),
            refusees=tuple(_pieces(element)),
        )
        for element in racine.iterfind(".//{*}ElementACQUIT")
        if _v(element, "DomaineAck") in (*RECETTE, *TECHNIQUE)
    ]
    if not acquits or any(_v(une, "EtatAck") not in ("0", "1") for une in _elements(racine)):
        raise ValueError
    fichier = _v(racine, "Enveloppe/Parametres/NomFic")
    return ReponseLue("acquit", _v(racine, "EnTetePES/IdColl"), fichier, acquits=tuple(acquits))


def _elements(racine: etree._Element) -> Iterator[etree._Element]:
    return racine.iterfind(".//{*}ElementACQUIT")


def _pieces(element: etree._Element) -> Iterator[Refusee]:
    for piece in element.iterfind("{*}DetailPiece"):
        siennes = [_erreurs(piece), *map(_erreurs, piece.iterfind("{*}DetailLigne"))]
        if dites := [une for une in siennes if une]:
            yield Refusee(_entier(_v(piece, "NumPiece")), " ; ".join(dites)[:500])


def _erreurs(element: etree._Element) -> str:
    dites = [
        f"{_v(une, 'LibelleAnoAck')} ({_v(une, 'NumAnoAck')})"
        for une in element.iterfind("{*}Erreur")
    ]
    return " ; ".join(dites)[:500]


def _retour(racine: etree._Element) -> ReponseLue:
    rejets: list[RejetLu] = []
    encaisses: list[EncaisseLu] = []
    for bordereau in racine.iterfind(".//{*}PES_RecetteRetour/{*}Bordereau"):
        bloc = bordereau.find("{*}BlocBordereau")
        if bloc is None:  # of an ORMC taken or refused as a whole: its ACQUIT says so too
            continue
        lui = (_entier(_v(bloc, "IdBord")), _entier(_v(bloc, "Exer")), _v(bloc, "TypBord"))
        for piece in bordereau.iterfind("{*}Piece"):
            titre = _entier(_v(piece, "BlocPiece/IdPce"))
            if _v(piece, "BlocPiece/EtatPce") == "04":
                dit = _v(piece, "BlocPiece/Commentaire") or _v(piece, "BlocPiece/ObsEtat")
                rejets.append(RejetLu(*lui, titre, dit[:500] or "rejeté par le comptable"))
            encaisses += _encaisses(piece, lui, titre)
    siret = _v(racine, "EnTetePES/IdColl")
    return ReponseLue("retour", siret, "", rejets=tuple(rejets), encaisses=tuple(encaisses))


def _encaisses(
    piece: etree._Element, lui: tuple[int, int, str], titre: int
) -> Iterator[EncaisseLu]:
    for ligne in piece.iterfind("{*}LigneDePiece"):
        rang = _entier(_v(ligne, "BlocLignePiece/InfoLignePiece/IdLigne"))
        for un in ligne.iterfind("{*}EncaissementEmargement"):
            jour, montant = date.fromisoformat(_v(un, "DteReco")), somme_lue(_v(un, "MtReco"))
            yield EncaisseLu(*lui, titre, rang, _v(un, "OrgEma"), jour, montant)


def _entier(texte: str) -> int:
    """ValueError: it is none, or longer than those of the DGFiP are in practice."""
    if len(texte) > CHIFFRES_MAX:
        raise ValueError("no number of the Treasury")
    return int(texte)


def _v(element: etree._Element, chemin: str) -> str:
    """The attribute V of the first element of that path, "" when there is none."""
    trouve = element.find("/".join(f"{{*}}{nom}" for nom in chemin.split("/")))
    return "" if trouve is None else " ".join((trouve.get("V") or "").split())
