"""Whether the issuer that a code names has signed it (ECDSA), on a day when its key held."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from famille.regles.cachets.code import Cachet

from .confiance import Signataire

_PETITE = 256  # bits of the usual curve, hashed by SHA-256 alone


def authentifier(cachet: Cachet, signataire: Signataire) -> bool:
    """The signature is right, and the key held on the day that it says. Keys end years before the
    papers that they signed: today does not count."""
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
