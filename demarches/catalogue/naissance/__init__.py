"""Je déclare une naissance (G20): the child enters the household."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from demarches.declaration.demarche import Demarche
from demarches.declaration.etapes import Etape, PieceField, avant_apres, piece_attendue
from demarches.declaration.verifications import a_voir, antivirus
from demarches.models import Demande, ReglageDemarche
from demarches.regles.horloge import ajouter_mois
from famille.actions import ajouter_enfant, classer_document
from famille.dossier.doublons.lecture import Ressemblant, du_foyer, enfants_ressemblants
from famille.models import Document, Enfant, Foyer, Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.saisie.champ_jour import JourField
from famille.socle.texte import normaliser
from famille.socle.ville import service

# What a declared birth is compared with: the household, other households (G20).


def adultes_de(demande: Demande) -> list[tuple[str, str]]:
    """[(key, name)] of the household's adults."""
    return [(str(adulte.pk), str(adulte)) for adulte in demande.foyer.responsables.actuels()]


def nom_habituel(foyer: Foyer) -> str:
    """The name that all the household's children have; "" when they differ, or there is none."""
    noms = {enfant.nom for enfant in Enfant.objects.du([foyer])} or {
        adulte.nom for adulte in foyer.responsables.all()
    }
    return noms.pop() if len(noms) == 1 else ""


def connu(foyer: Foyer, prenom: str, naissance: date) -> Enfant | None:
    """The child of the household born on that day who has this first name."""
    nes = Enfant.objects.filter(foyers=foyer, naissance=naissance)
    return next((enfant for enfant in nes if normaliser(enfant.prenom) == normaliser(prenom)), None)


def parents_declares(demande: Demande) -> dict[str, Any]:
    """The verification that tells who is said to be a parent, and who is not."""
    noms, declares = dict(adultes_de(demande)), demande.donnees["enfant"].get("parents", [])
    autres = [nom for cle, nom in noms.items() if cle not in declares]
    suite = f" Non parent : {', '.join(autres)}." if autres else ""
    dits = ", ".join(noms.get(cle, "?") for cle in declares)
    return a_voir(f"Parents déclarés : {dits}.{suite}")


def deja_connus(demande: Demande) -> list[Any]:
    """One line for each child who is in a file already and may be this one, the likeliest first,
    for the agent's eyes only (D11)."""
    declare = demande.donnees["enfant"]
    trouves = enfants_ressemblants(
        prenom=declare["prenom"],
        nom=declare["nom"],
        naissance=declare["naissance"],
        du_foyer=du_foyer(demande.foyer),
        # once validated, the child himself is in this file
        sauf=()
        if demande.peut_devenir(Demande.Statut.VALIDEE)
        else Enfant.objects.filter(foyers=demande.foyer).values_list("pk", flat=True),
    )
    return [a_voir(_dire_qui_ressemble(trouve, demande)) for trouve in trouves]


def _dire_qui_ressemble(trouve: Ressemblant, demande: Demande) -> str:
    preuves = ", ".join(trouve.ressemblance.dite)
    if demande.foyer in trouve.foyers:
        return (
            f"{trouve.personne} est déjà dans ce dossier ({preuves}). Si c’est le même enfant,"
            " rejetez cette demande et corrigez sa fiche."
        )
    numeros = " et au ".join(foyer.numero for foyer in trouve.foyers)
    ou = f"au dossier {numeros}" if numeros else "sur une fiche sans foyer"
    return (
        f"{trouve.personne} est déjà {ou} ({preuves}). Si c’est le même enfant, rejetez cette"
        " demande et rattachez-le depuis la fiche du foyer."
    )


MAJORITE_MOIS = 18 * 12
LETTRES = r"^[^\d<>@{}\[\]\\|=]*[^\W\d_][^\d<>@{}\[\]\\|=]*$"
Piece = ReglageDemarche.Piece


