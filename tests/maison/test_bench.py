"""The benches judge: a page under what it is held to is said, and the bench fails."""

from importlib import import_module

import pytest
from django.db import connection

from bench import __main__ as principal
from bench.__main__ import SUJETS
from bench.moteur import reservations
from bench.outils import verdicts
from bench.outils.machine import RACINE
from bench.ouverture import matinee
from bench.pages import contre, croissance, liste, mesure
from bench.villes import multiplier
from demarches.models import Demande, PieceJointe
from famille.models import Document, Foyer, LigneFacture, MandatSEPA
from reservations.models import Activite, Creneau, Places, Reservation
from tests.ville import topologie

PAGE = liste.Page("une page", "", "/", requetes=8, ms=60)


@pytest.mark.parametrize(
    ("lue", "faute"),
    [
        ({"requetes": 8, "ms": 60.0}, ""),
        ({"requetes": 9, "ms": 10.0}, "9 requêtes, tenu ≤ 8 requêtes"),
        ({"requetes": 8, "ms": 60.1}, "60.1 ms, tenu ≤ 60 ms"),
    ],
)
def test_a_page_above_one_threshold_is_said(lue, faute):
    assert faute in " ".join(mesure.juger(PAGE, lue).fautes)
    assert bool(mesure.juger(PAGE, lue).fautes) == bool(faute)


@pytest.mark.parametrize(
    ("page", "rapport", "lente"),
    [
        ("/tableau-de-bord/", 1.09, False),
        ("/tableau-de-bord/", 1.12, True),
        ("/aide/", 1.3, False),
        ("/aide/", 1.34, True),
        ("/tableau-de-bord/" + contre.FROID, 1.3, False),
    ],
)
def test_a_page_that_takes_more_than_it_took_is_said(page, rapport, lente):
    durees = dict.fromkeys(("ici_ms", "autre_ms", "ici_cpu_ms", "autre_cpu_ms"), 10.0)
    dites = contre.phrases({page: durees | {"rapport": rapport}}, "main")
    assert (f"PLUS LENTES : {page}." in dites[-1]) == lente


def test_the_table_of_all_says_when_each_was_played():
    faits = {"date": "2026-11-29 00:10 UTC", "commit": "18b78ecc", "charge_avant": 0.5}
    juge = verdicts.Verdict("une page", (verdicts.Borne(0.3, 0.2, 0.4),))
    lu = {"machine": faits, "verdicts": verdicts.en_donnees([juge])}
    dit = "\n".join(principal.bilan({"pages": lu}, {"pages": 205}))
    assert "| une page | 0.3 | ≥ 0.2 | ≥ 0.4 | visé non atteint |" in dit
    assert "| pages | 2026-11-29 00:10 UTC | 18b78ecc | 205 s | 0.5 |" in dit


def test_the_engine_is_judged_beside_its_floor_with_each_demand():
    demandes = (reservations.MEMES_JOURS, reservations.REPARTIE)
    mesures = {demande: {"rapport": 0.44} for demande in demandes}
    assert len(verdicts.fautes(reservations.juger(mesures))) == 2


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


@pytest.mark.parametrize(
    ("heures", "libre", "attendu"),
    [
        ([1.0, 2.0], 0.0, (1.6, 1)),  # the hand rests
        ([1.0, 1.5, 2.5], 0.0, (2.1, 2)),
        ([0.1 * rang for rang in range(1, 9)], 0.0, (0.6, 6)),  # no more than one request takes
        ([1.0, 1.1, 9.0], 2.0, (2.0, 2)),  # made while another was on its way
    ],
)
def test_a_family_of_the_morning_sends_its_presses_as_the_browser_gathers_them(
    heures, libre, attendu
):
    depart, combien = matinee.prochain_envoi(heures, libre)
    assert (pytest.approx(depart), combien) == attendu
    script = (RACINE / "reservations/static/reservations/calendrier/calendrier.js").read_text()
    assert f"REPOS = {1000 * matinee.REPOS:.0f};" in script
    assert f"AU_PLUS = {matinee.AU_PLUS};" in script


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
