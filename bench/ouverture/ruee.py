"""`make bench`: the portal over HTTP, 2 gunicorn processes of 4 threads on PostgreSQL, each parent
signed in by the form, with the CSRF token of the summary that he has read.

First 20 families press "Soumettre" on 5 places, several times: exactly 5 have one. Then summaries
are read and submissions of twenty créneaux sent as fast as they go, while other parents look at
their calendar. Beside them, in the same run, the floors: the same rows in one statement each, and a
bare page. Ends with 1 when a count is wrong, or a ratio to its floor too low.
"""

import argparse
import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.error import URLError
from urllib.request import Request, urlopen

from bench.outils import machine, preparation, verdicts
from bench.outils.charge import Mesure
from bench.outils.verdicts import Borne, Verdict
from bench.ouverture.parent import CONNEXION, Parent
from tests import serveurs

PROCESSUS, FILS = 2, 4
FAMILLES, PLACES, COURSES = 20, 5, 6
CLIENTS, LECTEURS = 8, 2
PAUSE = 0.2  # seconds between two pages of a reader
# of the floors, summary included: held to, wanted
SOUMISSIONS, PAGE = (0.03, 0.06), (0.25, 0.50)
SECONDES_DU_PLANCHER, DU_PLANCHER = 1.5, 2_000  # and how many households it serves
PLANCHER = "/plancher/"
_AJOUT = threading.Lock()
LIGNES = 20


def main() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument(
        "--familles", type=int, default=160, help="qui soumettent vingt créneaux, deux fois chacune"
    )
    analyseur.add_argument("--sans-lecteurs", action="store_true")
    analyseur.add_argument("--court", action="store_true", help="huit familles, sans jugement")
    choix = analyseur.parse_args()
    choix.familles = 8 if choix.court else choix.familles
    preparation.finir_proprement()
    with serveurs.dossier() as dossier, serveurs.postgresql(durable=True) as adresse:
        os.environ.update(preparation.d_une_ville(str(dossier), adresse))
        donnees = mesurer(choix)
    juges = juger(donnees)
    lignes = [*(f"- {phrase}" for phrase in phrases(donnees)), "", *verdicts.tableau(juges)]
    print("\n".join(lignes))
    if not choix.court:
        donnees["verdicts"] = verdicts.en_donnees(juges)
        machine.garder("ruee", donnees, ["# Sur HTTP", "", *lignes])
    return int(bool(donnees["fautes"]) or (bool(verdicts.fautes(juges)) and not choix.court))


def juger(donnees: dict) -> list[Verdict]:
    return [
        Verdict("récapitulatif et « Soumettre », HTTP", (Borne(donnees["rapport"], *SOUMISSIONS),)),
        Verdict("calendrier pendant la ruée", (Borne(donnees["page_rapport"], *PAGE),)),
    ]


def mesurer(choix) -> dict:
    preparation.demarrer("bench.reglages.ville")
    from bench.villes import rayon

    visiteurs = FAMILLES + choix.familles + LECTEURS
    ville = rayon.creer(visiteurs + DU_PLANCHER)
    port = serveurs.port_libre()
    with serveurs.dossier() as dossier, _gunicorn(port, dossier):
        parents = connecter(port, visiteurs)
        courses = [_course(ville, parents[:FAMILLES], rang) for rang in range(COURSES)]
        submis = parents[FAMILLES : FAMILLES + choix.familles]
        lecteurs = [] if choix.sans_lecteurs else parents[-LECTEURS:]
        latences, pages, duree = _ruee(ville, submis, lecteurs)
    planchers_lus, pages_lues = pages[::2], pages[1::2]
    fautes = [
        f"{course} places données au lieu de {PLACES}" for course in courses if course != PLACES
    ]
    fautes += rayon.fautes(2 * choix.familles, LIGNES)
    plancher = _transactions(ville)  # its rows come after the counts
    return {
        "machine": machine.faits() | preparation.version_de_la_base(),
        "courses": courses,
        "soumissions": len(latences),
        "par_seconde": round(len(latences) / duree, 1),
        "plancher_par_seconde": round(plancher, 1),
        "rapport": round(len(latences) / duree / plancher, 3),
        "mediane_ms": _ms(latences, 0.5),
        "p95_ms": _ms(latences, 0.95),
        "p99_ms": _ms(latences, 0.99),
        "pages": len(pages_lues),
        "page_mediane_ms": _ms(pages_lues, 0.5),
        "page_p95_ms": _ms(pages_lues, 0.95),
        "page_plancher_ms": _ms(planchers_lus, 0.5),
        "page_rapport": round(_ms(planchers_lus, 0.5) / (_ms(pages_lues, 0.5) or 1), 3),
        "fautes": fautes,
    }


def _gunicorn(port, dossier):
    environnement = {
        "DJANGO_SETTINGS_MODULE": "bench.reglages.ville",
        "PORTAIL_PROCESSUS": str(PROCESSUS),
    }
    commande = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        str(FILS),
    ]
    os.environ.update(environnement)
    return serveurs.processus(
        [*commande, "--max-requests", "0"], dossier / "journal", lambda: _repond(port)
    )


