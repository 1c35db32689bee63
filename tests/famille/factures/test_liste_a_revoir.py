"""The list of billed lines to look at again: found, sorted, told apart, ticked, taken away."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.actions import rafraichir_recherche
from famille.argent.factures.liste import ListeDesLignesARevoir
from famille.dossier.listes.actions import garder_la_vue
from famille.models import LigneARevoir
from tests.famille.facturation import facturer
from tests.famille.listes.fichier import exporter
from tests.famille.listes.lignes import a_revoir

pytestmark = pytest.mark.django_db
ADRESSE = reverse("factures:a_revoir")


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def lignes(famille_martin, voisin, agent):
    """Three: the neighbour's too much by 10, then 2 not enough, then the same price."""
    for foyer in (famille_martin.foyer, voisin.foyer):
        rafraichir_recherche(foyer)
    return (
        a_revoir(voisin.foyer, "10.00", "0.00", "présence corrigée après la facture"),
        a_revoir(famille_martin.foyer, "4.00", "6.00", "demande D-2026-000264"),
        a_revoir(famille_martin.foyer, "5.00", "5.00", "un payeur de plus", par=agent),
    )


def montrees(reponse):
    return [rang.ligne.notee.pk for rang in reponse.context["lue"].rangs]


def test_it_is_found_by_its_household_its_invoice_or_the_decision(bureau, lignes, voisin):
    trop, moins, pareil = lignes
    assert montrees(bureau.get(ADRESSE)) == [pareil.pk, moins.pk, trop.pk]
    assert montrees(bureau.get(ADRESSE, {"q": voisin.foyer.nom})) == [trop.pk]
    assert montrees(bureau.get(ADRESSE, {"q": moins.ligne.facture.numero})) == [moins.pk]
    assert montrees(bureau.get(ADRESSE, {"q": "d-2026-000264"})) == [moins.pk]
    assert "Aucune ligne à revoir ne répond" in bureau.get(ADRESSE, {"q": "personne"}).text


def test_what_is_too_much_and_what_is_not_enough_have_their_tabs(bureau, lignes):
    trop, moins, pareil = lignes
    vues = {cle: montrees(bureau.get(ADRESSE, {"etat": cle})) for cle in ("de-trop", "pas-assez")}
    assert vues == {"de-trop": [trop.pk], "pas-assez": [moins.pk]}
    page = bureau.get(ADRESSE, {"etat": "meme-prix"})
    assert montrees(page) == [pareil.pk]
    assert [un.nombre for un in page.context["lue"].onglets] == [3, 1, 1, 1]


def test_it_is_sorted_by_what_is_too_much(bureau, lignes):
    trop, moins, pareil = (une.pk for une in lignes)
    assert montrees(bureau.get(ADRESSE, {"tri": "trop"})) == [moins, pareil, trop]
    assert montrees(bureau.get(ADRESSE, {"tri": "-trop"})) == [trop, pareil, moins]


def test_its_reasons_and_its_days_are_each_sorted_under_their_own_head(bureau, lignes):
    trop, moins, pareil = (une.pk for une in lignes)
    LigneARevoir.objects.filter(pk=pareil).update(le=lignes[0].le - timedelta(days=3))
    assert montrees(bureau.get(ADRESSE, {"tri": "pourquoi"})) == [moins, trop, pareil]
    assert montrees(bureau.get(ADRESSE, {"tri": "le"})) == [pareil, trop, moins]


def test_all_of_the_list_is_put_right_at_once_only_where_all_of_it_is_shown(bureau, lignes):
    def dite(**filtres):
        return " ".join(bureau.get(ADRESSE, filtres).text.split())

    assert "Régulariser les 3 lignes de la liste" in dite()
    for filtres in ({"q": "martin"}, {"etat": "de-trop"}):
        page = dite(**filtres)
        assert "Régulariser les lignes cochées" in page
        assert "de la liste </button>" not in page


