"""The children: who they are."""

from typing import Any

from django.db.models import QuerySet

from famille.dossier.foyers.ecoles.lecture import Annuaire
from famille.models import CleEtrangere, Enfant
from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris

from .noms import NOM_COMPLET, PRENOM

_ANNEES = 30  # beyond, no child: a parent's day of birth in the wrong column


class EcrivainDEnfants(Ecrivain[Enfant]):
    modele = Enfant
    champs = {nom: nom for nom in ("prenom", "nom", "naissance", "lieu_naissance")}
    jours = ("naissance",)
    par = "enfant_id"

    def preparer(self, objets: list[Objet]) -> None:
        if "ecoles" not in self.lot.memoire:
            self.lot.memoire["ecoles"] = Annuaire()
        self.ecoles: Annuaire = self.lot.memoire["ecoles"]

    def juger(self, objet: Objet) -> None:
        dit = objet.dit
        for nom in ("prenom", "nom", "naissance"):
            if not objet.connue and not dit.get(nom):
                raise CaseFautive("Il manque le nom, le prénom ou la date de naissance.", nom)
        if not (naissance := self.valeur(objet, "naissance")):
            return
        if naissance > self.lot.jour:
            raise CaseFautive("Cet enfant naîtrait dans l’avenir : corrigez la date.", "naissance")
        if naissance.year < self.lot.jour.year - _ANNEES:
            raise CaseFautive("Cette date de naissance n’est pas celle d’un enfant.", "naissance")

    def autres(self, objet: Objet) -> dict[str, Any]:
        return self.ecoles.colonnes(objet.dit.get("ecole", ""), objet.dit.get("classe", ""))

    def lignes(self) -> QuerySet[Enfant]:
        return Enfant.objects.avec_ecole().select_related("fusionne_dans")

    def lire(self, cles: list[CleEtrangere]) -> dict[str, Enfant]:
        lus = super().lire(cles)
        return {cle: enfant.fusionne_dans or enfant for cle, enfant in lus.items()}

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


ENFANT = SujetRepris(
    "enfant",
    "Enfant",
    "enfants",
    (
        Champ("cle", "Identifiant", cases.cle, "id, id enfant, code enfant, idindividu"),
        PRENOM,
        Champ("nom", "Nom", cases.nom(100), "nom de famille", exige=True),
        NOM_COMPLET,
        Champ(
            "naissance",
            "Date de naissance",
            cases.jour,
            "ne le, nee le, ne e le, date naiss, datenaissance, ddn",
            exige=True,
        ),
        Champ(
            "lieu_naissance",
            "Lieu de naissance",
            cases.texte(120),
            "ville naiss, commune naissance",
        ),
        Champ(
            "ecole", "École", cases.texte(120), "nom ecole, etablissement, etablissement scolaire"
        ),
        Champ(
            "classe",
            "Classe",
            cases.texte(80),
            "niveau, libelle classe, nom classe, niveau scolaire",
        ),
    ),
    EcrivainDEnfants,
    identite=("prenom", "nom", "naissance"),
    bloc=lambda dit, de: dit.get("naissance", ""),
    rangs=6,
    sous=("enfant, enfant 1, eleve", *(f"enfant {rang}" for rang in range(2, 7))),
)
