"""A passkey made of software: what a telephone answers to a page, right or as an attacker would
bend it (W3C WebAuthn level 3, sections 6 and 7)."""

import json
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

Drapeau = AuthenticatorData.FLAG
ORIGINE = "http://localhost"  # a secure context for browsers, as https is


class CleLogicielle:
    """One key of one account. `proprietaire`: the user handle that it keeps."""

    def __init__(self, identifiant=b"cle-de-camille-0"):
        self.identifiant = identifiant
        self.privee = ec.generate_private_key(ec.SECP256R1())
        self.proprietaire = ""
        self.suite = ""  # where its owner was led once it was made

    def creer(self, options):
        """str: the JSON that the page posts, to a `creation_options` of the server."""
        publique = options["publicKey"]
        self.proprietaire = publique["user"]["id"]
        attestee = AttestedCredentialData.create(
            b"\0" * 16, self.identifiant, ES256.from_cryptography_key(self.privee.public_key())
        )
        donnees = AuthenticatorData.create(
            _empreinte(publique["rp"]["id"]), Drapeau.UP | Drapeau.UV | Drapeau.AT, 0, attestee
        )
        attestation = AttestationObject.create("none", donnees, {})
        client = _client("webauthn.create", publique["challenge"], ORIGINE)
        return self._dire(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(attestation),
            }
        )

    def signer(self, options, *, verifie=True, origine=ORIGINE, proprietaire=None):
        """str: the JSON that the page posts, to a `request_options` of the server.

        `verifie`: whether the device asked for a finger or a code; `proprietaire`: another user
        handle than the key's own.
        """
        publique = options["publicKey"]
        drapeaux = Drapeau.UP | Drapeau.UV if verifie else Drapeau.UP
        donnees = AuthenticatorData.create(_empreinte(publique["rpId"]), drapeaux, 1)
        client = _client("webauthn.get", publique["challenge"], origine)
        signature = self.privee.sign(donnees + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._dire(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(donnees),
                "signature": websafe_encode(signature),
                "userHandle": proprietaire or self.proprietaire,
            }
        )

    def _dire(self, reponse):
        nom = websafe_encode(self.identifiant)
        return json.dumps({"id": nom, "rawId": nom, "type": "public-key", "response": reponse})


def _client(nature, defi, origine):
    return CollectedClientData.create(type=nature, challenge=defi, origin=origine)


def _empreinte(nom):
    return sha256(nom.encode()).digest()
