"""One tap for this morning's absence: cancelled while the rules let it, announced and still due
after that, undone; the presence list sees it."""

import re
from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.models import Rattachement, Responsable, Service
from reservations.absences.vues import PAS_A_JOUR
from reservations.calendrier.absence_du_jour import dire_l_absence
from reservations.models import Activite, DemandeReservation, Places, Reservation
from reservations.regles.juge import Moment, Unite
from tests.outils.lisible import lisible
from tests.reservations import outils

pytestmark = pytest.mark.django_db
TABLEAU = reverse("famille:tableau_de_bord")
PREVENIR = reverse("reservations:prevenir")
AUJOURD_HUI, DEMAIN = date(2026, 11, 26), date(2026, 11, 27)  # a Thursday


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-26 08:10+01:00", tick=False)


@pytest.fixture
def cantine(famille_martin):
    """It can be cancelled on the day itself, until nine."""
    activite = outils.creer_activite(
        "École Jean-Zay",
        unite_scolaire=Unite.JOURNEE,
        unite_vacances="",
        jours_scolaires=[0, 1, 3, 4],
        service=Service.RESTAURATION,
        delai_annulation=0,
        delai_annulation_heure=time(9),
        delai_reservation=0,
    )
    outils.creer_calendrier()
    outils.ouvrir(activite)
    outils.inscrire(famille_martin.lea, activite)
    outils.inscrire(famille_martin.hugo, activite)
    return activite


def reserve(famille, enfant, activite, jour=AUJOURD_HUI, moment=Moment.JOURNEE):
    creneau = activite.creneaux.filter(jour=jour, moment=moment).first() or outils.creer_creneau(
        activite, jour, moment
    )
    Places.objects.filter(creneau=creneau).update(prises=1)
    return Reservation.objects.create(foyer=famille.foyer, enfant=enfant, creneau=creneau)


def prevenir(client, *reservations, action="annoncer"):
    cles = ",".join(str(une.pk) for une in reservations)
    return client.post(PREVENIR, {action: cles}, follow=True)


def gestes_proposes(client):
    return re.findall(r'name="annoncer" value="[\d,]+">([^<]+)<', lisible(client.get(TABLEAU).text))


def connecte(compte):
    navigateur = Client()
    navigateur.force_login(compte)
    return navigateur


def dits(reponse):
    return lisible(" ".join(map(str, reponse.context["messages"])))


def test_before_the_deadline_it_is_cancelled_and_not_charged(client, famille_martin, cantine):
    reservation = reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    assert "Léa ne mange pas ce midi" in lisible(client.get(TABLEAU).text)
    reponse = prevenir(client, reservation)
    assert "C’est annulé : Léa, cantine, aujourd’hui. Rien ne sera facturé." in dits(reponse)
    assert not Reservation.objects.exists()
    assert Places.objects.get().prises == 0


def test_after_the_deadline_it_is_announced_and_said_to_be_due(
    client, famille_martin, cantine, time_machine
):
    time_machine.move_to("2026-11-26 09:00:01+01:00", tick=False)
    reservation = reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    assert "Léa, cantine" in lisible(client.get(reverse("reservations:absences")).text)
    phrase = dits(prevenir(client, reservation))
    assert "L’équipe est prévenue : Léa, cantine, aujourd’hui. Ce jour reste dû" in phrase
    assert "la limite pour annuler était jeudi 26 novembre à 9 h" in phrase
    assert "annulé" not in phrase
    assert Reservation.objects.get().absence_annoncee_le is not None


def test_the_cancelling_is_undone_from_the_page_that_follows(client, famille_martin, cantine):
    reservation = reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    page = prevenir(client, reservation).text
    [adresse] = re.findall(r'action="([^"]*/defaire/)"', page)
    client.post(adresse)
    assert Reservation.objects.get().enfant == famille_martin.lea


