"""Repeat: the same half-days for a whole term, seen before they are asked (G28)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from famille.foyers.les_siens import foyers_de
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import pluriel
from famille.socle.erreurs import Refus
from reservations.calendrier import actions as panier
from reservations.calendrier.suites import PAGES

from .formulaires import RepetitionForm
from .offre import Offre, code, lire_offre
from .selection import choisir, compter

if TYPE_CHECKING:
    from reservations.calendrier.repetition.regles import Volet


RIEN_DE_COCHE = "Cochez au moins une date à ajouter à votre demande."
PLUS_POSSIBLE = "Les dates cochées ne sont plus possibles : voici ce qui l’est encore."


@require_http_methods(["GET", "HEAD", "POST"])
def repetition(request: RequeteConnectee) -> HttpResponse:
    """The form, then the preview of what it gives, in the same address; a POST puts what is ticked
    in the basket."""
    offre = lire_offre(foyers_de(request.user))
    if offre is None:
        return render(request, "reservations/calendrier/repetition/rien.html")
    choisies = _choisies(request, offre)
    offre = replace(offre, retenues=choisies or None)
    form = RepetitionForm(
        request.GET if "voir" in request.GET or ("suite" in request.GET and not choisies) else None,
        offre=offre,
        choisies=choisies,
    )
    if not form.is_valid():
        return render(request, "reservations/calendrier/repetition/repeter.html", {"form": form})
    volets = offre.proposer(form.cleaned_data["qui"], form.repetition())
    if request.method == "POST":
        reponse = ajouter_ce_qui_est_coche(request, volets)
        if reponse:
            return reponse
    contexte = {
        "form": form,
        "volets": volets,
        "bilan": compter(volets),
        "gardees": request.POST.getlist("garder") if request.method == "POST" else None,
        "titres_des_suites": {suite: titre for suite, (titre, _texte) in PAGES.items()},
    }
    return render(request, "reservations/calendrier/repetition/repeter.html", contexte)


def ajouter_ce_qui_est_coche(
    request: RequeteConnectee, volets: "list[Volet]"
) -> HttpResponse | None:
    """Put what is ticked in the basket. The redirect to the summary, or None when the preview must
    be shown again."""
    gardees = request.POST.getlist("garder")
    par_foyer = choisir(volets, gardees, attendre="attendre" in request.POST)
    if not par_foyer:
        messages.error(request, PLUS_POSSIBLE if gardees else RIEN_DE_COCHE)
        return None
    try:
        combien = sum(
            panier.ajouter(foyer, lignes, par=request.user) for foyer, lignes in par_foyer.items()
        )
    except Refus as refus:
        messages.error(request, str(refus))
        return None
    s = pluriel(combien)
    messages.success(
        request, f"{combien} jour{s} ajouté{s} à votre demande. Vérifiez-la, puis soumettez-la."
    )
    return redirect(reverse("reservations:recapitulatif"))


def _choisies(request: RequeteConnectee, offre: Offre) -> frozenset[str]:
    """Codes of the lines that are ticked; else the only one, or those of the child or the activity
    that the calendar was filtered on; else none."""
    toutes = {code(ligne): ligne for ligne in offre.toutes}
    if len(toutes) == 1 or "qui" in request.GET:
        return frozenset(
            toutes if len(toutes) == 1 else toutes.keys() & set(request.GET.getlist("qui"))
        )
    enfants, activites = (_nombres(request.GET.getlist(nom)) for nom in ("enfant", "activite"))
    if not enfants and not activites:
        return frozenset()
    return frozenset(
        un
        for un, ligne in toutes.items()
        if (not enfants or ligne.enfant.pk in enfants)
        and (not activites or ligne.activite.pk in activites)
    )


def _nombres(valeurs: Iterable[Any]) -> set[int]:
    return {cle for cle in map(entier, valeurs) if cle is not None}
