"""Taking back, minutes later, the registration that a validated démarche made. All, or a Refus.

The household's journal is told by the caller, who takes back the whole decision
(famille.foyers.remettre).
"""

from famille.socle.erreurs import Refus
from reservations.models import Attente, Inscription, Reservation
from reservations.moteur import verrou

from .places_inscription import verrouiller_activite

SUITE = " Cette validation ne peut plus être annulée."


def annuler_inscription(pk: int) -> None:
    """The registration goes, and its place in the activity is free again. Refus: it was changed, or
    the child has bookings or waits for a day of it."""
    with verrou.ecriture():
        inscription = Inscription.objects.select_related("activite", "enfant").filter(pk=pk).first()
        if inscription is None:
            raise Refus("L’inscription n’existe plus : un agent l’a retirée." + SUITE)
        # As `inscrire` does: the child, the activity, then the registration that bookings lean on.
        type(inscription.enfant).objects.select_for_update(no_key=True).get(
            pk=inscription.enfant_id
        )
        verrouiller_activite(inscription.activite)
        lue = verrou.verrouiller_inscription(inscription)
        if (lue.debut, lue.fin) != (inscription.debut, inscription.fin):
            raise Refus("Les dates de l’inscription viennent de changer." + SUITE)
        _exiger_rien(lue)
        lue.delete()


def _exiger_rien(inscription: Inscription) -> None:
    jours = {"debut__gte": inscription.debut} | (
        {"debut__lte": inscription.fin} if inscription.fin else {}
    )
    enfant, activite = inscription.enfant_id, inscription.activite_id
    dans = {f"creneau__{nom.replace('debut', 'jour')}": jour for nom, jour in jours.items()}
    if Reservation.objects.filter(enfant=enfant, creneau__activite=activite, **dans).exists():
        raise Refus(
            "L’enfant a déjà des réservations dans cette activité : pour lui retirer sa place,"
            " désinscrivez-le depuis son dossier." + SUITE
        )
    if Attente.objects.en_cours().filter(enfant=enfant, activite=activite, **jours).exists():
        raise Refus(
            "L’enfant attend déjà une place pour un jour de cette activité : désinscrivez-le depuis"
            " son dossier." + SUITE
        )
