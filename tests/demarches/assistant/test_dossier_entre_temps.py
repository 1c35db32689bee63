"""The household's file changes while a demande waits: the desk still opens it, the family can still
complete it."""

from datetime import date
from types import SimpleNamespace

import pytest

from demarches.actions import (
    completer,
    demander_complement,
    deposer,
    enregistrer_page,
    joindre,
    valider,
)
from demarches.bureau import urls_de
from demarches.models import Demande
from demarches.suivi.vues import CommencerForm
from famille.actions import ajouter_enfant, changer_adresse
from famille.models import Courriel, Document
from tests.demarches.outils import nouvelle_adresse, pdf

AILLEURS = {"voie": "1 rue Haute", "code_postal": "36000", "commune": "Châteauroux"}
ATTENDRE = {
    "etapes": ["justificatif"],
    "message": "Une photo lisible.",
    "limite": date(2026, 12, 10),
}
PAR_ENFANT = SimpleNamespace(par_enfant=True)


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def deposee(brouillon):
    """Sent on 25 November: the family moved on the 15th."""
    saisie = nouvelle_adresse(brouillon, a_partir_du="15/11/2026")
    saisie = {
        "adresse": {
            nom: valeur if isinstance(valeur, list) else [valeur] for nom, valeur in saisie.items()
        },
        "justificatif": {"nature": ["facture"], "date_document": ["15/10/2026"]},
    }
    enregistrer_page(brouillon, saisie=saisie, avancement=brouillon.avancement)
    joindre(brouillon, "justificatif", "fichier", pdf(), par=brouillon.par)
    deposer(brouillon, par=brouillon.par)
    return relire(brouillon)


def relire(demande):
    return Demande.objects.get(pk=demande.pk)


def textes(demande):
    return [
        verification["texte"] for verification in demande.demarche.verifications(relire(demande))
    ]


def test_an_address_recorded_meanwhile_does_not_close_the_demande_to_the_agent(
    deposee, agent, connecter
):
    changer_adresse(deposee.foyer, **AILLEURS, depuis=date(2026, 11, 20), par=agent)
    page = connecter(agent).get(urls_de(deposee))
    assert page.status_code == 200
    assert "à partir du 20 novembre 2026 (1 rue Haute" in page.text
    valider(relire(deposee), par=agent)
    assert relire(deposee).statut == Demande.Statut.VALIDEE


def test_a_later_address_already_on_file_is_told_to_the_agent(deposee, agent):
    assert not any("autre adresse" in texte for texte in textes(deposee))
    changer_adresse(deposee.foyer, **AILLEURS, depuis=date(2027, 2, 1), par=agent)
    assert any("à partir du 1er février 2027" in texte for texte in textes(deposee))


def test_a_complement_is_taken_though_the_household_has_grown(deposee, agent, famille_martin):
    envoye = deposee.recapitulatif[0]
    demander_complement(deposee, par=agent, **ATTENDRE)
    ajouter_enfant(
        deposee.foyer, prenom="Rose", nom="Martin", naissance=date(2026, 11, 20), par=agent
    )
    completer(relire(deposee), par=famille_martin.camille)
    assert relire(deposee).statut == Demande.Statut.EN_ATTENTE
    assert relire(deposee).recapitulatif[0] == envoye


def test_a_virus_found_after_the_sending_is_told_to_the_agent(deposee):
    Document.objects.update(etat=Document.Etat.INFECTE)
    assert any("Virus détecté" in texte for texte in textes(deposee))


def test_a_nul_character_is_not_kept(camille):
    reponse = camille.poster(
        "adresse", nouvelle_adresse(camille.demande, voie="4 allée\0 des Lilas"), "enregistrer"
    )
    assert reponse.status_code == 302
    assert camille.relue().saisie["adresse"]["voie"] == ["4 allée des Lilas"]


def test_a_complement_has_its_own_receipt(deposee, agent, famille_martin, reglage):
    demander_complement(deposee, par=agent, **ATTENDRE)
    completer(relire(deposee), par=famille_martin.camille)
    courriel = Courriel.objects.get(cle__startswith="complement_recu-")
    for mention in (
        "mercredi 25 novembre 2026 à 14\u00a0h\u00a032",
        reglage.service,
        reglage.service_telephone,
    ):
        assert mention in courriel.texte
        assert mention in courriel.html
    assert "elle sera considérée comme rejetée" in courriel.texte
    assert reglage.voies_de_recours[:40] in courriel.texte


def test_a_child_of_one_household_is_not_chosen_for_another(famille_martin, voisin):
    foyers = [famille_martin.foyer, voisin.foyer]
    choix = {"foyer": str(famille_martin.foyer.pk), "enfant": str(voisin.sami.pk)}
    form = CommencerForm(choix, demarche=PAR_ENFANT, foyers=foyers)
    assert form.errors == {"enfant": ["Sami n’est pas dans ce dossier : choisissez l’autre foyer."]}
    assert CommencerForm(
        choix | {"enfant": str(famille_martin.lea.pk)}, demarche=PAR_ENFANT, foyers=foyers
    ).is_valid()
