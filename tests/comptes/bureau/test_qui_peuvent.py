"""The agents that a list proposes: those who hold the right, sought without going through the
families' accounts."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection

from demarches.bureau.forms import instructeurs
from famille.dossier.messages.bureau.formulaires import repondants
from famille.models import Utilisateur

pytestmark = pytest.mark.django_db


def test_those_who_hold_it_by_a_group_or_by_themselves_once_each_by_name(
    agent, collegue, directrice, redactrice, famille_martin
):
    droit = Permission.objects.get(codename="instruire_demande")
    redactrice.user_permissions.add(droit)
    agent.user_permissions.add(droit)  # twice, and listed once
    assert list(instructeurs()) == [redactrice, collegue, agent]  # Caron, Petit, Renard
    collegue.is_active = False
    collegue.save()
    assert list(instructeurs()) == [redactrice, agent]
    assert famille_martin.camille not in repondants()


@pytest.mark.parametrize("liste", [instructeurs, repondants])
def test_they_are_sought_from_the_right_and_not_among_the_families(
    liste, agent, django_assert_num_queries
):
    Utilisateur.objects.bulk_create(
        Utilisateur(email=f"parent{n}@exemple.fr", password="!") for n in range(300)
    )
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
    with django_assert_num_queries(1):
        assert list(liste()) == [agent]
    plan = liste().explain()
    assert "SCAN famille_utilisateur" not in plan
    assert "Seq Scan on famille_utilisateur " not in plan
