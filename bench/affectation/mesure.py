"""`python -m bench voeux`: the allocation of 5,000 children, without a database.

The hard case: criteria of place that give another order in each centre, a child in six who asks
with a brother or a sister, one in ten for all or nothing, half as many places as wishes. Beside it
the floor: sorting as many ranks. Ends with 1 when it takes too many times the floor.
"""

import argparse
import sys
import time
from random import Random

from bench.outils import machine, verdicts
from bench.outils.verdicts import Borne, Verdict
from reservations.regles.voeux.affectation import Demandeur, Lieu, PartDeVoeu, affecter
from reservations.regles.voeux.dossier import Dossier, empreinte_du_resultat, resultat

ENFANTS, PETIT = 5_000, 200
CENTRES, SEMAINES, VOEUX = 8, 8, 6
CIBLE_S = 10  # on two cores that do nothing else
PLANCHER_S = 0.05  # there
RAPPORT_MAX = CIBLE_S / PLANCHER_S  # so the aim is said in what no neighbour changes
COURT = "--court"


def main() -> int:
    analyseur = argparse.ArgumentParser(add_help=False)
    analyseur.add_argument(COURT, action="store_true")
    choix, _reste = analyseur.parse_known_args()
    enfants = PETIT if choix.court else ENFANTS
    donnees = mesurer(enfants)
    juge = juger(donnees)
    print("\n".join(lignes := [*phrases(donnees), "", *verdicts.tableau([juge])]))
    if choix.court:
        return 0
    donnees |= {"machine": machine.faits(), "verdicts": verdicts.en_donnees([juge])}
    machine.garder("voeux", donnees, ["# Une ouverture par vœux", "", *lignes])
    return int(bool(juge.fautes))


def juger(donnees: dict) -> Verdict:
    rapport = Borne(donnees["rapport"], RAPPORT_MAX, RAPPORT_MAX, au_plus=True, unite="×")
    return Verdict(f"affectation de {donnees['enfants']} enfants, sur son plancher", (rapport,))


def phrases(donnees: dict) -> list[str]:
    return [
        f"{donnees['enfants']} enfants, {donnees['listes']} listes, {donnees['places']} périodes :"
        f" {donnees['affectation_s']} s ; trier autant de rangs : {donnees['plancher_s']} s.",
        f"{donnees['ecartes']} vœux groupés repris. Empreinte : {donnees['empreinte'][:16]}…",
    ]


def mesurer(enfants: int) -> dict:
    dossier = marche(enfants)
    rangs = [(str(n * 7919 % 100_003), str(n)) for n in range(enfants * VOEUX)]
    debut = time.perf_counter()
    sorted(rangs)
    plancher = time.perf_counter() - debut
    debut = time.perf_counter()
    fait = affecter(dossier.marche)
    duree = time.perf_counter() - debut
    return {
        "enfants": enfants,
        "listes": len(dossier.listes),
        "places": len(dossier.lieux),
        "affectation_s": round(duree, 2),
        "plancher_s": round(plancher, 4),
        "rapport": round(duree / plancher, 1),
        "ecartes": len(fait.ecartes),
        "empreinte": empreinte_du_resultat(resultat(fait)),
    }


def marche(enfants: int) -> Dossier:
    hasard = Random(18)
    places = {
        f"{centre}:S{semaine:02}": Lieu(
            max(1, enfants * 2 // (CENTRES * SEMAINES)), frozenset({f"S{semaine:02}"})
        )
        for centre in range(CENTRES)
        for semaine in range(SEMAINES)
    }
    noms = [f"e{rang:05}" for rang in range(enfants)]
    criteres = {
        nom: {
            str(centre): "".join(hasard.choice("01") for _critere in range(4))
            for centre in range(CENTRES)
        }
        for nom in noms
    }
    listes, reste = [], list(noms)
    while reste:
        ensemble = [reste.pop()]
        if reste and hasard.random() < 1 / 6:
            ensemble.append(reste.pop())
        voulues = hasard.sample(sorted(places), VOEUX)
        choix = [tuple(PartDeVoeu(nom, place) for nom in ensemble) for place in voulues]
        if hasard.random() < 0.1:
            semaines = {place.partition(":")[2]: place for place in voulues}
            unies = sorted(semaines.values())[:2]
            choix = [tuple(PartDeVoeu(nom, place) for place in unies for nom in ensemble)]
        listes.append(Demandeur(ensemble[0], tuple(choix), hasard.randint(1, 3)))
    return Dossier(
        "5a" * 32,
        ("commune", "travail", "fratrie", "deja-venu"),
        criteres,
        {place: place.partition(":")[0] for place in places},
        places,
        tuple(listes),
    )


if __name__ == "__main__":
    sys.exit(main())
