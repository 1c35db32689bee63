"""iLoise: two sheets, "Enfants" and "Adultes", in one workbook or two. A child says with whom he
lives; the second parent is the adult near whom all of that household's children are."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import IO, Any

from famille.mouvements.reprise.cartes import CarteDeLogiciel
from famille.mouvements.reprise.fichiers import TableauLu
from famille.mouvements.reprise.titres import plat

from .recomposer import Feuillet, codes, feuillets, laisses, tableau, texte

_RESIDE, _PROCHES = "Adulte chez qui réside l’enfant", "Enfant(s) de l’entourage proche"
_ENFANTS = ("Nom enfant", "Prénom enfant", "Date de naissance")
_ADULTES = ("Nom", "Prénom", "Organisme", "Num.Alloc.")
_NUMERO = re.compile(r"['’]?(\+33|0)[\d\s.]{9,}")
_CODES_ADULTES = codes(
    famille="cle voie code_postal commune", adulte="cle nom prenom fixe portable courriel"
)
_CODES_ENFANTS = codes(famille="cle", enfant="nom prenom naissance")
_CODES_CONTACTS = codes(famille="cle", contact="nom_complet telephone a_prevenir peut_recuperer")


def preparer(fichier: IO[bytes], nom: str) -> Iterator[TableauLu] | None:
    vus = feuillets(fichier, nom, apercu=True)
    if not (_celui(vus, *_ENFANTS) and _celui(vus, *_ADULTES)):
        return None
    lus = feuillets(fichier, nom)
    enfants, adultes = _celui(lus, *_ENFANTS), _celui(lus, *_ADULTES)
    assert enfants is not None, "seen a moment ago"
    assert adultes is not None, "seen a moment ago"
    return _recomposer(list(enfants), list(adultes))


def _celui(lus: list[Feuillet], *titres: str) -> Feuillet | None:
    return next((un for un in lus if un.a(*titres)), None)


def _recomposer(
    enfants: list[dict[str, Any]], adultes: list[dict[str, Any]]
) -> Iterator[TableauLu]:
    reside = plat(_RESIDE)
    fratries: dict[str, list[str]] = defaultdict(list)  # household → its children's names
    for enfant in enfants:
        nom = f"{texte(enfant.get('nom enfant'))} {texte(enfant.get('prenom enfant'))}"
        fratries[plat(texte(enfant.get(reside)))].append(plat(nom))
    lignes = []
    for adulte in adultes:
        cle = plat(f"{texte(adulte.get('nom'))} {texte(adulte.get('prenom'))}")
        lignes.append(_adulte(_foyer_de(cle, adulte, fratries), cle, adulte))
    # who houses children comes first: the address of the household is his
    lignes.sort(key=lambda ligne: ligne[0] != ligne[4])
    yield tableau("Adultes", _CODES_ADULTES, [_sans_adresse_du_second(une) for une in lignes])
    yield tableau(
        "Enfants",
        _CODES_ENFANTS,
        [[plat(texte(un.get(reside))), *(un.get(plat(nom)) for nom in _ENFANTS)] for un in enfants],
    )
    yield tableau("Personnes habilitées", _CODES_CONTACTS, _contacts(enfants, reside))
    allocataires = sum(bool(texte(un.get("num alloc"))) for un in adultes)
    yield from laisses([("Numéros d’allocataire", allocataires)])


def _foyer_de(cle: str, adulte: dict[str, Any], fratries: dict[str, list[str]]) -> str:
    """An adult's: his own when children live with him, else that whose children are near him."""
    if cle in fratries:
        return cle
    proches = plat(texte(adulte.get(plat(_PROCHES))))
    autres = [
        foyer
        for foyer, siens in fratries.items()
        if proches and all(f" {enfant} " in f" {proches} " for enfant in siens)
    ]
    return autres[0] if autres else cle


def _adulte(foyer: str, cle: str, adulte: dict[str, Any]) -> list[Any]:
    return [
        foyer,
        *(adulte.get(titre) for titre in ("adresse", "code postal", "commune")),
        cle,
        *(adulte.get(titre) for titre in ("nom", "prenom", "tel")),
        texte(adulte.get("portable")).lstrip("'’"),
        adulte.get("courriel"),
    ]


def _sans_adresse_du_second(ligne: list[Any]) -> list[Any]:
    return ligne if ligne[0] == ligne[4] else [ligne[0], "", "", "", *ligne[4:]]


def _contacts(enfants: list[dict[str, Any]], reside: str) -> Iterator[list[Any]]:
    """ "Adultes habilités": a name, then its telephone, one a line or on the same."""
    for enfant in enfants:
        dits = texte(enfant.get("adultes habilites")).replace("\n", " ")
        debut = 0
        for trouve in _NUMERO.finditer(dits):
            nom = dits[debut : trouve.start()].strip(" ,;:-")
            debut = trouve.end()
            if nom:
                numero = trouve[0].lstrip("'’").strip()
                yield [plat(texte(enfant.get(reside))), nom, numero, "non", "oui"]


ILOISE = CarteDeLogiciel("iloise", "iLoise", preparer=preparer)
