"""The households, and where they live."""

import re
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from famille.dossier.foyers.adresses import est_membre
from famille.dossier.foyers.communes import commune_ecrite
from famille.journal.numeros import prochains_numeros
from famille.models import AdresseFoyer, CleEtrangere, Foyer, LigneDeReprise
from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris
from famille.socle.saisie.pays import FRANCE, choix
from famille.socle.texte import normaliser

ADRESSE = ("voie", "complement", "code_postal", "commune", "pays")
_NUMERO = re.compile(r"\d{4}-\d{5}")


def pays(cellule: Any) -> str:
    """ISO code, of a code or a name."""
    lu = normaliser(cases.brut(cellule))
    if not lu:
        return ""
    for code, nom in choix():
        if lu in (code.lower(), normaliser(nom)):
            return code
    raise CaseFautive("Ce pays n’est pas reconnu.")


def code_postal(cellule: Any) -> str:
    """A spreadsheet that took it for a number has lost its first 0."""
    lu = cases.brut(cellule)
    if len(lu) > 10:
        raise CaseFautive("Ce code postal est trop long.")
    return f"0{lu}" if re.fullmatch(r"\d{4}", lu) else lu


class EcrivainDeFoyers(Ecrivain[Foyer]):
    modele = Foyer
    champs = {"nom": "nom", "situation": "situation", "regime": "regime"}
    jours = ("depuis",)
    par = "foyer_id"

    def preparer(self, objets: list[Objet]) -> None:
        self._nommer([objet for objet in objets if not objet.dit.get("nom")])
        voulus = {numero for objet in objets if (numero := objet.dit.get("numero"))}
        self.pris = set(Foyer.objects.filter(numero__in=voulus).values_list("numero", flat=True))
        connus = [objet.connue.foyer_id for objet in objets if objet.connue]
        self.adresses: dict[int, AdresseFoyer] = {}
        for adresse in AdresseFoyer.objects.filter(foyer__in=connus).order_by("depuis", "pk"):
            if adresse.depuis <= timezone.localdate():
                self.adresses[adresse.foyer_id] = adresse

    def _nommer(self, sans_nom: list[Objet]) -> None:
        """A household that the file does not name bears its first adult's."""
        par_cle = {objet.cle: objet for objet in sans_nom}
        adultes = LigneDeReprise.objects.filter(
            reprise=self.lot.reprise, sujet="adulte", bloc__in=par_cle
        )
        for adulte in adultes.order_by("pk"):
            par_cle[adulte.bloc].dit.setdefault("nom", adulte.donnees["dit"].get("nom", ""))

    def juger(self, objet: Objet) -> None:
        if not objet.connue and not objet.dit.get("nom"):
            raise CaseFautive("Cette famille n’a ni nom ni adulte : ajoutez l’un des deux.", "nom")
        if any(objet.dit.get(nom) for nom in ADRESSE) and not objet.dit.get("commune"):
            self.lot.signaler(objet, "L’adresse est sans commune : elle n’est pas reprise.")
            for nom in ADRESSE:
                objet.dit.pop(nom, None)

    def creer(self, objets: list[Objet]) -> list[Foyer]:
        foyers = [self.nouveau(objet) for objet in objets]
        for foyer, numero in zip(foyers, self._numeros(objets), strict=True):
            foyer.numero = numero
        self.lot.ajouter(foyers)
        self.lot.ajouter(
            [
                self._adresse(foyer, objet.dit, self.valeur(objet, "depuis"))
                for foyer, objet in zip(foyers, objets, strict=True)
                if objet.dit.get("commune")
            ]
        )
        for foyer in foyers:
            self.lot.noter(
                foyer.pk, "ouverture du dossier", {"Numéro": foyer.numero, "Nom": foyer.nom}
            )
        return foyers

    def _numeros(self, objets: list[Objet]) -> list[str]:
        """The file's own where free, as of a town's own export; else the next ones of the year."""
        gardes: dict[str, str] = {}
        for objet in objets:
            voulu = objet.dit.get("numero", "")
            if _NUMERO.fullmatch(voulu) and voulu not in self.pris:
                gardes[objet.cle] = voulu
                self.pris.add(voulu)
        manquent = len(objets) - len(gardes)
        suivants = iter(self._suivants(manquent, set(gardes.values())))
        return [gardes.get(objet.cle) or next(suivants) for objet in objets]

    def _suivants(self, combien: int, autres: set[str]) -> list[str]:
        annee = timezone.localdate().year
        trouves: list[str] = []
        while len(trouves) < combien:
            premier = prochains_numeros(f"foyer-{annee}", combien - len(trouves))
            essai = [f"{annee}-{premier + rang:05d}" for rang in range(combien - len(trouves))]
            pris = set(Foyer.objects.filter(numero__in=essai).values_list("numero", flat=True))
            trouves += [numero for numero in essai if numero not in pris | autres]
        return trouves

    def _adresse(self, foyer: Foyer, dit: dict[str, Any], depuis: date | None) -> AdresseFoyer:
        code, commune = dit.get("code_postal", ""), dit["commune"]
        pays_dit = dit.get("pays") or FRANCE
        if pays_dit == FRANCE:
            commune = commune_ecrite(code, commune) or commune
        return AdresseFoyer(
            foyer=foyer,
            voie=dit.get("voie", ""),
            complement=dit.get("complement", ""),
            code_postal=code,
            commune=commune[:100],
            pays=pays_dit,
            dans_agglomeration=est_membre(code, commune, pays_dit),
            depuis=depuis or timezone.localdate(),
        )

    def lignes(self) -> QuerySet[Foyer]:
        return Foyer.objects.select_related("fusionne_dans")

    def lire(self, cles: list[CleEtrangere]) -> dict[str, Foyer]:
        lus = super().lire(cles)
        return {cle: foyer.fusionne_dans or foyer for cle, foyer in lus.items()}

    def tenu(self, ligne: Foyer, nom: str) -> Any:
        if nom in (*ADRESSE, "depuis"):
            adresse = self.adresses.get(ligne.pk)
            return getattr(adresse, nom) if adresse else ""
        return ligne.numero if nom == "numero" else super().tenu(ligne, nom)

    def changer(self, objet: Objet, ligne: Foyer, noms: set[str]) -> None:
        super().changer(objet, ligne, noms - {"nom"} if not objet.dit.get("nom") else noms)
        if noms & {*ADRESSE} and objet.dit.get("commune"):
            depuis = self.valeur(objet, "depuis") if "depuis" in noms else None
            nouvelle = self._adresse(ligne, objet.dit, depuis)
            ancienne = self.adresses.get(ligne.pk)
            if ancienne is None or ancienne.lignes != nouvelle.lignes:
                self.lot.ajouter([nouvelle])
                avant = {"Adresse": str(ancienne)} if ancienne else {}
                self.lot.noter(ligne.pk, "adresse", {"Adresse": str(nouvelle)}, avant)


