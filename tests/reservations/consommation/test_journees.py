"""What is booked *and* counted: one line a child and a day, whatever came first, and its sum."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from famille.models import Rattachement, Service
from reservations.models import Activite, DemandeReservation, GrilleTarifaire, Reservation
from reservations.regles.consommation import Statut, juger_un_jour_compte, repartir_le_compte
from reservations.regles.juge import Moment
from tests.reservations import outils
from tests.reservations.consommation.scene import compter, lire, reserve
from tests.reservations.tarifs.test_prix import creer_grille

JEUDI = date(2026, 11, 5)
Presence = Reservation.Presence


@pytest.fixture
def cantine(db, time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    outils.creer_calendrier()
    return creer("Restaurant scolaire", "repas", unite_scolaire="journee")


def creer(nom, unite, *, non_consommee=100, **champs):
    jours = {"unite_vacances": "", "jours_scolaires": [0, 1, 3, 4]}
    activite = outils.creer_activite(nom, unite_comptee=unite, **jours | champs)
    grille = {"sans_reservation": "1.00", "non_consommee": non_consommee}
    creer_grille(activite, unite=unite, tranches=((None, "3.40"),), **grille)
    return activite


def lignes(**choix):
    return [
        (une.quoi.foyer, une.prix.quantite, une.prix.montant, une.raison.statut)
        for une in lire(**choix)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("ordre", list(permutations(["book", "count", "tick"])))
def test_booking_count_and_tick_make_one_line_in_every_order(famille_martin, cantine, ordre):
    lea, foyer = famille_martin.lea, famille_martin.foyer
    coche = False
    for geste in ordre:
        if geste == "book":
            presence = Presence.PRESENT if coche else Presence.PREVU
            reserve(foyer, lea, cantine, JEUDI, Moment.JOURNEE, presence=presence)
        elif geste == "count":
            compter(foyer, lea, cantine, JEUDI)
        else:
            coche = True
            Reservation.objects.update(presence=Presence.PRESENT)
        assert len(lire()) <= 1
    [ligne] = lire()
    assert (ligne.prix.quantite, ligne.prix.montant, ligne.raison.statut) == (
        1,
        Decimal("3.40"),
        Statut.PRESENT,
    )
    assert ligne.quoi.source == f"bloc:{foyer.pk}:{lea.pk}:{cantine.pk}:2026-11-05"
    assert (ligne.quoi.comptee, ligne.quoi.reservee) == (True, True)


@pytest.mark.django_db
def test_a_meal_taken_without_a_booking_has_its_supplement(famille_martin, cantine):
    compter(famille_martin.foyer, famille_martin.lea, cantine, JEUDI)
    [ligne] = lire()
    assert (ligne.prix.montant, ligne.quoi.reservee) == (Decimal("4.40"), False)
    dites = " ".join(ligne.raison.calcul["phrases"]).replace("\xa0", " ")
    assert "1,00 € de supplément" in dites


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "montant", "facturable", "dit"),
    [
        (100, "3.40", True, "n’est pas annulée à temps reste due"),
        (50, "1.70", True, "n’a pas été pris est facturé à 50 % du prix"),
        (0, "0.00", False, "n’a pas été pris n’est pas facturé"),
    ],
)
def test_a_meal_booked_and_not_taken_is_due_reduced_or_free(
    famille_martin, cantine, part, montant, facturable, dit
):
    GrilleTarifaire.objects.update(non_consommee=part)
    reserve(
        famille_martin.foyer,
        famille_martin.lea,
        cantine,
        JEUDI,
        Moment.JOURNEE,
        presence=Presence.ABSENT,
    )
    [ligne] = lire()
    assert (ligne.prix.montant, ligne.raison.facturable) == (Decimal(montant), facturable)
    assert ligne.prix.dont_absence == Decimal(montant)
    assert any(dit in phrase for phrase in ligne.raison.calcul["phrases"])


@pytest.mark.django_db
def test_an_excused_absence_is_free_unless_the_child_was_counted(famille_martin, cantine):
    excuse = {"presence": Presence.ABSENT_JUSTIFIE}
    reserve(famille_martin.foyer, famille_martin.lea, cantine, JEUDI, Moment.JOURNEE, **excuse)
    [ligne] = lire()
    assert (ligne.raison.facturable, ligne.prix.montant) == (False, Decimal("0.00"))
    compter(famille_martin.foyer, famille_martin.lea, cantine, JEUDI)
    [ligne] = lire()
    assert (ligne.raison.facturable, ligne.prix.montant) == (True, Decimal("3.40"))


@pytest.mark.django_db
def test_of_two_sessions_booked_the_one_not_taken_is_charged_its_part(famille_martin, time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    outils.creer_calendrier()
    garderie = creer("Garderie", "seance", unite_scolaire="demi-journee", non_consommee=50)
    for moment in (Moment.MATIN, Moment.APRES_MIDI):
        reserve(
            *(famille_martin.foyer, famille_martin.lea, garderie, JEUDI, moment),
            presence=Presence.PREVU,
        )
    compter(famille_martin.foyer, famille_martin.lea, garderie, JEUDI, 1)
    [ligne] = lire()
    assert (ligne.prix.quantite, ligne.prix.montant) == (Decimal("1.5"), Decimal("5.10"))
    assert ligne.prix.dont_absence == Decimal("1.70")


@pytest.mark.django_db
def test_the_home_that_booked_pays_whatever_home_the_count_names(famille_martin, voisin, cantine):
    Rattachement.objects.create(
        enfant=famille_martin.lea, foyer=voisin.foyer, debut=date(2026, 1, 1)
    )
    reserve(voisin.foyer, famille_martin.lea, cantine, JEUDI, Moment.JOURNEE)
    compter(famille_martin.foyer, famille_martin.lea, cantine, JEUDI)
    attendue = [(voisin.foyer.pk, 1, Decimal("3.40"), Statut.PRESENT)]
    assert lignes() == attendue
    assert lignes(foyers=[famille_martin.foyer.pk]) == []
    assert lignes(foyers=[voisin.foyer.pk]) == attendue


@pytest.mark.django_db
def test_what_is_to_come_is_an_estimate(famille_martin, cantine):
    demain = date(2026, 11, 26)
    reserve(
        *(famille_martin.foyer, famille_martin.lea, cantine, demain, Moment.JOURNEE),
        presence=Presence.PREVU,
    )
    [ligne] = lire()
    assert (ligne.raison.a_venir, ligne.raison.facturable, ligne.prix.montant) == (
        True,
        False,
        Decimal("3.40"),
    )


@pytest.mark.django_db
def test_a_day_added_on_the_spot_and_counted_has_one_supplement(famille_martin, cantine):
    reservation = reserve(famille_martin.foyer, famille_martin.lea, cantine, JEUDI, Moment.JOURNEE)
    Reservation.objects.filter(pk=reservation.pk).update(
        demande=DemandeReservation.objects.create(
            cle="sur-place", foyer=famille_martin.foyer, canal="sur-place"
        )
    )
    compter(famille_martin.foyer, famille_martin.lea, cantine, JEUDI)
    [ligne] = lire()
    assert ligne.prix.montant == Decimal("4.40")


@pytest.mark.django_db
@pytest.mark.parametrize("combien", [1, 8])
def test_days_booked_and_counted_cost_two_queries_more(
    famille_martin, cantine, django_assert_num_queries, combien
):
    for rang in range(combien):
        reserve(
            *(famille_martin.foyer, famille_martin.lea, cantine),
            *(date(2026, 11, 2 + rang), Moment.JOURNEE),
        )
        compter(famille_martin.foyer, famille_martin.hugo, cantine, date(2026, 11, 2 + rang))
    with django_assert_num_queries(10):
        assert len(lire(foyers=[famille_martin.foyer.pk])) == 2 * combien


PRESENCES = st.lists(
    st.sampled_from([Presence.PREVU, Presence.PRESENT, Presence.ABSENT, Presence.ABSENT_JUSTIFIE]),
    max_size=2,
).map(tuple)
COMPTE = st.none() | st.tuples(
    st.sampled_from([Decimal(1), Decimal(2), Decimal("0.5")]),
    st.sampled_from([Presence.PRESENT, Presence.ABSENT, Presence.ABSENT_JUSTIFIE]),
)


@given(
    presences=PRESENCES,
    compte=COMPTE,
    part=st.sampled_from([Decimal(0), Decimal(50), Decimal(100)]),
    facturer=st.booleans(),
    aujourdhui=st.sampled_from([date(2026, 11, 4), date(2026, 11, 6)]),
)
def test_no_unit_is_charged_twice_nor_lost(presences, compte, part, facturer, aujourdhui):
    jour = juger_un_jour_compte(
        presences, JEUDI, compte, aujourdhui=aujourdhui, facturer_non_pointees=facturer
    )
    a_l_envers = juger_un_jour_compte(
        presences[::-1], JEUDI, compte, aujourdhui=aujourdhui, facturer_non_pointees=facturer
    )
    assert jour == a_l_envers
    quantite, presence = compte or (Decimal(0), Presence.PRESENT)
    assert jour.unites <= max(Decimal(len(presences)), quantite)
    assert jour.pris >= sum(une == Presence.PRESENT for une in presences)
    assert presence != Presence.PRESENT or jour.pris >= quantite
    assert jour.quantite(part) == jour.pris + jour.attendus + jour.non_pris(part)
    assert jour.quantite(Decimal(100)) == jour.unites
    assert compte is None or not jour.attendus  # what is counted needs no tick
    assert jour.jugement.dus or not jour.unites


@given(
    quantite=st.sampled_from([Decimal(n) / 2 for n in range(9)]),
    reserves=st.dictionaries(st.integers(1, 3), st.integers(1, 2), max_size=3),
    foyer=st.integers(1, 3),
)
def test_what_was_counted_is_shared_whole_among_the_homes(quantite, reserves, foyer):
    parts = repartir_le_compte(quantite, reserves, foyer)
    assert sum(parts.values()) == quantite
    assert set(parts) == (set(reserves) or {foyer})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reserves", "compte", "part", "dite"),
    [
        (["soir"], None, 100, ", garderie du soir"),
        (["soir"], 1, 100, ", garderie du soir"),
        (["matin", "soir"], 2, 100, ", garderie du matin et du soir"),
        (["matin", "soir"], 1, 50, ", garderie du matin et du soir"),
        (["soir"], 2, 100, ""),  # the file has seen one more, and does not say which
        ([], 1, 100, ", pris sans réservation"),
    ],
)
def test_a_line_names_the_parts_of_the_day_that_it_charges(
    famille_martin, cantine, reserves, compte, part, dite
):
    """Before, an evening was "Garderie scolaire · Matin et soir", as the activity is called."""
    garderie = creer(
        "Garderie scolaire", "seance", unite_scolaire="demi-journee", non_consommee=part
    )
    Activite.objects.filter(pk=garderie.pk).update(service=Service.GARDERIE, nom="Matin et soir")
    moments = {"matin": Moment.MATIN, "soir": Moment.APRES_MIDI}
    for un in reserves:
        reserve(famille_martin.foyer, famille_martin.lea, garderie, JEUDI, moments[un])
    Reservation.objects.update(presence=Presence.PREVU if compte else Presence.PRESENT)
    if compte:
        compter(famille_martin.foyer, famille_martin.lea, garderie, JEUDI, compte)
    [ligne] = lire()
    assert ligne.libelle == f"{garderie.structure} · Matin et soir{dite}"


@pytest.mark.django_db
def test_a_line_leaves_out_the_part_that_is_free(famille_martin, cantine):
    garderie = creer("Garderie", "seance", unite_scolaire="demi-journee", non_consommee=0)
    Activite.objects.filter(pk=garderie.pk).update(service=Service.GARDERIE)
    qui = (famille_martin.foyer, famille_martin.lea, garderie, JEUDI)
    reserve(*qui, Moment.MATIN, presence=Presence.ABSENT)
    reserve(*qui, Moment.APRES_MIDI, presence=Presence.PRESENT)
    [ligne] = lire()
    assert (ligne.prix.quantite, ligne.libelle.rpartition(", ")[2]) == (1, "garderie du soir")
