"""Booking for a family at the counter: within the rules, past the deadline with a reason, never
above what is right."""

from datetime import date

import pytest
from django.urls import reverse

from famille.models import Consultation, Service
from reservations.models import Activite, DemandeReservation, Places, Reservation
from tests.reservations import outils
from tests.reservations.moteur.scene import compte, creer_centre, ligne, reserver

pytestmark = pytest.mark.django_db
REQUETES = 18  # with the one of its wishes


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    """Two Wednesdays that can be booked, and tomorrow's, whose deadline has passed."""
    activite = creer_centre(famille_martin)
    outils.creer_creneau(activite, date(2026, 11, 27))
    return activite


def adresse(nom, famille):
    return reverse(f"reservations_bureau:guichet_{nom}", args=[famille.foyer.pk])


def valeur(famille, enfant, activite, bloc, action="reserver"):
    return f"{famille.foyer.pk}.{enfant.pk}.{activite.pk}.{bloc}.{action}"


def options(reponse):
    """{(first name, day, name of the bloc): Option} of the page."""
    return {
        (ligne.enfant.prenom, jour, une.nom): une
        for ligne in reponse.context["lignes"]
        for jour, liste in ligne.jours
        for une in liste
    }


def enregistrer(client, famille, *valeurs, motif=""):
    envoi = {"ligne": list(valeurs), "motif": motif, "cle": "cle", "le": "2026-12-01"}
    return client.post(adresse("enregistrement", famille), envoi)


def test_a_family_is_found_by_the_first_name_of_a_child(connecter, agent, famille_martin, voisin):
    famille_martin.foyer.recherche = "martin lea camille"
    famille_martin.foyer.save()
    reponse = connecter(agent).get(reverse("reservations_bureau:guichet"), {"q": "léa martin"})
    assert [foyer.pk for foyer in reponse.context["foyers"]] == [famille_martin.foyer.pk]


def test_opening_a_family_s_days_leaves_a_trace(connecter, agent, famille_martin, centre):
    connecter(agent).get(adresse("foyer", famille_martin))
    lue = Consultation.objects.get(foyer=famille_martin.foyer)
    assert (lue.par, lue.quoi) == (agent, "réservations, au guichet")


def test_each_day_says_what_an_agent_can_do(connecter, agent, famille_martin, centre):
    martin = famille_martin
    reserver(martin, ligne(martin.lea, centre))
    Places.objects.filter(creneau__jour=date(2026, 12, 16)).update(capacite=0)
    novembre = options(connecter(agent).get(adresse("foyer", martin), {"le": "2026-11-01"}))
    decembre = options(connecter(agent).get(adresse("foyer", martin), {"le": "2026-12-01"}))
    tardif = novembre["Hugo", "Vendredi 27 novembre", "matin"]
    assert (tardif.action, tardif.hors_delai) == ("reserver", True)
    assert decembre["Léa", "Mercredi 9 décembre", "matin"].action == "annuler"
    assert decembre["Hugo", "Mercredi 9 décembre", "matin"].hors_delai is False
    assert decembre["Hugo", "Mercredi 16 décembre", "matin"].action == "attendre"


def test_the_evening_of_a_garderie_is_not_called_an_afternoon(
    connecter, agent, famille_martin, centre
):
    Activite.objects.update(service=Service.GARDERIE)
    lues = options(connecter(agent).get(adresse("foyer", famille_martin), {"le": "2026-12-01"}))
    assert ("Léa", "Mercredi 9 décembre", "garderie du soir") in lues
    assert not any("après-midi" in nom for _enfant, _jour, nom in lues)


def test_what_an_agent_may_not_pass_over_says_why(connecter, agent, famille_martin, centre):
    famille_martin.hugo.fiche_sanitaire.delete()
    lues = options(connecter(agent).get(adresse("foyer", famille_martin), {"le": "2026-11-01"}))
    une = lues["Hugo", "Vendredi 27 novembre", "matin"]
    assert une.action == ""
    assert "fiche sanitaire" in une.phrase


def test_the_summary_writes_nothing(connecter, agent, famille_martin, centre):
    envoi = {
        "ligne": valeur(famille_martin, famille_martin.lea, centre, "2026-12-09-matin"),
        "le": "2026-12-01",
    }
    reponse = connecter(agent).post(adresse("verification", famille_martin), envoi)
    assert "Mercredi 9 décembre 2026, matin" in reponse.content.decode()
    assert compte() == 0


def test_booking_within_the_deadline_needs_no_reason(connecter, agent, famille_martin, centre):
    client = connecter(agent)
    reponse = enregistrer(
        client,
        famille_martin,
        valeur(famille_martin, famille_martin.lea, centre, "2026-12-09-matin"),
    )
    assert reponse.status_code == 302
    demande = DemandeReservation.objects.get()
    assert (demande.canal, demande.par, demande.motif) == (
        DemandeReservation.Canal.GUICHET,
        agent,
        "",
    )
    assert compte() == 1


