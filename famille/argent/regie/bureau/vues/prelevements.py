"""Direct debits: a remise, from its day to the bank; one debit taken out of it, or sent back."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.argent.prelevement.candidats import a_prelever, candidates
from famille.argent.prelevement.remises import (
    abandonner_remise,
    paiements_de,
    preparer_remise,
    retirer_de_la_remise,
    telecharger_remise,
    transmettre_remise,
)
from famille.argent.prelevement.suites import (
    annuler_la_suspension,
    annuler_rejet,
    arreter,
    rejeter_prelevement,
    representer,
    suspendre,
)
from famille.argent.regie.bureau.droits import PRELEVER, exige
from famille.argent.regie.bureau.ecran import REMISES
from famille.argent.regie.bureau.formulaires import (
    MotifForm,
    RejetForm,
    RemiseForm,
    ReponseDeLaFamilleForm,
)
from famille.argent.regie.bureau.listes import ListeDesRemises
from famille.courriels.destinataires import et_le_foyer
from famille.dossier.listes.vues import montrer
from famille.models import Facture, MandatSEPA, Paiement, RemiseSEPA
from famille.regles.montants import ZERO
from famille.regles.prelevement import ANNONCE, prochain_jour_ouvre
from famille.regles.rejets import Encore, motif_de
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import agir, fil, page
from famille.socle.envoi import a_enregistrer

Etat = Paiement.Etat
PAIEMENTS_PAR_PAGE, MONTREES = 50, 100


@require_safe
@exige(PRELEVER)
def remises(request: RequeteConnectee) -> HttpResponse:
    """Those made, the latest first. Three queries."""
    return montrer(request, ListeDesRemises)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def preparer(request: RequeteConnectee) -> HttpResponse:
    """The invoices to debit on a day (`?date=`); POST prepares the remise of that day."""
    aujourdhui, factures = timezone.localdate(), list(a_prelever())
    propose = _jour_propose(factures)
    demande = request.GET if "date" in request.GET else {"date": propose}
    form = RemiseForm(request.POST or demande)
    jour = form.cleaned_data["date"] if form.is_valid() else propose
    if request.method == "POST" and form.is_valid():
        with agir(form):
            remise = preparer_remise(jour, par=request.user)
            if remise.par_id != request.user.pk:
                messages.warning(
                    request, f"{remise.par} a déjà préparé la remise de ce jour : la voici."
                )
            return redirect("regie:remise", remise.pk)
    jugees = candidates(factures, jour, aujourdhui)
    retenues = [une for une in jugees if une.retenue]
    ecartees = [une for une in jugees if not une.retenue]
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
    refusee = request.method == "POST" and form.errors
    return page(request, "famille/regie/bureau/remises/preparer.html", contexte, refusee=refusee)


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
    return _montrer_la_remise(request, _la_remise(pk), MotifForm())


def _montrer_la_remise(
    request: RequeteConnectee, trouvee: RemiseSEPA, form: MotifForm
) -> HttpResponse:
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
    """The file, which names accounts in clear: a POST, kept nowhere; each household is told."""
    trouvee = _la_remise(pk)
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
        transmettre_remise(_la_remise(pk), par=request.user)
    return redirect("regie:remise", pk)


@require_POST
@exige(PRELEVER)
def abandonner(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouvee, form = _la_remise(pk), MotifForm(request.POST)
    if form.is_valid():
        with agir(form):
            abandonner_remise(trouvee, motif=form.cleaned_data["motif"], par=request.user)
            messages.success(
                request,
                f"La remise {trouvee.numero} est abandonnée : ses factures restent à prélever.",
            )
            return redirect("regie:remises")
    return _montrer_la_remise(request, trouvee, form)


def _la_remise(pk: int) -> RemiseSEPA:
    return get_object_or_404(
        RemiseSEPA.objects.select_related("par", "telechargee_par", "transmise_par"), pk=pk
    )


def pourquoi(paiement: Paiement) -> str:
    """Why a debit was sent back or taken out, "" for another. Its passages were read with it."""
    if paiement.etat == Etat.REJETE:
        return motif_de(paiement.code).libelle
    return list(paiement.passages.all())[-1].motif if paiement.etat == Etat.ANNULE else ""


def representable(paiement: Paiement) -> bool:
    """Whether its screen proposes to present it again. Its parts were read with it."""
    if paiement.etat != Etat.REJETE or motif_de(paiement.code).encore == Encore.NON:
        return False
    facture = paiement.parts.all()[0].facture
    return not facture.soldee and facture.mandat_id is None


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def retirer(request: RequeteConnectee, reference: str) -> HttpResponse:
    """Before the bank has the file."""
    paiement = _trouver(reference)
    preparee = _remise_de(paiement).etat == RemiseSEPA.Etat.PREPAREE
    return _mener(
        request,
        paiement,
        MotifForm(request.POST or None),
        partial(retirer_de_la_remise, paiement),
        f"Le prélèvement {reference} est retiré : sa facture pourra être prélevée dans une autre"
        " remise.",
        gabarit="famille/regie/bureau/remises/retirer.html",
        titre="Retirer un prélèvement",
        possible=paiement.etat == Etat.OUVERT and preparee,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def rejeter(request: RequeteConnectee, reference: str) -> HttpResponse:
    """Once the bank has sent it back."""
    paiement = _trouver(reference)
    return _mener(
        request,
        paiement,
        RejetForm(request.POST or None),
        partial(rejeter_prelevement, paiement),
        "Le rejet est noté : la facture est de nouveau à payer.",
        et_la_famille="La famille est prévenue par e-mail.",
        gabarit="famille/regie/bureau/remises/rejeter.html",
        titre="Noter un rejet",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def presenter_de_nouveau(request: RequeteConnectee, reference: str) -> HttpResponse:
    """A refused debit, in a remise to come."""
    paiement = _trouver(reference)
    facture, motif = _facture_de(paiement), motif_de(paiement.code)
    return _mener(
        request,
        paiement,
        MotifForm(request.POST or None),
        partial(representer, facture),
        f"La facture {facture} sera proposée à la prochaine remise. La famille est prévenue du"
        " nouveau jour quand la remise est préparée, 14 jours avant.",
        gabarit="famille/regie/bureau/remises/representer.html",
        titre="Présenter de nouveau",
        possible=paiement.etat == Etat.REJETE and motif.encore != Encore.NON,
        refus=motif,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def annuler_un_refus(request: RequeteConnectee, reference: str) -> HttpResponse:
    """The bank has taken its refusal back."""
    paiement = _trouver(reference)
    return _mener(
        request,
        paiement,
        MotifForm(request.POST or None),
        partial(annuler_rejet, paiement),
        f"Le prélèvement {reference} compte de nouveau comme payé.",
        gabarit="famille/regie/bureau/remises/annuler_refus.html",
        titre="Annuler un refus",
        possible=paiement.etat == Etat.REJETE,
    )


# gesture → what does it, its title, and what is said once it is done
GESTES: dict[str, tuple[Callable[..., None], str, str]] = {
    "reprendre": (
        annuler_la_suspension,
        "Reprendre les prélèvements",
        (
            "Le mandat {rum} est repris : les factures à venir seront prélevées. La famille est"
            " prévenue."
        ),
    ),
    "suspendre": (
        suspendre,
        "Suspendre les prélèvements",
        (
            "Le mandat {rum} est suspendu : rien n’est plus prélevé jusqu’à sa reprise. La famille"
            " est prévenue."
        ),
    ),
    "arreter": (
        arreter,
        "Arrêter le mandat",
        "Le mandat {rum} est terminé : rien n’est plus prélevé. La famille est prévenue.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def changer_le_mandat(request: RequeteConnectee, pk: int, geste: str) -> HttpResponse:
    """Suspend a mandate, end it, or collect on it again."""
    if geste not in GESTES:
        raise Http404
    faire, titre, fait = GESTES[geste]
    mandat = get_object_or_404(MandatSEPA.objects.avec_services().select_related("foyer"), pk=pk)
    form = ReponseDeLaFamilleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            faire(mandat, motif=form.cleaned_data["motif"], par=request.user)
            messages.success(request, fait.format(rum=mandat.rum))
            return redirect("foyers_modeladmin_mandat", pk)
    contexte = {
        "titre": titre,
        "mandat": mandat,
        "geste": geste,
        "possible": mandat.en_vigueur
        and (geste == "arreter" or bool(mandat.suspendu_le) == (geste == "reprendre")),
        "refus": motif_de(mandat.suspendu_pour) if mandat.suspendu_pour else None,
        "form": form,
        "breadcrumbs_items": fil((mandat.rum, "foyers_modeladmin_mandat", pk)),
    }
    gabarit = "famille/regie/bureau/remises/mandat.html"
    return page(request, gabarit, contexte, refusee=form.errors)


def _trouver(reference: str) -> Paiement:
    prelevements = Paiement.objects.filter(remise__isnull=False).select_related(
        "foyer", "remise", "mandat"
    )
    return get_object_or_404(prelevements, reference=reference)


def _remise_de(paiement: Paiement) -> RemiseSEPA:
    assert paiement.remise is not None, "`_trouver` finds none but those of a remise"
    return paiement.remise


def _facture_de(paiement: Paiement) -> Facture:
    return paiement.parts.select_related("facture").get().facture


def _mener(
    request: RequeteConnectee,
    paiement: Paiement,
    form: MotifForm | RejetForm,
    faire: Callable[..., None],
    fait: str,
    *,
    gabarit: str,
    et_la_famille: str = "",
    **contexte: Any,
) -> HttpResponse:
    """The screen of one gesture; POST does it (`faire`, with the form's values), says `fait`."""
    if form.is_valid():
        with agir(form):
            faire(**form.cleaned_data, par=request.user)
            suite = f" {et_le_foyer(paiement.foyer, et_la_famille)}" if et_la_famille else ""
            messages.success(request, fait + suite)
            return redirect("regie:remise", paiement.remise_id)
    contexte |= {
        "paiement": paiement,
        "montant": en_euros(paiement.montant),
        "facture": _facture_de(paiement),
        "form": form,
        "breadcrumbs_items": fil(
            REMISES, (_remise_de(paiement).numero, "regie:remise", paiement.remise_id)
        ),
    }
    return page(request, gabarit, contexte, refusee=form.errors)
