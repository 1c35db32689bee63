"""The consumption of a month: presences in words, prices, what is free; only what this household
booked (G11)."""

from datetime import date, datetime, time

import pytest
from django.urls import reverse

from famille.models import QuotientFamilial
from famille.socle.dire import centimes_en_euros
from reservations import actions
from reservations.consommation.lignes import lire_consommations
from reservations.consommation.page import lire_consommation
from reservations.lecture.filtres import Mois
from reservations.models import Activite, ReglageReservations, Reservation
from reservations.regles.juge import PARIS, Moment, Unite
from tests.reservations import outils
from tests.reservations.consommation.scene import compter, creer_cantine
from tests.reservations.payeurs.outils import droit, payeur
from tests.reservations.tarifs.test_prix import creer_grille

pytestmark = pytest.mark.django_db
NOVEMBRE = Mois(2026, 11)
PAGE = reverse("reservations:consommation")
Presence = Reservation.Presence


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def activite(famille_martin):
    activite = outils.creer_activite()
    outils.creer_calendrier()
    outils.ouvrir(activite)
    outils.inscrire(famille_martin.lea, activite)
    return activite


@pytest.fixture
def cantine(db):
    return creer_cantine()


def reserve(foyer, enfant, activite, jour, moment=Moment.MATIN, presence=Presence.PREVU):
    creneau = activite.creneaux.filter(jour=jour, moment=moment).first() or outils.creer_creneau(
        activite, jour, moment
    )
    return Reservation.objects.create(
        foyer=foyer, enfant=enfant, creneau=creneau, presence=presence
    )


@pytest.fixture
def mois(famille_martin, activite):
    """Four Wednesday mornings of November, each with its presence, and the afternoon of the
    last."""
    presences = [Presence.PRESENT, Presence.ABSENT, Presence.ABSENT_JUSTIFIE, Presence.PREVU]
    for jour, presence in zip((4, 12, 18, 25), presences, strict=True):
        reserve(
            famille_martin.foyer,
            famille_martin.lea,
            activite,
            date(2026, 11, jour),
            presence=presence,
        )
    reserve(
        famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 25), Moment.APRES_MIDI
    )


def lire(famille, mois=NOVEMBRE):
    return lire_consommation([famille.foyer], mois, outils.MAINTENANT)


def lignes(famille, mois=NOVEMBRE):
    return [ligne for un in lire(famille, mois) for une in un.consommations for ligne in une.lignes]


@pytest.mark.usefixtures("mois")
def test_each_day_says_in_words_whether_the_child_came(famille_martin):
    assert [(une.jour, une.dit, une.presences[0].mot) for une in lignes(famille_martin)] == [
        ("mercredi 4 novembre", "matin", "Présence"),
        ("jeudi 12 novembre", "matin", "Absence"),
        ("mercredi 18 novembre", "matin", "Absence justifiée"),
        ("mercredi 25 novembre", "matin et après-midi", "Prévu"),
    ]


@pytest.mark.usefixtures("mois")
def test_what_is_over_and_not_ticked_is_said(famille_martin, time_machine):
    time_machine.move_to(date(2026, 11, 26), tick=False)
    demain = datetime(2026, 11, 26, tzinfo=PARIS)
    [foyer] = lire_consommation([famille_martin.foyer], NOVEMBRE, demain)
    assert foyer.consommations[0].lignes[-1].presences[0].mot == "Pas encore noté"


@pytest.mark.usefixtures("mois")
@pytest.mark.parametrize(
    ("heure", "mot", "dit"),
    [(18, "Prévu", "2 à venir"), (20, "Pas encore noté", "2 pas encore notées")],
)
def test_today_is_over_once_its_last_part_has_ended(famille_martin, heure, mot, dit):
    Activite.objects.update(ouvre_a=time(7, 30), midi_a=time(12), ferme_a=time(19))
    soir = outils.MAINTENANT.replace(hour=heure)
    [foyer] = lire_consommation([famille_martin.foyer], NOVEMBRE, soir)
    assert foyer.consommations[0].lignes[-1].presences[0].mot == mot
    assert dit in foyer.consommations[0].en_bref


@pytest.mark.usefixtures("mois")
def test_in_short(famille_martin):
    [foyer] = lire(famille_martin)
    assert foyer.consommations[0].en_bref == (
        "5 demi-journées : 1 présence, 1 absence, 1 absence justifiée, 2 à venir"
    )


@pytest.mark.usefixtures("mois")
def test_an_excused_absence_is_not_charged_and_the_others_are(famille_martin, activite):
    creer_grille(activite)
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=800, debut=date(2026, 1, 1))
    [foyer] = lire(famille_martin)
    prix = [une.prix for une in foyer.consommations[0].lignes]
    assert prix == ["5,60\u00a0€", "5,60\u00a0€", "non facturé", "11,20\u00a0€"]
    assert foyer.total == "22,40\u00a0€"
    assert foyer.avis == []