def test_what_can_no_longer_be_booked_is_not_offered_back(client, famille_martin, cantine):
    """It is cancelled until nine, and booked until the day before."""
    Activite.objects.update(delai_reservation=1)
    reservation = reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    page = lisible(prevenir(client, reservation).text)
    assert "Vous venez d’annuler : Léa, cantine, aujourd’hui." in page
    assert "Revenir en arrière" not in page
    assert "ne peut plus être réservé de nouveau" in page


def test_at_nine_sharp_it_is_still_cancelled(client, famille_martin, cantine, time_machine):
    time_machine.move_to("2026-11-26 09:00:00+01:00", tick=False)
    reservation = reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    assert "Rien ne sera facturé" in dits(prevenir(client, reservation))


def test_the_announcement_is_taken_back(client, famille_martin, cantine, time_machine):
    time_machine.move_to("2026-11-26 09:30+01:00", tick=False)
    reservation = reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    assert "Léa mange finalement ce midi" in lisible(prevenir(client, reservation).text)
    phrase = dits(prevenir(client, reservation, action="retirer"))
    assert "le centre attend de nouveau Léa, cantine, aujourd’hui" in phrase
    assert Reservation.objects.get().absence_annoncee_le is None


def test_a_whole_day_cancels_what_it_can_and_announces_the_rest(client, famille_martin, cantine):
    garderie = outils.creer_activite(
        "École Jean-Zay bis", service=Service.GARDERIE, jours_scolaires=[3], delai_annulation=1
    )
    outils.ouvrir(garderie)
    lea = famille_martin.lea
    outils.inscrire(lea, garderie)
    repas = reserve(famille_martin, lea, cantine)
    soir = reserve(famille_martin, lea, garderie, moment=Moment.APRES_MIDI)
    client.force_login(famille_martin.camille)
    page = lisible(client.get(TABLEAU).text)
    assert "Léa ne va pas à la garderie ce soir" in page
    assert "Léa ne vient pas du tout aujourd’hui" in page
    assert page.index("ne vient pas du tout") < page.index('class="pf-semaine"'), "on a phone"
    phrase = dits(prevenir(client, repas, soir))
    assert "C’est annulé : Léa, cantine, aujourd’hui." in phrase
    assert "Léa, garderie du soir, aujourd’hui. Cette partie du jour reste due" in phrase


@pytest.fixture
def matin(client, famille_martin, cantine):
    """Léa comes to the garderie before school, eats there, and stays in the evening."""
    garderie = outils.creer_activite(
        "École Jean-Zay bis", service=Service.GARDERIE, jours_scolaires=[3], delai_annulation=1
    )
    outils.ouvrir(garderie)
    lea = famille_martin.lea
    outils.inscrire(lea, garderie)
    client.force_login(famille_martin.camille)
    return [
        reserve(famille_martin, lea, garderie, moment=Moment.MATIN),
        reserve(famille_martin, lea, cantine),
        reserve(famille_martin, lea, garderie, moment=Moment.APRES_MIDI),
    ]


def test_one_press_says_all_the_morning_and_leaves_the_evening(client, matin):
    gestes = gestes_proposes(client)
    assert gestes == [
        "Léa ne vient pas du tout aujourd’hui (une partie reste due)",
        "Léa ne vient ni ce matin ni ce midi (une partie reste due)",
        "Léa ne va pas à la garderie ce matin (le jour reste dû)",
        "Léa ne mange pas ce midi",
        "Léa ne va pas à la garderie ce soir (le jour reste dû)",
    ]
    phrase = dits(prevenir(client, *matin[:2]))
    assert "C’est annulé : Léa, cantine, aujourd’hui." in phrase
    assert "L’équipe est prévenue : Léa, garderie du matin, aujourd’hui." in phrase
    [reste] = Reservation.objects.filter(absence_annoncee_le=None)
    assert reste == matin[2]


