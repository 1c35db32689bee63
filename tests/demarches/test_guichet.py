"""An agent enters a démarche for a family that cannot use the portal, with the same receipt (D8)."""

import pytest
from django.urls import reverse

from demarches.bureau import urls_de
from demarches.models import Accuse, Demande
from famille.actions import rafraichir_recherche
from famille.models import Courriel

from .essai import demande as demande
from .essai import demarche as demarche

pytestmark = pytest.mark.django_db
SAISIR = "/gestion/demandes/saisir/"


@pytest.fixture
def guichet(connecter, agent, demarche):
    return connecter(agent)


def commencer(guichet, foyer, **champs):
    donnees = {"code": "essai", "canal": "guichet"} | champs
    return guichet.post(f"{SAISIR}?foyer={foyer.pk}", donnees)


def test_the_household_is_found_without_its_accents(guichet, famille_martin, voisin):
    for foyer in (famille_martin.foyer, voisin.foyer):
        rafraichir_recherche(foyer)
    texte = guichet.get(SAISIR, {"q": "lea martin"}).text
    assert "Foyer Martin" in texte
    assert "Foyer Benali" not in texte


def test_finding_nobody_says_what_to_do(guichet):
    assert "ouvrez un dossier" in guichet.get(SAISIR, {"q": "personne"}).text


def test_a_démarche_begun_at_the_counter_opens_on_its_first_page(guichet, famille_martin, agent):
    reponse = commencer(guichet, famille_martin.foyer)
    saisie = Demande.objects.get()
    assert (saisie.canal, saisie.par, saisie.foyer) == ("guichet", agent, famille_martin.foyer)
    assert reponse.url == reverse("demarches:etape", args=[saisie.pk, "adresse"])
    assert guichet.get(reponse.url).status_code == 200


def test_a_démarche_begun_is_found_again_by_the_agent_who_began_it(guichet, famille_martin):
    commencer(guichet, famille_martin.foyer)
    assert "Vos saisies en cours" in guichet.get(SAISIR).text


def test_the_family_gets_the_receipt_of_what_was_entered_for_it(guichet, famille_martin):
    commencer(guichet, famille_martin.foyer)
    saisie = Demande.objects.get()
    Demande.objects.filter(pk=saisie.pk).update(
        saisie={"adresse": {"voie": ["4 allée des Lilas"], "code_postal": ["36130"], "commune": ["Déols"]}},
        avancement=saisie.avancement | {"validees": ["adresse", "preuve"]},
    )
    adresse = reverse("demarches:etape", args=[saisie.pk, "recapitulatif"])
    envoi = {"assistant-current_step": "recapitulatif", "action": "valider", "recapitulatif-certifie": "on"}
    reponse = guichet.post(adresse, envoi, follow=True)
    assert reponse.redirect_chain[-1][0] == urls_de(saisie)
    [courriel] = Courriel.objects.all()
    assert courriel.destinataire == "camille.martin@exemple.fr"
    assert "à l’adresse e-mail de la famille" in reponse.text


def test_the_way_the_family_asked_is_compulsory(guichet, famille_martin):
    reponse = commencer(guichet, famille_martin.foyer, canal="portail")
    assert reponse.status_code == 200
    assert not Demande.objects.exists()


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur"])
def test_only_agents_enter_for_a_family(connecter, request, demarche, qui):
    assert connecter(request.getfixturevalue(qui)).get(SAISIR).status_code in (302, 403)


def test_an_agent_prints_the_receipt_for_a_family_and_it_leaves_a_trace(guichet, demande, agent):
    Accuse.objects.update(mentions={"numero": demande.numero, "silence": "Si vous n’avez pas reçu de réponse"})
    adresse = reverse("demarches:accuse", args=[demande.pk])
    assert adresse in guichet.get(urls_de(demande)).text
    assert "Si vous n’avez pas reçu de réponse" in guichet.get(adresse).text
    assert "accusé de réception D-2026-00231" in demande.foyer.consultations.values_list("quoi", flat=True)


def test_a_neighbour_and_an_agent_without_the_right_print_no_receipt(connecter, voisin, directrice, demande):
    for qui in (voisin.nadia, directrice):
        assert connecter(qui).get(reverse("demarches:accuse", args=[demande.pk])).status_code == 404
