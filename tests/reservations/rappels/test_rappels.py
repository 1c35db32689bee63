"""The reminder before the deadline: who gets it and when, and what its signed link does and does
not."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.core import mail, signing
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.courriels.boite_d_envoi import envoyer
from famille.models import Alerte, Courriel, Notification, Responsable, Utilisateur
from reservations.models import (
    Activite,
    DemandeReservation,
    Rappel,
    ReglageReservations,
    Reservation,
)
from reservations.rappels.actions import envoyer_rappels
from reservations.rappels.du_foyer import lire_semaine
from reservations.rappels.liens import SEL, Lien
from reservations.regles.juge import PARIS, Unite
from reservations.regles.rappel import SemaineRappelee
from tests.conftest import creer_foyer
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.moteur.scene import compte, creer_centre, ligne, reserver

SEMAINE = SemaineRappelee(date(2026, 12, 7))
LIMITE = datetime(2026, 12, 2, 23, 59, 59, 999999, tzinfo=PARIS)
JOUR_DU_RAPPEL = datetime(2026, 11, 30, 9, tzinfo=PARIS)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def temps():
    cache.clear()
    with time_machine.travel(outils.MAINTENANT, tick=False) as voyage:
        yield voyage


@pytest.fixture
def reserve(famille_martin, temps):
    """Léa is booked on the morning and the afternoon of 9 December, Hugo on the morning; it is 30
    November, 9:00."""
    activite = creer_centre(famille_martin)
    lea, hugo = famille_martin.lea, famille_martin.hugo
    lignes = [
        ligne(lea, activite),
        ligne(lea, activite, "2026-12-09-apres-midi"),
        ligne(hugo, activite),
    ]
    reserver(famille_martin, *lignes)
    temps.move_to(JOUR_DU_RAPPEL)
    return SimpleNamespace(activite=activite, famille=famille_martin)


def adresse(famille, suite="", **champs):
    valeurs = {
        "foyer": famille.foyer.pk,
        "adulte": famille.camille.pk,
        "semaine": SEMAINE,
        "expire": LIMITE,
        **champs,
    }
    return reverse("reservations:rappel", args=[Lien(**valeurs).signer()]) + suite


def choix(enfant, activite, bloc="2026-12-09-matin"):
    return f"{enfant.pk}-{activite.pk}-{bloc}"


def annuler(client, reserve, voulu=None, cle=None, **champs):
    voulu = voulu or choix(reserve.famille.lea, reserve.activite)
    donnees = {"choix": voulu, "cle": cle or str(uuid4())}
    return client.post(adresse(reserve.famille, "annuler/", **champs), donnees, follow=True)


def texte(reponse):
    return lisible(reponse.text)


def test_a_household_gets_one_mail_for_the_week(reserve):
    assert envoyer_rappels() == 1
    courriel = Courriel.objects.get(cle__startswith="rappel-")
    assert courriel.destinataire == "camille.martin@exemple.fr"
    assert "semaine du 7 au 13 décembre 2026" in courriel.texte
    assert courriel.texte.count("Annulable jusqu’au mercredi 2 décembre à minuit") == 3


def test_a_telephone_that_asked_is_told_without_a_name_nor_the_signed_link(
    reserve, abonner_un_telephone
):
    abonner_un_telephone(reserve.famille.camille)
    envoyer_rappels()
    alerte = Alerte.objects.get()
    assert alerte.texte == (
        "Semaine du 7 au 13 décembre 2026 : vérifiez vos réservations, la date limite pour annuler"
        " approche."
    )
    assert alerte.lien == reverse("reservations:calendrier")


def test_a_morning_comes_before_its_afternoon(reserve):
    foyer, lea = reserve.famille.foyer, reserve.famille.lea
    lues = lire_semaine([foyer], SEMAINE, maintenant=JOUR_DU_RAPPEL)[foyer.pk]
    assert [une.reserve.bloc.nom for une in lues if une.enfant == lea] == ["matin", "après-midi"]


def test_running_twice_writes_nothing_more(reserve):
    envoyer_rappels()
    assert envoyer_rappels() == 0
    assert Courriel.objects.filter(cle__startswith="rappel-").count() == 1
    assert Rappel.objects.count() == 1


def test_each_adult_has_a_link_of_his_own(reserve, voisin):
    Responsable.objects.create(
        foyer=reserve.famille.foyer, utilisateur=voisin.nadia, prenom="Nadia", nom="Benali"
    )
    assert envoyer_rappels() == 1
    un, autre = Courriel.objects.filter(cle__startswith="rappel-")
    assert un.texte.split("/rappel/")[1].split()[0] != autre.texte.split("/rappel/")[1].split()[0]


def test_neither_too_early_nor_at_night(reserve, temps):
    temps.move_to(JOUR_DU_RAPPEL - timedelta(hours=11))  # the evening before
    assert envoyer_rappels() == 0
    temps.move_to(datetime(2026, 11, 30, 7, 59, tzinfo=PARIS))
    assert envoyer_rappels() == 0
    temps.move_to(datetime(2026, 11, 30, 8, 0, tzinfo=PARIS))
    assert envoyer_rappels() == 1


def test_late_rather_than_never_but_not_past_the_deadline(reserve, temps):
    temps.move_to(datetime(2026, 12, 3, 9, tzinfo=PARIS))
    assert envoyer_rappels() == 0
    temps.move_to(datetime(2026, 12, 2, 20, tzinfo=PARIS))
    assert envoyer_rappels() == 1


def test_what_has_just_been_booked_is_not_reminded(famille_martin, temps):
    activite = creer_centre(famille_martin)
    temps.move_to(JOUR_DU_RAPPEL)
    reserver(famille_martin, ligne(famille_martin.lea, activite))
    temps.move_to(JOUR_DU_RAPPEL + timedelta(days=1))
    assert envoyer_rappels() == 0


def test_the_first_deadline_of_the_week_decides_for_all_of_it(reserve, temps):
    autre = outils.creer_activite("La Valla", delai_annulation=3, delai_reservation=3)
    outils.ouvrir(autre)
    outils.creer_mercredis(autre, 1)
    outils.inscrire(reserve.famille.hugo, autre)
    temps.move_to(outils.MAINTENANT)
    reserver(reserve.famille, ligne(reserve.famille.hugo, autre, "2026-12-09-apres-midi"))
    temps.move_to(JOUR_DU_RAPPEL)
    assert envoyer_rappels() == 1
    assert (
        "Annulable jusqu’au dimanche 6 décembre à minuit"
        in Courriel.objects.get(cle__startswith="rappel-").texte
    )
    temps.move_to(datetime(2026, 12, 4, 9, tzinfo=PARIS))
    assert envoyer_rappels() == 0


def test_deadlines_in_working_days_are_counted_so(famille_martin, temps):
    activite = creer_centre(famille_martin)
    Activite.objects.update(delai_annulation_genre="ouvres", delai_annulation=2)
    reserver(famille_martin, ligne(famille_martin.lea, activite))
    temps.move_to(datetime(2026, 12, 4, 20, tzinfo=PARIS))  # the deadline is Monday 7
    assert envoyer_rappels() == 0
    temps.move_to(datetime(2026, 12, 5, 9, tzinfo=PARIS))
    assert envoyer_rappels() == 1


def test_the_town_chooses_how_long_before(reserve, temps):
    reglage = ReglageReservations.load()
    reglage.rappel_jours = 4
    reglage.save()
    temps.move_to(datetime(2026, 11, 28, 9, tzinfo=PARIS))
    assert envoyer_rappels() == 1


def test_a_week_booked_whole_is_one_line_until_its_first_deadline(famille_martin, temps):
    ados = outils.creer_activite("Pôle Ados", unite_scolaire="", unite_vacances=Unite.SEMAINE)
    outils.creer_calendrier()
    outils.ouvrir(ados)
    for rang in range(4):
        outils.creer_creneau(ados, date(2026, 12, 21) + timedelta(days=rang), "3-journee")
    outils.inscrire(famille_martin.lea, ados)
    reserver(famille_martin, ligne(famille_martin.lea, ados, "2026-S52"))
    temps.move_to(datetime(2026, 12, 12, 9, tzinfo=PARIS))
    assert envoyer_rappels() == 1
    lu = Courriel.objects.get(cle__startswith="rappel-").texte
    assert lu.count("semaine du 21 au 24 décembre 2026, Pôle Ados") == 1


def test_an_adult_who_has_left_gets_nothing(reserve):
    reserve.famille.foyer.responsables.update(fin=date(2026, 11, 29))
    envoyer_rappels()
    assert not Courriel.objects.filter(cle__startswith="rappel-").exists()


def test_the_mail_says_no_health_and_no_money(reserve):
    envoyer_rappels()
    courriel = Courriel.objects.get(cle__startswith="rappel-")
    for secret in ("€", "sanitaire", "assurance", "Martin"):
        assert secret not in courriel.texte


def test_once_the_mail_has_left_its_link_is_nowhere_in_the_base(reserve, client):
    """A copy of the database opens nobody's bookings."""
    envoyer_rappels()
    courriel = Courriel.objects.get(cle__startswith="rappel-")
    lien = courriel.texte.split("://")[1].partition("/")[2].split()[0]
    if courriel.envoye_le is None:
        envoyer(courriel.pk)
    [parti] = [message for message in mail.outbox if "/rappel/" in message.body]
    assert lien in parti.body
    courriel.refresh_from_db()
    jeton = lien.removeprefix("rappel/").strip("/")
    assert jeton not in courriel.texte + courriel.html
    assert "vous avez réservé" in courriel.texte
    notice = Notification.objects.get(cle=courriel.cle)
    assert notice.lien == reverse("reservations:calendrier")


