"""What keeps children safe, on the screen for one of them and on paper for a day. Each reading is
noted (D10)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.documents.vues import repondre_un_document
from famille.models import FicheSanitaire
from famille.socle.connectee import RequeteConnectee
from reservations.models import Reservation
from reservations.planning.directions import (
    jour_de_securite,
    lit_la_securite,
    noter_les_lectures,
    reservations_de,
)
from reservations.presences.choix import ChoixListe, lire_les_jours
from reservations.presences.cuisine import lire_la_cuisine
from reservations.presences.entree import entree, liste_demandee
from reservations.presences.feuille import lire_la_feuille
from reservations.presences.liste import en_ligne
from reservations.presences.securite import lire_la_securite

SANS_PROTOCOLE = "La famille n’a pas encore déposé de protocole (PAI) : demandez-le-lui."


@require_safe
@entree
def enfant(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The facts of one booked child: a page, or its inside when the list asks for it in its own
    window."""
    reservation = _lisible(request, pk)
    activite, jour = reservation.creneau.activite, reservation.creneau.jour
    noter_les_lectures([reservation], par=request.user)
    dedans = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    contexte = {
        "ligne": en_ligne(reservation, jour, activite.groupes.all()),
        "activite": activite,
        "jour": jour,
        "fait": lire_la_securite([reservation], jour)[reservation.pk],
        "adresse": ChoixListe(
            activite=str(activite.pk), jour=jour, moment=reservation.creneau.moment
        ).adresse,
    }
    return render(request, f"reservations/presences/{'_' if dedans else ''}enfant.html", contexte)


def _lisible(request: RequeteConnectee, pk: int) -> Reservation:
    """The booking whose child's facts this account reads. Http404: of no list of his, or too long
    ago; PermissionDenied: he ticks, and reads no health."""
    lignes = reservations_de(request.user).select_related("enfant", "creneau__activite__structure")
    reservation = get_object_or_404(lignes, pk=pk)
    if not lit_la_securite(request.user, reservation.creneau.activite):
        raise PermissionDenied
    if not jour_de_securite(reservation.creneau.jour, timezone.localdate()):
        raise Http404
    return reservation


@require_safe
@entree
def pai(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """The protocol that the doctor and the parents signed. Its reading is noted as that of the
    facts. Where the family has given none, the child's page says so."""
    reservation = _lisible(request, pk)
    fiches = FicheSanitaire.objects.filter(enfant=reservation.enfant, pai=True)
    fiche = fiches.select_related("pai_document").first()
    document = fiche.pai_document if fiche else None
    if document is None:
        messages.warning(request, SANS_PROTOCOLE)
        return redirect("presences:enfant", pk=pk)
    noter_les_lectures([reservation], par=request.user)
    return repondre_un_document(request, document)


@require_safe
@entree
def feuille(request: RequeteConnectee) -> HttpResponse:
    """`?activite=3&jour=2026-12-09`: the sheet to print, with the safety facts for whoever may read
    them."""
    activite, choix = liste_demandee(request)
    aujourd_hui = timezone.localdate()
    jour = lire_les_jours(activite, choix.jour, aujourd_hui).jour
    securite = lit_la_securite(request.user, activite) and jour_de_securite(jour, aujourd_hui)
    papier = lire_la_feuille(activite, jour, securite=securite)
    if securite:
        noter_les_lectures(papier.reservations, par=request.user)
    contexte = {
        "activite": activite,
        "jour": jour,
        "feuille": papier,
        "cuisine": lire_la_cuisine(papier),
        "securite": securite,
        "maintenant": timezone.now(),
        "adresse": ChoixListe(activite=str(activite.pk), jour=jour).adresse,
    }
    return render(request, "reservations/presences/feuille.html", contexte)
