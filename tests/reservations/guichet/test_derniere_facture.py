"""A family that leaves: what it used and was never billed becomes its last invoice, said before,
prepared with the departure, published once read."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from demarches.reglages.initiaux import creer_reglages
from famille.models import Facture
from famille.socle.erreurs import Refus
from reservations.facturation.actions import publier_campagne
from reservations.facturation.derniere_facture import (
    brouillons_du_depart,
    lire_la_derniere_facture,
    preparer_la_derniere_facture,
    publier_la_derniere_facture,
)
from reservations.models import CampagneFacturation
from tests.outils.lisible import lisible
from tests.reservations.consommation.scene import reserve
from tests.reservations.facturation.scene import calculer, executer
from tests.reservations.tarifs.test_prix import inscrire

pytestmark = pytest.mark.django_db
DEPART = date(2026, 12, 2)


@pytest.fixture(autouse=True)
def en_decembre(time_machine):
    time_machine.move_to("2026-12-03 10:00+01:00", tick=False)


@pytest.fixture
def ville(famille_martin, activite):
    """A town that invoices; Léa came in October, in November and on the 2nd of December, and is
    booked for the 9th."""
    creer_reglages(demo=True)
    inscrire(famille_martin.lea, activite)
    for jour in (date(2026, 10, 7), date(2026, 11, 4), DEPART):
        reserve(famille_martin.foyer, famille_martin.lea, activite, jour)
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 12, 9), presence="prevu")
    CampagneFacturation.objects.create(mois=date(2026, 9, 1), etat="publiee")
    return activite


@pytest.fixture
def adresse(famille_martin):
    return reverse("reservations_bureau:guichet_depart", args=[famille_martin.foyer.pk])


@pytest.fixture
def page(famille_martin):
    return reverse("reservations_bureau:derniere_facture", args=[famille_martin.foyer.pk])


def totaux(foyer):
    return sorted(brouillons_du_depart(foyer).values_list("mois", "total"))


def test_it_is_said_before_the_departure_and_nothing_is_written(
    connecter, agent, ville, adresse, famille_martin
):
    texte = lisible(connecter(agent).post(adresse, {"dernier_jour": DEPART.isoformat()}).text)
    assert "Dernière facture" in texte
    assert "brouillon de 16,80 €, à relire puis à publier" in texte
    assert not brouillons_du_depart().exists()


def test_the_departure_prepares_it_and_leads_to_it(
    connecter, agent, ville, adresse, page, famille_martin
):
    famille_martin.foyer.reservations.filter(creneau__jour__gt=DEPART).delete()
    navigateur = connecter(agent)
    reponse = navigateur.post(adresse, {"dernier_jour": DEPART.isoformat(), "confirmer": "oui"})
    assert reponse.url == page
    assert [str(total) for _mois, total in totaux(famille_martin.foyer)] == ["5.60"] * 3
    assert "Publier 16,80 €" in lisible(navigateur.get(page).text)
    campagnes = navigateur.get(reverse("reservations_bureau:campagnes")).text
    assert "Dernières factures à publier" in campagnes


def test_published_it_is_the_family_s_and_nothing_is_left(
    connecter, agent, ville, page, famille_martin
):
    foyer = famille_martin.foyer
    lue = preparer_la_derniere_facture(foyer)
    connecter(agent).post(page, {"vue": lue.vue})
    publiees = Facture.objects.publiees().filter(foyer=foyer)
    assert sum(une.total for une in publiees) == Decimal("16.80")
    assert not brouillons_du_depart().exists()
    apres = lire_la_derniere_facture(foyer, jusqua=DEPART)
    assert (apres.brouillons, apres.dite) == ([], "rien n’est dû")
    with pytest.raises(Refus):
        publier_la_derniere_facture(foyer, vue=lue.vue, par=agent)


def test_what_changed_since_it_was_read_is_not_published(ville, famille_martin, agent):
    foyer = famille_martin.foyer
    vue = preparer_la_derniere_facture(foyer).vue
    reserve(foyer, famille_martin.lea, ville, date(2026, 11, 18))
    with pytest.raises(Refus):
        publier_la_derniere_facture(foyer, vue=vue, par=agent)
    assert not Facture.objects.publiees().exists()


def test_a_campaign_takes_nothing_that_its_draft_bills_and_the_other_way_round(
    ville, famille_martin, voisin, agent
):
    foyer = famille_martin.foyer
    preparer_la_derniere_facture(foyer)
    campagne = calculer(agent)  # of November
    assert not Facture.objects.filter(cle__startswith=campagne.prefixe, foyer=foyer).exists()
    brouillons_du_depart().delete()
    campagne.delete()
    campagne = calculer(agent)
    lue = lire_la_derniere_facture(foyer, jusqua=DEPART)
    assert (lue.total, lue.en_campagne) == (Decimal("11.20"), Decimal("5.60"))
    publier_campagne(campagne, par=agent)
    executer(campagne)
    assert lire_la_derniere_facture(foyer, jusqua=DEPART).en_campagne == 0


def test_days_to_come_wait(ville, famille_martin):
    lue = lire_la_derniere_facture(famille_martin.foyer)
    assert (lue.a_venir, lue.estime) == (1, Decimal("5.60"))
    assert "1 jour à venir à y ajouter ensuite" in lisible(lue.dite)


def test_nothing_due_is_said(connecter, agent, ville, adresse, famille_martin):
    famille_martin.foyer.reservations.filter(creneau__jour__lte=DEPART).delete()
    texte = lisible(connecter(agent).post(adresse, {"dernier_jour": DEPART.isoformat()}).text)
    assert "rien n’est dû" in texte


def test_a_town_that_does_not_invoice_hears_nothing_of_it(
    connecter, agent, ville, adresse, famille_martin
):
    CampagneFacturation.objects.all().delete()
    texte = lisible(connecter(agent).post(adresse, {"dernier_jour": DEPART.isoformat()}).text)
    assert "brouillon de 16,80 €" not in texte
