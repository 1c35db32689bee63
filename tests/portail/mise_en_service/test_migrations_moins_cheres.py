"""What `manage.py migrate` spares: the same answers, asked once, and nothing left behind."""

import contextlib

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db.migrations.state import ProjectState

from portail.management.commands.migrate import moins_recompter


@pytest.fixture
def posees(monkeypatch):
    """The times that the real models were all asked which of them stands for another."""
    fois = []

    def noter(registre, mot):
        fois.append(mot)
        return vraie(registre, mot)

    vraie = type(apps).get_swappable_settings_name
    noter.cache_clear = vraie.cache_clear
    monkeypatch.setattr(type(apps), "get_swappable_settings_name", noter)
    return fois


def refaire_les_comptes():
    """Makes the model of the accounts anew, as each migration that touches it does."""
    etat = ProjectState.from_apps(apps)
    assert etat.apps.get_model("famille", "utilisateur")
    etat.reload_model("famille", "utilisateur")


def test_it_is_ours_that_runs():
    assert get_commands()["migrate"] == "portail"


def test_which_model_stands_for_the_accounts_is_asked_once(settings, posees):
    settings.RACCOURCIS = True
    with moins_recompter():
        assert apps.get_swappable_settings_name("famille.Utilisateur") == "AUTH_USER_MODEL"
        assert apps.get_swappable_settings_name("famille.Enfant") is None
        refaire_les_comptes()
    assert len(posees) > 10
    assert len(posees) == len(set(posees))


def test_nothing_is_left_behind(settings):
    settings.RACCOURCIS = True
    with contextlib.suppress(RuntimeError), moins_recompter():
        assert "get_swappable_settings_name" in vars(apps)
        raise RuntimeError
    assert "get_swappable_settings_name" not in vars(apps)


def test_without_the_shortcuts_django_asks_as_it_does(settings):
    settings.RACCOURCIS = False
    with moins_recompter():
        assert "get_swappable_settings_name" not in vars(apps)
