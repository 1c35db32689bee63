"""The official list of those who may sign 2D-Doc (a TSL, ETSI TS 102 231), and the certificates of
each authority, put in the folder of PORTAIL_2DDOC by the operator: nothing is fetched."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from famille.socle.erreurs import Refus

from .confiance import (
    ESSAIS,
    emis_par,
    est_une_autorite,
    lire_les_certificats,
    nom,
    nom_de,
    organisme,
)

TAILLE_MAX = 5 * 1024 * 1024
PAS_LA_LISTE = (
    "Ce fichier n’est pas la liste de confiance 2D-Doc (XML) : téléchargez-la de nouveau sur le"
    " site de France Titres."
)
_EN_COURS = ("inaccord", "undersupervision", "accredited", "granted")
_ENTETE, _LIGNES = b"\r\n\r\n", b"\r\n--"  # of a part, and of the mark between two
_GENRE = b"application/pkix-cert"


@dataclass(frozen=True)
class Autorite:
    """One of the list. `adresse`: where it publishes the certificates of those it vouches for."""

    certificat: x509.Certificate
    adresse: str

    @property
    def code(self) -> str:
        return nom_de(self.certificat)

    def __str__(self) -> str:
        empreinte = self.certificat.fingerprint(hashes.SHA256()).hex(":")
        return f"{self.code}, {organisme(self.certificat)}, empreinte SHA-256 {empreinte}"


@dataclass
class BilanDesCertificats:
    """Of a refresh: names of the files kept, of those without authority, of those taken away."""

    gardes: list[str] = field(default_factory=list)
    ecartes: list[str] = field(default_factory=list)
    retires: list[str] = field(default_factory=list)


def lire_la_liste(contenu: bytes) -> list[Autorite]:
    """Those still vouched for, by code; never that of the tests. Refus: it is not the list."""
    racine = _racine(contenu)
    trouvees = [
        Autorite(certificat, _texte(fournisseur, "TSPInformation/TSPInformationURI/URI"))
        for fournisseur in racine.iterfind(".//{*}TrustServiceProvider")
        for service in fournisseur.iterfind(".//{*}TSPService")
        if _texte(service, "ServiceInformation/ServiceStatus").endswith(_EN_COURS)
        for certificat in _certificats(service)
        if est_une_autorite(certificat) and nom_de(certificat) != ESSAIS
    ]
    if not trouvees:
        raise Refus(PAS_LA_LISTE)
    return sorted(trouvees, key=lambda une: une.code)


def _racine(contenu: bytes) -> etree._Element:
    analyseur = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    if len(contenu) > TAILLE_MAX:
        raise Refus(PAS_LA_LISTE)
    try:
        racine = etree.fromstring(contenu, analyseur)
    except etree.XMLSyntaxError:
        raise Refus(PAS_LA_LISTE) from None
    if racine.getroottree().docinfo.doctype:
        raise Refus(PAS_LA_LISTE)
    return racine


def _texte(element: etree._Element, chemin: str) -> str:
    trouve = element.find("/".join(f"{{*}}{mot}" for mot in chemin.split("/")))
    return "" if trouve is None else (trouve.text or "").strip()


def _certificats(service: etree._Element) -> Iterable[x509.Certificate]:
    for un in service.iterfind(".//{*}ServiceDigitalIdentity//{*}X509Certificate"):
        corps = "".join((un.text or "").split())
        pem = f"-----BEGIN CERTIFICATE-----\n{corps}\n-----END CERTIFICATE-----\n"
        yield from lire_les_certificats(pem.encode())


def deballer(contenu: bytes) -> list[x509.Certificate]:
    """The certificates that an authority publishes: one (DER), several (PEM), or a "multipart"."""
    if _GENRE not in contenu.lower():
        return lire_les_certificats(contenu)
    trouves = []
    for avant, corps in pairwise(contenu.split(_ENTETE)):
        if _GENRE in avant.lower():
            trouves += lire_les_certificats(corps.rpartition(_LIGNES)[0])
    return trouves


def ranger(
    dossier: Path, autorites: list[Autorite], certificats: Iterable[x509.Certificate]
) -> BilanDesCertificats:
    """Write the list in the folder; an authority that has left it goes, with those it vouched for.
    One that another authority has made is not of the list. OSError: the folder is not writable."""
    bilan = BilanDesCertificats()
    connues = {une.code: une.certificat for une in autorites}
    voulus = {f"{code}.der": certificat for code, certificat in connues.items()}
    for certificat in certificats:
        if certificat in connues.values():
            continue
        autorite = nom(certificat.issuer)
        fichier = f"{autorite}_{nom_de(certificat)}.der"
        if (
            autorite in connues
            and not est_une_autorite(certificat)
            and emis_par(certificat, connues[autorite])
            and fichier.isascii()
            and Path(fichier).name == fichier
        ):
            voulus[fichier] = certificat
        else:
            bilan.ecartes.append(fichier)
    dossier.mkdir(parents=True, exist_ok=True)
    for fichier, certificat in voulus.items():
        (dossier / fichier).write_bytes(certificat.public_bytes(Encoding.DER))
        bilan.gardes.append(fichier)
    for ancien in sorted(dossier.glob("*.der")):
        if ancien.stem.partition("_")[0] not in connues:
            ancien.unlink()
            bilan.retires.append(ancien.name)
    dossier.touch()  # what is in it is read again
    return bilan
