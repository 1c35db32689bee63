"""A parent makes an attestation of presence by himself, when he needs it: nothing to ask, nothing
to wait for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.foyers.les_siens import foyers_de
from famille.models import Enfant
from famille.papiers import repondre
from famille.socle.connectee import RequeteConnectee
from reservations.presences.attestation import (
    PeriodeAttestationForm,
    feuille_de_presence,
    lire_presences,
)

_VIDE = (
    "Aucune présence n’est notée entre ces dates : choisissez-en d’autres, puis téléchargez"
    " l’attestation."
)


@require_safe
def attestation(request: RequeteConnectee, pk: int, *, pdf: bool = False) -> HttpResponse:
    """The sheet as soon as the dates make sense; the PDF of nothing leads back to the dates."""
    enfant = get_object_or_404(Enfant.objects.de(request.user), pk=pk)
    jour = timezone.localdate()
    form = PeriodeAttestationForm(request.GET, jour=jour)
    presences = []
    if form.is_valid():
        presences = lire_presences(foyers_de(request.user), enfant, **form.cleaned_data)
    if presences:
        demandeur = request.user.get_full_name()
        feuille = feuille_de_presence(
            enfant, presences, jour=jour, demandeur=demandeur, **form.cleaned_data
        )
        return repondre(request, feuille.avec(form=form), pdf=pdf)
    if pdf:
        messages.warning(request, _VIDE)
        return redirect("reservations:attestation", pk=pk)
    return render(
        request,
        "reservations/presences/attestation/attestation_vide.html",
        {"enfant": enfant, "form": form},
    )
