"""What is remembered of two files that look like one person's."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from famille.models import Doublon, Enfant, Responsable, Utilisateur
from famille.regles.doublons import Identite, Ressemblance, comparer
from famille.regles.foyer import entier

from .lecture import (
    avec_leur_foyer,
    avec_leurs_foyers,
    identite_d_adulte,
    identite_d_enfant,
)

CLES_MAX = 200  # of one answer: many more than a page shows


@transaction.atomic
def ecarter(doublon: Doublon, *, par: Utilisateur) -> None:
    """They are two persons: the pair is never shown again."""
    Doublon.objects.filter(pk=doublon.pk).update(ecarte_le=timezone.now(), ecarte_par=par)


@transaction.atomic
def montrer_a_nouveau(doublon: Doublon, *, par: Utilisateur) -> None:
    """It was said too fast: the pair is shown again."""
    Doublon.objects.filter(pk=doublon.pk).update(ecarte_le=None, ecarte_par=par)


@transaction.atomic
def ecarter_a_la_creation(
    personnes: Iterable[Enfant | Responsable], cles: Iterable[str], *, par: Utilisateur
) -> None:
    """Who has just been created is none of those that were shown first (`cles` of Ressemblant)."""
    montres = list(_de_ces_cles(list(cles)[:CLES_MAX]))
    for une in _relues(personnes):
        for autre in montres:
            lues = _identites(une, autre)
            if lues and (ressemblance := comparer(*lues)):
                noter_les_paires([(une, autre, ressemblance)], ecarte_par=par)


def noter_les_paires(
    paires: Iterable[tuple[Any, Any, Ressemblance]], *, ecarte_par: Utilisateur | None = None
) -> datetime:
    """A Doublon of each of these, made or brought up to date at the moment that is given back. What
    an agent has said of it stays."""
    maintenant = timezone.now()
    dit: dict[str, Any] = {"vu_le": maintenant}
    if ecarte_par:
        dit |= {"ecarte_le": maintenant, "ecarte_par": ecarte_par}
    notes: dict[str, list[Doublon]] = {"enfant": [], "adulte": []}
    for une, autre, lue in paires:
        champ = "enfant" if isinstance(une, Enfant) else "adulte"
        premiere, seconde = sorted((une, autre), key=lambda personne: personne.pk)
        notes[champ].append(
            Doublon(
                **{champ: premiere, f"autre_{champ}": seconde},
                noms=lue.noms,
                preuves=list(lue.preuves),
                poids=lue.poids,
                **dit,
            )
        )
    for champ, doublons in notes.items():
        Doublon.objects.bulk_create(
            doublons,
            update_conflicts=True,
            update_fields=["noms", "preuves", "poids", *dit],
            unique_fields=[champ, f"autre_{champ}"],
        )
    return maintenant


def _de_ces_cles(cles: Iterable[str]) -> Iterable[Any]:
    for modele in (Enfant, Responsable):
        nom = str(modele._meta.model_name)
        numeros = [entier(cle.removeprefix(nom)) for cle in cles if cle.startswith(nom)]
        connues = modele.objects.filter(pk__in=[un for un in numeros if un is not None])
        yield from _relues(connues)


def _relues(personnes: Iterable[Any]) -> list[Any]:
    """The same, with what an identity reads."""
    personnes = list(personnes)
    enfants = [une.pk for une in personnes if isinstance(une, Enfant)]
    adultes = [une.pk for une in personnes if isinstance(une, Responsable)]
    return [
        *avec_leurs_foyers(Enfant.objects.filter(pk__in=enfants)),
        *avec_leur_foyer(Responsable.objects.filter(pk__in=adultes)),
    ]


def _identites(une: Any, autre: Any) -> tuple[Identite, Identite] | None:
    if type(une) is not type(autre) or une.pk == autre.pk:
        return None
    lire = identite_d_enfant if isinstance(une, Enfant) else identite_d_adulte
    return lire(une), lire(autre)
