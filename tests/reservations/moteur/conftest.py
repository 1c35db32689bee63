"""The two stores of the engine (reservations.moteur.depots), of which each is to do the same."""

import pytest
from django.db import connection

from reservations.moteur.depots import PostgreSQL

DEPOTS = ["general", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=DEPOTS)
def depot(request, db, settings, monkeypatch):
    """Submissions go by this store: that of any database, then PostgreSQL's wherever it can."""
    settings.RACCOURCIS = True
    settings.DEPOT_POSTGRESQL = request.param == "postgresql"
    if settings.DEPOT_POSTGRESQL and connection.in_atomic_block:
        # the transaction is the test's: nobody else's order of things is in the way
        monkeypatch.setattr(PostgreSQL, "convient", staticmethod(PostgreSQL.sait_faire))
    return request.param
