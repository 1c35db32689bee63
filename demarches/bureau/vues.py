"""The screen of one demande, and the decisions that have a form (the others are in vues_suites)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from demarches.declaration.lectures import noter_la_lecture
from demarches.depot.depot import refus_de_saisir
from demarches.instruction.acces import pour_instructeurs
from demarches.instruction.avis import et_la_famille, minutes_pour_annuler
from demarches.instruction.conversation import repondre
from demarches.instruction.decider import demander_complement, rejeter
from demarches.models import Demande
from famille.courriels.destinataires import et_ceux
from famille.dossier.listes.chemin import place
from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir

from . import url_de_la_liste, urls_de
from .ecran import avec_ce_qu_elle_porte, contexte_du_dossier
from .forms import ConfierForm, DecisionForm, NoteForm, formulaire_de
from .liste import ListeDesDemandes
from .reponses import Genre, inserer, offertes

Statut = Demande.Statut
GABARIT = "demarches/bureau/dossier/dossier.html"
# decision → (kind of its canned answers, the field they go into)
REPONSES = {
    "rejeter": (Genre.REJET, "motif"),
    "completer": (Genre.COMPLEMENT, "message"),
    "repondre": (Genre.MESSAGE, "texte"),
}


@require_GET
@pour_instructeurs
def dossier(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """One demande on one screen; `?decision=` opens a form, `?piece=` shows a piece."""
    demande = trouver(pk)
    if demande.demarche is None:
        messages.error(
            request, f"La démarche de {demande} n’existe plus dans cette version du portail."
        )
        return redirect(url_de_la_liste())
    noter_la_lecture(demande, f"demande {demande.numero}", par=request.user)
    return afficher(request, demande, decision=request.GET.get("decision"))


@require_POST
@pour_instructeurs
def rejet(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    return _decider(request, pk, "rejeter", rejeter, "Demande rejetée.")


@require_POST
@pour_instructeurs
def complement(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    return _decider(request, pk, "completer", demander_complement, "Complément demandé.")


@require_POST
@pour_instructeurs
def reponse(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    return _decider(request, pk, "repondre", repondre, "Réponse envoyée.", tenue=False)


def trouver(pk: UUID) -> Demande:
    """A demande that was sent. Http404 for a draft, which belongs to its family alone."""
    deposees = Demande.objects.deposees().select_related(
        "foyer", "enfant", "agent", "par", "accuse", "place"
    )
    return get_object_or_404(avec_ce_qu_elle_porte(deposees), pk=pk)


def _decider(
    request: RequeteConnectee,
    pk: UUID,
    decision: str,
    action: Callable[..., Any],
    fait: str,
    *,
    tenue: bool = True,
) -> HttpResponse:
    """A decision that has a form: nothing typed is lost when it is refused."""
    demande = trouver(pk)
    genre, champ = REPONSES[decision]
    saisi = inserer(request.POST, champ, lambda: offertes(demande, genre, request.user))
    if saisi is not None:
        formulaire = formulaire_de(decision, demande, initial=saisi)
        return afficher(request, demande, decision=decision, formulaire=formulaire)
    formulaire = formulaire_de(decision, demande, request.POST)
    if not formulaire.is_valid():
        return afficher(request, demande, decision=decision, formulaire=formulaire)
    with agir(formulaire):
        action(demande, par=request.user, **formulaire.cleaned_data)
        messages.success(request, f"{fait} {et_la_famille(demande, tenue=tenue)}")
        return redirect(urls_de(demande))
    return afficher(request, trouver(pk), decision=decision, formulaire=formulaire)


def _ce_qui_se_decide(demande: Demande, agent: Utilisateur) -> tuple[dict[str, bool], bool]:
    """({decision: whether it can be taken}, whether a colleague has taken charge of it)."""
    possibles = {
        "rejeter": demande.peut_devenir(Statut.REJETEE),
        "completer": demande.peut_devenir(Statut.A_COMPLETER),
        "repondre": demande.peut_devenir(Statut.CLOSE),
    }
    a_decider = possibles["rejeter"] or possibles["repondre"]
    return possibles, a_decider and demande.agent_id not in (None, agent.pk)


def _entre_agents(
    demande: Demande, agent: Utilisateur, note: str | None, lus: dict[str, Any]
) -> dict[str, Any]:
    """dict(note, reponses_note, confier): what is not said to the family. `lus`: the screen's."""
    return {
        "note": NoteForm(initial={"texte": note}, auto_id="id_note_%s"),
        "reponses_note": offertes(demande, Genre.NOTE, agent, lus["reponses_types"]),
        "confier": ConfierForm(initial={"agent": demande.agent_id}, agents=lus["instructeurs"]),
    }


def afficher(
    request: RequeteConnectee,
    demande: Demande,
    *,
    decision: str | None = None,
    formulaire: DecisionForm | None = None,
    note: str | None = None,
    devoile: dict[str, Any] | None = None,
) -> HttpResponse:
    """The screen, a decision's form open if it may be taken; `note`: the text of a note being
    written; `devoile`: the secret that the agent asked to see, dict(cle, valeur)."""
    contexte = contexte_du_dossier(demande, agent=request.user, vues=request.GET)
    possibles, a_un_collegue = _ce_qui_se_decide(demande, request.user)
    if possibles["repondre"] and not a_un_collegue:
        decision = "repondre"  # a conversation is there to be answered: its form is always open
    if formulaire is None and decision and possibles.get(decision):
        formulaire = formulaire_de(decision, demande, initial={"vu": contexte["vu"]})
    genre = REPONSES[decision][0] if formulaire and decision else None
    liste = ListeDesDemandes(request.user)
    liste.agents = contexte["instructeurs"]  # read once for both
    reponses = offertes(demande, genre, request.user, contexte["reponses_types"]) if genre else []
    contexte |= {
        "adresse": urls_de(demande),
        "devoile": devoile,
        "decision": decision if formulaire else None,
        "form": formulaire,
        "reponses": reponses,
        **_entre_agents(demande, request.user, note, contexte),
        "peut_valider": demande.peut_devenir(Statut.VALIDEE) and not contexte["sante_cachee"],
        "prevenue": et_ceux(
            [adulte for adulte in demande.adultes_du_foyer if adulte.a_un_compte],
            "La famille sera prévenue par e-mail et dans le portail.",
        ),
        "minutes": minutes_pour_annuler() if demande.sa_demarche.annulable else 0,
        **{f"peut_{quoi}": possibles[quoi] for quoi in ("rejeter", "completer", "repondre")},
        "refus_de_saisir": refus_de_saisir(demande, par=request.user)
        if contexte["complement"]
        else "",
        "a_un_collegue": a_un_collegue,
        "est_a_moi": demande.agent_id == request.user.pk,
        "place": place(request, liste, demande.pk),
        "liste": url_de_la_liste(),
    }
    return render(request, GABARIT, contexte)