_situation = cases.parmi(
    Foyer.Situation.choices,
    "Cette situation familiale n’est pas reconnue : elle n’est pas reprise.",
    {
        "maries": "marié, mariée, mariées",
        "pacses": "pacsé, pacsée, pacs",
        "vie-commune": "concubinage, union libre, vie maritale, concubins",
        "separes": "divorcé, divorcée, divorcés, séparé, séparée, séparés",
        "parent-seul": "célibataire, célibataires, monoparental, monoparentale",
        "veuf": "veuve",
    },
)
_regime = cases.parmi(
    Foyer.Regime.choices,
    "Ce régime n’est pas reconnu : il n’est pas repris.",
    {
        "general": "CAF, régime général",
        "msa": "régime agricole, agricole",
        "autre": "autres, régime spécial",
    },
)

FAMILLE = SujetRepris(
    "famille",
    "Famille",
    "familles",
    (
        Champ(
            "cle",
            "Identifiant",
            cases.cle,
            "id, idfamille, id famille, code famille, numero famille, n famille, code tiers",
        ),
        Champ("numero", "Numéro de dossier", cases.texte(12), "n dossier"),
        Champ("nom", "Nom de la famille", cases.nom(120), "nom foyer, foyer"),
        Champ("situation", "Situation familiale", _situation, "situation matrimoniale"),
        Champ(
            "regime",
            "Régime des prestations familiales",
            _regime,
            "regime social, regime caf, regime allocataire, regime caf ou msa",
        ),
        Champ(
            "voie",
            "Numéro et rue",
            cases.texte(120),
            "adresse, adresse 1, rue, numero voie, adr numero voie, rue resid, adresse postale",
        ),
        Champ(
            "complement", "Complément d’adresse", cases.texte(120), "adresse 2, residence, batiment"
        ),
        Champ("code_postal", "Code postal", code_postal, "cp, codepostal, cp resid, adrcodepostal"),
        Champ("commune", "Commune", cases.texte(100), "ville, localite, ville resid, adrlocalite"),
        Champ("pays", "Pays", pays),
        Champ(
            "depuis", "À cette adresse depuis le", cases.jour, "adresse depuis, date emmenagement"
        ),
    ),
    EcrivainDeFoyers,
    identite=("nom", "voie", "code_postal"),
    sous=("famille, foyer, dossier",),
)
