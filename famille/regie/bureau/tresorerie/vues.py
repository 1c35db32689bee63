"""Titres: previewed, prepared, downloaded, sent, given up; their answer said by hand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from famille.listes.vues import exporter_la_liste, montrer
from famille.models import BordereauTresor, LigneReponse, ReglageTresorerie, ReponseTresor
from famille.regie.bureau.droits import TITRER, exige
from famille.regie.bureau.formulaires import MotifForm
from famille.regie.tresorerie.annulations import creances_a_annuler
from famille.regie.tresorerie.bordereaux import (
    abandonner_le_bordereau,
    envoyer_le_bordereau,
    exiger_les_reglages,
    exiger_rien_en_route,
    genre_des_titres,
    preparer_les_titres,
    telecharger_le_bordereau,
    titres_de,
)
from famille.regie.tresorerie.candidats import PAR_BORDEREAU, dettes, prevoir
from famille.regie.tresorerie.reponses import noter_la_reponse
from famille.regie.tresorerie.suites import AVEC_SA_SUITE, suites_du_titre
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros, enumerer
from famille.socle.ecran import agir, fil, page
from famille.socle.envoi import a_enregistrer
from famille.socle.erreurs import Refus

from .formulaires import DebiteursForm
from .liste import ListeDesTitres

ICI = ("Titres", "regie:titres")
PAR_PAGE, REPONSES = 50, 8


@require_safe
@exige(TITRER)
def titres(request: RequeteConnectee) -> HttpResponse:
    """The bordereaux, the latest first; what waits, and the latest answers."""
    reglage = ReglageTresorerie.lire()
    return montrer(
        request,
        ListeDesTitres,
        reglage=reglage,
        manques=enumerer(reglage.manques()),
        a_annuler=creances_a_annuler().count(),
        a_voir=LigneReponse.objects.filter(suite=LigneReponse.Suite.A_VOIR).count(),
        reponses=ReponseTresor.objects.select_related("par")[:REPONSES],
    )


@require_POST
@exige(TITRER)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesTitres)


@require_POST
@exige(TITRER)
def preparer(request: RequeteConnectee) -> HttpResponse:
    """`facture` (several): the titres that they would make; `preparer`, and they are made."""
    lues = map(entier, request.POST.getlist("facture")[:PAR_BORDEREAU])
    cles = [cle for cle in lues if cle is not None]
    try:
        reglage = exiger_les_reglages()
        exiger_rien_en_route(genre_des_titres(reglage))  # before debtors are chosen one by one
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect("regie:titres")
    jour = timezone.localdate()
    prevision = prevoir(dettes(cles, jour), reglage, jour)
    if not (prevision.titres or prevision.ecartees):
        messages.error(request, "Cochez au moins une facture prête à transmettre.")
        return redirect("regie:tresor")
    donnees = request.POST if "preparer" in request.POST else None
    form = DebiteursForm(donnees, titres=prevision.titres)
    if form.is_valid():
        with agir(form):
            bordereau = preparer_les_titres(cles, form.debiteurs(), par=request.user)
            messages.success(
                request, f"{bordereau} : téléchargez son fichier, puis déposez-le à la trésorerie."
            )
            return redirect("regie:titre_bordereau", bordereau.pk)
    contexte = {
        "titre": "Préparer les titres",
        "form": form,
        "cles": cles,
        "lignes": [(un, champ, en_euros(un.montant)) for un, champ in form.lignes()],
        "montant": en_euros(prevision.montant),
        "ecartees": [(une, pourquoi, en_euros(une.solde)) for une, pourquoi in prevision.ecartees],
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "famille/regie/bureau/tresorerie/preparer.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_safe
@exige(TITRER)
def bordereau(request: RequeteConnectee, pk: int) -> HttpResponse:
    return _montrer(request, _trouver(pk), MotifForm())


def _montrer(
    request: RequeteConnectee, trouve: BordereauTresor, form: MotifForm, *, geste: str = ""
) -> HttpResponse:
    siens = titres_de(trouve).prefetch_related(AVEC_SA_SUITE)
    feuillet = Paginator(siens, PAR_PAGE).get_page(request.GET.get("p"))
    contexte = {
        "titre": str(trouve),
        "bordereau": trouve,
        "montant": en_euros(trouve.montant),
        "page": feuillet,
        "titres": [
            (
                un,
                en_euros(un.montant),
                list({ligne.creance.facture for ligne in un.lignes.all()}),
                suites_du_titre(un),
            )
            for un in feuillet
        ],
        "form": form,
        "geste": geste,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "famille/regie/bureau/tresorerie/bordereau.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_POST
@never_cache
@exige(TITRER)
def telecharger(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """The file, which names people and what they owe: a POST, kept nowhere; each household is
    told."""
    trouve = _trouver(pk)
    with agir(request):
        contenu = telecharger_le_bordereau(trouve, par=request.user)
        reponse = HttpResponse(contenu, content_type="application/xml")
        return a_enregistrer(reponse, sous=trouve.fichier)
    return redirect("regie:titre_bordereau", pk)


@require_POST
@exige(TITRER)
def envoyer(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(
        request, "C’est noté. Quand la trésorerie répond, déposez son fichier dans « Titres »."
    ):
        envoyer_le_bordereau(_trouver(pk), par=request.user)
    return redirect("regie:titre_bordereau", pk)


@require_POST
@exige(TITRER)
def abandonner(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouve, form = _trouver(pk), MotifForm(request.POST)
    if form.is_valid():
        with agir(form):
            abandonner_le_bordereau(trouve, motif=form.cleaned_data["motif"], par=request.user)
            messages.success(request, "Le bordereau est abandonné : la régie a de nouveau tout.")
            return redirect("regie:titres")
    return _montrer(request, trouve, form, geste="abandonner")


@require_POST
@exige(TITRER)
def repondre(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`acceptee`: the trésorerie has taken it; else it refuses it, with its reason."""
    trouve, acceptee = _trouver(pk), "acceptee" in request.POST
    form = MotifForm(request.POST)
    if acceptee or form.is_valid():
        motif = "" if acceptee else form.cleaned_data["motif"]
        with agir(request, "La réponse de la trésorerie est notée."):
            noter_la_reponse(trouve, acceptee=acceptee, motif=motif, par=request.user)
        return redirect("regie:titre_bordereau", pk)
    return _montrer(request, trouve, form, geste="refuser")


def _trouver(pk: int) -> BordereauTresor:
    lus = BordereauTresor.objects.select_related("par", "telecharge_par", "envoye_par", "fini_par")
    return get_object_or_404(lus, pk=pk)
