"""What leaves a campaign on paper or in a file: its invoices in one PDF, its totals."""

import io
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from famille.models import LigneFacture, Service
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import Formulaire, agir, page
from famille.socle.envoi import a_enregistrer
from famille.socle.tableaux import TYPES, XLSX, TableauXlsx
from reservations.bureau.droits import FACTURER, exige
from reservations.facturation.impression import FACTURES_MAX, a_imprimer, lancer_l_impression
from reservations.lecture.filtres import Mois
from reservations.models import Activite, CampagneFacturation, ConsommationImportee

from .campagnes import fil_de

ZERO = Decimal("0.00")
SANS_STRUCTURE = "Lignes libres, sans structure"
_BLOC, _RETARD, _COMPTE = "bloc", "retard", "consommation"


@dataclass(frozen=True)
class Part:
    """One line: what it is of, how many lines of invoices, what they come to in euros."""

    libelle: str
    lignes: int
    montant: Decimal

    @property
    def dit(self) -> str:
        return en_euros(self.montant)


def repartir(campagne: CampagneFacturation) -> dict[str, list[Part]]:
    """By service, by structure, by nature; each adds up to what the campaign bills. Five
    queries."""
    lignes = LigneFacture.objects.filter(facture__cle__startswith=campagne.prefixe).order_by()
    return {
        "Par service": _par_champ(lignes, "service", dict(Service.choices)),
        "Par structure": _par_structure(lignes),
        "Par nature": _par_champ(lignes, "nature", dict(LigneFacture.Nature.choices)),
    }


def _par_champ(lignes: QuerySet[LigneFacture], champ: str, noms: dict[str, str]) -> list[Part]:
    lues = lignes.values(champ).annotate(nombre=Count("pk"), somme=Sum("montant"))
    parts = [Part(str(noms[lue[champ]]), lue["nombre"], lue["somme"]) for lue in lues]
    return sorted(parts, key=lambda part: -part.montant)


def _par_structure(lignes: QuerySet[LigneFacture]) -> list[Part]:
    """An invoice knows nothing of structures: what it bills (`source`) does."""
    structures = dict(Activite.objects.values_list("pk", "structure__nom"))
    comptes = _activites_comptees(lignes)
    nombres: Counter[str] = Counter()
    sommes: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for source, montant in lignes.values_list("source", "montant"):
        genre, *reste = source.split(":")
        activite = None
        if genre in (_BLOC, _RETARD):
            activite = int(reste[2])
        elif genre == _COMPTE:
            activite = comptes.get(int(reste[0]))
        nom = structures.get(activite, SANS_STRUCTURE)
        nombres[nom] += 1
        sommes[nom] += montant
    parts = [Part(nom, nombres[nom], somme) for nom, somme in sommes.items()]
    return sorted(parts, key=lambda part: -part.montant)


def _activites_comptees(lignes: QuerySet[LigneFacture]) -> dict[int, int]:
    """count → its activity, for the months that these lines are of."""
    jours = lignes.filter(source__startswith=_COMPTE).values_list("jour", flat=True)
    bornes = sorted(set(jours))
    if not bornes:
        return {}
    comptes = ConsommationImportee.objects.filter(jour__range=(bornes[0], bornes[-1]))
    return dict(comptes.values_list("pk", "activite"))


class ImpressionForm(Formulaire):
    qui = forms.ChoiceField(
        label="Quelles factures",
        choices=[
            ("sans-courriel", "Celles des familles qui n’ont pas d’e-mail dans le portail"),
            ("toutes", "Toutes"),
        ],
        initial="sans-courriel",
        widget=forms.RadioSelect,
    )
    recto_verso = forms.BooleanField(
        label="Imprimer en recto verso",
        required=False,
        help_text="Une page blanche est ajoutée où il le faut : une facture commence une feuille.",
    )
    partie = forms.IntegerField(
        label="Partie",
        min_value=1,
        initial=1,
        help_text=f"Un PDF compte {FACTURES_MAX} factures au plus : au-delà, imprimez la partie 1,"
        " puis la 2…",
    )

    def __init__(self, *args: Any, nombre: int, sans_courriel: int, **kwargs: Any) -> None:
        """`nombre`: invoices of the campaign, `sans_courriel` of households without a mail: what
        has no choice is not asked."""
        super().__init__(*args, **kwargs)
        if not sans_courriel:
            self.fields["qui"].initial = "toutes"
        if nombre <= FACTURES_MAX:
            self.fields["partie"].widget = forms.HiddenInput()


@require_http_methods(["GET", "HEAD", "POST"])
@exige(FACTURER)
def imprimer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Which ones; POST begins the job that makes the PDF."""
    campagne = _trouver(pk)
    nombres = {
        "nombre": len(a_imprimer(campagne, sans_courriel=False)),
        "sans_courriel": len(a_imprimer(campagne, sans_courriel=True)),
    }
    form = ImpressionForm(request.POST or None, **nombres)
    if request.method == "POST" and form.is_valid():
        lu = form.cleaned_data
        with agir(request):
            travail = lancer_l_impression(
                campagne,
                sans_courriel=lu["qui"] == "sans-courriel",
                recto_verso=lu["recto_verso"],
                partie=lu["partie"],
                par=request.user,
            )
            return redirect("travaux:travail", travail.pk)
    contexte = {
        "titre": f"Imprimer les factures {Mois.du(campagne.mois).complement}",
        "campagne": campagne,
        "form": form,
        **nombres,
        "breadcrumbs_items": fil_de(campagne),
    }
    gabarit = "reservations/facturation/bureau/imprimer.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_safe
@exige(FACTURER)
def totaux(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What it bills, three ways."""
    campagne = _trouver(pk)
    contexte = {
        "titre": f"Totaux des factures {Mois.du(campagne.mois).complement}",
        "campagne": campagne,
        "repartitions": repartir(campagne),
        "breadcrumbs_items": fil_de(campagne),
    }
    return render(request, "reservations/facturation/bureau/repartition.html", contexte)


@require_safe
@exige(FACTURER)
def totaux_en_fichier(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """The totals as an XLSX: some tens of lines, that name nobody."""
    campagne, fichier = _trouver(pk), io.BytesIO()
    tableau = TableauXlsx(fichier, ["Répartition", "Libellé", "Lignes", "Montant"])
    for titre, parts in repartir(campagne).items():
        for part in parts:
            tableau.ajouter([titre, part.libelle, part.lignes, part.montant])
    tableau.finir()
    reponse = HttpResponse(fichier.getvalue(), content_type=TYPES[XLSX])
    return a_enregistrer(reponse, sous=f"totaux-{campagne.mois:%Y-%m}.xlsx")


def _trouver(pk: int) -> CampagneFacturation:
    return get_object_or_404(CampagneFacturation, pk=pk)
