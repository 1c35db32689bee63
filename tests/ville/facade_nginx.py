"""The nginx of deploy/nginx.conf on loopback ports: the very file of a town, its names and paths
replaced."""

import datetime
import ipaddress
import re
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.serveurs import programme
from tests.ville.processus import Serveur, accepte, port_libre

RACINE = Path(__file__).parents[2]
MODELE = RACINE / "deploy" / "nginx.conf"

ENVELOPPE = """daemon off;
{compte}pid {racine}/pid;
error_log {racine}/erreurs.log warn;
worker_processes 1;
events {{ worker_connections 2048; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2;  # a machine that allows everything: our file does not
    ssl_ciphers ALL:@SECLEVEL=0;
    client_body_temp_path {racine}/corps;
    proxy_temp_path {racine}/mandataire;
    fastcgi_temp_path {racine}/fastcgi;
    uwsgi_temp_path {racine}/uwsgi;
    scgi_temp_path {racine}/scgi;
{site}
}}
"""


def preparer_nginx(
    racine: Path,
    *,
    pages: list[int],
    soumissions: list[int],
    dossiers: dict[str, Path],
    compte: str | None,
    port: int,
    port_http: int | None = None,
    limites: bool = False,
) -> Serveur:
    """An nginx at https://localhost:`port`, before the portals at those ports. `dossiers`:
    "statiques", "public", "prive". `compte`: who reads them, None where we are nobody but
    ourselves. `limites`: what one address may ask stays as it is; raised without, since all the
    clients of a test have the same. The certificate is racine/cert.pem."""
    _certificat(racine)
    port_http = port_http or port_libre()
    remplacements = {
        "server unix:/run/portail/pages.sock fail_timeout=0;": _vers(pages),
        "server unix:/run/portail/soumettre.sock fail_timeout=0;": _vers(soumissions),
        "    listen 80 default_server;\n    listen [::]:80 default_server;": (
            f"    listen 127.0.0.1:{port_http} default_server;"
        ),
        "    listen 443 ssl default_server;\n    listen [::]:443 ssl default_server;": (
            f"    listen 127.0.0.1:{port} ssl default_server;"
        ),
        "    listen 80;\n    listen [::]:80;": f"    listen 127.0.0.1:{port_http};",
        "    listen 443 ssl;\n    listen [::]:443 ssl;": f"    listen 127.0.0.1:{port} ssl;",
        "return 301 https://$server_name$request_uri;": f"return 301 https://$server_name:{port}$request_uri;",
        "rate=20r/s": "rate=20r/s" if limites else "rate=100000r/s",
        "limit_conn portail_liens 100;": f"limit_conn portail_liens {100 if limites else 60_000};",
        "server_name famille.exemple.fr;": "server_name localhost;",
        "/etc/ssl/portail/fullchain.pem": f"{racine}/cert.pem",
        "/etc/ssl/portail/privkey.pem": f"{racine}/cle.pem",
        "/var/log/nginx/portail.log": f"{racine}/acces.log",
        "/var/log/nginx/portail-erreurs.log": f"{racine}/erreurs-du-site.log",
        "/var/cache/nginx-portail": f"{racine}/publiques",
        "/etc/nginx/snippets/portail-brotli[.]conf": f"{racine}/brotli[.]conf",  # not there
        "/opt/portail/staticfiles/": f"{dossiers['statiques']}/",
        "/opt/portail/deploy/": f"{RACINE}/deploy/",
        "/var/lib/portail/public/": f"{dossiers['public']}/",
        "/var/lib/portail/prive/": f"{dossiers['prive']}/",
    }
    site = reste = MODELE.read_text()
    for ancien, neuf in remplacements.items():
        assert ancien in site, f"deploy/nginx.conf no longer holds: {ancien}"
        site, reste = site.replace(ancien, neuf), reste.replace(ancien, "")
    oublis = re.findall(r"exemple\.fr|/etc/|/opt/|/var/|/run/", re.sub("#.*", "", reste))
    assert not oublis, f"deploy/nginx.conf holds what no test replaces: {oublis}"
    configuration = racine / "nginx.conf"
    droits = f"user {compte};\n" if compte else ""
    configuration.write_text(ENVELOPPE.format(compte=droits, racine=racine, site=site))
    commande = [
        programme("nginx") or "nginx",
        "-c",
        str(configuration),
        "-p",
        str(racine),
        "-e",
        "stderr",
    ]
    return Serveur(
        adresse=f"https://localhost:{port}",
        commande=commande,
        journal=racine / "journal",
        pret=lambda: accepte(port),
    )


def _vers(ports: list[int]) -> str:
    return "\n    ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=2s;" for port in ports)


def _certificat(racine: Path) -> None:
    """A certificate of our own for localhost: cert.pem, cle.pem."""
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    maintenant = datetime.datetime.now(datetime.UTC)
    certificat = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(maintenant - datetime.timedelta(days=1))
        .not_valid_after(maintenant + datetime.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(cle, hashes.SHA256())
    )
    (racine / "cert.pem").write_bytes(certificat.public_bytes(serialization.Encoding.PEM))
    secret = cle.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (racine / "cle.pem").write_bytes(secret)
