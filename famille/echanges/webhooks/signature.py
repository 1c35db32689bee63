"""How a receiver knows that it is us, and now: Standard Webhooks (standardwebhooks.com), for which
libraries exist. It signs the number of the message, its time and its body: none may be changed, and
an old message sent again is too old. No Django."""

import base64
import hashlib
import hmac
import secrets

PREFIXE, VERSION = "whsec_", "v1"


def nouveau_secret() -> str:
    """32 bytes drawn at random, as the receiver's library reads them."""
    return PREFIXE + base64.b64encode(secrets.token_bytes(32)).decode()


def entetes(secret: str, *, identifiant: str, instant: int, corps: bytes) -> dict[str, str]:
    """`instant`: Unix seconds.

    >>> entetes("whsec_" + "A" * 44, identifiant="1", instant=0, corps=b"{}")["webhook-id"]
    '1'
    """
    cle = base64.b64decode(secret.removeprefix(PREFIXE))
    signe = hmac.new(cle, f"{identifiant}.{instant}.".encode() + corps, hashlib.sha256).digest()
    return {
        "webhook-id": identifiant,
        "webhook-timestamp": str(instant),
        "webhook-signature": f"{VERSION},{base64.b64encode(signe).decode()}",
    }
