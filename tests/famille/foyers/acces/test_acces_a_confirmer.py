"""Health by a detour: what an agent opens of a household is told to it, and health waits for
somebody else's word.

The agent of these tests has no right to read health; each attack is one he could make by the
screens he has.
"""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from demarches.models import Demande
from famille import actions, taches
from famille.comptes.adresse_en_attente import (
    adresse_recente,
    apres_un_mot_de_passe_choisi,
    prouver_l_adresse,
)
from famille.donnees.tiroirs.enfants import DES_ENFANTS
from famille.foyers.acces import actions as action
from famille.foyers.bureau import acces as ecran
from famille.models import (
    AccesAConfirmer,
    Courriel,
    Document,
    FicheSanitaire,
    Foyer,
    Notification,
    Rattachement,
    Responsable,
    Utilisateur,
)
from famille.socle.erreurs import Refus
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db

CARNET = Document.Genre.VACCINS


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def lea(famille_martin):
    """Her health is known, with a paper that both homes would see, and her mother has a draft."""
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, allergies="Arachide", valable_jusqu_au=date(2027, 8, 31)
    )
    famille_martin.carnet = _document(famille_martin.lea, classe_le="2026-09-01T10:00:00Z")
    famille_martin.brouillon = Demande.objects.create(
        code="justificatif-medical", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    return famille_martin.lea


def _document(enfant, **champs):
    return Document.objects.create(
        enfant=enfant,
        genre=CARNET,
        nom="carnet.pdf",
        type_mime="application/pdf",
        taille=1,
        sha256="0",
        **champs,
    )


@pytest.fixture
def intrus(famille_martin, lea, agent):
    """Utilisateur: the agent has added, as an adult of the household, an address of his own."""
    ajoute = actions.ajouter_responsable(
        famille_martin.foyer, prenom="Jean", nom="Martin", courriel="jean@exemple.fr", par=agent
    )
    return _activer(ajoute.utilisateur)


def _activer(compte):
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    return compte


def _lit(connecter, compte, famille):
    """What this account reads of Léa's health, by each door."""
    page = connecter(compte).get(reverse("famille:enfant", args=[famille.lea.pk]))
    sante = next(tiroir for tiroir in DES_ENFANTS if tiroir.code == "sante")
    return SimpleNamespace(
        page="Arachide" in page.content.decode() if page.status_code == 200 else False,
        carnet=Document.objects.de(compte).filter(pk=famille.carnet.pk).exists(),
        brouillon=Demande.objects.de(compte).filter(pk=famille.brouillon.pk).exists(),
        copie=sante.lire(
            SimpleNamespace(utilisateur=compte, foyers=Foyer.objects.de(compte))
        ).exists(),
    )


RIEN = SimpleNamespace(page=False, carnet=False, brouillon=False, copie=False)
TOUT = SimpleNamespace(page=True, carnet=True, brouillon=True, copie=True)


def test_an_adult_added_by_an_agent_reads_no_health_and_no_draft(connecter, famille_martin, intrus):
    assert _lit(connecter, intrus, famille_martin) == RIEN
    assert _lit(connecter, famille_martin.camille, famille_martin) == TOUT


def test_the_adults_already_there_are_told_by_mail_and_notice(famille_martin, intrus):
    courriel = Courriel.objects.get(cle__startswith="acces-")
    assert courriel.destinataire == famille_martin.camille.email
    assert "Sophie Renard (Pôle Familles) a ajouté Jean Martin" in courriel.texte
    notice = Notification.objects.get(utilisateur=famille_martin.camille)
    assert notice.lien == reverse("famille:acces")


def test_another_adult_of_the_household_opens_it(client, connecter, famille_martin, intrus):
    acces = AccesAConfirmer.objects.get()
    connecter(famille_martin.camille)
    assert "Jean Martin" in client.get(reverse("famille:acces")).content.decode()
    client.post(reverse("famille:confirmer_acces", args=[acces.pk]))
    assert _lit(connecter, intrus, famille_martin) == TOUT
    assert famille_martin.foyer.modifications.filter(
        objet=action.OBJET, par=famille_martin.camille
    ).exists()


def test_a_second_agent_opens_it_and_the_first_may_not(
    client, connecter, famille_martin, intrus, agent, collegue
):
    acces = AccesAConfirmer.objects.get()
    connecter(agent).post(reverse("confirmer_acces", args=[acces.pk]))
    assert _lit(connecter, intrus, famille_martin) == RIEN
    page = connecter(collegue).get(reverse("acces_a_confirmer")).content.decode()
    assert reverse("confirmer_acces", args=[acces.pk]) in page
    client.post(reverse("confirmer_acces", args=[acces.pk]))
    assert _lit(connecter, intrus, famille_martin) == TOUT


def test_nobody_confirms_his_own_coming_nor_another_stranger_s(
    connecter, famille_martin, intrus, agent
):
    """Two strangers added by the same agent do not let each other in."""
    complice = actions.ajouter_responsable(
        famille_martin.foyer, prenom="Paul", nom="Martin", courriel="paul@exemple.fr", par=agent
    )
    for acces in AccesAConfirmer.objects.all():
        for compte in (intrus, _activer(complice.utilisateur)):
            adresse = reverse("famille:confirmer_acces", args=[acces.pk])
            assert connecter(compte).post(adresse).status_code == 404
            with pytest.raises(Refus):
                action.confirmer_acces(acces, par=compte)


def test_a_neighbour_confirms_nothing(connecter, voisin, intrus):
    adresse = reverse("famille:confirmer_acces", args=[AccesAConfirmer.objects.get().pk])
    assert connecter(voisin.nadia).post(adresse).status_code == 404
    assert "Jean" not in connecter(voisin.nadia).get(reverse("famille:acces")).content.decode()


def test_a_child_attached_to_another_household_keeps_its_health_at_home(
    connecter, famille_martin, lea, voisin, agent
):
    actions.rattacher_enfant(lea, voisin.foyer, par=agent)
    assert _lit(connecter, voisin.nadia, famille_martin) == RIEN
    courriel = Courriel.objects.get(cle__startswith="acces-")
    assert courriel.destinataire == famille_martin.camille.email
    assert "Benali" not in courriel.texte + courriel.html
    ligne = famille_martin.foyer.modifications.get()
    assert (ligne.objet, ligne.apres) == (
        "résidence de Léa Martin",
        {"Autre foyer": "rattaché à un autre foyer"},
    )
    action.confirmer_acces(AccesAConfirmer.objects.get(), par=famille_martin.camille)
    lu = _lit(connecter, voisin.nadia, famille_martin)
    assert (lu.page, lu.carnet, lu.copie) == (True, True, True)


def test_the_household_that_gets_a_child_does_not_confirm_it(voisin, lea, agent):
    actions.rattacher_enfant(lea, voisin.foyer, par=agent)
    with pytest.raises(Refus):
        action.confirmer_acces(AccesAConfirmer.objects.get(), par=voisin.nadia)


def test_ending_the_child_s_home_first_does_not_help(connecter, famille_martin, lea, voisin, agent):
    actions.modifier_rattachement(lea.rattachements.get(), fin=date(2026, 11, 24), par=agent)
    actions.rattacher_enfant(lea, voisin.foyer, par=agent)
    assert _lit(connecter, voisin.nadia, famille_martin) == RIEN


def test_who_is_in_the_household_already_moves_no_other_adult_s_account_in_silence(
    famille_martin, lea, agent
):
    Responsable.objects.create(
        foyer=famille_martin.foyer, utilisateur=agent, prenom="Sophie", nom="Renard"
    )
    responsable = famille_martin.foyer.responsables.get(utilisateur=famille_martin.camille)
    actions.modifier_responsable(responsable, courriel="agent.prive@exemple.fr", par=agent)
    assert Courriel.objects.filter(
        cle__startswith="acces-", destinataire="camille.martin@exemple.fr"
    ).exists()
    assert adresse_recente(Utilisateur.objects.get(pk=famille_martin.camille.pk)) is not None


def test_bringing_back_who_had_left_is_a_new_coming(connecter, famille_martin, lea, voisin, agent):
    parti = Responsable.objects.create(
        foyer=famille_martin.foyer,
        utilisateur=voisin.nadia,
        prenom="Nadia",
        nom="Benali",
        fin=date(2026, 1, 1),
    )
    ancien = Rattachement.objects.create(
        enfant=lea, foyer=voisin.foyer, debut=date(2020, 1, 1), fin=date(2021, 1, 1)
    )
    actions.modifier_responsable(parti, fin=None, par=agent)
    assert _lit(connecter, voisin.nadia, famille_martin) == RIEN
    actions.modifier_responsable(parti, fin=date(2026, 1, 1), par=agent)
    actions.modifier_rattachement(ancien, fin=None, par=agent)
    assert _lit(connecter, voisin.nadia, famille_martin) == RIEN


def test_who_comes_back_with_a_new_address_is_a_new_coming_too(
    connecter, famille_martin, lea, voisin, agent
):
    """He knows his password: his sign-in proves the address, and confirms nothing of his coming."""
    parti = Responsable.objects.create(
        foyer=famille_martin.foyer,
        utilisateur=voisin.nadia,
        prenom="Nadia",
        nom="Benali",
        fin=date(2026, 1, 1),
    )
    actions.modifier_responsable(parti, fin=None, courriel="nadia.autre@exemple.fr", par=agent)
    prouver_l_adresse(voisin.nadia)
    assert _lit(connecter, Utilisateur.objects.get(pk=voisin.nadia.pk), famille_martin) == RIEN


def test_the_pages_of_health_are_left_out_of_what_he_begins(connecter, famille_martin, intrus):
    demande = Demande(code="informations-du-foyer", foyer=famille_martin.foyer, par=intrus)
    assert [
        page for page in demande.demarche.pages(demande) if page.startswith(("sante", "vaccins"))
    ] == []
    demande = Demande(
        code="informations-du-foyer", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    assert f"sante-{famille_martin.lea.pk}" in demande.demarche.pages(demande)


# The address of a parent.


@pytest.fixture
def detourne(famille_martin, lea, agent):
    """Camille, whose address the agent has changed for his own."""
    responsable = famille_martin.foyer.responsables.get()
    actions.modifier_responsable(responsable, courriel="agent.prive@exemple.fr", par=agent)
    return Utilisateur.objects.get(pk=famille_martin.camille.pk)


def test_the_former_address_is_told_of_the_new_one(detourne):
    avant = Courriel.objects.get(destinataire="camille.martin@exemple.fr")
    assert "Ce n’est pas vous" in avant.texte
    assert "agent.prive" not in avant.texte
    assert Notification.objects.filter(
        utilisateur=detourne, titre__contains="adresse e-mail"
    ).exists()


def test_no_password_is_chosen_anew_for_a_day(detourne, un_mercredi):
    assert not taches.envoyer_lien_de_mot_de_passe(detourne.pk)
    assert not Courriel.objects.filter(cle__contains="mot_de_passe_oublie").exists()
    assert "jeudi 26 novembre à 10\u00a0h" in Courriel.objects.get(cle__contains="trop_tot").texte
    un_mercredi.move_to("2026-11-26 10:01+01:00", tick=False)
    assert taches.envoyer_lien_de_mot_de_passe(detourne.pk)


def test_a_password_chosen_from_that_address_opens_no_health(
    connecter, famille_martin, detourne, un_mercredi
):
    un_mercredi.shift(timedelta(days=2))
    assert _lit(connecter, detourne, famille_martin).page
    apres_un_mot_de_passe_choisi(detourne)  # what the form of the link does
    lu = _lit(connecter, detourne, famille_martin)
    assert (lu.page, lu.carnet, lu.copie) == (False, False, False)


def test_the_form_of_the_link_closes_it(client, detourne, un_mercredi):
    un_mercredi.shift(timedelta(days=2))
    taches.envoyer_lien_de_mot_de_passe(detourne.pk)
    texte = Courriel.objects.get(cle__contains="mot_de_passe_oublie").texte
    lien = next(mot for mot in texte.split() if mot.startswith("http://testserver"))
    page = client.get(lien.removeprefix("http://testserver"))
    client.post(page.url, {"password1": "des pommes vertes au four"})
    assert AccesAConfirmer.objects.fermants().get().responsable.utilisateur == detourne


def test_who_comes_back_with_the_password_she_knows_proves_the_address(client, detourne):
    client.post("/connexion/", {"login": detourne.email, "password": MOT_DE_PASSE})
    assert AccesAConfirmer.objects.get().confirme_par == detourne
    assert taches.envoyer_lien_de_mot_de_passe(detourne.pk)


def test_an_account_never_opened_is_closed_when_its_address_changes(
    connecter, famille_martin, lea, agent
):
    Utilisateur.objects.filter(pk=famille_martin.camille.pk).update(password="!")
    responsable = famille_martin.foyer.responsables.get()
    actions.modifier_responsable(responsable, courriel="agent.prive@exemple.fr", par=agent)
    assert not _lit(connecter, _activer(responsable.utilisateur), famille_martin).page


def test_what_a_household_or_the_opening_of_a_file_does_waits_for_nobody(famille_martin, agent):
    foyer = actions.ouvrir_dossier(
        foyer={"nom": "Roy"},
        adresse={
            "voie": "1 rue Neuve",
            "code_postal": "36000",
            "commune": "Châteauroux",
            "depuis": date(2026, 1, 1),
        },
        adultes=[
            {"prenom": "A", "nom": "Roy", "courriel": "a.roy@exemple.fr"},
            {"prenom": "B", "nom": "Roy", "courriel": "b.roy@exemple.fr"},
        ],
        enfants=[],
        par=agent,
    )
    actions.modifier_responsable(
        famille_martin.foyer.responsables.get(),
        telephone_portable="+33639980077",
        par=famille_martin.camille,
    )
    assert foyer.responsables.count() == 2
    assert not AccesAConfirmer.objects.exists()


# Who answers for it.


def test_the_month_s_list_names_agents_and_numbers_and_no_family(
    connecter, intrus, administrateur, famille_martin
):
    page = connecter(administrateur).get(reverse("acces_du_mois"))
    texte = page.content.decode()
    assert "Sophie Renard" in texte
    assert famille_martin.foyer.numero in texte
    assert "Martin" not in texte
    fichier = connecter(administrateur).get(
        reverse("acces_du_mois"), {"mois": "2026-11", "format": "csv"}
    )
    assert "attachment" in fichier["Content-Disposition"]
    assert "sandbox" in fichier["Content-Security-Policy"]
    assert "Adulte ajouté à un foyer" in fichier.content.decode("utf-8-sig")
    assert (
        "Sophie"
        not in connecter(administrateur)
        .get(reverse("acces_du_mois"), {"mois": "2026-10"})
        .content.decode()
    )


@pytest.mark.parametrize("nombre", [1, 15])
def test_the_month_s_list_costs_the_same_whoever_confirmed(
    connecter,
    collegue,
    agent,
    administrateur,
    famille_martin,
    nombre,
    django_assert_max_num_queries,
):
    for rang in range(nombre):
        actions.ajouter_responsable(
            famille_martin.foyer,
            prenom=f"A{rang}",
            nom="B",
            courriel=f"a{rang}@exemple.fr",
            par=agent,
        )
    for rang, acces in enumerate(AccesAConfirmer.objects.all()):
        action.confirmer_acces(acces, par=collegue if rang % 2 else famille_martin.camille)
    client = connecter(administrateur)
    client.get(reverse("acces_du_mois"))
    with django_assert_max_num_queries(12):
        texte = client.get(reverse("acces_du_mois")).content.decode()
    assert "un parent" in texte
    assert "Camille" not in texte
    assert nombre == 1 or str(collegue) in texte


def test_what_a_screen_does_not_show_of_a_month_is_said_and_in_the_file(
    connecter, intrus, administrateur, famille_martin, monkeypatch
):
    monkeypatch.setattr(ecran, "PAR_MOIS_MAX", 0)
    client = connecter(administrateur)
    assert (
        "le fichier CSV les contient toutes"
        in client.get(reverse("acces_du_mois")).content.decode()
    )
    assert "Adulte ajouté" in client.get(
        reverse("acces_du_mois"), {"format": "csv"}
    ).content.decode("utf-8-sig")


@pytest.mark.parametrize("mois", ["0000-01", "9999-12", "x", "2026-13"])
def test_a_month_that_is_none_is_no_error(connecter, administrateur, mois):
    assert (
        connecter(administrateur).get(reverse("acces_du_mois"), {"mois": mois}).status_code == 200
    )


@pytest.mark.parametrize("nombre", [1, 15])
def test_the_agents_list_takes_a_bounded_number_of_queries(
    connecter, collegue, agent, famille_martin, nombre, django_assert_max_num_queries
):
    for rang in range(nombre):
        actions.ajouter_responsable(
            famille_martin.foyer,
            prenom=f"A{rang}",
            nom="B",
            courriel=f"a{rang}@exemple.fr",
            par=agent,
        )
    connecter(collegue).get(reverse("acces_a_confirmer"))
    with django_assert_max_num_queries(24):
        assert connecter(collegue).get(reverse("acces_a_confirmer")).status_code == 200


# One person, two accounts; and a household in which nobody was.


@pytest.mark.parametrize(
    ("prenom", "nom", "pourquoi"),
    [
        ("Sophie", "Renard", "the name of the agent who made the change"),
        ("RENARD", "Sophie", "whatever the order and the case"),
        ("Jean", "Martin", "the name of the adult who was added"),
        ("Camille", "Martin", "the name of an adult of the household"),
    ],
)
def test_a_second_account_of_the_same_name_confirms_nothing(
    connecter, famille_martin, intrus, collegue, prenom, nom, pourquoi
):
    collegue.first_name, collegue.last_name = prenom, nom
    collegue.save()
    acces = AccesAConfirmer.objects.get()
    with pytest.raises(Refus):
        action.confirmer_acces(acces, par=collegue)
    page = connecter(collegue).get(reverse("acces_a_confirmer")).content.decode()
    assert reverse("confirmer_acces", args=[acces.pk]) not in page, pourquoi


@pytest.mark.parametrize("plus_tard", [False, True])
def test_the_first_account_of_a_household_waits_for_a_second_agent(
    famille_martin, agent, collegue, plus_tard
):
    """Nobody was there to be told, and nothing was known of health yet: it may come."""
    foyer = famille_martin.foyer
    foyer.responsables.all().delete()
    ajoute = actions.ajouter_responsable(
        foyer,
        prenom="Jean",
        nom="Martin",
        courriel="" if plus_tard else "jean@exemple.fr",
        par=agent,
    )
    if plus_tard:
        assert not AccesAConfirmer.objects.exists()
        actions.modifier_responsable(ajoute, courriel="jean@exemple.fr", par=agent)
    acces = AccesAConfirmer.objects.get()
    assert acces.ferme
    with pytest.raises(Refus):
        action.confirmer_acces(acces, par=agent)
    action.confirmer_acces(acces, par=collegue)
    assert not AccesAConfirmer.objects.fermants().exists()
