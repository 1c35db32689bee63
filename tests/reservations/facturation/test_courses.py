"""Many hands at once on money: one set of invoices a month, one live attempt an invoice, one
receipt a payment."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from famille import actions
from famille.models import Facture, LigneFacture, Paiement
from famille.regles.paiement import EtatReponse, Reponse
from famille.travaux import actions as travaux
from reservations.facturation.actions import commencer_campagne, publier_campagne
from reservations.lecture.filtres import Mois
from reservations.models import Activite, CampagneFacturation, Reservation
from reservations.regles.juge import Moment
from tests.famille.facturation import facturer
from tests.reservations import outils
from tests.reservations.courses import creer_familles, en_meme_temps
from tests.reservations.tarifs.test_prix import creer_grille

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
FAMILLES, MAINS = 12, 8


@pytest.fixture(autouse=True)
def en_decembre(time_machine):
    time_machine.move_to(datetime(2026, 12, 2, 9, tzinfo=UTC), tick=True)


@pytest.fixture
def novembre(agent):
    """One presence of each of 12 households."""
    outils.creer_calendrier()
    activite = outils.creer_activite(capacite=FAMILLES)
    creer_grille(activite)
    creneau = outils.creer_creneau(activite, date(2026, 11, 4), Moment.MATIN, prises=FAMILLES)
    for famille in creer_familles(FAMILLES):
        Reservation.objects.create(
            foyer=famille.foyer, enfant=famille.enfants[0], creneau=creneau, presence="present"
        )


def une_seule_fois():
    assert LigneFacture.objects.count() == Facture.objects.count() == FAMILLES


def test_the_same_month_billed_by_many_gives_one_set(agent, novembre):
    def facturer_novembre():
        campagne = commencer_campagne(Mois(2026, 11), Activite.objects.all(), par=agent)
        travaux.executer(campagne.travail_id)

    bilan = en_meme_temps([facturer_novembre] * MAINS)
    assert bilan.erreurs == []
    assert CampagneFacturation.objects.get().etat == CampagneFacturation.Etat.A_VERIFIER
    une_seule_fois()


def test_a_publication_run_by_many_workers_numbers_each_once(agent, novembre):
    campagne = commencer_campagne(Mois(2026, 11), Activite.objects.all(), par=agent)
    travaux.executer(campagne.travail_id)
    publier_campagne(campagne, par=agent, mois_en_cours=True)
    travail = CampagneFacturation.objects.get().travail_id
    bilan = en_meme_temps([lambda: travaux.executer(travail)] * MAINS)
    assert bilan.erreurs == []
    numeros = sorted(Facture.objects.values_list("numero", flat=True))
    assert numeros == [f"F-2026-{rang:06}" for rang in range(1, FAMILLES + 1)]
    une_seule_fois()


def test_one_invoice_has_one_live_attempt_whoever_presses(agent):
    [famille] = creer_familles(1)
    facture = facturer(famille.foyer, "12.00")
    bilan = en_meme_temps(
        [lambda: bool(actions.ouvrir_paiement(famille.foyer, [facture.pk], par=agent))] * MAINS
    )
    assert bilan.erreurs == []
    assert list(bilan.reponses.values()).count(True) == 1
    assert Paiement.objects.count() == 1


def test_a_success_told_by_all_at_once_counts_once(agent):
    [famille] = creer_familles(1)
    facture = facturer(famille.foyer, "12.00")
    paiement = actions.ouvrir_paiement(famille.foyer, [facture.pk], par=agent)
    reponse = Reponse(EtatReponse.PAYE, "P", reference=paiement.reference, montant=Decimal("12.00"))
    bilan = en_meme_temps([lambda: actions.constater(paiement.pk, reponse)] * MAINS)
    assert bilan.erreurs == []
    facture.refresh_from_db()
    assert facture.regle == Decimal("12.00")
    assert Paiement.objects.get().numero_recu == "R-2026-000001"
