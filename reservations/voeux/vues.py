"""The family's pages of an opening by wishes: what it asks, the answer with its reason, the rules,
and the file by which anyone plays it again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, page
from famille.socle.erreurs import Refus
from famille.socle.ville import dits
from famille.socle.ville.recours import voies_de_recours
from reservations.lecture.recues import places_demandees
from reservations.models import CritereDePriorite, ListeDeVoeux, Tirage

from .actions import declarer_priorite, retirer_voeux
from .application import lire_application
from .dites import noms_des_criteres
from .faits import criteres_en_vigueur, jour_des_criteres
from .lecture import lire_page
from .saisie import preparer

GARDES = "C’est enregistré. Vous pouvez changer vos vœux jusqu’à la fin : l’heure ne compte pas."


@require_safe
def voeux(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What each of my households asks, and the answer."""
    tirage = _trouver(pk)
    foyers = list(Foyer.objects.de(request.user))
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    maintenant = timezone.now()
    contexte = {
        "tirage": tirage,
        "voies_de_recours": voies_de_recours(dits().tribunal),
        "pages": [lire_page(tirage, foyer, maintenant=maintenant) for foyer in foyers],
        "plusieurs": len(foyers) > 1,
        "recues": places_demandees(foyers, request.user),
    }
    return render(request, "reservations/voeux/voeux.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def liste(request: RequeteConnectee, pk: int, foyer: int, enfant: int) -> HttpResponse:
    """Rank what one child wishes, with brothers and sisters or alone."""
    tirage, le_foyer = _trouver(pk), _le_mien(request, foyer)
    maintenant = timezone.now()
    if not tirage.ouverture.recoit_des_voeux(maintenant):
        return redirect("reservations:voeux", pk)
    try:
        ecriture = preparer(tirage, le_foyer, enfant, request.POST or None)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect("reservations:voeux", pk)
    if request.method == "POST" and ecriture.enregistrer(par=request.user, maintenant=maintenant):
        messages.success(request, GARDES)
        return redirect("reservations:voeux", pk)
    contexte: dict[str, Any] = {"tirage": tirage, "foyer": le_foyer, "form": ecriture.form}
    contexte["liste"] = ecriture.liste
    return page(request, "reservations/voeux/liste.html", contexte, refusee=ecriture.form.errors)


@require_POST
def retirer(request: RequeteConnectee, pk: int, liste: int) -> HttpResponse:
    siennes = ListeDeVoeux.objects.de(request.user).filter(tirage__ouverture=pk)
    la_mienne = get_object_or_404(siennes.select_related("tirage"), pk=liste)
    with agir(request, "Cette liste de vœux est retirée."):
        retirer_voeux(la_mienne, par=request.user)
    return redirect("reservations:voeux", pk)


@require_POST
def declarer(request: RequeteConnectee, pk: int, foyer: int) -> HttpResponse:
    le_foyer = _le_mien(request, foyer)
    _trouver(pk)
    with agir(request, "C’est noté : un agent vérifie cette priorité avec vous."):
        declarer_priorite(le_foyer, request.POST.get("genre", ""), par=request.user)
    return redirect("reservations:voeux", pk)


@require_safe
def regles(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The published rules, the print of the seed; then the seed and the print of the result."""
    tirage = _trouver(pk)
    criteres = (
        noms_des_criteres(tirage.dossier.get("criteres", ()))
        if tirage.publie
        else [str(un) for un in criteres_en_vigueur(jour_des_criteres(tirage))]
    )
    deliberations = {
        str(un): un.deliberation for un in criteres_en_vigueur(jour_des_criteres(tirage))
    }
    contexte = {
        "tirage": tirage,
        "criteres": [(nom, deliberations.get(nom, "")) for nom in criteres],
        "declares": [CritereDePriorite.Genre(un).label for un in CritereDePriorite.DECLARES],
        "voies_de_recours": voies_de_recours(dits().tribunal),
    }
    return render(request, "reservations/voeux/regles.html", contexte)


@require_safe
def regles_appliquees(request: RequeteConnectee, pk: int) -> HttpResponse:
    """How the rules were applied to each of my households. 404 before the answer."""
    tirage = _trouver(pk)
    if not tirage.publie:
        raise Http404("not published")
    appliquees = [
        une for foyer in Foyer.objects.de(request.user) for une in lire_application(tirage, foyer)
    ]
    contexte = {"tirage": tirage, "appliquees": appliquees}
    return render(request, "reservations/voeux/application.html", contexte)


@require_safe
def fichier(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The file that `manage.py rejouer_tirage` plays: pseudonyms only. 404 before the answer."""
    tirage = _trouver(pk)
    if not tirage.publie:
        raise Http404("not published")
    donnees = tirage.dossier | {
        "resultat": tirage.resultat,
        "empreinte_du_resultat": tirage.empreinte_resultat,
    }
    reponse = JsonResponse(donnees, json_dumps_params={"indent": 1})
    reponse["Content-Disposition"] = f'attachment; filename="tirage-{tirage.ouverture_id}.json"'
    return reponse


def _trouver(pk: int) -> Tirage:
    lignes = Tirage.objects.select_related("ouverture").prefetch_related("ouverture__activites")
    return get_object_or_404(lignes, ouverture=pk)


def _le_mien(request: RequeteConnectee, pk: int) -> Foyer:
    return get_object_or_404(Foyer.objects.de(request.user), pk=pk)
