"""A parent who has lost the telephone of her second step, and her codes: an agent who has made sure
that it is she has it forgotten, and never the one who has just changed her address."""

import logging
import time
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from wagtail.log_actions import registry

from famille import actions
from famille.comptes.connexion.allauth import enroler_totp
from famille.comptes.second_facteur.etape import SEULE
from famille.dossier.foyers.acces.contestation import contester, remettre_l_ancienne
from famille.dossier.foyers.acces.seconde_etape import oublier_la_seconde_etape
from famille.dossier.foyers.bureau import url, url_du_foyer
from famille.models import AccesAConfirmer, Courriel, Modification, Notification, Utilisateur
from famille.socle.erreurs import Refus
from tests.conftest import MOT_DE_PASSE
from tests.outils.lisible import lisible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("un_mercredi")]
JADIS = datetime(2025, 1, 6, tzinfo=UTC)
OUI = {"verifiee": "on"}
GESTE = "Réinitialiser la seconde étape"


@pytest.fixture(autouse=True)
def depuis_longtemps(agent, collegue):
    """Their accounts are no younger than what they do."""
    Utilisateur.objects.filter(pk__in=[agent.pk, collegue.pk]).update(date_joined=JADIS)
    agent.date_joined = collegue.date_joined = JADIS


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def camille(famille_martin):
    """Responsable: she has an application, and recovery codes."""
    enroler_totp(famille_martin.camille, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return famille_martin.foyer.responsables.get()


def entrer(camille, navigateur=None):
    donne = {"login": camille.utilisateur.email, "password": MOT_DE_PASSE}
    return (navigateur or Client()).post("/connexion/", donne)


def dossier(bureau, camille):
    return bureau.get(url_du_foyer(camille.foyer, "famille")).text


def a_ses_facteurs(camille):
    return Authenticator.objects.filter(user=camille.utilisateur).exists()


def test_the_agent_finds_it_says_that_it_is_she_and_her_password_is_enough(bureau, camille):
    assert entrer(camille).url == "/connexion/code/"
    adresse = url("seconde_etape", camille.pk)
    assert adresse in dossier(bureau, camille)
    assert "J’ai rappelé cette personne" in bureau.get(adresse).text
    refusee = bureau.post(adresse)
    assert "Assurez-vous d’abord que c’est bien cette personne" in refusee.text
    assert a_ses_facteurs(camille)
    faite = bureau.post(adresse, OUI, follow=True)
    assert "La seconde étape de Camille Martin est réinitialisée" in lisible(faite.text)
    assert not a_ses_facteurs(camille)
    assert GESTE not in dossier(bureau, camille)
    assert entrer(camille).url == "/mon-espace/"


def test_her_devices_are_signed_out_and_she_is_told(bureau, camille, agent):
    Authenticator.objects.all().delete()
    telephone = Client()
    entrer(camille, telephone)
    enroler_totp(camille.utilisateur, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert telephone.get("/tableau-de-bord/").status_code == 200
    bureau.post(url("seconde_etape", camille.pk), OUI)
    assert telephone.get("/tableau-de-bord/").url.startswith("/connexion/")
    courriel = Courriel.objects.get(destinataire=camille.utilisateur.email)
    texte = lisible(courriel.texte)
    assert courriel.sujet == "La seconde étape de votre connexion est réinitialisée"
    assert f"{agent}, agent de la collectivité, a réinitialisé" in texte
    assert "changez tout de suite votre mot de passe, puis appelez" in texte
    assert "changez tout de suite votre mot de passe, puis appelez" in lisible(courriel.html)
    assert Notification.objects.filter(utilisateur=camille.utilisateur).exists()


def test_who_waits_at_the_second_step_begins_anew(bureau, camille):
    """She is on the telephone with the agent, this page before her: it led round in circles."""
    telephone = Client()
    entrer(camille, telephone)
    bureau.post(url("seconde_etape", camille.pk), OUI)
    page = telephone.get("/connexion/code/", follow=True)
    assert page.redirect_chain == [("/connexion/", 302)]
    assert "réinitialisée pendant que vous vous connectiez" in lisible(page.text)
    assert entrer(camille, telephone).url == "/mon-espace/"


def test_the_journal_the_history_and_the_security_log_keep_it(bureau, camille, agent, caplog):
    caplog.set_level(logging.INFO, "portail.securite")
    bureau.post(url("seconde_etape", camille.pk), OUI)
    gardee = Modification.objects.filter(foyer=camille.foyer).latest("pk")
    assert (gardee.objet, gardee.par) == ("responsable Camille Martin", agent)
    assert gardee.apres == {"Seconde étape de connexion": "réinitialisée"}
    assert gardee.origine == "identité vérifiée par l’agent"
    [trace] = registry.get_logs_for_instance(camille.utilisateur)
    assert (trace.action, trace.user) == ("famille.second-facteur", agent)
    dites = [ligne.getMessage() for ligne in caplog.records if ligne.name == "portail.securite"]
    assert f"geste second-facteur compte={camille.utilisateur_id} par={agent.pk}" in dites


def test_the_journal_of_her_other_household_keeps_it_too(camille, agent, voisin):
    actions.ajouter_responsable(
        voisin.foyer,
        prenom="Camille",
        nom="Martin",
        courriel=camille.utilisateur.email,
        meme_compte=True,
        par=agent,
    )
    oublier_la_seconde_etape(camille, par=agent)
    dites = Modification.objects.filter(apres__has_key="Seconde étape de connexion")
    assert {dite.foyer for dite in dites} == {camille.foyer, voisin.foyer}


def test_the_agent_proves_anew_who_he_is(bureau, camille):
    session = bureau.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 6 * 60}]
    session.save()
    reponse = bureau.post(url("seconde_etape", camille.pk), OUI)
    assert reponse.url.startswith("/mes-donnees/confirmer-mon-identite/")
    assert a_ses_facteurs(camille)


