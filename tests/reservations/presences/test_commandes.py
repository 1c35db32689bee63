"""The kitchen's order: counts by school, age and diet, sent once at the deadline, and what has
changed since."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from famille.models import Consultation, Courriel, Ecole, Enfant, FicheSanitaire, SanteDeclaree
from famille.models.champs import Jeton
from famille.socle.erreurs import Refus
from reservations.models import CommandeCuisine, Groupe, Places, Reservation
from reservations.presences.commandes.actions import corriger_la_commande, envoyer_les_commandes
from reservations.presences.commandes.lecture import compter_les_plats, lire_les_convives
from reservations.regles.accueil.cuisine import (
    ALLERGIE,
    NON_LUE,
    PAI,
    SANS_ECOLE,
    SANS_REGIME,
    Plat,
    changements,
    dire_les_ecarts,
)
from reservations.regles.juge import PARIS, Moment, Unite
from reservations.taches import PLANIFICATIONS, envoyer_commandes
from tests.reservations.outils import creer_activite, creer_calendrier, creer_creneau

# The Wednesday is booked until the Wednesday before, at midnight.
AVANT = datetime(2026, 12, 2, 23, 59, tzinfo=PARIS)
APRES = datetime(2026, 12, 3, 0, 1, tzinfo=PARIS)
JOUR = date(2026, 12, 9)
CUISINE = "cuisine@exemple.fr"
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(APRES, tick=False)]


@pytest.fixture
def cantine(directrice):
    creer_calendrier()
    activite = creer_activite(
        "Jean-Zay",
        unite_scolaire=Unite.JOURNEE,
        jours_scolaires=[0, 1, 2, 3, 4],
        service="restauration",
        cuisine_courriel=CUISINE,
    )
    activite.structure.directeurs.add(directrice)
    return activite


@pytest.fixture
def midi(cantine):
    return creer_creneau(cantine, JOUR, Moment.JOURNEE)


@pytest.fixture
def lea(midi, famille_martin):
    ecole = Ecole.objects.create(nom="Jules-Ferry")
    Enfant.objects.filter(pk=famille_martin.lea.pk).update(ecole=ecole)
    fiche(famille_martin.lea, pai=True, regime="sans-porc", allergies="Arachide")
    return reserver(famille_martin.lea, midi, famille_martin.foyer)


@pytest.fixture
def hugo(midi, famille_martin):
    fiche(famille_martin.hugo, regime="sans-porc")
    return reserver(famille_martin.hugo, midi, famille_martin.foyer)


def fiche(enfant, **champs):
    FicheSanitaire.objects.create(enfant=enfant, valable_jusqu_au=date(2027, 8, 31), **champs)


def reserver(enfant, creneau, foyer):
    return Reservation.objects.create(enfant=enfant, creneau=creneau, foyer=foyer)


def plats(activite):
    return compter_les_plats(lire_les_convives(activite, [JOUR])[JOUR])


def test_a_plate_is_of_a_school_an_age_group_and_a_diet_and_a_pai_is_apart(cantine, lea, hugo):
    assert plats(cantine) == {
        Plat("Jules-Ferry", "6 ans et plus", PAI): 1,
        Plat(SANS_ECOLE, "Moins de 6 ans", "Sans porc"): 1,
    }


def test_the_activity_s_own_groups_say_the_ages(cantine, hugo):
    Groupe.objects.create(activite=cantine, nom="Maternelle", age_min=3, age_max=5)
    assert [plat.tranche for plat in plats(cantine)] == ["Maternelle"]


def test_who_is_absent_does_not_eat_and_who_has_both_half_days_eats_once(
    cantine, lea, hugo, famille_martin
):
    matin = creer_creneau(cantine, JOUR, Moment.MATIN)
    reserver(famille_martin.lea, matin, famille_martin.foyer)
    assert sum(plats(cantine).values()) == 2
    Reservation.objects.filter(pk=hugo.pk).update(absence_annoncee_le=APRES)
    assert list(plats(cantine)) == [Plat("Jules-Ferry", "6 ans et plus", PAI)]


def test_what_a_parent_has_just_written_counts_before_anybody_has_checked_it(
    cantine, hugo, famille_martin
):
    SanteDeclaree.objects.create(
        enfant=famille_martin.hugo,
        foyer=famille_martin.foyer,
        origine="D-1",
        allergies="Œufs",
    )
    assert [plat.regime for plat in plats(cantine)] == [ALLERGIE]


@pytest.mark.parametrize("modele", [FicheSanitaire, SanteDeclaree])
@pytest.mark.parametrize(
    ("dit", "regime"),
    [
        ({"allergies_medicaments": "Pénicilline"}, SANS_REGIME),
        ({"allergies_autres": "Guêpes"}, SANS_REGIME),
        ({"allergenes": ["lait"]}, ALLERGIE),
        ({"allergies": "Kiwi"}, ALLERGIE),
        # written before the kinds were told apart: careful until somebody sorts it
        ({"allergies": "Pénicilline"}, ALLERGIE),
    ],
)
def test_the_kitchen_is_careful_of_what_is_eaten_alone(
    modele, dit, regime, cantine, midi, famille_martin, connecter, directrice
):
    hugo, foyer = famille_martin.hugo, famille_martin.foyer
    reserver(hugo, midi, foyer)
    if modele is FicheSanitaire:
        fiche(hugo, **dit)
    else:
        SanteDeclaree.objects.create(enfant=hugo, foyer=foyer, origine="D-1", **dit)
    assert [plat.regime for plat in plats(cantine)] == [regime]
    mot = "lait" if "allergenes" in dit else str(*dit.values())
    choix = f"?activite={cantine.pk}&jour={JOUR}"
    client = connecter(directrice)
    a_part = client.get(f"{reverse('presences:cuisine_a_part')}{choix}").text
    assert (mot in a_part) == (regime == ALLERGIE)
    feuille = client.get(f"{reverse('presences:feuille')}{choix}&sante=1").text
    assert mot in feuille


def test_a_record_that_no_key_reads_is_apart_and_stops_no_order(
    cantine, lea, hugo, connecter, directrice
):
    """Before: one such record, and no kitchen had its order of the day."""
    FicheSanitaire.objects.filter(enfant=hugo.enfant).update(allergies=Jeton("of another site"))
    assert {plat.regime for plat in plats(cantine)} == {PAI, NON_LUE}
    assert envoyer_les_commandes(maintenant=APRES) == 1
    texte = Courriel.objects.get(cle__startswith="cuisine-").texte
    assert "Fiche sanitaire illisible : 1" in " ".join(texte.replace("*", "").split())
    adresse = f"{reverse('presences:cuisine_a_part')}?activite={cantine.pk}&jour={JOUR}"
    page = " ".join(connecter(directrice).get(adresse).text.split())
    assert "PAI et allergies, fiches illisibles</strong> : 2 enfants" in page
    assert "Allergie : Arachide" in page
    assert page.count("Fiche sanitaire illisible") == 1


def test_an_order_that_no_key_reads_closes_no_screen_and_is_not_said_unchanged(
    cantine, lea, hugo, connecter, agent, time_machine
):
    time_machine.move_to(APRES, tick=False)
    envoyer_les_commandes()
    CommandeCuisine.objects.update(comptes=Jeton("of another site"))
    adresse = f"{reverse('presences:cuisine')}?activite={cantine.pk}&jour={JOUR}"
    page = " ".join(connecter(agent).get(adresse).text.split())
    assert "Ce qui a été envoyé ne peut plus être lu : dites à la cuisine" in page
    assert "Rien n’a changé" not in page
    assert "Attendus maintenant</strong> : 2 repas" in page
    with pytest.raises(Refus, match="ne peut plus être lu"):
        corriger_la_commande(cantine, JOUR, par=agent)


def test_what_was_declared_and_no_key_reads_is_apart(cantine, hugo, famille_martin):
    SanteDeclaree.objects.create(
        enfant=famille_martin.hugo, foyer=famille_martin.foyer, origine="D-1", regime="sans-porc"
    )
    SanteDeclaree.objects.update(allergies=Jeton("of another site"))
    assert [plat.regime for plat in plats(cantine)] == [NON_LUE]


def test_the_order_leaves_after_the_deadline_once_and_says_no_name(cantine, lea, hugo):
    assert envoyer_les_commandes(maintenant=AVANT) == 0
    assert envoyer_les_commandes(maintenant=APRES) == 1
    assert envoyer_les_commandes(maintenant=APRES + timedelta(hours=1)) == 0
    courriel = Courriel.objects.get(cle__startswith="cuisine-")
    assert courriel.destinataire == CUISINE
    for corps in (courriel.texte, courriel.html):
        assert "Jules-Ferry" in corps
        assert "sans porc 1" in corps
        for secret in ("Léa", "Hugo", "Martin", "Arachide"):
            assert secret not in corps
    commande = CommandeCuisine.objects.get()
    assert (commande.plats, commande.par) == (plats(cantine), None)


def test_several_days_of_one_deadline_are_one_mail(cantine, lea):
    creer_creneau(cantine, date(2026, 12, 8), Moment.JOURNEE)
    assert envoyer_commandes() == 1  # as the schedule does
    assert CommandeCuisine.objects.count() == 2


def test_a_closed_day_and_an_activity_without_a_kitchen_send_nothing(cantine, midi):
    Places.objects.filter(creneau=midi).update(ouvert=False)
    assert envoyer_les_commandes() == 0
    Places.objects.filter(creneau=midi).update(ouvert=True)
    type(cantine).objects.update(cuisine_courriel="")
    assert envoyer_les_commandes() == 0


def test_two_runs_at_once_write_one_mail(cantine, lea, monkeypatch):
    """The second has read what was due before the first wrote it."""
    from reservations.presences.commandes import actions

    dus = actions._dus(APRES)
    monkeypatch.setattr(actions, "_dus", lambda maintenant: dus)
    assert envoyer_les_commandes() == 1
    assert envoyer_les_commandes() == 0
    assert Courriel.objects.filter(cle__startswith="cuisine-").count() == 1


def test_the_number_of_queries_does_not_grow_with_the_children(
    cantine, midi, lea, famille_martin, django_assert_num_queries
):
    for rang in range(30):
        enfant = Enfant.objects.create(prenom=f"E{rang}", nom="X", naissance=date(2019, 1, 1))
        reserver(enfant, midi, famille_martin.foyer)
    with django_assert_num_queries(4):
        assert len(lire_les_convives(cantine, [JOUR])[JOUR]) == 31


def test_what_changed_is_told_and_sent_on_demand_as_a_second_row(cantine, lea, hugo, agent):
    with pytest.raises(Refus, match="pas encore partie"):
        corriger_la_commande(cantine, JOUR, par=agent)
    envoyer_les_commandes()
    with pytest.raises(Refus, match="Rien n’a changé"):
        corriger_la_commande(cantine, JOUR, par=agent)
    hugo.delete()
    corriger_la_commande(cantine, JOUR, par=agent)
    premiere, seconde = CommandeCuisine.objects.order_by("rang")
    assert sum(premiere.plats.values()) == 2  # what was told stays as it was told
    assert (seconde.plats, seconde.par) == (plats(cantine), agent)
    texte = Courriel.objects.get(sujet__startswith="Correction").texte
    assert "−1 (0 au lieu de 1)" in texte


def test_a_child_in_the_place_of_another_changes_nothing():
    un, autre = Plat("A", "6 ans et plus", SANS_REGIME), Plat("B", "6 ans et plus", SANS_REGIME)
    assert changements({un: 3}, {un: 3}) == []
    assert dire_les_ecarts(changements({un: 3}, {un: 5, autre: 1})) == "+3"
    assert dire_les_ecarts(changements({un: 3, autre: 1}, {un: 5})) == "+2 −1"


def test_the_screen_says_when_it_leaves_then_what_has_changed(
    cantine, lea, hugo, connecter, agent, time_machine
):
    adresse = f"{reverse('presences:cuisine')}?activite={cantine.pk}&jour={JOUR}"
    time_machine.move_to(AVANT, tick=False)
    assert f"partira à {CUISINE}" in connecter(agent).get(adresse).text
    time_machine.move_to(APRES, tick=False)
    envoyer_les_commandes()
    assert "Rien n’a changé depuis." in connecter(agent).get(adresse).text
    hugo.delete()
    page = connecter(agent).get(adresse).text
    assert "<strong>−1</strong>" in page
    assert "Léa" not in page
    client = connecter(agent)
    envoi = f"{reverse('presences:cuisine_corriger')}?activite={cantine.pk}&jour={JOUR}"
    assert client.post(envoi).status_code == 302
    assert "La dernière correction est partie" in client.get(adresse).text


def test_names_are_for_who_reads_the_children_s_safety_and_each_reading_is_noted(
    cantine, lea, hugo, connecter, agent, directrice
):
    adresse = f"{reverse('presences:cuisine_a_part')}?activite={cantine.pk}&jour={JOUR}"
    assert "Arachide" not in connecter(agent).get(adresse, follow=True).text
    assert not Consultation.objects.exists()
    page = connecter(directrice).get(adresse).text
    assert "Arachide" in page
    assert "Hugo" not in page  # a diet alone is no plate by name
    assert [lue.sante_de_id for lue in Consultation.objects.all()] == [lea.enfant_id]


def test_a_director_reads_no_other_centre_s_kitchen(cantine, lea, connecter, directrice):
    autre = creer_activite("Ailleurs", service="restauration")
    adresse = f"{reverse('presences:cuisine')}?activite={autre.pk}"
    assert connecter(directrice).get(adresse).status_code == 404


def test_the_worker_does_it_each_minute():
    [ligne] = [une for une in PLANIFICATIONS if une[0] == "commandes de cuisine"]
    assert ligne[2] == 1
