"""The Treasury's files brought, and what waits of them; what is to take off its titres."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.models import LigneReponse, ReglageTresorerie, ReponseTresor
from famille.regie.bureau.droits import TITRER, exige
from famille.regie.tresorerie.annulations import (
    a_annuler,
    noter_une_annulation,
    preparer_les_annulations,
)
from famille.regie.tresorerie.candidats import PAR_BORDEREAU
from famille.regie.tresorerie.reponses import deposer_une_reponse, marquer_vue
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import agir, fil, page
from famille.socle.erreurs import Refus

from .formulaires import FichierDeReponseForm, MandatDAnnulationForm
from .vues import ICI, PAR_PAGE


@require_http_methods(["GET", "HEAD", "POST"])
@exige(TITRER)
def deposer(request: RequeteConnectee) -> HttpResponse:
    form = FichierDeReponseForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            depot = deposer_une_reponse(fichier.read(), fichier.name, par=request.user)
        except Refus as refus:
            form.add_error("fichier", str(refus))
        else:
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
    return _montrer(request, MandatDAnnulationForm())


def _montrer(
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
def preparer(request: RequeteConnectee) -> HttpResponse:
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
    return _montrer(request, form, creance=pk)
