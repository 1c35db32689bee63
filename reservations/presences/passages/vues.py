"""The hours of one child, corrected by hand; who is in the building now."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, page
from famille.socle.erreurs import Refus
from reservations.bureau.droits import PLANIFIER, exige
from reservations.models import Reservation
from reservations.planning.directions import reservations_de
from reservations.presences.choix import ChoixListe, lire_le_choix
from reservations.presences.entree import activite_demandee, activites_du_compte, entree

from .actions import Depart, corriger_la_porte
from .batiment import lire_le_batiment
from .formulaires import PassageForm
from .lecture import dire_le_retard, lire_les_portes, qui_peut_venir
from .retards import annuler_la_dispense, dispense_de, dispenser_du_retard


@require_http_methods(["GET", "HEAD", "POST"])
@entree
def passage(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the booking. GET: what was noted; POST: corrects it, then the list at its line."""
    reservation = a_corriger(request, pk)
    jour = reservation.creneau.jour
    venants = qui_peut_venir([reservation], jour)[reservation.pk]
    porte = lire_les_portes([reservation])[reservation.pk]
    form = PassageForm(request.POST or None, venants=venants, jour=jour, porte=porte)
    if form.is_valid() and _corriger(request, reservation, form):
        messages.success(request, f"C’est noté pour {reservation.enfant}.")
        return redirect(adresse_de_la_ligne(reservation))
    contexte = {"form": form, "reservation": reservation, "jour": jour, "porte": porte}
    contexte["adresse"] = adresse_de_la_ligne(reservation)
    if porte.retard and request.user.has_perm(PLANIFIER):
        contexte |= {"retard": dire_le_retard(porte), "dispense": dispense_de(reservation)}
    return page(request, "reservations/presences/passage.html", contexte, refusee=form.errors)


def _corriger(request: RequeteConnectee, reservation: Reservation, form: PassageForm) -> bool:
    lues, part = form.cleaned_data, form.moment("depart")
    depart = Depart(
        reservation.pk,
        lues["qui"] if part else "",
        timezone.now(),
        nom=lues["nom"],
        motif=lues["motif"],
        a=part,
    )
    try:
        corriger_la_porte(
            reservation, arrivee=form.moment("arrivee"), depart=depart, par=request.user
        )
    except Refus as refus:
        form.add_error(None, str(refus))
        return False
    return True


@require_POST
@entree
@exige(PLANIFIER)
def retard(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Say that this late pick-up is not billed (`motif`), or take that back (`annuler`)."""
    reservation = a_corriger(request, pk)
    with agir(request):
        if "annuler" in request.POST:
            annuler_la_dispense(reservation, par=request.user)
            messages.success(request, "Ce retard sera facturé selon le tarif.")
        else:
            motif = request.POST.get("motif", "")
            dispenser_du_retard(reservation, motif=motif, par=request.user)
            messages.success(request, "Ce retard ne sera pas facturé : la famille peut le lire.")
    return redirect("presences:passage", pk)


@require_safe
@entree
def batiment(request: RequeteConnectee) -> HttpResponse:
    """`?activite=3`: of the centre of this activity, now."""
    activites = activites_du_compte(request)
    choix = lire_le_choix(request.GET)
    activite = activite_demandee(activites, choix.activite)
    if activite is None:
        raise Http404
    contexte = {
        "activite": activite,
        "batiment": lire_le_batiment(activite.structure, par=request.user),
        "maintenant": timezone.now(),
        "adresse": ChoixListe(activite=str(activite.pk)).adresse,
    }
    return render(request, "reservations/presences/batiment.html", contexte)


def a_corriger(request: RequeteConnectee, pk: int) -> Reservation:
    """The booking of a list of this account; 404: another's."""
    lignes = reservations_de(request.user)
    lignes = lignes.select_related("enfant", "foyer", "creneau__activite__structure")
    return get_object_or_404(lignes, pk=pk)


def adresse_de_la_ligne(reservation: Reservation) -> str:
    creneau = reservation.creneau
    choix = ChoixListe(activite=str(creneau.activite_id), jour=creneau.jour, moment=creneau.moment)
    return f"{reverse('presences:liste')}?{choix.adresse}#r{reservation.pk}"
