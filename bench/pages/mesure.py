"""`make bench`: the pages and acts that many people open, in a town of three years.

A town's own settings, processor time of the web and of the database, warm: `make bench-contre`
reads pages cold too. Ends with 1 when a page asks more queries than it is held to, or takes more
than the milliseconds wanted of it (bench/pages/liste.py), which only a quiet core can say.
"""

import argparse
import sys
from functools import partial

from bench.outils import machine, preparation, verdicts
from bench.outils.verdicts import Borne, Verdict
from bench.pages import actes, matin
from bench.pages.liste import PAGES, Page

MENAGES, TOURS, PAR_TOUR = 4_998, 9, 4
JUGEES = (*PAGES, *actes.ACTES, *matin.ACTES)
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
    from bench.outils.temps import mesurer as chronometrer
    from bench.villes import peuplee

    gens = peuplee.creer(60 if court else MENAGES)
    lignes = peuplee.remplir(peuplee.COURTE if court else peuplee.TAILLE, gens)
    gestes = _gestes(gens)
    tours, par_tour = (2, 2) if court else (TOURS, PAR_TOUR)
    lues = chronometrer(gestes, tours=tours, par_tour=par_tour)
    pages = {nom: {"ms": ms, "requetes": _requetes(gestes[nom])} for nom, ms in lues.items()}
    return {"base": preparation.version_de_la_base(), "lignes": lignes, "pages": pages}


def _gestes(gens) -> dict:
    """{page: Geste}."""
    from bench.outils.temps import Geste

    navigateurs = {qui: navigateur(compte) for qui, compte in gens.comptes.items()}
    navigateurs[""] = navigateur(None)
    cles = _cles(gens)
    faits = actes.gestes(navigateur, navigateurs["parent"])
    faits |= matin.gestes(navigateurs["matin"], gens.ville)
    for page in PAGES:
        lire = partial(ouvrir, navigateurs[page.qui], page.adresse.format(**cles))
        faits[page.nom] = Geste(lire)
    return faits


def _requetes(geste) -> int:
    """The fewest of three: what a server keeps five seconds ends in the middle of one."""
    from bench.outils.temps import requetes

    comptees = []
    for _fois in range(3):
        geste.avant()
        comptees.append(requetes(geste.faire))
    return min(comptees)


def _cles(gens) -> dict:
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
    return {"mois": mois, "demande": demande, "foyer": gens.ville.menages[-1].foyer}


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


def juger(page: Page, lue: dict) -> Verdict:
    bornes = [Borne(lue["requetes"], page.requetes, page.requetes, au_plus=True, unite="requêtes")]
    if page.ms:
        bornes.append(Borne(lue["ms"], page.ms, page.ms, au_plus=True, unite="ms"))
    return Verdict(page.nom, tuple(bornes))


def juger_tout(donnees: dict) -> list[Verdict]:
    pages = donnees["pages"]
    borne = Borne(matin.duree(pages), matin.VISE, matin.VISE, au_plus=True, unite="ms")
    matinee = Verdict("une famille, un matin d’ouverture", (borne,))
    return [*(juger(une, pages[une.nom]) for une in JUGEES), matinee]


def phrases(donnees: dict, juges: list[Verdict]) -> list[str]:
    """The milliseconds of each page, then what is judged."""
    lignes = ["| page | ms de processeur | requêtes |", "|---|---|---|"]
    for nom, une in donnees["pages"].items():
        lignes.append(f"| {nom} | {une['ms']} | {une['requetes']} |")
    dites = ", ".join(f"{nombre} {quoi}" for quoi, nombre in donnees["lignes"].items())
    lignes += ["", f"Ville : {dites}.", "", matin.dire_le_matin(donnees["pages"])]
    return [*lignes, "", *verdicts.tableau(juges)]


if __name__ == "__main__":
    sys.exit(main())
