"""A town with years of bookings, written in bulk by PostgreSQL, and one household of three children
in three activities, another in five, canteen and garderie included, who look at their
calendar."""

from datetime import date, datetime, timedelta

from bench.villes.ville import DEPUIS

PAIRES_SUR = (10, 45)  # of all pairs of a child and a créneau, those that are booked
JOURS = 300

LOISIRS = "accueils-de-loisirs"
ACTIVITES = (
    ("La Valla", LOISIRS, "journee"),
    ("Le Colombier", LOISIRS, "journee"),
    ("Les Grands Champs", LOISIRS, "journee"),
    ("Restaurant scolaire", "restauration", "journee"),
    ("Garderie", "garderie", "demi-journee"),
)
TROIS = 3  # those of the first household that reads

REMPLIR = """
INSERT INTO reservations_reservation (enfant_id, creneau_id, foyer_id, creee_le, presence)
SELECT e.enfant_id, c.id, e.foyer_id, now(), 'prevu'
FROM (SELECT enfant_id, foyer_id, row_number() OVER (ORDER BY enfant_id DESC) AS rang FROM famille_rattachement) e
CROSS JOIN (SELECT c.id, row_number() OVER (ORDER BY c.id) AS rang FROM reservations_creneau c
            WHERE c.activite_id = ANY(%s)) c
WHERE e.rang <= %s AND (e.rang * 31 + c.rang * 17) %% {} < {}
""".format(*reversed(PAIRES_SUR))  # noqa: E501
COMPTER = """
UPDATE reservations_places p SET prises = r.n
FROM (SELECT creneau_id, count(*) AS n FROM reservations_reservation GROUP BY creneau_id) r
WHERE r.creneau_id = p.creneau_id
"""


def creer_activites() -> list[int]:
    """Those of ACTIVITES on each working day, about fourteen months: their pks."""
    from reservations.models import Activite, Creneau, Ouverture, Places, Structure
    from reservations.regles.juge import PARIS, Moment

    premier = date.today().replace(day=1)
    jours = [premier + timedelta(days=n) for n in range(2 * JOURS)]
    jours = [jour for jour in jours if jour.weekday() < 5][:JOURS]
    ouverture = Ouverture.objects.create(
        nom="Tout", debut=DEPUIS, fin=date(2099, 1, 1), ouvre_le=datetime(2020, 1, 1, tzinfo=PARIS)
    )
    pks = []
    for nom, service, unite in ACTIVITES:
        structure = Structure.objects.create(nom=nom)
        unites = {"unite_scolaire": unite, "unite_vacances": unite, "service": service}
        bornes = {"age_min": 3, "age_max": 17, "capacite": 24, "jours_scolaires": [0, 1, 2, 3, 4]}
        activite = Activite.objects.create(structure=structure, nom="Accueil", **unites, **bornes)
        ouverture.activites.add(activite)
        moments = (Moment.JOURNEE,) if unite == "journee" else (Moment.MATIN, Moment.APRES_MIDI)
        crees = Creneau.objects.bulk_create(
            Creneau(activite=activite, jour=jour, moment=moment)
            for jour in jours
            for moment in moments
        )
        Places.objects.bulk_create(Places(creneau=creneau, capacite=1_000_000) for creneau in crees)
        pks.append(activite.pk)
    return pks


def creer_lecteur(menage, activites: list[int]):
    """The account of a household that has two more children, the three of them registered in these
    activities."""
    from famille.models import Enfant, FicheSanitaire, Rattachement, Utilisateur
    from reservations.models import Inscription

    loin = date(2099, 8, 31)
    for annees in (6, 11):
        naissance = date.today() - timedelta(days=annees * 365 + 100)
        enfant = Enfant.objects.create(prenom=f"Hugo {annees}", nom="Martin", naissance=naissance)
        Rattachement.objects.create(enfant=enfant, foyer_id=menage.foyer, debut=naissance)
        FicheSanitaire.objects.create(enfant=enfant, valable_jusqu_au=loin, assurance_fin=loin)
    for enfant in Enfant.objects.filter(rattachements__foyer=menage.foyer):
        Inscription.objects.filter(enfant=enfant).delete()
        for activite in activites:
            Inscription.objects.create(enfant=enfant, activite_id=activite, debut=DEPUIS)
    return Utilisateur.objects.get(pk=menage.compte)


def remplir(activites: list[int], enfants: int) -> int:
    """Book the children of `enfants` households. How many bookings there are."""
    from django.db import connection

    with connection.cursor() as curseur:
        # the keys come from the tables themselves
        curseur.execute("SET session_replication_role = replica")
        curseur.execute(REMPLIR, [activites, enfants])
        curseur.execute("SET session_replication_role = origin")
        curseur.execute(COMPTER)
        curseur.execute("VACUUM ANALYZE")
        curseur.execute("SELECT count(*) FROM reservations_reservation")
        return curseur.fetchone()[0]
