"""Schools and classes are rows: what a text means, what stays said, what agents keep."""

from datetime import date

import pytest

from famille.dossier.foyers.ecoles.actions import (
    ajouter_classe,
    creer_ecole,
    modifier_ecole,
    rapprocher_classe,
    rapprocher_ecole,
    reunir_ecoles,
)
from famille.dossier.foyers.ecoles.lecture import Annuaire
from famille.dossier.foyers.personnes import ajouter_enfant, modifier_enfant
from famille.models import Classe, Ecole, Modification
from famille.socle.erreurs import Refus

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_novembre(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)


@pytest.fixture
def jean_zay(agent):
    return creer_ecole(nom="École Jean-Zay", uai="0360001A", par=agent)


def naitre(foyer, agent, **ecole):
    return ajouter_enfant(
        foyer, prenom="Zoé", nom="Martin", naissance=date(2019, 5, 2), par=agent, **ecole
    )


@pytest.mark.parametrize("texte", ["ECOLE JEAN ZAY", "jean-zay", " École Jean Zay ", "0360001a"])
def test_however_a_school_is_written_it_is_its_row(texte, jean_zay, famille_martin, agent):
    zoe = naitre(famille_martin.foyer, agent, ecole=texte)
    assert (zoe.ecole, zoe.ecole_dite, zoe.nom_ecole) == (jean_zay, "", "École Jean-Zay")


def test_the_nursery_and_the_primary_school_of_one_name_are_two(jean_zay, agent):
    creer_ecole(nom="École maternelle Jean-Zay", par=agent)
    assert Ecole.objects.count() == 2


def test_a_school_that_nobody_knows_stays_as_it_was_said(famille_martin, agent):
    zoe = naitre(famille_martin.foyer, agent, ecole="Sainte-Solange", classe="Les Lutins")
    assert (zoe.ecole, zoe.ecole_dite, zoe.classe_dite) == (None, "Sainte-Solange", "Les Lutins")
    assert (zoe.nom_ecole, zoe.nom_classe) == ("Sainte-Solange", "Les Lutins")


@pytest.mark.parametrize(
    ("texte", "niveau", "nom"),
    [("CE2", "CE2", "CE2"), ("Petite section", "PS", "PS"), ("6ème", "6E", "6e"), ("", "", "")],
)
def test_a_level_alone_is_a_level_not_a_class(texte, niveau, nom, jean_zay, famille_martin, agent):
    zoe = naitre(famille_martin.foyer, agent, ecole="Jean-Zay", classe=texte)
    assert (zoe.classe, zoe.niveau, zoe.classe_dite, zoe.nom_classe) == (None, niveau, "", nom)


def test_a_level_that_one_class_only_has_is_that_class(jean_zay, famille_martin, agent):
    double = ajouter_classe(jean_zay, annee=2026, nom="CE1-CE2 Mme Roy", par=agent)
    assert double.niveaux == ["CE1", "CE2"]
    zoe = naitre(famille_martin.foyer, agent, ecole="Jean-Zay", classe="CE2")
    assert (zoe.classe, zoe.niveau) == (double, "CE2")


def test_a_level_that_two_classes_have_names_neither(jean_zay, famille_martin, agent):
    for nom in ("CE2 A", "CE2 B"):
        ajouter_classe(jean_zay, annee=2026, nom=nom, par=agent)
    zoe = naitre(famille_martin.foyer, agent, ecole="Jean-Zay", classe="CE2")
    assert (zoe.classe, zoe.niveau) == (None, "CE2")


def test_a_class_of_last_year_is_not_this_year_s(jean_zay, famille_martin, agent):
    ajouter_classe(jean_zay, annee=2025, nom="Les Lutins", par=agent)
    zoe = naitre(famille_martin.foyer, agent, ecole="Jean-Zay", classe="Les Lutins")
    assert (zoe.classe, zoe.classe_dite) == (None, "Les Lutins")


def test_an_agent_brings_a_text_to_its_school_and_each_home_is_told(
    jean_zay, famille_martin, agent
):
    zoe = naitre(famille_martin.foyer, agent, ecole="groupe scolaire Zay", classe="CE2")
    assert rapprocher_ecole("groupe scolaire Zay", jean_zay, par=agent) == 1
    zoe.refresh_from_db()
    assert (zoe.ecole, zoe.ecole_dite, zoe.niveau) == (jean_zay, "", "CE2")
    derniere = Modification.objects.filter(foyer=famille_martin.foyer).latest("pk")
    assert derniere.avant == {"École": "groupe scolaire Zay"}
    assert derniere.apres == {"École": "École Jean-Zay"}
    # and the next one is brought by itself
    assert Annuaire().colonnes("Groupe Scolaire ZAY", "")["ecole_id"] == jean_zay.pk


