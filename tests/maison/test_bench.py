"""The benches judge: a page under what it is held to is said, and the bench fails."""

import os
import subprocess
import sys
from importlib import import_module

import pytest
from django.db import connection

from bench import __main__ as principal
from bench.__main__ import SUJETS
from bench.moteur import reservations
from bench.outils import de_trop, temps, verdicts
from bench.pages import contre, croissance, liste, mesure, poids
from bench.rentree import mesure as rentree
from bench.reprise import arrivee
from bench.villes import multiplier
from demarches.models import Demande, PieceJointe
from famille.models import Document, Foyer, LigneFacture, MandatSEPA
from reservations.models import Activite, Creneau, Places, Reservation
from tests.ville import topologie

PAGE = liste.Page("une page", "", "/", requetes=8, tenu=0.2, vise=0.4)


def lue(ms, requetes=8, plancher_ms=2.0):
    return {"requetes": requetes, "rapport": plancher_ms / ms}


def test_a_page_that_holds_its_thresholds_has_no_fault():
    assert mesure.juger(PAGE, lue(10.0), lue(12.0)).fautes == []


@pytest.mark.parametrize(
    ("petite", "grande", "faute"),
    [
        (lue(10.1), lue(10.1), "tenu ≥ 0.2"),
        (lue(10.0), lue(10.0, requetes=9), "9 requêtes, tenu ≤ 8 requêtes"),
        (lue(10.0), lue(14.0), "×1.4, tenu ≤ ×1.3"),
    ],
)
def test_a_page_under_one_threshold_is_said(petite, grande, faute):
    [dite] = mesure.juger(PAGE, petite, grande).fautes
    assert faute in dite


def test_a_machine_that_slows_down_in_the_middle_changes_no_ratio(monkeypatch):
    """Rounds at one speed, at half of it, and one where it changes between page and floor."""
    durees = iter([10.0, 2.0, 20.0, 4.0, 10.0, 4.0])  # of the page, of its floor, in turn
    monkeypatch.setattr(temps, "duree", lambda geste, fois: next(durees))
    gestes = dict.fromkeys(("ms", "plancher_ms"), temps.Geste(temps.rien))
    assert temps.mesurer(gestes, tours=3, par_tour=1)["rapport"] == 0.2


def test_the_table_of_all_says_when_each_was_played():
    faits = {"date": "2026-11-29 00:10 UTC", "commit": "18b78ecc", "charge_avant": 0.5}
    juge = verdicts.Verdict("une page", (verdicts.Borne(0.3, 0.2, 0.4),))
    lu = {"machine": faits, "verdicts": verdicts.en_donnees([juge])}
    dit = "\n".join(principal.bilan({"pages": lu}, {"pages": 205}))
    assert "| une page | 0.3 | ≥ 0.2 | ≥ 0.4 | visé non atteint |" in dit
    assert "| pages | 2026-11-29 00:10 UTC | 18b78ecc | 205 s | 0.5 |" in dit


def test_sqlite_is_judged_at_32_clients_and_postgresql_at_8():
    mesures = [
        {"base": base, "clients": clients, "facon": "portail", "demande": "les mêmes jours"}
        | {"rapport": 0.01}
        for base, clients in (("postgresql", 8), ("postgresql", 32), ("sqlite", 32))
    ]
    assert len(verdicts.fautes(reservations.juger(mesures))) == 2


def test_no_threshold_asks_for_more_than_what_is_wanted():
    for page in mesure.JUGEES:
        assert page.tenu <= page.vise, page.nom
    for visite in poids.VISITES:
        assert visite.octets >= visite.vise_octets, visite.nom
        assert visite.requetes >= visite.vise_requetes, visite.nom
    assert all(tenu <= vise for tenu, vise in reservations.SEUILS.values())


