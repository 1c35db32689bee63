"""The queue, from a full day to an offer accepted on a phone, another family having cancelled; axe
on each state."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from reservations.actions import LigneDemandee, soumettre
from reservations.models import Attente, Reservation
from reservations.models.demandes import Action
from tests.navigateur import pas
from tests.navigateur.centres import creer_centre, mercredi_dans
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    verifier_accessibilite,
    verifier_sans_debordement,
)

Etat = Attente.Etat


@pytest.fixture
def complet(famille_martin, voisin):
    """The only place of a morning is Sami's: (activity, key of the bloc)."""
    activite = creer_centre(famille_martin.lea, voisin.sami, semaines=1, capacite=1)
    bloc = f"{mercredi_dans(3)}-matin"
    _soumettre(voisin.foyer, voisin.sami, voisin.nadia, activite, bloc, Action.RESERVER)
    return activite, bloc


def _soumettre(foyer, enfant, par, activite, bloc, action):
    demande = soumettre(
        foyer, [LigneDemandee(enfant.pk, activite.pk, bloc, action)], par=par, cle=str(uuid4())
    )
    assert demande.acceptee, demande.lignes


def _choix(page, famille, enfant, activite, bloc):
    """This child's bloc in the calendar of its month."""
    page.goto(f"/reservations/?mois={bloc[:7]}")
    return page.locator(f"#c{famille.foyer.pk}-{enfant.pk}-{activite.pk}-{bloc}")


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


def test_from_a_full_day_to_an_offer_accepted_on_the_phone(
    ouvrir, famille_martin, voisin, complet, agent
):
    telephone = ouvrir()
    pas.se_connecter(telephone, famille_martin.camille)
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    _entrer_dans_la_liste(telephone, famille_martin, complet)
    _la_voisine_annule(ouvrir(PETIT, javascript=False), voisin, complet)
    _l_agente_voit_la_liste(ouvrir(BUREAU), agent)
    telephone.goto("/tableau-de-bord/")
    expect(telephone.get_by_text("Une place est proposée à Léa")).to_be_visible()
    vu(telephone)
    telephone.get_by_role("link", name="Répondre").click()
    expect(telephone.get_by_text("À accepter avant")).to_be_visible()
    vu(telephone)
    telephone.locator("summary").filter(has_text="Refuser").click()
    expect(telephone.get_by_role("button", name="Oui, refuser cette place")).to_be_visible()
    vu(telephone)
    telephone.get_by_role("button", name="Accepter").click()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("1 réservation")
    vu(telephone)
    assert Reservation.objects.get().enfant == famille_martin.lea
    telephone.goto("/reservations/attentes/")
    expect(telephone.get_by_text("Vous avez obtenu cette place")).to_be_visible()
    vu(telephone)


def _entrer_dans_la_liste(page, famille, complet):
    activite, bloc = complet
    page.goto("/reservations/attentes/")
    expect(page.get_by_text("Vous n’attendez aucune place")).to_be_visible()
    vu(page)
    case = _choix(page, famille, famille.lea, activite, bloc)
    case.locator("summary").click()
    page.get_by_role("button", name="Demander une place en liste d’attente").click()
    page.get_by_role("link", name="Vérifier et soumettre").first.click()
    page.get_by_role("main").get_by_role("button", name="Soumettre").first.click()
    expect(page.get_by_text("En liste d’attente, au 1er rang")).to_be_visible()
    _choix(page, famille, famille.lea, activite, bloc).locator("summary").click()
    page.get_by_role("link", name="Voir ma place en liste d’attente").click()
    expect(page.get_by_text("1er rang")).to_be_visible()
    vu(page)
    page.locator("summary").filter(has_text="Quitter la liste").click()
    expect(page.get_by_role("button", name="Oui, retirer Léa de la liste")).to_be_visible()
    vu(page)


def _la_voisine_annule(page, voisin, complet):
    """Another family, on a small telephone without JavaScript."""
    pas.se_connecter(page, voisin.nadia)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Nadia")
    activite, bloc = complet
    _choix(page, voisin, voisin.sami, activite, bloc).click()
    page.get_by_role("link", name="Vérifier et soumettre").first.click()
    page.get_by_role("main").get_by_role("button", name="Soumettre").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 annulation")


def _l_agente_voit_la_liste(page, agent):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto("/gestion/reservations/liste-d-attente/")
    expect(page.get_by_text("Place proposée").last).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_role("link", name="Léa Martin").click()
    page.get_by_role("button", name="Retirer de la liste").click()
    expect(page.get_by_text("Dites pourquoi")).to_be_visible()
    verifier_accessibilite(page)


def test_without_javascript_an_offer_is_refused_and_a_queue_left(
    ouvrir, famille_martin, voisin, complet
):
    activite, bloc = complet
    _soumettre(
        famille_martin.foyer,
        famille_martin.lea,
        famille_martin.camille,
        activite,
        bloc,
        Action.ATTENDRE,
    )
    page = ouvrir(PETIT, javascript=False)
    pas.se_connecter(page, famille_martin.camille)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    page.goto("/reservations/attentes/")
    page.locator("summary").filter(has_text="Quitter la liste").click()
    page.get_by_role("button", name="Oui, retirer Léa de la liste").click()
    expect(page.get_by_text("Vous n’êtes plus en liste d’attente pour ce jour.")).to_be_visible()
    _soumettre(
        famille_martin.foyer,
        famille_martin.lea,
        famille_martin.camille,
        activite,
        bloc,
        Action.ATTENDRE,
    )
    _soumettre(voisin.foyer, voisin.sami, voisin.nadia, activite, bloc, Action.ANNULER)
    page.goto("/tableau-de-bord/")
    page.get_by_role("link", name="Répondre").click()
    verifier_sans_debordement(page)
    page.locator("summary").filter(has_text="Refuser").click()
    page.get_by_role("button", name="Oui, refuser cette place").click()
    expect(page.get_by_role("status")).to_contain_text("Vous avez refusé la place")
    assert Attente.objects.order_by("pk").last().etat == Etat.REFUSEE
