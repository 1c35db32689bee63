"""Receipts, found by their number."""

from django.urls import reverse

from famille.dossier.recherche.numeros import MAX, Numerote, Trouvaille
from famille.models import Paiement
from famille.socle.dire import en_euros

from .droits import ENCAISSER


class RecusNumerotes(Numerote):
    titre = "Reçus"
    permission = ENCAISSER
    prefixes = ("R",)

    def trouver(self, numero: str) -> list[Trouvaille]:
        trouves = Paiement.objects.filter(numero_recu__startswith=numero)
        return [
            Trouvaille(
                str(un.numero_recu),
                f"{en_euros(un.montant)}, {un.get_moyen_display().lower()}, {un.foyer}",
                reverse("regie:recu", args=[un.numero_recu]),
            )
            for un in trouves.select_related("foyer").order_by("-numero_recu")[:MAX]
        ]
