"""The civil identities of adults: encrypted, never written over one that is known here."""

import re
from typing import Any

from django.utils import timezone

from famille.dossier.identites.actions import LIBELLE, PAS_UN_LIEU, PAS_UNE_DATE, SANS_NOM
from famille.dossier.identites.lecture import empreinte_de
from famille.models import IdentitePivot, Responsable
from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris
from famille.regles.identite import (
    FEMININ,
    FRANCE,
    MASCULIN,
    EtatCivil,
    est_un_lieu,
    est_un_pays,
    est_une_naissance,
    separer_les_prenoms,
)
from famille.socle.chiffrement import Illisible

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_JOUR = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_GARDEE = (
    "Cet adulte a déjà une identité d’état civil, qui est gardée : corrigez-la sur sa fiche, si le"
    " fichier a raison."
)


def _naissance(cellule: Any) -> str:
    """ "1992-11-00": the register presumes some, which are no day of a calendar."""
    texte = cases.brut(cellule)
    if lu := _JOUR.fullmatch(texte):
        texte = f"{lu[3]}-{lu[2]:0>2}-{lu[1]:0>2}"
    elif texte and not _ISO.fullmatch(texte):
        texte = cases.jour(cellule)
    if texte and not est_une_naissance(texte, timezone.localdate()):
        raise CaseFautive(PAS_UNE_DATE)
    return texte


def _code(cellule: Any) -> str:
    """A code of the COG. A spreadsheet takes the zero of "01004" away."""
    lu = cases.brut(cellule).upper()
    return lu.zfill(5) if lu.isdecimal() else lu


class EcrivainDIdentites(Ecrivain[IdentitePivot]):
    modele = IdentitePivot
    champs = {
        "nom_de_naissance": "nom",
        "tous_les_prenoms": "prenoms",
        "sexe_legal": "sexe",
        "naissance_de_l_adulte": "naissance",
        "commune_de_naissance": "lieu",
        "pays_de_naissance": "pays",
    }

    def preparer(self, objets: list[Objet]) -> None:
        cles = {cle for objet in objets if (cle := objet.adulte())}
        self.adultes = Responsable.objects.in_bulk(cles)
        connues = IdentitePivot.objects.filter(responsable__in=cles)
        self.connues = {une.responsable_id: une for une in connues}

    def trouver(self, objet: Objet) -> IdentitePivot | None:
        return self.connues.get(objet.adulte())

    def juger(self, objet: Objet) -> None:
        civil = self._civil(objet)
        if not civil.nom:
            raise CaseFautive(SANS_NOM, "nom_de_naissance")
        if not civil.naissance:
            raise CaseFautive(PAS_UNE_DATE, "naissance_de_l_adulte")
        if not est_un_lieu(civil.lieu):
            raise CaseFautive(PAS_UN_LIEU, "commune_de_naissance")
        if not est_un_pays(civil.pays):
            raise CaseFautive(PAS_UN_LIEU, "pays_de_naissance")

    def creer(self, objets: list[Objet]) -> list[IdentitePivot]:
        ecrites = super().creer(objets)
        for une in ecrites:
            adulte = self.adultes[une.responsable_id]
            dit = {LIBELLE: une.origine_dite}
            self.lot.noter(adulte.foyer_id, f"responsable {adulte}", dit)
        return ecrites

    def nouveau(self, objet: Objet) -> IdentitePivot:
        civil = self._civil(objet)
        return IdentitePivot(
            responsable_id=objet.adulte(),
            nom=civil.nom,
            prenoms=", ".join(civil.prenoms),
            sexe=civil.sexe,
            naissance=civil.naissance,
            lieu=civil.lieu,
            pays=civil.pays,
            empreinte=empreinte_de(civil),
            origine=IdentitePivot.Origine.REPRISE,
            par=self.lot.par,
        )

    def tenu(self, ligne: IdentitePivot, nom: str) -> Any:
        """All of one that is here already: who wrote it knew what he left out."""
        return True

    def changer(self, objet: Objet, ligne: IdentitePivot, noms: set[str]) -> None:
        self.lot.signaler(objet, _GARDEE)

    def cible(self, objet: Objet, ligne: IdentitePivot) -> dict[str, Any]:
        return {"adulte_id": ligne.responsable_id, "objet": ligne.pk}

    def _civil(self, objet: Objet) -> EtatCivil:
        dit = objet.dit
        pays = dit.get("pays_de_naissance") or FRANCE
        return EtatCivil(
            nom=dit.get("nom_de_naissance", ""),
            prenoms=separer_les_prenoms(dit.get("tous_les_prenoms", "")),
            sexe=dit.get("sexe_legal", ""),
            naissance=dit.get("naissance_de_l_adulte", ""),
            lieu=dit.get("commune_de_naissance", "") if pays == FRANCE else "",
            pays=pays,
        )


def dire_l_identite_reprise(une: IdentitePivot) -> list[str]:
    """The cells of one, in the order of the fields; nothing of one that no key reads."""
    try:
        return [str(getattr(une, nom)) for nom in EcrivainDIdentites.champs.values()]
    except Illisible:
        return [""] * len(EcrivainDIdentites.champs)


_sexe = cases.parmi(
    IdentitePivot.Sexe.choices,
    "Ce sexe n’est pas reconnu : il n’est pas repris.",
    {FEMININ: "femme, f, 2, madame, mme", MASCULIN: "homme, m, h, 1, monsieur, mr"},
)

# Its fields have long names: a bare "Sexe", or "Date de naissance", is a child's.
IDENTITE = SujetRepris(
    "identite",
    "Identité d’état civil",
    "identités d’état civil",
    (
        Champ("nom_de_naissance", "Nom de naissance de l’adulte", cases.nom(200)),
        Champ("tous_les_prenoms", "Tous les prénoms de l’adulte", cases.nom(300)),
        Champ("sexe_legal", "Sexe de l’adulte à l’état civil", _sexe),
        Champ("naissance_de_l_adulte", "Date de naissance de l’adulte", _naissance, exige=True),
        Champ("commune_de_naissance", "Code INSEE de la commune de naissance de l’adulte", _code),
        Champ("pays_de_naissance", "Code INSEE du pays de naissance de l’adulte", _code),
    ),
    EcrivainDIdentites,
    de=("adulte",),
    sous=("identites",),
    scelle=True,
)
