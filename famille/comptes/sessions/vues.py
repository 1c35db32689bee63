"""The sessions of an account: how much is left of this one (WCAG 2.2.1;
static/portail/js/session.js asks), and the others, device by device (G8)."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from famille.comptes.sessions.appareils import decrire
from famille.socle.connectee import RequeteConnectee

from .vie import appareils_ouverts, fermer_la_session, fermer_les_autres_sessions, prolonger, reste


def appareils(request: RequeteConnectee) -> HttpResponse:
    if request.method == "POST":
        fermer_les_autres_sessions(request)
        messages.success(request, "Tous vos autres appareils sont déconnectés.")
        return redirect("usersessions_list")
    # without use: one that is not kept signed in ends sooner
    ordinaire = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    lignes = [
        {
            "session": session,
            "appareil": decrire(session.user_agent),
            "actuelle": session.is_current(),
            "gardee_jusqu_au": fin if fin > ordinaire else None,
        }
        for session, fin in appareils_ouverts(request.user)
    ]
    return render(request, "usersessions/appareils.html", {"lignes": lignes})


@require_POST
def fermer_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    if session.is_current():
        return redirect("account_logout")
    fermer_la_session(session)
    messages.success(request, "Cet appareil est déconnecté.")
    return redirect("usersessions_list")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """{"reste": seconds}, 0 for nobody. Read, it is no use of the session; posted, it is: somebody
    said "I am here"."""
    if request.method == "POST" and request.user.is_authenticated:
        prolonger(request)
    return JsonResponse({"reste": reste(request)})
