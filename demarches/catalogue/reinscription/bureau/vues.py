"""The list of the children, the campaign and its mails, the form on paper."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from demarches.catalogue.reinscription.campagne import (
    CODE,
    changer_campagne,
    enfants_attendus,
    laisser_partir_les_courriels,
    ouvrir_campagne,
    rentree,
    retenir_les_courriels,
)
from demarches.catalogue.reinscription.papier import feuille_de_reinscription
from demarches.instruction.acces import pour_instructeurs
from demarches.models import CampagneReinscription, ReglageDemarche
from famille.actions import noter_consultation
from famille.dossier.listes.vues import exporter_la_liste, montrer
from famille.dossier.papiers import repondre
from famille.models import LIRE_LA_SANTE, Enfant
from famille.regles.scolarite import dire_annee
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de
from famille.socle.ecran import QuiRefuse, agir, fil, page
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.models import Activite

from . import LISTE
from .liste import ListeDesReinscriptions, la_campagne

if TYPE_CHECKING:
    from datetime import date

FORMULAIRE = "demarches/catalogue/reinscription/bureau/campagne.html"


@require_safe
@pour_instructeurs
def liste(request: RequeteConnectee) -> HttpResponse:
    ouverte = ReglageDemarche.objects.ouvertes().filter(code=CODE).exists()
    return montrer(request, ListeDesReinscriptions, fermee=not ouverte)


@require_POST
@pour_instructeurs
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesReinscriptions)


@require_http_methods(["GET", "HEAD", "POST"])
@pour_instructeurs
def nouvelle(request: RequeteConnectee) -> HttpResponse:
    return _formulaire(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@pour_instructeurs
def modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    return _formulaire(request, get_object_or_404(CampagneReinscription, pk=pk))


def _formulaire(request: RequeteConnectee, campagne: CampagneReinscription | None) -> HttpResponse:
    form = CampagneForm(request.POST or None, instance=campagne)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            if campagne is None:
                ouvrir_campagne(**form.choisi, par=request.user)
            else:
                changer_campagne(campagne, **form.choisi, par=request.user)
            messages.success(request, "La campagne est enregistrée.")
            return redirect(LISTE)
    contexte = {
        "form": form,
        "titre": "Nouvelle campagne de réinscription" if campagne is None else str(campagne),
        "breadcrumbs_items": fil(("Réinscriptions", LISTE)),
    }
    return page(request, FORMULAIRE, contexte, refusee=form.errors)


@require_POST
@pour_instructeurs
def courriels(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`geste`: retenir or laisser."""
    campagne = get_object_or_404(CampagneReinscription, pk=pk)
    if request.POST.get("geste") == "retenir":
        retenir_les_courriels(campagne, par=request.user)
        messages.success(request, "Les e-mails de la campagne sont retenus : plus rien ne part.")
    else:
        laisser_partir_les_courriels(campagne, par=request.user)
        messages.success(request, "Les e-mails de la campagne partiront aux dates prévues.")
    return redirect(LISTE)


@require_safe
@pour_instructeurs
def formulaire(request: RequeteConnectee, pk: int, *, pdf: bool = False) -> HttpResponse:
    """One child's, with health for who may read it (D10); each of his homes is told."""
    campagne = la_campagne()
    if campagne is None:
        raise Http404("no campaign")
    enfant = get_object_or_404(enfants_attendus(campagne), pk=pk)
    sante = request.user.has_perm(LIRE_LA_SANTE)
    _noter(enfant, request, sante=sante)
    return repondre(request, feuille_de_reinscription(enfant, campagne, avec_sante=sante), pdf=pdf)


@transaction.atomic
def _noter(enfant: Enfant, request: RequeteConnectee, *, sante: bool) -> None:
    quoi = f"formulaire de réinscription {de(enfant.prenom)}"
    for foyer in enfant.residences():
        noter_consultation(foyer, quoi, par=request.user, sante_de=enfant if sante else None)


RAPPEL_MAX = 90
AUTOUR = 1  # years before and after this one that a campaign may be for
NOMS = (
    *("annee", "debut", "fin", "fiche_demandee", "assurance_demandee", "vaccins_demandes"),
    *("autorisations_demandees", "reglement_demande", "rappel_jours", "second_rappel_jours"),
)


def _rappel(libelle: str, jours: int) -> forms.IntegerField:
    aide = "0 : pas de rappel."
    return forms.IntegerField(
        label=libelle, initial=jours, min_value=0, max_value=RAPPEL_MAX, help_text=aide
    )


class CampagneForm(QuiRefuse, forms.ModelForm):
    fields: dict[str, Any]

    annee = forms.TypedChoiceField(label="Pour quelle année scolaire ?", coerce=int)
    debut = JourDAgentField(label="Les familles répondent à partir du")
    fin = JourDAgentField(label="Jusqu’au")
    activites = forms.ModelMultipleChoiceField(
        label="Activités concernées",
        queryset=Activite.objects.filter(active=True).select_related("structure"),
        widget=forms.CheckboxSelectMultiple,
        help_text="Les enfants qui y sont inscrits cette année sont interrogés.",
        error_messages={"required": "Choisissez au moins une activité."},
    )

    rappel_jours = _rappel("Premier rappel, en jours avant la fin", 14)
    second_rappel_jours = _rappel("Second rappel, en jours avant la fin", 3)

    class Meta:
        model = CampagneReinscription
        fields = [*NOMS[:3], "activites", *NOMS[3:]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cette_annee = timezone.localdate().year
        annees = {cette_annee + ecart for ecart in range(-AUTOUR, AUTOUR + 1)}
        if self.instance.annee:
            annees.add(self.instance.annee)
        self.fields["annee"].choices = [(un, dire_annee(un)) for un in sorted(annees)]
        if not self.instance.pk:
            self.fields["annee"].initial = cette_annee + (timezone.localdate().month > 9)
            self.fields["activites"].initial = self.fields["activites"].queryset

    def clean(self) -> dict[str, Any]:
        """The school year has not ended when families answer for it."""
        donnees = super().clean() or {}
        annee, fin = donnees.get("annee"), donnees.get("fin")
        if annee and fin and not self.errors:
            derniere: date = rentree(CampagneReinscription(annee=annee))[1]
            if fin > derniere:
                raise ValidationError(
                    {"fin": f"L’année {dire_annee(annee)} sera finie : choisissez une date avant."}
                )
        return donnees

    def _post_clean(self) -> None:
        """What does not go together is refused by the action, in its own words."""

    @property
    def choisi(self) -> dict[str, Any]:
        """What `ouvrir_campagne` takes."""
        return {nom: self.cleaned_data[nom] for nom in (*NOMS, "activites")}
