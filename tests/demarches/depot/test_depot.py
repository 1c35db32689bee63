"""Sending: number, accusé de réception (D1), mail, complements, and what the family reads
afterwards."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from demarches.actions import (
    PageARevoir,
    PassageImpossible,
    commencer,
    completer,
    demander_complement,
    deposer,
    enregistrer_page,
    joindre,
    rejeter,
)
from demarches.bureau import urls_de
from demarches.models import Accuse, Demande, ReglageDemarche
from famille.actions import ajouter_enfant
from famille.models import Courriel, Document
from tests.demarches.outils import Navigateur, jj, justificatif, nouvelle_adresse, pdf, remplir

pytestmark = pytest.mark.horloge

Silence = ReglageDemarche.Silence


@pytest.fixture
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)
    return time_machine


def pret(demande):
    """The draft, filled, without a browser."""
    saisie = {
        "adresse": {
            nom: v if isinstance(v, list) else [v] for nom, v in nouvelle_adresse(demande).items()
        },
        "justificatif": {
            "nature": ["facture"],
            "date_document": [jj(timezone.localdate() - timedelta(days=40))],
        },
    }
    enregistrer_page(demande, saisie=saisie, avancement=demande.avancement)
    joindre(demande, "justificatif", "fichier", pdf(), par=demande.par)
    return demande


def test_the_receipt_holds_every_mention(le_25_novembre, brouillon, reglage):
    demande = deposer(pret(brouillon), par=brouillon.par)
    mentions = demande.accuse.mentions
    assert mentions["numero"] == "D-2026-00001"
    assert mentions["recue_le_texte"] == "mercredi 25 novembre 2026 à 14\u00a0h\u00a032"
    assert mentions["service"] == reglage.service
    assert mentions["adresse"] == reglage.service_adresse
    assert mentions["courriel"] == reglage.service_courriel
    assert mentions["telephone"] == reglage.service_telephone
    assert mentions["silence_le"] == "2027-01-25"
    assert "rejetée" in mentions["silence"]
    assert mentions["voies_de_recours"] == reglage.voies_de_recours
    assert demande.echeance == date(2026, 12, 9)


def test_a_receipt_for_an_acceptance_tells_of_the_attestation(le_25_novembre, brouillon, reglage):
    ReglageDemarche.objects.update(effet_silence=Silence.ACCEPTATION)
    mentions = deposer(pret(brouillon), par=brouillon.par).accuse.mentions
    assert "acceptée" in mentions["silence"]
    assert "L232-3" in mentions["attestation"]
    assert mentions["voies_de_recours"] == ""


def test_a_mere_declaration_says_that_nothing_is_decided(le_25_novembre, brouillon, reglage):
    ReglageDemarche.objects.update(effet_silence=Silence.SANS_OBJET)
    mentions = deposer(pret(brouillon), par=brouillon.par).accuse.mentions
    assert "nous l’étudions, puis nous vous répondons" in mentions["silence"]
    assert mentions["reponse_avant"]


def test_a_receipt_does_not_follow_the_settings_afterwards(le_25_novembre, brouillon, reglage):
    demande = deposer(pret(brouillon), par=brouillon.par)
    ReglageDemarche.objects.update(service="Autre service")
    assert Accuse.objects.get().mentions["service"] == reglage.service
    assert demande.recapitulatif[0]["lignes"][0]["valeur"] == "4 allée des Lilas"


def test_the_mail_says_all_and_goes_to_who_sent(le_25_novembre, brouillon):
    demande = deposer(pret(brouillon), par=brouillon.par)
    courriel = Courriel.objects.get(cle=f"are-{demande.pk}")
    assert courriel.destinataire == brouillon.par.email
    assert courriel.sujet == "Changement d’adresse\u00a0: nous avons bien reçu votre demande"
    for partie in (courriel.texte, courriel.html):
        assert "mercredi 25 novembre 2026 à 14\u00a0h\u00a032" in partie
        assert "25 janvier 2027" in partie
        assert "4 allée des Lilas" not in partie


def test_numbers_follow_each_other(le_25_novembre, brouillon, famille_martin):
    autre = commencer("changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille)
    assert deposer(pret(brouillon), par=brouillon.par).numero == "D-2026-00001"
    assert deposer(pret(autre), par=autre.par).numero == "D-2026-00002"


def test_an_unfinished_draft_is_not_sent(brouillon):
    with pytest.raises(PageARevoir) as refus:
        deposer(brouillon, par=brouillon.par)
    assert refus.value.etape == "adresse"
    assert not Accuse.objects.exists()
    assert not Courriel.objects.exists()


@pytest.mark.parametrize("action", [deposer, completer])
def test_what_is_sent_is_not_sent_again(le_25_novembre, brouillon, action):
    deposer(pret(brouillon), par=brouillon.par)
    with pytest.raises(PassageImpossible, match="déjà envoyé"):
        action(brouillon, par=brouillon.par)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_threads_that_send_at_once_make_one_demande_each(famille_martin, reglage):
    brouillons = [
        pret(
            commencer("changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille)
        )
        for _ in range(4)
    ]
    depart, sorts = threading.Barrier(8), []

    def envoyer(demande):
        depart.wait()
        try:
            sorts.append(
                deposer(Demande.objects.get(pk=demande.pk), par=famille_martin.camille).numero
            )
        except PassageImpossible as refus:
            sorts.append(type(refus).__name__)
        finally:
            connection.close()

    fils = [
        threading.Thread(target=envoyer, args=[demande]) for demande in brouillons for _ in range(2)
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    numeros = sorted(sort for sort in sorts if sort.startswith("D-"))
    assert len(sorts) == 8
    assert len(set(numeros)) == len(numeros) == 4
    assert Accuse.objects.count() == Courriel.objects.filter(cle__startswith="are-").count() == 4


@pytest.fixture
def a_completer(le_25_novembre, camille, agent):
    remplir(camille)
    camille.poster("recapitulatif", {"certifie": "on"})
    le_25_novembre.move_to("2026-11-27 10:00+01:00", tick=False)
    demander_complement(
        camille.relue(),
        par=agent,
        etapes=["justificatif"],
        message="La date de la facture est illisible.",
        limite=date(2026, 12, 12),
    )
    rouvrir(camille)
    return camille


def rouvrir(navigateur):
    """Sign in again: the session has ended in the days between."""
    navigateur.client.force_login(
        navigateur.demande.par, backend="famille.comptes.authentification.Authentification"
    )


def test_only_the_pages_asked_open_again(a_completer):
    assert (
        "La date de la facture est illisible." in a_completer.lire("justificatif").content.decode()
    )
    assert a_completer.lire("adresse").status_code == 404


def test_a_complement_goes_back_to_the_desk_and_the_clock_follows(a_completer, le_25_novembre):
    le_25_novembre.move_to("2026-12-02 10:00+01:00", tick=False)
    rouvrir(a_completer)
    champs = {"nature": "facture", "date_document": "20/11/2026", "fichier": pdf("nette.pdf")}
    assert a_completer.poster("justificatif", champs).url == a_completer.adresse("recapitulatif")
    a_completer.poster("recapitulatif", {"certifie": "on"})
    demande = a_completer.relue()
    assert demande.statut == Demande.Statut.EN_ATTENTE
    assert demande.complements.get().recu_le is not None
    assert demande.echeance == date(2026, 12, 16)
    assert Document.objects.get().nom == "nette.pdf"
    assert Courriel.objects.filter(cle__startswith="complement_recu-").count() == 1
    assert demande.recapitulatif[1]["lignes"][1]["valeur"] == "20 novembre 2026"


def test_a_complement_starts_from_what_was_sent_but_must_be_checked_again(a_completer):
    assert a_completer.lire("recapitulatif").url == a_completer.adresse("justificatif")
    assert "facture-edf.pdf" in a_completer.lire("justificatif").content.decode()


def test_a_sent_demande_is_not_filled_any_more(camille):
    remplir(camille)
    camille.poster("recapitulatif", {"certifie": "on"})
    assert camille.lire("adresse").url == f"/demarches/demande/{camille.demande.pk}/"
    camille.client.post(f"/demarches/brouillon/{camille.demande.pk}/annuler/")
    assert camille.relue().statut == Demande.Statut.EN_ATTENTE


def test_a_rejection_is_told_with_its_reason_its_author_and_the_appeals(camille, agent, reglage):
    remplir(camille)
    camille.poster("recapitulatif", {"certifie": "on"})
    rejeter(camille.relue(), par=agent, motif="Le document est au nom d’une autre personne.")
    page = camille.client.get(f"/demarches/demande/{camille.demande.pk}/").content.decode()
    assert "Le document est au nom d’une autre personne." in page
    assert "Sophie Renard" in page
    assert "gestionnaire des dossiers familles" in page
    assert "tribunal administratif" in page


def test_the_receipt_is_kept_in_the_portal(camille):
    remplir(camille)
    assert camille.client.get(f"/demarches/demande/{camille.demande.pk}/accuse/").status_code == 404
    camille.poster("recapitulatif", {"certifie": "on"})
    page = camille.client.get(f"/demarches/demande/{camille.demande.pk}/accuse/").content.decode()
    assert "D-20" in page
    assert "data-imprimer" in page


def requetes(client, adresse, django_assert_max_num_queries):
    client.get(adresse)
    with django_assert_max_num_queries(60) as mesure:
        assert client.get(adresse).status_code == 200
    return len(mesure)


@pytest.mark.parametrize(
    "adresse", ["/demarches/", "/demarches/changement-adresse/", "/tableau-de-bord/"]
)
def test_pages_cost_the_same_with_1_and_30_rows(
    camille, agent, famille_martin, adresse, proche, django_assert_max_num_queries
):
    def ajouter(nombre):
        for _ in range(nombre):
            commencer("changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille)
            demande = commencer(
                "changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille
            )
            deposer(pret(demande), par=famille_martin.camille)
            demander_complement(
                demande,
                par=agent,
                etapes=["justificatif"],
                message="Illisible.",
                limite=date(2100, 1, 1),
            )

    ajouter(1)
    seule = requetes(camille.client, adresse, django_assert_max_num_queries)
    ajouter(29)
    assert requetes(camille.client, adresse, django_assert_max_num_queries) == seule
    assert seule <= 15


def test_the_page_of_a_demande_costs_the_same_whatever_its_history(
    camille, django_assert_max_num_queries
):
    remplir(camille)
    camille.poster("recapitulatif", {"certifie": "on"})
    with django_assert_max_num_queries(14):
        camille.client.get(f"/demarches/demande/{camille.demande.pk}/")


@pytest.mark.parametrize("enfants", [1, 30])
def test_a_page_of_the_wizard_is_cheap(
    camille, famille_martin, enfants, django_assert_max_num_queries
):
    """The adults and the children were read three times, the town's choice four."""
    for rang in range(enfants):
        ajouter_enfant(
            famille_martin.foyer,
            prenom=f"Enfant {rang}",
            nom="Martin",
            naissance=date(2018, 1, 1) + timedelta(days=rang),
            par=famille_martin.camille,
        )
    camille.lire("adresse")
    with django_assert_max_num_queries(10):
        camille.lire("adresse")
    with django_assert_max_num_queries(19):
        camille.poster("adresse", nouvelle_adresse(camille.demande), relire=False)
    camille.poster("justificatif", justificatif())
    with django_assert_max_num_queries(11):
        camille.lire("justificatif")


