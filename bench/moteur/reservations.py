"""`make bench`: submissions of twenty créneaux beside the floor (planchers.py), on PostgreSQL and
on SQLite.

Ways are interleaved and the median of several rounds is kept: only the ratio to the floor means
something elsewhere. After each run the counts are checked. Ends with 1 when a count is wrong, or a
ratio is under its threshold (SEUILS).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from bench.outils import machine, preparation, verdicts
from bench.outils.verdicts import Borne, Verdict
from tests import serveurs

MEMES_JOURS, REPARTIE = "les mêmes jours", "répartie"
# Of the floor: what the bench fails under (base, clients, demand), and what the design wants, held
# once it is reached.
SEUILS = {
    ("postgresql", 8, MEMES_JOURS): (0.45, 0.55),
    ("postgresql", 8, REPARTIE): (0.45, 0.55),
    ("sqlite", 32, MEMES_JOURS): (0.07, 0.20),
}
SANS_FAUTE = "aucune place de trop, aucune réponse perdue, aucun interblocage, aucun essai refait"
CLIENTS = (8, 32)
JOURS, CAPACITE = 150, 1_000_000
MENAGES = 24_000
PLANCHER, PORTAIL = "plancher", "portail"
LIGNE = (
    "{base:10} {demande:16} {clients:2} clients  {facon:23} {par_seconde:7.1f}/s  médiane"
    " {mediane_ms:6.1f} ms  p95 {p95_ms:6.1f}  p99 {p99_ms:6.1f}  cpu {cpu_client_ms:5.2f} +"
    " {cpu_serveur_ms:4.2f} ms  rapport {rapport}"
)
FACONS = {
    "postgresql": [
        PLANCHER,
        "plancher psycopg",
        PORTAIL,
        "portail, voie générale",
        "ORM qui compte",
    ],
    "sqlite": [PLANCHER, PORTAIL],
}


def main() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--duree", type=float, default=1.5, help="secondes de chaque mesure")
    analyseur.add_argument(
        "--tours", type=int, default=5, help="mesures de chaque façon, entrelacées"
    )
    analyseur.add_argument("--menages", type=int, default=MENAGES)
    analyseur.add_argument("--base", choices=list(FACONS), action="append")
    analyseur.add_argument("--clients", type=int, action="append")
    analyseur.add_argument("--facon", action="append", help="seulement celles-ci")
    analyseur.add_argument(
        "--tout", action="store_true", help="toutes les façons avec toutes les demandes"
    )
    analyseur.add_argument("--sans-durabilite", action="store_true", help="PostgreSQL sans fsync")
    # the child that measures writes there
    analyseur.add_argument("--ici", type=Path, help=argparse.SUPPRESS)
    analyseur.add_argument("--court", action="store_true", help="pour essayer, sans jugement")
    choix = analyseur.parse_args()
    if choix.court:
        choix.duree, choix.tours, choix.clients = 1.0, 1, choix.clients or [4]
        choix.menages = 2_000
    preparation.finir_proprement()
    if choix.ici:
        choix.ici.write_text(json.dumps(mesurer_la_base(choix)))
        return 0
    donnees = {
        "machine": machine.faits(),
        "durable": not choix.sans_durabilite,
        "mesures": [],
        "fautes": [],
    }
    for base in choix.base or FACONS:
        lues = _dans_un_processus(base, choix)
        donnees["machine"] |= lues["machine"]
        donnees["mesures"] += lues["mesures"]
        donnees["fautes"] += lues["fautes"]
    return conclure(donnees, complet=not (choix.base or choix.clients or choix.facon))


def _dans_un_processus(base: str, choix) -> dict:
    """Django reads its database once: each has its process."""
    with tempfile.TemporaryDirectory(prefix="portail-bench-") as dossier:
        sortie = Path(dossier) / "mesures.json"
        commande = [
            sys.executable,
            "-m",
            "bench.moteur.reservations",
            "--ici",
            str(sortie),
            "--base",
            base,
        ]
        commande += [
            "--duree",
            str(choix.duree),
            "--tours",
            str(choix.tours),
            "--menages",
            str(choix.menages),
            *(["--tout"] if choix.tout else []),
        ]
        commande += [mot for nombre in choix.clients or () for mot in ("--clients", str(nombre))]
        commande += [mot for facon in choix.facon or () for mot in ("--facon", facon)]
        environnement = {nom: valeur for nom, valeur in os.environ.items() if nom != "PORTAIL_BASE"}
        if base == "sqlite":
            subprocess.run(commande, env=environnement, check=True)
        else:
            with serveurs.postgresql(durable=not choix.sans_durabilite) as adresse:
                subprocess.run(commande, env=environnement | {"PORTAIL_BASE": adresse}, check=True)
        return json.loads(sortie.read_text())


def mesurer_la_base(choix) -> dict:
    [base] = choix.base
    preparation.demarrer()
    from bench.villes.ville import creer_ville

    ville = creer_ville(choix.menages, JOURS, capacite=CAPACITE)
    mesures: list[dict] = []
    fautes: list[str] = []
    for chaud in (True, False):
        for clients in choix.clients or CLIENTS:
            facons = _facons(base, choix, premiere=chaud and clients == CLIENTS[0])
            tours = _tours(base, ville, facons, clients, chaud=chaud, choix=choix, fautes=fautes)
            mesures += _resumer(base, clients, chaud, tours)
    return {"machine": preparation.version_de_la_base(), "mesures": mesures, "fautes": fautes}


def _facons(base, choix, *, premiere):
    """The floor and the portal everywhere; the others, for reference, with the first demand only
    unless asked."""
    if choix.facon:
        return [facon for facon in FACONS[base] if facon in choix.facon]
    return FACONS[base] if premiere or choix.tout else [PLANCHER, PORTAIL]


def _tours(base, ville, facons, clients, *, chaud, choix, fautes):
    """{way: [Mesure]}, one after the other, as many times as there are rounds."""
    from bench.moteur import controle

    tours: dict[str, list] = {facon: [] for facon in facons}
    for _ in range(choix.tours):
        for facon in facons:
            controle.vider()
            cpu = controle.cpu_du_serveur()
            mesure = _mesurer(base, ville, facon, clients, chaud, choix.duree)
            mesure.serveur_cpu = controle.cpu_du_serveur() - cpu
            vues = controle.fautes(mesure, avec_compteur=facon != "ORM qui compte")
            fautes += [f"{base}, {clients} clients, {facon} : {vue}" for vue in vues]
            tours[facon].append(mesure)
    return tours


def _mesurer(base, ville, facon, clients, chaud, duree):
    from bench.moteur import facons, planchers
    from bench.moteur.tirage import Tirage
    from bench.outils.charge import charger

    tirage = Tirage(ville, chaud=chaud)
    if facon == PLANCHER and base == "postgresql":
        return planchers.pgbench(tirage, clients, max(1, round(duree)))
    ouvrir = {
        PLANCHER: planchers.sqlite,
        "plancher psycopg": planchers.psycopg,
        PORTAIL: facons.portail,
        "portail, voie générale": facons.general,
        "ORM qui compte": facons.orm,
    }[facon]
    return charger(clients, duree, partial(ouvrir, tirage, clients))


def _resumer(base, clients, chaud, tours):
    """Medians of the rounds; the ratio is that of each round to its own floor."""
    for facon, mesures in tours.items():
        planchers = tours.get(PLANCHER, mesures)
        rapports = [m.debit / p.debit for m, p in zip(mesures, planchers, strict=True) if p.debit]
        resume = {
            "base": base,
            "demande": MEMES_JOURS if chaud else REPARTIE,
            "clients": clients,
            "facon": facon,
            "par_seconde": round(statistics.median(m.debit for m in mesures), 1),
            "mediane_ms": round(statistics.median(m.centile(0.5) for m in mesures), 1),
            "p95_ms": round(statistics.median(m.centile(0.95) for m in mesures), 1),
            "p99_ms": round(statistics.median(m.centile(0.99) for m in mesures), 1),
            "cpu_client_ms": round(statistics.median(m.cpu_ms(m.clients_cpu) for m in mesures), 2),
            "cpu_serveur_ms": round(statistics.median(m.cpu_ms(m.serveur_cpu) for m in mesures), 2),
            "rapport": round(statistics.median(rapports), 2) if rapports else None,
        }
        print(LIGNE.format(**resume), flush=True)
        yield resume


def conclure(donnees: dict, *, complet: bool) -> int:
    for faute in donnees["fautes"]:
        print(f"FAUTE : {faute}")
    if not donnees["fautes"]:
        print(f"Comptes vérifiés après chaque mesure : {SANS_FAUTE}.")
    juges = juger(donnees["mesures"])
    print("\n".join(verdicts.tableau(juges)))
    donnees["verdicts"] = verdicts.en_donnees(juges)
    if complet:
        machine.garder("moteur", donnees, en_markdown(donnees, juges))
    return int(bool(donnees["fautes"] or verdicts.fautes(juges)))


def juger(mesures: list[dict]) -> list[Verdict]:
    return [
        Verdict(
            f"moteur, {m['base']}, {m['clients']} clients, demande {m['demande']}",
            (Borne(m["rapport"], *SEUILS[cle]),),
        )
        for m in mesures
        if m["facon"] == PORTAIL and (cle := (m["base"], m["clients"], m["demande"])) in SEUILS
    ]


def en_markdown(donnees: dict, juges: list[Verdict]) -> list[str]:
    durable = "" if donnees["durable"] else " PostgreSQL sans durabilité (fsync=off)."
    lignes = [
        "# Soumissions de 20 créneaux",
        "",
        (
            f"`python -m bench.moteur.reservations`.{durable} Rapport : débit de la façon sur"
            " celui du plancher, même passage."
        ),
        "Client et serveur : ms de processeur par soumission.",
        "",
        (
            "| base | demande | clients | façon | par seconde | médiane ms | p95 | p99 | client |"
            " serveur | rapport |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for m in donnees["mesures"]:
        lignes.append("| " + " | ".join(str(valeur) for valeur in m.values()) + " |")
    lignes += ["", *verdicts.tableau(juges)]
    fautes = donnees["fautes"] or [SANS_FAUTE]
    return [*lignes, "", "Comptes vérifiés après chaque mesure : " + " ; ".join(fautes) + "."]


if __name__ == "__main__":
    sys.exit(main())
