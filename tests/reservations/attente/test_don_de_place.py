"""What an agent decides in the queue: a place given, a child taken out; with a reason that is kept
and read."""

from datetime import datetime

import pytest

from famille.models import Courriel
from famille.socle.erreurs import Refus
from reservations.attente import actions as file
from reservations.models import Attente, DemandeReservation
from reservations.regles.juge import PARIS
from tests.reservations import outils
from tests.reservations.file import Etat, ajouter_une_place, attendre, creer_file, etats, liberer
from tests.reservations.moteur.scene import compte

pytestmark = pytest.mark.django_db
MOTIF = "Reprise d’emploi le 7 décembre"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin, voisin):
    return creer_file(famille_martin, voisin)


@pytest.fixture
def attentes(famille_martin, voisin, centre):
    """Hugo waits first, then Sami: (Attente, Attente)."""
    hugo = attendre(famille_martin.foyer, famille_martin.hugo, centre, par=famille_martin.camille)
    return hugo, attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia)


def test_a_place_is_given_whatever_the_rank_and_past_the_deadline(attentes, agent, time_machine):
    time_machine.move_to(datetime(2026, 12, 8, 10, tzinfo=PARIS), tick=False)
    ajouter_une_place(agent, 2)
    demande = file.donner_place(attentes[1], par=agent, motif=f"  {MOTIF} ")
    assert (demande.canal, demande.motif, demande.par) == (
        DemandeReservation.Canal.GUICHET,
        MOTIF,
        agent,
    )
    assert etats() == [("Hugo", Etat.EN_ATTENTE), ("Sami", Etat.ACCEPTEE)]
    assert compte() == 2


def test_a_place_given_is_kept_with_its_reason(attentes, agent, voisin):
    ajouter_une_place(agent, 3)
    file.donner_place(attentes[1], par=agent, motif=MOTIF)
    donnee = Attente.objects.get(pk=attentes[1].pk)
    assert (donnee.motif, donnee.donnee_par) == (MOTIF, agent)
    note = voisin.foyer.modifications.get()
    assert (note.objet, note.par, note.apres["Motif"]) == ("place donnée à Sami", agent, MOTIF)


def test_a_place_is_given_once(attentes, agent):
    ajouter_une_place(agent, 3)
    deux = [file.donner_place(attentes[1], par=agent, motif=MOTIF) for _ in range(2)]
    assert deux[0] == deux[1]
    assert compte() == 2


def test_no_place_is_given_above_the_capacity(attentes, agent):
    with pytest.raises(Refus, match="Augmentez d’abord les places"):
        file.donner_place(attentes[1], par=agent, motif=MOTIF)
    assert compte() == 1


def test_a_place_offered_to_another_is_not_given(attentes, agent, famille_martin, centre):
    liberer(famille_martin, centre, famille_martin.lea)
    with pytest.raises(Refus, match="proposées à d’autres familles"):
        file.donner_place(attentes[1], par=agent, motif=MOTIF)


def test_the_place_offered_to_him_is_given_to_him(attentes, agent, famille_martin, centre):
    liberer(famille_martin, centre, famille_martin.lea)
    file.donner_place(attentes[0], par=agent, motif=MOTIF)
    assert etats() == [("Hugo", Etat.ACCEPTEE), ("Sami", Etat.EN_ATTENTE)]
    assert compte() == 1


def test_no_place_is_given_for_a_day_that_is_over(attentes, agent, time_machine):
    ajouter_une_place(agent, 1)
    time_machine.move_to(datetime(2026, 12, 10, 10, tzinfo=PARIS), tick=False)
    with pytest.raises(Refus, match=r"Ce jour est passé[^.]*\.$"):  # and nothing else
        file.donner_place(attentes[1], par=agent, motif=MOTIF)


@pytest.mark.parametrize("decider", [file.donner_place, file.sortir_de_la_liste])
def test_nothing_is_decided_without_a_reason(attentes, agent, decider):
    with pytest.raises(Refus, match="Dites pourquoi") as refus:
        decider(attentes[1], par=agent, motif="   ")
    assert refus.value.champ == "motif"
    assert [etat for _prenom, etat in etats()] == [Etat.EN_ATTENTE, Etat.EN_ATTENTE]


def test_a_child_taken_out_leaves_his_offer_to_the_next(attentes, agent, famille_martin, centre):
    liberer(famille_martin, centre, famille_martin.lea)
    file.sortir_de_la_liste(attentes[0], par=agent, motif="Demande faite deux fois")
    assert etats() == [("Hugo", Etat.RETIREE), ("Sami", Etat.PROPOSEE)]
    assert compte() == 0


def test_a_child_taken_out_is_noted_and_his_family_told(attentes, agent, voisin):
    file.sortir_de_la_liste(attentes[1], par=agent, motif="Demande faite deux fois")
    note = voisin.foyer.modifications.get()
    assert (note.objet, note.apres) == (
        "Sami sort de la liste d’attente",
        {"Motif": "Demande faite deux fois"},
    )
    [courriel] = Courriel.objects.filter(destinataire=voisin.nadia.email)
    assert str(attentes[1].reference) in courriel.texte
    assert courriel.sujet == "Votre liste d’attente a changé : La Pingaudière"
    for secret in ("Sami", "deux fois", "9 décembre"):
        assert secret not in courriel.texte + courriel.html + courriel.sujet


def test_who_is_out_already_is_not_taken_out_again(attentes, agent, voisin):
    file.retirer(attentes[1], par=voisin.nadia)
    with pytest.raises(Refus, match="déjà sorti"):
        file.sortir_de_la_liste(attentes[1], par=agent, motif="Erreur")
    assert voisin.foyer.modifications.count() == 0
