"""The animators that a centre has planned for a day."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from famille.models import Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.erreurs import Refus
from reservations.models import Activite, EncadrementDuJour
from reservations.planning.directions import recul_de
from reservations.presences.issues import jours_depuis

ANIMATEURS_MAX = 200
COMBIEN = f"Écrivez combien d’animateurs sont prévus : un nombre, de 0 à {ANIMATEURS_MAX}."
AVANCE = timedelta(days=366)  # a school year is planned before it begins
TROP_TOT = (
    "Ce jour est dans plus d’un an : l’équipe se prévoit jusqu’au {dernier}. Vérifiez l’année."
)
TROP_TARD = "Ce jour est passé : ce qui était prévu ne change plus."


@transaction.atomic
def prevoir(
    activite: Activite, jour: date, *, animateurs: int, deplacement: bool, par: Utilisateur
) -> EncadrementDuJour:
    """The last word holds. Refus: no such number, a day that `par` no longer corrects, or
    one that is more than a year away."""
    if not 0 <= animateurs <= ANIMATEURS_MAX:
        raise Refus(COMBIEN, champ="animateurs")
    if jours_depuis(jour) > recul_de(par):
        raise Refus(TROP_TARD)
    dernier = timezone.localdate() + AVANCE
    if jour > dernier:
        raise Refus(TROP_TOT.format(dernier=en_lettres(dernier)))
    champs = {
        "animateurs": animateurs,
        "deplacement": deplacement,
        "par": par,
        "note_le": timezone.now(),
    }
    return EncadrementDuJour.objects.update_or_create(
        activite=activite, jour=jour, defaults=champs
    )[0]
