"""How full each day is: the fill screen and the list of a day."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import DateField, Value
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.models import Enfant, Foyer
from famille.regles.foyer import age_le
from reservations.models import Activite, Attente, Fermeture, Groupe, Places, Reservation
from reservations.planning.bureau.graphique import figures
from reservations.planning.bureau.plage import plage
from reservations.planning.bureau.remplissage import AgeLe, _ages, lire_le_remplissage, tranches
from reservations.regles.juge import Moment
from tests.reservations.outils import (
    MAINTENANT,
    MERCREDI,
    creer_activite,
    creer_creneau,
    creer_mercredis,
)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(MAINTENANT)]
ADRESSE = "/gestion/reservations/remplissage/"


@pytest.fixture
def activite(db):
    activite = creer_activite()
    Groupe.objects.create(activite=activite, nom="Les petits", age_min=3, age_max=5)
    Groupe.objects.create(activite=activite, nom="Les grands", age_min=6, age_max=11)
    return activite


@pytest.fixture
def matin(activite):
    return creer_creneau(activite, MERCREDI, Moment.MATIN, capacite=3)


def reserver(creneau, *enfants, foyer):
    for enfant in enfants:
        Reservation.objects.create(enfant=enfant, creneau=creneau, foyer=foyer)
    Places.objects.filter(creneau=creneau).update(prises=creneau.reservations.count())


def attendre(enfant, activite, foyer, bloc, debut=MERCREDI):
    return Attente.objects.create(
        enfant=enfant, activite=activite, foyer=foyer, bloc=bloc, debut=debut
    )


def case(activite, debut=MERCREDI, fin=MERCREDI):
    lu = lire_le_remplissage(Activite.objects.filter(pk=activite.pk), debut=debut, fin=fin)
    return lu.cases_de(0)[0]


def test_a_case_counts_booked_free_and_queue(activite, matin, famille_martin, voisin):
    reserver(matin, famille_martin.lea, famille_martin.hugo, foyer=famille_martin.foyer)
    attendre(voisin.sami, activite, voisin.foyer, "2026-12-09-matin")
    lue = case(activite)
    assert (lue.reservees, lue.libres, lue.attente, lue.etat) == (2, 1, 1, "libre")


@pytest.mark.parametrize(
    ("service", "moment", "nom"),
    [
        ("garderie", Moment.APRES_MIDI, "garderie du soir"),
        ("restauration", Moment.JOURNEE, "cantine"),
        ("accueils-de-loisirs", Moment.APRES_MIDI, "après-midi"),
    ],
)
def test_a_case_is_called_as_families_call_it(service, moment, nom):
    activite = creer_activite(service=service)
    creer_creneau(activite, MERCREDI, moment)
    assert case(activite).nom == nom


def test_children_are_counted_by_their_age_on_the_day(activite, matin, famille_martin):
    reserver(matin, famille_martin.lea, famille_martin.hugo, foyer=famille_martin.foyer)
    assert case(activite).ages == (("Les petits", 1), ("Les grands", 1))


def test_a_child_of_no_group_is_counted_apart():
    groupe = Groupe(nom="Les grands", age_min=6, age_max=11)
    assert tranches([groupe], Counter({4: 1, 5: 1})) == (("autres âges", 2),)
    assert tranches([groupe], Counter({6: 1})) == (("Les grands", 1),)


def test_the_database_counts_years_as_the_rule_does(activite, famille_martin):
    """Birthdays, the day before, 29 February, whatever the year."""
    jours = [date(2026, 12, 9), date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 29)]
    naissances = [date(2024, 2, 29), date(2020, 12, 9), date(2020, 12, 10), date(2027, 2, 28)]
    for jour in jours:
        for naissance in [une for une in naissances if une <= jour]:
            Enfant.objects.filter(pk=famille_martin.lea.pk).update(naissance=naissance)
            lus = Enfant.objects.filter(pk=famille_martin.lea.pk).values_list(
                AgeLe(Value(jour, output_field=DateField()), "naissance"), flat=True
            )
            assert lus[0] == age_le(jour, naissance), (jour, naissance)


def test_a_place_held_for_an_offer_is_neither_booked_nor_free(activite, matin):
    Places.objects.filter(creneau=matin).update(prises=1)
    lue = case(activite)
    assert (lue.reservees, lue.proposees, lue.libres) == (0, 1, 2)


def test_whoever_waits_for_a_week_waits_for_each_of_its_days(activite, matin, voisin):
    attendre(voisin.sami, activite, voisin.foyer, "2026-S50", date(2026, 12, 7))
    assert case(activite).attente == 1


def test_who_no_longer_waits_is_not_counted(activite, matin, voisin):
    attente = attendre(voisin.sami, activite, voisin.foyer, "2026-12-09-matin")
    Attente.objects.filter(pk=attente.pk).update(etat=Attente.Etat.REFUSEE)
    assert case(activite).attente == 0


def test_a_closed_day_says_why(activite, matin):
    Places.objects.filter(creneau=matin).update(ouvert=False)
    Fermeture.objects.create(activite=activite, debut=MERCREDI, fin=MERCREDI, motif="Grève")
    lue = case(activite)
    assert (lue.etat, lue.raison) == ("ferme", "Grève")


def test_the_bars_of_a_figure_stay_within_it(activite, matin, famille_martin, voisin):
    reserver(matin, famille_martin.lea, famille_martin.hugo, foyer=famille_martin.foyer)
    Places.objects.filter(creneau=matin).update(prises=3)
    attendre(voisin.sami, activite, voisin.foyer, "2026-12-09-matin")
    [figure] = figures(lire_le_remplissage(Activite.objects.all(), debut=MERCREDI, fin=MERCREDI))
    [barre] = figure.barres
    assert (
        0
        < barre.y_file
        < barre.y_attente
        < barre.y_capacite
        <= barre.y_proposees
        < barre.y_reservees
    )
    assert barre.y_reservees < barre.y_chiffre < barre.base
    assert (barre.chiffre, barre.dedans) == ("2", True)
    assert "Créneau complet : mercredi 9 décembre." in figure.resume


@pytest.mark.parametrize(
    ("vue", "titre"),
    [
        ("semaine", "semaine du 28 décembre 2026 au 3 janvier 2027"),
        ("mois", "décembre 2026"),
        ("?", "décembre 2026"),
    ],
)
def test_a_period_is_said_as_people_say_it(vue, titre):
    assert plage(vue, date(2026, 12, 30)).titre == titre


def test_an_agent_sees_the_month_with_its_chart_and_its_table(
    connecter, agent, activite, matin, famille_martin
):
    reserver(matin, famille_martin.lea, foyer=famille_martin.foyer)
    texte = connecter(agent).get(ADRESSE, {"le": "2026-12-01"}).text
    assert "Décembre 2026" in texte
    assert '<svg role="img"' in " ".join(texte.split())
    assert reverse("reservations_bureau:jour", args=[activite.pk, "2026-12-09"]) in texte


def test_two_activities_of_one_name_are_told_apart_in_the_filter(connecter, agent, activite):
    autre = creer_activite("La Valla")
    lues = re.findall(r"<option value=[^>]*>([^<]*)</option>", connecter(agent).get(ADRESSE).text)
    assert {str(activite), str(autre)} <= set(lues)
    assert activite.nom not in lues


def test_the_sentence_of_a_chart_sets_thousands_apart(activite, matin):
    Places.objects.update(capacite=4080)
    lu = lire_le_remplissage(Activite.objects.all(), debut=MERCREDI, fin=MERCREDI)
    [figure] = figures(lu)
    assert "sur 4\u202f080, soit" in figure.resume


def test_the_filters_of_the_address_are_kept_from_month_to_month(connecter, agent, activite, matin):
    texte = connecter(agent).get(ADRESSE, {"le": "2026-12-01", "activite": activite.pk}).text
    assert (
        f"activite={activite.pk}&amp;le=2027-01-01" in texte
        or f"le=2027-01-01&amp;activite={activite.pk}" in texte
    )


@pytest.mark.parametrize(
    "adresse",
    [
        *("?le=9999-99-99", "?le=x&vue=y", "?activite=²&structure=-1", "?activite=999999"),
        pytest.param(f"?activite={'9' * 5000}", id="digits"),
    ],
)
def test_a_strange_address_shows_this_month(connecter, agent, activite, adresse):
    assert "Novembre 2026" in connecter(agent).get(ADRESSE + adresse).text


def test_an_empty_month_says_what_to_do(connecter, agent, activite):
    assert "ouvrez des créneaux" in connecter(agent).get(ADRESSE).text


def test_the_queries_do_not_grow_with_the_month(
    connecter,
    agent,
    activite,
    famille_martin,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    creer_creneau(activite, MERCREDI, capacite=40)
    navigateur = connecter(agent)
    navigateur.get(ADRESSE)  # what the process reads once
    with django_assert_max_num_queries(21) as lues:
        navigateur.get(ADRESSE, {"le": "2026-12-01", "ages": "oui"})
    autres = creer_mercredis(activite, 3, premier=date(2026, 12, 16), capacite=40)
    autres += creer_mercredis(
        creer_activite("La Valla"), 3, premier=date(2026, 12, 16), capacite=40
    )
    enfants = [
        Enfant(prenom=f"Enfant {rang}", nom="Martin", naissance=date(2018, 1, 1))
        for rang in range(30)
    ]
    for creneau in autres:
        reserver(creneau, *Enfant.objects.bulk_create(enfants), foyer=Foyer.objects.get())
        enfants = [Enfant(prenom=e.prenom, nom=e.nom, naissance=e.naissance) for e in enfants]
    with django_assert_num_queries(len(lues)):
        navigateur.get(ADRESSE, {"le": "2026-12-01", "ages": "oui"})


def test_the_list_of_a_day_names_its_children_and_its_queue(
    connecter, agent, activite, matin, famille_martin, voisin
):
    reserver(matin, famille_martin.lea, foyer=famille_martin.foyer)
    attendre(voisin.sami, activite, voisin.foyer, "2026-12-09-matin")
    texte = (
        connecter(agent)
        .get(reverse("reservations_bureau:jour", args=[activite.pk, "2026-12-09"]))
        .text
    )
    assert "Léa Martin" in texte
    assert "8 ans" in texte
    assert "Sami Benali" in texte


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur"])
def test_only_who_plans_enters(connecter, request, qui):
    assert connecter(request.getfixturevalue(qui)).get(ADRESSE).status_code in (302, 403)


def test_the_booked_children_are_counted_by_the_database(
    activite, matin, famille_martin, voisin, django_assert_num_queries
):
    """One line an age, whatever the number of children: a big town books 60,000 a month."""
    Places.objects.filter(creneau=matin).update(capacite=100)
    reserver(matin, famille_martin.lea, famille_martin.hugo, foyer=famille_martin.foyer)
    jumeaux = [
        Enfant.objects.create(prenom=f"Enfant {n}", nom="Martin", naissance=date(2018, 3, 14))
        for n in range(30)
    ]
    reserver(matin, *jumeaux, foyer=famille_martin.foyer)
    [annee, autre] = sorted(_ages([activite], MERCREDI, MERCREDI)[matin.pk].items())
    assert (annee, autre) == ((5, 1), (8, 31))
    with django_assert_num_queries(1):
        _ages([activite], MERCREDI, MERCREDI)


def test_without_the_ages_a_month_is_counted_and_no_booking_is_read(
    activite, matin, famille_martin, voisin
):
    """A town whose days hold 3,000 children read 70,000 bookings to say how many there were."""
    reserver(matin, famille_martin.lea, foyer=famille_martin.foyer)
    offre = attendre(voisin.sami, activite, voisin.foyer, "2026-12-09-matin")
    echeance = MAINTENANT + timedelta(days=1)
    Attente.objects.filter(pk=offre.pk).update(
        etat=Attente.Etat.PROPOSEE, expire_le=echeance, creneaux=[matin.pk]
    )
    Places.objects.filter(creneau=matin).update(prises=2)  # one booked, one held for the offer
    bornes = {"debut": MERCREDI, "fin": MERCREDI}
    [avec] = lire_le_remplissage(Activite.objects.all(), **bornes).cases_de(0)
    with CaptureQueriesContext(connection) as lues:
        [sans] = lire_le_remplissage(Activite.objects.all(), **bornes, par_age=False).cases_de(0)
    assert (sans.reservees, sans.proposees) == (avec.reservees, avec.proposees) == (1, 1)
    assert (sans.ages, avec.ages) == ((), (("Les grands", 1),))
    assert not any("reservations_reservation" in une["sql"] for une in lues)


def test_the_screen_reads_the_bookings_only_for_the_ages(activite, matin, agent, connecter):
    client = connecter(agent)
    for demandes, lues in (({}, False), ({"ages": "oui"}, True), ({"vue": "semaine"}, True)):
        with CaptureQueriesContext(connection) as contexte:
            assert client.get(ADRESSE, {"le": MERCREDI.isoformat()} | demandes).status_code == 200
        assert any("reservations_reservation" in une["sql"] for une in contexte) is lues
