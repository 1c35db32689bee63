"""The administration opens the portal to another software, sees what it does, and shuts it; an
agent comes in by the town's directory."""

import os
import re
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import expect

from famille.comptes.annuaire.modele import CODE
from famille.models import CleAPI, Livraison, Webhook
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)


def _au_bureau(page, compte):
    pas.enroler(compte)
    pas.se_connecter(page, compte)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")


def _regarder(page, nom):
    """axe, at both widths, in the light and in the dark."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        verifier_accessibilite(page)
        _photographier(page, f"{nom}-{theme}")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(TELEPHONE)
    verifier_sans_debordement(page)
    _photographier(page, f"{nom}-390")
    page.set_viewport_size(BUREAU)


def _photographier(page, nom):
    if dossier := os.environ.get("PORTAIL_PHOTOS"):
        page.screenshot(path=Path(dossier) / f"{nom}.png", full_page=True)


def test_a_key_is_made_copied_and_revoked(ouvrir, administrateur):
    page = ouvrir(BUREAU)
    _au_bureau(page, administrateur)
    page.goto("/gestion/cles-api/")
    expect(page.get_by_text("Aucun logiciel ne lit le portail.")).to_be_visible()
    page.get_by_role("link", name="Faire une clé").click()
    page.get_by_role("button", name="Faire la clé").click()
    expect(page.get_by_text("Rien n’est enregistré")).to_be_visible()
    _regarder(page, "cle-en-erreur")
    page.get_by_label("Logiciel").fill("Cuisine centrale")
    page.get_by_label("Effectifs du jour").check()
    page.get_by_role("button", name="Faire la clé").click()
    expect(page.get_by_label("Clé", exact=True)).to_have_value(re.compile(r"^pf_\w+_"))
    _regarder(page, "cle-faite")
    page.get_by_role("link", name="Je l’ai copiée").click()
    expect(page.get_by_text("Ce logiciel n’a encore rien demandé.")).to_be_visible()
    cle = CleAPI.objects.get()
    for statut in (200, 403):
        cle.appels.create(ressource="journees", statut=statut, lignes=4)
    page.reload()
    _regarder(page, "cle")
    page.get_by_role("button", name="Révoquer cette clé").click()
    expect(page.get_by_text("elle n’ouvre plus rien").first).to_be_visible()
    page.goto("/gestion/cles-api/")
    _regarder(page, "cles")


def test_a_webhook_is_added_stopped_and_taken_up_again(
    ouvrir,
    administrateur,
    recepteur,
    reseau_permis,
):
    page = ouvrir(BUREAU)
    _au_bureau(page, administrateur)
    page.goto("/gestion/webhooks/ajouter/")
    page.get_by_label("Logiciel").fill("Comptabilité")
    page.get_by_label("Adresse").fill("https://10.0.0.1/")
    page.get_by_label("Une facture ou un avoir est publié").check()
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_text("une machine du réseau interne")).to_be_visible()
    _regarder(page, "webhook-en-erreur")
    page.get_by_label("Adresse").fill(recepteur.adresse)
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_label("Secret", exact=True)).to_have_value(re.compile("^whsec_"))
    page.get_by_role("link", name="Je l’ai copié").click()
    webhook = Webhook.objects.get()
    for rang, etat in enumerate(Livraison.Etat):
        webhook.livraisons.create(
            cle=f"facture.publiee:{rang}",
            fait="facture.publiee",
            corps={},
            etat=etat,
            derniere_erreur="réponse 503" if etat == Livraison.Etat.ABANDONNEE else "",
            cree_le=timezone.now() - timedelta(minutes=rang),
        )
    page.reload()
    _regarder(page, "webhook")
    page.get_by_role("button", name="Arrêter").click()
    expect(page.get_by_text("plus rien ne lui est annoncé").first).to_be_visible()
    page.get_by_role("button", name="Reprendre").click()
    expect(page.get_by_text("est de nouveau prévenu")).to_be_visible()
    page.goto("/gestion/webhooks/")
    _regarder(page, "webhooks")


def test_the_sign_in_page_offers_the_directory(ouvrir, pages, faux, settings):
    page = ouvrir(BUREAU)
    page.goto("/connexion/")
    lien = page.get_by_role("link", name=f"Se connecter avec {settings.OPENID[CODE].nom}")
    expect(lien).to_have_attribute("href", "/connexion/annuaire/")
    _regarder(page, "connexion")
