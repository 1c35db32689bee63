"""The whole demonstration town moves: its export, read in an empty production base that has its
settings and nothing else, and each household compared with what it was.

`python -m bench.reprise.ville`, by hand, some minutes of processor. Ends with 1 when a line is
refused, or when a household is not what it was. tests/demo/test_reprise_de_la_ville.py holds the
same of a village.
"""

import io
import sys
import time
from collections import Counter

from bench.outils import preparation

MODULE, REGLAGES, VIDE = "bench.reprise.ville", "bench.reglages.reprise", "vide"
MONTREES = 5  # differences shown; all are counted


def main() -> int:
    donnees = preparation.mesurer_a_part(MODULE, __doc__, mesurer, reglages=REGLAGES)
    if donnees is None:
        return 0
    combien, secondes = donnees["foyers"], donnees["secondes"]
    print(f"{combien} foyers, {donnees['enfants']} enfants")
    print(", ".join(f"{etape} {duree} s" for etape, duree in secondes.items()))
    ecarts = donnees["ecarts"]
    print("\n".join(ecarts[:MONTREES]) or "Chaque foyer est revenu tel qu’il était.")
    print(f"{len(ecarts)} écarts")
    return int(bool(ecarts))


def mesurer() -> dict:
    preparation.demarrer(REGLAGES)
    from django.db import connection

    preparation.copier_la_base(nom := connection.settings_dict["NAME"], VIDE)
    secondes: dict[str, float] = {}
    preparation.ouvrir_la_base(nom)
    depart = time.perf_counter()
    attendus, archive, reglages, creancier = _la_ville_s_en_va(secondes)
    preparation.ouvrir_la_base(VIDE)
    par = _une_base_de_production(reglages, creancier)
    debut = time.perf_counter()
    raisons = _reprendre(archive, par)
    secondes |= {"import": _depuis(debut), "tout": _depuis(depart)}
    from tests.demo.portraits import portraits

    venus = portraits()
    return {
        "base": preparation.version_de_la_base(),
        "foyers": len(venus),
        "enfants": sum(len(un["enfants"]) for un in venus.values()),
        "secondes": secondes,
        "ecarts": [*raisons, *comparer(attendus, venus)],
    }


def _depuis(debut: float) -> float:
    return round(time.perf_counter() - debut, 1)


def _la_ville_s_en_va(secondes: dict[str, float]) -> tuple[dict, bytes, str, dict]:
    """Made as `ville_demo` makes it: (its households, its export, its settings, its creditor)."""
    from django.core.management import call_command
    from django.forms.models import model_to_dict

    from famille.models import CreancierSEPA
    from famille.reprise.export.actions import ecrire_l_archive
    from portail.mise_en_service import fichier as mise_en_service
    from tests.demo.portraits import portraits

    debut = time.perf_counter()
    call_command("ville_demo", verbosity=0)
    secondes["ville"] = _depuis(debut)
    debut, archive = time.perf_counter(), io.BytesIO()
    ecrire_l_archive(archive, lambda *_ligne: None)
    secondes["export"] = _depuis(debut)
    creancier = model_to_dict(CreancierSEPA.lire(), exclude=["id"])
    return portraits(), archive.getvalue(), mise_en_service.exporter(), creancier


def _une_base_de_production(reglages: str, creancier: dict):
    """As `preparer` makes it, then what the town sets before its families come."""
    from django.conf import settings
    from django.core.cache import cache
    from django.core.management import call_command

    from famille.models import CreancierSEPA, Foyer, Utilisateur
    from famille.socle.ville.lecture import oublier
    from portail.mise_en_service import fichier as mise_en_service

    settings.DEMO = False
    cache.clear()
    oublier()
    call_command("preparer", verbosity=0)
    if Foyer.objects.exists():
        raise AssertionError("this base is not empty")
    par = Utilisateur.objects.create_superuser("admin@exemple.fr", "un mot de passe long")
    mise_en_service.importer(reglages, par=par)
    CreancierSEPA.objects.create(**creancier)
    return par


def _reprendre(archive: bytes, par) -> list[str]:
    """One line for each reason why lines are refused or told."""
    from tests.famille.reprise import essai

    reprise = essai.reprendre(archive, par=par, source="Portail Famille")
    raisons = Counter(reprise.fautes.values_list("colonne", "raison"))
    return [f"{combien} × {' · '.join(raison)}" for raison, combien in raisons.items()]


def comparer(attendus: dict[str, dict], venus: dict[str, dict]) -> list[str]:
    """One line a household and a part of it that are not what they were."""
    perdus = [f"{numero} : n’est pas venu" for numero in attendus.keys() - venus.keys()]
    en_trop = [f"{numero} : n’existait pas" for numero in venus.keys() - attendus.keys()]
    changes = [
        f"{numero}, {quoi} : {venus[numero][quoi]} au lieu de {dit}"
        for numero in sorted(attendus.keys() & venus.keys())
        for quoi, dit in attendus[numero].items()
        if venus[numero][quoi] != dit
    ]
    return [*perdus, *en_trop, *changes]


if __name__ == "__main__":
    sys.exit(main())
