"""Closures and registrations in the admin: each write is an action, its refusal comes back in the
form."""

from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from famille.actions import rafraichir_recherche
from famille.dossier.listes.lecture import choisir
from reservations.models import Attente, Evenement, Fermeture, Inscription, Places, Reservation
from reservations.planning.bureau.inscriptions import ListeDesInscriptions
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre, ligne, reserver

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(outils.MAINTENANT, tick=False)]
FERMETURES, INSCRIPTIONS = "/gestion/fermetures/", "/gestion/inscriptions/"


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


def texte_de(reponse):
    return " ".join(reponse.text.split())


def une_fermeture(**champs):
    return {"ou": "", "debut": "2026-12-16", "fin": "2026-12-16", "motif": "Travaux"} | champs


def test_a_closure_closes_its_creneaux(bureau, centre):
    assert (
        bureau.post(f"{FERMETURES}ajouter/", une_fermeture(ou=f"a-{centre.pk}")).status_code == 302
    )
    assert Fermeture.objects.get().activite == centre
    assert Places.objects.filter(ouvert=False).count() == 2
    assert "le 16 décembre 2026" in bureau.get(FERMETURES).text


def test_a_day_with_bookings_is_refused_and_leads_to_an_event(bureau, centre, famille_martin):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    reponse = bureau.post(f"{FERMETURES}ajouter/", une_fermeture(debut="2026-12-09"))
    texte = texte_de(reponse)
    assert (reponse.status_code, Fermeture.objects.count()) == (422, 0)
    assert "Des enfants sont attendus : mercredi 9 décembre (1)" in texte
    assert "Voir qui serait annulé par un événement" in texte
    assert f"activites={centre.pk}" in texte


def test_a_closure_moves_and_is_lifted(bureau, centre):
    bureau.post(f"{FERMETURES}ajouter/", une_fermeture())
    fermeture = Fermeture.objects.get()
    bureau.post(f"{FERMETURES}{fermeture.pk}/", une_fermeture(debut="2026-12-09", fin="2026-12-09"))
    assert set(Places.objects.filter(ouvert=False).values_list("creneau__jour", flat=True)) == {
        date(2026, 12, 9)
    }
    assert "2 créneaux rouvrent" in texte_de(bureau.get(f"{FERMETURES}{fermeture.pk}/lever/"))
    bureau.post(f"{FERMETURES}{fermeture.pk}/lever/")
    assert not Places.objects.filter(ouvert=False).exists()


def test_the_closure_of_an_event_leads_to_the_event(bureau, centre):
    evenement = Evenement.objects.create(
        nature="greve", motif="Grève", debut=outils.MERCREDI, fin=outils.MERCREDI
    )
    fermeture = Fermeture.objects.create(
        debut=outils.MERCREDI, fin=outils.MERCREDI, motif="x", evenement=evenement
    )
    for fin in ("", "lever/"):
        reponse = bureau.post(f"{FERMETURES}{fermeture.pk}/{fin}", une_fermeture())
        assert reponse.url == reverse("planning:evenement", args=[evenement.pk])
    assert Fermeture.objects.exists()


def test_a_child_is_found_and_registered(bureau, centre, voisin):
    rafraichir_recherche(voisin.foyer)
    adresse = f"{INSCRIPTIONS}ajouter/?q=benali"
    assert "(2026-00418)" in bureau.get(adresse).text
    donnees = {"enfant": voisin.sami.pk, "activite": centre.pk, "debut": "2026-12-01", "fin": ""}
    reponse = bureau.post(adresse, donnees, follow=True)
    dite = f"C’est enregistré : Sami Benali, {centre}, à partir du 1er décembre 2026."
    assert dite in lisible(texte_de(reponse)), "from that day on, and not now"
    assert Inscription.objects.get(enfant=voisin.sami).debut == date(2026, 12, 1)


def test_a_child_that_the_search_has_not_found_is_refused(bureau, centre, voisin, famille_martin):
    rafraichir_recherche(voisin.foyer)
    donnees = {"enfant": famille_martin.lea.pk, "activite": centre.pk, "debut": "2026-12-01"}
    assert bureau.post(f"{INSCRIPTIONS}ajouter/?q=benali", donnees).status_code == 422