def test_nobody_signed_out_sees_a_demarche(camille):
    assert Client().get(camille.adresse("adresse")).status_code == 302
    assert Navigateur(Client(), camille.demande).poster("adresse", relire=False).status_code == 302


def test_what_silence_means_does_not_follow_the_settings_afterwards(
    le_25_novembre, camille, connecter, agent
):
    remplir(camille)
    camille.poster("recapitulatif", {"certifie": "on"})
    ReglageDemarche.objects.update(effet_silence=Silence.ACCEPTATION, delai_silence_mois=4)
    page = " ".join(
        camille.client.get(f"/demarches/demande/{camille.demande.pk}/").content.decode().split()
    )
    assert (
        "Sans réponse au 25 janvier 2027</summary> <p>Si elle est complète, elle sera considérée"
        " comme rejetée" in page
    )
    assert (
        "Le silence vaut rejet le 25 janvier 2027."
        in connecter(agent).get(urls_de(camille.relue())).text
    )


def test_a_complement_moves_the_day_of_silence_that_the_receipt_gives(a_completer, le_25_novembre):
    ReglageDemarche.objects.update(effet_silence=Silence.ACCEPTATION, delai_silence_mois=4)
    le_25_novembre.move_to("2026-12-02 10:00+01:00", tick=False)
    rouvrir(a_completer)
    champs = {"nature": "facture", "date_document": "20/11/2026", "fichier": pdf("nette.pdf")}
    a_completer.poster("justificatif", champs)
    a_completer.poster("recapitulatif", {"certifie": "on"})
    page = " ".join(
        a_completer.client.get(f"/demarches/demande/{a_completer.demande.pk}/")
        .content.decode()
        .split()
    )
    assert "Sans réponse au 30 janvier 2027" in page  # five days of a suspended clock
    courriel = Courriel.objects.get(cle__startswith="complement_recu-").texte
    assert "Si vous n’avez pas reçu de réponse le 30 janvier 2027" in courriel
    assert "elle sera considérée comme rejetée" in courriel
    recu = " ".join(
        a_completer.client.get(f"/demarches/demande/{a_completer.demande.pk}/accuse/").text.split()
    )
    assert "mercredi 2 décembre 2026 à 10 h" in recu
    assert "Si vous n’avez pas reçu de réponse le 30 janvier 2027" in recu


