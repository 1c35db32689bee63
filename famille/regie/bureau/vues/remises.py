"""Remises of direct debits: choose the day, see who is collected and who is not, download, tell the
bank."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.listes.vues import montrer
from famille.models import Facture, Paiement, RemiseSEPA
from famille.prelevement.candidats import a_prelever, candidates
from famille.prelevement.remises import (
    abandonner_remise,
    paiements_de,
    preparer_remise,
    telecharger_remise,
    transmettre_remise,
)
from famille.regie.bureau.droits import PRELEVER, exige
from famille.regie.bureau.ecran import REMISES
from famille.regie.bureau.formulaires import MotifForm, RemiseForm
from famille.regie.bureau.listes import ListeDesRemises
from famille.regles.montants import ZERO
from famille.regles.prelevement import ANNONCE, prochain_jour_ouvre
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import agir, fil, page
from famille.socle.envoi import a_enregistrer

from .prelevements import pourquoi, representable

PAIEMENTS_PAR_PAGE, MONTREES = 50, 100


@require_safe
@exige(PRELEVER)
def remises(request: RequeteConnectee) -> HttpResponse:
    """Those made, the latest first. Three queries."""
    return montrer(request, ListeDesRemises)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def preparer(request: RequeteConnectee) -> HttpResponse:
    """Who would be collected on a day (`?date=`); POST prepares the remise of that day."""
    aujourdhui, factures = timezone.localdate(), list(a_prelever())
    form = RemiseForm(
        request.POST
        or (request.GET if "date" in request.GET else {"date": _jour_propose(factures)})
    )
    jour = form.cleaned_data["date"] if form.is_valid() else _jour_propose(factures)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            remise = preparer_remise(jour, par=request.user)
            if remise.par_id != request.user.pk:
                messages.warning(
                    request, f"{remise.par} a déjà préparé la remise de ce jour : la voici."
                )
            return redirect("regie:remise", remise.pk)
    jugees = candidates(factures, jour, aujourdhui)
    retenues, ecartees = (
        [une for une in jugees if une.retenue],
        [une for une in jugees if not une.retenue],
    )
    contexte = {
        "titre": "Préparer une remise",
        "form": form,
        "jour": jour,
        "retenues": [(une, en_euros(une.montant)) for une in retenues[:MONTREES]],
        "nombre": len(retenues),
        "montant": en_euros(sum((une.montant for une in retenues), ZERO)),
        "ecartees": [(une, en_euros(une.montant)) for une in ecartees[:MONTREES]],
        "nombre_ecartees": len(ecartees),
        "breadcrumbs_items": fil(REMISES),
    }
    return page(
        request,
        "famille/regie/bureau/remises/preparer.html",
        contexte,
        refusee=request.method == "POST" and bool(form.errors),
    )


def _jour_propose(factures: list[Facture]) -> date:
    """The nearest day when something announced may be collected, else in 14 days."""
    aujourdhui = timezone.localdate()
    possibles = [
        max(facture.echeance, facture.emise_le + ANNONCE)
        for facture in factures
        if facture.echeance and facture.emise_le
    ]
    a_venir = [jour for jour in possibles if jour > aujourdhui]
    return prochain_jour_ouvre(min(a_venir, default=aujourdhui + ANNONCE + timedelta(days=1)))


@require_safe
@exige(PRELEVER)
def remise(request: RequeteConnectee, pk: int) -> HttpResponse:
    return _montrer(request, _trouver(pk), MotifForm())


def _montrer(request: RequeteConnectee, trouvee: RemiseSEPA, form: MotifForm) -> HttpResponse:
    feuillet = Paginator(paiements_de(trouvee), PAIEMENTS_PAR_PAGE).get_page(request.GET.get("p"))
    contexte = {
        "titre": f"Remise {trouvee.numero}",
        "remise": trouvee,
        "montant": en_euros(trouvee.montant),
        "page": feuillet,
        "paiements": [
            (un, en_euros(un.montant), un.parts.all()[0].facture, pourquoi(un), representable(un))
            for un in feuillet
        ],
        "rejets": trouvee.paiements.filter(etat=Paiement.Etat.REJETE).count(),
        "depassee": (
            trouvee.etat == RemiseSEPA.Etat.PREPAREE and trouvee.date < timezone.localdate()
        ),
        "chez_la_banque": trouvee.etat in (RemiseSEPA.Etat.TRANSMISE, RemiseSEPA.Etat.ENCAISSEE),
        "form": form,
        "breadcrumbs_items": fil(REMISES),
    }
    return page(request, "famille/regie/bureau/remises/remise.html", contexte, refusee=form.errors)


@require_POST
@never_cache
@exige(PRELEVER)
def telecharger(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """The file for the bank, which names accounts in clear: a POST, kept nowhere; each household is
    told."""
    trouvee = _trouver(pk)
    with agir(request):
        contenu = telecharger_remise(trouvee, par=request.user)
        return a_enregistrer(
            HttpResponse(contenu, content_type="application/xml"), sous=f"{trouvee.numero}.xml"
        )
    return redirect("regie:remise", pk)


@require_POST
@exige(PRELEVER)
def transmettre(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(
        request,
        "C’est noté : le jour dit, ces factures seront payées, et chaque famille aura son reçu.",
    ):
        transmettre_remise(_trouver(pk), par=request.user)
    return redirect("regie:remise", pk)


@require_POST
@exige(PRELEVER)
def abandonner(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouvee, form = _trouver(pk), MotifForm(request.POST)
    if form.is_valid():
        with agir(form):
            abandonner_remise(trouvee, motif=form.cleaned_data["motif"], par=request.user)
            messages.success(
                request,
                f"La remise {trouvee.numero} est abandonnée : ses factures restent à prélever.",
            )
            return redirect("regie:remises")
    return _montrer(request, trouvee, form)


def _trouver(pk: int) -> RemiseSEPA:
    return get_object_or_404(
        RemiseSEPA.objects.select_related("par", "telechargee_par", "transmise_par"), pk=pk
    )
