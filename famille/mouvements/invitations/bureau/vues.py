"""The screens of invitations: who was invited, who has come, whom to ask again, and the waves; a
new wave in two steps, its gestures."""

from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.dossier.foyers.bureau.droits import MODIFIER, exige
from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.dossier.listes.vues import montrer, vue_du_fichier
from famille.journal.une_fois import NOM as CLE
from famille.journal.une_fois import nouvelle_cle, une_seule_fois
from famille.models import AccesAConfirmer, Invitation, VagueInvitations
from famille.models.invitations import RELANCE
from famille.mouvements.invitations import actions
from famille.mouvements.invitations.actions import PAR_JOUR_MAX
from famille.mouvements.invitations.groupes import Groupe, a_inviter, choix
from famille.mouvements.invitations.lettres import PAR_FICHIER, preparer_les_lettres
from famille.mouvements.invitations.seconde_lettre import imprimer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.ecran import QuiRefuse, agir, fil, page
from famille.socle.envoi import a_enregistrer

from . import DROIT, IMPRIMER, LISTE

Moyen = Invitation.Moyen


class FiltreInvitationsForm(Filtres):
    vague = forms.ModelChoiceField(
        queryset=VagueInvitations.objects.all(), required=False, empty_label="Toutes"
    )
    moyen = forms.ChoiceField(required=False, choices=[("", "Tous"), *Moyen.choices])


class ListeDesInvitations(Liste):
    titre = "Invitations"
    adresse = LISTE
    gabarit = "famille/invitations/bureau/liste.html"
    cellules = "famille/invitations/bureau/colonnes.html"
    colonnes = (
        Colonne(
            "personne",
            "Personne",
            lambda une: str(une.responsable),
            tri=("responsable__nom", "responsable__prenom"),
        ),
        Colonne("dossier", "Foyer", lambda une: une.responsable.foyer.numero),
        Colonne("moyen", "Comment", lambda une: une.get_moyen_display(), tri=("moyen",)),
        Colonne(
            "envoyee",
            "Invité le",
            lambda une: une.envoyee_le and timezone.localdate(une.envoyee_le),
            tri=("envoyee_le",),
            classe="pfg-chiffres",
        ),
        Colonne("etat", "Où il en est", attrgetter("etat")),
    )
    ecran = ("personne", "dossier", "moyen", "envoyee", "etat")
    fichier = ecran
    genre, adresse_du_fichier = "invitations", "invitations:exporter"
    onglets = (
        Onglet("", "Toutes"),
        Onglet("attendent", "À envoyer", lambda lignes: lignes.a_envoyer()),
        Onglet("sans-reponse", "Sans réponse", lambda lignes: lignes.sans_reponse()),
        Onglet("a-relancer", "À relancer", lambda lignes: lignes.a_relancer()),
        Onglet("venus", "Comptes ouverts", lambda lignes: lignes.venus()),
    )
    filtres = FiltreInvitationsForm
    une_ligne, des_lignes = "invitation", "invitations"

    def base(self) -> QuerySet[Invitation]:
        return Invitation.objects.select_related(
            "responsable__foyer", "responsable__utilisateur", "vague"
        )

    def filtrer(
        self, lignes: QuerySet[Invitation], valeurs: dict[str, Any]
    ) -> QuerySet[Invitation]:
        return lignes.filter(**valeurs)

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> tuple[str, ...]:
        return ("responsable__nom", "responsable__prenom", "pk")

    def foyers_de(self, objet: Invitation) -> list[int]:
        return [objet.responsable.foyer_id]


MANQUE = {
    Groupe.COMMUNE: "Choisissez la commune.",
    Groupe.ECOLE: "Choisissez l’école.",
    Groupe.CLASSE: "Choisissez la classe.",
    Groupe.STRUCTURE: "Choisissez la structure.",
}


