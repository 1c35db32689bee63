"""What the town declares of accessibility is data: mention, statement and grid never contradict
each other."""

import re
from datetime import date
from decimal import Decimal
from unicodedata import is_normalized

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from cms_pages.contenu import rgaa
from cms_pages.models import DeclarationAccessibilite, IdentiteSite, PageLegale
from tests.maison.test_docs import RACINE

AUDIT = {
    "taux": Decimal("82.5"),
    "audite_le": date(2026, 10, 5),
    "auditeur": "Un organisme indépendant",
}


@pytest.fixture
def declaration(pages):
    return DeclarationAccessibilite.for_site(Site.objects.get())


def mention(client):
    return re.search(r'accessibilite/">\s*([^<]+?)\s*</a>', client.get("/connexion/").text)[1]


def statement(client):
    return " ".join(
        re.sub(r"<[^>]+>", " ", client.get("/accessibilite/").text.partition("<main")[2]).split()
    )


def test_nobody_has_audited_yet_so_both_say_non_conforme(client, declaration):
    assert mention(client) == "Accessibilité : non conforme"
    assert "Le portail est non conforme" in statement(client)
    assert "la collectivité ne l’a pas encore évalué ni fait évaluer" in statement(client)
    assert "elle ne change donc pas l’état" in statement(client)


def test_what_the_town_declares_is_said_at_the_foot_of_pages_and_in_the_statement(
    client, declaration
):
    partiel = DeclarationAccessibilite.Statut.PARTIEL
    champs = AUDIT | {
        "statut": partiel,
        "etablie_le": date(2026, 11, 2),
        "non_conformites": "Les plans\n\nLes menus\n",
    }
    DeclarationAccessibilite.objects.filter(pk=declaration.pk).update(**champs)
    assert mention(client) == "Accessibilité : partiellement conforme"
    dit = statement(client)
    assert "Le portail est partiellement conforme" in dit
    assert (
        "L’évaluation faite le 5 octobre 2026 par Un organisme indépendant révèle que 82,5 % des"
        " critères" in dit
    )
    assert "Les plans Les menus" in dit
    assert "Déclaration établie le 2 novembre 2026" in dit
    assert "pas encore évalué" not in dit


@pytest.mark.parametrize(
    ("champs", "faux"),
    [
        ({"statut": "total"}, {"taux", "audite_le", "auditeur"}),
        (AUDIT | {"statut": "total"}, {"statut"}),
        (AUDIT | {"statut": "partiel", "taux": Decimal("49.9")}, {"statut"}),
        (AUDIT | {"statut": "partiel", "taux": Decimal(100)}, {"statut"}),
    ],
)
def test_a_state_that_no_audit_allows_is_refused(champs, faux):
    with pytest.raises(ValidationError) as refus:
        DeclarationAccessibilite(**champs).clean()
    assert set(refus.value.message_dict) == faux


@pytest.mark.parametrize(
    ("statut", "taux"), [("partiel", 50), ("total", 100), ("non", 40), ("non", None)]
)
def test_what_the_audit_allows_is_accepted(statut, taux):
    DeclarationAccessibilite(**AUDIT | {"statut": statut, "taux": taux and Decimal(taux)}).clean()


def test_the_town_s_own_evaluation_changes_the_state_as_a_third_party_s_does():
    """EU 2018/1523, article 3: a self-assessment is a way of evaluating."""
    soi = AUDIT | {"statut": "partiel", "auditeur": "Direction du numérique de la collectivité"}
    DeclarationAccessibilite(**soi).clean()
    aide = DeclarationAccessibilite._meta.get_field("auditeur").help_text
    assert "évalué lui-même" in aide


def test_the_grid_counts_what_is_only_nearly_respected_as_not_respected():
    statuts = {un.critere: un.statut for un in rgaa.criteres()}
    assert {statuts[un] for un in ("8.2", "8.6", "11.9")} == {"NC"}
    assert rgaa.taux() == Decimal("91.4")
    assert "91,4 %" in (RACINE / "docs" / "droit" / "accessibilite.md").read_text()


@pytest.mark.parametrize("plan", ["accessibilite-schema-pluriannuel", "accessibilite-plan-annuel"])
def test_a_plan_that_says_nothing_yet_is_not_published(client, declaration, plan):
    page = PageLegale.objects.get(slug=plan)
    assert not page.live
    assert page.a_completer
    assert client.get(f"/{plan}/").status_code == 404
    assert plan not in client.get("/accessibilite/").text


def test_the_mention_costs_no_query_more(declaration, rf, django_assert_num_queries):
    IdentiteSite.for_site(Site.objects.get())
    requete = rf.get("/")
    with django_assert_num_queries(1):
        assert (
            IdentiteSite.for_request(requete).site
            == DeclarationAccessibilite.for_request(requete).site
        )


def test_the_grid_has_the_106_criteria_once_each_with_a_result_and_its_reason():
    lus = rgaa.criteres()
    assert len(lus) == len({un.critere for un in lus}) == 106
    assert {un.statut for un in lus} == set(rgaa.STATUTS)
    assert all(un.intitule.strip() and un.constat.strip() for un in lus)
    assert all(is_normalized("NFC", un.intitule) for un in lus)
    par_theme = [len([un for un in lus if un.critere.startswith(f"{n}.")]) for n in range(1, 14)]
    assert par_theme == [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]


def test_the_statement_and_the_evaluation_tell_the_figures_of_the_grid(client, declaration):
    de = rgaa.compte()
    phrase = f"{de['C']} sont respectés, {de['NC']} ne le sont pas ou restent à confirmer"
    assert phrase in statement(client)
    page = client.get("/accessibilite-auto-evaluation/").text
    assert phrase in page
    assert page.count('<th scope="row">') == 106