def test_the_link_of_the_mail_opens_the_week_without_signing_in(reserve, client):
    envoyer_rappels()
    lien = (
        Courriel.objects.get(cle__startswith="rappel-")
        .texte.split("://")[1]
        .partition("/")[2]
        .split()[0]
    )
    reponse = client.get(f"/{lien}")
    assert reponse.status_code == 200
    assert "Mercredi 9 décembre 2026, matin, La Pingaudière" in texte(reponse)
    assert "no-store" in reponse.headers["Cache-Control"]
    assert reponse.headers["X-Robots-Tag"] == "noindex"


def test_reading_the_link_changes_nothing(reserve, client):
    client.get(adresse(reserve.famille))
    client.head(adresse(reserve.famille))
    assert compte() == 3
    assert not Rappel.objects.exists()


@pytest.mark.parametrize("suite", ["annuler/", "confirmer/"])
def test_the_answers_are_not_links(suite, reserve, client):
    assert client.get(adresse(reserve.famille, suite)).status_code == 405


def test_nothing_to_change_is_noted_with_its_hour_and_author(reserve, client):
    reponse = client.post(adresse(reserve.famille, "confirmer/"), follow=True)
    assert "Vous avez confirmé le lundi 30 novembre 2026 à 9 h" in texte(reponse)
    assert Rappel.objects.get().confirme_par == reserve.famille.camille


