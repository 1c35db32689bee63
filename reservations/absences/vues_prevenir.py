"""The dashboard's tap: "Léa ne mange pas ce midi", "Léa et Hugo ne mangent pas ce midi"."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from famille.models import Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from reservations.calendrier.absence_du_jour import ANNONCER, ANNULEE, RETIRER, dire_les_venues
from reservations.models import DemandeReservation, Reservation
from reservations.regles.juge import dire_la_limite

from .actions import retirer_absence
from .prevenir import Prevenu, cle_de, prevenir

_MAX = 80  # bookings of the children of one parent on one day
_TABLEAU = "famille:tableau_de_bord"
# A dashboard left open: a button of an older form, or a booking that is no more.
PAS_A_JOUR = (
    "Rien n’a été enregistré : la page sur laquelle vous avez appuyé n’était plus à jour. Celle-ci"
    " l’est : s’il reste une absence à signaler, appuyez de nouveau ici, ou passez par"
    " «\u00a0Absence\u00a0»."
)


@require_POST
def prevenir_d_une_absence(request: RequeteConnectee) -> HttpResponse:
    """Cancel or announce, whichever the hour lets; undone from the page that follows. One field,
    `annoncer` or `retirer`: the keys of the button that was pressed (GesteDAbsence.valeur). Keys
    that are not all bookings of mine have one answer, whether they are no more or a neighbour's."""
    retirer = RETIRER in request.POST
    pressees = request.POST.get(RETIRER if retirer else ANNONCER, "").split(",")
    cles = {cle for cle in map(entier, pressees[: _MAX + 1]) if cle}
    if deja := _deja(request, cles):
        return redirect(_tableau(deja))
    lues = list(
        Reservation.objects.de(request.user)
        .filter(pk__in=cles)
        .select_related("foyer", "enfant", "creneau__activite")
    )
    if not lues or len(lues) != len(cles) or len(lues) > _MAX:
        messages.error(request, PAS_A_JOUR)
        return redirect(_TABLEAU)
    with agir(request):
        if retirer:
            retirer_absence(lues)
            messages.success(request, f"C’est noté : le centre attend de nouveau {_dire(lues)}.")
            return redirect(_TABLEAU)
        fait = prevenir(lues, par=request.user)
        messages.success(request, _raconter(fait))
        if fait.refusees:
            messages.error(request, f"Rien n’a changé pour {_dire(fait.refusees)}. {fait.refus}")
        return redirect(_tableau(fait.demandes))
    return redirect(_TABLEAU)


def _deja(request: RequeteConnectee, cles: set[int]) -> list[DemandeReservation]:
    """The receipts of the same press, a moment ago."""
    if not cles:
        return []
    foyers = Foyer.objects.de(request.user).values_list("pk", flat=True)
    siennes = DemandeReservation.objects.de(request.user)
    return list(siennes.filter(cle__in=[cle_de(cles, foyer) for foyer in foyers], acceptee=True))


def _tableau(demandes: list[DemandeReservation]) -> str:
    adresse = reverse(_TABLEAU)
    question = urlencode([(ANNULEE, demande.pk) for demande in demandes])
    return f"{adresse}?{question}" if demandes else adresse


def _raconter(fait: Prevenu) -> str:
    """What it has done, and what is still due."""
    phrases = []
    if fait.annulees:
        phrases.append(f"C’est annulé : {_dire(fait.annulees)}. Rien ne sera facturé.")
    if fait.annoncees:
        limite = f" : la limite pour annuler était {_quand(fait)}" if fait.limite else ""
        reste = "ce jour reste dû" if not fait.annulees else "cette partie du jour reste due"
        if fait.annulees and len({une.enfant_id for une in fait.annulees + fait.annoncees}) > 1:
            reste = "ce qui n’est pas annulé reste dû"
        prevenu = f"L’équipe est prévenue : {_dire(fait.annoncees)}."
        phrases.append(f"{prevenu} {reste.capitalize()}{limite}.")
    return " ".join(phrases)


def _quand(fait: Prevenu) -> str:
    assert fait.limite is not None
    return dire_la_limite(fait.limite)


def _dire(reservations: list[Reservation]) -> str:
    """ "Léa, cantine et garderie du soir, aujourd’hui"."""
    venues: dict[str, list[tuple[str, str]]] = {}
    for une in sorted(reservations, key=lambda une: (une.enfant.naissance, une.enfant_id)):
        partie = une.creneau.activite.service, une.creneau.moment
        venues.setdefault(une.enfant.prenom, []).append(partie)
    return dire_les_venues(venues, reservations[0].creneau.jour)
