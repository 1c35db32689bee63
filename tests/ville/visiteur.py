"""A browser without JavaScript, over the network: a session, pages, their forms sent back as they
were read."""

from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from lxml import html

DELAI = 70  # seconds: longer than nginx waits


class Visiteur:
    """`adresse`: where it connects; `publique`: the portal's own address, which forms say they come
    from; `certificat`: what it trusts. No redirection is followed."""

    def __init__(self, adresse: str, *, publique: str = "", certificat: Path | None = None):
        self.adresse = adresse
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = str(certificat) if certificat else False
        self.session.headers["Referer"] = f"{publique or adresse}/"
        # Straight to a web process there is no encryption: we say that there was, as nginx does,
        # and send the cookies.
        self.en_clair = urlsplit(adresse).scheme == "http"
        if self.en_clair:
            self.session.headers["X-Forwarded-Proto"] = "https"

    def lire(self, chemin: str, **options) -> requests.Response:
        return self._demander("GET", urljoin(self.adresse, chemin), **options)

    def _demander(self, methode: str, adresse: str, **options) -> requests.Response:
        if self.en_clair:
            cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.session.cookies)
            options["headers"] = options.get("headers", {}) | {"Cookie": cookies}
        return self.session.request(
            methode, adresse, allow_redirects=False, timeout=DELAI, **options
        )

    def formulaire(self, page: requests.Response, bouton: str = "") -> html.FormElement:
        """The form of the page that holds this button, by its words, or else its first that is
        posted."""
        assert page.status_code == 200, (
            f"{page.url} : {page.status_code} {page.headers.get('Location', '')}"
        )
        formulaires = [f for f in html.fromstring(page.text).forms if f.method == "POST"]
        for formulaire in formulaires:
            if bouton in " ".join(formulaire.text_content().split()):
                return formulaire
        raise AssertionError(f"{page.url} : no form with « {bouton} »")

    def envoyer(
        self, page: requests.Response, champs=None, *, bouton: str = "", fichiers=None
    ) -> requests.Response:
        """Post the form, its fields as they are but those of `champs`, by the button whose words
        are `bouton`."""
        formulaire = self.formulaire(page, bouton)
        donnees: list[tuple[str, str]] = [
            (nom, valeur) for nom, valeur in formulaire.form_values() if nom not in (champs or {})
        ]
        for nom, valeur in (champs or {}).items():
            donnees += [(nom, une) for une in ([valeur] if isinstance(valeur, str) else valeur)]
        for element in formulaire.xpath(".//button[@name]"):
            if bouton and bouton in " ".join(element.text_content().split()):
                donnees.append((element.get("name"), element.get("value", "")))
        adresse = urljoin(page.url, formulaire.action or page.url)
        return self._demander("POST", adresse, data=donnees, files=fichiers)

    def se_connecter(self, courriel: str, mot_de_passe: str) -> None:
        page = self.lire("/connexion/")
        reponse = self.envoyer(
            page, {"login": courriel, "password": mot_de_passe}, bouton="Se connecter"
        )
        assert reponse.status_code == 302, reponse.text[:2000]

    def cookies_de(self, autre: "Visiteur") -> None:
        """The same browser, sent to another machine."""
        self.session.cookies.update(autre.session.cookies)
