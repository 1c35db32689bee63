"""The next holidays took wishes, and are answered: places, refusals, reasons. The next that open
late enough take wishes now. Those of the Martins, and of families of the crowd; seeds and
pseudonyms are the same each time, so the answers are too."""

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from demo.ville.jours import annee_scolaire, au_moment, il_y_a
from famille.models import Foyer, Utilisateur
from famille.travaux import actions as travaux
from reservations.models import (
    CritereDePriorite,
    EnfantDeListe,
    Inscription,
    ListeDeVoeux,
    Ouverture,
    Places,
    Tirage,
)
from reservations.regles.juge import PARIS
from reservations.regles.voeux.tirage import empreinte
from reservations.voeux.actions import Souhait, enregistrer_voeux
from reservations.voeux.attribution import demander_l_apercu, publier
from reservations.voeux.possibles import ensemble, lire_possibles

from .centres import Centres

HASARD = 18
FAMILLES = 24
PREMIERS = 5
GRAINE, GRAINE_REPONDUE = "36" * 32, "18" * 32
PETITE_SEMAINE, PETITE_EQUIPE = timedelta(days=6), 3  # the first days of holidays, a small team
REPONDUS_IL_Y_A = 2  # days
DELIBERATION = "n° {annee}-58 du 12 juin {annee}"
DUREE = timedelta(days=12)
Genre = CritereDePriorite.Genre


def faire_des_voeux(centres: Centres, jour: date, *, martin: Foyer, agent: Utilisateur) -> None:
    """Nothing where the season has no such holidays left."""
    for rang, genre in enumerate((Genre.COMMUNE, Genre.FRATRIE, Genre.DEJA_VENU), 1):
        deliberation = DELIBERATION.format(annee=annee_scolaire(jour))
        CritereDePriorite.objects.create(
            genre=genre, rang=rang, debut=centres.debut, deliberation=deliberation
        )
    tard = jour + DUREE + timedelta(days=3)
    futures = Ouverture.objects.filter(activites=centres.ados).order_by("ouvre_le")
    familles = [martin, *_autres(centres, martin)]
    if bientot := futures.filter(ouvre_le__date__gt=jour, ouvre_le__date__lte=tard).first():
        _repondre(bientot, jour, familles, agent)
    if ouverture := futures.filter(ouvre_le__date__gt=tard).first():
        debut = jour - timedelta(days=3)
        tirage = _par_voeux(ouverture, debut, jour + DUREE, GRAINE)
        _ecrire(tirage, familles, il_y_a(1))


def _repondre(ouverture: Ouverture, jour: date, familles: list[Foyer], agent: Utilisateur) -> None:
    """By the jobs of an agent: what each family gets is booked, the rest waits in the queue."""
    semaine = (ouverture.debut, ouverture.debut + PETITE_SEMAINE)
    Places.objects.filter(
        creneau__activite__in=ouverture.activites.all(), creneau__jour__range=semaine
    ).update(capacite=PETITE_EQUIPE)
    debut, fin = jour - timedelta(days=20), jour - timedelta(days=5)
    tirage = _par_voeux(ouverture, debut, fin, GRAINE_REPONDUE)
    _ecrire(tirage, familles, il_y_a(9))
    with au_moment(il_y_a(REPONDUS_IL_Y_A)):
        travaux.executer(demander_l_apercu(tirage, par=agent).pk)
        tirage.refresh_from_db()
        travaux.executer(publier(tirage, vu=tirage.empreinte_resultat, par=agent).pk)


def _ecrire(tirage: Tirage, familles: list[Foyer], quand: datetime) -> None:
    hasard = Random(HASARD)  # noqa: S311
    with au_moment(quand):
        for foyer in familles:
            _souhaits_de(foyer, tirage, hasard, quand)
    _fixer_les_pseudonymes(tirage)


def _par_voeux(ouverture: Ouverture, debut: date, fin: date, graine: str) -> Tirage:
    du = datetime.combine(debut, time(9), tzinfo=PARIS)
    au = datetime.combine(fin, time(18), tzinfo=PARIS)
    Ouverture.objects.filter(pk=ouverture.pk).update(voeux_du=du, voeux_au=au)
    ouverture.refresh_from_db()
    return Tirage.objects.create(
        ouverture=ouverture, graine=graine, empreinte=empreinte(graine), engage_le=du
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
        premiers = siens[:PREMIERS]  # what all of them want
        voulus = hasard.sample(premiers, min(len(premiers), hasard.randint(1, 4)))
        choix = [parts for un in voulus if (parts := ensemble(possibles, [enfant], un.cle))]
        souhait = Souhait(choix, hasard.randint(1, len(choix)))
        enregistrer_voeux(tirage, foyer, souhait, par=adulte.utilisateur, maintenant=quand)


def _fixer_les_pseudonymes(tirage: Tirage) -> None:
    marque = f"voeux-{tirage.graine[:2]}"
    for rang, liste in enumerate(ListeDeVoeux.objects.filter(tirage=tirage).order_by("pk")):
        liste.pseudonyme = uuid5(NAMESPACE_URL, f"{marque}-liste-{rang}")
        liste.save(update_fields=["pseudonyme"])
    for rang, enfant in enumerate(EnfantDeListe.objects.filter(tirage=tirage).order_by("pk")):
        enfant.pseudonyme = uuid5(NAMESPACE_URL, f"{marque}-enfant-{rang}")
        enfant.save(update_fields=["pseudonyme"])