def test_one_press_says_it_of_all_the_children_and_each_is_undone(
    client, famille_martin, cantine, matin
):
    """Five children who are ill were five presses; the single ones stay."""
    midi = reserve(famille_martin, famille_martin.hugo, cantine)
    Places.objects.filter(creneau=midi.creneau).update(prises=2)
    premier, *autres = gestes_proposes(client)
    assert premier == "Léa et Hugo ne viennent pas du tout aujourd’hui (une partie reste due)"
    assert "Hugo ne mange pas ce midi" in autres
    reponse = prevenir(client, *matin, midi)
    phrase = dits(reponse)
    assert "C’est annulé : Léa (cantine) et Hugo (cantine), aujourd’hui." in phrase
    assert "L’équipe est prévenue : Léa, garderie du matin et du soir, auj" in phrase
    assert "Ce qui n’est pas annulé reste dû" in phrase
    assert not Reservation.objects.filter(absence_annoncee_le=None).exists()
    page = lisible(reponse.text)
    assert "Vous venez d’annuler : Léa (cantine) et Hugo (cantine), aujourd’hui." in page
    assert "Léa vient finalement aujourd’hui" in page
    [adresse] = re.findall(r'action="([^"]*/defaire/)"', page)
    client.post(adresse)
    retablies = Reservation.objects.filter(absence_annoncee_le=None)
    assert {une.enfant.prenom for une in retablies} == {"Léa", "Hugo"}


def test_what_was_announced_of_all_is_taken_back_at_once(
    client, famille_martin, cantine, time_machine
):
    time_machine.move_to("2026-11-26 09:30+01:00", tick=False)
    siens = (famille_martin.lea, famille_martin.hugo)
    deux = [reserve(famille_martin, un, cantine) for un in siens]
    client.force_login(famille_martin.camille)
    assert "Léa et Hugo ne mangent pas ce midi (le jour reste dû)" in lisible(
        client.get(TABLEAU).text
    )
    page = lisible(prevenir(client, *deux).text)
    assert "Léa et Hugo mangent finalement ce midi" in page
    assert "Hugo mange finalement ce midi" in page.replace("Léa et Hugo", "")
    prevenir(client, *deux, action="retirer")
    assert not Reservation.objects.exclude(absence_annoncee_le=None).exists()


def test_a_child_booked_by_two_homes_of_one_parent_is_absent_from_both_in_one_press(
    client, famille_martin, voisin, cantine, matin
):
    """Camille has an account in both. Before, the press that the dashboard showed was not found."""
    autre = voisin.foyer
    Responsable.objects.create(
        foyer=autre, utilisateur=famille_martin.camille, prenom="Camille", nom="Martin"
    )
    Rattachement.objects.create(enfant=famille_martin.lea, foyer=autre, debut=date(2020, 1, 1))
    Activite.objects.update(delai_annulation=0, delai_annulation_heure=time(9), delai_reservation=0)
    midi = reserve(famille_martin, famille_martin.hugo, cantine)
    Places.objects.filter(creneau=midi.creneau).update(prises=2)
    Reservation.objects.filter(pk=matin[2].pk).update(foyer=autre)
    page = lisible(client.get(TABLEAU).text)
    boutons = {
        phrase: cles
        for cles, phrase in re.findall(r'name="annoncer" value="([\d,]+)">([^<]+)', page)
    }
    assert "Léa ne vient pas du tout aujourd’hui" in boutons
    cles = boutons["Léa et Hugo ne viennent pas du tout aujourd’hui"].split(",")
    assert set(map(int, cles)) == {midi.pk, *(une.pk for une in matin)}
    pressees = [un for un in [*matin, midi] if str(un.pk) in cles]
    reponse = prevenir(client, *pressees)
    assert "garderie du matin, cantine et garderie du soir" in dits(reponse)
    assert not Reservation.objects.exists()
    assert prevenir(client, *pressees).status_code == 200, "the same press once more"
    assert DemandeReservation.objects.count() == 2
    [adresse] = re.findall(r'action="([^"]*/defaire/)"', reponse.text)
    recus = re.findall(r'name="annulee" value="([^"]+)"', reponse.text)
    ailleurs = DemandeReservation.objects.get(foyer=famille_martin.foyer).pk
    connecte(voisin.nadia).post(adresse, {"annulee": [ailleurs]})
    assert not Reservation.objects.filter(foyer=famille_martin.foyer).exists()
    assert "C’est défait" in dits(client.post(adresse, {"annulee": recus}, follow=True))
    assert "plus rien à défaire" in dits(client.post(adresse, {"annulee": recus}, follow=True))
    ici = famille_martin.foyer.pk
    retablies = Reservation.objects.order_by("foyer", "enfant__prenom")
    assert list(retablies.values_list("foyer", "enfant__prenom")) == [
        *((ici, "Hugo"), (ici, "Léa"), (ici, "Léa"), (autre.pk, "Léa")),
    ]
    client.force_login(voisin.nadia)
    assert dits(prevenir(client, *Reservation.objects.all())) == lisible(PAS_A_JOUR), "one home"
    assert Reservation.objects.count() == 4


