"""The health of the portal, for machines and for people."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portail.surveillance.outils import est_un_outil_de_la_ville

from . import machine, suivi

VOIR = "portail.voir_etat_du_portail"


@never_cache
@login_not_required
@require_safe
def sante(request: HttpRequest) -> HttpResponse:
    """For a load balancer: 200 while pages can be served, 503 when the database is down; a line of
    text each.

    A silent worker is said but is no 503: pages still work, mails wait in the queue.
    """
    etats = {constat.cle: constat.etat for constat in machine.memoire.lire()}
    base, taches = etats["base"], etats.get("taches", "panne")
    lignes = [f"web: {base}", f"taches: {'silence' if taches == 'panne' else taches}"]
    return HttpResponse(
        "\n".join([*lignes, ""]), content_type="text/plain", status=200 if base == "ok" else 503
    )


@never_cache
@login_not_required
@require_safe
def sante_detail(request: HttpRequest) -> JsonResponse:
    """For a monitoring tool of the town, or whoever sees the state of the portal: each part and its
    state, 503 as soon as one is down. No figure. 404 to anybody else: what is down, or absent,
    tells where to strike."""
    if not (est_un_outil_de_la_ville(request) or request.user.has_perm(VOIR)):
        raise Http404
    constats = machine.memoire.lire()
    panne = any(constat.en_panne for constat in constats)
    parts = {constat.cle: constat.etat for constat in constats}
    return JsonResponse(
        {"etat": "panne" if panne else "ok", "parts": parts}, status=503 if panne else 200
    )


@require_safe
def etat_du_portail(request: HttpRequest) -> HttpResponse:
    """Each line green or red, with what to do; read anew each time it is asked for."""
    if not request.user.has_perm(VOIR):
        raise PermissionDenied
    groupes = [("Le portail", machine.constater()), ("Ce qui attend quelqu’un", suivi.constater())]
    ouverts = {un.cle for un in groupes[1][1] if un.lien and request.user.has_perm(un.droit)}
    contexte = {
        "titre": "État du portail",
        "groupes": groupes,
        "ouverts": ouverts,
        "pannes": sum(constat.en_panne for _titre, constats in groupes for constat in constats),
        "vu_le": timezone.localtime(),
        "breadcrumbs_items": [],
    }
    return render(request, "wagtailadmin/etat_du_portail.html", contexte)
