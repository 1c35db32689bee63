"""A sentence on its page: read back, judged by the rules, put in the basket as it was ticked."""

from datetime import date

import pytest

from famille.models import Service
from reservations.calendrier.phrase import contexte_de
from reservations.calendrier.repetition.offre import lire_offre
from reservations.models import Creneau, LignePanier, Reservation
from reservations.models.demandes import Action
from reservations.moteur.soumettre import LigneDemandee, soumettre
from reservations.regles.juge import Moment, Unite
from tests.outils.lisible import lisible
from tests.reservations import outils

pytestmark = pytest.mark.django_db
ADRESSE = "/reservations/phrase/"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def cantine(client, famille_martin):
    cantine = outils.creer_activite(
        "École Jean-Zay",
        unite_scolaire=Unite.JOURNEE,
        unite_vacances="",
        jours_scolaires=[0, 3],
        service=Service.RESTAURATION,
    )
    outils.creer_calendrier()
    outils.ouvrir(cantine)
    for jour in (7, 10, 14, 17):
        outils.creer_creneau(cantine, date(2026, 12, jour), Moment.JOURNEE)
    outils.inscrire(famille_martin.lea, cantine)
    outils.inscrire(famille_martin.hugo, cantine)
    client.force_login(famille_martin.camille)
    return cantine


def lue(client, phrase):
    return client.post(ADRESSE, {"phrase": phrase})


def ajouter(client, phrase):
    volets = lue(client, phrase).context["volets"]
    cles = [rangee.cle for volet in volets for rangee in volet.rangees if rangee.a_cocher]
    return client.post(ADRESSE, {"phrase": phrase, "garder": cles, "ajouter": "1"})


def test_a_sentence_becomes_a_basket_to_check(client, famille_martin, cantine):
    reponse = ajouter(client, "tous les lundis et jeudis cantine pour Hugo sauf le 14")
    assert reponse["Location"] == "/reservations/recapitulatif/"
    blocs = set(LignePanier.objects.values_list("enfant", "bloc"))
    hugo = famille_martin.hugo.pk
    assert blocs == {(hugo, "2026-12-07"), (hugo, "2026-12-10"), (hugo, "2026-12-17")}
    assert not Reservation.objects.exists()


def test_what_is_not_understood_is_underlined_and_nothing_is_lost(client, cantine):
    page = lue(client, "lundi cantine xylophone <b>").text
    assert "<mark>xylophone" in page
    assert "(pas compris)" in page
    assert "lundi cantine xylophone &lt;b&gt;</textarea>" in page


def test_while_one_word_is_unread_nothing_can_be_added(client, famille_martin, cantine):
    reponse = lue(client, "cantine le 7 pour Léa sauf xylophone")
    page = lisible(reponse.text)
    assert "<mark>xylophone" in reponse.text
    assert "Lundi 7 décembre" in page
    assert "Ajouter à ma demande" not in page
    assert 'type="checkbox"' not in reponse.text
    cle = reponse.context["volets"][0].rangees[0].cle
    envoi = {"phrase": "cantine le 7 pour Léa sauf xylophone", "garder": cle, "ajouter": "1"}
    assert client.post(ADRESSE, envoi).status_code == 200
    assert not LignePanier.objects.exists()


def test_a_sentence_is_in_no_address(client, cantine):
    """Names, and that a child is ill: an address is kept by logs, by the history, by proxies."""
    page = client.get(ADRESSE, {"phrase": "Léa malade le 7"}).text
    assert "Léa malade" not in page
    assert 'method="post"' in page
    assert 'method="get"' not in page.split('id="phrase"')[0].rsplit("<form", 1)[1]


