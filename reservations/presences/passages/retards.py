"""A late pick-up that is not billed: an agent says why, the household's journal keeps it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from famille.actions import noter_modification
from famille.models import LigneFacture, Utilisateur
from famille.socle.dire import de, en_lettres
from famille.socle.erreurs import Refus
from reservations.models import Passage, Reservation

SANS_RAISON = "Écrivez pourquoi ce retard n’est pas facturé : la famille le lira."
PAS_EN_RETARD = "Aucun départ en retard n’est noté pour cet enfant ce jour-là."
DEJA_FACTURE = (
    "Ce retard est déjà sur la facture {numero} : corrigez-la par un avoir, qui dit pourquoi."
)


@transaction.atomic
def dispenser_du_retard(reservation: Reservation, *, motif: str, par: Utilisateur) -> None:
    """Not billed, whatever the hour is corrected to afterwards. Refus: no reason, nobody was late
    that day, or it is billed."""
    if not motif.strip():
        raise Refus(SANS_RAISON, champ="motif")
    _refuser_le_facture(reservation)
    depart = _departs(reservation).exclude(attendu_a=None).order_by("-note_le").first()
    if depart is None:
        raise Refus(PAS_EN_RETARD)
    depart.remis_motif, depart.remis_le, depart.remis_par = motif.strip()[:200], timezone.now(), par
    depart.save(update_fields=["remis_motif", "remis_le", "remis_par"])
    _noter(reservation, "", f"non facturé : {depart.remis_motif}", par=par)


@transaction.atomic
def annuler_la_dispense(reservation: Reservation, *, par: Utilisateur) -> None:
    """Billed again, as the tariff says."""
    motif = dispense_de(reservation)
    _departs(reservation).update(remis_motif="", remis_le=None, remis_par=None)
    if motif:
        _noter(reservation, f"non facturé : {motif}", "facturé selon le tarif", par=par)


def dispense_de(reservation: Reservation) -> str:
    """Why the late pick-up of this day is not billed, "" where it is. One query."""
    remis = _departs(reservation).exclude(remis_le=None).order_by("-remis_le")
    return remis.values_list("remis_motif", flat=True).first() or ""


def _departs(reservation: Reservation) -> QuerySet[Passage]:
    """Of this child in this activity on this day, on whichever list."""
    creneau = reservation.creneau
    return Passage.objects.filter(
        enfant=reservation.enfant_id,
        creneau__activite=creneau.activite_id,
        creneau__jour=creneau.jour,
        sens=Passage.Sens.DEPART,
    )


def _refuser_le_facture(reservation: Reservation) -> None:
    creneau = reservation.creneau
    fin = f":{reservation.enfant_id}:{creneau.activite_id}:{creneau.jour.isoformat()}"
    lignes = LigneFacture.objects.filter(
        source__in=[f"retard:{reservation.foyer_id}{fin}"],
        corrigee=False,
        facture__etat="publiee",
    )
    if numero := lignes.values_list("facture__numero", flat=True).first():
        raise Refus(DEJA_FACTURE.format(numero=numero))


def _noter(reservation: Reservation, avant: str, apres: str, *, par: Utilisateur) -> None:
    objet = f"retard {de(reservation.enfant.prenom)}, {en_lettres(reservation.creneau.jour)}"
    noter_modification(
        reservation.foyer, objet, par=par, avant={"Retard": avant}, apres={"Retard": apres}
    )
