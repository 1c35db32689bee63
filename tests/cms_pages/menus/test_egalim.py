"""The rates of the law, from what the town has bought, and the file of the yearly declaration."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from cms_pages.menus.actions import tenir_le_bilan
from cms_pages.menus.egalim import COLONNES, MONTANTS, parts
from cms_pages.models import BilanEgalim
from famille.socle.erreurs import Refus
from reservations.regles.juge import PARIS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.time_machine(datetime(2026, 12, 8, 10, tzinfo=PARIS), tick=False),
]
# data/schemas/imports/bilans_simple_siret.json of betagouv/ma-cantine: its columns, in its order
DU_SCHEMA = (
    "siret,année_bilan,valeur_totale,valeur_bio,valeur_bio_dont_commerce_equitable,valeur_siqo,"
    "valeur_externalites_performance,valeur_egalim_autres,"
    "valeur_egalim_autres_dont_commerce_equitable,valeur_viandes_volailles,"
    "valeur_viandes_volailles_egalim,valeur_viandes_volailles_france,valeur_produits_de_la_mer,"
    "valeur_produits_de_la_mer_egalim,valeur_produits_de_la_mer_france,"
    "valeur_fruits_et_legumes_france,valeur_charcuterie_france,valeur_produits_laitiers_france,"
    "valeur_boulangerie_france,valeur_boissons_france,valeur_autres_france"
)
ANNEE = {
    "totale": "100000",
    "bio": "21000",
    "siqo": "20000",
    "externalites": "1000",
    "autres": "9000",
    "viandes": "20000",
    "viandes_egalim": "13000",
    "poissons": "10000",
    "poissons_egalim": "4000.50",
}


def valeurs(**autres):
    lues = {nom: Decimal(ANNEE[nom]) if nom in ANNEE else None for nom in MONTANTS}
    return {**lues, "siret": "49463556926130", "publie": True, **autres}


def test_the_rates_are_those_of_the_declaration():
    lues = parts(lambda nom: valeurs()[nom])
    assert [(str(part.taux), part.seuil, part.atteint) for part in lues] == [
        ("51.0", 50, True),
        ("21.0", 20, True),
        ("56.7", 60, False),
    ]


def test_nothing_bought_is_no_rate():
    assert [part.taux for part in parts(lambda nom: None)] == [None, None, None]


def test_a_part_that_is_more_than_its_whole_is_refused(redactrice):
    with pytest.raises(Refus, match="dépasse son tout"):
        tenir_le_bilan(2025, valeurs(viandes_egalim=Decimal(30000)), par=redactrice)
    with pytest.raises(Refus, match="valeur totale"):
        tenir_le_bilan(2025, valeurs(bio=Decimal(90000)), par=redactrice)


def test_the_file_has_the_columns_of_the_import(redactrice, connecter):
    assert ",".join(colonne for colonne, _champ in COLONNES) == DU_SCHEMA
    tenir_le_bilan(2025, valeurs(), par=redactrice)
    fichier = connecter(redactrice).get(reverse("menus:ma_cantine", args=[2025]))
    entetes, ligne = fichier.text.split("\r\n")[:2]
    assert entetes == DU_SCHEMA
    assert ligne.startswith("49463556926130,2025,100000.00,21000.00,,20000.00,1000.00,9000.00,,")
    assert ligne.count(",") == DU_SCHEMA.count(",")


def test_families_read_the_rates_of_a_year_that_is_shown(redactrice, connecter, client):
    adresse = reverse("cms_pages:menus")
    tenir_le_bilan(2025, valeurs(publie=False), par=redactrice)
    assert "Ce que nous achetons" not in client.get(adresse).text
    tenir_le_bilan(2025, valeurs(), par=redactrice)
    assert BilanEgalim.objects.count() == 1
    page = " ".join(client.get(adresse).text.split())
    assert (
        "<strong>56,7 %</strong> (la loi demande 60 % au moins : ce n’est pas encore atteint)"
        in page
    )


def test_an_editor_types_a_year_with_french_decimals(redactrice, connecter):
    client = connecter(redactrice)
    saisie = {nom: valeur.replace(".", ",") for nom, valeur in ANNEE.items()}
    saisie |= {"annee": "2025", "siret": "494 635 569 26130", "publie": "on"}
    reponse = client.post(reverse("menus:bilan_nouveau"), saisie)
    assert reponse.status_code == 302, reponse.context["form"].errors
    assert BilanEgalim.objects.get().poissons_egalim == Decimal("4000.50")
    assert "51" in client.get(reverse("menus:bilans")).text
    assert client.post(reverse("menus:bilan_nouveau"), {**saisie, "siret": "1"}).status_code == 422
