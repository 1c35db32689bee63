"""A message to many families: written, its recipients seen with their number, then sent
(docs/comprendre/conversations.md)."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.actions import abandonner_envoi, preparer_envoi
from famille.dossier.documents.fichiers import FORMATS, FichierRefuse
from famille.dossier.listes.vues import exporter_la_liste, montrer
from famille.models import EnvoiGroupe, Fil, LectureFil, Travail, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.erreurs import Refus
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.bureau.droits import ECRIRE_AUX_FAMILLES, VOIR_LES_FACTURES, exige
from reservations.bureau.ecran import ENVOIS
from reservations.bureau.formulaires import ACTIVITES

from .actions import GENRE, envoyer
from .cible import JOURS, MOTS, Cible, Public, apercu, classes_d_ecole, communes, ecoles
from .liste import ListeDesEnvois

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


@require_safe
@exige(ECRIRE_AUX_FAMILLES)
def envois(request: RequeteConnectee) -> HttpResponse:
    return montrer(request, ListeDesEnvois)


@require_POST
@exige(ECRIRE_AUX_FAMILLES)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesEnvois)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ECRIRE_AUX_FAMILLES)
def nouveau(request: RequeteConnectee) -> HttpResponse:
    return _formulaire(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ECRIRE_AUX_FAMILLES)
def modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    envoi = _trouver(pk)
    if envoi.envoye_le:
        return redirect("planning:envoi", pk)
    return _formulaire(request, envoi)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ECRIRE_AUX_FAMILLES)
def envoi(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A draft: its recipients, and the button that sends it. Sent: what became of it."""
    trouve, refus = _trouver(pk), ""
    _exiger_d_y_voir(trouve, request.user)
    if request.method == "POST":
        try:
            return redirect(
                "travaux:travail",
                envoyer(trouve, vus=request.POST.get("vus", ""), par=request.user).pk,
            )
        except Refus as erreur:
            refus = str(erreur)
    vue = apercu(Cible.de(trouve.cible)) if trouve.envoye_le is None else None
    contexte = {
        "titre": trouve.sujet,
        "envoi": trouve,
        "pieces": trouve.documents.all(),
        "apercu": vue,
        "refus": refus,
        "suite": None if vue else _suite(trouve),
        "breadcrumbs_items": fil(ENVOIS),
    }
    return page(request, "reservations/envois/envoi.html", contexte, refusee=refus)


@require_POST
@exige(ECRIRE_AUX_FAMILLES)
def abandon(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(request, "Le message est abandonné : personne ne l’a reçu."):
        abandonner_envoi(_trouver(pk))
        return redirect("planning:envois")
    return redirect("planning:envoi", pk)


def _exiger_d_y_voir(envoi: EnvoiGroupe, agent: Utilisateur) -> None:
    """PermissionDenied: its recipients are those who owe, and `agent` reads no invoice."""
    if envoi.cible.get("genre") == Public.RETARD and not agent.has_perm(VOIR_LES_FACTURES):
        raise PermissionDenied


def _formulaire(request: RequeteConnectee, envoi: EnvoiGroupe | None) -> HttpResponse:
    donnees = (request.POST, request.FILES) if request.method == "POST" else ()
    formulaire = EnvoiForm(
        *donnees,
        initial=EnvoiForm.initial_de(envoi) if envoi else None,
        voit_les_factures=request.user.has_perm(VOIR_LES_FACTURES),
    )
    if request.method == "POST" and formulaire.is_valid():
        with agir(formulaire):
            prepare = preparer_envoi(par=request.user, envoi=envoi, **formulaire.pour_l_action())
            return redirect("planning:envoi", prepare.pk)
    contexte = {
        "titre": "Modifier le message" if envoi else "Écrire à plusieurs familles",
        "form": formulaire,
        "envoi": envoi,
        "breadcrumbs_items": fil(ENVOIS),
    }
    return page(
        request, "reservations/envois/envoi_nouveau.html", contexte, refusee=formulaire.errors
    )


def _suite(envoi: EnvoiGroupe) -> dict[str, Any]:
    """dict(remis, lus, reponses, travaux): how far a message sent has come."""
    lue = LectureFil.objects.filter(fil=OuterRef("pk"), lu_le__gte=F("fil__reponse_le"))
    fils = Fil.objects.filter(envoi=envoi)
    return {
        "remis": fils.count(),
        "lus": fils.filter(Exists(lue)).count(),
        "reponses": fils.exclude(etat=Fil.Etat.ENVOYE).count(),
        "travaux": list(Travail.objects.filter(genre=GENRE, parametres__envoi=envoi.pk)),
    }


def _trouver(pk: int) -> EnvoiGroupe:
    return get_object_or_404(EnvoiGroupe.objects.select_related("par"), pk=pk)
