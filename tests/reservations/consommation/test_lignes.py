"""What invoices read of a month: bookings and imported counts as the same lines, with prices and
their computation."""

import json
from datetime import date
from decimal import Decimal

import pytest

from famille.models import QuotientFamilial, Service
from reservations.lecture.filtres import Mois
from reservations.models import Activite, ReglageReservations, Reservation
from reservations.regles.consommation import Anomalie, Statut
from reservations.regles.juge import Moment, Unite
from tests.reservations import outils
from tests.reservations.consommation.scene import compter, creer_cantine, lire, reserve
from tests.reservations.tarifs.test_prix import creer_grille

pytestmark = pytest.mark.django_db
DECEMBRE_PASSE = date(2027, 1, 4)
Presence = Reservation.Presence


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


def test_a_presence_is_charged_at_its_price_with_its_computation(famille_martin, activite):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 4))
    [ligne] = lire()
    assert (ligne.quoi.foyer, ligne.quoi.enfant, ligne.quoi.activite) == (
        famille_martin.foyer.pk,
        famille_martin.lea.pk,
        activite.pk,
    )
    assert (ligne.prix.quantite, ligne.prix.unitaire, ligne.prix.montant) == (
        1,
        Decimal("5.60"),
        Decimal("5.60"),
    )
    assert (ligne.prix.unite, ligne.raison.statut, ligne.raison.facturable, ligne.raison.motif) == (
        "demi-journee",
        Statut.PRESENT,
        True,
        "",
    )
    assert ligne.libelle == "La Pingaudière · Accueil de loisirs, matin"
    assert ligne.activite.service == "accueils-de-loisirs"
    assert ligne.raison.anomalies == ()
    assert json.loads(json.dumps(ligne.raison.calcul)) == ligne.raison.calcul
    assert ligne.raison.calcul["phrases"] == [
        "Tarif en vigueur depuis le 1er septembre 2026 (délibération n° 2026-112 du 25 juin 2026).",
        "Quotient familial de 800, valable depuis le 1er janvier 2026 : tranche au-dessus de 600.",
    ]
    assert (Decimal(ligne.raison.calcul["quotient"]), ligne.raison.calcul["quotient_du"]) == (
        800,
        "2026-01-01",
    )


def test_what_was_counted_comes_in_the_order_of_its_days(famille_martin):
    """Before, an invoice and what is to be looked at had them in an order of their own."""
    cantine = creer_cantine()
    Activite.objects.filter(pk=cantine.pk).update(unite_scolaire=Unite.JOURNEE)
    jours = [date(2026, 11, jour) for jour in (2, 3, 5, 6, 9, 10, 12, 13)]
    for jour in reversed(jours):
        compter(famille_martin.foyer, famille_martin.lea, cantine, jour)
    assert [ligne.jour for ligne in lire()] == jours


@pytest.mark.parametrize(
    ("service", "unite", "moment", "dite"),
    [
        (Service.GARDERIE, Unite.DEMI_JOURNEE, Moment.MATIN, ", garderie du matin"),
        (Service.GARDERIE, Unite.JOURNEE, Moment.JOURNEE, ", garderie"),
        (Service.RESTAURATION, Unite.JOURNEE, Moment.JOURNEE, ""),
        (Service.ACCUEILS_DE_LOISIRS, Unite.JOURNEE, Moment.JOURNEE, ", journée"),
    ],
)
def test_a_part_of_a_school_day_has_its_name_of_the_dashboard(
    famille_martin, activite, service, unite, moment, dite
):
    """Before, a meal was "journée", and a garderie "matin"."""
    Activite.objects.update(service=service, unite_scolaire=unite)
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 4), moment)
    [ligne] = lire()
    assert ligne.libelle == f"La Pingaudière · Accueil de loisirs{dite}"


