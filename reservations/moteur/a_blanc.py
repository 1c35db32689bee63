"""What the engine would answer to these lines, without writing anything: basket, summary and undo
ask it."""

from collections.abc import Iterable

from django.utils import timezone

from famille.models import Foyer, Utilisateur
from reservations.lecture.lignes import Lecture, lire

from .demande import Envoi, LigneDemandee
from .file import lien_file
from .jugement import Jugement, juger


def essayer(
    foyer: Foyer,
    lignes: Iterable[LigneDemandee],
    *,
    par: Utilisateur | None = None,
    hors_regles: bool = False,
) -> tuple[Lecture | None, list[Jugement]]:
    """(what was read, one judgement a line in the order given); nothing is read for no line.

    `hors_regles`: as for `soumettre`. Refus: a child who is not of this household.
    """
    envoi = Envoi(foyer, tuple(lignes), par, "", timezone.now(), hors_regles=hors_regles)
    if not envoi.lignes:
        return None, []
    debut, fin = envoi.etendue
    lecture = lire([foyer], debut=debut, fin=fin, enfants=envoi.enfants, activites=envoi.activites)
    jugements = juger(envoi, lecture)
    lien_file.refuser_si_ailleurs(envoi, jugements)
    return lecture, jugements
