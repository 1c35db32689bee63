"""Openings by wishes, as agents keep them: how many ask, what is declared, the preview, the
answer."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.actions import noter_consultation
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de
from famille.socle.ecran import agir, fil, page
from famille.socle.erreurs import Refus
from reservations.bureau.droits import GUICHET, PLANIFIER, exige
from reservations.bureau.ecran import VOEUX
from reservations.models import Activite, DeclarationDePriorite, Tirage
from reservations.regles.dire import libelle
from reservations.voeux import attribution
from reservations.voeux.actions import retirer_voeux, verifier_priorite
from reservations.voeux.application import lire_application
from reservations.voeux.faits import criteres_en_vigueur, jour_des_criteres
from reservations.voeux.lecture import lire_page
from reservations.voeux.saisie import preparer

DECLARATIONS_MAX = 100
FOYERS_MAX = 10


@require_safe
@exige(PLANIFIER)
def voeux(request: RequeteConnectee) -> HttpResponse:
    """The openings by wishes, the last one first, with how many lists each has."""
    tirages = (
        Tirage.objects.select_related("ouverture")
        .annotate(nombre=Count("listes"))
        .order_by("-ouverture__voeux_au", "-pk")
    )
    maintenant = timezone.now()
    contexte = {
        "titre": "Vœux",
        "tirages": [(un, _dire_l_etat(un, maintenant)) for un in tirages[:DECLARATIONS_MAX]],
        "a_verifier": DeclarationDePriorite.objects.filter(etat="a-verifier").count(),
        "breadcrumbs_items": fil(),
    }
    return page(request, "reservations/voeux/bureau/voeux.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PLANIFIER)
def tirage(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One opening: who asks for what; the preview; the publication of what it showed."""
    le_tirage, refus = _trouver(pk), ""
    if request.method == "POST":
        try:
            return redirect("travaux:travail", _geste(request, le_tirage).pk)
        except Refus as erreur:
            refus = str(erreur)
    maintenant = timezone.now()
    contexte = {
        "titre": str(le_tirage.ouverture),
        "tirage": le_tirage,
        "etat": _dire_l_etat(le_tirage, maintenant),
        "nombre": le_tirage.listes.count(),
        "finis": _finis(le_tirage, maintenant),
        "places": _places(le_tirage),
        "criteres": criteres_en_vigueur(jour_des_criteres(le_tirage)),
        "a_verifier": DeclarationDePriorite.objects.filter(etat="a-verifier").count(),
        "refus": refus,
        "breadcrumbs_items": fil(VOEUX),
    }
    return page(request, "reservations/voeux/bureau/tirage.html", contexte, refusee=refus)


def _geste(request: RequeteConnectee, le_tirage: Tirage) -> Any:
    if request.POST.get("action") == "publier":
        vu = request.POST.get("vu", "")
        return attribution.publier(le_tirage, vu=vu, par=request.user)
    return attribution.demander_l_apercu(le_tirage, par=request.user)


def _finis(le_tirage: Tirage, maintenant: datetime) -> bool:
    au = le_tirage.ouverture.voeux_au
    return au is not None and au <= maintenant


def _dire_l_etat(le_tirage: Tirage, maintenant: datetime) -> str:
    """Until the preview, where the wishes stand: the seed is nobody's business yet."""
    if le_tirage.etat != Tirage.Etat.ENGAGE:
        return le_tirage.get_etat_display()
    if _finis(le_tirage, maintenant):
        return "Vœux clos"
    return "Vœux en cours" if le_tirage.ouverture.recoit_des_voeux(maintenant) else "Vœux à venir"


def _places(le_tirage: Tirage) -> list[dict[str, Any]]:
    """Of the last preview, in the order of the days: dict(libelle, ou, capacite, premiers,
    demandes, donnees, perdues)."""
    lues = le_tirage.bilan.get("places", {})
    activites = Activite.objects.select_related("structure").in_bulk(
        {int(place.partition(":")[0]) for place in lues}
    )
    lignes = []
    for place, (capacite, premiers, demandes, donnees) in lues.items():
        activite, _deux, bloc = place.partition(":")
        lignes.append(
            {
                "bloc": bloc,
                "libelle": libelle(bloc),
                "ou": str(activites.get(int(activite), "")),
                "capacite": capacite,
                "premiers": premiers,
                "demandes": demandes,
                "donnees": donnees,
                "restent": capacite - donnees,
            }
        )
    return sorted(lignes, key=lambda une: (une["bloc"], une["ou"]))


