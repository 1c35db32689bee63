"""The children: who they are, where they live, what is allowed, their health."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from famille.foyers.acces.actions import annoncer_rattachement
from famille.foyers.ecoles.lecture import Annuaire
from famille.models import (
    Autorisation,
    CleEtrangere,
    Enfant,
    FicheSanitaire,
    LigneDeReprise,
    Rattachement,
)
from famille.regles.sante import fin_de_saison
from famille.reprise import cases
from famille.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris

_ANNEES = 30  # beyond, no child: a parent's day of birth in the wrong column
_Garde, _Semaines, _Regime = Rattachement.Garde, Rattachement.Semaines, FicheSanitaire.Regime


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


class EcrivainDeLiens(Ecrivain[Rattachement]):
    modele = Rattachement
    champs = {"garde": "garde", "semaines": "semaines", "debut": "debut", "fin": "fin"}

    def preparer(self, objets: list[Objet]) -> None:
        """Who has several homes in the file, and where each child lives already."""
        enfants = {objet.enfant() for objet in objets if objet.enfant()}
        self.naissances = dict(Enfant.objects.filter(pk__in=enfants).values_list("pk", "naissance"))
        self.deja: dict[tuple[int, int], Rattachement] = {}
        self.ailleurs: set[int] = set()
        siens = self.lot.memoire.setdefault("foyers", set())
        for un in Rattachement.objects.filter(enfant__in=enfants).order_by("debut", "pk"):
            self.deja[un.enfant_id, un.foyer_id] = un
            if un.foyer_id not in siens:
                self.ailleurs.add(un.enfant_id)
        blocs = {objet.ligne.bloc for objet in objets}
        self.foyers_dits = Counter(
            LigneDeReprise.objects.filter(
                reprise=self.lot.reprise, sujet="lien", bloc__in=blocs
            ).values_list("bloc", flat=True)
        )

    def trouver(self, objets: Iterable[Objet]) -> dict[str, Rattachement]:
        trouves = {une.cle: self.deja.get((une.enfant(), une.foyer())) for une in objets}
        return {cle: lien for cle, lien in trouves.items() if lien}

    def juger(self, objet: Objet) -> None:
        debut, fin = objet.dit.get("debut"), objet.dit.get("fin")
        if debut and fin and fin < debut:
            raise CaseFautive("La fin vient avant le début.", "fin")

    def creer(self, objets: list[Objet]) -> list[Rattachement]:
        liens = super().creer(objets)
        for lien in liens:
            if lien.enfant_id in self.ailleurs and self.lot.par:
                annoncer_rattachement(lien, par=self.lot.par)
        return liens

    def nouveau(self, objet: Objet) -> Rattachement:
        dit, enfant = objet.dit, objet.enfant()
        partage = self.foyers_dits[objet.ligne.bloc] > 1
        debut = date.fromisoformat(dit["debut"]) if dit.get("debut") else self.naissances[enfant]
        fin = date.fromisoformat(dit["fin"]) if dit.get("fin") else None
        return Rattachement(
            enfant_id=enfant,
            foyer_id=objet.foyer(),
            garde=dit.get("garde") or (_Garde.ALTERNEE if partage else _Garde.PRINCIPALE),
            semaines=dit.get("semaines", ""),
            debut=min(debut, fin) if fin else debut,
            fin=fin,
        )

    def valeur(self, objet: Objet, nom: str) -> Any:
        dit = objet.dit.get(nom, "")
        return date.fromisoformat(dit) if nom in ("debut", "fin") and dit else dit

    def changer(self, objet: Objet, ligne: Rattachement, noms: set[str]) -> None:
        super().changer(objet, ligne, noms)
        self.lot.noter(ligne.foyer_id, f"résidence {ligne.enfant}", {"Repris": "mise à jour"})

    def cible(self, objet: Objet, ligne: Rattachement) -> dict[str, Any]:
        return {"foyer_id": ligne.foyer_id, "enfant_id": ligne.enfant_id, "objet": ligne.pk}


class EcrivainDAutorisations(Ecrivain[Enfant]):
    """Several rows of Autorisation for one thing of the file: the row is the child's."""

    modele = Enfant
    genres = {str(code).replace("-", "_"): str(code) for code in Autorisation.Genre.values}

    def preparer(self, objets: list[Objet]) -> None:
        self.enfants = Enfant.objects.in_bulk([une.enfant() for une in objets if une.enfant()])
        self.dites: dict[tuple[int, str], bool] = {}
        lues = Autorisation.objects.filter(enfant__in=self.enfants)
        for une in lues.order_by("le", "pk"):
            self.dites[une.enfant_id, une.genre] = une.accordee

    def trouver(self, objets: Iterable[Objet]) -> dict[str, Enfant]:
        connus = {enfant for enfant, _genre in self.dites}
        return {une.cle: self.enfants[une.enfant()] for une in objets if une.enfant() in connus}

    def creer(self, objets: list[Objet]) -> list[Enfant]:
        self.lot.ajouter(
            [une for objet in objets for une in self._lignes(objet, self.genres.keys())]
        )
        return [self.enfants[objet.enfant()] for objet in objets]

    def _lignes(self, objet: Objet, noms: Iterable[str]) -> list[Autorisation]:
        return [
            Autorisation(
                enfant_id=objet.enfant(), genre=self.genres[nom], accordee=objet.dit[nom], par=None
            )
            for nom in noms
            if objet.dit.get(nom, "") != ""
        ]

    def lire(self, cles: list[CleEtrangere]) -> dict[str, Enfant]:
        enfants = Enfant.objects.in_bulk([cle.enfant_id for cle in cles])
        return {cle.cle: enfants[cle.enfant_id] for cle in cles if cle.enfant_id in enfants}

    def tenu(self, ligne: Enfant, nom: str) -> Any:
        return self.dites.get((ligne.pk, self.genres.get(nom, "")), "")

    def changer(self, objet: Objet, ligne: Enfant, noms: set[str]) -> None:
        self.lot.ajouter(self._lignes(objet, noms & self.genres.keys()))
        for foyer in ligne.residences():
            self.lot.noter(foyer.pk, f"autorisations {ligne}", {"Repris": "mises à jour"})

    def cible(self, objet: Objet, ligne: Enfant) -> dict[str, Any]:
        return {"enfant_id": ligne.pk}


