"""A town that has a directory of its staff."""

from dataclasses import replace

import pytest

from famille.comptes.annuaire.modele import CODE, AnnuaireDesAgents
from tests.ville.annuaire import CLIENT, SECRET, faux_annuaire


@pytest.fixture
def faux(settings):
    """The directory (tests.ville.annuaire.FauxAnnuaire), which the portal knows."""
    with faux_annuaire() as annuaire:
        settings.OPENID = {CODE: regle(annuaire.emetteur)}
        yield annuaire


def regle(emetteur, **autres):
    return replace(
        AnnuaireDesAgents(
            code=CODE,
            nom="ProVille",
            emetteur=emetteur,
            client=CLIENT,
            secret=SECRET,
            retour="retour_de_l_annuaire",
            sortie="sortie_de_l_annuaire",
            amr=True,
            preuves=(("amr", "mfa"),),
        ),
        **autres,
    )


@pytest.fixture
def regler(settings, faux):
    """regler(groupes=…): what else the town says of its directory."""

    def _regler(**autres):
        settings.OPENID = {CODE: replace(settings.OPENID[CODE], **autres)}

    return _regler


@pytest.fixture
def aller(client, faux):
    """aller() -> the path where the directory sends the browser back."""

    def _aller(navigateur=None, suite="", **autres):
        reponse = (navigateur or client).get(f"/connexion/annuaire/{suite}")
        return faux.autoriser(reponse.url, **autres)

    return _aller


@pytest.fixture
def venir(client, aller):
    """venir() -> the answer to the browser that is back."""

    def _venir(navigateur=None, **autres):
        return (navigateur or client).get(aller(navigateur, **autres))

    return _venir


@pytest.fixture
def refuse(client):
    """refuse(answer) -> the sentence: nobody is signed in, and the sign-in page says why."""

    def _refuse(reponse, navigateur=None):
        navigateur = navigateur or client
        assert (reponse.status_code, reponse.url) == (302, "/connexion/")
        assert "_auth_user_id" not in navigateur.session
        page = navigateur.get("/connexion/")
        *_avant, phrase = [str(message) for message in page.context["messages"]]
        return phrase

    return _refuse
