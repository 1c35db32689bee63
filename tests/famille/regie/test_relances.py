"""Reminders: the steps of the town, one by one, never to who is paying; nobody is excluded
(D17)."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from famille import actions, taches
from famille.argent.prelevement.remises import (
    preparer_remise,
    telecharger_remise,
    transmettre_remise,
)
from famille.argent.prelevement.suites import encaisser_les_remises, rejeter_prelevement
from famille.argent.regie import relancer
from famille.argent.regie.relancer import noter_imprimees, relancer_les_retards
from famille.models import Courriel, EtapeRelance, Facture, Paiement, Relance, Responsable
from famille.regles.relance import Etape, etape_due, remplacer, variables_inconnues
from tests.famille.facturation import Prestataire, facturer
from tests.famille.regie.scene import PUBLIE_LE, a_prelever, especes

pytestmark = pytest.mark.django_db
ECHEANCE = PUBLIE_LE.date() + timedelta(days=30)
TEXTE = "Les factures {factures} du dossier {dossier} étaient à payer avant le {echeance}."


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)


@pytest.fixture
def etapes(db):
    premiere = EtapeRelance.objects.create(jours=7, sujet="Un oubli ?", texte=TEXTE)
    return [
        premiere,
        EtapeRelance.objects.create(jours=20, sujet="Rappel", texte=TEXTE, par_lettre=True),
    ]


@pytest.fixture
def apres(time_machine):
    """apres(days after the due date): now is that day; reminders go. int: how many."""

    def _apres(jours):
        jour = ECHEANCE + timedelta(days=jours)
        time_machine.move_to(
            datetime(jour.year, jour.month, jour.day, 8, tzinfo=PUBLIE_LE.tzinfo), tick=False
        )
        return relancer_les_retards(jour)

    return _apres


@pytest.mark.parametrize(("heure", "combien"), [(5, 0), (10, 1), (21, 0)])
def test_nobody_is_reminded_at_night(famille_martin, etapes, time_machine, heure, combien):
    facturer(famille_martin.foyer, "20.00")
    jour = ECHEANCE + timedelta(days=10)
    quand = datetime(jour.year, jour.month, jour.day, heure, tzinfo=PUBLIE_LE.tzinfo)
    time_machine.move_to(quand, tick=False)
    assert taches.relancer_les_retards() == combien


def test_a_late_invoice_is_reminded_once_a_step(famille_martin, etapes, apres):
    facturer(famille_martin.foyer, "20.00")
    assert [apres(jours) for jours in (6, 7, 8, 19, 20, 60)] == [0, 1, 0, 0, 1, 0]
    assert Relance.objects.filter(lettre=True).get().etape == etapes[1]


def test_a_first_reminder_that_leaves_late_gives_its_delay_to_the_next(
    famille_martin, etapes, apres
):
    """The steps are 13 days apart: a family is not told twice in two days."""
    facturer(famille_martin.foyer, "20.00")
    assert [apres(jours) for jours in (19, 20, 31, 32)] == [1, 0, 0, 1]


def test_whoever_has_had_every_reminder_is_not_read_again_until_the_town_adds_a_step(
    famille_martin, etapes, apres
):
    """All the late invoices of the town were locked again each hour."""
    facturer(famille_martin.foyer, "20.00")
    assert [apres(7), apres(20)] == [1, 1]
    with CaptureQueriesContext(connection) as lues:
        assert apres(60) == 0
    assert len(lues) == 2, lues.captured_queries  # the steps, and whom they leave
    EtapeRelance.objects.create(jours=40, sujet="Dernier rappel", texte=TEXTE)
    assert apres(61) == 1


def test_whoever_waits_for_the_next_step_is_not_read_before_its_day(famille_martin, etapes, apres):
    facturer(famille_martin.foyer, "20.00")
    assert apres(7) == 1
    with CaptureQueriesContext(connection) as lues:
        assert apres(19) == 0
    assert len(lues) == 2, lues.captured_queries
    assert apres(20) == 1


def test_a_turn_that_is_stopped_is_followed_by_the_households_it_had_no_time_for(
    famille_martin, voisin, etapes, apres, monkeypatch
):
    monkeypatch.setattr(relancer, "FOYERS_PAR_LOT", 1)
    monkeypatch.setattr(relancer, "DUREE_TOUR", -1)
    for foyer in (famille_martin.foyer, voisin.foyer):
        facturer(foyer, "20.00")
    assert [apres(7) for _tour in range(3)] == [1, 1, 0]


def test_its_mail_says_what_is_late_and_no_amount(famille_martin, etapes, apres):
    facture = facturer(famille_martin.foyer, "20.00")
    apres(7)
    courriel = Courriel.objects.get(cle__startswith="relance-")
    assert courriel.sujet == "Un oubli ?"
    assert f"Les factures {facture.numero} du dossier 2026-00417" in courriel.texte
    assert not [mot for mot in ("20,00", "€", "exclu") if mot in courriel.texte + courriel.html]


def test_several_late_invoices_are_one_mail(famille_martin, etapes, apres):
    numeros = [facturer(famille_martin.foyer, "20.00").numero for _ in range(2)]
    assert apres(7) == 2
    assert ", ".join(numeros) in Courriel.objects.get(cle__startswith="relance-").texte


def test_without_a_step_nobody_is_reminded(famille_martin, apres):
    facturer(famille_martin.foyer, "20.00")
    assert apres(60) == 0


def test_the_due_date_itself_is_not_late(famille_martin):
    facturer(famille_martin.foyer, "20.00")
    assert not Facture.objects.en_retard(ECHEANCE).exists()
    assert Facture.objects.en_retard(ECHEANCE + timedelta(days=1)).exists()


def test_once_paid_it_is_not_reminded(famille_martin, etapes, apres, agent):
    especes(facturer(famille_martin.foyer, "20.00"), par=agent)
    assert apres(7) == 0


def test_whoever_is_to_be_debited_is_not_reminded(famille_martin, etapes, apres):
    a_prelever(famille_martin.foyer)
    assert apres(30) == 0


@pytest.mark.parametrize("etat", [Paiement.Etat.OUVERT, Paiement.Etat.A_VERIFIER])
def test_whoever_is_paying_is_not_reminded(famille_martin, etapes, apres, settings, etat):
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    Prestataire.oublier()
    facture = facturer(famille_martin.foyer, "20.00")
    paiement = actions.ouvrir_paiement(
        famille_martin.foyer, [facture.pk], par=famille_martin.camille
    )
    Paiement.objects.filter(pk=paiement.pk).update(etat=etat)
    assert apres(7) == 0


def test_a_debit_sent_back_leaves_the_same_time_to_pay(
    famille_martin, etapes, apres, agent, time_machine
):
    """The bank tells it late: the first step counts from then."""
    a_prelever(famille_martin.foyer)
    jour = ECHEANCE + timedelta(days=3)
    remise = preparer_remise(jour, par=agent)
    telecharger_remise(remise, par=agent)
    transmettre_remise(remise, par=agent)
    time_machine.move_to(timezone.make_aware(datetime(2027, 1, 6)), tick=False)
    encaisser_les_remises(jour)
    rejeter_prelevement(Paiement.objects.get(), code="AM04", par=agent)
    assert [apres(jours) for jours in (13, 18, 19)] == [0, 0, 1]  # 6 January is 12 days after


def test_a_family_without_a_mail_has_a_letter_to_print(famille_martin, etapes, apres, agent):
    Responsable.objects.update(utilisateur=None)
    facturer(famille_martin.foyer, "20.00")
    apres(7)
    relance = Relance.objects.get()
    assert (relance.courriel, relance.lettre) == (False, True)
    assert [noter_imprimees([relance.pk], par=agent) for _ in range(2)] == [1, 0]


def test_a_late_family_still_comes(famille_martin, etapes, apres):
    """Nothing of a household but its reminders is written (D17)."""
    facturer(famille_martin.foyer, "20.00")
    avant = list(famille_martin.foyer.rattachements.values())
    apres(20)
    assert list(famille_martin.foyer.rattachements.values()) == avant
    assert Facture.objects.get().solde > 0


def test_a_step_added_before_one_that_has_gone_is_not_gone_back_to():
    etapes = [Etape(1, 20), Etape(2, 7)]
    depuis, aujourdhui = ECHEANCE, ECHEANCE + timedelta(days=40)
    assert etape_due(depuis, aujourdhui, etapes, {1: ECHEANCE + timedelta(days=20)}) is None


@pytest.mark.parametrize(
    "champs",
    [
        {"jours": 0},
        {"texte": "Vous devez {montant}."},
        {"par_courriel": False, "par_lettre": False},
    ],
)
def test_a_step_that_cannot_go_is_refused(champs):
    etape = EtapeRelance(**{"jours": 7, "sujet": "Un oubli ?", "texte": TEXTE} | champs)
    with pytest.raises(ValidationError):
        etape.full_clean()


def test_the_words_between_braces():
    assert remplacer("{dossier}, {montant}", {"dossier": "2026-1"}) == "2026-1, {montant}"
    assert variables_inconnues("{factures} {montant} {montant}") == ["{montant}"]
