"""What `make test` plays at each landing: the guard, what changed, a share of all the rest.

The whole suite takes an hour of a processor; a landing has fifteen minutes of two. So it plays:

1. PURS, with lint: what reads the source, and the pure rules. Red there, nothing else is played.
2. The guard: GARDE, the test that sees each mutant (bench/resultats/mutants.json), PARCOURS.
3. What changed since the last green `make test-tout`: the tests that changed, then those that enter
   a file that changed, most changed files a second first, until BUDGET is spent.
4. One test file in PARTS of all the rest, by its name; the part is that of the landing, so that
   PARTS landings in a row play all of it. A landing is a commit of main's first line.

What a landing has not played is written, file by file, in NON_JOUES; `make test-tout` plays all.
What it found, which file enters what and what each costs, is kept in CONNU. Blind there: settings,
migrations, style sheets, scripts (tests/outils/trace.py says why); the guard and the parts see
them.
"""

import json
import re
import subprocess
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RACINE = Path(__file__).parents[1]
RESULTATS = RACINE / "bench" / "resultats"
CONNU = RESULTATS / "tests.json"
NON_JOUES = RACINE / "build" / "non-joues.txt"
PARTS = 8
BUDGET = 240.0  # seconds of the processor
D_UN_ESSAI = 0.2  # seconds of a test that was never timed
# A file that more test files enter says little of each of them; the guard enters it.
AU_PLUS = 100

PURS = (
    "tests/maison/",
    "tests/outils/",
    "tests/demarches/regles/",
    "tests/famille/regles/",
    "tests/reservations/regles/",
)
# path of a folder or a file → what it guards
GARDE = {
    "tests/acces/": "who may read and do what, each address for each role",
    "tests/comptes/connexion/": "who comes in",
    "tests/comptes/mots_de_passe/": "who comes in",
    "tests/donnees/": "what is kept, copied, erased",
    "tests/famille/factures/": "money",
    "tests/famille/paiement/": "money",
    "tests/famille/prelevement/": "money",
    "tests/famille/regie/": "money",
    "tests/mise_a_jour/": "an older town is upgraded",
    "tests/reservations/attente/": "whose turn it is",
    "tests/reservations/facturation/": "money",
    "tests/reservations/moteur/": "no place is sold twice",
    "tests/sauvegarde/test_sauvegarde.py": "a town is saved and restored",
    "tests/securite/": "what an attacker tries",
}
# Fourteen journeys in a real browser (parent, agent, director, régie; phone and desk; keyboard; no
# JavaScript), then axe on the most templates: file of tests/navigateur/ → its tests.
PARCOURS = {
    "activites/test_calendrier.py": (
        "test_on_a_phone_two_children_are_booked_a_place_goes_meanwhile_and_all_is_undone",
        "test_on_a_large_screen_the_month_is_a_table_and_its_filters_stay_in_the_address",
        "test_every_state_is_accessible_at_every_size",
    ),
    "bureau/test_bureau.py": ("test_an_agent_clears_ten_mixed_demandes_with_the_keyboard",),
    "bureau/test_famille_au_bureau.py": (
        "test_a_call_takes_one_typing_and_two_presses_with_its_message",
        "test_each_tab_fits_and_passes_axe[light]",
    ),
    "bureau/test_planning.py": ("test_every_planning_screen_passes_axe_empty_full_and_refused",),
    "ecrans/test_clavier.py": ("test_with_the_keyboard_alone_a_move_is_declared",),
    "ecrans/test_ecrans.py": (
        "test_public_screens_fit_320_px_and_pass_axe",
        "test_the_screens_of_a_first_day_say_what_to_do",
        "test_the_desk_with_a_whole_town_passes_axe",
    ),
    "ecrans/test_gestion_lisible.py": ("test_what_agents_read_stands_out_by_day_and_in_the_dark",),
    "ecrans/test_sans_javascript.py": (
        "test_without_javascript_a_move_is_declared_and_followed",
        "test_without_javascript_the_agent_decides_too",
    ),
    "famille/test_brouillon.py": ("test_a_session_killed_in_the_middle_loses_nothing",),
    "famille/test_connexion.py": ("test_an_agent_enrols_a_passkey_and_signs_in_with_it",),
    "famille/test_factures.py": ("test_two_invoices_are_read_asked_about_given_up_once_then_paid",),
    "famille/test_parcours.py": ("test_a_move_from_the_phone_to_the_validated_file",),
    "famille/test_tableau_de_bord.py": ("test_each_state_of_a_family_is_read_by_all[famille]",),
    "presences/test_presences.py": (
        "test_ticks_wait_for_the_network_and_leave_in_order",
        "test_without_javascript_each_button_is_a_form",
    ),
    "regie/test_regie.py": ("test_a_cheque_is_taken_with_the_keyboard_and_is_in_the_journal",),
}

