"""The régie for tests: a creditor with its account, a mandate, a régisseur's day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from famille.actions import creer_mandat
from famille.argent.regie.guichet import encaisser_au_guichet
from famille.models import CreancierSEPA
from famille.socle.saisie.iban import lire_iban
from tests.famille.facturation import PUBLICATION, facturer

PUBLIE_LE = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PLUS_TARD = PUBLIE_LE + timedelta(days=60)
IBAN, IBAN_DE_LA_VILLE = "FR1420041010050500013M02606", "FR7630001007941234567890185"
CREANCIER = {
    "nom": "Ville d’essai, Pôle Familles",
    "voie": "1 place de la Mairie",
    "code_postal": "36000",
    "commune": "Châteauroux",
    "ics": "FR53ZZZ999999",
    "iban": IBAN_DE_LA_VILLE,
    "bic": "BDFEFRPPCCT",
}


def creancier():
    return CreancierSEPA.objects.get_or_create(defaults=CREANCIER)[0]


def mandat(foyer, *, services=("restauration",), **autres):
    """A mandate in force of its first adult."""
    creancier()
    titulaire = foyer.responsables.first()
    champs = {
        "titulaire": titulaire,
        "compte": lire_iban(IBAN),
        "services": services,
        "texte": "Vous autorisez la ville.",
        "signe_le": timezone.now(),
        "signe_par": titulaire.utilisateur,
        "par": titulaire.utilisateur,
    }
    return creer_mandat(foyer, **champs | autres)


def a_prelever(foyer, *montants, jour=PUBLICATION):
    """A published invoice that a mandate pays."""
    return facturer(foyer, *montants or ["20.00"], jour=jour, mandat=mandat(foyer).pk)


def especes(facture, montant=None, *, par, **autres):
    """The Paiement of it in cash, in whole or in part."""
    recu = Decimal(montant) if montant else facture.solde
    return encaisser_au_guichet(
        facture.foyer, {facture.pk: recu}, **{"moyen": "especes", "par": par} | autres
    )
