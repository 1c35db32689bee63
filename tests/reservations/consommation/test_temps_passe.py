"""A garderie booked by the part of a day and billed by the half-hour begun: from the touches of the
door to the line of the invoice."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.forms import model_to_dict
from django.urls import reverse

from famille.models import AdresseFoyer, Facture, Service
from famille.travaux import actions as travaux
from reservations.facturation.actions import commencer_campagne
from reservations.lecture.filtres import Mois
from reservations.models import Activite, GrilleTarifaire, Passage, Reservation
from reservations.presences.actions import Pointage, pointer
from reservations.presences.passages.actions import Depart, noter_les_departs
from reservations.regles.consommation import Statut
from reservations.regles.juge import PARIS, Moment, Unite
from reservations.tarifs.faits import lire_grilles
from reservations.tarifs.grille_dite import dire_la_grille
from reservations.tarifs.prix import nombre_d_unites
from tests.reservations import outils
from tests.reservations.consommation.scene import compter, lire, reserve
from tests.reservations.tarifs.test_prix import creer_grille

pytestmark = pytest.mark.django_db
JEUDI = date(2026, 11, 5)
Presence = Reservation.Presence
HEURES = {
    "ouvre_a": time(7, 30),
    "midi_a": time(8, 30),
    "reprend_a": time(16, 30),
    "ferme_a": time(18, 30),
}


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-09 10:00+01:00", tick=False)


@pytest.fixture
def garderie(directrice, famille_martin):
    outils.creer_calendrier()
    activite = outils.creer_activite(
        "Garderie",
        unite_scolaire="demi-journee",
        unite_vacances="",
        unite_comptee="demi-heure",
        service=Service.GARDERIE,
        jours_scolaires=[0, 1, 3, 4],
        **HEURES,
    )
    activite.structure.directeurs.add(directrice)
    creer_grille(activite, unite="demi-heure", tranches=((None, "0.85"),), non_consommee=50)
    AdresseFoyer.objects.filter(foyer=famille_martin.foyer).update(dans_agglomeration=True)
    return activite


def part(famille, garderie, moment=Moment.APRES_MIDI, presence=Presence.PRESENT):
    return reserve(famille.foyer, famille.lea, garderie, JEUDI, moment, presence=presence)


def passer(reservation, sens, heure):
    le = datetime.combine(JEUDI, heure, PARIS)
    champs = {"creneau": reservation.creneau, "enfant": reservation.enfant}
    Passage.objects.create(foyer=reservation.foyer, sens=sens, le=le, note_le=le, **champs)


def montants(**choix):
    return [(une.prix.quantite, une.prix.montant, une.raison.statut) for une in lire(**choix)]


def test_from_the_touches_of_the_door_to_the_line_of_the_invoice(
    famille_martin, garderie, directrice, agent, time_machine
):
    soir = part(famille_martin, garderie, presence=Presence.PREVU)
    arrivee, depart = (datetime.combine(JEUDI, une, PARIS) for une in (time(16, 35), time(17, 40)))
    time_machine.move_to(arrivee, tick=False)
    [tique] = pointer([Pointage(soir.pk, Presence.PRESENT, arrivee)], par=directrice)
    assert tique.issue == "fait"
    time_machine.move_to(depart, tick=False)
    [parti] = noter_les_departs(
        [Depart(soir.pk, "autre", depart, nom="Odette", motif="appel", a=depart)], par=directrice
    )
    assert parti.issue == "fait"
    time_machine.move_to("2026-12-01 10:00+01:00", tick=False)
    campagne = commencer_campagne(Mois(2026, 11), Activite.objects.all(), par=agent)
    travaux.executer(campagne.travail_id)
    [ligne] = Facture.objects.get().lignes.all()
    # 65 minutes: three half-hours begun
    assert (ligne.quantite, ligne.prix_unitaire) == (3, Decimal("0.85"))
    assert ligne.montant == Decimal("2.55")
    dites = " ".join(ligne.calcul["phrases"]).replace("\xa0", " ")
    assert "garderie du soir de 16 h 35 à 17 h 40" in dites
    assert "Toute demi-heure commencée est due." in dites


def test_without_any_hour_the_whole_part_is_due(famille_martin, garderie):
    part(famille_martin, garderie, Moment.MATIN)
    soir = part(famille_martin, garderie)
    assert montants() == [(6, Decimal("5.10"), Statut.PRESENT)]
    passer(soir, "depart", time(16, 50))
    assert montants() == [(3, Decimal("2.55"), Statut.PRESENT)]  # two of the morning, one


def test_what_is_booked_and_not_taken_is_its_part_of_the_whole_slot(famille_martin, garderie):
    part(famille_martin, garderie, presence=Presence.ABSENT)
    [ligne] = lire()
    # half of four half-hours
    assert (ligne.prix.quantite, ligne.prix.montant) == (2, Decimal("1.70"))
    Reservation.objects.update(presence=Presence.ABSENT_JUSTIFIE)
    [ligne] = lire()
    assert (ligne.raison.facturable, ligne.prix.montant) == (False, Decimal("0.00"))


def test_an_hour_noted_on_a_day_that_is_not_ticked_bills_nothing_less(famille_martin, garderie):
    """The tick says who came; until then the slot is expected whole."""
    soir = part(famille_martin, garderie, presence=Presence.PREVU)
    passer(soir, "depart", time(16, 50))
    assert montants() == [(4, Decimal("3.40"), Statut.PAS_NOTEE)]


def test_a_count_that_says_more_than_the_door_is_kept(famille_martin, garderie):
    soir = part(famille_martin, garderie)
    passer(soir, "depart", time(17, 0))
    compter(famille_martin.foyer, famille_martin.lea, garderie, JEUDI, quantite=3)
    assert montants() == [(3, Decimal("2.55"), Statut.PRESENT)]


def test_of_two_homes_each_pays_what_it_booked(famille_martin, voisin, garderie):
    part(famille_martin, garderie, Moment.MATIN)
    soir = part(famille_martin, garderie)
    Reservation.objects.filter(pk=soir.pk).update(foyer=voisin.foyer)
    compter(famille_martin.foyer, famille_martin.lea, garderie, JEUDI, quantite=6)
    par_foyer = {une.quoi.foyer: une.prix.quantite for une in lire()}
    assert par_foyer == {famille_martin.foyer.pk: 2, voisin.foyer.pk: 4}
    [seule] = lire(foyers=[voisin.foyer.pk])
    assert seule.prix.quantite == 4


def test_a_new_unit_begins_with_its_grid(famille_martin, garderie):
    """Days of before keep the unit that was voted for them."""
    GrilleTarifaire.objects.update(unite="seance")
    creer_grille(garderie, debut=date(2026, 11, 9), unite="demi-heure", tranches=((None, "0.60"),))
    part(famille_martin, garderie)
    reserve(famille_martin.foyer, famille_martin.lea, garderie, date(2026, 11, 9), Moment.MATIN)
    avant, apres = sorted(lire(), key=lambda une: une.jour)
    assert (avant.prix.unite, avant.prix.montant) == ("seance", Decimal("0.85"))
    assert (apres.prix.unite, apres.prix.montant) == ("demi-heure", Decimal("1.20"))


def test_the_hours_of_the_door_cost_one_query(famille_martin, garderie, django_assert_num_queries):
    foyers = [famille_martin.foyer.pk]
    part(famille_martin, garderie)
    with django_assert_num_queries(11):
        assert len(lire(foyers=foyers)) == 1
    for jour in (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 6)):
        reserve(famille_martin.foyer, famille_martin.lea, garderie, jour, Moment.MATIN)
    with django_assert_num_queries(11):
        assert len(lire(foyers=foyers)) == 4


def test_the_price_shown_before_says_what_it_depends_on(famille_martin, garderie):
    [grille] = lire_grilles([garderie.pk])[garderie.pk]["demi-heure"]
    assert dict(grille.entiers)[Moment.APRES_MIDI] == 4
    soir = [(JEUDI, Moment.APRES_MIDI)]
    assert nombre_d_unites(Unite.DEMI_JOURNEE, soir, grille.unite, dict(grille.entiers)) == 4
    regle = dire_la_grille(grille)["calcul"]
    assert "toute demi-heure commencée étant due" in regle
    assert "le créneau entier quand elles n’ont pas été notées" in regle


def test_the_form_asks_the_hours_of_what_is_billed_by_the_time_spent(connecter, agent, garderie):
    bureau = connecter(agent)
    adresse = reverse("activites_modeladmin_edit", args=[garderie.pk])
    donnees = {cle: valeur for cle, valeur in model_to_dict(garderie).items() if valeur is not None}
    donnees |= {"groupes-TOTAL_FORMS": 0, "groupes-INITIAL_FORMS": 0, "midi_a": "", "reprend_a": ""}
    refus = bureau.post(adresse, donnees)
    assert "Le temps passé se compte à partir des heures d’accueil" in refus.text
    bureau.post(adresse, donnees | {"midi_a": "08:30", "reprend_a": "16:30", "capacite": 33})
    garderie.refresh_from_db()
    assert garderie.capacite == 33
