"""On what machine figures were measured, and where they are kept: a figure without its machine says
nothing."""

import json
import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
RESULTATS = RACINE / "bench" / "resultats"


def faits() -> dict[str, str | float]:
    """Cores, memory, versions, date and commit; the database's version is added by who measures on
    it."""
    import django

    memoire = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": _git("rev-parse", "--short", "HEAD")
        + ("+" if _git("status", "--porcelain") else ""),
        "coeurs": len(os.sched_getaffinity(0)),
        "memoire_gio": round(memoire, 1),
        "processeur": _processeur(),
        "noyau": platform.release(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
        "charge_avant": round(os.getloadavg()[0], 2),
    }


def garder(nom: str, donnees: dict, lignes: list[str]) -> None:
    """Write `nom`.json, and `nom`.md with the same figures as a table and the machine under it.
    `nom` names the bench: the newest run replaces the one before, whose figures stay in the history
    of the repository."""
    RESULTATS.mkdir(exist_ok=True)
    (RESULTATS / f"{nom}.json").write_text(json.dumps(donnees, ensure_ascii=False, indent=1) + "\n")
    machine = "\n".join(f"- {cle} : {valeur}" for cle, valeur in donnees["machine"].items())
    (RESULTATS / f"{nom}.md").write_text("\n".join([*lignes, "", "## Machine", "", machine, ""]))


def _git(*mots: str) -> str:
    fait = subprocess.run(["git", *mots], cwd=RACINE, capture_output=True, text=True, check=False)
    return fait.stdout.strip()


def _processeur() -> str:
    for ligne in Path("/proc/cpuinfo").read_text().splitlines():
        if ligne.startswith("model name"):
            return ligne.partition(":")[2].strip()
    return platform.machine()
