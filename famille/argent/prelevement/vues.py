"""A mandate of direct debit, as its family reads and prints it, its account masked."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from famille.dossier.papiers import repondre
from famille.models import MandatSEPA
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres import demarches_ouvertes

from .papiers import feuille_du_mandat


@require_safe
def mandat(request: RequeteConnectee, rum: str, *, pdf: bool = False) -> HttpResponse:
    lus = MandatSEPA.objects.de(request.user).avec_services().select_related("signe_par")
    feuille = feuille_du_mandat(get_object_or_404(lus, rum=rum))
    if not pdf:
        feuille = feuille.avec(ouvertes=demarches_ouvertes())
    return repondre(request, feuille, pdf=pdf)