def test_who_may_not_change_the_household_may_not_either(camille, connecter, directrice):
    reponse = connecter(directrice).post(url("seconde_etape", camille.pk), OUI)
    assert reponse.status_code in (302, 403)
    assert a_ses_facteurs(camille)


@pytest.mark.parametrize(
    ("etat", "phrase"),
    [
        ("sans compte", "n’a pas de compte"),
        ("ferme", "est fermé : personne ne s’y connecte"),
        ("agent", "aussi celui d’un agent"),
        ("sans étape", "n’a pas de seconde étape de connexion"),
        ("clé seule", "n’a pas de seconde étape de connexion"),
    ],
)
def test_where_there_is_nothing_to_do_a_sentence_says_it(bureau, camille, agent, etat, phrase):
    compte = camille.utilisateur
    if etat == "sans compte":
        camille.utilisateur = None
        camille.save()
    elif etat == "ferme":
        Utilisateur.objects.filter(pk=compte.pk).update(is_active=False)
    elif etat == "agent":
        compte.groups.set(agent.groups.all())
    else:
        Authenticator.objects.filter(user=compte).delete()
    if etat == "clé seule":
        Authenticator.objects.create(user=compte, type="webauthn", data={SEULE: True})
    adresse = url("seconde_etape", camille.pk)
    assert phrase in lisible(bureau.get(adresse, follow=True).text)
    assert phrase in lisible(bureau.post(adresse, OUI).text)
    assert Authenticator.objects.filter(user=compte).exists() == (etat != "sans étape")
    if etat != "agent":
        assert GESTE not in dossier(bureau, camille)


def test_who_has_changed_her_address_waits_or_asks_a_colleague(
    bureau, camille, agent, collegue, un_mercredi
):
    actions.modifier_responsable(camille, courriel="agent.prive@exemple.fr", par=agent)
    reponse = bureau.post(url("seconde_etape", camille.pk), OUI)
    dit = (
        "revient à un autre agent, en place depuis plus de trois jours, ou à vous à partir du"
        " 28/11/2026 à 10 h"
    )
    assert dit in lisible(reponse.text)
    assert a_ses_facteurs(camille)
    oublier_la_seconde_etape(camille, par=collegue)
    assert not a_ses_facteurs(camille)


@pytest.mark.parametrize("comment", ["trois jours", "confirmée"])
def test_three_days_or_a_second_person_are_enough(camille, agent, collegue, un_mercredi, comment):
    actions.modifier_responsable(camille, courriel="camille@exemple.fr", par=agent)
    with pytest.raises(Refus):
        oublier_la_seconde_etape(camille, par=agent)
    if comment == "confirmée":
        AccesAConfirmer.objects.update(confirme_par=collegue, confirme_le="2026-11-25T10:00:00Z")
    else:
        un_mercredi.move_to("2026-11-28 10:00+01:00", tick=False)
    oublier_la_seconde_etape(camille, par=agent)
    assert not a_ses_facteurs(camille)


def test_who_has_had_it_forgotten_does_not_change_the_address_after_it(
    bureau, camille, agent, collegue
):
    oublier_la_seconde_etape(camille, par=agent)
    donnees = {"prenom": "Camille", "nom": "Martin", "lien": "parent"}
    reponse = bureau.post(
        url("adulte", camille.pk), donnees | {"courriel": "agent.prive@exemple.fr"}
    )
    assert reponse.status_code == 422
    assert "revient à un autre agent" in reponse.context["form"].errors["courriel"][0]
    compte = Utilisateur.objects.get(pk=camille.utilisateur_id)
    assert compte.email == "camille.martin@exemple.fr"
    actions.modifier_responsable(camille, courriel="camille@exemple.fr", par=collegue)
    compte.refresh_from_db()
    assert compte.email == "camille@exemple.fr"


