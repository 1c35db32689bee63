"""The fake PayFiP's addresses: its web service, its page of payment, and the portal's own style
sheets."""

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from lxml import etree

from . import soap
from .operations import NOTIFICATIONS, PAYES, RESULTATS, Operation, Refus, Registre, Scenario
from .soap import Reponse

SERVICE = "/tpa/services/securite"
PAGE = "/tpa/paiementws.web"
STATIQUES = "/static/"
SANS_REPONSE = "rien"
POLITIQUE = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; "
)
POLITIQUE += "frame-ancestors 'none'; form-action 'self'"
FERMEES = {
    "P1": "Ce paiement est inconnu.",
    "P3": "Ce paiement a déjà été fait.",
    "P4": "Ce paiement a été ouvert il y a plus de 15 minutes : recommencez depuis le portail.",
}


class Application:
    """WSGI. `scenario` is read at each request; `notifier` is told of each result; `attendre`
    sleeps, until told to stop."""

    def __init__(
        self, registre: Registre, notifier: Callable[[Operation, str], None], attendre: Callable
    ) -> None:
        self.registre = registre
        self.scenario = Scenario()
        self.notifier = notifier
        self.attendre = attendre

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        reponse = self._repondre(environ)
        longueur = len(reponse.corps) if reponse.longueur is None else reponse.longueur
        entetes = [
            ("Content-Type", reponse.genre),
            ("Content-Length", str(longueur)),
            *reponse.entetes,
        ]
        start_response(reponse.statut, [*entetes, ("Content-Security-Policy", POLITIQUE)])
        return [reponse.corps]

    def _repondre(self, environ: dict[str, Any]) -> Reponse:
        chemin, poste = environ["PATH_INFO"], environ["REQUEST_METHOD"] == "POST"
        corps = (
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) if poste else b""
        )
        if chemin == SERVICE:
            return self._soap(corps) if poste else soap.wsdl()
        if chemin == PAGE:
            champs = parse_qs(corps.decode() if poste else environ["QUERY_STRING"])
            return self._page({nom: valeurs[0] for nom, valeurs in champs.items()}, poste)
        if chemin.startswith(STATIQUES):
            return _statique(chemin.removeprefix(STATIQUES))
        return _html("404 Not Found", "impossible", phrase="Cette page n’existe pas.")

    def _soap(self, corps: bytes) -> Reponse:
        scenario = self.scenario
        if scenario.delai:
            self.attendre(scenario.delai)
        if scenario.panne == "technique":
            return soap.erreur("TI1", "TechIndisponibiliteErreur")
        if scenario.panne:
            return soap.PANNES[scenario.panne]
        try:
            operation, champs = soap.lire(corps)
            return self._appel(operation, champs, scenario)
        except (etree.XMLSyntaxError, ValueError):
            return soap.erreur("TP1", "TechProtocolaireErreur")
        except Refus as refus:
            return soap.erreur(refus.code)

    def _appel(self, operation: str, champs: dict[str, str], scenario: Scenario) -> Reponse:
        if operation == "creerPaiementSecurise":
            if scenario.refus:
                raise Refus(scenario.refus)
            return soap.reussite(operation, {"idOp": self.registre.ouvrir(champs).idop})
        if operation == "recupererDetailPaiementSecurise":
            if scenario.detail:
                raise Refus(scenario.detail)
            return soap.detail(self.registre.detail(champs.get("idOp", "")), scenario.mensonges)
        if operation == "recupererDetailClient":
            noms = {"libelleN1": "VILLE DE DEMONSTRATION", "libelleN2": "REGIE ENFANCE"}
            return soap.reussite(operation, noms | {"numcli": champs.get("numCli", "")})
        raise ValueError(operation)

    def _page(self, champs: dict[str, str], poste: bool) -> Reponse:
        try:
            operation = self.registre.a_payer(champs.get("idop", ""))
            choix = champs.get("choix", "")
            if poste and choix in RESULTATS:
                operation = self.choisir(operation.idop, choix, champs.get("notification", ""))
                contexte = {
                    "phrase": RESULTATS[choix],
                    "paye": choix in PAYES,
                    "retour": retour(operation),
                }
                return _html("200 OK", "resultat", operation=operation, **contexte)
        except Refus as refus:
            return _html("404 Not Found", "impossible", phrase=FERMEES[refus.code])
        if poste and choix == SANS_REPONSE:
            return _html("200 OK", "silence", operation=operation)
        contexte = {
            "notifications": NOTIFICATIONS.items(),
            "notification": self.scenario.notification,
        }
        return _html("200 OK", "paiement", operation=operation, **contexte)

    def choisir(self, idop: str, resultat: str, notification: str = "") -> Operation:
        """The person's choice on the page, and the notification that follows. Raises Refus."""
        operation = self.registre.conclure(idop, resultat)
        self.notifier(operation, notification or self.scenario.notification)
        return operation


def retour(operation: Operation) -> str:
    """Where the person comes back: the portal's address, with the identifier."""
    morceaux = urlsplit(operation.demande["urlredirect"])
    question = "&".join(filter(None, [morceaux.query, urlencode({"idop": operation.idop})]))
    return urlunsplit(morceaux._replace(query=question))


def _html(statut: str, gabarit: str, **contexte: Any) -> Reponse:
    """The demo's own pages."""
    texte = render_to_string(
        f"demo/paiement/{gabarit}.html",
        contexte | {"portail": settings.ADRESSE, "ici": "paiementws.web"},
    )
    return Reponse(statut, texte.encode(), "text/html; charset=utf-8")


def _statique(nom: str) -> Reponse:
    try:
        trouve = finders.find(nom) if nom.startswith("portail/") else None
    except SuspiciousFileOperation:
        trouve = None
    if not isinstance(trouve, str):
        return Reponse("404 Not Found", b"", "text/plain")
    return Reponse(
        "200 OK",
        Path(trouve).read_bytes(),
        mimetypes.guess_type(trouve)[0] or "application/octet-stream",
    )
