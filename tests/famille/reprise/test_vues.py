"""The screens of the Reprise: who may, and what each state says; as many queries whatever it
holds."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from famille.models import (
    DoublonDeReprise,
    FauteDeReprise,
    Foyer,
    Modification,
    Reprise,
    Travail,
)
from famille.mouvements.reprise import rapport
from famille.travaux import actions as travaux

from . import essai

pytestmark = pytest.mark.django_db
ADRESSE = "/gestion/reprise/"


@pytest.fixture
def bureau(connecter, administrateur):
    return connecter(administrateur)


def envoyer(bureau, octets=None, nom="familles.zip"):
    fichier = SimpleUploadedFile(nom, essai.zip_de(essai.TOUT) if octets is None else octets)
    return bureau.post(ADRESSE, {"source": "Ancien logiciel", "fichier": fichier})


def texte(reponse):
    return " ".join(reponse.text.split())


def faire(reprise):
    reprise.refresh_from_db()
    travaux.executer(reprise.travail_id)
    reprise.refresh_from_db()


def test_an_agent_without_the_right_of_its_own_enters_nothing(connecter, agent):
    reponse = connecter(agent).get(ADRESSE)
    assert (reponse.status_code, reponse["Location"]) == (302, "/gestion/")


def test_the_empty_screen_says_what_to_do(bureau):
    page = texte(bureau.get(ADRESSE))
    assert "Aucun fichier n’a encore été déposé" in page
    assert "n’est jamais repris" in page


def test_without_a_file_or_a_source_it_is_said_beside_the_field(bureau):
    reponse = bureau.post(ADRESSE, {"source": ""})
    assert reponse.status_code == 422
    assert "Choisissez un fichier" in texte(reponse)
    assert not Reprise.objects.exists()


@pytest.mark.parametrize("sorte", ["xlsx", "csv"])
def test_a_table_shows_the_columns_that_it_has_and_no_empty_one(bureau, sorte):
    """openpyxl pads each row; spreadsheets write separators for columns that hold nothing."""
    lignes = [["Nom", "Prénom", "", ""], ["Girard", "Lou", "2019", ""]]
    octets = essai.xlsx_de({"adultes": lignes}) if sorte == "xlsx" else essai.csv_de(lignes)
    envoyer(bureau, octets, f"adultes.{sorte}")
    reprise = Reprise.objects.get()
    assert reprise.tableaux[0]["entetes"] == ["Nom", "Prénom", "Colonne 3"]
    page = texte(bureau.get(f"{ADRESSE}{reprise.pk}/"))
    assert "2019" in page
    assert page.count("<select") == 3


def test_more_columns_than_a_form_can_send_are_refused_before_they_are_shown(bureau):
    large = [[f"Titre {rang}" for rang in range(201)], ["x"] * 201]
    reponse = envoyer(bureau, essai.zip_de({f"t{rang}": large for rang in range(4)}))
    assert "plus de 800 colonnes" in texte(reponse)
    assert not Reprise.objects.exists()


def test_from_the_file_to_the_undo_by_the_screens(bureau):
    reponse = envoyer(bureau)
    reprise = Reprise.objects.get()
    assert reponse["Location"] == f"{ADRESSE}{reprise.pk}/"
    page = texte(bureau.get(reponse["Location"]))
    assert '<option value="enfant.naissance" selected>' in page
    assert "12 rue Bourdillon" in page
    bureau.post(f"{ADRESSE}{reprise.pk}/colonnes/", {})
    faire(reprise)
    page = texte(bureau.get(reponse["Location"]))
    assert "rien n’est encore écrit" in page
    assert "repris sans compte" in page
    assert not Foyer.objects.exists()
    bureau.post(f"{ADRESSE}{reprise.pk}/importer/")
    faire(reprise)
    page = texte(bureau.get(reponse["Location"]))
    assert "les comptes attendent d’être invités" in page
    assert "Le rapport, .xlsx" in page
    assert Foyer.objects.count() == 2
    bureau.post(f"{ADRESSE}{reprise.pk}/annuler/")
    faire(reprise)
    assert "comme avant" in texte(bureau.get(reponse["Location"]))
    assert not Foyer.objects.exists()


def test_a_column_is_corrected_and_the_choice_remembered_for_the_next_file(bureau):
    octets = essai.csv_de([["Réf", "Nom", "Prénom", "Machin"], ["1", "Roux", "Ana", "13/05/2018"]])
    envoyer(bureau, octets, "a.csv")
    reprise = Reprise.objects.get()
    assert reprise.tableaux[0]["colonnes"][3] == ""
    choix = ["famille.cle", "enfant.nom", "enfant.prenom", "enfant.naissance"]
    envoi = {f"c-0-{rang}": code for rang, code in enumerate(choix)}
    bureau.post(f"{ADRESSE}{reprise.pk}/colonnes/", envoi)
    envoyer(bureau, octets, "b.csv")
    assert Reprise.objects.order_by("-pk")[0].tableaux[0]["colonnes"] == choix


def test_one_field_for_two_columns_is_refused_and_nothing_chosen_is_lost(bureau):
    envoyer(bureau)
    reprise = Reprise.objects.get()
    envoi = {"c-1-2": "adulte.prenom", "c-1-3": "adulte.prenom"}
    reponse = bureau.post(f"{ADRESSE}{reprise.pk}/colonnes/", envoi)
    assert reponse.status_code == 422
    page = texte(reponse)
    assert "est choisi pour deux colonnes" in page
    assert page.count('<option value="adulte.prenom" selected>') == 2


def test_duplicates_are_shown_with_their_evidence_and_the_answer_is_kept(bureau, famille_martin):
    ligne = ["9", "Petit", "Zoé", "", "", "", "", "Martin", "Léa", "14/03/2018"]
    entetes = [
        *("Identifiant famille", "Responsable 1 Nom", "Responsable 1 Prénom"),
        *("Responsable 1 E-mail", "Adresse", "Code postal", "Ville", "Enfant Nom"),
        *("Enfant Prénom", "Enfant Date de naissance"),
    ]
    envoyer(bureau, essai.csv_de([entetes, ligne]), "a.csv")
    reprise = Reprise.objects.get()
    bureau.post(f"{ADRESSE}{reprise.pk}/colonnes/", {})
    faire(reprise)
    page = texte(bureau.get(f"{ADRESSE}{reprise.pk}/doublons/"))
    assert "Même nom · même date de naissance" in page
    assert famille_martin.foyer.numero in page
    pareil = DoublonDeReprise.objects.get()
    assert "1 doublon probable</strong>, à trancher" in texte(bureau.get(f"{ADRESSE}{reprise.pk}/"))
    bureau.post(f"{ADRESSE}{reprise.pk}/doublons/", {f"d-{pareil.pk}": "meme"})
    pareil.refresh_from_db()
    assert pareil.choix == "meme"
    assert "rien ne reste à trancher" in texte(bureau.get(f"{ADRESSE}{reprise.pk}/"))


def test_every_fault_is_in_a_file_without_what_the_cells_held(bureau):
    envoyer(bureau)
    reprise = Reprise.objects.get()
    bureau.post(f"{ADRESSE}{reprise.pk}/colonnes/", {})
    faire(reprise)
    fichier = bureau.get(f"{ADRESSE}{reprise.pk}/fautes/csv/").content.decode("utf-8-sig")
    assert "repris sans compte" in fichier
    assert "ines.lefevre" not in fichier


def test_a_hundred_faults_cost_as_many_queries_as_one(bureau):
    reprise = Reprise.objects.create(source="X", etat=Reprise.Etat.RELUE, bilan={"sujets": {}})

    def compter():
        with CaptureQueriesContext(connection) as lues:
            assert bureau.get(f"{ADRESSE}{reprise.pk}/").status_code == 200
        return len(lues)

    FauteDeReprise.objects.create(reprise=reprise, numero=1, raison="x")
    compter()
    une = compter()
    FauteDeReprise.objects.bulk_create(
        FauteDeReprise(reprise=reprise, numero=rang, raison="x") for rang in range(100)
    )
    assert compter() <= une


def test_the_report_is_a_workbook_too_whatever_was_asked_since(bureau, administrateur):
    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=administrateur)
    adresse = f"{ADRESSE}{reprise.pk}/rapport/"
    [feuille] = load_workbook(io.BytesIO(bureau.get(adresse).content)).worksheets
    entetes, *lignes = feuille.iter_rows(values_only=True)
    assert entetes[:4] == ("Tableau", "Ligne", "Quoi", "Résultat")
    assert ("familles", 2, "Famille", "Créé") in {ligne[:4] for ligne in lignes}
    Modification.objects.create(foyer=Foyer.objects.first(), objet="nom")
    reprise = essai.annuler(reprise, par=administrateur)
    assert reprise.bilan["retiennent"]
    assert "Le rapport, .xlsx" in texte(bureau.get(f"{ADRESSE}{reprise.pk}/"))
    assert bureau.get(adresse).status_code == 200


def test_a_report_that_is_gone_or_too_long_for_a_workbook_is_said(
    bureau, administrateur, monkeypatch
):
    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=administrateur)
    adresse = f"{ADRESSE}{reprise.pk}/rapport/"
    monkeypatch.setattr(rapport, "LIGNES_DU_CLASSEUR", 3)
    assert "prenez-le en .csv" in texte(bureau.get(adresse, follow=True))
    Travail.objects.update(fichier="")
    assert "Ce rapport n’est plus gardé" in texte(bureau.get(adresse, follow=True))
