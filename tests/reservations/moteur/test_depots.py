"""PostgreSQL's store answers as that of any database, to the letter."""

from datetime import date, time
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction

from famille.models import (
    AdresseFoyer,
    FicheSanitaire,
    PeriodeDeGarde,
    QuotientFamilial,
    Rattachement,
)
from reservations.models import (
    Activite,
    Fermeture,
    Groupe,
    Inscription,
    Ouverture,
    Places,
    ReglageReservations,
)
from reservations.moteur import recapitulatif
from reservations.moteur.depots import General, PostgreSQL
from reservations.moteur.soumettre import soumettre
from reservations.regles.juge import Moment
from reservations.tarifs.faits import CHAMPS, DE_LA_REDUCTION, lire_grilles
from tests.reservations import outils
from tests.reservations.moteur.depots import (
    TOUT,
    creer_grille,
    deux_enfants,
    envoi,
    evenement,
    meme_reponse,
    vite,
)
from tests.reservations.moteur.scene import compte, creer_centre, envoyer, ligne

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
RESERVATIONS = Path(__file__).parents[3] / "reservations"


@pytest.fixture(autouse=True)
def ce_jour(time_machine, monkeypatch):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    monkeypatch.setattr(recapitulatif, "reveiller", lambda: None)  # the mails come after


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


def test_half_days_of_brother_and_sister(famille_martin, centre):
    assert meme_reponse(famille_martin, deux_enfants(famille_martin, centre)).acceptee
    assert compte() == 8


@pytest.mark.parametrize("unite", ["semaine", "journee"])
def test_weeks_and_days(famille_martin, unite):
    activite = outils.creer_activite(unite_scolaire=unite, unite_vacances=unite)
    outils.creer_calendrier()
    outils.ouvrir(activite)
    outils.inscrire(famille_martin.lea, activite)
    for jour in range(14, 25):
        if date(2026, 12, jour).weekday() < 5:
            outils.creer_creneau(activite, date(2026, 12, jour), Moment.MATIN)
            outils.creer_creneau(
                activite, date(2026, 12, jour), Moment.APRES_MIDI, ouvert=jour != 15
            )
    cles = ["2026-S51", "2026-S52"] if unite == "semaine" else ["2026-12-14", "2026-12-21"]
    assert meme_reponse(
        famille_martin, [ligne(famille_martin.lea, activite, cle) for cle in cles]
    ).acceptee


@pytest.mark.parametrize("valeur", [None, "399.99", "650.00", "1200.50"])
@pytest.mark.parametrize("membre", [True, False])
def test_prices(famille_martin, centre, valeur, membre):
    creer_grille(centre)
    AdresseFoyer.objects.update(dans_agglomeration=membre)
    if valeur:
        QuotientFamilial.objects.create(
            foyer=famille_martin.foyer, valeur=valeur, debut=date(2026, 1, 1)
        )
    demande = meme_reponse(famille_martin, deux_enfants(famille_martin, centre))
    # the second child pays less
    assert len({rang["centimes"] for rang in demande.lignes} - {None}) == 2


def test_a_child_who_has_left_the_household_gives_no_lower_price_though_he_is_still_registered(
    famille_martin, centre
):
    creer_grille(centre)
    Rattachement.objects.filter(enfant=famille_martin.lea).update(fin=date(2026, 12, 8))
    demande = meme_reponse(famille_martin, [ligne(famille_martin.hugo, centre)])
    assert [rang["centimes"] for rang in demande.lignes] == [910]


def test_a_grid_is_read_whole(famille_martin, centre):
    creer_grille(
        centre, fin=date(2027, 8, 31), plancher="1.50", plafond="12.00", part_repas="37.50"
    )
    lu = PostgreSQL(envoi(famille_martin, [ligne(famille_martin.lea, centre)])).lire()
    assert lu.grilles == lire_grilles([centre.pk])


