"""Entering a démarche for a family, at the counter, by telephone or from a letter, with the same
receipt (D8).

The agent finds the household, begins a draft, then fills the same pages as a family would
(demarches.instruction.acces).
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from demarches.assistant.contexte_etape import RECAPITULATIF
from demarches.catalogue import obtenir
from demarches.declaration.a_l_agent import a_l_agent
from demarches.depot.brouillon import commencer
from demarches.depot.depot import commencer_la_saisie, refus_de_saisir
from demarches.instruction.acces import pour_instructeurs, sante_reservee
from demarches.instruction.passage import PassageImpossible
from demarches.models import Demande, ReglageDemarche
from famille.actions import noter_consultation
from famille.models import Enfant, Foyer, Utilisateur
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import QuiRefuse, agir

from . import url_de_la_liste, urls_de
from .vues import trouver

Canal = Demande.Canal
GABARIT = "demarches/bureau/guichet/saisir.html"
TROUVES_MAX = 10
SANTE_A_SAISIR = (
    "Cette démarche demande des informations de santé, que votre compte ne peut pas lire : confiez"
    " la saisie à un agent habilité, ou proposez à la famille de la faire elle-même dans le"
    " portail."
)


class CanalForm(QuiRefuse, forms.Form):
    """How the family asked that an agent writes for it."""

    fields: dict[str, Any]  # each of its own class

    canal = forms.ChoiceField(
        label="La famille s’est adressée à vous",
        widget=forms.RadioSelect,
        choices=[
            (Canal.GUICHET, "au guichet"),
            (Canal.TELEPHONE, "par téléphone"),
            (Canal.COURRIER, "par courrier"),
        ],
        error_messages={"required": "Dites comment la famille s’est adressée à vous."},
    )


class GuichetForm(CanalForm):
    """Which démarche, for whom in the household, and how the family asked it."""

    field_order = ["code", "canal", "enfant"]
    code = forms.ChoiceField(
        label="Démarche",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la démarche à saisir."},
    )
    enfant = forms.ModelChoiceField(
        label="Enfant concerné, si la démarche est celle d’un enfant",
        queryset=Enfant.objects.none(),
        required=False,
        empty_label="Tout le foyer",
    )

    def __init__(self, *args: Any, foyer: Foyer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ouvertes = [
            (reglage, demarche)
            for reglage in ReglageDemarche.objects.ouvertes()
            if (demarche := obtenir(reglage.code))
        ]
        self.fields["code"].choices = [(r.code, r.titre) for r, _demarche in ouvertes]
        if len(self.fields["code"].choices) == 1:
            self.fields["code"].initial = self.fields["code"].choices[0][0]
        self.fields["enfant"].queryset = Enfant.objects.du([foyer])
        if not any(demarche.par_enfant for _reglage, demarche in ouvertes):
            del self.fields["enfant"]

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        demarche = obtenir(donnees.get("code", ""))
        if demarche and demarche.par_enfant and not donnees.get("enfant"):
            self.add_error("enfant", "Cette démarche est celle d’un enfant : choisissez lequel.")
        return donnees


@require_http_methods(["GET", "HEAD", "POST"])
@pour_instructeurs
def saisir(request: RequeteConnectee) -> HttpResponse:
    """`?q=` finds a household, `?foyer=` chooses it, `?code=` and `?enfant=` say what is known
    already; a POST begins the draft and opens its first page."""
    choisi = entier(request.GET.get("foyer"))
    if choisi is None:
        return render(request, GABARIT, _recherche(request))
    foyer = get_object_or_404(Foyer.objects.ouverts(), pk=choisi)
    connus = {nom: request.GET[nom] for nom in ("code", "enfant") if nom in request.GET}
    form = GuichetForm(request.POST or None, foyer=foyer, initial=connus)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            demande = _commencer(form.cleaned_data, foyer, par=request.user)
            return redirect("demarches:etape", pk=demande.pk, step=demande.avancement.etape)
    return render(request, GABARIT, {"foyer": foyer, "form": form, "liste": url_de_la_liste()})


@transaction.atomic
def _commencer(choix: dict[str, Any], foyer: Foyer, *, par: Utilisateur) -> Demande:
    """PassageImpossible: closed meanwhile, or health that this agent may not read."""
    noter_consultation(foyer, "saisie d’une démarche pour la famille", par=par)
    demarche = obtenir(choix["code"])
    enfant = choix.get("enfant") if demarche and demarche.par_enfant else None
    demande = commencer(choix["code"], foyer=foyer, par=par, enfant=enfant, canal=choix["canal"])
    if sante_reservee(par, demande, demande.sa_demarche.pages(demande).values()):
        raise PassageImpossible(SANTE_A_SAISIR)
    return demande


def _recherche(request: RequeteConnectee) -> dict[str, Any]:
    cherche = request.GET.get("q", "").replace("\0", "")[:100]
    en_cours = Demande.objects.brouillons().exclude(canal=Canal.PORTAIL).filter(par=request.user)
    return {
        "cherche": cherche,
        "foyers": (
            list(Foyer.objects.cherches(cherche).avec_adultes()[: TROUVES_MAX + 1])
            if cherche
            else None
        ),
        "en_cours": list(en_cours.select_related("foyer").order_by("-modifie_le")),
        "liste": url_de_la_liste(),
        "max": TROUVES_MAX,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@pour_instructeurs
def saisir_pour(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """A POST begins, and opens the first page that was given back."""
    demande = trouver(pk)
    if refus := refus_de_saisir(demande, par=request.user):
        messages.error(request, refus)
        return redirect(urls_de(demande))
    pages = demande.sa_demarche.pages_a_remplir(demande)
    form = CanalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with agir(request):
            commencer_la_saisie(demande, par=request.user, canal=form.cleaned_data["canal"])
            return redirect("demarches:etape", pk=demande.pk, step=next(iter(pages), RECAPITULATIF))
        return redirect(urls_de(demande))
    contexte = {
        "demande": demande,
        "complement": demande.complement_attendu,
        "pages": [a_l_agent(page.titre) for page in pages.values()],
        "form": form,
        "adresse": urls_de(demande),
    }
    return render(request, "demarches/bureau/guichet/saisir_pour.html", contexte)
