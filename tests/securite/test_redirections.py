"""A service that sends us elsewhere is not followed (OWASP ASVS 15.3.2): neither keys nor families'
data go there.

The list of leaked passwords has its own
(tests/comptes/mots_de_passe/test_mots_de_passe_voles.py)."""

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.base import ContentFile

from famille.argent.paiement.fournisseur import FournisseurIndisponible
from famille.argent.paiement.service_payfip import ServicePayFiP
from famille.socle.seau import Seau
from famille.socle.stockage import StockageMuet
from portail.settings.machine import seau


class Detour(BaseHTTPRequestHandler):
    """Under /ici/, sends elsewhere; everything else of this server is elsewhere."""

    def repondre(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        ici = self.path.startswith("/ici/")
        self.server.vus["ici" if ici else "ailleurs"] += 1
        self.send_response(self.server.code if ici else 200)
        if ici:
            # By another name of this machine, so that it is another origin; and as S3 says that a
            # bucket is elsewhere.
            self.send_header("Location", f"http://localhost:{self.server.server_port}/ailleurs/")
            self.send_header("x-amz-bucket-region", "eu-west-3")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = repondre

    def log_message(self, *_):
        pass


@pytest.fixture
def detour():
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Detour)
    serveur.code, serveur.vus = 307, Counter()  # the method and the body go along
    serveur.adresse = f"http://127.0.0.1:{serveur.server_port}/ici"
    threading.Thread(target=serveur.serve_forever, args=[0.02], daemon=True).start()
    yield serveur
    serveur.shutdown()
    serveur.server_close()


def test_the_store_of_files_sends_us_nowhere(detour):
    """botocore asks again for another region, of the address of the settings; never of another
    one."""
    options = seau(
        "prive", prive=True, adresse=detour.adresse, cle="x", secret="y", region="us-east-1"
    )["OPTIONS"]
    with pytest.raises(StockageMuet):
        Seau(**options)._save("a.txt", ContentFile(b"a"))
    assert detour.vus["ici"] >= 1
    assert detour.vus["ailleurs"] == 0


def test_the_payment_service_sends_us_nowhere(detour):
    for detour.code in (301, 302, 307, 308):
        with pytest.raises(FournisseurIndisponible):
            ServicePayFiP(detour.adresse, 3).detail("0" * 36)
    assert detour.vus == {"ici": 4}
