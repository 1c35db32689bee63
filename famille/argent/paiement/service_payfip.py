"""PayFiP's SOAP calls over HTTP. eopayment knows the WSDL and the requests; which server is asked,
how long it may take, and faults that are not what they should be are settled here. Logs say which
call failed and how, never what was asked: it holds the payer's mail address."""

import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
import zeep
from eopayment.payfip_ws import PayFiP, PayFiPError
from lxml import etree
from requests.models import Response

from .fournisseur import FournisseurIndisponible

logger = logging.getLogger(__name__)
LOCAUX = {"localhost", "127.0.0.1", "::1"}
CODE = re.compile(r"[A-Z]\d{1,2}")
CREATION = "creerPaiementSecurise"
DETAIL = "recupererDetailPaiementSecurise"
CLIENT = "recupererDetailClient"


class ErreurFonctionnelle(Exception):
    """PayFiP understood the request and answers with one of its codes ("P5")."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Transport(zeep.Transport):
    """Posts to the address of the settings, whatever the WSDL says; never follows a redirection
    with the payer's mail; no proxy for a server on this machine."""

    def __init__(self, adresse: str, delai: float) -> None:
        super().__init__(timeout=delai, operation_timeout=delai)
        self.adresse = adresse
        self.delai = delai
        self.session.trust_env = urlsplit(adresse).hostname not in LOCAUX

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> Response:
        return self.session.post(
            self.adresse, data=message, headers=headers, timeout=self.delai, allow_redirects=False
        )


class _Client(PayFiP):
    def fault_to_exception(self, fault: Any) -> Any:
        """The functional code of a SOAP fault, or None. Theirs stumbles on a comment or a missing
        code; for an answer without a Fault, zeep gives the whole of it as the detail, in bytes."""
        if not etree.iselement(fault.detail):
            return None
        code = fault.detail.findtext(".//{*}FonctionnelleErreur/{*}code", default="").strip()
        return PayFiPError(code, "") if CODE.fullmatch(code) else None


class ServicePayFiP:
    """One web service. `adresse`: the common start of its addresses; `delai`: seconds. Each call
    raises ErreurFonctionnelle or FournisseurIndisponible, never anything else."""

    def __init__(self, adresse: str, delai: float) -> None:
        self.adresse = adresse
        self.delai = delai

    def creer(self, **demande: str) -> str:
        """The idOp of a payment just opened; the names are those of the WSDL."""
        client = self._client()
        reponse = self._appeler(CREATION, client.get_idop, **demande)
        return str(reponse or "")

    def detail(self, idop: str) -> Any:
        """What became of a payment: an object with the names of the WSDL, or None."""
        return self._appeler(DETAIL, self._client().get_info_paiement, idop=idop)

    def libelles(self, numcli: str) -> Any:
        """What PayFiP knows of the town under this number: libelleN1, libelleN2, libelleN3."""
        return self._appeler(CLIENT, self._client().get_info_client, numcli=numcli)

    def _client(self) -> _Client:
        # One a call: reading the bundled WSDL takes 3 ms, and zeep's transport is not made for
        # several threads.
        transport = _Transport(f"{self.adresse}/services/securite", self.delai)
        return _Client(zeep_client_kwargs={"transport": transport})

    def _appeler(self, operation: str, appel: Callable[..., Any], **donnees: str) -> Any:
        try:
            return appel(timeout=self.delai, **donnees)
        except PayFiPError as erreur:
            if CODE.fullmatch(str(erreur.code)):
                raise ErreurFonctionnelle(erreur.code) from None
            cause = f"{operation} : {_nature(erreur)}"
        logger.warning("PayFiP: %s", cause)
        raise FournisseurIndisponible(cause)


def _nature(erreur: PayFiPError) -> str:
    """The kind of fault, by its class: messages may quote an answer, hence a mail address."""
    for origine in (erreur.origin, erreur.message):
        if isinstance(origine, zeep.exceptions.TransportError):
            return f"HTTP {origine.status_code}"
        if isinstance(origine, requests.RequestException | zeep.exceptions.Error):
            return type(origine).__name__
    return (
        type(erreur.message).__name__ if isinstance(erreur.message, Exception) else str(erreur.code)
    )