def test_a_class_that_was_said_is_brought_to_its_row(jean_zay, famille_martin, agent):
    zoe = naitre(famille_martin.foyer, agent, ecole="Jean-Zay", classe="Lutins (Mme Roy)")
    lutins = ajouter_classe(jean_zay, annee=2026, nom="Les Lutins", par=agent)
    assert rapprocher_classe("Lutins (Mme Roy)", lutins, par=agent) == 1
    zoe.refresh_from_db()
    assert (zoe.classe, zoe.classe_dite) == (lutins, "")


def test_making_a_school_brings_the_children_who_were_said_there(famille_martin, agent):
    zoe = naitre(famille_martin.foyer, agent, ecole="Sainte Solange")
    solange = creer_ecole(nom="École Sainte-Solange", par=agent)
    zoe.refresh_from_db()
    assert (zoe.ecole, zoe.ecole_dite) == (solange, "")


def test_two_schools_are_not_written_alike(jean_zay, agent):
    with pytest.raises(Refus, match="déjà une écriture de « École Jean-Zay »"):
        creer_ecole(nom="ECOLE JEAN ZAY", par=agent)
    with pytest.raises(Refus, match="UAI est déjà celui"):
        creer_ecole(nom="Buffon", uai="0360001A", par=agent)


def test_a_school_that_changes_its_name_is_known_by_its_former_one(jean_zay, agent):
    modifier_ecole(jean_zay, nom="École Simone-Veil", par=agent)
    annuaire = Annuaire()
    for nom in ("Jean Zay", "Simone Veil"):
        assert annuaire.colonnes(nom, "")["ecole_id"] == jean_zay.pk


def test_two_rows_of_one_school_become_one(jean_zay, famille_martin, agent):
    autre = creer_ecole(nom="Groupe scolaire Zay", par=agent)
    ajouter_classe(jean_zay, annee=2026, nom="CE2 A", par=agent)
    for nom in ("CE2 A", "CE2 B"):
        ajouter_classe(autre, annee=2026, nom=nom, par=agent)
    zoe = naitre(famille_martin.foyer, agent, ecole="Groupe scolaire Zay", classe="CE2 A")
    reunir_ecoles(jean_zay, autre, par=agent)
    zoe.refresh_from_db()
    assert (zoe.ecole, zoe.classe.ecole) == (jean_zay, jean_zay)
    assert sorted(Classe.objects.values_list("nom", flat=True)) == ["CE2 A", "CE2 B"]
    assert Annuaire().colonnes("groupe scolaire zay", "")["ecole_id"] == jean_zay.pk


def test_saving_a_child_as_he_is_keeps_his_class_of_last_year(jean_zay, famille_martin, agent):
    zoe = naitre(famille_martin.foyer, agent, ecole="Jean-Zay")
    zoe.classe = ajouter_classe(jean_zay, annee=2025, nom="Les Lutins", par=agent)
    zoe.save()
    modifier_enfant(zoe, par=agent, prenom="Zoë", ecole="École Jean-Zay", classe="Les Lutins")
    zoe.refresh_from_db()
    assert (zoe.prenom, str(zoe.classe), zoe.classe_dite) == ("Zoë", "Les Lutins", "")


def test_a_child_who_changes_school_leaves_his_class(jean_zay, famille_martin, agent):
    ajouter_classe(jean_zay, annee=2026, nom="Les Lutins", par=agent)
    buffon = creer_ecole(nom="Buffon", par=agent)
    zoe = naitre(famille_martin.foyer, agent, ecole="Jean-Zay", classe="Les Lutins")
    modifier_enfant(zoe, par=agent, ecole="Buffon")
    zoe.refresh_from_db()
    assert (zoe.ecole, zoe.classe, zoe.classe_dite) == (buffon, None, "Les Lutins")


def test_a_child_costs_the_same_questions_whatever_the_schools(
    jean_zay, famille_martin, agent, django_assert_max_num_queries
):
    for rang in range(30):
        autre = creer_ecole(nom=f"École {rang}", par=agent)
        ajouter_classe(autre, annee=2026, nom="CP", par=agent)
    with django_assert_max_num_queries(5):
        Annuaire()
