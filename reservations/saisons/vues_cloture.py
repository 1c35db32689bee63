"""The screen of a season that ends: its checklist, its close, then the health that is past its
time."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from famille.donnees.purge import lister, purger
from famille.regles.scolarite import dire_annee
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_lettres
from famille.socle.ecran import agir, page
from famille.socle.offres.restes import restes
from reservations.bureau.droits import CONSERVER, PLANIFIER, exige, exige_l_un_de
from reservations.bureau.ecran import CLOTURE
from reservations.models import SaisonClose
from reservations.regles.saison import bornes_de_saison

from .cloture import (
    attentes_a_fermer,
    demander_la_cloture,
    inscriptions_a_finir,
    saison_a_clore,
)

SANTE = "sante"


@require_safe
@exige_l_un_de(PLANIFIER, CONSERVER)
def cloture(request: RequeteConnectee) -> HttpResponse:
    """Counts only: no name is read here."""
    annee = saison_a_clore()
    debut, fin = bornes_de_saison(annee)
    lus = [(reste, request.user.has_perm(reste.permission)) for reste in restes(debut, fin)]
    contexte: dict[str, Any] = {
        "restes": lus,
        "tout_est_fait": all(reste.fait for reste, _peut in lus),
        "a_finir": [reste for reste, _peut in lus if not reste.fait],
        "close": SaisonClose.objects.select_related("par").filter(annee=annee).first(),
        "finie": timezone.localdate() > fin,
        "fin": en_lettres(fin),
        "inscriptions": inscriptions_a_finir(annee).count(),
        "attentes": attentes_a_fermer(annee).count(),
        "peut_clore": request.user.has_perm(PLANIFIER),
        # what the purge of health would delete today, kind by kind
        "sante": lister(duree=SANTE) if request.user.has_perm(CONSERVER) else None,
        "annee": dire_annee(annee),
        "titre": f"Clore la saison {dire_annee(annee)}",
    }
    return page(request, "reservations/saisons/cloture.html", contexte)


@require_POST
@exige(PLANIFIER)
def clore(request: RequeteConnectee) -> HttpResponse:
    with agir(request):
        travail = demander_la_cloture(saison_a_clore(), par=request.user)
        return redirect("travaux:travail", travail.pk)
    return redirect(CLOTURE[1])


@require_POST
@exige(CONSERVER)
def effacer_la_sante(request: RequeteConnectee) -> HttpResponse:
    """By the town's own period, and nothing else."""
    purge = purger(par=request.user, duree=SANTE)
    nombre = sum(purge.comptes.values())
    dit = compte(nombre, "élément est effacé", "éléments sont effacés")
    messages.success(request, f"Santé : {dit}." if nombre else "Rien n’est à effacer aujourd’hui.")
    return redirect(CLOTURE[1])
