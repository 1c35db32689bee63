"""`make test-deploiement`: a town on several machines, seen through HTTP. Its own target, since it
takes minutes.

nginx (deploy/nginx.conf, a certificate of its own) in front of two gunicorns, two task clusters,
PostgreSQL, Redis, SeaweedFS, clamd, a mail server.
"""

import os
import re
import signal
import subprocess
import time

import pytest
import requests

from portail.surveillance.pannes import REVENIR
from tests.demarches.outils import PDF
from tests.deploiement.outils import (
    CAMILLE,
    attendre,
    commencer,
    demander,
    joindre,
    preparer_a_deux,
    travailleurs_oisifs,
    visiteurs,
)
from tests.serveurs import EICAR
from tests.ville.processus import est_vivant
from tests.ville.topologie import MOT_DE_PASSE, paquets_manquants, topologie
from tests.ville.visiteur import Visiteur

INFECTE = PDF.replace(
    b"xref", b"3 0 obj<</Length 68>>stream\n" + EICAR + b"\nendstream endobj\nxref", 1
)
QUARANTE_ET_UN_MO = 41 * 2**20
NOTER = "tests.deploiement.taches.noter"


@pytest.fixture(scope="module")
def ville():
    if manquent := paquets_manquants():
        pytest.fail(f"Il manque sur cette machine : {', '.join(manquent)}.", pytrace=False)
    with topologie(reglages="tests.deploiement.reglages") as ville:
        yield ville


@pytest.fixture(scope="module")
def visiteur(ville):
    return Visiteur(ville.adresse, certificat=ville.certificat)


@pytest.fixture(scope="module")
def camille(ville):
    """Signed in once, through nginx."""
    camille = Visiteur(ville.adresse, certificat=ville.certificat)
    camille.se_connecter(CAMILLE, MOT_DE_PASSE)
    return camille


class TestFacade:
    def test_it_is_served_encrypted_with_the_headers_of_a_real_town(self, ville, visiteur):
        page = visiteur.lire("/")
        assert page.status_code == 200
        assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert page.headers["Server"] == "nginx"
        assert re.fullmatch("[0-9a-f]{32}", page.headers["X-Request-ID"])
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(ville.adresse, timeout=5)

    def test_static_files_come_from_nginx_compressed_and_are_kept_a_year(self, visiteur):
        adresses = set(
            re.findall(
                r'href="(/static/portail/css/[a-z]+\.[0-9a-f]{12}\.css)"', visiteur.lire("/").text
            )
        )
        assert adresses
        for adresse in adresses:
            feuille = visiteur.lire(adresse)
            assert feuille.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert feuille.headers["Content-Encoding"] == "gzip"
            assert feuille.headers["Content-Type"].startswith("text/css")
            # no process of the portal had a hand in it
            assert "X-Request-ID" not in feuille.headers

    def test_what_is_too_heavy_for_nginx_gets_a_page_that_says_what_to_do(self, visiteur):
        page = visiteur.session.post(
            f"{visiteur.adresse}/connexion/", data=b"0" * QUARANTE_ET_UN_MO, timeout=60
        )
        assert page.status_code == 413
        page.encoding = "utf-8"
        assert "Votre envoi est trop lourd" in page.text
        assert "Retry-After" not in page.headers
        assert re.search(r"Référence de l’incident : [0-9a-f]{32}", page.text)

    def test_so_it_does_over_http_2_as_browsers_speak(self, ville):
        """nginx weighs the sending once more there, on its way to the page (seen)."""
        commande = [
            "curl",
            "-sS",
            "--http2",
            "--cacert",
            str(ville.certificat),
            "-w",
            "%{http_version}",
            "--data-binary",
        ]
        lourd = b"0" * QUARANTE_ET_UN_MO
        fait = subprocess.run(
            [*commande, "@-", f"{ville.adresse}/connexion/"],
            input=lourd,
            capture_output=True,
            check=True,
        )
        dit = fait.stdout.decode()
        assert dit.endswith("2")
        assert "Votre envoi est trop lourd" in dit

    def test_nobody_enters_by_the_doors_of_nginx_itself(self, visiteur):
        for adresse in ("/_prive/ab/ab.pdf", "/_erreurs/413.html"):
            assert visiteur.lire(adresse).status_code == 404, adresse


class TestSession:
    def test_opened_on_one_machine_it_is_valid_on_the_other(self, ville):
        publique = ville.environnement["PORTAIL_ADRESSE"]
        premier, second = (
            Visiteur(ville.serveur(nom).adresse, publique=publique) for nom in ville.noms("web")
        )
        premier.se_connecter(CAMILLE, MOT_DE_PASSE)
        assert second.lire("/tableau-de-bord/").status_code == 302
        second.cookies_de(premier)
        page = second.lire("/tableau-de-bord/")
        assert page.status_code == 200
        assert "Martin" in page.text


