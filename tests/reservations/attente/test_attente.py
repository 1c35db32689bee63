"""The queue: who is offered a place, until when, and what becomes of it; every end of an offer
serves the next."""

from datetime import date, datetime, timedelta

import pytest

from famille.models import Courriel, FicheSanitaire
from famille.socle.erreurs import Refus
from reservations import actions, taches
from reservations.attente import actions as file
from reservations.lecture import file_attente
from reservations.models import (
    Activite,
    Attente,
    DemandeReservation,
    Inscription,
    Places,
    ReglageReservations,
    Reservation,
)
from reservations.regles.juge import PARIS, cle_de
from tests.reservations import outils
from tests.reservations.file import (
    BLOC,
    Etat,
    ajouter_une_place,
    attendre,
    creer_file,
    etats,
    liberer,
)
from tests.reservations.moteur.scene import compte, envoyer, ligne, offres, reserver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin, voisin):
    return creer_file(famille_martin, voisin)


@pytest.fixture
def sami(voisin, centre):
    """Sami waits first."""
    return attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia)


@pytest.fixture
def hugo(famille_martin, centre, sami):
    """Hugo waits second."""
    return attendre(famille_martin.foyer, famille_martin.hugo, centre, par=famille_martin.camille)


@pytest.fixture
def offre(famille_martin, centre, sami, hugo):
    """Léa gives her place back: it is offered to Sami."""
    liberer(famille_martin, centre, famille_martin.lea)
    sami.refresh_from_db()
    assert sami.etat == Etat.PROPOSEE
    return sami


def le(jour, heure, minute=0, mois=11):
    return datetime(2026, mois, jour, heure, minute, tzinfo=PARIS)


def test_a_place_freed_is_held_for_the_first_until_a_moment(offre, hugo):
    """Freed on Wednesday at 10: 24 hours of day time later is Thursday at 21, when night falls."""
    assert offre.expire_le == le(26, 21)
    assert etats() == [("Sami", Etat.PROPOSEE), ("Hugo", Etat.EN_ATTENTE)]
    assert compte() == 0


def test_the_town_says_how_long_an_offer_stands(famille_martin, centre, sami):
    ReglageReservations.objects.update_or_create(defaults={"delai_offre_heures": 3})
    liberer(famille_martin, centre, famille_martin.lea)
    sami.refresh_from_db()
    assert sami.expire_le == le(25, 13)


def test_an_accepted_place_is_booked(offre, voisin):
    demande = file.accepter(offre, par=voisin.nadia)
    assert (demande.canal, demande.acceptee, demande.foyer) == (
        DemandeReservation.Canal.OFFRE,
        True,
        voisin.foyer,
    )
    assert [rang["resultat"] for rang in demande.lignes] == ["reserve"]
    assert Reservation.objects.get().enfant == voisin.sami
    assert compte() == 1


def test_an_offer_accepted_twice_gives_one_receipt(offre, voisin):
    assert file.accepter(offre, par=voisin.nadia) == file.accepter(offre, par=voisin.nadia)
    assert compte() == 1


def test_a_refused_place_goes_to_the_next(offre, voisin, hugo):
    file.refuser(offre, par=voisin.nadia)
    assert etats() == [("Sami", Etat.REFUSEE), ("Hugo", Etat.PROPOSEE)]
    file.refuser(offre, par=voisin.nadia)
    with pytest.raises(Refus, match="Vous avez refusé cette place"):
        file.accepter(offre, par=voisin.nadia)
    assert compte() == 0


def test_an_offer_expires_by_itself_and_the_next_is_served(offre, hugo, time_machine):
    time_machine.move_to(le(26, 20, 59), tick=False)
    assert taches.tenir_la_file() == 0
    time_machine.move_to(le(26, 21), tick=False)
    assert taches.tenir_la_file() == 1
    assert taches.tenir_la_file() == 0
    assert etats() == [("Sami", Etat.EXPIREE), ("Hugo", Etat.PROPOSEE)]
    assert compte() == 0


def test_an_offer_of_the_night_is_told_in_the_morning_and_counts_from_there(
    offre, hugo, time_machine
):
    time_machine.move_to(le(26, 21, 30), tick=False)
    taches.tenir_la_file()
    hugo.refresh_from_db()
    assert hugo.expire_le == le(28, 19)
    assert {
        mail.prochain_essai_le
        for mail in Courriel.objects.filter(cle__contains=f"offre-{hugo.foyer_id}-")
    } == {le(27, 8)}
    assert {
        mail.prochain_essai_le for mail in Courriel.objects.filter(cle__startswith="expiree-")
    } == {le(27, 8)}


def test_an_offer_past_its_end_is_not_accepted_even_before_the_task(
    offre, voisin, hugo, time_machine
):
    time_machine.move_to(le(26, 21, 0), tick=False)
    with pytest.raises(Refus, match="Le délai pour accepter cette place est passé"):
        file.accepter(offre, par=voisin.nadia)
    assert etats() == [("Sami", Etat.EXPIREE), ("Hugo", Etat.PROPOSEE)]
    assert taches.tenir_la_file() == 0


