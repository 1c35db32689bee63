"""The night of 28 March 2027: at 2 o'clock in Paris it is 3. No deadline, no delay, no schedule
loses or gains an hour.

The queue's own night is in tests/reservations/regles/test_attente.py.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from django_q.models import Schedule

from demarches.actions import commencer, deposer
from demarches.models import Demande, ReglageDemarche
from demarches.reglages.initiaux import creer_reglages
from demarches.regles.horloge import REJET, echeance
from famille.actions import ouvrir_paiement
from famille.courriels.boite_d_envoi import a_envoyer, preparer
from famille.dossier.messages.actions import MESSAGE
from famille.models import Paiement
from famille.taches import HEURES_OUVREES
from portail.processus.planifications import planifications
from reservations.regles.attente import Nuit
from reservations.regles.calendrier import PARIS, Calendrier, Delai
from reservations.regles.rappel import a_rappeler
from tests.demarches.outils import Navigateur, remplir
from tests.famille.facturation import facturer

DIMANCHE = date(2027, 3, 28)
BASCULE = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)  # 2 o'clock that is 3


def utc(jour, heure, minute=0, seconde=0, micro=0):
    return datetime(2027, 3, jour, heure, minute, seconde, micro, tzinfo=UTC)


@pytest.mark.parametrize(
    ("debut", "jours", "fin"),
    [
        (date(2027, 3, 28), 1, utc(27, 22, 59, 59, 999999)),  # winter time
        (date(2027, 3, 29), 1, utc(28, 21, 59, 59, 999999)),  # summer time
        (date(2027, 4, 4), 7, utc(28, 21, 59, 59, 999999)),
        (date(2027, 4, 3), 7, utc(27, 22, 59, 59, 999999)),
    ],
)
def test_a_booking_deadline_is_the_end_of_a_day_in_paris(debut, jours, fin):
    assert Delai(jours).limite(debut, Calendrier()).astimezone(UTC) == fin


def test_a_reminder_counts_what_was_booked_before_midnight_in_paris():
    [demain, *_autres] = a_rappeler(DIMANCHE, Delai(1), Calendrier(), jours=0)
    assert (demain.jour, demain.avant.astimezone(UTC)) == (date(2027, 3, 29), utc(27, 23))


@pytest.mark.parametrize(
    "instant", [BASCULE - timedelta(minutes=1), BASCULE, BASCULE + timedelta(minutes=30)]
)
def test_what_is_held_for_the_night_leaves_at_8_of_the_new_time(instant):
    assert Nuit(time(21), time(8)).lever(instant.astimezone(PARIS)).astimezone(UTC) == utc(28, 6)


@pytest.mark.parametrize(
    ("instant", "jour"), [(utc(27, 22, 59), 27), (utc(27, 23), 28), (utc(28, 21, 59), 28)]
)
def test_the_legal_clock_starts_on_the_day_of_paris(instant, jour, time_machine):
    time_machine.move_to(instant, tick=False)
    recue = timezone.localdate()
    assert recue == date(2027, 3, jour)
    assert echeance(recue, effet=REJET, mois=2) == date(2027, 5, jour)


@pytest.mark.django_db
def test_a_demande_sent_at_the_very_moment_has_its_day_and_its_answer_day(
    time_machine, famille_martin, connecter
):
    time_machine.move_to(BASCULE - timedelta(seconds=1), tick=False)
    creer_reglages(demo=True)
    brouillon = commencer(
        "changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    remplir(Navigateur(connecter(famille_martin.camille), brouillon))
    time_machine.move_to(BASCULE, tick=False)
    deposer(Demande.objects.get(pk=brouillon.pk), par=famille_martin.camille)
    envoyee = Demande.objects.get(pk=brouillon.pk)
    jours = ReglageDemarche.objects.get(code="changement-adresse").delai_jours
    assert envoyee.deposee_le == BASCULE
    assert envoyee.echeance <= DIMANCHE + timedelta(days=jours)
    page = connecter(famille_martin.camille).get(reverse("demarches:demande", args=[envoyee.pk]))
    assert "28 mars 2027" in page.text


@pytest.mark.django_db
def test_an_invoice_is_held_for_twenty_real_minutes(time_machine, famille_martin):
    facture = facturer(famille_martin.foyer)
    time_machine.move_to(BASCULE - timedelta(minutes=10), tick=False)
    paiement = ouvrir_paiement(famille_martin.foyer, [facture.pk], par=famille_martin.camille)
    expires = Paiement.objects.expires
    assert not expires(paiement.ouvert_le + timedelta(minutes=19)).exists()
    assert expires(paiement.ouvert_le + timedelta(minutes=20)).exists()


@pytest.mark.django_db
def test_a_mail_held_for_ten_minutes_leaves_after_ten_minutes(time_machine, famille_martin):
    debut = BASCULE - timedelta(minutes=5)
    time_machine.move_to(debut, tick=False)
    contexte = {"prenom": "Camille", "lien": "x"}
    preparer(
        MESSAGE.cle("heure"),
        "camille@exemple.fr",
        contexte,
        pas_avant=timezone.now() + timedelta(minutes=10),
    )
    time_machine.move_to(debut + timedelta(minutes=9), tick=False)
    assert not a_envoyer().exists()
    time_machine.move_to(debut + timedelta(minutes=10), tick=False)
    assert a_envoyer().exists()


@pytest.mark.parametrize("minutes", sorted({minutes for *_, minutes in planifications()}))
def test_no_scheduled_task_is_skipped_or_run_twice(minutes):
    """Its runs of that day are so many real minutes apart; one a day keeps a day of 24 hours."""
    plan = Schedule(
        func="x",
        schedule_type=Schedule.MINUTES,
        minutes=minutes,
        next_run=BASCULE - timedelta(minutes=30),
    )
    tours = [plan.next_run]
    for _ in range(5):
        plan.next_run = plan.calculate_next_run()
        tours.append(plan.next_run.astimezone(UTC))
    assert {apres - avant for avant, apres in pairwise(tours)} == {timedelta(minutes=minutes)}


def test_reminders_by_day_begin_at_8_of_the_new_time(time_machine):
    time_machine.move_to(utc(28, 6), tick=False)
    assert timezone.localtime().hour == HEURES_OUVREES[0]
