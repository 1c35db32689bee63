"""An issuer of 2D-Doc of nobody: its authority and its key are drawn when the town is made, and the
town alone believes them."""

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from famille.socle.texte import normaliser

AUTORITE, CERTIFICAT, FACTURE = "FRZZ", "DEMO", "01"
DU, AU = datetime(2012, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_EPOQUE = date(2000, 1, 1)
_GS, _US = "\x1d", "\x1f"


@dataclass(frozen=True)
class Emetteur:
    """`autorite` has signed `certificat`, whose key signs the papers."""

    autorite: x509.Certificate
    certificat: x509.Certificate
    cle: ec.EllipticCurvePrivateKey
    codes: tuple[str, str]

    def signer(self, type_papier: str, champs: dict[str, str], le: date) -> str:
        """The text of a 2D-Doc of version 3, of that day; each field ended by its separator."""
        jour = f"{(le - _EPOQUE).days:04X}"
        entete = f"DC03{''.join(self.codes)}{jour}{jour}{type_papier}01"
        signe = entete + "".join(f"{cle}{valeur}{_GS}" for cle, valeur in champs.items())
        r, s = decode_dss_signature(self.cle.sign(signe.encode(), ec.ECDSA(hashes.SHA256())))
        taille = self.cle.key_size // 8
        brute = r.to_bytes(taille) + s.to_bytes(taille)
        return signe + _US + base64.b32encode(brute).decode().rstrip("=")

    def publier(self, dossier: Path) -> None:
        """Put its certificates where the portal reads those it believes."""
        dossier.mkdir(parents=True, exist_ok=True)
        autorite, certificat = self.codes
        for nom, un in ((autorite, self.autorite), (f"{autorite}_{certificat}", self.certificat)):
            (dossier / f"{nom}.der").write_bytes(un.public_bytes(Encoding.DER))


def nouvel_emetteur(
    organisme: str = "Énergie de démonstration",
    *,
    codes: tuple[str, str] = (AUTORITE, CERTIFICAT),
    du: datetime = DU,
    au: datetime = AU,
) -> Emetteur:
    racine, cle = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    sien, de_l_autorite = _nom(codes[1], organisme), _nom(codes[0], "Autorité de démonstration")
    autorite = _certificat(de_l_autorite, de_l_autorite, racine, racine, (du, au), autorite=True)
    certificat = _certificat(sien, de_l_autorite, cle, racine, (du, au), autorite=False)
    return Emetteur(autorite, certificat, cle, codes)


def _nom(code: str, organisme: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, organisme),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, code),
        ]
    )


def _certificat(
    de: x509.Name,
    par: x509.Name,
    cle: ec.EllipticCurvePrivateKey,
    signe: ec.EllipticCurvePrivateKey,
    validite: tuple[datetime, datetime],
    *,
    autorite: bool,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(de)
        .issuer_name(par)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(validite[0])
        .not_valid_after(validite[1])
        .add_extension(x509.BasicConstraints(ca=autorite, path_length=None), critical=True)
        .sign(signe, hashes.SHA256())
    )


def code_de_facture(
    emetteur: Emetteur, nom: str, prenom: str, adresse: dict[str, str], le: date
) -> str:
    """That of a bill: whose, and the place that it is for."""
    champs = {
        "10": f"MME/{_capitales(nom)}/{_capitales(prenom)}",
        "22": _capitales(adresse["voie"]),
        "24": adresse["code_postal"],
        "25": _capitales(adresse["commune"]),
        "26": "FR",
    }
    return emetteur.signer(FACTURE, champs, le)


def _capitales(texte: str) -> str:
    return normaliser(texte).replace("-", " ").upper()


def emetteur_de_la_ville() -> Emetteur | None:
    """A new one, published where this site reads its certificates; None: it reads none."""
    if not settings.CERTIFICATS_2DDOC:
        return None
    emetteur = nouvel_emetteur()
    emetteur.publier(Path(settings.CERTIFICATS_2DDOC))
    return emetteur
