"""An absence announced by the parent: for a day too near to cancel, by who booked it; it cancels
nothing (G11)."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from reservations.models import Activite, LignePanier, ReglageReservations, Reservation
from reservations.regles.juge import Moment, Unite
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.tarifs.test_prix import creer_grille

pytestmark = pytest.mark.django_db
PAGE = reverse("reservations:absences")
Presence = Reservation.Presence
DEMAIN = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def activite(famille_martin):
    activite = outils.creer_activite()
    outils.ouvrir(activite)
    outils.inscrire(famille_martin.lea, activite)
    return activite


def reserve(foyer, enfant, activite, jour=DEMAIN, moment=Moment.MATIN, **champs):
    creneau = activite.creneaux.filter(jour=jour, moment=moment).first() or outils.creer_creneau(
        activite, jour, moment
    )
    return Reservation.objects.create(foyer=foyer, enfant=enfant, creneau=creneau, **champs)


def poster(navigateur, *reservations, action="annoncer"):
    return navigateur.post(
        PAGE, {"reservation": [r.pk for r in reservations], "action": action}, follow=True
    )


def lue(reservation):
    return Reservation.objects.get(pk=reservation.pk)


def test_it_is_announced_and_stays_booked(famille_martin, activite, connecter):
    reservation = reserve(famille_martin.foyer, famille_martin.lea, activite)
    page = lisible(poster(connecter(famille_martin.camille), reservation).text)
    assert "Léa ne vient pas jeudi 26 novembre" in page
    assert lue(reservation).absence_annoncee_le == outils.MAINTENANT
    assert lue(reservation).presence == Presence.PREVU


def test_it_is_taken_back(famille_martin, activite, connecter):
    reservation = reserve(
        famille_martin.foyer, famille_martin.lea, activite, absence_annoncee_le=outils.MAINTENANT
    )
    page = poster(connecter(famille_martin.camille), reservation, action="retirer").content.decode()
    assert "C’est noté : le centre attend de nouveau Léa jeudi 26 novembre." in lisible(page)
    assert lue(reservation).absence_annoncee_le is None


@pytest.mark.parametrize(("heure", "passe"), [(18, False), (20, True)])
def test_a_day_that_is_over_has_no_button_and_takes_no_absence(
    famille_martin, activite, connecter, time_machine, heure, passe
):
    Activite.objects.update(ouvre_a=time(7, 30), ferme_a=time(19))
    soir = outils.MAINTENANT.replace(hour=heure)
    jour, foyer, lea = soir.date(), famille_martin.foyer, famille_martin.lea
    reservation = reserve(foyer, lea, activite, jour, Moment.JOURNEE)
    time_machine.move_to(soir, tick=False)
    camille = connecter(famille_martin.camille)
    assert ("Ne viendra pas" not in lisible(camille.get(PAGE).text)) is passe
    poster(camille, reservation)
    assert (lue(reservation).absence_annoncee_le is None) is passe


def test_only_days_too_near_to_cancel_are_listed(famille_martin, activite, connecter):
    for jour in (DEMAIN, date(2026, 12, 1), date(2026, 12, 2)):
        reserve(famille_martin.foyer, famille_martin.lea, activite, jour)
    page = lisible(connecter(famille_martin.camille).get(PAGE).text)
    assert ">Jeudi 26 novembre</h2>" in page
    assert ">Mardi 1er décembre</h2>" in page
    assert ">Mercredi 2 décembre</h2>" not in page


def test_a_deadline_is_said_past_only_when_it_is(famille_martin, activite, connecter):
    """A day far off whose absence was said, before the town made its deadline shorter."""
    loin = DEMAIN + timedelta(days=28)
    reserve(famille_martin.foyer, famille_martin.lea, activite)
    reserve(
        famille_martin.foyer,
        famille_martin.lea,
        activite,
        jour=loin,
        absence_annoncee_le=outils.MAINTENANT,
    )
    page = connecter(famille_martin.camille).get(PAGE).text
    proche, _titre, lointain = page.partition(f'id="jour-{loin.isoformat()}"')
    assert "La limite pour annuler était" in proche
    assert "La limite pour annuler était" not in lointain
    assert "peut encore être annulé sans frais jusqu’au" in lointain


def test_what_was_ticked_or_is_over_is_not_listed(famille_martin, activite, connecter):
    reserve(famille_martin.foyer, famille_martin.lea, activite, presence=Presence.PRESENT)
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 24))
    assert "Aucun jour réservé" in connecter(famille_martin.camille).get(PAGE).content.decode()


def test_who_has_booked_nothing_is_told_of_no_days_of_his(famille_martin, activite, connecter):
    page = lisible(connecter(famille_martin.camille).get(PAGE).text)
    assert "vos jours" not in page
    assert "Un jour réservé plus loin s’annule sans frais" in page


def test_today_is_listed_and_can_be_announced(famille_martin, activite, connecter):
    reservation = reserve(
        famille_martin.foyer, famille_martin.lea, activite, outils.MAINTENANT.date()
    )
    navigateur = connecter(famille_martin.camille)
    assert ">Mercredi 25 novembre</h2>" in lisible(navigateur.get(PAGE).text)
    poster(navigateur, reservation)
    assert lue(reservation).absence_annoncee_le


def test_once_the_centre_has_ticked_it_says_whom_to_call(famille_martin, activite, connecter):
    reservation = reserve(
        famille_martin.foyer, famille_martin.lea, activite, presence=Presence.PRESENT
    )
    assert (
        "déjà notée par le centre"
        in poster(connecter(famille_martin.camille), reservation).content.decode()
    )
    assert lue(reservation).absence_annoncee_le is None


def test_a_past_day_is_refused_in_a_sentence(famille_martin, activite, connecter):
    reservation = reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 24))
    assert (
        "envoyez un justificatif"
        in poster(connecter(famille_martin.camille), reservation).content.decode()
    )
    assert lue(reservation).absence_annoncee_le is None


@pytest.fixture
def deux(famille_martin, activite):
    """Léa and Hugo, tomorrow and the day after: four bookings that can no longer be cancelled."""
    outils.inscrire(famille_martin.hugo, activite)
    return [
        reserve(famille_martin.foyer, enfant, activite, jour)
        for jour in (DEMAIN, DEMAIN + timedelta(days=1))
        for enfant in (famille_martin.lea, famille_martin.hugo)
    ]


def annoncer_la_plage(navigateur, *enfants, du=DEMAIN, au=DEMAIN):
    donnees = {"action": "plage", "enfant": [un.pk for un in enfants], "du": du, "au": au}
    return navigateur.post(PAGE, donnees, follow=True)


def annonces():
    return set(
        Reservation.objects.filter(absence_annoncee_le__isnull=False).values_list(
            "enfant__prenom", "creneau__jour"
        )
    )


def test_one_button_says_that_no_child_comes_that_day(famille_martin, deux, connecter):
    navigateur = connecter(famille_martin.camille)
    page = navigateur.get(PAGE).content.decode()
    premier = page.partition('name="action"')[0]
    assert premier.count('name="reservation"') == 2
    assert "Léa et Hugo ne viennent pas" in lisible(page)
    page = lisible(poster(navigateur, *deux[:2]).text)
    assert "C’est noté : Léa et Hugo ne viennent pas jeudi 26 novembre" in page
    assert annonces() == {("Léa", DEMAIN), ("Hugo", DEMAIN)}


def test_several_days_of_several_children_are_said_in_one_gesture_and_taken_back(
    famille_martin, deux, connecter
):
    navigateur = connecter(famille_martin.camille)
    enfants = (famille_martin.lea, famille_martin.hugo)
    reponse = annoncer_la_plage(navigateur, *enfants, au=DEMAIN + timedelta(days=5))
    assert "ne viennent pas du jeudi 26 novembre au vendredi 27 novembre" in lisible(reponse.text)
    assert len(annonces()) == 4
    page = poster(navigateur, *deux, action="retirer").text
    assert "attend de nouveau Léa et Hugo du jeudi 26 novembre au vendredi 27" in lisible(page)
    assert annonces() == set()


def test_only_the_children_who_are_ill_are_announced(famille_martin, deux, connecter):
    annoncer_la_plage(connecter(famille_martin.camille), famille_martin.hugo)
    assert annonces() == {("Hugo", DEMAIN)}


@pytest.mark.parametrize(("carence", "demande"), [(0, True), (1, False)])
def test_a_certificate_is_asked_only_where_it_changes_the_bill(
    famille_martin, deux, connecter, carence, demande
):
    ReglageReservations.objects.create(carence_jours=carence)
    page = lisible(annoncer_la_plage(connecter(famille_martin.camille), famille_martin.hugo).text)
    assert ("Avec un certificat médical, 1 jour ne sera pas facturé" in page) is demande
    assert ("certificat" in page.partition("<footer")[0]) is demande


def test_what_costs_nothing_asks_for_no_certificate(famille_martin, deux, connecter, activite):
    creer_grille(activite, tranches=((None, "0"),))
    page = lisible(annoncer_la_plage(connecter(famille_martin.camille), famille_martin.hugo).text)
    assert "C’est noté" in page
    assert "certificat" not in page.partition("<footer")[0]


def test_what_can_still_be_cancelled_is_offered_and_not_announced(
    famille_martin, deux, activite, connecter
):
    loin = date(2026, 12, 9)
    reserve(famille_martin.foyer, famille_martin.hugo, activite, loin)
    navigateur = connecter(famille_martin.camille)
    page = lisible(annoncer_la_plage(navigateur, famille_martin.hugo, au=loin).text)
    assert "Il est encore temps d’annuler, et cela ne sera pas facturé" in page
    assert "Ce qui suit reste réservé tant que vous ne l’annulez pas." in page
    assert f"Hugo, {activite} : mercredi 9 décembre" in page
    assert ("Hugo", loin) not in annonces()
    donnees = {"action": "annuler", "enfant": famille_martin.hugo.pk, "du": DEMAIN, "au": loin}
    assert navigateur.post(PAGE, donnees).url == reverse("reservations:recapitulatif")
    assert [str(une) for une in LignePanier.objects.all()] == ["Annuler 2026-12-09-matin"]


def test_a_day_that_stays_booked_is_not_said_to_be_absent(
    famille_martin, deux, activite, connecter
):
    """Before, "du jeudi 26 au samedi 28": on Friday the centre still waited for Hugo."""
    cantine = outils.creer_activite("Cantine", jours_scolaires=[4], delai_annulation=1)
    outils.ouvrir(cantine)
    outils.inscrire(famille_martin.hugo, cantine)
    vendredi, samedi = DEMAIN + timedelta(days=1), DEMAIN + timedelta(days=2)
    Reservation.objects.filter(creneau__jour=vendredi).delete()
    reserve(famille_martin.foyer, famille_martin.hugo, cantine, vendredi)
    reserve(famille_martin.foyer, famille_martin.hugo, activite, samedi)
    navigateur = connecter(famille_martin.camille)
    page = lisible(annoncer_la_plage(navigateur, famille_martin.hugo, au=samedi).text)
    assert "Hugo ne vient pas jeudi 26 novembre et samedi 28 novembre" in page


def test_a_range_with_nothing_booked_says_so(famille_martin, deux, connecter):
    jour = DEMAIN + timedelta(days=3)
    reponse = annoncer_la_plage(
        connecter(famille_martin.camille), famille_martin.hugo, du=jour, au=jour
    )
    assert "Rien n’est réservé pour Hugo dimanche 29 novembre" in lisible(reponse.text)


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"enfant": []}, "Cochez au moins un enfant."),
        ({"au": "2026-11-25"}, "Choisissez un jour à partir du"),
        ({"enfant": ["999999"]}, "Choisissez dans la liste."),
        ({"du": "hier"}, "choix"),
    ],
)
def test_a_range_that_is_not_one_is_explained(famille_martin, deux, connecter, champs, dit):
    donnees = {"enfant": [famille_martin.hugo.pk], "du": DEMAIN, "au": DEMAIN}
    reponse = connecter(famille_martin.camille).post(PAGE, {"action": "plage", **donnees, **champs})
    assert dit in lisible(reponse.text)
    assert annonces() == set()


def test_the_address_of_a_gesture_shows_nothing_of_another_family(
    famille_martin, voisin, deux, connecter
):
    poster(connecter(famille_martin.camille), *deux)
    adresse = f"{PAGE}?enfant={famille_martin.lea.pk}&du={DEMAIN}&au={DEMAIN}"
    assert "Léa" not in connecter(voisin.nadia).get(adresse).content.decode()


@pytest.mark.parametrize(
    "questions", ["?enfant=x&du=2026-11-26", "?du=a&au=b&enfant=1", "?enfant="]
)
def test_an_address_that_no_gesture_makes_shows_the_page(
    famille_martin, deux, connecter, questions
):
    assert connecter(famille_martin.camille).get(PAGE + questions).status_code == 200


def test_a_week_is_announced_day_by_day(famille_martin, connecter):
    ados = outils.creer_activite("Pôle Ados", unite_scolaire=Unite.SEMAINE)
    outils.inscrire(famille_martin.lea, ados)
    jours = [
        reserve(
            famille_martin.foyer,
            famille_martin.lea,
            ados,
            DEMAIN + timedelta(days=rang),
            Moment.JOURNEE,
        )
        for rang in range(2)
    ]
    navigateur = connecter(famille_martin.camille)
    poster(navigateur, jours[0])
    page = lisible(navigateur.get(PAGE).text)
    assert page.count("Absence annoncée") == 1
    assert 'Ne viendra pas<span class="visually-hidden"> : Léa, vendredi 27 novembre' in page


def test_the_neighbour_and_the_other_home_announce_nothing(
    famille_martin, voisin, activite, connecter
):
    reservation = reserve(famille_martin.foyer, famille_martin.lea, activite)
    famille_martin.lea.rattachements.create(foyer=voisin.foyer, debut=date(2026, 1, 1))
    navigateur = connecter(voisin.nadia)
    assert poster(navigateur, reservation).status_code == 404
    assert "Aucun jour réservé" in lisible(navigateur.get(PAGE).text)
    assert lue(reservation).absence_annoncee_le is None


@pytest.mark.parametrize(
    "cles", [[], ["x"], ["0"], ["²"], ["9" * 30], [str(n) for n in range(1, 500)]]
)
def test_a_forged_post_finds_nothing(famille_martin, activite, connecter, cles):
    assert connecter(famille_martin.camille).post(PAGE, {"reservation": cles}).status_code == 404


def test_mine_and_anothers_together_change_nothing(famille_martin, voisin, activite, connecter):
    mienne = reserve(famille_martin.foyer, famille_martin.lea, activite)
    autre = reserve(voisin.foyer, voisin.sami, activite)
    assert poster(connecter(famille_martin.camille), mienne, autre).status_code == 404
    assert lue(mienne).absence_annoncee_le is None


def test_a_cell_too_late_leads_here(famille_martin, connecter):
    reponse = connecter(famille_martin.camille).get(reverse("reservations:suite", args=["absence"]))
    assert reponse.status_code == 302
    assert reponse.url == PAGE


def test_it_costs_the_same_whatever_is_booked(
    famille_martin, activite, connecter, django_assert_num_queries
):
    navigateur = connecter(famille_martin.camille)
    reserve(famille_martin.foyer, famille_martin.lea, activite)
    navigateur.get(PAGE)
    with django_assert_num_queries(9) as une:
        navigateur.get(PAGE)
    for rang in range(5):
        for moment in (Moment.APRES_MIDI, Moment.JOURNEE):
            reserve(
                famille_martin.foyer,
                famille_martin.hugo,
                activite,
                DEMAIN + timedelta(days=rang),
                moment,
            )
    with django_assert_num_queries(len(une)):
        navigateur.get(PAGE)
