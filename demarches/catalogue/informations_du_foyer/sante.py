"""The pages of health, one for each child, shown with their own right."""

from datetime import date
from typing import Any

from django import forms

from demarches.declaration.etapes import PieceField, en_texte
from demarches.declaration.mise_a_jour import PageDuDossier, brut, ligne
from demarches.declaration.verifications import a_voir, antivirus
from demarches.models import Demande
from famille.actions import tenir_la_fiche
from famille.dossier.foyers.sante import AllergiesForm
from famille.models import Document, Enfant, FicheSanitaire, Utilisateur
from famille.regles.dossier import Piece
from famille.regles.repas import PAR_CODE
from famille.regles.sante import avec_ce_qui_est_venu, fin_de_saison, perdus
from famille.socle.dire import de, en_lettres
from famille.socle.saisie.champ_jour import JourField
from famille.socle.saisie.telephones import TelephoneField

OUI, NON = "oui", "non"
ASSURANCE = ["assurance_compagnie", "assurance_numero", "assurance_fin"]
ALLERGIES = FicheSanitaire.CHAMPS
CHAMPS = ["regime", *ALLERGIES, "pai", "medecin", "medecin_telephone", *ASSURANCE]
CHIFFRES = ("regime", *ALLERGIES, "medecin", "medecin_telephone")
VITAUX = ("regime", *ALLERGIES, "pai")  # what harms a child once it is forgotten
RETIRES = "retires"
PLUS_LU = "Ne peut plus être lu"


class ChoixLibres(forms.MultipleChoiceField):
    """What it offers is known once the page is read."""

    def valid_value(self, value: str) -> bool:
        return True