def test_the_page_of_a_family_leads_to_its_own_lines_and_to_no_gesture_on_all_of_them(
    bureau, lignes, voisin
):
    """It led to everybody's, under "Régulariser les 3 lignes"."""
    trop, _moins, _pareil = lignes
    dossier = bureau.get(reverse("foyers_modeladmin_inspect", args=[voisin.foyer.pk])).text
    adresse = f"{ADRESSE}?q={voisin.foyer.numero}"
    assert f'<a href="{adresse}">Voir et régulariser</a>' in dossier
    page = bureau.get(adresse)
    assert montrees(page) == [trop.pk]
    assert 'name="toutes"' not in page.text


def test_who_may_not_correct_reads_and_ticks_nothing(connecter, regisseur, agent, lignes):
    assert not regisseur.has_perm("famille.corriger_facture")
    page = connecter(regisseur).get(ADRESSE).text
    assert lignes[0].ligne.facture.numero in page
    assert 'name="ligne"' not in page
    assert "Régulariser<" not in page
    assert "Régulariser les" not in page


def test_all_boxes_ticked_by_the_address_are_those_of_this_page_alone(bureau, lignes, agent):
    page = bureau.get(ADRESSE, {"cocher": "toutes", "etat": "de-trop"})
    assert page.text.count("checked>") == 1
    lue = page.context["lue"]
    assert not any("cocher" in entete.adresse for entete in lue.entetes)
    assert 'name="cocher"' not in page.text.partition("<table")[0]
    vue = garder_la_vue(ADRESSE, "Trop", "etat=de-trop&cocher=toutes", par=agent)
    assert vue.adresse == "etat=de-trop"


def test_the_file_holds_what_is_filtered_and_its_household_is_told(
    bureau, lignes, agent, famille_martin, voisin, django_capture_on_commit_callbacks
):
    [ligne] = exporter(
        bureau, ListeDesLignesARevoir, django_capture_on_commit_callbacks, etat="pas-assez"
    )
    assert (ligne["Facture"], ligne["Dossier"]) == (
        lignes[1].ligne.facture.numero,
        famille_martin.foyer.numero,
    )
    assert (ligne["Facturé"], ligne["Dû"], ligne["De trop"]) == ("4,00", "6,00", "-2,00")
    assert (ligne["Pourquoi"], ligne["Jour"]) == ("demande D-2026-000264", "04/11/2026")
    trace = famille_martin.foyer.consultations.get()
    assert (trace.quoi, trace.par) == ("export d’une liste de lignes à revoir", agent)
    assert not voisin.foyer.consultations.exists()


def test_what_a_credit_note_has_taken_off_is_not_there(bureau, lignes):
    trop, *_autres = lignes
    trop.ligne.corrigee = True
    trop.ligne.save(update_fields=["corrigee"])
    assert trop.pk not in montrees(bureau.get(ADRESSE))
    assert LigneARevoir.objects.get(pk=trop.pk).trop == Decimal("10.00")


def test_thirty_lines_cost_as_many_queries_as_one(bureau, famille_martin):
    def requetes():
        with CaptureQueriesContext(connection) as lues:
            page = bureau.get(ADRESSE)
        return len(montrees(page)), len(lues)

    a_revoir(famille_martin.foyer)
    requetes()
    combien, une = requetes()
    assert combien == 1
    for _rang in range(29):
        a_revoir(famille_martin.foyer)
    assert requetes() == (30, une)


@pytest.mark.sqlite
@pytest.mark.parametrize("onglet", [un.cle for un in ListeDesLignesARevoir.onglets])
def test_no_line_of_the_town_s_invoices_is_read_to_say_that_none_is_to_be_seen(voisin, onglet):
    """SQLite, which knows nothing of an empty table, began by all that was ever invoiced."""
    facturer(voisin.foyer, "4.20")
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
    liste = ListeDesLignesARevoir(voisin.nadia)
    siennes = next(un for un in liste.onglets if un.cle == onglet).dans(liste.base())
    plan = siennes.order_by().values("pk").explain().splitlines()
    lus = [une.partition("SCAN ")[2].split()[0] for une in plan if "SCAN " in une]
    assert lus == ["famille_lignearevoir"]