def test_the_first_confirmation_is_kept(reserve, client, temps):
    client.post(adresse(reserve.famille, "confirmer/"))
    temps.move_to(JOUR_DU_RAPPEL + timedelta(hours=3))
    client.post(adresse(reserve.famille, "confirmer/"))
    assert Rappel.objects.get().confirme_le == JOUR_DU_RAPPEL


def test_one_day_is_cancelled_and_nothing_else(reserve, client):
    reponse = annuler(client, reserve)
    assert "C’est annulé : Léa, mercredi 9 décembre 2026, matin." in texte(reponse)
    assert compte() == 2
    demande = DemandeReservation.objects.get(canal=DemandeReservation.Canal.RAPPEL)
    assert demande.par == reserve.famille.camille


def test_when_all_is_cancelled_nothing_is_left_to_answer(reserve, client):
    lea, hugo = reserve.famille.lea, reserve.famille.hugo
    annuler(client, reserve, choix(lea, reserve.activite))
    annuler(client, reserve, choix(lea, reserve.activite, "2026-12-09-apres-midi"))
    page = texte(annuler(client, reserve, choix(hugo, reserve.activite)))
    assert "Vous n’avez plus de réservation à venir cette semaine-là" in page
    assert "Rien à changer" not in page


def test_a_double_press_is_one_cancellation(reserve, client):
    cle = str(uuid4())
    annuler(client, reserve, cle=cle)
    assert "C’est annulé" in texte(annuler(client, reserve, cle=cle))
    assert DemandeReservation.objects.filter(canal="rappel").count() == 1
    assert compte() == 2


