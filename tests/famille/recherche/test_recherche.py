"""One search for agents: families by what one knows of them, all the rest by its number, and of
each only what the agent may see."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from famille import actions
from famille.dossier.foyers.bureau import url_du_foyer
from famille.dossier.recherche import lecture
from famille.dossier.recherche.lecture import FOYERS_MAX, chercher
from famille.models import Foyer, MandatSEPA, Paiement
from tests.conftest import creer_foyer
from tests.famille.facturation import facturer

pytestmark = pytest.mark.django_db
RECHERCHE, RESULTATS = "recherche", "recherche_resultats"
SIGNE = {"debut": date(2026, 1, 1), "signe_le": datetime(2026, 1, 1, tzinfo=UTC)}
NEUVE = {"voie": "9 rue Neuve", "code_postal": "36130", "commune": "Déols"}


@pytest.fixture
def martin(famille_martin):
    actions.rafraichir_recherche(famille_martin.foyer)
    return famille_martin.foyer


@pytest.fixture
def autres(martin):
    """Neighbours whom a word of the Martins' does not name."""
    foyers = []
    for rang, (nom, voie) in enumerate([("Nguyen", "3 rue Saint-Martin"), ("Roy", "1 rue Belle")]):
        foyer, _compte = creer_foyer(
            f"2026-0080{rang}", nom, "Alex", f"alex{rang}@exemple.fr", voie=voie
        )
        foyer.responsables.update(telephone_portable=f"+3363998009{rang}")
        actions.rafraichir_recherche(foyer)
        foyers.append(foyer)
    return foyers


@pytest.mark.parametrize(
    "texte",
    [
        "martin",
        "MARTIN camille",
        "hugo",
        "2026-00417",
        "06 39 98 00 01",
        "camille.martin@",
        "bourdillon",
        "martin bourdillon",
    ],
)
def test_a_family_is_found_by_whatever_one_knows_of_it(martin, autres, agent, texte):
    assert chercher(texte, agent).foyers[0] == martin


def test_those_who_bear_the_name_come_before_those_of_the_street(martin, autres, agent):
    assert chercher("martin", agent).foyers == [martin, autres[0]]


@pytest.fixture
def presque(martin):
    """Before the Martins in the alphabet, and holding the same letters."""
    for rang, (nom, prenom, voie) in enumerate(
        [("Camillerie", "Martine", "112 rue Bourdillon"), ("Aubry-Martinez", "Camille", "1 quai")]
    ):
        foyer, _compte = creer_foyer(
            f"2026-0081{rang}", nom, prenom, f"presque{rang}@exemple.fr", voie=voie
        )
        actions.rafraichir_recherche(foyer)
    martin.adresses.all().delete()
    ici = {"voie": "12 rue Bourdillon", "code_postal": "36000", "commune": "Châteauroux"}
    actions.changer_adresse(martin, **ici, depuis=date(2026, 1, 1), par=None)
    return martin


@pytest.mark.parametrize("texte", ["martin camille", "Camille Martin", "12 rue bourdillon"])
def test_what_answers_exactly_comes_first(presque, agent, texte):
    trouves = chercher(texte, agent).foyers
    assert trouves[0] == presque
    assert len(trouves) > 1


def test_the_list_of_households_says_first_who_answers_exactly_too(presque, connecter, agent):
    adresse = reverse("foyers_modeladmin_index")
    page = connecter(agent).get(adresse, {"q": "martin camille"}).text
    assert 0 < page.index(presque.numero) < page.index("2026-00810")
    page = connecter(agent).get(adresse, {"q": "martin camille", "ordre": "recents"}).text
    assert page.index("2026-00811") < page.index("2026-00810")


def test_a_move_is_found_at_both_addresses_until_its_day(martin, agent):
    demain = timezone.localdate() + timezone.timedelta(days=1)
    actions.changer_adresse(martin, **NEUVE, depuis=demain, par=agent)
    assert [chercher(mot, agent).foyers for mot in ("neuve", "bourdillon")] == [[martin]] * 2
    martin.adresses.all().delete()
    actions.changer_adresse(martin, **NEUVE, depuis=date(2026, 1, 1), par=agent)
    assert chercher("bourdillon", agent).foyers == []


def test_the_only_thing_found_is_opened_at_once(connecter, agent, martin, autres):
    bureau = connecter(agent)
    assert bureau.get(reverse(RECHERCHE), {"q": "hugo"}).url == url_du_foyer(martin)
    page = bureau.get(reverse(RECHERCHE), {"q": "martin"})
    assert page.status_code == 200
    assert "Foyer Nguyen" in page.text
    assert not martin.consultations.exists()  # a list is not a reading of the file
    assert bureau.get(reverse(RESULTATS), {"q": "hugo"}).status_code == 200  # while one types