def test_registered_twice_is_refused_in_the_form(bureau, centre, famille_martin):
    rafraichir_recherche(famille_martin.foyer)
    donnees = {"enfant": famille_martin.lea.pk, "activite": centre.pk, "debut": "2026-12-01"}
    reponse = bureau.post(f"{INSCRIPTIONS}ajouter/?q=martin", donnees)
    assert (reponse.status_code, "déjà inscrit" in reponse.text) == (422, True)


@pytest.fixture
def inscription(centre, famille_martin):
    lea = famille_martin.lea
    reserver(famille_martin, ligne(lea, centre), ligne(lea, centre, "2026-12-16-matin"))
    return Inscription.objects.get(enfant=lea)


def test_an_earlier_end_says_how_many_bookings_it_cancels_before(bureau, inscription):
    adresse = f"{INSCRIPTIONS}{inscription.pk}/"
    texte = texte_de(bureau.get(adresse, {"fin": "2026-12-10", "motif": ""}))
    assert "Enregistrer et annuler 1 réservation" in texte
    assert Reservation.objects.count() == 2


def test_confirmed_the_later_bookings_go_with_the_reason(bureau, inscription, famille_martin):
    bureau.post(f"{INSCRIPTIONS}{inscription.pk}/", {"fin": "2026-12-10", "motif": "Déménagement"})
    inscription.refresh_from_db()
    assert (inscription.fin, Reservation.objects.count()) == (date(2026, 12, 10), 1)
    assert famille_martin.foyer.demandes_de_reservation.filter(motif="Déménagement").exists()


def test_a_later_end_cancels_nothing(bureau, inscription):
    bureau.post(f"{INSCRIPTIONS}{inscription.pk}/", {"fin": "", "motif": ""})
    inscription.refresh_from_db()
    assert (inscription.fin, Reservation.objects.count()) == (None, 2)


def test_an_end_in_the_past_is_refused(bureau, inscription):
    reponse = bureau.post(f"{INSCRIPTIONS}{inscription.pk}/", {"fin": "2026-11-20", "motif": ""})
    assert (reponse.status_code, "Cette date est passée" in reponse.text) == (422, True)
    assert Reservation.objects.count() == 2


def test_a_registration_that_has_begun_is_not_erased(bureau, inscription):
    reponse = bureau.post(f"{INSCRIPTIONS}{inscription.pk}/effacer/")
    assert (reponse.status_code, "a commencé" in reponse.text) == (422, True)
    assert Inscription.objects.filter(pk=inscription.pk).exists()


def test_a_registration_to_come_is_erased_with_what_rests_on_it(
    bureau, inscription, centre, famille_martin
):
    Inscription.objects.filter(pk=inscription.pk).update(debut=date(2026, 12, 1))
    Attente.objects.create(
        enfant=famille_martin.lea,
        activite=centre,
        foyer=famille_martin.foyer,
        bloc="2026-12-09-apres-midi",
        debut=outils.MERCREDI,
    )
    assert "2 réservations" in texte_de(bureau.get(f"{INSCRIPTIONS}{inscription.pk}/effacer/"))
    bureau.post(f"{INSCRIPTIONS}{inscription.pk}/effacer/")
    assert not Inscription.objects.filter(pk=inscription.pk).exists()
    assert (Reservation.objects.count(), Attente.objects.get().etat) == (0, "retiree")


def test_the_list_finds_by_name_and_filters_by_state(
    bureau, inscription, voisin, centre, famille_martin
):
    outils.inscrire(voisin.sami, centre, debut=date(2027, 1, 1))
    for foyer in (voisin.foyer, famille_martin.foyer):
        rafraichir_recherche(foyer)
    assert "Sami" not in bureau.get(INSCRIPTIONS, {"q": "lea martin"}).text
    assert "Léa" not in bureau.get(INSCRIPTIONS, {"etat": "a-venir"}).text


