"""The second factor of staff (D12): in this session, by every door."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from famille.comptes.connexion.allauth import code_actuel
from famille.models import Utilisateur
from famille.socle.ville import service
from tests.comptes.conftest import SECRET
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db

ACTIVER = "/mes-donnees/deux-etapes/activer/"


def test_staff_without_a_factor_can_do_nothing_but_enrol(client, entrer, agent):
    entrer(agent)
    for adresse in ("/gestion/", "/tableau-de-bord/", "/mes-donnees/", "/"):
        assert client.get(adresse).url == ACTIVER
    assert client.get(ACTIVER).status_code == 200
    assert client.post("/deconnexion/").status_code == 302


def test_enrolling_opens_the_admin_at_once(client, entrer, agent):
    entrer(agent)
    secret = client.get(ACTIVER).context["form"].secret
    reponse = client.post(ACTIVER, {"code": code_actuel(secret)})
    assert reponse.url == "/mes-donnees/deux-etapes/codes/"
    assert len(client.get(reponse.url).context["unused_codes"]) == 10
    assert client.get("/gestion/").status_code == 200


def test_an_enrolled_agent_gives_a_code_at_each_sign_in(client, entrer, prouver, enroler, agent):
    enroler(agent)
    assert entrer(agent).url == "/connexion/code/"
    assert client.get("/gestion/").url.startswith("/connexion/")
    assert prouver(agent).url == "/mon-espace/"
    assert client.get("/gestion/").status_code == 200


def test_being_enrolled_is_not_enough(client, enroler, agent):
    """A session opened without a code, whatever the door, must prove it before anything else."""
    enroler(agent)
    client.force_login(agent, backend="famille.comptes.authentification.Authentification")
    assert (
        client.get("/gestion/").url
        == "/mes-donnees/confirmer-mon-identite/code/?next=%2Fgestion%2F"
    )
    client.post("/mes-donnees/confirmer-mon-identite/code/", {"code": code_actuel(SECRET)})
    assert client.get("/gestion/").status_code == 200


def test_a_password_alone_does_not_replace_the_code(client, enroler, agent):
    enroler(agent)
    client.force_login(agent, backend="famille.comptes.authentification.Authentification")
    client.post("/mes-donnees/confirmer-mon-identite/", {"password": MOT_DE_PASSE})
    assert client.get("/gestion/").status_code == 302


@pytest.mark.parametrize("ecran", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_a_password_alone_adds_no_factor_beside_the_one_there_is(client, enroler, agent, ecran):
    enroler(agent)
    client.force_login(agent, backend="famille.comptes.authentification.Authentification")
    client.post("/mes-donnees/confirmer-mon-identite/", {"password": MOT_DE_PASSE})
    reponse = client.get(reverse(ecran))
    assert reponse.status_code == 302
    assert reponse.url.startswith("/mes-donnees/confirmer-mon-identite/code/")


def test_a_proof_of_another_account_is_worth_nothing(client, enroler, agent, collegue, connecter):
    enroler(agent)
    connecter(collegue)
    session = client.session
    session["account_authentication_methods_user"] = str(agent.pk)
    session.save()
    assert client.get("/gestion/").status_code == 302


@pytest.mark.parametrize("porte", ["/gestion/login/", "/_util/login/", "/gestion/password_reset/"])
def test_wagtails_own_doors_lead_to_ours(client, enroler, agent, porte):
    enroler(agent)
    for champs in (
        {"username": agent.email, "password": MOT_DE_PASSE},
        {"login": agent.email, "email": agent.email},
    ):
        reponse = client.post(porte, champs)
        assert reponse.status_code == 302
        assert reponse.url.startswith(("/connexion/", "/mot-de-passe-oublie/"))
    assert "_auth_user_id" not in client.session


def test_every_address_under_password_reset_is_closed(client, db):
    reponse = client.get("/gestion/password_reset/confirm/MQ/abc-def/")
    assert reponse.url == "/mot-de-passe-oublie/"


def test_a_code_serves_once(client, entrer, prouver, enroler, agent, time_machine):
    """Within its 30 seconds, which must not end between the two sign-ins."""
    time_machine.move_to(timezone.now(), tick=False)
    enroler(agent)
    entrer(agent)
    prouver(agent)
    client.logout()
    entrer(agent)
    assert "a déjà servi" in prouver(agent).content.decode()


@pytest.mark.parametrize("ecrit", ["{}-{}", "{}.{}", " {} {}"])
def test_a_code_written_otherwise_is_the_same_code(
    client, entrer, enroler, agent, time_machine, ecrit
):
    """Still right a period later, and read whatever the dashes in it."""
    time_machine.move_to(datetime(2026, 9, 14, 8, 0, tzinfo=UTC), tick=False)
    enroler(agent)
    code = code_actuel(SECRET)
    entrer(agent)
    assert client.post("/connexion/code/", {"code": code}).url == "/mon-espace/"
    client.logout()
    time_machine.shift(31)
    entrer(agent)
    autrement = ecrit.format(code[:3], code[3:])
    assert "a déjà servi" in client.post("/connexion/code/", {"code": autrement}).content.decode()


def test_the_code_that_enrolled_serves_no_sign_in(client, entrer, agent, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    entrer(agent)
    code = code_actuel(client.get(ACTIVER).context["form"].secret)
    client.post(ACTIVER, {"code": code})
    client.logout()
    entrer(agent)
    assert "a déjà servi" in client.post("/connexion/code/", {"code": code}).content.decode()


def test_a_password_changed_while_the_code_is_asked_is_asked_again(
    client, entrer, prouver, enroler, agent
):
    """Whoever knows the old one and has the telephone too has lost his place in the door."""
    enroler(agent)
    entrer(agent)
    agent.set_password("un autre cheval au galop")
    agent.save()
    reponse = prouver(agent)
    assert reponse.url == "/connexion/"
    assert "a changé pendant que vous vous connectiez" in client.get("/connexion/").content.decode()
    assert client.get("/gestion/").url.startswith("/connexion/")
    assert entrer(agent).status_code == 200  # the old password
    agent.set_password(MOT_DE_PASSE)
    agent.save()
    entrer(agent)
    assert prouver(agent).status_code == 200  # the code has served


def test_a_recovery_code_serves_once(client, entrer, enroler, agent):
    code = enroler(agent).get_unused_codes()[0]
    entrer(agent)
    assert client.post("/connexion/code/", {"code": f"{code[:4]} {code[4:]}"}).url == "/mon-espace/"
    client.logout()
    entrer(agent)
    assert client.post("/connexion/code/", {"code": code}).status_code == 200


def test_codes_are_locked_after_five_failures(client, entrer, prouver, enroler, agent):
    enroler(agent)
    entrer(agent)
    for _essai in range(5):
        client.post("/connexion/code/", {"code": "000000"})
    page = prouver(agent).content.decode()
    assert "Trop de codes" in page
    assert "Mot de passe oublié" not in page  # a new one would open nothing


def test_the_secret_is_encrypted_in_the_database(enroler, agent):
    enroler(agent)
    gardes = [str(facteur.data) for facteur in Authenticator.objects.filter(user=agent)]
    assert gardes
    assert SECRET not in "".join(gardes)


def test_who_has_lost_all_is_told_who_will_answer(client, entrer, enroler, agent, famille_martin):
    """The computer service resets staff's; of a parent it knows nothing."""
    enroler(agent)
    enroler(famille_martin.camille)
    entrer(agent)
    page = " ".join(client.get("/connexion/code/").text.split())
    assert "appelez le service informatique de la ville." in page
    client.logout()
    entrer(famille_martin.camille)
    page = " ".join(client.get("/connexion/code/").text.split())
    assert f"appelez {service().le}" in page
    assert f"{service().il} réinitialisera cette étape" in page
    assert "service informatique" not in page


