"""The agents' invoices: found, read with a trace, corrected with a reason; each by its own
right."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.actions import rafraichir_recherche
from famille.argent.factures.liste import ListeDesFactures
from famille.argent.regie.bureau.listes import ListeDesCredits
from famille.argent.regie.bureau.recouvrement.listes import ListeDuTresor
from famille.models import Consultation, Courriel, Facture, Responsable
from tests.famille.facturation import facturer, ligne
from tests.famille.regie.scene import especes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def facture(famille_martin, voisin):
    for foyer in (famille_martin.foyer, voisin.foyer):
        rafraichir_recherche(foyer)
    facturer(voisin.foyer, "9.00")
    return facturer(
        famille_martin.foyer, lignes=[ligne("4.20", enfant=famille_martin.lea), ligne("6.00")]
    )


def lire(client, vue, *arguments, **question):
    return client.get(reverse(f"factures:{vue}", args=arguments), question).text


def test_they_are_found_by_number_and_by_household(agent, connecter, facture):
    client = connecter(agent)
    for recherche in (facture.numero, "martin", "2026-00417"):
        page = lire(client, "liste", q=recherche)
        assert "Foyer Martin" in page
        assert "Foyer Benali" not in page


@pytest.mark.parametrize("liste", [ListeDesCredits, ListeDuTresor])
@pytest.mark.parametrize("recherche", ["numero", "martin"])
def test_the_regie_s_lists_of_them_search_alike(agent, facture, liste, recherche):
    dite = facture.numero.lower() if recherche == "numero" else recherche
    assert [*liste(agent).filtrer(Facture.objects.all(), {"q": dite})] == [facture]


def test_a_search_without_an_answer_says_what_to_do(agent, connecter, facture):
    assert "Aucune facture ne répond" in lire(connecter(agent), "liste", q="personne")


def test_the_late_ones_are_apart(agent, connecter, famille_martin, facture):
    en_retard = facturer(famille_martin.foyer, "2.00", jour=date(2026, 9, 1))
    page = lire(connecter(agent), "liste", etat="en-retard")
    assert en_retard.numero in page
    assert facture.numero not in page


def test_reading_one_leaves_a_trace_for_the_family(agent, connecter, facture):
    assert "Tarif B." in lire(connecter(agent), "facture", facture.numero)
    assert Consultation.objects.get().quoi == f"facture {facture.numero}"


def test_a_line_is_taken_off_with_a_reason(agent, connecter, facture):
    client = connecter(agent)
    retiree = facture.lignes.get(montant="4.20")
    adresse = reverse("factures:corriger", args=[facture.numero])
    assert client.post(adresse, {"lignes": [retiree.pk], "motif": ""}).status_code == 422
    client.post(adresse, {"lignes": [retiree.pk], "motif": "Absence justifiée"})
    avoir = Facture.objects.get(genre="avoir")
    assert avoir.motif == "Absence justifiée"
    page = lire(client, "facture", facture.numero)
    assert avoir.numero in page
    assert "6,00" in page


def test_another_invoice_s_line_is_refused(agent, connecter, facture, voisin):
    sienne = Facture.objects.get(foyer=voisin.foyer).lignes.get()
    reponse = connecter(agent).post(
        reverse("factures:corriger", args=[facture.numero]), {"lignes": [sienne.pk], "motif": "x"}
    )
    assert reponse.status_code == 422
    assert not Facture.objects.filter(genre="avoir").exists()


def test_correcting_has_its_own_right(agent, connecter, facture):
    agent.groups.get().permissions.remove(Permission.objects.get(codename="corriger_facture"))
    client = connecter(agent)
    assert "Corriger par un avoir" not in lire(client, "facture", facture.numero)
    assert client.get(reverse("factures:corriger", args=[facture.numero])).status_code == 302


@pytest.mark.parametrize("combien", [1, 30])
def test_pages_cost_the_same_whatever_they_show(
    agent, connecter, famille_martin, django_assert_max_num_queries, combien
):
    for _ in range(combien):
        facture = facturer(famille_martin.foyer, *["4.20"] * combien)
    client = connecter(agent)
    lire(client, "liste")
    with django_assert_max_num_queries(17):
        lire(client, "liste", q="martin")
    with django_assert_max_num_queries(19):
        lire(client, "facture", facture.numero)


def test_a_page_of_the_list_is_found_by_an_index(famille_martin):
    """All the town's invoices were sorted to show fifty of them."""
    for _ in range(5):
        facturer(famille_martin.foyer, "4.20")
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
        if connection.vendor == "postgresql":  # which reads five rows by reading the table
            curseur.execute("SET LOCAL enable_seqscan = off")
            curseur.execute("SET LOCAL enable_sort = off")
    liste = ListeDesFactures(None)
    page = liste.base().order_by(*liste.ordre("", {}))[50:100]
    assert "facture_du_bureau" in page.explain()
    assert "GROUP BY" not in str(page.query)


