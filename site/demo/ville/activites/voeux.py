"""The next holidays that open late enough take wishes now: those of the Martins, and of families of
the crowd. The seed and the pseudonyms are the same each time, so the answers would be too."""

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from demo.ville.jours import annee_scolaire, au_moment, il_y_a
from famille.models import Foyer
from reservations.models import (
    CritereDePriorite,
    EnfantDeListe,
    Inscription,
    ListeDeVoeux,
    Ouverture,
    Tirage,
)
from reservations.regles.juge import PARIS
from reservations.regles.voeux.tirage import empreinte
from reservations.voeux.actions import Souhait, enregistrer_voeux
from reservations.voeux.possibles import ensemble, lire_possibles

from .centres import Centres

HASARD = 18
FAMILLES = 24
GRAINE = "36" * 32
DELIBERATION = "n° {annee}-58 du 12 juin {annee}"
DUREE = timedelta(days=12)
Genre = CritereDePriorite.Genre


def faire_des_voeux(centres: Centres, jour: date, *, martin: Foyer) -> None:
    """Nothing where the season has no such holidays left."""
    for rang, genre in enumerate((Genre.COMMUNE, Genre.FRATRIE, Genre.DEJA_VENU), 1):
        deliberation = DELIBERATION.format(annee=annee_scolaire(jour))
        CritereDePriorite.objects.create(
            genre=genre, rang=rang, debut=centres.debut, deliberation=deliberation
        )
    tard = jour + DUREE + timedelta(days=3)
    futures = Ouverture.objects.filter(activites=centres.ados, ouvre_le__date__gt=tard)
    ouverture = futures.order_by("ouvre_le").first()
    if ouverture is None:
        return
    tirage = _par_voeux(ouverture, jour)
    hasard, quand = Random(HASARD), il_y_a(1)  # noqa: S311
    with au_moment(quand):
        for foyer in [martin, *_autres(centres, martin)]:
            _souhaits_de(foyer, tirage, hasard, quand)
    _fixer_les_pseudonymes(tirage)


def _par_voeux(ouverture: Ouverture, jour: date) -> Tirage:
    du = datetime.combine(jour - timedelta(days=3), time(9), tzinfo=PARIS)
    au = datetime.combine(jour + DUREE, time(18), tzinfo=PARIS)
    Ouverture.objects.filter(pk=ouverture.pk).update(voeux_du=du, voeux_au=au)
    ouverture.refresh_from_db()
    return Tirage.objects.create(
        ouverture=ouverture, graine=GRAINE, empreinte=empreinte(GRAINE), engage_le=du
    )


def _autres(centres: Centres, martin: Foyer) -> list[Foyer]:
    inscrits = Inscription.objects.filter(activite__in=centres.toutes).values("enfant")
    autres = Foyer.objects.filter(
        rattachements__enfant__in=inscrits, responsables__utilisateur__is_active=True
    )
    return list(autres.exclude(pk=martin.pk).order_by("pk").distinct()[:FAMILLES])


def _souhaits_de(foyer: Foyer, tirage: Tirage, hasard: Random, quand: datetime) -> None:
    """Each child for himself: one to four periods, in an order of his own."""
    adultes = foyer.responsables.filter(fin=None, utilisateur__is_active=True)
    adulte = adultes.select_related("utilisateur").order_by("pk").first()
    if adulte is None or adulte.utilisateur is None:
        return
    possibles = lire_possibles(foyer, tirage.ouverture)
    for enfant, siens in sorted(possibles.items()):
        if not siens:
            continue
        voulus = hasard.sample(siens, min(len(siens), hasard.randint(1, 4)))
        choix = [parts for un in voulus if (parts := ensemble(possibles, [enfant], un.cle))]
        souhait = Souhait(choix, hasard.randint(1, len(choix)))
        enregistrer_voeux(tirage, foyer, souhait, par=adulte.utilisateur, maintenant=quand)


def _fixer_les_pseudonymes(tirage: Tirage) -> None:
    for rang, liste in enumerate(ListeDeVoeux.objects.filter(tirage=tirage).order_by("pk")):
        liste.pseudonyme = uuid5(NAMESPACE_URL, f"voeux-liste-{rang}")
        liste.save(update_fields=["pseudonyme"])
    for rang, enfant in enumerate(EnfantDeListe.objects.filter(tirage=tirage).order_by("pk")):
        enfant.pseudonyme = uuid5(NAMESPACE_URL, f"voeux-enfant-{rang}")
        enfant.save(update_fields=["pseudonyme"])
