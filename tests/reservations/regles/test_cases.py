"""What a parent is told of one bloc: its state, its words, its next step. No database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reservations.regles.cases import EnAttente, EtatCase, case
from reservations.regles.juge import (
    PARIS,
    Bloc,
    Calendrier,
    CreneauLu,
    Delai,
    Faits,
    Garde,
    Moment,
    Motif,
    Suite,
    Unite,
)

MAINTENANT = datetime(2026, 11, 25, 10, 0, tzinfo=PARIS)
MERCREDI = date(2026, 12, 9)


def bloc(jour=MERCREDI, *, libres=8, ouvert=True):
    return Bloc(
        f"{jour}-matin",
        Unite.DEMI_JOURNEE,
        (CreneauLu(1, jour, Moment.MATIN, 10, 10 - libres, ouvert),),
    )


def faits(**champs):
    valeurs = {
        "activite": "La Valla",
        "naissance": date(2018, 3, 14),
        "age_min": 3,
        "age_max": 11,
        "calendrier": Calendrier(),
        "inscriptions": ((date(2026, 9, 1), None),),
        "ouvertures": ((date(2026, 9, 1), date(2027, 7, 6), datetime(2026, 8, 24, 7, tzinfo=UTC)),),
        "fiche_exigee": False,
        "assurance_exigee": False,
    }
    return Faits(**valeurs | champs)


def voir(un=None, des=None, **options):
    return case(un or bloc(), des or faits(), maintenant=MAINTENANT, **options)


RESERVE = {"reserves": frozenset({1})}


def test_a_free_bloc_books_when_pressed_and_says_until_when():
    une = voir()
    assert (une.etat, une.geste, une.note) == (EtatCase.LIBRE, "reserver", "")
    assert une.dit == "libre, réservable jusqu’au mercredi 2 décembre à minuit"


@pytest.mark.parametrize(
    ("libres", "note", "dit"),
    [(5, "5 places", "plus que 5 places"), (1, "1 place", "plus qu’une place"), (6, "", "")],
)
def test_places_are_counted_when_few_are_left(libres, note, dit):
    une = voir(bloc(libres=libres))
    assert une.note == note
    assert dit in une.dit


def test_what_is_booked_says_so_and_cancels_when_pressed():
    une = voir(des=faits(**RESERVE))
    assert (une.etat, une.geste, une.note) == (EtatCase.RESERVE, "annuler", "réservé")
    assert une.dit == "réservé, annulable jusqu’au mercredi 2 décembre à minuit"


def test_what_is_booked_too_late_to_cancel_says_what_to_do():
    une = voir(bloc(date(2026, 12, 1)), faits(**RESERVE))
    assert (une.etat, une.geste, une.suite) == (EtatCase.FIXE, "", Suite.ABSENCE)
    assert "mardi 24 novembre" in une.phrase
    assert (une.note, une.dit) == ("non annulable", "réservé, non annulable")


def test_an_absence_that_was_announced_is_told_on_its_day():
    une = voir(bloc(date(2026, 12, 1)), faits(**RESERVE, absences=frozenset({1})))
    assert (une.etat, une.note, une.suite) == (EtatCase.FIXE, "absence annoncée", Suite.ABSENCE)
    assert une.phrase.startswith("Le centre sait que votre enfant ne vient pas")


def test_an_addition_and_a_cancellation_are_taken_back_when_pressed():
    ajout, retrait = voir(action="reserver"), voir(des=faits(**RESERVE), action="annuler")
    assert (ajout.etat, ajout.geste, ajout.note) == (EtatCase.AJOUT, "retirer", "à réserver")
    assert (retrait.etat, retrait.geste, retrait.note) == (
        EtatCase.ANNULATION,
        "retirer",
        "à annuler",
    )
    assert "à soumettre" in ajout.dit
    assert "à soumettre" in retrait.dit


def test_what_has_gone_since_it_was_chosen_is_to_look_at_again():
    une = voir(bloc(libres=0), action="reserver")
    assert (une.etat, une.note) == (EtatCase.AJOUT, "à revoir")
    assert "plus possible. Il n’y a plus de place" in une.dit


def test_a_place_asked_in_the_queue_of_a_full_bloc_is_as_it_should_be():
    une = voir(bloc(libres=0), action="attendre")
    assert (une.etat, une.note, une.geste) == (EtatCase.ATTENDRE, "liste d’attente", "retirer")


def test_a_full_bloc_offers_the_queue():
    une = voir(bloc(libres=0))
    assert (une.etat, une.geste, une.suite) == (EtatCase.COMPLET, "", Suite.ATTENTE)
    assert une.phrase == "Il n’y a plus de place ce jour-là."


def test_a_full_bloc_of_the_other_home_s_days_offers_no_queue():
    une = voir(bloc(libres=0), faits(garde=Garde(semaines="impaires")))
    assert (une.etat, une.suite) == (EtatCase.COMPLET, Suite.AUTRE_JOUR)


def test_a_place_left_free_can_be_booked_by_who_waits():
    assert voir(bloc(libres=1), attente=EnAttente("r", 1)).etat == EtatCase.LIBRE


def test_the_rank_in_the_queue_is_said():
    une = voir(bloc(libres=0), attente=EnAttente("r", 3))
    assert (une.etat, une.note, une.reference) == (EtatCase.EN_ATTENTE, "rang 3", "r")
    assert "rang 3" in une.dit


@pytest.mark.parametrize(
    ("un", "des", "dit"),
    [
        ({}, {}, "Nous vous écrirons si une place se libère pour vous avant la date limite."),
        ({"jour": date(2026, 12, 1)}, {}, "Une autre famille peut encore céder la sienne"),
        ({"jour": MAINTENANT.date()}, {}, "le portail ne proposera plus de place."),
        (
            {},
            {"fiche_exigee": True},
            "Aucune place ne peut vous être proposée pour le moment. La fiche sanitaire manque",
        ),
    ],
)
def test_who_waits_is_told_what_may_still_come(un, des, dit):
    une = voir(bloc(libres=0, **un), faits(**des), attente=EnAttente("r", 3))
    assert une.phrase.startswith("Vous êtes en liste d’attente, au rang 3. ")
    assert dit in une.phrase


def test_an_offer_says_until_when():
    une = voir(
        bloc(libres=0), attente=EnAttente("r", None, datetime(2026, 11, 26, 18, 30, tzinfo=PARIS))
    )
    assert (une.etat, une.note) == (EtatCase.PROPOSEE, "à accepter")
    assert "jeudi 26 novembre à 18\u00a0h\u00a030" in une.phrase


def test_the_other_home_s_booking_is_told_and_nothing_more():
    une = voir(des=faits(reserves_ailleurs=frozenset({1})))
    assert (une.etat, une.geste, une.phrase) == (
        EtatCase.AILLEURS,
        "",
        "Déjà réservé pour ce jour.",
    )


@pytest.mark.parametrize(
    ("champs", "note", "suite"),
    [
        ({"inscriptions": ()}, "non inscrit", Suite.INSCRIPTION),
        ({"ouvertures": ()}, "pas encore", Suite.PATIENCE),
        ({"fermetures": ((MERCREDI, MERCREDI, "travaux"),)}, "fermé", Suite.AUTRE_JOUR),
        ({"age_min": 9}, "trop jeune", Suite.CONTACT),
        ({"age_max": 6}, "trop âgé", Suite.CONTACT),
        ({"fiche_exigee": True}, "fiche à donner", Suite.SANTE),
        ({"assurance_exigee": True}, "assurance à donner", Suite.SANTE),
        ({"garde": Garde(semaines="impaires")}, "pas votre jour", Suite.CONTACT),
        ({"delai_reservation": Delai(30)}, "trop tard", Suite.CONTACT),
    ],
)
def test_each_refusal_has_its_word_its_sentence_and_its_next_step(champs, note, suite):
    une = voir(des=faits(**champs))
    assert (une.etat, une.geste, une.note, une.suite) == (EtatCase.REFUSE, "", note, suite)
    assert une.phrase.endswith(".")
    assert une.dit


def test_a_past_day_is_only_told_when_it_was_booked():
    hier = bloc(MAINTENANT.date() - timedelta(days=1))
    assert voir(hier) is None
    assert voir(hier, faits(**RESERVE)).etat == EtatCase.PASSE


def test_every_motive_has_its_words():
    from reservations.regles.cases import MOTS, NOTES

    assert set(MOTS) == set(NOTES) == set(Motif)
