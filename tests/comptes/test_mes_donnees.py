"""One's own data (G8): address with its confirmation, password, telephones, devices."""

import pytest
from django.test import Client
from django.urls import reverse

from famille.models import Courriel, Modification
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db

ADRESSE = "/mes-donnees/adresse-e-mail/"
NOUVELLE = "camille.nouvelle@exemple.fr"


@pytest.fixture
def camille(client, entrer, famille_martin):
    entrer(famille_martin.camille)
    return famille_martin.camille


def changer(client, adresse=NOUVELLE):
    return client.post(ADRESSE, {"email": adresse, "action_add": ""})


def test_the_page_shows_my_data_and_not_the_other_adults(client, camille, voisin):
    page = client.get("/mes-donnees/").content.decode()
    assert "camille.martin@exemple.fr" in page
    assert "06 39 98 00 01" in page
    assert "Benali" not in page


def test_the_address_changes_only_once_confirmed(client, camille, dernier_lien):
    changer(client)
    camille.refresh_from_db()
    assert camille.email == "camille.martin@exemple.fr"
    client.post(dernier_lien(ADRESSE))
    camille.refresh_from_db()
    assert camille.email == NOUVELLE


def test_a_link_that_has_served_does_not_say_that_nothing_changed(client, camille, dernier_lien):
    changer(client)
    lien = dernier_lien(ADRESSE)
    client.post(lien)
    page = client.get(lien).text
    assert "Ce lien n’est plus valable" in page
    assert "S’il a servi, votre nouvelle adresse est déjà en place" in page


def test_an_address_that_no_mail_reaches_is_refused_by_its_letter(client, camille):
    page = changer(client, "y\u0131ldiz@exemple.fr").content.decode()
    assert "Le portail ne sait pas écrire" in page
    assert not Courriel.objects.filter(destinataire__contains="ldiz").exists()


def test_the_old_address_is_told(client, camille, dernier_lien):
    changer(client)
    client.post(dernier_lien(ADRESSE))
    assert Courriel.objects.filter(
        destinataire="camille.martin@exemple.fr", sujet__startswith="L’adresse e-mail"
    ).exists()


def test_the_household_is_found_by_the_new_address_and_keeps_the_change(
    client, camille, famille_martin, dernier_lien
):
    changer(client)
    client.post(dernier_lien(ADRESSE))
    famille_martin.foyer.refresh_from_db()
    assert NOUVELLE in famille_martin.foyer.recherche
    modification = Modification.objects.get(foyer=famille_martin.foyer)
    assert modification.apres == {"Adresse e-mail": NOUVELLE}
    assert modification.par == camille


def test_a_stranger_who_gets_the_confirmation_cannot_confirm(client, camille, dernier_lien):
    changer(client)
    etranger = Client()
    lien = dernier_lien(ADRESSE)
    assert etranger.post(lien).url.startswith("/connexion/")
    camille.refresh_from_db()
    assert camille.email == "camille.martin@exemple.fr"


def test_an_address_in_use_gets_the_same_answer_and_never_changes_hands(
    client, camille, voisin, dernier_lien
):
    libre, prise = changer(client), changer(client, "nadia.benali@exemple.fr")
    assert (libre.status_code, libre.url) == (prise.status_code, prise.url)
    client.post(dernier_lien(ADRESSE))
    camille.refresh_from_db()
    assert camille.email == "camille.martin@exemple.fr"


def test_the_address_of_an_account_not_activated_yet_is_in_use_too(
    client, camille, django_user_model, dernier_lien
):
    django_user_model.objects.create_user("invite@exemple.fr", first_name="A", last_name="B")
    changer(client, "invite@exemple.fr")
    reponse = client.post(dernier_lien(ADRESSE), follow=True)
    assert "ne peut pas être confirmée" in reponse.content.decode()
    camille.refresh_from_db()
    assert camille.email == "camille.martin@exemple.fr"


def test_a_change_can_be_given_up(client, camille):
    changer(client)
    client.post(ADRESSE, {"email": NOUVELLE, "action_remove": ""})
    assert not camille.emailaddress_set.filter(email=NOUVELLE).exists()


