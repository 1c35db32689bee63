"""The private calendar feed: a secret address, which shows little and closes by itself when an
adult leaves (D11)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from famille.models import Responsable, Service
from reservations import actions
from reservations.apres.actions import ouvrir_flux
from reservations.apres.vues import agenda as agenda_du_foyer
from reservations.models import Activite, DemandeReservation, FluxAgenda, Reservation
from reservations.moteur.agenda import agenda_de_la_demande
from reservations.moteur.recit import activites_de
from reservations.regles.juge import PARIS
from tests.conftest import creer_foyer
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre, ligne, reserver

pytestmark = pytest.mark.django_db
PAGE = "/reservations/agenda/"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


@pytest.fixture
def flux(famille_martin):
    return ouvrir_flux(famille_martin.foyer, par=famille_martin.camille)


def adresse(flux):
    return reverse("flux_agenda", args=[flux.jeton])


def lire(client, flux):
    reponse = client.get(adresse(flux))
    assert reponse.status_code == 200
    return list(Calendar.from_ical(reponse.content).walk("VEVENT"))


def test_a_telephone_reads_it_without_signing_in(client, famille_martin, centre, flux):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    reponse = client.get(adresse(flux))
    assert reponse["Content-Type"] == "text/calendar; charset=utf-8"
    assert "noindex" in reponse["X-Robots-Tag"]
    assert "private" in reponse["Cache-Control"]
    [jour] = Calendar.from_ical(reponse.content).walk("VEVENT")
    assert jour["summary"] == "Léa · La Pingaudière, matin"
    assert jour["dtstart"].dt == date(2026, 12, 9)
    assert jour["transp"] == "TRANSPARENT"


def test_a_day_is_one_entry_with_its_hours_and_warns_before_its_deadline(
    client, famille_martin, centre, flux
):
    Activite.objects.update(ouvre_a=time(8), midi_a=time(12, 30), ferme_a=time(18))
    blocs = ("2026-12-09-matin", "2026-12-09-apres-midi", "2026-12-16-apres-midi")
    reserver(famille_martin, *[ligne(famille_martin.lea, centre, bloc) for bloc in blocs])
    entiere, apres_midi = lire(client, flux)
    assert str(entiere["summary"]) == "Léa · La Pingaudière"
    heures = [(un["dtstart"].dt, un["dtend"].dt) for un in (entiere, apres_midi)]
    assert heures == [
        (datetime(2026, 12, 9, 8, tzinfo=PARIS), datetime(2026, 12, 9, 18, tzinfo=PARIS)),
        (datetime(2026, 12, 16, 12, 30, tzinfo=PARIS), datetime(2026, 12, 16, 18, tzinfo=PARIS)),
    ]
    [alarme] = entiere.walk("VALARM")
    assert alarme["trigger"].dt == datetime(2026, 12, 2, 18, tzinfo=PARIS)
    assert "Annulable jusqu’au mercredi 2 décembre à minuit" in alarme["description"]


def test_a_garderie_before_and_after_school_is_two_entries(client, famille_martin, centre, flux):
    Activite.objects.update(
        nom="Garderie",
        service=Service.GARDERIE,
        unite_comptee="seance",
        ouvre_a=time(7, 30),
        midi_a=time(8, 30),
        reprend_a=time(16, 30),
        ferme_a=time(18, 30),
    )
    blocs = [f"2026-12-09-{moment}" for moment in ("matin", "apres-midi")]
    reserver(famille_martin, *[ligne(famille_martin.lea, centre, bloc) for bloc in blocs])
    matin, soir = lire(client, flux)
    assert matin.walk("VALARM") == soir.walk("VALARM") == []  # one an evening, all the year
    assert str(matin["summary"]) == "Léa · garderie du matin"
    assert matin["uid"] != soir["uid"]
    assert [(un["dtstart"].dt, un["dtend"].dt) for un in (matin, soir)] == [
        (datetime(2026, 12, 9, 7, 30, tzinfo=PARIS), datetime(2026, 12, 9, 8, 30, tzinfo=PARIS)),
        (datetime(2026, 12, 9, 16, 30, tzinfo=PARIS), datetime(2026, 12, 9, 18, 30, tzinfo=PARIS)),
    ]
    demande = DemandeReservation.objects.get()
    du_courriel = agenda_de_la_demande(demande, activites_de(demande))
    envoyes = Calendar.from_ical(du_courriel).walk("VEVENT")
    assert {str(un["uid"]) for un in envoyes} == {str(matin["uid"]), str(soir["uid"])}


def test_an_hour_early_in_the_day_warns_on_the_eve(client, famille_martin, centre, flux):
    Activite.objects.update(delai_annulation=1, delai_annulation_heure=time(9))
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    [alarme] = lire(client, flux)[0].walk("VALARM")
    assert alarme["trigger"].dt == datetime(2026, 12, 7, 18, tzinfo=PARIS)
    assert "mardi 8 décembre à 9 h" in alarme["description"].replace("\xa0", " ")


def test_a_booking_made_on_its_last_evening_warns_of_nothing(
    client, famille_martin, centre, flux, time_machine
):
    time_machine.move_to(datetime(2026, 12, 2, 20, tzinfo=PARIS), tick=False)
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    [jour] = lire(client, flux)
    assert jour.walk("VALARM") == []


def test_it_costs_the_same_whatever_is_booked(famille_martin, centre, django_assert_num_queries):
    for combien, premier in ((1, date(2027, 1, 6)), (4, date(2027, 3, 3))):
        outils.creer_mercredis(centre, combien, premier=premier)
        blocs = [f"{premier + timedelta(weeks=n)}-matin" for n in range(combien)]
        reserver(famille_martin, *[ligne(famille_martin.lea, centre, bloc) for bloc in blocs])
        with django_assert_num_queries(3):
            agenda_du_foyer.ecrire(famille_martin.foyer)


def test_it_shows_no_surname_no_street_and_no_price(client, famille_martin, centre, flux):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    texte = client.get(adresse(flux)).content.decode()
    for secret in ("Martin", "Bourdillon", "2026-00417", "€", "camille"):
        assert secret not in texte


def test_its_lines_are_folded_and_end_as_the_rfc_says(client, famille_martin, flux):
    activite = outils.creer_activite(
        "Accueil de loisirs élémentaire de la Pingaudière et des Grandes-Prairies réunies"
    )
    outils.ouvrir(activite)
    outils.creer_mercredis(activite, 1)
    outils.inscrire(famille_martin.lea, activite)
    reserver(famille_martin, ligne(famille_martin.lea, activite))
    contenu = client.get(adresse(flux)).content
    lignes = contenu.split(b"\r\n")
    assert b"\n" not in b"".join(lignes)
    assert max(len(une) for une in lignes) <= 75
    [jour] = Calendar.from_ical(contenu).walk("VEVENT")
    assert "Grandes-Prairies réunies, matin" in jour["summary"]


def test_an_agenda_that_has_it_already_is_told_so(client, famille_martin, centre, flux):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    etag = client.get(adresse(flux))["ETag"]
    inchange = client.get(adresse(flux), headers={"If-None-Match": etag})
    assert inchange.status_code == 304
    reserver(famille_martin, ligne(famille_martin.hugo, centre))
    assert client.get(adresse(flux), headers={"If-None-Match": etag}).status_code == 200


def test_an_announced_absence_is_said(client, famille_martin, centre, flux):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    actions.annoncer_absence(Reservation.objects.all())
    [jour] = lire(client, flux)
    assert jour["summary"].startswith("Absence annoncée")


def test_an_unknown_address_is_a_sentence(client, famille_martin, caplog):
    reponse = client.get("/agenda/unjetonquinexistepas.ics")
    assert reponse.status_code == 404
    assert reponse.content.decode() == "Cette adresse d’agenda n’existe plus."
    assert "unjetonquinexistepas" not in caplog.text


def test_a_new_address_closes_the_one_before(client, famille_martin, flux):
    nouveau = ouvrir_flux(famille_martin.foyer, par=famille_martin.camille)
    assert client.get(adresse(flux)).status_code == 404
    assert client.get(adresse(nouveau)).status_code == 200


def test_the_address_closes_when_an_adult_who_knew_it_leaves(
    client, famille_martin, flux, time_machine
):
    _autre, claude = creer_foyer("2026-00999", "Petit", "Claude", "claude@exemple.fr")
    Responsable.objects.create(
        foyer=famille_martin.foyer,
        utilisateur=claude,
        prenom="Claude",
        nom="Petit",
        fin=date(2026, 11, 30),
    )
    assert client.get(adresse(flux)).status_code == 200
    time_machine.move_to(outils.MAINTENANT + timedelta(days=6), tick=False)
    assert client.get(adresse(flux)).status_code == 404
    nouveau = ouvrir_flux(famille_martin.foyer, par=famille_martin.camille)
    assert client.get(adresse(nouveau)).status_code == 200


def test_it_shows_nothing_of_the_other_home_nor_of_a_child_who_left(
    client, famille_martin, voisin, centre, flux
):
    lea = famille_martin.lea
    lea.rattachements.create(foyer=voisin.foyer, debut=date(2026, 1, 1))
    actions.soumettre(
        voisin.foyer, [ligne(lea, centre, "2026-12-16-matin")], par=voisin.nadia, cle="nadia"
    )
    reserver(famille_martin, ligne(lea, centre), ligne(famille_martin.hugo, centre))
    assert {jour["dtstart"].dt for jour in lire(client, flux)} == {date(2026, 12, 9)}
    famille_martin.hugo.rattachements.update(fin=date(2026, 11, 1))
    assert [str(jour["summary"])[:3] for jour in lire(client, flux)] == ["Léa"]


def test_the_page_opens_shows_changes_and_closes_it(connecter, famille_martin):
    navigateur = connecter(famille_martin.camille)
    assert "Aucune adresse n’est ouverte" in navigateur.get(PAGE).content.decode()
    navigateur.post(PAGE, {"foyer": famille_martin.foyer.pk, "action": "ouvrir"})
    premier = FluxAgenda.objects.get().jeton
    page = navigateur.get(PAGE).content.decode()
    assert f"http://testserver/agenda/{premier}.ics" in page
    assert f"webcal://testserver/agenda/{premier}.ics" in page
    google = "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Ftestserver%2Fagenda%2F"
    assert f"{google}{premier}.ics" in page
    assert "Sur un téléphone Android," in page, "its application does not know how to subscribe"
    assert "Toute personne qui connaît cette adresse" in page
    navigateur.post(PAGE, {"foyer": famille_martin.foyer.pk, "action": "changer"})
    assert FluxAgenda.objects.get().jeton != premier
    navigateur.post(PAGE, {"foyer": famille_martin.foyer.pk, "action": "fermer"})
    assert not FluxAgenda.objects.exists()


def test_the_page_says_why_an_address_no_longer_answers(
    connecter, famille_martin, flux, time_machine
):
    Responsable.objects.create(
        foyer=famille_martin.foyer, prenom="Claude", nom="Petit", fin=date(2026, 11, 30)
    )
    time_machine.move_to(outils.MAINTENANT + timedelta(days=6), tick=False)
    page = connecter(famille_martin.camille).get(PAGE).content.decode()
    assert "un adulte a quitté votre foyer" in page
    assert flux.jeton not in page


@pytest.mark.parametrize("foyer", ["voisin", "", "x", "9" * 30])
def test_nobody_opens_or_closes_the_feed_of_another_household(
    connecter, famille_martin, voisin, foyer
):
    ouvrir_flux(voisin.foyer, par=voisin.nadia)
    avant = FluxAgenda.objects.get().jeton
    foyer = voisin.foyer.pk if foyer == "voisin" else foyer
    for action in ("fermer", "changer"):
        assert (
            connecter(famille_martin.camille)
            .post(PAGE, {"foyer": foyer, "action": action})
            .status_code
            == 404
        )
    assert FluxAgenda.objects.get().jeton == avant
    assert avant not in connecter(famille_martin.camille).get(PAGE).content.decode()
