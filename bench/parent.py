"""A parent's browser, as far as a bench needs one: cookies, forms with their CSRF token, one connection kept open."""

import re
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

CHAMP = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
CONNEXION, RECAPITULATIF, SOUMETTRE = "/connexion/", "/reservations/recapitulatif/", "/reservations/soumettre/"


class Parent:
    """`origine`: the address that the proxy would see, so that limits by address count each household apart."""

    def __init__(self, port: int, origine: str):
        self.port, self.origine = port, origine
        self.cookies: dict[str, str] = {}
        self.formulaire: dict[str, str] = {}
        self._lien: HTTPConnection | None = None

    def get(self, adresse: str) -> str:
        reponse, page = self._demander("GET", adresse)
        if reponse.status != 200:
            raise HTTPException(f"{adresse} : {reponse.status}")
        return page

    def post(self, adresse: str, champs: dict[str, str]) -> str:
        """Where the answer leads."""
        corps = urlencode(champs | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})
        reponse, page = self._demander("POST", adresse, corps)
        if reponse.status != 302:
            raise HTTPException(f"{adresse} : {reponse.status} {page[:200]}")
        return reponse.headers["Location"]

    def se_connecter(self, courriel: str, mot_de_passe: str) -> None:
        self.get(CONNEXION)
        suite = self.post(CONNEXION, {"login": courriel, "password": mot_de_passe})
        if "sessionid" not in self.cookies:
            raise HTTPException(f"{courriel} : {suite}")

    def verifier(self) -> None:
        """Look at the summary: its form is what `soumettre` sends."""
        page = self.get(RECAPITULATIF)
        debut = page.index(f'action="{SOUMETTRE}"')
        self.formulaire = dict(CHAMP.findall(page[debut : page.index("</form>", debut)]))

    def soumettre(self) -> bool:
        """Whether everything was booked."""
        champs = {nom: self.formulaire[nom] for nom in ("foyer", "cle", "empreinte")}
        return "/demandes/" in self.post(SOUMETTRE, champs)

    def _demander(self, methode: str, adresse: str, corps: str | None = None) -> tuple[HTTPResponse, str]:
        entetes = {"X-Forwarded-For": self.origine, "Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}
        if corps is not None:
            entetes["Content-Type"] = "application/x-www-form-urlencoded"
        for essai in (1, 2):
            lien = self._lien or HTTPConnection("127.0.0.1", self.port, timeout=60)
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
