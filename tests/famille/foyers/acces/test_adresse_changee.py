"""The address of a parent, changed by an agent: told to the former one, and no password chosen from
it opens health for a day; who proves the address is herself again."""

from datetime import timedelta

import pytest

from famille import actions, taches
from famille.comptes.adresse_en_attente import apres_une_entree_par_le_courriel
from famille.models import AccesAConfirmer, Courriel, Notification, Utilisateur
from tests.conftest import MOT_DE_PASSE
from tests.famille.foyers.acces.scene import activer, ce_que_lit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("un_mercredi")]


@pytest.fixture
def detourne(famille_martin, lea, agent):
    """Camille, whose address the agent has changed for his own."""
    responsable = famille_martin.foyer.responsables.get()
    actions.modifier_responsable(responsable, courriel="agent.prive@exemple.fr", par=agent)
    return Utilisateur.objects.get(pk=famille_martin.camille.pk)


def test_the_former_address_is_told_of_the_new_one(detourne):
    avant = Courriel.objects.get(destinataire="camille.martin@exemple.fr")
    assert "Ce n’est pas vous" in avant.texte
    assert "agent.prive" not in avant.texte
    assert Notification.objects.filter(
        utilisateur=detourne, titre__contains="adresse e-mail"
    ).exists()


def test_no_password_is_chosen_anew_for_a_day(detourne, un_mercredi):
    assert not taches.envoyer_lien_de_mot_de_passe(detourne.pk)
    assert not Courriel.objects.filter(cle__contains="mot_de_passe_oublie").exists()
    assert "jeudi 26 novembre à 10\u00a0h" in Courriel.objects.get(cle__contains="trop_tot").texte
    un_mercredi.move_to("2026-11-26 10:01+01:00", tick=False)
    assert taches.envoyer_lien_de_mot_de_passe(detourne.pk)


def test_a_password_chosen_from_that_address_opens_no_health(
    connecter, famille_martin, detourne, un_mercredi
):
    un_mercredi.shift(timedelta(days=2))
    assert ce_que_lit(connecter, detourne, famille_martin).page
    apres_une_entree_par_le_courriel(detourne)  # what the form of the link does
    lu = ce_que_lit(connecter, detourne, famille_martin)
    assert (lu.page, lu.carnet, lu.copie) == (False, False, False)


def test_the_form_of_the_link_closes_it(client, detourne, un_mercredi):
    un_mercredi.shift(timedelta(days=2))
    taches.envoyer_lien_de_mot_de_passe(detourne.pk)
    texte = Courriel.objects.get(cle__contains="mot_de_passe_oublie").texte
    lien = next(mot for mot in texte.split() if mot.startswith("http://testserver"))
    page = client.get(lien.removeprefix("http://testserver"))
    client.post(page.url, {"password1": "des pommes vertes au four"})
    assert AccesAConfirmer.objects.fermants().get().responsable.utilisateur == detourne


def test_who_comes_back_with_the_password_she_knows_proves_the_address(client, detourne):
    client.post("/connexion/", {"login": detourne.email, "password": MOT_DE_PASSE})
    assert AccesAConfirmer.objects.get().confirme_par == detourne
    assert taches.envoyer_lien_de_mot_de_passe(detourne.pk)


def test_an_account_never_opened_is_closed_when_its_address_changes(
    connecter, famille_martin, lea, agent
):
    Utilisateur.objects.filter(pk=famille_martin.camille.pk).update(password="!")
    responsable = famille_martin.foyer.responsables.get()
    actions.modifier_responsable(responsable, courriel="agent.prive@exemple.fr", par=agent)
    assert not ce_que_lit(connecter, activer(responsable.utilisateur), famille_martin).page
