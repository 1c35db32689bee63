"""An agent's rights, read in one query: they are Django's own, and follow what is changed."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from famille.comptes.droits import lignes_de
from famille.models import Utilisateur

pytestmark = pytest.mark.django_db
QUI = ("agent", "directrice", "regisseur", "redactrice", "sante_seule", "administrateur")


def relu(compte):
    return Utilisateur.objects.get(pk=compte.pk)


@pytest.mark.parametrize("qui", QUI)
def test_they_are_those_that_django_finds(qui, request, django_assert_num_queries):
    compte = request.getfixturevalue(qui)
    compte.user_permissions.add(Permission.objects.get(codename="add_site"))
    attendues = ModelBackend().get_all_permissions(relu(compte))
    assert "wagtailcore.add_site" in attendues
    compte = relu(compte)
    with django_assert_num_queries(1):
        trouvees = compte.get_all_permissions()
        assert compte.has_perm("wagtailcore.add_site")
    assert trouvees == attendues


def test_a_family_has_none(famille_martin):
    assert famille_martin.camille.get_all_permissions() == set()
    assert not lignes_de(famille_martin.camille)


def test_a_closed_account_has_none_left(agent):
    agent.is_active = False
    agent.save()
    assert not relu(agent).has_perm("demarches.instruire_demande")


def test_what_gives_a_right_on_pages_is_among_them(agent, pages):
    avant = lignes_de(relu(agent))
    droit = Permission.objects.get(codename="change_page")
    groupe = Group.objects.get(name="Service des familles")
    GroupPagePermission.objects.create(
        group=groupe, page=Page.get_first_root_node(), permission=droit
    )
    assert len(lignes_de(relu(agent)) - avant) == 1
    assert relu(agent).get_all_permissions() == agent.get_all_permissions()
