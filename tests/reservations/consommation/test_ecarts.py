"""The count of a canteen beside its bookings: each difference with its price, accepted one by one
or a day at once."""

import html
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.models import Facture
from famille.travaux import actions as travaux
from reservations.consommation.imports.actions import _ranger
from reservations.facturation.actions import commencer_campagne, publier_campagne
from reservations.lecture.filtres import Mois
from reservations.models import (
    Activite,
    CampagneFacturation,
    ConsommationImportee,
    GrilleTarifaire,
    Reservation,
)
from reservations.presences.ecarts.lecture import en_attente_au_plus, lire_les_ecarts
from reservations.regles.consommation import Anomalie
from reservations.regles.juge import Moment
from tests.reservations import outils
from tests.reservations.consommation.scene import compter, lire, reserve
from tests.reservations.consommation.test_journees import JEUDI, creer

pytestmark = pytest.mark.django_db
Presence = Reservation.Presence
VENDREDI = date(2026, 11, 6)


@pytest.fixture
def cantine(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    outils.creer_calendrier()
    return creer("Restaurant scolaire", "repas", unite_scolaire="journee", non_consommee=50)


@pytest.fixture
def differences(famille_martin, voisin, cantine):
    """On Thursday: Léa counted without a booking, Hugo booked and not counted. On Friday: Léa both,
    Hugo booked, and nobody else counted."""
    foyer, lea, hugo = famille_martin.foyer, famille_martin.lea, famille_martin.hugo
    compter(foyer, lea, cantine, JEUDI)
    reserve(foyer, hugo, cantine, JEUDI, Moment.JOURNEE, presence=Presence.PREVU)
    compter(foyer, lea, cantine, VENDREDI)
    for enfant in (lea, hugo):
        reserve(foyer, enfant, cantine, VENDREDI, Moment.JOURNEE, presence=Presence.PREVU)
    return cantine


def page(navigateur, activite, mois="2026-11"):
    return navigateur.get(reverse("planning:ecarts"), {"activite": activite.pk, "mois": mois})


def prix(jour):
    return {
        (nature, un.enfant): (un.prix.replace("\xa0", " "), un.prix_absent.replace("\xa0", " "))
        for nature, siens in (("sans", jour.sans_reservation), ("non", jour.non_pointes))
        for un in siens
    }


def test_each_difference_is_shown_with_its_price(connecter, agent, differences):
    jeudi, vendredi = page(connecter(agent), differences).context["ecarts"].jours
    assert (jeudi.le, vendredi.le) == (JEUDI, VENDREDI)
    assert prix(jeudi)["sans", "Léa Martin"][0] == "4,40 €"
    assert prix(jeudi)["non", "Hugo Martin"] == ("3,40 €", "1,70 €")
    assert set(prix(vendredi)) == {("non", "Hugo Martin")}


def test_a_day_that_nobody_counted_is_no_difference(connecter, agent, famille_martin, cantine):
    reserve(
        *(famille_martin.foyer, famille_martin.hugo, cantine, JEUDI, Moment.JOURNEE),
        presence=Presence.PREVU,
    )
    reponse = page(connecter(agent), cantine)
    assert reponse.context["ecarts"].jours == []
    assert "Rien n’est encore compté en novembre 2026" in reponse.text
    assert "Aucune différence" not in reponse.text


def test_a_month_counted_as_it_was_booked_says_so(connecter, agent, famille_martin, cantine):
    reserve(
        *(famille_martin.foyer, famille_martin.hugo, cantine, JEUDI, Moment.JOURNEE),
        presence=Presence.PREVU,
    )
    compter(famille_martin.foyer, famille_martin.hugo, cantine, JEUDI)
    lue = page(connecter(agent), cantine).text
    assert "Aucune différence en novembre 2026 : tout ce qui est compté avait été réservé" in lue
    assert "Rien n’est encore compté" not in lue


def test_a_month_that_is_billed_says_so_and_what_accepting_then_does(connecter, agent, differences):
    avant = page(connecter(agent), differences).text
    assert "à lire avant de facturer novembre 2026" in avant
    campagne = CampagneFacturation.objects.create(
        mois=date(2026, 11, 1), etat="publiee", publiee_le="2026-12-03 10:00+01:00"
    )
    assert "à lire avant de facturer" in page(connecter(agent), differences).text  # of others
    campagne.activites.add(differences)
    apres = page(connecter(agent), differences).text
    assert "à lire avant de facturer" not in apres
    assert "Novembre 2026 est déjà facturé" in apres
    assert "Accepter garde le prix et ne change aucune facture publiée" in apres
    assert reverse("reservations_bureau:campagne", args=[campagne.pk]) in apres


def test_one_difference_is_accepted_and_the_price_follows(
    connecter, agent, famille_martin, differences
):
    navigateur = connecter(agent)
    jeudi = page(navigateur, differences).context["ecarts"].jours[0]
    [un] = jeudi.non_pointes
    adresse = f"{reverse('planning:ecarts')}?activite={differences.pk}&mois=2026-11"
    reponse = navigateur.post(adresse, {"absence": un.source}, follow=True)
    assert "1 absence notée" in reponse.text
    absentes = Reservation.objects.filter(presence=Presence.ABSENT)
    assert [une.creneau.jour for une in absentes] == [JEUDI]
    montants = {
        (une.quoi.nom_complet, une.jour.day): str(une.prix.montant)
        for une in lire()
        if "Hugo" in une.quoi.nom_complet
    }
    assert montants == {("Hugo Martin", 5): "1.70", ("Hugo Martin", 6): "3.40"}
    navigateur.post(adresse, {"absence": "2026-11-06"})
    assert all(
        not jour.non_pointes for jour in page(navigateur, differences).context["ecarts"].jours
    )


def test_what_was_counted_meanwhile_is_left_alone(connecter, agent, famille_martin, differences):
    navigateur = connecter(agent)
    [un] = page(navigateur, differences).context["ecarts"].jours[0].non_pointes
    compter(famille_martin.foyer, famille_martin.hugo, differences, JEUDI)
    adresse = f"{reverse('planning:ecarts')}?activite={differences.pk}&mois=2026-11"
    assert "Rien n’a changé" in navigateur.post(adresse, {"absence": un.source}, follow=True).text
    assert not Reservation.objects.filter(presence=Presence.ABSENT).exists()


def test_an_activity_that_is_only_counted_has_no_such_screen(connecter, agent, cantine):
    GrilleTarifaire.objects.all().delete()
    cantine.unite_scolaire = ""
    cantine.save()
    navigateur = connecter(agent)
    assert "Aucune activité n’est à la fois" in navigateur.get(reverse("planning:ecarts")).text
    assert page(navigateur, cantine).status_code == 404
    for faux in ({"mois": "2026-13"}, {"activite": "x"}):
        assert navigateur.get(reverse("planning:ecarts"), faux).status_code == 404


def test_the_screen_costs_the_same_whatever_it_shows(
    connecter, agent, famille_martin, differences, django_assert_max_num_queries
):
    navigateur = connecter(agent)
    page(navigateur, differences)
    for jour in range(9, 21):
        compter(famille_martin.foyer, famille_martin.lea, differences, date(2026, 11, jour))
    with django_assert_max_num_queries(26):
        assert len(page(navigateur, differences).context["ecarts"].jours) > 10


def test_it_opens_on_the_activity_where_most_waits(
    connecter, agent, famille_martin, differences, time_machine
):
    """The garderie comes before the canteen by its name, and has nothing to decide."""
    time_machine.move_to("2026-11-20T09:00:00+01:00", tick=False)
    creer("Garderie", "repas", unite_scolaire="journee")
    navigateur, adresse = connecter(agent), reverse("planning:ecarts")
    reponse = navigateur.get(adresse)
    assert str(next(iter(reponse.context["activites"]))).startswith("Garderie")
    assert reponse.context["activite"] == differences
    assert reponse.context["ecarts"].en_attente == 3
    reponse = navigateur.get(adresse, {"mois": "2026-10"})
    assert reponse.context["activite"] == reponse.context["activites"][0]


def test_it_does_not_open_where_a_child_came_for_a_part_of_each_day(
    connecter, agent, famille_martin, differences, time_machine
):
    """Four afternoons of the garderie are not ticked, of days on which he was seen: nothing to
    decide there, where three wait in the canteen."""
    time_machine.move_to("2026-11-20T09:00:00+01:00", tick=False)
    garderie = creer("Garderie", "seance", unite_scolaire="demi-journee")
    for jour in (date(2026, 11, un) for un in (2, 3, 9, 10)):
        for enfant in (famille_martin.lea, famille_martin.hugo):
            reserve(
                famille_martin.foyer,
                enfant,
                garderie,
                jour,
                Moment.MATIN,
                presence=Presence.PRESENT,
            )
        reserve(
            *(famille_martin.foyer, famille_martin.hugo, garderie, jour, Moment.APRES_MIDI),
            presence=Presence.PREVU,
        )
        compter(famille_martin.foyer, famille_martin.lea, garderie, jour)
    navigateur = connecter(agent)
    assert not page(navigateur, garderie).context["ecarts"].en_attente
    reponse = navigateur.get(reverse("planning:ecarts"))
    assert reponse.context["activite"] == differences


def test_it_opens_where_most_waits_beside_days_that_look_so(
    connecter, agent, famille_martin, differences, time_machine
):
    """The garderie has five afternoons that are not ticked, four of them of days on which Hugo was
    seen: one waits there, where three wait in the canteen."""
    time_machine.move_to("2026-11-20T09:00:00+01:00", tick=False)
    garderie = creer("Garderie", "seance", unite_scolaire="demi-journee")
    foyer, lea, hugo = famille_martin.foyer, famille_martin.lea, famille_martin.hugo
    for jour in (date(2026, 11, un) for un in (2, 3, 9, 10, 12)):
        vu = Presence.PREVU if jour.day == 12 else Presence.PRESENT
        reserve(foyer, lea, garderie, jour, Moment.MATIN)
        compter(foyer, lea, garderie, jour)
        for moment, presence in ((Moment.MATIN, vu), (Moment.APRES_MIDI, Presence.PREVU)):
            reserve(foyer, hugo, garderie, jour, moment, presence=presence)
    navigateur = connecter(agent)
    assert page(navigateur, garderie).context["ecarts"].en_attente == 1
    reponse = navigateur.get(reverse("planning:ecarts"))
    assert (reponse.context["activite"], reponse.context["ecarts"].en_attente) == (differences, 3)


def test_a_day_that_two_homes_booked_waits_in_each(famille_martin, voisin, cantine, time_machine):
    time_machine.move_to("2026-11-20T09:00:00+01:00", tick=False)
    garderie = creer("Garderie", "seance", unite_scolaire="demi-journee")
    compter(famille_martin.foyer, famille_martin.lea, garderie, JEUDI)
    for un, moment in ((famille_martin, Moment.MATIN), (voisin, Moment.APRES_MIDI)):
        reserve(un.foyer, famille_martin.hugo, garderie, JEUDI, moment, presence=Presence.PREVU)
    mois = Mois.du(JEUDI)
    attendent = lire_les_ecarts(mois, garderie).en_attente
    assert attendent == 3
    assert en_attente_au_plus(mois, [garderie.pk])[garderie.pk] >= attendent


def test_a_day_booked_under_a_grid_that_is_not_counted_waits_too(
    famille_martin, cantine, time_machine
):
    """Its booking and its count are two lines, of which the count is said to have none."""
    time_machine.move_to("2026-11-20T09:00:00+01:00", tick=False)
    GrilleTarifaire.objects.update(unite="journee", fin=JEUDI)
    reserve(famille_martin.foyer, famille_martin.lea, cantine, JEUDI, Moment.JOURNEE)
    compter(famille_martin.foyer, famille_martin.lea, cantine, JEUDI)
    mois = Mois.du(JEUDI)
    assert lire_les_ecarts(mois, cantine).en_attente == 1
    assert en_attente_au_plus(mois, [cantine.pk])[cantine.pk] >= 1


def test_opening_costs_the_same_however_many_activities(
    connecter, agent, famille_martin, differences, time_machine, django_assert_num_queries
):
    time_machine.move_to("2026-11-20T09:00:00+01:00", tick=False)
    navigateur, adresse = connecter(agent), reverse("planning:ecarts")
    navigateur.get(adresse)
    with CaptureQueriesContext(connection) as avec_une:
        navigateur.get(adresse)
    for rang in range(6):
        autre = creer(f"Garderie {rang}", "repas", unite_scolaire="journee")
        compter(famille_martin.foyer, famille_martin.lea, autre, JEUDI)
    with django_assert_num_queries(len(avec_une)):
        assert len(navigateur.get(adresse).context["activites"]) == 7


def test_a_press_is_about_the_activity_that_was_shown(
    connecter, agent, famille_martin, differences, time_machine
):
    """Opened without one, where most waits: pressed twice, the second press is about the same."""
    time_machine.move_to("2026-11-20T09:00:00+01:00", tick=False)
    garderie = creer("Garderie", "repas", unite_scolaire="journee")
    compter(famille_martin.foyer, famille_martin.lea, garderie, JEUDI)
    navigateur, adresse = connecter(agent), reverse("planning:ecarts")
    lue = navigateur.get(adresse)
    assert lue.context["activite"] == differences
    vers = {
        html.unescape(une)
        for une in re.findall(r'<form method="post"\s+action="([^"]+)"', lue.text)
    }
    assert vers == {f"?activite={differences.pk}&mois=2026-11"}
    for _fois in range(2):
        navigateur.post(adresse + vers.copy().pop(), {"accepter": "mois"})
        navigateur.post(adresse + vers.copy().pop(), {"absence": "mois", "confirmer": "2"})
    assert [un.activite for un in ConsommationImportee.objects.exclude(acceptee_le=None)] == [
        differences
    ]
    assert navigateur.post(adresse, {"accepter": "mois"}).status_code == 404


def geste(navigateur, activite, **donnees):
    adresse = f"{reverse('planning:ecarts')}?activite={activite.pk}&mois=2026-11"
    return navigateur.post(adresse, donnees, follow=True)


def noter_le_mois(navigateur, activite):
    """The press, then its question, answered."""
    question = geste(navigateur, activite, absence="mois")
    [nombre] = re.findall(r'name="confirmer" value="(\d+)"', question.text)
    return geste(navigateur, activite, absence="mois", confirmer=nombre)


def de_lea():
    return [une for une in lire() if "Léa" in une.quoi.nom_complet and not une.quoi.reservee]


def test_a_meal_taken_without_a_booking_is_accepted_and_taken_back(connecter, agent, differences):
    [avant] = de_lea()
    assert avant.libelle.endswith(", pris sans réservation")
    assert Anomalie.SANS_RESERVATION in avant.raison.anomalies
    navigateur = connecter(agent)
    assert "1 prise acceptée" in geste(navigateur, differences, accepter=avant.quoi.source).text
    [apres] = de_lea()
    assert (apres.prix.montant, apres.libelle) == (avant.prix.montant, avant.libelle)
    assert Anomalie.SANS_RESERVATION not in apres.raison.anomalies
    ecarts = page(navigateur, differences).context["ecarts"]
    assert [un.enfant for un in ecarts.regles] == ["Léa Martin"]
    assert ecarts.sans_reservation == []
    rangee = ConsommationImportee.objects.exclude(acceptee_le=None).get()
    assert rangee.acceptee_par == agent
    assert "1 décision annulée" in geste(navigateur, differences, annuler=avant.quoi.source).text
    assert Anomalie.SANS_RESERVATION in de_lea()[0].raison.anomalies


def test_a_whole_month_is_decided_and_taken_back_in_a_press(
    connecter, agent, administrateur, famille_martin, differences, time_machine
):
    compter(famille_martin.foyer, famille_martin.lea, differences, date(2026, 11, 12))
    navigateur = connecter(agent)
    lues = page(navigateur, differences).context["ecarts"]
    assert (len(lues.sans_reservation), len(lues.non_pointes)) == (2, 2)
    assert lues.somme_sans_reservation.replace("\xa0", " ") == "8,80 €"
    du_mois = page(navigateur, differences).text.split('id="du-mois"')[1].split("</section>")[0]
    assert "Noter toutes les absences" in du_mois
    assert "pfg-defile" not in du_mois, (
        "on a phone the press is not at the end of a sideways scroll"
    )
    assert "2 prises acceptées" in geste(navigateur, differences, accepter="mois").text
    assert "2 absences notées" in noter_le_mois(navigateur, differences).text
    decidees = page(navigateur, differences)
    assert "Il ne reste rien à décider" in decidees.text
    assert len(decidees.context["ecarts"].regles) == 4
    # what somebody else has ticked is not taken back by the whole month
    autre = Reservation.objects.filter(creneau__jour=JEUDI)
    autre.update(pointee_par=administrateur)
    time_machine.shift(60)
    assert "3 décisions annulées" in geste(navigateur, differences, annuler="mois").text
    assert autre.get().presence == Presence.ABSENT
    encore = page(navigateur, differences).context["ecarts"]
    assert (len(encore.sans_reservation), len(encore.non_pointes)) == (2, 1)


def test_what_was_just_decided_is_taken_back_from_the_top_and_no_more(
    connecter, agent, differences, time_machine
):
    """Before: on a phone, the way back stood under the list of all that was decided."""
    navigateur = connecter(agent)
    geste(navigateur, differences, accepter="mois")
    faite = noter_le_mois(navigateur, differences).text
    assert faite.index("Annuler ce qui vient d’être décidé") < faite.index('aria-label="Mois"')
    [juste] = re.findall(r'name="annuler"\s+value="(ecarts_\w+)"', faite)
    assert "ce qui vient d’être décidé" not in page(navigateur, differences).text
    time_machine.shift(60)
    assert "2 décisions annulées" in geste(navigateur, differences, annuler=juste).text
    encore = page(navigateur, differences).context["ecarts"]
    assert (len(encore.sans_reservation), len(encore.non_pointes)) == (0, 2)
    assert "Rien n’a changé" in geste(navigateur, differences, annuler=juste).text


def test_the_absences_of_a_month_are_asked_once_with_what_they_change(
    connecter, agent, famille_martin, differences
):
    navigateur, absents = connecter(agent), Reservation.objects.filter(presence=Presence.ABSENT)
    question = geste(navigateur, differences, absence="mois")
    dite = " ".join(question.text.replace("\xa0", " ").split())
    for phrase in (
        "Noter 2 absences ?",
        "<strong>3,40 €</strong> au lieu de 6,80 €",
        "Aucun message ne leur est envoyé",
        "pendant 62 jours : jusqu’au 6 janvier 2027 pour la plus ancienne",
    ):
        assert phrase in dite
    assert not absents.exists()
    compter(famille_martin.foyer, famille_martin.hugo, differences, JEUDI)  # meanwhile
    encore = geste(navigateur, differences, absence="mois", confirmer="2")
    assert "Noter 1 absence ?" in encore.text.replace("\xa0", " ")
    assert not absents.exists()
    assert "1 absence notée" in geste(navigateur, differences, absence="mois", confirmer="1").text
    assert [une.creneau.jour for une in absents] == [VENDREDI]
    assert "Rien n’a changé" in geste(navigateur, differences, absence="mois", confirmer="1").text


def test_absences_that_nobody_may_note_any_more_are_left_and_said(
    connecter, agent, differences, time_machine
):
    time_machine.move_to("2027-01-07 10:00+01:00", tick=False)  # 63 days after the Thursday
    navigateur = connecter(agent)
    dite = " ".join(geste(navigateur, differences, absence="mois").text.split())
    assert "Noter 1 absence ?" in dite.replace("\xa0", " ")
    assert "1 autre reste sans changement : le jour est passé depuis plus de 62 jours" in dite
    assert "1 absence notée" in geste(navigateur, differences, absence="mois", confirmer="1").text
    refus = geste(navigateur, differences, absence="mois").text
    assert "On corrige une présence pendant 62 jours" in refus
    assert "Noter 1 absence" not in refus


def test_what_is_billed_is_not_taken_back(connecter, agent, differences, time_machine):
    navigateur = connecter(agent)
    geste(navigateur, differences, accepter="mois")
    noter_le_mois(navigateur, differences)
    time_machine.move_to("2026-12-01 10:00+01:00", tick=False)
    campagne = commencer_campagne(Mois(2026, 11), Activite.objects.all(), par=agent)
    travaux.executer(campagne.travail_id)
    campagne = CampagneFacturation.objects.get()
    publier_campagne(campagne, par=agent)
    campagne.refresh_from_db()
    travaux.executer(campagne.travail_id)
    facture = Facture.objects.get(etat="publiee")
    assert any("pris sans réservation" in une.libelle for une in facture.lignes.all())
    reponse = geste(connecter(agent), differences, annuler="mois")
    assert f"dont une sur la facture {facture.numero}" in reponse.text
    assert "régularisez d’abord la facture" in reponse.text
    assert ConsommationImportee.objects.exclude(acceptee_le=None).exists()
    assert Reservation.objects.filter(presence=Presence.ABSENT).count() == 2


def test_the_billing_run_says_what_nobody_has_accepted(agent, connecter, differences):
    campagne = commencer_campagne(Mois(2026, 11), Activite.objects.all(), par=agent)
    travaux.executer(campagne.travail_id)
    campagne.refresh_from_db()
    dites = {une["libelle"]: une["nombre"] for une in campagne.bilan["anomalies"]}
    assert dites["sans réservation, à accepter"] == 1


def test_a_file_that_changes_a_count_asks_again(differences, agent):
    ConsommationImportee.objects.update(acceptee_le="2026-11-20 10:00+01:00")
    rangees = list(ConsommationImportee.objects.all())
    _ranger(
        ConsommationImportee(
            enfant_id=une.enfant_id,
            activite_id=une.activite_id,
            foyer_id=une.foyer_id,
            importation_id=une.importation_id,
            jour=une.jour,
            quantite=2,
            presence=une.presence,
        )
        for une in rangees
    )
    assert Anomalie.SANS_RESERVATION in de_lea()[0].raison.anomalies


def test_a_gesture_that_is_none_is_not_found(connecter, agent, differences):
    navigateur = connecter(agent)
    adresse = f"{reverse('planning:ecarts')}?activite={differences.pk}&mois=2026-11"
    assert navigateur.post(adresse, {"effacer": "mois"}).status_code == 404
    assert navigateur.post(adresse, {"accepter": "demain"}).status_code == 404
