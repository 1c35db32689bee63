"""Telephones that are told things: servers on the loopback that answer as the contracts say
(RFC 8030), and what puts a device in an account."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from demo.alertes.telephone import Mauvais, Telephone
from famille.alertes.actions import Abonnement, abonner
from famille.alertes.push.vapid import nouvelle_cle
from famille.alertes.sms.modele import Modele
from portail.settings.alertes import push


class Serveur:
    """`reponses`: what it answers to the next requests, (status, headers), before being itself
    again; `recues`: (path, headers, body) of each."""

    def __init__(self):
        serveur = self

        class Requete(BaseHTTPRequestHandler):
            def do_POST(self):
                corps = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                entetes = {nom.lower(): valeur for nom, valeur in self.headers.items()}
                serveur.recues.append((self.path, entetes, corps))
                statut, siens, dit = serveur.repondre(self.path, entetes, corps)
                if statut is None:  # the connection is cut, no answer
                    return
                self.send_response(statut)
                for nom, valeur in {"Content-Length": str(len(dit)), **siens}.items():
                    self.send_header(nom, valeur)
                self.end_headers()
                self.wfile.write(dit)

            do_GET = do_POST

            def log_message(self, *args):
                pass

        self.recues, self.reponses = [], []
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Requete)
        self.origine = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def repondre(self, chemin, entetes, corps):
        """(status, headers, body)"""
        raise NotImplementedError

    def fermer(self):
        self.http.shutdown()
        self.http.server_close()


class ServicePush(Serveur):
    """`messages`: (telephone, what it read)."""

    def __init__(self):
        super().__init__()
        self.telephones, self.messages = {}, []

    def telephone(self):
        chemin = f"/wpush/v2/{len(self.telephones)}-secret"
        self.telephones[chemin] = Telephone(self.origine + chemin)
        return self.telephones[chemin]

    def repondre(self, chemin, entetes, corps):
        if self.reponses:
            statut, siens = self.reponses.pop(0)
            return statut, siens, b""
        if chemin not in self.telephones:
            return 404, {}, b""
        telephone = self.telephones[chemin]
        try:
            self.messages.append((telephone, telephone.recevoir(entetes, corps)))
        except Mauvais as refus:
            return refus.statut, {}, str(refus).encode()
        return 201, {"Location": f"{self.origine}/m/1"}, b""


@pytest.fixture
def service(settings):
    """The server of a browser's maker, on the loopback; the town has Web Push."""
    ouvert = ServicePush()
    settings.PUSH = push(nouvelle_cle(), "mailto:dsi@exemple.fr", ouvert.origine)
    yield ouvert
    ouvert.fermer()


@pytest.fixture
def abonner_un_telephone(service):
    def faire(compte, *, session="", telephone=None):
        telephone = telephone or service.telephone()
        return abonner(
            compte,
            Abonnement(**telephone.abonnement()),
            nom="iPhone, avec Safari",
            session=session,
            par=compte,
        )

    return faire


class ServiceSMS(Serveur):
    """A provider: takes JSON, answers 201 and a number of its own. `sms`: what it took."""

    def __init__(self):
        super().__init__()
        self.sms = []

    def repondre(self, chemin, entetes, corps):
        if self.reponses:
            statut, siens = self.reponses.pop(0)
            return statut, siens, b""
        if entetes.get("api-key") != "secret-du-prestataire":
            return 401, {}, b"{}"
        self.sms.append(json.loads(corps))
        return 201, {}, json.dumps({"messages": [{"id": f"m-{len(self.sms)}"}]}).encode()


@pytest.fixture
def prestataire(settings):
    """A provider of SMS on the loopback, that the town has."""
    ouvert = ServiceSMS()
    settings.SMS = Modele(
        adresse=f"{ouvert.origine}/v3/sms",
        emetteur="Ville",
        entetes={"api-key": "{cle}"},
        corps={
            "sender": "{emetteur}",
            "recipient": "{numero}",
            "content": "{texte}",
            "tag": "{reference}",
        },
        identifiant="messages.0.id",
        par_jour=4,
        par_compte=2,
        retour={
            "identifiant": "id",
            "etat": "status",
            "remise": ["delivered"],
            "non_remise": ["undelivered"],
            "perimee": ["expired"],
        },
    )
    settings.SMS_CLE = "secret-du-prestataire"
    settings.SMS_RETOUR = "un-secret-de-plus-de-trente-deux-caracteres"
    yield ouvert
    ouvert.fermer()