D_UN_TEST = re.compile(r"^\s*(?:async )?def test_", re.MULTILINE)


@dataclass(frozen=True)
class Connu:
    """What the last `make test-tout` said. `vert`: the commit at which all of it passed; "": none.
    `secondes`: of each test file. `entrees`: file of the product → test files that enter it."""

    vert: str = ""
    secondes: dict[str, float] = field(default_factory=dict)
    entrees: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Choix:
    """`essais`: test file, or "file::name" of one function → why. `restent`: the files of which
    nothing is played, or a few functions."""

    essais: dict[str, str]
    restent: list[str]
    part: int

    def fichiers(self) -> list[str]:
        return sorted({essai.partition("::")[0] for essai in self.essais})


def connu() -> Connu:
    if not CONNU.exists():
        return Connu()
    lu = json.loads(CONNU.read_text())
    noms = list(lu["secondes"])
    entrees = {produit: [noms[rang] for rang in rangs] for produit, rangs in lu["entrees"].items()}
    return Connu(lu["vert"], lu["secondes"], entrees)


def garder(secondes: Mapping[str, float], entrees: Mapping[str, Collection[str]]) -> None:
    """Writes CONNU for this commit, one file of the product a line, so that a change of one is one
    line."""
    vert = _git("rev-parse", "HEAD")[0]
    rangs = {nom: rang for rang, nom in enumerate(sorted(secondes))}
    par_essai = ",\n".join(f"  {json.dumps(nom)}: {secondes[nom]:.1f}" for nom in rangs)
    par_produit = ",\n".join(
        f"  {json.dumps(produit)}: {json.dumps(sorted(rangs[un] for un in essais))}"
        for produit, essais in sorted(entrees.items())
        if len(essais) <= AU_PLUS
    )
    CONNU.write_text(
        f'{{\n "vert": {json.dumps(vert)},\n "secondes": {{\n{par_essai}\n }},\n'
        f' "entrees": {{\n{par_produit}\n }}\n}}\n'
    )


def choisir() -> Choix:
    su = connu()
    tous_les_fichiers = [
        str(un.relative_to(RACINE)) for un in sorted((RACINE / "tests").rglob("test_*.py"))
    ]
    autres = [un for un in tous_les_fichiers if not un.startswith(PURS)]
    essais = {un: quoi for un in autres for chemin, quoi in GARDE.items() if un.startswith(chemin)}
    part = _part()
    ceux_de_la_part = {
        un: f"part {part + 1}" for un in autres if zlib.crc32(un.encode()) % PARTS == part
    }
    essais |= {un: pourquoi for un, pourquoi in ceux_de_la_part.items() if un not in essais}
    changes = changes_depuis(su.vert)
    for un in touches([un for un in autres if un not in essais], changes, su):
        essais[un] = "touché"
    for un in [*tueurs(), *parcours()]:
        if un.partition("::")[0] not in essais and not un.startswith(PURS):
            essais[un] = "garde"
    return Choix(essais, [un for un in autres if un not in essais], part)