@pytest.mark.parametrize("recus", [[], ["x"], ["00000000-0000-4000-8000-000000000000"]])
def test_a_way_back_from_nothing_says_so(client, famille_martin, recus):
    client.force_login(famille_martin.camille)
    reponse = client.post(reverse("reservations:annuler_ensemble"), {"annulee": recus}, follow=True)
    assert "plus rien à défaire" in dits(reponse)


@pytest.mark.parametrize(
    "moments",
    [
        (Moment.MATIN, Moment.APRES_MIDI),  # nothing is eaten
        ("repas", Moment.JOURNEE),  # the morning is in the day, which would still be waited for
        (Moment.MATIN, "repas"),  # that is all
    ],
)
def test_the_morning_and_the_meal_are_one_press_where_that_is_what_it_does(
    client, famille_martin, cantine, moments
):
    centre = outils.creer_activite("La Pingaudière bis", jours_scolaires=[3], delai_annulation=1)
    outils.ouvrir(centre)
    garderie = outils.creer_activite("École bis", service=Service.GARDERIE, jours_scolaires=[3])
    outils.ouvrir(garderie)
    lea = famille_martin.lea
    for activite in (centre, garderie):
        outils.inscrire(lea, activite)
    reserve(famille_martin, lea, garderie, moment=Moment.MATIN)
    for moment in moments:
        if moment == "repas":
            reserve(famille_martin, lea, cantine)
        else:
            reserve(famille_martin, lea, centre, moment=moment)
    client.force_login(famille_martin.camille)
    lue = lisible(client.get(TABLEAU).text)
    assert "Léa ne vient pas du tout aujourd’hui" in lue
    assert "ni ce midi" not in lue


NE_PLUS = "ne pourra plus être réservé de nouveau"


def test_what_is_lost_for_good_is_said_before_the_press(client, famille_martin, cantine):
    """It was said after it only."""
    reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    assert NE_PLUS not in lisible(client.get(TABLEAU).text), "it could be booked again"
    Activite.objects.update(delai_reservation=1)
    page = lisible(client.get(TABLEAU).text)
    assert f"Ce qui est annulé {NE_PLUS} : l’heure limite pour réserver est passée." in page
    assert page.index(NE_PLUS) < page.index("Léa ne mange pas ce midi")
    Activite.objects.update(delai_annulation=2)
    assert NE_PLUS not in lisible(client.get(TABLEAU).text), "it is announced, and taken back"


def test_whose_days_are_lost_is_named_where_others_are_not(client, famille_martin, cantine, matin):
    garderie = matin[0].creneau.activite
    Activite.objects.filter(pk=garderie.pk).update(
        delai_annulation=0, delai_annulation_heure=time(9), delai_reservation=1
    )
    page = lisible(client.get(TABLEAU).text)
    dits = "Léa (garderie du matin et du soir)"
    assert f"Une fois annulé, {NE_PLUS} : {dits}." in page