def test_a_complement_says_who_asks_it_and_what_it_does_to_the_clock(a_completer):
    page = " ".join(
        a_completer.client.get(f"/demarches/demande/{a_completer.demande.pk}/").text.split()
    )
    assert "faite par Sophie Renard, gestionnaire des dossiers familles, Pôle Familles" in page
    assert "sera considérée comme rejetée le" in page


def test_the_list_begins_with_the_last_sent(camille, le_25_novembre):
    envoyees = []
    for jour in (20, 24, 22):
        le_25_novembre.move_to(f"2026-11-{jour} 10:00+01:00", tick=False)
        demande = commencer(
            "changement-adresse", foyer=camille.demande.foyer, par=camille.demande.par
        )
        envoyees.append(deposer(pret(demande), par=demande.par).pk)
    rouvrir(camille)
    page = camille.client.get("/demarches/").text
    assert sorted(envoyees, key=lambda pk: page.index(str(pk))) == [
        envoyees[1],
        envoyees[2],
        envoyees[0],
    ]


def test_a_late_answer_is_said_late_and_silence_says_what_it_means(le_25_novembre, camille):
    remplir(camille)
    camille.poster("recapitulatif", {"certifie": "on"})
    le_25_novembre.move_to("2027-01-26 10:00+01:00", tick=False)
    rouvrir(camille)
    page = " ".join(
        camille.client.get(f"/demarches/demande/{camille.demande.pk}/").content.decode().split()
    )
    assert "la réponse a du retard : elle était attendue le 9 décembre 2026" in page
    assert (
        "la réponse a du retard : elle était attendue le 9 décembre 2026"
        in camille.client.get("/demarches/").text
    )
    assert (
        "Faute de réponse le 25 janvier 2027, et si elle est complète, elle est considérée comme"
        " rejetée" in page
    )
