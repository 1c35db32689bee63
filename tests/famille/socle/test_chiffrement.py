"""What is encrypted in the database, and what a change of the site's key does to it."""

import base64
import hashlib

import pytest
from cryptography.fernet import Fernet

from famille.comptes import journal
from famille.comptes.activation import actions as activation
from famille.mouvements.donnees import copies
from famille.socle import chiffrement

ANCIENNE, NOUVELLE = "une ancienne clé " * 4, "une nouvelle clé " * 4


@pytest.fixture(autouse=True)
def ancienne_cle(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = ANCIENNE, []


def changer_de_cle(settings, *, garder):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NOUVELLE, [ANCIENNE] if garder else []


def test_a_text_comes_back_and_never_looks_the_same():
    jetons = {chiffrement.chiffrer("FR14", usage=chiffrement.IBAN) for _ in range(3)}
    assert len(jetons) == 3
    assert {chiffrement.dechiffrer(jeton, usage=chiffrement.IBAN) for jeton in jetons} == {"FR14"}
    assert not [jeton for jeton in jetons if "FR14" in jeton]


def test_one_use_does_not_read_another_s():
    jeton = chiffrement.chiffrer("FR14", usage=chiffrement.IBAN)
    with pytest.raises(chiffrement.Illisible):
        chiffrement.dechiffrer(jeton, usage=chiffrement.SAISIE)


def test_a_former_key_is_still_read(settings):
    jeton = chiffrement.chiffrer("FR14", usage=chiffrement.IBAN)
    changer_de_cle(settings, garder=True)
    assert chiffrement.dechiffrer(jeton, usage=chiffrement.IBAN) == "FR14"


def test_once_brought_to_the_new_key_the_former_one_may_go(settings):
    jeton = chiffrement.chiffrer("FR14", usage=chiffrement.IBAN)
    changer_de_cle(settings, garder=True)
    neuf = chiffrement.rechiffrer(jeton, usage=chiffrement.IBAN)
    changer_de_cle(settings, garder=False)
    assert chiffrement.dechiffrer(neuf, usage=chiffrement.IBAN) == "FR14"
    with pytest.raises(chiffrement.Illisible):
        chiffrement.dechiffrer(jeton, usage=chiffrement.IBAN)


def test_a_changed_or_foreign_text_is_not_read():
    jeton = chiffrement.chiffrer("FR14", usage=chiffrement.IBAN)
    for faux in (jeton[:-4] + "AAAA", "", "n’importe quoi"):
        with pytest.raises(chiffrement.Illisible):
            chiffrement.dechiffrer(faux, usage=chiffrement.IBAN)


def test_second_factors_written_before_are_still_read():
    """The key of each use is drawn as it always was (famille.comptes.second_facteur.facteurs)."""
    import base64
    import hashlib

    from cryptography.fernet import Fernet

    from famille.comptes.second_facteur.facteurs import AdaptateurMFA

    cle = base64.urlsafe_b64encode(hashlib.sha256(f"famille.totp:{ANCIENNE}".encode()).digest())
    assert AdaptateurMFA().decrypt(Fernet(cle).encrypt(b"JBSWY3DP").decode()) == "JBSWY3DP"


def test_a_seal_holds_through_a_change_of_key_and_no_other_text(settings):
    sceau = chiffrement.sceller("le mandat", usage="essai")
    changer_de_cle(settings, garder=True)
    assert chiffrement.est_scelle("le mandat", sceau, usage="essai")
    assert not chiffrement.est_scelle("un autre", sceau, usage="essai")
    assert not chiffrement.est_scelle("le mandat", sceau, usage="autre")
    assert not chiffrement.est_scelle("le mandat", "", usage="essai")


def test_what_encrypts_is_fernet_under_a_key_of_256_bits_for_each_use(settings):
    """AES-128-CBC and HMAC-SHA256, 128 bits each, drawn by SHA-256 from a key of the site and the
    name of the use."""
    settings.CLES_DE_CHIFFREMENT = [NOUVELLE]
    jeton = chiffrement.chiffrer("FR14", usage=chiffrement.IBAN)
    assert jeton.startswith("gAAAA")
    cle = base64.urlsafe_b64encode(
        hashlib.sha256(f"{chiffrement.IBAN}:{NOUVELLE}".encode()).digest()
    )
    assert len(base64.urlsafe_b64decode(cle)) * 8 == 256
    assert Fernet(cle).decrypt(jeton.encode()) == b"FR14"


def test_what_keys_are_drawn_from_does_not_follow_a_file_that_moves():
    """They look like paths of the code and are none: under another name, nothing written before
    would be read, no link sent would open, no trace in the journals would be matched."""
    usages = {
        nom: getattr(chiffrement, nom)
        for nom in ("TOTP", "IBAN", "SAISIE", "REPONSES", "SANTE", "PAGE", "ALERTE", "WEBHOOK")
    }
    assert usages == {
        "TOTP": "famille.totp",
        "IBAN": "famille.iban",
        "SAISIE": "demarches.saisie",
        "REPONSES": "demarches.reponses",
        "SANTE": "famille.sante",
        "PAGE": "portail.page",
        "ALERTE": "famille.alerte",
        "WEBHOOK": "famille.webhook",
    }
    assert activation.GenerateurActivation.key_salt == "famille.activation"
    assert journal._SEL == "famille.journal_securite"
    assert copies._SEL == "famille.copie-de-donnees"
