"""What the calendar shows is what the engine does: a month with every kind of day, each of its
cells pressed.

A cell that can be pressed is accepted by `soumettre`; one that cannot is refused by it in the very
sentence shown.
"""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import transaction

from famille.models import Enfant, FicheSanitaire, Rattachement
from reservations.actions import LigneDemandee, soumettre
from reservations.calendrier.page import lire_page
from reservations.lecture.filtres import Filtres, Mois
from reservations.models import (
    Attente,
    DemandeReservation,
    Fermeture,
    Inscription,
    Places,
    Reservation,
)
from reservations.models.demandes import Action
from reservations.regles.cases import GESTES, EtatCase
from reservations.regles.juge import PARIS, Moment, Motif, Suite
from tests.reservations import outils
from tests.reservations.moteur.scene import compte, ligne

pytestmark = pytest.mark.django_db
MAINTENANT = datetime(2026, 12, 3, 10, 0, tzinfo=PARIS)
DECEMBRE = Mois(2026, 12)
DU_PANIER = {
    EtatCase.AJOUT,
    EtatCase.ANNULATION,
    EtatCase.ATTENDRE,
}  # not of a month read without a basket


def creer_enfant(famille, prenom, naissance):
    enfant = Enfant.objects.create(prenom=prenom, nom="Martin", naissance=naissance)
    Rattachement.objects.create(enfant=enfant, foyer=famille.foyer, debut=naissance)
    return enfant


@pytest.fixture
def ville(famille_martin, voisin, time_machine):
    """December 2026, seen on the 3rd: half-days on Wednesdays, days in the holidays, weeks for the
    older ones."""
    time_machine.move_to(datetime(2026, 11, 20, 10, tzinfo=PARIS), tick=False)
    outils.creer_calendrier()
    loisirs, ados = (
        outils.creer_activite(age_max=12),
        outils.creer_activite("La Valla", unite_scolaire="semaine"),
    )
    outils.ouvrir(loisirs, fin=date(2026, 12, 27))
    outils.ouvrir(
        loisirs, debut=date(2026, 12, 28), ouvre_le=datetime(2026, 12, 10, 9, tzinfo=PARIS)
    )
    outils.ouvrir(ados)
    outils.creer_mercredis(loisirs, 3, premier=date(2026, 12, 2))
    # the 25th by hand, though it is a public holiday
    for jour in (21, 22, 23, 24, 25, 28, 29, 30, 31):
        outils.creer_creneau(loisirs, date(2026, 12, jour), Moment.JOURNEE)
    for jour in (14, 15, 16, 17, 18):
        outils.creer_creneau(ados, date(2026, 12, jour), Moment.JOURNEE)
    lea, hugo = famille_martin.lea, famille_martin.hugo
    petit, grand = (
        creer_enfant(famille_martin, nom, naissance)
        for nom, naissance in [("Tom", date(2023, 12, 22)), ("Zoé", date(2013, 12, 23))]
    )
    for enfant in (lea, hugo, petit, grand, voisin.sami):
        outils.inscrire(enfant, loisirs)
    outils.inscrire(lea, ados)
    return SimpleNamespace(
        **vars(famille_martin), loisirs=loisirs, ados=ados, petit=petit, grand=grand, voisin=voisin
    )


@pytest.fixture
def mois(ville, time_machine):
    """Everything that can be said of a day, on one of them at least."""
    lea, hugo, loisirs = ville.lea, ville.hugo, ville.loisirs
    # Bookings of Léa, over, too late to cancel and cancellable; one of Hugo's in his other home.
    for jour, moment, enfant, foyer in [
        (2, Moment.MATIN, lea, ville.foyer),
        (9, Moment.MATIN, lea, ville.foyer),
        (16, Moment.MATIN, lea, ville.foyer),
        (16, Moment.MATIN, hugo, ville.voisin.foyer),
    ]:
        creneau = loisirs.creneaux.get(jour=date(2026, 12, jour), moment=moment)
        Reservation.objects.create(enfant=enfant, creneau=creneau, foyer=foyer)
        Places.objects.filter(pk=creneau.pk).update(
            prises=Reservation.objects.filter(creneau=creneau).count()
        )
    Rattachement.objects.create(enfant=hugo, foyer=ville.voisin.foyer, debut=date(2026, 1, 1))
    # Hugo is here on odd weeks; his papers end in the holidays, one after the other.
    Rattachement.objects.filter(enfant=hugo, foyer=ville.foyer).update(
        garde="alternee", semaines="impaires"
    )
    FicheSanitaire.objects.filter(enfant=hugo).update(valable_jusqu_au=date(2026, 12, 22))
    FicheSanitaire.objects.filter(enfant=lea).update(assurance_fin=date(2026, 12, 22))
    Inscription.objects.filter(enfant=ville.grand).update(fin=date(2026, 12, 23))
    Fermeture.objects.create(
        activite=loisirs, debut=date(2026, 12, 24), fin=date(2026, 12, 24), motif="Inventaire."
    )
    Places.objects.filter(creneau__activite=loisirs, creneau__jour=date(2026, 12, 21)).update(
        capacite=0
    )
    Places.objects.filter(
        creneau__activite=loisirs, creneau__jour=date(2026, 12, 16), creneau__moment="2-apres-midi"
    ).update(capacite=0)
    time_machine.move_to(MAINTENANT, tick=False)
    attendre = ligne(ville.grand, loisirs, "2026-12-16-apres-midi", Action.ATTENDRE)
    assert soumettre(ville.foyer, [attendre], par=ville.camille, cle="file").acceptee
    offrir(ville)
    return ville


