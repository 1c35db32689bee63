"""Taking back a decision: within ten minutes, while its mail is held, by who took it, and nothing
half undone."""

import threading
import time
from contextlib import suppress
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from demarches.actions import (
    PassageImpossible,
    annuler,
    demander_complement,
    enregistrer_page,
    rejeter,
    valider,
)
from demarches.instruction.suivi import recit
from demarches.models import Demande, Passage
from demarches.regles.avancement import Avancement
from famille.courriels.boite_d_envoi import envoyer
from famille.models import Courriel
from famille.taches import relancer_courriels
from tests.demarches.essai import DemarcheEssai, deposee, le

pytestmark = pytest.mark.django_db
Statut = Demande.Statut
MIDI = le(2026, 11, 25, 12)


@pytest.fixture
def en_attente(temps, demarche, famille_martin):
    return deposee(
        famille_martin.foyer, famille_martin.camille, "D-2026-00231", le=le(2026, 11, 20)
    )


@pytest.fixture
def defaisable(monkeypatch):
    """The test démarche may be taken back once validated."""
    monkeypatch.setattr(DemarcheEssai, "annulable", True)


def rejeter_vite(demande, *, par):
    rejeter(demande, par=par, motif="Trop ancien.")


def relire(demande):
    return Demande.objects.get(pk=demande.pk)


def demander(demande, agent, **champs):
    champs = {
        "etapes": ["preuve"],
        "message": "La facture est floue.",
        "limite": date(2026, 12, 10),
    } | champs
    return demander_complement(demande, par=agent, **champs)


def test_the_mail_of_a_rejection_leaves_after_ten_minutes(en_attente, agent, temps):
    rejeter(en_attente, par=agent, motif="Trop ancien.")
    courriel = Courriel.objects.get()
    temps.shift(timedelta(minutes=9))
    assert relancer_courriels() == 0
    temps.shift(timedelta(minutes=2))
    assert relancer_courriels() == 1
    courriel.refresh_from_db()
    assert courriel.envoye_le is not None


