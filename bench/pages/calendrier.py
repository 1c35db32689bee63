"""`make bench`: the month of three children in three activities, with 10,000 and with 1,000,000
reservations in town.

Two databases of one PostgreSQL, read in turn, beside a floor page (the same rows by one raw query,
minimal HTML). Ends with 1 when a limit of the design is passed: 8 queries, 1.15 times the time, 25
kB gzipped.
"""

import gzip
import statistics
import sys
import time

from bench.outils import machine, preparation

REQUETES_MAX, RAPPORT_MAX, POIDS_MAX = 8, 1.15, 25_000
MENAGES = 4998  # and two more children
PETITE, GRANDE = 50, 5000  # children who have booked: 10,000 and 1,000,000 reservations
TOURS, PAR_TOUR = 9, 12


def main() -> int:
    donnees = preparation.mesurer_a_part("bench.pages.calendrier", __doc__, mesurer)
    if donnees is None:
        return 0
    lignes = phrases(donnees)
    print("\n".join(lignes))
    machine.garder(
        "calendrier", donnees, ["# Le mois de trois enfants dans trois activités", "", *lignes]
    )
    petit, grand = donnees["petite"], donnees["grande"]
    depasse = (
        max(petit["requetes"], grand["requetes"]) > REQUETES_MAX or grand["octets"] > POIDS_MAX
    )
    return int(depasse or donnees["rapport_des_temps"] > RAPPORT_MAX)


def mesurer() -> dict:
    preparation.demarrer()
    from django.db import connection
    from django.test.utils import override_settings

    from bench.villes.grande_ville import creer_activites, creer_lecteurs, remplir
    from bench.villes.ville import creer_ville

    preparation.environnement_d_essai()
    activites = creer_activites()
    compte = creer_lecteurs(creer_ville(MENAGES, 1, capacite=100), activites)
    noms = {"petite": connection.settings_dict["NAME"], "grande": "grande"}
    preparation.copier_la_base(noms["petite"], noms["grande"])
    enfants = {"petite": PETITE, "grande": GRANDE}
    with override_settings(ROOT_URLCONF="bench.pages.plancher"):
        lues = {}
        for taille, nom in noms.items():
            preparation.ouvrir_la_base(nom)
            nombre = remplir(activites, enfants[taille])
            lues[taille] = {"reservations": nombre} | _une_fois(_navigateur(compte))
        temps = _temps(noms, compte)
    for taille, valeurs in temps.items():
        lues[taille] |= valeurs
    rapport = lues["grande"]["page_ms"] / lues["petite"]["page_ms"]
    return {
        "base": preparation.version_de_la_base(),
        **lues,
        "rapport_des_temps": round(rapport, 3),
    }


def _navigateur(compte):
    from django.test import Client

    navigateur = Client()
    navigateur.force_login(compte, backend="famille.comptes.authentification.Authentification")
    return navigateur


def _adresses():
    """The page of next month, and its floor."""
    from django.utils import timezone

    from reservations.lecture.filtres import Mois

    jour = timezone.localdate()
    mois = Mois(jour.year, jour.month).decale(1)
    return f"/reservations/?mois={mois}", f"/plancher/{mois.debut}/{mois.fin}/"


def _une_fois(navigateur) -> dict:
    """Queries and weight."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page, plancher = _adresses()
    navigateur.get(page)  # caches that a server fills once
    with CaptureQueriesContext(connection) as contexte:
        reponse = navigateur.get(page)
    assert reponse.status_code == 200, reponse.status_code
    # emptied by the next request
    rendu, requetes = reponse.content, list(contexte.captured_queries)
    cases = navigateur.get(plancher).content.count(b"<td")
    return {
        "requetes": len(requetes),
        "octets": len(gzip.compress(rendu, 6)),
        "cases": cases,
        "boutons": rendu.count(b"<button"),
        "sql": [requete["sql"][:160] for requete in requetes],
    }


def _temps(noms, compte) -> dict:
    """Medians of the rounds, the two towns and their floors in turn."""
    page, plancher = _adresses()
    mesures: dict = {taille: {"page_ms": [], "plancher_ms": []} for taille in noms}
    navigateurs = {}
    for taille, nom in noms.items():
        preparation.ouvrir_la_base(nom)
        navigateurs[taille] = _navigateur(compte)
    for _ in range(TOURS):
        for taille, nom in noms.items():
            preparation.ouvrir_la_base(nom)
            for quoi, adresse in (("plancher_ms", plancher), ("page_ms", page)):
                mesures[taille][quoi].append(_duree(navigateurs[taille], adresse))
    return {
        taille: {quoi: round(statistics.median(durees), 2) for quoi, durees in siennes.items()}
        for taille, siennes in mesures.items()
    }


def _duree(navigateur, adresse) -> float:
    """Milliseconds: the median of a few readings, the connection being open."""
    durees = []
    for _ in range(PAR_TOUR + 2):
        debut = time.perf_counter()
        assert navigateur.get(adresse).status_code == 200
        durees.append(1000 * (time.perf_counter() - debut))
    return statistics.median(durees[2:])


def phrases(donnees: dict) -> list[str]:
    lignes = [
        (
            "| réservations | requêtes | cases | page ms | plancher ms | plancher / page | ko"
            " compressés |"
        ),
        "|---|---|---|---|---|---|---|",
    ]
    for taille in ("petite", "grande"):
        m = donnees[taille]
        lignes.append(
            f"| {m['reservations']} | {m['requetes']} | {m['cases']} | {m['page_ms']} |"
            f" {m['plancher_ms']} | {m['plancher_ms'] / m['page_ms']:.2f} |"
            f" {m['octets'] / 1000:.1f} |"
        )
    return [
        *lignes,
        "",
        (
            f"Temps avec la grande base rapporté à la petite : {donnees['rapport_des_temps']}"
            f" ({RAPPORT_MAX} au plus). {REQUETES_MAX} requêtes et {POIDS_MAX // 1000} ko au plus."
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
