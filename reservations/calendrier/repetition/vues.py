"""Repeat: the same half-days for a whole term, seen before they are asked; from what was ticked of
them to the basket (G28)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from famille.models import Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import centimes_en_euros, compte, pluriel
from famille.socle.ecran import agir
from reservations.calendrier import actions as panier
from reservations.calendrier.suites import PAGES
from reservations.models.demandes import Action
from reservations.moteur.demande import LigneDemandee
from reservations.regles.tarifs import SANS_TARIF, avis_quotient

from .formulaires import RepetitionForm
from .offre import Offre, code, lire_offre
from .regles import EtatProposition, Volet

RIEN_DE_COCHE = "Cochez au moins une date à ajouter à votre demande."
PLUS_POSSIBLE = "Les dates cochées ne sont plus possibles : voici ce qui l’est encore."


@require_http_methods(["GET", "HEAD", "POST"])
def repetition(request: RequeteConnectee) -> HttpResponse:
    """The form, then the preview of what it gives, in the same address; a POST puts what is ticked
    in the basket."""
    offre = lire_offre(list(Foyer.objects.de(request.user)))
    if offre is None:
        return render(request, "reservations/calendrier/repetition/rien.html")
    choisies = _choisies(request, offre)
    offre = replace(offre, retenues=choisies or None)
    form = RepetitionForm(
        request.GET if "voir" in request.GET or ("suite" in request.GET and not choisies) else None,
        offre=offre,
        choisies=choisies,
    )
    if not form.is_valid():
        return render(request, "reservations/calendrier/repetition/repeter.html", {"form": form})
    volets = offre.proposer(form.cleaned_data["qui"], form.repetition())
    if request.method == "POST":
        reponse = ajouter_ce_qui_est_coche(request, volets)
        if reponse:
            return reponse
    gardees = request.POST.getlist("garder") if request.method == "POST" else None
    contexte = {"form": form, **dire_l_apercu(volets, gardees)}
    return render(request, "reservations/calendrier/repetition/repeter.html", contexte)


def dire_l_apercu(volets: list[Volet], gardees: list[str] | None) -> dict[str, Any]:
    """What the preview's template needs. `gardees`: what was ticked, None before anything is."""
    return {
        "volets": volets,
        "bilan": compter(volets),
        "gardees": gardees,
        "titres_des_suites": {suite: titre for suite, (titre, _texte) in PAGES.items()},
    }


def ajouter_ce_qui_est_coche(request: RequeteConnectee, volets: list[Volet]) -> HttpResponse | None:
    """Put what is ticked in the basket. The redirect to the summary, or None when the preview must
    be shown again."""
    gardees = request.POST.getlist("garder")
    par_foyer = choisir(volets, gardees, attendre="attendre" in request.POST)
    if not par_foyer:
        messages.error(request, PLUS_POSSIBLE if gardees else RIEN_DE_COCHE)
        return None
    with agir(request):
        combien = sum(
            panier.ajouter(foyer, lignes, par=request.user) for foyer, lignes in par_foyer.items()
        )
        s = pluriel(combien)
        messages.success(
            request, f"{combien} jour{s} ajouté{s} à votre demande. Vérifiez-la, puis soumettez-la."
        )
        return redirect("reservations:recapitulatif")
    return None


def _choisies(request: RequeteConnectee, offre: Offre) -> frozenset[str]:
    """Codes of the lines that are ticked; else the only one, or those of the child or the activity
    that the calendar was filtered on; else none."""
    toutes = {code(ligne): ligne for ligne in offre.toutes}
    if len(toutes) == 1:
        return frozenset(toutes)
    if "qui" in request.GET:
        return frozenset(toutes.keys() & set(request.GET.getlist("qui")))
    enfants, activites = (_nombres(request.GET.getlist(nom)) for nom in ("enfant", "activite"))
    if not enfants and not activites:
        return frozenset()
    return frozenset(
        un
        for un, ligne in toutes.items()
        if (not enfants or ligne.enfant.pk in enfants)
        and (not activites or ligne.activite.pk in activites)
    )


def _nombres(valeurs: Iterable[Any]) -> set[int]:
    return {cle for cle in map(entier, valeurs) if cle is not None}


def choisir(
    volets: Sequence[Volet], gardees: Iterable[str], *, attendre: bool
) -> dict[Foyer, list[LigneDemandee]]:
    """Lines for the basket of each household: what is ticked and can still be had now; with
    `attendre`, the queue for what is full. `gardees`: keys of RangeeDates."""
    gardees, par_foyer = set(gardees), defaultdict(list)
    actions = {
        EtatProposition.POSSIBLE: Action.RESERVER,
        EtatProposition.ANNULABLE: Action.ANNULER,
    } | ({EtatProposition.COMPLET: Action.ATTENDRE} if attendre else {})
    for volet in volets:
        for rangee in volet.rangees:
            for proposition in rangee.propositions if rangee.cle in gardees else ():
                if proposition.etat in actions:
                    ligne = volet.ligne
                    demandee = LigneDemandee(
                        ligne.enfant.pk,
                        ligne.activite.pk,
                        proposition.bloc.cle,
                        actions[proposition.etat],
                    )
                    par_foyer[ligne.foyer].append(demandee)
    return dict(par_foyer)


def compter(volets: Sequence[Volet]) -> dict:
    """What the preview says first: dict(possibles, annulables, complets, reserves, choisis,
    pour_annuler, autres, dire_les_autres, total, avis). `total`: price of all that is possible, ""
    when no price is known; `avis`: sentences on the price."""
    toutes = [p for volet in volets for p in volet.propositions]
    nombres = Counter(p.etat for p in toutes)
    possibles = [p for p in toutes if p.etat == EtatProposition.POSSIBLE]
    avis = [*filter(None, [avis_quotient(p.prix for p in possibles)])]
    if any(p.prix is None for p in possibles):
        avis.append(SANS_TARIF)
    pour_annuler = all(volet.annuler for volet in volets)
    dits = {nom: nombres[etat] for nom, etat in _COMPTES.items()}
    autres = len(toutes) - sum(dits.values())
    suivent = any(dits.values())
    total = centimes_en_euros(sum(p.centimes for p in possibles))
    return dits | {
        "pour_annuler": pour_annuler,
        "autres": autres,
        "dire_les_autres": _dire_les_autres(autres, suivent=suivent, pour_annuler=pour_annuler),
        "total": total if any(p.prix for p in possibles) else "",
        "avis": avis,
    }


_COMPTES = {
    "possibles": EtatProposition.POSSIBLE,
    "annulables": EtatProposition.ANNULABLE,
    "complets": EtatProposition.COMPLET,
    "reserves": EtatProposition.RESERVE,
    "choisis": EtatProposition.CHOISI,
}


def _dire_les_autres(nombre: int, *, suivent: bool, pour_annuler: bool) -> str:
    """ "2 autres à laisser de côté"; they are "others" only where they follow (`suivent`) some
    that are said first."""
    mots = ("autre", "autres") if suivent else ("réservation", "réservations")
    if pour_annuler:
        ne_peut = "ne peuvent plus être annulées" if nombre > 1 else "ne peut plus être annulée"
        return f"{compte(nombre, *mots)} {ne_peut}"
    return f"{compte(nombre, *(mots if suivent else ('date',)))} à laisser de côté"
