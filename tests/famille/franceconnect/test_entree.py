"""Whose account FranceConnect opens, and whose it never does."""

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from famille.comptes.openid.acces import ACCES, lire_l_acces
from famille.comptes.openid.parcours import PHRASES
from famille.dossier.identites.actions import Origine, dire_l_identite
from famille.dossier.identites.lecture import identite_de
from famille.models import Courriel, IdentitePivot
from famille.mouvements.franceconnect.acces import jeton_d_acces
from famille.mouvements.franceconnect.entree import (
    CONTREDIT,
    DEJA_LIE_AILLEURS,
    DU_PERSONNEL,
    INCOMPLET,
    NIVEAU,
)
from famille.mouvements.franceconnect.vues import TROP_TARD
from tests.conftest import MOT_DE_PASSE

from .conftest import ANGELA, DITE

pytestmark = pytest.mark.django_db
BOUTON = "S’identifier avec FranceConnect\n"
DEDANS, INCONNU = "/mon-espace/", "/connexion/franceconnect/relier/"
AUTRE_CLE = ec.generate_private_key(ec.SECP256R1())


def dit(raison):
    return PHRASES[raison].format(nom="FranceConnect")


def phrase(client):
    return [str(un) for un in client.get("/connexion/").context["messages"]][-1]


def qui(client):
    return client.session.get("_auth_user_id")


def lien_recu(compte):
    [courriel] = Courriel.objects.filter(
        cle__startswith="franceconnect-lien", destinataire=compte.email
    ).order_by("-cree_le")[:1]
    return re.search(r"/connexion/franceconnect/relier/\S+/", courriel.texte)[0]


def test_who_wrote_her_identity_is_recognised_and_told(connue, venir, client):
    assert venir().url == DEDANS
    assert qui(client) == str(connue.utilisateur.pk)
    [courriel] = Courriel.objects.filter(cle__startswith="franceconnect-lie-")
    assert courriel.destinataire == connue.utilisateur.email
    assert IdentitePivot.objects.get().origine == Origine.FRANCECONNECT
    [lien] = SocialAccount.objects.all()
    assert ANGELA["sub"] not in f"{lien.uid}{lien.extra_data}"


def test_the_next_time_she_is_known_by_her_sub_whatever_her_name(connue, venir, faux, client):
    venir()
    client.logout()
    faux.personne |= {"family_name": "ROUX", "birthplace": "36044"}
    assert venir().url == DEDANS
    assert identite_de(connue).nom == "ROUX"
    assert Courriel.objects.filter(cle__startswith="franceconnect-lie-").count() == 1


def test_the_e_mail_address_alone_opens_nothing(camille, venir, faux, client):
    faux.personne |= {"email": camille.utilisateur.email, "email_verified": True}
    assert venir().url == INCONNU
    assert qui(client) is None


def test_what_an_agent_wrote_sends_a_link_and_opens_nothing_by_itself(camille, venir, client):
    dire_l_identite(camille, DITE, origine=Origine.AGENT, par=None)
    assert venir().url == INCONNU
    assert qui(client) is None
    assert client.get(lien_recu(camille.utilisateur)).status_code == 200
    assert not SocialAccount.objects.exists()  # a look changes nothing


def test_what_another_adult_s_line_says_proves_nothing_of_this_account(
    camille, voisin, venir, client
):
    """An agent wrote hers; the line that is sure opens no account."""
    dire_l_identite(camille, DITE, origine=Origine.AGENT, par=None)
    sans_compte = voisin.foyer.responsables.get()
    sans_compte.utilisateur = None
    sans_compte.save(update_fields=["utilisateur"])
    dire_l_identite(sans_compte, DITE, origine=Origine.PARENT, par=None)
    assert venir().url == INCONNU
    assert qui(client) is None


