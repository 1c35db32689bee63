"""One adult, one account, whoever gives his address at the same time; real threads, on SQLite and
on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from famille.actions import modifier_responsable
from famille.models import AccesAConfirmer, Invitation, Responsable, Utilisateur, VagueInvitations
from famille.mouvements.invitations import codes

from .test_vagues import foyer_repris

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
CODE = "ABCDEFGHJKMN"
COMBIEN = 4


def en_meme_temps(fonction):
    def un(rang):
        try:
            return fonction(rang)
        finally:
            connection.close()

    with ThreadPoolExecutor(COMBIEN) as fils:
        return list(fils.map(un, range(COMBIEN)))


@pytest.fixture
def agente():
    return Utilisateur.objects.create_user("agent@exemple.fr", first_name="A", last_name="B")


@pytest.fixture
def adulte():
    return foyer_repris(2, courriel=False)


def test_a_letter_s_code_typed_several_times_at_once_makes_one_account(adulte, agente):
    vague = VagueInvitations.objects.create(a_qui="Toutes", par_jour=5, par=agente)
    Invitation.objects.create(
        vague=vague,
        responsable=adulte,
        moyen=Invitation.Moyen.LETTRE,
        code=codes.sceau_de(CODE),
        code_fin=date(2027, 1, 24),
        envoyee_le=timezone.now(),
        imprimee_par=agente,
    )
    dits = en_meme_temps(lambda rang: codes.repondre(CODE, f"lou{rang}@exemple.fr"))
    assert sorted(dits) == [False, False, True, True]  # the first, and the one that mends it
    adulte.refresh_from_db()
    assert Utilisateur.objects.exclude(pk=agente.pk).get() == adulte.utilisateur
    assert AccesAConfirmer.objects.filter(responsable=adulte, ferme=True).count() == 2


def test_agents_who_give_one_adult_an_address_at_once_make_one_account(adulte, agente):
    def donner(rang):
        lui = Responsable.objects.get(pk=adulte.pk)
        return modifier_responsable(lui, par=agente, courriel=f"lou{rang}@exemple.fr").pk

    en_meme_temps(donner)
    adulte.refresh_from_db()
    assert Utilisateur.objects.exclude(pk=agente.pk).get() == adulte.utilisateur
    assert AccesAConfirmer.objects.filter(responsable=adulte).count() == COMBIEN


def test_who_has_read_the_adult_before_he_had_an_account_makes_no_second_one(adulte, agente):
    avant = Responsable.objects.get(pk=adulte.pk)
    modifier_responsable(adulte, par=agente, courriel="lou@exemple.fr")
    modifier_responsable(avant, par=agente, courriel="autre@exemple.fr")
    assert Utilisateur.objects.exclude(pk=agente.pk).get().email == "autre@exemple.fr"
