"""Between two runs: what must never be seen is looked for in the database, then everything is emptied."""

from django.db import connection

from bench.charge import Mesure
from bench.tirage import LIGNES

_SANS_LIGNES = (
    "SELECT count(*) FROM reservations_places p LEFT JOIN (SELECT creneau_id, count(*) AS n FROM"
    " reservations_reservation GROUP BY creneau_id) r ON r.creneau_id = p.creneau_id WHERE p.prises <> coalesce(r.n, 0)"
)
_INCOMPLETES = (
    "SELECT count(*) FROM reservations_demandereservation d LEFT JOIN (SELECT demande_id, count(*) AS n FROM"
    " reservations_reservation GROUP BY demande_id) r ON r.demande_id = d.id"
    f" WHERE coalesce(r.n, 0) <> CASE WHEN d.acceptee THEN {LIGNES} ELSE 0 END"
)
COMPTES = ("compteurs qui ne disent pas les lignes", "places de trop")
ATTENDUES = {
    "compteurs qui ne disent pas les lignes": _SANS_LIGNES,
    "places de trop": "SELECT count(*) FROM reservations_places WHERE prises > capacite",
    "demandes à demi faites": _INCOMPLETES,
}


def fautes(mesure: Mesure, *, avec_compteur: bool = True) -> list[str]:
    """Sentences, none when all is right: counts, answers lost, tries made again, deadlocks, unexpected refusals."""
    attendues = ATTENDUES if avec_compteur else {"demandes à demi faites": _INCOMPLETES}
    trouvees = {nom: nombre(requete) for nom, requete in attendues.items()}
    acceptees = nombre("SELECT count(*) FROM reservations_demandereservation WHERE acceptee")
    trouvees["réponses perdues"] = max(0, len(mesure.latences) - acceptees)
    trouvees["essais refaits"] = mesure.reprises
    if connection.vendor == "postgresql":
        trouvees["interblocages"] = nombre("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    refus = [f"{nombre} refus « {motif} »" for motif, nombre in mesure.refus.items()]
    return [f"{nombre} {nom}" for nom, nombre in trouvees.items() if nombre] + refus


def vider() -> None:
    """As it was before the first submission."""
    postgresql = connection.vendor == "postgresql"
    tables = ["reservations_reservation", "reservations_demandereservation"]
    with connection.cursor() as curseur:
        if postgresql:
            curseur.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        else:
            for table in tables:
                curseur.execute(f"DELETE FROM {table}")
        curseur.execute("UPDATE reservations_places SET prises = 0")
        if postgresql:
            curseur.execute("VACUUM ANALYZE reservations_places")
            curseur.execute("CHECKPOINT")


def nombre(requete: str) -> int:
    with connection.cursor() as curseur:
        curseur.execute(requete)
        return curseur.fetchone()[0]
