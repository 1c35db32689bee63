"""Je mets à jour les informations du foyer (G14): what changed is sent."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from demarches.declaration.demarche import Demarche
from demarches.declaration.mise_a_jour import en_reponses, qui_changent
from demarches.instruction.acces import sans_laissees
from demarches.models import Demande
from famille.dossier.foyers.dossier import points_des, sans_les_recues
from famille.models import Autorisation, Enfant, Utilisateur
from famille.regles.dossier import Etat, Piece, Point
from famille.socle.dire import en_lettres
from famille.socle.offres import recues

from .autorisations import QUESTIONS, AutorisationsForm, en_vigueur
from .contacts import ContactsForm
from .foyer import FoyerForm
from .sante import SanteForm
from .vaccins import VaccinsForm

if TYPE_CHECKING:
    from demarches.declaration.mise_a_jour import PageDuDossier

NOMS = {
    Piece.FICHE: "fiche sanitaire",
    Piece.ASSURANCE: "assurance",
    Piece.VACCINS: "carnet de vaccination",
}


def manques(demande: Demande) -> list[str]:
    """ "baignade (Hugo)", "assurance après le 20 décembre 2026 (Léa)"; nothing of what was sent."""
    lus = points_des(Enfant.objects.du([demande.foyer]))
    envoyees = recues([demande.foyer_id]) if lus else []
    repondues = en_vigueur([enfant for enfant, _points in lus])
    return [
        f"{quoi} ({enfant.prenom})"
        for enfant, points in lus
        for point in sans_les_recues(points, enfant, envoyees)
        if point.a_faire
        for quoi in _rediger(point, [un for un in QUESTIONS if (enfant.pk, un) not in repondues])
    ]


def _rediger(point: Point, sans_reponse: list[Autorisation.Genre]) -> Iterator[str]:
    if point.piece == Piece.AUTORISATIONS:
        yield from (f"{un.label[:1].lower()}{un.label[1:]}" for un in sans_reponse)
    elif point.etat == Etat.FINIT and point.jusqu_au:
        yield f"{NOMS[point.piece]} après le {en_lettres(point.jusqu_au)}"
    else:
        yield NOMS[point.piece]


_GARDEES = "_pages_du_foyer"  # of a Demande: a class is made for each child


class InformationsDuFoyer(Demarche):
    titre = "Je mets à jour les informations du foyer"
    titre_court = "Informations du foyer"
    resume = "Téléphones, autorisations, contacts, santé et vaccins de vos enfants."
    icone = "famille"
    duree = "Environ 5 minutes, moins si peu de choses ont changé"
    etapes = {
        "foyer": FoyerForm,
        "autorisations": AutorisationsForm,
        "contacts": ContactsForm,
        "sante": SanteForm,
        "vaccins": VaccinsForm,
    }
    verbe_validation = "Valider et mettre à jour le dossier"
    annulable = True
    pages_seules = True
    declaration = (
        "Je certifie que ces informations sont exactes, et que j’exerce l’autorité parentale sur"
        " ces enfants."
    )

    def pages(self, demande: Demande) -> dict[str, Any]:
        """An agent without the right to read health leaves those pages to the family (D10)."""
        return sans_laissees(demande, self._voulues(demande))

    def pages_laissees(self, demande: Demande) -> list[Any]:
        gardees = self.pages(demande)
        return [page.titre for code, page in self._voulues(demande).items() if code not in gardees]

    def _voulues(self, demande: Demande) -> dict[str, Any]:
        return self.choisies(demande, self.pages_a_rendre(demande))

    def pages_a_rendre(self, demande: Demande) -> dict[str, Any]:
        """One page of health a child; made once in the life of this object."""
        gardees = demande.__dict__.get(_GARDEES)
        if gardees is None:
            gardees = demande.__dict__[_GARDEES] = self._pages_du_foyer(demande.enfants_du_foyer)
        return gardees

    def _pages_du_foyer(self, enfants: list[Enfant]) -> dict[str, Any]:
        debut = {code: page for code, page in self.etapes.items() if not page.sensible}
        suite = {f"sante-{enfant.pk}": SanteForm.pour(enfant) for enfant in enfants}
        if enfants:
            suite["vaccins"] = VaccinsForm
        else:
            del debut["autorisations"]
        return debut | suite

    def initial(self, demande: Demande, etape: str) -> dict[str, Any]:
        return self.pages_a_rendre(demande)[etape].connu(demande)

    def recapitulatif(self, demande: Demande, donnees: dict[str, Any]) -> list[dict[str, Any]]:
        return [self._resume(page) for page in self._formulaires(demande)]

    def _resume(self, page: "PageDuDossier") -> dict[str, Any]:
        lignes = page.changements()
        return {
            "etape": page.prefix,
            "titre": page.titre,
            "lignes": en_reponses(lignes),
            "vide": "Rien n’a changé.",
            "sensible": any(une["sensible"] for une in lignes),
        }

    def changements(self, demande: Demande) -> list[dict[str, Any]]:
        return qui_changent(self._formulaires(demande))

    def verifications(self, demande: Demande) -> list[Any]:
        return [une for page in self._formulaires(demande) for une in page.verifications()]

    def empechement(self, demande: Demande) -> str:
        if self.changements(demande):
            return ""
        if manquent := manques(demande):
            return (
                "Rien n’a changé par rapport à votre dossier : il n’y a rien à envoyer. Il manque"
                f" encore : {', '.join(manquent)}. Revenez à la page concernée."
            )
        return (
            "Rien n’a changé par rapport à votre dossier : il n’y a rien à envoyer, vous êtes à"
            " jour. Pour corriger quelque chose, revenez à la page concernée."
        )

    def appliquer(self, demande: Demande, *, par: Utilisateur) -> None:
        for page in self._formulaires(demande):
            page.appliquer(par=par, origine=f"demande {demande.numero}")

    def appliquer_sans_agent(self, demande: Demande, *, par: Utilisateur) -> list[dict[str, Any]]:
        faits: list[dict[str, Any]] = []
        for page in self._formulaires(demande):
            lignes = page.appliquer_sans_agent(par=par, origine=f"demande {demande.numero}")
            if lignes:
                page.apres_application(demande)
                faits += lignes
        return faits

    def _formulaires(self, demande: Demande) -> "list[PageDuDossier]":
        return [page.de_la_demande(demande, etape) for etape, page in self.pages(demande).items()]