def test_the_holidays_of_the_town_and_last_week_are_known(client, famille_martin, cantine):
    outils.creer_creneau(cantine, date(2026, 11, 16), Moment.JOURNEE)
    passee = Creneau.objects.get(activite=cantine, jour=date(2026, 11, 16))
    martin = famille_martin
    Reservation.objects.create(enfant=martin.lea, creneau=passee, foyer=martin.foyer)
    offre = lire_offre([martin.foyer])
    connu = contexte_de(offre)
    assert connu.habitudes == ((martin.lea.pk, cantine.pk, 0, None),)
    noms = [nom for nom, _debut, _fin in connu.vacances]
    assert any("Noël" in nom for nom in noms)


def test_days_that_contradict_one_another_are_understood_and_to_be_looked_at(client, cantine):
    page = lue(client, "cantine le 19 décembre en janvier").text
    assert "À revoir, souligné dans votre phrase" in page
    assert "<mark>le 19 décembre<" in page
    assert "se contredisent" in page
    assert "Nous n’avons pas compris" not in page


def test_each_day_that_was_named_is_said(client, famille_martin, cantine):
    page = lisible(lue(client, "du 7 au 10 décembre et le 12 cantine pour Léa").text)
    assert "Pas d’accueil, ou pas à ces moments : mardi 8 décembre, mercredi 9 décembre" in page
    assert "et samedi 12 décembre" in page
    page = lisible(lue(client, "annuler la cantine de Léa le 10").text)
    assert "Rien à annuler avec ces choix" in page
    assert "Rien de réservé : jeudi 10 décembre." in page
    assert "Pas d’accueil" not in page


def test_what_is_booked_already_is_said_so_and_a_meal_is_no_day(client, famille_martin, cantine):
    martin = famille_martin
    lignes = [
        LigneDemandee(martin.lea.pk, cantine.pk, f"2026-12-{jour}", Action.RESERVER)
        for jour in ("07", "10")
    ]
    assert soumettre(martin.foyer, lignes, par=martin.camille, cle="un").acceptee
    page = lisible(lue(client, "le 7 et le 10 cantine pour Léa").text)
    assert "Tout est déjà réservé." in page
    assert "cantine : réservé" in page
    page = lisible(lue(client, "le 7 et le 14 cantine pour Léa").text)
    assert "1 réservation possible" in page
    assert "1 déjà réservée." in page
    assert "à laisser de côté" not in page


def test_a_sentence_cancels_what_is_booked(client, famille_martin, cantine):
    martin = famille_martin
    ligne = LigneDemandee(martin.lea.pk, cantine.pk, "2026-12-07", Action.RESERVER)
    assert soumettre(martin.foyer, [ligne], par=martin.camille, cle="un").acceptee
    assert "1 réservation à annuler" in lisible(lue(client, "Léa ne mange pas le 7").text)
    ajouter(client, "Léa ne mange pas le 7")
    assert LignePanier.objects.get().action == Action.ANNULER


def test_a_cancellation_is_told_in_its_own_words(client, famille_martin, cantine, time_machine):
    reserver(famille_martin, (famille_martin.lea, cantine, "2026-12-07"))
    page = lisible(lue(client, "Léa ne mange pas le 7").text)
    assert "Rien n’est annulé tant que" in page
    assert "réservé tant que" not in page
    rien = lisible(lue(client, "Léa ne mange pas le 10").text)
    assert "Changez votre phrase ci-dessus." in rien
    assert "le moment ou les dates ci-dessus" not in rien
    time_machine.move_to("2026-12-07 09:30+01:00", tick=False)
    client.force_login(famille_martin.camille)
    tard = lisible(lue(client, "Léa ne mange pas aujourd’hui").text)
    assert "1 réservation ne peut plus être annulée." in tard
    assert "1 autre" not in tard
    assert 'href="/reservations/absences/">Prévenir d’une absence' in tard


