"""The family's file: what a parent reads of it, and what nobody else does (D11)."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from demarches.models import ReglageDemarche
from famille.models import (
    AdresseFoyer,
    Consultation,
    Enfant,
    Foyer,
    Modification,
    QuotientFamilial,
    Rattachement,
    Responsable,
    Utilisateur,
)

FAMILLE = reverse("famille:famille")
HISTORIQUE = reverse("famille:historique")


def page_de(enfant):
    return reverse("famille:enfant", args=[enfant.pk])


@pytest.fixture(autouse=True)
def un_mercredi():
    with time_machine.travel("2026-11-25 10:00+01:00", tick=False):
        yield


@pytest.fixture
def autre_foyer_de_lea(famille_martin):
    """Léa's other home, where her other parent lives: nothing of it may reach Camille."""
    foyer = Foyer.objects.create(numero="2026-00999", nom="Delorme")
    AdresseFoyer.objects.create(
        foyer=foyer, voie="9 rue Secrète", code_postal="36100", commune="Issoudun", depuis=date(2022, 1, 1)
    )
    QuotientFamilial.objects.create(foyer=foyer, valeur="1777", debut=date(2026, 1, 1))
    pere = Utilisateur.objects.create_user("julien@exemple.fr", None, first_name="Julien", last_name="Delorme")
    Responsable.objects.create(foyer=foyer, utilisateur=pere, prenom="Julien", nom="Delorme")
    Rattachement.objects.create(enfant=famille_martin.lea, foyer=foyer, garde="alternee", debut=date(2022, 1, 1))
    Modification.objects.create(foyer=foyer, objet="adresse", par=pere, apres={"Rue": "9 rue Secrète"})
    # A change of the child is told to both homes; the one who made it is not named in the other.
    Modification.objects.create(
        foyer=famille_martin.foyer, objet="enfant Léa Martin", par=pere, apres={"Classe": "CE2"}
    )
    return foyer


SECRETS = ["Secrète", "Issoudun", "1777", "Delorme", "2026-00999", "julien@"]


def test_the_household_is_shown_in_words(famille_martin, connecter):
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur="842", debut=date(2026, 1, 1))
    contenu = connecter(famille_martin.camille).get(FAMILLE).content.decode()
    for texte in [
        "2026-00417",
        "12 rue Bourdillon",
        "36000 Châteauroux",
        "842",
        "06 39 98 00 01",
        "Léa Martin",
        "8 ans",
    ]:
        assert texte in contenu


def test_an_address_to_come_is_told_with_its_day(famille_martin, connecter):
    AdresseFoyer.objects.create(
        foyer=famille_martin.foyer,
        voie="4 allée des Lilas",
        code_postal="36130",
        commune="Déols",
        depuis=date(2026, 12, 1),
    )
    contenu = connecter(famille_martin.camille).get(FAMILLE).content.decode()
    assert "À partir du 1er décembre 2026" in contenu
    assert "4 allée des Lilas" in contenu
    assert "12 rue Bourdillon" in contenu


def test_a_past_quotient_and_a_former_adult_are_not_shown(famille_martin, connecter):
    QuotientFamilial.objects.create(
        foyer=famille_martin.foyer, valeur="555", debut=date(2025, 1, 1), fin=date(2025, 12, 31)
    )
    Responsable.objects.create(foyer=famille_martin.foyer, prenom="Ancien", nom="Adulte", fin=date(2026, 1, 1))
    contenu = connecter(famille_martin.camille).get(FAMILLE).content.decode()
    assert "555" not in contenu
    assert "Ancien" not in contenu


def test_a_second_home_is_told_and_never_described(famille_martin, autre_foyer_de_lea, connecter):
    navigateur = connecter(famille_martin.camille)
    for adresse in [FAMILLE, page_de(famille_martin.lea), HISTORIQUE, reverse("famille:tableau_de_bord")]:
        contenu = navigateur.get(adresse).content.decode()
        assert not [secret for secret in SECRETS if secret in contenu], adresse
    assert "réside aussi dans un autre foyer" in navigateur.get(FAMILLE).content.decode()
    assert "réside aussi dans un autre foyer" in navigateur.get(page_de(famille_martin.lea)).content.decode()
    assert "autre foyer" not in navigateur.get(page_de(famille_martin.hugo)).content.decode()


def test_a_change_by_the_other_parent_is_told_without_a_name(famille_martin, autre_foyer_de_lea, connecter):
    contenu = connecter(famille_martin.camille).get(HISTORIQUE).content.decode()
    assert "Enfant Léa Martin" in contenu
    assert "une autre personne autorisée" in contenu


