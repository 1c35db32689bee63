"""The calendar's page: what it shows, to whom, at what price in queries; and what a press
answers."""

import gzip
import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from famille.models import Enfant, FicheSanitaire, Rattachement
from reservations.models import (
    Activite,
    Attente,
    Creneau,
    Fermeture,
    LignePanier,
    Places,
    ReglageReservations,
    Reservation,
)
from reservations.regles.juge import PARIS, Moment, Unite
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.calendrier.scene import CALENDRIER, CHOISIR, choisir, panier, valeur
from tests.reservations.moteur.scene import creer_centre, ligne, reserver

pytestmark = pytest.mark.django_db
VIDER = reverse("reservations:vider")


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


@pytest.fixture
def camille(famille_martin, connecter):
    return connecter(famille_martin.camille)


def lire(client, adresse=CALENDRIER):
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_the_month_opens_on_the_first_one_that_can_be_booked(camille, centre):
    page = lire(camille)
    titre = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)[1]
    assert strip_tags(titre).strip() == "Réservations de décembre 2026"
    assert "jusqu’à 7 jours avant, à minuit" in page
    assert "<strong>mercredi 9 décembre</strong>" in re.sub(r"\s+", " ", page)


def test_the_first_day_that_can_be_booked_is_one_that_opens(
    famille_martin, centre, connecter, time_machine
):
    """Of a Sunday, "Réservable dès dimanche 6 décembre": no centre opens then."""
    time_machine.move_to("2026-11-29 18:00+01:00", tick=False)
    page = lisible(lire(connecter(famille_martin.camille)))
    assert "Réservable dès <strong>mercredi 9 décembre</strong>" in page


def test_it_is_a_table_with_its_caption_and_its_heads(camille, centre):
    page = lire(camille)
    assert re.search(r"<caption[^>]*>Réservations de décembre 2026, une colonne par jour", page)
    assert page.count('<th scope="col"') == 5


def test_each_choice_of_each_child_is_a_button(famille_martin, camille, centre):
    page = lire(camille)
    for enfant in (famille_martin.lea, famille_martin.hugo):
        for bloc in ("2026-12-09-matin", "2026-12-09-apres-midi", "2026-12-16-matin"):
            assert f'value="{valeur(famille_martin, enfant, centre, bloc)}"' in page


def test_what_is_booked_is_green_pressed_and_says_so(famille_martin, camille, centre):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    bouton = re.search(r"<button[^>]*2026-12-09-matin\.annuler.*?</button>", lire(camille)).group()
    assert 'class="cal-b cal-reserve"' in bouton
    assert 'aria-pressed="true"' in bouton
    assert ">réservé</small>" in bouton


def test_the_town_s_threshold_says_from_when_places_are_counted(camille, centre):
    assert "plus que 10 places" not in lire(camille)
    ReglageReservations.objects.create(seuil_dernieres_places=10)
    assert "plus que 10 places" in lire(camille)


def ensemble(client, cle, *, htmx=False, adresse=f"{CHOISIR}?mois=2026-12"):
    entetes = {"HX-Request": "true"} if htmx else {}
    return client.post(adresse, {"ensemble": cle}, headers=entetes)


def test_one_gesture_puts_a_day_of_all_the_children_in_the_basket(famille_martin, camille, centre):
    reponse = ensemble(camille, "2026-12-09.reserver", htmx=True)
    blocs = [f"2026-12-09-{moment}" for moment in ("matin", "apres-midi")]
    enfants = (famille_martin.lea, famille_martin.hugo)
    assert panier() == {(un.pk, bloc): "reserver" for un in enfants for bloc in blocs}
    html = reponse.content.decode()
    assert html.count('hx-swap-oob="true"><i>') == 4, "each of its choices is shown anew"
    assert "Tout retirer" in html
    assert "4 modifications" in html
    assert reponse.headers["HX-Retarget"] == "#e2026-12-09"
    assert ensemble(camille, "2026-12-09.retirer").url.startswith(CALENDRIER)
    assert panier() == {}


def test_one_gesture_keeps_to_the_children_shown(famille_martin, camille, centre):
    adresse = f"{CHOISIR}?mois=2026-12&enfant={famille_martin.lea.pk}"
    ensemble(camille, "2026-S50.reserver", adresse=adresse)
    assert {enfant for enfant, _bloc in panier()} == {famille_martin.lea.pk}