def test_staff_cannot_give_the_factor_up(client, enroler, entrer, prouver, agent):
    enroler(agent)
    entrer(agent)
    prouver(agent)
    page = "/mes-donnees/deux-etapes/desactiver/"
    assert "obligatoire" in client.get(page).content.decode()
    client.post(page)
    assert Authenticator.objects.filter(user=agent, type="totp").exists()


def test_a_parent_may_enrol_and_give_up(client, entrer, famille_martin):
    entrer(famille_martin.camille)
    secret = client.get(ACTIVER).context["form"].secret
    client.post(ACTIVER, {"code": code_actuel(secret)})
    client.post("/mes-donnees/deux-etapes/desactiver/")
    assert not Authenticator.objects.exists()


def test_a_right_given_after_sign_in_opens_nothing_without_a_code(
    client, entrer, famille_martin, groupes
):
    from django.contrib.auth.models import Group

    entrer(famille_martin.camille)
    client.get("/mes-donnees/")
    famille_martin.camille.groups.add(Group.objects.get(name="Service des familles"))
    assert client.get("/gestion/").url == ACTIVER


def test_a_superuser_owes_a_factor_too(client, entrer, db):
    chef = Utilisateur.objects.create_superuser(
        "chef@exemple.fr", MOT_DE_PASSE, first_name="A", last_name="B"
    )
    chef.emailaddress_set.create(email=chef.email, verified=True, primary=True)
    entrer(chef)
    assert client.get("/gestion/").url == ACTIVER