def test_a_page_that_asks_more_queries_in_a_larger_town_is_said():
    pages = {
        "/une/": {
            "petite": {"requetes": 5, "ms": 10.0, "octets": 1000},
            "grande": {"requetes": 7, "ms": 10.0, "octets": 1000},
            "croissance": 1.0,
        }
    }
    [dite] = verdicts.fautes(croissance.juger(pages))
    assert "2 requêtes de plus" in dite


def test_a_hundred_towns_are_held_to_what_they_have_reached_and_ten_to_what_is_wanted():
    lue = {"requetes": 5, "ms": 10.0, "octets": 1000}
    pages = {"/une/": {"petite": lue, "grande": lue, "croissance": 1.5}}
    [dix], [cent] = croissance.juger(pages), croissance.juger(pages, 100)
    assert (len(dix.fautes), cent.fautes, cent.vise_atteint) == (1, [], False)


@pytest.mark.parametrize(("octets", "fautes"), [(1000, 1), (900, 1), (2000, 0)])
def test_a_page_is_slower_in_a_larger_town_by_what_it_shows_more_at_most(octets, fautes):
    pages = {
        "/une/": {
            "petite": {"requetes": 5, "ms": 10.0, "octets": 1000},
            "grande": {"requetes": 5, "ms": 18.0, "octets": octets},
            "croissance": 1.8,
        }
    }
    assert len(verdicts.fautes(croissance.juger(pages))) == fautes


def test_the_table_of_all_benches_says_what_is_not_reached_yet():
    bornes = verdicts.Borne(0.3, 0.2, 0.4), verdicts.Borne(12, 12, 12, au_plus=True)
    verdict = verdicts.Verdict("une page", bornes)
    assert (
        verdict.ligne == "| une page | 0.3 ; 12 | ≥ 0.2 ; ≤ 12 | ≥ 0.4 ; ≤ 12 | visé non atteint |"
    )
    assert verdicts.depuis(verdicts.en_donnees([verdict])) == [verdict]


def test_a_town_many_times_over_copies_each_household_with_its_own_names():
    """What makes it is SQL for PostgreSQL, out of the models: said again, it is of every model."""
    siens = multiplier.modeles_des_familles()
    assert {Foyer, Reservation, Demande, LigneFacture} <= siens
    assert not {Activite, Places, Creneau} & siens
    copie = multiplier._copie(LigneFacture, siens)
    # a line bills one thing once, whoever it is of; many say of nothing that they bill it
    assert """WHEN "source" = '' THEN '' WHEN""" in copie.replace("t.", "")
    assert '"source" || lpad' in copie.replace("t.", "")


def test_what_a_household_has_sent_is_copied_with_it():
    """A document was cited by the papers of a hundred demandes, which no town has."""
    siens = multiplier.modeles_des_familles()
    for modele, champ in ((PieceJointe, "document"), (MandatSEPA, "rib")):
        colonne = modele._meta.get_field(champ).column
        assert f"""md5(t."{colonne}"::text || n)::uuid""" in multiplier._copie(modele, siens)
    copie = multiplier._copie(Document, siens)
    assert """md5(t."id"::text || n)::uuid""" in copie
    assert ', t."fichier",' in copie  # none is copied
    assert (
        "WHERE t.foyer_id IS NOT NULL OR t.enfant_id IS NOT NULL" in copie
    )  # not what a town sent


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_copy_of_a_document_is_of_the_copy_of_its_household(famille_martin):
    siens = multiplier.modeles_des_familles()
    foyer = famille_martin.foyer
    document = Document.objects.create(
        foyer=foyer, nom="a.pdf", fichier="a.pdf", type_mime="application/pdf", taille=1, sha256=""
    )
    with connection.cursor() as curseur:
        curseur.execute("SET session_replication_role = replica")
        for modele in (Foyer, Document):
            curseur.execute(multiplier._copie(modele, siens), [2])
        curseur.execute("SET session_replication_role = origin")
    copies = Document.objects.exclude(pk=document.pk)
    assert {une.foyer_id - foyer.pk for une in copies} == {multiplier.PAS, 2 * multiplier.PAS}
    assert {une.fichier.name for une in copies} == {"a.pdf"}