def test_a_home_left_is_no_longer_a_second_home(famille_martin, autre_foyer_de_lea, connecter):
    autre_foyer_de_lea.rattachements.update(fin=date(2026, 11, 24))
    assert "autre foyer" not in connecter(famille_martin.camille).get(FAMILLE).content.decode()


@pytest.mark.parametrize("qui", ["lea", "hugo"])
def test_the_neighbour_gets_a_404(qui, famille_martin, voisin, connecter):
    reponse = connecter(voisin.nadia).get(page_de(getattr(famille_martin, qui)))
    assert reponse.status_code == 404
    assert "Martin" not in reponse.content.decode()


def test_the_neighbour_reads_his_own_file_only(famille_martin, voisin, connecter):
    Modification.objects.create(foyer=famille_martin.foyer, objet="adresse", apres={"Rue": "12 rue Bourdillon"})
    for adresse in [FAMILLE, HISTORIQUE, reverse("famille:tableau_de_bord")]:
        contenu = connecter(voisin.nadia).get(adresse).content.decode()
        assert "Martin" not in contenu
        assert "Bourdillon" not in contenu


def test_an_adult_who_has_left_the_household_reads_nothing_more(famille_martin, connecter):
    famille_martin.foyer.responsables.update(fin=date(2026, 11, 24))
    navigateur = connecter(famille_martin.camille)
    assert navigateur.get(page_de(famille_martin.lea)).status_code == 404
    assert "relié à aucun dossier" in navigateur.get(FAMILLE).content.decode()


def test_readings_by_agents_are_told_with_their_service(famille_martin, agent, connecter):
    Consultation.objects.create(foyer=famille_martin.foyer, quoi="fiche du foyer", par=agent)
    contenu = connecter(famille_martin.camille).get(FAMILLE).content.decode()
    assert "Sophie Renard (Pôle Familles)" in contenu
    assert "mercredi 25 novembre 2026 à 10 h 00" in contenu


def test_the_history_goes_a_page_at_a_time(famille_martin, agent, connecter):
    Consultation.objects.bulk_create(
        Consultation(foyer=famille_martin.foyer, quoi=f"pièce {n:02}", par=agent) for n in range(25)
    )
    navigateur = connecter(famille_martin.camille)
    assert "pièce 24" in navigateur.get(HISTORIQUE).content.decode()
    assert "pièce 24" not in navigateur.get(f"{HISTORIQUE}?lectures=2").content.decode()
    assert "pièce 00" in navigateur.get(f"{HISTORIQUE}?lectures=2").content.decode()


def test_the_page_leads_to_the_demarche_that_changes_it_only_when_open(famille_martin, connecter):
    navigateur = connecter(famille_martin.camille)
    lien = reverse("demarches:presentation", args=["changement-adresse"])
    assert lien not in navigateur.get(FAMILLE).content.decode()
    ReglageDemarche.objects.update_or_create(
        code="changement-adresse", defaults={"titre": "Adresse", "etat": "ouverte", "effet_silence": "sans-objet"}
    )
    assert lien in navigateur.get(FAMILLE).content.decode()


@pytest.mark.parametrize("adresse", [FAMILLE, HISTORIQUE])
def test_queries_do_not_grow_with_the_family(
    adresse, famille_martin, agent, connecter, django_assert_max_num_queries, django_assert_num_queries
):
    navigateur = connecter(famille_martin.camille)
    foyer = famille_martin.foyer

    def remplir(nombre):
        for n in range(nombre):
            enfant = Enfant.objects.create(prenom=f"Enfant{n}", nom="Martin", naissance=date(2019, 1, 1))
            Rattachement.objects.create(enfant=enfant, foyer=foyer, debut=date(2019, 1, 1))
            QuotientFamilial.objects.create(foyer=foyer, valeur=n, debut=date(2026, 1, 1))
            Consultation.objects.create(foyer=foyer, quoi="fiche", par=agent)
            Modification.objects.create(foyer=foyer, objet="foyer", par=agent, apres={"Nom": "M"})
            compte = Utilisateur.objects.create_user(f"adulte{n}-{nombre}@exemple.fr", None)
            Responsable.objects.create(foyer=foyer, utilisateur=compte, prenom="Adulte", nom=str(n))

    remplir(1)
    navigateur.get(adresse)  # once, for what is kept between requests
    with django_assert_max_num_queries(18) as premiere:
        navigateur.get(adresse)
    remplir(30)
    with django_assert_num_queries(len(premiere)):
        navigateur.get(adresse)
