"""Seeing what is masked on a demande (an IBAN): asked for, and told to the family."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from demarches.declaration.champ_secret import devoiler
from demarches.instruction.droits import pour_instructeurs
from famille.actions import noter_consultation
from famille.socle.connectee import RequeteConnectee

from . import urls_de
from .vues import afficher, trouver


@require_POST
@never_cache
@pour_instructeurs
def voir(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """The demande's screen with one secret in the clear, this once. `cle`: which one; never in the
    address."""
    demande = trouver(pk)
    cle = request.POST.get("cle", "")
    secret = devoiler(demande, cle, request.user) if demande.demarche else None
    if secret is None:
        messages.error(
            request,
            "Cette information ne peut pas être lue ici : la demande est traitée, ou a changé.",
        )
        return redirect(urls_de(demande))
    libelle, valeur = secret
    noter_consultation(
        demande.foyer, f"{libelle} en entier, demande {demande.numero}", par=request.user
    )
    return afficher(request, demande, devoile={"cle": cle, "valeur": valeur})
