"""The help of a screen, and what readers think of it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cms_pages.actions import compter_avis
from cms_pages.models import AidePage
from famille.socle.connectee import RequeteHtmx

from .lecture import lisible, page_pour

AIDES_NOTEES = "aides_notees"  # session key: pages this browser has already answered for


@login_not_required
@require_safe
def aide_ecran(request: HttpRequest) -> HttpResponse:
    """Redirects to the help of the screen the reader comes from (G32); to the home while there is
    no guide at all."""
    page = page_pour(*(request.GET.get(nom, "")[:80] for nom in ("ecran", "code", "etape")))
    return redirect((page and page.get_url(request)) or "/")


@login_not_required
@require_POST
def avis(request: RequeteHtmx, pk: int) -> HttpResponse:
    """Counts "yes" or "no" for a help page, once a session; answers a fragment to htmx, else
    returns to the page."""
    page = get_object_or_404(AidePage.objects.live(), pk=pk)
    if not lisible(page, request):
        raise Http404
    notees = request.session.get(AIDES_NOTEES, [])
    if request.POST.get("utile") in ("oui", "non") and pk not in notees:
        compter_avis(page, utile=request.POST["utile"] == "oui")
        request.session[AIDES_NOTEES] = [*notees, pk]
    if request.htmx:
        return render(request, "cms_pages/composants/avis.html", {"page": page, "avis_donne": True})
    return redirect(f"{page.get_url(request)}#avis")
