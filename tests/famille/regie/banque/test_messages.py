"""The messages of a bank as they are read: every version, nothing that is not one, no account."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from famille.argent.regie.banque.messages import Genre, Nature, lire_les_messages
from famille.socle.erreurs import Refus

from .fichiers import compte_rendu, encaissement, frais, impaye, releve, virement

BANQUE = Path(__file__).parents[5] / "shared" / "reference" / "donnees" / "banque"
avec_les_contrats = pytest.mark.skipif(
    not BANQUE.is_dir(), reason="the official schemas of ISO 20022 are not beside this clone"
)


@pytest.mark.parametrize("genre", ["camt.053", "camt.054"])
@pytest.mark.parametrize("version", ["02", "08"])
def test_both_generations_say_the_same(genre, version):
    contenu = releve(
        impaye("PF2026000000001", "79.90", "MD01"),
        virement("42.50", "facture F-2026-000189 cantine"),
        encaissement("100.00"),
        frais("3.00"),
        genre=genre,
        version=version,
    )
    [lu] = lire_les_messages(contenu)
    assert lu.genre == genre
    natures = [ligne.nature for ligne in lu.lignes]
    assert natures == [
        Nature.REJET,
        Nature.VIREMENT,
        Nature.ENCAISSEMENT,
        Nature.AUTRE,
    ]
    refus, recu = lu.lignes[:2]
    assert (refus.reference, refus.code, refus.montant) == (
        "PF2026000000001",
        "MD01",
        Decimal("79.90"),
    )
    assert (recu.donneur, recu.montant, recu.reference) == ("MARTIN CAMILLE", Decimal("42.50"), "")


@avec_les_contrats
@pytest.mark.parametrize("genre", ["camt.053", "camt.054"])
@pytest.mark.parametrize("version", ["02", "08"])
def test_the_files_of_these_tests_are_valid_by_the_official_schema(genre, version):
    contenu = releve(
        impaye("PF2026000000001", "79.90"), virement("42.50", "x"), genre=genre, version=version
    )
    _exiger_valide(contenu, f"{genre}.001.{version}")


@avec_les_contrats
def test_the_reports_of_these_tests_are_valid_by_the_official_schema():
    _exiger_valide(compte_rendu(("PF2026000000001", "AM04", "20.00")), "pain.002.001.03")
    _exiger_valide(compte_rendu(tout="FF01"), "pain.002.001.03")


def _exiger_valide(contenu, schema):
    regle = etree.XMLSchema(etree.parse(BANQUE / "xsd" / f"{schema}.xsd"))
    regle.assertValid(etree.fromstring(contenu))


@avec_les_contrats
def test_the_official_examples_are_read():
    lus = {
        chemin.name: lire_les_messages(chemin.read_bytes())[0]
        for chemin in BANQUE.glob("*.xml")
        if chemin.name.startswith(("camt", "pain.002", "mock_bank_camt", "mock_bank_pain.002"))
    }
    assert len(lus) == 9
    exemple = lus["camt.053.001.08_exemple.xml"]
    assert [(une.code, une.montant) for une in exemple.lignes] == [
        ("AM04", Decimal("79.90")),
        ("", Decimal("42.50")),
    ]
    assert lus["camt.053.001.02_exemple.xml"].lignes == exemple.lignes
    [refus] = lus["mock_bank_pain.002.001.10.xml"].lignes
    assert (refus.reference, refus.code) == ("F-2026-00011", "AC04")
    assert "NL84MOCK0000000003" not in refus.libelle


def test_a_file_refused_whole_says_why():
    [lu] = lire_les_messages(compte_rendu(tout="FF01"))
    assert (lu.genre, lu.lignes, lu.tout_refuse) == (Genre.COMPTE_RENDU, (), "FF01")
    [accepte] = lire_les_messages(compte_rendu(("X", "AM04", None)))
    assert accepte.tout_refuse is None


def test_what_is_not_booked_yet_is_left():
    contenu = releve(virement("5.00", "a")).replace(b"<Cd>BOOK</Cd>", b"<Cd>PDNG</Cd>")
    [lu] = lire_les_messages(contenu)
    assert lu.lignes == ()


def test_a_statement_whose_sums_are_wrong_is_refused():
    juste = releve(virement("5.00", "a"), genre="camt.053")
    assert lire_les_messages(juste)
    faux = juste.replace(b">1005.00<", b">1006.00<")
    assert faux != juste
    with pytest.raises(Refus, match="ne tombe pas juste"):
        lire_les_messages(faux)


def test_several_transactions_of_an_entry_each_have_their_sum():
    seule = releve(virement("30.00", "F-2026-000001"))
    detail = seule[seule.index(b"<TxDtls>") : seule.index(b"</NtryDtls>")]
    deux = seule.replace(
        detail,
        detail.replace(b">30.00<", b">10.00<") + detail.replace(b">30.00<", b">20.00<"),
    )
    [lu] = lire_les_messages(deux)
    assert [une.montant for une in lu.lignes] == [Decimal(10), Decimal(20)]
    assert len({une.cle for une in lu.lignes}) == 2


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_sum_of_another_currency_is_never_read_as_euros(version):
    en_euros = b'<Amt Ccy="EUR">42.50</Amt>'
    seule = releve(virement("42.50", "F-2026-000001"), version=version)
    rang = seule.rindex(en_euros)
    dite = b'<Amt Ccy="JPY">6800</Amt>'
    [lu] = lire_les_messages(seule[:rang] + dite + seule[rang + len(en_euros) :])
    assert [une.montant for une in lu.lignes] == [Decimal("42.50")]  # that of the account
    [lu] = lire_les_messages(seule.replace(en_euros, dite))
    assert [une.montant for une in lu.lignes] == [None]


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"", "pas un retour de banque"),
        (b"PK\x03\x04", "pas un retour de banque"),
        (b"<Document><Stmt></Document>", "abîmé"),
        (b"<Document/>", "pas un retour de banque"),
        (releve(virement("5.00", "a"))[:-40], "abîmé"),
        (releve(virement("moins", "a")), "abîmé"),
        (releve(virement("5.001", "a")), "abîmé"),
        (releve(virement("NaN", "a")), "abîmé"),
        (releve(virement("1e20", "a")), "abîmé"),
        (releve(virement("5.00", "a", jour="hier")), "abîmé"),
        (
            (
                b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
                b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">&e;</Document>'
            ),
            "pas un retour de banque",
        ),
        (b" " * (10 * 1024 * 1024 + 1), "trop gros"),
    ],
)
def test_what_is_no_message_of_a_bank_is_refused_in_a_sentence(contenu, dit):
    with pytest.raises(Refus, match=dit):
        lire_les_messages(contenu)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_is_refused_or_read_and_never_crashes(data):
    contenu = bytearray(
        releve(impaye("PF2026000000001", "79.90"), virement("4.00", "F-2026-000001"))
    )
    for _ in range(data.draw(st.integers(1, 6))):
        ou = data.draw(st.integers(0, len(contenu) - 1))
        contenu[ou : ou + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    try:
        lus = lire_les_messages(bytes(contenu))
    except Refus:
        return
    for lu in lus:
        assert all(une.montant is None or une.montant >= 0 for une in lu.lignes)
