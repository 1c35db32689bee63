"""An official calendar is read as the ministry and the academies publish it, and touches nothing
that agents have written (docs/comprendre/tarifs.md)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from famille.socle.erreurs import Refus
from reservations.models import PeriodeScolaire, ReglageReservations
from reservations.planning.annee_scolaire import importer, lire, prevoir

# as on data.gouv.fr: moments in UTC, and the day when school begins again
OUVERT = """\
Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire
Vacances de la Toussaint;-;2028-10-20T22:00:00+00:00;2028-11-05T23:00:00+00:00;Lyon;Zone A;2028-2029
Vacances d'Hiver;-;2029-02-09T23:00:00+00:00;2029-02-25T23:00:00+00:00;Lyon;Zone A;2028-2029
Vacances d'Hiver;-;2029-02-16T23:00:00+00:00;2029-03-04T23:00:00+00:00;Lille;Zone B;2028-2029
Vacances d'Été;Enseignants;2029-07-06T22:00:00+00:00;2029-08-30T22:00:00+00:00;Lyon;Zone A;2028-2029
Vacances de Noël;-;2028-12-22T23:00:00+00:00;2029-01-07T23:00:00+00:00;Corse;Corse;2028-2029
"""
ICS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//academie//
BEGIN:VEVENT
UID:1
SUMMARY:Vacances de la Toussaint - Zone A
DTSTART;VALUE=DATE:20281021
DTEND;VALUE=DATE:20281106
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Pont de l'Ascension - Zone A
DTSTART;VALUE=DATE:20290510
DTEND;VALUE=DATE:20290514
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Vacances d'hiver - Zone C
DTSTART;VALUE=DATE:20290203
DTEND;VALUE=DATE:20290219
END:VEVENT
END:VCALENDAR
"""
LISTE = "zone;nom;premier_jour;dernier_jour\nA;Vacances d'été;2028-07-04;2028-08-31\n"


def lus(nom, texte, zone):
    return [(un[0], un[2], un[3]) for un in lire(nom, texte.encode(), zone)]


def test_the_open_data_are_read_in_the_time_of_paris_and_end_the_day_before_school():
    assert lus("calendrier.csv", OUVERT, "A") == [
        ("Vacances de la Toussaint", date(2028, 10, 21), date(2028, 11, 5)),
        ("Vacances d’Hiver", date(2029, 2, 10), date(2029, 2, 25)),
    ]
    assert lus("calendrier.csv", OUVERT, "corse") == [
        ("Vacances de Noël", date(2028, 12, 23), date(2029, 1, 7))
    ]


def test_a_calendar_file_gives_the_zone_s_own_and_tells_a_bridge():
    assert lus("zone-a.ics", ICS, "A") == [
        ("Vacances de la Toussaint", date(2028, 10, 21), date(2028, 11, 5)),
        ("Pont de l’Ascension", date(2029, 5, 10), date(2029, 5, 13)),
    ]
    assert lire("zone-a.ics", ICS.encode(), "A")[1][1] == "pont"


def test_a_plain_list_says_last_days_without_class():
    assert lus("liste.csv", LISTE, "A") == [("Vacances d’été", date(2028, 7, 4), date(2028, 8, 31))]


@pytest.mark.parametrize(
    ("nom", "contenu", "dit"),
    [
        ("a.ics", b"\xff\xfe\x00", "ne se lit pas"),
        ("a.csv", b"a;b\n1;2\n", "ne se lit pas"),
        ("a.csv", OUVERT.replace("Zone A", "Zone B").encode(), "Aucune période"),
        ("a.csv", LISTE.replace("2028-07-04", "juillet").encode(), "ne se lit pas"),
        ("a.csv", b"x" * 2_000_001, "trop lourd"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(nom, contenu, dit):
    with pytest.raises(Refus, match=dit):
        lire(nom, contenu, "A")


@pytest.mark.django_db
def test_what_agents_wrote_is_left_and_the_same_file_twice_adds_nothing(agent):
    mienne = PeriodeScolaire.objects.create(
        nom="Toussaint d’ici", debut=date(2028, 10, 23), fin=date(2028, 11, 3)
    )
    lues = lire("calendrier.csv", OUVERT.encode(), "A")
    assert [touchee for _lue, touchee in prevoir(lues).deja] == [mienne]
    assert importer(lues, par=agent) == 1
    assert importer(lues, par=agent) == 0
    assert PeriodeScolaire.objects.count() == 2


@pytest.mark.django_db
def test_an_agent_reads_what_a_file_would_add_then_adds_it(connecter, agent):
    ReglageReservations.objects.update_or_create(defaults={"zone": "A"})
    client, adresse = connecter(agent), reverse("planning:annee_scolaire")
    donne = SimpleUploadedFile("zone-a.ics", ICS.encode())
    apercu = client.post(adresse, {"quoi": "fichier", "fichier": donne}, follow=True)
    assert "Ajouter 2 périodes" in apercu.text
    assert not PeriodeScolaire.objects.exists()
    client.post(adresse, {"quoi": "confirmer", "lues": apercu.context["lues"]})
    assert PeriodeScolaire.objects.count() == 2
    client.post(adresse, {"quoi": "confirmer", "lues": "faux"})
    assert PeriodeScolaire.objects.count() == 2


@pytest.mark.django_db
def test_the_town_says_where_it_is_and_its_calendar_fills(connecter, agent, time_machine):
    time_machine.move_to(date(2026, 11, 25), tick=False)
    client, adresse = connecter(agent), reverse("planning:annee_scolaire")
    client.post(adresse, {"quoi": "lieu", "zone": "C", "territoire": "alsace-moselle"})
    assert PeriodeScolaire.objects.filter(debut=date(2027, 2, 6)).exists()
    assert client.get(adresse).context["lieu"].initial["territoire"] == "alsace-moselle"
