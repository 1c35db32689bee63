"""What one account may leave begun is bounded, and the bound is told with what to do."""

import pytest
from django.urls import reverse

from demarches.actions import PassageImpossible, abandonner, commencer
from demarches.depot import brouillon as action
from demarches.models import Demande
from famille.dossier.messages.portes import attaches, ecrire_au_service
from famille.models import Fil, Responsable

CODE = "changement-adresse"
pytestmark = pytest.mark.usefixtures("reglage")


@pytest.fixture
def pleine(famille_martin, monkeypatch):
    """The family, two of whose drafts are all that Camille may keep."""
    monkeypatch.setattr(action, "BROUILLONS_MAX", 2)
    for _ in range(2):
        commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille)
    return famille_martin


def test_one_draft_too_many_is_refused_and_says_what_to_do(pleine, connecter):
    client = connecter(pleine.camille)
    page = client.post(reverse("demarches:presentation", args=[CODE]), follow=True).text
    assert Demande.objects.count() == 2
    assert "Terminez-en une, ou annulez" in page
    abandonner(Demande.objects.first(), par=pleine.camille)
    client.post(reverse("demarches:presentation", args=[CODE]))
    assert Demande.objects.count() == 2


def test_what_one_adult_leaves_keeps_nobody_else_from_beginning(pleine, voisin):
    Responsable.objects.create(
        foyer=pleine.foyer, utilisateur=voisin.nadia, prenom="Nadia", nom="Benali"
    )
    assert commencer(CODE, foyer=pleine.foyer, par=voisin.nadia)
    with pytest.raises(PassageImpossible):
        commencer(CODE, foyer=pleine.foyer, par=pleine.camille)


def test_a_message_leaves_whatever_is_begun(pleine):
    ecrire_au_service(
        pleine.foyer, sujet=attaches().sujets()[0], texte="Une question.", par=pleine.camille
    )
    assert Fil.objects.count() == 1


def test_an_agent_at_the_counter_is_not_stopped_by_what_the_family_left(pleine, agent):
    assert commencer(CODE, foyer=pleine.foyer, par=agent, canal=Demande.Canal.GUICHET)
