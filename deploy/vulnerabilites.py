"""`make lint`: are the locked versions known to be vulnerable? Asks PyPI, by pip-audit, about
requirements-dev.txt, which holds requirements.txt.

Ends with 1 when one is. Without a network it says that nothing was checked, and ends with 0: a
machine that has none must be able to lint, and must not believe that all is well.
"""

import json
import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).parents[1]
VERROU = RACINE / "requirements-dev.txt"
DELAI = 240  # seconds
NON_VERIFIE = (
    "Vulnérabilités connues : NON VÉRIFIÉES, PyPI ne répond pas d’ici. À refaire sur une machine"
    " qui y a accès."
)
# Identifier of what does not concern us → why, and until when it is looked at again.
ACCEPTEES: dict[str, str] = {}


def demander(verrou: Path) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of pip-audit; -1 when it did not end in time. Nothing is
    installed."""
    commande = [
        sys.executable,
        "-m",
        "pip_audit",
        "--require-hashes",
        "--no-deps",
        "--disable-pip",
        "--progress-spinner=off",
    ]
    commande += ["--format=json", "--timeout=10", f"--requirement={verrou}"]
    commande += [f"--ignore-vuln={identifiant}" for identifiant in ACCEPTEES]
    try:
        fait = subprocess.run(commande, capture_output=True, text=True, timeout=DELAI)
    except subprocess.TimeoutExpired:
        return -1, "", "timeout"
    return fait.returncode, fait.stdout, fait.stderr


def juger(code: int, sortie: str, erreurs: str) -> tuple[int, str]:
    """(exit code, what is said)."""
    try:
        paquets = json.loads(sortie)["dependencies"]
    except (ValueError, KeyError, TypeError):
        sans_reseau = code == -1 or any(
            mot in erreurs for mot in ("Connection", "timed out", "Max retries", "HTTPError")
        )
        return (0, NON_VERIFIE) if sans_reseau else (1, f"pip-audit a échoué :\n{erreurs[-2000:]}")
    touches = [
        f"  {un['name']} {un['version']} : {faille['id']}, corrigée en"
        f" {', '.join(faille['fix_versions']) or '?'}"
        for un in paquets
        for faille in un.get("vulns", [])
    ]
    passes = [un["name"] for un in paquets if "skip_reason" in un]
    if touches:
        return 1, "\n".join(
            [
                "Des versions verrouillées ont une faille connue (make lock après la correction) :",
                *touches,
            ]
        )
    if passes:
        return 0, f"{NON_VERIFIE} ({len(passes)} paquets sur {len(paquets)})"
    return 0, f"Vulnérabilités connues : aucune, {len(paquets)} paquets vérifiés."


if __name__ == "__main__":
    fin, phrase = juger(*demander(VERROU))
    sys.stdout.write(f"{phrase}\n")
    sys.exit(fin)
