"""The list of possible duplicates: the likeliest first, each with what says so."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from famille.doublons.actions import ecarter, montrer_a_nouveau
from famille.foyers.bureau.droits import FUSIONNER, exige
from famille.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.listes.vues import montrer
from famille.models import Doublon, Enfant, Foyer, Fusion, Rattachement
from famille.socle.connectee import RequeteConnectee

from . import LISTE, url_de_la_fusion


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
