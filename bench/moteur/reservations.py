"""`make bench`: submissions of twenty créneaux by eight clients, beside their floor (planchers.py),
on a PostgreSQL that keeps what it confirms.

Both are interleaved and the median of several rounds is kept: only the ratio to the floor means
something elsewhere. After each run the counts are checked. Ends with 1 when a count is wrong, or a
ratio is under TENU.
"""

import argparse
import statistics
import sys
from collections.abc import Callable
from functools import partial
from uuid import uuid4

from bench.moteur.tirage import Tirage
from bench.outils import machine, preparation, verdicts
from bench.outils.charge import Geste, Mesure
from bench.outils.verdicts import Borne, Verdict

MEMES_JOURS, REPARTIE = "les mêmes jours", "répartie"
TENU, VISE = 0.45, 0.50  # of the floor
CLIENTS, TOURS, SECONDES = 8, 5, 1.5
JOURS, CAPACITE = 150, 1_000_000
MENAGES = 24_000


def main() -> int:
    analyseur = argparse.ArgumentParser(add_help=False)
    analyseur.add_argument("--court", action="store_true")
    court = analyseur.parse_known_args()[0].court
    donnees = preparation.mesurer_a_part(
        "bench.moteur.reservations", __doc__, lambda: mesurer(court=court), durable=True
    )
    if donnees is None:
        return 0
    juges = juger(donnees["mesures"])
    print("\n".join(lignes := phrases(donnees, juges)))
    if not court:
        donnees["verdicts"] = verdicts.en_donnees(juges)
        machine.garder("moteur", donnees, ["# Soumissions de 20 créneaux", "", *lignes])
    return int(bool(donnees["fautes"] or (verdicts.fautes(juges) and not court)))


def mesurer(*, court: bool) -> dict:
    preparation.demarrer()
    from bench.moteur import planchers
    from bench.outils.charge import charger
    from bench.villes.ville import creer_ville

    ville = creer_ville(2_000 if court else MENAGES, JOURS, capacite=CAPACITE)
    duree = 1 if court else SECONDES
    mesures: dict[str, dict] = {}
    fautes: list[str] = []
    for demande in (MEMES_JOURS, REPARTIE):
        tirage = Tirage(ville, chaud=demande == MEMES_JOURS)
        facons: dict[str, Callable[[], Mesure]] = {
            "plancher": partial(planchers.pgbench, tirage, CLIENTS, max(1, round(duree))),
            "portail": partial(charger, CLIENTS, duree, partial(portail, tirage, CLIENTS)),
        }
        lues: dict[str, list[Mesure]] = {facon: [] for facon in facons}
        for _ in range(1 if court else TOURS):
            for facon, jouer in facons.items():
                lues[facon].append(_jouer(jouer, facon, fautes))
        rapports = [m.debit / p.debit for p, m in zip(*lues.values(), strict=True)]
        mesures[demande] = {facon: _resumer(siennes) for facon, siennes in lues.items()}
        mesures[demande]["rapport"] = round(statistics.median(rapports), 2)
    return {"base": preparation.version_de_la_base(), "mesures": mesures, "fautes": fautes}


def portail(tirage: Tirage, clients: int, rang: int) -> Geste:
    """`actions.soumettre`, as the page calls it."""
    from famille.models import Foyer, Utilisateur
    from reservations.actions import LigneDemandee, soumettre

    suite, cles, activite = tirage.suite(clients, rang), tirage.cles, tirage.ville.activite

    def geste() -> str:
        menage, creneaux = next(suite)
        lignes = [LigneDemandee(menage.enfant, activite, cles[pk]) for pk in creneaux]
        demande = soumettre(
            Foyer(pk=menage.foyer), lignes, par=Utilisateur(pk=menage.compte), cle=str(uuid4())
        )
        if demande.acceptee:
            return ""
        return next(ligne["motif"] for ligne in demande.lignes if ligne["motif"])

    return geste


def _jouer(jouer: Callable[[], Mesure], facon: str, fautes: list[str]) -> Mesure:
    from bench.moteur import controle

    controle.vider()
    cpu = controle.cpu_du_serveur()
    mesure = jouer()
    mesure.serveur_cpu = controle.cpu_du_serveur() - cpu
    fautes += [f"{facon} : {vue}" for vue in controle.fautes(mesure)]
    return mesure


def _resumer(mesures: list[Mesure]) -> list[float]:
    """A second; median and 95th in ms; ms of processor of the client and of the server."""
    chiffres = (
        (m.debit, m.centile(0.5), m.centile(0.95), m.cpu_ms(m.clients_cpu), m.cpu_ms(m.serveur_cpu))
        for m in mesures
    )
    return [round(statistics.median(un), 2) for un in zip(*chiffres, strict=True)]


def juger(mesures: dict[str, dict]) -> list[Verdict]:
    return [
        Verdict(
            f"moteur, {CLIENTS} clients, demande {demande}", (Borne(lue["rapport"], TENU, VISE),)
        )
        for demande, lue in mesures.items()
    ]


def phrases(donnees: dict, juges: list[Verdict]) -> list[str]:
    lignes = [
        "| demande | façon | par seconde | médiane ms | p95 | ms de processeur, client | serveur |",
        "|---|---|---|---|---|---|---|",
    ]
    for demande, lue in donnees["mesures"].items():
        for facon in ("plancher", "portail"):
            lignes.append(f"| {demande} | {facon} | {' | '.join(map(str, lue[facon]))} |")
    fautes = donnees["fautes"] or ["aucune place de trop, réponse perdue, ni interblocage"]
    dites = "Comptes vérifiés après chaque mesure : " + " ; ".join(fautes) + "."
    return [*lignes, "", *verdicts.tableau(juges), "", dites]


if __name__ == "__main__":
    sys.exit(main())
