"""`make bench`: an agent turns a town to its new school year: 3,000 children after 300.

What an afternoon does: the passage de classe is prepared, done and taken back by its jobs as the
worker runs them, the list of the campaign is read, the last season is closed. Ends with 1 when a
child costs more of the processor in the large town than in the small one, when memory grows with
the town, when all of it takes more than two minutes of processor, or when a child is lost on
the way.
"""

import argparse
import sys
import time
from datetime import timedelta

from bench.outils import machine, preparation, temps, verdicts
from bench.outils.verdicts import Borne, Verdict
from bench.rentree import ville
from bench.reprise.arrivee import memoire

MODULE = "bench.rentree.mesure"
GRANDE, PETITE, MINUSCULE = 3_000, 300, 50
SECONDES = (120, 90)  # held and wanted: of processor, Python and PostgreSQL, for the whole of it
CROISSANCE = 1.5  # of what a child costs; the small town is measured in tenths of a second
MEMOIRE = 48  # Mio that the large town may take more than the small one
TOURS_MAX = 100  # of a job: beyond, it does not end
LISTE = "/gestion/reinscriptions/"
LECTURES = 3  # of the list, of which the last is kept
COURT = "--court"
REGLAGES = "bench.reglages.reprise"
ETAPES = {
    "preparation": "passage préparé",
    "passage": "passage fait",
    "annulation": "passage annulé",
    "cloture": "saison close",
    "liste": "liste de la campagne",
}
D_UN_ENFANT = ("preparation", "passage", "annulation", "cloture")  # those that read them all


def main() -> int:
    analyseur = argparse.ArgumentParser(add_help=False)
    analyseur.add_argument(COURT, action="store_true")
    choix, _reste = analyseur.parse_known_args()
    villes = (MINUSCULE,) if choix.court else (PETITE, GRANDE)
    donnees = preparation.mesurer_a_part(
        MODULE, __doc__, lambda: mesurer_les(villes), durable=True, reglages=REGLAGES
    )
    if donnees is None:
        return 0
    mesures = donnees["villes"]
    lignes = [phrase for une in mesures for phrase in phrases(une)]
    print("\n".join(lignes))
    juste = all(une["juste"] for une in mesures)
    if choix.court:
        return int(not juste)
    juges = juger(*mesures)
    print("\n".join(tableau := verdicts.tableau(juges)))
    donnees["verdicts"] = verdicts.en_donnees(juges)
    machine.garder("rentree", donnees, ["# La rentrée d’une ville", "", *lignes, "", *tableau])
    return int(not juste or bool(verdicts.fautes(juges)))


def juger(petite: dict, grande: dict) -> list[Verdict]:
    """In what no neighbour changes: processor, and not the clock."""
    juges = []
    for etape in D_UN_ENFANT:
        petit, grand = (une[etape]["processeur_s"] / une["enfants"] for une in (petite, grande))
        rapport = Borne(round(grand / petit, 2), CROISSANCE, 1.1, au_plus=True, unite="×")
        juges.append(
            Verdict(f"{ETAPES[etape]} : un enfant, au prix de la petite ville", (rapport,))
        )
    plus = grande["memoire_mio"] - petite["memoire_mio"]
    tout = round(sum(grande[etape]["processeur_s"] for etape in ETAPES))
    qui = f"rentrée de {grande['enfants']} enfants"
    return [
        *juges,
        Verdict(
            f"{qui} : mémoire de plus que dans la petite",
            (Borne(plus, MEMOIRE, MEMOIRE, au_plus=True, unite="Mio"),),
        ),
        Verdict(
            f"{qui}, tout compris",
            (Borne(tout, *SECONDES, au_plus=True, unite="s de processeur"),),
        ),
    ]


