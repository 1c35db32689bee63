"""Devices in plain words."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from famille.comptes.sessions.appareils import decrire


@pytest.mark.parametrize(
    ("agent", "attendu"),
    [
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605"
                " Version/18.0 Safari/604"
            ),
            "iPhone, avec Safari",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0 Safari/537.36 Edg/156.0",
            "Ordinateur Windows, avec Edge",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
            "Ordinateur Linux, avec Firefox",
        ),
        ("curl/8.0", "Appareil non reconnu"),
        ("", "Appareil non reconnu"),
    ],
    ids=["iPhone", "Windows", "Linux", "curl", "nothing"],
)
def test_a_browser_is_named_as_people_do(agent, attendu):
    assert decrire(agent) == attendu


@pytest.mark.django_db
@pytest.mark.parametrize("autres", [1, 30])
def test_the_list_costs_the_same_whatever_the_devices(
    connecter, famille_martin, autres, django_assert_max_num_queries
):
    """Each one's session was read again, and whose it was."""
    for _fois in range(autres):
        _ouvrir_ailleurs(famille_martin.camille)
    client = connecter(famille_martin.camille)
    client.get("/mes-donnees/appareils/")
    with django_assert_max_num_queries(6):
        reponse = client.get("/mes-donnees/appareils/")
    assert len(reponse.context["lignes"]) == autres


@pytest.mark.django_db
def test_a_device_opened_by_a_former_password_is_listed_no_more(connecter, famille_martin):
    _ouvrir_ailleurs(famille_martin.camille)
    famille_martin.camille.set_password("trois petits navires bleus")
    famille_martin.camille.save()
    reponse = connecter(famille_martin.camille).get("/mes-donnees/appareils/")
    assert reponse.context["lignes"] == []
    assert not UserSession.objects.exists()


def _ouvrir_ailleurs(compte):
    navigateur = Client()
    navigateur.force_login(compte, backend="famille.comptes.authentification.Authentification")
    UserSession.objects.create(
        user=compte, session_key=navigateur.session.session_key, ip="10.0.0.1"
    )
