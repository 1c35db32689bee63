"""A statement sent while it is prepared again leaves as it was read."""

from datetime import date

import pytest
from django.db import transaction

from famille.models import PartPayeur
from reservations.lecture.filtres import Mois
from reservations.payeurs import releves
from tests.famille.facturation import facturer
from tests.reservations.courses import l_une_pendant_l_autre

from .outils import droit, payeur

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.postgresql,
]
LE = date(2026, 12, 2)


@pytest.fixture(autouse=True)
def en_decembre(time_machine):
    time_machine.move_to("2026-12-02 10:00+01:00", tick=True)


def test_a_statement_takes_nothing_while_it_is_sent(famille_martin, agent):
    caf = payeur()
    bon = droit(caf, famille_martin.foyer)
    facture = facturer(famille_martin.foyer, "8.00", "4.00")
    mois = Mois.du(facture.mois)
    avant, depuis = facture.lignes.order_by("pk")
    PartPayeur.objects.create(ligne=avant, droit=bon, montant=avant.montant)
    releve = releves.preparer_le_releve(caf, mois, par=agent)
    PartPayeur.objects.create(ligne=depuis, droit=bon, montant=depuis.montant)

    def envoyer():
        with transaction.atomic():
            releves.envoyer_le_releve(releve, le=LE)
            releves.lire_les_comptes(releve)

    _envoye, refus = l_une_pendant_l_autre(
        envoyer,
        lambda: releves.preparer_le_releve(caf, mois, par=agent),
        arret="reservations.payeurs.releves.lire_les_comptes",
    )
    assert refus == releves.DEJA_ENVOYE
    assert releve.parts.count() == 1
