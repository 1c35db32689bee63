"""Je déclare un changement d’adresse (G15): from its day, with a proof that is filed."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from demarches.declaration.demarche import Demarche
from demarches.declaration.etapes import Etape, avant_apres
from demarches.declaration.justificatif_domicile import (
    JustificatifForm,
    age,
    classer,
    justificatif_attendu,
)
from demarches.declaration.verifications import a_voir, antivirus, nom_a_comparer
from demarches.instruction import deja_facture
from demarches.models import Demande, ReglageDemarche
from famille.actions import changer_adresse
from famille.dossier.foyers.adresses import est_membre
from famille.dossier.foyers.saisie_adresse import ChampsDAdresse
from famille.models import AdresseFoyer, Document, Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.saisie.champ_jour import JourField
from famille.socle.saisie.pays import FRANCE
from famille.socle.texte import normaliser
from famille.socle.ville import perimetre, service

PASSE = timedelta(days=365)  # how late a move may be declared
AVENIR = timedelta(days=183)  # how early

LIGNES = ("voie", "complement", "code_postal", "commune")
Piece = ReglageDemarche.Piece


class AdresseForm(ChampsDAdresse, Etape):
    titre = "Nouvelle adresse"
    titre_page = "votre nouvelle adresse"

    a_partir_du = JourField(
        label="À partir du", help_text="Le jour de votre déménagement. Exemple : 15 12 2026"
    )
    qui = forms.MultipleChoiceField(
        label="Qui déménage ?",
        help_text="Décochez les personnes qui gardent l’adresse actuelle.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez les personnes qui déménagent."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["qui"].choices = personnes_du_foyer(self.demande)

    @property
    def adresse_a_juger(self) -> bool:
        return self.a_remplir

    def clean_a_partir_du(self) -> date:
        jour = self.cleaned_data["a_partir_du"]
        premier, dernier = self.jour - PASSE, self.jour + AVENIR
        if not premier <= jour <= dernier:
            raise ValidationError(
                f"Indiquez une date entre le {en_lettres(premier)} et le {en_lettres(dernier)}. "
                f"Pour une autre date, contactez {service().le}."
            )
        actuelle = self.demande.foyer.adresse_au(self.jour)
        if actuelle and jour < actuelle.depuis and self.a_remplir:
            raise ValidationError(
                f"Votre adresse actuelle est enregistrée depuis le {en_lettres(actuelle.depuis)} : "
                "la nouvelle ne peut pas commencer avant."
            )
        return jour

    def clean_qui(self) -> list[str]:
        partants = self.cleaned_data["qui"]
        if len(partants) < len(self.fields["qui"].choices):
            raise ValidationError(
                "Vous ne déménagez pas tous ensemble : la garde ou la facturation peuvent en"
                f" dépendre. {service().en_debut} s’en occupe avec vous :"
                f" contactez-{service().le_la} avant d’envoyer"
                " cette démarche. Votre brouillon est conservé."
            )
        return partants

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        jour = donnees.get("a_partir_du")
        adresse = jour and self.demande.foyer.adresse_au(jour)
        if (
            adresse
            and self.a_remplir
            and lignes_normales(nouvelle_adresse(donnees)) == lignes_normales(adresse)
        ):
            raise ValidationError(
                "C’est déjà l’adresse de votre dossier à cette date : il n’y a rien à changer."
            )
        return donnees


class ChangementAdresse(Demarche):
    titre = "Je déclare un changement d’adresse"
    titre_court = "Changement d’adresse"
    resume = "Vous avez déménagé, ou vous allez déménager."
    icone = "maison"
    duree = "Environ 4 minutes"
    etapes = {"adresse": AdresseForm, "justificatif": JustificatifForm}
    verbe_validation = "Valider et changer l’adresse"
    annulable = True
    change_les_prix = True
    genres_pieces = (Document.Genre.JUSTIFICATIF_DOMICILE,)
    declaration = (
        "Je certifie que tous les membres du foyer vivront à cette adresse et que ces informations"
        " sont exactes."
    )

    def pages(self, demande: Demande) -> dict[str, Any]:
        """The proof is a choice of the town (CRPA R113-8, D7); an agent may still ask for one."""
        donne = demande.saisie.get("justificatif")
        attendu = donne or justificatif_attendu(demande) != Piece.NON_DEMANDEE
        return self.etapes if attendu else {"adresse": AdresseForm}

    def initial(self, demande: Demande, etape: str) -> dict[str, Any]:
        if etape != "adresse":
            return {}
        return {"qui": [cle for cle, _nom in personnes_du_foyer(demande)]}

    def changements(self, demande: Demande) -> list[dict[str, str]]:
        donnees = demande.donnees
        nouvelle = nouvelle_adresse(donnees["adresse"])
        avant = demande.foyer.adresse_au(nouvelle.depuis)
        dans = est_membre(nouvelle.code_postal, nouvelle.commune, nouvelle.pays)
        lignes = [
            avant_apres("Rue", avant.voie if avant else "", nouvelle.voie),
            avant_apres("Complément", avant.complement if avant else "", nouvelle.complement),
            avant_apres("Commune", avant.ville if avant else "", nouvelle.ville),
            avant_apres("À partir du", "", en_lettres(nouvelle.depuis)),
            avant_apres("Tarif", tarif(avant.dans_agglomeration) if avant else "", tarif(dans)),
        ]
        document = donnees.get("justificatif", {}).get("fichier")
        if document:
            lignes.append(avant_apres("Justificatif de domicile", "", document.nom))
        return [ligne for ligne in lignes if ligne["avant"] or ligne["apres"]]

    def adresses_dites(self, demande: Demande) -> list[AdresseFoyer]:
        return [nouvelle_adresse(demande.donnees["adresse"])]

    def verifications(self, demande: Demande) -> list[dict[str, Any]]:
        nouvelle = nouvelle_adresse(demande.donnees["adresse"])
        suite = [*autre_adresse(demande, nouvelle), *self._deja_facture(demande, nouvelle)]
        pieces = [une.document for une in demande.pieces_jointes if une.etape == "justificatif"]
        if not pieces:
            return [a_voir("Aucun justificatif n’est joint."), *suite]
        page = JustificatifForm.de_la_demande(demande, "justificatif")
        return [age(page), antivirus(pieces[0]), nom_a_comparer(demande, pieces[0]), *suite]

    @staticmethod
    def _deja_facture(demande: Demande, nouvelle: Any) -> list[Any]:
        """The billed lines, where the move to this AdresseFoyer changes the tariff."""
        avant = nouvelle.depuis and demande.foyer.adresse_au(nouvelle.depuis)
        dans = est_membre(nouvelle.code_postal, nouvelle.commune, nouvelle.pays)
        if avant and avant.dans_agglomeration == dans:
            return []
        return deja_facture.verification(demande, depuis=nouvelle.depuis)

    def appliquer(self, demande: Demande, *, par: Utilisateur) -> None:
        donnees = demande.donnees
        adresse, origine = donnees["adresse"], f"demande {demande.numero}"
        champs = {nom: adresse[nom] for nom in (*LIGNES, "pays")}
        depuis = adresse["a_partir_du"]
        changer_adresse(demande.foyer, **champs, depuis=depuis, par=par, origine=origine)
        classer(donnees.get("justificatif", {}), par=par, origine=origine)


def personnes_du_foyer(demande: Demande) -> list[tuple[str, str]]:
    """[(key, name)]: the adults of its household, then the children."""
    adultes = [(f"adulte-{adulte.pk}", str(adulte)) for adulte in demande.adultes_du_foyer]
    return adultes + [(f"enfant-{enfant.pk}", str(enfant)) for enfant in demande.enfants_du_foyer]


def nouvelle_adresse(adresse: dict[str, Any]) -> AdresseFoyer:
    """AdresseFoyer, not saved, of the page's values."""
    champs = {nom: adresse.get(nom, "") for nom in LIGNES}
    depuis: Any = adresse.get("a_partir_du")  # None while that page is not right
    return AdresseFoyer(**champs, pays=adresse.get("pays") or FRANCE, depuis=depuis)


def autre_adresse(demande: Demande, nouvelle: Any) -> list[Any]:
    """[] or the verification that another address of the file takes over afterwards."""
    suivantes = [
        adresse for adresse in demande.foyer.adresses.all() if adresse.depuis > nouvelle.depuis
    ]
    suivante = min(suivantes, key=lambda adresse: (adresse.depuis, -adresse.pk), default=None)
    if suivante is None or lignes_normales(suivante) == lignes_normales(nouvelle):
        return []
    return [
        a_voir(
            f"Le dossier a déjà une autre adresse à partir du {en_lettres(suivante.depuis)}"
            f" ({suivante}) : ce jour-là, elle remplace celle de cette demande. Voyez avec la"
            " famille laquelle est la bonne."
        )
    ]


def lignes_normales(adresse: AdresseFoyer) -> list[str]:
    return [normaliser(texte) for texte in adresse.lignes]


def tarif(dans_agglomeration: bool) -> str:
    ou = perimetre().nom
    return ou if dans_agglomeration else f"hors {ou}"
