"""A rejection, or a complement, of several demandes with one reason: written once, signed and
mailed for each, as if they had been opened one by one."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from demarches.bureau.forms import ComplementForm, RejetForm
from demarches.instruction.decider import demander_complement, rejeter
from demarches.models import Demande
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee

GABARIT = "demarches/bureau/liste/motif.html"
REJET, COMPLEMENT = "rejet", "complement"
_ACTIONS = {
    "rejeter": REJET,
    "confirmer-rejet": REJET,
    "completer": COMPLEMENT,
    "confirmer-complement": COMPLEMENT,
}
UNE_SEULE_DEMARCHE = (
    "Un complément rend des pages à la famille : cochez des demandes d’une seule démarche, qui ont"
    " des pages en commun."
)


def concerne(request: RequeteConnectee) -> bool:
    return request.POST.get("action") in _ACTIONS


def demander(
    request: RequeteConnectee, demandes: Sequence[Demande], liste: str
) -> HttpResponse | Callable[[Demande], Any]:
    """The page that asks why, or, once it is said, what is to be done of each demande."""
    quoi = _ACTIONS[request.POST["action"]]
    envoye = request.POST["action"].startswith("confirmer")
    pages = _pages_communes(demandes) if quoi == COMPLEMENT else {}
    if quoi == COMPLEMENT and not pages:
        messages.error(request, UNE_SEULE_DEMARCHE)
        return redirect(liste)
    donnees = request.POST if envoye else None
    formulaire = _formulaire(quoi, demandes, pages, donnees)
    if envoye and formulaire.is_valid():
        champs = {nom: dit for nom, dit in formulaire.cleaned_data.items() if nom != "vu"}
        agir = rejeter if quoi == REJET else demander_complement
        return lambda demande: agir(demande, par=request.user, vu=vu(request, demande), **champs)
    contexte = {
        "quoi": quoi,
        "form": formulaire,
        "demandes": demandes,
        "liste": liste,
        "retour": request.POST.get("retour", "")[:500],
    }
    return render(request, GABARIT, contexte, status=422 if envoye else 200)


def vu(request: RequeteConnectee, demande: Demande) -> int:
    """The last passage that the page of confirmation had shown; 0, which is none, when it is not
    given."""
    return entier(request.POST.get(f"vu-{demande.pk}")) or 0


def _formulaire(
    quoi: str, demandes: Sequence[Demande], pages: dict[str, Any], donnees: Any
) -> RejetForm | ComplementForm:
    if quoi == REJET:
        return RejetForm(donnees)
    reglage = demandes[0].reglage
    jours = reglage and reglage.delai_complement_jours
    return ComplementForm(donnees, pages=pages, jours=jours)


def _pages_communes(demandes: Sequence[Demande]) -> dict[str, Any]:
    """The pages that may be given back for each of them: {} for several démarches, for a
    conversation, or when none is shared."""
    if len({demande.code for demande in demandes}) > 1 or not demandes[0].attend_une_decision:
        return {}
    des_autres = [
        set(demande.sa_demarche.pages_a_rendre(demande)) for demande in demandes if demande.demarche
    ]
    if len(des_autres) < len(demandes):
        return {}
    communes = set.intersection(*des_autres)
    toutes = demandes[0].sa_demarche.pages_a_rendre(demandes[0])
    return {code: page for code, page in toutes.items() if code in communes}
