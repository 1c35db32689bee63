"""The town as a creditor, and mandates in force: what direct debits and their papers begin with."""

import pytest

from famille.actions import creer_mandat
from famille.models import CreancierSEPA
from famille.socle.saisie.iban import lire_iban

IBAN = "FR1420041010050500013M02606"
CREANCIER = {
    "nom": "Ville d’essai",
    "voie": "1 place de la Mairie",
    "code_postal": "36000",
    "commune": "Châteauroux",
    "ics": "FR53ZZZ999999",
}


@pytest.fixture
def creancier(db):
    return CreancierSEPA.objects.create(**CREANCIER)


@pytest.fixture
def ecrire(creancier, famille_martin, agent):
    """ecrire(services, foyer=…) -> MandatSEPA in force."""

    def _ecrire(services=("restauration",), foyer=famille_martin.foyer, iban=IBAN, **autres):
        titulaire = foyer.responsables.get()
        return creer_mandat(
            foyer,
            titulaire=titulaire,
            compte=lire_iban(iban),
            services=services,
            texte="Vous autorisez la ville.",
            signe_le="2026-11-24T10:00Z",
            signe_par=titulaire.utilisateur,
            par=agent,
            origine="demande D-2026-00001",
            **autres,
        )

    return _ecrire
