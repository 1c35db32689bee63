"""`make bench`: the pages that many people open, in a small and in a large town, each beside a
floor page (the same middleware and session, one raw query, minimal HTML).

A town's own settings, two databases of one PostgreSQL, acts interleaved, processor time of the web
and of the database. Ends with 1 when a page is under what it is held to (bench/pages/liste.py): its
ratio to the floor, its queries, its growth.
"""

import argparse
import sys
from functools import partial

from bench.outils import machine, preparation
from bench.pages import actes
from bench.pages.liste import PAGES, Page

MENAGES, TOURS, PAR_TOUR = 4_998, 9, 8
COURT = "--court"


def main() -> int:
    analyseur = argparse.ArgumentParser(add_help=False)
    analyseur.add_argument(COURT, action="store_true")
    court = analyseur.parse_known_args()[0].court
    donnees = preparation.mesurer_a_part(
        "bench.pages.mesure", __doc__, lambda: mesurer(court=court), reglages="bench.reglages.ville"
    )
    if donnees is None:
        return 0
    lignes, fautes = phrases(donnees)
    print("\n".join(lignes))
    if not court:
        machine.garder("pages", donnees, ["# Les pages", "", *lignes])
    return int(bool(fautes) and not court)


def mesurer(*, court: bool) -> dict:
    preparation.demarrer("bench.reglages.ville")
    from django.db import connection

    from bench.villes import peuplee

    gens = peuplee.creer(60 if court else MENAGES)
    noms = {"petite": connection.settings_dict["NAME"], "grande": "grande"}
    preparation.copier_la_base(noms["petite"], noms["grande"])
    lues: dict = {}
    for taille, nom in noms.items():
        preparation.ouvrir_la_base(nom)
        choisie = (peuplee.COURTE if court else peuplee.TAILLES)[taille]
        lues[taille] = {"lignes": peuplee.remplir(choisie, gens), "pages": _lire(gens, court=court)}
    return {"base": preparation.version_de_la_base(), **lues}


def _lire(gens, *, court: bool) -> dict[str, dict]:
    """{page: {"requetes", "ms", "plancher_ms"}} of the town that is open."""
    from bench.outils.temps import Geste
    from bench.outils.temps import mesurer as chronometrer

    navigateurs = {qui: _navigateur(compte) for qui, compte in gens.comptes.items()}
    navigateurs[""] = _navigateur(None)
    cles = _cles()
    faits = actes.gestes(
        _navigateur, navigateurs["parent"], lambda: _ouvrir(navigateurs["lecteur"], "/plancher/")
    )
    for page in PAGES:
        adresse, plancher = page.adresse.format(**cles), page.plancher.format(**cles)
        faits[page.nom] = {
            "ms": Geste(partial(_ouvrir, navigateurs[page.qui], adresse)),
            "plancher_ms": Geste(partial(_ouvrir, navigateurs["lecteur"], plancher)),
        }
    tours, par_tour = (2, 2) if court else (TOURS, PAR_TOUR)
    return {
        nom: chronometrer(gestes, tours=tours, par_tour=par_tour)
        | {"requetes": _requetes(gestes["ms"])}
        for nom, gestes in faits.items()
    }


def _cles() -> dict:
    from django.utils import timezone

    from demarches.models import Demande
    from reservations.lecture.filtres import Mois

    jour = timezone.localdate()
    mois = Mois(jour.year, jour.month).decale(1)
    demande = (
        Demande.objects.filter(statut="en-attente")
        .filter(numero__regex=r"^D-20\d\d-\d{6}$")
        .order_by("numero")[0]
        .pk
    )
    return {"mois": mois, "debut": mois.debut, "fin": mois.fin, "demande": demande}


def _navigateur(compte: int | None, origine: str = "10.0.0.1"):
    from django.test import Client

    from famille.comptes.connexion.allauth import session_de_test
    from famille.models import Utilisateur

    navigateur = Client(SERVER_NAME="localhost", HTTP_X_FORWARDED_FOR=origine)
    if compte:
        utilisateur = Utilisateur.objects.get(pk=compte)
        navigateur.force_login(
            utilisateur, backend="famille.comptes.authentification.Authentification"
        )
        session = navigateur.session
        session_de_test(session, utilisateur)
        session.save()
    return navigateur


def _ouvrir(navigateur, adresse: str) -> None:
    reponse = navigateur.get(adresse, secure=True, follow=True)
    assert reponse.status_code == 200, (adresse, reponse.status_code)


def _requetes(geste) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    geste.avant()
    with CaptureQueriesContext(connection) as contexte:
        geste.faire()
    return len(contexte)


def juger(page: Page, petite: dict, grande: dict) -> list[str]:
    """What is under its threshold, in words."""
    fautes = []
    if (rapport := _rapport(petite)) < page.tenu:
        fautes.append(f"rapport {rapport}, {page.tenu} au moins")
    if (requetes := max(petite["requetes"], grande["requetes"])) > page.requetes:
        fautes.append(f"{requetes} requêtes, {page.requetes} au plus")
    if (croissance := _croissance(petite, grande)) > page.croissance:
        fautes.append(f"croissance {croissance}, {page.croissance} au plus")
    return fautes


def _rapport(lue: dict) -> float:
    return round(lue["plancher_ms"] / lue["ms"], 3)


def _croissance(petite: dict, grande: dict) -> float:
    """Of the page, the floors of both towns being the same work."""
    return round(
        grande["ms"] / petite["ms"] * petite["plancher_ms"] / max(grande["plancher_ms"], 0.01), 2
    )


def phrases(donnees: dict) -> tuple[list[str], list[str]]:
    """The table, and what is under its threshold."""
    petite, grande = donnees["petite"], donnees["grande"]
    lignes = [
        (
            "| page | requêtes (au plus) | ms de processeur | plancher / page | tenu | visé"
            " | croissance (au plus) | |"
        ),
        "|---|---|---|---|---|---|---|---|",
    ]
    fautes = []
    for page in (*PAGES, *actes.ACTES):
        une, autre = petite["pages"][page.nom], grande["pages"][page.nom]
        trouvees = juger(page, une, autre)
        fautes += [f"{page.nom} : {faute}" for faute in trouvees]
        lignes.append(
            f"| {page.nom} | {une['requetes']}, {autre['requetes']} ({page.requetes}) | {une['ms']}"
            f" | {_rapport(une)} | {page.tenu} | {page.vise} | {_croissance(une, autre)}"
            f" ({page.croissance}) | {'SOUS LE SEUIL' if trouvees else ''} |"
        )
    for nom, lue in (("Petite ville", petite), ("Grande ville", grande)):
        dites = ", ".join(f"{nombre} {quoi}" for quoi, nombre in lue["lignes"].items())
        lignes += ["", f"{nom} : {dites}."]
    return [*lignes, "", *(f"- SOUS LE SEUIL : {faute}." for faute in fautes)], fautes


if __name__ == "__main__":
    sys.exit(main())
