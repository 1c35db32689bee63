"""The fake PayFiP itself: its page, its notifications, its memory, and the doors it may not
pass."""

import re
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine

from famille.argent.paiement.fournisseur import fournisseur
from famille.regles.paiement import EtatReponse
from famille.socle.dire import en_euros
from portail.checks import en_production, paiement_bien_regle
from portail.settings.paiement import paiement
from tests.production import environnement
from tests.ville.faux_payfip.operations import Refus
from tests.ville.faux_payfip.serveur import FauxPayFiP

RETOUR = "http://testserver/factures/paiement/PF20260000000012/?etape=fin"


@pytest.fixture
def boite():
    """A portal that hears notifications: the list of (path, body, type) it was sent."""
    recues = []

    class Portail(BaseHTTPRequestHandler):
        def do_POST(self):
            corps = self.rfile.read(int(self.headers["Content-Length"])).decode()
            recues.append((self.path, corps, self.headers["Content-Type"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            """Nothing."""

    serveur = HTTPServer(("127.0.0.1", 0), Portail)
    threading.Thread(target=serveur.serve_forever, args=(0.02,), daemon=True).start()
    recues_a = f"http://127.0.0.1:{serveur.server_port}/paiement/notification/"
    yield recues_a, recues
    serveur.shutdown()
    serveur.server_close()


def ouvrir(url_notification="http://127.0.0.1:9/notification/"):
    return fournisseur().demander(
        reference="PF20260000000012",
        montant=Decimal("1234.05"),
        courriel="camille.martin@exemple.fr",
        objet="Accueils de loisirs",
        exercice=2026,
        url_retour=RETOUR,
        url_notification=url_notification,
    )


def page(adresse, **formulaire):
    """(status, HTML)."""
    corps = urllib.parse.urlencode(formulaire).encode() if formulaire else None
    try:
        with urllib.request.urlopen(adresse, corps, timeout=5) as reponse:
            return reponse.status, reponse.read().decode()
    except urllib.error.HTTPError as erreur:
        return erreur.code, erreur.read().decode()


def test_the_page_says_that_no_money_is_taken_and_shows_what_is_paid(payfip):
    statut, html = page(ouvrir().adresse)
    assert statut == 200
    assert "Démonstration : aucun argent n’est débité" in html
    assert en_euros(Decimal("1234.05")) in html
    assert "PF20260000000012" in html


def test_a_choice_on_the_page_is_what_the_portal_learns_and_leads_back(payfip, boite):
    ordre = ouvrir(boite[0])
    _, html = page(ordre.adresse, idop=ordre.identifiant, choix="R")
    assert "Carte refusée par la banque" in html
    assert f'href="{RETOUR}&amp;idop={ordre.identifiant}"' in html
    assert fournisseur().interroger(ordre.identifiant).etat is EtatReponse.REFUSE
    [(_, corps, genre)] = boite[1]
    assert corps == f"idop={ordre.identifiant}"
    assert genre == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(("maniere", "nombre"), [("normale", 1), ("perdue", 0), ("doublee", 2)])
def test_notifications_are_sent_lost_or_doubled_as_chosen_on_the_page(
    payfip, boite, maniere, nombre
):
    ordre = ouvrir(boite[0])
    page(ordre.adresse, idop=ordre.identifiant, choix="P", notification=maniere)
    assert len(boite[1]) == nombre
    assert fournisseur().interroger(ordre.identifiant).etat is EtatReponse.PAYE


def test_a_late_notification_arrives_later(payfip):
    partie = threading.Event()
    payfip.envoyer = lambda adresse, idop: partie.set()
    payfip.retard = 0.05
    payfip.choisir(ouvrir().identifiant, "P", "tardive")
    assert partie.wait(5)


def test_a_portal_that_does_not_hear_is_no_obstacle(payfip):
    ordre = ouvrir()
    payfip.choisir(ordre.identifiant, "P")
    assert fournisseur().interroger(ordre.identifiant).etat is EtatReponse.PAYE


def test_one_who_leaves_decides_nothing(payfip):
    ordre = ouvrir()
    _, html = page(ordre.adresse, idop=ordre.identifiant, choix="rien")
    assert "Rien n’est décidé" in html
    assert payfip.notifications == []
    assert fournisseur().interroger(ordre.identifiant).etat is EtatReponse.EN_COURS


def test_a_payment_is_made_once(payfip):
    ordre = ouvrir()
    payfip.choisir(ordre.identifiant, "P")
    statut, html = page(ordre.adresse, idop=ordre.identifiant, choix="R")
    assert (statut, "déjà été fait" in html) == (404, True)
    assert fournisseur().interroger(ordre.identifiant).etat is EtatReponse.PAYE


def test_after_fifteen_minutes_the_page_is_closed(payfip):
    with time_machine.travel("2026-11-25T13:00:00+01:00", tick=False) as horloge:
        ordre = ouvrir()
        horloge.shift(timedelta(minutes=16))
        with pytest.raises(Refus, match="P4"):
            payfip.choisir(ordre.identifiant, "P")
        assert fournisseur().interroger(ordre.identifiant).etat is EtatReponse.EN_COURS


def test_its_style_comes_with_it_and_nothing_else_does(payfip):
    _, html = page(ouvrir().adresse)
    base = payfip.adresse.removesuffix("/tpa")
    for feuille in re.findall(r'href="(/static/[^"]+\.css)"', html):
        assert page(base + feuille)[0] == 200
    assert page(f"{base}/static/portail/../../../manage.py")[0] == 404
    assert page(f"{base}/")[0] == 404


def test_what_it_knows_survives_it(payfip, tmp_path):
    fichier = tmp_path / "payfip.json"
    with FauxPayFiP(fichier=fichier) as premier:
        operation = premier.registre.ouvrir(
            payfip.registre.operations[ouvrir().identifiant].demande
        )
        premier.choisir(operation.idop, "P", "perdue")
    assert FauxPayFiP(fichier=fichier).registre.detail(operation.idop).resultat == "P"


def test_it_opens_nothing_in_production_mode(payfip):
    demande = payfip.registre.operations[ouvrir().identifiant].demande
    with pytest.raises(Refus, match="S1"):
        payfip.registre.ouvrir(demande | {"saisie": "W"})


def test_outside_of_the_demo_it_does_not_start(settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        FauxPayFiP()


@pytest.mark.parametrize(
    "options",
    [
        "client=123456,mode=T,adresse=http://127.0.0.1:18000/tpa",
        "client=123456,mode=W,adresse=https://localhost:18000/tpa",
        "client=123456,mode=W,adresse=http://www.payfip.gouv.fr/tpa",
        "client=123456,mode=W,adresse=https://payfip.gouv.fr.exemple.org/tpa",
    ],
)
def test_production_refuses_to_start_with_it(options, tmp_path):
    code, dit = _demarrer(options, tmp_path, "payfip")
    assert code == 1
    assert "un faux PayFiP ne sert jamais en production" in dit
    assert len(dit.splitlines()) == 1


def test_production_starts_with_the_true_one(tmp_path):
    assert _demarrer("client=123456,mode=W", tmp_path, "payfip") == (0, "")


def test_production_refuses_any_provider_on_this_machine(tmp_path):
    code, dit = _demarrer("adresse=https://127.0.0.1/", tmp_path, "exemple.Fournisseur")
    assert code == 1
    assert "doit être distante" in dit


def _demarrer(options, dossier, nom):
    variables = environnement(str(dossier)) | {
        "PORTAIL_PAIEMENT": nom,
        "PORTAIL_PAIEMENT_OPTIONS": options,
    }
    lire = "from django.conf import settings, ImproperlyConfigured\nimport sys\n"
    lire += (
        "sys.path.insert(0, 'site')\ntry: settings.DEBUG\nexcept ImproperlyConfigured as e:"
        " sys.exit(str(e))"
    )
    fait = subprocess.run(
        [sys.executable, "-c", lire], env=variables, capture_output=True, text=True, timeout=60
    )
    return fait.returncode, fait.stderr.strip()


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        ({"client": "12", "mode": "T"}, "6 chiffres"),
        ({"client": "123456", "mode": "P"}, "T pour les tests"),
        ({"client": "123456", "mode": "T", "adresse": "payfip"}, "adresse web"),
        ({"client": "123456", "mode": "T", "couleur": "bleue"}, "couleur"),
        ({"client": "123456", "mode": "W"}, "ne prend pas d’argent"),
    ],
)
def test_a_wrong_option_is_a_sentence_of_check(settings, options, phrase):
    settings.PAIEMENT = paiement("payfip", options)
    [faute] = paiement_bien_regle(None)
    assert faute.id == "portail.E003"
    assert phrase in faute.msg


def test_a_provider_that_does_not_exist_is_a_sentence_of_check(settings):
    settings.PAIEMENT = paiement("exemple.Fournisseur", {})
    assert [faute.msg for faute in paiement_bien_regle(None)] == [
        "Le service de paiement exemple.Fournisseur n’existe pas."
    ]


def test_a_town_without_real_payments_is_warned(settings):
    def dits():
        return [
            avis.id for avis in en_production(None) if avis.id in ("portail.W003", "portail.W004")
        ]

    settings.PAIEMENT = {}
    assert dits() == ["portail.W003"]
    settings.PAIEMENT = paiement("payfip", {"client": "123456", "mode": "T"})
    assert dits() == ["portail.W004"]
    settings.PAIEMENT = paiement("payfip", {"client": "123456", "mode": "W"})
    assert dits() == []
    assert fournisseur().adresse == "https://www.payfip.gouv.fr/tpa"
