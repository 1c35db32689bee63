"""The régisseur is told by mail that something waits for him: which screen, and nothing of a family
or of an amount."""

from django.urls import reverse

from famille.courriels import boite_d_envoi
from famille.courriels.genres import GenreDeCourriel
from famille.models import Paiement, ReglageRegie

A_VERIFIER = GenreDeCourriel("regie", "famille/regie_a_verifier", notifie=False)  # a service’s box


def prevenir_la_regie(paiement: Paiement, quoi: str) -> None:
    """`quoi`: "a-verifier" or "trop-percu". Once a payment and a reason; nothing when the régie has
    given no mail."""
    regie = ReglageRegie.lire()
    if not regie.courriel:
        return
    boite_d_envoi.preparer(
        A_VERIFIER.cle(quoi, paiement.pk),
        regie.courriel,
        {
            "reference": paiement.reference,
            "trop_percu": quoi == "trop-percu",
            "lien": boite_d_envoi.adresse_absolue(reverse("regie:a_verifier")),
        },
    )
