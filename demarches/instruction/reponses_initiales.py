"""A few canned answers to begin with; agents change them, and one that was deleted does not come
back."""

from django.db import transaction

from demarches.models import ReponseType

Genre = ReponseType.Genre
ADRESSE = "changement-adresse"
REPONSES = [
    (
        Genre.REJET,
        ADRESSE,
        "Justificatif au nom d’un tiers",
        (
            "Bonjour {prenom},\n\nLe justificatif joint à votre demande {numero} n’est au nom"
            " d’aucun adulte de votre foyer. Vous pouvez envoyer une nouvelle demande avec un"
            " document à votre nom, ou une attestation d’hébergement."
        ),
    ),
    (
        Genre.COMPLEMENT,
        "",
        "Document illisible",
        (
            "Bonjour {prenom},\n\nLe document que vous avez joint n’est pas lisible en entier."
            " Pouvez-vous l’envoyer de nouveau, à plat et sans reflet, ou au format PDF ?"
        ),
    ),
    (
        Genre.COMPLEMENT,
        ADRESSE,
        "Justificatif trop ancien",
        (
            "Bonjour {prenom},\n\nLe justificatif de domicile que vous avez joint est trop ancien."
            " Envoyez-nous une facture plus récente, à votre nouvelle adresse."
        ),
    ),
    (
        Genre.MESSAGE,
        "",
        "Transmis au service concerné",
        (
            "Bonjour {prenom},\n\nVotre message est transmis au service concerné. Nous vous"
            " répondons ici dès que nous avons sa réponse.\n\nBonne journée,"
        ),
    ),
    (Genre.NOTE, "", "Famille appelée", "Famille appelée le {date}."),
]


@transaction.atomic
def creer_reponses() -> None:
    """Make them in a town that has none."""
    if not ReponseType.objects.exists():
        ReponseType.objects.bulk_create(
            ReponseType(genre=genre, code=code, titre=titre, texte=texte)
            for genre, code, titre, texte in REPONSES
        )
