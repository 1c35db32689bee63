"""A file is opened before any transaction: it takes a moment, and meanwhile nobody's writing waits
(SQLite has one)."""

import pytest
from django.db import connection
from django.urls import reverse

from demarches.actions import joindre
from demarches.depot import brouillon
from demarches.models import Demande
from demarches.reglages.initiaux import creer_reglages
from famille.actions import ouvrir_fil, preparer_envoi
from famille.dossier.documents import laboratoire
from famille.models import Document, Fil
from tests.famille.documents.test_fichiers import PDF, envoi

pytestmark = pytest.mark.django_db


@pytest.fixture
def ouvertures(monkeypatch):
    """list[int]: for each file that is opened, how many transactions are then open inside the
    test's own."""
    vues = []

    def examiner(_geste, _contenu):
        vues.append(len(connection.savepoint_ids))
        return b""

    monkeypatch.setattr(laboratoire, "examiner", examiner)
    return vues


@pytest.fixture
def fil(famille_martin):
    return ouvrir_fil(
        famille_martin.foyer, sujet="Cantine", texte="Bonjour", par=famille_martin.camille
    )


def test_a_family_s_answer(connecter, famille_martin, fil, ouvertures):
    donnees = {"texte": "Voici", "fichiers": [envoi(PDF), envoi(PDF)], "cle": "a"}
    connecter(famille_martin.camille).post(reverse("famille:fil", args=[fil.pk]), donnees)
    assert (ouvertures, fil.messages.last().documents.count()) == ([0, 0], 2)


@pytest.mark.parametrize("la_demarche_le_recoit", [True, False])
def test_a_family_s_new_message(connecter, famille_martin, ouvertures, la_demarche_le_recoit):
    if la_demarche_le_recoit:
        creer_reglages()
    adresse, client = reverse("famille:ecrire"), connecter(famille_martin.camille)
    sujet = client.get(adresse).context["form"].fields["sujet"]
    choisi = sujet.choices[0][0] if la_demarche_le_recoit else "Cantine"
    client.post(
        adresse, {"sujet": choisi, "texte": "Bonjour à vous", "fichier": envoi(PDF), "cle": "a"}
    )
    assert (ouvertures, Document.objects.filter(foyer=famille_martin.foyer).count()) == ([0], 1)


def test_an_agent_s_answer(connecter, agent, fil, ouvertures):
    connecter(agent).post(
        reverse("boite:repondre", args=[fil.pk]), {"texte": "Voici", "fichier": envoi(PDF)}
    )
    assert (ouvertures, Document.objects.count()) == ([0], 1)


def test_an_agent_s_new_message(connecter, agent, famille_martin, ouvertures):
    adresse = reverse("boite:nouveau", args=[famille_martin.foyer.pk])
    connecter(agent).post(adresse, {"sujet": "Sortie", "texte": "Voici", "fichier": envoi(PDF)})
    assert (ouvertures, Fil.objects.count(), Document.objects.count()) == ([0], 1, 1)


def test_a_message_to_many(agent, ouvertures):
    prepare = preparer_envoi(
        sujet="Sortie", texte="Voici", cible={}, a_qui="Tous", par=agent, fichier=envoi(PDF)
    )
    assert (ouvertures, prepare.documents.count()) == ([0], 1)


def test_a_piece_of_a_demarche(famille_martin, ouvertures):
    demande = Demande.objects.create(
        code="justificatif-medical",
        foyer=famille_martin.foyer,
        par=famille_martin.camille,
        enfant=famille_martin.lea,
    )
    joindre(demande, "certificat", "fichier", envoi(PDF), par=famille_martin.camille)
    assert (ouvertures, Document.objects.count()) == ([0], 1)


def test_nothing_is_left_of_a_piece_that_cannot_be_joined(famille_martin, ouvertures, monkeypatch):
    def echouer(*_arguments):
        raise RuntimeError

    monkeypatch.setattr(brouillon, "_mettre", echouer)
    demande = Demande.objects.create(
        code="justificatif-medical",
        foyer=famille_martin.foyer,
        par=famille_martin.camille,
        enfant=famille_martin.lea,
    )
    with pytest.raises(RuntimeError):
        joindre(demande, "certificat", "fichier", envoi(PDF), par=famille_martin.camille)
    assert not Document.objects.exists()
