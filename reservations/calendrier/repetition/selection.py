"""From a preview to the basket: what was ticked, and what it comes to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from famille.models import Foyer
from famille.socle.dire import centimes_en_euros, compte
from reservations.models.demandes import Action
from reservations.moteur.demande import LigneDemandee
from reservations.regles.tarifs import SANS_TARIF, avis_quotient

from .regles import EtatProposition, Volet


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
    possibles = [p for p in toutes if p.etat == EtatProposition.POSSIBLE]
    annulables = sum(p.etat == EtatProposition.ANNULABLE for p in toutes)
    complets = sum(p.etat == EtatProposition.COMPLET for p in toutes)
    reserves = sum(p.etat == EtatProposition.RESERVE for p in toutes)
    choisis = sum(p.etat == EtatProposition.CHOISI for p in toutes)
    avis = [*filter(None, [avis_quotient(p.prix for p in possibles)])]
    if any(p.prix is None for p in possibles):
        avis.append(SANS_TARIF)
    pour_annuler = all(volet.annuler for volet in volets)
    autres = len(toutes) - len(possibles) - annulables - complets - reserves - choisis
    suivent = bool(possibles or annulables or complets or reserves or choisis)
    return {
        "possibles": len(possibles),
        "annulables": annulables,
        "complets": complets,
        "reserves": reserves,
        "choisis": choisis,
        "pour_annuler": pour_annuler,
        "autres": autres,
        "dire_les_autres": _dire_les_autres(autres, suivent=suivent, pour_annuler=pour_annuler),
        "total": centimes_en_euros(sum(p.centimes for p in possibles))
        if any(p.prix for p in possibles)
        else "",
        "avis": avis,
    }


def _dire_les_autres(nombre: int, *, suivent: bool, pour_annuler: bool) -> str:
    """ "2 autres à laisser de côté"; they are "others" only where they follow (`suivent`) some
    that are said first."""
    mots = ("autre", "autres") if suivent else ("réservation", "réservations")
    if pour_annuler:
        ne_peut = "ne peuvent plus être annulées" if nombre > 1 else "ne peut plus être annulée"
        return f"{compte(nombre, *mots)} {ne_peut}"
    return f"{compte(nombre, *(mots if suivent else ('date',)))} à laisser de côté"
