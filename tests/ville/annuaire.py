"""A directory of staff on the loopback, as ProConnect is one: ES256, a nonce of 32 characters or
more, a signed userinfo. A test sets what it says of the person, and what is wrong in it."""

import json
import secrets
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT, SECRET = "portail", "un-secret"
PATIENCE = 30  # seconds that a slow answer lasts


class FauxAnnuaire:
    """`personne`: its claims; `jeton`, `infos`: what differs in the id_token, in the userinfo (None
    takes a claim away); `cle_du_jeton`, `cle_des_infos`, `algorithme`: who signs, and how."""

    def __init__(self, port):
        self.emetteur = f"http://127.0.0.1:{port}"
        self.publiees = {"k1": ec.generate_private_key(ec.SECP256R1())}
        self.personne = {"sub": "u-1", "email": "agent@exemple.fr", "email_verified": True}
        self.jeton, self.infos, self.preuve = {}, {}, {"amr": ["pwd", "mfa"]}
        self.cle_du_jeton = self.cle_des_infos = ("k1", self.publiees["k1"])
        self.algorithme = "ES256"
        self.signe = True
        self.fin = f"{self.emetteur}/fin"  # where its own sessions end; "" where it says nowhere
        self.en_panne = set()
        self.lents = {}  # path → "silence", or "goutte": an answer that never ends
        self.parti = threading.Event()
        self.attendu = False  # somebody has waited for the end of a slow answer
        self.codes, self.demandes = {}, []

    def autoriser(self, adresse, **autres):
        """The path of the portal that the browser is sent back to, once the person has said who she
        is. AssertionError: the question is not one that ProConnect takes."""
        question = {nom: un for nom, [un] in parse_qs(urlsplit(adresse).query).items()}
        assert question["client_id"] == CLIENT
        assert question["response_type"] == "code"
        assert len(question["state"]) >= 32
        assert len(question["nonce"]) >= 32
        assert "openid" in question["scope"].split()
        code = secrets.token_urlsafe(8)
        self.codes[code] = question
        suite = {"code": code, "state": question["state"]} | autres
        return f"{urlsplit(question['redirect_uri']).path}?{urlencode(suite)}"

    def renvoyer(self, adresse):
        """The whole address, for a browser."""
        [retour] = parse_qs(urlsplit(adresse).query)["redirect_uri"]
        return f"{urlsplit(retour)._replace(path='', query='').geturl()}{self.autoriser(adresse)}"

    def configuration(self):
        return {
            "issuer": self.emetteur,
            "authorization_endpoint": f"{self.emetteur}/authorize",
            "token_endpoint": f"{self.emetteur}/token",
            "userinfo_endpoint": f"{self.emetteur}/userinfo",
            "jwks_uri": f"{self.emetteur}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "claims_parameter_supported": True,
            **({"end_session_endpoint": self.fin} if self.fin else {}),
            "code_challenge_methods_supported": ["S256"],
        }

    def jwks(self):
        return {
            "keys": [
                json.loads(jwt.algorithms.ECAlgorithm.to_jwk(cle.public_key()))
                | {"kid": nom, "alg": "ES256", "use": "sig"}
                for nom, cle in self.publiees.items()
            ]
        }

    def jetons(self, envoye):
        question = self.codes.pop(envoye["code"])
        assert envoye["client_secret"] == SECRET
        assert envoye["redirect_uri"] == question["redirect_uri"]
        dits = self._dits() | self.preuve | {"nonce": question["nonce"]} | self.jeton
        return {
            "access_token": "acces",
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": self._signer(dits, *self.cle_du_jeton),
        }

    def userinfo(self):
        dits = self.personne | self.infos
        if not self.signe:
            return dits
        return self._signer(self._dits() | dits, *self.cle_des_infos)

    def _dits(self):
        maintenant = int(time.time())
        return {
            "iss": self.emetteur,
            "aud": CLIENT,
            "iat": maintenant,
            "exp": maintenant + 60,
            "sub": self.personne["sub"],
        }

    def _signer(self, dits, nom, cle):
        dits = {claim: valeur for claim, valeur in dits.items() if valeur is not None}
        return jwt.encode(dits, cle, algorithm=self.algorithme, headers={"kid": nom})


def _trainer(requete, annuaire):
    if annuaire.lents[urlsplit(requete.path).path] == "silence":
        annuaire.attendu = not annuaire.parti.wait(PATIENCE)
        return
    requete.send_response(200)
    requete.send_header("Content-Type", "application/json")
    requete.end_headers()
    with suppress(OSError):  # the portal has gone
        for _octet in range(PATIENCE * 50):
            if annuaire.parti.wait(0.02):
                return
            requete.wfile.write(b" ")
        annuaire.attendu = True


@contextmanager
def faux_annuaire():
    class Reponses(BaseHTTPRequestHandler):
        def do_GET(self):
            self._repondre()

        def do_POST(self):
            corps = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._repondre({nom: un for nom, [un] in parse_qs(corps).items()})

        def _repondre(self, envoye=None):
            chemin = urlsplit(self.path).path
            if chemin == "/authorize":  # a browser is there: the person has said who she is
                self.send_response(302)
                self.send_header("Location", annuaire.renvoyer(self.path))
                self.end_headers()
                return
            annuaire.demandes.append(chemin)
            if chemin in annuaire.en_panne:
                self.send_error(503)
                return
            if chemin in annuaire.lents:
                _trainer(self, annuaire)
                return
            dit = {
                "/.well-known/openid-configuration": annuaire.configuration,
                "/jwks": annuaire.jwks,
                "/userinfo": annuaire.userinfo,
                "/token": lambda: annuaire.jetons(envoye),
            }[chemin]()
            signe = isinstance(dit, str)
            octets = (dit if signe else json.dumps(dit)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/jwt" if signe else "application/json")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Reponses) as serveur:
        annuaire = FauxAnnuaire(serveur.server_address[1])
        threading.Thread(target=serveur.serve_forever, daemon=True).start()
        try:
            yield annuaire
        finally:
            annuaire.parti.set()
            serveur.shutdown()
