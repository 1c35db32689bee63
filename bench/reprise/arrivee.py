"""`make bench`: a town's families come in from the file of its former software, and go: 20,000 of
them beside 2,000, on a PostgreSQL that keeps what it confirms.

Three jobs as the worker runs them, turn after turn: the dry run, the import, the undo. Ends with 1
when a family costs more of the processor in the large town than in the small one, when memory
grows with the town, when dry run and import take more processor than two cores give in five
minutes, or when what came in is not what the file says.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.outils import machine, preparation, temps, verdicts
from bench.outils.verdicts import Borne, Verdict
from bench.reprise import fichier

MODULE = "bench.reprise.arrivee"
GRANDE, PETITE, MINUSCULE = 20_000, 2_000, 60
COEURS, MINUTES = 2, 5  # the aim of the dry run and of the import, together
CROISSANCE = 1.3  # of what a family costs
MEMOIRE = 64  # Mio that the large town may take more than the small one
COURT = "--court"


def main() -> int:
    analyseur = argparse.ArgumentParser(add_help=False)
    analyseur.add_argument("--familles", type=int, default=0, help="cette ville-là seulement")
    analyseur.add_argument("--dans", type=Path, help=argparse.SUPPRESS)
    analyseur.add_argument(COURT, action="store_true")
    choix, _reste = analyseur.parse_known_args()
    if choix.familles:
        return _d_une_ville(choix.familles, choix.dans)
    mesures = [_a_part(une) for une in ((MINUSCULE,) if choix.court else (PETITE, GRANDE))]
    lignes = [phrase for une in mesures for phrase in phrases(une)]
    print("\n".join(lignes))
    juste = all(une["juste"] for une in mesures)
    if choix.court:
        return int(not juste)
    petite, grande = mesures
    juges = juger(petite, grande)
    print("\n".join(tableau := verdicts.tableau(juges)))
    faits = grande.pop("machine")
    del petite["machine"]
    donnees = {"machine": faits, "petite": petite, "grande": grande}
    donnees["verdicts"] = verdicts.en_donnees(juges)
    machine.garder("reprise", donnees, ["# L’arrivée des familles", "", *lignes, "", *tableau])
    return int(not juste or bool(verdicts.fautes(juges)))


def _a_part(familles: int) -> dict:
    """Each town in a process of its own, on a PostgreSQL of its own: a peak of memory is a
    process's."""
    with tempfile.TemporaryDirectory(prefix="portail-bench-") as dossier:
        dans = Path(dossier) / "ville.json"
        commande = [sys.executable, "-m", MODULE, "--familles", str(familles), "--dans", str(dans)]
        subprocess.run(commande, check=True)
        return json.loads(dans.read_text())


def _d_une_ville(familles: int, dans: Path | None) -> int:
    donnees = preparation.mesurer_a_part(MODULE, __doc__, lambda: mesurer(familles), durable=True)
    if donnees is None:
        return 0
    if dans:
        dans.write_text(json.dumps(donnees))
    else:
        print("\n".join(phrases(donnees)))
    return int(not donnees["juste"])


def juger(petite: dict, grande: dict) -> list[Verdict]:
    """The aim in what no neighbour changes: processor, and not the clock."""
    par_famille = [
        sum(une[etape]["processeur_s"] for etape in ("essai", "import", "annulation"))
        / une["familles"]
        for une in (petite, grande)
    ]
    entree = grande["essai"]["processeur_s"] + grande["import"]["processeur_s"]
    voulu = COEURS * MINUTES * 60 * grande["familles"] / GRANDE
    croissance = Borne(
        round(par_famille[1] / par_famille[0], 2), CROISSANCE, 1.1, au_plus=True, unite="×"
    )
    memoire = Borne(
        grande["memoire_mio"] - petite["memoire_mio"], MEMOIRE, MEMOIRE, au_plus=True, unite="Mio"
    )
    duree = Borne(round(entree), voulu, voulu, au_plus=True, unite="s de processeur")
    qui = f"reprise de {grande['familles']} familles"
    return [
        Verdict(f"{qui} : une famille, au prix de la petite ville", (croissance,)),
        Verdict(f"{qui} : mémoire de plus que dans la petite", (memoire,)),
        Verdict(f"{qui} : relecture et import", (duree,)),
    ]


