"""What SQLite lets pass and a town's PostgreSQL refuses: to lock rows that are read across a link
which may be empty. Each query of each test is looked at."""

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import LOUTER


@pytest.fixture(scope="session", autouse=True)
def _verrous_que_postgresql_accepte():
    clause = SQLCompiler.get_from_clause

    def verifier(compilateur):
        requete = compilateur.query
        if requete.select_for_update and not requete.select_for_update_of:
            vides = [
                joint.table_name
                for alias, joint in requete.alias_map.items()
                if joint.join_type == LOUTER and requete.alias_refcount[alias]
            ]
            assert not vides, f"locked across {vides}, which may be empty: say of=('self',)"
        return clause(compilateur)

    with pytest.MonkeyPatch.context() as remplacement:
        remplacement.setattr(SQLCompiler, "get_from_clause", verifier)
        yield
