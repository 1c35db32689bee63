"""What no page of ours sends to the engine: a sentence, and nothing written at all."""

import inspect
from dataclasses import fields
from datetime import date

import pytest

from famille.socle.erreurs import Refus
from reservations import actions
from reservations.actions import LigneDemandee, soumettre
from reservations.models import Activite, Attente, DemandeReservation, Places, Reservation
from reservations.models.demandes import Action
from tests.reservations import outils
from tests.reservations.moteur.scene import compte, creer_centre, envoyer, ligne, reserver

pytestmark = pytest.mark.django_db
BON = "2026-12-09-matin"
RECHARGEZ = "rechargez le calendrier"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


@pytest.fixture
def rien_n_est_ecrit():
    yield
    assert not Reservation.objects.exists()
    assert not Attente.objects.exists()
    assert not DemandeReservation.objects.exists()
    assert set(Places.objects.values_list("prises", flat=True)) <= {0}


@pytest.mark.parametrize(
    "action", ["", "supprimer", "RESERVER", "reserver ", "reserver\0", "réserver", None, 1]
)
def test_an_action_that_is_none(famille_martin, centre, rien_n_est_ecrit, action):
    with pytest.raises(Refus, match=RECHARGEZ):
        envoyer(
            famille_martin,
            [ligne(famille_martin.lea, centre), ligne(famille_martin.hugo, centre, action=action)],
        )


@pytest.mark.parametrize("nombre", [-1, 0, 2**63, 2**70, -(2**63), 1.5, "1", None])
@pytest.mark.parametrize("quoi", ["enfant_id", "activite_id"])
def test_a_number_that_is_no_key(famille_martin, centre, rien_n_est_ecrit, quoi, nombre):
    bonne = {"enfant_id": famille_martin.lea.pk, "activite_id": centre.pk, "bloc": BON}
    with pytest.raises(Refus, match=RECHARGEZ):
        envoyer(famille_martin, [LigneDemandee(**bonne | {quoi: nombre})])


@pytest.mark.parametrize("quoi", ["enfant_id", "activite_id"])
def test_the_greatest_number_is_nobody(famille_martin, centre, rien_n_est_ecrit, quoi):
    bonne = {"enfant_id": famille_martin.lea.pk, "activite_id": centre.pk, "bloc": BON}
    with pytest.raises(Refus, match=RECHARGEZ):
        envoyer(famille_martin, [LigneDemandee(**bonne | {quoi: 2**63 - 1})])


@pytest.mark.parametrize(
    "bloc",
    [
        "2026-12-09-matin\0",
        "\0",
        "2026-12-09-MATIN",
        "2026-W50-3-matin",
        "20261209",
        "2026-S+1",
        "9999-S52",
        "x" * 5000,
        "1999-12-08-matin",
        "2126-12-09-matin",
        "' OR 1=1 --",
        "２０２６-12-09",
        "2026-02-30",
    ],
)
@pytest.mark.parametrize("action", Action.values)
def test_a_key_that_no_calendar_has(famille_martin, centre, rien_n_est_ecrit, bloc, action):
    with pytest.raises(Refus, match=RECHARGEZ):
        envoyer(famille_martin, [ligne(famille_martin.lea, centre, bloc, action)])


@pytest.mark.parametrize("cle", ["", "x" * 65, "a\0b", "une\ncle"])
def test_a_key_of_the_submission_that_no_page_draws(famille_martin, centre, rien_n_est_ecrit, cle):
    with pytest.raises(Refus, match=RECHARGEZ):
        soumettre(
            famille_martin.foyer,
            [ligne(famille_martin.lea, centre)],
            par=famille_martin.camille,
            cle=cle,
        )


@pytest.mark.parametrize("motif", ["x" * 301, "a\0b"])
def test_a_reason_too_long_to_keep(famille_martin, agent, centre, rien_n_est_ecrit, motif):
    with pytest.raises(Refus, match="300 caractères") as refus:
        soumettre(
            famille_martin.foyer,
            [ligne(famille_martin.lea, centre)],
            par=agent,
            cle="a",
            motif=motif,
            hors_regles=True,
        )
    assert refus.value.champ == "motif"


@pytest.mark.parametrize("action", Action.values)
def test_the_child_of_another_household(famille_martin, voisin, centre, rien_n_est_ecrit, action):
    outils.inscrire(voisin.sami, centre)
    with pytest.raises(Refus, match=RECHARGEZ):
        envoyer(
            famille_martin,
            [ligne(famille_martin.lea, centre), ligne(voisin.sami, centre, action=action)],
        )


@pytest.mark.parametrize("encore", list(Action.values))
def test_two_lines_for_one_bloc(famille_martin, centre, rien_n_est_ecrit, encore):
    """Book and cancel, book and queue: which would come first is not ours to guess."""
    lignes = [ligne(famille_martin.lea, centre), ligne(famille_martin.lea, centre, action=encore)]
    with pytest.raises(Refus, match="deux fois"):
        envoyer(famille_martin, lignes)


