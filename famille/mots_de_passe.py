"""Common French passwords that Django's list, English and short, does not hold (D12)."""

from django.core.exceptions import ValidationError

# What remains once these are taken away must still be a password: "motdepasse2026!" is none.
_COURANTS = (
    "motdepasse",
    "mot de passe",
    "azertyuiop",
    "azerty",
    "qsdfghjklm",
    "qwertyuiop",
    "qwerty",
    "bonjour",
    "soleil",
    "doudou",
    "chouchou",
    "password",
    "0123456789",
    "123456789",
    "1234567",
    "123456",
    "12345",
    "1234",
    "portail",
    "famille",
)
_RESTE_MINIMAL = 5  # characters besides the common words
_DIFFERENTS_MINIMAL = 5  # different characters in all


class MotDePassePrevisible:
    """Refuses a password made only of common words and a few characters, or of the same few characters repeated."""

    def validate(self, password, user=None):
        reste = password.lower()
        for courant in _COURANTS:
            reste = reste.replace(courant, "")
        if len(reste) < _RESTE_MINIMAL or len(set(password)) < _DIFFERENTS_MINIMAL:
            raise ValidationError(
                "Ce mot de passe se devine trop facilement. Choisissez par exemple quatre mots sans rapport entre eux.",
                code="previsible",
            )

    def get_help_text(self):
        return "Votre mot de passe ne peut pas être fait seulement de mots courants ou de caractères répétés."
