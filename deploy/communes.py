"""The towns of each postal code, and of each code of INSEE, from the package of the official code
of communes (INSEE, La Poste; Licence Ouverte 2.0), one version a year.

`npm pack @etalab/decoupage-administratif`, opened, then
`python deploy/communes.py package/data/communes.json` writes famille/dossier/foyers/communes.txt.gz
and famille/dossier/identites/communes.txt.gz."""

import gzip
import json
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

FAMILLE = Path(__file__).resolve().parents[1] / "famille" / "dossier"
PAR_CODE_POSTAL = FAMILLE / "foyers" / "communes.txt.gz"
PAR_CODE_INSEE = FAMILLE / "identites" / "communes.txt.gz"
ACTUELLE, ANCIENNES = "commune-actuelle", {"commune-deleguee", "commune-associee"}


def table(communes):
    """str: one line a postal code, in order: "49070;Beaucouzé;Saint-Jean-de-Linières=…". Behind a
    town, each after "=", the former towns that it is made of, whose names are still written."""
    anciennes = defaultdict(list)
    for une in communes:
        if une["type"] in ANCIENNES:
            anciennes[une["chefLieu"]].append(une["nom"])
    lignes = defaultdict(list)
    for une in communes:
        if une["type"] == ACTUELLE:
            noms = dict.fromkeys([une["nom"], *sorted(anciennes[une["code"]])])
            for code in une.get("codesPostaux", []):
                lignes[code].append("=".join(noms))
    return "".join(f"{c};{';'.join(sorted(lignes[c], key=sans_accents))}\n" for c in sorted(lignes))


def table_insee(communes):
    """str: one line a code, in order: "75107;Paris 7e Arrondissement". A former town that kept a
    code of its own has its line: people are born there."""
    noms = defaultdict(list)
    for une in communes:
        noms[une["code"]].append(une["nom"])
    return "".join(f"{code};{'='.join(dict.fromkeys(noms[code]))}\n" for code in sorted(noms))


def sans_accents(nom):
    return unicodedata.normalize("NFD", nom).encode("ascii", "ignore").decode().lower()


if __name__ == "__main__":
    lues = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    PAR_CODE_POSTAL.write_bytes(gzip.compress(table(lues).encode(), mtime=0))
    PAR_CODE_INSEE.write_bytes(gzip.compress(table_insee(lues).encode(), mtime=0))