def test_one_gesture_leaves_aside_what_has_gone_meanwhile_and_says_so(
    famille_martin, camille, centre
):
    Places.objects.filter(creneau__moment=Moment.MATIN).update(capacite=1)
    html = ensemble(camille, "2026-12-09.reserver", htmx=True).content.decode()
    assert len(panier()) == 3, "one morning for two children"
    assert "1 choix n’a pas pu être ajouté : chaque jour dit pourquoi." in lisible(html)


@pytest.mark.parametrize("cle", ["", "2026-12-09", "2026-12-09.annuler", "2026-S99.reserver", "x"])
def test_a_gesture_that_no_page_sends_is_not_found(camille, centre, cle):
    assert ensemble(camille, cle).status_code == 404


def test_a_gesture_never_touches_the_neighbour_s_basket(voisin, connecter, centre):
    ensemble(connecter(voisin.nadia), "2026-12-09.reserver")
    assert panier() == {}


def test_notices_fold_once_they_have_been_read_and_open_when_they_change(camille, centre):
    avis = re.compile(r'<details class="cal-avis[^"]*"[^>]* open>')
    assert avis.search(lire(camille))
    assert not avis.search(lire(camille))
    Activite.objects.update(delai_reservation=2)
    assert avis.search(lire(camille))


def test_a_missing_activity_has_its_contact_on_every_calendar(camille, centre):
    for adresse in (CALENDRIER, f"{CALENDRIER}?mois=2027-03", f"{CALENDRIER}?mois=2026-10"):
        page = lire(camille, adresse)
        assert "Une activité manque ?" in lisible(page)
        assert reverse("reservations:suite", args=["contact"]) in page


def test_an_absence_announced_is_told_in_the_calendar(famille_martin, camille, centre):
    creneau = outils.creer_creneau(centre, date(2026, 12, 1), prises=1)
    Reservation.objects.create(
        enfant=famille_martin.lea,
        foyer=famille_martin.foyer,
        creneau=creneau,
        absence_annoncee_le=outils.MAINTENANT,
    )
    page = lire(camille)
    assert "réservé, absence annoncée" in page
    assert "absence annoncée" in page


def test_a_child_and_an_activity_are_filtered_by_the_address(famille_martin, camille, centre):
    page = lire(camille, f"{CALENDRIER}?mois=2026-12&enfant={famille_martin.lea.pk}")
    assert valeur(famille_martin, famille_martin.lea, centre) in page
    assert valeur(famille_martin, famille_martin.hugo, centre) not in page
    assert f'action="{CHOISIR}?mois=2026-12&amp;enfant={famille_martin.lea.pk}"' in page
    assert f"mois=2027-01&amp;enfant={famille_martin.lea.pk}" in page  # the next month keeps it


def test_filters_that_leave_nothing_say_how_to_see_everything_again(camille, centre):
    page = lire(camille, f"{CALENDRIER}?mois=2026-12&activite={centre.pk + 1}")
    assert "Rien à afficher avec ces filtres" in page
    assert "<table" not in page


def test_a_family_without_registration_is_told_what_to_do(famille_martin, camille):
    page = lire(camille)
    assert "Pas encore d’inscription en décembre 2026" in page
    assert "Léa" in page
    assert reverse("reservations:suite", args=["inscription"]) in page
    assert "<table" not in page


def test_a_month_without_creneaux_says_that_it_will_come(camille, centre):
    assert "ne sont pas encore proposés" in lire(camille, f"{CALENDRIER}?mois=2027-03")


def test_a_past_month_can_be_read_and_no_longer_changed(famille_martin, camille, centre):
    creneau = outils.creer_creneau(centre, date(2026, 10, 7), prises=1)
    Reservation.objects.create(
        enfant=famille_martin.lea, foyer=famille_martin.foyer, creneau=creneau
    )
    page = lire(camille, f"{CALENDRIER}?mois=2026-10")
    assert "Ce mois est passé" in page
    assert "réservé, jour passé" in page
    assert 'name="choix"' not in page


