"""New grids. One taken up for a new year: its date and the council's decision, then its prices on
its own screen. One that is pasted: the preview says what families would pay, and each cell that
cannot be read. A line a bracket, cells parted by tabs or semicolons:

    Quotient      Prix     Prix à l’extérieur
    0 à 600       3,20     4,00
    plus de 900   8,00     10,00
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.saisie.champ_jour import JourDAgentField
from famille.socle.saisie.collage import FauteDeCellule, cellules
from reservations.bureau.droits import exige
from reservations.bureau.formulaires import ACTIVITES
from reservations.models import Activite, GrilleTarifaire
from reservations.regles.tarifs import Tranche
from reservations.tarifs.actions import (
    GrilleDemandee,
    controler_la_demande,
    copier_la_grille,
    creer_la_grille,
)
from reservations.tarifs.grille_dite import dire_la_grille

from .grille_formulaire import SANS_DELIBERATION

AJOUTER = "reservations.add_grilletarifaire"
TARIFS = ("Tarifs", "tarifs_modeladmin_index")
LIGNES_MAX, COLONNES = 60, ("quotient", "prix", "prix à l’extérieur")
# the last bracket, which has no upper end
SANS_FIN = re.compile(r"plus de|au[- ]del|et plus|sup[ée]rieur|>|^$", re.IGNORECASE)
_NOMBRE = re.compile(r"\d[\d\s\u00a0\u202f]*(?:[.,]\d+)?")


@dataclass(frozen=True)
class GrilleLue:
    tranches: tuple[Tranche, ...]
    fautes: tuple[FauteDeCellule, ...]


def lire_la_grille(texte: str) -> GrilleLue:
    """Every fault is told, not the first alone; a first line of titles is passed over."""
    tranches: list[Tranche] = []
    fautes: list[FauteDeCellule] = []
    for numero, ligne in enumerate(texte.splitlines(), start=1):
        if not ligne.strip():
            continue
        lues = cellules(ligne)
        if numero == 1 and not any(_NOMBRE.search(un) for un in lues):
            continue
        if len(tranches) + len(fautes) >= LIGNES_MAX:
            fautes.append(FauteDeCellule(numero, COLONNES[0], "", "trop de lignes : 60 au plus"))
            break
        tranche, siennes = _tranche(numero, lues)
        fautes += siennes
        if tranche:
            tranches.append(tranche)
    return GrilleLue(tuple(tranches), tuple(fautes))


def _tranche(numero: int, lues: list[str]) -> tuple[Tranche | None, list[FauteDeCellule]]:
    if not 2 <= len(lues) <= len(COLONNES):
        raison = (
            f"{compte(len(lues), 'case')} : il en faut deux ou trois, séparées par une"
            " tabulation ou « ; »"
        )
        return None, [FauteDeCellule(numero, "ligne", " ; ".join(lues)[:60], raison)]
    prix_lus: list[Decimal | None] = []
    fautes = []
    for nom, cellule in zip(COLONNES, lues, strict=False):
        try:
            prix_lus.append(_jusqua(cellule) if nom == COLONNES[0] else _prix(cellule, nom))
        except ValueError as erreur:
            fautes.append(FauteDeCellule(numero, nom, cellule[:60], str(erreur)))
    if fautes:
        return None, fautes
    jusqua, prix, dehors = (*prix_lus, None)[:3]
    assert prix is not None, "_prix refuses an empty one"
    return Tranche(jusqua, prix, dehors), []


def _jusqua(cellule: str) -> Decimal | None:
    """The upper end: of "601 à 900", 900. ValueError: no number is there."""
    if SANS_FIN.search(cellule):
        return None
    return _nombre(cellule)


def _prix(cellule: str, nom: str) -> Decimal | None:
    if not cellule and nom == COLONNES[2]:
        return None
    prix = _nombre(cellule)
    if prix != prix.quantize(Decimal("0.01")):
        raise ValueError("deux décimales au plus")
    return prix


def _nombre(cellule: str) -> Decimal:
    trouves = _NOMBRE.findall(cellule)
    if not trouves or "-" in cellule.partition(trouves[0])[0]:
        raise ValueError("un nombre est attendu")
    try:
        lu = Decimal(re.sub(r"[\s\u00a0\u202f]", "", trouves[-1]).replace(",", "."))
    except InvalidOperation as erreur:
        raise ValueError("un nombre est attendu") from erreur
    if lu >= Decimal(100_000):
        raise ValueError("ce nombre est trop grand")
    return lu


CONFIRMER = "confirmer"


class RepriseForm(Formulaire):
    debut = JourDAgentField(label="À partir du")
    deliberation = forms.CharField(
        label="Délibération",
        max_length=GrilleTarifaire._meta.get_field("deliberation").max_length,
        help_text="Par exemple : n° 2027-098 du 24 juin 2027.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deliberation"].error_messages["required"] = SANS_DELIBERATION


class CollageForm(RepriseForm):
    activite = forms.ModelChoiceField(label="Activité", queryset=ACTIVITES)
    unite = forms.ChoiceField(
        label="Unité", choices=GrilleTarifaire._meta.get_field("unite").choices
    )
    grille = forms.CharField(
        label="Grille, copiée d’un tableur",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=(
            "Une tranche par ligne : quotient, prix et, s’il y en a un, prix à l’extérieur."
            " Par exemple « 0 à 600 ; 3,20 ; 4,00 », puis « plus de 600 ; 5,60 ; 7,00 »."
        ),
    )

    field_order = ("activite", "unite", "debut", "deliberation", "grille")
    lue: GrilleLue | None = None

    def clean_grille(self) -> str:
        texte = self.cleaned_data["grille"]
        self.lue = lire_la_grille(texte)
        if self.lue.fautes:
            raise forms.ValidationError(
                "Des cases ne se lisent pas : la liste est plus bas. Corrigez-les, puis"
                " recommencez."
            )
        return texte

    @property
    def demandee(self) -> GrilleDemandee:
        assert self.lue, "only of a form that is valid"
        lu = {nom: un for nom, un in self.cleaned_data.items() if nom != "grille"}
        return GrilleDemandee(GrilleTarifaire(**lu), self.lue.tranches)


def adresse_du_collage(activite: Activite | None) -> str:
    """Its screen, with what is known of the activity said already: its unit, and from today on."""
    adresse = reverse("reservations_bureau:grille_collee")
    if activite is None:
        return adresse
    dits = {
        "activite": activite.pk,
        "unite": activite.unite_scolaire or activite.unite_vacances or activite.unite_comptee,
        "debut": timezone.localdate().isoformat(),
    }
    return f"{adresse}?{urlencode(dits)}"


@require_http_methods(["GET", "POST"])
@exige(AJOUTER)
def coller(request: RequeteConnectee) -> HttpResponse:
    """Sent once, the preview; sent again with its button, the grid."""
    form, apercu = CollageForm(request.POST or None, initial=request.GET.dict()), None
    if form.is_valid():
        with agir(form):
            if request.POST.get("quoi") == CONFIRMER:
                grille = creer_la_grille(form.demandee, par=request.user)
                messages.success(request, "La grille est enregistrée.")
                return redirect("tarifs_modeladmin_inspect", instance_pk=grille.pk)
            apercu = dire_la_grille(controler_la_demande(form.demandee))
    contexte = {
        "form": form,
        "titre": "Coller une grille tarifaire",
        "apercu": apercu,
        "fautes": form.lue.fautes if form.lue else (),
        "breadcrumbs_items": fil(TARIFS),
    }
    gabarit = "reservations/tarifs/bureau/collage.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(AJOUTER)
def reprise(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the grid that is copied."""
    grilles = GrilleTarifaire.objects.select_related("activite__structure")
    grille = get_object_or_404(grilles, pk=pk)
    form = RepriseForm(request.POST or None)
    if form.is_valid():
        with agir(form):
            nouvelle = copier_la_grille(grille, **form.cleaned_data, par=request.user)
            messages.success(
                request,
                "La grille est reprise avec les mêmes prix : changez ceux que le conseil a votés.",
            )
            return redirect("tarifs_modeladmin_edit", instance_pk=nouvelle.pk)
    contexte = {"grille": grille, "form": form, "breadcrumbs_items": fil(TARIFS)}
    gabarit = "reservations/tarifs/bureau/reprise.html"
    return page(request, gabarit, contexte, refusee=form.errors)
