"""`manage.py verifier_paiement`: asks the payment provider who the town is."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from famille.argent.paiement.fournisseur import (
    FournisseurIndisponible,
    RefusDuFournisseur,
    fournisseur,
)


class Command(BaseCommand):
    help = (
        "Demande au service de paiement le nom qu’il donne à la collectivité : les réglages sont"
        " bons s’il répond."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        service = fournisseur()
        if service is None:
            raise CommandError("Aucun paiement en ligne : PORTAIL_PAIEMENT n’est pas défini.")
        try:
            self.stdout.write(f"Le service de paiement répond : {service.verifier()}")
        except FournisseurIndisponible as erreur:
            raise CommandError(f"{erreur} ({erreur.cause})") from erreur
        except RefusDuFournisseur as erreur:
            raise CommandError(
                f"Le service de paiement refuse ces réglages : code {erreur.code}."
            ) from erreur