class EcrivainDeFiches(Ecrivain[FicheSanitaire]):
    modele = FicheSanitaire
    champs = {
        nom: nom
        for nom in (
            *("regime", "allergies", "pai", "medecin", "medecin_telephone", "valable_jusqu_au"),
            *("assurance_compagnie", "assurance_numero", "assurance_fin"),
        )
    }
    _jours = ("valable_jusqu_au", "assurance_fin")

    def preparer(self, objets: list[Objet]) -> None:
        enfants = [objet.enfant() for objet in objets if objet.enfant()]
        self.fiches = {
            fiche.enfant_id: fiche for fiche in FicheSanitaire.objects.filter(enfant__in=enfants)
        }

    def trouver(self, objets: Iterable[Objet]) -> dict[str, FicheSanitaire]:
        return {
            objet.cle: self.fiches[objet.enfant()]
            for objet in objets
            if objet.enfant() in self.fiches
        }

    def nouveau(self, objet: Objet) -> FicheSanitaire:
        dites = {champ: self.valeur(objet, nom) for nom, champ in self.champs.items()}
        dites["regime"] = dites["regime"] or _Regime.AUCUN
        dites["pai"] = dites["pai"] is True
        dites["valable_jusqu_au"] = dites["valable_jusqu_au"] or fin_de_saison(self.lot.jour)
        return FicheSanitaire(
            enfant_id=objet.enfant(),
            modifiee_le=timezone.now(),
            modifiee_par=self.lot.par,
            **dites,
        )

    def valeur(self, objet: Objet, nom: str) -> Any:
        dit = objet.dit.get(nom, "")
        if nom in self._jours:
            return date.fromisoformat(dit) if dit else None
        return dit

    def changer(self, objet: Objet, ligne: FicheSanitaire, noms: set[str]) -> None:
        super().changer(objet, ligne, noms)
        self.lot.changer(
            ligne, modifiee_le=timezone.now(), modifiee_par_id=self.lot.par and self.lot.par.pk
        )
        for foyer in ligne.enfant.residences():
            self.lot.noter(foyer.pk, f"fiche sanitaire {ligne.enfant}", {"Contenu": "mis à jour"})

    def cible(self, objet: Objet, ligne: FicheSanitaire) -> dict[str, Any]:
        return {"enfant_id": ligne.enfant_id, "objet": ligne.pk}


