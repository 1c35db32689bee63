"""`make bench`: the pages of families and agents in the demonstration town, and in the same town
ten times over (`--fois 100`: a hundred; `--sqlite`: on the database of who tries the portal).

Each town is a database of one PostgreSQL, or a file of SQLite, read in turn: A B A B. The number of
queries is the same, or one more, and the time (processor of the web and of the database) at most
TENUE times; ends with 1 otherwise. A list that is not full in the smaller town has more lines in
the larger one: its time may follow the weight of its page.
"""

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from functools import partial

from bench.outils import machine, preparation, verdicts
from bench.outils.verdicts import Borne, Verdict

CROISSANCE = 1.3
PARENT = "camille.martin@exemple.fr"
DE_PLUS = 1  # query: who waits in a longer queue is asked about once more
FOIS = 10
# What a page is held to; CROISSANCE is wanted of both. A hundred towns in the activities of one: a
# queue or a search has what no town has, and is held to what it has reached.
TENUE = {FOIS: CROISSANCE, 100: 1.6}
TOURS, PAR_TOUR = 5, 3
DU_PARENT = (
    "/",
    "/aide/",
    "/recherche/?q=cantine",
    "/tableau-de-bord/",
    "/ma-famille/",
    "/ma-famille/historique/",
    "/ma-famille/consultations/",
    "/ma-famille/acces/",
    "/mes-donnees/",
    "/mes-documents/",
    "/mes-documents/du-portail/",
    "/mes-messages/",
    "/mes-messages/ecrire/",
    "/mes-factures/",
    "/demarches/",
    "/demarches/changement-adresse/",
    "/reservations/",
    "/reservations/recapitulatif/",
    "/reservations/attentes/",
    "/reservations/demandes/",
    "/reservations/agenda/",
    "/reservations/consommation/",
    "/reservations/absences/",
)
DE_L_AGENT = (
    "/gestion/",
    "/gestion/demandes/",
    "/gestion/demandes/?etat=toutes",
    "/gestion/demandes/{demande}/",
    "/gestion/demandes-de-place/",
    "/gestion/foyers/",
    "/gestion/foyers/{foyer}/",
    "/gestion/recherche/?q=martin",
    "/gestion/messages/",
    "/gestion/inscriptions/",
    "/gestion/reservations/remplissage/",
    "/gestion/reservations/liste-d-attente/",
    "/gestion/reservations/campagnes/",
    "/gestion/planning/creneaux/",
    "/gestion/planning/evenements/",
    "/gestion/planning/messages/",
    "/gestion/planning/imports/",
    "/gestion/factures/",
    "/gestion/factures/a-revoir/",
    "/gestion/regie/",
    "/gestion/regie/journal/",
)


def main() -> int:
    analyseur = argparse.ArgumentParser(add_help=False)
    analyseur.add_argument("--fois", type=int, default=FOIS)
    analyseur.add_argument("--court", action="store_true")
    analyseur.add_argument("--sqlite", action="store_true")
    choix = analyseur.parse_known_args()[0]
    reglages = "bench.reglages.sqlite" if choix.sqlite else "bench.reglages.ville"
    donnees = preparation.mesurer_a_part(
        "bench.pages.croissance",
        __doc__,
        lambda: mesurer(choix.fois, reglages, court=choix.court),
        sqlite=choix.sqlite,
        reglages=reglages,
    )
    if donnees is None:
        return 0
    juges = juger(donnees["pages"], donnees["fois"])
    print("\n".join(lignes := phrases(donnees, juges)))
    if not choix.court:
        donnees["verdicts"] = verdicts.en_donnees([resumer(donnees)])
        nom = "croissance" if choix.fois == FOIS else f"croissance{choix.fois}"
        nom += "_sqlite" * choix.sqlite
        machine.garder(nom, donnees, ["# La même ville, plus grande", "", *lignes])
    return int(bool(verdicts.fautes(juges)) and not choix.court)


def mesurer(fois: int, reglages: str, *, court: bool) -> dict:
    subprocess.run(
        [sys.executable, "manage.py", "ville_demo", "-v", "0"],
        cwd=machine.RACINE,
        # its passwords are public: a town's own settings refuse to make it
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portail.settings.dev"},
        check=True,
    )
    preparation.demarrer(reglages)
    from django.db import connection

    from bench.villes.multiplier import multiplier

    # they are signed in before the town is copied, and so in each copy
    ouvrir = {"parent": _lecteur(PARENT), "agent": _lecteur(_creer_agent())}
    adresses = _adresses()
    petite = str(connection.settings_dict["NAME"])
    # beside the first one, on SQLite
    grande = f"{petite}.grande" if connection.vendor == "sqlite" else "grande"
    noms = {"petite": petite, "grande": grande}
    preparation.copier_la_base(noms["petite"], noms["grande"])
    preparation.ouvrir_la_base(noms["grande"])
    multiplier(2 if court else fois)
    lire = {adresse: partial(ouvrir[qui], adresse) for adresse, qui in adresses.items()}
    lues = _chronometrer(noms, lire, tours=1 if court else TOURS)
    return {"base": preparation.version_de_la_base(), "fois": fois, "pages": lues}


