"""What the one page of a child is made of. Health, authorisations and vaccinations are those of
"Informations du foyer": the same fields, the same rules, the same writes."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from demarches.catalogue.informations_du_foyer.sante import (
    ASSURANCE,
    RETIRES,
    SanteForm,
)
from demarches.catalogue.place_en_accueil_de_loisirs.dossier import (
    AutorisationsDeLEnfantForm,
    VaccinsDeLEnfantForm,
)
from demarches.declaration.mise_a_jour import PageDuDossier, qui_changent
from demarches.models import CampagneReinscription
from famille.dossier.foyers.sante import dernier_document
from famille.models import Document
from famille.regles.foyer import entier
from famille.socle.dire import de, en_lettres, enumerer
from reservations.actions import places_d_inscription, reglement_au
from reservations.models import AcceptationReglement, Inscription, ReglementInterieur

from .campagne import campagne_de, rentree
from .inscriptions import activites_de_l_an_dernier, deja_donnees, hors_d_age, proposees

ACTIVITES, REGLEMENT = "activites", "reglement_"


@dataclass(frozen=True)
class Part:
    """Some fields under a title. `resume`: what the file says of them, in a line, where it may stay
    as it is: they are then folded. `textes`: said before them."""

    titre: str
    ancre: str
    noms: list[str]
    resume: str = ""
    textes: list[str] = field(default_factory=list)


class PartieDeLAnnee(PageDuDossier):
    """A part of the page."""

    cle = ""
    nom = ""

    @property
    def campagne(self) -> CampagneReinscription:
        campagne = campagne_de(self.demande)
        if campagne is None:
            raise LookupError("no campaign has begun")
        return campagne

    @property
    def jour_de_saison(self) -> date:
        return rentree(self.campagne)[0]

    @property
    def resume(self) -> str:
        return ""

    def parts(self) -> list["Part"]:
        """How its fields stand on the page."""
        return [Part(self.nom, self.cle, [*self.fields], self.resume, self.textes)]

    @property
    def textes(self) -> list[str]:
        """Sentences said before the fields."""
        return []


class ActivitesDeLAnnee(PartieDeLAnnee):
    cle, nom = "activites", "Activités"

    activites = forms.MultipleChoiceField(
        label="À quoi l’inscrire ?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": (
                "Cochez au moins une activité. S’il ou elle ne revient pas, revenez à la page"
                " précédente : un bouton le dit."
            ),
            "invalid_choice": "Cette activité n’est pas proposée : choisissez-en une de la liste.",
        },
    )

    @classmethod
    def du_dossier(cls, demande: Any) -> dict[str, Any]:
        campagne = campagne_de(demande)
        if campagne is None:
            return {}
        possibles = {une.pk for une in proposees(campagne, demande.son_enfant)}
        gardees = {
            *activites_de_l_an_dernier(campagne, demande.son_enfant),
            *deja_donnees(campagne, demande.son_enfant),
        }
        return {ACTIVITES: [str(une.pk) for une in sorted(gardees, key=str) if une.pk in possibles]}

    def composer(self) -> None:
        enfant = self.demande.son_enfant
        champ = self.fields[ACTIVITES]
        champ.label = f"Les activités {de(enfant.prenom)} en {self.campagne.saison}"
        if self.a_remplir:
            champ.choices = [(str(une.pk), str(une)) for une in proposees(self.campagne, enfant)]
        else:  # once received, what was asked is no longer judged
            toutes = self.campagne.activites.select_related("structure")
            champ.choices = [(str(une.pk), str(une)) for une in toutes]
        if not champ.choices:
            champ.required = False

    @property
    def textes(self) -> list[str]:
        if not self.a_remplir:
            return []
        campagne, enfant = self.campagne, self.demande.son_enfant
        donnees = [
            f"{une} : l’inscription {de(enfant.prenom)} pour {campagne.saison} est déjà"
            " faite. Décocher ne la retire pas : pour y renoncer, écrivez-nous."
            for une in deja_donnees(campagne, enfant)
        ]
        return [*hors_d_age(campagne, enfant), *donnees]

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if self.a_remplir:
            for cle in donnees.get(ACTIVITES, []):
                self._exiger_une_place(int(cle))
        return donnees

    def _exiger_une_place(self, cle: int) -> None:
        """A seat of the new season; who has one already keeps it."""
        campagne, enfant = self.campagne, self.demande.son_enfant
        activite = next(une for une in campagne.activites.all() if une.pk == cle)
        if places_d_inscription(activite, campagne.annee) != 0:
            return
        debut, fin = rentree(campagne)
        siennes = Inscription.objects.filter(enfant=enfant, activite=activite, debut__lte=fin)
        if siennes.exclude(fin__lt=debut).exists():
            return
        self.add_error(
            ACTIVITES,
            f"{activite} n’a plus de place pour {campagne.saison}. Décochez-la, puis faites la"
            " démarche « Place en accueil de loisirs » : la demande rejoindra sa liste.",
        )


class SanteDeLAnnee(PartieDeLAnnee, SanteForm):
    """`pour` gives it its child. The insurance stands in the record, and is given with it."""

    def composer(self) -> None:
        SanteForm.composer(self)
        self.fields["assurance_fin"].help_text = f"Exemple : 31 08 {self.campagne.annee + 1}"
        if self.campagne.assurance_demandee and self.a_remplir:
            self.exiger_l_assurance()

    @property
    def resume(self) -> str:
        """The summary of the record, without the insurance."""
        if self.fiche is None or self.a_redire:
            return ""
        suite = [self.fiche.get_regime_display()]
        allergies = [dite[0].lower() + dite[1:] for dite in self.fiche.allergies_dites]
        suite += allergies or ["aucune allergie dite"]
        suite.append("un PAI" if self.fiche.pai else "pas de PAI")
        if self.fiche.medecin:
            suite.append(self.fiche.medecin)
        return ", ".join(suite)

    @property
    def _resume_de_l_assurance(self) -> str:
        """Only of one that holds when the school year begins."""
        fin = self.fiche.assurance_fin if self.fiche else None
        if self.fiche is None or fin is None or fin < self.jour_de_saison:
            return ""
        return f"{self.fiche.assurance_compagnie}, jusqu’au {en_lettres(fin)}"

    def parts(self) -> list[Part]:
        sante = [nom for nom in self.fields if nom not in ASSURANCE]
        if not self.demande_ce_qui_part:
            sante.remove(RETIRES)
        assurance = self._resume_de_l_assurance
        return [
            Part("Santé", "sante", sante, self.resume, [self.a_redire] if self.a_redire else []),
            Part("Assurance extrascolaire", "assurance", ASSURANCE, assurance),
        ]

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if self.a_remplir and self.campagne.assurance_demandee:
            dit = f"la rentrée du {en_lettres(self.jour_de_saison)}"
            self.refuser_une_assurance_finie(donnees, self.jour_de_saison, dit)
        return donnees

    @property
    def ne_change_que_l_assurance(self) -> bool:
        return set(self.changees()) <= set(ASSURANCE)

    def appliquer_sans_agent(self, *, par: Any, origine: str) -> list[dict[str, Any]]:
        """A record confirmed, and an insurance that its parent gives: nothing in them is to be read
        by an agent. As soon as something else of the health changes, all of it waits for one."""
        if not self.ne_change_que_l_assurance:
            return []
        lignes = qui_changent([self])
        self.appliquer(par=par, origine=origine)
        return lignes


class AutorisationsDeLAnnee(PartieDeLAnnee, AutorisationsDeLEnfantForm):
    cle, nom = "autorisations", "Autorisations"

    @property
    def resume(self) -> str:
        """ "" while one of them has no answer."""
        dites = {genre: une for (_enfant, genre), une in self.avant.items()}
        if len(dites) < len(self.fields):
            return ""
        noms: dict[str, list[str]] = {"oui": [], "non": []}
        for une in dites.values():
            noms["oui" if une.accordee else "non"].append(une.get_genre_display().lower())
        return " ; ".join(f"{dite} : {enumerer(siens)}" for dite, siens in noms.items() if siens)

    def appliquer_sans_agent(self, *, par: Any, origine: str) -> list[dict[str, Any]]:
        """What a parent allows or forbids needs nobody's leave, but to lift the other home's
        refusal."""
        if self.verifications():
            return []
        lignes = qui_changent([self])
        self.appliquer(par=par, origine=origine)
        return lignes


class VaccinsDeLAnnee(PartieDeLAnnee, VaccinsDeLEnfantForm):
    cle, nom = "vaccins", "Vaccinations"

    def composer(self) -> None:
        VaccinsDeLEnfantForm.composer(self)
        if self._au_dossier:
            for champ in self.fields.values():
                champ.required = False

    @property
    def _au_dossier(self) -> Document | None:
        """The record that still holds when the school year begins."""
        carnet = dernier_document(self.demande.son_enfant, Document.Genre.VACCINS)
        if carnet is None or carnet.etat == Document.Etat.INFECTE:
            return None
        fin = carnet.valable_jusqu_au
        return carnet if fin is None or fin >= self.jour_de_saison else None

    @property
    def resume(self) -> str:
        carnet = self._au_dossier
        return f"au dossier : {carnet.nom}" if carnet else ""


class ReglementsDeLAnnee(PartieDeLAnnee):
    """One box for each version that the household has not accepted yet for this child."""

    cle, nom = "reglements", "Règlement intérieur"

    def composer(self) -> None:
        self.reglements = self._lire()
        for une in self.reglements:
            nom = f"{REGLEMENT}{une.activite_id}"
            self.fields[nom] = forms.MultipleChoiceField(
                label=str(une.activite),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(str(une.pk), "J’ai lu et j’accepte ce règlement.")],
                error_messages={
                    "invalid_choice": (
                        "Le règlement a changé depuis : lisez cette version, puis acceptez-la."
                    )
                },
            )
            self.fields[nom].reglement = une  # read beside its box, which its activity asks

    def _lire(self) -> list[ReglementInterieur]:
        if not self.a_remplir:
            cles = [
                cle
                for nom, valeurs in self.demande.saisie.get(self.prefix, {}).items()
                if nom.startswith(REGLEMENT)
                for cle in map(entier, valeurs)
                if cle
            ]
            return list(
                ReglementInterieur.objects.filter(pk__in=cles).select_related("activite__structure")
            )
        acceptes = AcceptationReglement.objects.filter(
            foyer=self.demande.foyer, enfant=self.demande.enfant_id
        ).values_list("reglement", flat=True)
        lus = [
            reglement_au(une, self.jour_de_saison)
            for une in proposees(self.campagne, self.demande.son_enfant)
        ]
        return [une for une in lus if une and une.pk not in set(acceptes)]

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        posees: Any = self.data
        choisies = set(posees.getlist(f"{self.prefix}-{ACTIVITES}"))
        for une in self.reglements if self.a_remplir else ():
            nom = f"{REGLEMENT}{une.activite_id}"
            if str(une.activite_id) in choisies and not donnees.get(nom) and nom not in self.errors:
                self.add_error(
                    nom,
                    f"Lisez le règlement de {une.activite}, puis cochez la case pour l’accepter.",
                )
        return donnees

    @property
    def acceptes(self) -> list[ReglementInterieur]:
        """The rules of the activities chosen whose box is ticked."""
        self.is_valid()
        choisies = {str(cle) for cle in self.demande.saisie[self.prefix].get(ACTIVITES, [])}
        return [
            une
            for une in self.reglements
            if self.cleaned_data.get(f"{REGLEMENT}{une.activite_id}")
            and str(une.activite_id) in choisies
        ]

    def parts(self) -> list[Part]:
        return super().parts() if self.reglements else []
