"""My messages: what the service wrote, what the portal told, and the answer, with a photo if need
be (G9, G13)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.dossier.documents.actions import examiner_document
from famille.dossier.documents.fichiers import FichierVerifie
from famille.journal.une_fois import une_seule_fois
from famille.models import Fil, Foyer, Notification, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from famille.socle.ville.phrases import dit

from . import lecture
from .actions import marquer_lu
from .actions_agents import examiner_les_pieces
from .formulaires import EcrireForm, MessageForm
from .portes import RepriseDeSujet, a_propos, attaches, ecrire_au_service, ecrire_avec_pieces

# What a page that leads here has begun to write.
OBJETS = {
    "enfant": (
        "Bonjour,\n\nMon enfant n’apparaît pas dans notre dossier. Merci de l’ajouter.\n\n"
        "Prénom et nom :\nDate de naissance :\nÉcole ou crèche :\n"
    )
}
ENVOYE = dit("Votre message est envoyé. {Le_service} vous répond ici, et un e-mail vous prévient.")


@require_safe
def liste(request: RequeteConnectee) -> HttpResponse:
    """Conversations, then notifications; one kind by pages (`?voir=`). Two adults of a household
    read apart."""
    foyers = list(Foyer.objects.de(request.user))
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    voir = request.GET.get("voir", "")
    conversations, notifications = lecture.boite(request.user, voir, request.GET.get("page"))
    contexte = {
        "conversations": conversations,
        "notifications": notifications,
        "page": montree.page if (montree := conversations or notifications) else None,
        "filtres": [
            {"cle": cle, "libelle": mot, "actif": cle == voir} for cle, mot in lecture.FILTRES
        ],
        "voir": voir,
        "non_lus": lecture.non_lus(request),
        "notifications_non_lues": Notification.objects.non_lues(request.user).exists(),
        "plusieurs": len(foyers) > 1,
    }
    return render(request, "famille/messages/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def fil(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One conversation, read by being shown; the answer is written under it. Nothing typed is lost
    when refused."""
    trouve = get_object_or_404(
        Fil.objects.de(request.user).select_related("foyer", "enfant"), pk=pk
    )
    form = MessageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            pieces = examiner_les_pieces(form.cleaned_data["fichiers"], par=request.user)
            suite = une_seule_fois(request, lambda: _repondre(trouve, request.user, form, pieces))
            messages.success(request, ENVOYE)
            return redirect(suite)
    contexte = {
        "fil": trouve,
        "mot": lecture.MOTS[Fil.Etat(trouve.etat)],
        "apropos": a_propos([trouve]).get(trouve.pk),
        "echanges": list(trouve.messages.prefetch_related("documents")),
        "pieces_communes": list(trouve.envoi.documents.all()) if trouve.envoi_id else [],
        "form": None if trouve.clos and not form.is_bound else form,
    }
    marquer_lu(trouve, par=request.user)
    gabarit = "famille/messages/fil.html"
    return render(request, gabarit, contexte, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ecrire(request: RequeteConnectee) -> HttpResponse:
    """A new message, on one page, whatever it is about. The room that receives messages says its
    subjects and what it has begun of it, and gives the receipt."""
    foyers = list(Foyer.objects.de(request.user))
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    reprise = attaches().reprise(request.user, request.GET)
    form = _formulaire(request, foyers, reprise)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            joint = form.cleaned_data["fichier"]
            piece = examiner_document(joint, par=request.user) if joint else None
            suite = une_seule_fois(request, lambda: _ouvrir(request.user, form, piece, reprise))
            messages.success(request, ENVOYE)
            return redirect(suite)
    commences = [] if reprise else attaches().commences(request.user)
    contexte = {"form": form, "reprise": reprise, "commences": commences}
    gabarit = "famille/messages/ecrire.html"
    return render(request, gabarit, contexte, status=422 if form.errors else 200)


def _formulaire(
    request: RequeteConnectee, foyers: list[Foyer], reprise: RepriseDeSujet | None
) -> EcrireForm:
    donnees = (request.POST, request.FILES) if request.method == "POST" else ()
    sujets = attaches().sujets()
    initial: dict[str, Any] = {"texte": OBJETS.get(request.GET.get("objet", ""), "")}
    if reprise:
        foyers = [reprise.foyer]
        propre = reprise.sujet_propre if sujets else ""
        sujets = [propre, *sujets] if propre else sujets
        initial = {"sujet": reprise.sujet, "texte": reprise.texte, "enfant": reprise.enfant or ""}
    return EcrireForm(*donnees, foyers=foyers, sujets=sujets, initial=initial)


def _repondre(
    fil: Fil, par: Utilisateur, form: MessageForm, pieces: Sequence[FichierVerifie]
) -> str:
    ecrire_avec_pieces(fil, par=par, **form.valeurs() | {"fichiers": pieces})
    return reverse("famille:fil", args=[fil.pk])


def _ouvrir(
    par: Utilisateur, form: EcrireForm, piece: FichierVerifie | None, reprise: RepriseDeSujet | None
) -> str:
    valeurs = form.valeurs() | {"fichier": piece, "reprise": reprise}
    return reverse("famille:fil", args=[ecrire_au_service(par=par, **valeurs).pk])


@require_safe
def notification(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Read a notification: it leads to the page that it speaks of."""
    trouvee = Notification.objects.de(request.user).filter(pk=pk).first()
    if trouvee is None:
        raise Http404("not a notification of this account")
    Notification.objects.filter(pk=pk, lu_le=None).update(lu_le=timezone.now())
    return redirect(trouvee.lien or "famille:messages")


@require_POST
def lire_notifications(request: RequeteConnectee) -> HttpResponse:
    Notification.objects.non_lues(request.user).update(lu_le=timezone.now())
    messages.success(request, "Vos notifications sont marquées comme lues.")
    return redirect("famille:messages")
