"""An address that no mail can be sent to is told to whoever types it."""

import pytest
from django.core.validators import validate_email

from famille.comptes.actions import verifier_adresse
from famille.mouvements.reprise import cases
from famille.socle.erreurs import Refus

DE_MEME = ["y\u0131ldiz@exemple.fr", "jean\u017f@exemple.fr"]


@pytest.mark.parametrize("adresse", DE_MEME)
def test_a_letter_that_no_address_has_is_refused_by_its_name(adresse):
    validate_email(adresse)  # takes it for a good one
    lettre = next(une for une in adresse if not une.isascii())
    with pytest.raises(Refus, match=f"la lettre «\u00a0{lettre}\u00a0»"):
        verifier_adresse(adresse)
    with pytest.raises(cases.CaseFautive, match="ne sait pas écrire"):
        cases.courriel(adresse)


@pytest.mark.django_db
def test_a_foreign_domain_is_written_as_it_is():
    assert verifier_adresse("zoe@école.fr") == cases.courriel("zoe@école.fr") == "zoe@école.fr"