@pytest.mark.parametrize("genre", ["ouvres", "ecole"])
def test_a_public_holiday_makes_the_deadline_earlier(
    client, famille_martin, cantine, time_machine, genre
):
    """Before, it was said to be free, and was due: 11 November is no day that counts."""
    time_machine.move_to("2026-11-11 10:00+01:00", tick=False)
    Activite.objects.update(
        delai_annulation=1, delai_annulation_genre=genre, delai_annulation_heure=None
    )
    reserve(famille_martin, famille_martin.lea, cantine, date(2026, 11, 12))
    client.force_login(famille_martin.camille)
    assert gestes_proposes(client) == ["Léa ne mange pas demain midi (le jour reste dû)"]


def test_a_day_of_a_week_that_is_booked_at_once_is_said_to_stay_due(
    client, famille_martin, cantine, time_machine
):
    """The week is cancelled whole, or not at all."""
    time_machine.move_to("2026-12-21 08:10+01:00", tick=False)
    centre = outils.creer_activite("La Valla", delai_annulation=0, unite_vacances=Unite.SEMAINE)
    outils.ouvrir(centre)
    outils.inscrire(famille_martin.lea, centre)
    lundi = reserve(famille_martin, famille_martin.lea, centre, date(2026, 12, 21))
    reserve(famille_martin, famille_martin.lea, centre, date(2026, 12, 22))
    client.force_login(famille_martin.camille)
    assert gestes_proposes(client) == ["Léa ne vient pas aujourd’hui (le jour reste dû)"]
    assert "L’équipe est prévenue" in dits(prevenir(client, lundi))


def test_the_calendar_is_read_once_for_all_families(
    client, famille_martin, cantine, proche, django_assert_num_queries
):
    Activite.objects.update(delai_annulation_genre="ouvres")
    reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    client.get(TABLEAU)
    with CaptureQueriesContext(connection) as sans:
        Activite.objects.update(delai_annulation_genre="jours")
        client.get(TABLEAU)
    with django_assert_num_queries(len(sans)):
        Activite.objects.update(delai_annulation_genre="ouvres")
        client.get(TABLEAU)


@pytest.mark.parametrize(
    ("genre", "jours", "du"),
    [("ecole", 0, ""), ("ecole", 1, ""), ("ecole", 2, " (le jour reste dû)"), ("jours", 1, "")],
)
def test_a_press_for_tomorrow_says_what_is_surely_due(
    client, famille_martin, cantine, time_machine, genre, jours, du
):
    time_machine.move_to("2026-11-26 14:30+01:00", tick=False)
    Activite.objects.update(
        delai_annulation=jours, delai_annulation_genre=genre, delai_annulation_heure=None
    )
    reserve(famille_martin, famille_martin.lea, cantine, DEMAIN)
    client.force_login(famille_martin.camille)
    gestes = gestes_proposes(client)
    assert gestes == [f"Léa ne mange pas demain midi{du}"]


@pytest.mark.parametrize(
    ("genre", "heure", "du"),
    [
        ("ecole", time(9), " (le jour reste dû)"),
        ("ouvres", time(9), " (le jour reste dû)"),
        ("jours", time(20), ""),
    ],
)
def test_of_a_sunday_the_deadline_of_friday_is_over(
    client, famille_martin, cantine, time_machine, genre, heure, du
):
    """Before, a parent pressed on Sunday what was said to be free, and Monday was due."""
    time_machine.move_to("2026-11-29 18:00+01:00", tick=False)
    Activite.objects.update(
        delai_annulation=1, delai_annulation_genre=genre, delai_annulation_heure=heure
    )
    reserve(famille_martin, famille_martin.lea, cantine, date(2026, 11, 30))
    client.force_login(famille_martin.camille)
    assert gestes_proposes(client) == [f"Léa ne mange pas demain midi{du}"]


