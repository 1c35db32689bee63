"""One child's story through every room: a place asked, days booked, one given up, presence, an
absence excused."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from demarches.actions import commencer, deposer, enregistrer_page, joindre, valider
from demarches.reglages.initiaux import creer_reglages
from famille.models import Document, QuotientFamilial
from reservations.actions import soumettre
from reservations.attente.actions import accepter
from reservations.consommation.page import lire_consommation
from reservations.lecture.filtres import Mois
from reservations.models import Attente, DemandeReservation, Reservation
from reservations.models.demandes import Action
from reservations.presences.actions import Pointage, pointer
from reservations.regles.juge import PARIS, Unite
from tests.demarches import place
from tests.demarches.outils import pdf
from tests.reservations import outils
from tests.reservations.moteur.scene import compte, ligne
from tests.reservations.tarifs.test_prix import creer_grille

pytestmark = pytest.mark.django_db
CALENDRIER = reverse("reservations:calendrier")
MATIN_9, MATIN_16 = "2026-12-09-matin", "2026-12-16-matin"


@pytest.fixture
def instant(time_machine):
    """instant(day, hour): the clock, in December 2026; the story begins on 25 November."""
    time_machine.move_to(outils.MAINTENANT, tick=False)
    return lambda jour, heure=10: time_machine.move_to(
        datetime(2026, 12, jour, heure, tzinfo=PARIS), tick=False
    )


@pytest.fixture
def valla(instant, directrice):
    """La Valla, one place a half-day, its price, its director; Wednesdays until Christmas."""
    creer_reglages(demo=True)
    activite = place.valla(capacite=1)
    activite.structure.directeurs.add(directrice)
    outils.ouvrir(activite)
    outils.creer_mercredis(activite, 2)
    creer_grille(activite, unite=Unite.DEMI_JOURNEE)
    return activite


def a_payer(famille):
    """Euro cents of December, as the family reads them."""
    mois = lire_consommation([famille.foyer], Mois(2026, 12), timezone.now())
    return sum(une.centimes or 0 for un in mois for une in un.consommations)


def justifier(famille, enfant):
    """Demande: a medical certificate for 9 December, sent."""
    demande = commencer(
        "justificatif-medical", foyer=famille.foyer, par=famille.camille, enfant=enfant
    )
    saisie = place.saisie(absence={"lieu": "loisirs", "debut": "09/12/2026", "fin": "09/12/2026"})
    enregistrer_page(demande, saisie=saisie, avancement=demande.avancement)
    joindre(
        demande,
        "certificat",
        "fichier",
        pdf("certificat.pdf"),
        par=famille.camille,
        genre=Document.Genre.MEDICAL,
    )
    return envoyer(demande, famille.camille)


def envoyer(demande, par):
    Document.objects.update(etat=Document.Etat.SAIN)
    return deposer(demande, par=par)


def demander(famille, *lignes):
    demande = soumettre(
        famille.foyer, list(lignes), par=famille.camille, cle=str(len(lignes)) + lignes[0].bloc
    )
    assert demande.acceptee, demande.lignes
    return demande


def test_from_the_place_to_the_excused_absence(
    instant, valla, connecter, famille_martin, voisin, habilitee, directrice
):
    martin = famille_martin
    lea = place.en_regle(martin.lea)
    client = connecter(martin.camille)
    QuotientFamilial.objects.create(foyer=martin.foyer, valeur=842, debut=date(2026, 1, 1))

    # A place is asked; until an agent validates it, the calendar has nothing to book.
    demande = envoyer(place.remplie(martin, lea, valla), martin.camille)
    assert "2026-12-09-matin" not in client.get(CALENDRIER, {"mois": "2026-12"}).content.decode()
    valider(demande, par=habilitee)
    assert "2026-12-09-matin" in client.get(CALENDRIER, {"mois": "2026-12"}).content.decode()

    # Two mornings are booked; the neighbour's child waits for the second one.
    demander(martin, ligne(lea, valla, MATIN_9), ligne(lea, valla, MATIN_16))
    place.en_regle(voisin.sami)
    outils.inscrire(voisin.sami, valla)
    sami = ligne(voisin.sami, valla, MATIN_16, Action.ATTENDRE)
    assert soumettre(voisin.foyer, [sami], par=voisin.nadia, cle="sami").acceptee
    assert compte() == 2

    # One is given up in time: the queue moves, and Sami has it.
    instant(1)
    demander(martin, ligne(lea, valla, MATIN_16, Action.ANNULER))
    offre = Attente.objects.get(foyer=voisin.foyer)
    assert offre.etat == Attente.Etat.PROPOSEE
    instant(1, 11)
    assert accepter(offre, par=voisin.nadia).acceptee
    assert set(Reservation.objects.values_list("enfant__prenom", flat=True)) == {"Léa", "Sami"}
    assert compte() == 2

    # On the day Léa does not come, and the director ticks it.
    instant(9)
    reservation = Reservation.objects.get(enfant=lea)
    pointer(
        [Pointage(reservation.pk, "absent", datetime(2026, 12, 9, 9, tzinfo=PARIS))], par=directrice
    )
    assert a_payer(martin) > 0

    # A certificate excuses her: nothing is charged any more.
    instant(10)
    valider(justifier(martin, lea), par=habilitee)
    reservation.refresh_from_db()
    assert reservation.presence == Reservation.Presence.ABSENT_JUSTIFIE
    assert a_payer(martin) == 0
    assert DemandeReservation.objects.filter(foyer=martin.foyer).count() == 2
