"""Where children live: with whom, from when, by turns."""

from collections import Counter
from typing import Any

from famille.dossier.foyers.acces.actions import annoncer_rattachement
from famille.models import Enfant, LigneDeReprise, Rattachement
from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import CaseFautive, Champ, Ecrivain, Objet, SujetRepris

_Garde = Rattachement.Garde


class EcrivainDeLiens(Ecrivain[Rattachement]):
    modele = Rattachement
    champs = {"garde": "garde", "semaines": "semaines", "debut": "debut", "fin": "fin"}
    jours = ("debut", "fin")

    def preparer(self, objets: list[Objet]) -> None:
        """Read which children have several homes in the file, and where each lives already."""
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

    def trouver(self, objet: Objet) -> Rattachement | None:
        return self.deja.get((objet.enfant(), objet.foyer()))

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

    def autres(self, objet: Objet) -> dict[str, Any]:
        partage = self.foyers_dits[objet.ligne.bloc] > 1
        garde = objet.dit.get("garde") or (_Garde.ALTERNEE if partage else _Garde.PRINCIPALE)
        debut = self.valeur(objet, "debut") or self.naissances[objet.enfant()]
        fin = self.valeur(objet, "fin")
        return {"garde": garde, "debut": min(debut, fin) if fin else debut}

    def changer(self, objet: Objet, ligne: Rattachement, noms: set[str]) -> None:
        super().changer(objet, ligne, noms)
        self.lot.noter(ligne.foyer_id, f"résidence {ligne.enfant}", {"Repris": "mise à jour"})


_garde = cases.parmi(
    _Garde.choices,
    "Ce mode de garde n’est pas reconnu : il n’est pas repris.",
    {
        "alternee": "garde alternée, alterné, partagée",
        "principale": "principal, père, mère, exclusive, deux parents, garde principale",
        "visite": "droit de visite, week-end",
    },
)
_semaines = cases.parmi(
    Rattachement.Semaines.choices,
    "Écrivez « paires » ou « impaires ».",
    {"paires": "paire, p", "impaires": "impaire, i"},
)

LIEN = SujetRepris(
    "lien",
    "Résidence",
    "résidences",
    (
        Champ("garde", "Garde", _garde, "type garde, mode de garde, residence"),
        Champ("semaines", "Semaines de garde", _semaines),
        Champ("debut", "Depuis le", cases.jour, "date debut"),
        Champ("fin", "Jusqu’au", cases.jour, "date fin"),
    ),
    EcrivainDeLiens,
    de=("famille", "enfant"),
    bloc=lambda dit, de: de.get("enfant", ""),
    sous=("garde, residence, rattachement",),
)
