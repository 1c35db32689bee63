"""The notice beside the sign-in form (G1b)."""

from django.utils.html import format_html


def avis_connexion(ville):
    """str: rich text; the telephone is the town's, when it is known."""
    appel = (
        format_html(
            'appelez le Pôle Familles au <a href="tel:{}">{}</a>',
            ville.telephone.replace(" ", ""),
            ville.telephone,
        )
        if ville.telephone
        else "contactez le Pôle Familles"
    )
    return (
        "<p><b>Vous êtes un parent séparé en garde alternée, ou une famille d’accueil de l’Aide sociale à l’enfance "
        "?</b> "
        f"Avant votre première connexion, {appel} : nous préparons votre dossier avec vous, pour que chacun ne voie "
        "que "
        "ce qui le concerne.</p>"
    )
