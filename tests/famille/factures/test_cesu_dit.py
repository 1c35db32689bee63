"""What a family reads on an invoice of what a CESU can pay of it, and of why not the rest."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from famille.argent.regie.guichet import encaisser_au_guichet
from famille.models import Facture, LigneFacture
from tests.famille.facturation import facturer, ligne

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)


@pytest.fixture
def petit(famille_martin):
    """Hugo, who is four."""
    famille_martin.hugo.naissance = date(2022, 5, 1)
    famille_martin.hugo.save()
    return famille_martin.hugo


def lu(connecter, famille, *lignes):
    """str: what the page of an invoice of these lines says of CESU."""
    publiee = facturer(famille.foyer, lignes=list(lignes))
    return _page(connecter, famille, publiee)


def _page(connecter, famille, facture):
    page = connecter(famille.camille).get(reverse("famille:facture", args=[facture.numero])).text
    dites = [p.partition("</p>")[0] for p in page.split('<p class="pf-discret">')]
    return next((dite for dite in dites if "CESU" in dite), "")


def test_childcare_alone_is_paid_in_full(connecter, famille_martin, petit):
    dit = lu(connecter, famille_martin, ligne("4.20", enfant=petit))
    assert dit == "Un CESU peut payer toute cette facture, au guichet."


def test_the_meal_s_share_and_the_older_child_are_left_out_and_named(
    connecter, famille_martin, petit
):
    grand = famille_martin.lea
    grand.naissance = date(2018, 5, 1)
    grand.save()
    jours = ligne("10.00", enfant=petit, dont_repas=Decimal("3.50")), ligne("8.00", enfant=grand)
    assert lu(connecter, famille_martin, *jours) == (
        "Un CESU peut payer 6,50\u00a0€ de cette facture, au guichet. Pour le reste, il ne paie ni"
        " les repas ni l’accueil de loisirs à partir de six ans."
    )


def test_meals_alone_are_not_paid_at_all(connecter, famille_martin, petit):
    cantine = ligne("3.50", enfant=petit, service="restauration")
    assert lu(connecter, famille_martin, cantine) == (
        "Un CESU ne peut rien payer de cette facture : il ne paie pas les repas."
    )


def test_what_a_cesu_has_paid_is_said_to_be_paid(connecter, famille_martin, petit, agent):
    publiee = facturer(
        famille_martin.foyer, lignes=[ligne("10.00", enfant=petit, dont_repas=Decimal("3.50"))]
    )
    encaisser_au_guichet(
        famille_martin.foyer, {publiee.pk: Decimal("6.50")}, moyen="cesu", par=agent, piece="1"
    )
    dit = _page(connecter, famille_martin, Facture.objects.get(pk=publiee.pk))
    assert dit == "Un CESU ne peut rien payer de cette facture : il ne paie pas les repas."


def test_other_fees_are_no_childcare(connecter, famille_martin, petit):
    adhesion = ligne("4.20", enfant=petit, nature=LigneFacture.Nature.AUTRE)
    assert "les frais qui ne sont pas de la garde" in lu(connecter, famille_martin, adhesion)
