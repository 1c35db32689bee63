"""Two people at the same instant on one refund: its sum is given back once."""

import pytest

from famille.argent.prelevement.lots import abandonner_lot, preparer_lot
from famille.argent.regie.banque.actions import noter_revenu
from famille.models import LotRemboursement
from tests.famille.regie.scene import PUBLIE_LE, mandat
from tests.reservations.courses import l_une_pendant_l_autre

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.postgresql,
]


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=True)


def test_a_transfer_that_comes_back_while_its_lot_is_given_up_is_given_back_once(
    trop_payee, famille_martin, regisseur
):
    mandat(famille_martin.foyer)
    lot = preparer_lot(LotRemboursement.Genre.VIREMENTS, [trop_payee.pk], par=regisseur)
    rendu = lot.remboursements.get()
    donnes = l_une_pendant_l_autre(
        lambda: noter_revenu(rendu, par=regisseur),
        lambda: abandonner_lot(lot, par=regisseur),
        arret="famille.argent.regie.banque.actions.noter_modification",
    )
    trop_payee.refresh_from_db()
    assert (donnes, trop_payee.solde) == ([None, None], -15)
