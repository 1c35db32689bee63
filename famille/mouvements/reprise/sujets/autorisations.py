"""What a family allows for its children. No file lifts a "Non": its author may not know it."""

from collections.abc import Iterable
from typing import Any

from famille.models import Autorisation, Enfant
from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import Champ, Ecrivain, Objet, SujetRepris

NON_TENU = (
    "Un « non » est noté pour cet enfant : il est gardé. Si la famille a changé d’avis, elle le dit"
    " dans « Ma famille », ou vous le notez dans sa fiche."
)


class EcrivainDAutorisations(Ecrivain[Enfant]):
    """Several rows of Autorisation for one thing of the file: the row is the child's."""

    modele = Enfant
    par = "enfant_id"
    ensemble = True
    genres = {str(code).replace("-", "_"): str(code) for code in Autorisation.Genre.values}

    def preparer(self, objets: list[Objet]) -> None:
        enfants = Enfant.objects.order_by("pk")
        if not self.lot.essai:
            enfants = (
                enfants.select_for_update()
            )  # as who answers does (famille.dossier.foyers.sante)
        self.enfants = enfants.in_bulk([une.enfant() for une in objets if une.enfant()])
        self.dites: dict[tuple[int, str], bool] = {}
        lues = Autorisation.objects.filter(enfant__in=self.enfants)
        for une in lues.order_by("le", "pk"):
            self.dites[une.enfant_id, une.genre] = une.accordee
        self.connus = {enfant for enfant, _genre in self.dites}
        # two lines of the file may be one child's, an agent says: the other line's count too
        refus = {cle for cle, accordee in self.dites.items() if not accordee} | {
            (objet.enfant(), genre)
            for objet in objets
            for nom, genre in self.genres.items()
            if objet.enfant() and objet.dit.get(nom) is False
        }
        for objet in objets:
            for nom, genre in self.genres.items():
                if objet.dit.get(nom) is True and (objet.enfant(), genre) in refus:
                    self.lot.signaler(objet, NON_TENU, nom)
                    objet.dit[nom] = ""

    def trouver(self, objet: Objet) -> Enfant | None:
        return self.enfants[objet.enfant()] if objet.enfant() in self.connus else None

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

    def tenu(self, ligne: Enfant, nom: str) -> Any:
        return self.dites.get((ligne.pk, self.genres.get(nom, "")), "")

    def changer(self, objet: Objet, ligne: Enfant, noms: set[str]) -> None:
        lignes = self._lignes(objet, noms & self.genres.keys())
        self.lot.ajouter(lignes)
        for foyer in ligne.residences() if lignes else ():
            self.lot.noter(foyer.pk, f"autorisations {ligne}", {"Repris": "mises à jour"})


_AUTORISATIONS = {
    "image": "autorisation photo, photo",
    "sortie_seul": "rentre seul, autorise a partir seul",
    "hospitalisation": "soins, urgence medicale, soins d urgence",
    "transport": "autorisation transport",
    "baignade": "piscine, autorisation baignade",
}
AUTORISATION = SujetRepris(
    "autorisation",
    "Autorisations",
    "autorisations",
    tuple(
        Champ(nom, Autorisation.Genre(code).label, cases.oui_non, _AUTORISATIONS[nom], prime=False)
        for nom, code in EcrivainDAutorisations.genres.items()
    ),
    EcrivainDAutorisations,
    de=("enfant",),
    sous=("autorisation",),
)
