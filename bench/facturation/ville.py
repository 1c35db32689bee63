"""A town whose month is to be billed: households of two children, half-days that were booked and
ticked, meals that a file counted, quotients that change in the month for one household in three."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

MOIS = date(2026, 10, 1)
MERCREDIS = [date(2026, 10, jour) for jour in (7, 14, 21)]
REPAS = [date(2026, 10, jour) for jour in (1, 2, 5, 6)]
CHANGEMENT = date(2026, 10, 14)  # from when the quotient of one household in three is another
ENFANTS, ABSENTS_SUR = 2, 11  # of eleven half-days, one was missed without a word: it is due
LIGNES = ENFANTS * (2 * len(MERCREDIS) + len(REPAS))  # of one invoice
REDUCTION = 10  # percent, from the second child on
BAREME: tuple[tuple[int | None, tuple[Decimal, Decimal]], ...] = (
    (400, (Decimal(3), Decimal(2))),
    (800, (Decimal(5), Decimal(3))),
    (1200, (Decimal(7), Decimal(4))),
    (None, (Decimal(9), Decimal(5))),
)  # up to this quotient: a half-day, a meal, in euros
_LOT = 5_000


def creer(foyers: int) -> Decimal:
    """The town, in a prepared database. What its month is worth, in euros, reckoned apart from the
    portal's own rules."""
    from django.db import connection

    from bench.villes.ville import creer_ville
    from reservations.models import Activite, GrilleTarifaire, ReductionVotee, TrancheTarif

    ville = creer_ville(foyers, 0, capacite=100)
    mercredis = Activite.objects.get(pk=ville.activite)
    _mettre_au_bareme(GrilleTarifaire.objects.get(activite=mercredis), 0)
    cantine = Activite.objects.create(
        structure=mercredis.structure,
        nom="Restaurant",
        service="restauration",
        unite_comptee="repas",
        unite_scolaire="",
        age_min=3,
        age_max=11,
        capacite=100,
    )
    grille = GrilleTarifaire.objects.create(
        activite=cantine,
        unite="repas",
        debut=date(2020, 1, 1),
        deliberation="1",
    )
    ReductionVotee.objects.create(
        grille=grille, genre="rang-de-l-enfant", seuil=2, valeur=REDUCTION
    )
    _mettre_au_bareme(grille, 1)
    assert TrancheTarif.objects.count() == 2 * len(BAREME)
    trios = _cadets(ville.menages, mercredis)
    _reserver(trios, mercredis)
    _compter_les_repas(trios, cantine)
    valeurs = _changer_de_quotient()
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE")
    return sum((_du(valeurs[menage.foyer]) for menage in ville.menages), Decimal(0))


def _mettre_au_bareme(grille, colonne) -> None:
    from reservations.models import TrancheTarif

    grille.tranches.all().delete()
    TrancheTarif.objects.bulk_create(
        TrancheTarif(grille=grille, jusqua=jusqua, prix=prix[colonne]) for jusqua, prix in BAREME
    )


def _cadets(menages, activite) -> list[tuple[int, int, int]]:
    """A second child in each household: (household, elder, younger)."""
    from famille.models import Enfant, Rattachement
    from reservations.models import Inscription

    naissance = date.today() - timedelta(days=5 * 365)
    cadets = Enfant.objects.bulk_create(
        (Enfant(prenom="Hugo", nom=f"Nom{m.foyer}", naissance=naissance) for m in menages),
        batch_size=_LOT,
    )
    paires = list(zip(menages, cadets, strict=True))
    Rattachement.objects.bulk_create(
        (Rattachement(foyer_id=m.foyer, enfant=cadet, debut=naissance) for m, cadet in paires),
        batch_size=_LOT,
    )
    Inscription.objects.bulk_create(
        (Inscription(enfant=cadet, activite=activite, debut=MOIS) for _m, cadet in paires),
        batch_size=_LOT,
    )
    return [(m.foyer, m.enfant, cadet.pk) for m, cadet in paires]


def _reserver(trios, activite) -> None:
    from reservations.models import Creneau, Reservation
    from reservations.regles.juge import Moment

    creneaux = Creneau.objects.bulk_create(
        Creneau(activite=activite, jour=jour, moment=moment)
        for jour, moment in product(MERCREDIS, (Moment.MATIN, Moment.APRES_MIDI))
    )
    Reservation.objects.bulk_create(
        (
            Reservation(
                enfant_id=enfant,
                creneau=creneau,
                foyer_id=foyer,
                presence="absent" if (enfant + rang) % ABSENTS_SUR == 0 else "present",
            )
            for foyer, *enfants in trios
            for enfant in enfants
            for rang, creneau in enumerate(creneaux)
        ),
        batch_size=_LOT,
    )


def _compter_les_repas(trios, cantine) -> None:
    from reservations.models import ConsommationImportee, ImportConsommation

    importation = ImportConsommation.objects.create(mois=MOIS, nom_du_fichier="octobre.csv")
    ConsommationImportee.objects.bulk_create(
        (
            ConsommationImportee(
                enfant_id=enfant,
                activite=cantine,
                jour=jour,
                foyer_id=foyer,
                quantite=1,
                importation=importation,
            )
            for foyer, *enfants in trios
            for enfant in enfants
            for jour in REPAS
        ),
        batch_size=_LOT,
    )


def _changer_de_quotient() -> dict[int, list[tuple[date, Decimal]]]:
    """{household: [(from, value)]}, the latest last."""
    from famille.models import QuotientFamilial

    lus = dict(QuotientFamilial.objects.values_list("foyer", "valeur"))
    valeurs = {foyer: [(date.min, valeur)] for foyer, valeur in lus.items()}
    changent = [foyer for foyer in lus if foyer % 3 == 0]
    QuotientFamilial.objects.filter(foyer__in=changent).update(fin=CHANGEMENT - timedelta(days=1))
    QuotientFamilial.objects.bulk_create(
        (
            QuotientFamilial(foyer_id=foyer, valeur=lus[foyer] + 350, debut=CHANGEMENT)
            for foyer in changent
        ),
        batch_size=_LOT,
    )
    for foyer in changent:
        valeurs[foyer].append((CHANGEMENT, lus[foyer] + 350))
    return valeurs


def _du(valeurs: list[tuple[date, Decimal]]) -> Decimal:
    """What a household owes for the month."""
    plein = Decimal(0)
    for colonne, jours, par_jour in ((0, MERCREDIS, 2), (1, REPAS, 1)):
        for jour in jours:
            quotient = max(valeur for valeur in valeurs if valeur[0] <= jour)[1]
            prix = next(p for jusqua, p in BAREME if jusqua is None or quotient <= jusqua)
            plein += par_jour * prix[colonne]
    return plein * (200 - REDUCTION) / 100
