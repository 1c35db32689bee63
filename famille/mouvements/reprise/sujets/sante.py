"""The health of children."""

from typing import Any

from django.utils import timezone

from famille.models import FicheSanitaire
from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import Champ, Ecrivain, Objet, SujetRepris
from famille.regles.repas import ALLERGENES
from famille.regles.sante import fin_de_saison
from famille.socle.texte import normaliser

_COURTS = {normaliser(un.court): un.code for un in ALLERGENES}
_ALLERGIES = {"allergies", "allergies_medicaments", "allergies_autres"}


class EcrivainDeFiches(Ecrivain[FicheSanitaire]):
    modele = FicheSanitaire
    champs = {
        nom: nom
        for nom in (
            *("regime", "allergies", "allergies_medicaments", "allergies_autres", "pai"),
            *("medecin", "medecin_telephone", "valable_jusqu_au"),
            *("assurance_compagnie", "assurance_numero", "assurance_fin"),
        )
    }
    defauts = {"regime": FicheSanitaire.Regime.AUCUN, "pai": False}
    jours = ("valable_jusqu_au", "assurance_fin")

    def preparer(self, objets: list[Objet]) -> None:
        enfants = [objet.enfant() for objet in objets if objet.enfant()]
        self.fiches = {
            fiche.enfant_id: fiche for fiche in FicheSanitaire.objects.filter(enfant__in=enfants)
        }

    def trouver(self, objet: Objet) -> FicheSanitaire | None:
        return self.fiches.get(objet.enfant())

    def nouveau(self, objet: Objet) -> FicheSanitaire:
        coches = _cocher(objet.dit)  # the boxes, taken out of the text
        fiche = super().nouveau(objet)
        fiche.allergenes = coches
        fiche.valable_jusqu_au = fiche.valable_jusqu_au or fin_de_saison(self.lot.jour)
        fiche.modifiee_le, fiche.modifiee_par = timezone.now(), self.lot.par
        return fiche

    def tenu(self, ligne: FicheSanitaire, nom: str) -> Any:
        return ligne.a_table if nom == "allergies" else super().tenu(ligne, nom)

    def ajoute(self, objet: Objet, ligne: FicheSanitaire, nom: str) -> bool:
        """An allergy that the record does not tell is never left out."""
        return nom in _ALLERGIES and objet.lu[nom] not in self.tenu(ligne, nom)

    def changer(self, objet: Objet, ligne: FicheSanitaire, noms: set[str]) -> None:
        neufs = [code for code in _cocher(objet.dit) if code not in ligne.allergenes]
        if "allergies" in noms and neufs:
            self.lot.changer(ligne, allergenes=[*ligne.allergenes, *neufs])
        deja = objet.connue.dit if objet.connue else {}
        for nom in noms & _ALLERGIES - deja.keys():  # the first time that the file tells them
            if tenue := getattr(ligne, nom):
                objet.dit[nom] = ", ".join(filter(None, [tenue, objet.dit[nom]]))
        super().changer(objet, ligne, noms)
        self.lot.changer(
            ligne, modifiee_le=timezone.now(), modifiee_par_id=self.lot.par and self.lot.par.pk
        )
        for foyer in ligne.enfant.residences():
            self.lot.noter(foyer.pk, f"fiche sanitaire {ligne.enfant}", {"Contenu": "mis à jour"})


def _cocher(dit: dict[str, Any]) -> list[str]:
    """Codes of the allergens that a list says as our export does; the rest stays a text."""
    mots = [mot.strip() for mot in dit.get("allergies", "").split(",")]
    coches = {mot: _COURTS[normaliser(mot)] for mot in mots if normaliser(mot) in _COURTS}
    if coches:
        dit["allergies"] = ", ".join(mot for mot in mots if mot not in coches)
    return list(dict.fromkeys(coches.values()))


_regime = cases.parmi(
    FicheSanitaire.Regime.choices,
    "Ce régime n’est pas reconnu : il n’est pas repris, complétez la fiche.",
    {
        "aucun": "normal, standard, sans, néant, classique",
        "sans-viande": "végétarien, végétarienne, végé",
    },
)

SANTE = SujetRepris(
    "sante",
    "Santé",
    "fiches sanitaires",
    (
        Champ("regime", "Régime alimentaire", _regime, "repas, type repas"),
        Champ("allergies", "Allergies", cases.texte(300), "allergies alimentaires"),
        Champ(
            "allergies_medicaments",
            "Allergies à un médicament",
            cases.texte(300),
            "allergies medicamenteuses",
        ),
        Champ("allergies_autres", "Autres allergies", cases.texte(300)),
        Champ("pai", "Projet d’accueil individualisé (PAI)", cases.oui_non, prime=True),
        Champ("medecin", "Médecin traitant", cases.texte(120), "nom medecin"),
        Champ("medecin_telephone", "Téléphone du médecin", cases.telephone, "tel medecin"),
        Champ("valable_jusqu_au", "Fiche valable jusqu’au", cases.jour),
        Champ(
            "assurance_compagnie", "Compagnie d’assurance", cases.texte(120), "assurance, assureur"
        ),
        Champ(
            "assurance_numero",
            "Numéro de contrat d’assurance",
            cases.texte(60),
            "numero assurance, numero contrat, num contrat",
        ),
        Champ(
            "assurance_fin",
            "Assurance valable jusqu’au",
            cases.jour,
            "fin assurance, assurance jusqu au, validite assurance",
        ),
    ),
    EcrivainDeFiches,
    de=("enfant",),
    sous=("sante, medical, sanitaire",),
)
