"""From the basket to the bookings: the summary, what can still be changed in it, and "Soumettre"
(G29)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from famille.models import Foyer, Utilisateur
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_heure, pluriel
from famille.socle.erreurs import Refus
from reservations.lecture.presences_dites import libelle_nomme
from reservations.models import DemandeReservation, LignePanier
from reservations.moteur.demande import LigneDemandee

from . import actions
from .panier import lire_foyer, lire_paniers
from .recapitulatif import LigneRecap, recapituler


@require_safe
def recapitulatif(request: RequeteConnectee) -> HttpResponse:
    """Everything that would be asked, household by household."""
    paniers = lire_paniers(request.user)
    recaps = [recapituler(un, par=request.user) for un in paniers if un.lignes]
    contexte = {
        "recaps": recaps,
        "oublis": [un for un in paniers if un.oubli],
        "erreurs": [_erreur(ligne) for recap in recaps for ligne in recap.refusees],
    }
    return render(request, "reservations/calendrier/recapitulatif.html", contexte)


def _erreur(ligne: LigneRecap) -> SafeString:
    """A line of the error summary, which leads to the line of the page."""
    phrase = f"{ligne.ligne.enfant.prenom}, {ligne.libelle} : {ligne.refus}"
    return format_html('<a href="#ligne-{}">{}</a>', ligne.ligne.pk, phrase)


FAIT = {
    "retirer": "{ligne} : retiré de votre demande.",
    "attendre": "{ligne} : votre demande est maintenant une place en liste d’attente.",
    "reserver": "{ligne} : votre demande est maintenant une réservation.",
}


@require_POST
def modifier(request: RequeteConnectee) -> HttpResponse:
    """Take a line away, turn it into a place in the queue or into a booking, or take away all that
    is refused."""
    foyer = _foyer(request)
    if "nettoyer" in request.POST:
        combien = actions.retirer(foyer, cles(request.POST["nettoyer"]))
        s = pluriel(combien)
        messages.success(
            request, f"{combien} changement{s} impossible{s} retiré{s} de votre demande."
        )
        return redirect("reservations:recapitulatif")
    if "oublier" in request.POST:
        actions.retirer(foyer, cles(request.POST["oublier"]))
    for geste in ("retirer", "attendre", "reserver"):
        if geste in request.POST:
            _changer(request, foyer, geste)
    return redirect("reservations:recapitulatif")


def _changer(request: RequeteConnectee, foyer: Foyer, geste: str) -> None:
    ligne = (
        LignePanier.objects.select_related("activite")
        .filter(foyer=foyer, pk=next(iter(cles(request.POST[geste])), 0))
        .first()
    )
    if ligne is None:  # a second tap: the first one has done it, and the summary shows it
        return
    voulue = LigneDemandee(ligne.enfant_id, ligne.activite_id, ligne.bloc, geste)
    [fait] = actions.choisir(foyer, [voulue], par=request.user)
    if fait.refus:
        messages.error(request, fait.refus)
    else:
        prenom, quoi = ligne.enfant.prenom, libelle_nomme(ligne.activite.service, ligne.bloc)
        messages.success(request, FAIT[geste].format(ligne=f"{prenom}, {quoi}"))


@require_POST
def soumettre(request: RequeteConnectee) -> HttpResponse:
    """Submit what the summary showed. Refused, everything stays in the basket and the summary says
    why."""
    foyer = _foyer(request)
    cle, empreinte = request.POST.get("cle", "")[:64], request.POST.get("empreinte", "")
    try:
        demande = actions.soumettre_panier(foyer, par=request.user, cle=cle, empreinte=empreinte)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect("reservations:recapitulatif")
    if demande.acceptee:
        if demande.par and demande.par != request.user:
            messages.info(
                request,
                f"{demande.par.first_name} a déjà soumis ces changements, à"
                f" {en_heure(demande.soumise_le)} : voici son accusé.",
            )
        return redirect("reservations:demande", pk=demande.pk)
    messages.error(
        request, "Rien n’a été réservé ni annulé : un changement au moins n’est plus possible."
    )
    for phrase in _raisons_tues(foyer, demande, par=request.user):
        messages.error(request, phrase)
    return redirect("reservations:recapitulatif")


def _raisons_tues(foyer: Foyer, demande: DemandeReservation, *, par: Utilisateur) -> list[Any]:
    """The refusals of this receipt that the summary, read again without a lock, would not tell."""
    recaps = [
        recapituler(un, par=par) for un in lire_paniers(par) if un.foyer == foyer and un.lignes
    ]
    dites = {(une.ligne.enfant_id, une.ligne.bloc) for recap in recaps for une in recap.refusees}
    return [
        f"{ligne['prenom']}, {ligne['libelle']} : {ligne['phrase']}"
        for ligne in demande.lignes
        if ligne["resultat"] == "refuse" and (ligne["enfant"], ligne["bloc"]) not in dites
    ]


def _foyer(request: RequeteConnectee) -> Foyer:
    return lire_foyer(request.user, entier(request.POST.get("foyer", "")))


def cles(texte: str) -> list[int]:
    """The keys of "12" or "12,13"."""
    return [cle for cle in map(entier, texte.split(",")) if cle is not None]
