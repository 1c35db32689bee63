"""The interface answers what its own schema says, to questions drawn at random (schemathesis)."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    positive_data_acceptance,
    unsupported_method,
)

from tests.famille.api.test_porte import chemin
from tests.famille.api.test_ressources import TOUTES

# Told by tests of their own (test_porte.py): a good key is always given here, a cursor is none that
# one may invent, and days go forwards.
SUS_AILLEURS = [ignored_auth, positive_data_acceptance, unsupported_method]
pytestmark = pytest.mark.django_db


@pytest.fixture
def contrat(ville, settings):
    """dict name → operation, read from the site itself, whose connection is the test's."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"api": "", "api_refus": ""}
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    operations = [lue.ok() for lue in schema.get_all_operations()]
    yield {une.definition.raw["operationId"]: une for une in operations}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("nom", [chemin(une) for une in TOUTES])
def test_each_answer_is_one_that_the_schema_tells(contrat, faire, nom):
    _cle, jeton = faire()
    entetes = {"Authorization": f"Bearer {jeton}"}
    vus = set()

    @settings(
        max_examples=25,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(question=contrat[nom].as_strategy())
    def essayer(question):
        reponse = question.call(headers=entetes)
        question.validate_response(reponse, excluded_checks=SUS_AILLEURS)
        vus.add(reponse.status_code)

    essayer()
    assert vus <= {200, 422}
    assert 200 in vus or nom == "journees"
