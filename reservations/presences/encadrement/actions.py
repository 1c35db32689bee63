"""The animators that a centre has planned for a day."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from famille.models import Utilisateur
from famille.socle.erreurs import Refus
from reservations.models import Activite, EncadrementDuJour
from reservations.planning.directions import recul_de
from reservations.presences.issues import jours_depuis

ANIMATEURS_MAX = 200
COMBIEN = f"Écrivez combien d’animateurs sont prévus : un nombre, de 0 à {ANIMATEURS_MAX}."
TROP_TARD = "Ce jour est passé : ce qui était prévu ne change plus."


@transaction.atomic
def prevoir(
    activite: Activite, jour: date, *, animateurs: int, deplacement: bool, par: Utilisateur
) -> EncadrementDuJour:
    """The last word holds. Refus: no such number, or a day that `par` no longer corrects."""
    if not 0 <= animateurs <= ANIMATEURS_MAX:
        raise Refus(COMBIEN, champ="animateurs")
    if jours_depuis(jour) > recul_de(par):
        raise Refus(TROP_TARD)
    champs = {
        "animateurs": animateurs,
        "deplacement": deplacement,
        "par": par,
        "note_le": timezone.now(),
    }
    return EncadrementDuJour.objects.update_or_create(
        activite=activite, jour=jour, defaults=champs
    )[0]
