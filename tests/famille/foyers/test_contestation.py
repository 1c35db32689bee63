""" "Ce n’est pas moi": the former address stops what an agent's change has opened, and an agent who
has not made it settles."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import authenticate
from django.urls import reverse
from django.utils import timezone

from famille import actions, taches
from famille.comptes.activation.actions import trouver
from famille.dossier.foyers.acces import contestation, liens
from famille.dossier.foyers.acces.actions import PAS_SOI_MEME
from famille.dossier.identites.actions import Origine, dire_l_identite
from famille.models import AccesAConfirmer, Courriel, IdentitePivot, Utilisateur
from famille.regles.identite import EtatCivil
from famille.socle.erreurs import Refus
from reservations.apres.actions import ouvrir_flux
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db
ANCIENNE, NOUVELLE = "camille.martin@exemple.fr", "agent.prive@exemple.fr"


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def detourne(famille_martin, agent):
    """Camille's account, whose address the agent has changed for his own; `lien`: what the former
    address was sent."""
    responsable = famille_martin.foyer.responsables.get(utilisateur=famille_martin.camille)
    actions.modifier_responsable(responsable, courriel=NOUVELLE, par=agent)
    return SimpleNamespace(
        compte=Utilisateur.objects.get(pk=famille_martin.camille.pk), lien=_lien(ANCIENNE)
    )


def _lien(adresse):
    """str | None: the link of "ce n’est pas moi" in the mails of this address."""
    mots = " ".join(Courriel.objects.filter(destinataire=adresse).values_list("texte", flat=True))
    debut = "http://testserver/ce-n-est-pas-moi/"
    absolus = [mot for mot in mots.split() if mot.startswith(debut)]
    return absolus[0].removeprefix("http://testserver") if absolus else None


def _entre(client, adresse):
    return client.post("/connexion/", {"login": adresse, "password": MOT_DE_PASSE}).url


def test_the_link_is_given_to_the_former_address_alone(detourne):
    assert detourne.lien
    assert _lien(NOUVELLE) is None
    assert ANCIENNE not in detourne.lien


def test_reading_the_page_changes_nothing(client, detourne):
    page = client.get(detourne.lien)
    assert "bloquer le compte" in page.content.decode()
    assert (page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex", True)
    assert not AccesAConfirmer.objects.contestes().exists()
    assert _entre(client, NOUVELLE) == reverse("accueil_connecte")


def test_saying_no_closes_every_way_in_by_the_new_address(client, connecter, detourne):
    ouvert = connecter(detourne.compte)
    assert ouvert.get(reverse("famille:famille")).status_code == 200
    client.post(detourne.lien)
    assert "/connexion/" in ouvert.get(reverse("famille:famille")).url
    assert _entre(client, NOUVELLE) == reverse("account_inactive")
    assert authenticate(username=NOUVELLE, password=MOT_DE_PASSE) is None
    assert not taches.envoyer_lien_de_mot_de_passe(detourne.compte.pk)
    assert "Ce compte est bloqué" in client.get(detourne.lien).content.decode()


def test_an_account_never_opened_cannot_be_by_the_link_sent_there(client, famille_martin, agent):
    Utilisateur.objects.filter(pk=famille_martin.camille.pk).update(password="!")
    responsable = famille_martin.foyer.responsables.get(utilisateur=famille_martin.camille)
    actions.modifier_responsable(responsable, courriel=NOUVELLE, par=agent)
    texte = Courriel.objects.get(destinataire=NOUVELLE, cle__contains="activation").texte
    uid, cle = texte.partition("/activation/")[2].split("/")[:2]
    assert trouver(uid, cle)
    client.post(_lien(ANCIENNE))
    assert trouver(uid, cle) is None


def test_the_household_s_journal_and_the_agents_menu_tell_it(
    client, connecter, famille_martin, detourne, collegue
):
    client.post(detourne.lien)
    ligne = famille_martin.foyer.modifications.first()
    assert (ligne.par, ligne.apres) == (
        None,
        {contestation.LIBELLE: "contestée depuis l’ancienne adresse"},
    )
    page = connecter(collegue).get(reverse("acces_a_confirmer")).content.decode()
    assert ANCIENNE in page
    assert NOUVELLE in page
    assert '"data-compte": "1"' in page


def test_pressing_twice_is_once(client, famille_martin, detourne):
    client.post(detourne.lien)
    client.post(detourne.lien)
    assert famille_martin.foyer.modifications.filter(par=None).count() == 1


def test_an_adult_of_the_household_confirms_it_no_more(connecter, famille_martin, agent, detourne):
    autre = Utilisateur.objects.create_user("jean@exemple.fr", MOT_DE_PASSE)
    famille_martin.foyer.responsables.create(utilisateur=autre, prenom="Jean", nom="Martin")
    acces = AccesAConfirmer.objects.get()
    contestation.contester(acces)
    adresse = reverse("famille:confirmer_acces", args=[acces.pk])
    assert connecter(autre).post(adresse).status_code == 404


@pytest.mark.parametrize(
    ("jours", "change", "statut"), [(8, "", 410), (0, "x", 404), (0, "autre usage", 404)]
)
def test_a_link_too_old_or_not_ours_stops_nothing(
    client, detourne, un_mercredi, jours, change, statut
):
    un_mercredi.shift(timedelta(days=jours))
    lien = detourne.lien.replace("moi/", f"moi/{change}")
    assert client.get(lien).status_code == statut
    assert client.post(lien).status_code == statut
    assert not AccesAConfirmer.objects.contestes().exists()


def test_it_holds_even_after_somebody_has_confirmed_the_change(detourne, collegue):
    actions_acces = AccesAConfirmer.objects.get()
    actions_acces.confirme_le, actions_acces.confirme_par = timezone.now(), collegue
    actions_acces.save()
    contestation.contester(liens.lire(detourne.lien.split("/")[2]))
    assert not Utilisateur.objects.get(pk=detourne.compte.pk).is_active


def test_the_agent_who_changed_it_cannot_keep_it(connecter, detourne, agent):
    acces = contestation.contester(AccesAConfirmer.objects.get())
    page = connecter(agent).get(reverse("acces_a_confirmer")).content.decode()
    assert "Garder la nouvelle revient à un autre agent" in page
    connecter(agent).post(
        reverse("trancher_la_contestation", args=[acces.pk]), {"adresse": "nouvelle"}
    )
    assert not Utilisateur.objects.get(pk=detourne.compte.pk).is_active
    with pytest.raises(Refus, match=PAS_SOI_MEME[:20]):
        contestation.garder_la_nouvelle(acces, par=agent)


def test_another_agent_keeps_it_and_both_addresses_are_told(client, connecter, detourne, collegue):
    acces = contestation.contester(AccesAConfirmer.objects.get())
    connecter(collegue).post(
        reverse("trancher_la_contestation", args=[acces.pk]), {"adresse": "nouvelle"}
    )
    gardees = Courriel.objects.filter(cle__contains="-gardee-").order_by("destinataire")
    assert [une.destinataire for une in gardees] == [NOUVELLE, ANCIENNE]
    client.logout()
    assert _entre(client, NOUVELLE) == reverse("accueil_connecte")
    assert "C’est réglé" in client.get(detourne.lien).content.decode()
    client.post(detourne.lien)
    assert Utilisateur.objects.get(pk=detourne.compte.pk).is_active, "the link has served"


def test_the_former_address_is_put_back_and_its_owner_alone_enters(
    client, connecter, famille_martin, detourne, collegue
):
    """Whoever came by the new one may have chosen the password, and a second factor of his own."""
    Authenticator.objects.create(user=detourne.compte, type="totp", data={})
    acces = contestation.contester(AccesAConfirmer.objects.get())
    connecter(collegue).post(
        reverse("trancher_la_contestation", args=[acces.pk]), {"adresse": "ancienne"}
    )
    compte = Utilisateur.objects.get(pk=detourne.compte.pk)
    assert (compte.email, compte.is_active, compte.has_usable_password()) == (ANCIENNE, True, False)
    assert not compte.authenticator_set.exists()
    assert Courriel.objects.filter(destinataire=ANCIENNE, cle__contains="activation").exists()
    assert not Courriel.objects.filter(destinataire=NOUVELLE, cle__contains="activation").exists()
    ligne = famille_martin.foyer.modifications.get(apres={"Adresse e-mail": ANCIENNE})
    assert (ligne.avant, ligne.par) == ({"Adresse e-mail": NOUVELLE}, collegue)
    assert not AccesAConfirmer.objects.contestes().exists()
    assert not AccesAConfirmer.objects.en_attente().exists()


@pytest.fixture
def reliee(detourne, famille_martin):
    """FranceConnect has been joined to her account since the change."""
    dire_l_identite(
        famille_martin.foyer.responsables.get(utilisateur=detourne.compte),
        EtatCivil("Roux", ("Paul",), "male", "1980-01-02", "75107", "99100"),
        origine=Origine.FRANCECONNECT,
        par=detourne.compte,
    )
    return SocialAccount.objects.create(user=detourne.compte, provider="franceconnect", uid="sceau")


def test_what_opened_it_by_franceconnect_since_goes_with_its_identity(
    famille_martin, detourne, reliee, collegue
):
    acces = contestation.contester(AccesAConfirmer.objects.get())
    contestation.remettre_l_ancienne(acces, par=collegue)
    assert not SocialAccount.objects.exists()
    assert not IdentitePivot.objects.exists()
    [dite] = [
        ligne
        for ligne in famille_martin.foyer.modifications.all()
        if ligne.avant == {contestation.IDENTITE: "donné par FranceConnect"}
    ]
    assert dite.par == collegue


def test_what_opened_it_before_stays(detourne, reliee, collegue):
    SocialAccount.objects.update(date_joined=timezone.now() - timedelta(days=1))
    acces = contestation.contester(AccesAConfirmer.objects.get())
    contestation.remettre_l_ancienne(acces, par=collegue)
    assert SocialAccount.objects.get().user == detourne.compte
    assert IdentitePivot.objects.exists()


def test_the_calendar_is_read_by_its_secret_address_no_more(
    client, famille_martin, detourne, collegue
):
    """Whoever came in has read it."""
    adresse = f"/agenda/{ouvrir_flux(famille_martin.foyer, par=detourne.compte).jeton}.ics"
    assert client.get(adresse).status_code == 200
    acces = contestation.contester(AccesAConfirmer.objects.get())
    contestation.remettre_l_ancienne(acces, par=collegue)
    assert client.get(adresse).status_code == 404
    assert famille_martin.foyer.modifications.get(apres={"Adresse": "fermée"}).par == collegue


def test_it_is_settled_once(detourne, collegue):
    acces = contestation.contester(AccesAConfirmer.objects.get())
    contestation.remettre_l_ancienne(acces, par=collegue)
    with pytest.raises(Refus, match="déjà réglé"):
        contestation.garder_la_nouvelle(acces, par=collegue)
    with pytest.raises(Refus, match="déjà réglé"):
        contestation.contester(acces)


def test_an_adult_of_the_household_settles_nothing_as_an_agent(famille_martin, detourne, collegue):
    famille_martin.foyer.responsables.create(utilisateur=collegue, prenom="Paul", nom="Petit")
    acces = contestation.contester(AccesAConfirmer.objects.get())
    for geste in (contestation.garder_la_nouvelle, contestation.remettre_l_ancienne):
        with pytest.raises(Refus):
            geste(acces, par=collegue)


def test_both_homes_of_the_account_are_settled_together(famille_martin, voisin, agent, collegue):
    voisin.foyer.responsables.create(
        utilisateur=famille_martin.camille, prenom="Camille", nom="Martin"
    )
    responsable = famille_martin.foyer.responsables.get(utilisateur=famille_martin.camille)
    actions.modifier_responsable(responsable, courriel=NOUVELLE, par=agent)
    acces = contestation.contester(AccesAConfirmer.objects.first())
    assert AccesAConfirmer.objects.contestes().count() == 2
    contestation.garder_la_nouvelle(acces, par=collegue)
    assert not AccesAConfirmer.objects.contestes().exists()
    assert voisin.foyer.modifications.filter(apres__has_key=contestation.LIBELLE).count() == 2


def test_trying_links_is_bounded(client, settings, detourne):
    settings.ACCOUNT_RATE_LIMITS = {"contestation": "3/m/ip"}
    statuts = [client.post("/ce-n-est-pas-moi/x/").status_code for _essai in range(4)]
    assert statuts == [404, 404, 404, 429]