def test_after_five_minutes_the_password_is_asked_again(client, camille):
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    assert changer(client).url.startswith("/mes-donnees/confirmer-mon-identite/")
    for facteur in ("mfa_activate_totp", "mfa_add_webauthn"):
        for reponse in (
            client.get(reverse(facteur)),
            client.post(reverse(facteur), {"code": "123456"}),
        ):
            assert reponse.url.startswith("/mes-donnees/confirmer-mon-identite/"), facteur


def test_the_password_changes_and_other_devices_leave(client, camille, entrer):
    tablette = Client()
    entrer(camille, navigateur=tablette)
    nouveau = "trois petits navires bleus"
    reponse = client.post(
        "/mes-donnees/mot-de-passe/",
        {"oldpassword": MOT_DE_PASSE, "password1": nouveau},
    )
    assert reponse.url == "/mes-donnees/"
    assert client.get("/mes-donnees/").status_code == 200
    assert tablette.get("/mes-donnees/").status_code == 302


def test_an_account_without_a_password_chooses_one(connecter, famille_martin):
    compte = famille_martin.camille
    compte.set_unusable_password()
    compte.save()
    page = connecter(compte).get("/mes-donnees/mot-de-passe/choisir/").content.decode()
    assert "<h1>Choisir un mot de passe</h1>" in page
    assert "Changer mon mot de passe" not in page


def test_a_wrong_current_password_is_said_at_its_field(client, camille):
    reponse = client.post(
        "/mes-donnees/mot-de-passe/",
        {"oldpassword": "faux", "password1": "x" * 14},
    )
    assert reponse.context["form"].errors["oldpassword"] == [
        "Ce n’est pas votre mot de passe actuel."
    ]


def test_telephones_change_and_the_household_keeps_it(client, camille, famille_martin):
    client.post(
        "/mes-donnees/telephones/", {"telephone_portable": "06 39 98 12 34", "telephone_fixe": ""}
    )
    responsable = famille_martin.foyer.responsables.get()
    assert responsable.telephone_portable.as_e164 == "+33639981234"
    assert Modification.objects.filter(foyer=famille_martin.foyer, par=camille).exists()


@pytest.mark.parametrize("numero", ["12", "bonjour", ""])
def test_a_telephone_that_is_none_is_refused(client, camille, famille_martin, numero):
    reponse = client.post(
        "/mes-donnees/telephones/", {"telephone_portable": numero, "telephone_fixe": ""}
    )
    assert reponse.context["form"].errors
    assert famille_martin.foyer.responsables.get().telephone_portable.as_e164 == "+33639980001"


def test_devices_are_listed_in_plain_words_and_closed_one_by_one(client, camille, entrer):
    telephone = Client(
        headers={"user-agent": "Mozilla/5.0 (Linux; Android 15) Chrome/156.0 Mobile Safari/537.36"}
    )
    entrer(camille, navigateur=telephone)
    page = client.get("/mes-donnees/appareils/")
    assert "Téléphone ou tablette Android, avec Chrome" in page.content.decode()
    [autre] = [ligne["session"] for ligne in page.context["lignes"] if not ligne["actuelle"]]
    client.post(f"/mes-donnees/appareils/{autre.pk}/fermer/")
    assert telephone.get("/mes-donnees/").status_code == 302
    assert client.get("/mes-donnees/").status_code == 200


def test_all_other_devices_close_at_once(client, camille, entrer):
    autres = [Client(), Client()]
    for navigateur in autres:
        entrer(camille, navigateur=navigateur)
    client.post("/mes-donnees/appareils/")
    assert [navigateur.get("/mes-donnees/").status_code for navigateur in autres] == [302, 302]
    assert client.get("/mes-donnees/").status_code == 200


def test_a_neighbours_session_is_not_found(client, camille, voisin, entrer):
    autre = Client()
    entrer(voisin.nadia, navigateur=autre)
    session = voisin.nadia.usersession_set.get()
    assert client.post(f"/mes-donnees/appareils/{session.pk}/fermer/").status_code == 404
    assert autre.get("/mes-donnees/").status_code == 200
