"""The children: who they are."""

from datetime import date
from typing import Any

from famille.foyers.ecoles.lecture import Annuaire
from famille.models import CleEtrangere, Enfant
from famille.reprise import cases
from famille.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris

_ANNEES = 30  # beyond, no child: a parent's day of birth in the wrong column


class EcrivainDEnfants(Ecrivain[Enfant]):
    modele = Enfant
    champs = {nom: nom for nom in ("prenom", "nom", "naissance", "lieu_naissance")}

    def preparer(self, objets: list[Objet]) -> None:
        if "ecoles" not in self.lot.memoire:
            self.lot.memoire["ecoles"] = Annuaire.lire()
        self.ecoles: Annuaire = self.lot.memoire["ecoles"]

    def juger(self, objet: Objet) -> None:
        dit = objet.dit
        for nom in ("prenom", "nom", "naissance"):
            if not objet.connue and not dit.get(nom):
                raise CaseFautive("Il manque le nom, le prénom ou la date de naissance.", nom)
        if not (ecrite := dit.get("naissance")):
            return
        naissance = date.fromisoformat(ecrite)
        if naissance > self.lot.jour:
            raise CaseFautive("Cet enfant naîtrait dans l’avenir : corrigez la date.", "naissance")
        if naissance.year < self.lot.jour.year - _ANNEES:
            raise CaseFautive("Cette date de naissance n’est pas celle d’un enfant.", "naissance")

    def nouveau(self, objet: Objet) -> Enfant:
        dites = {champ: self.valeur(objet, nom) for nom, champ in self.champs.items()}
        ecole, classe = objet.dit.get("ecole", ""), objet.dit.get("classe", "")
        return Enfant(**dites, **self.ecoles.colonnes(ecole, classe))

    def valeur(self, objet: Objet, nom: str) -> Any:
        dit = objet.dit.get(nom, "")
        return date.fromisoformat(dit) if nom == "naissance" else dit

    def lire(self, cles: list[CleEtrangere]) -> dict[str, Enfant]:
        enfants = (
            Enfant.objects.avec_ecole()
            .select_related("fusionne_dans")
            .in_bulk([cle.enfant_id for cle in cles if cle.enfant_id])
        )
        return {
            cle.cle: enfants[cle.enfant_id].fusionne_dans or enfants[cle.enfant_id]
            for cle in cles
            if cle.enfant_id in enfants
        }

    def tenu(self, ligne: Enfant, nom: str) -> Any:
        if nom in ("ecole", "classe"):
            return ligne.nom_ecole if nom == "ecole" else ligne.nom_classe
        return super().tenu(ligne, nom)

    def changer(self, objet: Objet, ligne: Enfant, noms: set[str]) -> None:
        super().changer(objet, ligne, noms)
        if noms & {"ecole", "classe"}:
            ecole = objet.dit.get("ecole") or ligne.nom_ecole
            classe = objet.dit.get("classe") or ligne.nom_classe
            self.lot.changer(ligne, **self.ecoles.colonnes(ecole, classe))
        for foyer in ligne.residences():
            self.lot.noter(foyer.pk, f"enfant {ligne}", {"Repris": "mis à jour"})

    def cible(self, objet: Objet, ligne: Enfant) -> dict[str, Any]:
        return {"enfant_id": ligne.pk}


ENFANT = SujetRepris(
    "enfant",
    "Enfant",
    "enfants",
    (
        Champ(
            "cle",
            "Identifiant",
            cases.cle,
            ("id", "identifiant", "id enfant", "code enfant", "idindividu"),
        ),
        Champ("prenom", "Prénom", cases.nom(100), ("prenom",), exige=True),
        Champ("nom", "Nom", cases.nom(100), ("nom", "nom de famille"), exige=True),
        Champ("nom_complet", "Nom et prénom", cases.nom(200), ("nom prenom", "nom complet")),
        Champ(
            "naissance",
            "Date de naissance",
            cases.jour,
            (
                "naissance",
                "date naissance",
                "date de naissance",
                "ne le",
                "nee le",
                "ne e le",
                "date naiss",
                "datenaissance",
                "ddn",
            ),
            exige=True,
        ),
        Champ(
            "lieu_naissance",
            "Lieu de naissance",
            cases.texte(120),
            ("lieu naissance", "lieu de naissance", "ville naiss", "commune naissance"),
        ),
        Champ(
            "ecole",
            "École",
            cases.texte(120),
            ("ecole", "nom ecole", "etablissement", "etablissement scolaire"),
        ),
        Champ(
            "classe",
            "Classe",
            cases.texte(80),
            ("classe", "niveau", "libelle classe", "nom classe", "niveau scolaire"),
        ),
    ),
    EcrivainDEnfants,
    identite=("prenom", "nom", "naissance"),
    bloc=lambda dit, de: dit.get("naissance", ""),
    rangs=6,
    sous=(
        ("enfant", "enfant 1", "eleve"),
        *((f"enfant {rang}",) for rang in range(2, 7)),
    ),
)
