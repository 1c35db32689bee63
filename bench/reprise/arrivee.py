"""`make bench`: a town's families come in from the file of its former software, and go: 4,000 of
them after 1,000, on a PostgreSQL that keeps what it confirms.

Three jobs as the worker runs them, turn after turn: the dry run, the import, the undo. Ends with 1
when a family costs more of the processor in the large town than in the small one, when memory
grows with the town, when dry run and import of 20,000 families would take more than five minutes of
processor at that price, or when what came in is not what the file says.
`python -m bench.reprise.arrivee --familles 20000` measures such a town itself, and judges nothing.
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from bench.outils import machine, preparation, temps, verdicts
from bench.outils.verdicts import Borne, Verdict
from bench.reprise import fichier

MODULE = "bench.reprise.arrivee"
VISEE, GRANDE, PETITE, MINUSCULE = 20_000, 4_000, 1_000, 60
MINUTES = 5  # of processor, of Python and of PostgreSQL: the aim of the dry run and of the import
CROISSANCE = 1.3  # of what a family costs
MEMOIRE = 32  # Mio that the large town may take more than the small one
TOURS_MAX = 400  # of 25 seconds each: beyond, it does not end
COURT = "--court"
REGLAGES = "bench.reglages.reprise"


def main() -> int:
    analyseur = argparse.ArgumentParser(add_help=False)
    analyseur.add_argument("--familles", type=int, default=0, help="cette ville-là seulement")
    analyseur.add_argument(COURT, action="store_true")
    choix, _reste = analyseur.parse_known_args()
    seule = choix.familles or (MINUSCULE if choix.court else 0)
    villes = (seule,) if seule else (PETITE, GRANDE)
    donnees = preparation.mesurer_a_part(
        MODULE, __doc__, lambda: mesurer_les(villes), durable=True, reglages=REGLAGES
    )
    if donnees is None:
        return 0
    mesures = donnees["villes"]
    lignes = [phrase for une in mesures for phrase in phrases(une)]
    print("\n".join(lignes))
    juste = all(une["juste"] for une in mesures)
    if seule:
        return int(not juste)
    juges = juger(*mesures)
    print("\n".join(tableau := verdicts.tableau(juges)))
    donnees["verdicts"] = verdicts.en_donnees(juges)
    machine.garder("reprise", donnees, ["# L’arrivée des familles", "", *lignes, "", *tableau])
    return int(not juste or bool(verdicts.fautes(juges)))


def juger(petite: dict, grande: dict) -> list[Verdict]:
    """In what no neighbour changes: processor, and not the clock."""
    tout, entree = (
        [
            sum(une[etape]["processeur_s"] for etape in etapes) / une["familles"]
            for une in (petite, grande)
        ]
        for etapes in (("essai", "import", "annulation"), ("essai", "import"))
    )
    # from 4,000 to 20,000 a family may grow dearer as it has from 1,000 to 4,000
    prevu = entree[1] * max(1, entree[1] / entree[0]) * VISEE
    croissance = Borne(round(tout[1] / tout[0], 2), CROISSANCE, 1.1, au_plus=True, unite="×")
    memoire = Borne(
        grande["memoire_mio"] - petite["memoire_mio"], MEMOIRE, MEMOIRE, au_plus=True, unite="Mio"
    )
    duree = Borne(round(prevu), MINUTES * 60, MINUTES * 60, au_plus=True, unite="s de processeur")
    qui = f"reprise de {grande['familles']} familles"
    return [
        Verdict(f"{qui} : une famille, au prix de la petite ville", (croissance,)),
        Verdict(f"{qui} : mémoire de plus que dans la petite", (memoire,)),
        Verdict(f"relecture et import de {VISEE} familles, à ce prix", (duree,)),
    ]


def mesurer_les(villes: tuple[int, ...]) -> dict:
    """One after the other, the small one first: a peak of memory is a process's."""
    preparation.demarrer(REGLAGES)
    from bench.villes.demandes import creer_agent
    from famille.models import CreancierSEPA

    agent = creer_agent()
    CreancierSEPA.objects.create(
        nom="Régie", voie="1 place", code_postal="36000", commune="Ville", ics="FR72ZZZ123456"
    )
    _arriver_et_partir(MINUSCULE, agent)  # what a server reads once
    mesures = [_arriver_et_partir(une, agent) for une in villes]
    return {"base": preparation.version_de_la_base(), "villes": mesures}


def _arriver_et_partir(familles: int, agent) -> dict:
    from famille.reprise import actions

    depart = memoire()
    with tempfile.TemporaryDirectory(prefix="portail-bench-") as dossier:
        chemin = Path(dossier) / "familles.zip"
        lignes = fichier.ecrire(chemin, familles)
        reprise = deposer(chemin, agent)
    choix = [tableau["colonnes"] for tableau in reprise.tableaux]
    mesures = {
        "essai": executer(actions.confirmer_les_colonnes(reprise, choix, par=agent)),
        "import": executer(actions.importer(reprise, par=agent)),
    }
    venus, attendus = _compter(), _attendus(familles)
    reprise.refresh_from_db()
    mesures["annulation"] = executer(actions.annuler(reprise, par=agent))
    restent = {nom: nombre for nom, nombre in _compter().items() if nombre}
    return {
        "familles": familles,
        "lignes": lignes,
        "memoire_au_depart_mio": depart,
        "memoire_mio": memoire(),
        **mesures,
        "venus": venus,
        "attendus": attendus,
        "restent": restent,
        "juste": venus == attendus and not restent,
    }


def deposer(chemin: Path, agent):
    from django.core.files import File
    from django.core.files.uploadedfile import UploadedFile

    from famille.reprise import actions

    with chemin.open("rb") as ouvert:
        taille = chemin.stat().st_size
        depose = UploadedFile(File(ouvert), name=chemin.name, size=taille, charset=None)
        return actions.deposer_le_fichier(depose, "Ancien logiciel", par=agent)


def executer(reprise) -> dict[str, float]:
    """Of one job, each of its turns run here as the worker would: seconds of the clock and of the
    processor, Mio at the end."""
    from famille.models import Travail
    from famille.travaux import actions as travaux

    debut, processeur = time.perf_counter(), _processeur()
    tours = 1
    while travaux.executer(reprise.travail_id) == Travail.Etat.EN_COURS:
        tours += 1
        if tours > TOURS_MAX:
            raise TimeoutError(f"{reprise.travail} is still under way after {TOURS_MAX} turns")
    return {
        "horloge_s": round(time.perf_counter() - debut, 1),
        "processeur_s": round(_processeur() - processeur, 1),
        "tours": tours,
        "memoire_mio": memoire(),
    }


def _processeur() -> float:
    return time.process_time() + temps.de_toute_la_base()


def memoire() -> int:
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
