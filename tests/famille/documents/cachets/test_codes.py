"""A 2D-Doc as it is read and checked: the specification's own specimens, and what is none."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from hypothesis import given
from hypothesis import strategies as st

from demo.ville.papiers.emetteur import nouvel_emetteur
from famille.dossier.documents.cachets.confiance import (
    Signataire,
    authentifier,
    croire,
    signature_juste,
)
from famille.regles.cachets.code import PasUnCachet, lire
from famille.regles.cachets.papier import (
    Lieu,
    NomConnu,
    PapierSigne,
    meme_lieu,
    meme_personne,
    papier_de,
)

from .conftest import LE, facture

SPECIMENS = Path(__file__).parents[5] / "shared" / "reference" / "donnees" / "2ddoc"
avec_les_specimens = pytest.mark.skipif(
    not SPECIMENS.is_dir(), reason="the specimens of the specification are not beside this clone"
)


@avec_les_specimens
def test_the_official_specimens_are_right_and_a_forged_one_is_not():
    racine = x509.load_der_x509_certificate((SPECIMENS / "FR00_essai.der").read_bytes())
    specimens = json.loads((SPECIMENS / "specimens.json").read_text())
    justes = []
    for un in specimens:
        cachet = lire(un["code"])
        justes.append(signature_juste(cachet, racine.public_key()))
        if entete := un.get("entete"):
            assert cachet.champs == un["champs"]
            assert [str(cachet.date_signature), cachet.type] == [
                entete["date_signature"],
                entete["type"],
            ]
    assert justes == [un["signature_valide_avec_la_racine_FR00"] for un in specimens]
    assert justes.count(False) == 1


def test_a_letter_changed_or_another_key_makes_it_wrong():
    emetteur, autre = nouvel_emetteur(), nouvel_emetteur()
    code = facture(emetteur)
    cle = emetteur.cle.public_key()
    assert signature_juste(lire(code), cle)
    assert not signature_juste(lire(code.replace("CAMILLE", "CAMILLA")), cle)
    assert not signature_juste(lire(code), autre.cle.public_key())
    assert not signature_juste(replace(lire(code), signature=b""), cle)


def test_what_follows_the_signature_is_an_annex_that_nobody_signed():
    emetteur = nouvel_emetteur()
    cachet = lire(facture(emetteur) + "\x1d12MARTIN")
    assert signature_juste(cachet, emetteur.cle.public_key())
    assert "12" not in cachet.champs


@pytest.mark.parametrize(
    ("du", "au", "juste"),
    [
        (date(2026, 1, 1), date(2027, 1, 1), True),
        (LE, LE, True),
        (date(2012, 1, 1), date(2026, 10, 11), False),
        (date(2026, 10, 13), date(2030, 1, 1), False),
    ],
)
def test_the_key_held_on_the_day_of_the_signature(du, au, juste):
    emetteur = nouvel_emetteur()
    signataire = Signataire("Énergie", emetteur.cle.public_key(), du, au)
    assert authentifier(lire(facture(emetteur)), signataire) is juste


def test_a_signature_without_a_date_proves_nothing():
    emetteur = nouvel_emetteur()
    signataire = Signataire("É", emetteur.cle.public_key(), date(2000, 1, 1), date(2100, 1, 1))
    cachet = replace(lire(facture(emetteur)), date_signature=None)
    assert not authentifier(cachet, signataire)


def test_a_field_cut_short_and_one_that_is_full_are_read():
    plein = "X" * 38
    message = f"10{plein}22RUE COUPEE\x1e2436000\x1d26FR"
    champs = lire(f"DC04FR03EDF0FFFF1FB60101FR{message}\x1fAAAA").champs
    assert champs == {"10": plein, "22": "RUE COUPEE", "24": "36000", "26": "FR"}


def test_a_field_that_is_not_known_stops_the_reading():
    champs = lire("DC02FR03EDF01FB61FB60110A/B/C\x1dZZquoi\x1d22RUE\x1d\x1fAAAA").champs
    assert champs == {"10": "A/B/C"}


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "DC",
        "DC05FR03EDF01FB61FB601\x1fAAAA",
        "DC02FR03EDF01FB61FB601",
        "DC02FR03EDF0ZZZZ1FB601\x1fAAAA",
        "DC02FR03EDF01FB61FB601\x1f1",
        "https://exemple.fr",
        "DC02FR03EDF01FB61FB60110É\x1fAAAA",
        "DC02" + "0" * 5000,
    ],
)
def test_what_is_no_2d_doc_is_refused(texte):
    with pytest.raises(PasUnCachet):
        lire(texte)


@given(st.text(max_size=60))
def test_whatever_stands_in_a_code_is_read_or_refused(texte):
    try:
        cachet = lire(f"DC03FR03EDF01FB61FB60101{texte}")
    except PasUnCachet:
        return
    assert papier_de(cachet.champs)


# Whom the town believes


def test_only_what_an_authority_of_the_folder_has_signed_is_believed():
    un, autre = nouvel_emetteur(), nouvel_emetteur(codes=("FRYY", "AUTR"))
    assert set(croire([un.autorite, un.certificat])) == {("FRZZ", "DEMO")}
    assert croire([un.certificat]) == {}  # its authority is not there
    assert croire([autre.autorite, un.certificat]) == {}
    usurpe = nouvel_emetteur(codes=("FRYY", "DEMO"))  # the same name, another key
    assert croire([autre.autorite, usurpe.certificat]) == {}


def test_the_authority_of_the_tests_is_never_believed():
    essais = nouvel_emetteur(codes=("FR00", "0001"))
    assert croire([essais.autorite, essais.certificat]) == {}


def test_a_certificate_whose_time_is_over_still_says_until_when_it_held():
    ancien = nouvel_emetteur(
        du=datetime(2012, 1, 1, tzinfo=UTC), au=datetime(2015, 6, 1, tzinfo=UTC)
    )
    [signataire] = croire([ancien.autorite, ancien.certificat]).values()
    assert (signataire.du, signataire.au) == (date(2012, 1, 1), date(2015, 6, 1))
    assert ancien.certificat.signature_hash_algorithm.name == hashes.SHA256.name


# The same person, the same place


@pytest.mark.parametrize(
    ("lu", "nom", "prenom", "meme"),
    [
        ("MARTIN CAMILLE", "Martin", "Camille", True),
        ("CAMILLE MARTIN", "Martin", "Camille", True),
        ("MARTIN CAMILLE JEANNE", "Martin", "Camille", True),
        ("OEUVRARD LEFEVRE ZOE", "Œuvrard-Lefèvre", "Zoé", True),
        ("D ALMEIDA ANA", "d’Almeida", "Ana", True),
        ("MARTIN CAMILLA", "Martin", "Camille", False),
        ("MARTIN", "Martin", "Camille", False),
        ("MARTIN JEAN PAUL", "Martin", "Paul", False),
        ("DURAND CAMILLE", "Martin", "Camille", False),
    ],
)
def test_a_name_is_the_same_however_it_is_written(lu, nom, prenom, meme):
    assert meme_personne(PapierSigne((lu,)), [NomConnu("X", "Y"), NomConnu(nom, prenom)]) is meme


@pytest.mark.parametrize(
    ("voie", "code", "meme"),
    [
        ("12 bis avenue de l’Église", "36000", True),
        ("12bis, av. de l'Eglise", "36000", True),
        ("12 avenue de l’Église", "36000", False),
        ("112 bis avenue de l’Église", "36000", False),
        ("12 bis avenue de l’Église", "36130", False),
        ("", "36000", False),
    ],
)
def test_an_address_is_the_same_however_it_is_written(voie, code, meme):
    lieu = Lieu("…", ("12 B AV DE L EGLISE", "BAT 2"), "36000")
    assert meme_lieu(PapierSigne(lieu=lieu), [(voie, code)]) is meme
    entier = Lieu("12 B AV DE L EGLISE 36000 CHATEAUROUX", entiere=True)
    assert meme_lieu(PapierSigne(lieu=entier), [(voie, code)]) is meme


def test_what_is_kept_of_a_notice_is_names_alone():
    papier = papier_de(
        {"46": "RETI PATRICK", "48": "RETI SOPHIE", "41": "63198", "47": "3001123456789"}
    )
    assert papier == PapierSigne(("RETI PATRICK", "RETI SOPHIE"))
    assert "63198" not in json.dumps(papier.en_json())
    assert PapierSigne.du_json(json.loads(json.dumps(papier.en_json()))) == papier


def test_the_place_of_whoever_is_written_to_is_read_where_no_other_is_said():
    papier = papier_de({"29": "5 PLACE NEUVE", "2B": "36000", "2C": "CHATEAUROUX", "13": "DUPONT"})
    assert papier.lieu == Lieu("5 PLACE NEUVE, 36000 CHATEAUROUX", ("5 PLACE NEUVE",), "36000")
    assert papier.noms == ("DUPONT",)
