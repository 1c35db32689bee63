"""Undoing a submission, until its deadline: the opposite, through the same engine (G29)."""

from datetime import datetime

import pytest
from django.urls import reverse

from famille.models import Rattachement
from reservations.models import Attente, DemandeReservation, Places, Reservation
from reservations.models.demandes import Action
from reservations.moteur.annulation import RIEN, lire_annulation
from reservations.regles.juge import PARIS
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.calendrier.scene import messages
from tests.reservations.moteur.scene import compte, creer_centre, envoyer, ligne, reserver

pytestmark = pytest.mark.django_db
SOIR = "2026-12-09-apres-midi"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


@pytest.fixture
def camille(famille_martin, connecter):
    return connecter(famille_martin.camille)


def defaire(client, demande, cle="une-cle"):
    adresse = reverse("reservations:annuler_demande", args=[demande.pk])
    return client.post(adresse, {"cle": cle}, follow=True)


def page(client, demande):
    return client.get(reverse("reservations:demande", args=[demande.pk])).content.decode()


def test_the_page_offers_to_undo_until_the_first_deadline(famille_martin, centre, camille):
    demande = reserver(
        famille_martin,
        ligne(famille_martin.lea, centre),
        ligne(famille_martin.hugo, centre, "2026-12-16-matin"),
    )
    assert "possible jusqu’au mercredi 2 décembre à minuit" in page(camille, demande)


def test_undoing_cancels_what_was_booked_and_books_what_was_cancelled(
    famille_martin, centre, camille
):
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    demande = reserver(
        famille_martin,
        ligne(famille_martin.lea, centre, action=Action.ANNULER),
        ligne(famille_martin.hugo, centre, SOIR),
    )
    reponse = defaire(camille, demande)
    page = lisible(reponse.content.decode())
    assert messages(reponse) == [], "one banner, that of the receipt"
    assert page.count("pf-avis-success") == 1
    assert "C’est défait : vos réservations sont revenues à ce qu’elles étaient." in page
    assert "<h1>Demande défaite</h1>" in page
    assert list(Reservation.objects.values_list("enfant__prenom", "creneau__moment")) == [
        ("Léa", "1-matin")
    ]
    assert compte() == 1


def test_undoing_twice_has_one_effect_and_one_answer(famille_martin, centre, camille):
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    premiere, seconde = defaire(camille, demande), defaire(camille, demande)
    assert premiere.redirect_chain == seconde.redirect_chain
    assert DemandeReservation.objects.count() == 2
    assert compte() == 0


@pytest.mark.parametrize("cle", ["", "\0", "x" * 500])
def test_a_forged_key_undoes_like_any_other(famille_martin, centre, camille, cle):
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    assert "C’est défait" in defaire(camille, demande, cle).content.decode()
    assert compte() == 0


def test_what_is_already_undone_says_so(famille_martin, centre, camille):
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    defaire(camille, demande)
    assert RIEN in page(camille, demande)
    assert messages(defaire(camille, demande, "autre")) == [RIEN]


def test_what_was_changed_again_since_is_left_as_it_is(famille_martin, centre, camille):
    demande = reserver(
        famille_martin, ligne(famille_martin.lea, centre), ligne(famille_martin.hugo, centre)
    )
    reserver(famille_martin, ligne(famille_martin.lea, centre, action=Action.ANNULER))
    defaire(camille, demande)
    assert compte() == 0


def test_past_the_deadline_nothing_is_undone_and_the_page_says_why(
    famille_martin, centre, connecter, time_machine
):
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    time_machine.move_to(datetime(2026, 12, 3, 0, 0, 1, tzinfo=PARIS), tick=False)
    camille = connecter(famille_martin.camille)
    assert "L’annulation était possible jusqu’au mercredi 2 décembre à minuit." in page(
        camille, demande
    )
    assert "L’annulation était possible" in messages(defaire(camille, demande))[0]
    assert compte() == 1


def test_a_place_given_back_and_taken_since_is_not_taken_back(famille_martin, centre, camille):
    reserver(famille_martin, ligne(famille_martin.lea, centre), ligne(famille_martin.hugo, centre))
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre, action=Action.ANNULER))
    Places.objects.filter(creneau__jour=outils.MERCREDI, creneau__moment="1-matin").update(
        capacite=1
    )
    assert messages(defaire(camille, demande)) == [
        "Léa, mercredi 9 décembre : Il n’y a plus de place ce jour-là."
    ]
    assert compte() == 1


def test_the_places_in_the_queue_are_given_up(famille_martin, centre, camille):
    Places.objects.filter(creneau__jour=outils.MERCREDI).update(capacite=0)
    demande = envoyer(famille_martin, [ligne(famille_martin.lea, centre, action=Action.ATTENDRE)])
    assert len(lire_annulation(demande, par=famille_martin.camille).attentes) == 1
    defaire(camille, demande)
    assert Attente.objects.get().etat == Attente.Etat.RETIREE


def test_what_cannot_be_undone_at_once_says_what_to_do(famille_martin, centre, camille):
    """A bare "La réservation était possible jusqu’au…" stood under what had just been saved."""
    reserver(famille_martin, ligne(famille_martin.lea, centre))
    demande = reserver(
        famille_martin,
        ligne(famille_martin.lea, centre, action=Action.ANNULER),
        ligne(famille_martin.hugo, centre, SOIR),
    )
    Places.objects.filter(prises=0).update(capacite=0)
    lue = lisible(page(camille, demande))
    assert "Cette demande ne peut pas être défaite en une fois. Léa, mercredi 9 décembre" in lue
    assert "Le reste se change jour par jour dans le calendrier." in lue


@pytest.mark.parametrize(
    ("resultats", "dit"),
    [
        (["annule"], "C’est le service qui a annulé ces jours"),
        (
            ["reserve", "refuse"],
            "Le Pôle Familles a rétabli les jours réservés ci-dessus. S’ils ne vous conviennent",
        ),
        (["refuse"], "Ces jours n’ont pas pu être rétablis."),
    ],
)
def test_what_the_town_did_is_not_undone_here_and_says_what_it_did(
    famille_martin, centre, camille, resultats, dit
):
    """An event that is withdrawn gives days back: nothing was cancelled there."""
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    [faite] = demande.lignes
    lignes = [faite | {"resultat": un} for un in resultats]
    canal = DemandeReservation.Canal.EVENEMENT
    DemandeReservation.objects.update(canal=canal, lignes=lignes)
    lue = lisible(page(camille, demande))
    assert dit in lue
    assert ("a annulé ces jours" in lue) == ("annule" in resultats)
    assert "Oui, défaire cette demande" not in lue


def test_a_child_who_left_the_household_is_left_to_the_town(famille_martin, centre, camille):
    demande = reserver(famille_martin, ligne(famille_martin.lea, centre))
    Rattachement.objects.filter(enfant=famille_martin.lea).update(
        fin=outils.MAINTENANT.date().replace(day=20)
    )
    assert "n’est plus rattaché à votre foyer" in page(camille, demande)


def test_a_refused_submission_says_why_line_by_line(famille_martin, centre, camille):
    demande = envoyer(
        famille_martin,
        [ligne(famille_martin.lea, centre), ligne(famille_martin.hugo, centre, "2026-12-10-matin")],
    )
    contenu = page(camille, demande)
    assert "<h1>Rien n’a été réservé ni annulé</h1>" in contenu
    assert "choisissez parmi les jours du calendrier" in contenu
    assert "Défaire cette demande" not in contenu
