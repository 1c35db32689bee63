"""Passkeys: what a browser may send, who may take one away. The whole way is in
tests/navigateur/famille/test_connexion.py."""

import pytest
from allauth.mfa.models import Authenticator

from famille.comptes.second_facteur.facteurs import AdaptateurMFA

pytestmark = pytest.mark.django_db

AJOUTER = "/mes-donnees/deux-etapes/cles/ajouter/"
INSENSES = (
    "",
    "rien",
    "[]",
    "3",
    "{}",
    '{"id": 1}',
    '{"id": "é", "rawId": "%", "response": {}}',
    '{"response": null}',
    "9" * 5000,
)


def une_cle(utilisateur, nom="bureau"):
    donnees = {"name": nom, "credential": {}}
    return Authenticator.objects.create(
        user=utilisateur, type=Authenticator.Type.WEBAUTHN, data=donnees
    )


def test_nonsense_is_refused_in_a_sentence(client, entrer, famille_martin):
    entrer(famille_martin.camille)
    for insense in INSENSES:
        client.get(AJOUTER)
        reponse = client.post(AJOUTER, {"name": "bureau", "credential": insense})
        assert reponse.status_code == 200
        assert reponse.context["form"].errors
    assert not Authenticator.objects.exists()


def test_nonsense_does_not_pass_the_second_step(client, entrer, enroler, agent):
    enroler(agent)
    entrer(agent)
    for insense in INSENSES[:4]:
        client.get("/connexion/code/")
        assert client.post("/connexion/code/", {"credential": insense}).status_code == 200
    assert client.get("/gestion/").url.startswith("/connexion/")


def test_a_password_alone_does_not_add_a_key_beside_the_code(client, enroler, agent):
    """In a session that has proved nothing, a second key would be a way around the first factor."""
    enroler(agent)
    client.force_login(agent, backend="famille.comptes.authentification.Authentification")
    assert client.get(AJOUTER).url.startswith("/mes-donnees/confirmer-mon-identite/code/")


def test_staff_may_begin_with_a_key(client, entrer, agent):
    entrer(agent)
    page = client.get("/mes-donnees/deux-etapes/activer/").content.decode()
    assert AJOUTER in page
    assert client.get(AJOUTER).status_code == 200


def test_an_agent_keeps_one_factor_at_least(client, entrer, enroler, prouver, agent):
    enroler(agent)
    seule = Authenticator.objects.get(user=agent, type=Authenticator.Type.TOTP)
    assert not AdaptateurMFA().can_delete_authenticator(seule)
    cle = une_cle(agent)
    assert AdaptateurMFA().can_delete_authenticator(seule)
    seule.delete()
    assert not AdaptateurMFA().can_delete_authenticator(cle)


def test_a_parent_takes_his_key_away_and_names_it_but_never_anothers(
    client, entrer, famille_martin, voisin
):
    mienne, autre = une_cle(famille_martin.camille), une_cle(voisin.nadia)
    client.force_login(
        famille_martin.camille, backend="famille.comptes.authentification.Authentification"
    )
    client.post("/mes-donnees/confirmer-mon-identite/", {"password": "un cheval blanc au galop"})
    for geste in ("nommer", "retirer"):
        assert (
            client.post(
                f"/mes-donnees/deux-etapes/cles/{autre.pk}/{geste}/", {"name": "à moi"}
            ).status_code
            == 404
        )
    client.post(f"/mes-donnees/deux-etapes/cles/{mienne.pk}/nommer/", {"name": "téléphone"})
    assert "téléphone" in client.get("/mes-donnees/deux-etapes/").content.decode()
    client.post(f"/mes-donnees/deux-etapes/cles/{mienne.pk}/retirer/")
    assert list(Authenticator.objects.all()) == [autre]


def test_the_page_of_the_key_runs_no_script_of_its_own(client, entrer, agent):
    """The strict policy refuses inline scripts: what stands between the tags is data, which no
    browser runs."""
    entrer(agent)
    reponse = client.get(AJOUTER)
    balises = [b.partition(">")[0] for b in reponse.content.decode().split("<script")[1:]]
    assert all("src=" in balise or 'type="application/json"' in balise for balise in balises)
    assert "unsafe" not in reponse["Content-Security-Policy"]