def test_booking_past_the_deadline_asks_why_and_loses_nothing(
    connecter, agent, famille_martin, centre
):
    client = connecter(agent)
    choisi = valeur(famille_martin, famille_martin.lea, centre, "2026-11-27-matin")
    reponse = enregistrer(client, famille_martin, choisi)
    assert reponse.status_code == 422
    assert "Indiquez pourquoi" in reponse.content.decode()
    assert choisi in reponse.content.decode()
    assert compte() == 0
    assert (
        enregistrer(client, famille_martin, choisi, motif="Hospitalisation d’un parent").status_code
        == 302
    )
    assert DemandeReservation.objects.get().motif == "Hospitalisation d’un parent"
    assert compte() == 1


def test_a_double_press_books_once_and_answers_twice(connecter, agent, famille_martin, centre):
    client = connecter(agent)
    choisi = valeur(famille_martin, famille_martin.lea, centre, "2026-12-09-matin")
    reponses = [enregistrer(client, famille_martin, choisi) for _fois in range(2)]
    assert [reponse.status_code for reponse in reponses] == [302, 302]
    assert DemandeReservation.objects.count() == compte() == 1


def test_one_line_refused_and_nothing_is_saved(connecter, agent, famille_martin, centre):
    Places.objects.filter(creneau__jour=date(2026, 12, 16)).update(capacite=0)
    choix = [
        valeur(famille_martin, famille_martin.lea, centre, bloc)
        for bloc in ("2026-12-09-matin", "2026-12-16-matin")
    ]
    reponse = enregistrer(connecter(agent), famille_martin, *choix)
    assert reponse.status_code == 422
    assert "Il n’y a plus de place ce jour-là." in reponse.content.decode()
    assert compte() == 0


def test_cancelling_past_the_deadline_with_a_reason(connecter, agent, famille_martin, centre):
    martin = famille_martin
    enregistrer(
        connecter(agent),
        martin,
        valeur(martin, martin.lea, centre, "2026-11-27-matin"),
        motif="Urgence",
    )
    envoi = {
        "ligne": valeur(martin, martin.lea, centre, "2026-11-27-matin", "annuler"),
        "motif": "Erreur",
        "cle": "2",
    }
    connecter(agent).post(adresse("enregistrement", martin), envoi)
    assert not Reservation.objects.exists()


@pytest.mark.parametrize(("le", "parti"), [(9, True), (10, False)])
def test_a_day_is_cancelled_at_the_counter_until_its_evening_and_no_later(
    connecter, agent, famille_martin, centre, time_machine, le, parti
):
    choisi = ligne(famille_martin.lea, centre, "2026-12-09-matin")
    reserver(famille_martin, choisi)
    time_machine.move_to(outils.MAINTENANT.replace(month=12, day=le, hour=20), tick=False)
    annulee = valeur(famille_martin, famille_martin.lea, centre, choisi.bloc, "annuler")
    reponse = enregistrer(connecter(agent), famille_martin, annulee, motif="Malade")
    assert ("Ce jour est passé" in reponse.text, compte() == 0) == (not parti, parti)


@pytest.mark.parametrize("forge", ["", "x", "1.2.3", "99999.1.1.2026-12-09-matin.reserver"])
def test_a_forged_line_is_refused_in_a_sentence(connecter, agent, famille_martin, centre, forge):
    reponse = connecter(agent).post(
        adresse("verification", famille_martin), {"ligne": forge}, follow=True
    )
    assert "Votre demande est vide" in reponse.content.decode()


def test_another_family_s_child_is_refused(connecter, agent, famille_martin, voisin, centre):
    choisi = f"{famille_martin.foyer.pk}.{voisin.sami.pk}.{centre.pk}.2026-12-09-matin.reserver"
    reponse = connecter(agent).post(
        adresse("verification", famille_martin), {"ligne": choisi}, follow=True
    )
    assert "Cette demande n’est pas valable" in reponse.content.decode()


@pytest.mark.parametrize("jours", [1, 30])
def test_the_page_takes_the_same_queries_whatever_the_days(
    connecter, agent, famille_martin, centre, jours, django_assert_num_queries
):
    for numero in range(jours):
        outils.creer_creneau(centre, date(2027, 3, 1 + numero))
    client = connecter(agent)
    client.get(adresse("foyer", famille_martin), {"le": "2027-03-01"})
    with django_assert_num_queries(REQUETES):
        client.get(adresse("foyer", famille_martin), {"le": "2027-03-01"})