def test_the_lists_ask_the_same_queries_for_one_row_or_thirty(
    bureau, inscription, centre, django_assert_num_queries, django_assert_max_num_queries
):
    Inscription.objects.exclude(pk=inscription.pk).delete()
    Fermeture.objects.create(
        debut=outils.MERCREDI, fin=outils.MERCREDI, motif="Une", structure=centre.structure
    )
    lues = {}
    bureau.get(INSCRIPTIONS)  # what the process reads once
    for adresse in (INSCRIPTIONS, FERMETURES):
        with django_assert_max_num_queries(20) as capture:
            bureau.get(adresse)
        lues[adresse] = len(capture)
    for rang in range(1, 30):
        Inscription.objects.create(
            enfant=inscription.enfant, activite=centre, debut=date(2027, 8, rang)
        )
        Fermeture.objects.create(
            debut=outils.MERCREDI, fin=outils.MERCREDI, motif=f"{rang}", activite=centre
        )
    for adresse, nombre in lues.items():
        with django_assert_num_queries(nombre):
            bureau.get(adresse)


def test_the_list_is_read_in_the_order_of_its_index(agent, centre):
    """A town ten times larger sorted ten times as many registrations to show thirty."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:  # few rows are quicker sorted
            curseur.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            curseur.execute("SET LOCAL enable_bitmapscan = off")
    liste = ListeDesInscriptions(agent)
    plan = liste.ranger(liste.base(), "", {})[:30].explain()
    assert "INDEX inscription_par_debut" in plan.replace("Index Scan using", "INDEX")
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("tri", "index"),
    [
        ("enfant", "enfant_par_nom"),
        ("-enfant", "enfant_par_nom"),
        ("du", "inscription_par_debut"),
        ("-du", "inscription_par_debut"),
        ("au", "inscription_par_fin"),
        ("-au", "inscription_par_fin"),
        ("activite", "reservations_structure_nom"),
        ("-activite", "reservations_structure_nom"),
    ],
)
def test_the_list_sorted_by_a_head_is_read_in_an_index_from_either_end(agent, centre, tri, index):
    """An incremental sort is of the few rows of one child, or of those of one structure. SQLite,
    whose planner does not look at how few rows are wanted, sorts them all."""
    with connection.cursor() as curseur:  # few rows are quicker sorted
        curseur.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        curseur.execute("SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off")
        curseur.execute("SET LOCAL enable_mergejoin = off")
    liste = ListeDesInscriptions(agent)
    plan = choisir(liste, QueryDict(f"tri={tri}")).lignes(liste.base())[:30].explain()
    assert index in plan
    assert "Sort  (" not in plan.replace("Incremental Sort", "")


def test_a_registration_without_an_end_is_after_those_that_have_one(agent, inscription):
    """It was last whichever way: from the last to the first, it is the first."""
    Inscription.objects.filter(pk=inscription.pk).update(fin=None)
    finie = outils.inscrire(inscription.enfant, outils.creer_activite("Autre centre"))
    Inscription.objects.filter(pk=finie.pk).update(fin=date(2027, 7, 6))
    liste = ListeDesInscriptions(agent)
    ordres = {
        tri: [ligne.fin for ligne in choisir(liste, QueryDict(f"tri={tri}")).lignes(liste.base())]
        for tri in ("au", "-au")
    }
    assert ordres["au"][0] == date(2027, 7, 6)
    assert ordres["-au"] == ordres["au"][::-1]


def test_those_alike_turn_round_with_the_others(bureau, inscription, centre):
    """Of one day: the same list, read from its other end."""
    Inscription.objects.exclude(pk=inscription.pk).delete()
    autre = Inscription.objects.create(
        enfant=inscription.enfant,
        activite=outils.creer_activite("Autre centre"),
        debut=inscription.debut,
    )
    lus = [
        [rang.ligne.pk for rang in bureau.get(INSCRIPTIONS, {"tri": tri}).context["lue"].rangs]
        for tri in ("du", "-du")
    ]
    assert lus == [[inscription.pk, autre.pk], [autre.pk, inscription.pk]]


def test_counting_stops_and_says_so(bureau, centre, monkeypatch):
    monkeypatch.setattr(ListeDesInscriptions, "compte_max", 1)
    assert "plus de 1 inscription" in texte_de(bureau.get(INSCRIPTIONS))