@require_http_methods(["GET", "HEAD", "POST"])
@exige(GUICHET)
def declarations(request: RequeteConnectee) -> HttpResponse:
    """What families declare of themselves, to be checked one by one."""
    refus = ""
    if request.method == "POST":
        cle = request.POST.get("declaration", "")
        une = get_object_or_404(DeclarationDePriorite, pk=int(cle) if cle.isdecimal() else 0)
        acceptee = request.POST.get("action") == "accepter"
        motif = request.POST.get("motif", "").replace("\0", "")
        try:
            verifier_priorite(une, acceptee=acceptee, par=request.user, motif=motif)
        except Refus as erreur:
            refus = str(erreur)
        else:
            messages.success(request, "La réponse est enregistrée : la famille la lit.")
            return redirect("planning:priorites")
    a_verifier = DeclarationDePriorite.objects.filter(etat="a-verifier").select_related("foyer")
    contexte = {
        "titre": "Priorités déclarées",
        "declarations": a_verifier[:DECLARATIONS_MAX],
        "refus": refus,
        "breadcrumbs_items": fil(VOEUX),
    }
    return page(request, "reservations/voeux/bureau/priorites.html", contexte, refusee=refus)


@require_safe
@exige(GUICHET)
def familles(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Find the household whose wishes the agent writes."""
    le_tirage = _trouver(pk)
    cherche = request.GET.get("q", "").replace("\0", "")[:100].strip()
    trouves = list(Foyer.objects.cherches(cherche)[:FOYERS_MAX]) if cherche else []
    contexte = {
        "titre": "Vœux d’une famille",
        "tirage": le_tirage,
        "cherche": cherche,
        "foyers": trouves,
        "breadcrumbs_items": fil(VOEUX, (str(le_tirage.ouverture), "planning:tirage", pk)),
    }
    return page(request, "reservations/voeux/bureau/familles.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(GUICHET)
def foyer(request: RequeteConnectee, pk: int, foyer: int) -> HttpResponse:
    """A household's lists, for the agent who writes them with it; POST takes one off."""
    le_tirage = _trouver(pk)
    le_foyer = get_object_or_404(Foyer.objects.ouverts(), pk=foyer)
    if request.method == "POST":
        cle = request.POST.get("liste", "")
        siennes = le_tirage.listes.filter(foyer=le_foyer).select_related("tirage")
        with agir(request):
            retirer_voeux(
                get_object_or_404(siennes, pk=int(cle) if cle.isdecimal() else 0),
                par=request.user,
            )
        return redirect("planning:voeux_du_foyer", pk, foyer)
    noter_consultation(le_foyer, "vœux, au guichet", par=request.user)
    contexte = {
        "titre": str(le_foyer),
        "tirage": le_tirage,
        "page": lire_page(le_tirage, le_foyer, maintenant=timezone.now()),
        "appliquees": lire_application(le_tirage, le_foyer) if le_tirage.publie else (),
        "breadcrumbs_items": fil(VOEUX, (str(le_tirage.ouverture), "planning:tirage", pk)),
    }
    return page(request, "reservations/voeux/bureau/foyer.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(GUICHET)
def liste(request: RequeteConnectee, pk: int, foyer: int, enfant: int) -> HttpResponse:
    le_tirage = _trouver(pk)
    le_foyer = get_object_or_404(Foyer.objects.ouverts(), pk=foyer)
    maintenant = timezone.now()
    if not le_tirage.ouverture.recoit_des_voeux(maintenant):
        return redirect("planning:voeux_du_foyer", pk, foyer)
    try:
        ecriture = preparer(le_tirage, le_foyer, enfant, request.POST or None)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect("planning:voeux_du_foyer", pk, foyer)
    if request.method == "POST" and ecriture.enregistrer(par=request.user, maintenant=maintenant):
        messages.success(request, "C’est enregistré : la famille reçoit un accusé par e-mail.")
        return redirect("planning:voeux_du_foyer", pk, foyer)
    contexte = {
        "titre": f"Vœux {de(ecriture.form.enfant.prenom)}",
        "tirage": le_tirage,
        "foyer": le_foyer,
        "form": ecriture.form,
        "breadcrumbs_items": fil(VOEUX, (str(le_foyer), "planning:voeux_du_foyer", pk, foyer)),
    }
    return page(
        request,
        "reservations/voeux/bureau/liste.html",
        contexte,
        refusee=ecriture.form.errors,
    )


def _trouver(pk: int) -> Tirage:
    lignes = Tirage.objects.select_related("ouverture", "travail").prefetch_related(
        "ouverture__activites"
    )
    return get_object_or_404(lignes, ouverture=pk)
