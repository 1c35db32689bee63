"""The family writes again in the conversation of a demande, while it is open."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from demarches.instruction import conversation
from demarches.models import Demande
from famille.journal.une_fois import une_seule_fois
from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.erreurs import Refus
from famille.socle.ville import service

from .page_demande import EcrireForm, contexte_de_la_demande


@require_http_methods(["GET", "HEAD", "POST"])
def ecrire(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """Nothing typed is lost when it is refused."""
    demande = Demande.objects.de(request.user).deposees().avec_suivi().filter(pk=pk).first()
    if demande is None:
        raise Http404("not a demande of this account")
    if request.method != "POST":
        # "Back", once the answer to the form is forgotten
        return redirect("demarches:demande", pk=pk)
    form = EcrireForm(request.POST)
    if form.is_valid():
        try:
            une_seule_fois(request, lambda: _ecrire(demande, request.user, form))
        except Refus as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(
                request, f"Votre message est envoyé. {service().en_debut} vous répond ici."
            )
            return redirect("demarches:demande", pk=pk)
    contexte = contexte_de_la_demande(demande, utilisateur=request.user, message=form)
    return render(request, "demarches/suivi/demande.html", contexte)


def _ecrire(demande: Demande, par: Utilisateur, form: EcrireForm) -> str:
    conversation.ecrire(demande, par=par, texte=form.cleaned_data["texte"])
    return reverse("demarches:demande", args=[demande.pk])