class TestDemarche:
    def test_from_the_paper_to_the_one_mail(self, ville, camille):
        page = commencer(camille)
        avant = len(ville.courriels)
        suite = joindre(camille, page, PDF)
        assert suite.status_code == 302, suite.text
        attendre(lambda: demander(ville, "Document.objects.get().etat") == "sain")
        recapitulatif = suite.headers["Location"]
        certifie = {"recapitulatif-certifie": "on"}
        envoi = camille.envoyer(camille.lire(recapitulatif), certifie, bouton="Envoyer ma demande")
        assert envoi.status_code == 302, envoi.text
        assert demander(ville, "list(Demande.objects.values_list('statut', flat=True))") == [
            "en-attente"
        ]
        attendre(lambda: len(ville.courriels) > avant)
        time.sleep(5)  # a second one would come
        assert [courriel["To"] for courriel in ville.courriels[avant:]] == [CAMILLE]

    def test_the_paper_is_in_s3_and_read_by_a_link_of_seconds(self, ville, camille):
        nom, cle = demander(
            ville, "[(d.fichier.name, str(d.pk)) for d in Document.objects.all()][0]"
        )
        assert not list((ville.racine / "var" / "prive").glob("*/*"))
        lien = camille.lire(f"/mes-documents/{cle}/?telecharger=1")
        assert lien.status_code == 302
        assert lien.headers["Location"].startswith(ville.environnement["PORTAIL_S3_ADRESSE"])
        assert "X-Amz-Expires=30" in lien.headers["Location"]
        assert requests.get(lien.headers["Location"], timeout=10).content == PDF
        assert (
            requests.get(lien.headers["Location"].partition("?")[0], timeout=10).status_code == 403
        )
        assert nom in lien.headers["Location"]

    def test_a_virus_is_found_and_read_by_nobody(self, ville, camille):
        page = commencer(camille)
        joindre(camille, page, INFECTE, "infecte.pdf")
        document = "Document.objects.order_by('depose_le').last()"
        attendre(lambda: demander(ville, f"{document}.etat") == "infecte")
        assert (
            camille.lire(f"/mes-documents/{demander(ville, f'str({document}.pk)')}/").status_code
            == 410
        )


class TestTaches:
    @pytest.fixture(autouse=True)
    def table(self, ville):
        demander(ville, "taches.preparer()")

    def test_two_clusters_do_each_task_once(self, ville):
        demander(ville, f"[async_task('{NOTER}', 'lot', rang) for rang in range(100)] and 1")
        attendre(lambda: demander(ville, "OrmQ.objects.count()") == 0)
        assert demander(ville, "taches.notes('lot')") == list(range(100))

    def test_a_schedule_fires_once(self, ville):
        champs = f"name='essai', func='{NOTER}', args=\"'essai'\", next_run=timezone.now()"
        demander(ville, f"Schedule.objects.create({champs}).pk")
        attendre(lambda: demander(ville, "taches.notes('essai')"), 90)
        time.sleep(5)
        assert demander(ville, "taches.notes('essai')") == [0]

    def test_a_cluster_that_lives_but_does_nothing_is_started_again(self, ville):
        """The deadlock of django-q: its idle workers are killed while one of them holds the lock of
        the queue."""
        ville.arreter("taches-2")
        try:
            avant = ville.pids("taches-1")
            for pid in travailleurs_oisifs(ville, "taches-1"):
                os.kill(pid, signal.SIGKILL)
            demander(ville, f"async_task('{NOTER}', 'apres') and 1")
            attendre(lambda: demander(ville, "taches.notes('apres')") == [0], 150)
            assert est_vivant(avant[0])
            assert "ne fait plus rien" in ville.journal("taches-1")
            assert not any(est_vivant(pid) for pid in avant[1:])
        finally:
            ville.demarrer("taches-2")


class TestMachines:
    def test_a_restart_of_each_in_turn_fails_no_request(self, ville):
        with visiteurs(ville, "/connexion/") as recus:
            for nom in ville.noms("web"):
                ville.redemarrer(nom)
                time.sleep(1)
        print(f"{len(recus)} pages, the slowest in {max(duree for _code, duree in recus):.1f} s")
        assert {code for code, _duree in recus} == {200}
        assert len(recus) > 50

    def test_when_one_dies_the_other_serves(self, ville):
        with visiteurs(ville, "/connexion/") as recus:
            time.sleep(1)
            ville.tuer("web-1")
            time.sleep(3)
            ville.demarrer("web-1")
        assert {code for code, _duree in recus} == {200}

    def test_when_all_are_down_a_page_says_so_with_a_reference(self, ville, visiteur):
        for nom in ville.noms("web"):
            ville.arreter(nom)
        try:
            page = visiteur.lire("/")
            assert page.status_code == 503
            page.encoding = "utf-8"
            assert "Le portail revient dans un instant" in page.text
            assert page.headers["Retry-After"] == str(REVENIR)
            assert re.search(r"Référence de l’incident : [0-9a-f]{32}", page.text)
        finally:
            for nom in ville.noms("web"):
                ville.demarrer(nom)
        attendre(lambda: visiteur.lire("/").status_code == 200)

    def test_two_that_prepare_an_empty_base_at_once_migrate_it_once(self, ville):
        ville.python(
            "from django.db import connection; connection.cursor().execute('CREATE DATABASE vide')"
        )
        dits = preparer_a_deux(ville, ville.base.rpartition("/")[0] + "/vide")
        assert sum("Une autre machine prépare la base" in dit for dit in dits) == 1
