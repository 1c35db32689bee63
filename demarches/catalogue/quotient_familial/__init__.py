"""Je déclare mon quotient familial (G17): prices follow it from its day."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from demarches.declaration.demarche import Demarche
from demarches.declaration.etapes import avant_apres, jour_de_reference
from demarches.declaration.justificatif_domicile import Piece, justificatif_attendu
from demarches.declaration.verifications import a_voir, antivirus, nom_a_comparer, non, oui
from demarches.instruction import deja_facture
from demarches.models import Demande
from famille.actions import ajouter_quotient, classer_document
from famille.models import Document, Foyer, QuotientFamilial, Utilisateur
from famille.socle.dire import en_lettres, en_mois, en_nombre
from famille.socle.erreurs import Refus

from .effet import dernier_quotient, dire_le_quotient, effet
from .pages import JUSTIFICATIF, PAGE, AttestationForm, QuotientForm, douteuse, phrase_de_doute

if TYPE_CHECKING:
    from demarches.catalogue.quotient_familial.effet import Effet


Source = QuotientFamilial.Source
TROP_TARD = (
    "Un quotient qui commence plus tard est déjà enregistré dans ce dossier : celui-ci ne peut plus"
    " être ajouté."
)
DEJA = (
    "Ce quotient est déjà celui du dossier, peut-être par une autre demande de la famille : il n’y"
    " a rien à ajouter. Rejetez cette demande en le disant."
)


class DeclarationQuotient(Demarche):
    titre = "Je déclare mon quotient familial"
    titre_court = "Quotient familial"
    resume = "Pour payer l’accueil de loisirs selon vos revenus."
    icone = "calculatrice"
    duree = "Environ 3 minutes"
    etapes = {PAGE: QuotientForm, JUSTIFICATIF: AttestationForm}
    verbe_validation = "Valider et ajouter le quotient"
    annulable = True
    change_les_prix = True
    genres_pieces = (Document.Genre.QUOTIENT,)

    def deja_connu(self, foyers: Sequence[Foyer], jour: date) -> list[str]:
        plusieurs = len(foyers) > 1
        dites = (dire_le_quotient(foyer, jour, nomme=plusieurs) for foyer in foyers)
        return [dite for dite in dites if dite]

    def pages(self, demande: Demande) -> dict[str, Any]:
        """The attestation is the town's choice (D7); an agent may still ask for one."""
        donnee = demande.saisie.get(JUSTIFICATIF)
        attendue = donnee or justificatif_attendu(demande) != Piece.NON_DEMANDEE
        return self.etapes if attendue else {PAGE: QuotientForm}

    def initial(self, demande: Demande, etape: str) -> dict[str, Any]:
        """Who pays, and under which number: what the household said last (D6)."""
        if etape != PAGE:
            return {}
        siennes = Demande.objects.deposees().filter(code=self.code, foyer=demande.foyer)
        derniere = siennes.exclude(pk=demande.pk).order_by("-deposee_le").first()
        dites = derniere.saisie.get(PAGE, {}) if derniere else {}
        return {nom: dites[nom][0] for nom in ("organisme", "numero") if dites.get(nom)}

    def recapitulatif(self, demande: Demande, donnees: dict[str, Any]) -> list[dict[str, Any]]:
        pages = super().recapitulatif(demande, donnees)
        valeur = donnees.get(PAGE, {}).get("valeur")
        for ligne in pages[0]["lignes"]:
            if ligne["libelle"] == QuotientForm.base_fields["valeur"].label and valeur is not None:
                ligne["valeur"] = en_nombre(valeur)
        pages[0]["lignes"] = [
            une for une in pages[0]["lignes"] if une["libelle"] != "Ce quotient est-il le bon ?"
        ]
        return pages

    def changements(self, demande: Demande) -> list[dict[str, str]]:
        donnees = demande.donnees
        dit, prevu = donnees[PAGE], self._effet(demande, donnees[PAGE])
        if prevu is None or dit.get("valeur") is None:
            return []
        valeur = debut = fin = ""
        if avant := prevu.avant:
            valeur, debut = en_nombre(avant.valeur), en_lettres(avant.debut)
            fin = en_lettres(avant.fin) if avant.fin else ""
        allocataire = f"{dit.get('organisme', '').upper()} {dit.get('numero', '')}"
        lignes = [
            avant_apres("Quotient familial", valeur, en_nombre(dit["valeur"])),
            avant_apres("À partir du", debut, en_lettres(prevu.debut)),
            avant_apres("Jusqu’au", fin, en_lettres(prevu.fin)),
            avant_apres("Allocataire", "", allocataire),
        ]
        document = donnees.get(JUSTIFICATIF, {}).get("fichier")
        return [*lignes, avant_apres("Attestation", "", document.nom)] if document else lignes

    def verifications(self, demande: Demande) -> list[Any]:
        donnees = demande.donnees
        dit, document = donnees[PAGE], donnees.get(JUSTIFICATIF, {}).get("fichier")
        prevu = self._effet(demande, dit)
        obstacle = self._obstacle(prevu, dit)
        suite = [non(obstacle)] if obstacle else []
        if prevu and not obstacle:
            suite += deja_facture.verification(demande, depuis=prevu.debut)
        if dit.get("valeur") is not None:
            suite.append(self._valeur(demande, dit["valeur"]))
        if document is None:
            return [*suite, a_voir("Aucune attestation n’est jointe.")]
        mois = dit.get("mois") and en_mois(date.fromisoformat(dit["mois"]))
        valeur = en_nombre(dit.get("valeur") or Decimal(0))
        lire = a_voir(f"À comparer avec l’attestation : {valeur}, {mois}, {dit.get('numero')}.")
        return [*suite, antivirus(document), lire, nom_a_comparer(demande, document)]

    @staticmethod
    def _valeur(demande: Demande, valeur: Decimal) -> dict[str, Any]:
        if douteuse(demande.foyer, valeur):
            doute = phrase_de_doute(demande.foyer, valeur)
            return a_voir(f"La famille a confirmé cette valeur. {doute}")
        if dernier := dernier_quotient(demande.foyer):
            return oui(f"Le quotient est proche du dernier ({en_nombre(dernier.valeur)}).")
        return oui("Le quotient est dans les valeurs habituelles.")

    def appliquer(self, demande: Demande, *, par: Utilisateur) -> None:
        donnees = demande.donnees
        dit, prevu = donnees[PAGE], self._effet(demande, donnees[PAGE])
        obstacle = self._obstacle(prevu, dit)
        if prevu is None or obstacle:
            raise Refus(obstacle)
        document = donnees.get(JUSTIFICATIF, {}).get("fichier")
        origine = f"demande {demande.numero}"
        ajouter_quotient(
            demande.foyer,
            valeur=dit["valeur"],
            debut=prevu.debut,
            fin=prevu.fin,
            par=par,
            source=Source.ATTESTE if document else Source.DECLARE,
            origine=origine,
        )
        if document and not document.classe_le:
            document.emis_le, document.valable_jusqu_au = date.fromisoformat(dit["mois"]), prevu.fin
            document.save(update_fields=["emis_le", "valable_jusqu_au"])
            classer_document(document, par=par, origine=origine)

    @staticmethod
    def _obstacle(prevu: "Effet | None", dit: dict[str, Any]) -> str:
        """Why it cannot be added to the file as it is now; "" when it can."""
        if prevu is None:
            return TROP_TARD
        return DEJA if dit.get("valeur") is not None and prevu.deja(dit["valeur"]) else ""

    @staticmethod
    def _effet(demande: Demande, dit: dict[str, Any]) -> "Effet | None":
        if not (mois := dit.get("mois")):
            return None
        return effet(demande.foyer, date.fromisoformat(mois), jour_de_reference(demande, PAGE))
