"""The receipt of a payment (D1): what it says is kept as it was said, and its mail tells no
amount."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from famille.courriels import boite_d_envoi
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import Paiement, PartPaiement, ReglageRegie
from famille.socle.dire import en_euros, en_heure, en_lettres

RECU = GenreDeCourriel("recu", "famille/paiement_recu")


def mentions(paiement: Paiement, parts: Sequence[PartPaiement]) -> dict:
    """dict of texts: everything that the receipt says. `paiement` is just paid, its number
    given."""
    regie = ReglageRegie.lire()
    moment = timezone.localtime(paiement.paye_le)
    return {
        "numero": paiement.numero_recu,
        "paye_le": f"{en_lettres(moment)} à {en_heure(moment)}",
        "moyen": paiement.get_moyen_display(),
        "piece": paiement.piece,
        "reference": paiement.reference,
        "autorisation": paiement.autorisation,
        "foyer": paiement.foyer.numero,
        "montant": en_euros(paiement.montant),
        "factures": [
            {
                "numero": part.facture.numero,
                "objet": part.facture.objet,
                "montant": en_euros(part.montant),
            }
            for part in parts
        ],
        "service": regie.nom,
        "adresse": regie.adresse,
        "courriel": regie.courriel,
        "telephone": regie.telephone,
    }


def envoyer_recu(paiement: Paiement) -> None:
    """One mail to each adult of the household: the receipt is in the portal, the mail says no
    amount. None where somebody else has paid."""
    if not Paiement.objects.aux_familles().filter(pk=paiement.pk).exists():
        return
    lien = boite_d_envoi.adresse_absolue(reverse("famille:recu", args=[paiement.numero_recu]))
    for adulte in adultes_de([paiement.foyer]).get(paiement.foyer_id, []):
        boite_d_envoi.preparer(
            RECU.cle(paiement.numero_recu).pour(adulte),
            adulte.email,
            {"prenom": adulte.first_name, "recu": paiement.recu, "lien": lien},
        )
