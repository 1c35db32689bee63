"""A telephone is told what its owner asked for, once, and never more than a mail says."""

import re
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from demarches.instruction.annulation import COURRIELS
from demarches.models import Demande
from famille.alertes import envois
from famille.alertes.actions import choisir
from famille.alertes.push.canal import lire_attente
from famille.courriels.boite_d_envoi import adresse_absolue, preparer, retarder, retenir
from famille.models import Alerte, AppareilAlerte, ChoixAlerte, Courriel, Notification
from famille.regles.alertes import PUSH, SUJETS
from famille.taches import envoyer_alertes, relancer_alertes
from reservations.moteur.file.avis import OFFRE
from reservations.moteur.recapitulatif import ANNULATION, RECAPITULATIF
from reservations.rappels.actions import RAPPEL

pytestmark = pytest.mark.django_db
Etat = Alerte.Etat
RACINE = Path(__file__).parents[3]
LIEN = "/listes-d-attente/"


@pytest.fixture(autouse=True)
def _un_mardi(time_machine):
    time_machine.move_to("2026-12-01 10:00+01:00", tick=False)


def proposer(compte, numero=1, **options):
    """The mail of an offer to this account."""
    contexte = {
        "prenom": compte.first_name,
        "nombre": 1,
        "expire_le": timezone.now() + timedelta(hours=20),
        "lien": adresse_absolue(LIEN),
    }
    return preparer(OFFRE.cle(numero).pour(compte), compte.email, contexte, **options)


@pytest.fixture
def camille(famille_martin):
    return famille_martin.camille


@pytest.fixture
def telephone(camille, service, abonner_un_telephone):
    telephone = service.telephone()
    abonner_un_telephone(camille, telephone=telephone)
    return telephone


