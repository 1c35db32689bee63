"""The family's calendar, the choices made in it, and from the basket to the bookings: the summary,
what can still be changed in it, "Soumettre" (G10, G27–G31). Every rule is elsewhere: `regles` and
`actions`."""

from functools import cache
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.views.decorators.http import require_POST, require_safe

from famille.models import Enfant, Foyer, Utilisateur
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_heure, pluriel
from famille.socle.erreurs import Refus
from reservations.lecture.attentes_dites import SUITES
from reservations.lecture.filtres import Filtres
from reservations.lecture.presences_dites import libelle_nomme
from reservations.lecture.recues import places_demandees
from reservations.models import DemandeReservation, LignePanier
from reservations.moteur.demande import LigneDemandee
from reservations.regles.juge import Suite

from . import actions
from .choix import Choix, Presse, relire
from .ensemble import PresseEnsemble, presser
from .page import lire_page
from .panier import Panier, lire_foyer, lire_paniers
from .recapitulatif import LigneRecap, recapituler
from .repas import mettre_les_repas
from .suites import demarche

PRESSES_MAX = 20  # of one request: more than a hand makes while it waits for an answer
# Of the session: the notices that it has shown already, which are then folded.
AVIS_LUS = "avis_lus"


@require_safe
def calendrier(request: RequeteConnectee) -> HttpResponse:
    """A month of the household's children."""
    page = lire_page(request.user, Filtres.lire(request.GET, timezone.localdate()))
    if page is None:
        return render(request, "famille/foyers/sans_foyer.html")
    mettre_les_repas(request.user, page.grille, page.lecture.lignes, page.aujourdhui)
    contexte = {"page": page, "table": dessiner(grille=page.grille), "constantes": _constantes()}
    if not page.lignes:
        contexte |= {
            "inscription": demarche(Suite.INSCRIPTION),
            "enfants": Enfant.objects.du(page.foyers),
            "recues": places_demandees(page.foyers, request.user),
        }
    contexte["avis_lus"] = request.session.get(AVIS_LUS) == page.avis_lus
    if not contexte["avis_lus"]:
        request.session[AVIS_LUS] = page.avis_lus
    return render(request, "reservations/calendrier/calendrier.html", contexte)


def dessiner(**contexte: object) -> SafeString:
    """The month's table, or what takes its place after a press."""
    gabarit = "reservations/calendrier/composants/mois.jinja"
    return SafeString(render_to_string(gabarit, contexte | {"suites": SUITES}, using="jinja2"))


@cache
def _constantes() -> dict[str, SafeString]:
    """What is the same for everybody on each calendar, drawn once a process: dict(legende,
    suivre)."""
    return {
        "legende": render_to_string("reservations/calendrier/composants/legende.html"),
        "suivre": render_to_string("reservations/calendrier/composants/suivre.html"),
    }


@require_POST
def choisir(request: RequeteConnectee) -> HttpResponse:
    """One press, or those that a slow network has gathered, in their order: into the basket, or out
    of it. htmx gets the buttons and the basket back, a browser the page."""
    if "ensemble" in request.POST:
        return _choisir_ensemble(request)
    textes = request.POST.getlist("choix")[: PRESSES_MAX + 1]
    presses = [presse for presse in map(Presse.lire, textes) if presse]
    if not presses or len(presses) != len(textes) or len(presses) > PRESSES_MAX:
        raise Http404("not choices of the calendar")
    foyers = {pk: lire_foyer(request.user, pk) for pk in {presse.foyer for presse in presses}}
    faits = _choisir(foyers, presses, par=request.user)
    if request.htmx:
        return _fragments(request, foyers, presses, faits)
    for fait in faits:
        if fait.refus:
            messages.error(request, fait.refus)
    ancre = "" if faits[-1].refus else "#c{}-{}-{}-{}".format(*presses[-1].cle)
    return redirect(Filtres.lire(request.GET, timezone.localdate()).adresse + ancre)


def _choisir(
    foyers: dict[int, Foyer], presses: list[Presse], *, par: Utilisateur
) -> list[actions.Choisi]:
    """Choose household by household. The result of each press, in their order."""
    faits: dict[int, actions.Choisi] = {}
    for pk, foyer in foyers.items():
        rangs = [rang for rang, presse in enumerate(presses) if presse.foyer == pk]
        voulues = [presses[rang].ligne for rang in rangs]
        faits |= zip(rangs, actions.choisir(foyer, voulues, par=par), strict=True)
    return [faits[rang] for rang in range(len(presses))]


