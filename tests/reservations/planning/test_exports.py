"""Exports: what is in the file, that no cell runs, and who may have it, for how long."""

import csv
import io
import tracemalloc
import zipfile
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.db import DatabaseError
from django.urls import reverse
from openpyxl import load_workbook

from famille.models import Enfant, Foyer, Travail
from famille.socle import pages_de_cles
from famille.socle.tableaux import TableauCsv, TableauXlsx
from famille.travaux import actions as travaux
from famille.travaux import fichiers, tables
from reservations.models import (
    Activite,
    ConsommationImportee,
    Creneau,
    Groupe,
    ImportConsommation,
    Reservation,
)
from reservations.planning import exports
from reservations.regles.juge import Moment
from tests.reservations import outils

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(outils.MAINTENANT, tick=False)]
ADRESSE = "/gestion/planning/exports/"
MOIS = {"debut": "2026-12-01", "fin": "2026-12-31"}


@pytest.fixture(autouse=True)
def prive(tmp_path, monkeypatch):
    """A private storage of this test's own."""
    monkeypatch.setitem(storages._storages, "prive", FileSystemStorage(location=tmp_path / "prive"))


@pytest.fixture
def matin(famille_martin):
    """Léa and Hugo booked on 9 December; a household whose name is a formula."""
    activite = outils.creer_activite()
    Groupe.objects.create(activite=activite, nom="Les grands", age_min=6, age_max=11)
    creneau = outils.creer_creneau(activite, outils.MERCREDI)
    Foyer.objects.filter(pk=famille_martin.foyer.pk).update(nom='=HYPERLINK("http://x";"Noël")')
    for enfant in (famille_martin.lea, famille_martin.hugo):
        Reservation.objects.create(
            enfant=enfant, creneau=creneau, foyer=famille_martin.foyer, creee_le=outils.MAINTENANT
        )
    return creneau


def preparer(navigateur, nature="reservations", sorte="xlsx", **champs):
    """The job that the form starts, run at once (Q_CLUSTER sync)."""
    reponse = navigateur.post(ADRESSE, MOIS | {"nature": nature, "sorte": sorte} | champs)
    assert reponse.status_code == 302, reponse.text
    travail = Travail.objects.get()
    if travail.etat == "pret":
        travaux.executer(str(travail.pk))
        travail.refresh_from_db()
    return travail


def telecharger(navigateur, travail):
    return b"".join(navigateur.get(reverse("travaux:fichier", args=[travail.pk])).streaming_content)


def en_csv(contenu):
    return list(csv.reader(io.StringIO(contenu.decode("utf-8-sig")), delimiter=";"))


def test_a_spreadsheet_has_real_dates_and_every_name(connecter, agent, matin):
    navigateur = connecter(agent)
    feuille = load_workbook(io.BytesIO(telecharger(navigateur, preparer(navigateur)))).active
    entetes, hugo, lea = feuille.iter_rows(values_only=True)
    assert entetes[:8] == (
        "Date",
        "Jour",
        "Structure",
        "Activité",
        "Créneau",
        "Groupe",
        "Nom",
        "Prénom",
    )
    assert hugo[7] == "Hugo"
    assert (lea[0].date(), lea[1], lea[5], lea[7], lea[8]) == (
        date(2026, 12, 9),
        "mercredi",
        "Les grands",
        "Léa",
        8,
    )


