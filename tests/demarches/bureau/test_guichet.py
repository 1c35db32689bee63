"""An agent enters a démarche for a family that cannot use the portal, with the same receipt
(D8)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from demarches.actions import completer, demander_complement
from demarches.bureau import urls_de
from demarches.instruction.decider import reste_a_voir
from demarches.instruction.papiers import feuille_de_l_accuse
from demarches.models import Accuse, Demande
from demarches.reglages.initiaux import creer_reglages
from famille.actions import rafraichir_recherche
from famille.models import Autorisation, Consultation, Courriel
from tests.demarches.outils import Navigateur

pytestmark = [pytest.mark.django_db, pytest.mark.horloge]
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
    page = " ".join(guichet.get(reponse.url).text.split())
    assert (
        "Vous saisissez pour le <strong>foyer Martin</strong>, dossier 2026-00417 (guichet)" in page
    )
    assert "Saisir pour une famille" in page


def test_a_démarche_begun_is_found_again_by_the_agent_who_began_it(guichet, famille_martin):
    commencer(guichet, famille_martin.foyer)
    texte = guichet.get(SAISIR).text
    assert "Vos saisies en cours" in texte
    assert reverse("demarches:annuler", args=[Demande.objects.get().pk]) in texte


def test_the_family_reads_that_the_pôle_familles_has_begun_it(guichet, famille_martin, connecter):
    commencer(guichet, famille_martin.foyer)
    siennes = connecter(famille_martin.camille).get(reverse("demarches:liste")).text
    assert "Non envoyée, commencée avec le Pôle Familles" in siennes
    ouverte = Consultation.objects.get(quoi="saisie d’une démarche pour la famille")
    assert ouverte.foyer == famille_martin.foyer


def envoyer(guichet, saisie):
    """The answer to the sending of a demande whose pages are filled."""
    Demande.objects.filter(pk=saisie.pk).update(
        saisie={
            "adresse": {
                "voie": ["4 allée des Lilas"],
                "code_postal": ["36130"],
                "commune": ["Déols"],
            }
        },
        avancement=replace(saisie.avancement, validees=["adresse", "preuve"]),
    )
    adresse = reverse("demarches:etape", args=[saisie.pk, "recapitulatif"])
    envoi = {
        "assistant-current_step": "recapitulatif",
        "action": "valider",
        "recapitulatif-certifie": "on",
    }
    return guichet.post(adresse, envoi, follow=True)


def test_a_family_without_an_account_has_its_receipt_printed(guichet, famille_martin):
    famille_martin.foyer.responsables.update(utilisateur=None)
    commencer(guichet, famille_martin.foyer)
    texte = envoyer(guichet, Demande.objects.get()).text
    assert "imprimez l’accusé de réception" in texte
    assert reverse("demarches:accuse", args=[Demande.objects.get().pk]) in texte


def test_a_démarche_of_health_is_not_begun_without_the_right(guichet, famille_martin, agent):
    creer_reglages(demo=True)
    certificat = {"code": "justificatif-medical", "enfant": famille_martin.lea.pk}
    assert "proposez à la famille" in commencer(guichet, famille_martin.foyer, **certificat).text
    assert not Demande.objects.exists()
    agent.groups.add(Group.objects.get(name="Santé des enfants"))
    assert commencer(guichet, famille_martin.foyer, **certificat).status_code == 302


def test_the_family_gets_the_receipt_of_what_was_entered_for_it(guichet, famille_martin):
    commencer(guichet, famille_martin.foyer)
    saisie = Demande.objects.get()
    reponse = envoyer(guichet, saisie)
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
    Accuse.objects.update(
        mentions={"numero": demande.numero, "silence": "Si vous n’avez pas reçu de réponse"}
    )
    adresse = reverse("demarches:accuse", args=[demande.pk])
    assert adresse in guichet.get(urls_de(demande)).text
    assert "Si vous n’avez pas reçu de réponse" in guichet.get(adresse).text
    assert "accusé de réception D-2026-00231" in demande.foyer.consultations.values_list(
        "quoi", flat=True
    )


def test_a_neighbour_and_an_agent_without_the_right_print_no_receipt(
    connecter, voisin, directrice, demande
):
    for qui in (voisin.nadia, directrice):
        assert connecter(qui).get(reverse("demarches:accuse", args=[demande.pk])).status_code == 404


@pytest.fixture
def informations(guichet, famille_martin):
    """Navigateur: the agent, who may not read health, on the phone with the Martins."""
    creer_reglages(demo=True)
    commencer(guichet, famille_martin.foyer, code="informations-du-foyer", canal="telephone")
    return Navigateur(guichet, Demande.objects.get())


def remplir(informations, famille_martin):
    adulte = famille_martin.foyer.responsables.get()
    informations.poster("foyer", {f"telephone_portable_{adulte.pk}": "06 39 98 00 77"})
    enfants = famille_martin.lea, famille_martin.hugo
    reponses = {f"{genre}_{enfant.pk}": "oui" for enfant in enfants for genre in Autorisation.Genre}
    informations.poster("autorisations", reponses)
    informations.poster("contacts", {"inchange": "on"})
    return informations.lire("recapitulatif").text


def test_an_agent_without_the_right_is_told_which_pages_he_leaves(informations, famille_martin):
    assert list(informations.demande.demarche.pages(informations.demande)) == [
        "foyer",
        "autorisations",
        "contacts",
    ]
    for page in (informations.lire("foyer").text, remplir(informations, famille_martin)):
        assert "Votre compte ne lit pas les informations de santé" in page
        assert all(
            f"« {titre} »" in page for titre in ("Santé de Léa", "Santé de Hugo", "Vaccinations")
        )
    assert "Votre compte ne lit pas" not in informations.lire("contacts").text


def test_the_demande_says_which_pages_were_left_and_why(informations, famille_martin):
    remplir(informations, famille_martin)
    informations.poster("recapitulatif", {"certifie": "on"})
    envoyee = informations.relue()
    [dite] = [page for page in envoyee.recapitulatif if page["titre"] == "Pages non remplies"]
    assert [ligne["libelle"] for ligne in dite["lignes"]] == [
        "Santé de Léa",
        "Santé de Hugo",
        "Vaccinations",
    ]
    assert "n’est pas habilité" in dite["lignes"][0]["valeur"]
    assert "Non rempli à la saisie" in informations.client.get(urls_de(envoyee)).text
    assert "Non rempli à la saisie" in reste_a_voir(envoyee)


def test_the_family_fills_the_page_that_was_left_once_it_is_given_back(
    informations, famille_martin, connecter, collegue
):
    remplir(informations, famille_martin)
    informations.poster("recapitulatif", {"certifie": "on"})
    sante = f"sante-{famille_martin.lea.pk}"
    limite = timezone.localdate() + timedelta(days=10)
    demander_complement(
        informations.relue(),
        par=collegue,
        etapes=[sante],
        message="À remplir, s’il vous plaît.",
        limite=limite,
    )
    famille = Navigateur(connecter(famille_martin.camille), informations.relue())
    assert "Votre compte ne lit pas" not in famille.lire(sante).text
    famille.poster(sante, {"regime": "sans-porc", "pai": "non"})
    completer(famille.relue(), par=famille_martin.camille)
    [dite] = [
        page for page in famille.relue().recapitulatif if page["titre"] == "Pages non remplies"
    ]
    assert [ligne["libelle"] for ligne in dite["lignes"]] == ["Santé de Hugo", "Vaccinations"]


def test_the_receipt_says_who_typed_it(informations, famille_martin):
    remplir(informations, famille_martin)
    informations.poster("recapitulatif", {"certifie": "on"})
    faits = dict(feuille_de_l_accuse(informations.relue(), avec_la_sante=False).contexte["faits"])
    qui = "Par téléphone, par Sophie Renard, gestionnaire des dossiers familles, Pôle Familles"
    assert faits["Saisie pour vous"] == qui
    courriel = Courriel.objects.get(cle__startswith="are-")
    assert qui in courriel.texte
    assert qui in courriel.html
