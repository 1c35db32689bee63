"""The prices of a page: what the household was on the day, in two queries whatever the page holds
(docs/comprendre/tarifs.md)."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from famille.models import AdresseFoyer, Enfant, QuotientFamilial, Rattachement
from reservations.models import (
    Activite,
    GrilleTarifaire,
    Inscription,
    ReductionVotee,
    Structure,
    TrancheTarif,
)
from reservations.regles.juge import Bloc, CreneauLu, Moment, Unite
from reservations.tarifs.prix import APayer, prix_de, prix_des_blocs

pytestmark = pytest.mark.django_db
MERCREDI = date(2026, 12, 9)
SEPTEMBRE = date(2026, 9, 1)


def creer_activite(nom="Mercredis", structure="La Pingaudière"):
    lieu, _ = Structure.objects.get_or_create(nom=structure)
    return Activite.objects.create(
        structure=lieu, nom=nom, unite_scolaire="demi-journee", age_min=3, age_max=11, capacite=40
    )


def creer_grille(
    activite,
    *,
    unite="demi-journee",
    debut=SEPTEMBRE,
    tranches=((600, "2.10"), (None, "5.60")),
    reductions=(),
    **champs,
):
    """`reductions`: (from which child on, percent)."""
    grille = GrilleTarifaire.objects.create(
        activite=activite,
        unite=unite,
        debut=debut,
        deliberation="n° 2026-112 du 25 juin 2026",
        **champs,
    )
    for jusqua, montant in tranches:
        TrancheTarif.objects.create(grille=grille, jusqua=jusqua, prix=montant)
    for seuil, valeur in reductions:
        ReductionVotee.objects.create(
            grille=grille, genre="rang-de-l-enfant", seuil=seuil, valeur=valeur
        )
    return grille


@pytest.fixture
def mercredis(db):
    return creer_activite()


@pytest.fixture
def grille(mercredis):
    return creer_grille(mercredis)


def bloc(jour=MERCREDI, unite=Unite.DEMI_JOURNEE, moments=(Moment.MATIN,), jours=1):
    creneaux = [
        CreneauLu(rang, date.fromordinal(jour.toordinal() + rang), moment, 10, 0)
        for rang in range(jours)
        for moment in moments
    ]
    return Bloc(f"{jour}-{unite}", unite, tuple(creneaux))


def le_prix(foyer, enfant, activite, le_bloc=None):
    le_bloc = le_bloc or bloc()
    prix = prix_de([APayer(foyer.pk, enfant.pk, activite.pk, activite.structure_id, le_bloc)])
    return prix.get((enfant.pk, activite.pk, le_bloc.cle))


def test_the_quotient_in_force_on_the_day_is_used(famille_martin, mercredis, grille):
    quotients = famille_martin.foyer.quotients
    quotients.create(valeur=500, debut=date(2026, 1, 1), fin=date(2026, 12, 31))
    quotients.create(valeur=842, debut=date(2027, 1, 1))
    prix = [
        le_prix(famille_martin.foyer, famille_martin.lea, mercredis, bloc(j))
        for j in (MERCREDI, date(2027, 1, 6))
    ]
    assert [(p.centimes, p.quotient) for p in prix] == [(210, Decimal(500)), (560, Decimal(842))]


def test_without_a_quotient_the_highest_price_is_asked_and_says_so(
    famille_martin, mercredis, grille
):
    prix = le_prix(famille_martin.foyer, famille_martin.lea, mercredis)
    assert (prix.centimes, prix.au_maximum) == (560, True)
    assert "vous payez le tarif le plus haut" in prix.phrase


def test_a_quotient_that_has_ended_is_no_longer_known(famille_martin, mercredis, grille):
    famille_martin.foyer.quotients.create(valeur=500, debut=date(2026, 1, 1), fin=date(2026, 12, 8))
    assert le_prix(famille_martin.foyer, famille_martin.lea, mercredis).au_maximum


def test_the_quotient_of_another_household_is_never_used(famille_martin, voisin, mercredis, grille):
    voisin.foyer.quotients.create(valeur=100, debut=SEPTEMBRE)
    assert le_prix(famille_martin.foyer, famille_martin.lea, mercredis).quotient is None


def test_who_moves_out_pays_the_outside_price_from_that_day(famille_martin, mercredis, grille):
    GrilleTarifaire.objects.update(hors_commune=50)
    AdresseFoyer.objects.create(
        foyer=famille_martin.foyer,
        voie="1 rue",
        code_postal="36400",
        commune="La Châtre",
        depuis=date(2026, 12, 10),
    )
    jours = (MERCREDI, date(2026, 12, 16))
    prix = [
        le_prix(famille_martin.foyer, famille_martin.lea, mercredis, bloc(jour)) for jour in jours
    ]
    assert [(p.membre, p.centimes) for p in prix] == [(True, 560), (False, 840)]


def test_a_household_without_an_address_pays_the_outside_price(famille_martin, mercredis, grille):
    famille_martin.foyer.adresses.all().delete()
    assert not le_prix(famille_martin.foyer, famille_martin.lea, mercredis).membre


def inscrire(enfant, activite, debut=SEPTEMBRE, fin=None):
    Inscription.objects.create(enfant=enfant, activite=activite, debut=debut, fin=fin)


def test_the_second_child_of_the_household_in_the_structure_pays_less(
    famille_martin, mercredis, grille
):
    ReductionVotee.objects.create(grille=grille, genre="rang-de-l-enfant", seuil=2, valeur=10)
    autre = creer_activite("Vacances")
    inscrire(famille_martin.lea, autre)  # another activity of the same place counts
    inscrire(famille_martin.hugo, mercredis)
    prix = le_prix(famille_martin.foyer, famille_martin.hugo, mercredis)
    assert (prix.rang_enfant, prix.centimes) == (2, 504)


def test_the_eldest_pays_the_whole_price(famille_martin, mercredis, grille):
    ReductionVotee.objects.create(grille=grille, genre="rang-de-l-enfant", seuil=2, valeur=10)
    inscrire(famille_martin.lea, mercredis)
    inscrire(famille_martin.hugo, mercredis)
    assert le_prix(famille_martin.foyer, famille_martin.lea, mercredis).centimes == 560


def test_brothers_in_two_structures_are_both_first(famille_martin, mercredis, grille):
    inscrire(famille_martin.lea, creer_activite("Mercredis", "La Valla"))
    inscrire(famille_martin.hugo, mercredis)
    assert le_prix(famille_martin.foyer, famille_martin.hugo, mercredis).rang_enfant == 1


def test_a_registration_that_has_ended_gives_no_rank(famille_martin, mercredis, grille):
    inscrire(famille_martin.lea, mercredis, fin=date(2026, 12, 8))
    inscrire(famille_martin.hugo, mercredis)
    assert le_prix(famille_martin.foyer, famille_martin.hugo, mercredis).rang_enfant == 1


def test_a_child_who_has_left_the_household_gives_no_rank_though_he_is_still_registered(
    famille_martin, mercredis, grille
):
    Rattachement.objects.filter(enfant=famille_martin.lea).update(fin=date(2026, 12, 8))
    inscrire(famille_martin.lea, mercredis)
    inscrire(famille_martin.hugo, mercredis)
    assert le_prix(famille_martin.foyer, famille_martin.hugo, mercredis).rang_enfant == 1


def test_an_elder_brother_of_the_other_home_does_not_count(
    famille_martin, voisin, mercredis, grille
):
    Rattachement.objects.create(enfant=famille_martin.hugo, foyer=voisin.foyer, debut=SEPTEMBRE)
    inscrire(famille_martin.lea, mercredis)
    inscrire(famille_martin.hugo, mercredis)
    ici = le_prix(famille_martin.foyer, famille_martin.hugo, mercredis)
    chez_l_autre = le_prix(voisin.foyer, famille_martin.hugo, mercredis)
    assert (ici.rang_enfant, chez_l_autre.rang_enfant) == (2, 1)


def test_a_new_grid_takes_over_from_its_day(famille_martin, mercredis, grille):
    creer_grille(mercredis, debut=date(2027, 1, 1), tranches=[(None, "6.00")])
    jours = (date(2026, 12, 30), date(2027, 1, 6))
    prix = [
        le_prix(famille_martin.foyer, famille_martin.lea, mercredis, bloc(jour)) for jour in jours
    ]
    assert [p.centimes for p in prix] == [560, 600]


def test_before_the_first_grid_there_is_no_price(famille_martin, mercredis, grille):
    assert (
        le_prix(famille_martin.foyer, famille_martin.lea, mercredis, bloc(date(2026, 8, 26)))
        is None
    )


def test_a_week_has_its_own_price_or_that_of_its_open_days(famille_martin):
    ados = creer_activite("Ados")
    creer_grille(ados, unite="journee", tranches=[(None, "9.00")])
    noel = bloc(date(2026, 12, 21), Unite.SEMAINE, (Moment.JOURNEE,), jours=4)
    assert le_prix(famille_martin.foyer, famille_martin.lea, ados, noel).centimes == 3600
    creer_grille(ados, unite="semaine", tranches=[(None, "40.00")])
    assert le_prix(famille_martin.foyer, famille_martin.lea, ados, noel).centimes == 4000


@pytest.mark.parametrize("moments", [(Moment.JOURNEE,), (Moment.MATIN, Moment.APRES_MIDI)])
def test_a_day_without_a_price_of_its_own_is_two_half_days(
    famille_martin, mercredis, grille, moments
):
    jour = bloc(MERCREDI, Unite.JOURNEE, moments)
    assert le_prix(famille_martin.foyer, famille_martin.lea, mercredis, jour).centimes == 1120


def test_nothing_to_price_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert prix_de([]) == {}


@pytest.mark.parametrize("combien", [1, 30])
def test_a_page_takes_two_queries(famille_martin, combien, django_assert_num_queries):
    lignes = []
    for rang in range(combien):
        activite = creer_activite(f"Activité {rang}")
        creer_grille(activite)
        enfant = Enfant.objects.create(prenom=f"E{rang}", nom="Martin", naissance=date(2018, 1, 1))
        Rattachement.objects.create(
            enfant=enfant, foyer=famille_martin.foyer, debut=date(2020, 1, 1)
        )
        QuotientFamilial.objects.create(
            foyer=famille_martin.foyer, valeur=rang, debut=date(2026, 1, 1 + rang)
        )
        inscrire(enfant, activite)
        lignes.append(
            SimpleNamespace(
                foyer=famille_martin.foyer,
                enfant=enfant,
                activite=activite,
                blocs=[bloc(date(2026, 12, jour)) for jour in (2, 9, 16)],
            )
        )
    with django_assert_num_queries(2):
        prix = prix_des_blocs(SimpleNamespace(lignes=lignes))
    assert len(prix) == combien * 3


@pytest.mark.parametrize(
    ("comptee", "unite", "moments", "jours", "dit"),
    [
        ("repas", Unite.JOURNEE, (Moment.JOURNEE,), 1, (1, 340)),
        ("repas", Unite.SEMAINE, (Moment.JOURNEE,), 4, (4, 1360)),
        ("repas", Unite.JOURNEE, (Moment.MATIN, Moment.APRES_MIDI), 1, (1, 340)),
        ("seance", Unite.DEMI_JOURNEE, (Moment.APRES_MIDI,), 1, (1, 340)),
        ("seance", Unite.JOURNEE, (Moment.MATIN, Moment.APRES_MIDI), 1, (2, 680)),
    ],
)
def test_what_is_booked_and_counted_is_priced_in_its_counted_unit(
    famille_martin, mercredis, comptee, unite, moments, jours, dit
):
    creer_grille(mercredis, unite=comptee, tranches=((None, "3.40"),))
    le_bloc = bloc(unite=unite, moments=moments, jours=jours)
    prix = le_prix(famille_martin.foyer, famille_martin.lea, mercredis, le_bloc)
    assert (prix.unite, prix.nombre, prix.centimes) == (comptee, *dit)


def test_a_counted_grid_takes_over_from_a_booked_one_on_its_own_date(famille_martin, mercredis):
    creer_grille(mercredis, tranches=((None, "5.60"),))
    creer_grille(mercredis, unite="seance", debut=date(2027, 1, 1), tranches=((None, "2.00"),))
    prix = [
        le_prix(famille_martin.foyer, famille_martin.lea, mercredis, bloc(jour))
        for jour in (MERCREDI, date(2027, 1, 6))
    ]
    assert [un.centimes for un in prix] == [560, 200]
