"""What no line of the product does, but where a reason is written here: run a text as code, as a
command, as SQL, as a template, as a pattern; read what may hold code; draw a secret that can be
guessed; trust HTML (docs/comprendre/securite.md).

Each rule is tried on a line that breaks it: a rule that finds nothing would prove nothing.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
ROOMS = ("famille", "demarches", "reservations", "cms_pages", "site")
MODULES = [
    chemin
    for room in ROOMS
    for chemin in sorted((RACINE / room).rglob("*.py"))
    if "migrations" not in chemin.parts  # written once, run by the town's own command
]
SCRIPTS = [
    chemin
    for room in ROOMS
    for chemin in sorted((RACINE / room).rglob("static/**/*.js"))
    if "vendor" not in chemin.parts
]
GABARITS = sorted(
    chemin
    for chemin in (RACINE / "templates").rglob("*")
    if chemin.suffix in {".html", ".txt", ".svg"}
)


@cache
def noeuds(arbre: ast.AST) -> tuple[ast.AST, ...]:
    """All that a module is made of, which every rule looks at."""
    return tuple(ast.walk(arbre))


def nom(noeud: ast.AST) -> str:
    """The dotted name of what is called or read: "re.compile"; of what is computed, the last word
    only: ".format"."""
    if isinstance(noeud, ast.Name):
        return noeud.id
    if isinstance(noeud, ast.Attribute):
        return f"{nom(noeud.value)}.{noeud.attr}"
    return ""


def appels(arbre: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    return ((nom(un.func), un) for un in noeuds(arbre) if isinstance(un, ast.Call))


def importe(*modules: str) -> Callable[[ast.AST], bool]:
    """The rule: none of these modules, nor what is in them, is imported."""

    def regle(arbre: ast.AST) -> bool:
        noms = [
            alias.name for un in noeuds(arbre) if isinstance(un, ast.Import) for alias in un.names
        ]
        noms += [
            un.module or ""
            for un in noeuds(arbre)
            if isinstance(un, ast.ImportFrom) and not un.level
        ]
        return any(un == module or un.startswith(f"{module}.") for un in noms for module in modules)

    return regle


def appelle(*noms: str) -> Callable[[ast.AST], bool]:
    """The rule: none of these is called; ".x" is the method x of anything."""
    entiers = {un for un in noms if not un.startswith(".")}
    methodes = tuple(un for un in noms if un.startswith("."))
    return lambda arbre: any(
        dit in entiers or (methodes and dit.endswith(methodes)) for dit, _appel in appels(arbre)
    )


def constante(noeud: ast.AST) -> bool:
    """A text of the code: written there, or under a name in capitals."""
    if isinstance(noeud, ast.Subscript):
        return constante(noeud.value)
    dernier = nom(noeud).rpartition(".")[2]
    return isinstance(noeud, ast.Constant) or (bool(dernier) and dernier == dernier.upper())


def sql_fait_de_mots(arbre: ast.AST) -> bool:
    return any(
        dit.endswith((".raw", ".extra", "RawSQL"))
        or (dit.endswith((".execute", ".executemany")) and un.args and not constante(un.args[0]))
        for dit, un in appels(arbre)
    )


MOTIFS = {
    f"re.{un}"
    for un in ("compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer")
}


def motif_fait_de_mots(arbre: ast.AST) -> bool:
    filtres = {un.arg for un in noeuds(arbre) if isinstance(un, ast.keyword) and un.arg}
    return any(un.endswith(("__regex", "__iregex")) for un in filtres) or any(
        dit in MOTIFS and un.args and not constante(un.args[0]) for dit, un in appels(arbre)
    )


def forme_venue_d_ailleurs(arbre: ast.AST) -> bool:
    """`text.format(…)` of a text that is not the code's: `{0.__class__}` would read what it
    wants."""
    return any(
        isinstance(un.func, ast.Attribute)
        and un.func.attr in ("format", "format_map")
        and not constante(un.func.value)
        for _dit, un in appels(arbre)
    )


def programme_par_un_shell(arbre: ast.AST) -> bool:
    return appelle("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput")(
        arbre
    ) or any(mot.arg == "shell" for _dit, un in appels(arbre) for mot in un.keywords)


def redirection_suivie(arbre: ast.AST) -> bool:
    """A module that sends requests, and says of none that it follows no redirection."""
    refusee = any(
        un.arg == "allow_redirects" and isinstance(un.value, ast.Constant) and not un.value.value
        for un in noeuds(arbre)
        if isinstance(un, ast.keyword)
    )
    envoie = appelle(*(f"requests.{un}" for un in ("get", "post", "put", "request", "Session")))
    return envoie(arbre) and not refusee


# what is looked for, a line that breaks it, {where it is done: why it may}
REGLES = {
    "a redirection followed": (redirection_suivie, "requests.get(adresse)", {}),
    "a text run as code": (appelle("eval", "exec", "compile", "__import__"), "eval(saisie)", {}),
    "what may hold code is read": (
        importe("pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle"),
        "from pickle import loads",
        {
            "cms_pages/contenu/lecture.py": "the pages of the repository, by YAML's safe loader",
            "site/portail/mise_en_service/fichier.py": "a town's settings, by the same",
        },
    ),
    "a command by a shell": (programme_par_un_shell, "subprocess.run(ligne, shell=True)", {}),
    "a program started": (
        importe("subprocess", "pty"),
        "import subprocess",
        {
            "famille/dossier/documents/laboratoire.py": (
                "our own module, by a name of ours, to open one file"
            ),
            "site/portail/processus/gardien.py": "manage.py lancer: our own commands",
            "site/portail/sauvegarde/bases.py": "pg_dump and pg_restore, from the command line",
            "site/portail/demenagement/arrivee.py": "our own commands, from the command line",
        },
    ),
    "SQL made of words": (
        sql_fait_de_mots,
        'curseur.execute(f"SELECT {saisie}")',
        {
            "famille/argent/factures/ecriture.py": "names of the columns of a model, values apart",
            "famille/socle/requetes/__init__.py": "written once by Django, values apart",
            "reservations/moteur/depots/enonces.py": "written once by Django, values apart",
            "site/portail/cache/en_base.py": "the name of the cache's table, values apart",
            "site/portail/demenagement/tables.py": "names of tables, from the command line",
            "site/portail/demenagement/bases.py": "names of tables, from the command line",
            "site/portail/sauvegarde/lecture.py": "names of tables, from the command line",
            "site/portail/sauvegarde/bases.py": "names of tables, from the command line",
            "site/demo/ville/effacement.py": "names of tables, of the demo town only",
        },
    ),
    "a pattern made of words": (
        motif_fait_de_mots,
        "re.compile(saisie)",
        {
            "demarches/declaration/a_l_agent.py": "made of the module's own sentences",
            "famille/socle/saisie/jours_ecrits.py": "made of the names of months and days",
            "famille/argent/regie/tresorerie/forme.py": "made of the module's own forms of fields",
            "famille/regles/repas.py": "made of the module's own names of allergens",
            "famille/regles/sante.py": "made of the module's own words of medicines",
            "famille/regles/scolarite.py": "made of the module's own names of levels",
            "famille/socle/typographie.py": "made of the module's own signs",
            "famille/socle/ville/renommage.py": "made of a service's name, escaped",
        },
    ),
    "a template made of words": (
        appelle("Template", ".from_string", "string.Template"),
        "Template(saisie).render(contexte)",
        {
            "famille/socle/saisie/telephones.py": "a telephone number's own from_string",
            "famille/comptes/alertes/vues.py": "a telephone number's own from_string",
        },
    ),
    "a form of words that is not the code's": (
        forme_venue_d_ailleurs,
        "modele.format(demande)",
        {
            "cms_pages/wagtail_hooks.py": "a sentence of a constant",
            "demarches/catalogue/prelevement_automatique/mandat.py": "the paragraphs of a constant",
            "famille/comptes/annuaire/entree.py": "a sentence of a constant",
            "famille/argent/regie/bureau/vues/prelevements.py": "a sentence of a constant",
            "famille/mouvements/reprise/logiciels/bl_enfance.py": "titles of a constant, numbered",
            "famille/socle/ville/phrases.py": "a sentence of a module, its words strings",
            "reservations/moteur/recapitulatif.py": "the headings of a constant",
            "reservations/rappels/vues.py": "a sentence of a constant",
            "reservations/attente/bureau/vues.py": "a sentence of a constant",
            "site/portail/demenagement/tables.py": "psycopg's SQL, which quotes",
            "site/portail/demenagement/bases.py": "psycopg's SQL, which quotes",
        },
    ),
    "a text taken for HTML": (
        appelle("mark_safe", "SafeString", "SafeText"),
        "mark_safe(saisie)",
        {
            "famille/socle/noms.py": "escaped on the same line",
            "reservations/calendrier/vues.py": "a template of Jinja2, which escapes",
            "cms_pages/recherche/lecture.py": "escaped piece by piece",
            "site/portail/bureau/etiquettes.py": "Wagtail's own json_script, as it wrote it",
        },
    ),
    "XML read": (
        importe("lxml", "xml", "defusedxml"),
        "from lxml import etree",
        {
            "famille/argent/paiement/service_payfip.py": (
                "written for zeep, whose answers hold no entity (test_entites.py)"
            ),
            "famille/argent/prelevement/sepa.py": (
                "written, checked against its schema: nobody else's is read"
            ),
            "famille/dossier/documents/cachets/liste_officielle.py": (
                "the official list, from the command line: no entity, 5 MB at most"
            ),
            "famille/argent/regie/xml_recu.py": "what is sent to the régie: no entity, no document",
            "famille/argent/regie/banque/messages.py": "a bank's file, by xml_recu: 10 MB at most",
            "famille/argent/regie/tresorerie/pes.py": "written: nobody else's is read",
            "famille/argent/regie/tresorerie/forme.py": "the file just written, the town's schemas",
            "famille/argent/regie/tresorerie/messages.py": (
                "a file of the Treasury, by xml_recu: 10 MB at most"
            ),
            "famille/mouvements/reprise/logiciels/noethys_xml.py": (
                "a town's file: no entity, no other document, household by household"
            ),
        },
    ),
    "another server asked": (
        importe(
            "requests",
            "urllib.request",
            "urllib3",
            "httpx",
            "http.client",
            "socket",
            "zeep",
            "boto3",
        ),
        "import requests",
        {
            "famille/echanges/api_particulier/client.py": "the State's, as the settings say",
            "famille/comptes/mots_de_passe/voles.py": "the town's list of stolen passwords",
            "famille/alertes/push/canal.py": "the browsers' makers, by a list of theirs",
            "famille/comptes/openid/decouverte.py": "the town's directory, of its settings",
            "famille/comptes/openid/reseau.py": "the same, and what it publishes: bounded",
            "famille/comptes/openid/parcours.py": "what the two above raise",
            "famille/echanges/webhooks/adresses.py": "an administrator's, judged at each try",
            "famille/echanges/webhooks/envois.py": "what the one above raises",
            "famille/alertes/sms/canal.py": "the town's provider of SMS",
            "famille/argent/paiement/service_payfip.py": "PayFiP",
            "famille/dossier/documents/antivirus.py": "clamd",
            "famille/socle/seau.py": "the town's S3",
            "site/portail/demenagement/fichiers.py": "the town's S3, from the command line",
            "site/portail/processus/superviseur.py": "this very machine, from the command line",
        },
    ),
    "chance that can be guessed": (
        importe("random", "uuid1"),
        "from random import choice",
        {
            "reservations/moteur/verrou.py": "how long to wait before a second try",
            "site/demo/ville/activites/saison.py": "the demo town's people",
            "site/demo/ville/foyers/foule.py": "the demo town's people",
            "site/demo/ville/foyers/ecriture.py": "the demo town's people",
            "site/demo/ville/demandes/histoires.py": "the demo town's people",
            "site/demo/ville/activites/voeux.py": "what the demo town's people wish",
            "site/demo/ville/activites/inscrits.py": "the demo town's people",
        },
    ),
    "a weak digest": (
        appelle("hashlib.md5", "hashlib.sha1", "hashlib.new", "md5", "sha1"),
        "hashlib.md5(texte)",
        {
            "famille/comptes/mots_de_passe/voles.py": (
                "what such lists are asked by: five characters of SHA-1"
            )
        },
    ),
    "encryption of our own": (
        importe("cryptography.hazmat", "Crypto", "Cryptodome", "ssl"),
        "from cryptography.hazmat.primitives.ciphers import modes",
        {
            "famille/alertes/push/message.py": "RFC 8291, held to its own vector",
            "famille/alertes/push/vapid.py": "RFC 8292: a signature that others read",
            "famille/dossier/documents/cachets/confiance.py": "checks what others signed",
            "famille/dossier/documents/cachets/liste_officielle.py": "the same",
            "reservations/presences/enveloppe.py": "opens what the page sealed with WebCrypto",
            "site/demo/alertes/telephone.py": "the demo's telephones",
            "site/demo/franceconnect/contrat.py": "the key of the demo's pretend FranceConnect",
            "site/demo/ville/papiers/emetteur.py": "the demo's signed papers",
        },
    ),
}
CAS = [(quoi, regle, permis) for quoi, (regle, _faute, permis) in REGLES.items()]


@pytest.fixture(scope="module")
def arbres():
    return {str(chemin.relative_to(RACINE)): ast.parse(chemin.read_text()) for chemin in MODULES}


@pytest.mark.parametrize(("quoi", "regle", "permis"), CAS, ids=[quoi for quoi, *_reste in CAS])
def test_no_line_does_it_but_where_a_reason_is_written(quoi, regle, permis, arbres):
    assert sorted(ou for ou, arbre in arbres.items() if regle(arbre)) == sorted(permis)


@pytest.mark.parametrize(
    ("regle", "faute"), [(r, f) for r, f, _permis in REGLES.values()], ids=list(REGLES)
)
def test_each_rule_sees_the_line_that_breaks_it(regle, faute):
    assert regle(ast.parse(faute))
    assert not regle(
        ast.parse('re.compile("a+"); curseur.execute("SELECT 1"); AVIS.format(1); f(x)')
    )


# What a browser runs

DE_SCRIPT = {
    "a text put as HTML": (
        r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|srcdoc)\b|document\.write",
        set(),
    ),
    "a text run as code": (r"\beval\(|new Function\b|setTimeout\(\s*[\"'`]", set()),
    "a cookie read": (r"document\.cookie", set()),
    "messages of other windows": (r"postMessage|addEventListener\(\s*[\"']message", set()),
    "kept by the browser": (
        r"localStorage|sessionStorage|indexedDB|caches\.open",
        {
            # ticks not sent yet: keys, no names
            "reservations/static/reservations/presences/file.js",
            "site/portail/static/portail/js/bureau.js",  # whether shortcuts are on
            "famille/static/famille/alertes/appareil.js",  # that this tab has said itself
        },
    ),
    "names taken from what is received": (
        r"__proto__|Object\.assign\([^)]*JSON|\.\.\.JSON\.parse",
        set(),
    ),
}


@pytest.mark.parametrize(("motif", "permis"), DE_SCRIPT.values(), ids=DE_SCRIPT)
def test_no_script_of_ours_does_it(motif, permis):
    assert len(SCRIPTS) > 8
    assert {
        str(chemin.relative_to(RACINE))
        for chemin in SCRIPTS
        if re.search(motif, chemin.read_text())
    } == permis


DE_GABARIT = {
    "a text taken for HTML": (r"\|\s*safe\b", lambda _ou: False),
    # mails in plain text
    "a text shown without being escaped": (r"\bautoescape off\b", lambda ou: ou.endswith(".txt")),
    # json_script writes it
    "data inside of a script": (r"<script(?![^>]*\bsrc=)[^>]*>", lambda _ou: False),
    "technology that browsers have dropped": (
        r"<(?:object|embed|applet|frameset|marquee|keygen)\b",
        lambda _ou: False,
    ),
}


@pytest.mark.parametrize(("motif", "permis"), DE_GABARIT.values(), ids=DE_GABARIT)
def test_no_template_does_it(motif, permis):
    assert len(GABARITS) > 200
    fautes = [
        str(g.relative_to(RACINE / "templates"))
        for g in GABARITS
        if re.search(motif, g.read_text())
    ]
    assert [ou for ou in fautes if not permis(ou)] == []
