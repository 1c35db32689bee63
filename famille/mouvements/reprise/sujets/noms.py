"""What people have in common: how they are called."""

from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import Champ
from famille.regles.doublons import mots_du_nom

NOM = Champ("nom", "Nom", cases.nom(100), "nom usage, nom de famille, nom naissance", exige=True)
PRENOM = Champ("prenom", "Prénom", cases.nom(100), exige=True)
NOM_COMPLET = Champ("nom_complet", "Nom et prénom", cases.nom(200))


def nom_range(prenom: str, nom: str) -> str:
    """Of two spellings or orders of one name, the same.

    >>> nom_range("Camille", "Martin") == nom_range("MARTIN", "camille")
    True
    """
    return " ".join(sorted(mots_du_nom(f"{prenom} {nom}").split()))
