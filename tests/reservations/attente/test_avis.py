"""The mails of the queue: to whom, when, of which structure, and nothing of a child, of his days or
of money in them."""

from datetime import datetime

import pytest
from django.core import mail
from django.urls import reverse

from famille import taches as courriels
from famille.models import Alerte, Courriel, Responsable
from reservations import taches
from reservations.actions import changer_capacite
from reservations.attente import actions as file
from reservations.models import Attente, Places
from reservations.regles.juge import PARIS
from tests.reservations import outils
from tests.reservations.file import attendre, creer_file, liberer

pytestmark = pytest.mark.django_db
SOIR = datetime(2026, 11, 25, 22, 0, tzinfo=PARIS)
SECRETS = [
    "Sami",
    "Hugo",
    "Accueil de loisirs",
    "9 décembre",
    "2026-12-09",
    "€",
    "fiche",
]


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin, voisin):
    return creer_file(famille_martin, voisin)


@pytest.fixture
def sami(voisin, centre):
    return attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia)


def de_la_file():
    return Courriel.objects.exclude(cle__startswith="recapitulatif").order_by("cree_le")


def sans_secret(courriel):
    return [mot for mot in SECRETS if mot in courriel.sujet + courriel.texte + courriel.html]


def test_an_offer_is_told_by_mail_with_its_structure_and_no_more(
    famille_martin, voisin, centre, sami, settings
):
    liberer(famille_martin, centre, famille_martin.lea)
    [courriel] = de_la_file()
    assert (courriel.destinataire, courriel.sujet) == (
        voisin.nadia.email,
        "Une place s’est libérée pour vous : La Pingaudière",
    )
    assert "jusqu’au jeudi 26 novembre 2026 à 21\u00a0h" in courriel.texte
    la_sienne = reverse("reservations:attente", args=[sami.reference])
    assert f"{settings.ADRESSE}{la_sienne}" in courriel.texte
    assert sans_secret(courriel) == []


def test_an_offer_without_an_answer_is_told_without_saying_which(
    famille_martin, centre, sami, time_machine
):
    liberer(famille_martin, centre, famille_martin.lea)
    time_machine.move_to(datetime(2026, 11, 26, 21, 0, tzinfo=PARIS), tick=False)
    taches.tenir_la_file()
    expiree = de_la_file().last()
    dit = "La place qui vous était proposée n’est plus disponible : La Pingaudière"
    assert expiree.sujet == dit
    assert "/reservations/?mois=2026-12" in expiree.texte, "to the calendar, as it says"
    assert sans_secret(expiree) == []


def test_a_mail_of_the_night_leaves_in_the_morning(
    famille_martin, centre, sami, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(SOIR, tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        liberer(famille_martin, centre, famille_martin.lea)
    courriels.relancer_courriels()
    offre = "Une place s’est libérée pour vous : La Pingaudière"
    assert offre not in [message.subject for message in mail.outbox]
    time_machine.move_to(datetime(2026, 11, 26, 8, 0, tzinfo=PARIS), tick=False)
    courriels.relancer_courriels()
    assert offre in [message.subject for message in mail.outbox]


def test_the_mail_of_an_offer_answered_in_the_night_never_leaves(
    famille_martin, voisin, centre, sami, time_machine
):
    time_machine.move_to(SOIR, tick=False)
    liberer(famille_martin, centre, famille_martin.lea)
    assert de_la_file().count() == 1
    file.refuser(Attente.objects.get(), par=voisin.nadia)
    assert de_la_file().count() == 0


def test_whoever_asked_is_told_else_the_adults_of_the_household(
    famille_martin, voisin, centre, sami
):
    adulte = Responsable.objects.create(
        foyer=voisin.foyer, utilisateur=famille_martin.camille, prenom="Camille", nom="Martin"
    )
    Attente.objects.update(par=None)
    liberer(famille_martin, centre, famille_martin.lea)
    assert {courriel.destinataire for courriel in de_la_file()} == {
        voisin.nadia.email,
        adulte.utilisateur.email,
    }


def test_two_places_freed_at_once_are_one_mail(famille_martin, voisin, centre, sami, agent):
    Places.objects.filter(creneau__moment="2-apres-midi").update(capacite=0)
    attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia, bloc="2026-12-09-apres-midi")
    changer_capacite(
        Places.objects.filter(creneau__jour=outils.MERCREDI).values_list("pk", flat=True),
        2,
        par=agent,
    )
    [courriel] = de_la_file()
    assert courriel.sujet == "2 places se sont libérées pour vous : La Pingaudière"
    assert "/reservations/attentes/" in courriel.texte


def test_a_telephone_that_asked_is_told_of_an_offer_in_the_morning_with_its_mail(
    famille_martin, voisin, centre, sami, time_machine, abonner_un_telephone
):
    abonner_un_telephone(voisin.nadia)
    time_machine.move_to(SOIR, tick=False)
    liberer(famille_martin, centre, famille_martin.lea)
    [alerte], [courriel] = Alerte.objects.all(), de_la_file()
    assert alerte.prochain_essai_le == courriel.prochain_essai_le > SOIR
    assert alerte.texte.startswith("Une place vous est proposée jusqu’au ")
    assert not [mot for mot in SECRETS if mot in alerte.texte]
    assert alerte.lien == reverse("reservations:attente", args=[sami.reference])


def test_an_offer_answered_in_the_night_rings_nobody(
    famille_martin, voisin, centre, sami, time_machine, abonner_un_telephone
):
    abonner_un_telephone(voisin.nadia)
    time_machine.move_to(SOIR, tick=False)
    liberer(famille_martin, centre, famille_martin.lea)
    sami.refresh_from_db()
    file.accepter(sami, par=voisin.nadia)
    assert not Alerte.objects.exists()