@pytest.fixture
def garderie(famille_martin, cantine):
    """Mornings and evenings of Mondays and Thursdays; Léa and Hugo are registered."""
    garderie = outils.creer_activite(
        "École Jean-Zay bis", service=Service.GARDERIE, jours_scolaires=[0, 3]
    )
    outils.ouvrir(garderie)
    for jour in (7, 10):
        for moment in (Moment.MATIN, Moment.APRES_MIDI):
            outils.creer_creneau(garderie, date(2026, 12, jour), moment)
    outils.inscrire(famille_martin.lea, garderie)
    outils.inscrire(famille_martin.hugo, garderie)
    return garderie


def reserver(martin, *blocs):
    """Each: (child, activity, key of the bloc)."""
    lignes = [LigneDemandee(un.pk, ou.pk, bloc, Action.RESERVER) for un, ou, bloc in blocs]
    assert soumettre(martin.foyer, lignes, par=martin.camille, cle="des").acceptee


def cartes(reponse):
    return [
        (volet.ligne.enfant.prenom, volet.ligne.activite.service)
        for volet in reponse.context["volets"]
    ]


def test_an_afternoon_cancelled_says_nothing_of_the_meal_nor_of_the_morning(
    client, famille_martin, cantine, garderie
):
    lea = famille_martin.lea
    repas, soir = (lea, cantine, "2026-12-07"), (lea, garderie, "2026-12-07-apres-midi")
    reserver(famille_martin, repas, soir, (lea, garderie, "2026-12-10-matin"))
    reponse = lue(client, "Léa ne vient pas le 7 décembre après-midi")
    assert cartes(reponse) == [("Léa", Service.GARDERIE)]
    assert "Rien de réservé" not in lisible(reponse.text)
    deux_jours = lisible(lue(client, "Léa ne vient pas le 7 et le 10 décembre après-midi").text)
    assert "1 réservation à annuler" in deux_jours
    assert "Rien de réservé" not in deux_jours
    matin = lue(client, "pas de cantine pour Léa le matin du 7 décembre")
    assert cartes(matin) == [("Léa", Service.RESTAURATION)]
    assert "Réservé à un autre moment : lundi 7 décembre." in lisible(matin.text)
    assert "Rien de réservé" not in lisible(matin.text)


def test_where_something_is_cancelled_what_is_not_booked_is_one_sentence(
    client, famille_martin, cantine, garderie
):
    reserver(famille_martin, (famille_martin.lea, cantine, "2026-12-07"))
    reponse = lue(client, "Léa et Hugo ne viennent pas le 7 décembre")
    assert cartes(reponse) == [("Léa", Service.RESTAURATION)]
    page = lisible(reponse.text)
    assert page.count("Rien de réservé") == 1
    assert f"Rien de réservé ces jours-là : Léa ({garderie}) et Hugo (" in page


def test_another_family_s_child_is_nobody_here(client, voisin, cantine):
    outils.inscrire(voisin.sami, cantine)
    reponse = lue(client, "cantine le 7 pour Sami")
    assert "Nous ne connaissons pas « Sami »" in lisible(reponse.text)
    assert not reponse.context["volets"]


def test_another_family_s_dates_are_not_taken(client, famille_martin, voisin, cantine):
    outils.inscrire(voisin.sami, cantine)
    etranger = f"{voisin.foyer.pk}-{voisin.sami.pk}-{cantine.pk}-20261207"
    envoi = {"phrase": "cantine le 7", "garder": etranger, "ajouter": "1"}
    page = client.post(ADRESSE, envoi, follow=True).text
    assert "Les dates cochées ne sont plus possibles" in lisible(page)
    assert not LignePanier.objects.exists()


@pytest.mark.parametrize("phrase", ["", "   ", "x" * 5000, "lundi " * 900, "\0cantine\0", "’’’"])
def test_no_sentence_breaks_the_page(client, cantine, phrase):
    assert lue(client, phrase).status_code == 200


def test_who_has_nothing_to_book_is_told_what_to_do(client, voisin):
    client.force_login(voisin.nadia)
    assert "Rien à réserver pour le moment" in lue(client, "cantine lundi").text
