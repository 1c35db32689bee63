"""A parent's own device stays signed in when she asks it; never an agent's; what matters asks who
one is again (D12, NIST SP 800-63B-4)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demarches.actions import commencer
from demarches.catalogue import toutes
from demarches.models import Demande
from demarches.reglages.initiaux import creer_reglages
from famille.comptes.connexion.allauth import code_actuel
from famille.comptes.sessions import vie
from tests.comptes.conftest import SECRET
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db

DEBUT = datetime(2026, 11, 25, 8, 0)
JOUR = 24 * 3600
PREUVE = "/mes-donnees/confirmer-mon-identite/"


def a(client, jours, adresse="/mon-espace/"):
    """The answer to this page, so many days after the sign-in."""
    with time_machine.travel(DEBUT + timedelta(days=jours), tick=False):
        return client.get(adresse)


def entrer_et_rester(client, compte, **autres):
    with time_machine.travel(DEBUT, tick=False):
        return client.post(
            "/connexion/",
            {"login": compte.email, "password": MOT_DE_PASSE, "rester": "on"} | autres,
        )


def est_dehors(reponse):
    return reponse.status_code == 302 and reponse.url.startswith("/connexion/")


@pytest.fixture
def camille(client, famille_martin):
    entrer_et_rester(client, famille_martin.camille)
    return famille_martin.camille


def test_the_box_is_there_and_is_not_ticked(client):
    page = client.get("/connexion/")
    assert page.context["form"]["rester"].value() in (None, False)
    assert "pendant 30 jours" in page.content.decode()


def test_a_device_stays_signed_in_for_thirty_days_even_unused(client, camille):
    assert a(client, 29.9).url == "/tableau-de-bord/"
    assert est_dehors(a(client, 30))


def test_using_it_every_day_does_not_make_it_last_longer(client, camille):
    for jour in range(1, 30):
        assert a(client, jour).url == "/tableau-de-bord/"
    assert est_dehors(a(client, 30))


def test_the_cookie_and_the_row_end_on_the_day_that_was_told(client, camille):
    with time_machine.travel(DEBUT + timedelta(days=20), tick=False):
        reponse = client.get("/mon-espace/")
        assert reponse.cookies["sessionid"]["max-age"] == 10 * JOUR
        fin = Session.objects.get().expire_date - timezone.now()
        assert fin.total_seconds() == 10 * JOUR


def test_without_the_box_nothing_changes(client, famille_martin):
    entrer_et_rester(client, famille_martin.camille, rester="")
    assert est_dehors(a(client, 0.1))


def test_staff_are_refused_whatever_is_posted(client, enroler, agent):
    enroler(agent)
    entrer_et_rester(client, agent)
    with time_machine.travel(DEBUT, tick=False):
        client.post("/connexion/code/", {"code": code_actuel(SECRET), "rester": "on"})
        assert client.get("/gestion/").status_code == 200
        assert client.session.get_expiry_age() == 30 * 60
    assert est_dehors(a(client, 0.03, "/gestion/"))


def test_who_becomes_staff_is_kept_signed_in_no_longer(client, camille, groupes):
    from django.contrib.auth.models import Group

    camille.groups.add(Group.objects.get(name="Service des familles"))
    assert est_dehors(a(client, 2, "/mes-donnees/"))


def test_the_wish_survives_a_second_step(client, enroler, famille_martin):
    enroler(famille_martin.camille)
    entrer_et_rester(client, famille_martin.camille)
    with time_machine.travel(DEBUT, tick=False):
        client.post("/connexion/code/", {"code": code_actuel(SECRET)})
    assert a(client, 29).url == "/tableau-de-bord/"


def test_the_wish_of_who_gave_up_serves_nobody_else(client, enroler, famille_martin, voisin):
    """On a shared screen: one ticked the box and stopped at the second step; then comes another."""
    enroler(famille_martin.camille)
    entrer_et_rester(client, famille_martin.camille)
    client.post("/deconnexion/")
    entrer_et_rester(client, voisin.nadia, rester="")
    assert est_dehors(a(client, 1))


def test_a_wish_without_the_end_of_the_sign_in_is_the_account_s_alone(rf, famille_martin, voisin):
    demande = rf.get("/")
    demande.session, demande.user = Client().session, voisin.nadia
    vie.demander_de_rester(demande, famille_martin.camille, oui=True)
    vie.ouvrir_la_session(demande)
    assert not vie.est_gardee(demande)


def test_a_town_may_forbid_it_and_it_ends_at_once(client, camille, settings):
    settings.SESSION_GARDEE = 0
    assert est_dehors(a(client, 2))
    assert "rester" not in Client().get("/connexion/").context["form"].fields


def test_a_town_may_shorten_it_and_what_was_given_is_shortened(client, camille, settings):
    settings.SESSION_GARDEE = 7 * JOUR
    assert a(client, 6).url == "/tableau-de-bord/"
    assert est_dehors(a(client, 7))


def test_another_device_signed_in_so_is_closed_from_the_list(client, camille):
    telephone = Client()
    entrer_et_rester(telephone, camille)
    with time_machine.travel(DEBUT + timedelta(days=3), tick=False):
        client.post("/mes-donnees/appareils/")
        assert client.get("/mes-donnees/").status_code == 200
        assert est_dehors(telephone.get("/mes-donnees/"))


def test_the_list_of_devices_says_until_when_one_stays_signed_in(client, camille):
    ordinaire = Client()
    entrer_et_rester(ordinaire, camille, rester="")
    page = a(ordinaire, 0, "/mes-donnees/appareils/").content.decode()
    assert page.count("reste connecté jusqu’au 25 décembre 2026") == 1


def test_a_change_of_password_closes_another_device_signed_in_so(client, camille):
    telephone = Client()
    entrer_et_rester(telephone, camille)
    camille.set_password("trois petits navires bleus")
    camille.save()
    assert est_dehors(a(telephone, 1, "/mes-donnees/"))


SENSIBLES = ["/mes-donnees/copie/", "/mes-donnees/telephones/", "/mes-donnees/adresse-e-mail/"]


@pytest.mark.parametrize("adresse", SENSIBLES)
def test_what_matters_asks_who_one_is_when_the_last_proof_is_old(client, camille, adresse):
    with time_machine.travel(DEBUT + timedelta(days=3), tick=False):
        reponse = client.post(adresse, {"email": "autre@exemple.fr", "action_add": ""})
        assert reponse.url.startswith(PREUVE)
        client.post(f"{PREUVE}?next=/mes-donnees/", {"password": MOT_DE_PASSE})
        assert not client.post(adresse).headers.get("Location", "").startswith(PREUVE)


def test_the_address_of_a_copy_alone_is_not_enough(client, camille):
    assert a(client, 3, reverse("famille:copie", args=["jeton"])).url.startswith(PREUVE)


def test_reading_and_booking_never_ask_again(client, camille):
    for adresse in ("/tableau-de-bord/", "/mes-donnees/", "/mes-factures/", "/ma-famille/"):
        assert a(client, 3, adresse).status_code == 200


def test_the_demarches_where_money_goes_or_all_disappears_ask_again(
    client, camille, famille_martin
):
    """To read a page and to send; a page that is typed is kept all the same, as a draft."""
    creer_reglages(demo=True)
    demande = commencer("prelevement-automatique", foyer=famille_martin.foyer, par=camille)
    page = reverse("demarches:etape", args=[demande.pk, "services"])
    assert a(client, 3, page).url.startswith(PREUVE)
    with time_machine.travel(DEBUT + timedelta(days=3), tick=False):
        recapitulatif = reverse("demarches:etape", args=[demande.pk, "recapitulatif"])
        envoi = {"assistant-current_step": "recapitulatif", "action": "valider"}
        assert client.post(recapitulatif, envoi).url.startswith(PREUVE)
        saisie = {"assistant-current_step": "services", "action": "enregistrer", "version": 0}
        assert client.post(page, saisie).url == page
    assert Demande.objects.get().statut == Demande.Statut.BROUILLON
    assert {code for code, d in toutes().items() if d.preuve_exigee} == {
        "prelevement-automatique",
        "effacement-des-donnees",
    }