def offrir(ville):
    """Zoé is offered the Monday of the holidays, whose last place is held for her."""
    lundi = ville.loisirs.creneaux.get(jour=date(2026, 12, 21))
    Places.objects.filter(pk=lundi.pk).update(capacite=1, prises=1)
    Attente.objects.create(
        enfant=ville.grand,
        activite=ville.loisirs,
        bloc="2026-12-21",
        debut=lundi.jour,
        foyer=ville.foyer,
        etat=Attente.Etat.PROPOSEE,
        expire_le=MAINTENANT + timedelta(days=1),
        creneaux=[lundi.pk],
    )


def choix_du_mois(ville):
    page = lire_page(ville.camille, Filtres(DECEMBRE))
    rangs = [rang for semaine in page.grille.semaines for rang in semaine.rangs]
    rangs += [
        rang for semaine in page.grille.semaines for jour in semaine.jours for rang in jour.rangs
    ]
    return [choix for rang in rangs for choix in rang.choix]


def presser(ville, choix, action):
    """The only line of the receipt of one press, taken back afterwards."""
    _foyer, enfant, activite, bloc = choix.cle
    with transaction.atomic():
        demande = soumettre(
            ville.foyer,
            [LigneDemandee(enfant, activite, bloc, action)],
            par=ville.camille,
            cle=str(uuid4()),
        )
        compte()
        transaction.set_rollback(True)
    return SimpleNamespace(acceptee=demande.acceptee, **demande.lignes[0])


def test_the_month_has_every_kind_of_day(mois):
    """Or the next tests would prove little."""
    tous = choix_du_mois(mois)
    assert {choix.case.etat for choix in tous} == set(EtatCase) - DU_PANIER
    refus = [presser(mois, choix, Action.RESERVER).motif for choix in tous]
    assert set(refus) - {""} == set(Motif)


def test_what_can_be_pressed_is_done(mois):
    pressables = [choix for choix in choix_du_mois(mois) if choix.case.etat in GESTES]
    assert {choix.case.etat for choix in pressables} == {EtatCase.LIBRE, EtatCase.RESERVE}
    for choix in pressables:
        recu = presser(mois, choix, Action(choix.case.geste))
        assert recu.acceptee, (choix.cle, choix.case.dit, recu.phrase)


def test_what_cannot_is_refused_in_the_sentence_shown(mois):
    refuses = {
        EtatCase.REFUSE: Action.RESERVER,
        EtatCase.AILLEURS: Action.RESERVER,
        EtatCase.COMPLET: Action.RESERVER,
    }
    refuses[EtatCase.FIXE] = Action.ANNULER
    vus = [choix for choix in choix_du_mois(mois) if choix.case.etat in refuses]
    assert len(vus) > 20
    for choix in vus:
        recu = presser(mois, choix, refuses[choix.case.etat])
        assert not recu.acceptee, choix.cle
        assert (recu.phrase, recu.suite) == (choix.case.phrase, choix.case.suite), choix.cle
        assert choix.case.phrase.endswith(".")
        assert choix.case.suite


def test_the_queue_is_offered_where_it_can_be_entered_and_nowhere_else(mois):
    offerts = 0
    for choix in choix_du_mois(mois):
        if choix.case.etat in (EtatCase.EN_ATTENTE, EtatCase.PROPOSEE):
            continue
        recu = presser(mois, choix, Action.ATTENDRE)
        assert recu.acceptee == (choix.case.suite == Suite.ATTENTE), (choix.cle, choix.case, recu)
        offerts += recu.acceptee
    assert offerts


def test_who_waits_or_is_offered_a_place_cannot_book_it_a_second_time(mois):
    vus = [
        choix
        for choix in choix_du_mois(mois)
        if choix.case.etat in (EtatCase.EN_ATTENTE, EtatCase.PROPOSEE)
    ]
    assert len(vus) == 2
    for choix in vus:
        assert presser(mois, choix, Action.RESERVER).motif == Motif.COMPLET


def test_what_is_over_can_no_longer_be_changed(mois):
    passes = [choix for choix in choix_du_mois(mois) if choix.case.etat == EtatCase.PASSE]
    assert [choix.cle[3] for choix in passes] == ["2026-12-02-matin"]
    assert presser(mois, passes[0], Action.ANNULER).motif == Motif.TROP_TARD


def test_pressing_and_taking_back_has_left_nothing(mois):
    """The savepoints of these tests: the only receipt is the fixture's."""
    for choix in choix_du_mois(mois)[:3]:
        presser(mois, choix, Action.RESERVER)
    assert DemandeReservation.objects.get().cle == "file"
