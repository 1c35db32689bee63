"""What families are told of their direct debits by mail: a new day, or that an invoice is to be
paid otherwise. Neither an amount nor the bank's reason."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue
from famille.courriels.destinataires import ecrire_aux_adultes
from famille.courriels.genres import CleDeCourriel, GenreDeCourriel
from famille.models import Facture, MandatSEPA, ReglageRegie
from famille.socle.dire import en_mois

REPORTE = GenreDeCourriel("prelevement", "famille/prelevement_reporte")
REJETE = GenreDeCourriel("rejet", "famille/prelevement_a_payer")
MANDAT_FINI = GenreDeCourriel("mandat-fini", "famille/prelevement_a_payer")
MANDAT_CHANGE = GenreDeCourriel("mandat-change", "famille/mandat_change")


def annoncer_de_nouveau(factures: Iterable[Facture], jour: date) -> None:
    """The day of the debit is not the one that the invoice says (D16): at least 14 days before."""
    _ecrire(factures, REPORTE.cle(f"{jour:%Y%m%d}"), {"jour": jour})


def dire_a_payer(factures: Iterable[Facture], cle: CleDeCourriel) -> None:
    """`cle`: each is told once: debit sent back (REJETE), or mandate ended (MANDAT_FINI)."""
    guichet = ReglageRegie.lire().guichet
    _ecrire(factures, cle, {"rejet": cle.genre == REJETE, "guichet": guichet})


def dire_le_mandat(mandat: MandatSEPA, etat: str) -> None:
    """What an agent has done of it: "suspendu", "arrete", "repris". Neither account nor amount."""
    dit = {
        "etat": etat,
        "services": mandat.services_couverts,
        "lien": adresse_absolue(reverse("famille:mandat", args=[mandat.rum])),
    }
    cle = MANDAT_CHANGE.cle(mandat.rum, etat, f"{timezone.now():%Y%m%d%H%M%S}")
    ecrire_aux_adultes([(mandat.foyer, cle, dit)])


def _ecrire(factures: Iterable[Facture], de: CleDeCourriel, contexte: dict) -> None:
    ecrire_aux_adultes(
        (
            facture.foyer,
            de.genre.cle(*de.de, facture.numero),
            {
                **contexte,
                "numero": facture.numero,
                "mois": en_mois(facture.mois),
                "lien": adresse_absolue(reverse("famille:facture", args=[facture.numero])),
            },
        )
        for facture in factures
    )
