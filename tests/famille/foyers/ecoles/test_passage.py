"""The passage to the next school year: prepared, chosen, applied, taken back; the past stays
readable."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from famille.dossier.foyers.ecoles import passage, passage_ville, rangements
from famille.dossier.foyers.ecoles.actions import ajouter_classe, creer_ecole, reunir_ecoles
from famille.dossier.foyers.ecoles.passe import scolarites_au
from famille.dossier.foyers.personnes import modifier_enfant
from famille.models import (
    Classe,
    Enfant,
    LigneRangee,
    Modification,
    RangementDEcole,
    Rattachement,
    ScolaritePassee,
)
from famille.socle.erreurs import Refus
from tests.famille.foyers.ecoles.scene import RENTREE, ligne_de, placer, relu

pytestmark = pytest.mark.django_db
Sorte, Etat = LigneRangee.Sorte, LigneRangee.Etat


def test_preparing_proposes_the_classes_and_what_each_child_becomes(ville, enfants, agent):
    passage.preparer_la_ville(2027, par=agent)
    nouvelles = Classe.objects.filter(ecole=ville["zay"], annee=2027)
    assert sorted(une.nom for une in nouvelles) == ["CE1 A", "CE1 B", "CM2", "CP A"]
    assert ligne_de(enfants["cp"]).apres["classe_id"] == nouvelles.get(nom="CE1 A").pk
    assert ligne_de(enfants["cm2"]).sorte == Sorte.QUITTE
    assert relu(enfants["cp"]).nom_classe == "CP A"  # nothing is written of a child


def test_a_last_section_waits_for_the_school_where_it_goes_on(ville, enfants, agent):
    passage.preparer_la_ville(2027, par=agent)
    assert (ligne_de(enfants["gs"]).sorte, ligne_de(enfants["gs"]).apres) == (Sorte.A_DECIDER, {})
    passage.choisir_l_ecole_suivante(ville["marins"], ville["zay"], par=agent)
    passage.preparer_la_ville(2027, par=agent)
    cp = Classe.objects.get(ecole=ville["zay"], annee=2027, nom="CP A")
    assert ligne_de(enfants["gs"]).apres["classe_id"] == cp.pk


def test_the_town_passes_once_and_what_was_stays_readable(ville, enfants, agent, time_machine):
    passage.choisir_l_ecole_suivante(ville["marins"], ville["zay"], par=agent)
    passage.preparer_la_ville(2027, par=agent)
    assert passage_ville.demander(2027, par=agent) is None  # June: it waits for its day
    assert passage_ville.passer_a_la_rentree() == 0
    time_machine.move_to(RENTREE, tick=False)
    assert passage_ville.passer_a_la_rentree() == 2
    assert passage_ville.passer_a_la_rentree() == 0
    assert relu(enfants["gs"]).nom_classe == "CP A"  # once, though its new school passed too
    assert relu(enfants["cp"]).nom_classe == "CE1 A"
    assert relu(enfants["cm2"]).ecole is None
    assert relu(enfants["cm2"]).niveau == "6E"
    cles = [un.pk for un in enfants.values()]
    en_juin = scolarites_au(date(2027, 6, 15), cles)
    assert en_juin[enfants["cm2"].pk].nom_ecole == "École Jean-Zay"
    assert en_juin[enfants["cp"].pk].niveau == "CP"
    assert scolarites_au(date(2027, 9, 1), cles)[enfants["cp"].pk].niveau == "CE1"
    journal = Modification.objects.filter(origine__startswith="Passage de classe 2027-2028")
    assert journal.count() == 4


def test_an_exception_is_kept_when_the_passage_is_prepared_again(ville, enfants, agent):
    passage.preparer_la_ville(2027, par=agent)
    ligne = ligne_de(enfants["ce1"])
    passage.choisir_pour(ligne.rangement, {ligne.pk: (Sorte.REDOUBLE, None)})
    passage.preparer_la_ville(2027, par=agent)
    gardee = ligne_de(enfants["ce1"])
    assert (gardee.pk, gardee.sorte) == (ligne.pk, Sorte.REDOUBLE)
    assert Classe.objects.get(pk=gardee.apres["classe_id"]).nom == "CE1 B"


def test_a_child_may_skip_a_level_or_go_to_a_chosen_class(ville, enfants, agent):
    passage.preparer_la_ville(2027, par=agent)
    ligne = ligne_de(enfants["cp"])
    ce1_b = Classe.objects.get(ecole=ville["zay"], annee=2027, nom="CE1 B")
    passage.choisir_pour(ligne.rangement, {ligne.pk: (Sorte.PASSE, ce1_b.pk)})
    assert ligne_de(enfants["cp"]).apres["classe_id"] == ce1_b.pk
    passage.choisir_pour(ligne.rangement, {ligne.pk: (Sorte.SAUTE, None)})
    sautee = ligne_de(enfants["cp"])
    # the school has no CE2: the child would leave
    assert (sautee.sorte, sautee.apres["niveau"]) == (Sorte.QUITTE, "CE2")


def test_the_class_chosen_for_a_class_is_followed(ville, enfants, agent):
    passage.preparer_la_ville(2027, par=agent)
    zay = RangementDEcole.objects.get(ecole=ville["zay"])
    cle = passage.cle_de_suite(enfants["cp"].classe_id, "CP")
    ce1_b = Classe.objects.get(ecole=ville["zay"], annee=2027, nom="CE1 B")
    passage.choisir_les_suites(zay, {cle: ce1_b.pk}, par=agent)
    assert ligne_de(enfants["cp"]).apres["classe_id"] == ce1_b.pk


@pytest.fixture
def passee(ville, enfants, agent, time_machine):
    time_machine.move_to(RENTREE, tick=False)
    passage.preparer_la_ville(2027, par=agent)
    for rangement in RangementDEcole.objects.all():
        passage_ville.passer(rangement, par=agent)
    return RangementDEcole.objects.get(ecole=ville["zay"])


def test_undoing_puts_everybody_back_but_who_moved_since(passee, ville, enfants, agent):
    modifier_enfant(relu(enfants["cp"]), par=agent, ecole="École Buffon", classe="CE1")
    bilan = rangements.annuler(passee, par=agent)
    assert (bilan.faites, bilan.laissees) == (2, 1)
    assert relu(enfants["cp"]).nom_ecole == "École Buffon"
    assert ligne_de(enfants["cp"]).raison == rangements.A_CHANGE
    assert relu(enfants["ce1"]).nom_classe == "CE1 B"
    assert relu(enfants["cm2"]).nom_ecole == "École Jean-Zay"
    assert not ScolaritePassee.objects.filter(enfant=enfants["ce1"]).exists()


def test_it_can_be_done_again_after_it_was_undone(passee, enfants, agent):
    rangements.annuler(passee, par=agent)
    passage_ville.passer(passee, par=agent)
    assert relu(enfants["ce1"]).nom_ecole == ""  # no CE2 in that school: he leaves it
    assert scolarites_au(date(2027, 6, 1), [enfants["ce1"].pk])[enfants["ce1"].pk].niveau == "CE1"


def test_after_thirty_days_it_is_no_longer_undone(passee, agent, time_machine):
    time_machine.move_to("2027-10-07 11:00+02:00", tick=False)
    with pytest.raises(Refus, match="plus de trente jours"):
        rangements.annuler(passee, par=agent)
    assert rangements.oublier_les_perimes() == 4
    assert RangementDEcole.objects.filter(pk=passee.pk).exists()


def test_a_list_applied_before_leaves_nothing_to_pass(ville, enfants, agent, time_machine):
    """ONDE has put the child in a class of the new year: passing would move him twice."""
    time_machine.move_to(RENTREE, tick=False)
    ce1 = ajouter_classe(ville["zay"], annee=2027, nom="CE1 A", par=agent)
    Enfant.objects.filter(pk=enfants["cp"].pk).update(classe=ce1, niveau="CE1")
    passage.preparer_la_ville(2027, par=agent)
    assert not LigneRangee.objects.filter(enfant=enfants["cp"]).exists()


def test_a_child_changed_since_the_rentree_is_to_decide(ville, enfants, agent, time_machine):
    time_machine.move_to(RENTREE, tick=False)
    modifier_enfant(relu(enfants["cp"]), par=agent, ecole="École Jean-Zay", classe="CE1")
    passage.preparer_la_ville(2027, par=agent)
    assert ligne_de(enfants["cp"]).raison == passage.CHANGE_DEPUIS


def test_what_is_left_to_decide_can_be_decided_after_the_others(passee, ville, enfants, agent):
    ligne = ligne_de(enfants["gs"])
    assert (ligne.sorte, ligne.etat) == (Sorte.A_DECIDER, Etat.A_FAIRE)
    cp = Classe.objects.get(ecole=ville["zay"], annee=2027, nom="CP A")
    passage.choisir_pour(ligne.rangement, {ligne.pk: (Sorte.PASSE, cp.pk)})
    rangements.appliquer(ligne.rangement, par=agent)
    assert relu(enfants["gs"]).classe == cp


def test_giving_up_takes_away_the_classes_that_were_proposed(ville, enfants, agent):
    passage.preparer_la_ville(2027, par=agent)
    assert passage.abandonner(2027, par=agent) == 2
    assert not Classe.objects.filter(annee=2027).exists()
    assert Classe.objects.filter(annee=2026).count() == 6


def test_a_child_who_has_left_his_household_is_not_passed(ville, enfants, agent, time_machine):
    passage.preparer_la_ville(2027, par=agent)
    Rattachement.objects.filter(enfant=enfants["cp"]).update(fin=date(2027, 6, 1))
    [rangement] = RangementDEcole.objects.filter(ecole=ville["zay"])
    rangements.appliquer(rangement, par=agent)
    assert relu(enfants["cp"]).nom_classe == "CP A"
    assert ligne_de(enfants["cp"]).raison == rangements.EST_PARTI


@pytest.mark.parametrize(
    "faux",
    [
        {"classe_dite": "CE1 de Mme Roy"},  # two classes
        {"ecole_dite": "Buffon"},  # two schools
        {"ecole": None},  # a class of no school
    ],
)
def test_the_database_refuses_two_schools_or_two_classes(enfants, faux):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enfant.objects.filter(pk=enfants["cp"].pk).update(**faux)


def test_two_schools_made_one_keep_the_past_of_their_children(passee, ville, enfants, agent):
    autre = creer_ecole(par=agent, nom="Groupe scolaire Zay")
    reunir_ecoles(autre, ville["zay"], par=agent)
    cle = enfants["cm2"].pk
    assert scolarites_au(date(2027, 6, 1), [cle])[cle].nom_ecole == "Groupe scolaire Zay"


def test_a_school_costs_the_same_queries_with_one_child_or_thirty(
    ville, enfants, agent, famille_martin, django_assert_num_queries, time_machine
):
    time_machine.move_to(RENTREE, tick=False)
    passage.preparer_la_ville(2027, par=agent)
    for rang in range(30):
        placer(famille_martin.foyer, ville["zay"], "CP A", date(2020, 4, 1), f"E{rang}")
    zay = passage.preparer(ville["zay"], 2027, par=agent)
    passage.choisir_l_ecole_suivante(ville["marins"], ville["zay"], par=agent)
    marins = passage.preparer(ville["marins"], 2027, par=agent)
    with django_assert_num_queries(13):
        rangements.appliquer(marins, par=agent)
    with django_assert_num_queries(13):
        rangements.appliquer(zay, par=agent)
    assert relu(enfants["gs"]).nom_classe == "CP A"
