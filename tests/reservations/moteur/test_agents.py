"""What agents change under the same lock: registrations, places, closures, cancellings by the town,
absences."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction

from famille.socle.erreurs import Refus
from reservations import actions
from reservations.models import Attente, DemandeReservation, Inscription, Places, Reservation
from reservations.moteur import verrou
from tests.reservations import outils
from tests.reservations.moteur.scene import compte, creer_centre, envoyer, ligne, reserver

pytestmark = pytest.mark.django_db
AUTRE_MERCREDI = "2026-12-16-matin"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


def test_a_child_is_registered_once_at_a_time(famille_martin, agent):
    activite = outils.creer_activite()
    dates = {"debut": date(2026, 9, 1), "fin": date(2027, 7, 6)}
    inscription = actions.inscrire(famille_martin.lea, activite, **dates, par=agent)
    assert inscription.par == agent
    with pytest.raises(Refus, match="déjà inscrit"):
        actions.inscrire(famille_martin.lea, activite, debut=date(2027, 1, 1), par=agent)
    actions.inscrire(famille_martin.lea, activite, debut=date(2027, 9, 1), par=agent)
    actions.inscrire(famille_martin.hugo, activite, **dates, par=agent)
    assert Inscription.objects.count() == 3
    assert famille_martin.foyer.modifications.count() == 3


def test_ending_a_registration_cancels_what_comes_after(famille_martin, agent, centre):
    lea = famille_martin.lea
    reserver(
        famille_martin,
        ligne(lea, centre),
        ligne(lea, centre, AUTRE_MERCREDI),
        ligne(famille_martin.hugo, centre),
    )
    inscription = Inscription.objects.get(enfant=lea)
    demandes = actions.desinscrire(
        inscription, fin=date(2026, 12, 10), par=agent, motif="Déménagement"
    )
    assert [rang["libelle"] for rang in demandes[0].lignes] == ["mercredi 16 décembre 2026, matin"]
    assert compte() == 2
    refus = envoyer(famille_martin, [ligne(lea, centre, AUTRE_MERCREDI)])
    assert refus.lignes[0]["motif"] == "non-inscrit"


def test_a_child_who_leaves_no_longer_waits(famille_martin, agent, centre):
    Places.objects.update(capacite=0)
    demande = envoyer(famille_martin, [ligne(famille_martin.lea, centre, action="attendre")])
    assert demande.lignes[0] | {"phrase": ""} == demande.lignes[0] | {
        "phrase": "",
        "resultat": "en-attente",
    }
    assert demande.lignes[0]["phrase"] == "En liste d’attente, au 1er rang."
    actions.desinscrire(
        Inscription.objects.get(enfant=famille_martin.lea), fin=date(2026, 12, 1), par=agent
    )
    assert Attente.objects.get().etat == Attente.Etat.RETIREE


def test_a_registration_is_made_longer(famille_martin, agent, centre):
    inscription = Inscription.objects.get(enfant=famille_martin.lea)
    actions.desinscrire(inscription, fin=date(2026, 12, 10), par=agent)
    actions.prolonger(inscription, fin=None, par=agent)
    reserver(famille_martin, ligne(famille_martin.lea, centre, AUTRE_MERCREDI))
    with pytest.raises(Refus, match="désinscrivez"):
        actions.prolonger(inscription, fin=date(2026, 12, 10), par=agent)


def test_places_are_never_lowered_below_what_is_booked(famille_martin, agent, centre):
    reserver(famille_martin, ligne(famille_martin.lea, centre), ligne(famille_martin.hugo, centre))
    pks = list(Places.objects.values_list("pk", flat=True))
    with pytest.raises(actions.CapaciteTropBasse, match=r"mercredi 9 décembre \(matin, 2 prises\)"):
        actions.changer_capacite(pks, 1, par=agent)
    assert set(Places.objects.values_list("capacite", flat=True)) == {10}
    assert actions.changer_capacite(pks, 2, par=agent) == 4
    for absurde in (-1, 5000):
        with pytest.raises(Refus):
            actions.changer_capacite(pks, absurde, par=agent)


def test_a_place_more_goes_to_whoever_waits(famille_martin, agent, centre):
    Places.objects.update(capacite=0)
    envoyer(famille_martin, [ligne(famille_martin.lea, centre, action="attendre")])
    actions.changer_capacite(Places.objects.values_list("pk", flat=True), 1, par=agent)
    assert Attente.objects.get().etat == Attente.Etat.PROPOSEE
    assert sorted(Places.objects.values_list("prises", flat=True)) == [0, 0, 0, 1]


def test_a_cancelled_place_goes_to_whoever_waits(famille_martin, voisin, centre):
    outils.inscrire(voisin.sami, centre)
    Places.objects.update(capacite=1)
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    actions.soumettre(
        voisin.foyer, [ligne(voisin.sami, centre, action="attendre")], par=voisin.nadia, cle="sami"
    )
    reserver(famille_martin, ligne(famille_martin.lea, centre, action="annuler"))
    assert Attente.objects.get().etat == Attente.Etat.PROPOSEE
    refus = envoyer(famille_martin, [ligne(famille_martin.lea, centre)])
    assert refus.lignes[0]["motif"] == "complet"


def test_the_other_home_does_not_wait_twice_for_the_same_child(famille_martin, voisin, centre):
    famille_martin.lea.rattachements.create(foyer=voisin.foyer, debut=date(2026, 1, 1))
    Places.objects.update(capacite=0)
    actions.soumettre(
        voisin.foyer,
        [ligne(famille_martin.lea, centre, action="attendre")],
        par=voisin.nadia,
        cle="nadia",
    )
    demande = envoyer(famille_martin, [ligne(famille_martin.lea, centre, action="attendre")])
    assert not demande.acceptee
    assert demande.lignes[0]["phrase"] == "Déjà en liste d’attente pour ce jour."


def test_whoever_books_no_longer_waits(famille_martin, agent, centre):
    Places.objects.update(capacite=0)
    envoyer(famille_martin, [ligne(famille_martin.lea, centre, action="attendre")])
    Places.objects.update(capacite=10)
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    assert Attente.objects.get().etat == Attente.Etat.ACCEPTEE
    assert compte() == 1


def test_a_queue_is_not_entered_when_there_is_room(famille_martin, centre):
    demande = envoyer(famille_martin, [ligne(famille_martin.lea, centre, action="attendre")])
    assert not demande.acceptee
    assert "réservez plutôt" in demande.lignes[0]["phrase"]


def test_a_closed_creneau_takes_no_booking_and_reopens(famille_martin, agent, centre):
    pks = list(Places.objects.values_list("pk", flat=True))
    assert actions.fermer_creneaux(pks, par=agent) == 4
    assert (
        envoyer(famille_martin, [ligne(famille_martin.lea, centre)]).lignes[0]["motif"] == "ferme"
    )
    assert actions.rouvrir_creneaux(pks, par=agent) == 4
    assert actions.rouvrir_creneaux(pks, par=agent) == 0
    reserver(famille_martin, ligne(famille_martin.lea, centre))


def test_the_town_cancels_and_each_household_gets_its_receipt(
    famille_martin, voisin, agent, centre
):
    outils.inscrire(voisin.sami, centre)
    reserver(famille_martin, ligne(famille_martin.lea, centre), ligne(famille_martin.hugo, centre))
    actions.soumettre(voisin.foyer, [ligne(voisin.sami, centre)], par=voisin.nadia, cle="sami")
    pks = list(Reservation.objects.values_list("pk", flat=True))
    demandes = actions.annuler_reservations(pks, par=agent, motif="Grève du personnel")
    assert {d.foyer for d in demandes} == {famille_martin.foyer, voisin.foyer}
    assert all(rang["phrase"] == "Grève du personnel" for d in demandes for rang in d.lignes)
    assert compte() == 0
    assert actions.annuler_reservations(pks, par=agent, motif="Grève du personnel") == []
    assert compte() == 0


def test_what_is_ticked_is_not_cancelled_by_the_town(famille_martin, agent, centre):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    Reservation.objects.update(presence=Reservation.Presence.PRESENT)
    assert (
        actions.annuler_reservations(
            Reservation.objects.values_list("pk", flat=True), par=agent, motif="G"
        )
        == []
    )
    assert compte() == 1


def test_absences_covered_by_a_document_are_justified(famille_martin, agent, centre):
    lea, hugo = famille_martin.lea, famille_martin.hugo
    reserver(
        famille_martin, ligne(lea, centre), ligne(lea, centre, AUTRE_MERCREDI), ligne(hugo, centre)
    )
    dates = {"debut": date(2026, 12, 9), "fin": date(2026, 12, 15)}
    faites = actions.justifier_absences(lea, **dates, par=agent, origine="demande D-2026-00231")
    assert [r.creneau.jour for r in faites] == [date(2026, 12, 9)]
    assert actions.justifier_absences(lea, **dates, par=agent, origine="demande D-2026-00231") == []
    note = famille_martin.foyer.modifications.get()
    assert (note.origine, note.apres) == (
        "demande D-2026-00231",
        {"Absences justifiées": "9 décembre 2026"},
    )
    assert compte() == 3


def test_a_parent_announces_an_absence_and_takes_it_back(famille_martin, centre, time_machine):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    reservations = list(Reservation.objects.all())
    time_machine.move_to(outils.MAINTENANT.replace(month=12, day=8), tick=False)
    assert actions.annoncer_absence(reservations) == 1
    assert actions.annoncer_absence(reservations) == 0
    assert actions.retirer_absence(reservations) == 1
    time_machine.move_to(outils.MAINTENANT.replace(month=12, day=10), tick=False)
    with pytest.raises(Refus, match="justificatif"):
        actions.annoncer_absence(reservations)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_places_are_not_locked_outside_of_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        verrou.verrouiller([1])


def test_a_cancelling_asked_twice_gives_one_place_back(famille_martin, centre):
    reserver(famille_martin, ligne(famille_martin.lea, centre), ligne(famille_martin.hugo, centre))
    annulation = [ligne(famille_martin.lea, centre, action="annuler")]
    cle = str(uuid4())
    assert envoyer(famille_martin, annulation, cle) == envoyer(famille_martin, annulation, cle)
    assert compte() == 1
    assert DemandeReservation.objects.filter(cle=cle).count() == 1
