"""The shared inbox: the list, one conversation, and what is done to it. Each reading of one leaves
a Consultation."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import F, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.courriels.destinataires import et_le_foyer
from famille.dossier.foyers.bureau.droits import exige
from famille.dossier.listes.chemin import place
from famille.dossier.listes.vues import montrer, vue_du_fichier
from famille.dossier.messages.actions import marquer_lu
from famille.dossier.messages.actions_agents import DROIT, noter_fil
from famille.dossier.messages.annulation import annulable_jusqu_a
from famille.dossier.messages.portes import (
    a_propos,
    attaches,
    ecrire_a_la_famille,
    porte_de,
    repondre_avec_piece,
)
from famille.journal.modifications import noter_consultation
from famille.models import Document, Enfant, Fil, Foyer, Message, Utilisateur
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, page
from famille.socle.erreurs import Refus
from famille.socle.offres import lien_offert

from .formulaires import ConfierForm, NouveauForm, ReponseForm
from .liste import ListeDesMessages, attente_de

INSERER = "inserer"  # name of the buttons that insert a canned answer


@require_safe
@exige(DROIT)
def liste(request: RequeteConnectee) -> HttpResponse:
    return montrer(request, ListeDesMessages, envois=lien_offert("envois"))


exporter = vue_du_fichier(ListeDesMessages, DROIT)


@require_safe
@exige(DROIT)
def fil(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouve = trouver(pk)
    noter_consultation(trouve.foyer, f"conversation « {trouve.sujet} »", par=request.user)
    marquer_lu(trouve, par=request.user)
    return afficher(request, trouve)


@require_POST
@exige(DROIT)
def reponse(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Nothing typed is lost when it is refused, or when a canned answer is inserted."""
    trouve = trouver(pk)
    if INSERER in request.POST:
        return afficher(request, trouve, ReponseForm(initial=_avec_reponse_type(request, trouve)))
    formulaire = ReponseForm(request.POST, request.FILES)
    if not formulaire.is_valid():
        return afficher(request, trouve, formulaire)
    with agir(formulaire):
        repondre_avec_piece(trouve, par=request.user, **formulaire.cleaned_data)
        messages.success(request, f"Réponse publiée. {_quand_prevenue(trouve.foyer)}")
        return redirect("boite:fil", pk)
    return afficher(request, trouver(pk), formulaire)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(DROIT)
