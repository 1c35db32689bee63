"""Many children of one school put where they go, at once, and taken back: the passage to the next
school year, a list of ONDE. Whatever contradicts a line leaves it, with its reason."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from famille import models
from famille.journal.modifications import noter_ensemble
from famille.models import Classe, Enfant, LigneRangee, RangementDEcole, Rattachement, Utilisateur
from famille.socle.erreurs import Refus

from .actions import decrire_la_scolarite
from .lecture import COLONNES
from .passe import UN_JOUR, colonnes_tenues, garder_le_passe

DELAI = timedelta(days=30)
A_CHANGE = "a changé d’école ou de classe depuis : sa fiche est laissée comme elle est"
EST_PARTI = "n’est plus dans aucun foyer"
Etat = LigneRangee.Etat


@dataclass(frozen=True)
class Bilan:
    """How many children were moved, and how many were left, with their reason on their line."""

    faites: int = 0
    laissees: int = 0


@transaction.atomic
def appliquer(
    rangement: RangementDEcole, *, par: Utilisateur | None, lignes: Iterable[int] | None = None
) -> Bilan:
    """Put each child where his line says, from `effet` on; each home's journal keeps the change.
    `lignes`: keys, by default all that are to be done. What is done is not done twice."""
    RangementDEcole.objects.select_for_update().get(pk=rangement.pk)
    prevues = rangement.lignes.filter(etat=Etat.A_FAIRE).exclude(enfant=None).exclude(apres={})
    if lignes is not None:
        prevues = prevues.filter(pk__in=list(lignes))
    par_enfant = {une.enfant_id: une for une in prevues if une.enfant_id}
    enfants = _verrouiller(par_enfant)
    presents = _presents(enfants)
    a_faire: list[tuple[Enfant, dict[str, Any]]] = []
    for cle, ligne in par_enfant.items():
        enfant = enfants[cle]
        if colonnes_tenues(enfant) != ligne.avant:
            ligne.etat, ligne.raison = Etat.LAISSEE, A_CHANGE
        elif cle not in presents:
            ligne.etat, ligne.raison = Etat.LAISSEE, EST_PARTI
        else:
            ligne.etat, ligne.raison = Etat.FAITE, ""
            if ligne.apres != ligne.avant:
                a_faire.append((enfant, ligne.apres))
    passees = garder_le_passe((un for un, _ in a_faire), jusqu_au=rangement.effet - UN_JOUR)
    for cle, passee in passees.items():
        par_enfant[cle].passee = passee
    _ranger(a_faire, presents, par=par, origine=str(rangement))
    LigneRangee.objects.bulk_update(par_enfant.values(), ["etat", "raison", "passee"])
    rangement.applique_le, rangement.annule_le = timezone.now(), None
    rangement.save(update_fields=["applique_le", "annule_le"])
    laissees = sum(une.etat == Etat.LAISSEE for une in par_enfant.values())
    return Bilan(len(par_enfant) - laissees, laissees)


def annulable(rangement: RangementDEcole) -> bool:
    """Whether it is done, and for thirty days at most."""
    le = rangement.applique_le
    return rangement.est_fait and le is not None and timezone.now() <= le + DELAI


@transaction.atomic
def annuler(
    rangement: RangementDEcole, *, par: Utilisateur, lignes: Iterable[int] | None = None
) -> Bilan:
    """Put each child back where he was, but those who have moved since: they are left, and told.
    `lignes`: keys of those to take back. Refus: not done, or more than thirty days ago."""
    rangement = RangementDEcole.objects.select_for_update().get(pk=rangement.pk)
    if not rangement.est_fait:
        raise Refus("Rien n’est à annuler : ce rangement n’est pas fait.")
    if not annulable(rangement):
        raise Refus(
            "Ce rangement a plus de trente jours : il ne s’annule plus. Corrigez la fiche de chaque"
            " enfant concerné."
        )
    faites = rangement.lignes.filter(etat=Etat.FAITE).select_related("passee")
    if lignes is not None:
        faites = faites.filter(pk__in=list(lignes))
    par_enfant = {une.enfant_id: une for une in faites if une.enfant_id}
    visees = {une.avant.get("classe_id") for une in par_enfant.values()} - {None}
    vivantes = {None, *Classe.objects.filter(pk__in=visees).values_list("pk", flat=True)}
    enfants = _verrouiller(par_enfant)
    a_faire: list[tuple[Enfant, dict[str, Any]]] = []
    for cle, ligne in par_enfant.items():
        if colonnes_tenues(enfants[cle]) != ligne.apres:
            ligne.raison = A_CHANGE
        elif ligne.avant["classe_id"] not in vivantes:
            ligne.raison = "la classe où il était, ou celle où il allait, n’existe plus"
        else:
            ligne.etat, ligne.raison = Etat.A_FAIRE, ""
            a_faire.append((enfants[cle], ligne.avant))
    rendues = [une for une in par_enfant.values() if une.etat == Etat.A_FAIRE]
    models.ScolaritePassee.objects.filter(pk__in=[une.passee_id for une in rendues]).delete()
    for une in rendues:
        une.passee = None
    _ranger(a_faire, _presents(enfants), par=par, origine=f"annulation : {rangement}")
    LigneRangee.objects.bulk_update(par_enfant.values(), ["etat", "raison", "passee"])
    if lignes is None:
        RangementDEcole.objects.filter(pk=rangement.pk).update(
            annule_le=timezone.now(), demande_le=None
        )
    return Bilan(len(rendues), len(par_enfant) - len(rendues))


def _verrouiller(par_enfant: Iterable[int]) -> dict[int, Enfant]:
    """In the order of their keys: two rangements at once wait for each other, and do not lock."""
    lus = Enfant.objects.filter(pk__in=list(par_enfant)).order_by("pk").avec_ecole()
    return {un.pk: un for un in lus.select_for_update(of=("self",), no_key=True)}


def _presents(enfants: Iterable[int]) -> dict[int, list[int]]:
    """Key of a child → the households that he has not left (keys)."""
    jour, foyers = timezone.localdate(), defaultdict(list)
    restants = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour))
    lus = restants.filter(enfant__in=list(enfants)).order_by("pk")
    for enfant, foyer in lus.values_list("enfant", "foyer"):
        foyers[enfant].append(foyer)
    return dict(foyers)


def _ranger(
    a_faire: list[tuple[Enfant, dict[str, Any]]],
    presents: dict[int, list[int]],
    *,
    par: Utilisateur | None,
    origine: str,
) -> None:
    avant = {enfant.pk: decrire_la_scolarite(enfant) for enfant, _ in a_faire}
    for enfant, colonnes in a_faire:
        for nom, valeur in colonnes.items():
            setattr(enfant, nom, valeur)
    enfants = [enfant for enfant, _ in a_faire]
    Enfant.objects.bulk_update(enfants, [nom.removesuffix("_id") for nom in COLONNES])
    apres = Enfant.objects.avec_ecole().in_bulk(list(avant))
    noter_ensemble(
        (
            (foyer, f"enfant {apres[cle]}", dit, decrire_la_scolarite(apres[cle]))
            for cle, dit in avant.items()
            for foyer in presents.get(cle, ())
        ),
        par=par,
        origine=origine,
    )


@transaction.atomic
def oublier_les_perimes() -> int:
    """Each day: what can no longer be taken back keeps its date and counts. How many lines went."""
    limite = timezone.now() - DELAI
    perimees = LigneRangee.objects.filter(
        Q(rangement__applique_le__lt=limite)
        | Q(rangement__applique_le=None, rangement__genre=RangementDEcole.Genre.ONDE)
        & Q(rangement__cree_le__lt=limite)
    )
    return perimees.delete()[0]
