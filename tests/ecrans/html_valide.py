"""The Nu HTML checker (npm `vnu-jar`, run by Java) over many pages at once: it takes longer to
start than to read."""

import json
import re
import shutil
import subprocess
from pathlib import Path

JAR = (
    Path(__file__).resolve().parents[2] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
)
DELAI = 300  # seconds
# A hundred pages are too few to pay back what a JVM compiles at length, in threads of its own.
JVM = ("-Xss2m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")

# What is said and is not a fault, with the reason.
BRUIT = (
    # htmx's own attributes. `data-hx-…` would please the checker, and nobody who reads htmx's
    # pages.
    re.compile(r"^Attribute “hx-[a-z-]+” not allowed on element"),
    # A table drawn as a list of days on a phone: `display: block` takes its meaning away in
    # browsers, so its roles are written out
    # (templates/reservations/consommation/jours_consommes.html).
    re.compile(
        r"^The “role” attribute must not be used on a “(td|th|tr)” element which has a “table”"
        r" ancestor"
    ),
    re.compile(
        r"^The “(table|row|rowgroup|cell|rowheader|columnheader)” role is unnecessary for element"
    ),
    # Firefox keeps the value of a hidden field when a page is loaded again: the draft's version
    # must be the page's.
    re.compile(
        r"^An “input” element with a “type” attribute whose value is “hidden” must not have an"
        r" “autocomplete”"
    ),
    # A card is a region with a name (aria-label) or a mere frame: a title inside would repeat that
    # of the page.
    re.compile(r"^Section lacks heading\."),
)


def present() -> bool:
    return JAR.is_file() and shutil.which("java") is not None


def fautes(dossier: Path) -> list[str]:
    """What the checker says of the .html files of `dossier`, one sentence each with file and line,
    noise left out."""
    commande = [
        "java",
        *JVM,
        "-jar",
        str(JAR),
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        "--skip-non-html",
    ]
    lu = subprocess.run(
        [*commande, str(dossier)], capture_output=True, text=True, check=True, timeout=DELAI
    )
    return [
        _dire(un)
        for un in json.loads(lu.stdout)["messages"]
        if not any(b.match(un["message"]) for b in BRUIT)
    ]


def _dire(message) -> str:
    nom = Path(message.get("url", "")).name
    return (
        f"{nom}:{message.get('lastLine', '')} {message['message']}"
        f" {message.get('extract', '').strip()!r}"
    )
