"""The dashboard's week: who comes each day, what waits to be submitted, the buttons of every week
(G10, G28, G29)."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from famille.models import Enfant, Foyer, Rattachement, Service
from reservations.calendrier.choses_a_faire import _ouvert_jusqu_au
from reservations.calendrier.panneaux import PanneauDesReservations
from reservations.calendrier.semaine import initiales
from reservations.models import LignePanier, Reservation
from reservations.regles.juge import Moment
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.consommation.scene import compter, creer_cantine

pytestmark = pytest.mark.django_db
TABLEAU = reverse("famille:tableau_de_bord")
MERCREDI = date(2026, 11, 25)  # today


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def activite(famille_martin):
    return outils.creer_activite()


def reserve(foyer, enfant, activite, jour, moment=Moment.MATIN, **champs):
    creneau = activite.creneaux.filter(jour=jour, moment=moment).first() or outils.creer_creneau(
        activite, jour, moment
    )
    return Reservation.objects.create(foyer=foyer, enfant=enfant, creneau=creneau, **champs)


def page(connecter, compte):
    return lisible(connecter(compte).get(TABLEAU).text)


def requete(rf, famille):
    une = rf.get(TABLEAU)
    une.user = famille.foyer.responsables.first().utilisateur
    return une


def lu(rf, famille):
    panneau = PanneauDesReservations()
    panneau.lire(requete(rf, famille), [famille.foyer])
    return panneau


def test_a_day_is_one_row_that_says_who_when_and_where(famille_martin, activite, rf):
    foyer, valla = famille_martin.foyer, outils.creer_activite("La Valla")
    for moment in (Moment.APRES_MIDI, Moment.MATIN):
        reserve(foyer, famille_martin.hugo, activite, MERCREDI, moment)
        reserve(foyer, famille_martin.lea, valla, MERCREDI, moment)
    [jour] = lu(rf, famille_martin).carte()["jours"]
    [ensemble] = jour.ensembles
    assert jour.nom == "mercredi 25 novembre"
    assert ensemble.noms == "Léa et Hugo"
    assert ensemble.quoi == "matin et après-midi"
    assert ensemble.lieux == ["La Valla", "La Pingaudière"]
    assert ensemble.reserve


def test_today_is_no_longer_said_booked_once_it_is_over(famille_martin, activite, rf, time_machine):
    """The evening garderie of the town ends at 18:30: until then, its absence is a press away."""
    activite.service, activite.ouvre_a = Service.GARDERIE, time(7, 30)
    activite.midi_a, activite.reprend_a, activite.ferme_a = time(8, 30), time(16, 30), time(18, 30)
    activite.save()
    reserve(famille_martin.foyer, famille_martin.lea, activite, MERCREDI, Moment.APRES_MIDI)
    time_machine.move_to(outils.MAINTENANT.replace(hour=18, minute=15), tick=False)
    carte = lu(rf, famille_martin).carte()
    assert carte["jours"][0].ensembles[0].reserve
    [geste] = carte["gestes"]
    assert geste.phrase.startswith("Léa ne va pas à la garderie ce soir")
    time_machine.move_to(outils.MAINTENANT.replace(hour=18, minute=30), tick=False)
    carte = lu(rf, famille_martin).carte()
    [dite] = carte["jours"][0].ensembles[0].dites
    assert dite.mot == "Pas encore noté"
    assert carte["gestes"] == []


def test_children_of_whom_something_else_is_said_have_their_own_line(famille_martin, activite, rf):
    reserve(famille_martin.foyer, famille_martin.lea, activite, MERCREDI)
    reserve(famille_martin.foyer, famille_martin.hugo, activite, MERCREDI, Moment.APRES_MIDI)
    [jour] = lu(rf, famille_martin).carte()["jours"]
    assert [(e.noms, e.quoi) for e in jour.ensembles] == [("Léa", "matin"), ("Hugo", "après-midi")]


def test_a_school_day_is_said_in_its_order(famille_martin, rf):
    garderie = outils.creer_activite("Garderie", service=Service.GARDERIE)
    midi = outils.creer_activite("Restaurant scolaire", service=Service.RESTAURATION)
    foyer, lea = famille_martin.foyer, famille_martin.lea
    reserve(foyer, lea, garderie, MERCREDI, Moment.APRES_MIDI)
    reserve(foyer, lea, midi, MERCREDI, Moment.JOURNEE)
    reserve(foyer, lea, garderie, MERCREDI, Moment.MATIN)
    [jour] = lu(rf, famille_martin).carte()["jours"]
    [ensemble] = jour.ensembles
    assert ensemble.quoi == "garderie du matin, cantine et garderie du soir"
    assert ensemble.reserve


def test_no_child_of_the_week_is_hidden(famille_martin, activite, connecter):
    prenoms = ["Léa", "Hugo", "Tom", "Zoé", "Ada", "Ben"]
    for rang in range(4):
        enfant = Enfant.objects.create(
            prenom=prenoms[2 + rang], nom="Martin", naissance=date(2019, 1, 1)
        )
        Rattachement.objects.create(
            enfant=enfant, foyer=famille_martin.foyer, debut=date(2019, 1, 1)
        )
    for jour in (25, 26, 27, 28, 30):
        for enfant in Enfant.objects.du([famille_martin.foyer]):
            reserve(famille_martin.foyer, enfant, activite, date(2026, 11, jour))
    lue = page(connecter, famille_martin.camille)
    assert lue.count('class="pf-semaine-jour"') == 5
    semaine = lue.partition('<ul class="pf-semaine">')[2].partition("pf-semaine-gestes")[0]
    for prenom in prenoms:
        assert len(re.findall(rf"\b{prenom}\b", semaine)) == 5, prenom


def test_what_comes_after_the_week_is_counted_by_days(famille_martin, activite, connecter):
    reserve(famille_martin.foyer, famille_martin.lea, activite, MERCREDI)
    for rang in (7, 14, 21):
        for enfant in (famille_martin.lea, famille_martin.hugo):
            reserve(famille_martin.foyer, enfant, activite, MERCREDI + timedelta(days=rang))
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2027, 1, 6))
    lue = page(connecter, famille_martin.camille)
    assert "et 3 autres jours réservés d’ici fin décembre" in lue


def test_days_that_are_further_away_are_not_denied(famille_martin, activite, connecter):
    outils.inscrire(famille_martin.lea, activite)
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2027, 3, 3))
    lue = page(connecter, famille_martin.camille)
    assert "<h2>Les 7 prochains jours</h2>" in lue
    assert "Rien de réservé d’ici une semaine" in lue
    assert ">voir les mois suivants dans le calendrier</a>" in lue


def test_days_of_the_end_of_next_month_are_counted(famille_martin, activite, connecter):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 12, 31))
    assert ">1 jour réservé d’ici fin décembre</a>" in page(connecter, famille_martin.camille)


@pytest.mark.parametrize(
    ("jour", "de_plus"),
    [
        (None, 1),
        (date(2026, 6, 3), 1),  # long over
        (date(2026, 11, 4), 0),  # this month, or the next: no need to ask
        (date(2026, 12, 31), 0),
        (date(2027, 1, 6), 1),
    ],
)
def test_the_first_days_are_booked_once_a_day_ever_was(
    famille_martin, voisin, activite, rf, django_assert_num_queries, jour, de_plus
):
    if jour:
        reserve(famille_martin.foyer, famille_martin.hugo, activite, jour)
    reserve(voisin.foyer, voisin.sami, activite, MERCREDI)
    panneau = lu(rf, famille_martin)
    with django_assert_num_queries(de_plus):
        [etape] = panneau.etapes()
    assert etape.faite == bool(jour)


def test_a_family_whose_meals_are_counted_has_begun(famille_martin, rf):
    compter(famille_martin.foyer, famille_martin.lea, creer_cantine(), date(2026, 3, 3))
    [etape] = lu(rf, famille_martin).etapes()
    assert etape.faite


@pytest.mark.parametrize(
    ("jours", "titre"), [((25, 29), "Cette semaine"), ((25, 30), "Les 7 prochains jours")]
)
def test_its_title_is_true_of_its_days(famille_martin, activite, connecter, jours, titre):
    for jour in jours:
        reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, jour))
    assert f"<h2>{titre}</h2>" in page(connecter, famille_martin.camille)


def test_yesterday_is_over(famille_martin, activite, connecter):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 24))
    reserve(famille_martin.foyer, famille_martin.lea, activite, MERCREDI)
    lue = page(connecter, famille_martin.camille)
    assert "mardi 24 novembre" not in lue
    assert "mercredi 25 novembre" in lue


def test_an_announced_absence_is_seen(famille_martin, activite, connecter):
    reserve(
        famille_martin.foyer,
        famille_martin.lea,
        activite,
        date(2026, 11, 26),
        absence_annoncee_le=outils.MAINTENANT,
    )
    assert "Absence annoncée" in page(connecter, famille_martin.camille)


@pytest.mark.parametrize(
    ("combien", "phrase"),
    [
        (1, "1 changement de réservation n’est pas encore soumis."),
        (3, "3 changements de réservation ne sont pas encore soumis."),
    ],
)
def test_what_waits_in_the_basket_is_a_thing_to_do(
    famille_martin, activite, connecter, combien, phrase
):
    for rang in range(combien):
        LignePanier.objects.create(
            foyer=famille_martin.foyer,
            enfant=famille_martin.lea,
            activite=activite,
            bloc=f"2026-12-{9 + rang:02}-matin",
            action="reserver",
        )
    lue = page(connecter, famille_martin.camille)
    assert phrase in lue
    assert reverse("reservations:recapitulatif") in lue


def test_a_choice_past_its_deadline_is_no_longer_to_submit(famille_martin, activite, connecter):
    """The summary no longer shows it: the dashboard does not send there for it."""
    trop_tard, encore = (
        LignePanier.objects.create(
            foyer=famille_martin.foyer,
            enfant=famille_martin.lea,
            activite=activite,
            bloc=bloc,
            action="reserver",
        )
        for bloc in ("2026-11-27-matin", "2026-12-09-matin")
    )
    lue = page(connecter, famille_martin.camille)
    assert "1 changement de réservation n’est pas encore soumis." in lue
    assert "à temps" not in lue
    encore.delete()
    lue = page(connecter, famille_martin.camille)
    assert "Un choix n’a pas été soumis à temps : sa date limite est passée." in lue
    assert "pas encore soumis" not in lue
    trop_tard.delete()
    assert "à temps" not in page(connecter, famille_martin.camille)


def test_the_neighbour_sees_nothing_of_it(famille_martin, voisin, activite, connecter):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 26))
    lue = page(connecter, voisin.nadia)
    assert "pf-semaine" not in lue
    assert "Léa" not in lue


def test_booking_says_until_when_days_are_open(famille_martin, activite, rf):
    dit = lambda: lu(rf, famille_martin).boutons()[0].precision  # noqa: E731
    assert dit() == "demander une place"
    outils.inscrire(famille_martin.lea, activite, fin=date(2027, 3, 31))
    assert dit() == "pas encore ouvert"
    outils.ouvrir(activite, date(2026, 12, 1), date(2027, 1, 31))
    assert dit() == "jusqu’au 31 jan."
    outils.ouvrir(activite, date(2027, 2, 1), date(2027, 7, 2))
    assert dit() == "jusqu’au 31 mars"  # where the registration ends


def test_another_child_s_opening_opens_nothing(famille_martin, voisin, activite, rf):
    outils.inscrire(famille_martin.lea, outils.creer_activite("La Valla"))
    outils.inscrire(voisin.sami, activite)
    outils.ouvrir(activite, date(2026, 12, 1), date(2027, 1, 31))
    assert lu(rf, famille_martin).boutons()[0].precision == "pas encore ouvert"
    assert lu(rf, voisin).boutons()[0].precision == "jusqu’au 31 jan."


def test_what_was_used_this_month_is_counted(famille_martin, activite, rf):
    assert lu(rf, famille_martin).sujets()[0].dit == "novembre : rien pour le moment"
    for jour in (4, 18, 25):
        reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, jour))
    reserve(famille_martin.foyer, famille_martin.hugo, activite, date(2026, 11, 25))
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 12, 2))
    assert lu(rf, famille_martin).sujets()[0].dit == "novembre : 3 jours réservés"


def test_a_meal_counted_as_missed_is_not_among_those_taken(famille_martin, rf):
    cantine = creer_cantine()
    compter(famille_martin.foyer, famille_martin.lea, cantine, date(2026, 11, 5))
    manque = date(2026, 11, 6)
    compter(
        famille_martin.foyer,
        famille_martin.lea,
        cantine,
        manque,
        presence=Reservation.Presence.ABSENT,
    )
    assert lu(rf, famille_martin).sujets()[0].dit == "novembre : 1 repas pris"


def test_two_children_whose_names_begin_alike_are_told_apart():
    lettres = lambda *noms: [u.lettres for u in initiales(dict(enumerate(noms))).values()]  # noqa: E731
    assert lettres("Léa", "Hugo") == ["L", "H"]
    assert lettres("Jean", "Jeanne", "Jules") == ["Jean", "Jeann", "Ju"]
    assert lettres("Sami", "Sami") == ["S", "S"]  # two colours, and two names to the ear


@pytest.mark.parametrize("nombre", [1, 30])
def test_it_takes_two_queries_beside_the_children(
    nombre, famille_martin, activite, rf, django_assert_num_queries
):
    for rang in range(nombre):
        jour = MERCREDI + timedelta(days=rang)
        reserve(famille_martin.foyer, famille_martin.lea, activite, jour)
        Foyer.objects.create(numero=f"2026-02{rang:03}", nom="Martin")
    foyers = list(Foyer.objects.all())
    panneau, request = PanneauDesReservations(), requete(rf, famille_martin)
    with django_assert_num_queries(3):
        panneau.lire(request, foyers)
        panneau.carte(), panneau.a_faire(), panneau.boutons(), panneau.sujets(), panneau.etapes()
    assert len(panneau.carte()["jours"]) == min(nombre, 7)
    assert panneau.carte()["autres"] == max(0, nombre - 7)


@pytest.mark.sqlite
def test_what_is_open_to_a_household_is_read_from_its_children(famille_martin, activite):
    """All who were registered in the activity were read, of whatever household."""
    outils.inscrire(famille_martin.lea, activite)
    ouverture = outils.ouvrir(activite)
    ouvert = _ouvert_jusqu_au([famille_martin.foyer.pk], outils.MAINTENANT, MERCREDI)
    assert [une["jusqu_au"] for une in ouvert] == [ouverture.fin]
    [lus] = [une for une in ouvert.explain().splitlines() if "reservations_inscription " in une]
    assert "(enfant_id=?" in lus
