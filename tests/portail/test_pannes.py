"""What stops, and what the portal then says. The faults themselves are tried by `make test-pannes`
(tests/pannes)."""

import errno
import importlib
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from cms_pages.identite.en_tete import retenir_qui_appeler
from cms_pages.models import IdentiteSite
from cms_pages.socle import joindre
from famille.actions import deposer_document
from famille.courriels import boite_d_envoi
from famille.models import Courriel, Document
from famille.mouvements.donnees.copies import COPIE_PRETE
from portail.surveillance import pannes
from tests.demarches.outils import pdf
from tests.pannes import SCENARIOS

SURVEILLER = Path(__file__).parents[2] / "docs" / "exploiter" / "surveiller.md"


@pytest.mark.parametrize("nom", SCENARIOS)
def test_each_scenario_can_be_run_and_is_told(nom):
    scenario = importlib.import_module(f"tests.pannes.scenarios.{nom}")
    assert callable(scenario.eprouver)
    table = SURVEILLER.read_text().partition("## Pannes essayées")[2].partition("\n#")[0]
    assert f"| `{nom}` |" in table


@pytest.mark.parametrize(
    ("erreur", "statut"),
    [
        (OperationalError("server closed the connection"), 503),
        (OSError(errno.ENOSPC, "No space left on device"), 503),
        (ConnectionRefusedError(), 503),
        (FileNotFoundError("a template"), 500),
        (ValueError("a bug"), 500),
    ],
)
def test_a_fault_that_passes_is_a_503_that_says_when_to_come_back(erreur, statut, monkeypatch):
    def tomber(*_arguments, **_nommes):
        raise erreur

    monkeypatch.setattr("portail.etat.vues.machine.memoire.lire", tomber)
    reponse = Client(raise_request_exception=False).get(reverse("sante"))
    assert reponse.status_code == statut
    assert reponse.headers.get("Retry-After") == (str(pannes.REVENIR) if statut == 503 else None)
    reference = reponse.headers["X-Request-ID"]
    assert f'Référence de l’incident : <strong translate="no">{reference}</strong>' in reponse.text
    assert ("revient dans un instant" in reponse.text) == (statut == 503)


@pytest.mark.django_db
def test_the_page_of_a_fault_says_whom_to_call_and_asks_nothing_of_the_database(
    client, identite_joignable, monkeypatch, django_assert_num_queries
):
    client.get(reverse("account_login"))  # any page: this process has then read the identity

    def tomber(*_arguments, **_nommes):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("portail.etat.vues.machine.memoire.lire", tomber)
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        reponse = client.get(reverse("sante"))
    assert reponse.status_code == 503
    assert '<a href="tel:0254080000">02 54 08 00 00</a>' in reponse.text


@pytest.mark.django_db
def test_a_process_knows_whom_to_call_before_its_first_page(identite_joignable, monkeypatch):
    joindre.retenir(IdentiteSite(telephone="", nom_portail=""))
    monkeypatch.setattr(Site.objects, "get", Mock(side_effect=OperationalError("down")))
    retenir_qui_appeler()
    assert joindre.DERNIER_LU["telephone"] == ""
    monkeypatch.undo()
    retenir_qui_appeler()
    assert joindre.DERNIER_LU["telephone"] == "02 54 08 00 00"


@pytest.fixture
def identite_joignable():
    identite = IdentiteSite.for_site(Site.objects.get(is_default_site=True))
    identite.telephone = "02 54 08 00 00"
    identite.save()
    yield
    joindre.retenir(IdentiteSite(telephone="", nom_portail=""))


@pytest.mark.usefixtures("sans_file")
class TestWhatIsKeptIsNeverToldAsAFault:
    """The queue is written to once all is kept: what it refuses then, a schedule hands over."""

    @pytest.fixture
    def sans_file(self, monkeypatch, settings):
        def refuser(*_arguments):
            raise OperationalError("could not extend file: No space left on device")

        settings.CLAMD = "tcp://127.0.0.1:1"
        for module in ("famille.courriels.boite_d_envoi", "famille.dossier.documents.actions"):
            monkeypatch.setattr(f"{module}.async_task", refuser)

    def test_a_mail_waits_for_the_schedule(self, db, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True) as confies:
            boite_d_envoi.preparer(COPIE_PRETE.cle(1), "camille@exemple.fr", {})
        assert len(confies) == 1
        assert list(boite_d_envoi.a_envoyer()) == [Courriel.objects.get()]

    def test_so_does_a_file_that_must_be_scanned(
        self, famille_martin, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True) as confies:
            deposer_document(pdf(), foyer=famille_martin.foyer, par=famille_martin.camille)
        assert len(confies) == 1
        assert Document.objects.get().etat == Document.Etat.EN_ANALYSE