def nouveau(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the household written to."""
    foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    formulaire = NouveauForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and formulaire.is_valid():
        with agir(formulaire):
            ouvert = ecrire_a_la_famille(foyer, par=request.user, **formulaire.cleaned_data)
            messages.success(request, f"Message publié. {_quand_prevenue(foyer)}")
            return redirect("boite:fil", ouvert.pk)
    contexte = {"form": formulaire, "foyer": foyer}
    gabarit = "famille/messages/bureau/nouveau.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


@require_POST
@exige(DROIT)
def annulation(request: RequeteConnectee, pk: int, message: int) -> HttpResponse:
    """Take back one's own last message: what it said comes back in the form."""
    trouve = trouver(pk)
    with agir(request):
        texte = porte_de(trouve).annuler(message, par=request.user)
        messages.success(
            request, "Message repris : la famille ne le voit plus, aucun e-mail ne part."
        )
        if not Fil.objects.filter(pk=pk).exists():  # it had begun by this message
            return redirect("boite:nouveau", trouve.foyer_id)
        repris = trouver(pk)
        vu = contexte_du_fil(repris, agent=request.user)["vu"]
        return afficher(request, repris, ReponseForm(initial={"texte": texte, "vu": vu}))
    return redirect("boite:fil", pk)


def _quand_prevenue(foyer: Foyer) -> str:
    """When the family is told by mail, and until when a message may be taken back."""
    minutes = int(settings.DELAI_D_ANNULATION.total_seconds() // 60)
    if not minutes:
        return et_le_foyer(foyer, "La famille est prévenue par e-mail.")
    quand = et_le_foyer(foyer, f"La famille sera prévenue par e-mail dans {minutes} minutes.")
    return f"{quand} Vous pouvez reprendre ce message d’ici là, tant qu’elle ne l’a pas lu."


@require_POST
@exige(DROIT)
def note(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A word for colleagues; refused, it comes back as it was typed."""
    trouve, texte = trouver(pk), request.POST.get("note", "").replace("\0", "")
    try:
        noter_fil(trouve, par=request.user, texte=texte)
    except Refus as refus:
        return afficher(request, trouve, note={"texte": texte, "erreur": str(refus)})
    messages.success(request, "Note ajoutée : la famille ne la voit pas.")
    return redirect("boite:fil", pk)


@require_POST
@exige(DROIT)
def cloture(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(request, "Conversation close."):
        porte_de(trouver(pk)).clore(par=request.user, vu=entier(request.POST.get("vu")))
    return redirect("boite:fil", pk)


@require_POST
@exige(DROIT)
def reouverture(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(request, "Conversation rouverte : elle est à vous."):
        porte_de(trouver(pk)).rouvrir(par=request.user)
    return redirect("boite:fil", pk)


@require_POST
@exige(DROIT)
def prise(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(request, "Cette conversation est à vous."):
        porte_de(trouver(pk)).prendre(par=request.user)
    return redirect("boite:fil", pk)


@require_POST
@exige(DROIT)
def rendu(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(request, "Cette conversation n’a plus d’agent."):
        porte_de(trouver(pk)).rendre(par=request.user)
    return redirect("boite:fil", pk)


@require_POST
@exige(DROIT)
def confiance(request: RequeteConnectee, pk: int) -> HttpResponse:
    formulaire = ConfierForm(request.POST)
    if not formulaire.is_valid():
        messages.error(request, "Choisissez à qui confier cette conversation.")
        return redirect("boite:fil", pk)
    agent = formulaire.cleaned_data["agent"]
    with agir(request, f"Confiée à {agent}."):
        porte_de(trouver(pk)).confier(par=request.user, agent=agent)
    return redirect("boite:fil", pk)


@require_safe
@exige(DROIT)
def suivante(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The next one of the list that one came from. From none: the next that waits, the oldest
    first, among mine and nobody's. The list, once there is none left."""
    trouve = trouver(pk)
    suivi = place(request, ListeDesMessages(request.user), trouve.pk)
    if suivi and suivi.total:  # else the whole list is done
        if suivi.suivante:
            return redirect(f"{reverse('boite:fil', args=[suivi.suivante])}?{suivi.suite}")
        messages.success(request, "C’était le dernier message de cette liste.")
        return redirect(suivi.retour)
    file = Fil.objects.a_traiter().filter(Q(agent=None) | Q(agent=request.user)).exclude(pk=pk)
    file = file.order_by(F("attend_depuis").asc(nulls_last=True), "pk")
    apres = file.filter(attend_depuis__gte=trouve.attend_depuis) if trouve.attend_depuis else file
    prochaine = apres.first() or file.first()
    if prochaine is None:
        messages.success(request, "Il n’y a plus de message à traiter.")
        return redirect("boite:liste")
    return redirect("boite:fil", prochaine.pk)


def trouver(pk: int) -> Fil:
    return get_object_or_404(Fil.objects.select_related("foyer", "enfant", "agent", "envoi"), pk=pk)


def afficher(
    request: RequeteConnectee,
    fil: Fil,
    formulaire: ReponseForm | None = None,
    *,
    note: dict[str, str] | None = None,
) -> HttpResponse:
    """`note`: dict(texte, erreur) of one that was refused."""
    contexte = contexte_du_fil(fil, agent=request.user) | {"note_refusee": note}
    contexte["place"] = place(request, ListeDesMessages(request.user), fil.pk)
    if contexte["ouverte"]:
        contexte["form"] = formulaire or ReponseForm(initial={"vu": contexte["vu"]})
    elif formulaire is not None:  # closed, or a colleague's: what was typed stays on the screen
        contexte["form"] = formulaire
    contexte["confier"] = ConfierForm(initial={"agent": fil.agent_id})
    refuse = note is not None or (formulaire is not None and bool(formulaire.errors))
    return page(request, "famille/messages/bureau/fil.html", contexte, refusee=refuse)


def _avec_reponse_type(request: RequeteConnectee, fil: Fil) -> dict[str, Any]:
    """What was typed, the asked canned answer after it."""
    offertes = attaches().reponses(fil, request.user)
    choisie = next((r["texte"] for r in offertes if str(r["cle"]) == request.POST[INSERER]), "")
    texte = "\n\n".join(
        morceau for morceau in (request.POST.get("texte", "").strip(), choisie) if morceau
    )
    return {"texte": texte, "vu": request.POST.get("vu", "")}


def contexte_du_fil(fil: Fil, *, agent: Utilisateur) -> dict[str, Any]:
    """dict for templates/famille/messages/bureau/fil.html, as this agent may see it."""
    echanges = echanges_lisibles(fil, agent)
    a_un_collegue = fil.agent_id not in (None, agent.pk) and not fil.clos
    return {
        "fil": fil,
        "echanges": echanges,
        "notes": list(fil.notes.select_related("par")),
        "pieces_communes": list(fil.envoi.documents.all()) if fil.envoi else [],
        "vu": echanges[-1].pk if echanges else None,
        "annulable": annulable_jusqu_a(echanges[-1] if echanges else None, agent),
        "apropos": a_propos([fil]).get(fil.pk),
        "attente": attente_de(fil, timezone.localdate()),
        "foyer": resume_du_foyer(fil.foyer),
        "autres": list(Fil.objects.filter(foyer=fil.foyer_id).exclude(pk=fil.pk)[:5]),
        "a_un_collegue": a_un_collegue,
        "est_a_moi": fil.agent_id == agent.pk,
        "ouverte": not fil.clos and not a_un_collegue,
        "rouvrable": fil.clos and porte_de(fil).rouvrable,
        "reponses": attaches().reponses(fil, agent) if not fil.clos and not a_un_collegue else [],
    }


def echanges_lisibles(fil: Fil, agent: Utilisateur) -> Sequence[Message]:
    """Each with `lisibles`, the documents that this agent may open, and `caches`, how many he may
    not: those that the family has said to be of health (D10)."""
    lisibles = Document.objects.remis(agent)
    messages = list(
        fil.messages.prefetch_related(
            "documents", Prefetch("documents", lisibles, to_attr="lisibles")
        )
    )
    for message in messages:
        message.caches = len(message.documents.all()) - len(message.lisibles)
    return messages


def resume_du_foyer(foyer: Foyer) -> dict[str, Any]:
    """dict(foyer, enfants, adultes, quotient, adresse), for composants/bureau/foyer.html."""
    jour = timezone.localdate()
    quotients = [
        q for q in foyer.quotients.all() if q.debut <= jour and (q.fin is None or q.fin >= jour)
    ]
    return {
        "foyer": foyer,
        "enfants": list(Enfant.objects.du([foyer])),
        "adultes": list(foyer.responsables.actuels()),
        "quotient": quotients[0] if quotients else None,
        "adresse": reverse("foyers_modeladmin_inspect", args=[foyer.pk]),
    }
