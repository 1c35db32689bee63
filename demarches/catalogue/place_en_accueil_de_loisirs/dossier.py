"""What the child's file must hold before he comes, and the pages that give it where something is
missing.

They are those of "Informations du foyer", for this child alone. What is missing is said; health
itself never (D10).
"""

from datetime import date
from typing import Any

from demarches.catalogue.informations_du_foyer.autorisations import AutorisationsForm
from demarches.catalogue.informations_du_foyer.sante import SanteForm
from demarches.catalogue.informations_du_foyer.vaccins import VaccinsForm
from demarches.declaration.mise_a_jour import PageDuDossier
from demarches.models import Demande
from famille.dossier.foyers.dossier import avec_faits, faits_de
from famille.models import Autorisation, Enfant, ReglageDossier
from famille.regles.dossier import SANS_FIN, Besoin, Piece, Point, juger, jusqu_ou
from famille.socle.dire import de, en_lettres

from .choix import choix_en_cours

GABARIT = "demarches/catalogue/place_en_accueil_de_loisirs/dossier.html"
SANTE, VACCINS, AUTORISATIONS = "sante", "vaccins", "autorisations"
PAGES = {
    Piece.FICHE: SANTE,
    Piece.ASSURANCE: SANTE,
    Piece.VACCINS: VACCINS,
    Piece.AUTORISATIONS: AUTORISATIONS,
}
NOMS_DES_PIECES = {
    Piece.FICHE: "La fiche sanitaire {de_qui}",
    Piece.ASSURANCE: "L’assurance extrascolaire",
    Piece.VACCINS: "Le carnet de vaccination {de_qui}",
    Piece.AUTORISATIONS: "",
}


def points_du_dossier(demande: Demande, jour: date) -> list[dict[str, Any]]:
    """[{"page", "ok", "texte"}]: what is in order on the first day, and what is missing."""
    enfant = avec_faits(Enfant.objects.filter(pk=demande.son_enfant.pk)).get()
    activite, periode = choix_en_cours(demande, jour)
    debut, fin = (max(periode.debut, jour), periode.fin) if periode else (jour, jour)
    besoin = Besoin(
        inscrit=fin,
        fiche=fin if activite is None or activite.fiche_exigee else None,
        assurance=fin if activite is None or activite.assurance_exigee else None,
    )
    voulues = jusqu_ou(besoin, ReglageDossier.lire().ages, enfant.age)
    return [
        {"page": PAGES[point.piece], "ok": not point.a_faire, "texte": _rediger(point, enfant)}
        for point in juger(faits_de(enfant), voulues, jour=debut)
    ]


def _rediger(point: Point, enfant: Enfant) -> str:
    nom = NOMS_DES_PIECES[point.piece].format(prenom=enfant.prenom, de_qui=de(enfant.prenom))
    if point.piece == Piece.AUTORISATIONS:
        return (
            _dire_les_autorisations(enfant)
            if point.a_faire
            else "Les autorisations ont toutes une réponse."
        )
    if point.jusqu_au is None:
        return f"{nom} n’est pas dans le dossier."
    if point.jusqu_au == SANS_FIN:
        return f"{nom} est dans le dossier."
    fin = f"jusqu’au {en_lettres(point.jusqu_au)}."
    return f"{nom} n’est valable que {fin}" if point.a_faire else f"{nom} est valable {fin}"


def _dire_les_autorisations(enfant: Enfant) -> str:
    dites = set(enfant.autorisations.values_list("genre", flat=True))
    noms = [
        genre.label[:1].lower() + genre.label[1:]
        for genre in Autorisation.Genre
        if genre not in dites
    ]
    return f"Il manque une réponse aux autorisations : {', '.join(noms)}."


class _Manque(PageDuDossier):
    """A page that is there because something is missing: it can't be left as it is."""

    gabarit = GABARIT
    repetee = False
    enfants: list[Enfant]

    def n_avoir_que_lui(self) -> None:
        """Of the children of a page that has fields for each."""
        cle = self.demande.enfant_id
        self.enfants = [enfant for enfant in self.enfants if enfant.pk == cle]
        for nom in [nom for nom in self.fields if not nom.endswith(f"_{cle}")]:
            del self.fields[nom]

    @property
    def points(self) -> list[dict[str, Any]]:
        return points_du_dossier(self.demande, self.jour)


class SanteDeLEnfantForm(_Manque, SanteForm):
    titre = "Santé et assurance"
    titre_page = "la santé de votre enfant"

    def composer(self) -> None:
        super().composer()
        if self._assurance_due and self.a_remplir:
            self.exiger_l_assurance()

    @property
    def _debut(self) -> date:
        _activite, periode = choix_en_cours(self.demande, self.jour)
        return max(periode.debut, self.jour) if periode else self.jour

    @property
    def _assurance_due(self) -> bool:
        activite, _periode = choix_en_cours(self.demande, self.jour)
        return activite is None or activite.assurance_exigee

    @property
    def peut_rester(self) -> Any:
        """A record that has only run out is confirmed in one click; nothing else can be."""
        fin = self.fiche.assurance_fin if self.fiche else None
        assuree = not self._assurance_due or (fin is not None and fin >= self._debut)
        return super().peut_rester and self.fiche is not None and assuree

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if self._assurance_due and self.a_remplir and not self.inchangee:
            dit = f"le {en_lettres(self._debut)}, premier jour de la place demandée"
            self.refuser_une_assurance_finie(donnees, self._debut, dit)
        return donnees


class AutorisationsDeLEnfantForm(_Manque, AutorisationsForm):
    titre_page = "ce que vous autorisez"
    intro = (
        "Dites oui ou non à chaque ligne. Un « Non » s’applique dès l’envoi. Vous pourrez changer"
        " d’avis : la date et l’auteur sont conservés."
    )
    peut_rester = False

    def composer(self) -> None:
        super().composer()
        self.n_avoir_que_lui()

    def ne_plus_juger(self, noms: list[str]) -> None:
        """Each line has its answer here: it is what the page is for."""


class VaccinsDeLEnfantForm(_Manque, VaccinsForm):
    titre_page = "le carnet de vaccination"
    intro = "Joignez les pages « vaccinations » du carnet de santé."
    peut_rester = False

    def composer(self) -> None:
        super().composer()
        self.n_avoir_que_lui()
        for champ in self.fields.values():
            champ.required = self.a_remplir
            champ.error_messages["required"] = "Joignez le carnet de vaccination de votre enfant."


def pages_du_dossier(demande: Demande, jour: date) -> dict[str, Any]:
    """{code: page} of what is missing, or was given in this very demande."""
    manquent = {point["page"] for point in points_du_dossier(demande, jour) if not point["ok"]}
    pages = toutes_les_pages(demande)
    return {
        code: page for code, page in pages.items() if code in manquent or code in demande.saisie
    }


def toutes_les_pages(demande: Demande) -> dict[str, Any]:
    return {
        SANTE: SanteDeLEnfantForm.pour(demande.son_enfant),
        VACCINS: VaccinsDeLEnfantForm,
        AUTORISATIONS: AutorisationsDeLEnfantForm,
    }
