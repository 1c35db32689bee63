"""The screens of schools, their list and their forms."""

import re
from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.dossier.foyers.bureau.droits import MODIFIER, VOIR, exige
from famille.dossier.foyers.ecoles import actions
from famille.dossier.foyers.ecoles.lecture import a_rapprocher
from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.dossier.listes.vues import montrer
from famille.models import Classe, Ecole, Enfant, Utilisateur
from famille.regles.scolarite import annee_scolaire, dire_annee
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.saisie.nombre import Nombre

from . import LISTE

LETTRES_UAI = "ABCDEFGHJKLMNPRSTUVWXYZ"


class EcoleForm(Formulaire):
    nom = forms.CharField(
        label="Nom",
        max_length=120,
        help_text="Comme les familles la nomment. Deux écoles d’un même nom se distinguent par leur"
        " commune.",
    )
    uai = forms.CharField(
        label="UAI",
        max_length=8,
        required=False,
        help_text="Sept chiffres et une lettre, dans l’annuaire de l’éducation ou sur les listes de"
        " l’école.",
    )
    code_postal = forms.CharField(label="Code postal", max_length=5, required=False)
    commune = forms.CharField(label="Commune", max_length=100, required=False)
    fermee = forms.BooleanField(label="Cette école est fermée", required=False)

    def clean_uai(self) -> str:
        uai = self.cleaned_data["uai"].strip().upper()
        if uai and not est_un_uai(uai):
            raise forms.ValidationError(
                "Cet UAI n’est pas juste : vérifiez ses sept chiffres et sa lettre."
            )
        return uai


def est_un_uai(uai: str) -> bool:
    """Seven digits, then the letter that controls them.

    >>> est_un_uai("0700585F"), est_un_uai("0700585A")
    (True, False)
    """
    if not re.fullmatch(r"\d{7}[A-Z]", uai):
        return False
    return LETTRES_UAI[int(uai[:7]) % 23] == uai[7]


class ClasseForm(Formulaire):
    nom = forms.CharField(
        label="Ajouter une classe", max_length=80, help_text="Par exemple : CE1-CE2 de Mme Roy."
    )


class ReunionForm(Formulaire):
    autre = forms.ModelChoiceField(
        label="Une autre ligne qui est cette même école",
        queryset=Ecole.objects.all(),
        empty_label="Choisissez",
    )


class RapprocherForm(Formulaire):
    texte = forms.CharField(max_length=120, widget=forms.HiddenInput)
    ecole = forms.ModelChoiceField(
        label="École", queryset=Ecole.objects.filter(fermee=False), empty_label="Choisissez l’école"
    )


class RapprocherClasseForm(Formulaire):
    texte = forms.CharField(max_length=80, widget=forms.HiddenInput)
    classe = forms.ModelChoiceField(
        label="Classe", queryset=Classe.objects.none(), empty_label="Choisissez la classe"
    )

    def __init__(self, *args: Any, annee: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["classe"]
        champ.queryset = Classe.objects.filter(annee=annee)  # type: ignore[attr-defined]


class FiltreEcolesForm(Filtres):
    q = forms.CharField(
        label="Nom ou UAI", help_text="Nom, UAI, commune", required=False, max_length=100
    )


class ListeDesEcoles(Liste):
    titre = "Écoles"
    adresse = LISTE
    gabarit = "famille/foyers/bureau/ecoles/liste.html"
    cellules = "famille/foyers/bureau/ecoles/colonnes.html"
    colonnes = (
        Colonne("ecole", "École", attrgetter("nom"), tri=("nom",)),
        Colonne("commune", "Commune", attrgetter("commune"), tri=("commune", "nom")),
        Colonne("uai", "UAI", attrgetter("uai"), tri=("uai",), classe="pfg-chiffres"),
        Colonne("classes", "Classes", attrgetter("nombre_classes"), classe="pfg-nombre"),
        Colonne(
            "enfants",
            "Enfants",
            attrgetter("nombre_enfants"),
            tri=("nombre_enfants",),
            classe="pfg-nombre",
        ),
    )
    ecran = ("ecole", "commune", "uai", "classes", "enfants")
    onglets = (
        Onglet("", "Ouvertes", Q(fermee=False)),
        Onglet("fermees", "Fermées", Q(fermee=True)),
    )
    filtres = FiltreEcolesForm
    une_ligne, des_lignes = "école", "écoles"

    def base(self) -> QuerySet[Ecole]:
        """Counted apart: joined, the children of a school come once for each of its classes."""
        enfants = Enfant.objects.filter(ecole=OuterRef("pk"))
        classes = Classe.objects.filter(ecole=OuterRef("pk"), annee=annee_scolaire(self.jour))
        return Ecole.objects.annotate(
            nombre_enfants=Nombre(enfants.order_by().values("pk")),
            nombre_classes=Nombre(classes.order_by().values("pk")),
        )

    def filtrer(self, lignes: QuerySet[Ecole], valeurs: dict[str, Any]) -> QuerySet[Ecole]:
        q = valeurs.get("q", "")
        if not q:
            return lignes
        return lignes.filter(Q(nom__icontains=q) | Q(uai__iexact=q) | Q(commune__icontains=q))

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> tuple[str, ...]:
        return ("nom",)


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
    formulaire: Formulaire = RapprocherForm(request.POST)
    if "classe" in request.POST:
        annee = annee_scolaire(timezone.localdate())
        formulaire = RapprocherClasseForm(request.POST, annee=annee)
    if not formulaire.is_valid():
        messages.error(request, "Choisissez à quoi rapprocher ce qui a été dit.")
        return redirect("ecoles:rapprochements")
    texte, quoi = formulaire.cleaned_data["texte"], formulaire.cleaned_data
    with agir(request):
        if "classe" in quoi:
            combien = actions.rapprocher_classe(texte, quoi["classe"], par=request.user)
        else:
            combien = actions.rapprocher_ecole(texte, quoi["ecole"], par=request.user)
        enfants = compte(combien, "enfant rangé", "enfants rangés")
        messages.success(request, f"« {texte} » est maintenant connu : {enfants}.")
    return redirect("ecoles:rapprochements")
