"""Invoices, credit notes and opening balances, found by their number."""

from django.urls import reverse

from famille.dossier.foyers.bureau.droits import VOIR_LES_FACTURES
from famille.dossier.recherche.numeros import MAX, Numerote, Trouvaille
from famille.models import Facture


class FacturesNumerotees(Numerote):
    titre = "Factures"
    permission = VOIR_LES_FACTURES
    prefixes = ("F", "A", "S")

    def trouver(self, numero: str) -> list[Trouvaille]:
        trouvees = Facture.objects.publiees().filter(numero__startswith=numero)
        return [
            Trouvaille(
                une.numero,
                f"{une.objet}, {une.foyer}",
                reverse("factures:facture", args=[une.numero]),
            )
            for une in trouvees.select_related("foyer").order_by("-numero")[:MAX]
        ]
