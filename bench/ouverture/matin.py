"""`make bench-ouverture`: the morning when bookings open, over HTTPS, against a whole town on this
machine.

A thousand families sign in, read the calendar, choose six half-days out of twenty and submit them,
in three minutes; then a thousand others in one, most of whom wait for their turn at the door
(`--entrees`). nginx, gunicorns for pages and for submissions, PostgreSQL that keeps what it
confirms, Redis, a task cluster, mails: tests.ville.topologie. One day in five is full before all
are served.

Beside it, in the same run, each dear part has its floor: signing in without hashing, a bare page
with the same rows, a bare transaction. Ends with 1 when a request confirmed is not in the database,
when there is one place too many, or when an answer was none.
"""

import argparse
import os
import ssl
import sys
import time

from bench.outils import machine, preparation
from bench.outils.charge import Mesure
from bench.ouverture import parts
from bench.ouverture.matinee import CHOIX, Journal, Matinee
from tests.ville.machines import Topologie
from tests.ville.topologie import topologie

FAMILLES = 1000
MINUTES = (3.0, 1.0)
ENTREES = 250  # what two cores serve in a minute; the others wait in the waiting room
DISPUTES = 20  # créneaux that all want
PART_DES_PLACES = 0.8  # of what is asked
PARTS = ("nginx", "web", "soumettre", "taches", "postgresql", "redis")


def main() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--familles", type=int, default=FAMILLES, help="de chaque matinée")
    analyseur.add_argument(
        "--minutes",
        type=float,
        nargs="+",
        default=MINUTES,
        help="pour arriver : une matinée chacune",
    )
    analyseur.add_argument(
        "--entrees",
        type=int,
        default=ENTREES,
        help="familles qui entrent par minute, les autres attendant leur tour ; 0 : toutes",
    )
    analyseur.add_argument(
        "--sans-garder", action="store_true", help="n’écrit rien dans bench/resultats/"
    )
    choix = analyseur.parse_args()
    preparation.finir_proprement()
    # As docs/exploiter/plusieurs_machines.md advises for two cores; each family comes from an
    # address of its own.
    with topologie(
        soumissions=1,
        webs=1,
        grappes=1,
        s3=False,
        clamd=False,
        ville="",
        durable=True,
        processus=2,
        PORTAIL_FILS="4",
        PORTAIL_MANDATAIRES="2",
        PORTAIL_ENTREES_PAR_MINUTE=str(choix.entrees),
    ) as t:
        donnees = mesurer(t, choix)
    lignes = phrases(donnees)
    print("\n".join(lignes))
    if not choix.sans_garder:
        machine.garder(
            "ouverture",
            donnees,
            ["# Un matin d’ouverture", "", *(f"- {ligne}" for ligne in lignes)],
        )
    return int(any(une["fautes"] for une in donnees["matinees"]))


def mesurer(t: Topologie, choix) -> dict:
    os.environ.update(
        {nom: v for nom, v in t.environnement.items() if nom.startswith(("PORTAIL_", "DJANGO_"))}
    )
    preparation.demarrer("portail.settings.production")
    from bench.villes import rayon

    faits = machine.faits() | preparation.version_de_la_base()
    a_part = parts.TOURS * parts.PAR_TOUR
    ville = rayon.creer(len(choix.minutes) * choix.familles + 3 * a_part)
    reste = range(len(choix.minutes) * choix.familles, len(ville.menages))
    matinees = []
    for rang, minutes in enumerate(choix.minutes):
        familles = range(rang * choix.familles, (rang + 1) * choix.familles)
        matinees.append(jouer(t, ville, familles, rang * DISPUTES, minutes))
    return {"machine": faits, "matinees": matinees, "parts": parts.mesurer(t, ville, reste)}


def jouer(t: Topologie, ville, familles: range, premier: int, minutes: float) -> dict:
    """One morning, and what the database says of it."""
    from bench.villes import rayon

    creneaux = ville.creneaux[premier : premier + DISPUTES]
    for rang in range(premier, premier + DISPUTES):
        rayon.limiter(ville, rang, int(len(familles) * CHOIX * PART_DES_PLACES / DISPUTES))
    avant = _processeur(t)
    debut = time.perf_counter()
    tls = ssl.create_default_context(cafile=t.certificat)
    port = int(t.adresse.rpartition(":")[2])
    journal = Matinee(ville, familles, [cle for _pk, cle in creneaux], minutes, port, tls).jouer()
    duree = time.perf_counter() - debut
    apres = _processeur(t)
    return {
        "familles": len(familles),
        "minutes": minutes,
        "duree_s": round(duree, 1),
        "servies": len(journal.fins),
        "recues": journal.recues,
        "incidents": dict(journal.incidents),
        "attentes_ms": {
            quoi: _centiles(durees) for quoi, durees in sorted(journal.attentes.items())
        },
        "processeur_s": {part: round(apres[part] - avant[part], 1) for part in PARTS},
        **_comptes(ville, familles, [pk for pk, _cle in creneaux], journal),
    }


