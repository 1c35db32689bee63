"""What a tablet keeps sealed: opened here alone, under a former key too, and nothing else opens."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from famille.socle.chiffrement import Illisible
from reservations.presences.enveloppe import cle_publique, ouvrir


def sceller(texte, publique=None):
    """As enveloppe.js does, which tests/navigateur/presences/test_soir_de_directrice.py runs."""
    point = base64.b64decode(publique or cle_publique())
    ephemere = generate_private_key(SECP256R1())
    commun = ephemere.exchange(
        ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    )
    cle = HKDF(SHA256(), length=32, salt=bytes(32), info=b"portail-famille/enveloppe").derive(
        commun
    )
    iv = bytes(range(12))
    mien = ephemere.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    scelle = AESGCM(cle).encrypt(iv, texte.encode(), None)
    return base64.b64encode(mien + iv + scelle).decode()


def test_what_a_page_seals_is_opened_here():
    assert ouvrir(sceller("tombée dans la cour")) == "tombée dans la cour"


def test_a_former_key_still_opens_what_a_tablet_kept(settings):
    enveloppe = sceller("x")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of fifty characters, drawn for this test"
    assert ouvrir(enveloppe) == "x"


def test_another_site_s_envelope_does_not_open(settings):
    enveloppe = sceller("x")
    settings.CLES_DE_CHIFFREMENT = []
    settings.SECRET_KEY = "another key of fifty characters, drawn for this test"
    with pytest.raises(Illisible):
        ouvrir(enveloppe)


def test_an_envelope_changed_on_the_way_does_not_open():
    brut = bytearray(base64.b64decode(sceller("x")))
    brut[-1] ^= 1
    with pytest.raises(Illisible):
        ouvrir(base64.b64encode(brut).decode())


@pytest.mark.parametrize(
    "texte", ["", "é", "AAAA", "A" * 20_000, base64.b64encode(bytes(120)).decode()]
)
def test_what_is_no_envelope_is_told_so(texte):
    with pytest.raises(Illisible):
        ouvrir(texte)
