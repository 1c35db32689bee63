"""Two children registered again on a phone: what it takes of taps, typing and time, and what is
seen on the way."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from demarches.models import CampagneReinscription, Demande, ReponseDeReinscription
from famille.models import FicheSanitaire
from reservations.models import Inscription
from tests.demarches.place import en_regle, valla
from tests.demarches.reinscription import campagne_2027, inscrit
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite, verifier_sans_debordement
from tests.navigateur.gestes import Doigt

pytestmark = pytest.mark.usefixtures("pages")
FIN = date(2099, 8, 31)


@pytest.fixture
def famille(pages, famille_martin):
    """Both children in a campaign of these days; Léa's insurance has ended."""
    jour, activite = timezone.localdate(), valla()
    campagne_2027(
        activite,
        annee=jour.year + 1,
        debut=jour - timedelta(days=1),
        fin=jour + timedelta(days=20),
    )
    for enfant in (famille_martin.lea, famille_martin.hugo):
        inscrit(en_regle(enfant, fin=FIN), activite, debut=jour - timedelta(days=60), fin=None)
    FicheSanitaire.objects.filter(enfant=famille_martin.lea).update(
        assurance_fin=jour - timedelta(days=30)
    )
    Inscription.objects.update(fin=date(jour.year + 1, 8, 31))
    return famille_martin


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


def reinscrire(page, doigt, enfant, *, assurance=None):
    doigt.toucher(page.get_by_role("link", name=f"Réinscrire : {enfant.prenom}"))
    expect(page.get_by_role("heading", level=2, name="La nouvelle année")).to_be_visible()
    expect(page.locator(".pf-facultatif:visible")).to_have_count(0)
    vu(page)
    if assurance:
        pas.ecrire_le_jour(page, "Valable jusqu’au", assurance)
    doigt.toucher(page.get_by_label("J’ai lu et j’accepte ce règlement."))
    doigt.toucher(page.get_by_role("button", name="Envoyer"))
    expect(page.get_by_role("heading", level=1, name="Réinscription")).to_be_visible()


def test_two_children_take_seven_taps_and_one_date(ouvrir, famille):
    page = ouvrir()
    pas.se_connecter(page, famille.camille)
    page.goto(reverse("famille:tableau_de_bord"))
    doigt = Doigt(page)
    doigt.toucher(page.get_by_role("link", name="Répondre").first)
    expect(page.get_by_role("heading", level=2, name="Vos enfants")).to_be_visible()
    vu(page)
    reinscrire(page, doigt, famille.lea, assurance=FIN)
    reinscrire(page, doigt, famille.hugo)
    expect(page.get_by_text("Vous avez répondu pour tous vos enfants.")).to_be_visible()
    vu(page)
    assert doigt.gestes <= 7  # and eight digits
    assert doigt.ecrans <= 5
    assert doigt.minutes < 2
    assert {une.statut for une in Demande.objects.all()} == {Demande.Statut.VALIDEE}
    assert ReponseDeReinscription.objects.filter(revient=True).count() == 2
    assert Inscription.objects.count() == 4


def test_a_mistake_is_named_and_what_is_folded_opens(ouvrir, famille):
    page = ouvrir()
    pas.se_connecter(page, famille.camille)
    page.goto(f"/demarches/reinscription/annee/?enfant={famille.lea.pk}")
    page.get_by_text("Changer : Santé").click()
    expect(page.get_by_label("Autre allergie alimentaire")).to_be_visible()
    page.get_by_role("button", name="Envoyer").click()
    erreurs = page.locator("#erreurs")
    expect(erreurs).to_contain_text("Cette assurance")
    expect(erreurs).to_contain_text("Lisez le règlement de La Valla")
    vu(page)
    assert Demande.objects.get().statut == Demande.Statut.BROUILLON


def test_one_press_for_a_child_who_does_not_come_back(ouvrir, famille):
    page = ouvrir()
    pas.se_connecter(page, famille.camille)
    page.goto("/demarches/reinscriptions/")
    page.get_by_role("button", name="Ne revient pas : Hugo").click()
    expect(page.get_by_text("C’est noté : Hugo ne revient pas.")).to_be_visible()
    vu(page)
    assert not ReponseDeReinscription.objects.get().revient


def test_agents_open_a_campaign_and_follow_it(ouvrir, famille, agent):
    page = ouvrir(BUREAU)
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.goto("/gestion/reinscriptions/")
    expect(page.get_by_role("link", name="Pas encore vues 2")).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_role("link", name="Imprimer le formulaire : Léa Martin").click()
    expect(page.get_by_role("heading", level=1, name="Réinscription")).to_be_visible()
    verifier_accessibilite(page)
    page.goto("/gestion/reinscriptions/nouvelle/")
    verifier_accessibilite(page)
    jour = timezone.localdate()
    CampagneReinscription.objects.all().delete()
    page.get_by_label("Pour quelle année scolaire ?").select_option(str(jour.year + 1))
    page.get_by_label("Les familles répondent à partir du").fill(str(jour))
    page.get_by_label("Jusqu’au").fill(str(jour + timedelta(days=20)))
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La campagne est enregistrée.")).to_be_visible()
    expect(page.get_by_role("link", name="Pas encore vues 2")).to_be_visible()
    verifier_accessibilite(page)
