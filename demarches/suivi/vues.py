"""The family's pages beside the wizard: what it can ask, what it has begun, what it has sent."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from demarches.caisses.service import api
from demarches.catalogue import obtenir
from demarches.declaration.commencer import CommencerForm
from demarches.declaration.deja_fait import dire_ce_qui_reste
from demarches.depot.brouillon import abandonner, commencer
from demarches.depot.retrait import refus_de_retrait, retirer_demande
from demarches.instruction.acces import ENTRER_POUR_UNE_FAMILLE, demande_a_remplir
from demarches.instruction.passage import PassageImpossible
from demarches.instruction.sante_declaree import perdu_au_retrait
from demarches.models import Demande, ReglageDemarche
from famille.foyers.les_siens import foyers_de
from famille.socle import supprimes
from famille.socle.connectee import RequeteConnectee
from famille.socle.ville import service

from . import a_propos, listes
from .page_demande import contexte_de_la_demande
from .recues import de_ce_genre

NAISSANCE, QUOTIENT = "naissance", "quotient-familial"


@require_safe
def liste(request: RequeteConnectee) -> HttpResponse:
    """Mes démarches: begun, sent, available, announced (G3, G5, G6, G22)."""
    demandes, offre = list(Demande.objects.de(request.user).pour_la_liste()), listes.offre()
    contact = a_propos.contact_ouvert(offre["ouvertes"])
    contexte = listes.demandes_par_groupe(demandes, contact=contact) | offre
    return render(request, "demarches/suivi/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def presentation(request: RequeteConnectee, code: str) -> HttpResponse:
    """What the démarche is, what to prepare; a POST begins a draft."""
    reglage = get_object_or_404(
        ReglageDemarche.objects.exclude(etat=ReglageDemarche.Etat.FERMEE), code=code
    )
    demarche = obtenir(code)
    ouverte = reglage.etat == ReglageDemarche.Etat.OUVERTE and demarche is not None
    if ouverte and demarche and demarche.une_page:
        return redirect(reverse(demarche.une_page, query=request.GET.dict()))
    if ouverte and demarche and demarche.accueil:
        return redirect(demarche.accueil)
    foyers = foyers_de(request.user)
    form = CommencerForm(
        request.POST if request.method == "POST" else None, demarche=demarche, foyers=foyers
    )
    if request.method == "POST" and form.sans_enfant:
        return redirect("demarches:presentation", code=code)  # the page says what to do
    if request.method == "POST" and form.is_valid():
        try:
            demande = commencer(code, par=request.user, **form.choix())
        except PassageImpossible as refus:
            messages.error(request, str(refus))
            return redirect("demarches:presentation", code=code)
        return redirect("demarches:etape", pk=demande.pk, step=demande.avancement.etape)
    contexte = {
        "reglage": reglage,
        "demarche": demarche,
        "form": form,
        "brouillons": listes.brouillons_de(request.user, code),
        "recues": de_ce_genre(request.user, code) if demarche and demarche.decision else [],
        "naissance": form.sans_enfant
        and ReglageDemarche.objects.ouvertes().filter(code=NAISSANCE).first(),
        "ouverte": ouverte,
        "connu": demarche.deja_connu(foyers, timezone.localdate()) if demarche and ouverte else [],
        "en_une_pression": code == QUOTIENT and api() is not None,
        "pieces": [
            ligne.strip() for ligne in reglage.pieces_a_preparer.splitlines() if ligne.strip()
        ],
    }
    return render(request, "demarches/suivi/presentation.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def annuler(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """Giving a draft up: everything typed is lost, so the parent is warned and confirms (G23)."""
    demande = demande_a_remplir(request.user, pk)
    if demande.statut != Demande.Statut.BROUILLON:
        messages.error(
            request, "Cette demande est déjà envoyée : elle ne peut plus être supprimée."
        )
        return redirect("demarches:demande", pk=pk)
    if request.method == "POST":
        try:
            abandonner(demande, par=request.user)
        except PassageImpossible as refus:
            messages.error(request, str(refus))
            return redirect("demarches:demande", pk=pk)
        supprimes.noter(request, pk, "demarche")
        messages.success(request, "La démarche est annulée : ce que vous aviez saisi est supprimé.")
        return redirect(
            "demarches:liste"
            if demande.canal == Demande.Canal.PORTAIL
            else "demandes_modeladmin_saisir"
        )
    contexte = {
        "demande": demande,
        "pieces": demande.pieces_jointes,
        "retour": listes.lien_pour_reprendre(demande, demande.avancement.etape or "recapitulatif"),
    }
    return render(request, "demarches/suivi/annuler.html", contexte)


@require_safe
def demande(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """One demande sent: its story in plain words, what was sent, its pieces, the decision."""
    demande = Demande.objects.de(request.user).deposees().avec_suivi().filter(pk=pk).first()
    if demande is None and request.user.has_perm(ENTRER_POUR_UNE_FAMILLE):
        return redirect("demandes_modeladmin_inspect", pk)  # the desk, which has its own rules
    if demande is None:
        raise Http404("not a demande of this account")
    return render(
        request,
        "demarches/suivi/demande.html",
        contexte_de_la_demande(demande, utilisateur=request.user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """Take back what was sent, while nobody looks at it: the parent is told what it means, and
    confirms."""
    demande = get_object_or_404(
        Demande.objects.de(request.user).deposees().select_related("foyer", "enfant"), pk=pk
    )
    if request.method == "POST":
        perdu = perdu_au_retrait(demande, voit="voit")
        try:
            retirer_demande(demande, par=request.user)
        except PassageImpossible as refus:
            messages.error(request, str(refus))
        else:
            retiree = f"Votre demande est retirée : {service().le} ne la traitera pas."
            reste = dire_ce_qui_reste(demande)
            messages.success(request, " ".join(filter(None, [retiree, reste, perdu])))
        return redirect("demarches:demande", pk=pk)
    if pourquoi := refus_de_retrait(demande):
        messages.error(request, pourquoi)
        return redirect("demarches:demande", pk=pk)
    contexte = {"demande": demande, "perdu": perdu_au_retrait(demande, voit="verra")}
    return render(request, "demarches/suivi/retirer.html", contexte)
