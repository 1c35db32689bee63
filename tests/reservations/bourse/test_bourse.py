"""A day given up after its deadline: she pays until somebody takes it, the chair is never empty nor
taken twice, and the sums stay right."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from famille.models import Courriel
from famille.socle.erreurs import Refus
from reservations import taches
from reservations.actions import annuler_reservations
from reservations.bourse.actions import (
    ceder,
    clore_les_cessions,
    prendre_la_place,
    retirer_la_cession,
)
from reservations.models import Attente, Cession, DemandeReservation, Reservation
from reservations.regles.attente import Nuit, a_son_tour, fin_de_la_bourse
from reservations.regles.juge import PARIS
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.courses import creer_familles, en_meme_temps, inscrire_tous
from tests.reservations.file import BLOC, attendre, creer_file
from tests.reservations.moteur.scene import compte

TROP_TARD = datetime(2026, 12, 7, 10, tzinfo=PARIS)  # two days before: nothing can be cancelled
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.time_machine(outils.MAINTENANT, tick=False),
]


@pytest.fixture
def centre(famille_martin, voisin, time_machine):
    """Léa has the only place; Sami waits, then Hugo; it is too late to cancel."""
    activite = creer_file(famille_martin, voisin)
    attendre(voisin.foyer, voisin.sami, activite, par=voisin.nadia)
    attendre(famille_martin.foyer, famille_martin.hugo, activite, par=famille_martin.camille)
    time_machine.move_to(TROP_TARD, tick=False)
    return activite


def celle_de(enfant):
    return Reservation.objects.select_related("foyer", "creneau").get(enfant=enfant)


def attente_de(enfant):
    return Attente.objects.get(enfant=enfant, bloc=BLOC)


def donner(famille_martin):
    return ceder(celle_de(famille_martin.lea), par=famille_martin.camille)


def test_she_stays_booked_until_somebody_takes_it(centre, famille_martin, voisin):
    cession = donner(famille_martin)
    assert donner(famille_martin) == cession  # twice: the same offer
    assert celle_de(famille_martin.lea)
    demande = prendre_la_place(cession, attente_de(voisin.sami), par=voisin.nadia)
    assert demande.acceptee
    assert [r.enfant for r in Reservation.objects.all()] == [voisin.sami]
    assert compte() == 1
    cession.refresh_from_db()
    assert (cession.etat, cession.prise) == ("prise", attente_de(voisin.sami))
    assert attente_de(voisin.sami).etat == "acceptee"
    rendue = DemandeReservation.objects.get(foyer=famille_martin.foyer, canal="bourse")
    assert "ne vous est pas facturée" in rendue.lignes[0]["phrase"]


def test_each_in_his_turn_and_a_turn_that_came_never_ends(
    centre, famille_martin, voisin, time_machine
):
    cession = donner(famille_martin)
    with pytest.raises(Refus, match="d’abord proposée"):
        prendre_la_place(cession, attente_de(famille_martin.hugo), par=famille_martin.camille)
    time_machine.move_to(TROP_TARD + timedelta(hours=3), tick=False)
    demande = prendre_la_place(cession, attente_de(famille_martin.hugo), par=famille_martin.camille)
    assert demande.lignes[0]["prenom"] == "Hugo"
    with pytest.raises(Refus, match="vient de prendre"):
        prendre_la_place(cession, attente_de(voisin.sami), par=voisin.nadia)
    assert attente_de(voisin.sami).etat == "en-attente"


def test_she_may_keep_it_while_nobody_took_it(centre, famille_martin, voisin):
    cession = donner(famille_martin)
    retirer_la_cession(cession, par=famille_martin.camille)
    with pytest.raises(Refus, match="l’a reprise"):
        prendre_la_place(cession, attente_de(voisin.sami), par=voisin.nadia)
    encore = donner(famille_martin)
    prendre_la_place(encore, attente_de(voisin.sami), par=voisin.nadia)
    with pytest.raises(Refus, match="déjà pris"):
        retirer_la_cession(encore, par=famille_martin.camille)


def test_what_can_be_cancelled_is_cancelled_and_what_nobody_awaits_is_kept(
    famille_martin, voisin, time_machine
):
    activite = creer_file(famille_martin, voisin)
    attendre(voisin.foyer, voisin.sami, activite, par=voisin.nadia)
    with pytest.raises(Refus, match="annulez-le"):
        donner(famille_martin)
    time_machine.move_to(TROP_TARD, tick=False)
    Attente.objects.all().delete()
    with pytest.raises(Refus, match="Personne n’attend"):
        donner(famille_martin)


def test_nothing_changes_hands_once_the_day_has_come(centre, famille_martin, voisin, time_machine):
    cession = donner(famille_martin)
    time_machine.move_to(fin_de_la_bourse(cession.debut), tick=False)
    with pytest.raises(Refus, match="n’est plus proposée"):
        prendre_la_place(cession, attente_de(voisin.sami), par=voisin.nadia)
    taches.tenir_la_file()  # each minute, by the schedule
    cession.refresh_from_db()
    assert cession.etat == "sans-suite"
    assert clore_les_cessions() == 0
    assert celle_de(famille_martin.lea)


def test_a_booking_that_the_town_cancelled_is_not_given(centre, famille_martin, voisin, agent):
    cession = donner(famille_martin)
    annuler_reservations([celle_de(famille_martin.lea).pk], par=agent, motif="Grève", servir=False)
    with pytest.raises(Refus, match="n’est plus proposée"):
        prendre_la_place(cession, attente_de(voisin.sami), par=voisin.nadia)
    assert Cession.objects.get().etat == "sans-suite"
    assert compte() == 0


def test_who_takes_lacks_no_paper(centre, famille_martin, voisin):
    cession = donner(famille_martin)
    voisin.sami.fiche_sanitaire.delete()
    with pytest.raises(Refus, match="fiche sanitaire"):
        prendre_la_place(cession, attente_de(voisin.sami), par=voisin.nadia)
    assert celle_de(famille_martin.lea)
    assert Cession.objects.get().etat == "offerte"


def test_those_who_wait_are_told_in_their_turn_and_no_child_is_named(
    centre, famille_martin, voisin
):
    cession = donner(famille_martin)
    lettres = {c.destinataire: c for c in Courriel.objects.filter(cle__startswith="cession")}
    assert set(lettres) == {voisin.nadia.email, famille_martin.camille.email}
    pour_camille = lettres[famille_martin.camille.email]
    assert pour_camille.prochain_essai_le == TROP_TARD + timedelta(hours=2)
    assert not any(nom in lettres[voisin.nadia.email].texte for nom in ("Léa", "Sami", "décembre"))
    prendre_la_place(cession, attente_de(voisin.sami), par=voisin.nadia)
    assert not Courriel.objects.filter(pk=pour_camille.pk).exists()


def test_the_pages_of_both_families_and_the_neighbour_s_404(
    connecter, centre, famille_martin, voisin
):
    page = reverse("reservations:bourse")
    camille = connecter(famille_martin.camille)
    lue = lisible(camille.get(page).text)
    assert "Des familles attendent ces jours" in lue
    assert "2 enfants attendent une place." in lue
    cle = celle_de(famille_martin.lea).pk
    nadia = connecter(voisin.nadia)
    assert nadia.post(reverse("reservations:ceder"), {"reservation": cle}).status_code == 404
    camille = connecter(famille_martin.camille)
    camille.post(reverse("reservations:ceder"), {"reservation": cle})
    cession = Cession.objects.get()
    nadia = connecter(voisin.nadia)
    lue = lisible(nadia.get(page).text)
    assert "Une place pour vous" in lue
    assert "Léa" not in lue
    ref = [cession.reference]
    assert nadia.post(reverse("reservations:garder_la_place", args=ref)).status_code == 404
    prendre = reverse("reservations:prendre_la_place", args=ref)
    de_hugo = attente_de(famille_martin.hugo).reference
    assert nadia.post(prendre, {"attente": de_hugo}).status_code == 404
    suite = nadia.post(prendre, {"attente": attente_de(voisin.sami).reference}, follow=True)
    assert suite.resolver_match.view_name == "reservations:demande"
    lue = lisible(connecter(famille_martin.camille).get(page).text)
    assert "Prise par une autre famille" in lue


@given(st.lists(st.sampled_from(["ceder", "reprendre", "sami", "hugo", "attendre"]), max_size=12))
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_pressed_one_chair_holds_one_child_who_pays(
    centre, famille_martin, voisin, gestes
):
    """Taken, kept, given again: one child is booked, one household has the day on its bill."""
    with transaction.atomic():
        instant = TROP_TARD
        for geste in gestes:
            instant += timedelta(minutes=50)
            offerte = Cession.objects.offertes().first()
            try:
                if geste == "ceder":
                    ceder(Reservation.objects.get(), par=famille_martin.camille, maintenant=instant)
                elif geste == "reprendre" and offerte:
                    retirer_la_cession(offerte, par=famille_martin.camille, maintenant=instant)
                elif geste in ("sami", "hugo") and offerte:
                    enfant = voisin.sami if geste == "sami" else famille_martin.hugo
                    prendre_la_place(
                        offerte, attente_de(enfant), par=voisin.nadia, maintenant=instant
                    )
            except Refus:
                pass
            assert compte() == 1
            assert Cession.objects.offertes().count() <= 1
            prises = Cession.objects.filter(etat="prise").count()
            assert DemandeReservation.objects.filter(cle__startswith="prise-").count() == prises
            assert DemandeReservation.objects.filter(cle__startswith="cession-").count() == prises
        transaction.set_rollback(True)


@given(st.integers(1, 20), st.integers(0, 24), st.integers(0, 365 * 24 * 60))
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
def test_nobody_s_turn_comes_before_that_of_who_stands_before(rang, heures, minutes):
    """Across nights and clock changes."""
    le = TROP_TARD + timedelta(minutes=minutes)
    tour = partial(a_son_tour, le, heures=heures, nuit=Nuit())
    assert tour(rang + 1) >= tour(rang)
    assert tour(1) <= Nuit().lever(le)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_takers_at_once_and_one_chair(famille_martin, voisin, time_machine):
    activite = creer_file(famille_martin, voisin)
    familles = creer_familles(8)
    inscrire_tous(familles, activite)
    for famille in familles:
        attendre(famille.foyer, famille.enfants[0], activite, par=famille.par)
    time_machine.move_to(TROP_TARD, tick=False)
    cession = donner(famille_martin)
    plus_tard = TROP_TARD + timedelta(days=1, hours=12)
    bilan = en_meme_temps(
        [
            partial(_prendre, cession, famille.enfants[0], famille.par, plus_tard)
            for famille in familles
        ]
    )
    assert bilan.erreurs == []
    assert compte() == 1
    assert sum(reponse is True for reponse in bilan.reponses.values()) == 1
    assert Cession.objects.get().etat == "prise"


def _prendre(cession, enfant, parent, instant):
    attente = Attente.objects.get(enfant=enfant)
    return bool(prendre_la_place(cession, attente, par=parent, maintenant=instant))
