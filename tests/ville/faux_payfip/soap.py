"""SOAP as PayFiP speaks it: requests read, answers written, and the ways in which a server can fail
to."""

from dataclasses import dataclass
from importlib.resources import files
from xml.sax.saxutils import escape

from lxml import etree

from .operations import Operation

ESPACE = "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService"
EXCEPTIONS = "fr.gouv.finances.cp.tpa.webservice.exceptions"
LIBELLES = {
    "P1": "IdOp incorrect.",
    "P5": "Le résultat de la transaction n’est pas connu.",
    "A1": "Adresse mél non renseignée.",
    "A2": "Adresse mél incorrecte.",
    "R3": "Le format du paramètre REFDET n’est pas conforme.",
}


@dataclass
class Reponse:
    """An HTTP answer."""

    statut: str
    corps: bytes
    genre: str = "text/xml; charset=utf-8"
    entetes: tuple[tuple[str, str], ...] = ()
    longueur: int | None = None  # the length announced, where it is not the true one


PANNES = {
    "503": Reponse(
        "503 Service Unavailable", b"<html><body>Service indisponible</body></html>", "text/html"
    ),
    "charabia": Reponse("200 OK", b"\x00\xff ceci n'est pas <du xml"),
    "html": Reponse("200 OK", b"<html><body>Maintenance</body></html>", "text/html"),
    "vide": Reponse("200 OK", b""),
    "tronquee": Reponse("200 OK", b"<S:Envelope", longueur=2000),
    "redirection": Reponse("302 Found", b"", entetes=(("Location", "/ailleurs"),)),
}


def wsdl() -> Reponse:
    """The one that eopayment bundles."""
    return Reponse(
        "200 OK", (files("eopayment") / "resource" / "PaiementSecuriseService.wsdl").read_bytes()
    )


def lire(corps: bytes) -> tuple[str, dict[str, str]]:
    """(operation, its fields). Raises etree.XMLSyntaxError, ValueError."""
    racine = etree.fromstring(corps, etree.XMLParser(resolve_entities=False, no_network=True))
    appel = racine.find("{*}Body/*")
    if appel is None:
        raise ValueError("no call in the envelope")
    champs = {
        etree.QName(champ).localname: (champ.text or "").strip()
        for champ in appel.iterfind("arg0/*")
    }
    return etree.QName(appel).localname, champs


def reussite(operation: str, champs: dict[str, str]) -> Reponse:
    corps = "".join(f"<{nom}>{escape(valeur)}</{nom}>" for nom, valeur in champs.items())
    return _enveloppe(
        "200 OK",
        f"<t:{operation}Response"
        f' xmlns:t="{ESPACE}"><return>{corps}</return></t:{operation}Response>',
    )


def erreur(code: str, genre: str = "FonctionnelleErreur") -> Reponse:
    """A SOAP fault. `genre`: the element of the WSDL; the technical ones carry a code of their
    own."""
    return _enveloppe(
        "500 Internal Server Error",
        f"<S:Fault><faultcode>S:Server</faultcode><faultstring>{EXCEPTIONS}.{genre}</faultstring>"
        f'<detail><t:{genre} xmlns:t="{ESPACE}"><!-- faux PayFiP --><code>{escape(code)}</code>'
        f"<descriptif/><libelle>{escape(LIBELLES.get(code, code))}</libelle><severite>2</severite>"
        f"</t:{genre}></detail></S:Fault>",
    )


def detail(operation: Operation, mensonges: dict[str, str]) -> Reponse:
    """What became of a payment; `mensonges`: fields told wrongly."""
    copies = ("exer", "mel", "montant", "numcli", "objet", "refdet", "saisie")
    champs = {nom: operation.demande.get(nom, "") for nom in copies} | {
        "dattrans": operation.dattrans,
        "heurtrans": operation.heurtrans,
        "idOp": operation.idop,
        "numauto": operation.numauto,
        "resultrans": operation.resultat,
    }
    # In the order of the WSDL's sequence, which is alphabetical.
    return reussite("recupererDetailPaiementSecurise", dict(sorted((champs | mensonges).items())))


def _enveloppe(statut: str, corps: str) -> Reponse:
    texte = (
        '<?xml version="1.0" encoding="UTF-8"?><S:Envelope'
        ' xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<S:Body>{corps}</S:Body></S:Envelope>"
    )
    return Reponse(statut, texte.encode())