@pytest.mark.parametrize(
    ("presence", "statut", "facturable", "montant"),
    [
        (Presence.ABSENT, Statut.ABSENT, True, "5.60"),
        (Presence.ABSENT_JUSTIFIE, Statut.ABSENT_JUSTIFIE, False, "0.00"),
        (Presence.PREVU, Statut.PAS_NOTEE, True, "5.60"),
    ],
)
def test_an_absence_is_charged_unless_excused(
    famille_martin, activite, presence, statut, facturable, montant
):
    reserve(
        famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 4), presence=presence
    )
    [ligne] = lire()
    assert (ligne.raison.statut, ligne.raison.facturable, ligne.prix.montant) == (
        statut,
        facturable,
        Decimal(montant),
    )
    assert bool(ligne.raison.motif) is not facturable


def test_a_day_to_come_is_an_estimate_and_not_charged_yet(famille_martin, activite):
    reserve(
        famille_martin.foyer,
        famille_martin.lea,
        activite,
        date(2026, 11, 25),
        presence=Presence.PREVU,
    )
    [ligne] = lire()
    assert (ligne.raison.facturable, ligne.raison.a_venir, ligne.prix.montant) == (
        False,
        True,
        Decimal("5.60"),
    )
    assert lire(aujourdhui=date(2026, 11, 26))[0].raison.facturable


def test_a_town_may_wait_for_the_tick(famille_martin, activite):
    ReglageReservations.objects.create(facturer_non_pointees=False)
    reserve(
        famille_martin.foyer,
        famille_martin.lea,
        activite,
        date(2026, 11, 4),
        presence=Presence.PREVU,
    )
    [ligne] = lire()
    assert (ligne.raison.facturable, ligne.raison.anomalies) == (False, (Anomalie.PAS_NOTEE,))
    assert "pas encore notée" in ligne.raison.motif


def test_a_week_excused_in_part_is_charged_for_the_rest(famille_martin):
    outils.creer_calendrier()
    ados = outils.creer_activite("Pôle Ados", unite_vacances=Unite.SEMAINE)
    creer_grille(ados, unite="semaine", tranches=((None, "46.00"),))
    presences = [Presence.PRESENT, Presence.ABSENT_JUSTIFIE, Presence.ABSENT]
    for jour, presence in zip((21, 22, 23), presences, strict=True):
        reserve(
            famille_martin.foyer,
            famille_martin.lea,
            ados,
            date(2026, 12, jour),
            Moment.JOURNEE,
            presence,
        )
    [ligne] = lire(Mois(2026, 12), aujourdhui=DECEMBRE_PASSE)
    assert (ligne.prix.quantite, ligne.prix.unite, ligne.prix.unitaire) == (
        2,
        "journee",
        Decimal("15.33"),
    )
    assert ligne.prix.montant == Decimal("30.66")
    assert ligne.libelle == "Pôle Ados · Accueil de loisirs, semaine du 21 au 23 décembre 2026"
    assert "Absence justifiée pour 1 sur 3" in " ".join(ligne.raison.calcul["phrases"])


def test_a_week_is_of_the_month_of_its_first_day(famille_martin):
    outils.creer_calendrier()
    ados = outils.creer_activite("Pôle Ados", unite_vacances=Unite.SEMAINE)
    for jour in (date(2026, 12, 31), date(2027, 1, 2)):
        reserve(famille_martin.foyer, famille_martin.lea, ados, jour, Moment.JOURNEE)
    assert len(lire(Mois(2026, 12))) == 1
    assert lire(Mois(2027, 1)) == []


def test_a_day_priced_by_its_halves_counts_them(famille_martin, activite):
    activite.unite_scolaire = Unite.JOURNEE
    activite.save()
    for moment in (Moment.MATIN, Moment.APRES_MIDI):
        reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 4), moment)
    [ligne] = lire()
    assert (ligne.prix.quantite, ligne.prix.unite, ligne.prix.montant) == (
        2,
        "demi-journee",
        Decimal("11.20"),
    )


