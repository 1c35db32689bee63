"""Page 3: who may be called, who may fetch the children, in which order."""

from typing import Any

from django import forms

from demarches.declaration.mise_a_jour import PageDuDossier, ligne, retenues
from demarches.models import Demande
from famille.actions import ajouter_contact, modifier_contact, retirer_contact
from famille.models import ContactFamille, Utilisateur
from famille.socle.saisie.noms import NomField
from famille.socle.saisie.telephones import TelephoneField

INVITES = ["Ajouter un contact", "Ajouter un autre contact"]  # who may be added at once
PREVENIR, RECUPERER = "a_prevenir", "peut_recuperer"
ROLES = [(PREVENIR, "À prévenir en cas d’urgence"), (RECUPERER, "Peut venir chercher les enfants")]
ORDRES = [(str(rang), "En premier" if rang == 1 else f"En {rang}e") for rang in range(1, 9)]
TEXTES = ["prenom", "nom", "lien", "telephone"]
CHAMPS = [*TEXTES, "roles", "ordre"]


class ContactsForm(PageDuDossier):
    titre = "Contacts"
    sujet = "contacts"
    titre_page = "vos contacts"
    phrase_obligatoires = (
        "Pour chaque contact, tout est à remplir, sauf ce qui porte la mention « facultatif »."
    )
    intro = (
        "Les personnes que nous pouvons appeler, ou à qui nous pouvons confier vos enfants, en plus"
        " des parents."
    )

    @classmethod
    def du_dossier(cls, demande: Demande) -> dict[str, Any]:
        return {
            f"c{contact.pk}_{nom}": valeur
            for contact in demande.foyer.contacts.all()
            for nom, valeur in valeurs_de(contact).items()
        }

    @classmethod
    def connu(cls, demande: Demande) -> dict[str, Any]:
        """Somebody added in what waits has no place of his own yet on this page."""
        return cls.du_dossier(demande)

    def composer(self) -> None:
        self.contacts = [
            c for c in self.demande.foyer.contacts.all() if self._sur_la_page(f"c{c.pk}")
        ]
        for contact in self.contacts:
            self._ajouter_les_champs(f"c{contact.pk}")
            self.fields[f"c{contact.pk}_retirer"] = forms.BooleanField(
                label="Retirer ce contact", required=False
            )
        for numero, cle in enumerate(self._places(), start=len(self.contacts) + 1):
            self._ajouter_les_champs(cle)
            self.fields[f"{cle}_ordre"].initial = str(min(numero, len(ORDRES)))

    def _sur_la_page(self, cle: str) -> bool:
        """Whether it was there when the page was written: one named since is left alone."""
        return not self.is_bound or f"{self.prefix}-{cle}_nom" in self.data

    def _ajouter_les_champs(self, cle: str) -> None:
        self.fields |= {
            f"{cle}_prenom": NomField(label="Prénom", max_length=100),
            f"{cle}_nom": NomField(label="Nom", max_length=100),
            f"{cle}_lien": forms.CharField(
                label="Lien avec les enfants",
                max_length=60,
                required=False,
                help_text="Exemple : grand-mère",
            ),
            f"{cle}_telephone": TelephoneField(
                label="Téléphone", help_text="Exemple : 06 39 98 00 01"
            ),
            f"{cle}_roles": forms.MultipleChoiceField(
                label="Cette personne",
                widget=forms.CheckboxSelectMultiple,
                choices=ROLES,
                initial=[PREVENIR],
            ),
            f"{cle}_ordre": forms.ChoiceField(label="Ordre d’appel", choices=ORDRES),
        }
        for nom, phrase in MANQUES.items():
            self.fields[f"{cle}_{nom}"].error_messages["required"] = phrase

    def groupes(self) -> list[dict[str, Any]]:
        actuels = [
            self._groupe(str(contact), f"c{contact.pk}", replie=False) for contact in self.contacts
        ]
        for cle, invite in zip(self._places(), INVITES, strict=True):
            saisi = any(self[f"{cle}_{nom}"].value() for nom in TEXTES)
            titre = "Nouveau contact" if saisi else invite
            actuels.append(self._groupe(titre, cle, replie=not saisi))
        return actuels

    def _groupe(self, titre: str, cle: str, *, replie: bool) -> dict[str, Any]:
        champs = [self[nom] for nom in self.fields if nom.startswith(f"{cle}_")]
        return {"titre": titre, "champs": champs, "replie": replie}

    def clean(self) -> dict[str, str]:
        """Neither somebody who is taken out nor a place left empty is judged."""
        donnees = super().clean() or {}
        partants = [
            f"c{contact.pk}" for contact in self.contacts if donnees.get(f"c{contact.pk}_retirer")
        ]
        vides = [cle for cle in self._places() if cle not in self._nouveaux()]
        for cle in () if self.inchangee else (*partants, *vides):
            self.ne_plus_juger([f"{cle}_{nom}" for nom in CHAMPS])
        return donnees

    def _places(self) -> list[str]:
        return [f"n{numero}" for numero, _invite in enumerate(INVITES, start=1)]

    def _nouveaux(self) -> list[Any]:
        """The keys of the added contacts of which something is typed."""
        saisi = {
            cle: [self.data.get(f"{self.prefix}-{cle}_{nom}", "") for nom in TEXTES]
            for cle in self._places()
        }
        return [cle for cle, textes in saisi.items() if any(texte.strip() for texte in textes)]

    def dit(self, nom: str) -> bool:
        """A place left empty says nothing."""
        cle = nom.partition("_")[0]
        return super().dit(nom) and (cle not in self._places() or cle in self._nouveaux())

    # What it changes.

    def _plan(self) -> list[tuple[ContactFamille | None, dict[str, Any] | None]]:
        """[(contact, or None for a new one; values to write, or None to take him out)]."""
        changees = self.changees()
        plan: list[tuple[ContactFamille | None, dict[str, Any] | None]] = []
        for contact in self.contacts:
            noms = {nom: f"c{contact.pk}_{nom}" for nom in CHAMPS}
            valeurs = {nom: changees[long] for nom, long in noms.items() if long in changees}
            if changees.get(f"c{contact.pk}_retirer"):
                plan.append((contact, None))
            elif valeurs:
                plan.append((contact, valeurs))
        for cle in self._nouveaux() if changees else []:
            plan.append((None, {nom: self.cleaned_data.get(f"{cle}_{nom}", "") for nom in CHAMPS}))
        return plan

    def changements(self) -> list[Any]:
        lignes = []
        for contact, valeurs in self._plan():
            avant = valeurs_de(contact) if contact else None
            apres = None if valeurs is None else (avant or {}) | valeurs
            nom = str(contact) if contact else "{prenom} {nom}".format(**(valeurs or {}))
            lignes.append(ligne(f"Contact · {nom}", dire(avant), dire(apres) or "Retiré"))
        return [une for une in lignes if une["avant"] != une["apres"]]

    def appliquer(self, *, par: Utilisateur, origine: str) -> None:
        for contact, valeurs in self._plan():
            if contact and valeurs:
                modifier_contact(contact, **a_ecrire(valeurs), par=par, origine=origine)
            elif contact:
                retirer_contact(contact, par=par, origine=origine)
            elif valeurs:
                ajouter_contact(self.demande.foyer, **a_ecrire(valeurs), par=par, origine=origine)

    def appliquer_sans_agent(self, *, par: Utilisateur, origine: str) -> list[dict[str, Any]]:
        lignes = self.changements()
        self.appliquer(par=par, origine=origine)
        return lignes

    def apres_application(self, demande: Demande) -> None:
        """The page has become the file: given back, it shows the file."""
        demande.saisie = {
            etape: valeurs for etape, valeurs in demande.saisie.items() if etape != self.prefix
        }
        demande.avancement = retenues(demande.avancement, self.prefix, None)


