"""An import from the file to its undoing: all of it or nothing, once, and put back as it was."""

from datetime import date, timedelta

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from famille.models import Consultation, Facture, LigneFacture, Modification
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux
from reservations.consommation.imports import actions as imports
from reservations.models import ConsommationImportee, ImportConsommation
from tests.reservations import outils
from tests.reservations.consommation.scene import creer_cantine
from tests.reservations.fichiers_comptes import HUGO, LEA, csv, depot

pytestmark = pytest.mark.django_db
NOVEMBRE = date(2026, 11, 1)
Etat = ImportConsommation.Etat
DEUX = [*LEA[:6], "2", ""]


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture(autouse=True)
def cantine(famille_martin):
    cantine = creer_cantine()
    cantine.nom = "Restaurant scolaire"
    cantine.save()
    return cantine


def deposer(agent, *lignes, mois=NOVEMBRE):
    """An import whose file has been read."""
    depose = imports.deposer_fichier(depot(csv(*lignes)), mois, par=agent)
    travaux.executer(str(depose.travail_id))
    depose.refresh_from_db()
    return depose


def importer(agent, *lignes):
    depose = imports.confirmer_import(deposer(agent, *lignes), par=agent)
    travaux.executer(str(depose.travail_id))
    depose.refresh_from_db()
    return depose


def rangees():
    return [
        (r.enfant.prenom, str(r.quantite), r.presence)
        for r in ConsommationImportee.objects.order_by("enfant")
    ]


def test_a_preview_writes_nothing(agent):
    depose = deposer(agent, LEA, HUGO)
    assert (depose.etat, depose.bilan["nouvelles"], depose.fautes) == (Etat.LU, 2, [])
    assert depose.bilan["activites"][0]["quantite"] == "2"
    assert rangees() == []


def test_confirmed_it_is_written_and_its_file_goes(agent, django_capture_on_commit_callbacks):
    depose = deposer(agent, LEA, HUGO)
    chemin = depose.fichier
    with django_capture_on_commit_callbacks(execute=True):
        depose = imports.confirmer_import(depose, par=agent)
        travaux.executer(str(depose.travail_id))
    depose.refresh_from_db()
    assert rangees() == [("Léa", "1.00", "present"), ("Hugo", "1.00", "present")]
    assert (depose.etat, depose.fichier, depose.par) == (Etat.FAIT, "", agent)
    assert depose.travail.resultat["phrase"] == "2 lignes nouvelles, 0 modifiée, 0 inchangée."
    assert not storages["prive"].exists(chemin)
    assert "Léa" not in str(depose.bilan)


def test_one_bad_line_and_nothing_is_imported(agent):
    depose = deposer(agent, LEA, [*HUGO[:6], "beaucoup", ""])
    assert [numero for numero, _phrase in depose.fautes] == [3]
    with pytest.raises(Refus, match="Des lignes sont à corriger"):
        imports.confirmer_import(depose, par=agent)
    assert rangees() == []


def test_the_same_file_twice_changes_nothing_and_says_so(agent):
    importer(agent, LEA, HUGO)
    depose = deposer(agent, LEA, HUGO)
    assert (depose.bilan["nouvelles"], depose.bilan["modifiees"], depose.bilan["identiques"]) == (
        0,
        0,
        2,
    )
    assert depose.bilan["deja_importe_le"]


def test_a_corrected_file_updates_and_the_household_reads_it(agent, famille_martin):
    importer(agent, LEA, HUGO)
    depose = deposer(agent, DEUX, HUGO)
    assert depose.bilan["changements"][0] | {"numero": 2} == {
        "numero": 2,
        "qui": "Léa Martin",
        "quoi": "Restaurant scolaire · Restaurant scolaire",
        "jour": "5 novembre 2026",
        "combien": "2, présent",
        "avant": "1, présent",
        "foyer": "",
    }
    imports.confirmer_import(depose, par=agent)
    depose.refresh_from_db()
    travaux.executer(str(depose.travail_id))
    assert rangees()[0] == ("Léa", "2.00", "present")
    trace = Modification.objects.get(foyer=famille_martin.foyer)
    assert list(trace.avant.values()) == ["1, présent"]
    assert list(trace.apres.values()) == ["2, présent"]
    assert not Consultation.objects.exists()


def test_a_job_run_twice_writes_once(agent):
    depose = importer(agent, LEA)
    assert travaux.executer(str(depose.travail_id)) == "fini"
    assert imports.executer_import(depose.travail, lambda _fait, _total: None) == {
        "phrase": "1 ligne nouvelle, 0 modifiée, 0 inchangée."
    }
    assert len(rangees()) == 1


