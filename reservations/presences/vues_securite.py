"""What keeps children safe, on the screen for one of them and on paper for a day. Each reading is
noted (D10)."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.socle.connectee import RequeteConnectee
from reservations.planning.directions import jour_de_securite, lit_la_securite, reservations_de
from reservations.planning.lectures import noter_les_lectures

from .choix import ChoixListe, lire_le_choix
from .entree import activite_demandee, activites_du_compte, entree
from .feuille import lire_la_feuille
from .jours import lire_les_jours
from .liste import en_ligne
from .securite import lire_la_securite


@require_safe
@entree
def enfant(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The facts of one booked child: a page, or its inside when the list asks for it in its own
    window."""
    lignes = reservations_de(request.user).select_related("enfant", "creneau__activite__structure")
    reservation = get_object_or_404(lignes, pk=pk)
    activite, jour = reservation.creneau.activite, reservation.creneau.jour
    if not lit_la_securite(request.user, activite):
        raise PermissionDenied
    if not jour_de_securite(jour, timezone.localdate()):
        raise Http404
    noter_les_lectures([reservation], par=request.user)
    dedans = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    contexte = {
        "ligne": en_ligne(reservation, jour, list(activite.groupes.all()), ChoixListe()),
        "activite": activite,
        "jour": jour,
        "fait": lire_la_securite([reservation], jour)[reservation.pk],
        "adresse": ChoixListe(
            activite=str(activite.pk), jour=jour, moment=reservation.creneau.moment
        ).adresse,
    }
    return render(
        request,
        "reservations/presences/_enfant.html" if dedans else "reservations/presences/enfant.html",
        contexte,
    )


@require_safe
@entree
def feuille(request: RequeteConnectee) -> HttpResponse:
    """`?activite=3&jour=2026-12-09`: the sheet to print, with the safety facts for whoever may read
    them."""
    choix = lire_le_choix(request.GET)
    activite = activite_demandee(activites_du_compte(request), choix.activite)
    if activite is None:
        raise Http404
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
        "securite": securite,
        "maintenant": timezone.now(),
        "adresse": ChoixListe(activite=str(activite.pk), jour=jour).adresse,
    }
    return render(request, "reservations/presences/feuille.html", contexte)