def test_a_link_joins_in_the_browser_that_waits_and_in_no_other(camille, venir, client):
    venir()
    client.post(INCONNU, {"courriel": camille.utilisateur.email})
    lien = lien_recu(camille.utilisateur)
    ailleurs = Client()
    assert ailleurs.post(lien).url == "/connexion/"
    assert phrase(ailleurs) == TROP_TARD
    assert not SocialAccount.objects.exists()
    relie = client.post(lien).url
    page = client.get(relie).content.decode()  # the button that is named comes first
    assert (
        page.index(BOUTON)
        < page.index('name="login"')
        < client.get("/connexion/").text.index(BOUTON)
    )
    assert venir().url == DEDANS
    assert qui(client) == str(camille.utilisateur.pk)


def test_the_link_of_one_browser_is_not_that_of_another_that_waits_too(camille, venir, client):
    liens = []
    ailleurs = Client()
    for navigateur in (client, ailleurs):
        venir(navigateur)
        navigateur.post(INCONNU, {"courriel": camille.utilisateur.email})
        liens.append(lien_recu(camille.utilisateur))
    assert liens[0] != liens[1]
    assert ailleurs.post(liens[0]).url == "/connexion/"
    assert not SocialAccount.objects.exists()


def test_whether_an_address_has_an_account_is_told_to_nobody(camille, venir, client):
    venir()
    pages = []
    for adresse in (camille.utilisateur.email, "personne@exemple.fr"):
        client.post(INCONNU, {"courriel": adresse})
        pages.append([str(un) for un in client.get(INCONNU).context["messages"]])
    assert pages[0] == pages[1]


def test_no_link_goes_to_who_is_somebody_else(camille, venir, client):
    autre = replace(DITE, nom="Roux", naissance="1990-01-01")
    dire_l_identite(camille, autre, origine=Origine.AGENT, par=None)
    venir()
    client.post(INCONNU, {"courriel": camille.utilisateur.email})
    assert not Courriel.objects.filter(cle__startswith="franceconnect-lien").exists()


def test_three_links_at_most(camille, venir, client, time_machine):
    venir()
    for _fois in range(5):
        client.post(INCONNU, {"courriel": camille.utilisateur.email})
    assert Courriel.objects.filter(cle__startswith="franceconnect-lien").count() == 3
    # later, the address may be written to again, and this session has had its share
    time_machine.move_to(timezone.now() + timedelta(minutes=11))
    client.post(INCONNU, {"courriel": camille.utilisateur.email})
    assert Courriel.objects.filter(cle__startswith="franceconnect-lien").count() == 3


def test_a_stranger_does_not_fill_her_mailbox_from_one_session_after_another(camille, venir):
    for _fois in range(3):
        neuf = Client()
        venir(neuf)
        for _envoi in range(2):
            neuf.post(INCONNU, {"courriel": camille.utilisateur.email.upper()})
    assert Courriel.objects.filter(cle__startswith="franceconnect-lien").count() == 3


def test_two_adults_of_one_identity_are_nobody(connue, voisin, venir, client):
    autre = voisin.foyer.responsables.get()
    dire_l_identite(autre, DITE, origine=Origine.PARENT, par=voisin.nadia)
    assert venir().url == INCONNU
    assert qui(client) is None


def test_an_identity_joined_to_another_sub_opens_nothing_more(connue, venir, faux, client):
    venir()
    client.logout()
    faux.personne["sub"] = "fc-2v1"
    assert venir().url == INCONNU
    assert qui(client) is None


def test_signed_in_she_joins_it_herself_and_undoes_it(camille, venir, connecter, client):
    connecter(camille.utilisateur)
    assert venir().status_code == 302
    assert SocialAccount.objects.get().user == camille.utilisateur
    assert "Relié à votre compte" in client.get(reverse("mes_donnees")).text
    assert client.post(reverse("delier_franceconnect")).url == reverse("mes_donnees")
    assert not SocialAccount.objects.exists()
    assert IdentitePivot.objects.get().origine == Origine.PARENT


