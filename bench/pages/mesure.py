"""`make bench`: the pages that many people open, in a small and in a large town, each beside a
floor page (the same middleware and session, one raw query, minimal HTML).

A town's own settings, two databases of one PostgreSQL, acts interleaved, processor time of the web
and of the database. Ends with 1 when a page is under what it is held to (bench/pages/liste.py): its
ratio to the floor, its queries, its growth.
"""

import argparse
import sys
from functools import partial

from bench.outils import machine, preparation, verdicts
from bench.outils.verdicts import Borne, Verdict
from bench.pages import actes, lectures, matin
from bench.pages.liste import CROISSANCE, DU_MOIS, PAGES, Page

MENAGES, TOURS, PAR_TOUR = 4_998, 9, 4
JUGEES = (*PAGES, *lectures.LECTURES, *actes.ACTES, *matin.ACTES)
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
    juges = juger_tout(donnees)
    print("\n".join(lignes := phrases(donnees, juges)))
    if not court:
        donnees["verdicts"] = verdicts.en_donnees(juges)
        machine.garder("pages", donnees, ["# Les pages", "", *lignes])
    return int(bool(verdicts.fautes(juges)) and not court)


def mesurer(*, court: bool) -> dict:
    preparation.demarrer("bench.reglages.ville")
    from django.db import connection

    from bench.villes import peuplee

    gens = peuplee.creer(60 if court else MENAGES)
    bases = {"petite": connection.settings_dict["NAME"], "grande": "grande"}
    preparation.copier_la_base(*bases.values())
    lignes, faits = {}, {}
    for taille, base in bases.items():
        preparation.ouvrir_la_base(base)
        choisie = (peuplee.COURTE if court else peuplee.TAILLES)[taille]
        lignes[taille] = peuplee.remplir(choisie, gens)
        faits[taille] = _gestes(gens)
    pages = _lire(bases, faits, court=court)
    lues = {taille: {"lignes": lignes[taille], "pages": pages[taille]} for taille in bases}
    return {"base": preparation.version_de_la_base(), **lues}


def _gestes(gens) -> dict[str, dict]:
    """{page: {"ms": Geste, "plancher_ms": Geste}} of the town that is open."""
    from bench.outils.temps import Geste

    navigateurs = {qui: navigateur(compte) for qui, compte in gens.comptes.items()}
    navigateurs[""] = navigateur(None)
    cles = _cles()
    du_plancher = partial(ouvrir, navigateurs["lecteur"], "/plancher/")
    faits = actes.gestes(navigateur, navigateurs["parent"], du_plancher)
    faits |= matin.gestes(navigateurs["matin"], gens.ville, du_plancher)
    mois = (cles["debut"], cles["fin"])
    faits |= lectures.gestes(gens.comptes["agent"], mois, du_plancher)
    for page in PAGES:
        adresse, plancher = page.adresse.format(**cles), page.plancher.format(**cles)
        # the rows of a month are those of the household that reads it
        lecteur = page.qui if page.plancher == DU_MOIS else "lecteur"
        faits[page.nom] = {
            "ms": Geste(partial(ouvrir, navigateurs[page.qui], adresse)),
            "plancher_ms": Geste(partial(ouvrir, navigateurs[lecteur], plancher)),
        }
    return faits


def _lire(bases: dict[str, str], faits: dict[str, dict], *, court: bool) -> dict[str, dict]:
    """{town: {page: {"requetes", "ms", "plancher_ms", "rapport"}}}. Each page in one town, then in
    the other: a machine whose speed changes in an hour would seem to be a page that grows."""
    from bench.outils.temps import mesurer as chronometrer

    tours, par_tour = (2, 2) if court else (TOURS, PAR_TOUR)
    lues: dict[str, dict] = {taille: {} for taille in bases}
    for nom in next(iter(faits.values())):
        for taille, base in bases.items():
            preparation.ouvrir_la_base(base)
            gestes = faits[taille][nom]
            chronometree = chronometrer(gestes, tours=tours, par_tour=par_tour)
            lues[taille][nom] = chronometree | {"requetes": _requetes(gestes["ms"])}
    return lues


def _requetes(geste) -> int:
    """The fewest of three: what a server keeps five seconds ends in the middle of one."""
    from bench.outils.temps import requetes

    comptees = []
    for _fois in range(3):
        geste.avant()
        comptees.append(requetes(geste.faire))
    return min(comptees)


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


def navigateur(compte: int | None, origine: str = "10.0.0.1"):
    from django.test import Client

    from famille.comptes.connexion.allauth import session_de_test
    from famille.models import Utilisateur

    client = Client(SERVER_NAME="localhost", HTTP_X_FORWARDED_FOR=origine)
    if compte:
        utilisateur = Utilisateur.objects.get(pk=compte)
        client.force_login(utilisateur, backend="famille.comptes.authentification.Authentification")
        session = client.session
        session_de_test(session, utilisateur)
        session.save()
    return client


def ouvrir(client, adresse: str) -> int:
    """How many bytes the page has."""
    reponse = client.get(adresse, secure=True, follow=True)
    assert reponse.status_code == 200, (adresse, reponse.status_code)
    return len(reponse.content)


def juger(page: Page, petite: dict, grande: dict) -> Verdict:
    requetes = max(petite["requetes"], grande["requetes"])
    return Verdict(
        page.nom,
        (
            Borne(petite["rapport"], page.tenu, page.vise),
            Borne(requetes, page.requetes, page.requetes, au_plus=True, unite="requêtes"),
            Borne(
                _croissance(petite, grande),
                page.croissance,
                CROISSANCE,
                au_plus=True,
                unite="×",
            ),
        ),
    )


def _croissance(petite: dict, grande: dict) -> float:
    """Of the page, the floors of both towns being the same work."""
    return round(petite["rapport"] / grande["rapport"], 2)


def juger_tout(donnees: dict) -> list[Verdict]:
    petite, grande = donnees["petite"]["pages"], donnees["grande"]["pages"]
    return [juger(une, petite[une.nom], grande[une.nom]) for une in JUGEES]


def phrases(donnees: dict, juges: list[Verdict]) -> list[str]:
    """Both towns, the milliseconds of each page, then what is judged."""
    petite, grande = donnees["petite"], donnees["grande"]
    lignes = [
        "| page | ms de processeur, petite ville | grande ville | plancher, petite | grande |",
        "|---|---|---|---|---|",
    ]
    for nom, une in petite["pages"].items():
        autre = grande["pages"][nom]
        lignes.append(
            f"| {nom} | {une['ms']} | {autre['ms']} | {une['plancher_ms']} |"
            f" {autre['plancher_ms']} |"
        )
    for nom, lue in (("Petite ville", petite), ("Grande ville", grande)):
        dites = ", ".join(f"{nombre} {quoi}" for quoi, nombre in lue["lignes"].items())
        lignes += ["", f"{nom} : {dites}."]
    lignes += ["", matin.dire_le_matin(petite["pages"])]
    return [*lignes, "", *verdicts.tableau(juges)]


if __name__ == "__main__":
    sys.exit(main())
