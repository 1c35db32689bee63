"""The family's own pages, read-only: what changes the file is a démarche."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from famille.dossier.papiers import a_etablir
from famille.models import Enfant, Foyer, Placement, Rattachement, enfants_ouverts_a
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres import demarches_ouvertes, lien_offert, recues

from . import fiche, fiche_enfant, mises_a_jour
from .autorisations import autorisations_de, raconter_autorisations
from .communes import communes_du
from .dossier import sans_les_recues

LIGNES_PAR_PAGE = 20
SANS_FOYER = "famille/foyers/sans_foyer.html"


@require_safe
def ma_famille(
    request: RequeteConnectee, quotients_a_demander: Callable[..., dict[int, dict[str, Any]]]
) -> HttpResponse:
    """`quotients_a_demander` (households, request): how each is asked of the CAF (portail.urls)."""
    foyers = _mes_foyers(request, "mandats__services", "contacts")
    if not foyers:
        return render(request, SANS_FOYER)
    enfants = list(fiche.rattachements_de(foyers))
    envoyees = recues([foyer.pk for foyer in foyers], request.user)
    contacts = fiche.modifications(foyers).filter(objet__startswith="contact ")
    changes = fiche.raconter_modifications(contacts[: fiche.CONTACTS_RACONTES], foyers)
    contexte = {
        "fiches": [_fiche(foyer, enfants, changes) for foyer in foyers],
        "modifications": fiche.raconter_modifications(
            fiche.modifications(foyers)[: fiche.RECENTES], foyers
        ),
        "consultations": fiche.raconter_consultations(
            fiche.consultations(foyers)[: fiche.RECENTES], foyers
        ),
        "incomplets": fiche_enfant.incomplets(Enfant.objects.du(foyers), envoyees),
        "ouvertes": demarches_ouvertes(),
        "mises_a_jour": mises_a_jour.du_foyer(request.user),
        "plusieurs": len(foyers) > 1,
        "caisses": quotients_a_demander(foyers, request),
        "etudies": {une.foyer: une for une in envoyees if une.quoi == "quotient"},
    }
    return render(request, "famille/foyers/ma_famille.html", contexte)


@require_safe
def enfant(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One child. Its households other than mine are not even named."""
    un_enfant = get_object_or_404(Enfant.objects.de(request.user).avec_ecole(), pk=pk)
    foyers = _mes_foyers(request)
    siens = fiche.rattachements_de(foyers).filter(enfant=un_enfant)
    miens = fiche.comptes_du_foyer(foyers)
    tous = fiche_enfant.points_a_faire(Enfant.objects.de(request.user), un_enfant.pk)
    envoyees = recues([foyer.pk for foyer in foyers], request.user) if tous else []
    points = sans_les_recues(tous, un_enfant, envoyees)
    ouverte = enfants_ouverts_a(request.user).filter(pk=un_enfant.pk).exists()
    accueils = Placement.objects.du(foyers).filter(enfant=un_enfant)
    lectures = fiche.consultations(foyers, sante_de=un_enfant)[: fiche_enfant.LECTURES]
    contexte = {
        "enfant": un_enfant,
        "rattachements": fiche_enfant.avec_garde(list(siens.order_by("foyer"))),
        "manques": fiche_enfant.dire_les_manques(points),
        "recues": fiche_enfant.dire_les_recues(tous, un_enfant, envoyees),
        "mises_a_jour": mises_a_jour.de_l_enfant(un_enfant, points),
        "placement": accueils.au().select_related("payeur").first(),
        "sante_fermee": not ouverte,
        "fiche": fiche_enfant.sante(un_enfant) if ouverte else None,
        "declarees": fiche_enfant.sante_declaree(un_enfant, foyers) if ouverte else [],
        "lectures": fiche.raconter_consultations(lectures, foyers),
        "ouvertes": demarches_ouvertes(),
        "soins": lien_offert("soins"),
        "attestations": [un for un in a_etablir([un_enfant]) if un.enfant_id == un_enfant.pk],
        "autorisations": raconter_autorisations(
            autorisations_de([un_enfant])[un_enfant.pk],
            nommer=lambda compte: fiche.auteur(compte, miens),
        ),
    }
    return render(request, "famille/foyers/enfant.html", contexte)


@require_safe
@cache_control(private=True, max_age=3600)
def communes(request: RequeteConnectee, code: str) -> JsonResponse:
    """The towns of a postal code, for the page on which an address is typed."""
    return JsonResponse({"communes": communes_du(code)})


@require_safe
def historique(request: RequeteConnectee) -> HttpResponse:
    """All that was changed in my file, a page at a time."""
    foyers = _mes_foyers(request)
    if not foyers:
        return render(request, SANS_FOYER)
    page = Paginator(fiche.modifications(foyers), LIGNES_PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "modifications": fiche.raconter_modifications(page, foyers),
        "plusieurs": len(foyers) > 1,
    }
    return render(request, "famille/foyers/historique.html", contexte)


@require_safe
def consultations(request: RequeteConnectee) -> HttpResponse:
    """Qui a consulté notre dossier; `?enfant=`: of the health of this child alone (D10)."""
    foyers = _mes_foyers(request)
    if not foyers:
        return render(request, SANS_FOYER)
    enfants = list(Enfant.objects.du(foyers))
    choisi = next((un for un in enfants if str(un.pk) == request.GET.get("enfant")), None)
    lectures = Paginator(fiche.consultations(foyers, sante_de=choisi), LIGNES_PAR_PAGE)
    page = lectures.get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "consultations": fiche.raconter_consultations(page, foyers),
        "enfants": enfants,
        "choisi": choisi,
        "plusieurs": len(foyers) > 1,
    }
    return render(request, "famille/foyers/consultations.html", contexte)


def _mes_foyers(request: RequeteConnectee, *autres: str) -> list[Any]:
    lies = ("adresses", "quotients", "responsables__utilisateur")
    return list(Foyer.objects.de(request.user).prefetch_related(*lies, *autres))


def _fiche(
    foyer: Foyer, enfants: list[Rattachement], contacts_changes: list[dict[str, Any]]
) -> dict[str, Any]:
    jour, quotients = timezone.localdate(), list(foyer.quotients.all())
    commences = [un for un in quotients if un.debut <= jour]
    quotient = next((un for un in commences if un.fin is None or un.fin >= jour), None)
    return {
        "foyer": foyer,
        "adultes": [adulte for adulte in foyer.responsables.all() if not adulte.est_parti],
        "rattachements": [un for un in enfants if un.foyer_id == foyer.pk],
        "contacts": list(foyer.contacts.all()),
        "contacts_changes": [change for change in contacts_changes if change["foyer"] == foyer],
        "mandats": sorted(foyer.mandats.all(), key=lambda mandat: not mandat.en_vigueur),
        "quotient": quotient,
        "anciens_quotients": [un for un in commences if un != quotient],
        "quotient_a_venir": next((un for un in reversed(quotients) if un.debut > jour), None),
    }