@pytest.mark.usefixtures("mois")
def test_without_a_known_quotient_it_says_that_the_highest_price_is_shown(famille_martin, activite):
    creer_grille(activite)
    [foyer] = lire(famille_martin)
    assert foyer.total == "22,40\u00a0€"
    assert "Nous ne connaissons pas votre quotient" in foyer.avis[0]


@pytest.mark.usefixtures("mois")
def test_without_a_grid_no_price_is_made_up(famille_martin):
    [foyer] = lire(famille_martin)
    assert foyer.total == ""
    assert {une.prix for une in foyer.consommations[0].lignes} == {"prix non publié", "non facturé"}
    assert "pas encore publié" in foyer.avis[0]


def test_a_week_has_a_line_a_day_and_one_price(famille_martin):
    ados = outils.creer_activite("Pôle Ados", unite_vacances=Unite.SEMAINE)
    outils.creer_calendrier()
    creer_grille(ados, unite="semaine", tranches=((None, "45.00"),))
    for jour, presence in (
        (21, Presence.ABSENT_JUSTIFIE),
        (22, Presence.PREVU),
        (23, Presence.PREVU),
    ):
        reserve(
            famille_martin.foyer,
            famille_martin.lea,
            ados,
            date(2026, 12, jour),
            Moment.JOURNEE,
            presence=presence,
        )
    [foyer] = lire(famille_martin, Mois(2026, 12))
    [ados] = foyer.consommations
    assert [une.prix for une in ados.lignes] == ["30,00\u00a0€", "compris", "compris"]
    assert ados.lignes[0].note == "Absence justifiée pour 1 sur 3 : cette part n’est pas facturée."
    assert ados.en_bref.startswith("1 semaine : ")


def test_the_two_halves_of_a_day_may_differ(famille_martin, activite):
    activite.unite_scolaire = Unite.JOURNEE
    activite.save()
    jour = date(2026, 11, 4)
    reserve(famille_martin.foyer, famille_martin.lea, activite, jour, presence=Presence.PRESENT)
    reserve(
        famille_martin.foyer, famille_martin.lea, activite, jour, Moment.APRES_MIDI, Presence.ABSENT
    )
    [une] = lignes(famille_martin)
    assert [(dite.moment, dite.mot) for dite in une.presences] == [
        ("matin", "Présence"),
        ("après-midi", "Absence"),
    ]


@pytest.mark.parametrize(
    ("aide", "prix", "blocs"),
    [
        ({"par_jour": 4}, "7,20\u00a0€", ["Matin", "Après-midi"]),
        ({"pourcent": 50}, "5,60\u00a0€", ["Matin et après-midi, chacun"]),
    ],
)
def test_a_price_of_two_half_days_says_which_of_them_it_explains(
    famille_martin, activite, aide, prix, blocs
):
    """Before: « Prix de 5,60 €…, il vous reste 1,60 € », beside 7,20 €."""
    creer_grille(activite)
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=800, debut=date(2026, 1, 1))
    droit(payeur(), famille_martin.foyer, **aide)
    for moment in (Moment.MATIN, Moment.APRES_MIDI):
        reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 25), moment)
    [une] = lignes(famille_martin)
    assert une.prix == prix
    bloc, _deux_points, dit = une.note.partition("\u00a0: ")
    assert bloc in blocs
    assert dit.startswith("prix de 5,60\u00a0€")
    assert dit.count("prix de") == 1


def test_what_the_other_home_booked_is_not_shown(famille_martin, voisin, activite, connecter):
    lea = famille_martin.lea
    lea.rattachements.create(foyer=voisin.foyer, debut=date(2026, 1, 1))
    reserve(voisin.foyer, lea, activite, date(2026, 11, 4), presence=Presence.PRESENT)
    assert lire(famille_martin) == []
    assert (
        "n’a rien réservé en novembre 2026"
        in connecter(famille_martin.camille).get(PAGE).content.decode()
    )
    assert "mercredi 4 novembre" in connecter(voisin.nadia).get(PAGE).content.decode().lower()


@pytest.mark.usefixtures("mois")
def test_the_page_keeps_the_month_in_its_address(famille_martin, connecter):
    navigateur = connecter(famille_martin.camille)
    page = navigateur.get(PAGE).content.decode()
    assert "Consommation de novembre 2026" in page
    decembre = reverse("reservations:consommation_du_mois", args=["2026-12"])
    assert decembre in page
    assert "Consommation de décembre 2026" in navigateur.get(decembre).content.decode()


@pytest.mark.parametrize("faux", ["2026-13", "novembre", "1900-01", "2026-11-04", "²-1"])
def test_what_is_not_a_month_is_not_found(famille_martin, connecter, faux):
    adresse = f"{PAGE}{faux}/"
    assert connecter(famille_martin.camille).get(adresse).status_code == 404


