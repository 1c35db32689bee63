"""The floor of a submission: the same rows and counters written by bare SQL with the same
guarantee, and no rule, no price, no sentence. Counters locked in the order of their keys, checked,
rows inserted, counters moved, one commit.

On PostgreSQL it is one prepared statement played by pgbench, in C: nothing can be quicker with
these rows. The same through psycopg says what Python alone takes.
"""

import json
import os
import re
import resource
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from bench.moteur.tirage import Tirage
from bench.outils.charge import Geste, Mesure
from tests.serveurs import programme

LIGNE = {
    "enfant": 12345,
    "prenom": "Léa",
    "activite": 12,
    "activite_nom": "La Pingaudière · Mercredis",
    "bloc": "2026-12-09-apres-midi",
    "libelle": "mercredi 9 décembre 2026, après-midi",
    "action": "reserver",
    "resultat": "reserve",
    "phrase": "Réservé.",
    "motif": "",
    "suite": "",
    "centimes": 700,
    "debut": "2026-12-09",
}
# as heavy as the portal's receipt
ACCUSE = json.dumps([LIGNE | {"enfant": 12345 + rang} for rang in range(20)])

SQL = """
WITH compteurs AS MATERIALIZED (
  SELECT creneau_id, capacite - prises AS libres, ouvert FROM reservations_places
  WHERE creneau_id = ANY({creneaux}) ORDER BY creneau_id FOR NO KEY UPDATE
), possible AS MATERIALIZED (
  SELECT 1 WHERE (SELECT count(*) FROM compteurs WHERE ouvert AND libres >= 1) = cardinality({creneaux})
), demande AS (
  INSERT INTO reservations_demandereservation
    (id, cle, foyer_id, par_id, canal, motif, soumise_le, acceptee, lignes, recapitulatif_le)
  SELECT gen_random_uuid(), gen_random_uuid()::text, {foyer}, {compte}, 'portail', '', now(), true, {accuse}::jsonb,
    NULL
  FROM possible RETURNING id
), comptes AS (
  UPDATE reservations_places p SET prises = prises + 1 FROM demande WHERE p.creneau_id = ANY({creneaux})
)
INSERT INTO reservations_reservation (enfant_id, creneau_id, foyer_id, demande_id, creee_le, presence)
SELECT {enfant}, c, {foyer}, demande.id, now(), 'prevu' FROM demande, unnest({creneaux}) AS c
"""
PSYCOPG = SQL.format(
    creneaux="%(creneaux)s::bigint[]",
    foyer="%(foyer)s::bigint",
    compte="%(compte)s::bigint",
    enfant="%(enfant)s::bigint",
    accuse="%(accuse)s",
)
_SERIE = "'{{{}}}'::bigint[]"


def pgbench(tirage: Tirage, clients: int, duree: int) -> Mesure:
    """The prepared statement, from `clients` connections of pgbench. CalledProcessError: one of
    them met an error."""
    base = urlsplit(os.environ["PORTAIL_BASE"])
    menage = tirage.ville.menages[0]
    with tempfile.TemporaryDirectory(prefix="portail-bench-") as dossier:
        scripts = []
        for rang, creneaux in enumerate(tirage.choix):
            script = Path(dossier) / f"{rang}.sql"
            script.write_text(_script(creneaux, clients, menage))
            scripts += ["-f", str(script)]
        commande = [
            programme("pgbench") or "pgbench",
            "-n",
            "-M",
            "prepared",
            "-c",
            str(clients),
            "-j",
            "2",
        ]
        commande += [
            "-T",
            str(duree),
            "-D",
            "tour=0",
            "-D",
            f"accuse={ACCUSE}",
            "-l",
            "--log-prefix=journal",
            *scripts,
        ]
        commande += [
            "-h",
            str(base.hostname),
            "-p",
            str(base.port),
            "-U",
            str(base.username),
            base.path[1:],
        ]
        cpu = _cpu_des_enfants()
        subprocess.run(commande, cwd=dossier, check=True, capture_output=True, text=True)
        cpu = _cpu_des_enfants() - cpu
        lignes = [
            ligne.split() for fichier in Path(dossier).glob("journal.*") for ligne in fichier.open()
        ]
    return Mesure(duree=duree, latences=[int(ligne[2]) / 1e6 for ligne in lignes], clients_cpu=cpu)


def _cpu_des_enfants() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _script(creneaux, clients, menage):
    """Households one after the other, each client its own: keys follow each other."""
    rang = f"(:tour * {clients} + :client_id)"
    requete = SQL.format(
        creneaux=_SERIE.format(",".join(map(str, creneaux))),
        foyer=":foyer::bigint",
        enfant=":enfant::bigint",
        compte=":compte::bigint",
        accuse=":accuse::text",
    )
    cles = [f"\\set {nom} {getattr(menage, nom)} + {rang}" for nom in ("foyer", "enfant", "compte")]
    return "\n".join(
        [*cles, "\\set tour :tour + 1", re.sub(r"\s+", " ", requete).strip() + ";", ""]
    )


def psycopg(tirage: Tirage, clients: int, rang: int) -> Geste:
    """The same statement, prepared, through psycopg alone."""
    import psycopg

    base = psycopg.connect(os.environ["PORTAIL_BASE"], autocommit=True)
    curseur = base.cursor()
    suite = tirage.suite(clients, rang)

    def geste() -> str:
        menage, creneaux = next(suite)
        valeurs = {
            "creneaux": creneaux,
            "foyer": menage.foyer,
            "enfant": menage.enfant,
            "compte": menage.compte,
        }
        curseur.execute(PSYCOPG, valeurs | {"accuse": ACCUSE}, prepare=True)
        return "" if curseur.rowcount == len(creneaux) else "complet"

    return geste
