"""An event while families book: nobody is left on its days, no counter is wrong, nothing waits in a
circle."""

from uuid import uuid4

import pytest

from famille.travaux import actions as travaux
from reservations.actions import LigneDemandee, soumettre
from reservations.models import Evenement, Groupe, Places, Reservation
from reservations.planning.evenements.actions import creer
from reservations.planning.retrait import retirer
from tests.reservations import outils
from tests.reservations.courses import creer_familles, en_meme_temps, inscrire_tous
from tests.reservations.moteur.scene import compte

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
CLES = ("2026-12-09-matin", "2026-12-09-apres-midi")


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=True)


@pytest.fixture
def centre(db):
    outils.creer_calendrier()
    centre = outils.creer_activite()
    outils.ouvrir(centre)
    outils.creer_mercredis(centre, 2, capacite=30)
    return centre


def presser(famille, centre, cle):
    lignes = [LigneDemandee(famille.enfants[0].pk, centre.pk, cle)]
    return lambda: soumettre(famille.foyer, lignes, par=famille.par, cle=str(uuid4())).acceptee


def annuler(centre, groupe=None):
    def tache():
        jour = outils.MERCREDI
        evenement, travail = creer(
            nature="greve",
            motif="Grève",
            activites=[centre],
            debut=jour,
            fin=jour,
            groupe=groupe,
            par=None,
        )
        travaux.executer(str(travail.pk))
        return evenement.pk

    return tache


@pytest.mark.parametrize("pour_un_groupe", [False, True])
def test_nobody_is_left_on_a_day_that_was_being_booked(centre, pour_un_groupe):
    groupe = (
        Groupe.objects.create(activite=centre, nom="Tous", age_min=3, age_max=17)
        if pour_un_groupe
        else None
    )
    familles = creer_familles(24)
    inscrire_tous(familles, centre)
    taches = [presser(famille, centre, cle) for famille in familles for cle in CLES]
    taches.insert(16, annuler(centre, groupe))
    bilan = en_meme_temps(taches)
    assert (bilan.erreurs, bilan.essais) == ([], [])
    assert not Reservation.objects.filter(creneau__jour=outils.MERCREDI).exists()
    assert compte() == 0
    annules = Evenement.objects.get().effets
    assert len(annules) == sum(acceptee is True for acceptee in bilan.reponses.values())


def test_undone_while_families_book_nobody_loses_his_place_to_a_newcomer(centre):
    """Thirty are booked on thirty places and cancelled; twelve newcomers press while the event is
    undone."""
    familles = creer_familles(42)
    inscrire_tous(familles, centre)
    anciens, nouveaux = familles[:30], familles[30:]
    for famille in anciens:
        presser(famille, centre, CLES[0])()
    evenement = Evenement.objects.get(pk=annuler(centre)())
    taches = [presser(famille, centre, CLES[0]) for famille in nouveaux]
    taches.insert(3, lambda: travaux.executer(str(retirer(evenement, par=None).pk)))
    bilan = en_meme_temps(taches)
    assert (bilan.erreurs, bilan.essais) == ([], [])
    evenement.refresh_from_db()
    assert {effet["suite"] for effet in evenement.effets} == {""}
    assert Places.objects.get(creneau__jour=outils.MERCREDI, creneau__moment="1-matin").prises == 30
    assert compte() == 30