ENFANT = SujetRepris(
    "enfant",
    "Enfant",
    "enfants",
    (
        Champ(
            "cle",
            "Identifiant",
            cases.cle,
            ("id", "identifiant", "id enfant", "ine", "code enfant", "idindividu"),
        ),
        Champ("prenom", "Prénom", cases.texte(100), ("prenom",), exige=True),
        Champ("nom", "Nom", cases.texte(100), ("nom", "nom de famille"), exige=True),
        Champ("nom_complet", "Nom et prénom", cases.texte(200), ("nom prenom", "nom complet")),
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

LIEN = SujetRepris(
    "lien",
    "Résidence",
    "résidences",
    (
        Champ(
            "garde",
            "Garde",
            cases.parmi(
                {
                    **{libelle: code for code, libelle in _Garde.choices},
                    **{code: code for code in _Garde.values},
                    **dict.fromkeys(
                        ["alternée", "garde alternée", "alterné", "partagée"], "alternee"
                    ),
                    **dict.fromkeys(
                        [
                            "principal",
                            "père",
                            "mère",
                            "exclusive",
                            "deux parents",
                            "garde principale",
                        ],
                        "principale",
                    ),
                    **dict.fromkeys(["droit de visite", "week-end", "visite"], "visite"),
                },
                "Ce mode de garde n’est pas reconnu : il n’est pas repris.",
            ),
            ("garde", "type garde", "mode de garde", "residence", "type de garde"),
        ),
        Champ(
            "semaines",
            "Semaines de garde",
            cases.parmi(
                {
                    **{libelle: code for code, libelle in _Semaines.choices},
                    **{code: code for code in _Semaines.values},
                    **dict.fromkeys(["paire", "p"], "paires"),
                    **dict.fromkeys(["impaire", "i"], "impaires"),
                },
                "Écrivez « paires » ou « impaires ».",
            ),
            ("semaines", "semaine de garde", "semaines de garde"),
        ),
        Champ("debut", "Depuis le", cases.jour, ("debut", "date debut", "depuis")),
        Champ("fin", "Jusqu’au", cases.jour, ("fin", "date fin", "jusqu au")),
    ),
    EcrivainDeLiens,
    de=("famille", "enfant"),
    bloc=lambda dit, de: de.get("enfant", ""),
    sous=(("garde", "residence", "rattachement"),),
)

_AUTORISATIONS = {
    "image": ("droit image", "droit a l image", "autorisation photo", "photo", "image"),
    "sortie_seul": ("partir seul", "sortie seul", "rentre seul", "autorise a partir seul"),
    "hospitalisation": ("hospitalisation", "soins", "urgence medicale", "soins d urgence"),
    "transport": ("transport", "autorisation transport"),
    "baignade": ("baignade", "piscine", "autorisation baignade"),
}
AUTORISATION = SujetRepris(
    "autorisation",
    "Autorisations",
    "autorisations",
    tuple(
        Champ(
            str(code).replace("-", "_"),
            str(libelle),
            cases.oui_non,
            _AUTORISATIONS[str(code).replace("-", "_")],
        )
        for code, libelle in Autorisation.Genre.choices
    ),
    EcrivainDAutorisations,
    de=("enfant",),
    sous=(("autorisation",),),
)

SANTE = SujetRepris(
    "sante",
    "Santé",
    "fiches sanitaires",
    (
        Champ(
            "regime",
            "Régime alimentaire",
            cases.parmi(
                {
                    **{libelle: code for code, libelle in _Regime.choices},
                    **{code: code for code in _Regime.values},
                    **dict.fromkeys(
                        ["normal", "standard", "aucun", "sans", "néant", "classique"], "aucun"
                    ),
                    **dict.fromkeys(["végétarien", "végétarienne", "végé"], "sans-viande"),
                },
                "Ce régime n’est pas reconnu : il n’est pas repris, complétez la fiche.",
            ),
            ("regime", "regime alimentaire", "repas", "type repas"),
        ),
        Champ("allergies", "Allergies", cases.texte(300), ("allergie", "allergies")),
        Champ("pai", "Projet d’accueil individualisé (PAI)", cases.oui_non, ("pai",)),
        Champ(
            "medecin",
            "Médecin traitant",
            cases.texte(120),
            ("medecin", "medecin traitant", "nom medecin"),
        ),
        Champ(
            "medecin_telephone",
            "Téléphone du médecin",
            cases.telephone,
            ("tel medecin", "telephone medecin"),
        ),
        Champ(
            "valable_jusqu_au",
            "Fiche valable jusqu’au",
            cases.jour,
            ("valable jusqu au", "fiche valable jusqu au"),
        ),
        Champ(
            "assurance_compagnie",
            "Compagnie d’assurance",
            cases.texte(120),
            ("assurance", "assureur", "compagnie assurance"),
        ),
        Champ(
            "assurance_numero",
            "Numéro de contrat d’assurance",
            cases.texte(60),
            ("numero assurance", "numero contrat", "num contrat", "n contrat"),
        ),
        Champ(
            "assurance_fin",
            "Assurance valable jusqu’au",
            cases.jour,
            ("fin assurance", "assurance jusqu au", "validite assurance"),
        ),
    ),
    EcrivainDeFiches,
    de=("enfant",),
    sous=(("sante", "medical", "sanitaire"),),
    sante=True,
)
