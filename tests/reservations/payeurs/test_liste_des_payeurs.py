"""The list of the payers: in the order in which they pay, found, sorted, taken away."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.models import PartPayeur, RelevePayeur, TiersPayeur
from reservations.payeurs.liste import ListeDesPayeurs
from tests.famille.facturation import facturer
from tests.famille.listes.fichier import exporter
from tests.outils.lisible import lisible

from .outils import droit, payeur

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 10:00+01:00", tick=False)]
ADRESSE = reverse("reservations_bureau:payeurs")
Genre = TiersPayeur.Genre


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def payeurs(famille_martin):
    """The CCAS pays first, then the CAF; the other parent after all, whatever his order."""
    parent = payeur("Alex Aubry", genre=Genre.PARENT, ordre=1)
    caf = payeur("CAF de l’Indre", ordre=20)
    ccas = payeur("CCAS de Déols", genre=Genre.CCAS, ordre=10, service="Aide sociale")
    droit(parent, famille_martin.foyer, pourcent=50)
    droit(caf, famille_martin.foyer, par_jour=4)
    droit(caf, famille_martin.foyer, par_jour=4, fin=date(2026, 10, 1))  # over
    RelevePayeur.objects.create(
        payeur=caf, mois=date(2026, 9, 1), numero="R-2026-000001", etat=RelevePayeur.Etat.ENVOYE
    )
    RelevePayeur.objects.create(
        payeur=ccas, mois=date(2026, 9, 1), numero="R-2026-000002", etat=RelevePayeur.Etat.PAYE
    )
    return parent, caf, ccas


def montres(reponse):
    return [rang.ligne.payeur.nom for rang in reponse.context["lue"].rangs]


def test_they_stand_in_the_order_in_which_they_pay(bureau, payeurs):
    page = bureau.get(ADRESSE)
    noms = [un.nom for un in sorted(TiersPayeur.objects.all(), key=lambda un: un.rang)]
    assert montres(page) == noms == ["CCAS de Déols", "CAF de l’Indre", "Alex Aubry"]
    assert "Dans l’ordre où ils paient." in lisible(page.text)
    assert "R-2026-000001" in page.text
    assert "R-2026-000002" not in page.text  # it is paid


def test_they_are_found_told_apart_and_sorted(bureau, payeurs):
    assert montres(bureau.get(ADRESSE, {"q": "sociale déols"})) == ["CCAS de Déols"]
    assert montres(bureau.get(ADRESSE, {"genre": "parent"})) == ["Alex Aubry"]
    suivre = bureau.get(ADRESSE, {"etat": "a-suivre"})
    assert montres(suivre) == ["CAF de l’Indre"]
    assert [un.nombre for un in suivre.context["lue"].onglets] == [3, 0, 1]
    triee = bureau.get(ADRESSE, {"tri": "payeur"})
    assert montres(triee) == ["Alex Aubry", "CAF de l’Indre", "CCAS de Déols"]
    assert "Dans l’ordre où ils paient." not in lisible(triee.text)
    assert montres(bureau.get(ADRESSE, {"tri": "aides"}))[0] == "CCAS de Déols"
    assert "Aucun payeur ne répond" in bureau.get(ADRESSE, {"q": "personne"}).text


def test_those_of_whom_something_is_to_be_asked_have_their_tab(bureau, payeurs, famille_martin):
    """Neither who has nothing to pay, nor who has credit notes for more."""
    parent, caf, ccas = payeurs
    foyer = famille_martin.foyer
    [ligne] = facturer(foyer, "10.00").lignes.all()
    for chez, montant in ((caf, "4.50"), (ccas, "-2.00")):
        PartPayeur.objects.create(
            ligne=ligne, droit=droit(chez, foyer, par_jour=4), montant=montant
        )
    PartPayeur.objects.create(ligne=ligne, droit=parent.droits.get(), montant="0.00")
    with CaptureQueriesContext(connection) as lues:
        page = bureau.get(ADRESSE, {"etat": "a-demander"})
    assert [un.nombre for un in page.context["lue"].onglets] == [3, 1, 1]
    assert montres(page) == ["CAF de l’Indre"]
    assert "4,50\u00a0€" in page.text
    parts = [une for une in lues if PartPayeur._meta.db_table in une["sql"]]
    assert len(parts) == 1


@pytest.mark.parametrize("methode", ["get", "post"])
def test_reading_a_right_or_noting_one_is_in_the_household_s_journal(
    methode, connecter, regisseur, famille_martin
):
    """What is sent wrong shows the page too; that of a new right has the children's first names."""
    foyer = famille_martin.foyer
    lu = droit(payeur(), foyer, pourcent=50)
    envoyer = getattr(connecter(regisseur), methode)
    envoyer(reverse("reservations_bureau:droit_payeur", args=[lu.pk]), {})
    assert [un.quoi for un in foyer.consultations.all()] == ["aide d’un payeur"]
    page = envoyer(reverse("reservations_bureau:droit_nouveau", args=[foyer.pk]), {})
    assert "Léa" in page.text
    assert foyer.consultations.filter(par=regisseur, quoi__contains="noter une aide").count() == 1


def test_an_empty_list_says_no_order(bureau):
    assert "Dans l’ordre où ils paient." not in lisible(bureau.get(ADRESSE).text)


def test_the_file_tells_the_household_of_a_parent_who_pays_and_no_other(
    bureau, payeurs, famille_martin, voisin, agent, django_capture_on_commit_callbacks
):
    droit(payeurs[1], voisin.foyer, par_jour=4)
    lignes = exporter(bureau, ListeDesPayeurs, django_capture_on_commit_callbacks)
    assert [(une["Payeur"], une["Aides en cours"]) for une in lignes] == [
        ("CCAS de Déols", "0"),
        ("CAF de l’Indre", "2"),
        ("Alex Aubry", "1"),
    ]
    assert (lignes[1]["Relevés à suivre"], lignes[0]["Service"]) == (
        "R-2026-000001",
        "Aide sociale",
    )
    trace = famille_martin.foyer.consultations.get()
    assert (trace.quoi, trace.par) == ("export d’une liste de payeurs", agent)
    assert not voisin.foyer.consultations.exists()


def test_thirty_payers_cost_as_many_queries_as_one(bureau):
    def requetes():
        with CaptureQueriesContext(connection) as lues:
            page = bureau.get(ADRESSE)
        return len(montres(page)), len(lues)

    payeur("CCAS")
    requetes()
    combien, une = requetes()
    assert combien == 1
    for rang in range(29):
        payeur(f"CCAS {rang}")
    assert requetes() == (30, une)