def test_a_long_one_is_several_workbooks_in_an_archive(connecter, agent, matin, monkeypatch):
    monkeypatch.setattr(tables, "PAR_CLASSEUR", 1)
    navigateur = connecter(agent)
    travail = preparer(navigateur)
    while travail.etat == "en-cours":
        travaux.executer(str(travail.pk))
        travail.refresh_from_db()
    page = navigateur.get(reverse("travaux:travail", args=[travail.pk])).text
    assert "2 lignes. L’archive contient 2 classeurs." in page
    reponse = navigateur.get(reverse("travaux:fichier", args=[travail.pk]))
    assert reponse["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(reponse.streaming_content))) as archive:
        livres = [load_workbook(io.BytesIO(archive.read(nom))) for nom in archive.namelist()]
    assert [un.active.cell(2, 8).value for un in livres] == ["Hugo", "Léa"]


def test_an_evening_of_garderie_is_called_so(connecter, agent, matin):
    Activite.objects.filter(pk=matin.activite_id).update(service="garderie")
    Creneau.objects.update(moment=Moment.APRES_MIDI)
    navigateur = connecter(agent)
    lignes = en_csv(telecharger(navigateur, preparer(navigateur, sorte="csv")))
    assert {ligne[4] for ligne in lignes[1:]} == {"garderie du soir"}


def test_a_formula_is_text_in_a_spreadsheet(connecter, agent, matin):
    navigateur = connecter(agent)
    feuille = load_workbook(io.BytesIO(telecharger(navigateur, preparer(navigateur)))).active
    cellule = feuille["K2"]
    assert (cellule.data_type, cellule.value[:10]) == ("s", "=HYPERLINK")


def test_a_formula_does_not_run_in_csv_and_accents_are_kept(connecter, agent, matin):
    navigateur = connecter(agent)
    lignes = en_csv(telecharger(navigateur, preparer(navigateur, sorte="csv")))
    assert lignes[1][10] == '\'=HYPERLINK("http://x";"Noël")'
    assert lignes[2][7] == "Léa"
    assert lignes[2][0] == "09/12/2026"


@pytest.mark.parametrize("nature", ["reservations", "presences"])
def test_each_household_is_told_who_took_its_bookings_away(
    connecter, agent, collegue, matin, famille_martin, nature
):
    travail = preparer(connecter(agent), nature=nature)
    [trace] = famille_martin.foyer.consultations.all()
    assert (trace.par, trace.quoi[:10]) == (agent, "export des")
    telecharger(connecter(agent), travail)
    telecharger(connecter(collegue), travail)  # a colleague takes the same file
    assert [trace.par for trace in famille_martin.foyer.consultations.all()] == [collegue, agent]


def test_the_file_is_saved_and_runs_nowhere(connecter, agent, matin):
    """Under /gestion/, whose editor has a looser policy."""
    navigateur = connecter(agent)
    reponse = navigateur.get(reverse("travaux:fichier", args=[preparer(navigateur).pk]))
    assert (
        reponse.headers["Content-Security-Policy"]
        == "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert reponse.headers["Content-Disposition"].startswith("attachment")
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_gets_an_apostrophe(debut):
    fichier = io.BytesIO()
    tableau = TableauCsv(fichier, ["Nom"])
    tableau.ajouter([f"{debut}1+1"])
    tableau.finir()
    assert en_csv(fichier.getvalue())[1][0].startswith("'")


def test_presences_say_who_came(connecter, agent, matin, famille_martin):
    Reservation.objects.filter(enfant=famille_martin.lea).update(
        presence="absent-justifie", pointee_le=outils.MAINTENANT
    )
    navigateur = connecter(agent)
    lignes = en_csv(telecharger(navigateur, preparer(navigateur, nature="presences", sorte="csv")))
    assert [ligne[11] for ligne in lignes] == ["Présence", "Prévu", "Absence justifiée"]
    assert lignes[2][12] == "25/11/2026 10:00"


def test_an_export_of_one_activity_leaves_the_others_out(connecter, agent, matin):
    autre = outils.creer_activite("La Valla")
    creneau = outils.creer_creneau(autre, outils.MERCREDI)
    Reservation.objects.create(
        enfant=matin.reservations.first().enfant, creneau=creneau, foyer=Foyer.objects.first()
    )
    assert preparer(connecter(agent), activites=[autre.pk]).resultat["lignes"] == 1


def refus(navigateur, **champs):
    reponse = navigateur.post(ADRESSE, MOIS | {"nature": "reservations", "sorte": "csv"} | champs)
    assert (reponse.status_code, Travail.objects.count()) == (422, 0)
    return " ".join(unescape(reponse.text).split())


def test_an_export_of_nothing_is_refused_and_says_where_to_look(connecter, agent, matin):
    assert "il n’y a rien à exporter" in refus(
        connecter(agent), debut="2027-01-01", fin="2027-01-31"
    )


@pytest.fixture
def garderie(famille_martin):
    """Léa, three hours of garderie on 9 December, by a file."""
    activite = outils.creer_activite(
        "Jean Macé", unite_scolaire="", unite_vacances="", unite_comptee="heure"
    )
    fichier = ImportConsommation.objects.create(
        mois=date(2026, 12, 1),
        nom_du_fichier="=decembre.csv",
        sha256="0" * 64,
        fait_le=outils.MAINTENANT,
    )
    ConsommationImportee.objects.create(
        enfant=famille_martin.lea,
        activite=activite,
        jour=outils.MERCREDI,
        foyer=famille_martin.foyer,
        quantite="2.50",
        importation=fichier,
    )
    return activite


def test_what_is_counted_by_file_is_exported(connecter, agent, matin, garderie):
    navigateur = connecter(agent)
    travail = preparer(navigateur, nature="comptages", sorte="csv", activites=[garderie.pk])
    entetes, ligne = en_csv(telecharger(navigateur, travail))
    lue = dict(zip(entetes, ligne, strict=True))
    assert (lue["Date"], lue["Jour"], lue["Prénom"], lue["Âge"]) == (
        "09/12/2026",
        "mercredi",
        "Léa",
        "8",
    )
    assert (lue["Quantité"], lue["Unité"], lue["Présence"]) == ("2,50", "Heure", "Présent")
    assert lue["Fichier"] == "'=decembre.csv"


@pytest.mark.parametrize("nature", ["reservations", "presences"])
def test_an_activity_counted_by_file_is_not_silently_missing(
    connecter, agent, matin, garderie, nature
):
    dit = refus(connecter(agent), nature=nature, activites=[garderie.pk, matin.activite_id])
    assert (
        "Jean Macé · Accueil de loisirs est comptée par fichier : demandez les « Comptages"
        " importés »" in dit
    )


def test_what_is_booked_and_counted_is_exported_both_ways(connecter, agent, matin, garderie):
    garderie.unite_scolaire = "demi-journee"
    garderie.save()
    navigateur = connecter(agent)
    assert preparer(navigateur, nature="comptages", activites=[garderie.pk])
    Travail.objects.all().delete()
    assert preparer(navigateur, nature="reservations", activites=[garderie.pk, matin.activite_id])


def test_an_activity_booked_here_has_no_counts(connecter, agent, matin, garderie):
    assert "se réserve ici" in refus(
        connecter(agent), nature="comptages", activites=[matin.activite_id]
    )


def test_the_job_shows_its_progress_and_its_file(connecter, agent, matin, monkeypatch):
    monkeypatch.setattr(pages_de_cles, "TAILLE", 1)
    navigateur = connecter(agent)
    travail = preparer(navigateur)
    assert (travail.etat, travail.fait, travail.total, travail.resultat["phrase"]) == (
        "fini",
        2,
        2,
        "2 lignes.",
    )
    texte = navigateur.get(reverse("travaux:travail", args=[travail.pk])).text
    assert "Télécharger reservations-2026-12-01-au-2026-12-31.xlsx" in texte


def test_too_many_lines_are_refused_before_any_work(connecter, agent, matin, monkeypatch):
    monkeypatch.setattr(fichiers, "LIGNES_MAX", 1)
    reponse = connecter(agent).post(ADRESSE, MOIS | {"nature": "reservations", "sorte": "csv"})
    assert (reponse.status_code, Travail.objects.count()) == (422, 0)
    assert "choisissez une période plus courte" in " ".join(reponse.text.split())


def test_run_twice_there_is_one_file(connecter, agent, matin):
    travail = preparer(connecter(agent))
    Travail.objects.update(etat="en-cours")
    travaux.executer(str(travail.pk))
    travail.refresh_from_db()
    _dossiers, noms = storages["prive"].listdir("exports")
    assert travail.fichier == f"exports/{noms[0]}"
    assert len(noms) == 1


def test_the_file_is_not_kept_by_any_cache(connecter, agent, matin):
    navigateur = connecter(agent)
    reponse = navigateur.get(reverse("travaux:fichier", args=[preparer(navigateur).pk]))
    assert "no-store" in reponse["Cache-Control"]
    assert "attachment" in reponse["Content-Disposition"]


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur"])
def test_nobody_else_has_the_file(connecter, agent, matin, request, client, qui):
    travail = preparer(connecter(agent))
    client.logout()
    autre = connecter(request.getfixturevalue(qui))
    assert autre.get(reverse("travaux:fichier", args=[travail.pk])).status_code in (302, 403)


def test_after_seven_days_the_file_is_gone_and_the_page_says_so(
    connecter, agent, matin, time_machine
):
    navigateur = connecter(agent)
    travail = preparer(navigateur)
    time_machine.shift(timedelta(days=6))
    assert fichiers.purger_les_anciens() == 0
    time_machine.shift(timedelta(days=2))
    assert fichiers.purger_les_anciens() == 1
    navigateur = connecter(agent)
    reponse = navigateur.get(reverse("travaux:fichier", args=[travail.pk]))
    assert (reponse.status_code, "effacé au bout de sept jours" in reponse.text) == (410, True)
    assert storages["prive"].listdir("exports")[1] == []


@pytest.mark.parametrize("classe", [TableauCsv, TableauXlsx])
def test_thirty_thousand_rows_take_the_memory_of_a_few(classe, tmp_path):
    """Rows go to the disk as they come: thirty times more take no more memory, but for what the
    writers buffer."""

    def pic(nombre):
        with (tmp_path / f"{nombre}").open("w+b") as fichier:
            tracemalloc.start()
            tableau = classe(fichier, ["Date", "Nom"])
            for _rang in range(nombre):
                tableau.ajouter([date(2026, 12, 9), "Léa Martin"])
            tableau.finir()
            _maintenant, haut = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return haut

    pic(10)  # what is imported once
    assert pic(30_000) < pic(1_000) + 2_000_000


def test_reading_the_lines_asks_the_same_queries_for_one_or_many(
    matin, famille_martin, agent, django_assert_num_queries
):
    demande = MOIS | {"nature": "reservations", "format": "csv", "activites": []}
    enfants = Enfant.objects.bulk_create(
        Enfant(prenom=f"Enfant {n}", nom="Martin", naissance=date(2018, 1, 1)) for n in range(60)
    )
    for nombre in (2, 62):
        travail = Travail.objects.create(
            genre="export", titre="Export", parametres=demande, par=agent
        )
        # the savepoint of the file's place and its traces included
        with django_assert_num_queries(8):
            exports.executer(travail, lambda fait, total: None)
        travail.refresh_from_db()
        assert Reservation.objects.count() == nombre
        Reservation.objects.bulk_create(
            Reservation(enfant=enfant, creneau=matin, foyer=famille_martin.foyer)
            for enfant in enfants[: 62 - nombre]
        )


def test_a_file_whose_traces_cannot_be_written_is_not_given(agent):
    travail = Travail.objects.create(genre="export", titre="Export", par=agent)

    def refuser():
        raise DatabaseError("the disk is full")

    with pytest.raises(DatabaseError):
        fichiers.deposer(
            travail, "csv", "liste.csv", lambda fichier: fichier.write(b"x"), avec=refuser
        )
    travail.refresh_from_db()
    assert travail.fichier == ""
    assert storages["prive"].listdir("exports")[1] == []
