"""What was read of a file goes batch after batch, and goes on where it was killed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from famille.models import (
    EcritureDeReprise,
    FauteDeReprise,
    Foyer,
    LigneDeReprise,
    Reprise,
    Travail,
)
from famille.mouvements.reprise import actions, oubli, tranches
from famille.socle.erreurs import Refus
from famille.travaux import actions as travaux

from . import essai

pytestmark = pytest.mark.django_db


@pytest.fixture
def par(administrateur, monkeypatch):
    monkeypatch.setattr(oubli, "PAR_LOT", 4)
    return administrateur


def une_relecture(par):
    return essai.relire(essai.deposer(essai.zip_de(essai.TOUT), par=par), par=par)


def test_the_lines_go_by_batches_and_not_in_one_statement(par):
    reprise, pauses = une_relecture(par), []
    combien = LigneDeReprise.objects.filter(reprise=reprise).count()
    oubli.oublier_les_lignes(reprise, lambda: pauses.append(LigneDeReprise.objects.count()))
    assert pauses == [*range(combien - 4, 0, -4), 0]


def test_an_import_that_is_stopped_while_it_forgets_has_the_right_counts_and_goes_on(
    par, monkeypatch
):
    reprise = actions.importer(une_relecture(par), par=par)
    monkeypatch.setattr(
        actions, "oublier_les_lignes", lambda une, _s: oubli.oublier_les_lignes(une, encore)
    )

    def encore():
        raise travaux.AReprendre

    assert travaux.executer(reprise.travail_id) == Travail.Etat.EN_COURS
    restent = LigneDeReprise.objects.count()
    reprise = essai.relue(reprise)
    assert (reprise.etat, reprise.fichier) == (Reprise.Etat.FAITE, "")
    assert restent
    monkeypatch.undo()
    assert travaux.executer(reprise.travail_id) == "fini"
    assert not LigneDeReprise.objects.exists()
    reprise = essai.relue(reprise)
    assert reprise.bilan["sujets"]["famille"] == {"creee": 2}
    assert Foyer.objects.count() == 2


def test_given_up_the_request_forgets_the_file_and_leaves_the_lines_to_a_task(
    par, django_capture_on_commit_callbacks
):
    reprise = une_relecture(par)
    with django_capture_on_commit_callbacks() as ensuite:
        actions.abandonner(reprise, par=par)
    assert essai.relue(reprise).fichier == ""
    assert not FauteDeReprise.objects.exists()
    assert LigneDeReprise.objects.exists()
    for une in ensuite:
        une()
    assert not LigneDeReprise.objects.exists()


def test_a_file_that_is_not_done_with_loses_nothing(par):
    reprise = une_relecture(par)
    combien = LigneDeReprise.objects.count()
    assert oubli.oublier_le_reste(reprise.pk)
    assert LigneDeReprise.objects.count() == combien


def test_a_task_that_has_worked_long_enough_gives_the_rest_to_another(par, monkeypatch):
    reprise, confiees = une_relecture(par), []
    Reprise.objects.filter(pk=reprise.pk).update(etat=Reprise.Etat.ABANDONNEE)
    monkeypatch.setattr(tranches, "DUREE", -1)
    monkeypatch.setattr(oubli, "async_task", lambda *dits: confiees.append(dits))
    assert not oubli.oublier_le_reste(reprise.pk)
    assert confiees == [(oubli.TACHE, reprise.pk)]
    assert LigneDeReprise.objects.exists()


def test_what_a_lost_task_has_left_goes_the_next_day(par):
    reprise = une_relecture(par)
    Reprise.objects.filter(pk=reprise.pk).update(
        etat=Reprise.Etat.ABANDONNEE, cree_le=timezone.now() - timedelta(days=1)
    )
    actions.purger_les_anciennes()
    assert not LigneDeReprise.objects.exists()


def avancer_de(reprise, duree):
    """As if it had been done that long ago."""
    Reprise.objects.filter(pk=reprise.pk).update(faite_le=timezone.now() - duree)
    return Reprise.objects.get(pk=reprise.pk)


def test_after_thirty_days_the_record_that_undoes_it_goes(par):
    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    avancer_de(reprise, timedelta(days=29))
    actions.purger_les_anciennes()
    assert EcritureDeReprise.objects.exists()
    reprise = avancer_de(reprise, timedelta(days=30))
    assert not reprise.est_annulable
    actions.purger_les_anciennes()
    assert not EcritureDeReprise.objects.exists()


def test_one_of_which_a_household_was_erased_undoes_nothing(par):
    """Half of its record is gone: it would say that all is as before."""
    reprise = essai.reprendre(essai.zip_de(essai.TOUT), par=par)
    Reprise.objects.filter(pk=reprise.pk).update(oubliee_le=timezone.now())
    with pytest.raises(Refus, match="ne s’annule plus"):
        actions.annuler(reprise, par=par)


def test_read_anew_the_first_reading_goes_with_the_job(par):
    reprise = une_relecture(par)
    premieres = set(LigneDeReprise.objects.values_list("pk", flat=True))
    choix = [tableau["colonnes"] for tableau in reprise.tableaux]
    reprise = actions.confirmer_les_colonnes(reprise, choix, par=par)
    travaux.executer(reprise.travail_id)
    assert not premieres & set(LigneDeReprise.objects.values_list("pk", flat=True))
    assert LigneDeReprise.objects.count() == len(premieres)
