"""Adding a child who is there without a booking: the engine books him past the deadline, and he is
ticked."""

from datetime import date

from django.utils import timezone

from famille.models import Enfant, Foyer, Utilisateur
from famille.socle.erreurs import Refus
from famille.socle.ville.phrases import dit
from reservations.models import Activite, DemandeReservation, Reservation
from reservations.moteur.soumettre import LigneDemandee, soumettre
from reservations.planning.directions import activites_dirigees
from reservations.presences.actions import Pointage, pointer

from .lecture import a_la_semaine, bloc_du_moment

PAS_AUJOURDHUI = dit(
    "On ajoute un enfant le jour même. Pour un autre jour, appelez {le_service}, qui réserve au"
    " guichet."
)
PAS_INSCRIT = dit(
    "Cet enfant n’est pas inscrit à cette activité : gardez-le avec vous, prévenez ses parents et"
    " appelez {le_service}."
)
SEMAINE = dit(
    "Cet accueil se réserve à la semaine : appelez {le_service}, qui décide avec la famille."
)
RAISON = "Écrivez pourquoi il est là sans réservation : la raison est gardée."


def ajouter(
    enfant: Enfant,
    foyer: Foyer,
    activite: Activite,
    *,
    moment: str,
    motif: str,
    cle: str,
    jour: date,
    par: Utilisateur,
) -> DemandeReservation:
    """Book `enfant` for this part of today in this activity, at `foyer`'s expense, and tick him.
    The receipt, of which the family is told. Refus: another day, a centre that is not of `par`, a
    child not registered there, no reason; or the engine's own sentence (no place left, a record
    that is missing), which the deadline alone does not stop. `cle`: the same one again adds
    nothing."""
    if jour != timezone.localdate():
        raise Refus(PAS_AUJOURDHUI)
    if not motif.strip():
        raise Refus(RAISON, champ="motif")
    if not activites_dirigees(par).filter(pk=activite.pk).exists():
        raise Refus(PAS_INSCRIT)
    bloc = bloc_du_moment(foyer, enfant, activite, jour, moment)
    if bloc is None:
        raise Refus(PAS_INSCRIT)
    if a_la_semaine(bloc):
        raise Refus(SEMAINE)
    demande = soumettre(
        foyer,
        [LigneDemandee(enfant.pk, activite.pk, bloc.cle)],
        par=par,
        cle=cle,
        canal=DemandeReservation.Canal.SUR_PLACE,
        motif=motif,
        hors_regles=True,
    )
    if not demande.acceptee:
        raise Refus(" ".join(ligne["phrase"] for ligne in demande.lignes if ligne["phrase"]))
    sienne = Reservation.objects.get(
        enfant=enfant, creneau__activite=activite, creneau__jour=jour, creneau__moment=moment
    )
    if sienne.presence == Reservation.Presence.PREVU:
        pointer([Pointage(sienne.pk, Reservation.Presence.PRESENT, timezone.now())], par=par)
    return demande
