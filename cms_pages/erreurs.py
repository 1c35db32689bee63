"""The sentences shown when an editor must correct something."""

from django.core.exceptions import ValidationError

SANS_TEXTE_ALTERNATIF = (
    "Décrivez l’image en une phrase pour les personnes qui ne la voient pas, ou cochez « image décorative » "
    "si elle n’apprend rien de plus que le texte."
)


def exiger_texte_alternatif(champ, texte, *, decorative):
    """Raises ValidationError on `champ` when an image has neither a text nor the mark "decorative" (RGAA 1.1, 1.2)."""
    if not decorative and not texte.strip():
        raise ValidationError({champ: SANS_TEXTE_ALTERNATIF})
