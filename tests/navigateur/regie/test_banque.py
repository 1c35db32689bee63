"""What the bank gives back, in the browser: a remise comes back with three refusals, their families
are told, a transfer finds its invoice."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from famille.argent.prelevement.remises import (
    preparer_remise,
    telecharger_remise,
    transmettre_remise,
)
from famille.models import Courriel, CreancierSEPA, MandatSEPA, Paiement
from famille.regles.prelevement import prochain_jour_ouvre
from tests.conftest import creer_foyer
from tests.famille.facturation import facturer
from tests.famille.regie.banque.fichiers import impaye, releve, virement
from tests.famille.regie.scene import CREANCIER, mandat
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)

NOMS = ["Martin", "De La Roche-Vassignac-Montferrand", "Diallo", "Bernard"]


@pytest.fixture
def scene(serveur, agent):
    """(remise given to the bank, invoice that a transfer pays): four households."""
    CreancierSEPA.objects.update_or_create(defaults=CREANCIER)
    jour = timezone.localdate()
    emise = jour - timedelta(days=35)
    for rang, nom in enumerate(NOMS):
        foyer, _ = creer_foyer(f"2026-0060{rang}", nom, "Alex", f"alex{rang}@exemple.fr")
        facturer(foyer, f"{20 + rang}.00", jour=emise, mandat=mandat(foyer).pk)
    due = facturer(foyer, "42.50", jour=emise)
    remise = preparer_remise(prochain_jour_ouvre(jour + timedelta(days=15)), par=agent)
    telecharger_remise(remise, par=agent)
    transmettre_remise(remise, par=agent)
    return remise, due


@pytest.mark.parametrize("taille", [BUREAU, TELEPHONE], ids=["bureau", "telephone"])
def test_a_remise_comes_back_with_three_refusals_and_a_transfer(
    scene, ouvrir, regisseur, taille, tmp_path
):
    remise, due = scene
    refuses = list(remise.paiements.order_by("pk")[:3])
    fichier = tmp_path / "camt.054.xml"
    fichier.write_bytes(
        releve(
            *(
                impaye(un.reference, un.montant, code, cle=f"TP-{un.pk}")
                for un, code in zip(refuses, ("AM04", "AC04", "MS02"), strict=True)
            ),
            virement("42.50", "cantine de Léa", donneur="M OU MME BERNARD"),
        )
    )
    page = ouvrir(taille)
    pas.enroler(regisseur)
    pas.se_connecter(page, regisseur)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto("/gestion/regie/banque/")
    verifier_accessibilite(page)
    page.get_by_role("link", name="Déposer un fichier").first.click()
    verifier_accessibilite(page)
    page.get_by_label("Fichier de la banque").set_input_files(fichier)
    page.get_by_role("button", name="Lire le fichier").click()
    page.get_by_role("button", name="Appliquer ces 3 lignes").wait_for()
    verifier_accessibilite(page)
    verifier_sans_debordement(page)
    page.get_by_role("button", name="Appliquer ces 3 lignes").click()
    expect(page.get_by_text("3 lignes appliquées.")).to_be_visible()
    assert Paiement.objects.filter(etat="rejete").count() == 3
    assert Courriel.objects.filter(cle__startswith="rejet-").count() == 3
    page.get_by_role("link", name="À rapprocher").click()
    verifier_accessibilite(page)
    verifier_sans_debordement(page)
    page.get_by_role("button", name="C’est celle-ci").click()
    expect(page.get_by_text("la famille a son reçu")).to_be_visible()
    due.refresh_from_db()
    assert due.soldee
    page.goto(f"/gestion/regie/prelevements/{remise.pk}/")
    verifier_accessibilite(page)
    page.get_by_role("link", name="Présenter de nouveau").click()
    verifier_accessibilite(page)
    suspendu = MandatSEPA.objects.get(suspendu_le__isnull=False)
    page.goto(f"/gestion/regie/prelevements/mandats/{suspendu.pk}/reprendre/")
    verifier_accessibilite(page)
    page.goto("/gestion/regie/banque/")
    verifier_accessibilite(page)
