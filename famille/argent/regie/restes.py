"""What money leaves of a season: drafts, and what is still owed."""

from datetime import date

from django.urls import reverse

from famille.models import Facture
from famille.socle.offres.restes import Reste

VOIR, ENCAISSER = "famille.view_facture", "famille.encaisser_paiement"


def de_l_argent(debut: date, fin: date) -> list[Reste]:
    """Two queries. An invoice is of the season when a line of it is."""
    de_la_saison = Facture.objects.filter(lignes__jour__range=(debut, fin)).distinct()
    return [
        Reste(
            "brouillons",
            "Factures en brouillon, pas publiées",
            de_la_saison.brouillons().count(),
            reverse("factures:liste"),
            VOIR,
        ),
        Reste(
            "dues",
            "Factures publiées, pas encore réglées",
            de_la_saison.a_payer().count(),
            reverse("regie:balance"),
            ENCAISSER,
        ),
    ]