def test_who_gave_an_address_does_not_put_it_back(camille, agent, un_mercredi):
    """One agent alone: he gives an address, takes it away, answers the mail that it was told by,
    and puts it back."""
    actions.modifier_responsable(camille, courriel="agent.prive@exemple.fr", par=agent)
    un_mercredi.move_to("2026-11-25 10:05+01:00", tick=False)
    actions.modifier_responsable(camille, courriel="camille.martin@exemple.fr", par=agent)
    dernier = AccesAConfirmer.objects.filter(ancienne="agent.prive@exemple.fr").get()
    contester(dernier)
    with pytest.raises(Refus, match="à un autre agent de remettre celle d’avant"):
        remettre_l_ancienne(dernier, par=agent)


def test_an_address_put_back_counts_as_given(camille, agent, collegue, un_mercredi):
    un_mercredi.move_to("2026-11-25 10:05+01:00", tick=False)
    actions.modifier_responsable(camille, courriel="camille@exemple.fr", par=collegue)
    [acces] = AccesAConfirmer.objects.all()
    contester(acces)
    remettre_l_ancienne(acces, par=agent)
    camille.refresh_from_db()
    with pytest.raises(Refus, match="en place depuis plus de trois jours"):
        oublier_la_seconde_etape(camille, par=agent)
    assert a_ses_facteurs(camille)


def test_it_is_not_put_back_by_who_has_had_the_step_forgotten(camille, agent, collegue):
    oublier_la_seconde_etape(camille, par=agent)
    actions.modifier_responsable(camille, courriel="camille@exemple.fr", par=collegue)
    [acces] = AccesAConfirmer.objects.all()
    contester(acces)
    with pytest.raises(Refus, match="Sa seconde étape a été réinitialisée il y a peu"):
        remettre_l_ancienne(acces, par=agent)


def test_her_own_word_confirms_nothing(camille, agent):
    """Who holds the new address signs in by it."""
    actions.modifier_responsable(camille, courriel="agent.prive@exemple.fr", par=agent)
    AccesAConfirmer.objects.update(
        confirme_par=camille.utilisateur, confirme_le="2026-11-25T10:00:00Z"
    )
    with pytest.raises(Refus, match="Son adresse e-mail a été changée il y a peu"):
        oublier_la_seconde_etape(camille, par=agent)


def test_an_account_made_since_is_nobody_else(camille, agent, collegue):
    actions.modifier_responsable(camille, courriel="agent.prive@exemple.fr", par=agent)
    collegue.date_joined = datetime(2026, 11, 24, tzinfo=UTC)
    with pytest.raises(Refus, match="en place depuis plus de trois jours"):
        oublier_la_seconde_etape(camille, par=collegue)


def test_an_agent_of_the_household_does_not(bureau, camille, agent):
    camille.foyer.responsables.create(utilisateur=agent, prenom="Sophie", nom="Renard")
    with pytest.raises(Refus, match="Vous êtes un adulte du dossier de Camille Martin"):
        oublier_la_seconde_etape(camille, par=agent)
    assert "Vous êtes un adulte" in lisible(
        bureau.get(url("seconde_etape", camille.pk), follow=True).text
    )


def test_after_a_change_of_address_the_former_one_is_told_and_the_colleague_warned(
    connecter, camille, agent, collegue
):
    actions.modifier_responsable(camille, courriel="camille@exemple.fr", par=agent)
    Courriel.objects.all().delete()
    page = connecter(collegue).get(url("seconde_etape", camille.pk))
    assert "son adresse e-mail a été changée" in lisible(page.text)
    assert "Rappelez à un numéro que le dossier avait avant" in lisible(page.text)
    oublier_la_seconde_etape(camille, par=collegue)
    assert {mail.destinataire for mail in Courriel.objects.all()} == {
        "camille@exemple.fr",
        "camille.martin@exemple.fr",
    }


def test_who_has_no_password_is_told_how_to_come_in(bureau, camille):
    compte = camille.utilisateur
    compte.set_unusable_password()
    compte.save()
    adresse = url("seconde_etape", camille.pk)
    assert "il lui faut choisir un mot de passe" in lisible(bureau.get(adresse).text)
    bureau.post(adresse, OUI)
    texte = lisible(Courriel.objects.get(destinataire=compte.email).texte)
    assert "choisissez un mot de passe par « Mot de passe oublié »" in texte
    assert "votre mot de passe, puis" not in texte


def test_who_comes_by_franceconnect_is_told_so(bureau, camille):
    compte = camille.utilisateur
    compte.set_unusable_password()
    compte.save()
    SocialAccount.objects.create(user=compte, provider="franceconnect", uid="x")
    faite = bureau.post(url("seconde_etape", camille.pk), OUI, follow=True)
    assert "FranceConnect suffit à sa prochaine connexion" in lisible(faite.text)
    texte = lisible(Courriel.objects.get(destinataire=compte.email).texte)
    assert "FranceConnect suffit à votre prochaine connexion" in texte
    assert "mot de passe" not in texte