def test_an_offer_ends_with_the_booking_deadline(famille_martin, centre, sami, agent, time_machine):
    time_machine.move_to(le(2, 15, mois=12), tick=False)
    ajouter_une_place(agent, 2)
    sami.refresh_from_db()
    assert sami.expire_le == le(2, 23, 59, mois=12).replace(second=59, microsecond=999999)


def test_after_the_deadline_a_place_is_offered_to_nobody(centre, sami, agent, time_machine):
    time_machine.move_to(le(2, 22, mois=12), tick=False)
    ajouter_une_place(agent, 2)
    assert etats() == [("Sami", Etat.EN_ATTENTE)]
    assert compte() == 1


def test_the_place_offered_is_given_to_nobody_else(offre, famille_martin, centre):
    refus = envoyer(famille_martin, [ligne(famille_martin.lea, centre)])
    assert (refus.acceptee, refus.lignes[0]["motif"]) == (False, "complet")


def test_whoever_cannot_use_a_place_is_passed_over(famille_martin, voisin, centre, sami, hugo):
    FicheSanitaire.objects.filter(enfant=voisin.sami).delete()
    liberer(famille_martin, centre, famille_martin.lea)
    assert etats() == [("Sami", Etat.EN_ATTENTE), ("Hugo", Etat.PROPOSEE)]


def test_a_place_that_stayed_free_is_offered_once_it_can_be(famille_martin, voisin, centre, sami):
    fiche = FicheSanitaire.objects.get(enfant=voisin.sami)
    FicheSanitaire.objects.filter(pk=fiche.pk).update(valable_jusqu_au=date(2026, 11, 30))
    liberer(famille_martin, centre, famille_martin.lea)
    assert taches.tenir_la_file() == 0
    FicheSanitaire.objects.filter(pk=fiche.pk).update(valable_jusqu_au=date(2027, 8, 31))
    assert taches.tenir_la_file() == 1
    assert taches.tenir_la_file() == 0
    assert etats() == [("Sami", Etat.PROPOSEE)]


def test_looking_for_places_left_writes_nothing_when_there_are_none(
    sami, django_assert_max_num_queries
):
    """Three questions of the queue, one of the places given up."""
    with django_assert_max_num_queries(4) as requetes:
        assert taches.tenir_la_file() == 0
    assert not [une["sql"] for une in requetes if "SELECT" not in une["sql"][:8]]


def test_only_the_days_that_somebody_waits_for_are_looked_at(centre, sami, regardes):
    """All the free places of its season were, each minute, up to the last day waited for."""
    outils.creer_mercredis(centre, 1, premier=outils.MERCREDI - timedelta(weeks=1))
    assert file_attente.libres_attendus(outils.MAINTENANT.date()) == set()
    assert regardes == {outils.MERCREDI}


def test_the_days_of_a_week_that_are_past_are_not(centre, sami, regardes):
    """Sami waits for the week of 23 November; it is Wednesday 25."""
    Attente.objects.filter(pk=sami.pk).update(bloc="2026-S48", debut=date(2026, 11, 23))
    _mardi, jeudi = (outils.creer_creneau(centre, date(2026, 11, jour)) for jour in (24, 26))
    assert file_attente.libres_attendus(outils.MAINTENANT.date()) == {jeudi.pk}
    assert regardes == {jeudi.jour}


@pytest.fixture
def regardes(monkeypatch):
    """The days of the free places that the task looks at: set[date]."""
    jours = set()

    def noter(unite, jour, moment):
        jours.add(jour)
        return cle_de(unite, jour, moment)

    monkeypatch.setattr(file_attente, "cle_de", noter)
    return jours


@pytest.mark.parametrize("papier", ["fiche sanitaire", "assurance"])
def test_an_offer_is_not_lost_for_a_missing_paper(offre, voisin, centre, papier):
    sienne = FicheSanitaire.objects.filter(enfant=voisin.sami)
    if papier == "assurance":
        Activite.objects.filter(pk=centre.pk).update(assurance_exigee=True)
        sienne.update(assurance_fin=None)
    else:
        sienne.delete()
    with pytest.raises(Refus, match=f"Sami : .*{papier}.*reste proposée"):
        file.accepter(offre, par=voisin.nadia)
    offre.refresh_from_db()
    assert offre.etat == Etat.PROPOSEE
    assert compte() == 0


def test_an_offer_that_the_rules_end_goes_to_the_next(offre, voisin, hugo):
    Inscription.objects.filter(enfant=voisin.sami).update(fin=date(2026, 12, 1))
    with pytest.raises(Refus, match="La place n’est plus gardée pour vous"):
        file.accepter(offre, par=voisin.nadia)
    assert etats() == [("Sami", Etat.RETIREE), ("Hugo", Etat.PROPOSEE)]
    assert compte() == 0


