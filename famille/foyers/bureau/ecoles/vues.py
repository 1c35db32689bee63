"""The screens of schools."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.foyers.bureau.droits import MODIFIER, VOIR, exige
from famille.foyers.ecoles import actions
from famille.foyers.ecoles.lecture import a_rapprocher
from famille.listes.vues import montrer
from famille.models import Ecole, Utilisateur
from famille.regles.scolarite import annee_scolaire, dire_annee
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.ecran import Formulaire, agir, fil, page

from . import LISTE
from .formulaires import ClasseForm, EcoleForm, RapprocherClasseForm, RapprocherForm, ReunionForm
from .liste import ListeDesEcoles


@require_safe
@exige(VOIR)
def liste(request: RequeteConnectee) -> HttpResponse:
    peut = request.user.has_perm(MODIFIER)
    return montrer(request, ListeDesEcoles, peut_modifier=peut, dits=a_rapprocher())


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def nouvelle(request: RequeteConnectee) -> HttpResponse:
    """`?nom=`: what was said, to be made a school."""
    formulaire = EcoleForm(request.POST or None, initial={"nom": request.GET.get("nom", "")[:120]})
    if request.method == "POST" and formulaire.is_valid():
        with agir(formulaire):
            ecole = actions.creer_ecole(par=request.user, **formulaire.cleaned_data)
            messages.success(request, f"« {ecole} » est ajoutée.")
            return redirect("ecoles:ecole", ecole.pk)
    contexte = {
        "form": formulaire,
        "titre": "Ajouter une école",
        "breadcrumbs_items": fil(("Écoles", LISTE)),
    }
    gabarit = "famille/foyers/bureau/ecoles/nouvelle.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def ecole(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One school, its classes of this year, how it is written. `geste`: which form was sent."""
    trouvee, geste = get_object_or_404(Ecole, pk=pk), request.POST.get("geste", "")
    annee = annee_scolaire(timezone.localdate())
    formulaires = {
        "modifier": EcoleForm(
            request.POST if geste == "modifier" else None,
            initial={nom: getattr(trouvee, nom) for nom in EcoleForm.base_fields},
        ),
        "classe": ClasseForm(request.POST if geste == "classe" else None, prefix="classe"),
        "reunir": ReunionForm(request.POST if geste == "reunir" else None, prefix="reunir"),
    }
    envoye = formulaires.get(geste)
    if envoye is not None and envoye.is_valid():
        with agir(envoye):
            fait = _faire(geste, trouvee, envoye.cleaned_data, par=request.user)
            messages.success(request, fait)
            return redirect("ecoles:ecole", pk)
    contexte = {
        "ecole": trouvee,
        "formulaires": formulaires,
        "annee": dire_annee(annee),
        "classes": trouvee.classes.filter(annee=annee).annotate(nombre=Count("enfants")),
        "ecritures": trouvee.ecritures.all(),
        "titre": str(trouvee),
        "breadcrumbs_items": fil(("Écoles", LISTE)),
    }
    gabarit = "famille/foyers/bureau/ecoles/ecole.html"
    return page(request, gabarit, contexte, refusee=envoye is not None and envoye.errors)


def _faire(geste: str, ecole: Ecole, dits: dict, *, par: Utilisateur) -> str:
    """What is then said."""
    if geste == "modifier":
        actions.modifier_ecole(ecole, par=par, **dits)
        return "C’est enregistré."
    if geste == "classe":
        annee = annee_scolaire(timezone.localdate())
        classe = actions.ajouter_classe(ecole, annee=annee, nom=dits["nom"], par=par)
        return f"La classe « {classe} » est ajoutée."
    nom = str(dits["autre"])
    actions.reunir_ecoles(ecole, dits["autre"], par=par)
    return f"« {nom} » est réunie à cette école : c’est maintenant une de ses écritures."


@require_safe
@exige(MODIFIER)
def rapprochements(request: RequeteConnectee) -> HttpResponse:
    """Each school, then each class, that was said and is no row yet."""
    contexte = {
        "dits": a_rapprocher(),
        "ecoles": Ecole.objects.filter(fermee=False),
        "annee": dire_annee(annee_scolaire(timezone.localdate())),
        "titre": "Écoles et classes à rapprocher",
        "breadcrumbs_items": fil(("Écoles", LISTE)),
    }
    return page(request, "famille/foyers/bureau/ecoles/rapprochements.html", contexte)


@require_POST
@exige(MODIFIER)
def rapprocher(request: RequeteConnectee) -> HttpResponse:
    """`texte`, and the `ecole` or the `classe` that it is."""
    annee = annee_scolaire(timezone.localdate())
    une_classe = "classe" in request.POST
    formulaire: Formulaire = RapprocherForm(request.POST)
    if une_classe:
        formulaire = RapprocherClasseForm(request.POST, annee=annee)
    if not formulaire.is_valid():
        messages.error(request, "Choisissez à quoi rapprocher ce qui a été dit.")
        return redirect("ecoles:rapprochements")
    texte = formulaire.cleaned_data["texte"]
    with agir(request):
        if une_classe:
            classe = formulaire.cleaned_data["classe"]
            combien = actions.rapprocher_classe(texte, classe, par=request.user)
        else:
            ecole_ = formulaire.cleaned_data["ecole"]
            combien = actions.rapprocher_ecole(texte, ecole_, par=request.user)
        enfants = compte(combien, "enfant rangé", "enfants rangés")
        messages.success(request, f"« {texte} » est maintenant connu : {enfants}.")
    return redirect("ecoles:rapprochements")
