"""Attach to a household a child who is already in another one (alternating custody)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from famille.courriels.destinataires import adultes_de
from famille.dossier.foyers.personnes import rattacher_enfant
from famille.models import Enfant, Foyer, Rattachement
from famille.regles.foyer import entier, mots_cherches
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, page

from . import url_du_foyer
from .droits import MODIFIER, exige
from .ecran import fil_du_foyer
from .formulaires import RattacherForm

_TROUVES_MAX = 20
PREVENU = (
    "Son autre foyer en est prévenu ; sa santé reste fermée ici jusqu’à ce qu’un adulte de cet"
    " autre foyer, ou un autre agent, confirme."
)
PERSONNE = (
    "Personne d’un autre foyer où il vivrait n’a de compte : aucun e-mail ne part, et sa santé"
    " reste fermée ici jusqu’à ce qu’un autre agent confirme."
)


class ChercherEnfantForm(forms.Form):
    q = forms.CharField(
        label="Nom de l’enfant, d’un parent, ou numéro de dossier", max_length=100, required=False
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def rattacher(request: RequeteConnectee, pk: int) -> HttpResponse:
    foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    recherche = ChercherEnfantForm(request.GET)
    texte = recherche.cleaned_data["q"] if recherche.is_valid() else ""
    formulaire = RattacherForm(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        enfant = get_object_or_404(Enfant, pk=entier(request.POST.get("enfant")))
        with agir(formulaire):
            rattacher_enfant(enfant, foyer, par=request.user, **formulaire.cleaned_data)
            prevenus = adultes_de(enfant.residences().exclude(pk=foyer.pk))
            suite = PREVENU if prevenus else PERSONNE
            messages.success(request, f"{enfant} est maintenant rattaché à ce foyer. {suite}")
            return redirect(url_du_foyer(foyer, "famille"))
    contexte = {
        "foyer": foyer,
        "recherche": recherche,
        "texte": texte,
        "trouves": trouver(texte, sauf=foyer),
        "form": formulaire,
        "titre": "Rattacher un enfant d’un autre foyer",
        "retour": url_du_foyer(foyer, "famille"),
        "breadcrumbs_items": fil_du_foyer(foyer),
    }
    gabarit = "famille/foyers/bureau/rattacher.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


def trouver(texte: str, *, sauf: Foyer) -> list[Any]:
    """Each Enfant with `rattaches`: of the households that answer, this one's children left out."""
    if not mots_cherches(texte):
        return []
    foyers = Foyer.objects.cherches(texte).exclude(pk=sauf.pk)
    siens = sauf.rattachements.filter(fin=None)
    enfants = Enfant.objects.du(foyers).exclude(rattachements__in=siens)
    ouvertes = Rattachement.objects.filter(fin=None).select_related("foyer")
    residences = Prefetch("rattachements", ouvertes, to_attr="rattaches")
    return list(enfants.prefetch_related(residences)[:_TROUVES_MAX])
