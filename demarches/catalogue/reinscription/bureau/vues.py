"""The list of the children, the campaign and its mails, the form on paper."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from demarches.catalogue.reinscription import actions
from demarches.catalogue.reinscription.campagne import CODE, enfants_attendus
from demarches.catalogue.reinscription.papier import feuille_de_reinscription
from demarches.instruction.droits import pour_instructeurs
from demarches.models import CampagneReinscription, ReglageDemarche
from famille.actions import noter_consultation
from famille.listes.vues import exporter_la_liste, montrer
from famille.models import LIRE_LA_SANTE, Enfant
from famille.papiers import repondre
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de
from famille.socle.ecran import agir, fil, page

from . import LISTE
from .formulaires import CampagneForm
from .liste import ListeDesReinscriptions, la_campagne

FORMULAIRE = "demarches/catalogue/reinscription/bureau/campagne.html"


@require_safe
@pour_instructeurs
def liste(request: RequeteConnectee) -> HttpResponse:
    ouverte = ReglageDemarche.objects.ouvertes().filter(code=CODE).exists()
    return montrer(request, ListeDesReinscriptions, fermee=not ouverte)


@require_POST
@pour_instructeurs
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesReinscriptions)


@require_http_methods(["GET", "HEAD", "POST"])
@pour_instructeurs
def nouvelle(request: RequeteConnectee) -> HttpResponse:
    return _formulaire(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@pour_instructeurs
def modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    return _formulaire(request, get_object_or_404(CampagneReinscription, pk=pk))


def _formulaire(request: RequeteConnectee, campagne: CampagneReinscription | None) -> HttpResponse:
    form = CampagneForm(request.POST or None, instance=campagne)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            if campagne is None:
                actions.ouvrir_campagne(**form.choisi, par=request.user)
            else:
                actions.changer_campagne(campagne, **form.choisi, par=request.user)
            messages.success(request, "La campagne est enregistrée.")
            return redirect(LISTE)
    contexte = {
        "form": form,
        "titre": "Nouvelle campagne de réinscription" if campagne is None else str(campagne),
        "breadcrumbs_items": fil(("Réinscriptions", LISTE)),
    }
    return page(request, FORMULAIRE, contexte, refusee=form.errors)


@require_POST
@pour_instructeurs
def courriels(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`geste`: retenir or laisser."""
    campagne = get_object_or_404(CampagneReinscription, pk=pk)
    if request.POST.get("geste") == "retenir":
        actions.retenir_les_courriels(campagne, par=request.user)
        messages.success(request, "Les e-mails de la campagne sont retenus : plus rien ne part.")
    else:
        actions.laisser_partir_les_courriels(campagne, par=request.user)
        messages.success(request, "Les e-mails de la campagne partiront aux dates prévues.")
    return redirect(LISTE)


@require_safe
@pour_instructeurs
def formulaire(request: RequeteConnectee, pk: int, *, pdf: bool = False) -> HttpResponse:
    """One child's, with what the file holds. Health stands on it for who may read it (D10); each of
    his homes is told."""
    campagne = la_campagne()
    if campagne is None:
        raise Http404("no campaign")
    enfant = get_object_or_404(enfants_attendus(campagne), pk=pk)
    sante = request.user.has_perm(LIRE_LA_SANTE)
    _noter(enfant, request, sante=sante)
    return repondre(request, feuille_de_reinscription(enfant, campagne, avec_sante=sante), pdf=pdf)


@transaction.atomic
def _noter(enfant: Enfant, request: RequeteConnectee, *, sante: bool) -> None:
    quoi = f"formulaire de réinscription {de(enfant.prenom)}"
    for foyer in enfant.residences():
        noter_consultation(foyer, quoi, par=request.user, sante_de=enfant if sante else None)
