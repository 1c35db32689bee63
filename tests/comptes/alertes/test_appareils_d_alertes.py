"""A device tells who is signed in on it, and nobody once he has left, or doubts somebody else."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from famille.alertes.actions import (
    APPAREILS_MAX,
    Abonnement,
    abonner,
    oublier_les_anciens,
    reconnaitre,
    remplacer,
)
from famille.comptes.bureau.gestes import _bloquer
from famille.models import AppareilAlerte, ChoixAlerte, Responsable
from famille.mouvements.donnees.effacer_le_dossier import fermer_compte
from famille.socle.erreurs import Refus
from tests.conftest import MOT_DE_PASSE

pytestmark = [pytest.mark.django_db, pytest.mark.horloge]


@pytest.fixture
def camille(famille_martin):
    return famille_martin.camille


def se_connecter(compte):
    client = Client(headers={"user-agent": "iPhone Safari"})
    reponse = client.post("/connexion/", {"login": compte.email, "password": MOT_DE_PASSE})
    assert reponse.status_code == 302
    return client


@pytest.fixture
def ici(camille, abonner_un_telephone):
    """A browser that is signed in, and told things."""
    client = se_connecter(camille)
    client.appareil = abonner_un_telephone(camille, session=client.session.session_key)
    return client


@pytest.fixture
def ailleurs(camille, abonner_un_telephone):
    client = se_connecter(camille)
    client.appareil = abonner_un_telephone(camille, session=client.session.session_key)
    return client


def restants():
    return set(AppareilAlerte.objects.values_list("pk", flat=True))


def test_the_first_device_gets_the_four_things_and_the_next_what_was_chosen(
    camille, abonner_un_telephone
):
    abonner_un_telephone(camille)
    assert ChoixAlerte.objects.de(camille).count() == 4
    ChoixAlerte.objects.filter(sujet="echeance").delete()
    abonner_un_telephone(camille)
    assert ChoixAlerte.objects.de(camille).count() == 3


def test_the_same_browser_again_is_one_device(camille, service, abonner_un_telephone):
    telephone = service.telephone()
    premier = abonner_un_telephone(camille, telephone=telephone)
    assert abonner_un_telephone(camille, telephone=telephone).pk == premier.pk
    assert AppareilAlerte.objects.count() == 1


def test_an_account_has_so_many_devices_and_no_more(camille, service, abonner_un_telephone):
    telephones = [service.telephone() for _ in range(APPAREILS_MAX)]
    for telephone in telephones:
        abonner_un_telephone(camille, telephone=telephone)
    with pytest.raises(Refus, match="retirez-en un"):
        abonner_un_telephone(camille)
    abonner_un_telephone(camille, telephone=telephones[0])  # one of them, again
    assert AppareilAlerte.objects.count() == APPAREILS_MAX


@pytest.mark.parametrize(
    "champ",
    [
        {"endpoint": "https://exemple.fr/"},
        {"p256dh": "AAAA"},
        {"p256dh": "B" * 87},
        {"auth": "AAAA"},
        {"auth": "é"},
    ],
)
def test_a_subscription_that_is_none_is_refused(champ, camille, service):
    abonnement = Abonnement(**service.telephone().abonnement() | champ)
    with pytest.raises(Refus):
        abonner(camille, abonnement, nom="", session="", par=camille)
    assert not AppareilAlerte.objects.exists()


def test_a_town_without_it_takes_no_device(camille, service, settings):
    abonnement = Abonnement(**service.telephone().abonnement())
    settings.PUSH = {}
    with pytest.raises(Refus):
        abonner(camille, abonnement, nom="", session="", par=camille)


def test_what_is_kept_of_a_device_is_not_read_in_the_database(camille, abonner_un_telephone):
    appareil = abonner_un_telephone(camille)
    brut = AppareilAlerte.objects.values_list("abonnement", flat=True).get()
    assert "wpush" not in brut
    assert appareil.abonnement["endpoint"].endswith("secret")


def test_who_signs_out_is_told_nothing_there_any_more(ici, ailleurs):
    ici.post("/deconnexion/")
    assert restants() == {ailleurs.appareil.pk}


def test_a_session_that_ends_by_itself_leaves_what_was_asked(ici):
    """It is for who does not come that a place is told."""
    ici.session.flush()
    assert ici.get("/tableau-de-bord/").status_code == 302
    assert restants() == {ici.appareil.pk}


def test_a_session_closed_from_elsewhere_takes_its_device_with_it(ici, ailleurs):
    pk = UserSession.objects.get(session_key=ailleurs.session.session_key).pk
    ici.post(f"/mes-donnees/appareils/{pk}/fermer/")
    assert restants() == {ici.appareil.pk}


def test_closing_all_the_others_leaves_this_device_alone(
    ici, ailleurs, camille, abonner_un_telephone
):
    abonner_un_telephone(camille, session="")  # of a session that is over
    ici.post("/mes-donnees/appareils/")
    assert restants() == {ici.appareil.pk}


def test_a_new_password_leaves_this_device_alone(ici, ailleurs):
    nouveau = "une girafe mauve au marché"
    ici.post(
        "/mes-donnees/mot-de-passe/",
        {"oldpassword": MOT_DE_PASSE, "password1": nouveau, "password2": nouveau},
    )
    assert restants() == {ici.appareil.pk}
    # its session has another key, which the device follows
    ici.post("/deconnexion/")
    assert not restants()


def test_a_forgotten_password_leaves_no_device(ici, ailleurs, camille, dernier_lien):
    inconnu, page = Client(), "/mot-de-passe-oublie/"
    inconnu.post(page, {"email": camille.email})
    suite = inconnu.get(dernier_lien(page)).url
    assert inconnu.post(suite, {"password1": "une girafe mauve au marché"}).url == "/mon-espace/"
    assert not restants()


def test_a_locked_account_has_no_device(ici, ailleurs, camille):
    _bloquer(camille)
    assert not restants()


def test_a_closed_account_has_no_device_nor_choice(ici, camille):
    Responsable.objects.filter(utilisateur=camille).delete()
    fermer_compte(camille)
    assert not AppareilAlerte.objects.exists()
    assert not ChoixAlerte.objects.exists()


def test_a_device_that_comes_back_is_known_and_follows_its_new_session(
    camille, service, abonner_un_telephone
):
    telephone = service.telephone()
    abonner_un_telephone(camille, telephone=telephone)
    assert reconnaitre(camille, telephone.endpoint, session="nouvelle")
    assert AppareilAlerte.objects.get().session == "nouvelle"
    assert not reconnaitre(camille, f"{telephone.endpoint}-autre", session="nouvelle")


def test_another_parent_who_signs_in_on_it_stops_what_the_first_was_told(
    camille, voisin, service, abonner_un_telephone
):
    telephone = service.telephone()
    abonner_un_telephone(camille, telephone=telephone)
    assert not reconnaitre(voisin.nadia, telephone.endpoint, session="a-nadia")
    assert not restants()  # and nadia asked for nothing


def test_a_browser_that_changes_its_address_keeps_its_owner(camille, service, abonner_un_telephone):
    ancien, nouveau = service.telephone(), service.telephone()
    appareil = abonner_un_telephone(camille, telephone=ancien)
    assert remplacer(ancien.endpoint, Abonnement(**nouveau.abonnement()))
    appareil.refresh_from_db()
    assert appareil.abonnement == nouveau.abonnement()
    assert not remplacer(ancien.endpoint, Abonnement(**nouveau.abonnement()))
    with pytest.raises(Refus):
        remplacer(
            nouveau.endpoint,
            Abonnement(**ancien.abonnement() | {"endpoint": "https://exemple.fr/"}),
        )


def test_a_device_that_nobody_has_used_for_a_year_is_forgotten(camille, abonner_un_telephone):
    vieux, recent = abonner_un_telephone(camille), abonner_un_telephone(camille)
    AppareilAlerte.objects.filter(pk=vieux.pk).update(vu_le=timezone.now() - timedelta(days=366))
    assert oublier_les_anciens() == 1
    assert restants() == {recent.pk}
