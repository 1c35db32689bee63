"""A grid taken up for a new year: the same rows from another date on, to be changed."""

from datetime import date

from django.db import transaction
from wagtail.log_actions import log

from famille.models import Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.erreurs import Refus
from reservations.models import GrilleTarifaire, ReductionVotee, TrancheTarif

DATE_PRISE = (
    "Une autre grille de cette activité commence ce jour-là : modifiez-la, ou choisissez une autre"
    " date."
)


@transaction.atomic
def copier_la_grille(
    grille: GrilleTarifaire, *, debut: date, deliberation: str, par: Utilisateur
) -> GrilleTarifaire:
    """A copy of `grille`, of its brackets and of its reductions, in force from `debut` on; the one
    copied keeps its days and its prices. Refus: not after it, or a date already taken."""
    if debut <= grille.debut:
        raise Refus(
            f"Choisissez une date après le {en_lettres(grille.debut)}, où commence la grille"
            " reprise.",
            champ="debut",
        )
    siennes = GrilleTarifaire.objects.filter(activite=grille.activite, unite=grille.unite)
    if siennes.filter(debut=debut).exists():
        raise Refus(DATE_PRISE, champ="debut")
    tranches, reductions = list(grille.tranches.all()), list(grille.reductions.all())
    nouvelle = GrilleTarifaire.objects.get(pk=grille.pk)
    nouvelle.pk, nouvelle.fin = None, None
    nouvelle.debut, nouvelle.deliberation = debut, deliberation
    nouvelle.save(force_insert=True)
    for ligne in (*tranches, *reductions):
        ligne.pk, ligne.grille = None, nouvelle
    TrancheTarif.objects.bulk_create(tranches)
    ReductionVotee.objects.bulk_create(reductions)
    log(instance=nouvelle, action="wagtail.create", user=par)
    return nouvelle
