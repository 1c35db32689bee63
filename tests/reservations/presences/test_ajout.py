"""A child who came without a booking: found, added with the reason, ticked, and his family told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from famille.models import Rattachement
from reservations.consommation.lignes import lire_consommations
from reservations.lecture.filtres import Mois
from reservations.models import DemandeReservation, Passage, Reservation
from reservations.regles.juge import Moment
from tests.conftest import creer_foyer
from tests.reservations.outils import (
    MAINTENANT,
    creer_activite,
    creer_calendrier,
    creer_creneau,
    inscrire,
    ouvrir,
)
from tests.reservations.tarifs.test_prix import creer_grille

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(MAINTENANT, tick=False)]
AUJOURD_HUI = MAINTENANT.date()


@pytest.fixture
def activite(directrice):
    creer_calendrier()
    activite = creer_activite("La Valla")
    activite.structure.directeurs.add(directrice)
    ouvrir(activite)
    return activite


@pytest.fixture
def lea(activite, famille_martin):
    """Registered there, not booked."""
    inscrire(famille_martin.lea, activite)
    return famille_martin.lea


@pytest.fixture
def matin(activite):
    return creer_creneau(activite, AUJOURD_HUI, Moment.MATIN)


def adresse(activite, cherche="léa"):
    return f"{reverse('presences:ajout')}?activite={activite.pk}&moment=1-matin&cherche={cherche}"


def ajouter(navigateur, activite, enfant, foyer, motif="la mère travaille", cle="a"):
    donnees = {"choix": f"{enfant.pk}:{foyer.pk}", "motif": motif, "cle": cle}
    return navigateur.post(adresse(activite), donnees, follow=True)


def test_a_child_without_a_booking_is_added_with_the_reason_and_ticked(
    connecter, directrice, activite, lea, matin, famille_martin
):
    navigateur = connecter(directrice)
    assert "Léa Martin" in navigateur.get(adresse(activite)).text
    assert "est sur la liste" in ajouter(navigateur, activite, lea, famille_martin.foyer).text
    sienne = Reservation.objects.get()
    assert (sienne.enfant, sienne.presence, sienne.foyer) == (
        lea,
        Reservation.Presence.PRESENT,
        famille_martin.foyer,
    )
    demande = DemandeReservation.objects.get()
    assert (demande.canal, demande.motif, demande.par) == (
        "sur-place",
        "la mère travaille",
        directrice,
    )
    assert Passage.objects.get().le == MAINTENANT


def test_sent_twice_he_is_added_once(connecter, directrice, activite, lea, matin, famille_martin):
    navigateur = connecter(directrice)
    for _fois in range(2):
        ajouter(navigateur, activite, lea, famille_martin.foyer)
    assert Reservation.objects.count() == 1


def test_without_a_reason_nobody_is_added(
    connecter, directrice, activite, lea, matin, famille_martin
):
    texte = ajouter(connecter(directrice), activite, lea, famille_martin.foyer, motif=" ").text
    assert "la raison est gardée" in texte
    assert not Reservation.objects.exists()


def test_no_place_left_is_said_in_the_engine_s_words(
    connecter, directrice, activite, lea, matin, famille_martin
):
    type(matin.places).objects.update(prises=10)
    texte = ajouter(connecter(directrice), activite, lea, famille_martin.foyer).text
    assert "place" in texte
    assert not Reservation.objects.exists()


def test_only_the_children_registered_there_are_found(
    connecter, directrice, activite, lea, matin, voisin
):
    navigateur = connecter(directrice)
    assert "Sami" not in navigateur.get(adresse(activite, "sami")).text.replace('value="sami"', "")
    assert "Choisissez un enfant" in ajouter(navigateur, activite, voisin.sami, voisin.foyer).text
    assert not Reservation.objects.exists()


@pytest.mark.parametrize("cherche", ["", "l", "%"])
def test_a_letter_is_no_search(connecter, directrice, activite, lea, matin, cherche):
    assert "Léa Martin" not in connecter(directrice).get(adresse(activite, cherche)).text


def test_of_two_homes_the_director_says_whose_day_it_is(
    connecter, directrice, activite, lea, matin
):
    foyer, _compte = creer_foyer("2026-00500", "Durand", "Paul", "paul.durand@exemple.fr")
    Rattachement.objects.create(enfant=lea, foyer=foyer, debut=AUJOURD_HUI - timedelta(days=300))
    navigateur = connecter(directrice)
    texte = navigateur.get(adresse(activite)).text
    assert "chez Camille Martin" in texte
    assert "chez Paul Durand" in texte
    ajouter(navigateur, activite, lea, foyer)
    assert Reservation.objects.get().foyer == foyer


def test_nobody_is_added_to_another_centre(connecter, directrice, lea, famille_martin):
    ailleurs = creer_activite("La Pingaudière")
    inscrire(lea, ailleurs)
    creer_creneau(ailleurs, AUJOURD_HUI, Moment.MATIN)
    assert ajouter(connecter(directrice), ailleurs, lea, famille_martin.foyer).status_code == 404
    assert not Reservation.objects.exists()


@pytest.mark.parametrize(("supplement", "centimes"), [(0, 560), (3, 860)])
def test_the_price_of_a_day_without_a_booking_is_the_town_s_rule_on_receipt_and_invoice(
    connecter, directrice, activite, lea, matin, famille_martin, supplement, centimes
):
    creer_grille(activite, sans_reservation=supplement)
    page = ajouter(connecter(directrice), activite, lea, famille_martin.foyer)
    dit = "8,60" if supplement else "5,60"
    assert dit in page.text
    assert DemandeReservation.objects.get().lignes[0]["centimes"] == centimes
    [ligne] = lire_consommations(Mois.du(AUJOURD_HUI), foyers=[famille_martin.foyer.pk])
    assert ligne.prix.montant == Decimal(centimes) / 100
    assert any("sans réservation" in une for une in ligne.raison.calcul["phrases"]) is bool(
        supplement
    )


def test_a_booked_day_pays_no_supplement(activite, lea, matin, famille_martin):
    creer_grille(activite, sans_reservation=3)
    Reservation.objects.create(
        enfant=lea, creneau=matin, foyer=famille_martin.foyer, presence="present"
    )
    [ligne] = lire_consommations(Mois.du(AUJOURD_HUI), foyers=[famille_martin.foyer.pk])
    assert ligne.prix.montant == Decimal("5.60")