def test_an_account_without_household_is_told_whom_to_call(connecter, famille_martin):
    famille_martin.foyer.responsables.update(fin=date(2026, 1, 1))
    assert "n’est relié à aucun dossier" in lire(connecter(famille_martin.camille))


def test_a_missing_paper_is_said_once_above_the_calendar(famille_martin, camille, centre):
    FicheSanitaire.objects.filter(enfant=famille_martin.hugo).update(
        assurance_fin=date(2026, 11, 30)
    )
    avant = lire(camille).partition("<table")[0]
    assert avant.count("L’assurance n’est valable que jusqu’au 30 novembre 2026") == 1
    assert "<strong>Hugo.</strong>" in lisible(avant)


def test_a_place_in_the_queue_and_an_offer_are_shown(famille_martin, camille, centre):
    Places.objects.filter(creneau__jour=outils.MERCREDI).update(prises=10)
    commun = {"activite": centre, "foyer": famille_martin.foyer, "debut": outils.MERCREDI}
    attente = Attente.objects.create(enfant=famille_martin.lea, bloc="2026-12-09-matin", **commun)
    Attente.objects.create(
        enfant=famille_martin.hugo,
        bloc="2026-12-09-matin",
        etat=Attente.Etat.PROPOSEE,
        expire_le=datetime(2026, 11, 26, 18, tzinfo=PARIS),
        **commun,
    )
    page = lire(camille)
    assert "en attente, rang 1" in page
    lien = reverse("reservations:attente", args=[attente.reference])
    assert f'href="{lien}"' in page
    assert camille.get(lien).status_code == 200
    assert "place proposée, à accepter" in page


def test_the_neighbour_sees_nothing_of_it(famille_martin, voisin, connecter, centre):
    page = lire(connecter(voisin.nadia))
    assert "Léa" not in page
    assert "Hugo" not in page


# -- one press


def test_a_press_puts_it_in_the_basket_and_comes_back_to_the_button(
    famille_martin, camille, centre
):
    adresse = f"{CHOISIR}?mois=2026-12&enfant={famille_martin.lea.pk}"
    reponse = choisir(camille, famille_martin, famille_martin.lea, centre, adresse=adresse)
    ancre = f"c{famille_martin.foyer.pk}-{famille_martin.lea.pk}-{centre.pk}-2026-12-09-matin"
    assert reponse.status_code == 302
    assert reponse.url == f"{CALENDRIER}?mois=2026-12&enfant={famille_martin.lea.pk}#{ancre}"
    assert panier() == {(famille_martin.lea.pk, "2026-12-09-matin"): "reserver"}
    page = lire(camille)
    assert f'id="{ancre}"' in page
    assert "1 modification" in page


def test_a_second_press_takes_it_back(famille_martin, camille, centre):
    choisir(camille, famille_martin, famille_martin.lea, centre)
    choisir(camille, famille_martin, famille_martin.lea, centre, action="retirer")
    assert panier() == {}


def test_htmx_gets_the_button_the_basket_the_bar_and_a_sentence(famille_martin, camille, centre):
    reponse = choisir(camille, famille_martin, famille_martin.lea, centre, htmx=True)
    html = reponse.content.decode()
    ident = f"c{famille_martin.foyer.pk}-{famille_martin.lea.pk}-{centre.pk}-2026-12-09-matin"
    assert (reponse["HX-Retarget"], reponse["HX-Reswap"]) == (f"#{ident}", "outerHTML")
    assert html.startswith(f'<button class="cal-b cal-ajout" id="{ident}"')
    assert "autofocus" in html.partition(">")[0]
    assert f'id="panier-{famille_martin.foyer.pk}"' in html
    assert 'id="cal-barres"' in html
    annonce = " ".join(re.search(r'id="cal-annonce".*?</div>', html, re.DOTALL).group().split())
    assert (
        "Mercredi 9 décembre, Léa, La Pingaudière, matin : ajout à soumettre. Votre demande :"
        in annonce
    )
    assert "1 modification" in annonce


