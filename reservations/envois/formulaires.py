"""The form of a message to many families: to whom, and what is said."""

from typing import Any

from django import forms

from famille.documents.fichiers import FORMATS, FichierRefuse
from famille.models import EnvoiGroupe
from famille.socle.ecran import Formulaire
from famille.socle.erreurs import Refus
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.bureau.formulaires import ACTIVITES

from .cible import JOURS, MOTS, Cible, Public, classes_d_ecole, communes, ecoles

TEXTE_MAX = 5000
# which fields each kind of recipients needs
BESOINS = {
    Public.ACTIVITE: ("activite", "debut", "fin"),
    Public.JOUR: ("jour",),
    Public.ECOLE: ("ecole",),
    Public.CLASSE: ("classe",),
    Public.COMMUNE: ("commune",),
}
MANQUE = {
    "activite": "Choisissez l’activité.",
    "debut": "Donnez le premier jour de la période.",
    "fin": "Donnez le dernier jour de la période.",
    "jour": "Choisissez le jour.",
    "ecole": "Choisissez l’école.",
    "classe": "Choisissez la classe.",
    "commune": "Choisissez la commune.",
}


class EnvoiForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    genre = forms.ChoiceField(
        label="À qui écrivez-vous ?", choices=Public.choices, widget=forms.RadioSelect
    )
    activite = forms.ModelChoiceField(
        label="Activité",
        queryset=ACTIVITES,
        required=False,
        empty_label="Toutes",
        help_text="Pour une activité, ou pour n’écrire qu’à ceux qui y viennent un jour, ou qui y"
        " attendent une place.",
    )
    debut = JourDAgentField(label="Inscrits entre le", required=False)
    fin = JourDAgentField(label="et le", required=False)
    jour = JourDAgentField(label="Jour réservé", required=False)
    ecole = forms.ChoiceField(
        label="École", required=False, help_text="Avec une classe, pour ne prendre que celle-là."
    )
    classe = forms.ChoiceField(label="Classe", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)
    sujet = forms.CharField(label="Sujet", max_length=120)
    texte = forms.CharField(
        label="Message",
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=(
            "Chaque famille le lit dans le portail, signé de votre nom, sans voir les autres, et"
            " peut répondre."
        ),
        error_messages={
            "max_length": f"Ce message dépasse {TEXTE_MAX} caractères : raccourcissez-le."
        },
    )
    fichier = forms.FileField(
        label="Document à joindre (facultatif)",
        required=False,
        help_text=f"{FORMATS}, 10 Mo au plus.",
    )

    def __init__(self, *args: Any, voit_les_factures: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # who owes is known by those who read invoices
        genres = [un for un in Public.choices if voit_les_factures or un[0] != Public.RETARD]
        self.fields["genre"].choices = genres
        listes = {"ecole": ecoles, "classe": classes_d_ecole, "commune": communes}
        for nom, lire in listes.items():
            self.fields[nom].choices = [("", "Choisissez"), *((un, un) for un in lire())]

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        for nom in BESOINS.get(donnees.get("genre", ""), ()):
            if nom not in self.errors and not donnees.get(nom):
                self.add_error(nom, MANQUE[nom])
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if donnees.get("genre") == Public.ACTIVITE and debut and fin and fin < debut:
            self.add_error("fin", "Le dernier jour est avant le premier : vérifiez les deux dates.")
        return donnees

    def cible(self) -> Cible:
        donnees = self.cleaned_data
        activite = donnees["activite"] and donnees["activite"].pk
        dits = {nom: donnees[nom] for nom in (*JOURS, *MOTS)}
        return Cible(donnees["genre"], activite=activite, **dits)

    def pour_l_action(self) -> dict[str, Any]:
        """The keyword arguments of actions.preparer_envoi."""
        cible = self.cible()
        dits = {nom: self.cleaned_data[nom] for nom in ("sujet", "texte", "fichier")}
        return dits | {"cible": cible.en_json(), "a_qui": cible.dite()}

    @staticmethod
    def initial_de(envoi: EnvoiGroupe) -> dict[str, Any]:
        """The form of this draft as it is."""
        return {"sujet": envoi.sujet, "texte": envoi.texte} | envoi.cible

    def refuser(self, refus: Refus) -> None:
        if isinstance(refus, FichierRefuse):
            self.add_error("fichier", str(refus))
        else:
            super().refuser(refus)
