"""Open data: the places of the coming days, and when they can be booked. Nobody in it
(docs/exploiter/donnees_ouvertes.md)."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.socle.tableaux import sans_formule
from reservations.models import Creneau, Ouverture

from .centres import libres
from .mots import moment

DUREE = 300  # seconds that a copy is given again
JOURS = timedelta(days=92)
PLACES = (
    *("structure", "activite", "age_min", "age_max"),
    *("jour", "moment", "capacite", "places_libres", "ouvert"),
)
OUVERTURES = ("structure", "activite", "nom", "du", "au", "reservable_le")


def _places(jour: date) -> Iterable[tuple[Any, ...]]:
    creneaux = Creneau.objects.filter(
        jour__range=(jour, jour + JOURS), activite__active=True, places__isnull=False
    )
    for creneau in creneaux.select_related("activite__structure", "places").order_by(
        "jour", "activite__structure__nom", "activite__nom", "moment"
    ):
        activite = creneau.activite
        yield (
            *(activite.structure.nom, activite.nom, activite.age_min, activite.age_max),
            *(creneau.jour.isoformat(), moment(creneau.moment), creneau.places.capacite),
            *(libres(creneau), "oui" if creneau.places.ouvert else "non"),
        )


def _ouvertures(jour: date) -> Iterable[tuple[Any, ...]]:
    a_venir = Ouverture.objects.filter(fin__gte=jour, activites__active=True)
    lignes = a_venir.order_by("debut", "pk", "activites__nom").values_list(
        "activites__structure__nom", "activites__nom", "nom", "debut", "fin", "ouvre_le"
    )
    for structure, activite, nom, debut, fin, ouvre_le in lignes:
        quand = timezone.localtime(ouvre_le).isoformat(timespec="minutes")
        yield structure, activite, nom, debut.isoformat(), fin.isoformat(), quand


JEUX: dict[str, tuple[tuple[str, ...], Callable[[date], Iterable[tuple[Any, ...]]]]] = {
    "places": (PLACES, _places),
    "ouvertures": (OUVERTURES, _ouvertures),
}


@login_not_required
@require_safe
def donnees_ouvertes(request: HttpRequest, jeu: str) -> HttpResponse:
    """One of JEUX as CSV (UTF-8, commas), made once in five minutes whoever asks. 404: no such set,
    or the town publishes none."""
    if not settings.DONNEES_OUVERTES or jeu not in JEUX:
        raise Http404
    jour = timezone.localdate()
    texte = cache.get_or_set(f"donnees-ouvertes:{jeu}:{jour}", lambda: _ecrire(jeu, jour), DUREE)
    return HttpResponse(
        texte,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{jeu}.csv"',
            "Cache-Control": f"public, max-age={DUREE}",
            "Access-Control-Allow-Origin": "*",
        },
    )


def _ecrire(jeu: str, jour: date) -> str:
    entetes, lire = JEUX[jeu]
    papier = io.StringIO()
    ecrivain = csv.writer(papier, lineterminator="\r\n")
    ecrivain.writerow(entetes)
    ecrivain.writerows([sans_formule(str(un)) for un in ligne] for ligne in lire(jour))
    return papier.getvalue()
