"""`make vendor`: copies front-end files out of node_modules, and notes what each must be in
deploy/vendor.json."""

import hashlib
import json
import re
from pathlib import Path

from bootstrap import reduire

RACINE = Path(__file__).resolve().parents[1]
VENDOR = RACINE / "site" / "portail" / "static" / "portail" / "vendor"
MODULES = RACINE / "node_modules"
MANIFESTE = RACINE / "deploy" / "vendor.json"
CARTE = re.compile(rb"\n?/[/*]# sourceMappingURL=\S+( \*/)?\s*\Z")


def contenu(source: Path) -> bytes:
    """The file without its link to a source map, which we do not serve (the manifest storage would
    look for it)."""
    octets = source.read_bytes()
    return CARTE.sub(b"\n", octets) if source.suffix in {".css", ".js"} else octets


def main() -> None:
    manifeste = json.loads(MANIFESTE.read_text())
    for fichier in manifeste["fichiers"]:
        cible = VENDOR / fichier["cible"]
        cible.parent.mkdir(parents=True, exist_ok=True)
        octets = contenu(MODULES / fichier["source"])
        # our own part of a sheet stands beside the whole
        cible.write_bytes(reduire(octets.decode()).encode() if fichier.get("reduit") else octets)
        fichier["sha256"] = hashlib.sha256(cible.read_bytes()).hexdigest()
    MANIFESTE.write_text(json.dumps(manifeste, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
