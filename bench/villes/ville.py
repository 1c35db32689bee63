"""A town for the benches: one centre, a term of half-days, and as many households of one child as
there are clients to serve. Rows are written in bulk, without the actions: what is measured comes
after."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

DEPUIS = date(2020, 1, 1)
PREMIER_NUMERO = 100_000
MOT_DE_PASSE = "un cheval blanc au galop"


@dataclass(frozen=True)
class Menage:
    foyer: int
    enfant: int
    compte: int


@dataclass(frozen=True)
class VilleDeBench:
    activite: int
    capacite: int
    creneaux: list[tuple[int, str]]  # (pk, key of its bloc), the nearest first
    menages: list[Menage]


def creer_ville(menages: int, jours: int, *, capacite: int) -> VilleDeBench:
    """`jours` Wednesdays of two half-days, none of them a public holiday."""
    from django.db import connection

    from reservations.models import ReglageReservations, Zone
    from reservations.planning.calendrier_initial import creer_calendrier

    ReglageReservations.objects.update_or_create(defaults={"zone": Zone.B})
    creer_calendrier()
    _prolonger_le_calendrier(date.today() + timedelta(days=5 * 366))
    activite = _activite()
    ville = VilleDeBench(
        activite.pk, capacite, _creneaux(activite, jours, capacite), _menages(menages, activite)
    )
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")  # as the database does by itself in a town that lives
    return ville


def _prolonger_le_calendrier(jusqu_au):
    """A week of holidays in ten, past those that are published: a day that the calendar does not
    know is not booked."""
    from reservations.models import PeriodeScolaire

    dernieres = PeriodeScolaire.objects.order_by("fin").values_list("fin", flat=True)
    debut = dernieres.last() + timedelta(weeks=10)
    while debut < jusqu_au:
        PeriodeScolaire.objects.create(
            nom="Vacances", nature="vacances", debut=debut, fin=debut + timedelta(days=6)
        )
        debut += timedelta(weeks=10)


def _activite():
    from reservations.models import (
        Activite,
        GrilleTarifaire,
        Ouverture,
        ReductionVotee,
        Structure,
        TrancheTarif,
    )

    structure = Structure.objects.create(nom="La Pingaudière")
    activite = Activite.objects.create(
        structure=structure,
        nom="Mercredis",
        unite_scolaire="demi-journee",
        unite_vacances="demi-journee",
        jours_scolaires=[2],
        age_min=3,
        age_max=17,
        capacite=24,  # of the activity; its créneaux have as many places as the bench wants
    )
    ouverture = Ouverture.objects.create(
        nom="Année", debut=DEPUIS, fin=date(2099, 12, 31), ouvre_le=datetime(2020, 1, 1, tzinfo=UTC)
    )
    ouverture.activites.add(activite)
    grille = GrilleTarifaire.objects.create(
        activite=activite,
        unite="demi-journee",
        debut=DEPUIS,
        deliberation="n° 2020-1",
    )
    ReductionVotee.objects.create(grille=grille, genre="rang-de-l-enfant", seuil=2, valeur=10)
    for jusqua, prix in ((400, 3), (800, 5), (1200, 7), (None, 9)):
        TrancheTarif.objects.create(
            grille=grille, jusqua=jusqua, prix=prix, prix_hors_commune=prix + 2
        )
    return activite


def _creneaux(activite, jours, capacite):
    from reservations.lecture.ville import lire_la_ville
    from reservations.models import Creneau, Places
    from reservations.regles.juge import Moment, Unite, cle_de

    jour = date.today() + timedelta(days=30)
    calendrier = lire_la_ville(jour, jour + timedelta(days=10 * 366)).calendrier
    mercredis: list[date] = []
    while len(mercredis) < jours:
        jour += timedelta(days=1)
        if jour.weekday() == 2 and not calendrier.ferme_pour(jour):
            mercredis.append(jour)
    creneaux = Creneau.objects.bulk_create(
        Creneau(activite=activite, jour=jour, moment=moment)
        for jour in mercredis
        for moment in (Moment.MATIN, Moment.APRES_MIDI)
    )
    Places.objects.bulk_create(Places(creneau=creneau, capacite=capacite) for creneau in creneaux)
    return [(c.pk, cle_de(Unite.DEMI_JOURNEE, c.jour, Moment(c.moment))) for c in creneaux]


def _menages(combien, activite):
    from django.contrib.auth.hashers import make_password

    from famille.models import (
        AdresseFoyer,
        Enfant,
        FicheSanitaire,
        Foyer,
        Rattachement,
        Responsable,
        Utilisateur,
    )
    from famille.models import QuotientFamilial as Quotient
    from reservations.models import Inscription

    rangs, secret = range(combien), make_password(MOT_DE_PASSE)
    foyers = Foyer.objects.bulk_create(
        [Foyer(numero=f"{PREMIER_NUMERO + rang}", nom=f"Nom{rang}") for rang in rangs],
        batch_size=2000,
    )
    comptes = Utilisateur.objects.bulk_create(
        [Utilisateur(email=courriel(rang), password=secret) for rang in rangs], batch_size=2000
    )
    naissance = date.today() - timedelta(days=8 * 365)
    enfants = Enfant.objects.bulk_create(
        [Enfant(prenom="Léa", nom=f"Nom{rang}", naissance=naissance) for rang in rangs],
        batch_size=2000,
    )
    trios = list(zip(foyers, comptes, enfants, strict=True))
    loin = date(2099, 8, 31)
    for modele, lignes in (
        (
            Responsable,
            [
                Responsable(foyer=f, utilisateur=c, prenom="Camille", nom=f.nom)
                for f, c, _e in trios
            ],
        ),
        (Rattachement, [Rattachement(foyer=f, enfant=e, debut=naissance) for f, _c, e in trios]),
        (
            FicheSanitaire,
            [FicheSanitaire(enfant=e, valable_jusqu_au=loin, assurance_fin=loin) for e in enfants],
        ),
        (
            AdresseFoyer,
            [
                AdresseFoyer(
                    foyer=f,
                    voie="1 rue",
                    commune="Châteauroux",
                    dans_agglomeration=True,
                    depuis=DEPUIS,
                )
                for f in foyers
            ],
        ),
        (
            Quotient,
            [Quotient(foyer=f, valeur=Decimal(300 + f.pk % 1200), debut=DEPUIS) for f in foyers],
        ),
        (Inscription, [Inscription(enfant=e, activite=activite, debut=DEPUIS) for e in enfants]),
    ):
        modele._default_manager.bulk_create(lignes, batch_size=2000)
    return [Menage(f.pk, e.pk, c.pk) for f, c, e in trios]


def courriel(rang: int) -> str:
    return f"parent{rang}@exemple.fr"
