"""The mail that tells an invoice, or tells it again. No amount."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from famille.courriels.boite_d_envoi import adresse_absolue
from famille.courriels.destinataires import A_PREVENIR_AUTREMENT, adultes_de, ecrire_aux_adultes
from famille.courriels.genres import GenreDeCourriel
from famille.models import Facture, ReglageRegie
from famille.socle.dire import en_mois
from famille.socle.erreurs import Refus

from .lecture import prelevement_de

FACTURE = GenreDeCourriel("facture", "famille/facture_publiee")
REPRIS = "Un solde repris n’est pas une facture du mois : aucun e-mail ne l’annonce."
D_UN_TIERS = "Cette facture est au nom de : {payeur}. Imprimez-la et envoyez-la par la poste."


def annoncer(factures: Sequence[Facture]) -> None:
    """Tell each adult with an account; those that somebody else pays are printed."""
    guichet = ReglageRegie.lire().guichet
    ecrire_aux_adultes(
        (facture.foyer, FACTURE.cle(facture.numero), {**_dites(facture), "guichet": guichet})
        for facture in factures
        if facture.payeur_id is None
    )


@transaction.atomic
def renvoyer_facture(facture: Facture, *, maintenant: datetime) -> int:
    """Send its mail again: once a minute at most, whoever presses. int: to how many adults. Refus:
    nobody has an account, somebody else pays, or it is an opening balance."""
    if facture.repris_de:
        raise Refus(REPRIS)
    if facture.payeur:
        raise Refus(D_UN_TIERS.format(payeur=facture.payeur))
    adultes = adultes_de([facture.foyer]).get(facture.foyer_id, [])
    if not adultes:
        raise Refus(A_PREVENIR_AUTREMENT)
    cle = FACTURE.cle(facture.numero, f"{maintenant:%Y%m%d%H%M}")
    prevu = prelevement_de(facture)
    dites = _dites(facture) | {
        "guichet": ReglageRegie.lire().guichet,
        "preleve": prevu is not None,  # a mandate may have been suspended since
        "echeance": prevu.jour if prevu else facture.echeance,  # or a remise put its day off
        "jour_manque": bool(prevu and prevu.manque),
    }
    ecrire_aux_adultes([(facture.foyer, cle, dites)])
    return len(adultes)


def _dites(facture: Facture) -> dict:
    """What its mail says: the invoice is there, and the day of its debit (D16); no amount."""
    return {
        "numero": facture.numero,
        "objet": facture.objet,
        "mois": en_mois(facture.mois),
        "lien": adresse_absolue(reverse("famille:facture", args=[facture.numero])),
        "echeance": facture.prelevee_le if facture.mandat_id else facture.echeance,
        "reglee": facture.solde <= 0,
        "preleve": facture.mandat_id,
    }
