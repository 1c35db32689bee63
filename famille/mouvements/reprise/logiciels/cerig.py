"""Cerig: a workbook whose line is an adult and a child. The mail and the telephones of a line are
those of its adult: of the payer, or of the second one, by their first names."""

from collections.abc import Iterator
from typing import IO, Any

from famille.mouvements.reprise.cartes import CarteDeLogiciel
from famille.mouvements.reprise.fichiers import TableauLu
from famille.mouvements.reprise.titres import plat

from .recomposer import Feuillet, codes, feuillets, tableau, texte

_DISTINCTIFS = ("Nom Payeur", "Prénom Payeur", "ID Enfant", "Enfant Nom")
_COPIES = {
    "famille.voie": "adresse payeur",
    "famille.code_postal": "code postal payeur",
    "famille.commune": "ville payeur",
    "adulte.nom": "nom payeur",
    "adulte.prenom": "prenom payeur",
    "adulte.2.nom": "nom payeur 2",
    "adulte.2.prenom": "prenom payeur 2",
    "enfant.cle": "id enfant",
    "enfant.nom": "enfant nom",
    "enfant.prenom": "enfant prenom",
    "enfant.naissance": "enfant date naissance",
}
_JOINDRE = {"courriel": "courriel", "portable": "telephone portable", "fixe": "telephone domicile"}
_CODES = [*_COPIES, *codes(adulte=" ".join(_JOINDRE), adulte_2=" ".join(_JOINDRE))]


def preparer(fichier: IO[bytes], nom: str) -> Iterator[TableauLu] | None:
    if not any(un.a(*_DISTINCTIFS) for un in feuillets(fichier, nom, apercu=True)):
        return None
    siens = [un for un in feuillets(fichier, nom) if un.a(*_DISTINCTIFS)]
    return iter([tableau(un.nom, _CODES, _lignes(un)) for un in siens])


def _lignes(feuillet: Feuillet) -> Iterator[list[Any]]:
    for ligne in feuillet:
        dits = {code: ligne.get(titre) for code, titre in _COPIES.items()}
        qui = plat(texte(ligne.get("prenom")))
        for code in ("adulte", "adulte.2"):
            if qui and qui == plat(texte(dits[f"{code}.prenom"])):
                dits |= {f"{code}.{champ}": ligne.get(titre) for champ, titre in _JOINDRE.items()}
                break
        yield [dits.get(code, "") for code in _CODES]


CERIG = CarteDeLogiciel("cerig", "Cerig", preparer=preparer)
