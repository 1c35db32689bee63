"""Figures for Prometheus: closed by default, in a bounded number of queries, and of nobody."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ
from prometheus_client.parser import text_string_to_metric_families

from famille.courriels import boite_d_envoi
from famille.models import Courriel, Rattachement
from portail.etat import machine
from portail.metriques import vues
from portail.metriques.ville import Ville
from portail.settings.lecture import reseaux
from reservations.models import DemandeReservation, Reservation
from reservations.moteur import verrou
from tests.outils.plans import papiers_d_une_ville, plans_de
from tests.reservations import outils

pytestmark = pytest.mark.django_db
CLE = {"Authorization": "Bearer une-longue-cle"}


@pytest.fixture
def ouvertes(settings, monkeypatch):
    settings.METRIQUES_JETON = "une-longue-cle"
    monkeypatch.setattr(vues, "_ville", Ville())


def lues(client, **entetes):
    texte = client.get("/metriques/", headers=entetes or CLE).content.decode()
    return {
        (mesure.name, *sorted(mesure.labels.values())): mesure.value
        for famille in text_string_to_metric_families(texte)
        for mesure in famille.samples
    }


class TestQui:
    def test_closed_unless_the_town_opens_it(self, client):
        assert client.get("/metriques/", headers=CLE).status_code == 404

    @pytest.mark.parametrize(
        "entetes", [{}, {"Authorization": "Bearer autre"}, {"Authorization": "une-longue-cle"}]
    )
    def test_another_key_finds_nothing(self, client, ouvertes, entetes):
        assert client.get("/metriques/", headers=entetes).status_code == 404

    def test_an_address_of_the_town(self, client, settings, monkeypatch):
        monkeypatch.setattr(vues, "_ville", Ville())
        settings.METRIQUES_ADRESSES = reseaux(["10.1.0.0/16"])
        assert client.get("/metriques/", REMOTE_ADDR="10.1.2.3").status_code == 200
        assert client.get("/metriques/", REMOTE_ADDR="10.2.2.3").status_code == 404

    def test_with_both_both_are_asked(self, client, settings, ouvertes):
        settings.METRIQUES_ADRESSES = reseaux(["10.1.0.0/16"])
        assert client.get("/metriques/", REMOTE_ADDR="10.1.2.3").status_code == 404
        assert client.get("/metriques/", REMOTE_ADDR="10.2.2.3", headers=CLE).status_code == 404
        assert client.get("/metriques/", REMOTE_ADDR="10.1.2.3", headers=CLE).status_code == 200


class TestQuoi:
    def test_requests_by_view_and_status_never_by_address(self, client, ouvertes):
        avant = lues(client).get(("portail_requetes_total", "200", "GET", "sante"), 0)
        client.get("/sante/")
        client.get("/agenda/un-jeton-secret.ics")
        apres = lues(client)
        assert apres[("portail_requetes_total", "200", "GET", "sante")] == avant + 1
        assert apres[("portail_requete_secondes_count", "sante")] >= 1
        assert "un-jeton-secret" not in str(apres)

    def test_what_the_database_tells(self, client, ouvertes, famille_martin):
        Courriel.objects.create(
            cle="c", destinataire="x@exemple.fr", sujet="S", texte="T", html="H"
        )
        Courriel.objects.create(
            cle="d", destinataire="y@exemple.fr", sujet="S", texte="T", html="H", essais=20
        )
        Courriel.objects.create(
            cle="e",
            destinataire="z@exemple.fr",
            sujet="S",
            texte="T",
            html="H",
            essais=20,
            prochain_essai_le=timezone.now() - timedelta(days=8),  # nobody can do anything any more
        )
        mesures = lues(client)
        assert mesures[("portail_courriels", "attend")] == 1
        assert mesures[("portail_courriels", "du")] == 1
        assert mesures[("portail_courriels", "abandonne")] == 1
        assert mesures[("portail_demandes", "en-attente")] == 0
        assert mesures[("portail_taches_en_attente",)] == 0

    def test_how_long_a_task_has_waited(self, client, ouvertes):
        depuis = timezone.now() - timedelta(minutes=5)
        OrmQ.objects.create(key="portail", payload="une tâche", lock=depuis)
        mesures = lues(client)
        assert mesures[("portail_taches_en_attente",)] == 1
        assert mesures[("portail_taches_attente_secondes",)] >= 300

    def test_each_part_of_the_state_is_told_and_none_that_the_town_does_not_have(
        self, client, ouvertes, settings, tmp_path
    ):
        (tmp_path / "version").write_text("99.0.0")
        settings.DERNIERE_VERSION = str(tmp_path / "version")
        machine.memoire.oublier()
        cache.clear()
        mesures = lues(client)
        assert mesures[("portail_etat", "base")] == 1
        assert mesures[("portail_etat", "taches")] == 0
        assert ("portail_etat", "antivirus") not in mesures
        assert mesures[("portail_version_depassee",)] == 1

    def test_twenty_queries_at_most_and_none_the_second_time(
        self, ouvertes, client, django_assert_max_num_queries
    ):
        machine.memoire.oublier()
        with django_assert_max_num_queries(20):
            client.get("/metriques/", headers=CLE)
        with django_assert_max_num_queries(0):
            client.get("/metriques/", headers=CLE)


def test_several_processes_are_summed(tmp_path):
    """As gunicorn has them: each writes its own file, whoever is asked reads them all."""
    compter = (
        "from prometheus_client import Counter; c = Counter('portail_essai', 'x'); c.inc();"
        "from prometheus_client import CollectorRegistry, generate_latest, multiprocess as m;"
        "r = CollectorRegistry(); m.MultiProcessCollector(r); print(generate_latest(r).decode())"
    )
    for attendu in ("portail_essai_total 1.0", "portail_essai_total 2.0"):
        environnement = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
        dit = subprocess.run(
            [sys.executable, "-c", compter], env=environnement, capture_output=True, text=True
        )
        assert attendu in dit.stdout


@pytest.fixture
def un_courriel():
    return Courriel.objects.create(
        cle="c", destinataire="x@exemple.fr", sujet="S", texte="T", html="H"
    )


class TestDepuisHier:
    @pytest.fixture(autouse=True)
    def ce_jour(self, time_machine):
        time_machine.move_to(outils.MAINTENANT, tick=False)

    def test_mails_that_have_left(self, client, ouvertes, un_courriel, time_machine, monkeypatch):
        assert boite_d_envoi.envoyer(un_courriel.pk)
        assert lues(client)[("portail_courriels", "envoye_24h")] == 1
        time_machine.shift(timedelta(days=1, seconds=1))
        monkeypatch.setattr(vues, "_ville", Ville())
        assert lues(client)[("portail_courriels", "envoye_24h")] == 0

    def test_bookings(self, client, ouvertes, famille_martin, voisin):
        """Of a household that booked before too, and of another that did not book since."""
        creneaux = outils.creer_mercredis(outils.creer_activite(), 2)
        for famille, enfant, jours, siens in (
            (famille_martin, famille_martin.lea, 0, creneaux[:3]),
            (famille_martin, famille_martin.lea, 2, creneaux[3:]),
            (voisin, voisin.sami, 2, creneaux),
        ):
            le = timezone.now() - timedelta(days=jours)
            recu = DemandeReservation.objects.create(
                cle=f"{enfant}-{jours}",
                foyer=famille.foyer,
                soumise_le=le,
                lignes=[{"resultat": "reserve"}],
            )
            verrou.prendre([verrou.reservation(recu, enfant.pk, un.pk) for un in siens])
        mesures = lues(client)
        assert mesures[("portail_reservations_24h",)] == 3
        assert mesures[("portail_reservations_lignes_24h", "reserve")] == 1

    @pytest.mark.postgresql
    def test_what_the_town_has_ever_written_is_not_read(self, client, ouvertes, un_courriel):
        """Nor by the state, which each process looks at every fifteen seconds."""
        papiers_d_une_ville()
        _une_annee()
        machine.memoire.oublier()
        with CaptureQueriesContext(connection) as posees:
            mesures = lues(client)
        assert mesures[("portail_courriels", "du")] == 1
        plan = plans_de(posees)
        for table in (
            *("famille_courriel", "famille_document"),
            *("reservations_reservation", "reservations_demandereservation"),
        ):
            assert f"Seq Scan on {table}" not in plan, plan
        assert "courriel_a_envoyer" in boite_d_envoi.a_envoyer()[:50].explain()


def _une_annee(combien=400, fois=10):
    """Mails that left, receipts and bookings of so many households, a year ago."""
    le = timezone.now() - timedelta(days=365)
    Courriel.objects.bulk_create(
        Courriel(
            cle=f"ancien-{rang}",
            destinataire="x@exemple.fr",
            sujet="S",
            texte="T",
            html="H",
            cree_le=le,
            envoye_le=le,
            prochain_essai_le=le,
        )
        for rang in range(combien * fois)
    )
    activite = outils.creer_activite()
    creneaux = [
        outils.creer_creneau(activite, outils.MERCREDI + timedelta(weeks=rang))
        for rang in range(fois)
    ]
    siens = list(Rattachement.objects.values_list("foyer", "enfant")[:combien])
    recus = DemandeReservation.objects.bulk_create(
        DemandeReservation(cle=f"{foyer}-{rang}", foyer_id=foyer, soumise_le=le, lignes=[])
        for foyer, _enfant in siens
        for rang in range(fois)
    )
    Reservation.objects.bulk_create(
        verrou.reservation(recu, enfant, creneaux[rang % fois].pk)
        for rang, recu in enumerate(recus)
        for _foyer, enfant in [siens[rang // fois]]
    )
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
