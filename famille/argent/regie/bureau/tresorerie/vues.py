"""Titres: prepared, downloaded, sent, given up; their answer, by hand or by file; what to annul."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.argent.regie.bureau.droits import TITRER, exige
from famille.argent.regie.bureau.ecran import cles_cochees
from famille.argent.regie.bureau.formulaires import (
    DebiteursForm,
    FichierDeReponseForm,
    MandatDAnnulationForm,
    MotifForm,
)
from famille.argent.regie.bureau.listes import ListeDesTitres
from famille.argent.regie.tresorerie.annulations import (
    a_annuler,
    creances_a_annuler,
    noter_une_annulation,
    preparer_les_annulations,
)
from famille.argent.regie.tresorerie.bordereaux import (
    AVEC_SA_SUITE,
    abandonner_le_bordereau,
    envoyer_le_bordereau,
    exiger_les_reglages,
    exiger_rien_en_route,
    genre_des_titres,
    preparer_les_titres,
    suites_du_titre,
    telecharger_le_bordereau,
    titres_de,
)
from famille.argent.regie.tresorerie.candidats import PAR_BORDEREAU, dettes, prevoir
from famille.argent.regie.tresorerie.reponses import (
    deposer_une_reponse,
    marquer_vue,
    noter_la_reponse,
)
from famille.dossier.listes.vues import montrer
from famille.models import BordereauTresor, LigneReponse, ReglageTresorerie, ReponseTresor
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros, enumerer
from famille.socle.ecran import agir, fil, page
from famille.socle.envoi import a_enregistrer
from famille.socle.erreurs import Refus

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
def preparer(request: RequeteConnectee) -> HttpResponse:
    """`facture` (several): the titres that they would make; `preparer`, and they are made."""
    cles = cles_cochees(request, PAR_BORDEREAU)
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
    """The file, which names debtors: a POST, kept nowhere; each household is told."""
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


@require_http_methods(["GET", "HEAD", "POST"])
@exige(TITRER)
def deposer(request: RequeteConnectee) -> HttpResponse:
    form = FichierDeReponseForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        fichier = form.cleaned_data["fichier"]
        with agir(form):
            depot = deposer_une_reponse(fichier.read(), fichier.name, par=request.user)
            if depot.deja:
                messages.info(request, "Ce fichier est déjà lu : rien n’est fait deux fois.")
            return redirect("regie:reponse", depot.reponse.pk)
    contexte = {
        "titre": "Déposer une réponse de la trésorerie",
        "form": form,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "famille/regie/bureau/tresorerie/deposer.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_safe
@exige(TITRER)
def reponse(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One file: what it says, line by line. Four queries."""
    trouvee = get_object_or_404(ReponseTresor.objects.select_related("par"), pk=pk)
    lignes = trouvee.lignes.select_related("bordereau", "titre").order_by("pk")
    contexte = {
        "titre": trouvee.get_genre_display(),
        "reponse": trouvee,
        "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("p")),
        "a_voir": lignes.filter(suite=LigneReponse.Suite.A_VOIR).count(),
        "breadcrumbs_items": fil(ICI),
    }
    return page(request, "famille/regie/bureau/tresorerie/reponse.html", contexte)


@require_safe
@exige(TITRER)
def a_voir(request: RequeteConnectee) -> HttpResponse:
    """Of every file, what nobody has seen to yet, the oldest first."""
    lignes = LigneReponse.objects.filter(suite=LigneReponse.Suite.A_VOIR).order_by("pk")
    feuillet = Paginator(lignes.select_related("bordereau", "titre"), PAR_PAGE)
    contexte = {
        "titre": "À voir avec la trésorerie",
        "page": feuillet.get_page(request.GET.get("p")),
        "breadcrumbs_items": fil(ICI),
    }
    return page(request, "famille/regie/bureau/tresorerie/a_voir.html", contexte)


@require_POST
@exige(TITRER)
def vue(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Somebody has seen to this line."""
    marquer_vue(get_object_or_404(LigneReponse, pk=pk))
    messages.success(request, "La ligne est notée comme vue.")
    return redirect("regie:reponses_a_voir")


@require_safe
@exige(TITRER)
def annulations(request: RequeteConnectee) -> HttpResponse:
    return _montrer_les_annulations(request, MandatDAnnulationForm())


def _montrer_les_annulations(
    request: RequeteConnectee, form: MandatDAnnulationForm, *, creance: int = 0
) -> HttpResponse:
    """`creance`: the one of which the form is refused."""
    trouvees = a_annuler()
    contexte = {
        "titre": "Titres à annuler",
        "de_l_annee": [(une, en_euros(une.montant)) for une in trouvees if une.cette_annee],
        "d_avant": [(une, en_euros(une.montant)) for une in trouvees if not une.cette_annee],
        "plein": len(trouvees) == PAR_BORDEREAU,
        "envoi": ReglageTresorerie.lire().envoi,
        "form": form,
        "refusee": creance,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "famille/regie/bureau/tresorerie/annulations.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_POST
@exige(TITRER)
def preparer_annulation(request: RequeteConnectee) -> HttpResponse:
    """The bordereau of all that may be taken off this year."""
    with agir(request):
        bordereau = preparer_les_annulations(par=request.user)
        messages.success(request, f"{bordereau} : téléchargez son fichier, puis déposez-le.")
        return redirect("regie:titre_bordereau", bordereau.pk)
    return redirect("regie:annulations")


@require_POST
@exige(TITRER)
def noter(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: the debt of another year that the finance service has taken off."""
    form = MandatDAnnulationForm(request.POST)
    if form.is_valid():
        with agir(form):
            montant = noter_une_annulation(
                pk, reference=form.cleaned_data["reference"], par=request.user
            )
            messages.success(request, f"{en_euros(montant)} annulés : c’est noté.")
            return redirect("regie:annulations")
    return _montrer_les_annulations(request, form, creance=pk)
