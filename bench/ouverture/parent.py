"""A parent's browser, as far as a bench needs one: cookies, forms with their CSRF token, one
connection kept open."""

import re
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

CHAMP = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
SALLE = re.compile(r'id="affluence"\s+data-revoir="(\d+)"')
NETTOYER = re.compile(r'name="nettoyer"\s+value="([0-9,]+)"')
CONNEXION, RECAPITULATIF, SOUMETTRE = (
    "/connexion/",
    "/reservations/recapitulatif/",
    "/reservations/soumettre/",
)
MODIFIER = "/reservations/recapitulatif/modifier/"


class Inattendu(HTTPException):
    """An answer of another kind than the one awaited: `statut` is its HTTP status."""

    def __init__(self, adresse: str, statut: int, page: str = ""):
        super().__init__(f"{adresse} : {statut} {page[:200]}")
        self.statut = statut


class Parent:
    """`origine`: the address that the proxy would see, so that limits by address count each
    household apart. `tls`: what to trust, when the portal stands behind a proxy that speaks https;
    else it is asked as that proxy would."""

    def __init__(self, port: int, origine: str, tls: ssl.SSLContext | None = None):
        self.port, self.origine, self.tls = port, origine, tls
        self.cookies: dict[str, str] = {}
        self.formulaire: dict[str, str] = {}
        self._lien: HTTPConnection | None = None

    def get(self, adresse: str) -> str:
        reponse, page = self._demander("GET", adresse)
        if reponse.status != 200:
            raise Inattendu(adresse, reponse.status)
        return page

    def attendre_son_tour(self) -> None:
        """As the waiting room's page does by itself: look again until the door opens."""
        while salle := SALLE.search(self.get(CONNEXION)):
            time.sleep(int(salle[1]))

    def post(self, adresse: str, champs: dict[str, str]) -> str:
        """Where the answer leads."""
        reponse, page = self._envoyer(adresse, champs)
        if reponse.status != 302:
            raise Inattendu(adresse, reponse.status, page)
        return reponse.headers["Location"]

    def presser(self, adresse: str, champs: dict[str, list[str]]) -> str:
        """The fragment that htmx gets back."""
        reponse, page = self._envoyer(adresse, champs, {"HX-Request": "true"})
        if reponse.status != 200:
            raise Inattendu(adresse, reponse.status, page)
        return page

    def _envoyer(self, adresse, champs, entetes=None):
        corps = urlencode(champs | {"csrfmiddlewaretoken": self._cookie("csrf")}, doseq=True)
        return self._demander("POST", adresse, corps, entetes)

    def _cookie(self, de: str) -> str:
        """Its name in production is not the one of the other settings."""
        return next((valeur for nom, valeur in self.cookies.items() if de in nom), "")

    def se_connecter(self, courriel: str, mot_de_passe: str) -> None:
        self.get(CONNEXION)
        self.entrer(courriel, mot_de_passe)

    def entrer(self, courriel: str, mot_de_passe: str) -> None:
        """From the page of sign-in, already there."""
        suite = self.post(CONNEXION, {"login": courriel, "password": mot_de_passe})
        if not self._cookie("session"):
            raise HTTPException(f"{courriel} : {suite}")

    def verifier(self) -> str:
        """Look at the summary: its form is what `soumettre` sends. Gives the page:
        it has no form when it is empty, or when something on it is refused."""
        page = self.get(RECAPITULATIF)
        self.formulaire = {}
        debut = page.find(f'action="{SOUMETTRE}"')
        if debut < 0:
            return page
        self.formulaire = dict(CHAMP.findall(page[debut : page.index("</form>", debut)]))
        return page

    def nettoyer(self, page: str, foyer: int) -> bool:
        """Take away all that the summary says to be refused; False when it says so of nothing."""
        trouve = NETTOYER.search(page)
        if trouve:
            self.post(MODIFIER, {"foyer": str(foyer), "nettoyer": trouve[1]})
        return bool(trouve)

    def soumettre(self) -> bool:
        """Whether everything was booked."""
        return "/demandes/" in self.envoyer()

    def envoyer(self) -> str:
        """Where the submission leads: to its receipt, or back to the summary."""
        return self.post(
            SOUMETTRE, {nom: self.formulaire[nom] for nom in ("foyer", "cle", "empreinte")}
        )

    def _ouvrir(self) -> HTTPConnection:
        if self.tls:
            return HTTPSConnection("localhost", self.port, timeout=120, context=self.tls)
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def _demander(
        self,
        methode: str,
        adresse: str,
        corps: str | None = None,
        de_plus: dict[str, str] | None = None,
    ) -> tuple[HTTPResponse, str]:
        entetes = {
            "X-Forwarded-For": self.origine,
            "Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items()),
        }
        hote = "localhost" if self.tls else "127.0.0.1"
        entetes |= {"X-Forwarded-Proto": "https", "Referer": f"https://{hote}:{self.port}/"} | (
            de_plus or {}
        )
        if corps is not None:
            entetes["Content-Type"] = "application/x-www-form-urlencoded"
        for essai in (1, 2):
            lien = self._lien or self._ouvrir()
            try:
                lien.request(methode, adresse, corps, entetes)
                reponse = lien.getresponse()
            except (ConnectionError, HTTPException):  # the server closes idle connections
                lien.close()
                self._lien = None
                if essai == 2:
                    raise
                continue
            page = reponse.read().decode()
            self._lien = None if reponse.will_close else lien
            for recu in reponse.headers.get_all("Set-Cookie") or ():
                self.cookies |= {nom: morceau.value for nom, morceau in SimpleCookie(recu).items()}
            return reponse, page
        raise AssertionError("unreachable")
