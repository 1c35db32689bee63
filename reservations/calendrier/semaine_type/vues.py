"""A week kept all year: set for one child or several, seen as a year, completed when the town opens
new days."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, pluriel
from famille.socle.ecran import agir
from reservations.models import SemaineType

from . import actions
from .annee import dire_les_annees
from .formulaires import SemaineTypeForm
from .lecture import lire_les_annees
from .regles import EtatAnnee

_LAISSES = (
    (EtatAnnee.TROP_TARD, "trop proche pour être réservé", "trop proches pour être réservés"),
    (EtatAnnee.RETENU, "trop proche pour être annulé", "trop proches pour être annulés"),
    (EtatAnnee.COMPLET, "complet", "complets"),
    (EtatAnnee.PAS_OUVERT, "pas encore ouvert", "pas encore ouverts"),
    (EtatAnnee.REFUSE, "impossible", "impossibles"),
)


@require_safe
def semaine_type(request: RequeteConnectee) -> HttpResponse:
    """The weeks of my children, and their year."""
    foyers = list(Foyer.objects.de(request.user))
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    annees = lire_les_annees(foyers)
    contexte = {"annees": annees, "dites": dire_les_annees(annees)}
    return render(request, "reservations/calendrier/semaine_type/annee.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def regler(request: RequeteConnectee) -> HttpResponse:
    """Set a week; the difference goes to the basket, whose summary is read before anything is
    sent."""
    foyers = list(Foyer.objects.de(request.user))
    annees = lire_les_annees(foyers) if foyers else None
    if annees is None or not annees.lignes:
        return render(request, "reservations/calendrier/repetition/rien.html")
    vises = request.GET.getlist("enfant")
    form = SemaineTypeForm(request.POST or None, annees=annees, enfants=vises)
    if form.is_bound and form.is_valid():
        with agir(form):
            effet = actions.regler(foyers, form.reglages(), par=request.user)
            return _apres(request, effet, "Votre semaine habituelle est enregistrée.")
    return render(request, "reservations/calendrier/semaine_type/regler.html", {"form": form})


@require_POST
def completer(request: RequeteConnectee) -> HttpResponse:
    """Put in the basket what the town has opened since, and what is missing."""
    return _apres(
        request, actions.completer(list(Foyer.objects.de(request.user)), par=request.user), ""
    )


@require_POST
def abandonner(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Keep a week of mine no more."""
    modele = get_object_or_404(SemaineType.objects.de(request.user), pk=pk)
    actions.abandonner(modele)
    messages.success(
        request,
        "Cette semaine n’est plus suivie. Les jours déjà réservés le restent : vous pouvez les"
        " annuler dans le calendrier.",
    )
    return redirect("reservations:semaine_type")


@require_POST
def retirer_exceptions(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One exception of a week of mine, or all of them: these days are again as the week says."""
    modele = get_object_or_404(SemaineType.objects.de(request.user), pk=pk)
    blocs = {bloc[:24] for bloc in request.POST.getlist("bloc")[:500]}
    if not blocs and "toutes" not in request.POST:
        raise Http404("no day")
    combien = actions.retirer_exceptions(modele, None if "toutes" in request.POST else blocs)
    if combien:
        suivent = "suivent" if combien > 1 else "suit"
        messages.success(
            request, f"{compte(combien, 'jour')} {suivent} de nouveau la semaine habituelle."
        )
    return redirect("reservations:semaine_type")


def _apres(request: RequeteConnectee, effet: actions.Effet, fait: str) -> HttpResponse:
    """Say what it has come to, and lead where it goes on."""
    phrases = [fait] if fait else []
    if effet.ajoutes:
        s = pluriel(effet.ajoutes)
        phrases.append(
            f"{compte(effet.ajoutes, 'changement')} ajouté{s} à votre demande : vérifiez-la, puis"
            " soumettez-la."
        )
    else:
        phrases.append("Vos réservations sont déjà comme votre semaine habituelle le dit.")
    laisses = [
        f"{compte(effet.comptes[etat], 'jour')} {un if effet.comptes[etat] == 1 else plusieurs}"
        for etat, un, plusieurs in _LAISSES
        if effet.comptes[etat]
    ]
    if laisses:
        phrases.append(f"Laissés de côté : {', '.join(laisses)}.")
    if effet.restent:
        phrases.append(
            f"Votre demande est pleine : une fois soumise, {compte(effet.restent, 'jour')} vous"
            " seront proposés ici."
        )
    messages.success(request, " ".join(phrases))
    return redirect("reservations:recapitulatif" if effet.ajoutes else "reservations:semaine_type")
