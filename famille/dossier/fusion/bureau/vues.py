"""The town's possible duplicates; a merge prepared, done, and taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.dossier.doublons.actions import ecarter, montrer_a_nouveau
from famille.dossier.foyers.bureau import url, url_du_foyer
from famille.dossier.foyers.bureau.droits import FUSIONNER, exige
from famille.dossier.foyers.bureau.ecran import fil_du_foyer
from famille.dossier.fusion.actions import fusionner, obstacles
from famille.dossier.fusion.annulation import annuler, ce_qui_en_depend
from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.dossier.listes.vues import montrer
from famille.journal.modifications import noter_consultation
from famille.models import DELAI_DE_FUSION, Doublon, Enfant, Foyer, Fusion, Rattachement
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_lettres
from famille.socle.ecran import page
from famille.socle.erreurs import Refus

from . import LISTE, url_de_la_fusion
from .preparation import FormulaireDeFusion, apercu_de, foyer_de, lire_les_deux, paires_de


class FiltreDoublonsForm(Filtres):
    genre = forms.ChoiceField(
        label="Qui",
        required=False,
        choices=[("", "Tous"), ("enfants", "Enfants"), ("adultes", "Adultes")],
    )


class ListeDesDoublons(Liste):
    titre = "Doublons possibles"
    adresse = LISTE
    gabarit = "famille/fusion/liste.html"
    cellules = "famille/fusion/colonnes.html"
    colonnes = (
        Colonne("personnes", "Personnes"),
        Colonne("dossiers", "Dossiers"),
        Colonne("preuves", "Ce qui se ressemble", tri=("poids",)),
        Colonne("gestes", "Que faire"),
    )
    ecran = ("personnes", "dossiers", "preuves", "gestes")
    onglets = (
        Onglet("", "À regarder", Q(ecarte_le=None)),
        Onglet("ecartes", "Deux personnes différentes", Q(ecarte_le__isnull=False)),
    )
    filtres = FiltreDoublonsForm
    une_ligne, des_lignes = "doublon possible", "doublons possibles"

    def base(self) -> QuerySet[Doublon]:
        jour = timezone.localdate()
        residences = Prefetch(
            "rattachements",
            Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour)).select_related("foyer"),
            to_attr="residences_lues",
        )
        enfants = Enfant.objects.prefetch_related(residences)
        return Doublon.objects.select_related(
            "adulte__foyer", "autre_adulte__foyer", "ecarte_par"
        ).prefetch_related(Prefetch("enfant", enfants), Prefetch("autre_enfant", enfants))

    def filtrer(self, lignes: QuerySet[Doublon], valeurs: dict[str, str]) -> QuerySet[Doublon]:
        match valeurs.get("genre"):
            case "enfants":
                return lignes.filter(enfant__isnull=False)
            case "adultes":
                return lignes.filter(adulte__isnull=False)
        return lignes

    def ordre(self, cle: str, valeurs: dict[str, str]) -> tuple[str, ...]:
        return ("-ecarte_le", "pk") if cle else ("-poids", "pk")

    def preparer(self, objets: list[Doublon]) -> list[dict[str, Any]]:
        return [_ligne(doublon) for doublon in objets]

    def cle_de(self, ligne: dict[str, Any]) -> int:
        return ligne["doublon"].pk


def _ligne(doublon: Doublon) -> dict[str, Any]:
    une, autre = doublon.personnes
    genre = Fusion.Genre.ENFANTS if doublon.enfant else Fusion.Genre.ADULTES
    deux = [(une, _foyers_de(une)), (autre, _foyers_de(autre))]
    return {
        "doublon": doublon,
        "deux": deux,
        # each file once, were both persons of it
        "dossiers": list({foyer.pk: foyer for _un, foyers in deux for foyer in foyers}.values()),
        "sans_dossier": [personne for personne, foyers in deux if not foyers],
        "preuves": doublon.ressemblance.dite,
        "lien": url_de_la_fusion(genre, une.pk, autre.pk),
        "des_foyers": _lien_des_foyers(deux[0][1], deux[1][1]),
    }


def _foyers_de(personne: Any) -> list[Foyer]:
    if isinstance(personne, Enfant):
        return [un.foyer for un in getattr(personne, "residences_lues", ())]
    return [personne.foyer]


def _lien_des_foyers(uns: list[Foyer], autres: list[Foyer]) -> str:
    """ "" when they are of one household, or when several could be meant."""
    if len(uns) != 1 or len(autres) != 1 or uns[0].pk == autres[0].pk:
        return ""
    return url_de_la_fusion(Fusion.Genre.FOYERS, uns[0].pk, autres[0].pk)


@require_safe
@exige(FUSIONNER)
def doublons(request: RequeteConnectee) -> HttpResponse:
    return montrer(request, ListeDesDoublons, fusions=Fusion.objects.annulables()[:20])


@require_POST
@exige(FUSIONNER)
def trancher(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`meme`: "non", these are two persons; "oui", it was said too fast."""
    doublon = get_object_or_404(Doublon, pk=pk)
    if request.POST.get("meme") == "non":
        ecarter(doublon, par=request.user)
        messages.success(request, f"{doublon} : deux personnes différentes. C’est retenu.")
    else:
        montrer_a_nouveau(doublon, par=request.user)
        messages.success(request, f"{doublon} : de nouveau à regarder.")
    return redirect(LISTE)


