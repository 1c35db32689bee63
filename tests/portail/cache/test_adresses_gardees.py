"""Addresses computed once a process: the same as Django's, whatever changes meanwhile."""

from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import override_settings
from django.urls import NoReverseMatch, URLResolver, path, reverse, set_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import override

from portail.cache import adresses_gardees
from portail.cache.adresses_gardees import Statiques

urlpatterns = [path("ailleurs/", HttpResponse, name="session")]


@pytest.fixture
def resolveurs():
    """Those that have written an address."""
    return []


@pytest.fixture
def ecrites(monkeypatch, resolveurs):
    """The addresses that Django has written."""
    adresses: list[str] = []

    def noter(resolveur, *args, **kwargs):
        resolveurs.append(resolveur)
        adresses.append(ecrire(resolveur, *args, **kwargs))
        return adresses[-1]

    ecrire = adresses_gardees._ecrire
    monkeypatch.setattr(adresses_gardees, "_ecrire", noter)
    monkeypatch.setattr(settings, "RACCOURCIS", True)
    monkeypatch.setattr(
        URLResolver, "_reverse_with_prefix", URLResolver._reverse_with_prefix
    )  # put back at the end
    adresses_gardees.installer()
    return adresses


def test_an_address_is_written_once_a_process(ecrites):
    cle = str(uuid4())
    ensemble = {reverse("demarches:demande", args=[cle]) for _ in range(3)}
    ensemble |= {reverse("demarches:demande", kwargs={"pk": cle}) for _ in range(3)}
    assert ensemble == {f"/demarches/demande/{cle}/"}
    assert ecrites == [f"/demarches/demande/{cle}/"] * 2  # by its place, by its name


def test_equal_arguments_of_other_kinds_have_their_own_address(ecrites):
    valeurs = (1, True, "1", SafeString("1"), UUID(int=1))
    adresses = [reverse("demarches:presentation", args=[une]) for une in valeurs]
    assert adresses == [f"/demarches/{une}/" for une in valeurs]


def test_another_table_of_addresses_or_another_prefix_has_its_own(ecrites):
    assert reverse("session") == "/session/"
    with override_settings(ROOT_URLCONF=__name__):
        assert reverse("session") == "/ailleurs/"
    try:
        set_script_prefix("/famille/")
        assert reverse("session") == "/famille/session/"
    finally:
        set_script_prefix("/")
    assert reverse("session") == "/session/"


def test_another_language_has_its_own_address(ecrites):
    cle = str(uuid4())
    for langue in ("fr", "en", "fr"):
        with override(langue):
            assert reverse("demarches:demande", args=[cle]) == f"/demarches/demande/{cle}/"
    assert len(ecrites) == 2


def test_an_address_that_does_not_exist_fails_each_time(ecrites):
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            reverse("demarches:demande", args=["a/b"])
    with pytest.raises(ValueError, match="mix"):
        reverse("demarches:demande", args=["a"], kwargs={"pk": "a"})


def test_what_is_kept_is_bounded(ecrites, resolveurs):
    for rang in range(adresses_gardees.GARDEES + 500):
        reverse("demarches:presentation", args=[f"code-{rang}"])
    (memoire,) = {un.__dict__["_adresses_gardees"] for un in resolveurs}
    assert memoire.cache_info().currsize == adresses_gardees.GARDEES


def test_a_static_file_s_address_is_computed_once(monkeypatch, tmp_path):
    demandes = []
    monkeypatch.setattr(
        Statiques.__mro__[1], "url", lambda self, nom: demandes.append(nom) or f"/static/{nom}"
    )
    statiques = Statiques(location=tmp_path)
    assert [statiques.url("a.css") for _ in range(3)] == ["/static/a.css"] * 3
    assert Statiques(location=tmp_path).url("a.css") == "/static/a.css"
    assert demandes == ["a.css", "a.css"]  # one a storage: another manifest is another answer