def test_five_thousand_lines(famille_martin, centre, rien_n_est_ecrit, django_assert_num_queries):
    """Refused before anything is read."""
    lignes = [LigneDemandee(famille_martin.lea.pk, n, BON) for n in range(1, 5001)]
    with django_assert_num_queries(0), pytest.raises(Refus, match="plus de 500 changements"):
        envoyer(famille_martin, lignes)


def test_there_is_no_price_to_send():
    assert [champ.name for champ in fields(LigneDemandee)] == [
        "enfant_id",
        "activite_id",
        "bloc",
        "action",
    ]
    assert not {"prix", "centimes"} & set(inspect.signature(soumettre).parameters)


class TestRefusees:
    """A form that is right, and rules that are against it: the receipt says why, and nothing else
    is written."""

    def refusee(self, famille, *lignes):
        demande = envoyer(famille, [ligne(famille.hugo, self.activite), *lignes])
        assert not demande.acceptee
        assert compte() == 0
        assert not Attente.objects.exists()
        *_possibles, refus = demande.lignes
        assert (refus["resultat"], refus["phrase"][-1]) == ("refuse", ".")
        assert refus["suite"]
        return refus["phrase"]

    @pytest.fixture(autouse=True)
    def _centre(self, centre):
        self.activite = centre

    @pytest.mark.parametrize("action", [Action.RESERVER, Action.ATTENDRE])
    def test_a_past_day(self, famille_martin, action):
        outils.creer_creneau(self.activite, date(2026, 11, 18))
        phrase = self.refusee(
            famille_martin, ligne(famille_martin.lea, self.activite, "2026-11-18-matin", action)
        )
        assert phrase == "La réservation était possible jusqu’au mercredi 11 novembre à minuit."

    @pytest.mark.parametrize("action", [Action.RESERVER, Action.ATTENDRE])
    def test_a_closed_day(self, famille_martin, action):
        outils.creer_creneau(self.activite, date(2026, 12, 23), ouvert=False)
        phrase = self.refusee(
            famille_martin, ligne(famille_martin.lea, self.activite, "2026-12-23", action)
        )
        assert phrase == "Fermé : accueil annulé."

    def test_a_day_without_creneau(self, famille_martin):
        phrase = self.refusee(
            famille_martin, ligne(famille_martin.lea, self.activite, "2026-12-10-matin")
        )
        assert phrase.startswith("Ce jour n’est pas proposé")

    @pytest.mark.parametrize("bloc", ["2027-01-12", "2027-01-12-journee", "2027-01-12-matin"])
    def test_half_a_week(self, famille_martin, bloc):
        ados = outils.creer_activite("La Valla", unite_scolaire="semaine")
        outils.ouvrir(ados)
        outils.inscrire(famille_martin.lea, ados)
        for jour in (11, 12, 13):
            outils.creer_creneau(ados, date(2027, 1, jour), outils.Moment.JOURNEE)
        assert self.refusee(famille_martin, ligne(famille_martin.lea, ados, bloc)).startswith(
            "Ce jour n’est pas"
        )

    def test_an_activity_that_is_no_longer_offered(self, famille_martin):
        Activite.objects.filter(pk=self.activite.pk).update(active=False)
        demande = envoyer(famille_martin, [ligne(famille_martin.lea, self.activite)])
        assert demande.lignes[0]["phrase"] == (
            "La Pingaudière · Accueil de loisirs n’est pas proposé aux familles en ce moment : "
            "demandez au Pôle Familles."
        )
        assert demande.lignes[0]["suite"] == "contact"

    def test_a_week_without_registration_is_called_a_week(self, famille_martin):
        phrase = self.refusee(
            famille_martin, ligne(famille_martin.lea, outils.creer_activite("La Valla"), "2027-S02")
        )
        assert (
            phrase == "Pas d’inscription à La Valla cette semaine-là : demandez d’abord une place."
        )

    def test_the_booking_of_the_neighbour_is_not_cancelled(self, famille_martin, voisin):
        outils.inscrire(voisin.sami, self.activite)
        soumettre(voisin.foyer, [ligne(voisin.sami, self.activite)], par=voisin.nadia, cle="sami")
        demande = envoyer(
            famille_martin, [ligne(famille_martin.lea, self.activite, action=Action.ANNULER)]
        )
        assert not demande.acceptee
        assert compte() == 1


def test_capacities_that_no_form_of_ours_sends(famille_martin, agent, centre):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    pks = list(Places.objects.values_list("pk", flat=True))
    for absurde in (-1, 1001, 2**40):
        with pytest.raises(Refus, match="de 0 à 1000"):
            actions.changer_capacite(pks, absurde, par=agent)
    assert set(Places.objects.values_list("capacite", flat=True)) == {10}
    assert compte() == 1
