"""What the tests of the queue share: a half-day whose only place Léa has, and who waits for it."""

from uuid import uuid4

from reservations.actions import changer_capacite, soumettre
from reservations.models import Attente, Places
from reservations.models.demandes import Action
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre, envoyer, ligne, reserver

Etat = Attente.Etat
BLOC = "2026-12-09-matin"


def creer_file(famille, voisin):
    """A centre of one place a half-day, where Léa is booked on BLOC: nobody waits yet."""
    activite = creer_centre(famille)
    outils.inscrire(voisin.sami, activite)
    Places.objects.update(capacite=1)
    reserver(famille, ligne(famille.lea, activite))
    return activite


def attendre(foyer, enfant, activite, *, par, bloc=BLOC):
    """The Attente of this child, put in the queue as his parent does."""
    demande = soumettre(
        foyer, [ligne(enfant, activite, bloc, Action.ATTENDRE)], par=par, cle=str(uuid4())
    )
    assert demande.acceptee, demande.lignes
    return Attente.objects.get(
        foyer=foyer, enfant=enfant, activite=activite, bloc=bloc, etat=Etat.EN_ATTENTE
    )


def liberer(famille, activite, *enfants):
    """These children give back their place on BLOC."""
    demande = envoyer(
        famille, [ligne(enfant, activite, action=Action.ANNULER) for enfant in enfants]
    )
    assert demande.acceptee, demande.lignes


def ajouter_une_place(agent, places=1, bloc_jour=outils.MERCREDI):
    """The morning of BLOC has so many places, as an agent would give."""
    matin = Places.objects.get(creneau__jour=bloc_jour, creneau__moment="1-matin")
    changer_capacite([matin.pk], places, par=agent)


def etats():
    """[(first name, state)] of the whole queue, in its order."""
    return list(Attente.objects.order_by("pk").values_list("enfant__prenom", "etat"))
