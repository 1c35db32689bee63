"""What is remembered of two files that look like one person's."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import product
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils import timezone

from famille.models import Doublon, Enfant, Responsable, Utilisateur
from famille.regles.doublons import Ressemblance, comparer
from famille.regles.foyer import entier

from .lecture import SORTES, Sorte

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
    personnes: Collection[Enfant | Responsable], cles: Iterable[str], *, par: Utilisateur
) -> None:
    """Who has just been created is none of those that were shown first (`cles` of Ressemblant)."""
    montrees = list(cles)[:CLES_MAX]
    for sorte in SORTES:
        nom = str(sorte.tous.model._meta.model_name)
        siennes = {une.pk for une in personnes if isinstance(une, sorte.tous.model)}
        numeros = (entier(cle.removeprefix(nom)) for cle in montrees if cle.startswith(nom))
        deux = product(sorte.lire(siennes), sorte.lire({un for un in numeros if un} - siennes))
        paires = [
            (une, autre, vue)
            for une, autre in deux
            if (vue := comparer(sorte.identite(une), sorte.identite(autre)))
        ]
        noter_les_paires(sorte, paires, ecarte_par=par)


def noter_les_paires(
    sorte: Sorte,
    paires: Iterable[tuple[Any, Any, Ressemblance]],
    *,
    ecarte_par: Utilisateur | None = None,
) -> datetime:
    """A Doublon of each, made or updated at the moment returned. What an agent has said stays."""
    dit: dict[str, Any] = {"vu_le": timezone.now()}
    if ecarte_par:
        dit |= {"ecarte_le": dit["vu_le"], "ecarte_par": ecarte_par}
    deux = [sorte.nom, f"autre_{sorte.nom}"]
    doublons = []
    for une, autre, lue in paires:
        personnes = dict(zip(deux, sorted((une, autre), key=attrgetter("pk")), strict=True))
        vue = {"noms": lue.noms, "preuves": list(lue.preuves), "poids": lue.poids}
        doublons.append(Doublon(**personnes, **vue, **dit))
    Doublon.objects.bulk_create(
        doublons,
        update_conflicts=True,
        update_fields=["noms", "preuves", "poids", *dit],
        unique_fields=deux,
    )
    return dit["vu_le"]
