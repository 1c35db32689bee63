"""The fast reading of the demandes ticked in the list: the piece and what is to be compared side by
side, one key to decide, and the next one comes. What it validates may be taken back as any other
validation; its key is one that only this screen has."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from demarches.bureau import url_de_la_liste
from demarches.bureau.ecran import contexte_du_dossier
from demarches.bureau.forms import DecisionForm, formulaire_de
from demarches.bureau.vues import trouver
from demarches.declaration.lectures import noter_la_lecture
from demarches.instruction.acces import pour_instructeurs
from demarches.instruction.annulation import annulable_jusqu_a
from demarches.instruction.avis import et_la_famille, minutes_pour_annuler
from demarches.instruction.decider import demander_complement, rejeter, valider
from demarches.models import Demande
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_heure
from famille.socle.ecran import agir

Statut = Demande.Statut
GABARIT = "demarches/bureau/liste/lecture.html"
LOT = "demandes_lues"  # key of the session: {"cles", "retour"}
AUCUNE = "Aucune des demandes cochées n’attend une décision : il n’y a rien à lire."
FINIE = "C’était la dernière des demandes cochées."
FAITS = {"valider": "validée", "rejeter": "rejetée", "completer": "rendue à la famille"}
MOTIVEES: dict[str, Callable[..., Any]] = {"rejeter": rejeter, "completer": demander_complement}


def commencer(request: RequeteConnectee, demandes: Sequence[Demande], liste: str) -> HttpResponse:
    """The first of these, as the list had them."""
    cles = [
        str(une.pk)
        for une in demandes
        if une.statut == Statut.EN_ATTENTE and une.attend_une_decision and une.demarche
    ]
    if not cles:
        messages.error(request, AUCUNE)
        return redirect(liste)
    request.session[LOT] = {"cles": cles, "retour": liste}
    return redirect(_adresse(cles[0]))


@require_http_methods(["GET", "HEAD", "POST"])
@pour_instructeurs
def lecture(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """`?decision=`: the form that is open; a POST's `decision` is taken, and the next one comes."""
    lot = request.session.get(LOT) or {}
    if str(pk) not in lot.get("cles", []):
        return redirect(url_de_la_liste())
    demande = trouver(pk)
    if demande.demarche is None:
        return redirect(_suite(request, pk))
    if request.method == "POST":
        return _decider(request, demande)
    return _montrer(request, demande, decision=request.GET.get("decision", ""))


def _decider(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    decision, vu = request.POST.get("decision", ""), entier(request.POST.get("vu"))
    formulaire = _formulaire(decision, demande, request.POST)
    if decision not in FAITS or (formulaire and not formulaire.is_valid()):
        return _montrer(request, demande, decision=decision, formulaire=formulaire)
    with agir(request):
        if formulaire is None:
            valider(demande, par=request.user, vu=vu)
        else:
            dites = formulaire.cleaned_data | {"vu": vu}
            MOTIVEES[decision](demande, par=request.user, **dites)
        suite = et_la_famille(demande, tenue=demande.sa_demarche.annulable)
        messages.success(request, f"{demande.numero} {FAITS[decision]}. {suite}")
        return redirect(_suite(request, demande.pk))
    return redirect(_adresse(demande.pk))


def _formulaire(
    decision: str, demande: Demande, donnees: QueryDict | None = None
) -> DecisionForm | None:
    return formulaire_de(decision, demande, donnees) if decision in MOTIVEES else None


def _montrer(
    request: RequeteConnectee,
    demande: Demande,
    *,
    decision: str,
    formulaire: DecisionForm | None = None,
) -> HttpResponse:
    """However it is asked for, it leaves a trace."""
    noter_la_lecture(demande, f"demande {demande.numero}, lecture rapide", par=request.user)
    lot = request.session[LOT]
    cles = lot["cles"]
    a_decider = demande.statut == Statut.EN_ATTENTE
    contexte = contexte_du_dossier(demande, agent=request.user, vues=request.GET)
    formulaire = formulaire or (_formulaire(decision, demande) if a_decider else None)
    contexte |= {
        "adresse": _adresse(demande.pk),
        "decision": decision if formulaire else "",
        "form": formulaire,
        "rang": cles.index(str(demande.pk)) + 1,
        "combien": len(cles),
        "suivante": _suite(request, demande.pk),
        "liste": lot["retour"],
        "minutes": minutes_pour_annuler() if demande.sa_demarche.annulable else 0,
        "a_decider": a_decider and demande.agent_id in (None, request.user.pk),
        "precedente": _precedente(request, cles, demande),
    }
    return render(
        request, GABARIT, contexte, status=422 if formulaire and formulaire.errors else 200
    )


def _precedente(
    request: RequeteConnectee, cles: list[str], demande: Demande
) -> dict[str, Any] | None:
    """dict(demande, jusqu_a) of the one decided just before, while it may be taken back."""
    rang = cles.index(str(demande.pk))
    avant = Demande.objects.filter(pk=cles[rang - 1]).first() if rang else None
    dernier = avant.passages.last() if avant else None
    if avant is None or dernier is None or dernier.par_id != request.user.pk:
        return None
    fin = annulable_jusqu_a(avant, dernier)
    return {"demande": avant, "jusqu_a": en_heure(fin)} if fin else None


def _suite(request: RequeteConnectee, pk: UUID) -> str:
    lot = request.session[LOT]
    rang = lot["cles"].index(str(pk)) + 1
    return _adresse(lot["cles"][rang]) if rang < len(lot["cles"]) else lot["retour"]


def _adresse(cle: object) -> str:
    return reverse("demandes_modeladmin_lire", args=[cle])
