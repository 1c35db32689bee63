"""What a family puts in a démarche is its own until it sends it; an agent reads what was handed to
the service."""

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches.actions import (
    commencer,
    completer,
    demander_complement,
    deposer,
    enregistrer_page,
    joindre,
)
from demarches.assistant.pieces import proposables, proposes
from demarches.bureau import urls_de
from demarches.declaration.etapes import PieceField
from demarches.models import Demande
from famille.models import Document
from tests.demarches.outils import nouvelle_adresse, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def pret(brouillon):
    """The draft of the Martins, filled, with its piece."""
    saisie = {
        "adresse": {
            nom: v if isinstance(v, list) else [v] for nom, v in nouvelle_adresse(brouillon).items()
        },
        "justificatif": {"nature": ["facture"], "date_document": ["15/10/2026"]},
    }
    enregistrer_page(brouillon, saisie=saisie, avancement=brouillon.avancement)
    joindre(brouillon, "justificatif", "fichier", pdf("facture.pdf"), par=brouillon.par)
    return brouillon


@pytest.fixture
def a_completer(pret, agent, time_machine):
    """Sent, given back on the 26th, and the family has put another piece since."""
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)
    demande = deposer(pret, par=pret.par)
    time_machine.move_to("2026-11-26 10:00+01:00", tick=False)
    limite = demande.deposee_le.date().replace(month=12)
    demander_complement(
        demande, par=agent, etapes=["justificatif"], message="Illisible.", limite=limite
    )
    time_machine.move_to("2026-11-27 10:00+01:00", tick=False)
    demande = Demande.objects.get()
    joindre(demande, "justificatif", "fichier", pdf("nette.pdf"), par=demande.par)
    return demande


def lire(client, document):
    return client.get(reverse("famille:document", args=[document.pk])).status_code


def test_a_drafts_piece_is_not_an_agents_to_read_even_knowing_its_uuid(pret, connecter, agent):
    piece = Document.objects.get()
    assert lire(connecter(agent), piece) == 404
    assert lire(connecter(pret.par), piece) == 200
    assert not pret.foyer.consultations.exists()


def test_once_sent_it_is(pret, connecter, agent, time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)
    demande = deposer(pret, par=pret.par)
    client = connecter(agent)
    assert "facture.pdf" in client.get(urls_de(demande)).text
    assert lire(client, Document.objects.get()) == 200


def test_an_agent_reads_what_he_put_himself_and_his_colleague_does_not_yet(
    famille_martin, reglage, agent, collegue, connecter
):
    saisie = commencer(
        "changement-adresse", foyer=famille_martin.foyer, par=agent, canal=Demande.Canal.GUICHET
    )
    joindre(saisie, "justificatif", "fichier", pdf(), par=agent)
    piece = Document.objects.get()
    assert lire(connecter(agent), piece) == 200
    assert lire(connecter(collegue), piece) == 404


def test_a_complement_that_is_not_sent_stays_the_familys(a_completer, connecter, agent):
    client = connecter(agent)
    page = client.get(urls_de(a_completer)).text
    assert "nette.pdf" not in page
    assert "facture.pdf" in page  # the declaration, as it was sent
    assert lire(client, Document.objects.get()) == 404
    completer(a_completer, par=a_completer.par)
    assert "nette.pdf" in client.get(urls_de(a_completer)).text
    assert lire(client, Document.objects.get()) == 200


def test_a_second_sending_keeps_the_day_of_the_first(pret, agent, time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)
    demande = deposer(pret, par=pret.par)
    remis_le = Document.objects.get().remis_le
    assert remis_le == demande.deposee_le
    time_machine.move_to("2026-11-26 10:00+01:00", tick=False)
    limite = demande.deposee_le.date().replace(month=12)
    demander_complement(
        demande, par=agent, etapes=["adresse"], message="Le numéro manque.", limite=limite
    )
    completer(Demande.objects.get(), par=pret.par)
    assert Document.objects.get().remis_le == remis_le


def test_a_child_s_paper_is_not_proposed_for_his_brother(brouillon, famille_martin):
    siens = {
        enfant: Document.objects.create(
            enfant=enfant,
            genre=Document.Genre.VACCINS,
            nom=f"{enfant.prenom}.pdf",
            taille=1,
            classe_le=timezone.now(),
            valable_jusqu_au=timezone.localdate(),
            etat=Document.Etat.SAIN,
        )
        for enfant in (famille_martin.lea, famille_martin.hugo)
    }
    for enfant, carnet in siens.items():
        champ = PieceField(genre=Document.Genre.VACCINS, enfant=enfant)
        assert proposes(brouillon, champ) == [carnet]
        assert list(proposables(brouillon, champ)) == [carnet]