class EnfantForm(Etape):
    titre = "Votre enfant"
    titre_page = "votre enfant"

    prenom = forms.RegexField(
        LETTRES,
        label="Prénoms",
        max_length=100,
        help_text="Comme sur l’acte de naissance, séparés par un espace.",
        error_messages={
            "required": "Indiquez le ou les prénoms de votre enfant.",
            "invalid": (
                "Un prénom s’écrit avec des lettres : corrigez-le, comme sur l’acte de naissance."
            ),
        },
    )
    nom = forms.RegexField(
        LETTRES,
        label="Nom de famille",
        max_length=100,
        error_messages={
            "required": "Indiquez le nom de famille de votre enfant.",
            "invalid": (
                "Un nom s’écrit avec des lettres : corrigez-le, comme sur l’acte de naissance."
            ),
        },
    )
    naissance = JourField(label="Né ou née le", help_text="Exemple : 03 11 2026", naissance=True)
    lieu = forms.CharField(
        label="Commune de naissance",
        max_length=120,
        help_text="Le pays aussi, si c’est à l’étranger.",
        error_messages={"required": "Indiquez la commune de naissance."},
    )
    parents = forms.MultipleChoiceField(
        label="Ses parents, dans ce foyer",
        help_text="Décochez un adulte qui n’est pas parent de l’enfant.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un parent de l’enfant."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parents"].choices = adultes_de(self.demande)

    def clean_naissance(self) -> date:
        jour = self.cleaned_data["naissance"]
        if jour > self.jour:
            raise ValidationError(
                "Cette date n’est pas encore passée. Si votre enfant n’est pas né, revenez après sa"
                " naissance : votre brouillon est conservé."
            )
        premier = ajouter_mois(self.jour, -MAJORITE_MOIS)
        if jour <= premier:
            raise ValidationError(
                f"Cette démarche est pour un enfant né après le {en_lettres(premier)} : vérifiez"
                f" l’année. Pour une autre situation, contactez {service().le}."
            )
        return jour

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        prenom, naissance = donnees.get("prenom"), donnees.get("naissance")
        deja = None
        if self.a_remplir and prenom and naissance:
            deja = connu(self.demande.foyer, prenom, naissance)
        if deja:
            raise ValidationError(
                f"{deja}, dont la naissance est au {en_lettres(deja.naissance)}, est déjà dans"
                " votre dossier : vous n’avez rien à déclarer. Une erreur dans sa fiche ?"
                f" Contactez {service().le}."
            )
        return donnees


class ActeForm(Etape):
    titre = "Acte de naissance"
    titre_page = "l’acte de naissance"

    fichier = PieceField(label="Acte ou déclaration de naissance", genre=Document.Genre.NAISSANCE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fichier"].required = piece_attendue(self.demande, "acte") == Piece.OBLIGATOIRE


class Naissance(Demarche):
    titre = "Je déclare une naissance"
    titre_court = "Naissance"
    resume = "Votre famille s’agrandit : ajoutez votre enfant à votre dossier."
    icone = "naissance"
    duree = "Environ 3 minutes"
    etapes = {"enfant": EnfantForm, "acte": ActeForm}
    verbe_validation = "Valider et ajouter l’enfant"
    annulable = True
    genres_pieces = (Document.Genre.NAISSANCE,)

    def pages(self, demande: Demande) -> dict[str, Any]:
        """The paper is the town's choice (D7); an agent may still ask for it."""
        attendu = "acte" in demande.saisie or piece_attendue(demande, "acte") != Piece.NON_DEMANDEE
        return self.etapes if attendu else {"enfant": EnfantForm}

    def initial(self, demande: Demande, etape: str) -> dict[str, Any]:
        if etape != "enfant":
            return {}
        return {
            "nom": nom_habituel(demande.foyer),
            "parents": [cle for cle, _nom in adultes_de(demande)],
        }

    def changements(self, demande: Demande) -> list[dict[str, str]]:
        enfant, acte = demande.donnees["enfant"], demande.donnees.get("acte", {}).get("fichier")
        lignes = [
            ("Enfant ajouté au foyer", f"{enfant['prenom']} {enfant['nom']}"),
            ("Né ou née le", en_lettres(enfant["naissance"])),
            ("Commune de naissance", enfant["lieu"]),
            ("Acte de naissance", acte.nom if acte else ""),
        ]
        return [avant_apres(libelle, "", apres) for libelle, apres in lignes if apres]

    def verifications(self, demande: Demande) -> list[Any]:
        acte = next((piece.document for piece in demande.pieces_jointes), None)
        piece = [a_voir("Aucun acte de naissance n’est joint.")]
        if acte:
            piece = [antivirus(acte), a_voir("Nom, date et parents à comparer avec l’acte.")]
        return [*piece, parents_declares(demande), *deja_connus(demande)]

    def appliquer(self, demande: Demande, *, par: Utilisateur) -> None:
        donnees, origine = demande.donnees, f"demande {demande.numero}"
        dit = {nom: donnees["enfant"][nom] for nom in ("prenom", "nom", "naissance")}
        lieu = donnees["enfant"]["lieu"]
        enfant = ajouter_enfant(demande.foyer, **dit, lieu_naissance=lieu, par=par, origine=origine)
        acte = donnees.get("acte", {}).get("fichier")
        if acte and not acte.classe_le:
            acte.enfant = enfant
            acte.save(update_fields=["enfant"])
            classer_document(acte, par=par, origine=origine)