class VagueForm(QuiRefuse, forms.Form):
    fields: dict[str, Any]  # each of its own class

    groupe = forms.ChoiceField(
        label="Qui inviter", choices=Groupe.choices, widget=forms.RadioSelect, initial=Groupe.TOUS
    )
    commune = forms.ChoiceField(label="Commune", required=False)
    ecole = forms.ChoiceField(label="École", required=False)
    classe = forms.ChoiceField(label="Classe", required=False)
    structure = forms.ChoiceField(label="Structure", required=False)
    par_jour = forms.IntegerField(
        label="E-mails par jour, au plus",
        min_value=1,
        max_value=PAR_JOUR_MAX,
        initial=200,
        help_text="Pour que votre service puisse répondre aux questions qui suivent.",
    )
    avec_lettres = forms.BooleanField(
        label="Préparer une lettre pour qui n’a pas d’adresse e-mail",
        required=False,
        initial=True,
        help_text="Un PDF à imprimer, avec un code personnel. L’adresse tombe dans la fenêtre d’une"
        " enveloppe C5/6.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for groupe in MANQUE:
            self.fields[groupe.value].choices = [("", "Choisissez"), *choix(groupe)]

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        groupe = donnees.get("groupe", "")
        if groupe in MANQUE and not donnees.get(groupe) and groupe not in self.errors:
            self.add_error(groupe, MANQUE[Groupe(groupe)])
        donnees["cle"] = donnees.get(groupe, "") if groupe in MANQUE else ""
        return donnees

    @property
    def choisi(self) -> tuple[str, str]:
        """(group, key)."""
        return self.cleaned_data["groupe"], self.cleaned_data["cle"]


_RECENTES = 12


@require_safe
@exige(DROIT)
def liste(request: RequeteConnectee) -> HttpResponse:
    return montrer(
        request, ListeDesInvitations, vagues=vagues_comptees()[:_RECENTES], par_fichier=PAR_FICHIER
    )


exporter = vue_du_fichier(ListeDesInvitations, DROIT)


def vagues_comptees() -> QuerySet[VagueInvitations]:
    """Each with `total`, `parties`, `venues`, `lettres` that wait and `relances` that may be made.
    One query."""
    lettre = Q(invitations__moyen=Invitation.Moyen.LETTRE)
    parties = ~Q(invitations__envoyee_le=None)
    venu = Q(invitations__in=Invitation.objects.venus())
    vieilles = Q(invitations__envoyee_le__lte=timezone.now() - RELANCE)
    return VagueInvitations.objects.select_related("par").annotate(
        total=Count("invitations"),
        parties=Count("invitations", filter=parties),
        venues=Count("invitations", filter=venu),
        lettres=Count("invitations", filter=lettre & Q(invitations__envoyee_le=None) & ~venu),
        relances=Count("invitations", filter=vieilles & ~venu),
        reste=F("total") - F("parties"),
    )


@require_http_methods(["GET", "POST"])
@exige(DROIT)
def nouvelle(request: RequeteConnectee) -> HttpResponse:
    """Who would be invited is shown first; `inviter` in what is sent opens the wave."""
    formulaire, invites = VagueForm(request.POST or None), None
    if request.method == "POST" and formulaire.is_valid():
        if "inviter" in request.POST:
            with agir(formulaire):
                return redirect(une_seule_fois(request, lambda: _ouvrir(request, formulaire)))
        else:
            invites = a_inviter(*formulaire.choisi)
    contexte = {
        "cle": request.POST.get(CLE) or nouvelle_cle(),
        "form": formulaire,
        "invites": invites,
        "titre": "Inviter des familles",
        "breadcrumbs_items": fil(("Invitations", LISTE)),
    }
    gabarit = "famille/invitations/bureau/nouvelle.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


def _ouvrir(request: RequeteConnectee, formulaire: VagueForm) -> str:
    groupe, cle = formulaire.choisi
    vague = actions.ouvrir_vague(
        groupe=groupe,
        cle=cle,
        par_jour=formulaire.cleaned_data["par_jour"],
        avec_lettres=formulaire.cleaned_data["avec_lettres"],
        par=request.user,
    )
    actions.lancer_la_part(vague)
    combien = compte(vague.invitations.count(), "personne est invitée", "personnes sont invitées")
    messages.success(request, f"{combien}. Les e-mails partent par parts, chaque jour.")
    return LISTE


@require_POST
@exige(DROIT)
def mener(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`geste`: arreter, poursuivre, relancer or lettres."""
    vague = get_object_or_404(VagueInvitations, pk=pk)
    with agir(request):
        match request.POST.get("geste"):
            case "arreter":
                actions.arreter_vague(vague)
                messages.success(request, f"« {vague} » est arrêtée : plus rien ne part.")
            case "poursuivre":
                actions.poursuivre_vague(vague)
                actions.lancer_la_part(vague)
                messages.success(request, f"« {vague} » reprend.")
            case "relancer":
                combien = actions.relancer_vague(vague)
                actions.lancer_la_part(vague)
                dit = compte(combien, "personne est relancée", "personnes sont relancées")
                messages.success(request, f"{dit}, à son tour.")
            case "lettres":
                if not request.user.has_perm(IMPRIMER):
                    raise PermissionDenied
                return redirect("travaux:travail", preparer_les_lettres(vague, par=request.user).pk)
    return redirect(LISTE)


@require_POST
@exige(IMPRIMER)
@exige(MODIFIER)
def courrier(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """`pk`: of an AccesAConfirmer. Its second letter, to print and to post."""
    with agir(request):
        fait = imprimer(get_object_or_404(AccesAConfirmer, pk=pk), par=request.user)
        reponse = HttpResponse(fait, content_type="application/pdf")
        return a_enregistrer(reponse, sous="courrier-de-confirmation.pdf")
    return redirect("acces_a_confirmer")