def test_the_qr_code_comes_as_data_which_the_policy_allows(client, entrer, agent):
    entrer(agent)
    reponse = client.get(ACTIVER)
    assert 'src="data:image/svg+xml;base64,' in reponse.content.decode()
    assert "img-src 'self' data:" in reponse["Content-Security-Policy"]
    assert "style=" not in reponse.content.decode()


@pytest.mark.parametrize("voie", ["groupe", "droit", "tous les droits"])
def test_a_session_already_open_owes_the_second_factor_once_its_account_becomes_staff(
    client, entrer, famille_martin, groupes, settings, voie
):
    """The groups page, a command, a right given by hand: none of them knows which sessions are
    open."""
    camille = famille_martin.camille
    entrer(camille)
    assert client.get("/tableau-de-bord/").status_code == 200
    if voie == "groupe":
        camille.groups.add(Group.objects.get(name="Service des familles"))
    elif voie == "droit":
        camille.user_permissions.add(Permission.objects.get(codename="access_admin"))
    else:
        Utilisateur.objects.filter(pk=camille.pk).update(is_superuser=True)
    for adresse in ("/tableau-de-bord/", "/mes-documents/", "/gestion/"):
        assert client.get(adresse).url == ACTIVER
    assert client.session.get_expiry_age() == settings.SESSION_DU_PERSONNEL


def test_the_role_of_an_account_costs_no_query_of_its_own(
    client, connecter, famille_martin, django_assert_num_queries
):
    connecter(famille_martin.camille)
    with django_assert_num_queries(2):  # the session, and the account with its role
        client.get("/session/")


@pytest.mark.parametrize("methode", ["get", "post"])
@pytest.mark.parametrize("adresse", ["/gestion/", "/tableau-de-bord/", "/mes-donnees/"])
def test_a_request_that_a_page_makes_by_itself_owes_the_code_like_any_other(
    client, enroler, agent, adresse, methode
):
    """What htmx asks is asked with the same session, and must prove as much."""
    enroler(agent)
    client.force_login(agent, backend="famille.comptes.authentification.Authentification")
    for entetes in ({}, {"HX-Request": "true"}, {"X-Requested-With": "XMLHttpRequest"}):
        reponse = getattr(client, methode)(adresse, headers=entetes)
        assert reponse.status_code == 302, entetes
        assert reponse.url.startswith("/mes-donnees/confirmer-mon-identite/code/"), entetes