def mesurer_les(villes: tuple[int, ...]) -> dict:
    """One after the other, the small one first: a peak of memory is a process's."""
    preparation.demarrer(REGLAGES)
    from bench.villes.demandes import creer_agent
    from demarches.reglages.initiaux import creer_reglages

    creer_reglages(demo=True)
    agent = creer_agent()
    mesures = []
    for enfants in (MINUSCULE, *villes):  # the first: what a server reads once
        mesures.append(_tourner(enfants, agent))
        ville.partir()
    return {"base": preparation.version_de_la_base(), "villes": mesures[1:]}


def _tourner(enfants: int, agent) -> dict:
    from django.db import connection
    from django.utils import timezone

    from demarches.catalogue.reinscription.actions import ouvrir_campagne
    from famille.foyers.ecoles import passage, passage_ville
    from famille.models import Enfant, LigneRangee
    from reservations.models import Inscription
    from reservations.regles.saison import annee_scolaire
    from reservations.saisons.cloture import demander_la_cloture

    jour = timezone.localdate()
    annee = annee_scolaire(jour)
    activite = ville.creer(enfants, annee, f"V{enfants}")
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE")
    mesures = {"preparation": duree(lambda: passage.preparer_la_ville(annee, par=agent))}
    mesures["passage"] = duree(lambda: executer(passage_ville.demander(annee, par=agent)))
    faites = LigneRangee.objects.filter(etat=LigneRangee.Etat.FAITE).count()
    mesures["annulation"] = duree(
        lambda: executer(passage_ville.annuler_la_ville(annee, par=agent))
    )
    revenus = Enfant.objects.filter(classe__annee=annee - 1).count()
    ouvrir_campagne(
        activites=[activite],
        par=agent,
        annee=annee + 1,
        debut=jour - timedelta(days=10),
        fin=jour + timedelta(days=20),
    )
    mesures["liste"] = _lire_la_liste(agent)
    mesures["cloture"] = duree(lambda: executer(demander_la_cloture(annee - 1, par=agent)))
    finies = Inscription.objects.exclude(fin=None).count()
    return {
        "enfants": enfants,
        **mesures,
        "memoire_mio": memoire(),
        "juste": (faites, revenus, finies) == (enfants, enfants, enfants),
        "comptes": {"faites": faites, "revenus": revenus, "finies": finies},
    }


def duree(faire) -> dict[str, float]:
    debut, processeur = time.perf_counter(), _processeur()
    faire()
    return {
        "horloge_s": round(time.perf_counter() - debut, 2),
        "processeur_s": round(_processeur() - processeur, 2),
        "memoire_mio": memoire(),
    }


def executer(travail) -> None:
    """Each of its turns, here as the worker would."""
    from famille.models import Travail
    from famille.travaux import actions

    for _tour in range(TOURS_MAX):
        if actions.executer(travail.pk) != Travail.Etat.EN_COURS:
            return
    raise TimeoutError(f"{travail} is still under way after {TOURS_MAX} turns")


def _lire_la_liste(agent) -> dict[str, float]:
    """Its first page, by an agent, once the server has read what it reads once."""
    from bench.pages.mesure import navigateur, ouvrir

    client = navigateur(agent.pk)
    for _fois in range(LECTURES):
        lue = duree(lambda: ouvrir(client, LISTE))
    return lue | {"requetes": temps.requetes(lambda: ouvrir(client, LISTE))}


def _processeur() -> float:
    return time.process_time() + temps.de_toute_la_base()


def phrases(donnees: dict) -> list[str]:
    durees = ", ".join(
        f"{nom} {donnees[code]['horloge_s']} s ({donnees[code]['processeur_s']} s de processeur)"
        for code, nom in ETAPES.items()
    )
    suite = "" if donnees["juste"] else f" En faute : {donnees['comptes']}."
    return [
        f"{donnees['enfants']} enfants : {durees} ; {donnees['liste']['requetes']} requêtes pour la"
        f" liste, {donnees['memoire_mio']} Mio.{suite}"
    ]


if __name__ == "__main__":
    sys.exit(main())
