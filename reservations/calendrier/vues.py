"""The family's calendar, and the choices made in it (G10, G27–G31). Every rule is elsewhere:
`regles` and `actions`."""

from functools import cache

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from famille.models import Enfant, Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.erreurs import Refus
from reservations.lecture.filtres import Filtres
from reservations.regles.juge import Suite

from . import actions
from .choix import Presse, relire
from .ensemble import PresseEnsemble, presser
from .grille_html import bouton, geste, identifiant, table
from .page import lire_page
from .paniers_lus import lire_foyer, lire_paniers
from .suites import demarche
from .vues_panier import cles

# Of the session: the notices that it has shown already, which are then folded.
AVIS_LUS = "avis_lus"


@require_safe
def calendrier(request: RequeteConnectee) -> HttpResponse:
    """A month of the household's children."""
    page = lire_page(request.user, Filtres.lire(request.GET, timezone.localdate()))
    if page is None:
        return render(request, "famille/foyers/sans_foyer.html")
    contexte = {
        "page": page,
        "table": table(page.grille),
        "paniers": page.paniers,
        "constantes": _constantes(),
    }
    if not page.lignes:
        contexte |= {
            "inscription": demarche(Suite.INSCRIPTION),
            "enfants": Enfant.objects.du(page.foyers),
        }
    contexte["avis_lus"] = request.session.get(AVIS_LUS) == page.avis_lus
    if not contexte["avis_lus"]:
        request.session[AVIS_LUS] = page.avis_lus
    return render(request, "reservations/calendrier/calendrier.html", contexte)


@cache
def _constantes() -> dict[str, SafeString]:
    """What is the same for everybody on each calendar, drawn once a process: dict(legende,
    suivre)."""
    return {
        "legende": render_to_string("reservations/calendrier/composants/legende.html"),
        "suivre": render_to_string("reservations/calendrier/composants/suivre.html"),
    }


@require_POST
def choisir(request: RequeteConnectee) -> HttpResponse:
    """One press: into the basket, or out of it. htmx gets the button and the basket back, a browser
    the page."""
    if "ensemble" in request.POST:
        return _choisir_ensemble(request)
    presse = Presse.lire(request.POST.get("choix", ""))
    if presse is None:
        raise Http404("not a choice of the calendar")
    foyer = lire_foyer(request.user, presse.foyer)
    refus = ""
    try:
        actions.choisir(
            foyer,
            presse.enfant,
            presse.activite,
            presse.bloc,
            par=request.user,
            action=presse.action,
        )
    except Refus as contre:
        refus = str(contre)
    if request.htmx:
        return _fragments(request, foyer, presse, refus)
    if refus:
        messages.error(request, refus)
    ancre = "" if refus else f"#{identifiant(presse.cle)}"
    return redirect(Filtres.lire(request.GET, timezone.localdate()).adresse + ancre)


def _choisir_ensemble(request: RequeteConnectee) -> HttpResponse:
    """The same for a day of all the children, or for a week."""
    presse = PresseEnsemble.lire(request.POST["ensemble"])
    if presse is None:
        raise Http404("not a gesture of the calendar")
    filtres = Filtres.lire(request.GET, timezone.localdate())
    fait = presser(request.user, filtres, presse)
    if fait.page is None:
        raise Http404("not my calendar")
    if not request.htmx:
        if fait.refus:
            messages.error(request, fait.refus)
        ancre = f"#e{presse.cle}" if fait.groupe and fait.groupe.ensemble else ""
        return redirect(filtres.adresse + ancre)
    if fait.groupe is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    ensemble = fait.groupe.ensemble
    cases = "".join(bouton(choix, hors_bande=True) for choix in fait.changes)
    contexte = {
        "paniers": fait.page.paniers,
        "refus": fait.refus,
        "geste": "C’est noté",
        "filtres": filtres,
    }
    reste = render_to_string("reservations/calendrier/composants/fragments.html", contexte, request)
    entetes = {"HX-Retarget": f"#e{presse.cle}", "HX-Reswap": "outerHTML"}
    place = geste(ensemble, attributs=" autofocus") if ensemble else ""
    return HttpResponse(place + cases + reste, headers=entetes)


@require_POST
def vider(request: RequeteConnectee) -> HttpResponse:
    """Empty a household's basket, or only forget what had left it already."""
    foyer = lire_foyer(request.user, entier(request.POST.get("foyer", "")))
    if "oublier" in request.POST:
        actions.retirer(foyer, cles(request.POST["oublier"]))
    elif actions.vider(foyer):
        messages.success(request, "Votre demande est effacée. Vos réservations n’ont pas changé.")
    return redirect(Filtres.lire(request.GET, timezone.localdate()).adresse)


def _fragments(request: RequeteConnectee, foyer: Foyer, presse: Presse, refus: str) -> HttpResponse:
    """What has changed on the page: the pressed button in its place, the basket, and the refusal if
    any."""
    paniers = lire_paniers(request.user)
    choix = relire(foyer, presse, paniers)
    if choix is None:
        if refus:
            messages.error(request, refus)
        return HttpResponse(headers={"HX-Refresh": "true"})
    contexte = {
        "paniers": paniers,
        "refus": refus,
        "geste": f"{choix.quand}, {choix.qui}, {choix.mot} : {choix.case.dit}",
        "filtres": Filtres.lire(request.GET, timezone.localdate()),
    }
    reste = render_to_string("reservations/calendrier/composants/fragments.html", contexte, request)
    entetes = {"HX-Retarget": f"#{identifiant(presse.cle)}", "HX-Reswap": "outerHTML"}
    return HttpResponse(bouton(choix, attributs=" autofocus") + reste, headers=entetes)
