"""A message to many families: written, its recipients seen with their number, then sent
(docs/comprendre/conversations.md)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.actions import abandonner_envoi, preparer_envoi
from famille.listes.vues import exporter_la_liste, montrer
from famille.models import EnvoiGroupe, Fil, LectureFil, Travail
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, fil, page
from famille.socle.erreurs import Refus
from reservations.bureau.droits import ECRIRE_AUX_FAMILLES, VOIR_LES_FACTURES, exige
from reservations.bureau.ecran import ENVOIS

from .actions import GENRE, envoyer
from .cible import Cible, Public, apercu
from .formulaires import EnvoiForm
from .liste import ListeDesEnvois


@require_safe
@exige(ECRIRE_AUX_FAMILLES)
def envois(request: RequeteConnectee) -> HttpResponse:
    return montrer(request, ListeDesEnvois)


@require_POST
@exige(ECRIRE_AUX_FAMILLES)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesEnvois)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ECRIRE_AUX_FAMILLES)
def nouveau(request: RequeteConnectee) -> HttpResponse:
    return _formulaire(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ECRIRE_AUX_FAMILLES)
def modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    envoi = _trouver(pk)
    if envoi.envoye_le:
        return redirect("planning:envoi", pk)
    return _formulaire(request, envoi)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ECRIRE_AUX_FAMILLES)
def envoi(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A draft: its recipients, and the button that sends it. Sent: what became of it."""
    trouve, refus = _trouver(pk), ""
    if trouve.cible.get("genre") == Public.RETARD and not request.user.has_perm(VOIR_LES_FACTURES):
        raise PermissionDenied
    if request.method == "POST":
        try:
            return redirect(
                "travaux:travail",
                envoyer(trouve, vus=request.POST.get("vus", ""), par=request.user).pk,
            )
        except Refus as erreur:
            refus = str(erreur)
    vue = apercu(Cible.de(trouve.cible)) if trouve.envoye_le is None else None
    contexte = {
        "titre": trouve.sujet,
        "envoi": trouve,
        "pieces": trouve.documents.all(),
        "apercu": vue,
        "refus": refus,
        "suite": None if vue else _suite(trouve),
        "breadcrumbs_items": fil(ENVOIS),
    }
    return page(request, "reservations/envois/envoi.html", contexte, refusee=refus)


@require_POST
@exige(ECRIRE_AUX_FAMILLES)
def abandon(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(request, "Le message est abandonné : personne ne l’a reçu."):
        abandonner_envoi(_trouver(pk))
        return redirect("planning:envois")
    return redirect("planning:envoi", pk)


def _formulaire(request: RequeteConnectee, envoi: EnvoiGroupe | None) -> HttpResponse:
    donnees = (request.POST, request.FILES) if request.method == "POST" else ()
    formulaire = EnvoiForm(
        *donnees,
        initial=EnvoiForm.initial_de(envoi) if envoi else None,
        voit_les_factures=request.user.has_perm(VOIR_LES_FACTURES),
    )
    if request.method == "POST" and formulaire.is_valid():
        with agir(formulaire):
            prepare = preparer_envoi(par=request.user, envoi=envoi, **formulaire.pour_l_action())
            return redirect("planning:envoi", prepare.pk)
    contexte = {
        "titre": "Modifier le message" if envoi else "Écrire à plusieurs familles",
        "form": formulaire,
        "envoi": envoi,
        "breadcrumbs_items": fil(ENVOIS),
    }
    return page(
        request, "reservations/envois/envoi_nouveau.html", contexte, refusee=formulaire.errors
    )


def _suite(envoi: EnvoiGroupe) -> dict[str, Any]:
    """dict(remis, lus, reponses, travaux): how far a message sent has come."""
    lue = LectureFil.objects.filter(fil=OuterRef("pk"), lu_le__gte=F("fil__reponse_le"))
    fils = Fil.objects.filter(envoi=envoi)
    return {
        "remis": fils.count(),
        "lus": fils.filter(Exists(lue)).count(),
        "reponses": fils.exclude(etat=Fil.Etat.ENVOYE).count(),
        "travaux": list(Travail.objects.filter(genre=GENRE, parametres__envoi=envoi.pk)),
    }


def _trouver(pk: int) -> EnvoiGroupe:
    return get_object_or_404(EnvoiGroupe.objects.select_related("par"), pk=pk)
