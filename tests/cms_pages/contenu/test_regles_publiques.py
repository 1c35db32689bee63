"""What the public pages say of prices and rules is what the settings say: read, never written a
second time. The home leads to what families come for."""

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from cms_pages.blocs import BLOCS
from cms_pages.contenu.lecture import PAGES
from reservations.absences.justificatifs import reglement_des_justificatifs
from reservations.models import (
    Activite,
    GrilleTarifaire,
    ReductionVotee,
    ReglageReservations,
    Structure,
    TrancheTarif,
)
from reservations.regles.absences import dire_le_justificatif
from reservations.regles.juge import Unite
from reservations.regles.tarifs import prix
from reservations.tarifs.faits import lire_grilles
from reservations.tarifs.publics import tarifs_en_vigueur
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 25)
TARIFS, ACCUEILS = "/informations/tarifs/", "/informations/accueils-de-loisirs/"


@pytest.fixture(autouse=True)
def le_jour():
    with time_machine.travel("2026-11-25 10:00+01:00", tick=False):
        yield


def activite(nom="Mercredis", lieu="Centre des Lilas", **champs):
    structure, _nouvelle = Structure.objects.get_or_create(nom=lieu)
    defaut = {"unite_scolaire": Unite.DEMI_JOURNEE, "age_min": 3, "age_max": 11, "capacite": 10}
    return Activite.objects.create(structure=structure, nom=nom, **(defaut | champs))


def grille(pour, *, prix_des_tranches=("2.10", "8.20"), debut=date(2026, 9, 1), **champs):
    une = GrilleTarifaire.objects.create(
        activite=pour, unite="demi-journee", debut=debut, deliberation="n° 2026-112", **champs
    )
    bas, haut = prix_des_tranches
    TrancheTarif.objects.create(grille=une, jusqua=400, prix=bas)
    TrancheTarif.objects.create(grille=une, prix=haut)
    return une


def texte(client, adresse):
    return lisible(client.get(adresse).text)


def test_the_page_of_tariffs_draws_the_prices_that_bookings_are_charged(client, pages):
    une = activite()
    votee = grille(une, hors_commune=33)
    ReductionVotee.objects.create(grille=votee, genre="rang-de-l-enfant", seuil=2, valeur=10)
    [lue] = lire_grilles([une.pk])[une.pk][Unite.DEMI_JOURNEE]
    page = texte(client, TARIFS)
    assert "Mercredis, la demi-journée : Centre des Lilas" in page
    for quotient in (Decimal(400), Decimal(401), None):
        for membre in (True, False):
            for rang in (1, 2):
                paye = prix(lue, quotient=quotient, membre=membre, rang_enfant=rang)
                assert lisible(paye.montant) in page
    assert "délibération n° 2026-112" in page


def test_tomorrow_s_grid_takes_over_on_its_day_only(client, pages):
    une = activite()
    grille(une)
    grille(une, prix_des_tranches=("99.00", "99.00"), debut=date(2026, 11, 26))
    assert "99,00 €" not in texte(client, TARIFS)
    with time_machine.travel("2026-11-26 10:00+01:00", tick=False):
        page = texte(client, TARIFS)
    assert "8,20 €" not in page
    assert "Quel que soit le quotient" in page


def test_centres_of_the_same_prices_share_a_table_and_one_price_has_one_column():
    for lieu in ("Centre des Lilas", "Centre du Parc"):
        grille(activite(lieu=lieu))
    [tarif] = tarifs_en_vigueur(JOUR)
    assert tarif.ou == "Centre des Lilas et Centre du Parc"
    assert tarif.colonnes == ["Prix"]


@pytest.mark.parametrize("combien", [1, 30])
def test_the_tariffs_are_read_in_three_queries(combien, django_assert_num_queries):
    for rang in range(combien):
        grille(activite(lieu=f"Centre {rang}"), hors_commune=rang)
    with django_assert_num_queries(3):
        assert len(tarifs_en_vigueur(JOUR)) == combien


def test_without_a_grid_the_page_says_whom_to_ask(client, pages):
    assert "Les tarifs ne sont pas encore publiés" in texte(client, TARIFS)


@pytest.mark.parametrize(("carence", "dite"), [(0, False), (1, True), (3, True)])
def test_the_public_page_and_the_demarche_say_the_same_of_a_certificate(
    carence, dite, client, pages
):
    reglage = ReglageReservations.load()
    reglage.carence_jours, reglage.justificatif_jours = carence, 8
    reglage.save()
    assert bool(reglement_des_justificatifs().avis) is dite
    page = texte(client, ACCUEILS)
    assert lisible(dire_le_justificatif(8, carence)) in page
    assert ("sauf le premier." in page or "sauf les 3 premiers." in page) is dite


def test_the_public_page_says_each_deadline_of_the_activities(client, pages):
    Activite.objects.all().delete()
    activite(delai_reservation=7, delai_annulation=7)
    assert "Un jour se réserve et s’annule jusqu’à 7 jours avant, à minuit." in texte(
        client, ACCUEILS
    )
    ouvres = {f"delai_{quoi}_genre": "ouvres" for quoi in ("reservation", "annulation")}
    activite("Vacances", delai_reservation=10, delai_annulation=2, **ouvres)
    page = texte(client, ACCUEILS)
    assert "Mercredis (Centre des Lilas) : un jour se réserve et s’annule jusqu’à 7 jours" in page
    assert (
        "Vacances (Centre des Lilas) : un jour se réserve jusqu’à 10 jours ouvrés avant, à minuit ;"
        " il s’annule jusqu’à 2 jours ouvrés avant, à minuit." in page
    )


def test_no_seeded_page_writes_a_deadline_or_what_a_certificate_is_worth_by_hand():
    """Those that families read; the régie's own delays are another matter."""
    pages = [
        une
        for une in PAGES.rglob("*.md")
        if une.name != "README.md" and "lecteurs: agents" not in une.read_text()
    ]
    a_la_main = re.compile(r"\d+\s+jours\s+avant|absence[^.]*n’est\s+pas\s+facturée\s+si")
    assert [une.name for une in pages if a_la_main.search(une.read_text())] == []


def test_the_home_s_cards_lead_to_the_thing_itself_through_the_sign_in(
    client, pages, famille_martin, connecter
):
    page = client.get("/").text
    for nom, vue in (
        ("Réserver", "reservations:calendrier"),
        ("Prévenir d’une absence", "reservations:absences"),
        ("Payer", "famille:factures"),
        ("Faire une démarche", "demarches:liste"),
    ):
        assert f'<a href="{reverse(vue)}">{nom}</a>' in page
        mene = client.get(reverse(vue))
        assert mene.url == f"{reverse('account_login')}?next={reverse(vue)}"
    connecter(famille_martin.camille)
    assert client.get(reverse("famille:factures")).status_code == 200


def test_a_card_leads_to_one_place():
    [carte] = [bloc.child_blocks["cartes"].child_block for nom, bloc in BLOCS if nom == "cartes"]
    vide = {"page": None, "ecran": "", "titre": "", "texte": "", "image": None}
    with pytest.raises(ValidationError):
        carte.clean(carte.to_python(vide))
    bonne = carte.clean(carte.to_python(vide | {"ecran": "famille:factures"}))
    assert (bonne.nom, bonne.adresse) == ("Mes factures", reverse("famille:factures"))
