"""An address that an agent has changed: no link joins FranceConnect from there for a day, and what
is joined so opens no health until somebody confirms."""

from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from famille import actions
from famille.dossier.identites.actions import Origine, dire_l_identite
from famille.models import AccesAConfirmer, Courriel, foyers_ouverts_a
from famille.mouvements.franceconnect.vues import PARTI

from .conftest import DITE
from .test_entree import DEDANS, INCONNU, lien_recu

pytestmark = pytest.mark.django_db
NOUVELLE = "agent.prive@exemple.fr"


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def detourner(camille, agent):
    """The agent gives Camille's account an address of his own."""

    def _detourner():
        actions.modifier_responsable(camille, courriel=NOUVELLE, par=agent)
        camille.utilisateur.refresh_from_db()

    return _detourner


def liens():
    return Courriel.objects.filter(cle__startswith="franceconnect-lien")


def demander(client, adresse=NOUVELLE):
    client.post(INCONNU, {"courriel": adresse})
    return [str(un) for un in client.get(INCONNU).context["messages"]]


def test_no_link_goes_there_for_a_day_and_nothing_tells_it(detourner, venir, client, un_mercredi):
    detourner()
    venir()
    assert demander(client) == demander(client, "personne@exemple.fr") == [PARTI]
    assert not liens().exists()
    un_mercredi.shift(timedelta(hours=24, minutes=1))
    venir()
    demander(client)
    assert liens().get().destinataire == NOUVELLE


def test_nor_by_itself_to_who_is_designated_by_an_agent(camille, detourner, venir, client):
    dire_l_identite(camille, DITE, origine=Origine.AGENT, par=None)
    detourner()
    assert venir().url == INCONNU
    assert not liens().exists()
    assert not client.get(INCONNU).context["designe"]  # no link went: the page says none did


def test_a_link_that_was_sent_to_the_former_address_is_dead(camille, detourner, venir, client):
    """Even where somebody has confirmed the new one at once."""
    venir()
    demander(client, camille.utilisateur.email)
    lien = lien_recu(camille.utilisateur)
    detourner()
    AccesAConfirmer.objects.update(confirme_le=timezone.now())
    assert client.post(lien).url == "/connexion/"
    assert not SocialAccount.objects.exists()


def test_a_link_sent_before_joins_nothing_while_the_address_waits(
    camille, detourner, venir, client, agent
):
    """Changed, and put back by hand: the address is the same, and an agent has given it."""
    ancienne = camille.utilisateur.email
    venir()
    demander(client, ancienne)
    lien = lien_recu(camille.utilisateur)
    detourner()
    actions.modifier_responsable(camille, courriel=ancienne, par=agent)
    assert client.post(lien).url == "/connexion/"
    assert not SocialAccount.objects.exists()


def test_joined_by_a_link_it_confirms_nothing_and_closes_health(
    camille, detourner, venir, client, un_mercredi
):
    detourner()
    un_mercredi.shift(timedelta(days=2))
    venir()
    demander(client)
    client.post(lien_recu(camille.utilisateur))
    assert venir().url == DEDANS
    acces = AccesAConfirmer.objects.get()
    assert (acces.confirme_le, acces.ferme) == (None, True)


def test_joined_by_a_link_the_identity_known_before_confirms(
    camille, collegue, detourner, venir, client, un_mercredi
):
    dire_l_identite(camille, DITE, origine=Origine.AGENT, par=collegue)
    un_mercredi.shift(timedelta(hours=1))
    detourner()
    un_mercredi.shift(timedelta(days=2))
    venir()
    client.post(lien_recu(camille.utilisateur))
    assert SocialAccount.objects.exists()
    assert AccesAConfirmer.objects.get().confirme_par == camille.utilisateur


def test_joined_since_the_change_it_proves_no_address(connue, detourner, venir, un_mercredi):
    detourner()
    un_mercredi.shift(timedelta(hours=1))
    assert venir().url == DEDANS
    assert AccesAConfirmer.objects.get().confirme_le is None


def test_joined_before_it_is_what_she_already_knew(connue, detourner, venir, client, un_mercredi):
    venir()
    client.logout()
    un_mercredi.shift(timedelta(hours=1))
    detourner()
    assert venir().url == DEDANS
    assert AccesAConfirmer.objects.get().confirme_par == connue.utilisateur


@pytest.mark.parametrize(
    ("origine", "main", "ouvre"),
    [
        (Origine.AGENT, "collegue", True),
        (Origine.REPRISE, None, True),
        (Origine.AGENT, "agent", False),
        (Origine.PARENT, "camille", False),
        (Origine.PARENT, None, False),
    ],
)
def test_the_identity_that_the_town_knew_before_confirms_if_another_hand_wrote_it(
    origine, main, ouvre, camille, agent, collegue, detourner, venir, client, un_mercredi, connecter
):
    """In a household where nobody can confirm; she has signed in, and joins FranceConnect."""
    par = {"collegue": collegue, "agent": agent, "camille": camille.utilisateur, None: None}[main]
    dire_l_identite(camille, DITE, origine=origine, par=par)
    un_mercredi.shift(timedelta(hours=1))
    detourner()
    AccesAConfirmer.objects.update(ferme=True)
    un_mercredi.shift(timedelta(hours=1))
    connecter(camille.utilisateur, client)
    assert venir().url == DEDANS
    assert (AccesAConfirmer.objects.get().confirme_le is not None) == ouvre
    assert foyers_ouverts_a(camille.utilisateur).exists() == ouvre


def test_an_identity_written_after_the_change_confirms_nothing(
    camille, collegue, detourner, venir, client, un_mercredi, connecter
):
    detourner()
    AccesAConfirmer.objects.update(ferme=True)
    un_mercredi.shift(timedelta(hours=1))
    dire_l_identite(camille, DITE, origine=Origine.AGENT, par=collegue)
    connecter(camille.utilisateur, client)
    assert venir().url == DEDANS
    assert AccesAConfirmer.objects.get().confirme_le is None