def mesurer(familles: int) -> dict:
    preparation.demarrer()
    from bench.villes.demandes import creer_agent
    from famille.models import CreancierSEPA
    from famille.reprise import actions

    agent = creer_agent()
    CreancierSEPA.objects.create(
        nom="Régie", voie="1 place", code_postal="36000", commune="Ville", ics="FR72ZZZ123456"
    )
    depart = _memoire()
    with tempfile.TemporaryDirectory(prefix="portail-bench-") as dossier:
        chemin = Path(dossier) / "familles.zip"
        lignes = fichier.ecrire(chemin, familles)
        reprise = _deposer(chemin, agent)
    choix = [tableau["colonnes"] for tableau in reprise.tableaux]
    mesures = {
        "essai": _executer(actions.confirmer_les_colonnes(reprise, choix, par=agent)),
        "import": _executer(actions.importer(reprise, par=agent)),
    }
    venus, attendus = _compter(), _attendus(familles)
    reprise.refresh_from_db()
    mesures["annulation"] = _executer(actions.annuler(reprise, par=agent))
    restent = {nom: nombre for nom, nombre in _compter().items() if nombre}
    return {
        "base": preparation.version_de_la_base(),
        "familles": familles,
        "lignes": lignes,
        "memoire_au_depart_mio": depart,
        "memoire_mio": _memoire(),
        **mesures,
        "venus": venus,
        "attendus": attendus,
        "restent": restent,
        "juste": venus == attendus and not restent,
    }


def _deposer(chemin: Path, agent):
    from django.core.files import File
    from django.core.files.uploadedfile import UploadedFile

    from famille.reprise import actions

    with chemin.open("rb") as ouvert:
        taille = chemin.stat().st_size
        depose = UploadedFile(File(ouvert), name=chemin.name, size=taille, charset=None)
        return actions.deposer_le_fichier(depose, "Ancien logiciel", par=agent)


def _executer(reprise) -> dict[str, float]:
    """Of one job, each of its turns run here as the worker would: seconds of the clock and of the
    processor, Mio at the end."""
    from famille.models import Travail
    from famille.travaux import actions as travaux

    debut, processeur = time.perf_counter(), time.process_time() + temps.de_la_base()
    tours = 1
    while travaux.executer(reprise.travail_id) == Travail.Etat.EN_COURS:
        tours += 1
    return {
        "horloge_s": round(time.perf_counter() - debut, 1),
        "processeur_s": round(time.process_time() + temps.de_la_base() - processeur, 1),
        "tours": tours,
        "memoire_mio": _memoire(),
    }


def _memoire() -> int:
    """The peak of this process so far, in Mio."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _compter() -> dict[str, int]:
    from famille.models import (
        Enfant,
        Facture,
        FicheSanitaire,
        Foyer,
        MandatSEPA,
        QuotientFamilial,
        Responsable,
    )

    modeles = (
        *(Foyer, Responsable, Enfant, FicheSanitaire, QuotientFamilial, MandatSEPA, Facture),
    )
    return {modele.__name__: modele.objects.count() for modele in modeles}


def _attendus(familles: int) -> dict[str, int]:
    """By what bench.reprise.fichier writes."""
    return {
        "Foyer": familles,
        "Responsable": 2 * familles,
        "Enfant": 2 * familles,
        "FicheSanitaire": -(-2 * familles // 5),
        "QuotientFamilial": familles,
        "MandatSEPA": -(-familles // 3),
        "Facture": -(-familles // 4),
    }


def phrases(donnees: dict) -> list[str]:
    etapes = {"essai": "relecture", "import": "import", "annulation": "annulation"}
    durees = ", ".join(
        f"{nom} {donnees[code]['horloge_s']} s ({donnees[code]['processeur_s']} s de processeur)"
        for code, nom in etapes.items()
    )
    return [
        f"{donnees['familles']} familles, {donnees['lignes']} lignes : {durees}.",
        (
            f"Mémoire au plus {donnees['memoire_mio']} Mio, dont"
            f" {donnees['memoire_au_depart_mio']} avant le fichier."
        ),
        f"Tout est venu, tout est reparti : {'oui' if donnees['juste'] else 'NON'}.",
    ]


if __name__ == "__main__":
    sys.exit(main())