def test_who_asked_is_told_at_once_by_a_short_sentence_and_the_very_page(
    camille, telephone, service, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        proposer(camille)
    [(recu_par, recu)] = service.messages
    assert recu_par is telephone
    assert '"lien": "/listes-d-attente/"' in recu.texte
    assert "Une place vous est propos" in recu.texte
    assert (recu.urgence, recu.contact) == ("high", "mailto:dsi@exemple.fr")
    assert 23 * 3600 < recu.duree <= 24 * 3600
    alerte = Alerte.objects.get()
    assert (alerte.etat, alerte.canal, alerte.essais) == (Etat.ACCEPTEE, PUSH, 1)
    assert alerte.envoyee_le


def test_nobody_is_told_who_did_not_ask(camille, voisin, telephone, service):
    proposer(voisin.nadia)
    choisir(camille, {("decision", PUSH)}, parmi=[PUSH], par=camille)
    proposer(camille)
    assert not Alerte.objects.exists()
    assert Courriel.objects.count() == Notification.objects.count() == 2


def test_the_mail_leaves_whatever_becomes_of_the_telephone(
    camille, telephone, service, mailoutbox, django_capture_on_commit_callbacks
):
    service.reponses = [(503, {})] * 9
    with django_capture_on_commit_callbacks(execute=True):
        proposer(camille)
    assert [message.to for message in mailoutbox] == [[camille.email]]
    assert not service.messages


def test_the_same_fact_is_told_once_a_device(camille, telephone, service, abonner_un_telephone):
    abonner_un_telephone(camille)
    for _ in range(2):
        proposer(camille)
    assert Alerte.objects.count() == 2
    cles = [str(pk) for pk in Alerte.objects.values_list("pk", flat=True)]
    assert envoyer_alertes(tuple(cles)) == 2
    assert envoyer_alertes(tuple(cles)) == relancer_alertes() == 0
    assert len(service.messages) == 2


def test_a_town_without_it_pays_no_query(
    camille, settings, django_assert_num_queries, django_assert_max_num_queries
):
    settings.PUSH = {}
    with django_assert_num_queries(0):
        envois.alerter([une_annonce(camille)])
    proposer(camille)
    assert not Alerte.objects.exists()


def une_annonce(compte, numero=1):
    return envois.Annonce(
        cle=f"offre-{numero}-{compte.pk}",
        compte=compte.pk,
        sujet=SUJETS["offre"],
        gabarit="reservations/offre",
        contexte={"nombre": 1, "expire_le": timezone.now()},
        lien=LIEN,
        quand=timezone.now() + timedelta(hours=1),
    )


@pytest.mark.parametrize("nombre", [1, 30])
def test_many_are_told_in_as_many_queries_as_one(
    nombre, camille, telephone, django_assert_num_queries
):
    annonces = [une_annonce(camille, numero) for numero in range(nombre)]
    with django_assert_num_queries(3):  # what was asked, the devices, the rows
        envois.alerter(annonces)
    assert Alerte.objects.count() == nombre


def test_what_is_held_waits_with_its_mail_and_goes_with_it(camille, telephone, service):
    cle = COURRIELS[Demande.Statut.VALIDEE].cle(7)
    lien = adresse_absolue("/demandes/7/")
    contexte = {"prenom": "Camille", "numero": "D-7", "titre": "Contact", "lien": lien}
    demain = timezone.now() + timedelta(minutes=10)
    preparer(cle.pour(camille), camille.email, contexte, pas_avant=demain)
    assert Alerte.objects.get().prochain_essai_le == demain
    assert relancer_alertes() == 0
    assert retenir(cle)
    assert not Alerte.objects.exists()


def test_no_telephone_rings_in_the_night(camille, telephone, service, time_machine):
    time_machine.move_to("2026-12-01 22:30+01:00", tick=False)
    matin = timezone.now() + timedelta(hours=9)
    courriel = proposer(camille)
    retarder(courriel, matin)
    assert relancer_alertes() == 0
    courriel.refresh_from_db()
    alerte = Alerte.objects.get()
    assert alerte.prochain_essai_le == courriel.prochain_essai_le == matin
    time_machine.move_to(matin, tick=False)
    assert relancer_alertes() == 1


def test_what_is_too_late_is_not_said(camille, telephone, service, time_machine):
    proposer(camille)
    time_machine.shift(timedelta(hours=25))
    assert relancer_alertes() == 0
    assert Alerte.objects.get().etat == Etat.PERIMEE
    assert not service.recues


def test_who_has_changed_his_mind_meanwhile_is_not_told(camille, telephone, service):
    proposer(camille)
    choisir(camille, set(), parmi=[PUSH], par=camille)
    assert relancer_alertes() == 0
    assert not service.recues
    assert Alerte.objects.get().etat == Etat.REFUSEE


def test_a_closed_account_is_not_told(camille, telephone, service):
    proposer(camille)
    camille.is_active = False
    camille.save()
    assert relancer_alertes() == 0
    assert not service.recues


@pytest.mark.parametrize("statut", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(statut, camille, telephone, service):
    proposer(camille)
    service.reponses = [(statut, {})]
    assert relancer_alertes() == 0
    assert not AppareilAlerte.objects.exists()
    assert Courriel.objects.count() == 1


@pytest.mark.parametrize("statut", [400, 401, 403])
def test_a_wrong_key_of_ours_forgets_no_device_and_is_logged(
    statut, camille, telephone, service, caplog
):
    proposer(camille)
    service.reponses = [(statut, {})]
    relancer_alertes()
    assert AppareilAlerte.objects.count() == 1
    assert Alerte.objects.get().etat == Etat.REFUSEE
    [dit] = [une for une in caplog.records if une.name == "famille.alertes.push.canal"]
    assert f"HTTP {statut}" in dit.getMessage()
    assert "secret" not in dit.getMessage()  # of the address of the device


def test_what_is_too_long_is_said_shorter(camille, telephone, service):
    proposer(camille)
    service.reponses = [(413, {})]
    assert relancer_alertes() == 1
    [(_telephone, recu)] = service.messages
    assert "Une place m\\u2019est propos" in recu.texte


@pytest.mark.parametrize(
    ("statut", "entetes", "attente"),
    [
        (429, {"Retry-After": "600"}, timedelta(seconds=600)),
        (503, {"Retry-After": "5"}, timedelta(minutes=1)),
        (503, {"Retry-After": "9999999999"}, timedelta(hours=6)),
        (500, {}, timedelta(minutes=1)),
    ],
)
def test_a_service_that_has_too_much_to_do_is_waited_for_as_it_asks(
    statut, entetes, attente, camille, telephone, service, time_machine
):
    proposer(camille)
    service.reponses = [(statut, entetes)]
    assert relancer_alertes() == 0
    alerte = Alerte.objects.get()
    assert (alerte.etat, alerte.derniere_erreur) == (Etat.PREPAREE, f"HTTP {statut}")
    assert alerte.prochain_essai_le == timezone.now() + attente
    time_machine.shift(attente)
    assert relancer_alertes() == 1


def test_the_date_of_a_retry_after_is_read(time_machine):
    time_machine.move_to("2026-12-01 10:00+00:00", tick=False)
    assert lire_attente("Tue, 01 Dec 2026 10:30:00 GMT") == timedelta(minutes=30)
    assert lire_attente("bientôt") is lire_attente("") is None


def test_a_service_that_never_answers_is_given_up(camille, telephone, service, time_machine):
    service.fermer()
    proposer(camille)
    for _essai in range(12):
        relancer_alertes()
        time_machine.shift(timedelta(hours=1))
    alerte = Alerte.objects.get()
    assert alerte.etat in (Etat.REFUSEE, Etat.PERIMEE)
    assert alerte.essais <= 8
    assert alerte.derniere_erreur == "ConnectionError"


def test_a_worker_killed_in_the_middle_is_taken_up_after_its_time(
    camille, telephone, service, time_machine
):
    proposer(camille)
    Alerte.objects.update(
        etat=Etat.EN_COURS, essais=1, prochain_essai_le=timezone.now() + timedelta(seconds=75)
    )
    assert relancer_alertes() == 0
    time_machine.shift(timedelta(seconds=76))
    assert relancer_alertes() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_never_send_the_same_twice(camille, telephone, service):
    for numero in range(6):
        proposer(camille, numero)
    cles = [str(pk) for pk in Alerte.objects.values_list("pk", flat=True)]
    depart = Barrier(2)

    def travailler():
        depart.wait()
        for cle in cles:
            envois.envoyer(cle)
        connection.close()

    fils = [Thread(target=travailler) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(service.messages) == 6
    assert set(Alerte.objects.values_list("etat", "essais")) == {(Etat.ACCEPTEE, 1)}


def test_the_four_things_are_those_of_these_mails_and_no_others():
    genres = [OFFRE, ANNULATION, RAPPEL, *COURRIELS.values()]
    assert {genre.alerte.code for genre in genres} == SUJETS.keys()
    assert RECAPITULATIF.alerte is None
    ecrits = {
        str(un.relative_to(RACINE / "templates/alertes").with_suffix(""))
        for un in (RACINE / "templates/alertes").rglob("*.txt")
    }
    assert ecrits == {genre.gabarit for genre in genres}


@pytest.mark.parametrize(
    "gabarit", sorted((RACINE / "templates/alertes").rglob("*.txt")), ids=lambda un: un.stem
)
def test_a_sentence_names_nobody_nothing_of_health_and_no_demarche(gabarit):
    """What it may say of the mail's context: days, moments, numbers."""
    variables = set(re.findall(r"{{ (\w+)", gabarit.read_text()))
    assert variables <= {"nombre", "expire_le", "jours_annules", "semaine", "limite"}


def test_a_choice_is_dated_and_kept_until_it_is_taken_back(camille, service, time_machine):
    choisir(camille, {("offre", PUSH), ("decision", PUSH)}, parmi=[PUSH], par=camille)
    premier = ChoixAlerte.objects.get(sujet="offre").le
    time_machine.shift(timedelta(days=3))
    choisir(camille, {("offre", PUSH), ("fermeture", PUSH)}, parmi=[PUSH], par=camille)
    assert {choix.sujet: choix.le for choix in ChoixAlerte.objects.de(camille)} == {
        "offre": premier,
        "fermeture": timezone.now(),
    }


def test_nothing_else_can_be_chosen(camille, service):
    demandes = {("factures", PUSH), ("offre", "pigeon"), ("offre", "sms")}
    choisir(camille, demandes, parmi=[PUSH, "pigeon"], par=camille)
    assert not ChoixAlerte.objects.exists()


def test_what_waited_for_a_device_goes_with_it(camille, telephone, voisin, abonner_un_telephone):
    """Another parent has the telephone in hand: nothing of the first is said there."""
    proposer(camille)
    abonner_un_telephone(voisin.nadia, telephone=telephone)
    assert not Alerte.objects.exists()
    assert AppareilAlerte.objects.get().utilisateur == voisin.nadia
