"""A week kept all year: set once, its difference in the basket, its exceptions kept, new days
proposed."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.models import Service
from reservations.calendrier.semaine_type import actions
from reservations.calendrier.semaine_type.lecture import lire_les_annees
from reservations.calendrier.semaine_type.regles import EtatAnnee
from reservations.models import (
    ExceptionDeSemaine,
    Inscription,
    LignePanier,
    Ouverture,
    Reservation,
    SemaineType,
)
from reservations.models.demandes import Action
from reservations.moteur import resultat
from reservations.moteur.soumettre import LigneDemandee, soumettre
from reservations.regles.juge import PARIS, Moment, Unite
from tests.outils.lisible import lisible
from tests.reservations import outils

pytestmark = pytest.mark.django_db
ADRESSE = "/reservations/semaine-type/"
REGLER = "/reservations/semaine-type/regler/"
FIN = date(2027, 1, 29)
OUVERT = date(2026, 12, 1), FIN


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


def creer_cantine(nom="École Jean-Zay", fin=FIN):
    """Mondays, Tuesdays, Thursdays and Fridays of December and January, open until `fin`."""
    cantine = outils.creer_activite(
        nom,
        unite_scolaire=Unite.JOURNEE,
        unite_vacances="",
        jours_scolaires=[0, 1, 3, 4],
        service=Service.RESTAURATION,
        encadree=False,
    )
    outils.creer_calendrier()
    outils.ouvrir(cantine, date(2026, 11, 1), fin)
    jour = date(2026, 11, 30)
    while jour <= date(2027, 1, 29):
        vacances = outils.NOEL[0] <= jour <= outils.NOEL[1]
        if jour.weekday() in (0, 1, 3, 4) and not vacances:
            outils.creer_creneau(cantine, jour, Moment.JOURNEE)
        jour += timedelta(days=1)
    return cantine


@pytest.fixture
def cantine(famille_martin):
    activite = creer_cantine()
    outils.inscrire(famille_martin.lea, activite)
    outils.inscrire(famille_martin.hugo, activite)
    return activite


def envoi(famille, cantine, *enfants, jours="013", **champs):
    return {
        "qui": [f"{famille.foyer.pk}-{enfant.pk}" for enfant in enfants],
        f"j{cantine.pk}-journee": list(jours),
        "debut": "2026-11-25",
        "fin": "2027-07-03",
        "sauf": "",
        **champs,
    }


def etats(famille, enfant):
    annees = lire_les_annees([famille.foyer]).annees
    une = next(une for une in annees if une.modele.enfant_id == enfant.pk)
    return {jour.bloc.cle: jour.etat for jour in une.jours}


def soumettre_le_panier(famille):
    lignes = [
        LigneDemandee(une.enfant_id, une.activite_id, une.bloc, une.action)
        for une in LignePanier.objects.filter(foyer=famille.foyer)
    ]
    demande = soumettre(famille.foyer, lignes, par=famille.camille, cle=f"panier{len(lignes)}")
    assert demande.acceptee, demande.lignes
    LignePanier.objects.all().delete()
    return demande


def changer(famille, enfant, cantine, bloc, action, cle):
    """As the calendar, the counter and a mail do: through the engine."""
    ligne = LigneDemandee(enfant.pk, cantine.pk, bloc, action)
    assert soumettre(famille.foyer, [ligne], par=famille.camille, cle=cle).acceptee


@pytest.fixture
def rythme(client, famille_martin, cantine, time_machine):
    """Léa: Monday, Tuesday, Thursday, booked for the year."""
    client.force_login(famille_martin.camille)
    client.post(REGLER, envoi(famille_martin, cantine, famille_martin.lea))
    soumettre_le_panier(famille_martin)
    time_machine.shift(60)
    return SemaineType.objects.get()


def test_one_form_keeps_a_week_for_two_children_and_fills_the_basket(
    client, famille_martin, cantine
):
    martin = famille_martin
    client.force_login(martin.camille)
    reponse = client.post(REGLER, envoi(martin, cantine, martin.lea, martin.hugo))
    assert reponse["Location"] == reverse("reservations:recapitulatif")
    assert SemaineType.objects.filter(jours=["0-journee", "1-journee", "3-journee"]).count() == 2
    jours = {une.bloc for une in LignePanier.objects.filter(enfant=martin.lea)}
    assert "2026-12-07" in jours  # a Monday
    assert "2026-12-11" not in jours  # a Friday
    assert {une.action for une in LignePanier.objects.all()} == {Action.RESERVER}
    assert LignePanier.objects.filter(enfant=martin.hugo).count() == len(jours)
    assert not Reservation.objects.exists()


def test_what_is_past_its_deadline_is_told_and_left(client, famille_martin, cantine):
    martin = famille_martin
    client.force_login(martin.camille)
    reponse = client.post(REGLER, envoi(martin, cantine, martin.lea), follow=True)
    assert not LignePanier.objects.filter(bloc="2026-11-30").exists()
    dits = " ".join(map(str, reponse.context["messages"]))
    assert "2 jours trop proches pour être réservés" in dits
    assert etats(martin, martin.lea)["2026-11-30"] == EtatAnnee.TROP_TARD


def test_days_written_are_left_out(client, famille_martin, cantine):
    martin = famille_martin
    client.force_login(martin.camille)
    sauf = "le 14 décembre, du 4 au 8 janvier"
    client.post(REGLER, envoi(martin, cantine, martin.lea, sauf=sauf))
    blocs = {une.bloc for une in LignePanier.objects.all()}
    assert blocs.isdisjoint({"2026-12-14", "2027-01-04", "2027-01-05", "2027-01-07"})
    assert "2027-01-11" in blocs
    assert etats(martin, martin.lea)["2026-12-14"] == EtatAnnee.SAUF


def test_days_ill_written_are_said_and_nothing_is_lost(client, famille_martin, cantine):
    client.force_login(famille_martin.camille)
    champs = envoi(famille_martin, cantine, famille_martin.lea, sauf="le jour de pâques")
    page = client.post(REGLER, champs, follow=True).text
    assert "Nous ne comprenons pas" in page
    assert "le jour de pâques" in page
    assert not SemaineType.objects.exists()


def test_a_day_cancelled_by_hand_is_an_exception(rythme, famille_martin, cantine, time_machine):
    lea = famille_martin.lea
    changer(famille_martin, lea, cantine, "2026-12-14", Action.ANNULER, "un")
    assert etats(famille_martin, lea)["2026-12-14"] == EtatAnnee.SAUF
    time_machine.shift(60)
    changer(famille_martin, lea, cantine, "2026-12-14", Action.RESERVER, "deux")
    assert etats(famille_martin, lea)["2026-12-14"] == EtatAnnee.RESERVE


def test_exceptions_are_kept_when_the_week_changes(client, rythme, famille_martin, cantine):
    lea = famille_martin.lea
    changer(famille_martin, lea, cantine, "2026-12-14", Action.ANNULER, "sauf")
    changer(famille_martin, lea, cantine, "2026-12-18", Action.RESERVER, "de plus")
    client.post(REGLER, envoi(famille_martin, cantine, lea, jours="03"))
    lus = etats(famille_martin, lea)
    assert lus["2026-12-14"] == EtatAnnee.SAUF  # a Monday, still in the week
    assert lus["2026-12-18"] == EtatAnnee.EN_PLUS  # a Friday, booked by hand
    panier = {une.bloc: une.action for une in LignePanier.objects.all()}
    assert set(panier.values()) == {Action.ANNULER}
    assert {date.fromisoformat(bloc).weekday() for bloc in panier} == {1}
    assert dict(ExceptionDeSemaine.objects.values_list("bloc", "reserve")) == {
        "2026-12-14": False,
        "2026-12-18": True,
    }


def test_what_was_booked_before_there_was_a_week_is_kept(client, famille_martin, cantine):
    martin = famille_martin
    changer(martin, martin.lea, cantine, "2026-12-11", Action.RESERVER, "vendredi")
    client.force_login(martin.camille)
    client.post(REGLER, envoi(martin, cantine, martin.lea))
    assert etats(martin, martin.lea)["2026-12-11"] == EtatAnnee.EN_PLUS
    assert not LignePanier.objects.filter(action=Action.ANNULER).exists()


def test_what_an_earlier_week_put_in_the_basket_leaves_it(client, famille_martin, cantine):
    martin = famille_martin
    client.force_login(martin.camille)
    commun = {"foyer": martin.foyer, "enfant": martin.lea, "activite": cantine}
    LignePanier.objects.create(**commun, bloc="2026-12-11", action=Action.RESERVER)
    client.post(REGLER, envoi(martin, cantine, martin.lea, jours="01"))
    client.post(REGLER, envoi(martin, cantine, martin.lea, jours="0"))
    blocs = {date.fromisoformat(une.bloc) for une in LignePanier.objects.all()}
    assert {jour.weekday() for jour in blocs} == {0, 4}
    assert date(2026, 12, 11) in blocs  # chosen by hand


def test_no_day_any_more_cancels_what_can_be(client, rythme, famille_martin, cantine):
    client.post(REGLER, envoi(famille_martin, cantine, famille_martin.lea, jours=""))
    panier = LignePanier.objects.filter(action=Action.ANNULER)
    assert panier.count() == Reservation.objects.count() > 0


def test_new_days_are_proposed_and_never_booked(client, famille_martin, time_machine):
    martin, cantine = famille_martin, creer_cantine(fin=date(2026, 12, 18))
    outils.inscrire(martin.lea, cantine)
    client.force_login(martin.camille)
    client.post(REGLER, envoi(martin, cantine, martin.lea))
    soumettre_le_panier(martin)
    time_machine.shift(60)
    assert "de plus à réserver" not in client.get(ADRESSE).text
    Ouverture.objects.update(fin=FIN)
    reservees = Reservation.objects.count()
    page = client.get(ADRESSE).text
    assert "12 jours de plus à réserver selon votre semaine habituelle" in page
    assert Reservation.objects.count() == reservees
    client.post(reverse("reservations:completer_la_semaine"))
    assert LignePanier.objects.filter(action=Action.RESERVER).count() == 12


def test_the_basket_takes_the_nearest_days_and_says_how_many_are_left(
    client, famille_martin, cantine, monkeypatch
):
    monkeypatch.setattr(actions, "LIGNES_MAX", 5)
    martin = famille_martin
    client.force_login(martin.camille)
    reponse = client.post(REGLER, envoi(martin, cantine, martin.lea), follow=True)
    blocs = sorted(une.bloc for une in LignePanier.objects.all())
    assert blocs == ["2026-12-03", "2026-12-07", "2026-12-08", "2026-12-10", "2026-12-14"]
    assert "Votre demande est pleine" in " ".join(map(str, reponse.context["messages"]))


def test_an_exception_can_be_taken_back(client, rythme, famille_martin, cantine):
    changer(famille_martin, famille_martin.lea, cantine, "2026-12-14", Action.ANNULER, "un")
    adresse = reverse("reservations:retirer_exceptions", args=[rythme.pk])
    client.post(adresse, {"bloc": "2026-12-14"})
    assert etats(famille_martin, famille_martin.lea)["2026-12-14"] == EtatAnnee.A_RESERVER


def test_a_week_that_is_kept_no_more_leaves_what_is_booked(client, rythme):
    reservees = Reservation.objects.count()
    client.post(reverse("reservations:abandonner_la_semaine", args=[rythme.pk]))
    assert not SemaineType.objects.exists()
    assert Reservation.objects.count() == reservees > 0


@pytest.mark.parametrize("nom", ["abandonner_la_semaine", "retirer_exceptions"])
def test_a_neighbour_s_week_is_not_found(client, rythme, voisin, nom):
    client.force_login(voisin.nadia)
    assert client.post(reverse(f"reservations:{nom}", args=[rythme.pk])).status_code == 404
    assert SemaineType.objects.filter(pk=rythme.pk).exists()


def test_a_neighbour_s_child_cannot_be_given_a_week(client, famille_martin, voisin, cantine):
    outils.inscrire(voisin.sami, cantine)
    client.force_login(famille_martin.camille)
    for qui in (
        f"{voisin.foyer.pk}-{voisin.sami.pk}",
        f"{famille_martin.foyer.pk}-{voisin.sami.pk}",
    ):
        champs = envoi(famille_martin, cantine, famille_martin.lea) | {"qui": [qui]}
        assert "n’est inscrit à aucune activité" in client.post(REGLER, champs, follow=True).text
    assert not SemaineType.objects.exists()


def test_what_the_town_cancels_is_no_exception(rythme, famille_martin, cantine):
    ligne = LigneDemandee(famille_martin.lea.pk, cantine.pk, "2026-12-14", Action.ANNULER)
    soumettre(
        famille_martin.foyer, [ligne], par=famille_martin.camille, cle="ville", canal="evenement"
    )
    assert etats(famille_martin, famille_martin.lea)["2026-12-14"] == EtatAnnee.A_RESERVER


def test_the_page_costs_the_same_for_one_week_and_for_thirty(client, famille_martin, cantine):
    martin = famille_martin
    client.force_login(martin.camille)
    client.post(REGLER, envoi(martin, cantine, martin.lea))
    client.get(ADRESSE)

    def requetes():
        with CaptureQueriesContext(connection) as lues:
            assert client.get(ADRESSE).status_code == 200
        return len(lues)

    une = requetes()
    for rang in range(29):
        autre = outils.creer_activite(f"École n° {rang}", unite_scolaire=Unite.JOURNEE)
        outils.inscrire(martin.lea, autre)
        SemaineType.objects.create(
            foyer=martin.foyer,
            enfant=martin.lea,
            activite=autre,
            jours=["0-journee"],
            debut=date(2026, 11, 25),
            fin=FIN,
        )
    assert requetes() == une <= 16


def test_the_year_tells_each_day_in_words(client, rythme, famille_martin, cantine):
    changer(famille_martin, famille_martin.lea, cantine, "2026-12-14", Action.ANNULER, "un")
    page = client.get(ADRESSE).text
    assert "Lundi, mardi et jeudi" in page or "lundi, mardi et jeudi" in page
    assert "lundi 14 décembre : sauf" in page.replace("\xa0", " ")
    assert "mardi 15 décembre : réservé" in page.replace("\xa0", " ")
    assert "Décembre 2026" in page or "décembre 2026" in page


def test_a_garderie_has_its_mornings_and_its_evenings(client, famille_martin):
    garderie = outils.creer_activite(
        "École Jean-Zay", jours_scolaires=[0, 1], unite_vacances="", service=Service.GARDERIE
    )
    outils.creer_calendrier()
    outils.ouvrir(garderie)
    for jour in (date(2026, 12, 7), date(2026, 12, 8)):
        for moment in (Moment.MATIN, Moment.APRES_MIDI):
            outils.creer_creneau(garderie, jour, moment)
    martin = famille_martin
    outils.inscrire(martin.lea, garderie)
    client.force_login(martin.camille)
    champs = envoi(martin, garderie, martin.lea) | {
        f"j{garderie.pk}-matin": ["0"],
        f"j{garderie.pk}-apres-midi": ["0", "1"],
    }
    client.post(REGLER, champs)
    assert sorted(une.bloc for une in LignePanier.objects.all()) == [
        "2026-12-07-apres-midi",
        "2026-12-07-matin",
        "2026-12-08-apres-midi",
    ]
    assert "soir" in client.get(REGLER).text


def test_nobody_registered_is_told_what_to_do(client, voisin):
    client.force_login(voisin.nadia)
    assert "Rien à réserver pour le moment" in client.get(REGLER).text
    assert client.get(ADRESSE).status_code == 200


def test_an_opening_to_come_is_not_proposed(client, famille_martin, time_machine):
    martin, cantine = famille_martin, creer_cantine()
    outils.inscrire(martin.lea, cantine)
    Ouverture.objects.update(ouvre_le=datetime(2026, 12, 20, 9, tzinfo=PARIS))
    client.force_login(martin.camille)
    client.post(REGLER, envoi(martin, cantine, martin.lea))
    assert not LignePanier.objects.exists()
    assert etats(martin, martin.lea)["2027-01-11"] == EtatAnnee.PAS_OUVERT


def test_the_week_of_a_registration_that_is_over_says_so_of_a_girl_as_of_a_boy(
    client, rythme, famille_martin
):
    Inscription.objects.filter(enfant=famille_martin.lea).update(fin=date(2026, 11, 20))
    page = lisible(client.get(ADRESSE).text)
    assert "L’inscription de Léa à cette activité est terminée : cette semaine habituelle" in page


def test_a_long_basket_is_read_month_by_month(client, famille_martin, cantine, monkeypatch):
    monkeypatch.setattr(resultat, "PLIEES", 5)
    client.force_login(famille_martin.camille)
    client.post(REGLER, envoi(famille_martin, cantine, famille_martin.lea))
    page = lisible(client.get(reverse("reservations:recapitulatif")).text)
    assert "Décembre 2026 : 7 réservations" in page
    assert "Janvier 2027 : 12 réservations" in page
    assert "lundi 7 décembre" in page.lower()