def test_what_was_cancelled_is_said_in_the_words_of_the_press(client, matin):
    """Before: "matin et après-midi", that reads as the school day."""
    Activite.objects.update(delai_annulation=0, delai_annulation_heure=time(9))
    reponse = prevenir(client, matin[2], matin[1], matin[0])
    dite = "Léa, garderie du matin, cantine et garderie du soir, aujourd’hui."
    assert f"C’est annulé : {dite}" in dits(reponse)
    assert f"Vous venez d’annuler : {dite}" in lisible(reponse.text)


def test_what_the_centre_has_ticked_meanwhile_is_said_and_the_rest_is_done(client, matin):
    Reservation.objects.filter(pk=matin[0].pk).update(presence=Reservation.Presence.PRESENT)
    phrase = dits(prevenir(client, *matin[:2]))
    assert "C’est annulé : Léa, cantine, aujourd’hui." in phrase
    assert "Rien n’a changé pour Léa, garderie du matin, aujourd’hui." in phrase
    assert "déjà notée par le centre" in phrase


def test_the_same_tap_twice_is_one(client, famille_martin, cantine):
    reservation = reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    prevenir(client, reservation)
    assert prevenir(client, reservation).status_code == 200
    assert DemandeReservation.objects.count() == 1


def test_a_neighbour_s_child_is_not_found(client, famille_martin, voisin, cantine):
    reservation = reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(voisin.nadia)
    assert dits(prevenir(client, reservation)) == lisible(PAS_A_JOUR)
    assert Reservation.objects.get().absence_annoncee_le is None


def test_a_neighbour_s_cancelling_is_not_shown(client, famille_martin, voisin, cantine):
    reservation = reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    adresse = prevenir(client, reservation).redirect_chain[-1][0]
    assert "Vous venez d’annuler" in lisible(client.get(adresse).text)
    client.force_login(voisin.nadia)
    assert "Vous venez d’annuler" not in lisible(client.get(adresse).text)


@pytest.mark.parametrize("cles", [[], ["x"], ["0"], [str(n) for n in range(1, 60)]])
@pytest.mark.parametrize("action", ["annoncer", "retirer", "autre"])
def test_what_is_no_booking_of_mine_records_nothing(client, famille_martin, cantine, cles, action):
    reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    reponse = client.post(PREVENIR, {action: ",".join(cles)}, follow=True)
    assert dits(reponse) == lisible(PAS_A_JOUR)


@pytest.mark.parametrize("action", ["annoncer", "retirer"])
def test_a_dashboard_opened_before_an_upgrade_leads_to_the_one_of_now(
    client, famille_martin, cantine, action
):
    """Its buttons sent other fields: they were not found."""
    reservation = reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    ancien = {"reservation": [reservation.pk], "action": action}
    reponse = client.post(PREVENIR, ancien, follow=True)
    assert reponse.redirect_chain == [(TABLEAU, 302)]
    assert "Rien n’a été enregistré" in dits(reponse)
    assert "Léa ne mange pas ce midi" in lisible(reponse.text)
    assert Reservation.objects.get().absence_annoncee_le is None


def test_a_booking_that_the_other_parent_has_cancelled_meanwhile_is_said(
    client, famille_martin, cantine
):
    """Before, the press of a dashboard left open was not found."""
    deux = [
        reserve(famille_martin, un, cantine) for un in (famille_martin.lea, famille_martin.hugo)
    ]
    client.force_login(famille_martin.camille)
    Reservation.objects.filter(pk=deux[0].pk).delete()
    assert dits(prevenir(client, *deux)) == lisible(PAS_A_JOUR)
    assert Reservation.objects.get().absence_annoncee_le is None


def test_more_keys_than_a_day_holds_record_nothing(client, famille_martin, cantine):
    reservation = reserve(famille_martin, famille_martin.lea, cantine)
    client.force_login(famille_martin.camille)
    cles = [reservation.pk, *range(10**6, 10**6 + 100)]
    reponse = client.post(PREVENIR, {"annoncer": ",".join(map(str, cles))}, follow=True)
    assert dits(reponse) == lisible(PAS_A_JOUR)
    assert Reservation.objects.filter(absence_annoncee_le=None).exists()


