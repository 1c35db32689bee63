"""The list of the bank's lines that wait: found, sorted, told apart, taken away."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.actions import rafraichir_recherche
from famille.argent.regie.bureau.listes import ListeDesLignesBancaires
from famille.models import Paiement
from tests.famille.facturation import facturer
from tests.famille.listes.fichier import exporter
from tests.famille.listes.lignes import a_rapprocher
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
ADRESSE = reverse("regie:lignes_a_rapprocher")


@pytest.fixture
def bureau(connecter, regisseur):
    return connecter(regisseur)


@pytest.fixture
def lignes(famille_martin):
    """A transfer, a refusal of the Martins', a charge of the bank; and one set aside."""
    virement = a_rapprocher(donneur="MME VERGER", jour=date(2026, 11, 20), reference="RF1")
    rejet = a_rapprocher(
        nature="rejet", credit=False, montant="25.50", jour=date(2026, 11, 3), code="AM04"
    )
    rafraichir_recherche(famille_martin.foyer)
    rejet.factures.add(facturer(famille_martin.foyer, "25.50"))
    frais = a_rapprocher(nature="autre", credit=False, montant="1.20", libelle="Frais de rejet")
    a_rapprocher(etat="ecartee", donneur="VERGER")
    return virement, rejet, frais


def montrees(reponse):
    return [rang.ligne.pk for rang in reponse.context["lue"].rangs]


def test_what_waits_stands_the_oldest_first_with_its_sum(bureau, lignes):
    page = bureau.get(ADRESSE)
    assert montrees(page) == [une.pk for une in lignes]
    texte = lisible(page.text)
    assert "la plus ancienne d’abord" in texte
    assert "−25,50\u00a0€" in page.text
    assert "le 3 novembre" not in texte  # the day has its column
    assert reverse("regie:ligne_bancaire", args=[lignes[1].pk]) in page.text


def test_a_line_is_found_by_the_bank_s_words_or_by_its_household(bureau, lignes):
    virement, rejet, frais = lignes
    for cherche, trouvee in (("verger", virement), ("martin", rejet), ("frais", frais)):
        assert montrees(bureau.get(ADRESSE, {"q": cherche})) == [trouvee.pk]
    assert "Aucune ligne à rapprocher ne répond" in bureau.get(ADRESSE, {"q": "personne"}).text


def test_each_sort_has_its_tab_and_the_sums_are_sorted_as_they_are_read(bureau, lignes):
    virement, rejet, frais = (une.pk for une in lignes)
    page = bureau.get(ADRESSE, {"etat": "rejets"})
    assert montrees(page) == [rejet]
    assert [un.nombre for un in page.context["lue"].onglets] == [3, 1, 1, 1]
    assert montrees(bureau.get(ADRESSE, {"tri": "montant"})) == [rejet, frais, virement]
    assert montrees(bureau.get(ADRESSE, {"tri": "operation"})) == [frais, rejet, virement]
    assert montrees(bureau.get(ADRESSE, {"tri": "jour"})) == [rejet, virement, frais]


def paiement_de(foyer):
    return Paiement.objects.create(
        foyer=foyer, reference="P-1", moyen="prelevement", montant="25.50", etat="ouvert"
    )


def test_each_household_that_finds_a_line_is_said_on_its_row(
    bureau, lignes, famille_martin, voisin
):
    """Those of its invoices, of several households even, and that of its payment."""
    _virement, rejet, frais = lignes
    rafraichir_recherche(voisin.foyer)
    rejet.factures.add(facturer(voisin.foyer, "8.00"))
    frais.paiement = paiement_de(voisin.foyer)
    frais.save(update_fields=["paiement"])
    trouvees = bureau.get(ADRESSE, {"q": voisin.foyer.nom})
    assert montrees(trouvees) == [rejet.pk, frais.pk]
    texte = lisible(trouvees.text)
    assert texte.count(f"dossier {voisin.foyer.numero}") == 2
    assert texte.count(f"dossier {famille_martin.foyer.numero}") == 1
    fichier = lisible(bureau.get(reverse("regie:retour", args=[rejet.retour_id])).text)
    assert fichier.count(f"dossier {voisin.foyer.numero}") == 2
    assert "−25,50 €" in fichier


def test_a_line_with_a_payment_alone_is_taken_away_with_its_household(
    bureau, lignes, voisin, regisseur, django_capture_on_commit_callbacks
):
    rafraichir_recherche(voisin.foyer)
    a_rapprocher(nature="rejet", credit=False, paiement=paiement_de(voisin.foyer))
    [ligne] = exporter(
        bureau, ListeDesLignesBancaires, django_capture_on_commit_callbacks, q=voisin.foyer.nom
    )
    assert (ligne["Dossiers"], ligne["Montant"]) == (voisin.foyer.numero, "-10,00")
    assert voisin.foyer.consultations.get().par == regisseur


def test_the_file_says_what_waits_and_tells_the_household_that_it_names(
    bureau, lignes, regisseur, famille_martin, voisin, django_capture_on_commit_callbacks
):
    lignes[0].factures.add(facturer(voisin.foyer, "10.00"))  # a transfer: not in this tab
    [ligne] = exporter(
        bureau, ListeDesLignesBancaires, django_capture_on_commit_callbacks, etat="rejets"
    )
    assert (ligne["Montant"], ligne["Jour"], ligne["Code de la banque"]) == (
        "-25,50",
        "03/11/2026",
        "AM04",
    )
    assert ligne["Dossiers"] == famille_martin.foyer.numero
    trace = famille_martin.foyer.consultations.get()
    assert (trace.quoi, trace.par) == ("export d’une liste de lignes à rapprocher", regisseur)
    assert not voisin.foyer.consultations.exists()


def test_thirty_lines_cost_as_many_queries_as_one(bureau, famille_martin):
    def requetes():
        with CaptureQueriesContext(connection) as lues:
            page = bureau.get(ADRESSE)
        return len(montrees(page)), len(lues)

    facture = facturer(famille_martin.foyer, "10.00")
    a_rapprocher().factures.add(facture)
    requetes()
    combien, une = requetes()
    assert combien == 1
    for _rang in range(29):
        a_rapprocher().factures.add(facture)
    assert requetes() == (30, une)
