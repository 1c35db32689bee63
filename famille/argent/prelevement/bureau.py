"""A mandate, for agents: read, its IBAN asked for; each leaves a trace."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from famille.dossier.foyers.bureau.droits import VOIR_LES_MANDATS, exige
from famille.dossier.foyers.bureau.ecran import fil_du_foyer
from famille.journal.modifications import noter_consultation
from famille.models import LIRE_IBAN, MandatSEPA
from famille.regles.rejets import motif_de
from famille.socle.connectee import RequeteConnectee
from famille.socle.saisie.iban import en_groupes


@require_safe
@exige(VOIR_LES_MANDATS)
def mandat(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouve = _trouver(pk)
    noter_consultation(trouve.foyer, f"mandat de prélèvement {trouve.rum}", par=request.user)
    return _montrer(request, trouve)


@require_POST
@never_cache
@exige(LIRE_IBAN)
def iban(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The same screen with the IBAN in full, once: a POST, so that no address shows it."""
    trouve = _trouver(pk)
    noter_consultation(trouve.foyer, f"IBAN en entier, mandat {trouve.rum}", par=request.user)
    return _montrer(request, trouve, iban=en_groupes(trouve.iban))


def _trouver(pk: int) -> MandatSEPA:
    lus = MandatSEPA.objects.avec_services().select_related("foyer", "signe_par", "remplace", "rib")
    return get_object_or_404(lus, pk=pk)


def _montrer(request: RequeteConnectee, mandat: MandatSEPA, iban: str = "") -> HttpResponse:
    contexte = {
        "mandat": mandat,
        "iban": iban,
        "peut_lire_iban": request.user.has_perm(LIRE_IBAN),
        "refus": motif_de(mandat.suspendu_pour) if mandat.suspendu_pour else None,
        "breadcrumbs_items": fil_du_foyer(mandat.foyer),
    }
    return render(request, "famille/prelevement/bureau/mandat.html", contexte)