def test_what_is_booked_again_can_be_cancelled_again_by_the_same_link(reserve, client):
    annuler(client, reserve)
    reserver(reserve.famille, ligne(reserve.famille.lea, reserve.activite))
    annuler(client, reserve)
    assert compte() == 2


def test_after_its_deadline_a_day_is_refused_in_a_sentence(reserve, client, temps):
    temps.move_to(LIMITE + timedelta(minutes=1))
    reponse = annuler(client, reserve, expire=LIMITE + timedelta(days=3))
    assert "L’annulation était possible jusqu’au mercredi 2 décembre à minuit" in texte(reponse)
    assert compte() == 3


def test_until_the_last_instant_of_the_deadline(reserve, client, temps):
    temps.move_to(LIMITE)
    assert "C’est annulé" in texte(annuler(client, reserve))


def test_another_week_is_refused(reserve, client, temps):
    temps.move_to(outils.MAINTENANT)
    reserver(reserve.famille, ligne(reserve.famille.lea, reserve.activite, "2026-12-16-matin"))
    reponse = annuler(
        client, reserve, choix(reserve.famille.lea, reserve.activite, "2026-12-16-matin")
    )
    assert "Ce lien ne sert que pour la semaine du 7 au 13 décembre 2026" in texte(reponse)
    assert Reservation.objects.count() == 4


@pytest.mark.parametrize(
    "voulu", ["", "x", "1-2", "1-2-2026-13-45-matin", "-1-2-2026-12-09-matin", "1-2-2026-W50-3"]
)
def test_a_forged_choice_is_refused_in_a_sentence(voulu, reserve, client):
    reponse = annuler(client, reserve, voulu or "-")
    assert reponse.status_code == 200
    assert "Rien n’a été enregistré" in texte(reponse)
    assert compte() == 3


def test_the_neighbour_s_child_is_refused(reserve, voisin, client):
    outils.inscrire(voisin.sami, reserve.activite)
    annuler(client, reserve, choix(voisin.sami, reserve.activite))
    assert compte() == 3


def test_a_forged_link_is_not_found(reserve, client):
    entier = Lien(reserve.famille.foyer.pk, reserve.famille.camille.pk, SEMAINE, LIMITE).signer()
    altere = ("y" if entier[0] == "z" else "z") + entier[1:]
    for jeton in ("x", entier[:-1], altere, signing.dumps([1, 2, 3, 4], salt="autre")):
        reponse = client.get(reverse("reservations:rappel", args=[jeton]))
        assert reponse.status_code == 404
        assert "Ce lien n’est pas reconnu" in texte(reponse)


def test_the_link_holds_no_name(reserve):
    jeton = Lien(reserve.famille.foyer.pk, reserve.famille.camille.pk, SEMAINE, LIMITE).signer()
    assert all(isinstance(valeur, int) for valeur in signing.loads(jeton, salt=SEL))