def test_a_count_is_a_line_like_the_others(famille_martin, cantine):
    compte = compter(famille_martin.foyer, famille_martin.lea, cantine, date(2026, 11, 5))
    [ligne] = lire()
    assert (ligne.libelle, ligne.prix.unite, ligne.activite.service) == (
        str(cantine),
        "repas",
        "restauration",
    )
    assert (ligne.prix.quantite, ligne.prix.montant, ligne.raison.facturable) == (
        1,
        Decimal("3.40"),
        True,
    )
    assert ligne.quoi.source == compte.source


def test_a_count_of_hours_is_rounded_once(famille_martin, cantine):
    cantine.unite_comptee = "heure"
    cantine.save()
    creer_grille(cantine, unite="heure", tranches=((None, "1.55"),))
    compter(famille_martin.foyer, famille_martin.lea, cantine, date(2026, 11, 5), Decimal("7.5"))
    [ligne] = lire()
    assert ligne.prix.montant == Decimal("11.63")


def test_a_day_booked_and_counted_is_one_line(famille_martin, cantine):
    cantine.unite_scolaire = "journee"
    cantine.save()
    reserve(famille_martin.foyer, famille_martin.lea, cantine, date(2026, 11, 5), Moment.JOURNEE)
    reserve(famille_martin.foyer, famille_martin.lea, cantine, date(2026, 11, 6), Moment.JOURNEE)
    compter(famille_martin.foyer, famille_martin.lea, cantine, date(2026, 11, 5))
    lignes = {ligne.jour.day: ligne for ligne in lire()}
    assert [(jour, une.prix.unite, une.prix.montant) for jour, une in sorted(lignes.items())] == [
        (5, "repas", Decimal("3.40")),
        (6, "repas", Decimal("3.40")),
    ]


def test_a_count_put_back_to_nothing_is_no_line(famille_martin, cantine):
    compter(famille_martin.foyer, famille_martin.lea, cantine, date(2026, 11, 5), 0)
    assert lire() == []


def test_what_is_odd_is_said(famille_martin, activite, cantine):
    QuotientFamilial.objects.all().delete()
    sans_tarif = outils.creer_activite("La Valla")
    gratuit = outils.creer_activite("Ludothèque")
    creer_grille(gratuit, tranches=((None, "0"),))
    for une in (activite, sans_tarif, gratuit):
        reserve(famille_martin.foyer, famille_martin.lea, une, date(2026, 11, 4))
    lignes = {ligne.quoi.activite: ligne for ligne in lire()}
    assert lignes[activite.pk].raison.anomalies == (Anomalie.SANS_QUOTIENT,)
    assert lignes[gratuit.pk].raison.anomalies == (Anomalie.PRIX_NUL,)
    assert lignes[sans_tarif.pk].raison.anomalies == (Anomalie.SANS_TARIF,)
    assert (lignes[sans_tarif.pk].raison.facturable, lignes[sans_tarif.pk].prix.montant) == (
        False,
        None,
    )
    assert "pas encore publié" in lignes[sans_tarif.pk].raison.motif


def test_only_the_households_and_the_activities_asked(famille_martin, voisin, activite, cantine):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 4))
    compter(voisin.foyer, voisin.sami, cantine, date(2026, 11, 5))
    assert [une.quoi.foyer for une in lire()] == sorted([famille_martin.foyer.pk, voisin.foyer.pk])
    assert [une.quoi.activite for une in lire(activites=[cantine.pk])] == [cantine.pk]
    assert [une.quoi.activite for une in lire(foyers=[famille_martin.foyer.pk])] == [activite.pk]
    assert lire(foyers=[]) == lire(activites=[]) == []


@pytest.mark.parametrize("combien", [1, 30])
def test_it_costs_ten_queries_whatever_the_month_holds(
    famille_martin, voisin, activite, cantine, combien, django_assert_num_queries
):
    for rang in range(combien):
        reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 1 + rang))
        compter(voisin.foyer, voisin.sami, cantine, date(2026, 11, 1 + rang))
    with django_assert_num_queries(10):
        assert len(lire()) == 2 * combien
