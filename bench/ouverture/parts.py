"""The dear parts of an opening morning, one by one, each beside its floor in the same run
(bench.ouverture.matin)."""

import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import batched

from bench.ouverture.matinee import CHOIX
from bench.ouverture.parent import CONNEXION, Parent
from bench.ouverture.ruee import en_meme_temps
from bench.villes.ville import MOT_DE_PASSE, VilleDeBench, courriel
from tests.ville.machines import Topologie, preparer_web

CLIENTS, TOURS, PAR_TOUR = 8, 3, 64
PREMIER = 40  # rank of the first créneau that they book: the mornings have those before


def mesurer(t: Topologie, ville: VilleDeBench, reste: range) -> dict[str, dict[str, float]]:
    """Per second, by CLIENTS clients: the portal, its floor, and the median of their ratios."""
    ouvert = t.environnement | {"PORTAIL_ENTREES_PAR_MINUTE": "0"}  # nobody waits at the door
    portail = preparer_web(t.racine / "portail.journal", ouvert)
    nu = preparer_web(
        t.racine / "plancher.journal",
        ouvert | {"DJANGO_SETTINGS_MODULE": "bench.reglages.plancher"},
    )
    with portail, nu:
        tours = list(batched(reste, PAR_TOUR))
        _sans_hachage(ville, [rang for lot in tours[TOURS : 2 * TOURS] for rang in lot])
        return {
            "connexion": _rapport(
                [partial(connexions, portail.port, lot) for lot in tours[:TOURS]],
                [partial(connexions, nu.port, lot) for lot in tours[TOURS : 2 * TOURS]],
            ),
            "page": pages(ville, portail.port, nu.port, reste[:CLIENTS]),
            "soumission": _rapport(
                [partial(soumissions, ville, portail.port, lot) for lot in tours[2 * TOURS :]],
                [partial(transactions, ville, tour) for tour in range(TOURS)],
            ),
        }


def _rapport(
    portail: Sequence[Callable[[], float]], plancher: Sequence[Callable[[], float]]
) -> dict[str, float]:
    lus = [(un(), autre()) for un, autre in zip(portail, plancher, strict=True)]
    return {
        "portail": round(statistics.median(un for un, _autre in lus), 1),
        "plancher": round(statistics.median(autre for _un, autre in lus), 1),
        "rapport": round(statistics.median(un / autre for un, autre in lus), 3),
    }


def _visiteur(port: int, rang: int) -> Parent:
    return Parent(port, f"10.200.{rang // 250}.{rang % 250 + 1}, 127.0.0.1")


def _par_seconde(gestes: Sequence[Callable[[], object]], *, fois: int = 1) -> float:
    """Each of these, `fois` times by one client: a parent has one connection, which two clients
    never share."""

    def repeter(geste):
        for _ in range(fois):
            geste()

    debut = time.perf_counter()
    en_meme_temps([partial(repeter, geste) for geste in gestes], CLIENTS)
    return fois * len(gestes) / (time.perf_counter() - debut)


def _sans_hachage(ville, rangs: list[int]) -> None:
    """Passwords of these families as the floor keeps them."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    from famille.models import Utilisateur

    Utilisateur.objects.filter(pk__in=[ville.menages[rang].compte for rang in rangs]).update(
        password=MD5PasswordHasher().encode(MOT_DE_PASSE, "sel")
    )


def connexions(port: int, rangs: Sequence[int]) -> float:

    parents = [_visiteur(port, rang) for rang in rangs]
    en_meme_temps([partial(parent.get, CONNEXION) for parent in parents])
    gestes = [
        partial(p.entrer, courriel(rang), MOT_DE_PASSE)
        for p, rang in zip(parents, rangs, strict=True)
    ]
    return _par_seconde(gestes)


def pages(ville, port: int, port_nu: int, rangs: Sequence[int]) -> dict[str, float]:
    from reservations.lecture.filtres import Mois

    mois = Mois(*map(int, ville.creneaux[0][1].split("-")[:2]))
    adresses = {
        port: f"/reservations/?mois={mois.debut:%Y-%m}",
        port_nu: f"/plancher/{mois.debut}/{mois.fin}/",
    }
    parents = {un: [_visiteur(un, rang) for rang in rangs] for un in adresses}
    for rang, (parent, jumeau) in zip(rangs, zip(*parents.values(), strict=True), strict=True):
        parent.se_connecter(courriel(rang), MOT_DE_PASSE)
        jumeau.cookies = parent.cookies  # one session, kept in Redis, serves both
    lectures = {
        un: partial(
            _par_seconde,
            [partial(p.get, adresses[un]) for p in parents[un]],
            fois=PAR_TOUR // CLIENTS,
        )
        for un in adresses
    }
    return _rapport([lectures[port]] * TOURS, [lectures[port_nu]] * TOURS)


def soumissions(ville, port: int, rangs: Sequence[int]) -> float:
    from bench.villes import rayon

    rayon.garnir(ville, rangs, PREMIER, CHOIX)
    parents = [_visiteur(port, rang) for rang in rangs]
    en_meme_temps(
        [
            partial(p.se_connecter, courriel(r), MOT_DE_PASSE)
            for p, r in zip(parents, rangs, strict=True)
        ]
    )
    en_meme_temps([parent.verifier for parent in parents])
    return _par_seconde([parent.envoyer for parent in parents])


def transactions(ville, tour: int) -> float:
    """The same rows by one statement each, through psycopg (moteur/planchers.py), on créneaux of
    their own."""
    from bench.moteur import planchers
    from bench.moteur.tirage import Tirage
    from bench.outils.charge import charger

    tirage = Tirage(ville, chaud=True)
    tirage.choix = [[pk for pk, _cle in ville.creneaux[-CHOIX * (tour + 1) :][:CHOIX]]]
    mesure = charger(CLIENTS, 1.5, partial(planchers.psycopg, tirage, CLIENTS))
    return mesure.debit
