"""Page 1: the situation of the household, the telephones of its adults."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from phonenumber_field.phonenumber import PhoneNumber

from demarches.declaration.mise_a_jour import PageDuDossier, brut, ligne, retenues
from demarches.models import Demande
from famille.actions import modifier_foyer, modifier_responsable
from famille.models import Foyer, Utilisateur
from famille.socle.saisie.telephones import TelephoneField
from famille.socle.ville import service

MARIES, PACSES, VIE_COMMUNE = "maries", "pacses", "vie-commune"
COUPLES = frozenset({MARIES, PACSES, VIE_COMMUNE})


def situation_libre(avant: str, apres: str) -> bool:
    """Whether this change of situation may be told here: a couple stays one, and nothing is unsaid.

    Parting, mourning, and a new couple touch custody, authority or invoices: the Pôle Familles does
    them.
    """
    return avant == apres or (avant in COUPLES | {""} and apres in COUPLES)


TELEPHONES = {"telephone_portable": "Téléphone portable", "telephone_fixe": "Autre téléphone"}

AUTOCOMPLETE = {"telephone_portable": "tel", "telephone_fixe": "home tel"}


class FoyerForm(PageDuDossier):
    titre = "Votre foyer"
    sujet = "foyer"
    titre_page = "votre foyer"

    situation = forms.ChoiceField(
        label="Situation familiale",
        required=False,
        choices=[("", "Non renseignée"), *Foyer.Situation.choices],
    )

    @classmethod
    def du_dossier(cls, demande: Demande) -> dict[str, str]:
        connues = {"situation": demande.foyer.situation}
        for adulte in demande.foyer.responsables.actuels():
            connues |= {f"{nom}_{adulte.pk}": getattr(adulte, nom) for nom in TELEPHONES}
        return connues

    def composer(self) -> None:
        self.adultes = list(self.demande.foyer.responsables.actuels())
        for adulte in self.adultes:
            for nom, libelle in TELEPHONES.items():
                champ = TelephoneField(label=libelle, required=False)
                # A section each: a browser keeps the numbers of two adults apart.
                nature = f"section-adulte-{adulte.pk} {AUTOCOMPLETE[nom]}"
                champ.widget.attrs |= {"inputmode": "tel", "autocomplete": nature}
                self.fields[f"{nom}_{adulte.pk}"] = champ

    def groupes(self) -> list[dict[str, Any]]:
        adultes = [
            {
                "titre": str(adulte),
                "champs": [self[f"{nom}_{adulte.pk}"] for nom in TELEPHONES],
                "replie": False,
            }
            for adulte in self.adultes
        ]
        return [{"titre": "", "champs": [self["situation"]], "replie": False}, *adultes]

    def clean_situation(self) -> str:
        apres, avant = self.cleaned_data["situation"], self.connues["situation"]
        if not situation_libre(avant, apres):
            raise ValidationError(self._phrase_de_situation(avant))
        return apres

    def _phrase_de_situation(self, avant: str) -> str:
        telephone = self.demande.reglage and self.demande.reglage.repondant.telephone
        numero = f", au {telephone}" if telephone else ""
        gardee = Foyer.Situation(avant).label if avant else "Non renseignée"
        return (
            "Ce changement peut toucher la garde des enfants ou vos factures : contactez"
            f" {service().le}{numero}, qui s’en occupe avec vous. Votre brouillon est conservé."
            f" Pour envoyer le reste dès maintenant, remettez « {gardee} »."
        )

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        for adulte in () if self.inchangee else self.adultes:
            noms = [f"{nom}_{adulte.pk}" for nom in TELEPHONES]
            connus = any(self.connues.get(nom) for nom in noms)
            vides = all(nom in donnees and not donnees[nom] and self.dit(nom) for nom in noms)
            if connus and vides:
                phrase = f"Gardez au moins un numéro pour joindre {adulte} en cas d’urgence."
                self.add_error(noms[0], phrase)
        return donnees

    # What it changes.

    def changements(self) -> list[dict[str, Any]]:
        changees, foyer, lignes = self.changees(), self.demande.foyer, []
        if "situation" in changees:
            avant, apres = foyer, Foyer(situation=changees["situation"])
            dites = (une.get_situation_display() for une in (avant, apres))
            lignes.append(ligne("Situation familiale", *dites))
        return lignes + self._changements_des_telephones(changees)

    def _changements_des_telephones(self, changees: dict[str, Any]) -> list[Any]:
        return [
            ligne(
                f"{adulte} · {libelle}",
                national(getattr(adulte, nom)),
                national(changees[f"{nom}_{adulte.pk}"]),
            )
            for adulte in self.adultes
            for nom, libelle in TELEPHONES.items()
            if f"{nom}_{adulte.pk}" in changees
        ]

    def appliquer(self, *, par: Utilisateur, origine: str) -> None:
        self.appliquer_sans_agent(par=par, origine=origine)
        changees = self.changees()
        if "situation" in changees:
            modifier_foyer(
                self.demande.foyer, situation=changees["situation"], par=par, origine=origine
            )

    def appliquer_sans_agent(self, *, par: Utilisateur, origine: str) -> list[dict[str, Any]]:
        """The telephones: a wrong one harms nobody, a new one is needed at once."""
        changees = self.changees()
        lignes = self._changements_des_telephones(changees)
        for adulte in self.adultes:
            champs = {
                nom: changees[f"{nom}_{adulte.pk}"]
                for nom in TELEPHONES
                if f"{nom}_{adulte.pk}" in changees
            }
            if champs:
                modifier_responsable(adulte, **champs, par=par, origine=origine)
        return lignes

    def apres_application(self, demande: Demande) -> None:
        ecrits = {nom: brut(dit) for nom, dit in self.changees().items() if nom != "situation"}
        demande.avancement = retenues(demande.avancement, self.prefix, self.connues | ecrits)


def national(telephone: PhoneNumber) -> str:
    return telephone.as_national if telephone else ""
