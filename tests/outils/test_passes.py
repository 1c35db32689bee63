"""What is cut from the pass on PostgreSQL, and what never is."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection

from famille.models import Foyer
from tests.outils import passes
from tests.outils.passes import ENTIERES, PROMENADES, SUR_POSTGRESQL, choisir, garder, resumer
from tests.ville.maison import RACINE

ECRITE_A_LA_MAIN = re.compile(
    r"\.vendor\b|\.cursor\(\)|\.raw\(|RawSQL|\.extra\(|Trigram|SearchVector|pg_advisory"
)
# Rooms of the portal, whose tests are not in a folder of the same name.
DU_PORTAIL = {
    "cache": "tests/services/",
    "demenagement": "tests/services/",
    "sauvegarde": "tests/sauvegarde/",
}
ETAGES = {"dossier", "argent", "echanges", "mouvements"}  # of famille


def essai(nom, **marques):
    """A test of this name, with these marks: {name: what it is given}."""
    lus = {marque: SimpleNamespace(kwargs=options) for marque, options in marques.items()}
    return SimpleNamespace(nodeid=nom, fixturenames=(), get_closest_marker=lus.get)


def salles_a_la_main():
    """(folder of its tests, module) of what writes SQL by hand, or asks which database is there."""
    for salle in ("cms_pages", "demarches", "famille", "reservations", "site/portail"):
        for fichier in (RACINE / salle).rglob("*.py"):
            chemin = fichier.relative_to(RACINE / salle)
            if "migrations" in chemin.parts or not ECRITE_A_LA_MAIN.search(fichier.read_text()):
                continue
            if salle == "site/portail":
                yield DU_PORTAIL.get(chemin.parts[0], "tests/portail/"), str(chemin)
            else:
                etage, *plus_bas = chemin.parts  # tests of a storey's subject stand by its name
                sujet = plus_bas[0] if etage in ETAGES else etage
                yield f"tests/{salle}/{sujet}/", f"{salle}/{chemin}"


def test_a_room_that_writes_sql_by_hand_runs_whole_on_both():
    a_la_main = list(salles_a_la_main())
    assert len(a_la_main) > 10
    assert [(tests, module) for tests, module in a_la_main if tests not in ENTIERES] == []


def test_the_folders_that_are_named_exist():
    assert [
        nom for nom in (*ENTIERES, *PROMENADES, *SUR_POSTGRESQL) if not (RACINE / nom).exists()
    ] == []


def test_every_statement_is_sent_by_one_of_those_chosen():
    releve = {
        "long": (9.0, frozenset("abc")),
        "bref": (0.1, frozenset("ab")),
        "seul": (0.2, frozenset("d")),
        "double": (0.3, frozenset("a")),
    }
    # only `long` sends c, and it sends a and b too
    assert choisir(releve) == {"long", "seul"}
    assert choisir(releve, frozenset("c")) == {"bref", "seul"}
    assert choisir(releve, frozenset("abcd")) == set()


def test_what_means_more_on_postgresql_and_what_is_not_noted_are_kept():
    entier, marque, course, nouveau, cite, de_trop = (
        essai("tests/reservations/moteur/test_x.py::a"),
        essai("tests/famille/foyers/test_x.py::b", postgresql={}),
        essai("tests/famille/foyers/test_x.py::course", django_db={"transaction": True}),
        essai("tests/famille/foyers/test_x.py::c"),
        essai("tests/famille/foyers/test_x.py::d"),
        essai("tests/famille/foyers/test_x.py::e"),
    )
    releve = {
        course.nodeid: (0.1, frozenset("a")),
        entier.nodeid: (0.1, frozenset("a")),
        cite.nodeid: (0.1, frozenset("ab")),
        de_trop.nodeid: (0.2, frozenset("ab")),
        "tests/cms_pages/test_x.py::on_sqlite_only": (0.1, frozenset("z")),
    }
    tous = [entier, marque, course, nouveau, cite, de_trop]
    assert garder(tous, releve) == [entier, marque, course, nouveau, cite]


def test_long_tests_go_first_but_those_that_empty_the_base_after_them():
    bref = essai("tests/famille/test_x.py::bref", django_db={})
    long = essai("tests/famille/test_x.py::long", django_db={}, long={})
    course = essai("tests/famille/test_x.py::course", django_db={"transaction": True}, long={})
    page = essai("tests/navigateur/test_x.py::page", long={})
    page.fixturenames = ["live_server"]
    assert sorted([bref, course, page, long], key=passes.attend) == [long, bref, course, page]


@pytest.mark.parametrize(
    ("une", "autre"),
    [
        ("SELECT 1 WHERE a IN (%s, %s)", "SELECT 1 WHERE a IN (%s, %s, %s)"),
        ("INSERT INTO a (b) VALUES (%s), (%s)", "INSERT INTO a (b) VALUES (%s)"),
        ("SELECT 1 LIMIT 21", "SELECT 1 LIMIT 20"),
        ('SAVEPOINT "s139_x1"', 'SAVEPOINT "s140_x22"'),
    ],
)
def test_a_statement_is_the_same_whatever_its_values(une, autre):
    assert resumer(une) == resumer(autre)
    assert resumer(une) != resumer(f"{une} OFFSET 3")


@pytest.fixture
def greffier(db, tmp_path):
    greffier = passes.Greffier(tmp_path / "releve")
    greffier._suivre(connection)
    yield greffier
    connection.execute_wrappers.remove(greffier._noter)


def test_what_a_test_asks_itself_is_not_noted(greffier):
    Foyer.objects.create(numero="2026-00001", nom="Martin")
    assert Foyer.objects.get().nom == "Martin"
    assert greffier.envoyees == set()


def test_what_the_portal_asks_to_answer_a_test_is_noted(greffier, client):
    """By its own lines, or by those of a library that it has called."""
    client.post("/connexion/", {"login": "personne@exemple.fr", "password": "x"})
    assert any('FROM "famille_utilisateur"' in str(requete) for requete in greffier.envoyees)


def test_the_making_of_the_base_is_no_test_s(greffier):
    greffier.envoyees.add("CREATE TABLE a (b)")
    for fixture, restent in (("agent", {"CREATE TABLE a (b)"}), ("django_db_setup", set())):
        fil = greffier.pytest_fixture_setup(SimpleNamespace(argname=fixture))
        next(fil)
        with pytest.raises(StopIteration):
            fil.send(None)
        assert greffier.envoyees == restent


def test_what_is_sent_in_a_test_is_written_under_its_name(greffier, tmp_path):
    requete = "SELECT 1"
    fil = greffier.pytest_runtest_protocol(essai("tests/un.py::essai", django_db={}))
    next(fil)
    greffier.envoyees.add(requete)
    with pytest.raises(StopIteration):
        fil.send(None)
    [(nom, (duree, requetes))] = passes.lire(tmp_path / "releve").items()
    assert nom == "tests/un.py::essai"
    assert duree >= 0
    assert requetes == {resumer(requete)}