def test_the_mail_of_a_validation_leaves_at_once(
    en_attente, agent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        valider(en_attente, par=agent)
    assert Courriel.objects.get().envoye_le is not None


def test_a_rejection_taken_back_is_as_if_it_had_not_been(en_attente, agent):
    rejet = rejeter(en_attente, par=agent, motif="Trop ancien.")
    annuler(en_attente, par=agent)
    relue = relire(en_attente)
    assert (relue.statut, relue.agent, relue.echeance) == (
        Statut.EN_ATTENTE,
        agent,
        en_attente.echeance,
    )
    assert not Courriel.objects.exists()
    assert Passage.objects.get(pk=rejet.pk).annule_le == MIDI


def test_what_the_rejection_said_is_kept_for_the_agents(en_attente, agent):
    rejeter(en_attente, par=agent, motif="Trop ancien.")
    annuler(en_attente, par=agent)
    assert en_attente.notes.get().texte == "Rejet annulé avant son envoi. Il disait : Trop ancien."


def test_a_complement_taken_back_gives_the_pages_and_the_days_back(en_attente, agent):
    demander(en_attente, agent)
    annuler(en_attente, par=agent)
    relue = relire(en_attente)
    assert relue.statut == Statut.EN_ATTENTE
    assert not relue.complements.exists()
    assert relue.echeance == date(2026, 12, 4)  # 14 days after it came
    assert "La facture est floue." in relue.notes.get().texte


def test_a_demande_rejected_for_want_of_a_complement_waits_for_it_again(en_attente, agent, temps):
    demander(en_attente, agent, limite=date(2026, 11, 26))
    temps.move_to(le(2026, 11, 27))
    rejeter(en_attente, par=agent, motif="Rien n’est venu.")
    annuler(en_attente, par=agent)
    relue = relire(en_attente)
    assert relue.statut == Statut.A_COMPLETER
    assert relue.complement_attendu.message == "La facture est floue."


def test_the_demande_can_then_be_decided_otherwise(en_attente, agent):
    rejeter(en_attente, par=agent, motif="Trop ancien.")
    annuler(en_attente, par=agent)
    valider(en_attente, par=agent)
    assert relire(en_attente).statut == Statut.VALIDEE
    assert [courriel.cle.partition("-")[0] for courriel in Courriel.objects.all()] == [
        "decision_validee"
    ]


def test_after_ten_minutes_it_is_too_late(en_attente, agent, temps):
    rejeter(en_attente, par=agent, motif="Trop ancien.")
    temps.shift(timedelta(minutes=10))
    with pytest.raises(PassageImpossible, match="le délai est passé"):
        annuler(en_attente, par=agent)
    assert relire(en_attente).statut == Statut.REJETEE
    assert Courriel.objects.exists()


def test_after_ten_minutes_it_is_too_late_even_for_a_family_without_mail(en_attente, agent, temps):
    """Nothing has left that would forbid it: the delay alone does."""
    rejeter(en_attente, par=agent, motif="Trop ancien.")
    Courriel.objects.all().delete()
    temps.shift(timedelta(minutes=10))
    with pytest.raises(PassageImpossible, match="le délai est passé"):
        annuler(en_attente, par=agent)
    assert relire(en_attente).statut == Statut.REJETEE


def test_a_mail_that_a_task_has_taken_is_not_taken_back(en_attente, agent):
    rejeter(en_attente, par=agent, motif="Trop ancien.")
    Courriel.objects.update(essais=1)
    with pytest.raises(PassageImpossible, match="la famille est prévenue"):
        annuler(en_attente, par=agent)
    assert relire(en_attente).statut == Statut.REJETEE
    assert Courriel.objects.exists()


def test_a_held_mail_is_not_sent_by_its_task(en_attente, agent):
    rejeter(en_attente, par=agent, motif="Trop ancien.")
    assert envoyer(Courriel.objects.get().pk) is False


def test_a_validation_has_changed_the_file_and_stays(en_attente, agent):
    valider(en_attente, par=agent)
    with pytest.raises(PassageImpossible):
        annuler(en_attente, par=agent)
    assert relire(en_attente).foyer.adresse.voie == "4 allée des Lilas"


def test_a_démarche_that_undoes_itself_lets_its_validation_be_taken_back(
    en_attente, agent, monkeypatch
):
    defaites = []
    monkeypatch.setattr(DemarcheEssai, "annulable", True)
    monkeypatch.setattr(
        DemarcheEssai,
        "annuler",
        lambda self, demande, effets, *, par: defaites.append((demande.pk, par)),
    )
    valider(en_attente, par=agent)
    annuler(en_attente, par=agent)
    relue = relire(en_attente)
    assert defaites == [(en_attente.pk, agent)]
    assert (relue.statut, relue.changements) == (Statut.EN_ATTENTE, [])
    assert not Courriel.objects.exists()


def test_what_was_applied_on_sending_is_not_undone_with_the_decision(
    en_attente, agent, monkeypatch
):
    fait = {"libelle": "Téléphone", "avant": "", "apres": "06 39 98 00 02", "sans_agent": True}
    Demande.objects.filter(pk=en_attente.pk).update(changements=[fait])
    monkeypatch.setattr(DemarcheEssai, "annulable", True)
    monkeypatch.setattr(DemarcheEssai, "annuler", lambda self, demande, effets, *, par: None)
    valider(en_attente, par=agent)
    annuler(en_attente, par=agent)
    assert relire(en_attente).changements == [fait]


def test_only_who_signed_takes_back(en_attente, agent, collegue):
    rejeter(en_attente, par=agent, motif="Trop ancien.")
    with pytest.raises(PassageImpossible, match="signée de Sophie Renard"):
        annuler(en_attente, par=collegue)


def test_a_family_that_has_begun_to_answer_is_not_interrupted(en_attente, agent, temps):
    demander(en_attente, agent)
    temps.shift(timedelta(minutes=1))
    enregistrer_page(relire(en_attente), saisie=en_attente.saisie, avancement=Avancement())
    with pytest.raises(PassageImpossible, match="a déjà commencé à répondre"):
        annuler(en_attente, par=agent)
    assert relire(en_attente).statut == Statut.A_COMPLETER


def test_midnight_of_the_legal_day_makes_a_decision_final(demarche, famille_martin, agent):
    with time_machine.travel(le(2026, 11, 25, 23) + timedelta(minutes=55), tick=False) as voyage:
        # silence decides after two months: on 25 November
        demande = deposee(
            famille_martin.foyer, famille_martin.camille, "D-2026-00100", le=le(2026, 9, 25)
        )
        rejeter(demande, par=agent, motif="Trop ancien.")
        voyage.shift(timedelta(minutes=7))
        with pytest.raises(
            PassageImpossible, match="délai légal de réponse s’est terminé le 25 novembre"
        ):
            annuler(demande, par=agent)
        assert relire(demande).statut == Statut.REJETEE
        assert Courriel.objects.count() == 1


def test_a_failure_in_the_middle_leaves_the_decision_and_its_mail(en_attente, agent, monkeypatch):
    monkeypatch.setattr(DemarcheEssai, "annulable", True)

    def echouer(self, demande, effets, *, par):
        raise RuntimeError("no more disk")

    monkeypatch.setattr(DemarcheEssai, "annuler", echouer)
    valider(en_attente, par=agent)
    with pytest.raises(RuntimeError):
        annuler(en_attente, par=agent)
    assert relire(en_attente).statut == Statut.VALIDEE
    assert Courriel.objects.count() == 1


def test_a_town_may_do_without_it(en_attente, agent, settings, django_capture_on_commit_callbacks):
    settings.DELAI_D_ANNULATION = timedelta(0)
    with django_capture_on_commit_callbacks(execute=True):
        rejeter(en_attente, par=agent, motif="Trop ancien.")
    assert Courriel.objects.get().envoye_le is not None
    with pytest.raises(PassageImpossible):
        annuler(en_attente, par=agent)


def test_the_family_reads_that_an_answer_was_withdrawn_not_what_it_said(en_attente, agent):
    rejeter(en_attente, par=agent, motif="Trop ancien.")
    annuler(en_attente, par=agent)
    histoire = recit(Demande.objects.avec_suivi().get(), None)
    assert [fait["titre"] for fait in histoire["evenements"]] == [
        "Demande envoyée",
        "Prise en charge",
        "Réponse retirée",
    ]
    assert histoire["decision"] is None
    assert "Trop ancien" not in str(histoire)


# Two at once, on threads of their own


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("decider", [rejeter_vite, valider])
def test_of_two_tabs_that_take_back_at_once_one_is_told_that_it_is_done(
    demande, agent, defaisable, decider
):
    decider(demande, par=agent)
    depart, refus = threading.Barrier(2), []

    def essayer():
        depart.wait(timeout=20)
        try:
            annuler(demande, par=agent)
        except PassageImpossible as refuse:
            refus.append(str(refuse))

    ensemble(essayer, essayer)
    assert len(refus) == 1
    assert demande.passages.count() == 3
    assert demande.notes.count() == 1
    assert demande.foyer.adresses.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_taking_back_while_the_mail_leaves_is_one_or_the_other(
    demande, agent, defaisable, settings
):
    """At the very end of the delay: the family is told and its address has changed, or neither."""
    settings.DELAI_D_ANNULATION = timedelta(seconds=0.3)
    for _essai in range(4):
        Courriel.objects.all().delete()
        valider(demande, par=agent)
        fin = timezone.now() + timedelta(seconds=0.3)

        def defaire(fin=fin):
            _attendre(fin - timedelta(seconds=0.03))
            with suppress(PassageImpossible):
                annuler(demande, par=agent)

        def envoyer_les_courriels(fin=fin):
            while timezone.now() < fin + timedelta(seconds=0.2):
                relancer_courriels()

        ensemble(defaire, envoyer_les_courriels)
        parti = Courriel.objects.filter(envoye_le__isnull=False).exists()
        assert parti == demande.foyer.adresses.filter(voie="4 allée des Lilas").exists()
        assert relire(demande).statut == (Statut.VALIDEE if parti else Statut.EN_ATTENTE)
        if parti:
            break


def ensemble(*actions):
    """Run them at the same time, each on a connection of its own."""

    def seule(action):
        try:
            action()
        finally:
            connection.close()

    fils = [threading.Thread(target=seule, args=[action]) for action in actions]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=60)


def _attendre(instant):
    while timezone.now() < instant:
        time.sleep(0.002)
