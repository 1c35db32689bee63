"""Canned answers: written with known variables only, filled for one demande, inserted by one press,
then edited."""

import pytest
from django.urls import reverse

from demarches.bureau import urls_de
from demarches.instruction.reponses import VARIABLES, creer_reponses, inconnues, remplir, valeurs
from demarches.models import Demande, ReponseType

pytestmark = pytest.mark.django_db
Genre = ReponseType.Genre
ECRIRE = "/gestion/reponses-types/create/"


@pytest.fixture
def bureau(connecter, agent, demande):
    return connecter(agent)


def reponse(
    genre=Genre.REJET, texte="Bonjour {prenom}, le justificatif est trop ancien.", **champs
):
    return ReponseType.objects.create(
        genre=genre, texte=texte, **({"titre": "Trop ancien"} | champs)
    )


def action(demande, nom):
    return reverse(f"demandes_modeladmin_{nom}", args=[demande.pk])


# Variables


def test_each_variable_has_a_value(demande, agent):
    assert valeurs(demande, agent).keys() == VARIABLES.keys()


def test_a_text_is_filled_for_the_demande(demande, agent):
    texte = "Bonjour {prenom}, votre demande {numero} ({demarche}) concerne { enfant }. {service}"
    assert (
        remplir(texte, valeurs(demande, agent))
        == "Bonjour Camille, votre demande D-2026-00231 (Changement d’adresse) concerne votre"
        " enfant. Pôle Familles"
    )


@pytest.mark.parametrize(
    "texte", ["{prenom.__class__}", "{0}", "{prenom!r}", "{", "}{", "{{prenom}", "{motdepasse}"]
)
def test_what_is_no_variable_is_never_evaluated(texte):
    assert remplir(texte, {"prenom": "Camille"}).replace("Camille", "{prenom}") == texte


def test_unknown_variables_are_named_once_each():
    assert inconnues("{prenom} {nom} {nom} {adresse}") == ["nom", "adresse"]


def test_the_first_ones_know_their_variables_and_do_not_come_back(db):
    creer_reponses()
    assert [
        reponse.titre for reponse in ReponseType.objects.all() if inconnues(reponse.texte)
    ] == []
    ReponseType.objects.exclude(genre="note").delete()
    creer_reponses()
    assert ReponseType.objects.count() == 1


# In the admin


def test_an_agent_writes_one(bureau):
    donnees = {
        "titre": "Trop ancien",
        "genre": "rejet",
        "code": "essai",
        "texte": "Bonjour {prenom}.",
    }
    bureau.post(ECRIRE, donnees)
    assert ReponseType.objects.get().code == "essai"


def test_an_unknown_variable_is_told_when_saving(bureau):
    donnees = {"titre": "Trop ancien", "genre": "rejet", "code": "", "texte": "Bonjour {nom}."}
    texte = bureau.post(ECRIRE, donnees).text
    assert "Le portail ne connaît pas {nom}" in texte
    assert not ReponseType.objects.exists()


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur"])
def test_only_agents_write_them(connecter, request, groupes, qui):
    assert connecter(request.getfixturevalue(qui)).get(ECRIRE).status_code in (302, 403)


# On the screen of a demande


def test_those_of_the_kind_and_of_the_démarche_are_offered(bureau, demande):
    reponse(titre="De toutes")
    reponse(titre="De celle-ci", code="essai")
    reponse(titre="D’une autre", code="changement-adresse")
    reponse(Genre.COMPLEMENT, titre="Photo floue")
    texte = bureau.get(urls_de(demande), {"decision": "rejeter"}).text
    assert "De toutes" in texte
    assert "De celle-ci" in texte
    assert "D’une autre" not in texte
    assert "Photo floue" not in texte


def test_one_is_inserted_after_what_was_typed_and_nothing_is_decided(bureau, demande):
    choisie = reponse()
    texte = bureau.post(
        action(demande, "rejeter"), {"motif": "Voici pourquoi.", "inserer": choisie.pk}
    ).text
    assert (
        "Voici pourquoi.\n\nBonjour Camille, le justificatif est trop ancien.</textarea>" in texte
    )
    assert Demande.objects.get(pk=demande.pk).statut == Demande.Statut.EN_ATTENTE


def test_inserting_keeps_the_rest_of_the_form(bureau, demande):
    choisie = reponse(Genre.COMPLEMENT, texte="La photo est floue.")
    saisi = {
        "etapes": ["preuve"],
        "message": "",
        "limite": "2026-12-31",
        "vu": "12",
        "inserer": choisie.pk,
    }
    form = bureau.post(action(demande, "completer"), saisi).context["form"]
    lus = {nom: form[nom].value() for nom in ("etapes", "message", "limite", "vu")}
    assert lus == {
        "etapes": ["preuve"],
        "message": "La photo est floue.",
        "limite": "2026-12-31",
        "vu": "12",
    }


def test_a_canned_note_is_inserted_and_not_kept_yet(bureau, demande):
    choisie = reponse(Genre.NOTE, texte="Famille appelée.")
    assert (
        "Famille appelée.</textarea>"
        in bureau.post(action(demande, "noter"), {"inserer": choisie.pk}).text
    )
    assert not demande.notes.exists()


def test_another_kind_s_answer_is_not_inserted(bureau, demande):
    choisie = reponse(Genre.NOTE, texte="Famille difficile.")
    texte = bureau.post(
        action(demande, "rejeter"), {"motif": "Voici.", "inserer": choisie.pk}
    ).context["form"]
    assert texte["motif"].value() == "Voici."


def test_a_text_is_shown_as_text(bureau, demande):
    reponse(texte="<script>alert(1)</script>")
    texte = bureau.get(urls_de(demande), {"decision": "rejeter"}).text
    assert "<script>alert(1)" not in texte
