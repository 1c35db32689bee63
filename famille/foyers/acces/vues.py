"""What an agent has opened of a household, for the adults already there: they confirm it, or say
that it is wrong."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from famille.models.acces import fermetures_de
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from famille.socle.ville import service

from .actions import a_confirmer_par, confirmer_acces


@require_safe
def acces(request: RequeteConnectee) -> HttpResponse:
    """And, of one's own access that waits, the code of a second letter."""
    lignes = a_confirmer_par(request.user).select_related("responsable", "rattachement__enfant")
    contexte = {"lignes": lignes, "attend": fermetures_de(request.user).exists()}
    return render(request, "famille/foyers/acces.html", contexte)


@require_POST
def confirmer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """404 for what this account has no say in: another household's, its own coming, what is
    confirmed already."""
    with agir(request):
        confirmer_acces(get_object_or_404(a_confirmer_par(request.user), pk=pk), par=request.user)
        messages.success(
            request,
            f"C’est confirmé. {service().en_debut} n’a plus rien à vous demander à ce sujet.",
        )
    return redirect("famille:acces")
