"""Every screen of the portal, empty and overfull, at 320 px and with axe; nothing is asked of a
third party."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from demo.ville import fabrique
from famille.models import Enfant, Utilisateur
from portail.bureau.groupes import creer_groupes
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    verifier_accessibilite,
    verifier_sans_debordement,
)

PUBLICS = [
    "/",
    "/connexion/",
    "/mot-de-passe-oublie/",
    "/aide/",
    "/recherche/?q=adresse",
    "/plan-du-site/",
]
PUBLICS += ["/accessibilite/", "/demo/", "/demo/courriels/", "/introuvable/"]
FAMILLE = ["famille:tableau_de_bord", "famille:famille", "demarches:liste", "mes_donnees"]


def petite_ville(monkeypatch):
    monkeypatch.setattr(fabrique, "FOYERS", 40)
    monkeypatch.setattr(fabrique, "ENFANTS", 66)


@pytest.mark.usefixtures("pages")
def test_public_screens_fit_320_px_and_pass_axe(ouvrir):
    page = ouvrir(PETIT)
    for adresse in PUBLICS:
        page.goto(adresse)
        verifier_sans_debordement(page)
        verifier_accessibilite(page)


def test_the_screens_of_a_first_day_say_what_to_do(ouvrir, voisin):
    page = ouvrir(PETIT)
    pas.se_connecter(page, voisin.nadia)
    for nom in FAMILLE:
        page.goto(reverse(nom))
        verifier_sans_debordement(page)
        verifier_accessibilite(page)
    page.goto("/demarches/")
    expect(page.get_by_text("Vous n’avez encore rien envoyé")).to_be_visible()


def test_very_long_names_and_addresses_fit_320_px(ouvrir, serveur, monkeypatch):
    petite_ville(monkeypatch)
    creer_groupes()
    fabrique.creer_la_ville(avancer=lambda _n: None)
    compte = Utilisateur.objects.get(email__startswith="marie-christine.vandenbroucke")
    enfant = Enfant.objects.de(compte).first()
    page = ouvrir(PETIT)
    pas.se_connecter(page, compte)
    demande = compte.responsabilites.get().foyer.demandes.deposees().first()
    ecrans = [reverse(nom) for nom in FAMILLE]
    ecrans += [
        reverse("famille:enfant", args=[enfant.pk]),
        reverse("demarches:demande", args=[demande.pk]),
    ]
    ecrans += [reverse("demarches:accuse", args=[demande.pk])]
    for adresse in ecrans:
        page.goto(adresse)
        verifier_sans_debordement(page)
        verifier_accessibilite(page)


def test_each_page_of_a_demarche_fits_320_px(ouvrir, famille_martin):
    page = ouvrir(PETIT)
    pas.se_connecter(page, famille_martin.camille)
    pas.commencer(page)
    pas.valider(page)
    verifier_sans_debordement(page)
    pas.remplir_adresse(
        page, voie="128 bis chemin du Val-de-l’Indre-et-des-Grandes-Prairies-du-Bas-Poinçonnet"
    )
    pas.valider(page)
    verifier_sans_debordement(page)
    pas.remplir_justificatif(page, fichier=False)
    pas.joindre(page, pas.facture("facture-" + "tres-longue-" * 8 + "electricite.pdf"))
    expect(page.get_by_role("link", name="facture-tres-longue")).to_be_visible()
    verifier_sans_debordement(page)
    pas.valider(page)
    verifier_sans_debordement(page)


def test_the_desk_with_a_whole_town_passes_axe(ouvrir, serveur, monkeypatch):
    petite_ville(monkeypatch)
    call_command("ville_demo", verbosity=0)
    page = ouvrir(BUREAU)
    agente = Utilisateur.objects.get(email="agent@exemple.fr")
    pas.se_connecter(page, agente)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    for adresse in (
        "/gestion/demandes/",
        "/gestion/demandes/?etat=a-completer",
        "/gestion/foyers/",
    ):
        page.goto(adresse)
        verifier_accessibilite(page)