def test_each_thing_is_found_by_its_number_as_it_is_said(connecter, agent, martin):
    facture = facturer(martin, "4.20")
    an, rang = facture.numero.split("-")[1:]
    mandat = MandatSEPA.objects.create(
        foyer=martin, rum="CHX-0001-AB", titulaire_nom="Camille Martin", **SIGNE
    )
    attendues = {
        facture.numero: reverse("factures:facture", args=[facture.numero]),
        f"f {an} {int(rang)}": reverse("factures:facture", args=[facture.numero]),
        f"f {int(rang)}": reverse("factures:facture", args=[facture.numero]),  # this year's
        "chx-0001": reverse("foyers_modeladmin_mandat", args=[mandat.pk]),
    }
    bureau = connecter(agent)
    assert {q: bureau.get(reverse(RECHERCHE), {"q": q}).url for q in attendues} == attendues


def test_what_one_may_not_see_is_not_found(connecter, agent, regisseur, redactrice, martin):
    Paiement.objects.create(
        foyer=martin,
        reference="A1",
        moyen=Paiement.Moyen.CHEQUE,
        etat=Paiement.Etat.PAYE,
        paye_le=timezone.now(),
        montant=Decimal("4.20"),
        numero_recu="R-2026-000007",
    )
    recu = chercher("R-2026-7", regisseur)
    assert [titre for titre, _lot in recu.numeros] == ["Reçus"]
    assert chercher("martin", regisseur).rien  # the régie opens no household's file
    assert chercher("R-2026-7", agent).rien == (not agent.has_perm("famille.encaisser_paiement"))
    for adresse in (RECHERCHE, RESULTATS):
        assert connecter(redactrice).get(reverse(adresse), {"q": "martin"}).status_code != 200


def test_the_sidebar_s_search_is_this_one_for_whoever_has_it(connecter, agent, redactrice):
    assert reverse(RECHERCHE) in connecter(agent).get("/gestion/").text
    assert reverse(RECHERCHE) not in connecter(redactrice).get("/gestion/").text


@pytest.mark.parametrize("texte", ["", "   ", "\0", "%", "x" * 5000, "'; --", "٣٣"])
def test_whatever_is_typed_is_answered(connecter, agent, martin, texte):
    page = connecter(agent).get(reverse(RECHERCHE), {"q": texte})
    assert page.status_code == 200


def test_nothing_found_says_what_to_try(connecter, agent, martin):
    page = connecter(agent).get(reverse(RECHERCHE), {"q": "zz"}).text
    assert "Essayez avec moins de mots" in page


def test_thirty_families_take_no_more_queries_than_two(agent, martin):
    nombres, enfants = [], [("Léo", date(2019, 1, 1))]
    agent.get_all_permissions()  # read once
    for rang in range(30):
        foyer, _compte = creer_foyer(
            f"2026-009{rang:02}", "Durand", "Alex", f"d{rang}@exemple.fr", enfants=enfants
        )
        actions.rafraichir_recherche(foyer)
        if rang in (1, 29):
            with CaptureQueriesContext(connection) as lues:
                trouves = chercher("durand", agent)
            nombres.append(len(lues))
    assert (len(trouves.foyers), trouves.encore) == (FOYERS_MAX, True)
    assert nombres[0] == nombres[1] <= 4


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "texte", ["martim", "marttin", "kamille", "bourdilon martin", "camile martn"]
)
def test_a_mistake_finds_what_comes_near_on_postgresql(agent, martin, autres, texte):
    trouves = chercher(texte, agent)
    assert trouves.approche
    assert trouves.foyers[0] == martin
    assert trouves.seul is None  # nobody's file is opened by a guess


@pytest.mark.postgresql
def test_a_street_is_found_by_its_index_on_postgresql(martin):
    with connection.cursor() as curseur:
        # of one row, any other index would do
        curseur.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "foyer_lieux_trigrammes" in Foyer.objects.filter(lieux__contains="rdill").explain()


@pytest.mark.postgresql
def test_a_word_that_resembles_all_the_town_ranks_a_few_of_it(agent, monkeypatch):
    """A first name with one letter too few was compared with each of 50,000 households."""
    monkeypatch.setattr(lecture, "CANDIDATS_MAX", 3)
    for rang in range(5):
        foyer, _compte = creer_foyer(f"2026-0070{rang}", "Durand", "Alex", f"d{rang}@exemple.fr")
        actions.rafraichir_recherche(foyer)
    with CaptureQueriesContext(connection) as lues:
        trouves = chercher("durant", agent)
        [(rangee,)] = connection.cursor().execute("SHOW enable_seqscan")
    assert len(trouves.foyers) == 3
    assert trouves.approche
    assert rangee == "on"  # for that search alone
    [sql] = [une["sql"] for une in lues if "ORDER BY" in une["sql"] and "LIMIT 3" in une["sql"]]
    with connection.cursor() as curseur:
        # of one row, any other index would do
        curseur.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        plan = str(curseur.execute(f"EXPLAIN {sql}").fetchall())
    assert "foyer_recherche_trigrammes" in plan
