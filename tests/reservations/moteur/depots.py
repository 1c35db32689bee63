"""What is asked of two stores, what they write, and what happens under their hands."""

from contextlib import suppress
from datetime import date

from django.db import transaction
from django.utils import timezone

from reservations.models import (
    Attente,
    DemandeReservation,
    Evenement,
    GrilleTarifaire,
    Groupe,
    Inscription,
    Places,
    ReductionVotee,
    Reservation,
    TrancheTarif,
)
from reservations.moteur.demande import Envoi
from reservations.moteur.depots import PostgreSQL
from reservations.moteur.soumettre import _soumettre
from reservations.moteur.verrou import ARefaire
from tests.reservations import outils
from tests.reservations.moteur.scene import envoyer, ligne

TOUT = ["2026-12-09-matin", "2026-12-09-apres-midi", "2026-12-16-matin", "2026-12-16-apres-midi"]


def envoi(famille, lignes, cle="vite"):
    return Envoi(famille.foyer, tuple(lignes), famille.camille, cle, timezone.now())


def vite(famille, lignes, cle="vite"):
    """The receipt that PostgreSQL's store gives by itself, in the two tries that it has; None when
    it gives none. Inside a transaction, as the tests are, `soumettre` takes the other one."""
    for _essai in range(2):
        demande = envoi(famille, lignes, cle)
        with suppress(ARefaire):
            return _soumettre(demande, PostgreSQL(demande))
    return None


def ecrit():
    """All that submissions have written, but their keys."""
    demandes = DemandeReservation.objects.order_by("soumise_le", "acceptee", "lignes").values(
        "foyer", "par", "canal", "motif", "soumise_le", "acceptee", "lignes", "recapitulatif_le"
    )
    reservations = Reservation.objects.order_by("enfant", "creneau").values_list(
        "enfant", "creneau", "foyer", "creee_le", "presence", "demande__soumise_le"
    )
    return (
        list(demandes),
        list(reservations),
        list(Places.objects.order_by("pk").values_list("pk", "prises")),
    )


def meme_reponse(famille, lignes):
    """Submit by one store, undo, submit by the other: the same is written. The receipt."""
    with transaction.atomic():
        envoyer(famille, lignes)
        attendu = ecrit()
        transaction.set_rollback(True)
    demande = vite(famille, lignes)
    assert demande, "left to the general store"
    assert ecrit() == attendu
    assert demande == DemandeReservation.objects.get(cle="vite")
    return demande


def deux_enfants(famille, centre, blocs=TOUT):
    return [ligne(enfant, centre, bloc) for bloc in blocs for enfant in (famille.lea, famille.hugo)]


def creer_grille(activite, **champs):
    grille = GrilleTarifaire.objects.create(
        activite=activite,
        **{
            "unite": "demi-journee",
            "debut": date(2026, 1, 1),
            "deliberation": "n° 1",
            "hors_commune": 20,
            **champs,
        },
    )
    for jusqua, prix in ((400, "2.35"), (800, "4.95"), (None, "9.10")):
        TrancheTarif.objects.create(grille=grille, jusqua=jusqua, prix=prix)
    ReductionVotee.objects.create(grille=grille, genre="rang-de-l-enfant", seuil=2, valeur=15)
    ReductionVotee.objects.create(
        grille=grille, genre="rang-de-l-enfant", seuil=3, valeur="0.50", mesure="montant"
    )


def evenement(martin, voisin, centre, jour=outils.MERCREDI):
    groupe = Groupe.objects.create(activite=centre, nom="Grands", age_min=6, age_max=9)
    Evenement.objects.create(nature="sortie", motif="Sortie", groupe=groupe, debut=jour, fin=jour)


def attendre(famille, centre):
    return Attente.objects.create(
        enfant=famille.lea,
        activite=centre,
        bloc="2026-12-09-matin",
        debut=outils.MERCREDI,
        foyer=famille.foyer,
    )


SURPRISES = {
    "complet": lambda *_: Places.objects.update(capacite=0),
    "fermé": lambda *_: Places.objects.update(ouvert=False),
    "désinscrit": lambda *_: Inscription.objects.update(fin=date(2026, 12, 1)),
    "sortie": evenement,
}