def _comptes(ville, familles, creneaux, journal: Journal) -> dict:
    from bench.moteur import controle
    from reservations.models import DemandeReservation, Reservation

    foyers = [ville.menages[rang].foyer for rang in familles]
    acceptees = DemandeReservation.objects.filter(foyer__in=foyers, acceptee=True).count()
    fautes = [
        f"{n} {nom}" for nom in controle.COMPTES if (n := controle.nombre(controle.ATTENDUES[nom]))
    ]
    if acceptees < journal.recues:
        fautes.append(f"{journal.recues - acceptees} demandes dites reçues et perdues")
    if journal.incidents:
        fautes.append(f"{sum(journal.incidents.values())} réponses qui n’en étaient pas")
    gardees = Reservation.objects.filter(creneau__in=creneaux).count()
    return {
        "demandees": len(familles) * CHOIX,
        "gardees": gardees,
        "acceptees": acceptees,
        "fautes": fautes,
    }


def _processeur(t: Topologie) -> dict[str, float]:
    """Seconds of processor that each part has taken since it started, its children with it."""
    return {
        part: sum(_secondes(pid) for nom in t.noms(part) for pid in t.pids(nom)) for part in PARTS
    }


def _secondes(pid: int) -> float:
    """Its own and those of the children that it has buried: PostgreSQL's are gone with their
    connection."""
    try:
        with open(f"/proc/{pid}/stat") as fichier:
            champs = fichier.read().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(map(int, champs[11:15])) / os.sysconf("SC_CLK_TCK")


def _centiles(durees: list[float]) -> dict[str, float]:
    lues = Mesure(latences=durees)
    return {
        nom: round(lues.centile(p))
        for nom, p in (("mediane", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1))
    }


def phrases(d: dict) -> list[str]:
    """What was seen, in words."""
    lignes = [ligne for une in d["matinees"] for ligne in _phrases_de_la_matinee(une)]
    for nom, lue in d["parts"].items():
        lignes.append(
            f"{nom} : {lue['portail']} par seconde, plancher {lue['plancher']}, rapport"
            f" {lue['rapport']}."
        )
    return lignes + _dimensionner(d["matinees"][0])


def _phrases_de_la_matinee(m: dict) -> list[str]:
    perdues = (
        " ; ".join(m["fautes"]) or "aucune perdue, aucune place de trop, aucune réponse manquante"
    )
    lignes = [
        f"{m['familles']} familles arrivées en {m['minutes']:g} min, la dernière partie après"
        f" {m['duree_s']:.0f} s : {m['demandees']} demi-journées voulues, {m['gardees']} réservées,"
        f" {m['demandees'] - m['gardees']} refusées ; {m['recues']} demandes dites reçues,"
        f" {m['acceptees']} en base ; {perdues}."
    ]
    for quoi, c in m["attentes_ms"].items():
        lignes.append(
            f"  {quoi} : médiane {c['mediane']} ms, p95 {c['p95']}, p99 {c['p99']}, la plus longue"
            f" {c['max']}."
        )
    detail = ", ".join(f"{part} {secondes}" for part, secondes in m["processeur_s"].items())
    return [*lignes, f"  processeur pris, en secondes : {detail}."]


def _dimensionner(m: dict) -> list[str]:
    """On paper, from the measured parts: two cores busy at 80 %, what one family takes of each
    part."""
    prises = {part: secondes / m["familles"] for part, secondes in m["processeur_s"].items()}
    tout, base = sum(prises.values()), prises["postgresql"]
    disponible = 60 * 2 * 0.8
    return [
        f"Une famille prend {1000 * tout:.0f} ms de processeur en tout, dont {1000 * base:.0f} à"
        f" PostgreSQL : deux cœurs occupés à 80 % en servent {disponible / tout:.0f} par minute."
        " Sur des machines séparées, de deux cœurs chacune, chaque machine de pages en ajoute"
        f" {disponible / (tout - base):.0f}, jusqu’à ce que PostgreSQL soit plein :"
        f" {disponible / base:.0f} par minute."
    ]


if __name__ == "__main__":
    sys.exit(main())
