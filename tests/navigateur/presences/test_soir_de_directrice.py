"""A director's evening: who came, who left, with whom, how late; a care noted without network, and
read by the parent; one animator missing."""

import os
from datetime import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from famille.models import ContactFamille
from reservations.models import Activite, EncadrementDuJour, Passage, Soin
from reservations.presences.passages.lecture import lire_les_portes
from tests.navigateur import pas
from tests.navigateur.conftest import TELEPHONE, verifier_accessibilite, verifier_sans_debordement
from tests.navigateur.presences.gestes import GARDES, bouton, couper, entrer, envoi, retablir

BUREAU = {"width": 1440, "height": 900}


@pytest.fixture
def odette(famille_martin):
    return ContactFamille.objects.create(
        foyer=famille_martin.foyer,
        prenom="Odette",
        nom="Martin",
        lien="grand-mère",
        telephone="+33639980002",
        peut_recuperer=True,
    )


def verifier(page, nom):
    if ou := os.environ.get("PORTAIL_IMAGES"):
        page.screenshot(path=Path(ou) / f"{nom}-{page.viewport_size['width']}.png", full_page=True)
    verifier_accessibilite(page)
    verifier_sans_debordement(page)


def ligne(page, reservation):
    return page.locator(f"#r{reservation.pk}")


def depart(page, enfant):
    return page.locator("summary", has_text=f"Départ : {enfant}")


def porte(reservation):
    return lire_les_portes([reservation])[reservation.pk]


@pytest.mark.parametrize("taille", [TELEPHONE, BUREAU], ids=["phone", "desk"])
def test_who_came_leaves_with_whom_the_family_named_and_late_is_said(
    ouvrir, liste, odette, directrice, taille
):
    page = ouvrir(taille)
    entrer(page, directrice)
    bouton(page, "Présent", "Léa Martin").click()
    bouton(page, "Présent", "Hugo Martin").click()
    expect(envoi(page)).to_contain_text("Tout est enregistré")
    expect(ligne(page, liste.lea)).to_contain_text("Arrivée à")
    expect(page.locator("[data-combien-la]")).to_have_text("2")
    # the accueil is over since this morning
    Activite.objects.update(ouvre_a=time(0), midi_a=time(0, 1), ferme_a=time(0, 2))
    page.reload()
    depart(page, "Léa Martin").click()
    expect(page.get_by_text("Qui vient chercher Léa ?")).to_be_visible()
    verifier(page, "depart")
    page.get_by_role("button", name="Odette Martin, grand-mère").first.click()
    expect(envoi(page)).to_contain_text("Tout est enregistré")
    expect(ligne(page, liste.lea)).to_contain_text("Odette Martin, grand-mère")
    expect(ligne(page, liste.lea)).to_contain_text("après la fin de l’accueil (0 h 01)")
    expect(page.locator("[data-combien-la]")).to_have_text("1")
    assert porte(liste.lea).retard > 0
    verifier(page, "parti")
    page.get_by_role("link", name="Seulement les enfants Encore là").click()
    expect(ligne(page, liste.lea)).to_be_hidden()
    expect(ligne(page, liste.hugo)).to_be_visible()
    page.get_by_role("link", name="Qui est là maintenant").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 enfant dans le bâtiment")
    expect(page.get_by_role("main")).to_contain_text("Martin Hugo")
    verifier(page, "batiment")
    # a morning garderie: who came is in class, and shown apart
    Activite.objects.update(reprend_a=time(0, 2), ferme_a=time(0, 3))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aucun enfant dans le bâtiment")
    page.get_by_text("1 enfant sans départ noté").click()
    expect(page.get_by_role("main")).to_contain_text("Martin Hugo")
    verifier(page, "en-classe")
    page.get_by_role("link", name="Revenir à la liste").click()
    expect(page.locator("[data-combien-la]")).to_have_text("0")


