"""Who may do what, in permissions."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask

from portail.bureau.groupes import creer_groupes

pytestmark = pytest.mark.django_db


def droits(nom):
    groupe = Group.objects.get(name=nom)
    return {
        f"{droit.content_type.app_label}.{droit.codename}" for droit in groupe.permissions.all()
    }


def test_creating_the_groups_twice_changes_nothing():
    creer_groupes()
    avant = {groupe.name: droits(groupe.name) for groupe in Group.objects.all()}
    creer_groupes()
    assert {groupe.name: droits(groupe.name) for groupe in Group.objects.all()} == avant


def test_there_are_eleven_groups_and_wagtails_own_are_gone(groupes):
    assert set(Group.objects.values_list("name", flat=True)) == {
        "Service des familles",
        "Santé des enfants",
        "État civil des adultes",
        "Lettres d’invitation",
        "Direction de centre",
        "Animation",
        "Lecture et chiffres",
        "Cuisine",
        "Régie",
        "Communication",
        "Administration",
    }


def test_communication_moderates_pages(groupes):
    [tache] = GroupApprovalTask.objects.all()
    assert [groupe.name for groupe in tache.groups.all()] == ["Communication"]


def test_communication_holds_no_permission_on_families(groupes):
    assert not [
        droit for droit in droits("Communication") if droit.startswith(("famille.", "demarches."))
    ]


def test_administration_reads_no_household_and_no_demande(groupes):
    familiales = {
        droit for droit in droits("Administration") if droit.startswith(("famille.", "demarches."))
    }
    assert {droit.rpartition("_")[2] for droit in familiales} == {
        "utilisateur",
        "communemembre",
        "cleapi",  # what the town's other software reads, and is told: no household
        "webhook",
        "familles",  # the files of a town that comes or goes, by rights of their own
        "creanciersepa",
        "reglagedossier",
        "reglageconservation",
        "purge",
        "consultation",  # their journal is exported, without names
        "reglagedemarche",
        "reglagedelais",
        "reglagequotient",
        "reglagetresorerie",
    }


def test_agents_handle_demandes_and_hold_no_page(groupes):
    groupe = Group.objects.get(name="Service des familles")
    assert "demarches.instruire_demande" in droits("Service des familles")
    assert not groupe.page_permissions.exists()
    assert not groupe.collection_permissions.exists()


def test_nobody_deletes_a_household_by_hand(groupes):
    """What agents delete is a day or a text, never a family, a demande, a registration, an
    activity."""
    calendrier = {"ouverture", "fermeture", "periodescolaire", "jourferie"}
    textes = {"reservations.delete_reglementinterieur", "demarches.delete_reponsetype"}
    supprimables = {droit for droit in droits("Service des familles") if ".delete_" in droit}
    assert supprimables == {f"reservations.delete_{modele}" for modele in calendrier} | textes
