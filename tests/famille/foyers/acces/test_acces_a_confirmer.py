"""Health by a detour: what an agent opens of a household is told to it, and health waits for
somebody else's word.

The agent of these tests has no right to read health; each attack is one he could make by the
screens he has.
"""

from datetime import date

import pytest
from django.urls import reverse

from demarches.models import Demande
from famille import actions
from famille.comptes.adresse_en_attente import adresse_recente, prouver_l_adresse
from famille.dossier.foyers.acces import actions as action
from famille.dossier.foyers.acces.contestation import contester
from famille.models import (
    AccesAConfirmer,
    Courriel,
    Notification,
    Rattachement,
    Responsable,
    Utilisateur,
)
from famille.socle.erreurs import Refus
from tests.famille.foyers.acces.scene import RIEN, TOUT, activer, ce_que_lit
from tests.outils.lisible import lisible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("un_mercredi")]


def test_an_adult_added_by_an_agent_reads_no_health_and_no_draft(connecter, famille_martin, intrus):
    assert ce_que_lit(connecter, intrus, famille_martin) == RIEN
    assert ce_que_lit(connecter, famille_martin.camille, famille_martin) == TOUT


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
    assert ce_que_lit(connecter, intrus, famille_martin) == TOUT
    assert famille_martin.foyer.modifications.filter(
        objet=action.OBJET, par=famille_martin.camille
    ).exists()


def test_a_second_agent_opens_it_and_the_first_may_not(
    client, connecter, famille_martin, intrus, agent, collegue
):
    acces = AccesAConfirmer.objects.get()
    connecter(agent).post(reverse("confirmer_acces", args=[acces.pk]))
    assert ce_que_lit(connecter, intrus, famille_martin) == RIEN
    page = connecter(collegue).get(reverse("acces_a_confirmer")).content.decode()
    assert reverse("confirmer_acces", args=[acces.pk]) in page
    client.post(reverse("confirmer_acces", args=[acces.pk]))
    assert ce_que_lit(connecter, intrus, famille_martin) == TOUT


def test_an_address_that_has_changed_since_the_screen_was_read_is_looked_at_first(
    intrus, agent, collegue
):
    lu = AccesAConfirmer.objects.get()
    actions.modifier_responsable(lu.responsable, courriel="autre@exemple.fr", par=agent)
    with pytest.raises(Refus, match="a changé depuis"):
        action.confirmer_acces(lu, par=collegue)
    assert not AccesAConfirmer.objects.filter(confirme_le__isnull=False).exists()
    action.confirmer_acces(AccesAConfirmer.objects.get(nature="adresse"), par=collegue)
    assert not AccesAConfirmer.objects.en_attente().exists()


def test_a_new_address_that_is_contested_lets_nothing_else_be_confirmed(intrus, agent, collegue):
    lu = AccesAConfirmer.objects.get()
    actions.modifier_responsable(lu.responsable, courriel="autre@exemple.fr", par=agent)
    contester(AccesAConfirmer.objects.get(nature="adresse"))
    with pytest.raises(Refus, match="contestée"):
        action.confirmer_acces(lu, par=collegue)


def test_nobody_confirms_his_own_coming_nor_another_stranger_s(
    connecter, famille_martin, intrus, agent
):
    """Two strangers added by the same agent do not let each other in."""
    complice = actions.ajouter_responsable(
        famille_martin.foyer, prenom="Paul", nom="Martin", courriel="paul@exemple.fr", par=agent
    )
    les_deux = AccesAConfirmer.objects.all()
    assert len(les_deux) == 2
    for acces in les_deux:
        for compte in (intrus, activer(complice.utilisateur)):
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
    assert ce_que_lit(connecter, voisin.nadia, famille_martin) == RIEN
    courriel = Courriel.objects.get(cle__startswith="acces-")
    assert courriel.destinataire == famille_martin.camille.email
    assert "Benali" not in courriel.texte + courriel.html
    ligne = famille_martin.foyer.modifications.get()
    assert (ligne.objet, ligne.apres) == (
        "résidence de Léa Martin",
        {"Autre foyer": "rattaché à un autre foyer"},
    )
    action.confirmer_acces(AccesAConfirmer.objects.get(), par=famille_martin.camille)
    lu = ce_que_lit(connecter, voisin.nadia, famille_martin)
    assert (lu.page, lu.carnet, lu.copie) == (True, True, True)


def test_the_page_says_it_of_a_girl_as_of_a_boy(connecter, famille_martin, lea, voisin, agent):
    actions.rattacher_enfant(lea, voisin.foyer, par=agent)
    page = lisible(connecter(famille_martin.camille).get(reverse("famille:acces")).text)
    assert "Un agent a rattaché Léa à un autre foyer" in page


def test_the_household_that_gets_a_child_does_not_confirm_it(voisin, lea, agent):
    actions.rattacher_enfant(lea, voisin.foyer, par=agent)
    with pytest.raises(Refus):
        action.confirmer_acces(AccesAConfirmer.objects.get(), par=voisin.nadia)


def test_ending_the_child_s_home_first_does_not_help(connecter, famille_martin, lea, voisin, agent):
    actions.modifier_rattachement(lea.rattachements.get(), fin=date(2026, 11, 24), par=agent)
    actions.rattacher_enfant(lea, voisin.foyer, par=agent)
    assert ce_que_lit(connecter, voisin.nadia, famille_martin) == RIEN


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
    assert ce_que_lit(connecter, voisin.nadia, famille_martin) == RIEN
    actions.modifier_responsable(parti, fin=date(2026, 1, 1), par=agent)
    actions.modifier_rattachement(ancien, fin=None, par=agent)
    assert ce_que_lit(connecter, voisin.nadia, famille_martin) == RIEN


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
    assert (
        ce_que_lit(connecter, Utilisateur.objects.get(pk=voisin.nadia.pk), famille_martin) == RIEN
    )


def test_the_pages_of_health_are_left_out_of_what_he_begins(connecter, famille_martin, intrus):
    demande = Demande(code="informations-du-foyer", foyer=famille_martin.foyer, par=intrus)
    assert [
        page for page in demande.demarche.pages(demande) if page.startswith(("sante", "vaccins"))
    ] == []
    demande = Demande(
        code="informations-du-foyer", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    assert f"sante-{famille_martin.lea.pk}" in demande.demarche.pages(demande)


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
