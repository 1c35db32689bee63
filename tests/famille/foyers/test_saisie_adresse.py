"""An address as it is typed: the town follows from the postal code, with or without a script; what
is nowhere is refused in a sentence."""

from datetime import date

import pytest
from django.urls import reverse

from deploy.communes import table
from famille.dossier.foyers.adresses import changer_adresse, est_membre
from famille.dossier.foyers.communes import commune_ecrite, communes_du
from famille.dossier.foyers.saisie_adresse import ChampsDAdresse
from famille.models import CommuneMembre
from famille.socle.saisie.pays import choix


def lue(**champs):
    donnees = {"voie": "12 rue Bourdillon", "complement": "", "pays": "FR"} | champs
    return ChampsDAdresse(donnees)


def erreurs(**champs):
    return {nom: list(dites) for nom, dites in lue(**champs).errors.items()}


def ville(**champs):
    formulaire = lue(**champs)
    assert formulaire.is_valid(), formulaire.errors
    return formulaire.cleaned_data["commune"]


def test_a_postal_code_of_one_town_fills_it():
    assert ville(code_postal="36000", commune="") == "Châteauroux"


@pytest.mark.parametrize("ecrite", ["Déols", "DEOLS", " déols "])
def test_a_town_is_kept_as_it_writes_itself(ecrite):
    assert ville(code_postal="36130", commune=ecrite) == "Déols"


def test_several_towns_are_a_choice_once_the_code_is_known():
    formulaire = lue(code_postal="36130", commune="")
    assert erreurs(code_postal="36130", commune="") == {
        "commune": ["Choisissez votre commune : plusieurs ont le code postal 36130."]
    }
    html = str(formulaire["commune"])
    assert html.startswith("<select")
    for nom in ("Coings", "Déols", "Diors", "Montierchaume"):
        assert f">{nom}</option>" in html
    assert "selected>Déols" in str(lue(code_postal="36130", commune="deols")["commune"])


@pytest.mark.parametrize(
    ("code", "commune", "champ", "phrase"),
    [
        ("99999", "Nowhere", "code_postal", "Aucune commune de France n’a le code postal 99999"),
        ("3600", "Châteauroux", "code_postal", "Le code postal a 5 chiffres"),
        ("", "Châteauroux", "code_postal", "Indiquez le code postal."),
        ("36000", "Déols", "commune", "La commune « Déols » n’a pas le code postal 36000"),
    ],
)
def test_what_is_nowhere_is_refused_in_a_sentence(code, commune, champ, phrase):
    [(nom, [dite])] = erreurs(code_postal=code, commune=commune).items()
    assert nom == champ
    assert dite.startswith(phrase)


def test_a_former_town_is_still_a_town():
    assert ville(code_postal="49070", commune="Saint Jean de Linieres") == "Saint-Jean-de-Linières"


def test_an_address_abroad_is_taken_as_it_is_written():
    formulaire = lue(code_postal="L-1234", commune="Luxembourg", pays="LU")
    assert formulaire.is_valid()
    assert lue(code_postal="", commune="Hong Kong", pays="HK").is_valid()
    assert erreurs(code_postal="", commune="", pays="BE") == {"commune": ["Indiquez la commune."]}


def test_an_address_abroad_says_its_country(famille_martin):
    adresse = changer_adresse(
        famille_martin.foyer,
        voie="10 rue Neuve",
        code_postal="1000",
        commune="Bruxelles",
        pays="BE",
        depuis=date(2030, 12, 1),
        par=famille_martin.camille,
    )
    assert adresse.lignes == ["10 rue Neuve", "1000 Bruxelles", "Belgique"]
    assert adresse.ville == "1000 Bruxelles, Belgique"
    assert not adresse.dans_agglomeration


def test_a_town_abroad_is_no_member_of_the_agglomeration(db):
    CommuneMembre.objects.get_or_create(nom="Châteauroux", code_postal="36000")
    assert est_membre("36000", "chateauroux")
    assert not est_membre("36000", "Châteauroux", "BE")


def test_the_countries_are_named_in_french_france_first():
    codes = dict(choix())
    assert next(iter(codes)) == "FR"
    assert (codes["BE"], codes["GB"]) == ("Belgique", "Royaume-Uni")


def test_the_towns_of_a_code_are_given_to_who_is_signed_in(connecter, famille_martin, client):
    adresse = reverse("famille:communes", args=["36130"])
    assert client.get(adresse).status_code == 302
    reponse = connecter(famille_martin.camille).get(adresse)
    assert reponse.json() == {"communes": ["Coings", "Déols", "Diors", "Montierchaume"]}
    vide = client.get(reverse("famille:communes", args=["99999"]))
    assert vide.json() == {"communes": []}


def test_every_town_of_the_metropole_is_in_the_table():
    attendues = {
        "36000": "Châteauroux",
        "36130": "Montierchaume",
        "36250": "Saint-Maur",
        "75012": "Paris",
        "97410": "Saint-Pierre",
        "98800": "Nouméa",
    }
    assert {code: nom for code, nom in attendues.items() if nom not in communes_du(code)} == {}
    assert commune_ecrite("36250", "st maur") == "Saint-Maur"


def test_the_table_is_made_of_the_official_code():
    communes = [
        {"code": "1", "nom": "Beaucouzé", "type": "commune-actuelle", "codesPostaux": ["49070"]},
        {"code": "2", "nom": "Écuillé", "type": "commune-actuelle", "codesPostaux": ["49070"]},
        {"code": "3", "nom": "Ancienne", "type": "commune-deleguee", "chefLieu": "2"},
        {"code": "4", "nom": "Kerguelen", "type": "commune-actuelle"},
    ]
    assert table(communes) == "49070;Beaucouzé;Écuillé=Ancienne\n"