MANQUES = {
    "prenom": "Indiquez le prénom de ce contact.",
    "nom": "Indiquez le nom de ce contact.",
    "telephone": "Indiquez le téléphone de ce contact.",
    "roles": "Cochez ce que cette personne peut faire, ou retirez ce contact.",
}


def valeurs_de(contact: ContactFamille) -> dict[str, Any]:
    """dict of CHAMPS, as the page has them."""
    roles = [role for role, _nom in ROLES if getattr(contact, role)]
    textes = {nom: getattr(contact, nom) for nom in TEXTES}
    return textes | {"roles": roles, "ordre": str(contact.ordre)}


def a_ecrire(valeurs: dict[str, Any]) -> dict[str, Any]:
    """dict for the actions."""
    champs = {nom: valeur for nom, valeur in valeurs.items() if nom in TEXTES}
    if "roles" in valeurs:
        champs |= {role: role in valeurs["roles"] for role, _nom in ROLES}
    if valeurs.get("ordre"):
        champs["ordre"] = int(valeurs["ordre"])
    return champs


def dire(valeurs: dict[str, Any] | None) -> str:
    """str: "Jeanne Martin, grand-mère, 06 39 98 00 44 ; à prévenir en cas d’urgence ; appelée en
    1er"."""
    if valeurs is None:
        return ""
    telephone = valeurs["telephone"] and valeurs["telephone"].as_national
    qui = [f"{valeurs['prenom']} {valeurs['nom']}", valeurs["lien"], telephone]
    roles = [nom.lower() for role, nom in ROLES if role in valeurs["roles"]]
    ordre = dict(ORDRES).get(valeurs["ordre"], "").lower()
    appel = [f"appel : {ordre}"] if ordre else []
    return " ; ".join([", ".join(filter(None, qui)), *roles, *appel])