def test_signed_in_nobody_joins_the_identity_of_another(camille, venir, connecter, faux, client):
    dire_l_identite(camille, DITE, origine=Origine.PARENT, par=camille.utilisateur)
    connecter(camille.utilisateur)
    faux.personne |= {"given_name": "Paul", "given_name_array": ["Paul"], "birthdate": "1980-01-02"}
    venir()
    assert not SocialAccount.objects.exists()
    dits = [str(un) for un in client.get("/mes-donnees/").context["messages"]]
    assert str(CONTREDIT) in dits


def test_joined_by_another_browser_at_the_same_moment_it_is_a_sentence(
    camille, voisin, venir, connecter, client, monkeypatch
):
    """Between the look and the write: the database has the last word."""
    connecter(camille.utilisateur)
    creer = SocialAccount.objects.create

    def apres_elle(**champs):
        creer(**champs | {"user": voisin.nadia})
        return creer(**champs)

    monkeypatch.setattr(SocialAccount.objects, "create", apres_elle)
    assert venir().status_code == 302
    dits = [str(un) for un in client.get("/mes-donnees/").context["messages"]]
    assert DEJA_LIE_AILLEURS in dits
    assert not SocialAccount.objects.filter(user=camille.utilisateur).exists()


def test_another_account_is_not_taken_over_by_a_joined_identity(connue, voisin, venir, connecter):
    venir()
    autre = Client()
    connecter(voisin.nadia, autre)
    venir(autre)
    assert SocialAccount.objects.get().user == connue.utilisateur
    assert DEJA_LIE_AILLEURS in [str(un) for un in autre.get("/mes-donnees/").context["messages"]]


def test_an_agent_does_not_come_by_there(agent, venir, connecter, client):
    connecter(agent)
    venir()
    assert not SocialAccount.objects.exists()
    assert DU_PERSONNEL in [str(un) for un in client.get("/mes-donnees/").context["messages"]]


FAUTES = {
    "another nonce": (lambda faux: faux.jeton.update(nonce="n" * 43), "invalide"),
    "another issuer": (lambda faux: faux.jeton.update(iss="https://ailleurs.example"), "invalide"),
    "another signature": (
        lambda faux: setattr(faux, "cle_du_jeton", ("k1", AUTRE_CLE)),
        "invalide",
    ),
    "a userinfo of another key": (
        lambda faux: setattr(faux, "cle_des_infos", ("k1", AUTRE_CLE)),
        "invalide",
    ),
    "expired": (lambda faux: faux.jeton.update(exp=int(time.time()) - 3600), "invalide"),
    "another person in the userinfo": (lambda faux: faux.infos.update(sub="fc-9"), "invalide"),
    "silent": (lambda faux: faux.en_panne.add("/token"), "invalide"),
    "a level too low": (lambda faux: faux.preuve.update(acr="eidas0"), NIVEAU),
    "no level": (lambda faux: faux.preuve.clear(), NIVEAU),
    "no date of birth": (lambda faux: faux.infos.update(birthdate=""), INCOMPLET),
    "a country that is none": (lambda faux: faux.infos.update(birthcountry="AZERTY"), INCOMPLET),
    "a town that is none": (lambda faux: faux.infos.update(birthplace="2A115X"), INCOMPLET),
}


@pytest.mark.parametrize("faute", FAUTES)
def test_what_does_not_hold_opens_nothing_and_is_said(faute, connue, faux, venir, client):
    casser, attendu = FAUTES[faute]
    casser(faux)
    assert venir().url == "/connexion/"
    assert qui(client) is None
    assert phrase(client) == PHRASES.get(attendu, attendu).format(nom="FranceConnect")
    assert not SocialAccount.objects.exists()


def test_an_answer_serves_once_in_its_own_browser(connue, aller, client):
    retour = aller()
    ailleurs = Client()
    assert ailleurs.get(retour).url == "/connexion/"
    assert phrase(ailleurs) == dit("perimee")
    assert client.get(retour).url == DEDANS
    client.logout()
    assert client.get(retour).url == "/connexion/"


def test_who_gives_up_is_told_kindly(connue, aller, client):
    etat = aller().partition("state=")[2].partition("&")[0]
    client.get("/connexion/franceconnect/retour/", {"error": "access_denied", "state": etat})
    assert phrase(client) == dit("abandon")


