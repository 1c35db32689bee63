"""Brothers and sisters who want the same days together: all at once, or not yet."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from famille.models import Courriel
from famille.socle.erreurs import Refus
from reservations.attente import actions as file
from reservations.lecture.file_attente import rangs_de
from reservations.models import Attente, Places
from tests.outils.plans import plans_de
from tests.reservations import outils
from tests.reservations.file import Etat, ajouter_une_place, attendre, creer_file, etats
from tests.reservations.moteur.scene import compte

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def ensemble(famille_martin, voisin):
    """Nobody has the place; Hugo and Léa wait together, Sami came between them: list[Attente]."""
    centre = creer_file(famille_martin, voisin)
    Places.objects.update(capacite=0, prises=0)
    famille_martin.lea.reservations.all().delete()
    hugo = attendre(famille_martin.foyer, famille_martin.hugo, centre, par=famille_martin.camille)
    attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia)
    lea = attendre(famille_martin.foyer, famille_martin.lea, centre, par=famille_martin.camille)
    file.servir_ensemble([hugo, lea], par=famille_martin.camille)
    return list(Attente.objects.filter(foyer=famille_martin.foyer))


def test_they_stand_where_the_last_of_them_stands(ensemble):
    assert sorted(rangs_de(Attente.objects.all()).values()) == [1, 2, 2]


@pytest.mark.postgresql
def test_a_rank_does_not_read_all_those_who_wait_in_the_town(ensemble, voisin):
    """All those who wait in the town were read for a family's month."""
    Attente.objects.bulk_create(
        Attente(
            enfant=voisin.sami,
            foyer=voisin.foyer,
            activite=ensemble[0].activite,
            bloc=f"{outils.MERCREDI}-{rang}",
            debut=outils.MERCREDI,
            ensemble=uuid4(),
        )
        for rang in range(5_000)
    )
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE reservations_attente")
    with CaptureQueriesContext(connection) as lues:
        rangs_de(ensemble)
    plans = plans_de(lues)
    assert len(lues) == 2
    assert "Seq Scan" not in plans, plans
    assert "SubPlan" not in plans, plans


def test_one_place_goes_to_the_next_and_they_are_told_once_a_day(ensemble, agent):
    file.retirer(Attente.objects.get(enfant__prenom="Sami"), par=None)
    ajouter_une_place(agent, 1)
    assert etats() == [("Hugo", Etat.EN_ATTENTE), ("Sami", Etat.RETIREE), ("Léa", Etat.EN_ATTENTE)]
    ajouter_une_place(agent, 0)
    ajouter_une_place(agent, 1)
    assert Courriel.objects.filter(cle__startswith="file-").count() == 1
    assert "pas assez pour vos enfants ensemble" in Courriel.objects.get().texte


def test_places_enough_are_offered_at_once_in_one_mail(ensemble, agent):
    ajouter_une_place(agent, 3)
    assert etats() == [("Hugo", Etat.PROPOSEE), ("Sami", Etat.PROPOSEE), ("Léa", Etat.PROPOSEE)]
    assert len(set(Attente.objects.values_list("expire_le", flat=True))) == 1
    [courriel] = Courriel.objects.filter(destinataire="camille.martin@exemple.fr")
    assert courriel.sujet == "2 places se sont libérées pour vous : La Pingaudière"


def test_one_answer_accepts_for_all(ensemble, agent, famille_martin):
    ajouter_une_place(agent, 3)
    demande = file.accepter(Attente.objects.get(pk=ensemble[1].pk), par=famille_martin.camille)
    assert [rang["prenom"] for rang in demande.lignes] == ["Hugo", "Léa"]
    assert (
        file.accepter(Attente.objects.get(pk=ensemble[0].pk), par=famille_martin.camille) == demande
    )
    assert compte() == 2


def test_one_answer_refuses_for_all(ensemble, agent, famille_martin):
    ajouter_une_place(agent, 3)
    file.refuser(Attente.objects.get(pk=ensemble[0].pk), par=famille_martin.camille)
    assert [etat for prenom, etat in etats() if prenom != "Sami"] == [Etat.REFUSEE, Etat.REFUSEE]
    assert compte() == 0


def test_one_may_leave_and_the_other_is_then_served(ensemble, agent, famille_martin):
    ajouter_une_place(agent, 2)
    assert etats() == [("Hugo", Etat.EN_ATTENTE), ("Sami", Etat.PROPOSEE), ("Léa", Etat.EN_ATTENTE)]
    file.retirer(ensemble[1], par=famille_martin.camille)
    assert etats() == [("Hugo", Etat.PROPOSEE), ("Sami", Etat.PROPOSEE), ("Léa", Etat.RETIREE)]


def test_served_apart_each_has_his_own_rank_and_what_is_free(ensemble, agent, famille_martin):
    ajouter_une_place(agent, 2)
    file.separer(ensemble[1], par=famille_martin.camille)
    assert etats() == [("Hugo", Etat.PROPOSEE), ("Sami", Etat.PROPOSEE), ("Léa", Etat.EN_ATTENTE)]
    assert compte() == 0


def test_of_two_offered_together_one_may_be_given_back(ensemble, agent, famille_martin):
    ajouter_une_place(agent, 3)
    file.retirer(Attente.objects.get(pk=ensemble[1].pk), par=famille_martin.camille)
    demande = file.accepter(Attente.objects.get(pk=ensemble[0].pk), par=famille_martin.camille)
    assert [rang["prenom"] for rang in demande.lignes] == ["Hugo"]
    assert compte() == 1


def test_two_households_do_not_wait_together(ensemble):
    with pytest.raises(Refus, match="deux enfants en attente pour les mêmes jours"):
        file.servir_ensemble([ensemble[0], Attente.objects.get(enfant__prenom="Sami")], par=None)


def test_one_who_no_longer_waits_is_not_joined(ensemble, famille_martin):
    file.retirer(ensemble[1], par=famille_martin.camille)
    with pytest.raises(Refus, match="la liste a changé"):
        file.servir_ensemble(ensemble, par=famille_martin.camille)