def test_of_tomorrow_a_press_names_what_it_cancels_and_leaves_the_centre(
    client, famille_martin, cantine, matin, time_machine
):
    """Before, "Léa ne vient pas du tout demain" left her afternoon at the centre booked."""
    centre = outils.creer_activite("La Pingaudière")
    outils.ouvrir(centre)
    outils.inscrire(famille_martin.lea, centre)
    garderie = matin[0].creneau.activite
    for activite, moment in ((garderie, Moment.MATIN), (cantine, Moment.JOURNEE)):
        reserve(famille_martin, famille_martin.lea, activite, DEMAIN, moment)
    reserve(famille_martin, famille_martin.lea, centre, DEMAIN, Moment.APRES_MIDI)
    time_machine.move_to("2026-11-26 20:00+01:00", tick=False)
    client.force_login(famille_martin.camille)
    page = lisible(client.get(TABLEAU).text)
    assert "Léa ne va ni à la cantine ni à la garderie demain" in page
    assert "du tout" not in page


@pytest.mark.parametrize(
    ("heure", "vu", "tu"),
    [
        ("08:10", "Léa ne mange pas ce midi", "demain"),
        ("14:30", "Léa ne mange pas demain midi", "ce midi"),
    ],
)
def test_once_lunch_is_over_tomorrow_is_proposed(
    client, famille_martin, cantine, time_machine, heure, vu, tu
):
    time_machine.move_to(f"2026-11-26 {heure}+01:00", tick=False)
    reserve(famille_martin, famille_martin.lea, cantine)
    reserve(famille_martin, famille_martin.lea, cantine, DEMAIN)
    client.force_login(famille_martin.camille)
    page = lisible(client.get(TABLEAU).text)
    assert vu in page
    assert f"Léa ne mange pas {tu}" not in page


@pytest.mark.parametrize(
    ("service", "moment", "demain", "phrase"),
    [
        (Service.RESTAURATION, Moment.JOURNEE, False, "Léa ne mange pas ce midi"),
        (Service.RESTAURATION, Moment.JOURNEE, True, "Léa ne mange pas demain midi"),
        (Service.GARDERIE, Moment.MATIN, False, "Léa ne va pas à la garderie ce matin"),
        (Service.GARDERIE, Moment.APRES_MIDI, True, "Léa ne va pas à la garderie demain soir"),
        (Service.ACCUEILS_DE_LOISIRS, Moment.MATIN, False, "Léa ne vient pas ce matin"),
        (
            Service.ACCUEILS_DE_LOISIRS,
            Moment.APRES_MIDI,
            True,
            "Léa ne vient pas demain après-midi",
        ),
        (Service.ACCUEILS_DE_LOISIRS, Moment.JOURNEE, False, "Léa ne vient pas aujourd’hui"),
    ],
)
def test_an_absence_is_said_as_a_parent_says_it(service, moment, demain, phrase):
    assert dire_l_absence("Léa", service, moment, demain=demain) == phrase


def test_a_day_of_a_week_booked_whole_is_only_announced(client, famille_martin):
    sejour = outils.creer_activite(
        "La Valla", unite_scolaire=Unite.SEMAINE, delai_annulation=0, delai_reservation=0
    )
    outils.creer_calendrier()
    outils.ouvrir(sejour)
    outils.inscrire(famille_martin.lea, sejour)
    deux = [
        reserve(famille_martin, famille_martin.lea, sejour, jour) for jour in (AUJOURD_HUI, DEMAIN)
    ]
    client.force_login(famille_martin.camille)
    assert "L’équipe est prévenue" in dits(prevenir(client, deux[0]))
    assert Reservation.objects.count() == 2
