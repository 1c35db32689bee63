"""The last page: the vaccination record of each child."""

from datetime import date
from typing import Any

from demarches.declaration.etapes import PieceField
from demarches.declaration.mise_a_jour import PageDuDossier, ligne
from demarches.declaration.verifications import antivirus
from demarches.models import Demande
from famille.actions import deposer_vaccins
from famille.dossier.foyers.sante import dernier_document
from famille.models import Document, Enfant, Utilisateur
from famille.regles.dossier import Piece
from famille.socle.dire import de, en_lettres

GENRE = Document.Genre.VACCINS


class VaccinsForm(PageDuDossier):
    titre = "Vaccinations"
    sujet = "vaccins"
    titre_page = "les carnets de vaccination"
    sensible = True
    intro = (
        "Joignez les pages « vaccinations » du carnet de santé, si elles ont changé depuis la"
        " dernière fois."
    )

    @classmethod
    def du_dossier(cls, demande: Demande) -> dict[str, Any]:
        return {
            f"carnet_{une.pk}": dernier_document(une, GENRE) for une in demande.enfants_du_foyer
        }

    def composer(self) -> None:
        self.enfants = self.demande.enfants_du_foyer
        for enfant in self.enfants:
            champ = PieceField(
                label=f"Le carnet {de(enfant.prenom)}", genre=GENRE, enfant=enfant, required=False
            )
            connu = dernier_document(enfant, GENRE)
            if connu and connu.classe_le:
                depuis = en_lettres(connu.classe_le.date())
                champ.help_text = f"Au dossier : {connu.nom}, depuis le {depuis}."
            self.fields[f"carnet_{enfant.pk}"] = champ

    def _carnets(self) -> list[Any]:
        """[(child, Document)] of the records joined."""
        changees = self.changees()
        return [
            (enfant, carnet)
            for enfant in self.enfants
            if (carnet := changees.get(f"carnet_{enfant.pk}"))
        ]

    def pieces(self) -> list[tuple[Piece, Enfant, date | None]]:
        return [(Piece.VACCINS, enfant, None) for enfant, _carnet in self._carnets()]

    def changements(self) -> list[Any]:
        lignes = []
        for enfant, carnet in self._carnets():
            quoi, avant = (
                f"{enfant.prenom} · Carnet de vaccination",
                dernier_document(enfant, GENRE),
            )
            lignes.append(ligne(quoi, avant.nom if avant else "", carnet.nom, sensible=True))
        return lignes

    def verifications(self) -> list[Any]:
        return [antivirus(carnet) | {"sensible": True} for _enfant, carnet in self._carnets()]

    def appliquer(self, *, par: Utilisateur, origine: str) -> None:
        for enfant, carnet in self._carnets():
            jour = self.jour_de_saison
            deposer_vaccins(enfant, carnet, jour=jour, par=par, origine=origine)