@pytest.mark.parametrize("combien", [1, 30])
def test_it_costs_the_same_whatever_the_month_holds(
    famille_martin, activite, combien, django_assert_num_queries
):
    creer_grille(activite)
    for rang in range(combien):
        reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 1 + rang))
    with django_assert_num_queries(11):
        assert len(lignes(famille_martin)) == combien


def test_a_justified_absence_reaches_the_page_from_the_action(
    famille_martin, activite, agent, connecter
):
    reserve(
        famille_martin.foyer,
        famille_martin.lea,
        activite,
        date(2026, 11, 4),
        presence=Presence.ABSENT,
    )
    actions.justifier_absences(
        famille_martin.lea, debut=date(2026, 11, 2), fin=date(2026, 11, 6), par=agent
    )
    assert "Absence justifiée" in connecter(famille_martin.camille).get(PAGE).content.decode()


def test_meals_counted_by_a_file_stand_beside_the_bookings(famille_martin, activite, cantine):
    reserve(
        famille_martin.foyer,
        famille_martin.lea,
        activite,
        date(2026, 11, 4),
        presence=Presence.PRESENT,
    )
    for jour in (5, 6):
        compter(famille_martin.foyer, famille_martin.lea, cantine, date(2026, 11, jour))
    compter(
        famille_martin.foyer,
        famille_martin.lea,
        cantine,
        date(2026, 11, 9),
        presence=Presence.ABSENT,
    )
    [foyer] = lire(famille_martin)
    [(enfant, siennes)] = foyer.en_bref
    assert enfant == famille_martin.lea
    assert [(une.activite, une.unites) for une in siennes] == [
        (str(activite), "1 demi-journée"),
        (str(cantine), "3 repas"),
    ]
    assert siennes[1].en_bref == "3 repas : 2 présences, 1 absence"
    compter(famille_martin.foyer, famille_martin.hugo, cantine, date(2026, 11, 5), 2)
    assert lire(famille_martin)[0].en_bref[1][1][0].en_bref == "2 repas en 1 jour"
    compter(
        famille_martin.foyer,
        famille_martin.hugo,
        cantine,
        date(2026, 11, 6),
        2,
        presence=Presence.ABSENT,
    )
    de_hugo = lire(famille_martin)[0].en_bref[1][1][0]
    assert de_hugo.en_bref == "4 repas : 2 présences, 2 absences"  # meals, not days
    assert next((une.dit, une.prix) for une in siennes[1].lignes) == ("1 repas", "3,40\u00a0€")


def test_what_the_page_says_is_what_invoices_read(famille_martin, activite, cantine):
    creer_grille(activite)
    ados = outils.creer_activite("Pôle Ados", unite_scolaire=Unite.SEMAINE)
    creer_grille(ados, unite="semaine", tranches=((None, "46.00"),))
    for rang, presence in enumerate([*Presence, *Presence]):
        reserve(
            famille_martin.foyer,
            famille_martin.lea,
            activite,
            date(2026, 11, 2 + rang),
            presence=presence,
        )
        reserve(
            famille_martin.foyer,
            famille_martin.hugo,
            ados,
            date(2026, 11, 2 + rang),
            Moment.JOURNEE,
            presence,
        )
        compter(
            famille_martin.foyer,
            famille_martin.lea,
            cantine,
            date(2026, 11, 2 + rang),
            presence=presence,
        )
    apres = date(2026, 12, 2)
    le_soir = datetime(2026, 12, 2, tzinfo=PARIS)
    [foyer] = lire_consommation([famille_martin.foyer], NOVEMBRE, le_soir)
    lignes = lire_consommations(NOVEMBRE, foyers=[famille_martin.foyer.pk], aujourdhui=apres)
    assert foyer.total == centimes_en_euros(
        int(sum(ligne.prix.montant for ligne in lignes if ligne.raison.facturable) * 100)
    )


def test_a_price_tells_how_it_is_made(famille_martin, activite, connecter):
    creer_grille(activite)
    reserve(
        famille_martin.foyer,
        famille_martin.lea,
        activite,
        date(2026, 11, 4),
        presence=Presence.PRESENT,
    )
    page = connecter(famille_martin.camille).get(PAGE).content.decode()
    assert "délibération n° 2026-112 du 25 juin 2026" in page


def test_a_town_that_waits_for_the_tick_shows_no_price_before_it(famille_martin, activite):
    creer_grille(activite)
    ReglageReservations.objects.create(facturer_non_pointees=False)
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 4))
    [foyer] = lire(famille_martin)
    assert foyer.consommations[0].lignes[0].prix == "en attente"
    assert foyer.total == "0,00\u00a0€"
