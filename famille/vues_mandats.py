"""A mandate of direct debit, as its family reads and prints it. The account is masked there too."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from famille.models import MandatSEPA
from famille.panneaux import demarches_ouvertes


@require_safe
def mandat(request, rum):
    trouve = get_object_or_404(MandatSEPA.objects.de(request.user).avec_services(), rum=rum)
    return render(request, "famille/mandat.html", {"mandat": trouve, "ouvertes": demarches_ouvertes()})