def test_the_copies_of_a_number_of_two_bytes_fit_in_it():
    siens = multiplier.modeles_des_familles()
    petits = [
        copie
        for modele in siens
        if f"+ n * {multiplier.PETIT_PAS}" in (copie := multiplier._copie(modele, siens))
    ]
    assert petits
    assert 2100 + 100 * multiplier.PETIT_PAS < 2**15  # the year of a lot, a hundred towns


def arrivee_de(familles, processeur_s, memoire_mio):
    etape = {"processeur_s": processeur_s}
    return {"familles": familles, "memoire_mio": memoire_mio} | dict.fromkeys(
        ("essai", "import", "annulation"), etape
    )


@pytest.mark.parametrize(
    ("grande", "fautes"),
    [
        (arrivee_de(4_000, 13, 330), 0),
        (arrivee_de(4_000, 16.8, 330), 1),  # a family costs 1.4 times the small one’s
        (arrivee_de(4_000, 13, 400), 1),  # memory grows with the town
        (arrivee_de(4_000, 40, 330), 2),  # and 20,000 would take more than five minutes
    ],
)
def test_families_that_cost_more_as_they_are_more_are_said(grande, fautes):
    juges = arrivee.juger(arrivee_de(1_000, 3, 320), grande)
    assert len(verdicts.fautes(juges)) == fautes


def rentree_de(enfants, processeur_s, memoire_mio):
    etape = {"processeur_s": processeur_s}
    return {"enfants": enfants, "memoire_mio": memoire_mio} | dict.fromkeys(rentree.ETAPES, etape)


@pytest.mark.parametrize(
    ("grande", "fautes"),
    [
        (rentree_de(3_000, 12, 330), 0),
        (rentree_de(3_000, 16, 330), 4),  # a child costs 1.6 times the small town’s, at each step
        (rentree_de(3_000, 12, 400), 1),  # memory grows with the town
        (rentree_de(1_200, 30, 330), 5),  # and the whole takes more than two minutes
    ],
)
def test_a_new_school_year_that_costs_more_as_the_town_grows_is_said(grande, fautes):
    assert len(verdicts.fautes(rentree.juger(rentree_de(300, 1, 320), grande))) == fautes


ESSAYER = """
import sys
for nom in sys.argv[1:]:
    try:
        __import__(nom)
    except ModuleNotFoundError:
        print(nom)
"""


def test_a_process_is_weighed_without_what_no_town_installs(tmp_path):
    outils = {"jinja2", "pygments", "chardet", "pytest"}
    ville = {"django", "PIL", "yaml", "psycopg", "gunicorn", "_cffi_backend", "requests"}
    assert outils <= set(de_trop.modules())
    assert not ville & set(de_trop.modules())
    dit = subprocess.run(
        [sys.executable, "-c", ESSAYER, *sorted(outils | ville)],
        env=os.environ | {"PYTHONPATH": str(de_trop.cacher(tmp_path / "sans"))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert dit.stdout.split() == sorted(outils)


def test_each_subject_of_the_driver_is_a_bench():
    for module in (commande.split()[0] for commande in SUJETS.values()):
        assert callable(import_module(module).main)


class _Registre:
    """What a town's preparation asks of `manage.py`, in its order."""

    def __init__(self):
        self.commandes = []

    def gestion(self, *mots, **_variables):
        self.commandes.append(mots[0])
        return "session=x"


def test_a_demo_town_is_made_before_the_settings_of_a_town_close_its_demarches():
    for preparer in (
        lambda registre: topologie._preparer(registre, "demo"),
        lambda registre: contre.Cote.preparer(registre, demo=True),
    ):
        registre = _Registre()
        registre.sessions = {}
        preparer(registre)
        assert registre.commandes.index("ville_demo") < registre.commandes.index("preparer")
