"""Where children live: with whom, from when, by turns."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from famille.foyers.acces.actions import annoncer_rattachement
from famille.models import Enfant, LigneDeReprise, Rattachement
from famille.reprise import cases
from famille.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris

_Garde, _Semaines = Rattachement.Garde, Rattachement.Semaines


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
