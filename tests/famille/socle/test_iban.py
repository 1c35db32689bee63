"""IBANs as people paste them, and the creditor's own identifier."""

import pytest

from famille.socle.erreurs import Refus
from famille.socle.saisie.iban import en_groupes, ics_valide, lire_iban, masquer

IBAN = "FR1420041010050500013M02606"


@pytest.mark.parametrize(
    "texte",
    [
        IBAN,
        "FR14 2004 1010 0505 0001 3M02 606",
        "fr14\u00a02004\u202f1010\u20090505 0001 3m02 606",
        "\ufeffIBAN : FR14-2004-1010-0505-0001-3M02-606\n",
    ],
)
def test_an_iban_is_read_whatever_stands_between_its_groups(texte):
    compte = lire_iban(texte)
    assert (compte.iban, compte.bic, compte.banque) == (IBAN, "PSSTFRPP", "LA BANQUE POSTALE")


def test_a_bank_that_is_not_known_is_no_fault():
    compte = lire_iban("CH93 0076 2011 6238 5295 7")
    assert (compte.masque, compte.bic, compte.banque) == ("CH93 •••• 2957", "", "")


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("FR1420041010050500013M02607", "erreur de frappe"),
        ("FR1520041010050500013M02606", "erreur de frappe"),
        ("FR14 2004 1010", "27 lettres et chiffres, et vous en avez écrit 12"),
        ("DE8937040044053201300", "la longueur de ceux de son pays"),
        ("DE893704004405320130é0", "un caractère qui n’y a pas sa place"),
        ("ZZ1420041010050500013M02606", "les deux lettres de son pays"),
        ("20041010050500013M02606", "les deux lettres de son pays"),
        ("SA03 8000 0000 6080 1016 7519", "hors de la zone SEPA"),
        ("", "les deux lettres de son pays"),
    ],
)
def test_a_refusal_says_why_and_quotes_nothing(texte, phrase):
    with pytest.raises(Refus, match=phrase) as refus:
        lire_iban(texte)
    assert refus.value.__context__ is None
    assert "2004" not in str(refus.value)


def test_an_account_does_not_come_out_in_a_log():
    assert "2004" not in repr(lire_iban(IBAN))


@pytest.mark.parametrize(
    ("texte", "masque"),
    [(IBAN, "FR14 •••• 2606"), ("FR14 2004", "••••"), ("", ""), ("abc", "••••")],
)
def test_a_mask_keeps_the_country_and_the_end(texte, masque):
    assert masquer(texte) == masque


def test_an_iban_in_full_is_read_by_four():
    assert en_groupes(IBAN) == "FR14 2004 1010 0505 0001 3M02 606"


@pytest.mark.parametrize(
    ("ics", "juste"),
    [
        ("FR53ZZZ999999", True),
        ("FR53ABC999999", True),
        ("FR72ZZZ123456", True),
        ("FR72ZZZ123457", False),
        ("FR72", False),
        ("", False),
        ("fr72zzz123456", False),
    ],
)
def test_an_ics_is_checked_without_its_business_code(ics, juste):
    assert ics_valide(ics) is juste