def test_a_child_who_leaves_the_centre_gives_his_offer_to_the_next(offre, voisin, hugo, agent):
    actions.desinscrire(
        Inscription.objects.get(enfant=voisin.sami), fin=date(2026, 12, 1), par=agent
    )
    assert etats() == [("Sami", Etat.RETIREE), ("Hugo", Etat.PROPOSEE)]
    assert compte() == 0


def test_a_day_that_reopens_serves_its_queue(centre, sami, agent):
    pks = list(Places.objects.values_list("pk", flat=True))
    actions.fermer_creneaux(pks, par=agent)
    Places.objects.update(capacite=2)
    actions.rouvrir_creneaux(pks, par=agent)
    assert etats() == [("Sami", Etat.PROPOSEE)]


def test_a_closed_day_is_offered_to_nobody(centre, sami, agent):
    actions.fermer_creneaux(list(Places.objects.values_list("pk", flat=True)), par=agent)
    ajouter_une_place(agent, 2)
    assert etats() == [("Sami", Etat.EN_ATTENTE)]


def test_leaving_the_queue_is_done_once(hugo, famille_martin):
    for _ in range(2):
        file.retirer(hugo, par=famille_martin.camille)
    hugo.refresh_from_db()
    assert hugo.etat == Etat.RETIREE


def test_leaving_with_an_offer_gives_it_to_the_next(offre, voisin, hugo):
    file.retirer(offre, par=voisin.nadia)
    assert etats() == [("Sami", Etat.RETIREE), ("Hugo", Etat.PROPOSEE)]
    assert compte() == 0


def test_what_is_booked_is_not_left_but_cancelled(offre, voisin):
    file.accepter(offre, par=voisin.nadia)
    with pytest.raises(Refus, match="annulez la réservation dans le calendrier"):
        file.retirer(offre, par=voisin.nadia)


def test_who_left_may_wait_again_behind_the_others(famille_martin, voisin, centre, sami, hugo):
    file.retirer(sami, par=voisin.nadia)
    attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia)
    liberer(famille_martin, centre, famille_martin.lea)
    assert etats() == [("Sami", Etat.RETIREE), ("Hugo", Etat.PROPOSEE), ("Sami", Etat.EN_ATTENTE)]


def test_the_place_that_an_offer_holds_is_counted(famille_martin, centre, sami):
    liberer(famille_martin, centre, famille_martin.lea)
    matin = Places.objects.get(creneau__jour=outils.MERCREDI, creneau__moment="1-matin")
    assert matin.prises == 1
    assert offres().get().creneaux == [matin.pk]


def test_a_week_is_served_once_each_of_its_days_has_a_place(
    famille_martin, voisin, agent, django_capture_on_commit_callbacks
):
    """Two days change in two transactions: each locks its own, and the task locks the whole
    week."""
    ados = outils.creer_activite("Pôle Ados", unite_vacances="semaine")
    outils.creer_calendrier()
    outils.ouvrir(ados)
    jours = [date(2026, 12, 21) + timedelta(days=rang) for rang in range(3)]
    creneaux = [outils.creer_creneau(ados, jour, "3-journee", capacite=0) for jour in jours]
    outils.inscrire(voisin.sami, ados)
    attendre(voisin.foyer, voisin.sami, ados, par=voisin.nadia, bloc="2026-S52")
    for creneau in creneaux:
        assert etats() == [("Sami", Etat.EN_ATTENTE)]
        with django_capture_on_commit_callbacks(execute=True):
            actions.changer_capacite([creneau.pk], 1, par=agent)
    assert etats() == [("Sami", Etat.PROPOSEE)]
    assert set(Places.objects.values_list("prises", flat=True)) == {1}
    file.accepter(Attente.objects.get(), par=voisin.nadia)
    assert compte() == 3


def test_the_key_of_a_bloc_waits_in_one_home_only(hugo, famille_martin, centre):
    encore = envoyer(famille_martin, [ligne(famille_martin.hugo, centre, action="attendre")])
    assert encore.acceptee
    assert Attente.objects.filter(enfant=famille_martin.hugo, bloc=BLOC).count() == 1


def test_whoever_finds_a_place_by_himself_leaves_the_queue(
    famille_martin, voisin, centre, sami, hugo
):
    FicheSanitaire.objects.filter(enfant__in=[voisin.sami, famille_martin.hugo]).update(
        valable_jusqu_au=date(2026, 11, 30)
    )
    liberer(famille_martin, centre, famille_martin.lea)
    FicheSanitaire.objects.update(valable_jusqu_au=date(2027, 8, 31))
    reserver(famille_martin, ligne(famille_martin.hugo, centre))
    assert etats() == [("Sami", Etat.EN_ATTENTE), ("Hugo", Etat.ACCEPTEE)]
    assert compte() == 1
