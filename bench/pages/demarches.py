"""`make bench`: the agents' list of demandes, with 1,000 and with 100,000 demandes in town.

Two databases of one PostgreSQL, read in turn, beside the floor page. Ends with 1 when a limit of
the design is passed: 15 queries, 1.3 times the time for the first page. The other pages of the desk
are measured too, and judged by nobody.
"""

import statistics
import sys
import time

from bench.outils import machine, preparation

REQUETES_MAX, RAPPORT_MAX = 15, 1.3
TAILLES = {"petite": 1_000, "grande": 100_000}
TOURS, PAR_TOUR = 9, 8
LISTE = "/gestion/demandes/"
PAGES = {
    "plancher": "/plancher/",
    "première page": LISTE,
    "toutes, page 33": f"{LISTE}?etat=toutes&p=33",
    "un état et une démarche": f"{LISTE}?etat=validee&demarche=changement-adresse",
    "recherche d’un nom": f"{LISTE}?etat=toutes&q=camille77@exemple.fr",
    "accueil de l’agent": "/gestion/",
}
JUGEE = "première page"


def main() -> int:
    donnees = preparation.mesurer_a_part("bench.pages.demarches", __doc__, mesurer)
    if donnees is None:
        return 0
    lignes = phrases(donnees)
    print("\n".join(lignes))
    machine.garder(
        "demarches", donnees, ["# La liste des demandes, au bureau des agents", "", *lignes]
    )
    jugees = [donnees[taille][JUGEE] for taille in TAILLES]
    return int(
        max(page["requetes"] for page in jugees) > REQUETES_MAX
        or donnees["rapports"][JUGEE] > RAPPORT_MAX
    )


def mesurer() -> dict:
    preparation.demarrer()
    from django.db import connection
    from django.test.utils import override_settings

    from bench.villes.demandes import creer_agent, remplir

    preparation.environnement_d_essai()
    agent = creer_agent()
    noms = {"petite": connection.settings_dict["NAME"], "grande": "grande"}
    preparation.copier_la_base(noms["petite"], noms["grande"])
    with override_settings(ROOT_URLCONF="bench.pages.plancher"):
        navigateurs, lues = {}, {}
        for taille, nom in noms.items():
            preparation.ouvrir_la_base(nom)
            remplir(TAILLES[taille], agent)
            navigateurs[taille] = _navigateur(agent)
            lues[taille] = {
                page: {"requetes": _requetes(navigateurs[taille], page)} for page in PAGES
            }
        _chronometrer(noms, navigateurs, lues)
    rapports = {
        page: round(lues["grande"][page]["ms"] / lues["petite"][page]["ms"], 3) for page in PAGES
    }
    return {"base": preparation.version_de_la_base(), **lues, "rapports": rapports}


def _navigateur(agent):
    from django.test import Client

    from famille.comptes.connexion.allauth import session_de_test

    navigateur = Client()
    navigateur.force_login(agent, backend="famille.comptes.authentification.Authentification")
    session = navigateur.session
    session_de_test(session, agent)
    session.save()
    return navigateur


def _requetes(navigateur, page) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    navigateur.get(PAGES[page])  # caches that a server fills once
    with CaptureQueriesContext(connection) as contexte:
        reponse = navigateur.get(PAGES[page])
    assert reponse.status_code == 200, (page, reponse.status_code)
    return len(contexte)


def _chronometrer(noms, navigateurs, lues) -> None:
    """Medians of the rounds, the two towns in turn."""
    durees: dict = {(taille, page): [] for taille in noms for page in PAGES}
    for _ in range(TOURS):
        for taille, nom in noms.items():
            preparation.ouvrir_la_base(nom)
            for page, adresse in PAGES.items():
                durees[taille, page].append(_duree(navigateurs[taille], adresse))
    for (taille, page), lus in durees.items():
        lues[taille][page]["ms"] = round(statistics.median(lus), 2)


def _duree(navigateur, adresse) -> float:
    """Milliseconds: the median of a few readings, the connection being open."""
    durees = []
    for _ in range(PAR_TOUR + 2):
        debut = time.perf_counter()
        assert navigateur.get(adresse).status_code == 200
        durees.append(1000 * (time.perf_counter() - debut))
    return statistics.median(durees[2:])


def phrases(donnees: dict) -> list[str]:
    petite, grande = donnees["petite"], donnees["grande"]
    lignes = [
        "| page | requêtes | ms avec 1 000 demandes | ms avec 100 000 | rapport |",
        "|---|---|---|---|---|",
    ]
    for page in PAGES:
        requetes = max(petite[page]["requetes"], grande[page]["requetes"])
        lignes.append(
            f"| {page} | {requetes} | {petite[page]['ms']} | {grande[page]['ms']} |"
            f" {donnees['rapports'][page]} |"
        )
    juge = (
        f"{REQUETES_MAX} requêtes au plus, et un rapport de {RAPPORT_MAX} au plus, pour la première"
        " page."
    )
    return [*lignes, "", juge]


if __name__ == "__main__":
    sys.exit(main())