@pytest.mark.parametrize("suite", ["", "annuler/", "confirmer/"])
def test_a_past_link_is_gone_with_the_next_step(suite, reserve, client, temps):
    temps.move_to(LIMITE + timedelta(minutes=1))
    envoyer = client.post if suite else client.get
    reponse = envoyer(
        adresse(reserve.famille, suite), {"choix": choix(reserve.famille.lea, reserve.activite)}
    )
    assert reponse.status_code == 410
    assert "La limite pour cette semaine est passée" in texte(reponse)
    assert compte() == 3


@pytest.mark.parametrize("suite", ["", "annuler/", "confirmer/"])
def test_the_link_of_an_adult_who_has_left_is_dead(suite, reserve, client):
    reserve.famille.foyer.responsables.update(fin=date(2026, 11, 29))
    envoyer = client.post if suite else client.get
    reponse = envoyer(
        adresse(reserve.famille, suite), {"choix": choix(reserve.famille.lea, reserve.activite)}
    )
    assert reponse.status_code == 410
    assert "n’est plus rattachée à ce foyer" in texte(reponse)
    assert "Léa" not in texte(reponse)
    assert compte() == 3


@pytest.mark.parametrize("suite", ["", "annuler/", "confirmer/"])
def test_the_link_of_a_closed_account_is_dead(suite, reserve, client):
    Utilisateur.objects.filter(pk=reserve.famille.camille.pk).update(is_active=False)
    envoyer = client.post if suite else client.get
    reponse = envoyer(
        adresse(reserve.famille, suite), {"choix": choix(reserve.famille.lea, reserve.activite)}
    )
    assert reponse.status_code == 410
    assert "dont le compte est fermé" in texte(reponse)
    assert (compte(), Rappel.objects.filter(confirme_par__isnull=False).count()) == (3, 0)


def test_the_link_shows_nothing_of_the_child_s_other_home(reserve, voisin, client):
    Reservation.objects.filter(enfant=reserve.famille.hugo).update(foyer=voisin.foyer)
    assert "Hugo" not in texte(client.get(adresse(reserve.famille)))


@pytest.mark.parametrize("suite", ["annuler/", "confirmer/"])
def test_answers_are_limited_by_origin(suite, reserve, client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"rappel": "2/m/ip"}
    codes = [client.post(adresse(reserve.famille, suite)).status_code for _ in range(3)]
    assert codes == [302, 302, 429]


@pytest.mark.parametrize("combien", [1, 30])
def test_the_page_has_the_same_queries_whatever_is_booked(
    combien, reserve, client, temps, django_assert_max_num_queries
):
    for rang in range(combien - 1):
        enfant = reserve.famille.foyer.enfants.create(
            prenom=f"Zoé{rang}",
            nom="Martin",
            naissance=date(2018, 1, 1),
            through_defaults={"debut": date(2018, 1, 1)},
        )
        creneau = outils.creer_creneau(outils.creer_activite(f"Centre {rang}"), prises=1)
        Reservation.objects.create(enfant=enfant, creneau=creneau, foyer=reserve.famille.foyer)
    client.get(adresse(reserve.famille))
    with django_assert_max_num_queries(7):
        client.get(adresse(reserve.famille))


@pytest.mark.parametrize("combien", [1, 30])
def test_choosing_whom_to_remind_reads_bookings_as_often_for_thirty_households(combien, reserve):
    for rang in range(combien - 1):
        enfants = [("Noé", date(2018, 1, 1))]
        foyer, _compte = creer_foyer(
            f"2026-01{rang:03}", "Essai", "Ana", f"ana{rang}@exemple.fr", enfants=enfants
        )
        creneau, enfant = reserve.activite.creneaux.first(), foyer.enfants.get()
        Reservation.objects.create(
            enfant=enfant, creneau=creneau, foyer=foyer, creee_le=outils.MAINTENANT
        )
    with CaptureQueriesContext(connection) as lues:
        assert envoyer_rappels() == combien
    assert sum('FROM "reservations_reservation"' in requete["sql"] for requete in lues) == 2