def test_both_read_the_same(famille_martin, centre):
    creer_grille(centre)
    _deja(famille_martin, None, centre)
    evenement(famille_martin, None, centre)
    Rattachement.objects.filter(enfant=famille_martin.lea).update(garde="alternee")
    demande = envoi(famille_martin, deux_enfants(famille_martin, centre))
    with transaction.atomic():
        general = General(demande)
        with general.verrouiller():
            attendu = general.lire()
    lu = PostgreSQL(demande).lire()
    assert lu.lecture.lignes == attendu.lecture.lignes
    assert lu.lecture.ville == attendu.lecture.ville
    for un in (lu, attendu):  # neither promises an order: blocs have theirs
        for creneaux in un.creneaux.values():
            creneaux.sort(key=lambda creneau: creneau.pk)
        for inscrits in un.faits.inscrits.values():
            inscrits.sort()
    assert lu == attendu


def test_a_field_of_a_tariff_is_said_in_its_table_and_in_its_rule_alone():
    """A reduction more is a field and its rule: no list of columns to complete beside them."""
    champs = {*CHAMPS, "jusqua", "prix_hors_commune", *DE_LA_REDUCTION, "ReductionAccordee"}
    # words of other rows too: an aid has a ceiling as a grid has one
    champs -= {"debut", "fin", "mode", "genre", "valeur", "plafond"}
    assert {"hors_commune", "taux", "seuil", "mesure"} <= champs
    nommes = {
        (fichier.name, champ)
        for dossier in ("moteur", "lecture")
        for fichier in (RESERVATIONS / dossier).rglob("*.py")
        for champ in champs
        if champ in fichier.read_text()
    }
    assert nommes == set()


def test_a_rate_and_a_grid_that_has_ended(famille_martin, centre):
    creer_grille(centre, fin=date(2026, 8, 31))
    creer_grille(
        centre,
        debut=date(2026, 9, 1),
        mode="taux",
        taux="0.00789",
        plancher="1.50",
        plafond="12.00",
        hors_commune=0,
    )
    QuotientFamilial.objects.create(
        foyer=famille_martin.foyer, valeur="733.30", debut=date(2026, 1, 1)
    )
    demande = meme_reponse(famille_martin, deux_enfants(famille_martin, centre))
    assert demande.lignes[0]["centimes"] == 579


@pytest.mark.parametrize("semaines", ["paires", "impaires", ""])
@pytest.mark.parametrize("ici", [True, False, None])
def test_alternating_custody(famille_martin, centre, semaines, ici):
    Rattachement.objects.filter(enfant=famille_martin.lea).update(
        garde="alternee", semaines=semaines
    )
    if ici is not None:
        PeriodeDeGarde.objects.create(
            rattachement=Rattachement.objects.get(enfant=famille_martin.lea),
            debut=date(2026, 12, 9),
            fin=date(2026, 12, 12),
            ici=ici,
        )
    meme_reponse(famille_martin, [ligne(famille_martin.lea, centre, bloc) for bloc in TOUT])


def test_brother_and_sister_on_the_last_place(famille_martin, centre):
    Places.objects.update(capacite=1)
    assert not meme_reponse(famille_martin, deux_enfants(famille_martin, centre)).acceptee
    assert compte() == 0


def _deja(martin, voisin, centre):
    envoyer(martin, [ligne(martin.lea, centre)])


def _ailleurs(martin, voisin, centre):
    Rattachement.objects.create(enfant=martin.lea, foyer=voisin.foyer, debut=date(2026, 1, 1))
    soumettre(voisin.foyer, [ligne(martin.lea, centre)], par=voisin.nadia, cle=str(uuid4()))


def jusqu_a(nombre, genre, *, jour=None, heure=None, mercredi=False):
    """Book until then."""
    ReglageReservations.objects.update_or_create(defaults={"classe_le_mercredi": mercredi})
    Activite.objects.update(
        delai_reservation=nombre,
        delai_reservation_genre=genre,
        delai_reservation_jour=jour,
        delai_reservation_heure=heure,
    )


