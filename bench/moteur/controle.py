"""Between two runs: what must never be seen is looked for in the database, then everything is
emptied."""

import os
import time
from pathlib import Path

from django.db import connection

from bench.moteur.tirage import LIGNES, SOCLE
from bench.outils.charge import Mesure

_SANS_LIGNES = (
    "SELECT count(*) FROM reservations_places p LEFT JOIN (SELECT creneau_id, count(*) AS n FROM"
    " reservations_reservation GROUP BY creneau_id) r ON r.creneau_id = p.creneau_id WHERE p.prises"
    " <> coalesce(r.n, 0)"
)
_INCOMPLETES = (
    "SELECT count(*) FROM reservations_demandereservation d LEFT JOIN (SELECT demande_id, count(*)"
    " AS n FROM reservations_reservation GROUP BY demande_id) r ON r.demande_id = d.id WHERE"
    f" coalesce(r.n, 0) <> CASE WHEN d.acceptee THEN {LIGNES} ELSE 0 END"
)
COMPTES = ("compteurs qui ne disent pas les lignes", "places de trop")
ATTENDUES = {
    "compteurs qui ne disent pas les lignes": _SANS_LIGNES,
    "places de trop": "SELECT count(*) FROM reservations_places WHERE prises > capacite",
    "demandes à demi faites": _INCOMPLETES,
}


def fautes(mesure: Mesure) -> list[str]:
    """Sentences, none when all is right: counts, answers lost, tries made again, deadlocks,
    unexpected refusals."""
    trouvees = {nom: nombre(requete) for nom, requete in ATTENDUES.items()}
    acceptees = nombre("SELECT count(*) FROM reservations_demandereservation WHERE acceptee")
    trouvees["réponses perdues"] = max(0, len(mesure.latences) - acceptees)
    trouvees["essais refaits"] = mesure.reprises
    trouvees["interblocages"] = nombre(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    )
    refus = [f"{nombre} refus « {motif} »" for motif, nombre in mesure.refus.items()]
    return [f"{nombre} {nom}" for nom, nombre in trouvees.items() if nombre] + refus


REMPLIR = f"""
INSERT INTO reservations_reservation (enfant_id, creneau_id, foyer_id, creee_le, presence)
SELECT r.enfant_id, p.creneau_id, r.foyer_id, CURRENT_TIMESTAMP, 'prevu' FROM reservations_places p
CROSS JOIN (SELECT enfant_id, foyer_id FROM famille_rattachement ORDER BY id DESC LIMIT {SOCLE}) r
"""


def vider() -> None:
    """As it was before the first submission: a town that has some bookings and receipts already."""
    from famille.models import Foyer
    from reservations.models import DemandeReservation

    tables = ["reservations_reservation", "reservations_demandereservation"]
    with connection.cursor() as curseur:
        curseur.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        curseur.execute(REMPLIR)
        curseur.execute(f"UPDATE reservations_places SET prises = {SOCLE}")
        foyer = Foyer.objects.order_by("-pk")[0]
        DemandeReservation.objects.bulk_create(
            DemandeReservation(cle=str(rang), foyer=foyer, acceptee=False) for rang in range(1000)
        )
        curseur.execute(f"VACUUM ANALYZE {', '.join(tables)}, reservations_places")
        curseur.execute("CHECKPOINT")
    connection.close()  # its work is not counted with that of the clients


def cpu_du_serveur() -> float:
    """Seconds of processor of PostgreSQL's processes that have ended: those of the clients that
    have left."""
    with connection.cursor() as curseur:
        curseur.execute("SHOW data_directory")
        dossier = curseur.fetchone()[0]
    time.sleep(0.1)  # the last ones are going
    pere = Path(dossier, "postmaster.pid").read_text().split()[0]
    champs = Path(f"/proc/{pere}/stat").read_text().rpartition(")")[2].split()
    return (int(champs[13]) + int(champs[14])) / os.sysconf("SC_CLK_TCK")


def nombre(requete: str) -> int:
    with connection.cursor() as curseur:
        curseur.execute(requete)
        return curseur.fetchone()[0]
