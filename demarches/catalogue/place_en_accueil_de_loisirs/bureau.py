"""The lists of those who ask for a place: ranks, reasons, the place that is given (G21)."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from demarches.instruction.acces import pour_instructeurs
from demarches.instruction.avis import et_la_famille
from demarches.instruction.decider import valider
from demarches.models import Demande, PlaceDemandee
from famille.actions import noter_consultation
from famille.listes.vues import montrer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, fil, page
from famille.socle.erreurs import Refus
from famille.socle.tableaux import TABLEAUX, XLSX
from famille.travaux.actions import lancer_un_export

from .liste import ListeDesPlaces, choisies, verifier_le_nombre
from .mise_sur_liste import DESCENDRE, MONTER, deplacer, rang_de

LISTE = "demandes_places"
UNE = "demandes_places_une"
GENRE = "demandes-de-place"  # of the job (demarches.offre)


class RangForm(forms.Form):
    """Why: kept in the history of the list."""

    sens = forms.ChoiceField(
        choices=[(MONTER, "Monter d’un rang"), (DESCENDRE, "Descendre d’un rang")]
    )
    motif = forms.CharField(
        label="Raison",
        max_length=300,
        help_text="Gardée dans l’historique de la liste. Pas de donnée de santé.",
        error_messages={"required": "Dites pourquoi ce rang change."},
    )


@require_safe
@pour_instructeurs
def listes(request: RequeteConnectee) -> HttpResponse:
    """The demandes that wait, in the order of their places. A fixed number of queries a list."""
    return montrer(request, ListeDesPlaces)


@require_safe
@pour_instructeurs
def une(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """One demande in its list: its rank, how it moved, what can be done."""
    place = _trouver(pk)
    noter_consultation(place.demande.foyer, f"liste de {place.activite}", par=request.user)
    return _page(request, place)


@require_POST
@pour_instructeurs
def deplacement(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    place, form = _trouver(pk), RangForm(request.POST)
    if form.is_valid():
        try:
            mouvement = deplacer(place, **form.cleaned_data, par=request.user)
        except Refus as refus:
            form.add_error("motif" if refus.champ else None, str(refus))
        else:
            messages.success(
                request, f"{place.demande.enfant} est maintenant au rang {mouvement.vers}."
            )
            return redirect(UNE, pk)
    return _page(request, place, form=form)


@require_POST
@pour_instructeurs
def don(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """The place is given: the demande is validated, which registers the child."""
    place = _trouver(pk)
    with agir(request):
        valider(place.demande, par=request.user)
        messages.success(
            request,
            f"{place.demande.enfant} a sa place à {place.activite}. {et_la_famille(place.demande)}",
        )
        return redirect(LISTE)
    return redirect(UNE, pk)


@require_POST
@pour_instructeurs
def exporter(request: RequeteConnectee) -> HttpResponse:
    """One list (`activite`, `saison`), or all of them, by rank, as a file made by a job."""
    lues = {nom: entier(request.POST.get(nom)) for nom in ("activite", "saison")}
    liste = {nom: valeur for nom, valeur in lues.items() if valeur is not None}
    sorte = request.POST.get("format", XLSX)
    parametres = {
        "format": sorte if sorte in TABLEAUX else XLSX,
        "activite": None,
        "saison": None,
    } | liste
    with agir(request):
        verifier_le_nombre(choisies(**liste).count())
        travail = lancer_un_export(GENRE, "Demandes de place", parametres, par=request.user)
        return redirect("travaux:travail", travail.pk)
    return redirect(LISTE)


def _trouver(pk: UUID) -> PlaceDemandee:
    places = PlaceDemandee.objects.en_jeu().select_related(
        "demande__enfant", "demande__foyer", "activite__structure"
    )
    return get_object_or_404(places, pk=pk)


def _page(
    request: RequeteConnectee, place: PlaceDemandee, *, form: RangForm | None = None
) -> HttpResponse:
    rang, libres = rang_de(place)
    contexte = {
        "titre": str(place.demande.enfant),
        "place": place,
        "saison": f"{place.saison}-{place.saison + 1}",
        "rang": rang,
        "libres": libres,
        "a_completer": place.demande.statut == Demande.Statut.A_COMPLETER,
        "form": form or RangForm(),
        "mouvements": place.mouvements.select_related("par"),
        "breadcrumbs_items": fil(("Demandes de place", LISTE)),
    }
    return page(
        request,
        "demarches/catalogue/place_en_accueil_de_loisirs/bureau/place.html",
        contexte,
        refusee=form,
    )
