"""An agent is told that a mail leaves where somebody receives it, and to do otherwise where nobody
does."""

import pytest

from famille.courriels.destinataires import A_PREVENIR_AUTREMENT, et_le_foyer
from famille.models import Utilisateur

PREVENU = "La famille est prévenue par e-mail."


def test_a_household_with_an_account_is_said_to_be_told(famille_martin):
    assert et_le_foyer(famille_martin.foyer, PREVENU) == PREVENU


@pytest.mark.parametrize("comptes", ["aucun", "fermé"])
def test_a_household_that_no_mail_reaches_is_not_said_to_be_told(famille_martin, comptes):
    if comptes == "aucun":
        famille_martin.foyer.responsables.update(utilisateur=None)
    Utilisateur.objects.update(is_active=False)
    assert et_le_foyer(famille_martin.foyer, PREVENU) == A_PREVENIR_AUTREMENT
