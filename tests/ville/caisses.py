"""A pretend API Particulier on the loopback: the official answers of the staging server where they
are at hand, a directory of persons, and faults."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from demo.caf import contrat
from famille.echanges.api_particulier.client import ApiParticulier

JETON, SIRET = "un-jeton", "20000000000017"
# Etalab's data of the staging server (MIT), beside the repository where it is written.
OFFICIELS = Path(__file__).parents[3] / "shared" / "reference" / "donnees" / "api_particulier"
PATIENCE = 30  # seconds that a slow answer lasts
IDENTITE = "/v3/dss/quotient_familial/identite"


class FauxApiParticulier:
    """`personnes`: birth name in capitals → Reponse, or a list of them of which the last is kept;
    who is in none has no file. `fautes`: what happens to the next requests, by name (see `_faute`),
    "" for none; `toujours`: to all. `recues`: (path, query, Authorization) of each."""

    def __init__(self):
        faux = self

        class Requete(BaseHTTPRequestHandler):
            def do_GET(self):
                faux.servir(self)

            def log_message(self, *args):
                pass

        self.personnes, self.fautes, self.toujours, self.recues = {}, [], "", []
        self.parti = threading.Event()
        self.attendu = False  # somebody has waited for the end of a slow answer
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Requete)
        self.http.daemon_threads = True
        self.adresse = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def fermer(self):
        self.parti.set()
        self.http.shutdown()
        self.http.server_close()

    def client(self, **delais):
        return ApiParticulier(self.adresse, JETON, SIRET, **delais)

    def trouver(self, nom, valeur, mois, regime="CNAF"):
        """What is said of a person of this birth name."""
        self.personnes[nom.upper()] = contrat.quotient(
            valeur, mois.year, mois.month, regime=regime, dits={"nomNaissance": [nom]}
        )

    def servir(self, requete):
        morceaux = urlsplit(requete.path)
        dits = parse_qs(morceaux.query)
        self.recues.append((morceaux.path, dits, requete.headers.get("Authorization", "")))
        faute = self.fautes.pop(0) if self.fautes else self.toujours
        if faute:
            self._faute(faute, requete)
            return
        identite = morceaux.path.endswith("/identite")
        jeton = JETON if identite else requete.headers["Authorization"].removeprefix("Bearer ")
        refus = contrat.controler(
            requete.headers.get("Authorization", ""), jeton, dits, identite=identite
        )
        self._rendre(requete, refus or self._de(dits.get("nomNaissance", [jeton])[0]))

    def _de(self, nom):
        dit = self.personnes.get(nom.upper(), contrat.sans_dossier())
        if isinstance(dit, list):
            return dit.pop(0) if len(dit) > 1 else dit[0]
        return dit

    def _faute(self, faute, requete):
        match faute:
            case "silence":
                self.attendu = not self.parti.wait(PATIENCE)
            case "goutte":
                requete.send_response(200)
                requete.end_headers()
                for _octet in range(PATIENCE * 50):
                    if self.parti.wait(0.02):
                        return
                    requete.wfile.write(b" ")  # OSError: the portal has gone
                self.attendu = True
            case "long":
                self._ecrire(requete, 200, b" " * 200_000)
            case "ailleurs":
                self._ecrire(requete, 302, b"", Location=f"{self.adresse}{requete.path}")
            case "html":
                self._ecrire(requete, 200, b"<h1>Maintenance</h1>")
            case contrat.Reponse():
                self._rendre(requete, faute)
            case _:
                raise AssertionError(faute)

    def _rendre(self, requete, reponse):
        corps = json.dumps(reponse.corps).encode()
        self._ecrire(requete, reponse.statut, corps, **reponse.en_tetes)

    def _ecrire(self, requete, statut, corps, **en_tetes):
        requete.send_response(statut)
        for nom, valeur in {"Content-Length": str(len(corps)), **en_tetes}.items():
            requete.send_header(nom, valeur)
        requete.end_headers()
        requete.wfile.write(corps)


@pytest.fixture
def faux_caisses():
    faux = FauxApiParticulier()
    yield faux
    faux.fermer()


@pytest.fixture
def caisses(faux_caisses, settings, db):
    """The same, and the portal set to it."""
    from demarches.models import ReglageQuotient

    settings.API_PARTICULIER = {"adresse": faux_caisses.adresse, "jeton": JETON}
    reglage = ReglageQuotient.load()
    reglage.siret = SIRET
    reglage.save()
    return faux_caisses
