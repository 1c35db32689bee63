"""The screens of invitations: the list with its waves, a new wave in two steps, its gestures."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.foyers.bureau.droits import MODIFIER, exige
from famille.invitations import actions
from famille.invitations.groupes import a_inviter
from famille.invitations.lettres import PAR_FICHIER, preparer_les_lettres
from famille.invitations.seconde_lettre import imprimer
from famille.journal.une_fois import NOM as CLE
from famille.journal.une_fois import nouvelle_cle, une_seule_fois
from famille.listes.vues import exporter_la_liste, montrer
from famille.models import AccesAConfirmer, Invitation, VagueInvitations
from famille.models.invitations import RELANCE
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.ecran import agir, fil, page
from famille.socle.envoi import a_enregistrer
from famille.socle.erreurs import Refus

from . import DROIT, IMPRIMER, LISTE
from .formulaires import VagueForm
from .liste import ListeDesInvitations

_RECENTES = 12


@require_safe
@exige(DROIT)
def liste(request: RequeteConnectee) -> HttpResponse:
    return montrer(
        request, ListeDesInvitations, vagues=vagues_comptees()[:_RECENTES], par_fichier=PAR_FICHIER
    )


@require_POST
@exige(DROIT)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesInvitations)


def vagues_comptees() -> QuerySet[VagueInvitations]:
    """Each with `total`, `parties`, `venues`, `lettres` that wait and `relances` that may be made.
    One query."""
    lettre, parties = (
        Q(invitations__moyen=Invitation.Moyen.LETTRE),
        ~Q(invitations__envoyee_le=None),
    )
    venu = Q(invitations__in=Invitation.objects.venus())
    vieilles = Q(invitations__envoyee_le__lte=timezone.now() - RELANCE)
    return VagueInvitations.objects.select_related("par").annotate(
        total=Count("invitations"),
        parties=Count("invitations", filter=parties),
        venues=Count("invitations", filter=venu),
        lettres=Count("invitations", filter=lettre & Q(invitations__envoyee_le=None) & ~venu),
        relances=Count("invitations", filter=vieilles & ~venu),
        reste=F("total") - F("parties"),
    )


@require_http_methods(["GET", "POST"])
@exige(DROIT)
def nouvelle(request: RequeteConnectee) -> HttpResponse:
    """Who would be invited is shown first; `inviter` in what is sent opens the wave."""
    formulaire, invites = VagueForm(request.POST or None), None
    if request.method == "POST" and formulaire.is_valid():
        if "inviter" in request.POST:
            try:
                return redirect(une_seule_fois(request, lambda: _ouvrir(request, formulaire)))
            except Refus as refus:
                formulaire.add_error(None, str(refus))
        else:
            invites = a_inviter(*formulaire.choisi)
    contexte = {
        "cle": request.POST.get(CLE) or nouvelle_cle(),
        "form": formulaire,
        "invites": invites,
        "titre": "Inviter des familles",
        "breadcrumbs_items": fil(("Invitations", LISTE)),
    }
    gabarit = "famille/invitations/bureau/nouvelle.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


def _ouvrir(request: RequeteConnectee, formulaire: VagueForm) -> str:
    groupe, cle = formulaire.choisi
    vague = actions.ouvrir_vague(
        groupe=groupe,
        cle=cle,
        par_jour=formulaire.cleaned_data["par_jour"],
        avec_lettres=formulaire.cleaned_data["avec_lettres"],
        par=request.user,
    )
    actions.lancer_la_part(vague)
    combien = compte(vague.invitations.count(), "personne est invitée", "personnes sont invitées")
    messages.success(request, f"{combien}. Les e-mails partent par parts, chaque jour.")
    return LISTE


@require_POST
@exige(DROIT)
def mener(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`geste`: arreter, poursuivre, relancer or lettres."""
    vague = get_object_or_404(VagueInvitations, pk=pk)
    with agir(request):
        match request.POST.get("geste"):
            case "arreter":
                actions.arreter_vague(vague)
                messages.success(request, f"« {vague} » est arrêtée : plus rien ne part.")
            case "poursuivre":
                actions.poursuivre_vague(vague)
                actions.lancer_la_part(vague)
                messages.success(request, f"« {vague} » reprend.")
            case "relancer":
                combien = actions.relancer_vague(vague)
                actions.lancer_la_part(vague)
                dit = compte(combien, "personne est relancée", "personnes sont relancées")
                messages.success(request, f"{dit}, à son tour.")
            case "lettres":
                if not request.user.has_perm(IMPRIMER):
                    raise PermissionDenied
                return redirect("travaux:travail", preparer_les_lettres(vague, par=request.user).pk)
    return redirect(LISTE)


@require_POST
@exige(IMPRIMER)
@exige(MODIFIER)
def courrier(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """`pk`: of an AccesAConfirmer. Its second letter, to print and to post."""
    with agir(request):
        fait = imprimer(get_object_or_404(AccesAConfirmer, pk=pk), par=request.user)
        reponse = HttpResponse(fait, content_type="application/pdf")
        return a_enregistrer(reponse, sous="courrier-de-confirmation.pdf")
    return redirect("acces_a_confirmer")