def test_somebody_else_fetches_a_child_with_a_reason_without_network_and_no_word_stays_in_clear(
    ouvrir, liste, odette, directrice
):
    page = ouvrir(TELEPHONE)
    entrer(page, directrice)
    couper(page)
    bouton(page, "Présent", "Léa Martin").click()
    depart(page, "Léa Martin").click()
    page.get_by_role("link", name="Quelqu’un d’autre").first.click()
    fenetre = page.get_by_role("dialog")
    fenetre.get_by_role("button", name="Noter le départ").click()  # nothing written: not sent
    expect(fenetre).to_be_visible()
    verifier(page, "autre")
    fenetre.get_by_label("Nom de la personne").fill("Paul Noir")
    fenetre.get_by_label("Pourquoi cette personne").fill("la mère a appelé")
    fenetre.get_by_role("button", name="Noter le départ").click()
    expect(ligne(page, liste.lea)).to_contain_text("Paul Noir")
    expect(envoi(page)).to_contain_text("À envoyer (2)")
    gardes = page.evaluate("JSON.stringify(localStorage)")
    assert "Noir" not in gardes
    assert "appelé" not in gardes
    assert not Passage.objects.exists()
    retablir(page)
    assert porte(liste.lea).repris_par == "Paul Noir"
    assert porte(liste.lea).motif == "la mère a appelé"
    assert page.evaluate(GARDES) == []
    depart(page, "Léa Martin").click()
    page.get_by_role("button", name="Annuler le départ noté").click()
    expect(envoi(page)).to_contain_text("Tout est enregistré")
    expect(page.locator("[data-combien-la]")).to_have_text("1")
    assert porte(liste.lea).depart is None


def test_a_care_noted_without_network_is_read_by_the_parent_that_evening(
    ouvrir, liste, directrice, famille_martin
):
    page = ouvrir(TELEPHONE)
    entrer(page, directrice)
    couper(page)
    page.get_by_role("link", name="Soin à noter : Léa Martin").click()
    fenetre = page.get_by_role("dialog")
    fenetre.get_by_label("Ce qui s’est passé").fill("tombée dans la cour, genou écorché")
    fenetre.get_by_label("Ce qui a été fait").fill("lavé à l’eau, pansement")
    verifier(page, "soin")
    fenetre.get_by_role("button", name="Noter au registre").click()
    expect(envoi(page)).to_contain_text("À envoyer (1)")
    assert "genou" not in page.evaluate("JSON.stringify(localStorage)")
    retablir(page)
    assert Soin.objects.get().constat == "tombée dans la cour, genou écorché"
    page.get_by_role("link", name="Soins du jour").click()
    expect(page.get_by_role("main")).to_contain_text("genou écorché")
    verifier(page, "registre")

    chez_elle = ouvrir(TELEPHONE)
    pas.se_connecter(chez_elle, famille_martin.camille)
    expect(chez_elle.get_by_role("main")).to_contain_text("genou écorché")
    verifier(chez_elle, "parent")


@pytest.mark.parametrize("taille", [TELEPHONE, BUREAU], ids=["phone", "desk"])
def test_one_animator_missing_is_said_in_red_and_the_sheet_feeds_the_kitchen(
    ouvrir, liste, directrice, taille
):
    page = ouvrir(taille)
    entrer(page, directrice)
    page.get_by_text("Dire combien sont prévus").click()
    page.get_by_label("Animateurs prévus ce jour-là").fill("0")
    verifier(page, "encadrement")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Il manque")).to_be_visible()
    assert EncadrementDuJour.objects.get().animateurs == 0
    verifier(page, "manque")
    page.get_by_role("link", name="Feuille à imprimer").click()
    expect(page.get_by_text("Pour la cuisine")).to_be_visible()
    verifier(page, "cuisine")
    page.goto("/gestion/presences/")
    page.get_by_role("link", name="Un enfant est là sans réservation ?").click()
    page.get_by_label("Nom ou prénom de l’enfant").fill("zz")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("Aucun enfant de ce nom")).to_be_visible()
    verifier(page, "ajout")


def test_hours_are_corrected_by_hand_and_without_javascript(ouvrir, liste, odette, directrice):
    page = ouvrir(TELEPHONE, javascript=False)
    entrer(page, directrice)
    bouton(page, "Présent", "Léa Martin").click()
    depart(page, "Léa Martin").click()
    page.get_by_role("link", name="Corriger les heures").first.click()
    page.get_by_label("Heure d’arrivée").fill("00:00")
    page.get_by_label("Heure de départ").fill("00:00")
    page.get_by_label("Venu chercher l’enfant").select_option("Odette Martin, grand-mère")
    page.get_by_role("button", name="Enregistrer").click()
    expect(ligne(page, liste.lea)).to_contain_text("Départ à 0 h : Odette Martin, grand-mère")
