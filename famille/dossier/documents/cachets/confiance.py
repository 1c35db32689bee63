"""Whose signatures are believed: the certificates of the folder PORTAIL_2DDOC, which the town fills
from the official list (docs/exploiter/papiers_signes.md). Nothing is asked of anybody."""

import logging
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.conf import settings

from famille.regles.cachets.code import Cachet

logger = logging.getLogger(__name__)
# The authority of the specification's own examples: whoever has its key makes papers.
ESSAIS = "FR00"
_PETITE = 256  # bits of the usual curve, hashed by SHA-256 alone
_CODE = 4  # characters of an authority's name, and of a certificate's


@dataclass(frozen=True)
class Signataire:
    """A key that an issuer signs with, `du` … `au` both included."""

    nom: str
    cle: ec.EllipticCurvePublicKey
    du: date
    au: date


def active() -> bool:
    """Whether the town has such a folder: without it no paper is looked at."""
    return bool(settings.CERTIFICATS_2DDOC)


def signataires() -> dict[tuple[str, str], Signataire]:
    """{(authority, certificate): Signataire}, read again when the folder has changed."""
    dossier = Path(settings.CERTIFICATS_2DDOC)
    try:
        change = dossier.stat().st_mtime_ns
    except OSError:
        logger.exception("the folder of PORTAIL_2DDOC cannot be read")
        return {}
    return _signataires(dossier, change)


@lru_cache(maxsize=2)
def _signataires(dossier: Path, _change: int) -> dict[tuple[str, str], Signataire]:
    certificats = [un for fichier in sorted(dossier.iterdir()) for un in _de(fichier)]
    return croire(certificats)


def croire(certificats: list[x509.Certificate]) -> dict[tuple[str, str], Signataire]:
    """The certificates that an authority among them has signed, by an elliptic curve."""
    autorites = {nom_de(un): un for un in certificats if est_une_autorite(un)}
    autorites.pop(ESSAIS, None)
    return {
        (autorite, nom_de(un)): Signataire(
            organisme(un), cle, un.not_valid_before_utc.date(), un.not_valid_after_utc.date()
        )
        for un in certificats
        if (autorite := nom(un.issuer)) in autorites
        and not est_une_autorite(un)
        and emis_par(un, autorites[autorite])
        and isinstance(cle := un.public_key(), ec.EllipticCurvePublicKey)
    }


def lire_les_certificats(contenu: bytes) -> list[x509.Certificate]:
    """The certificates of a file, DER or PEM; [] when it holds none."""
    try:
        if b"-----BEGIN CERTIFICATE-----" in contenu:
            return x509.load_pem_x509_certificates(contenu)
        return [x509.load_der_x509_certificate(contenu)]
    except ValueError:
        return []


def _de(fichier: Path) -> list[x509.Certificate]:
    try:
        return lire_les_certificats(fichier.read_bytes()) if fichier.is_file() else []
    except OSError:
        return []


def est_une_autorite(certificat: x509.Certificate) -> bool:
    try:
        base = certificat.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return base.value.ca and len(nom_de(certificat)) == _CODE


def emis_par(certificat: x509.Certificate, autorite: x509.Certificate) -> bool:
    try:
        certificat.verify_directly_issued_by(autorite)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def nom_de(certificat: x509.Certificate) -> str:
    return nom(certificat.subject)


def nom(de: x509.Name) -> str:
    """ "FR03", "EDF0"."""
    return _attribut(de, x509.NameOID.COMMON_NAME)


def organisme(certificat: x509.Certificate) -> str:
    return _attribut(certificat.subject, x509.NameOID.ORGANIZATION_NAME) or nom_de(certificat)


def _attribut(de: x509.Name, lequel: x509.ObjectIdentifier) -> str:
    trouves = de.get_attributes_for_oid(lequel)
    return str(trouves[0].value) if trouves else ""


def authentifier(cachet: Cachet, signataire: Signataire) -> bool:
    """The signature is right, and the key held on that day: keys end years before papers."""
    le = cachet.date_signature
    dans_les_temps = le is not None and signataire.du <= le <= signataire.au
    return dans_les_temps and signature_juste(cachet, signataire.cle)


def signature_juste(cachet: Cachet, cle: ec.EllipticCurvePublicKey) -> bool:
    taille = (cle.key_size + 7) // 8
    if len(cachet.signature) != 2 * taille:
        return False
    r, s = (int.from_bytes(m) for m in (cachet.signature[:taille], cachet.signature[taille:]))
    empreintes: list[hashes.HashAlgorithm] = [hashes.SHA256()]
    if cle.key_size > _PETITE:
        empreintes.append(hashes.SHA384())
    return any(_juste(cle, encode_dss_signature(r, s), cachet.signe, une) for une in empreintes)


def _juste(
    cle: ec.EllipticCurvePublicKey, signature: bytes, signe: bytes, par: hashes.HashAlgorithm
) -> bool:
    try:
        cle.verify(signature, signe, ec.ECDSA(par))
    except InvalidSignature:
        return False
    return True
