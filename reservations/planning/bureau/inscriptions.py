"""Registrations: their list; register a child, change when it ends (an earlier end says first how
many bookings it cancels)."""

from collections.abc import Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.dossier.listes.vues import exporter_la_liste, montrer
from famille.models import Enfant, Foyer, Rattachement
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, de, en_lettres
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.erreurs import Refus
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.bureau import base
from reservations.bureau.droits import INSCRIRE, SansSuppression, exige
from reservations.bureau.ecran import INSCRIPTIONS
from reservations.models import Activite, Attente, Inscription, Reservation, Structure
from reservations.planning.inscrire import desinscrire, effacer_inscription, inscrire, prolonger

if TYPE_CHECKING:
    from reservations.models.activites import InscriptionQuerySet


class InscriptionForm(Formulaire):
    """`enfants`: those that the search found."""

    fields: dict[str, Any]  # each of its own class

    enfant = forms.ModelChoiceField(
        label="Quel enfant ?",
        queryset=Enfant.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    activite = forms.ModelChoiceField(
        label="Activité",
        queryset=Activite.objects.actives().select_related("structure"),
        empty_label="Choisissez",
    )
    debut = JourDAgentField(label="Du", initial=timezone.localdate)
    fin = JourDAgentField(label="Au", required=False, help_text="Vide : sans fin.")

    def __init__(self, *args: Any, enfants: Sequence[Enfant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enfant"].queryset = Enfant.objects.filter(
            pk__in=[enfant.pk for enfant in enfants]
        )
        if len(enfants) == 1:
            self.fields["enfant"].initial = enfants[0].pk


class FinForm(Formulaire):
    """When it ends. Days gone by are not cancelled: an earlier end is today at the soonest."""

    fin = JourDAgentField(label="Dernier jour", required=False, help_text="Vide : sans fin.")
    motif = forms.CharField(
        label="Motif",
        required=False,
        max_length=300,
        help_text="Si des réservations sont annulées, la famille lit cette phrase.",
    )

    def __init__(self, *args: Any, inscription: Inscription, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inscription = inscription

    def clean_fin(self) -> date | None:
        fin, avant = self.cleaned_data["fin"], self.inscription.fin
        plus_tot = fin and (avant is None or fin < avant)
        if plus_tot and fin < timezone.localdate():
            raise forms.ValidationError(
                "Cette date est passée : choisissez aujourd’hui ou plus tard."
            )
        return fin


LISTE = "inscriptions_modeladmin_index"
MODIFIER = "reservations.change_inscription"
_TROUVES = 20


@require_http_methods(["GET", "POST"])
@exige(INSCRIRE)
def ajouter(request: RequeteConnectee) -> HttpResponse:
    """Find the child (`?q=`), then the activity and the dates."""
    texte = request.GET.get("q", "").replace("\0", "")[:100].strip()
    trouves = _trouver_un_enfant(texte)
    formulaire = InscriptionForm(request.POST or None, enfants=trouves)
    if request.method == "POST" and formulaire.is_valid():
        donnees = formulaire.cleaned_data
        enfant, activite = donnees.pop("enfant"), donnees.pop("activite")
        with agir(formulaire):
            faite = inscrire(enfant, activite, **donnees, par=request.user)
            depuis = en_lettres(faite.debut)
            messages.success(
                request, f"C’est enregistré : {enfant}, {activite}, à partir du {depuis}."
            )
            return redirect(LISTE)
    contexte = {
        "titre": "Inscrire un enfant",
        "texte": texte,
        "trouves": trouves,
        "form": formulaire,
        "breadcrumbs_items": fil(INSCRIPTIONS),
    }
    gabarit = "reservations/planning/bureau/inscriptions/inscription_nouvelle.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


def _trouver_un_enfant(texte: str) -> list[Any]:
    """list[Enfant] with `rattaches`: the children of the households that answer this search."""
    if not texte:
        return []
    ouvertes = Rattachement.objects.filter(fin=None).select_related("foyer")
    enfants = Enfant.objects.du(Foyer.objects.cherches(texte)).order_by("nom", "prenom", "pk")
    return list(
        enfants.prefetch_related(Prefetch("rattachements", ouvertes, to_attr="rattaches"))[
            :_TROUVES
        ]
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The form; with its value in the address, what it cancels; sent, the action."""
    inscription = _trouver(pk)
    saisie = request.POST if request.method == "POST" else request.GET
    formulaire = FinForm(
        saisie if "fin" in saisie else None,
        inscription=inscription,
        initial={"fin": inscription.fin},
    )
    apercu = None
    if formulaire.is_valid():
        if request.method == "POST":
            with agir(formulaire):
                return _terminer(request, inscription, formulaire.cleaned_data)
        else:
            apercu = _ce_que_cela_annule(inscription, formulaire.cleaned_data["fin"])
    contexte = {
        "titre": "Modifier l’inscription",
        "retour": "inscriptions_modeladmin_index",
        "inscription": inscription,
        "form": formulaire,
        "apercu": apercu,
        "effacable": inscription.debut > timezone.localdate(),
        "breadcrumbs_items": fil(INSCRIPTIONS),
    }
    gabarit = "reservations/planning/bureau/inscriptions/inscription.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


def _terminer(
    request: RequeteConnectee, inscription: Inscription, donnees: dict[str, Any]
) -> HttpResponse:
    fin, avant = donnees["fin"], inscription.fin
    if fin and (avant is None or fin < avant):
        demandes = desinscrire(inscription, fin=fin, par=request.user, motif=donnees["motif"])
        annulees = sum(len(demande.lignes) for demande in demandes)
        dites = compte(annulees, "réservation annulée", "réservations annulées")
        phrase = f"finit le {en_lettres(fin)}.{f' {dites}.' if annulees else ''}"
    else:
        prolonger(inscription, fin=fin, par=request.user)
        phrase = f"va jusqu’au {en_lettres(fin)}." if fin else "n’a plus de fin."
    messages.success(request, f"L’inscription {phrase}")
    return redirect(LISTE)


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def effacer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A registration made by mistake, while it has not begun."""
    inscription, refus = _trouver(pk), ""
    if request.method == "POST":
        try:
            effacer_inscription(inscription, par=request.user)
        except Refus as erreur:
            refus = str(erreur)
        else:
            messages.success(request, f"L’inscription {de(inscription.enfant)} est effacée.")
            return redirect(LISTE)
    contexte = {
        "titre": "Effacer l’inscription",
        "inscription": inscription,
        "refus": refus,
        "apercu": _ce_que_cela_annule(inscription, inscription.debut - timedelta(days=1)),
        "breadcrumbs_items": fil(INSCRIPTIONS),
    }
    gabarit = "reservations/planning/bureau/inscriptions/inscription_effacee.html"
    return page(request, gabarit, contexte, refusee=refus)


def _trouver(pk: int) -> Inscription:
    return get_object_or_404(
        Inscription.objects.select_related("enfant", "activite__structure"), pk=pk
    )


def _ce_que_cela_annule(inscription: Inscription, dernier_jour: date) -> dict[str, Any]:
    """dict(reservations, attentes): how many go when this day (None: never) is the last one."""
    if dernier_jour is None:
        return {"reservations": 0, "attentes": 0}
    reservations = Reservation.objects.filter(
        creneau__activite=inscription.activite,
        creneau__jour__gt=dernier_jour,
        presence=Reservation.Presence.PREVU,
        enfant=inscription.enfant,
    )
    attentes = Attente.objects.en_cours().filter(
        activite=inscription.activite, debut__gt=dernier_jour, enfant=inscription.enfant
    )
    return {"reservations": reservations.count(), "attentes": attentes.count()}


PREFIXE = "inscriptions"


class FiltreInscriptionsForm(Filtres):
    q = forms.CharField(
        label="Enfant, parent, dossier, adresse e-mail ou téléphone",
        help_text="Enfant, parent, dossier, e-mail",
        required=False,
        max_length=100,
    )
    structure = forms.ModelChoiceField(
        Structure.objects.all(), label="Structure", required=False, empty_label="Toutes"
    )


class ListeDesInscriptions(Liste):
    titre = "Inscriptions"
    adresse = f"{PREFIXE}_modeladmin_index"
    gabarit = "reservations/planning/bureau/inscriptions/liste.html"
    cellules = "reservations/planning/bureau/inscriptions/colonnes.html"
    colonnes = (
        Colonne("enfant", "Enfant", tri=("enfant__nom", "enfant__prenom", "enfant")),
        Colonne("nom", "Nom", attrgetter("enfant.nom")),
        Colonne("prenom", "Prénom", attrgetter("enfant.prenom")),
        Colonne("naissance", "Né le", attrgetter("enfant.naissance")),
        Colonne("structure", "Structure", attrgetter("activite.structure.nom")),
        Colonne(
            "activite",
            "Activité",
            attrgetter("activite.nom"),
            tri=("activite__structure__nom", "activite__nom"),
        ),
        Colonne("du", "Du", attrgetter("debut"), tri=("debut",), classe="pfg-chiffres"),
        Colonne("au", "Au", attrgetter("fin"), tri=("fin",), sans_fin=True, classe="pfg-chiffres"),
        Colonne("geste", "Inscription"),
    )
    ecran = ("enfant", "activite", "du", "au", "geste")
    fichier = ("nom", "prenom", "naissance", "structure", "activite", "du", "au")
    genre, adresse_du_fichier = "inscriptions", f"{PREFIXE}_modeladmin_exporter"
    onglets = (
        Onglet("", "Toutes"),
        Onglet("en-cours", "En cours", lambda lignes: lignes.au(timezone.localdate())),
        Onglet("a-venir", "À venir", lambda lignes: lignes.filter(debut__gt=timezone.localdate())),
        Onglet("finies", "Terminées", lambda lignes: lignes.filter(fin__lt=timezone.localdate())),
    )
    filtres = FiltreInscriptionsForm
    par_cles = True
    compte_max = 9_990
    une_ligne, des_lignes = "inscription", "inscriptions"

    def base(self) -> "InscriptionQuerySet":
        return Inscription.objects.select_related("enfant", "activite__structure")

    def filtrer(
        self, lignes: QuerySet[Inscription], valeurs: dict[str, Any]
    ) -> QuerySet[Inscription]:
        """By a child, a parent, a number, a mail, as households are found; accents do not
        matter."""
        if "structure" in valeurs:
            lignes = lignes.filter(activite__structure=valeurs["structure"])
        if "q" in valeurs:
            foyers = Foyer.objects.cherches(valeurs["q"].replace("\0", ""))
            lignes = lignes.filter(enfant__in=Enfant.objects.du(foyers))
        return lignes

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> tuple[str, str]:
        return ("-debut", "-pk")

    def pour_le_fichier(self, lignes: QuerySet[Inscription]) -> QuerySet[Inscription]:
        ouvertes = Rattachement.objects.filter(fin=None)
        siennes = Prefetch("enfant__rattachements", ouvertes, to_attr="ouverts")
        return lignes.prefetch_related(siennes).order_by("enfant__nom", "enfant__prenom", "pk")

    def foyers_de(self, objet: Any) -> list[int]:
        """The households of a row of `pour_le_fichier`."""
        return [rattachement.foyer_id for rattachement in objet.enfant.ouverts]


class InscriptionsAdmin(base.Liste):
    model = Inscription
    base_url_path = PREFIXE
    menu_label = "Inscriptions"
    menu_icon = "form"
    menu_order = 60
    ajouter = "Inscrire un enfant"
    permission_helper_class = SansSuppression

    def get_admin_urls_for_registration(
        self,
    ) -> tuple[URLPattern, URLPattern, URLPattern, URLPattern, URLPattern]:
        """The list and the writes are functions of ours; a write calls an action."""
        return (
            path(f"{PREFIXE}/", self.liste, name=f"{PREFIXE}_modeladmin_index"),
            path(f"{PREFIXE}/exporter/", self.exporter, name=f"{PREFIXE}_modeladmin_exporter"),
            path(f"{PREFIXE}/ajouter/", ajouter, name=f"{PREFIXE}_modeladmin_create"),
            path(f"{PREFIXE}/<int:pk>/", modifier, name=f"{PREFIXE}_modeladmin_edit"),
            path(f"{PREFIXE}/<int:pk>/effacer/", effacer, name=f"{PREFIXE}_modeladmin_effacer"),
        )

    def liste(self, request: RequeteConnectee) -> HttpResponse:
        self._verifier(request)
        return montrer(request, ListeDesInscriptions)

    def exporter(self, request: RequeteConnectee) -> HttpResponse:
        self._verifier(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return exporter_la_liste(request, ListeDesInscriptions)

    def _verifier(self, request: RequeteConnectee) -> None:
        if not self.permission_helper.user_can_list(request.user):
            raise PermissionDenied
