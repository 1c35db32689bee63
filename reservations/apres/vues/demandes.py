"""What one press of "Soumettre" gave, in words, and undoing it until the deadline (G29); the
receipts of submissions, one to print, and the list of them all (D1)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from famille.dossier.papiers import repondre
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from famille.socle.erreurs import Refus
from reservations.apres import actions
from reservations.apres.accuses import avant_aides, reste_apres_aides, resumer
from reservations.apres.papiers import feuille_de_l_accuse
from reservations.calendrier.absence_du_jour import ANNULEE, annulees_par
from reservations.lecture.aides_dites import a_un_droit
from reservations.lecture.filtres import Filtres, Mois
from reservations.models import DemandeReservation
from reservations.moteur.annulation import RIEN, lire_annulation
from reservations.moteur.resultat import lignes_par_enfant, premier_jour, titre_de, total_de

REVENU = "C’est défait : vos réservations sont revenues à ce qu’elles étaient."
DEFAITE = "defaite"  # in the address of a receipt: it is the opposite of another


@require_safe
def demande(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """One submission of my household, line by line."""
    lues = list(
        DemandeReservation.objects.de(request.user)
        .filter(pk=pk)
        .annotate(aidee=a_un_droit("foyer"))
        .select_related("foyer", "par")
    )
    if not lues:
        raise Http404("not my household's")
    une = lues[0]
    aides = avant_aides(une) if une.aidee else ""
    contexte = {
        "demande": une,
        "titre": titre_de(une),
        "defaite": une.acceptee and DEFAITE in request.GET,
        "enfants": lignes_par_enfant(une),
        "total": total_de(une),
        "avant_aides": aides,
        "apres_aides": reste_apres_aides(une) if aides else None,
        "calendrier": Filtres(Mois.du(premier_jour(une))).adresse,
        "mois": Mois.du(premier_jour(une)).code,
        "annulation": lire_annulation(une, par=request.user) if une.acceptee else None,
    }
    return render(request, "reservations/apres/demande.html", contexte)


@require_POST
def annuler_demande(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Undo: what was booked is cancelled, what was cancelled is booked again, the queue is left."""
    une = get_object_or_404(
        DemandeReservation.objects.de(request.user).select_related("foyer"), pk=pk
    )
    cle = request.POST.get("cle", "")[:64]
    cle = cle if cle.isprintable() else ""
    deja = DemandeReservation.objects.filter(foyer=une.foyer, cle=cle).first() if cle else None
    if deja:  # the same press, once more
        return redirect(f"{reverse('reservations:demande', args=[deja.pk])}?{DEFAITE}")
    annulation = lire_annulation(une, par=request.user)
    with agir(request):
        if not annulation.annulable:
            raise Refus(annulation.refus)
        inverse = actions.annuler_demande(
            annulation, une.foyer, par=request.user, cle=cle or annulation.cle
        )
        if inverse:  # its receipt says it
            return redirect(f"{reverse('reservations:demande', args=[inverse.pk])}?{DEFAITE}")
        messages.success(request, REVENU)
    return redirect("reservations:demande", pk=pk)


@require_POST
def annuler_ensemble(request: RequeteConnectee) -> HttpResponse:
    """Undo what one press cancelled in the several homes of one parent, each as far as it can
    be; the same press once more says that nothing is left to undo."""
    siennes = list(annulees_par(request.user, request.POST.getlist(ANNULEE)))
    refus: list[str] = []
    for une in siennes:
        annulation = lire_annulation(une, par=request.user)
        try:
            if not annulation.annulable:
                raise Refus(annulation.refus)
            actions.annuler_demande(annulation, une.foyer, par=request.user, cle=annulation.cle)
        except Refus as raison:
            refus.append(str(raison))
    if len(refus) < len(siennes):
        messages.success(request, REVENU if not refus else "Une partie est défaite.")
    for phrase in dict.fromkeys(refus or ([] if siennes else [RIEN])):
        messages.error(request, phrase)
    return redirect("famille:tableau_de_bord")


PAR_PAGE = 20


@require_safe
def demandes(request: RequeteConnectee) -> HttpResponse:
    """All that my households have submitted, refused submissions included, a page at a time."""
    foyers = list(Foyer.objects.de(request.user))
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    siennes = DemandeReservation.objects.filter(foyer__in=foyers).order_by("-soumise_le", "-pk")
    lot = Paginator(siennes.select_related("foyer"), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"lot": lot, "lignes": resumer(lot), "plusieurs": len(foyers) > 1}
    return render(request, "reservations/apres/demandes.html", contexte)


@require_safe
def accuse(request: RequeteConnectee, pk: UUID, *, pdf: bool = False) -> HttpResponse:
    """The receipt of one submission, to keep or to print."""
    siennes = DemandeReservation.objects.de(request.user).select_related("foyer", "par")
    return repondre(request, feuille_de_l_accuse(get_object_or_404(siennes, pk=pk)), pdf=pdf)