def test_the_button_that_comes_back_bears_the_name_it_had(famille_martin, camille, centre):
    Activite.objects.filter(pk=centre.pk).update(nom="Garderie")
    accueil = outils.creer_activite()
    outils.creer_mercredis(accueil, 1)
    outils.inscrire(famille_martin.hugo, accueil)
    nom = "mercredi 9 décembre, Léa, La Pingaudière · Garderie, "
    assert nom in strip_tags(lire(camille))
    html = choisir(camille, famille_martin, famille_martin.lea, centre, htmx=True).content.decode()
    assert nom in strip_tags(html)


def test_a_refused_press_changes_nothing_and_says_the_sentence(famille_martin, camille, centre):
    outils.creer_creneau(centre, date(2026, 12, 1))
    reponse = choisir(
        camille, famille_martin, famille_martin.lea, centre, "2026-12-01-matin", htmx=True
    )
    assert (
        "La réservation était possible jusqu’au mardi 24 novembre à minuit."
        in reponse.content.decode()
    )
    assert panier() == {}


def test_without_javascript_the_refusal_is_a_message(famille_martin, camille, centre):
    outils.creer_creneau(centre, date(2026, 12, 1))
    reponse = choisir(camille, famille_martin, famille_martin.lea, centre, "2026-12-01-matin")
    assert "La réservation était possible jusqu’au mardi 24 novembre à minuit." in lire(
        camille, reponse.url
    )


def test_what_is_no_longer_a_choice_reloads_the_page(famille_martin, camille, centre):
    reponse = choisir(
        camille, famille_martin, famille_martin.lea, centre, "2026-12-10-matin", htmx=True
    )
    assert reponse["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    "choix", ["", "x", "1.2.3", "1.2.3.4.5.6", "-1.2.3.b.reserver", "1.2.９.b.reserver", "." * 40]
)
def test_garbage_is_a_404(camille, choix):
    assert camille.post(CHOISIR, {"choix": choix}).status_code == 404


def test_the_household_of_another_is_a_404(voisin, connecter, famille_martin, centre):
    client = connecter(voisin.nadia)
    assert choisir(client, famille_martin, famille_martin.lea, centre).status_code == 404
    assert client.post(VIDER, {"foyer": famille_martin.foyer.pk}).status_code == 404
    assert panier() == {}


def test_the_basket_is_emptied_on_demand(famille_martin, camille, centre):
    choisir(camille, famille_martin, famille_martin.lea, centre)
    camille.post(VIDER, {"foyer": famille_martin.foyer.pk})
    assert panier() == {}


@pytest.mark.parametrize(
    ("combien", "dit"),
    [(1, "Ce choix sera effacé"), (2, "Vos 2 choix seront effacés")],
)
def test_emptying_the_basket_asks_once_more_and_says_how_much_goes(
    famille_martin, camille, centre, combien, dit
):
    """One press lost weeks of choices, with no way back."""
    for enfant in (famille_martin.lea, famille_martin.hugo)[:combien]:
        choisir(camille, famille_martin, enfant, centre)
    page = lisible(camille.get(CALENDRIER).text)
    [question] = re.findall(r'<details class="cal-vider">.*?</details>', page, re.DOTALL)
    assert f"{dit} ; vos réservations ne changent pas." in question
    assert question.index("<summary>Tout effacer") < question.index("Oui, effacer</button>")
    assert page.count('action="/reservations/vider/') == 1, "nowhere else"


def test_a_get_changes_nothing(camille):
    assert camille.get(CHOISIR).status_code == 405
    assert camille.get(VIDER).status_code == 405


# -- what it costs


def trois_enfants_trois_activites(famille):
    """A third child, three centres, every half-day of December's weeks: 3 × 3 × 46 cells."""
    louise = Enfant.objects.create(prenom="Louise", nom="Martin", naissance=date(2016, 5, 5))
    Rattachement.objects.create(enfant=louise, foyer=famille.foyer, debut=louise.naissance)
    outils.creer_calendrier()
    for nom in ("La Pingaudière", "La Valla", "Pôle Ados"):
        activite = outils.creer_activite(nom, unite_vacances=Unite.DEMI_JOURNEE)
        outils.ouvrir(activite)
        jours = [date(2026, 12, 1) + timedelta(days=n) for n in range(31)]
        for jour in (jour for jour in jours if jour.weekday() < 5):
            for moment in (Moment.MATIN, Moment.APRES_MIDI):
                outils.creer_creneau(activite, jour, moment, prises=3)
        for enfant in (famille.lea, famille.hugo, louise):
            outils.inscrire(enfant, activite)