def _creer_agent() -> str:
    """An account that may open all the desk."""
    from django.contrib.auth.models import Group

    from famille.models import Utilisateur

    agent = Utilisateur.objects.create_user("banc@exemple.fr", first_name="Sophie", last_name="B.")
    agent.groups.set(Group.objects.all())
    return agent.email


def _lecteur(courriel: str) -> Callable[[str], int]:
    from bench.pages.mesure import navigateur, ouvrir
    from famille.models import Utilisateur

    return partial(ouvrir, navigateur(Utilisateur.objects.get(email=courriel).pk))


def _adresses() -> dict[str, str]:
    """{address: who reads it}."""
    from demarches.models import Demande
    from famille.models import Foyer

    demande = Demande.objects.filter(statut="en-attente").order_by("deposee_le")[0]
    foyer = Foyer.objects.get(responsables__utilisateur__email=PARENT)
    cles = {"demande": demande.pk, "foyer": foyer.pk}
    du_parent = dict.fromkeys(DU_PARENT, "parent")
    return du_parent | {une.format(**cles): "agent" for une in DE_L_AGENT}


def _chronometrer(noms, lire, *, tours: int) -> dict[str, dict]:
    """{page: queries, ms and bytes in both towns; growth: the median of that of each round}."""
    from django.core.cache import caches

    from bench.outils.temps import Geste, duree, requetes

    durees: dict = {(taille, page): [] for taille in noms for page in lire}
    comptes, octets = {}, {}
    for tour in range(tours):
        for taille, nom in noms.items():
            preparation.ouvrir_la_base(nom)
            caches["proche"].clear()  # what a process keeps is of one town
            for page, geste in lire.items():
                octets[taille, page] = geste()  # and what a server computes once
                if not tour:
                    comptes[taille, page] = requetes(geste)
                durees[taille, page].append(1000 * duree(Geste(geste), PAR_TOUR))
    return {
        page: {
            taille: {
                "requetes": comptes[taille, page],
                "octets": octets[taille, page],
                "ms": round(statistics.median(durees[taille, page]), 2),
            }
            for taille in noms
        }
        | {"croissance": _croissance(durees["petite", page], durees["grande", page])}
        for page in lire
    }


def _croissance(petite: list[float], grande: list[float]) -> float:
    rapports = [autre / une for une, autre in zip(petite, grande, strict=True)]
    return round(statistics.median(rapports), 2)


def juger(pages: dict, fois: int = FOIS) -> list[Verdict]:
    return [Verdict(page, _bornes(lue, fois)) for page, lue in pages.items()]


def _lourdeur(lue: dict) -> float:
    """How many times the weight of the smaller town's page."""
    return round(lue["grande"]["octets"] / lue["petite"]["octets"], 2)


def _bornes(lue: dict, fois: int) -> tuple[Borne, Borne]:
    tenu, vise = (
        round(une * max(1, _lourdeur(lue)), 2) for une in (TENUE.get(fois, CROISSANCE), CROISSANCE)
    )
    return (
        Borne(lue["croissance"], tenu, vise, au_plus=True, unite="×"),
        Borne(_de_plus(lue), DE_PLUS, 0, au_plus=True, unite="requêtes de plus"),
    )


def resumer(donnees: dict) -> Verdict:
    """The worst ones, for the table of all the benches."""
    pages = donnees["pages"]
    fois = donnees["fois"]
    pires = [
        max((_bornes(lue, fois)[rang] for lue in pages.values()), key=_part) for rang in (0, 1)
    ]
    return Verdict(
        f"{len(pages)} pages dans une ville {fois} fois plus grande, les pires",
        tuple(pires),
    )


def _part(borne: Borne) -> float:
    """Of what it is held to."""
    return borne.mesure / borne.tenu


def _de_plus(lue: dict) -> int:
    return lue["grande"]["requetes"] - lue["petite"]["requetes"]


def phrases(donnees: dict, juges: list[Verdict]) -> list[str]:
    fois = donnees["fois"]
    lignes = [
        f"| page | requêtes, ville, ×{fois} | ms de processeur, ville | ×{fois} | croissance"
        " | poids | |",
        "|---|---|---|---|---|---|---|",
    ]
    for juge, (page, lue) in zip(juges, donnees["pages"].items(), strict=True):
        une, autre = lue["petite"], lue["grande"]
        lignes.append(
            f"| {page} | {une['requetes']}, {autre['requetes']} | {une['ms']} | {autre['ms']} |"
            f" {lue['croissance']} | ×{_lourdeur(lue)} |"
            f" {'SOUS LE SEUIL' if juge.fautes else ''} |"
        )
    borne = (
        f"Croissance : {TENUE.get(fois, CROISSANCE)} au plus ({CROISSANCE} visé), et une requête de"
        " plus ; une liste qui n’était pas pleine a plus de lignes, et son temps peut suivre son"
        " poids."
    )
    return [*lignes, "", borne]


if __name__ == "__main__":
    sys.exit(main())
