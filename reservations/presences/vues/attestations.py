"""A parent makes an attestation of presence by himself, when he needs it: nothing to ask, nothing
to wait for. An agent makes it for who has no account."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.actions import noter_consultation
from famille.foyers.bureau.ecran import fil_du_foyer
from famille.foyers.les_siens import foyers_de
from famille.models import Enfant, Foyer
from famille.papiers import repondre
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de
from reservations.bureau import ESPACE
from reservations.bureau.droits import GUICHET, exige
from reservations.presences.attestation import (
    GABARIT_DU_GUICHET,
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


@require_safe
@exige(GUICHET)
def attestation_du_guichet(
    request: RequeteConnectee, pk: int, enfant: int, *, pdf: bool = False
) -> HttpResponse:
    """`pk`: of the Foyer; `enfant`: one of its children. What the household booked, and no other's
    (D11)."""
    foyer = get_object_or_404(Foyer, pk=pk)
    le_sien = get_object_or_404(Enfant.objects.du([foyer]), pk=enfant)
    jour = timezone.localdate()
    form = PeriodeAttestationForm(request.GET, jour=jour)
    presences = lire_presences([foyer], le_sien, **form.cleaned_data) if form.is_valid() else []
    contexte = {"foyer": foyer, "enfant": le_sien, "form": form, "etapes": fil_du_foyer(foyer)}
    if presences:
        noter_consultation(foyer, f"attestation de présence {de(le_sien)}", par=request.user)
        feuille = feuille_de_presence(
            le_sien,
            presences,
            jour=jour,
            demandeur=str(foyer),
            du_guichet=foyer,
            **form.cleaned_data,
        )
        return repondre(request, feuille.avec(**contexte), pdf=pdf)
    if pdf:
        messages.warning(request, _VIDE)
        return redirect(f"{ESPACE}:presence", pk, enfant)
    titre = f"Attestation de présence {de(le_sien.prenom)}"
    return render(request, GABARIT_DU_GUICHET, contexte | {"titre": titre, "vide": _VIDE})