def test_what_changed_since_the_preview_stops_the_whole_import(agent, famille_martin):
    importer(agent, LEA)
    depose = deposer(agent, DEUX, HUGO)
    facturer(ConsommationImportee.objects.get(), famille_martin.foyer)
    depose = imports.confirmer_import(depose, par=agent)
    assert travaux.executer(str(depose.travail_id)) == "echec"
    depose.refresh_from_db()
    assert (depose.etat, len(depose.fautes)) == (Etat.LU, 1)
    assert rangees() == [("Léa", "1.00", "present")]


def facturer(rangee, foyer, etat="publiee"):
    numero = "F-2026-000001" if etat == "publiee" else None
    facture = Facture.objects.create(
        foyer=foyer, etat=etat, cle="novembre", numero=numero, emise_le=NOVEMBRE, mois=NOVEMBRE
    )
    return LigneFacture.objects.create(
        facture=facture,
        jour=rangee.jour,
        prix_unitaire=3,
        montant=3,
        service="restauration",
        source=rangee.source,
    )


def test_undone_its_rows_go_and_the_earlier_ones_come_back(agent):
    premier = importer(agent, LEA)
    second = importer(agent, DEUX, HUGO)
    assert imports.annuler_import(second, par=agent) == 2
    assert rangees() == [("Léa", "1.00", "present")]
    assert ConsommationImportee.objects.get().avant is None
    assert imports.annuler_import(premier, par=agent) == 1
    assert rangees() == []
    second.refresh_from_db()
    assert (second.etat, second.annule_par) == (Etat.ANNULE, agent)


def test_the_later_import_is_undone_first(agent):
    premier = importer(agent, LEA, HUGO)
    importer(agent, DEUX)
    with pytest.raises(Refus, match="annulez d’abord le plus récent"):
        imports.annuler_import(premier, par=agent)


def test_what_is_invoiced_is_not_undone_but_a_draft_is(agent, famille_martin):
    depose = importer(agent, LEA)
    ligne = facturer(ConsommationImportee.objects.get(), famille_martin.foyer)
    with pytest.raises(Refus, match="F-2026-000001"):
        imports.annuler_import(depose, par=agent)
    Facture.objects.filter(pk=ligne.facture_id).update(etat="brouillon", numero=None)
    assert imports.annuler_import(depose, par=agent) == 1


def test_undone_once_only(agent):
    depose = importer(agent, LEA)
    imports.annuler_import(depose, par=agent)
    with pytest.raises(Refus, match="a changé d’état"):
        imports.annuler_import(depose, par=agent)


def test_given_up_nothing_of_the_file_stays(agent, django_capture_on_commit_callbacks):
    depose = deposer(agent, LEA, [*HUGO[:6], "x", ""])
    chemin = depose.fichier
    with django_capture_on_commit_callbacks(execute=True):
        imports.abandonner_import(depose, par=agent)
    depose.refresh_from_db()
    assert (depose.etat, depose.fichier, depose.fautes) == (Etat.ABANDONNE, "", [])
    assert "apercu" not in depose.bilan
    assert not storages["prive"].exists(chemin)
    with pytest.raises(Refus):
        imports.confirmer_import(depose, par=agent)


def test_an_unreadable_file_says_why(agent):
    depose = imports.deposer_fichier(depot(b"bonjour"), NOVEMBRE, par=agent)
    travaux.executer(str(depose.travail_id))
    depose.refresh_from_db()
    assert "il manque : Nom" in depose.fautes[0][1]


def test_an_empty_file_is_refused_at_once(agent):
    with pytest.raises(Refus, match="vide"):
        imports.deposer_fichier(depot(b""), NOVEMBRE, par=agent)


def test_a_file_brought_this_week_waits_to_be_confirmed(agent, time_machine):
    depose = deposer(agent, LEA)
    time_machine.move_to(timezone.now() + timedelta(days=6), tick=False)
    imports.purger_les_anciens()
    depose.refresh_from_db()
    assert depose.etat == Etat.LU
    imports.confirmer_import(depose, par=agent)


def test_a_file_forgotten_a_week_is_deleted(
    agent, time_machine, django_capture_on_commit_callbacks
):
    oublie = deposer(agent, LEA)
    orphelin = storages["prive"].save("imports/orphelin", depot(b"x"))
    time_machine.move_to(timezone.now() + timedelta(days=8), tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        assert imports.purger_les_anciens() >= 1
    oublie.refresh_from_db()
    assert (oublie.etat, oublie.fichier) == (Etat.ABANDONNE, "")
    storages["prive"].delete(orphelin)
