"""A grid taken up for a new year, with the same rows from another date on; a grid made from what
was pasted."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from wagtail.log_actions import log

from famille.models import Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.erreurs import Refus
from reservations.models import GrilleTarifaire, ReductionVotee, TrancheTarif
from reservations.regles.controle_grilles import controler, unites_possibles
from reservations.regles.tarifs import Grille, Tranche
from reservations.tarifs.baremes_psu import SERVICES_PSU

from .faits import en_grille, entiers_de

DATE_PRISE = (
    "Une autre grille de cette activité commence ce jour-là : modifiez-la, ou choisissez une autre"
    " date."
)


@transaction.atomic
def copier_la_grille(
    grille: GrilleTarifaire, *, debut: date, deliberation: str, par: Utilisateur | None
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


@dataclass(frozen=True)
class GrilleDemandee:
    """A grid by brackets, not saved yet."""

    ligne: GrilleTarifaire
    tranches: tuple[Tranche, ...]


def controler_la_demande(demandee: GrilleDemandee) -> Grille:
    """The pure grid, to show. Refus: what the form of a grid would refuse, its bracket named."""
    ligne = demandee.ligne
    activite = ligne.activite
    if ligne.unite not in unites_possibles(
        activite.unite_scolaire, activite.unite_vacances, activite.unite_comptee
    ):
        raise Refus(
            f"{activite} ne se réserve pas ainsi : choisissez une autre unité, ou changez d’abord"
            " l’activité.",
            champ="unite",
        )
    siennes = GrilleTarifaire.objects.filter(activite=activite, unite=ligne.unite)
    if siennes.filter(debut=ligne.debut).exists():
        raise Refus(DATE_PRISE, champ="debut")
    grille = en_grille(vars(ligne), demandee.tranches, ())
    grille = replace(grille, entiers=entiers_de(grille.unite, vars(activite)))
    fautes = controler(
        grille, restauration=False, cout_de_revient=None, psu=activite.service in SERVICES_PSU
    )
    if fautes:
        faute = fautes[0]
        ou = f"Ligne {faute.rang + 1} : " if faute.rang is not None else ""
        raise Refus(f"{ou}{faute.phrase}", champ="grille")
    return grille


@transaction.atomic
def creer_la_grille(demandee: GrilleDemandee, *, par: Utilisateur) -> GrilleTarifaire:
    """Refus: as `controler_la_demande`."""
    controler_la_demande(demandee)
    ligne = demandee.ligne
    ligne.save(force_insert=True)
    TrancheTarif.objects.bulk_create(
        TrancheTarif(
            grille=ligne, jusqua=une.jusqua, prix=une.prix, prix_hors_commune=une.prix_hors_commune
        )
        for une in demandee.tranches
    )
    log(instance=ligne, action="wagtail.create", user=par)
    return ligne
