"""The sentences shown when an editor must correct something."""

from django.core.exceptions import ValidationError

SANS_TEXTE_ALTERNATIF = (
    "Décrivez l’image en une phrase pour les personnes qui ne la voient pas, ou cochez « image"
    " décorative » si elle n’apprend rien de plus que le texte."
)

GARDER_LA_PAGE = (
    "Toutes les pages du portail mènent à celle-ci : elle ne peut être ni dépubliée, ni supprimée,"
    " ni déplacée, ni retirée à une date. Changez plutôt son texte."
)
GARDER_UNE_DES_PAGES = (
    "Rien n’a changé. Le portail mène à « {titres} », qui ne peut être ni dépubliée, ni supprimée,"
    " ni déplacée : décochez cette page, puis recommencez."
)
A_COMPLETER = (
    "Rien n’a été publié. Il manque quelque chose à « {titres} » : ouvrez cette page, complétez ce"
    " qui est signalé et publiez-la, ou décochez-la."
)
GARDER_L_ADRESSE = (
    "Toutes les pages du portail mènent à cette adresse : laissez « {adresse} ». Le titre, lui,"
    " peut changer."
)


def exiger_texte_alternatif(champ: str, texte: str, *, decorative: bool) -> None:
    """Raises ValidationError on `champ` when an image has neither a text nor the mark "decorative"
    (RGAA 1.1, 1.2)."""
    if not decorative and not texte.strip():
        raise ValidationError({champ: SANS_TEXTE_ALTERNATIF})