def test_without_franceconnect_the_password_still_opens(connue, faux, client):
    faux.en_panne.add("/.well-known/openid-configuration")
    client.get("/connexion/franceconnect/")
    assert phrase(client) == dit("injoignable")
    client.post("/connexion/", {"login": connue.utilisateur.email, "password": MOT_DE_PASSE})
    assert qui(client) == str(connue.utilisateur.pk)


def test_a_town_without_it_has_neither_button_nor_address(settings, client):
    settings.OPENID = {}
    assert "FranceConnect" not in client.get("/connexion/").text
    for nom in ("vers_franceconnect", "retour_de_franceconnect", "franceconnect_inconnu"):
        assert client.get(reverse(nom)).status_code == 404


def test_the_button_says_what_franceconnect_asks(faux, client):
    page = client.get("/connexion/").text
    assert "S’identifier avec FranceConnect" in page
    assert "Qu’est-ce que FranceConnect ?" in page


def test_leaving_goes_on_at_franceconnect(connue, faux, venir, client):
    venir()
    page = client.post("/deconnexion/")
    assert page.context["nom"] == "FranceConnect"
    assert page.context["adresse"].startswith(f"{faux.fin}?")
    assert "sortie%2F" in page.context["adresse"]


def test_the_access_token_lives_a_minute_encrypted_and_for_its_owner(connue, venir, client, rf):
    venir()
    assert "acces" not in str(client.session[ACCES][3])
    demande = rf.get("/")
    demande.session, demande.user = client.session, connue.utilisateur
    assert jeton_d_acces(demande) == "acces"
    assert lire_l_acces(demande, "annuaire") is None
    code, pk, _fin, jeton = demande.session[ACCES]
    demande.session[ACCES] = [code, pk, time.time(), jeton]
    assert jeton_d_acces(demande) is None
    assert ACCES not in demande.session


@pytest.mark.parametrize(("avant", "prouve"), [(600, False), (0, True)])
def test_a_proof_is_fresh_where_the_service_says_when_it_was_made(
    connue, venir, faux, client, avant, prouve
):
    """Of who is signed in already, and must prove again who she is."""
    venir()
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = []
    session.save()
    faux.jeton = {"auth_time": int(time.time()) - avant}
    venir()
    dits = [str(un) for un in client.get("/mes-donnees/").context["messages"]]
    assert (dit("ancienne") in dits) is not prouve
    assert (client.get("/mes-donnees/identite/").status_code == 200) is prouve


def test_a_question_of_before_she_signed_in_proves_nothing_again(
    connue, venir, aller, faux, client
):
    """It was asked without `prompt=login`, and would answer by itself at an open session."""
    venir()
    client.logout()
    retour = aller()
    client.post("/connexion/", {"login": connue.utilisateur.email, "password": MOT_DE_PASSE})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = []
    session.save()
    client.get(retour)
    dits = [str(un) for un in client.get("/mes-donnees/").context["messages"]]
    assert dits == [dit("perimee")]
    assert qui(client) == str(connue.utilisateur.pk)
    assert client.get("/mes-donnees/identite/").status_code == 302


@pytest.mark.parametrize("mot_de_passe", [True, False])
def test_what_asks_for_a_fresh_proof_takes_that_of_franceconnect(
    connue, venir, client, aller, mot_de_passe
):
    venir()
    if not mot_de_passe:
        connue.utilisateur.set_unusable_password()
        connue.utilisateur.save()
        client.force_login(connue.utilisateur)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = []
    session.save()
    demandee = client.get("/mes-donnees/identite/")
    if mot_de_passe:
        assert "Utiliser plutôt FranceConnect" in client.get(demandee.url).text
    else:
        assert demandee.url == "/connexion/franceconnect/?next=%2Fmes-donnees%2Fidentite%2F"
    venir()
    assert client.get("/mes-donnees/identite/").status_code == 200
