"""Writing a week: its days, its exceptions, and the difference put in the basket. Nothing is booked
here: the basket is submitted as any other."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from famille.models import Foyer, Utilisateur
from famille.socle.erreurs import Refus
from reservations.calendrier.actions import ajouter
from reservations.lecture.lignes import LigneInscription, lire
from reservations.models import ExceptionDeSemaine, LignePanier, SemaineType
from reservations.models.demandes import Action
from reservations.moteur.demande import LIGNES_MAX
from reservations.regles.juge import Calendrier, Unite

from .lecture import AnneeDUnEnfant, lire_ce_qui_est_fait, lire_les_annees, suivie
from .regles import CODES, EtatAnnee, Semaine

SANS_JOUR = "Cochez au moins un jour de la semaine."
JOUR_INCONNU = "Ces jours ne sont pas ceux de cette activité : choisissez dans la liste."


@dataclass(frozen=True)
class Reglage:
    """What a parent has just said of one child in one activity. `jours`: codes, none to keep no
    week any more; `sauf`: days left out."""

    ligne: LigneInscription
    jours: frozenset[str]
    debut: date
    fin: date
    sauf: tuple[date, ...] = ()


@dataclass
class Effet:
    """What a change of weeks has come to. `ajoutes`: changes put in the basket; `restent`: those
    for which it had no room; `comptes`: by state, what was not put there."""

    ajoutes: int = 0
    restent: int = 0
    comptes: Counter[EtatAnnee] = field(default_factory=Counter)


def regler(foyers: Sequence[Foyer], reglages: Sequence[Reglage], *, par: Utilisateur) -> Effet:
    """Keep these weeks, their exceptions with them, and put the difference in the baskets.

    Refus: days that the activity has not; nothing is written."""
    maintenant = timezone.now()
    with transaction.atomic():
        for reglage in reglages:
            _ecrire(reglage, par=par, maintenant=maintenant)
    visees = {reglage.ligne.cle for reglage in reglages}
    return completer(foyers, par=par, visees=visees)


def completer(
    foyers: Sequence[Foyer],
    *,
    par: Utilisateur,
    visees: Collection[tuple[int, int, int]] | None = None,
) -> Effet:
    """Put in the baskets what is missing for the bookings to be as the weeks say. `visees`:
    (household, child, activity) of those weeks only."""
    annees = lire_les_annees(foyers).annees
    vues = [une for une in annees if visees is None or (une.ligne and une.ligne.cle in visees)]
    effet = Effet()
    for foyer in foyers:
        siennes = [une for une in vues if une.modele.foyer_id == foyer.pk]
        _remplir(foyer, siennes, effet, par)
    return effet


def _remplir(
    foyer: Foyer, annees: Iterable[AnneeDUnEnfant], effet: Effet, par: Utilisateur
) -> None:
    """The nearest days first, as many as the basket can hold."""
    lignes = [ligne for une in annees for ligne in une.a_demander]
    lignes.sort(key=lambda ligne: ligne.etendue)
    place = LIGNES_MAX - LignePanier.objects.filter(foyer=foyer).count()
    prises = lignes[: max(place, 0)]
    if prises:
        effet.ajoutes += ajouter(foyer, prises, par=par)
    effet.restent += len(lignes) - len(prises)
    for une in annees:
        effet.comptes += une.comptes


def _ecrire(reglage: Reglage, *, par: Utilisateur, maintenant: datetime) -> None:
    ligne = reglage.ligne
    a_soi: dict[str, Any] = {"foyer": ligne.foyer, "enfant": ligne.enfant}
    a_soi["activite"] = ligne.activite
    tenues = SemaineType.objects.select_for_update().prefetch_related("exceptions")
    ancienne = tenues.filter(**a_soi).first()
    if not reglage.jours and ancienne is None:
        return
    if not reglage.jours <= codes_de(ligne):
        raise Refus(JOUR_INCONNU)
    avant = _telle_quelle(ancienne, ligne.faits.calendrier) if ancienne else None
    exceptions = dict(avant.exceptions) if avant else {}
    champs: dict[str, Any] = {
        "jours": sorted(reglage.jours),
        "debut": reglage.debut,
        "fin": reglage.fin,
        "suivie_depuis": maintenant,
        "par": par,
    }
    modele, neuve = SemaineType.objects.update_or_create(**a_soi, defaults=champs)
    semaine = Semaine(reglage.jours, reglage.debut, reglage.fin)
    if neuve:
        exceptions |= _deja_reserves(ligne, semaine)
    exceptions |= _sans(semaine, reglage.sauf)
    _garder(modele, exceptions)
    if avant:
        _retirer_du_panier(ligne, avant, replace(semaine, exceptions=exceptions))


def codes_de(ligne: LigneInscription) -> frozenset[str]:
    """The days of school on which this activity is booked, by part of the day."""
    moments = (
        ("matin", "apres-midi")
        if ligne.activite.unite_scolaire == Unite.DEMI_JOURNEE
        else ("journee",)
    )
    return CODES & {f"{jour}-{un}" for jour in ligne.activite.jours_scolaires for un in moments}


def _telle_quelle(modele: SemaineType, calendrier: Calendrier) -> Semaine:
    """With what was booked and cancelled by hand until now."""
    return suivie(modele, lire_ce_qui_est_fait([modele]).get(modele.pk, ()), calendrier)


def _deja_reserves(ligne: LigneInscription, semaine: Semaine) -> dict[str, bool]:
    """What was booked before there was a week is kept: one more, where the week has it not."""
    faits = ligne.faits
    return {
        bloc.cle: True
        for bloc in ligne.blocs
        if semaine.debut <= bloc.debut <= semaine.fin
        and faits.reserve(bloc)
        and not semaine.dit(bloc, faits.calendrier)
    }


def _sans(semaine: Semaine, jours: Iterable[date]) -> dict[str, bool]:
    """Key of a bloc → False, of what the week has on these days."""
    codes = [code.split("-", 1) for code in semaine.jours]
    return {
        jour.isoformat() + ("" if moment == "journee" else f"-{moment}"): False
        for jour in jours
        for rang, moment in codes
        if int(rang) == jour.weekday()
    }


def _garder(modele: SemaineType, exceptions: Mapping[str, bool]) -> None:
    """These exceptions and no other."""
    modele.exceptions.exclude(bloc__in=exceptions).delete()
    ExceptionDeSemaine.objects.bulk_create(
        [
            ExceptionDeSemaine(semaine=modele, bloc=cle, reserve=un)
            for cle, un in exceptions.items()
        ],
        update_conflicts=True,
        unique_fields=["semaine", "bloc"],
        update_fields=["reserve"],
    )


def _retirer_du_panier(ligne: LigneInscription, avant: Semaine, semaine: Semaine) -> None:
    """What the earlier week had put in the basket and this one does not want leaves it; what was
    chosen by hand stays."""
    calendrier = ligne.faits.calendrier
    contraires: dict[str, list[str]] = {Action.RESERVER: [], Action.ANNULER: []}
    for bloc in ligne.blocs:
        veut = semaine.veut(bloc, calendrier)
        if veut != avant.veut(bloc, calendrier):
            contraires[Action.ANNULER if veut else Action.RESERVER].append(bloc.cle)
    a_soi = {"foyer": ligne.foyer, "enfant": ligne.enfant, "activite": ligne.activite}
    for action, cles in contraires.items():
        LignePanier.objects.filter(**a_soi, action=action, bloc__in=cles).delete()


@transaction.atomic
def abandonner(modele: SemaineType) -> None:
    """Keep this week no more. What it has booked stays booked."""
    modele.delete()


@transaction.atomic
def retirer_exceptions(modele: SemaineType, blocs: Collection[str] | None) -> int:
    """These days (all of them: None) are again as the week says; how many. Nothing is booked."""
    modele = SemaineType.objects.select_for_update().get(pk=modele.pk)
    debut, fin = timezone.localdate(), modele.fin
    calendrier = lire([modele.foyer], debut=debut, fin=max(debut, fin)).calendrier
    exceptions = _telle_quelle(modele, calendrier).exceptions
    restent = {cle: un for cle, un in exceptions.items() if blocs is not None and cle not in blocs}
    SemaineType.objects.filter(pk=modele.pk).update(suivie_depuis=timezone.now())
    _garder(modele, restent)
    return len(exceptions) - len(restent)