class SanteForm(PageDuDossier, AllergiesForm):
    titre = "Santé"
    sujet = "sante"
    repetee = True
    sensible = True
    enfant: Enfant  # one class a child, made by `pour`

    regime = forms.ChoiceField(
        label="Régime alimentaire",
        choices=[("", "Choisissez…"), *FicheSanitaire.Regime.choices],
        error_messages={
            "required": "Choisissez le régime alimentaire, ou « Aucun régime particulier »."
        },
    )
    pai = forms.ChoiceField(
        label="Projet d’accueil individualisé (PAI)",
        help_text=(
            "Un PAI est signé avec un médecin, pour une allergie grave ou un traitement par"
            " exemple."
        ),
        widget=forms.RadioSelect,
        choices=[(OUI, "Oui"), (NON, "Non")],
        error_messages={"required": "Dites si votre enfant a un PAI."},
    )
    pai_document = PieceField(label="Le PAI signé", genre=Document.Genre.PAI, required=False)
    medecin = forms.CharField(
        label="Médecin traitant", max_length=120, required=False, help_text="Exemple : Dr Perrin"
    )
    medecin_telephone = TelephoneField(label="Téléphone du médecin", required=False)
    assurance_compagnie = forms.CharField(label="Compagnie", max_length=120, required=False)
    assurance_numero = forms.CharField(label="Numéro de contrat", max_length=60, required=False)
    assurance_fin = JourField(
        label="Valable jusqu’au", required=False, help_text="Exemple : 31 08 2027"
    )

    retires = ChoixLibres(
        label="Ce n’est plus vrai", required=False, widget=forms.CheckboxSelectMultiple
    )

    @classmethod
    def pour(cls, enfant: Enfant) -> type:
        """The class of one child's page."""
        titres = {
            "titre": f"Santé {de(enfant.prenom)}",
            "titre_page": f"la santé {de(enfant.prenom)}",
        }
        return type(cls.__name__, (cls,), titres | {"enfant": enfant, "__module__": cls.__module__})

    @classmethod
    def du_dossier(cls, demande: Demande) -> dict[str, Any]:
        fiche = _fiche_lue(demande, cls.enfant)
        if fiche is None:
            return {}
        return {nom: fiche.lue(nom) for nom in CHAMPS} | {"pai": OUI if fiche.pai else NON}

    def composer(self) -> None:
        self.fiche = _fiche_lue(self.demande, self.enfant)
        self.intro = self.a_redire or self.intro
        self.fields["pai_document"].enfant = self.enfant
        if self._pai_au_dossier:
            joint = f"Au dossier : {self._pai_au_dossier.nom}. Joignez-le s’il a changé."
            self.fields["pai_document"].help_text = joint

    @property
    def a_redire(self) -> str:
        """Of a record that no key of this site reads any more, what is asked; else ""."""
        if self.fiche is None or not self.fiche.illisible:
            return ""
        return (
            f"Ce que le dossier dit de la santé {de(self.enfant.prenom)} ne peut plus être lu :"
            " redites-le ici. Ce qui reste vide n’est pas effacé ; s’il n’y a aucune"
            " allergie, écrivez « aucune »."
        )

    @property
    def peut_rester(self) -> bool:
        """What nobody can read is not confirmed."""
        return super().peut_rester and not (self.a_remplir and self.a_redire)

    @property
    def _pai_au_dossier(self) -> Document | None:
        return self.fiche.pai_document if self.fiche else None

    def groupes(self) -> list[dict[str, Any]]:
        groupes = [
            ("Repas et allergies", ["regime", *ALLERGIES], ""),
            ("PAI", ["pai", "pai_document"], ""),
            *([("À confirmer", [RETIRES], "")] if self.demande_ce_qui_part else []),
            ("Médecin", ["medecin", "medecin_telephone"], ""),
            ("Assurance extrascolaire", ASSURANCE, "assurance"),
        ]
        return [
            {"titre": titre, "champs": [self[nom] for nom in champs], "replie": False, "ancre": ou}
            for titre, champs, ou in groupes
        ]

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if not self.inchangee:
            self._faire_dire_ce_qui_part(donnees)
            self._exiger_le_pai(donnees)
            self._exiger_une_assurance_entiere(donnees)
        return donnees

    @property
    def demande_ce_qui_part(self) -> bool:
        """Whether something is to be ticked, one by one, that leaves the record."""
        return self.is_bound and self.is_valid() is not None and bool(self.fields[RETIRES].choices)

    def _faire_dire_ce_qui_part(self, donnees: dict[str, Any]) -> None:
        """An allergy that a hand has wiped out is not forgotten unseen."""
        ecrits = {nom: brut(donnees[nom]) for nom in VITAUX if nom in donnees and self.dit(nom)}
        partent = self._noms_de_ce_qui_part(self.connues, ecrits)
        self.fields[RETIRES].choices = [(nom, nom) for nom in partent]
        oublies = [nom for nom in partent if nom not in donnees.get(RETIRES, [])]
        if oublies and self.a_remplir:
            self.add_error(
                RETIRES,
                f"Vous retirez du dossier : {' ; '.join(oublies)}. Cochez ce qui n’est plus vrai,"
                " ou écrivez-le de nouveau.",
            )

    def _noms_de_ce_qui_part(self, avant: dict[str, str], apres: dict[str, str]) -> list[str]:
        """The names of what leaves, of two readings of the record, {field: text}."""
        qui, noms = de(self.enfant.prenom), []
        restent = "\n".join(_en_mots(nom, (avant | apres).get(nom, "")) for nom in ALLERGIES)
        for champ in [champ for champ in ALLERGIES if champ in apres]:
            partent = perdus(_en_mots(champ, avant.get(champ, "")), restent)  # or it is sorted
            noms += [f"Allergie {qui} : {nom}" for nom in partent]
        regime = avant.get("regime") or FicheSanitaire.Regime.AUCUN
        if regime not in (FicheSanitaire.Regime.AUCUN, apres.get("regime", regime)):
            noms.append(f"Régime {qui} : {FicheSanitaire.Regime(regime).label}")
        if avant.get("pai") == OUI and apres.get("pai") == NON:
            noms.append(f"PAI {qui}")
        return noms

    def dit(self, nom: str) -> bool:
        """What is ticked to confirm is no news of the child. Boxes of which none is ticked are not
        sent: they were on the page where their neighbour was."""
        return nom != RETIRES and super().dit(
            "allergies_medicaments" if nom == "allergenes" else nom
        )

    def fondre(self, sur: dict[str, Any]) -> dict[str, Any]:
        """An allergy that came on the file since the page was written stays on it."""
        fondues = super().fondre(sur)
        for nom in [nom for nom in ALLERGIES if nom in self.changees()]:
            ecrit, connu, present = fondues[nom], self.connues.get(nom, ""), sur.get(nom)
            if nom == "allergenes":
                venus = {*(present or [])} - {*connu.split(",")}
                fondues[nom] = [code for code in PAR_CODE if code in venus | {*ecrit}]
            else:
                fondues[nom] = avec_ce_qui_est_venu(ecrit, connu, present or "")
        return fondues

    @property
    def a_ecrire(self) -> dict[str, Any]:
        """{field: value} that validation would write on the record as it is now."""
        fondues = self.fondre({nom: self.fiche and self.fiche.lue(nom) for nom in ALLERGIES})
        return {nom: fondues[nom] for nom in self.changees()}

    def retraits(self) -> list[str]:
        avant = {nom: brut(valeur) for nom, valeur in self.du_dossier(self.demande).items()}
        return self._noms_de_ce_qui_part(
            avant, {nom: brut(valeur) for nom, valeur in self.a_ecrire.items()}
        )

    def _exiger_le_pai(self, donnees: dict[str, Any]) -> None:
        nouveau = donnees.get("pai") == OUI and self.connues.get("pai") != OUI
        joint = donnees.get("pai_document") or self._pai_au_dossier
        if nouveau and not joint and "pai_document" not in self.errors:
            phrase = (
                f"Joignez le PAI {de(self.enfant.prenom)}, signé. S’il n’est pas encore prêt,"
                " laissez « Non » ; vous reviendrez ici quand vous l’aurez."
            )
            self.add_error("pai_document", phrase)

    def _exiger_une_assurance_entiere(self, donnees: dict[str, Any]) -> None:
        if any(donnees.get(nom) for nom in ASSURANCE):
            for nom in ASSURANCE:
                if not donnees.get(nom) and nom not in self.errors:
                    self.add_error(nom, INCOMPLETE[nom])
        fin = donnees.get("assurance_fin")
        if fin and fin < self.jour and "assurance_fin" in self._dites_autrement(donnees):
            self.add_error(
                "assurance_fin", "Cette assurance est terminée : donnez celle qui la remplace."
            )

    def exiger_l_assurance(self) -> None:
        for nom in ASSURANCE:
            self.fields[nom].required = True
            self.fields[nom].error_messages["required"] = INCOMPLETE[nom]

    def refuser_une_assurance_finie(self, donnees: dict[str, Any], debut: date, dit: str) -> None:
        """`dit`: which day `debut` is."""
        fin = donnees.get("assurance_fin")
        if fin and fin < debut and "assurance_fin" not in self.errors:
            phrase = f"Cette assurance s’arrête avant {dit} : donnez celle qui la remplace."
            self.add_error("assurance_fin", phrase)

    def _dites_autrement(self, donnees: dict[str, Any]) -> set[str]:
        return {nom for nom in ASSURANCE if nom in donnees and self._differe(nom, donnees[nom])}

    # What it changes.

    @property
    def _fin(self) -> date:
        return fin_de_saison(self.jour_de_saison)

    @property
    def _a_confirmer(self) -> bool:
        """Whether the record, sent again even as it was, holds longer than it did."""
        return self.remise and self.fiche is not None and self.fiche.valable_jusqu_au < self._fin

    def pieces(self) -> list[tuple[Piece, Enfant, date | None]]:
        changees = self.changees()
        siennes: list[tuple[Piece, Enfant, date | None]] = []
        if self._a_confirmer or (changees and self.fiche is None):
            siennes.append((Piece.FICHE, self.enfant, self._fin))
        if fin := changees.get("assurance_fin"):
            siennes.append((Piece.ASSURANCE, self.enfant, fin))
        return siennes

    def changements(self) -> list[dict[str, Any]]:
        changees, lignes = self.a_ecrire, []
        avant = self.fiche or FicheSanitaire(regime="")
        for nom in [nom for nom in CHAMPS if nom in changees]:
            champ, valeur = self.fields[nom], avant.lue(nom)
            valeur = (OUI if valeur else NON) if nom == "pai" and self.fiche else valeur or None
            libelle = f"Assurance, {champ.label.lower()}" if nom in ASSURANCE else champ.label
            lu = en_texte(champ, valeur if nom != "pai" or self.fiche else "")
            lu = PLUS_LU if self.a_redire and nom in CHIFFRES else lu
            quoi, apres = f"{self.enfant.prenom} · {libelle}", en_texte(champ, changees[nom])
            lignes.append(ligne(quoi, lu, apres, sensible=nom not in ASSURANCE))
        if changees.get("pai_document"):
            libelle, document = f"{self.enfant.prenom} · Le PAI signé", self._pai_au_dossier
            joint, neuf = document.nom if document else "", changees["pai_document"].nom
            lignes.append(ligne(libelle, joint, neuf, sensible=True))
        if self._a_confirmer or (changees and self.fiche is None):
            lignes.append(self._ligne_de_validite())
        return lignes

    def _ligne_de_validite(self) -> dict[str, Any]:
        avant = en_lettres(self.fiche.valable_jusqu_au) if self.fiche else ""
        return ligne(
            f"{self.enfant.prenom} · Fiche sanitaire valable jusqu’au", avant, en_lettres(self._fin)
        )

    def verifications(self) -> list[dict[str, Any]]:
        changees, suite = self.changees(), []
        if changees.get("pai_document"):
            suite.append(antivirus(changees["pai_document"]) | {"sensible": True})
        fin = changees.get("assurance_fin")
        if fin and fin < self._fin:
            arret = f"l’assurance s’arrête le {en_lettres(fin)}, avant la fin de la saison."
            suite.append(a_voir(f"{self.enfant.prenom} : {arret}"))
        return suite

    def a_signaler(self) -> dict[str, Any]:
        """What is new and calls for care. An allergy taken off stands until it is checked."""
        changees = self.changees()
        regime = changees.get("regime") or ""
        dites = {
            **{nom: changees[nom] for nom in ALLERGIES if changees.get(nom)},
            "regime": "" if regime == FicheSanitaire.Regime.AUCUN else regime,
            "pai": changees.get("pai") == OUI,
        }
        return dites if any(dites.values()) else {}

    def appliquer(self, *, par: Utilisateur, origine: str) -> None:
        changees = self.a_ecrire
        if not changees and not self._a_confirmer:
            return
        champs = dict(changees)
        if "assurance_fin" in champs:
            champs["assurance_fin"] = champs["assurance_fin"] or None
        if "pai" in champs:
            champs["pai"] = champs["pai"] == OUI
            champs |= {} if champs["pai"] else {"pai_document": None}
        self._ecrire(champs, par=par, origine=origine)

    def appliquer_sans_agent(self, *, par: Utilisateur, origine: str) -> list[dict[str, Any]]:
        """A record confirmed as it is: there is nothing new to read in it."""
        if self.changees() or not self._a_confirmer:
            return []
        lignes = [self._ligne_de_validite()]
        self._ecrire({}, par=par, origine=origine)
        return lignes

    def _ecrire(self, champs: dict[str, Any], *, par: Utilisateur, origine: str) -> None:
        auteur = self.demande.auteur_de(self.prefix)
        jour = self.jour_de_saison
        tenir_la_fiche(self.enfant, jour=jour, auteur=auteur, par=par, origine=origine, **champs)
        self.demande.lu.pop((FicheSanitaire, self.enfant.pk), None)


def _en_mots(champ: str, brut: str) -> str:
    """What a field of allergies says, as one text: the boxes by their names."""
    if champ != "allergenes":
        return brut
    return ", ".join(un.court for code, un in PAR_CODE.items() if code in brut.split(","))


INCOMPLETE = {
    "assurance_compagnie": "Indiquez la compagnie d’assurance : elle est sur l’attestation.",
    "assurance_numero": "Indiquez le numéro de contrat : il est sur l’attestation.",
    "assurance_fin": "Indiquez jusqu’à quand cette assurance est valable.",
}


def _fiche_lue(demande: Demande, enfant: Enfant) -> FicheSanitaire | None:
    cle = FicheSanitaire, enfant.pk
    if cle not in demande.lu:
        demande.lu[cle] = fiche_de(enfant)
    return demande.lu[cle]


def fiche_de(enfant: Enfant) -> FicheSanitaire | None:
    """As it is now."""
    return FicheSanitaire.objects.filter(enfant=enfant).select_related("pai_document").first()