def _repond(port) -> bool:
    # as nginx asks it: without, a town's settings send one to https
    demande = Request(f"http://127.0.0.1:{port}{CONNEXION}", headers={"X-Forwarded-Proto": "https"})
    with contextlib.suppress(URLError, ConnectionError), urlopen(demande) as reponse:
        return reponse.status == 200
    return False


def connecter(port: int, combien: int) -> list[Parent]:
    """That many parents, signed in by the form."""
    from bench.villes.ville import MOT_DE_PASSE, courriel

    parents = [Parent(port, f"10.0.{rang // 250}.{rang % 250 + 1}") for rang in range(combien)]
    en_meme_temps(
        [partial(p.se_connecter, courriel(rang), MOT_DE_PASSE) for rang, p in enumerate(parents)]
    )
    return parents


def en_meme_temps[T](gestes: Sequence[Callable[[], T]], mains: int = CLIENTS) -> list[T]:
    with ThreadPoolExecutor(mains) as bassin:
        return [futur.result() for futur in [bassin.submit(geste) for geste in gestes]]


def _course(ville, parents, rang) -> int:
    """How many of twenty families have the place of which there are five."""
    from bench.villes import rayon

    rayon.limiter(ville, rang, PLACES)
    rayon.garnir(ville, range(len(parents)), rang, 1)
    en_meme_temps([parent.verifier for parent in parents])
    depart = threading.Barrier(len(parents))

    def presser(parent):
        depart.wait()
        return parent.soumettre()

    servis = sum(en_meme_temps([partial(presser, parent) for parent in parents], len(parents)))
    rayon.oublier_les_paniers()
    return servis if servis == rayon.reservees(ville, rang) else -1


def _ruee(ville, parents, lecteurs):
    """(seconds of each submission with its summary, of each page of the readers, its floor before
    it, of the whole)."""
    from bench.villes import rayon

    latences: list[float] = []
    pages: list[float] = []
    total = 0.0
    for tour in range(2):
        rayon.garnir(
            ville, range(FAMILLES, FAMILLES + len(parents)), COURSES + tour * LIGNES, LIGNES
        )
        fini = threading.Event()
        lisent = [
            threading.Thread(target=_lire, args=(lecteur, fini, pages)) for lecteur in lecteurs
        ]
        for fil in lisent:
            fil.start()
        debut = time.perf_counter()
        latences += en_meme_temps(
            [partial(_chronometrer, partial(_verifier_et_soumettre, p)) for p in parents]
        )
        total += time.perf_counter() - debut
        fini.set()
        for fil in lisent:
            fil.join()
    return latences, pages, total


def _lire(lecteur: Parent, fini: threading.Event, pages: list[float]) -> None:
    lire = partial(lecteur.get, "/reservations/")
    lire()
    lus: list[float] = []
    while not fini.wait(PAUSE):
        lus += [_chronometrer(partial(lecteur.get, PLANCHER)), _chronometrer(lire)]
    with _AJOUT:  # by pairs, whoever else adds
        pages += lus


def _verifier_et_soumettre(parent: Parent) -> bool:
    parent.verifier()
    return parent.soumettre()


def _transactions(ville) -> float:
    """The floor of a submission, per second: the same rows by one statement each, through psycopg,
    on other créneaux."""
    from bench.moteur import planchers
    from bench.moteur.tirage import Tirage
    from bench.outils.charge import charger

    tirage = Tirage(ville, chaud=True)
    tirage.choix = [[pk for pk, _cle in ville.creneaux[-LIGNES:]]]
    ouvrir = partial(planchers.psycopg, tirage, CLIENTS)
    return charger(CLIENTS, SECONDES_DU_PLANCHER, ouvrir).debit


def _chronometrer(geste) -> float:
    debut = time.perf_counter()
    assert geste(), "refused"
    return time.perf_counter() - debut


def _ms(durees: list[float], part: float) -> float:
    return round(Mesure(latences=durees).centile(part), 1)


def phrases(d: dict) -> list[str]:
    """What was seen, in words."""
    bilan = " ; ".join(d["fautes"]) or "aucune place de trop, aucune réponse perdue"
    return [
        (
            f"{FAMILLES} familles sur {PLACES} places, {len(d['courses'])} fois : "
            f"{', '.join(map(str, d['courses']))} servies ({PLACES} attendues à chaque fois)."
        ),
        (
            f"{d['soumissions']} récapitulatifs lus et soumissions de {LIGNES} créneaux par"
            f" {CLIENTS} familles à la fois : {d['par_seconde']} par seconde, médiane"
            f" {d['mediane_ms']} ms, p95 {d['p95_ms']}, p99 {d['p99_ms']} ; plancher"
            f" {d['plancher_par_seconde']} par seconde, rapport {d['rapport']}."
        ),
        (
            f"{d['pages']} pages du calendrier lues pendant ce temps : médiane"
            f" {d['page_mediane_ms']} ms, p95 {d['page_p95_ms']} ; page plancher"
            f" {d['page_plancher_ms']} ms, rapport {d['page_rapport']}."
        ),
        f"Comptes vérifiés : {bilan}.",
    ]


if __name__ == "__main__":
    sys.exit(main())
