"""The receipt and the decision of a demande as papers: one text on the page and in the PDF, for who
may read it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from demarches.actions import annuler, rejeter, valider
from demarches.instruction.papiers import PapiersDesDemandes
from demarches.models import Accuse, Demande, Passage
from famille.dossier.papiers import Genre
from tests.demarches.essai import deposee, le
from tests.outils.papiers import feuille_html, sans_pied

pytestmark = pytest.mark.django_db
MENTIONS = {
    "numero": "D-2026-00231",
    "demarche": "Je déclare un changement d’adresse",
    "recue_le_texte": "mercredi 25 novembre 2026 à 14\u00a0h\u00a005",
    "foyer": "2026-00417",
    "service": "Pôle Familles",
    "adresse": "Hôtel de ville\n36000 Châteauroux",
    "telephone": "02 61 91 00 36",
    "silence": (
        "Si vous n’avez pas reçu de réponse le 25 janvier 2027, elle sera considérée comme rejetée."
    ),
    "voies_de_recours": "Vous avez deux mois.",
}


@pytest.fixture(autouse=True)
def midi(time_machine):
    time_machine.move_to(le(2026, 11, 25, 12), tick=False)


@pytest.fixture
def envoyee(demande):
    Accuse.objects.update(mentions=MENTIONS)
    return demande


@pytest.fixture
def camille(connecter, famille_martin):
    return connecter(famille_martin.camille)


@pytest.fixture
def rejetee(envoyee, agent):
    rejeter(envoyee, par=agent, motif="Le justificatif n’est pas à votre nom.")
    return envoyee


def adresse(nom, demande):
    return reverse(f"demarches:{nom}", args=[demande.pk])


def decision(navigateur, demande):
    """Words of the letter, as its page has them."""
    return feuille_html(navigateur.get(adresse("decision", demande)).text)


@pytest.mark.parametrize("nom", ["accuse", "decision"])
def test_the_pdf_says_word_for_word_what_its_page_says(camille, rejetee, nom, lire_pdf):
    page = camille.get(adresse(nom, rejetee)).text
    pdf = lire_pdf(camille.get(adresse(f"{nom}_pdf", rejetee)).content)
    assert sans_pied(pdf) == feuille_html(page)
    assert pdf.infos["Tagged"] == "yes"


def test_the_receipt_has_every_mention_and_what_was_sent(camille, envoyee, lire_pdf):
    texte = lire_pdf(camille.get(adresse("accuse_pdf", envoyee)).content).texte
    for dit in (*MENTIONS.values(), "Rue 4 allée des Lilas"):
        assert " ".join(dit.split()) in texte


def test_a_rejection_gives_its_reason_its_four_signatures_and_the_appeals(camille, rejetee):
    lettre = decision(camille, rejetee)
    for dit in (
        "Foyer Martin 12 rue Bourdillon 36000 Châteauroux",
        "Le 25 novembre 2026",
        "Votre demande est rejetée",
        "Le justificatif n’est pas à votre nom.",
        "Sophie Renard gestionnaire des dossiers familles Pôle Familles",
        "Vous avez deux mois.",
    ):
        assert dit in lettre


def test_a_letter_keeps_the_appeals_of_its_day(camille, rejetee, demarche):
    demarche.voies_de_recours = "Vous avez trois mois."
    demarche.save()
    assert "Vous avez deux mois." in decision(camille, rejetee)


def test_a_rejection_older_than_that_copy_has_the_town_s_appeals(camille, rejetee):
    Passage.objects.update(voies_de_recours="")
    assert "Vous avez deux mois." in decision(camille, rejetee)


def test_a_validation_says_what_changes_and_only_that(camille, envoyee, agent):
    valider(envoyee, par=agent)
    lettre = decision(camille, envoyee)
    assert "Rue 12 rue Bourdillon 4 allée des Lilas" in lettre
    assert "Tarif" not in lettre
    assert "Vous avez deux mois." not in lettre


def test_the_letter_goes_where_the_household_lived_on_that_day(
    connecter, rejetee, famille_martin, time_machine
):
    famille_martin.foyer.adresses.create(
        voie="9 rue Neuve", code_postal="36000", commune="Déols", depuis="2027-03-01"
    )
    time_machine.move_to(le(2027, 4, 1))
    assert "12 rue Bourdillon" in decision(connecter(famille_martin.camille), rejetee)


def test_what_is_not_decided_or_no_longer_has_no_letter(camille, envoyee, agent):
    assert camille.get(adresse("decision", envoyee)).status_code == 404
    rejeter(envoyee, par=agent, motif="Trop ancien.")
    annuler(Demande.objects.get(pk=envoyee.pk), par=agent)
    assert camille.get(adresse("decision", envoyee)).status_code == 404


def test_the_file_has_a_neutral_name(camille, rejetee, lire_pdf):
    dispositions = {
        nom: camille.get(adresse(nom, rejetee))["Content-Disposition"]
        for nom in ("accuse_pdf", "decision_pdf")
    }
    assert dispositions == {
        "accuse_pdf": 'attachment; filename="accuse-de-reception.pdf"',
        "decision_pdf": 'attachment; filename="decision.pdf"',
    }


@pytest.mark.parametrize("nom", ["accuse", "accuse_pdf", "decision", "decision_pdf"])
def test_the_neighbour_and_staff_without_the_right_find_nothing(
    connecter, rejetee, voisin, directrice, nom
):
    for qui in (voisin.nadia, directrice):
        assert connecter(qui).get(adresse(nom, rejetee)).status_code == 404


def test_an_agent_prints_the_decision_and_it_leaves_a_trace(connecter, rejetee, agent):
    bureau = connecter(agent)
    assert (
        adresse("decision", rejetee)
        in bureau.get(reverse("demandes_modeladmin_inspect", args=[rejetee.pk])).text
    )
    assert "Le justificatif n’est pas à votre nom." in decision(bureau, rejetee)
    assert "décision D-2026-00231" in rejetee.foyer.consultations.values_list("quoi", flat=True)


def test_health_is_on_the_papers_of_the_family_alone(connecter, camille, envoyee, agent):
    lignes = [{"libelle": "Allergie", "avant": "", "apres": "arachide", "sensible": True}]
    valider(envoyee, par=agent)
    Demande.objects.filter(pk=envoyee.pk).update(
        changements=lignes,
        recapitulatif=[
            {
                "titre": "Santé",
                "sensible": True,
                "lignes": [{"libelle": "Allergie", "valeur": "arachide"}],
            }
        ],
    )
    papiers = [adresse(nom, envoyee) for nom in ("accuse", "decision")]
    assert all("arachide" in camille.get(papier).text for papier in papiers)
    bureau = connecter(agent)
    assert not any("arachide" in bureau.get(papier).text for papier in papiers)


def test_the_list_tells_the_receipt_then_the_decision_the_latest_first(
    famille_martin, voisin, rejetee, demarche, agent
):
    plus_tard = deposee(
        famille_martin.foyer,
        famille_martin.camille,
        "D-2026-00300",
        le=le(2026, 11, 26),
        enfant=famille_martin.lea,
    )
    deposee(voisin.foyer, voisin.nadia, "D-2026-00301")
    lus = PapiersDesDemandes().papiers([famille_martin.foyer], 10)
    assert [(papier.genre, papier.lien_html) for papier in lus] == [
        (Genre.ACCUSE, adresse("accuse", plus_tard)),
        (Genre.ACCUSE, adresse("accuse", rejetee)),
        (Genre.DECISION, adresse("decision", rejetee)),
    ]
    assert lus[0].enfant == famille_martin.lea


def test_the_list_costs_two_queries_whatever_it_holds(
    famille_martin, rejetee, demarche, agent, django_assert_num_queries
):
    with django_assert_num_queries(2):
        assert len(PapiersDesDemandes().papiers([famille_martin.foyer], 100)) == 2
    for rang in range(30):
        autre = deposee(
            famille_martin.foyer,
            famille_martin.camille,
            f"D-2026-1{rang:04}",
            le=le(2026, 11, 1) + timedelta(hours=rang),
        )
        Passage.objects.create(
            demande=autre, de="en-attente", vers="rejetee", motif="Non.", par=agent
        )
    with django_assert_num_queries(2):
        assert len(PapiersDesDemandes().papiers([famille_martin.foyer], 100)) == 62
