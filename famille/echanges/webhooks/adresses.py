"""Where a message may go. Whoever writes an address must not make this server speak to the machines
that it alone can reach (SSRF, OWASP ASVS 1.3.6): the name is resolved here, each of its addresses
judged, and the one that was judged is the one that is called."""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter

from famille.socle.erreurs import Refus

type Adresse = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
INTERNET_V6 = ipaddress.ip_network("2000::/3")  # all that IANA gives out; RFC 4291, 2.4
DELAI = (3.05, 10)  # seconds to connect, then to answer
PRIVEE = (
    "Cette adresse mène à une machine du réseau interne, ou à ce serveur lui-même. Si c’est voulu,"
    " demandez à qui installe le portail de l’autoriser (PORTAIL_WEBHOOKS_RESEAUX)."
)
AUTRE_PORT = (
    "Ce port n’est pas de ceux que le portail peut appeler. Prenez une adresse en https sans numéro"
    " de port, ou demandez à qui installe le portail de l’autoriser (PORTAIL_WEBHOOKS_PORTS)."
)
SANS_TLS = (
    "L’adresse doit commencer par https:// : ce qui est annoncé ne doit pas voyager en clair."
)
INCONNUE = "Ce nom de machine n’existe pas, ou ne répond pas : vérifiez l’adresse."
MAL_FAITE = "Ce n’est pas une adresse : elle est de la forme https://logiciel.exemple.fr/reception."


class Interdite(Refus):
    """It leads where nothing may be sent; the sentence says why."""


def choisir(url: str) -> tuple[str, str]:
    """(host, IP address to call). Interdite (Refus): not to be called, no such name, not https."""
    morceaux = urlsplit(url)
    try:
        port = morceaux.port or (443 if morceaux.scheme == "https" else 80)
    except ValueError as erreur:
        raise Interdite(MAL_FAITE, champ="adresse") from erreur
    nom = morceaux.hostname or ""
    if morceaux.scheme not in ("https", "http") or not nom or morceaux.username is not None:
        raise Interdite(MAL_FAITE, champ="adresse")
    if port not in settings.WEBHOOKS_PORTS:
        raise Interdite(AUTRE_PORT, champ="adresse")
    trouvees = _resoudre(nom, port)
    # of the Internet, or of a network of the town's that who installs the portal has allowed
    permises = [une for une in trouvees if _est_publique(une) or _est_de_la_ville(une)]
    if len(permises) != len(trouvees):
        raise Interdite(PRIVEE, champ="adresse")
    if morceaux.scheme == "http" and not all(map(_est_de_la_ville, trouvees)):
        raise Interdite(SANS_TLS, champ="adresse")
    return nom, str(permises[0])


def _resoudre(nom: str, port: int) -> list[Adresse]:
    try:
        lues = socket.getaddrinfo(nom, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as erreur:
        raise Interdite(INCONNUE, champ="adresse") from erreur
    return [ipaddress.ip_address(lue[4][0]) for lue in lues]


def _est_publique(adresse: Adresse) -> bool:
    """One that hides another (6to4, Teredo, NAT64) is judged by what it hides too."""
    if isinstance(adresse, ipaddress.IPv6Address):
        cachees = [adresse.sixtofour, *(adresse.teredo or ())]
        if adresse in NAT64:
            cachees.append(ipaddress.IPv4Address(adresse.packed[-4:]))
        elif adresse not in INTERNET_V6:
            return False
        if any(une is not None and not une.is_global for une in cachees):
            return False
    return adresse.is_global and not adresse.is_multicast


def _est_de_la_ville(adresse: Adresse) -> bool:
    return any(adresse in reseau for reseau in settings.WEBHOOKS_RESEAUX)


class _VersCetteAdresse(HTTPAdapter):
    """Calls the address that was judged; the certificate is still that of the name."""

    def __init__(self, nom: str, ip: str) -> None:
        self._nom, self._ip = nom, ip
        super().__init__(max_retries=0)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        hote, bassin = super().build_connection_pool_key_attributes(request, verify, cert)
        hote["host"] = self._ip
        if hote["scheme"] == "https":
            bassin |= {"server_hostname": self._nom, "assert_hostname": self._nom}
        return hote, bassin


def poster(url: str, corps: bytes, entetes: dict[str, str]) -> int:
    """Its status. No proxy, no redirection. Interdite; requests.RequestException."""
    nom, ip = choisir(url)
    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", _VersCetteAdresse(nom, ip))
        session.mount("http://", _VersCetteAdresse(nom, ip))
        reponse = session.post(
            url,
            data=corps,
            headers={"Host": urlsplit(url).netloc, **entetes},
            timeout=DELAI,
            allow_redirects=False,
            stream=True,
        )
        reponse.close()
    return reponse.status_code