def _choisir_ensemble(request: RequeteConnectee) -> HttpResponse:
    """`choisir` for a day of all the children, or for a week."""
    presse = PresseEnsemble.lire(request.POST["ensemble"])
    if presse is None:
        raise Http404("not a gesture of the calendar")
    filtres = Filtres.lire(request.GET, timezone.localdate())
    fait = presser(request.user, filtres, presse)
    if fait.page is None:
        raise Http404("not my calendar")
    if not request.htmx:
        if fait.refus:
            messages.error(request, fait.refus)
        ancre = f"#e{presse.cle}" if fait.groupe and fait.groupe.ensemble else ""
        return redirect(filtres.adresse + ancre)
    if fait.groupe is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    ensemble = fait.groupe.ensemble
    place = dessiner(ensemble=ensemble, autres=fait.changes)
    reste = _demande(request, fait.page.paniers, filtres, geste="C’est noté", refus=fait.refus)
    return _a_sa_place(f"e{presse.cle}", place + reste)


@require_POST
def vider(request: RequeteConnectee) -> HttpResponse:
    """Empty a household's basket, or only forget what had left it already."""
    foyer = _foyer(request)
    if "oublier" in request.POST:
        actions.retirer(foyer, _cles(request.POST["oublier"]))
    elif actions.vider(foyer):
        messages.success(request, "Votre demande est effacée. Vos réservations n’ont pas changé.")
    return redirect(Filtres.lire(request.GET, timezone.localdate()).adresse)


def _fragments(
    request: RequeteConnectee,
    foyers: dict[int, Foyer],
    presses: list[Presse],
    faits: list[actions.Choisi],
) -> HttpResponse:
    """What has changed on the page: the pressed buttons in their places (the last one has the
    focus), the basket, and what was refused."""
    paniers = lire_paniers(request.user)
    tous = relire(foyers, presses, paniers, [fait.lu for fait in faits])
    refus = [fait.refus for fait in faits]
    if len(tous) != len(presses):
        for phrase in filter(None, refus):
            messages.error(request, phrase)
        return HttpResponse(headers={"HX-Refresh": "true"})
    *avant, dernier = tous
    reste = _demande(
        request,
        paniers,
        Filtres.lire(request.GET, timezone.localdate()),
        geste=". ".join(f"{_nommer(choix)} : {choix.case.dit}" for choix in tous),
        refus=_dire_les_refus(tous, refus),
    )
    place = dessiner(dernier=dernier, autres=avant)
    return _a_sa_place(dernier.identifiant, place + reste)


def _demande(
    request: RequeteConnectee, paniers: list[Panier], filtres: Filtres, *, geste: str, refus: str
) -> SafeString:
    """The baskets, the bar and what is read out, each put in its place by htmx."""
    contexte = {
        "paniers": paniers,
        "filtres": filtres,
        "geste": geste,
        "refus": refus,
        "csrf_token": get_token(request),
    }
    return render_to_string("reservations/calendrier/composants/demande.html", contexte)


def _a_sa_place(identifiant: str, html: str) -> HttpResponse:
    """`html` begins with what takes the place of the element that has this name."""
    return HttpResponse(html, headers={"HX-Retarget": f"#{identifiant}", "HX-Reswap": "outerHTML"})


def _nommer(choix: Choix) -> str:
    return capfirst(f"{choix.quand}, {choix.qui}, {choix.mot}")


def _dire_les_refus(tous: list[Choix], refus: list[str]) -> str:
    """Of several presses, each refusal says whose it is."""
    if len(tous) == 1:
        return refus[0]
    dits = (
        f"{_nommer(choix)} : {phrase}" for choix, phrase in zip(tous, refus, strict=True) if phrase
    )
    return " ".join(dits)


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
        combien = actions.retirer(foyer, _cles(request.POST["nettoyer"]))
        s = pluriel(combien)
        messages.success(
            request, f"{combien} changement{s} impossible{s} retiré{s} de votre demande."
        )
        return redirect("reservations:recapitulatif")
    if "oublier" in request.POST:
        actions.retirer(foyer, _cles(request.POST["oublier"]))
    for geste in ("retirer", "attendre", "reserver"):
        if geste in request.POST:
            _changer(request, foyer, geste)
    return redirect("reservations:recapitulatif")


def _changer(request: RequeteConnectee, foyer: Foyer, geste: str) -> None:
    ligne = (
        LignePanier.objects.select_related("activite")
        .filter(foyer=foyer, pk=next(iter(_cles(request.POST[geste])), 0))
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
        if demande.cle != cle:  # another adult's, or another device's
            messages.info(
                request,
                f"Ces changements ont déjà été soumis, à {en_heure(demande.soumise_le)} : voici"
                " leur accusé.",
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


def _cles(texte: str) -> list[int]:
    """The keys of "12" or "12,13"."""
    return [cle for cle in map(entier, texte.split(",")) if cle is not None]
