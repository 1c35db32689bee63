"""What nobody guesses: a nonce, a state."""

import secrets


def hasard() -> str:
    """43 characters, where ProConnect asks for 32."""
    return secrets.token_urlsafe(32)