def touches(candidats: list[str], changes: set[str], su: Connu) -> Iterator[str]:
    """Of these test files, those that changed, then those that enter what changed; as many as
    BUDGET pays for."""
    entre: defaultdict[str, float] = defaultdict(float)
    for produit in changes & su.entrees.keys():
        for essai in su.entrees[produit]:
            # a file that all tests enter says little of one of them
            entre[essai] += 1 / len(su.entrees[produit])
    reste = BUDGET
    prix = {un: max(_prix(un, su), 0.05) for un in candidats}
    ranges = sorted(candidats, key=lambda un: (un not in changes, -entre[un] / prix[un], un))
    for un in ranges:
        if (un in changes or entre[un]) and prix[un] <= reste:
            reste -= prix[un]
            yield un


def _prix(essai: str, su: Connu) -> float:
    if essai in su.secondes:
        return su.secondes[essai]
    return D_UN_ESSAI * len(D_UN_TEST.findall((RACINE / essai).read_text()))


def tueurs() -> list[str]:
    """ "file::name" of the test that saw each mutant last time."""
    from tests.mutants.lancement import tous
    from tests.mutants.mutant import fichiers_de

    notes = json.loads((RESULTATS / "mutants.json").read_text())["essais"]
    vu_par = {une["dit"]: une["par"] for base in notes.values() for une in base}
    return sorted(
        {
            f"{fichier.relative_to(RACINE)}::{vu_par[mutant.dit]}"
            for mutant in tous()
            for test in mutant.tests
            for fichier in fichiers_de(test)
            if vu_par.get(mutant.dit) and f"def {vu_par[mutant.dit]}(" in fichier.read_text()
        }
    )


def parcours() -> list[str]:
    """ "file::name" of each of PARCOURS."""
    return [f"tests/navigateur/{ou}::{nom}" for ou, noms in PARCOURS.items() for nom in noms]


def changes_depuis(vert: str) -> set[str]:
    """Files that changed since that commit, those not committed yet among them; figures do not
    count. Empty: git or that commit is not here."""
    if not (vert and _git("rev-parse", "--verify", f"{vert}^{{commit}}")):
        return set()
    hors = f":!{RESULTATS.relative_to(RACINE)}"
    return {
        *_git("diff", "--name-only", vert, "--", hors),
        *_git("ls-files", "--others", "--exclude-standard", "--", hors),
    }


def _part() -> int:
    compte = _git("rev-list", "--count", "--first-parent", "HEAD")
    return int(compte[0]) % PARTS if compte else 0


def _git(*mots: str) -> list[str]:
    dit = subprocess.run(["git", *mots], cwd=RACINE, capture_output=True, text=True, check=False)
    return dit.stdout.split("\n")[:-1] if dit.returncode == 0 else []


def dire(choix: Choix) -> str:
    """What is played and what is not, for who reads the run; the files not played, in NON_JOUES."""
    NON_JOUES.parent.mkdir(exist_ok=True)
    NON_JOUES.write_text("".join(f"{un}\n" for un in choix.restent))
    dossiers = Counter(str(Path(un).parent).removeprefix("tests/") for un in choix.restent)
    noms = ", ".join(f"{nom} ({combien})" for nom, combien in sorted(dossiers.items()))
    return (
        f"Part {choix.part + 1} sur {PARTS} : {len(choix.fichiers())} fichiers de tests. Pas joués"
        f" cette fois, ou pour quelques tests seulement ({NON_JOUES.relative_to(RACINE)} ;"
        f" « make test-tout » joue tout) : {noms}."
    )


def pytest_addoption(parser):
    parser.getgroup("étages").addoption(
        "--parmi",
        type=Path,
        metavar="FICHIER",
        help="only these tests: a test file a line, or file::name of one function",
    )


def pytest_collection_modifyitems(config, items):
    if not (liste := config.getoption("parmi")):
        return
    gardes = set(liste.read_text().split())

    def choisi(item: Any) -> bool:
        essai = item.nodeid
        return not gardes.isdisjoint({essai, essai.partition("[")[0], essai.partition("::")[0]})

    restent = [item for item in items if choisi(item)]
    config.hook.pytest_deselected(items=[item for item in items if not choisi(item)])
    items[:] = restent
