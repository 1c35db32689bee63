"""Tables that a migration makes together (famille.socle.requetes.tables)."""

from importlib import import_module

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter

from famille.socle.requetes.tables import CreerEnsemble, par_ensembles


def table(nom, **liens):
    cles = [(lien, models.ForeignKey(vers, models.CASCADE)) for lien, vers in liens.items()]
    return migrations.CreateModel(nom, [("id", models.BigAutoField(primary_key=True)), *cles])


def test_only_tables_that_follow_each_other_are_put_together():
    rien = migrations.RunPython(migrations.RunPython.noop)
    une, deux, trois = table("Une"), table("Deux"), table("Trois")
    premier, milieu, dernier = par_ensembles([une, deux, rien, trois])
    assert (premier.operations, milieu, dernier.operations) == ([une, deux], rien, [trois])


def test_models_made_together_are_rendered_once(monkeypatch):
    etat = ProjectState()
    etat.apps  # noqa: B018 - as the executor does, before the first migration
    rendus = []
    monkeypatch.setattr(ProjectState, "reload_model", lambda *quoi, **_o: rendus.append(quoi))
    ensemble = CreerEnsemble([table("Une"), table("Deux", une="essai.Une")])
    ensemble.state_forwards("essai", etat)
    assert rendus == []
    assert etat.apps.get_model("essai", "Une").deux_set


@pytest.mark.django_db(transaction=True)
def test_they_are_made_and_taken_away():
    avant, apres = ProjectState(), ProjectState()
    ensemble = CreerEnsemble([table("Une"), table("Deux", une="essai.Une")])
    ensemble.state_forwards("essai", apres)
    with connection.schema_editor() as editeur:
        ensemble.database_forwards("essai", editeur, avant, apres)
    assert {"essai_une", "essai_deux"} <= set(connection.introspection.table_names())
    with connection.schema_editor() as editeur:
        ensemble.database_backwards("essai", editeur, apres, avant)
    assert not {"essai_une", "essai_deux"} & set(connection.introspection.table_names())


def test_it_can_be_written_in_a_migration():
    texte, _imports = OperationWriter(CreerEnsemble([table("Une")]), indentation=0).serialize()
    assert "CreerEnsemble(" in texte
    assert "migrations.CreateModel(" in texte


@pytest.mark.parametrize(
    "nom",
    [
        "cms_pages.migrations.0001_initial",
        "demarches.migrations.0001_initial",
        "famille.migrations.0002_tables",
        "reservations.migrations.0001_initial",
    ],
)
def test_an_empty_base_makes_the_tables_of_an_app_together(nom):
    operations = import_module(nom).Migration.operations
    assert sum(isinstance(une, CreerEnsemble) for une in operations) == 1
    assert not [une for une in operations if isinstance(une, migrations.CreateModel)]