class AutreDossierForm(forms.Form):
    numero = forms.CharField(
        label="Numéro de l’autre dossier", max_length=12, help_text="Exemple : 2026-00417"
    )

    def clean_numero(self) -> Foyer:
        trouve = Foyer.objects.ouverts().filter(numero=self.cleaned_data["numero"].strip()).first()
        if trouve is None:
            raise forms.ValidationError(
                "Aucun dossier ouvert n’a ce numéro : vérifiez-le, ou cherchez la famille."
            )
        return trouve


@require_http_methods(["GET", "POST"])
@exige(FUSIONNER)
def choisir(request: RequeteConnectee, pk: int) -> HttpResponse:
    """With which other household: its number is typed."""
    foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    formulaire = AutreDossierForm(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        autre = formulaire.cleaned_data["numero"]
        if autre.pk != foyer.pk:
            return redirect(url_de_la_fusion(Fusion.Genre.FOYERS, foyer.pk, autre.pk))
        formulaire.add_error("numero", "C’est le numéro de ce dossier-ci : donnez l’autre.")
    contexte = {
        "form": formulaire,
        "foyer": foyer,
        "titre": "Réunir ce dossier à un autre",
        "bouton": "Comparer les deux dossiers",
        "retour": url_du_foyer(foyer, "famille"),
        "breadcrumbs_items": fil_du_foyer(foyer),
    }
    gabarit = "famille/foyers/bureau/formulaire.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


@require_http_methods(["GET", "POST"])
@exige(FUSIONNER)
def preparer(request: RequeteConnectee, genre: str, garde: int, autre: int) -> HttpResponse:
    """Before and after; what differs is chosen. Nothing is written until the button is pressed."""
    deux = lire_les_deux(genre, garde, autre)
    foyer, autre_foyer = foyer_de(deux[0]), foyer_de(deux[1])
    if foyer is None:
        raise Http404
    formulaire = FormulaireDeFusion(*deux, paires_de(*deux), request.POST or None)
    refus = ""
    if request.method == "POST" and formulaire.is_valid():
        try:
            faite = fusionner(formulaire.projet(), foyer=foyer, par=request.user)
        except Refus as refuse:
            refus = str(refuse)
        else:
            messages.success(
                request,
                f"C’est fait : {faite.quoi}. Vous pouvez l’annuler jusqu’au"
                f" {en_lettres(faite.jusqu_au.date())}, dans « Doublons possibles ».",
            )
            return redirect(url_du_foyer(foyer, "famille"))
    for lu in {un.pk: un for un in (foyer, autre_foyer) if un}.values():
        noter_consultation(lu, "comparaison avant fusion", par=request.user)
    contexte = _contexte(formulaire, genre, deux, foyer, refus)
    gabarit = "famille/fusion/preparer.html"
    return page(request, gabarit, contexte, refusee=refus or formulaire.errors)


def _contexte(
    formulaire: FormulaireDeFusion, genre: str, deux: tuple[Any, Any], foyer: Foyer, refus: str
) -> dict[str, Any]:
    projet = formulaire.projet()
    return {
        "form": formulaire,
        "garde": deux[0],
        "autre": deux[1],
        "genre": genre,
        "foyer": foyer,
        "obstacles": [refus] if refus else obstacles(projet),
        "apercu": apercu_de(projet),
        "jours": DELAI_DE_FUSION.days,
        "echanger": url_de_la_fusion(genre, deux[1].pk, deux[0].pk),
        "titre": "Réunir deux fiches" if genre != Fusion.Genre.FOYERS else "Réunir deux dossiers",
        "retour": url("doublons"),
        "breadcrumbs_items": fil_du_foyer(foyer),
    }


@require_http_methods(["GET", "POST"])
@exige(FUSIONNER)
def annuler_la_fusion(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What taking a merge back would do, or why it can't be; then it is done."""
    fusion = get_object_or_404(Fusion.objects.annulables().select_related("foyer", "par"), pk=pk)
    refus = ""
    if request.method == "POST":
        try:
            annuler(fusion, par=request.user)
        except Refus as refuse:
            refus = str(refuse)
        else:
            messages.success(request, "La fusion est annulée : tout est comme avant elle.")
            return redirect(LISTE)
    contexte = {
        "fusion": fusion,
        "refus": refus,
        "dependances": ce_qui_en_depend(fusion),
        "titre": "Annuler la fusion",
        "retour": url("doublons"),
        "breadcrumbs_items": fil_du_foyer(fusion.foyer),
    }
    return page(request, "famille/fusion/annuler.html", contexte, refusee=refus)