@pytest.mark.parametrize(
    "champs",
    [
        {"nombre": 2, "genre": "semaine", "jour": 2, "heure": time(10)},  # this very second
        {"nombre": 8, "genre": "ecole"},
        {"nombre": 10, "genre": "ecole", "heure": time(10), "mercredi": True},
    ],
)
def test_until_its_hour_a_day_can_be_booked(famille_martin, centre, champs):
    jusqu_a(**champs)
    assert meme_reponse(famille_martin, [ligne(famille_martin.lea, centre)]).acceptee


CONTRE = {
    "deja": _deja,
    "ailleurs": _ailleurs,
    "evenement": evenement,
    "fin d'inscription": lambda *_: Inscription.objects.update(fin=date(2026, 12, 10)),
    "pas annoncé": lambda *_: Ouverture.objects.update(fin=date(2026, 12, 10)),
    "pas ouvert": lambda *_: Ouverture.objects.update(ouvre_le=outils.MAINTENANT.replace(day=26)),
    "trop tard": lambda *_: Activite.objects.update(delai_reservation=15),
    "jours ouvrés": lambda *_: jusqu_a(11, "ouvres"),
    "passée l'heure": lambda *_: jusqu_a(2, "semaine", jour=2, heure=time(9)),
    "jours d'école": lambda *_: jusqu_a(9, "ecole"),
    "école le mercredi": lambda *_: jusqu_a(10, "ecole", heure=time(9), mercredi=True),
    "fermé": lambda m, v, centre: Fermeture.objects.create(
        structure=centre.structure, debut=outils.MERCREDI, fin=outils.MERCREDI, motif="Travaux"
    ),
    "créneau fermé": lambda *_: Places.objects.update(ouvert=False),
    "trop jeune": lambda *_: Activite.objects.update(age_min=7),
    "trop âgé": lambda *_: Activite.objects.update(age_max=7),
    "fiche": lambda *_: FicheSanitaire.objects.update(valable_jusqu_au=date(2026, 12, 10)),
    "assurance": lambda *_: FicheSanitaire.objects.update(assurance_fin=None),
    "sans fiche": lambda *_: FicheSanitaire.objects.all().delete(),
    "complet": lambda *_: Places.objects.update(capacite=0),
    "rien ce jour": lambda *_: Activite.objects.update(unite_scolaire=""),
}


@pytest.mark.parametrize("contre", list(CONTRE))
def test_refusals(famille_martin, voisin, centre, contre):
    creer_grille(centre)
    CONTRE[contre](famille_martin, voisin, centre)
    demande = meme_reponse(famille_martin, deux_enfants(famille_martin, centre))
    assert not demande.acceptee
    assert any(rang["resultat"] == "refuse" for rang in demande.lignes)


@pytest.mark.parametrize("age_max", [6, 9])
def test_an_outing_of_a_group_closes_the_day_to_its_children_only(famille_martin, centre, age_max):
    evenement(famille_martin, None, centre)
    Groupe.objects.update(age_max=age_max)
    demande = meme_reponse(famille_martin, [ligne(famille_martin.lea, centre)])
    assert demande.acceptee == (age_max == 6)


def test_a_rule_of_the_town_is_never_older_than_the_submission(famille_martin, centre):
    assert vite(famille_martin, [ligne(famille_martin.lea, centre)]).acceptee
    Activite.objects.update(delai_reservation=30)
    refus = vite(famille_martin, [ligne(famille_martin.hugo, centre)], "seconde")
    assert (
        refus.lignes[0]["phrase"]
        == "La réservation était possible jusqu’au lundi 9 novembre à minuit."
    )


def test_a_child_who_is_not_registered_there(famille_martin, centre):
    autre = outils.creer_activite("La Valla")
    assert not meme_reponse(famille_martin, [ligne(famille_martin.lea, autre)]).acceptee


def test_a_child_whose_registration_ended_long_ago(famille_martin, centre):
    creer_grille(centre)
    Inscription.objects.update(debut=date(2020, 9, 1), fin=date(2021, 7, 1))
    demande = meme_reponse(famille_martin, [ligne(famille_martin.lea, centre)])
    assert demande.lignes[0]["motif"] == "non-inscrit"
