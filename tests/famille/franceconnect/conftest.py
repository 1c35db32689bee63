"""A town whose families may come by FranceConnect: the pretend service of tests.ville.annuaire,
with FranceConnect's questions, claims and levels (its contract, version 2)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache

from famille.comptes.openid.service_franceconnect import CODE, franceconnect
from famille.dossier.identites.actions import Origine, dire_l_identite
from famille.regles.identite import EtatCivil
from tests.ville.annuaire import CLIENT, SECRET, faux_annuaire

ANGELA = {
    "sub": "fc-1v1",
    "given_name": "Angela Claire Louise",
    "given_name_array": ["Angela", "Claire", "Louise"],
    "family_name": "DUBOIS",
    "gender": "female",
    "birthdate": "1962-08-24",
    "birthplace": "75107",
    "birthcountry": "99100",
}
DITE = EtatCivil("Dubois", ("Angela", "Claire", "Louise"), "female", "1962-08-24", "75107", "99100")


@pytest.fixture
def faux(settings):
    cache.clear()
    with faux_annuaire() as service:
        settings.OPENID = {CODE: franceconnect(service.emetteur, CLIENT, SECRET)}
        service.personne, service.preuve = dict(ANGELA), {"acr": "eidas1"}
        yield service


@pytest.fixture
def aller(client, faux):
    """aller() -> the path where FranceConnect sends the browser back."""

    def _aller(navigateur=None, **autres):
        adresse = (navigateur or client).get("/connexion/franceconnect/").url
        question = {nom: un for nom, [un] in parse_qs(urlsplit(adresse).query).items()}
        assert question["acr_values"] == "eidas1"
        assert set(question["scope"].split()) == {"openid", "identite_pivot"}
        return faux.autoriser(adresse, **autres)

    return _aller


@pytest.fixture
def venir(client, aller):
    """venir() -> the answer to the browser that is back."""

    def _venir(navigateur=None, **autres):
        return (navigateur or client).get(aller(navigateur, **autres))

    return _venir


@pytest.fixture
def camille(famille_martin):
    return famille_martin.foyer.responsables.get()


@pytest.fixture
def connue(camille):
    """She has written her identity herself."""
    return dire_l_identite(
        camille, DITE, origine=Origine.PARENT, par=camille.utilisateur
    ).responsable