def remplir(famille, combien):
    """A basket and bookings of `combien` rows each."""
    creneaux = list(Creneau.objects.order_by("jour", "pk")[: 2 * combien])
    reservations = [
        Reservation(enfant=famille.lea, foyer=famille.foyer, creneau=c) for c in creneaux[:combien]
    ]
    Reservation.objects.bulk_create(reservations)
    LignePanier.objects.bulk_create(
        LignePanier(
            foyer=famille.foyer,
            enfant=famille.hugo,
            activite_id=c.activite_id,
            bloc=f"{c.jour}-{c.moment[2:]}",
            action="reserver",
            vu={"places": 7, "centimes": 560},
        )
        for c in creneaux[combien:]
    )


def test_the_page_costs_the_same_whatever_it_holds(
    famille_martin, camille, django_assert_num_queries, django_assert_max_num_queries
):
    trois_enfants_trois_activites(famille_martin)
    remplir(famille_martin, 1)
    lire(camille)  # the first page of a session pushes its end back
    with django_assert_max_num_queries(10) as lues:
        lire(camille)
    vider()
    remplir(famille_martin, 30)
    with django_assert_num_queries(len(lues)):
        page = lire(camille)
    assert page.count('class="cal-b ') > 400


def test_a_press_costs_the_same_whatever_the_page_holds(
    famille_martin, camille, django_assert_num_queries, django_assert_max_num_queries
):
    trois_enfants_trois_activites(famille_martin)
    remplir(famille_martin, 1)
    lire(camille)
    with django_assert_max_num_queries(16) as lues:
        presser_le_30(famille_martin, camille)
    vider()
    remplir(famille_martin, 30)
    with django_assert_num_queries(len(lues)):
        presser_le_30(famille_martin, camille)


def presser_le_30(famille, client):
    pingaudiere, jour = Activite.objects.earliest("pk"), "2026-12-30-matin"
    html = choisir(client, famille, famille.hugo, pingaudiere, bloc=jour, htmx=True).text
    assert panier()[famille.hugo.pk, jour] == "reserver"
    assert valeur(famille, famille.hugo, pingaudiere, jour, "retirer") in html


def vider():
    LignePanier.objects.all().delete()
    Reservation.objects.all().delete()


def test_what_the_town_says_of_a_month_is_read_once_for_all_families_and_judged_anew(
    famille_martin, voisin, connecter, centre, proche
):
    outils.inscrire(voisin.sami, centre)
    lire(connecter(voisin.nadia))
    jour = date(2026, 12, 9)
    Fermeture.objects.create(structure=centre.structure, debut=jour, fin=jour, motif="Travaux")
    camille = connecter(famille_martin.camille)
    with CaptureQueriesContext(connection) as requetes:
        page = lire(camille)
    assert not any("periodescolaire" in requete["sql"] for requete in requetes)
    assert "Travaux" not in page  # as it was for Nadia some seconds ago
    reponse = choisir(camille, famille_martin, famille_martin.lea, centre, htmx=True)
    assert "Fermé : Travaux." in reponse.content.decode()
    assert panier() == {}


def test_one_gesture_reads_anew_what_the_town_says(
    famille_martin, voisin, connecter, centre, proche
):
    """Else it would ask for what is closed, and say that each day says why where none does."""
    outils.inscrire(voisin.sami, centre)
    ensemble(connecter(voisin.nadia), "2026-12-09.reserver", htmx=True)
    LignePanier.objects.all().delete()
    jour = date(2026, 12, 9)
    Fermeture.objects.create(structure=centre.structure, debut=jour, fin=jour, motif="Travaux")
    reponse = ensemble(connecter(famille_martin.camille), "2026-12-09.reserver", htmx=True)
    assert "Il ne reste rien à réserver ici" in lisible(reponse.content.decode())
    assert panier() == {}


def test_the_page_is_light(famille_martin, camille):
    trois_enfants_trois_activites(famille_martin)
    remplir(famille_martin, 30)
    assert len(gzip.compress(lire(camille).encode(), 6)) < 25_000
