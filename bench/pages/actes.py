"""What is measured beside the readings: signing in, the first page after it, a page of a démarche
that is sent."""

import re
from collections.abc import Callable
from itertools import count

from bench.outils.temps import Geste
from bench.pages.envoi import envoyer
from bench.pages.liste import Page
from bench.villes.peuplee import ADRESSE_DU_PARENT

ACTES = (
    # nine statements, and the two transactions in which Django writes a session: before its device
    # is noted, so that who closes them all takes this one too, and when the page leaves
    Page("connexion", "", "/connexion/", 13),
    Page("première page après la connexion", "", "/tableau-de-bord/", 12),
    Page("une étape d’une démarche, lue", "parent", "", 10),
    Page("une étape d’une démarche, envoyée", "parent", "", 20),
)
ETAPE = "adresse"
CHAMPS = {
    "voie": "4 allée des Lilas",
    "code_postal": "36130",
    "commune": "Déols",
    "a_partir_du": "01/10/2026",
}
_adresses = count(1)  # each attempt comes from another, as limits count by address


def gestes(navigateur: Callable, parent) -> dict[str, Geste]:
    """`navigateur(compte, adresse)` gives a new browser; `parent`: the one of the household of one
    child."""
    visiteur, etape = _Visiteur(navigateur), _Etape(parent)
    return {
        "connexion": Geste(visiteur.entrer, visiteur.venir),
        "première page après la connexion": Geste(visiteur.premiere_page, visiteur.venir_et_entrer),
        "une étape d’une démarche, lue": Geste(etape.lire),
        "une étape d’une démarche, envoyée": Geste(etape.envoyer, etape.lire),
    }


class _Visiteur:
    """Somebody who is not signed in yet."""

    def __init__(self, navigateur):
        self._nouveau = navigateur

    def venir(self) -> None:
        rang = next(_adresses)
        self.navigateur = self._nouveau(None, f"10.1.{rang // 250}.{rang % 250 + 1}")
        assert self.navigateur.get("/connexion/", secure=True).status_code == 200

    def entrer(self) -> None:
        from tests.conftest import MOT_DE_PASSE

        champs = {"login": ADRESSE_DU_PARENT, "password": MOT_DE_PASSE}
        reponse = envoyer(self.navigateur, "/connexion/", champs)
        assert reponse.status_code == 302, reponse.status_code

    def venir_et_entrer(self) -> None:
        self.venir()
        self.entrer()

    def premiere_page(self) -> None:
        assert self.navigateur.get("/tableau-de-bord/", secure=True).status_code == 200


class _Etape:
    """The first page of a démarche of this parent."""

    def __init__(self, parent):
        from demarches.models import Demande

        demande = Demande.objects.filter(par__email=ADRESSE_DU_PARENT, statut="brouillon")[0]
        self.parent, self.adresse = parent, f"/demarches/brouillon/{demande.pk}/{ETAPE}/"

    def lire(self) -> None:
        reponse = self.parent.get(self.adresse, secure=True)
        assert reponse.status_code == 200, reponse.status_code
        html = reponse.content.decode()
        self.caches = dict(re.findall(r'name="(version|ecran|retour)"\s+value="([^"]*)"', html))

    def envoyer(self) -> None:
        champs = {f"{ETAPE}-{nom}": valeur for nom, valeur in CHAMPS.items()} | self.caches
        champs |= {"assistant-current_step": ETAPE, "action": "valider"}
        # in parts: this form may have files
        reponse = self.parent.post(self.adresse, champs, secure=True)
        assert reponse.status_code in (200, 302), reponse.status_code
