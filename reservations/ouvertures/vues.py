"""The page of the openings: when one will be able to book, and what is missing for each child until
then."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.dossier.foyers.mises_a_jour import PAR_LA_CAISSE
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from reservations.calendrier.suites import PAGES
from reservations.voeux.lecture import lire_voeux

from .du_foyer import a_montrer, lire_ouvertures

PROCHES = timedelta(days=60)  # further ones are only announced: much may be given until then


@require_safe
def ouvertures(request: RequeteConnectee) -> HttpResponse:
    foyers = list(Foyer.objects.de(request.user).order_by("numero"))
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    maintenant = timezone.now()
    vues = lire_ouvertures(
        foyers, a_montrer(maintenant), maintenant=maintenant, compte=request.user.pk
    )
    a_venir = [vue for vue in vues if not vue.ouverte]
    proches = [vue for vue in a_venir if vue.ouverture.ouvre_le <= maintenant + PROCHES] or a_venir[
        :1
    ]
    contexte = {
        "a_venir": proches,
        "plus_tard": a_venir[len(proches) :],
        "ouvertes": [vue for vue in vues if vue.ouverte],
        "voeux": lire_voeux(foyers, maintenant),
        "plusieurs": len(foyers) > 1,
        "suites": {suite: titre for suite, (titre, _texte) in PAGES.items()},
        "par_la_caisse": PAR_LA_CAISSE,
    }
    return render(request, "reservations/ouvertures/liste.html", contexte)