def n_avoir_que(curseur, debut):
    """No index of invoices but those whose name begins so, and those of the constraints: of one
    row, any of them would do as well. They come back with the end of the test."""
    curseur.execute(
        "SELECT indexrelid::regclass::text FROM pg_index"
        " WHERE indrelid = 'famille_facture'::regclass AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"
    )
    autres = [nom for (nom,) in curseur.fetchall() if not nom.startswith(debut)]
    curseur.execute(f"DROP INDEX {', '.join(autres)}")


@pytest.mark.parametrize(
    ("onglet", "index"),
    [("a-payer", "facture_a_payer"), ("en-retard", "facture_"), ("avoirs", "facture_avoirs")],
)
def test_a_tab_is_counted_in_an_index_of_its_own_rows(famille_martin, onglet, index):
    """Each tab was counted through all that the town had ever invoiced."""
    facturer(famille_martin.foyer, "4.20")
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
        if connection.vendor == "postgresql":
            curseur.execute("SET LOCAL enable_seqscan = off")
            n_avoir_que(curseur, index)
    liste = ListeDesFactures(None)
    siennes = next(un for un in liste.onglets if un.cle == onglet).dans(liste.base())
    comptees = siennes.order_by().values("pk")[: liste.compte_max + 1]
    assert len(comptees) == (onglet == "a-payer")
    if connection.vendor == "postgresql":  # SQLite plans without the values: no partial index
        assert index in comptees.explain()


@pytest.mark.postgresql
@pytest.mark.parametrize("onglet", ["a-payer", "en-retard"])
def test_a_tab_is_counted_without_looking_at_the_rows(famille_martin, onglet):
    """One column that the index lacks, and 25,000 rows are read to count them."""
    facturer(famille_martin.foyer, "4.20")
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        n_avoir_que(curseur, "facture_a_payer")
    liste = ListeDesFactures(None)
    siennes = next(un for un in liste.onglets if un.cle == onglet).dans(liste.base())
    comptees = siennes.order_by().values("pk")[: liste.compte_max + 1]
    assert "Index Only Scan using facture_a_payer" in comptees.explain()


@pytest.mark.postgresql
def test_the_tabs_of_a_town_that_pays_are_counted_without_reading_its_invoices(
    agent, connecter, famille_martin
):
    """PostgreSQL takes a third of them for unpaid, where one in twenty is: it read them all, twice,
    to find so many."""
    facturer(famille_martin.foyer, "4.20")
    modele = Facture.objects.get()
    Facture.objects.bulk_create(
        Facture(
            **copie(modele) | {"regle": modele.total if rang % 20 else 0},
            cle=f"copie-{rang}",
            numero=f"F-2019-{rang}",
        )
        for rang in range(4_000)
    )
    client = connecter(agent)
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE famille_facture")
    with CaptureQueriesContext(connection) as lues:
        lire(client, "liste")
    [sql] = [une["sql"] for une in lues if "_lignes" in une["sql"] and "_un" in une["sql"]]
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL enable_sort = off")  # which so few invoices would bear
        plan = "\n".join(ligne for (ligne,) in curseur.execute(f"EXPLAIN {sql}").fetchall())
    assert plan.count("using facture_a_payer") == 2, plan  # to pay, and late


