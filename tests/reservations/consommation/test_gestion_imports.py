"""The agents' screens of imports: the template, the preview, what is told, who may."""

import csv as module_csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from reservations.models import Activite, ConsommationImportee, ImportConsommation, Structure
from tests.reservations import outils
from tests.reservations.consommation.scene import creer_cantine
from tests.reservations.consommation.test_imports import deposer, importer
from tests.reservations.fichiers_comptes import ENTETES, HUGO, LEA, csv, depot

pytestmark = pytest.mark.django_db
LISTE = reverse("planning:imports")


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture(autouse=True)
def cantine(famille_martin):
    cantine = creer_cantine()
    cantine.nom = "Restaurant scolaire"
    cantine.save()
    return cantine


def page_de(navigateur, depose):
    return navigateur.get(reverse("planning:importation", args=[depose.pk]))


def test_the_template_has_the_columns_and_an_example(agent, connecter, cantine):
    navigateur = connecter(agent)
    texte = navigateur.get(reverse("planning:import_modele", args=["csv"])).content.decode(
        "utf-8-sig"
    )
    lignes = list(module_csv.reader(io.StringIO(texte), delimiter=";"))
    assert lignes[0] == ENTETES
    assert lignes[1][4:6] == [str(cantine), "01/11/2026"]
    octets = navigateur.get(reverse("planning:import_modele", args=["xlsx"])).content
    assert [cellule.value for cellule in load_workbook(io.BytesIO(octets)).active[1]] == ENTETES
    assert navigateur.get(reverse("planning:import_modele", args=["exe"])).status_code == 404


def test_a_file_is_brought_by_the_form(agent, connecter, django_capture_on_commit_callbacks):
    navigateur = connecter(agent)
    with django_capture_on_commit_callbacks(execute=True):
        reponse = navigateur.post(LISTE, {"mois": "2026-11", "fichier": depot(csv(LEA, HUGO))})
    depose = ImportConsommation.objects.get()
    assert reponse.url == reverse("planning:importation", args=[depose.pk])
    texte = navigateur.get(reponse.url).text
    assert "Importer 2 nouvelles" in texte
    assert "Léa Martin" in texte
    with django_capture_on_commit_callbacks(execute=True):
        navigateur.post(reverse("planning:import_confirmation", args=[depose.pk]))
    assert "2 lignes nouvelles" in navigateur.get(reponse.url).text
    assert ConsommationImportee.objects.count() == 2


@pytest.mark.parametrize("fichier", [None, b""])
def test_without_a_file_the_form_says_so(agent, connecter, fichier):
    donnees = {"mois": "2026-11"} | ({} if fichier is None else {"fichier": depot(fichier)})
    reponse = connecter(agent).post(LISTE, donnees)
    assert reponse.status_code == 422
    assert not ImportConsommation.objects.exists()


def test_every_bad_line_is_told_and_downloaded_and_nothing_can_be_confirmed(agent, connecter):
    mauvaises = [[*LEA[:6], "x", ""], [*LEA[:5], "05/10/2026", *LEA[6:]], ["Inconnue", *LEA[1:]]]
    navigateur, depose = connecter(agent), deposer(agent, HUGO, *mauvaises)
    texte = page_de(navigateur, depose).text
    assert "3 lignes à corriger, rien n’est importé" in texte
    assert all(
        mot in texte
        for mot in ("n’est pas un nombre", "n’est pas en novembre 2026", "Aucun dossier au nom")
    )
    assert reverse("planning:import_confirmation", args=[depose.pk]) not in texte
    fichier = navigateur.get(reverse("planning:import_fautes", args=[depose.pk])).content.decode(
        "utf-8-sig"
    )
    assert [ligne.split(";")[0] for ligne in fichier.splitlines()] == ["Ligne", "3", "4", "5"]


def test_the_same_file_again_offers_nothing_to_import(agent, connecter):
    importer(agent, LEA)
    depose = deposer(agent, LEA)
    texte = page_de(connecter(agent), depose).text
    assert "Ce fichier ne change rien" in texte
    assert reverse("planning:import_confirmation", args=[depose.pk]) not in texte


def test_an_import_is_undone_from_its_page(agent, connecter):
    depose, navigateur = importer(agent, LEA), connecter(agent)
    assert "Annuler cet import" in page_de(navigateur, depose).text
    navigateur.post(reverse("planning:import_annulation", args=[depose.pk]))
    assert not ConsommationImportee.objects.exists()
    assert "comme avant cet import" in page_de(navigateur, depose).text


def test_a_refusal_is_shown_on_the_page(agent, connecter):
    depose, navigateur = importer(agent, LEA), connecter(agent)
    adresse = reverse("planning:import_confirmation", args=[depose.pk])
    assert "a changé d’état" in navigateur.post(adresse, follow=True).text


def test_the_progress_ends_by_the_preview(agent, connecter):
    depose, navigateur = deposer(agent, LEA), connecter(agent)
    adresse = reverse("planning:importation", args=[depose.pk])
    assert navigateur.get(adresse, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    depose.travail.__class__.objects.update(etat="en-cours", fini_le=None)
    ImportConsommation.objects.update(etat="lecture")
    assert 'id="avancement"' in navigateur.get(adresse, headers={"HX-Request": "true"}).text


@pytest.mark.parametrize("combien", [1, 30])
def test_the_journal_costs_the_same(agent, connecter, combien, django_assert_max_num_queries):
    for rang in range(combien):
        ImportConsommation.objects.create(
            mois="2026-11-01", nom_du_fichier=f"{rang}.csv", par=agent, etat="fait"
        )
    navigateur = connecter(agent)
    navigateur.get(LISTE)
    with django_assert_max_num_queries(16):
        assert navigateur.get(LISTE).status_code == 200


def test_an_activity_may_be_booked_and_counted(agent, connecter):
    structure = Structure.objects.create(nom="École Jean-Zay")
    donnees = {
        "structure": structure.pk,
        "nom": "Garderie",
        "age_min": 3,
        "age_max": 11,
        "capacite": 1,
        "delai_reservation": 7,
        "delai_annulation": 7,
        "delai_reservation_genre": "jours",
        "delai_annulation_genre": "jours",
        "unite_comptee": "seance",
        "service": "garderie",
        "active": "on",
        "groupes-TOTAL_FORMS": 0,
        "groupes-INITIAL_FORMS": 0,
    }
    navigateur = connecter(agent)
    adresse = reverse("activites_modeladmin_create")
    navigateur.post(adresse, donnees)
    garderie = Activite.objects.get(nom="Garderie")
    assert garderie not in Activite.objects.actives()
    assert not garderie.se_reserve
    reservee = {"nom": "Soirs", "unite_scolaire": "demi-journee", "jours_scolaires": [0, 1]}
    heures = navigateur.post(adresse, donnees | reservee | {"unite_comptee": "heure"})
    assert "Le temps passé se compte à partir des heures d’accueil" in heures.text
    navigateur.post(adresse, donnees | reservee)
    soirs = Activite.objects.get(nom="Soirs")
    assert soirs in Activite.objects.actives()
    assert soirs in Activite.objects.comptees()
    liste = navigateur.get(reverse("activites_modeladmin_index")).text
    assert "Demi-journée à l’école ; Séance, par fichier" in liste
