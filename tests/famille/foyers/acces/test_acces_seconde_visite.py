"""Ways round an access that waits to be confirmed: the agent's own account in a household, what its
owner had written before the address moved, and the conversations (docs/comprendre/acces.md)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches.instruction.acces import lit_la_sante
from demarches.models import Demande
from famille import actions
from famille.comptes.adresse_en_attente import apres_une_entree_par_le_courriel
from famille.dossier.foyers.acces import actions as action
from famille.dossier.messages.actions import ouvrir_fil, ouvrir_fil_du_service
from famille.models import (
    AccesAConfirmer,
    Document,
    Fil,
    Rattachement,
    Responsable,
    Utilisateur,
    enfants_ouverts_a,
    foyers_ouverts_a,
)
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db


def _adulte(foyer, courriel, *, par):
    compte = actions.ajouter_responsable(
        foyer, prenom="Paul", nom="Martin", courriel=courriel, par=par
    ).utilisateur
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    return compte


@pytest.fixture
def intrus(famille_martin, agent):
    """Utilisateur: added by the agent to Camille's household."""
    return _adulte(famille_martin.foyer, "jean@exemple.fr", par=agent)


# The account of an agent that is also a parent's.


def test_an_agent_who_has_a_household_cannot_attach_a_child_to_it_unseen(
    famille_martin, voisin, agent
):
    """His own household's word is not the child's home's."""
    Responsable.objects.create(foyer=voisin.foyer, utilisateur=agent, prenom="Sophie", nom="Renard")
    actions.rattacher_enfant(famille_martin.lea, voisin.foyer, par=agent)
    acces = AccesAConfirmer.objects.get()
    assert not enfants_ouverts_a(agent).filter(pk=famille_martin.lea.pk).exists()
    assert not action.peut_confirmer(acces, agent)
    assert action.peut_confirmer(acces, famille_martin.camille)


def test_an_agent_who_has_a_household_cannot_bring_a_child_back_to_it_unseen(
    famille_martin, voisin, agent
):
    Responsable.objects.create(foyer=voisin.foyer, utilisateur=agent, prenom="Sophie", nom="Renard")
    ancien = Rattachement.objects.create(
        enfant=famille_martin.lea, foyer=voisin.foyer, debut=date(2020, 1, 1), fin=date(2021, 1, 1)
    )
    actions.modifier_rattachement(ancien, fin=None, par=agent)
    assert not enfants_ouverts_a(agent).filter(pk=famille_martin.lea.pk).exists()


@pytest.mark.parametrize("parti", [True, False])
def test_who_is_not_confirmed_lets_nobody_in(famille_martin, agent, administrateur, intrus, parti):
    """An agent's account among the adults, not confirmed or gone, opens the household to no other
    one."""
    la = {"fin": date(2020, 1, 1)} if parti else {}
    sien = Responsable.objects.create(
        foyer=famille_martin.foyer, utilisateur=agent, prenom="Sophie", nom="Renard", **la
    )
    if not parti:
        AccesAConfirmer.objects.create(
            foyer=famille_martin.foyer,
            nature=action.Nature.ADULTE,
            responsable=sien,
            par=administrateur,
        )
    complice = _adulte(famille_martin.foyer, "paul@exemple.fr", par=agent)
    assert not foyers_ouverts_a(complice).exists()


def test_an_agent_not_confirmed_as_an_adult_reads_no_health_at_the_desk(
    famille_martin, agent, administrateur
):
    demande = Demande(
        code="informations-du-foyer", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    sien = Responsable.objects.create(
        foyer=famille_martin.foyer, utilisateur=agent, prenom="Sophie", nom="Renard"
    )
    assert lit_la_sante(agent, demande)
    AccesAConfirmer.objects.create(
        foyer=famille_martin.foyer,
        nature=action.Nature.ADULTE,
        responsable=sien,
        par=administrateur,
    )
    assert not lit_la_sante(agent, demande)


# What an account had written before its address was changed.


@pytest.fixture
def ecrits(famille_martin):
    """What Camille has written and put: a draft, a paper of health of its own, a conversation."""
    papier = {"nom": "carnet.pdf", "type_mime": "application/pdf", "taille": 1, "sha256": "0"}
    brouillon = Demande.objects.create(
        code="justificatif-medical", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    carnet = Document.objects.create(
        enfant=famille_martin.lea,
        foyer=famille_martin.foyer,
        genre=Document.Genre.VACCINS,
        depose_par=famille_martin.camille,
        classe_le=timezone.now(),
        **papier,
    )
    fil = ouvrir_fil(
        famille_martin.foyer, sujet="Allergie", texte="Léa ne supporte…", par=famille_martin.camille
    )
    photo = Document.objects.create(
        foyer=famille_martin.foyer,
        depose_par=famille_martin.camille,
        remis_le=timezone.now(),
        **papier,
    )
    fil.messages.get().documents.add(photo)
    return brouillon, carnet, fil, photo


def _lus(compte, ecrits):
    """list[bool]: which of these this account reads."""
    modeles = (Demande, Document, Fil, Document)
    return [
        modele.objects.de(compte).filter(pk=un.pk).exists()
        for modele, un in zip(modeles, ecrits, strict=True)
    ]


def test_an_address_taken_over_gives_nothing_of_what_its_owner_wrote(
    famille_martin, agent, ecrits, time_machine
):
    """The agent waits a day, then chooses the password: the account is the writer's, and he is not
    the writer."""
    time_machine.move_to(timezone.now() + timedelta(minutes=1), tick=False)
    responsable = famille_martin.foyer.responsables.get()
    actions.modifier_responsable(responsable, courriel="agent.prive@exemple.fr", par=agent)
    time_machine.shift(timedelta(days=2))
    detourne = Utilisateur.objects.get(pk=famille_martin.camille.pk)
    assert _lus(detourne, ecrits) == [True] * 4
    apres_une_entree_par_le_courriel(detourne)
    assert _lus(detourne, ecrits) == [False] * 4


# Conversations.


def test_a_conversation_is_closed_to_who_is_not_confirmed(
    connecter, famille_martin, intrus, ecrits
):
    fil = ecrits[2]
    client = connecter(intrus)
    assert client.get(reverse("famille:fil", args=[fil.pk])).status_code == 404
    assert (
        client.post(reverse("famille:fil", args=[fil.pk]), {"texte": "Bonjour"}).status_code == 404
    )
    assert "Allergie" not in client.get(reverse("famille:messages")).content.decode()
    assert _lus(intrus, ecrits) == [False] * 4
    assert _lus(famille_martin.camille, ecrits) == [True] * 4
    action.confirmer_acces(AccesAConfirmer.objects.get(), par=famille_martin.camille)
    assert Fil.objects.de(intrus).filter(pk=fil.pk).exists()


def test_who_is_not_confirmed_reads_the_conversations_that_he_opens(famille_martin, intrus, agent):
    sien = ouvrir_fil(famille_martin.foyer, sujet="Ma venue", texte="Bonjour", par=intrus)
    ouvrir_fil_du_service(
        famille_martin.foyer, sujet="Régime", texte="De Léa", par=agent, auteur="Pôle Familles"
    )
    assert list(Fil.objects.de(intrus)) == [sien]
    assert Fil.objects.de(famille_martin.camille).count() == 2


@pytest.mark.postgresql
def test_what_is_closed_is_asked_of_the_account_s_own_rows(famille_martin):
    """All that waits to be confirmed in the town was read for each of its pages."""
    plan = enfants_ouverts_a(famille_martin.camille).explain()
    assert "SubPlan" not in plan