def test_counting_stops_and_says_so(agent, connecter, famille_martin, monkeypatch):
    monkeypatch.setattr(ListeDesFactures, "compte_max", 1_000)
    facturer(famille_martin.foyer, "4.20")
    modele = Facture.objects.get()
    Facture.objects.bulk_create(
        Facture(**copie(modele), cle=f"copie-{rang}", numero=f"F-2019-{rang}")
        for rang in range(1_001)
    )
    page = lire(connecter(agent), "liste")
    assert "plus de 1 000 factures" in " ".join(page.split())  # the narrow space is one too
    assert "Les 1\u202f000 premières lignes sont montrées ici" in page


def copie(modele):
    """dict: what an invoice like this one is made of."""
    propres = {"id", "cle", "numero"}
    return {
        c.attname: getattr(modele, c.attname) for c in Facture._meta.fields if c.name not in propres
    }


@pytest.mark.parametrize("vue", ["facture", "facture_papier", "facture_pdf"])
@pytest.mark.parametrize("qui", ["agent", "regisseur"])
def test_the_address_that_a_family_sends_opens_the_agents_page(
    request, connecter, facture, qui, vue
):
    client = connecter(request.getfixturevalue(qui))
    reponse = client.get(reverse(f"famille:{vue}", args=[facture.numero]))
    assert reponse.url == reverse(f"factures:{vue}", args=[facture.numero])
    assert client.get(reponse.url).status_code == 200
    assert Consultation.objects.get().quoi.startswith(f"facture {facture.numero}")


@pytest.mark.parametrize("vue", ["facture", "facture_papier", "facture_pdf"])
def test_without_the_right_a_family_s_invoice_stays_unknown(redactrice, connecter, facture, vue):
    assert (
        connecter(redactrice).get(reverse(f"famille:{vue}", args=[facture.numero])).status_code
        == 404
    )
    assert not Consultation.objects.exists()


def test_an_agent_who_is_a_parent_keeps_his_own_pages(agent, connecter, facture, famille_martin):
    Responsable.objects.create(
        foyer=famille_martin.foyer, utilisateur=agent, prenom="Sophie", nom="Renard"
    )
    assert (
        connecter(agent).get(reverse("famille:facture", args=[facture.numero])).status_code == 200
    )
    assert not Consultation.objects.exists()


def test_the_regie_opens_the_receipt_that_a_family_sends(regisseur, connecter, facture):
    recu = especes(facture, "2.00", par=regisseur).numero_recu
    reponse = connecter(regisseur).get(reverse("famille:recu", args=[recu]))
    assert reponse.url == reverse("regie:recu", args=[recu])


def test_the_regie_reads_an_invoice_and_corrects_none(regisseur, connecter, facture):
    client = connecter(regisseur)
    page = lire(client, "facture", facture.numero)
    assert "Corriger par un avoir" not in page
    assert reverse("foyers_modeladmin_inspect", args=[facture.foyer_id]) not in page
    assert client.get(reverse("factures:corriger", args=[facture.numero])).status_code == 302


def test_the_mail_of_an_invoice_is_sent_again_at_the_family_s_wish(agent, connecter, facture):
    client, adresse = connecter(agent), reverse("factures:renvoyer", args=[facture.numero])
    for _fois in range(2):  # pressed twice in a minute, it leaves once
        page = client.post(adresse, follow=True).text
    assert "La facture part de nouveau, à 1 adulte" in page
    mail = Courriel.objects.get(cle__startswith="facture-")
    assert facture.numero in mail.texte
    assert "10,20" not in mail.texte
    Responsable.objects.update(utilisateur=None)
    assert "Personne dans ce foyer n’a de compte" in client.post(adresse, follow=True).text
