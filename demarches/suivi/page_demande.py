"""What the family's page of a demande shows, its conversation included."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from demarches.instruction import deja_facture
from demarches.instruction.conversation import OUVERTES, fil_de
from demarches.instruction.conversation import ecrire as ecrire_encore
from demarches.instruction.suivi import ATTENDENT, recit
from demarches.models import Demande, PieceJointe
from famille.actions import marquer_lu
from famille.journal.une_fois import CleField, une_seule_fois
from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.erreurs import Refus
from famille.socle.ville import service

from .listes import actions_possibles, peut_commencer
from .messagerie import contact_ouvert, conversations_sur, lien_ecrire

LONGUEUR_MAX = 5000
REFUSEES = (Demande.Statut.RETIREE, Demande.Statut.REJETEE)


class EcrireForm(forms.Form):
    cle = CleField()
    texte = forms.CharField(
        label="Votre message",
        max_length=LONGUEUR_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Écrivez votre message, puis envoyez-le.",
            "max_length": (
                f"Votre message dépasse {LONGUEUR_MAX} caractères : raccourcissez-le, ou envoyez-le"
                " en deux."
            ),
        },
    )


def contexte_de_la_demande(
    demande: Demande, *, utilisateur: Utilisateur, message: EcrireForm | None = None
) -> dict[str, Any]:
    """`message`: the form of what the family was writing, when refused."""
    reglage, contact = demande.reglage, contact_ouvert()
    # nothing is written from here: each of its steps would read them again
    prefetch_related_objects(
        [demande], Prefetch("pieces", PieceJointe.objects.select_related("document__cachet"))
    )
    contexte = {
        "demande": demande,
        "reglage": reglage,
        "pieces": demande.pieces_jointes,
        "actions": actions_possibles(demande, contact=contact),
        "renvoyer": contact and demande.statut in ATTENDENT,
        "ecrire_a_propos": lien_ecrire(demande) if contact else "",
        "se_redemande": demande.statut in REFUSEES and peut_commencer(demande.code),
        "fils": conversations_sur(demande, lecteur=utilisateur),
        "deja_facture": (
            deja_facture.dire(demande) if demande.statut == Demande.Statut.VALIDEE else ""
        ),
    }
    return (
        contexte
        | recit(demande, reglage)
        | conversation(demande, utilisateur=utilisateur, message=message)
    )


def conversation(
    demande: Demande, *, utilisateur: Utilisateur, message: EcrireForm | None = None
) -> dict[str, Any]:
    """`fil` is None when the demande is no conversation, `ecrire` once it is closed."""
    fil = None if demande.attend_une_decision else fil_de(demande)
    if fil is None:
        return {"fil": None}
    marquer_lu(fil, par=utilisateur)
    ouverte = demande.statut in OUVERTES
    return {
        "fil": fil,
        "echanges": list(fil.messages.prefetch_related("documents")),
        "ecrire": (message or EcrireForm()) if ouverte else None,
    }


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
    ecrire_encore(demande, par=par, texte=form.cleaned_data["texte"])
    return reverse("demarches:demande", args=[demande.pk])
