"""The engine of FranceConnect itself, on the loopback: npm `oidc-provider`, of package.json."""

import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

MOTEUR = Path(__file__).with_name("moteur.mjs")
PAQUET = Path(__file__).parents[3] / "node_modules" / "oidc-provider"


def present() -> bool:
    return bool(shutil.which("node")) and PAQUET.exists()


@contextmanager
def moteur_officiel(*declare):
    """Its address. `declare`: client, secret, address of return, address after leaving."""
    commande = ["node", "--preserve-symlinks", "--preserve-symlinks-main", str(MOTEUR), *declare]
    with subprocess.Popen(
        commande, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as lance:
        try:
            while not (ligne := lance.stdout.readline()).startswith("http://127.0.0.1:"):
                assert ligne, "it did not start"
            yield ligne.strip()
        finally:
            lance.terminate()
