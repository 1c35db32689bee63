"""What a titre asks and the debt no longer owes: paid here since, corrected, or taken back by the
régie. The same year, a titre d'annulation says it; later, only a mandat of the finance service
can."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db import IntegrityError, transaction
from django.db.models import (
    Case,
    DecimalField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from famille.journal.modifications import noter_modification
from famille.models import (
    BordereauTresor,
    CreanceTransmise,
    LigneTitre,
    RecouvrementTresor,
    TitreTresor,
    Utilisateur,
)
from famille.regles.montants import CENTIME
from famille.socle.dire import en_euros
from famille.socle.erreurs import Refus

from .bordereaux import (
    EN_ROUTE,
    Etat,
    Genre,
    clore_la_preparation,
    en_route,
    exiger_les_reglages,
    nouveau_bordereau,
    prochain_titre,
)
from .candidats import PAR_BORDEREAU

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CreanceDeTrop = WithAnnotations[CreanceTransmise, "AvecTrop"]

    class AvecTrop(TypedDict):
        demande: Decimal
        recouvre: Decimal
        du: Decimal
        trop: Decimal


_EUROS = DecimalField(max_digits=12, decimal_places=2)
_ZERO = Value(Decimal("0.00"), output_field=_EUROS)
_PRESQUE_RIEN = Decimal("0.005")  # SQLite adds floats


@dataclass(frozen=True)
class AAnnuler:
    """`montant`: what is to take off this debt's titre; `cette_annee`: a titre d'annulation may."""

    creance: CreanceTransmise
    titre: TitreTresor
    montant: Decimal
    cette_annee: bool


def creances_a_annuler() -> "QuerySet[CreanceDeTrop]":
    """QuerySet of the debts of accepted titres of which more is asked than is owed, each with
    `trop`; the oldest first."""
    lignes = _prises().filter(creance=OuterRef("pk")).order_by().values("creance")
    notes = RecouvrementTresor.objects.filter(
        facture=OuterRef("facture"),
        annule_le=None,
        le__gte=OuterRef("etat__le"),
        le__lte=Coalesce(OuterRef("reprise_le"), Value(timezone.now() + timedelta(days=1))),
    )
    recus = notes.order_by().values("facture")
    reste = Greatest(F("facture__total") - F("facture__regle"), _ZERO, output_field=_EUROS)
    vive = Q(reprise_le=None, facture__au_tresor_le__isnull=False)
    demandees = CreanceTransmise.objects.annotate(
        demande=_somme(lignes, F("montant") - F("annule")),
        recouvre=_somme(recus, F("montant")),
        du=Case(When(vive, then=reste), default=_ZERO, output_field=_EUROS),
    )
    trop = demandees.annotate(trop=F("demande") - F("recouvre") - F("du"))
    return trop.filter(trop__gt=_PRESQUE_RIEN).order_by("pk")


def _prises() -> QuerySet[LigneTitre]:
    """Lines of titres that the Treasury has."""
    return LigneTitre.objects.filter(
        origine=None, titre__refuse_le=None, titre__bordereau__etat=Etat.ACCEPTE
    )


def _somme(lignes: QuerySet, quoi: F | Combinable) -> Coalesce:
    somme = lignes.annotate(somme=Sum(quoi, output_field=_EUROS)).values("somme")
    return Coalesce(Subquery(somme, output_field=_EUROS), _ZERO, output_field=_EUROS)


def a_annuler(exercice: int | None = None) -> list[AAnnuler]:
    """The first PAR_BORDEREAU of them, or of those whose titre is of this exercise. Two queries."""
    toutes = creances_a_annuler().select_related("facture__foyer", "etat")
    if exercice is not None:
        siennes = _prises().filter(titre__bordereau__exercice=exercice)
        toutes = toutes.filter(pk__in=siennes.values("creance"))
    creances = list(toutes[:PAR_BORDEREAU])
    lignes = _prises().filter(creance__in=creances).select_related("titre__bordereau")
    titres = {ligne.creance_id: ligne.titre for ligne in lignes}
    annee = timezone.localdate().year
    return [
        AAnnuler(
            une,
            titres[une.pk],
            Decimal(une.trop).quantize(CENTIME),
            titres[une.pk].bordereau.exercice == annee,
        )
        for une in creances
    ]


def preparer_les_annulations(*, par: Utilisateur) -> BordereauTresor:
    """The bordereau of all that may be taken off by a titre of this year. Refus: no setting,
    another one is on its way, nothing to take off, or the format refuses it."""
    reglage = exiger_les_reglages()
    try:
        with transaction.atomic():
            jour = timezone.localdate()
            bordereau = nouveau_bordereau(Genre.ANNULATIONS, reglage, jour, par=par)
            trouvees = a_annuler(bordereau.exercice)
            if not trouvees:
                raise Refus("Aucun titre de cette année n’est à annuler ni à réduire.")
            premier = prochain_titre(Genre.ANNULATIONS, bordereau.exercice, reglage)
            par_titre: dict[int, list[AAnnuler]] = {}
            for une in trouvees:
                par_titre.setdefault(une.titre.pk, []).append(une)
            for rang, siennes in enumerate(par_titre.values()):
                _ecrire(bordereau, premier + rang, siennes)
            return clore_la_preparation(bordereau)
    except IntegrityError:
        if not en_route(Genre.ANNULATIONS).exists():
            raise
        raise Refus(EN_ROUTE) from None


def _ecrire(bordereau: BordereauTresor, numero: int, siennes: Sequence[AAnnuler]) -> None:
    origine = siennes[0].titre
    titre = TitreTresor.objects.create(
        bordereau=bordereau,
        numero=numero,
        responsable=origine.responsable,
        debiteur=origine.debiteur,
        montant=sum((une.montant for une in siennes), Decimal("0.00")),
        origine=origine,
    )
    rang = 0
    for une in siennes:
        for ligne, montant in _retirer(une):
            rang += 1
            LigneTitre.objects.create(
                titre=titre,
                rang=rang,
                creance=une.creance,
                objet=ligne.objet,
                produit=ligne.produit,
                nature=ligne.nature,
                fonction=ligne.fonction,
                montant=montant,
                origine=ligne,
            )


def _retirer(une: AAnnuler) -> list[tuple[LigneTitre, Decimal]]:
    """(line, what is taken off it), noted on each, the last line first."""
    reste, retirees = une.montant, []
    lignes = _prises().filter(creance=une.creance).select_for_update(of=("self",))
    for ligne in lignes.order_by("-rang"):
        montant = min(reste, ligne.montant - ligne.annule)
        if montant > 0:
            ligne.annule += montant
            ligne.save(update_fields=["annule"])
            retirees.append((ligne, montant))
            reste -= montant
    return retirees


@transaction.atomic
def noter_une_annulation(creance: int, *, reference: str, par: Utilisateur) -> Decimal:
    """Of a titre of another year: the finance service has taken it off by its mandat. What was
    taken off. Refus: no reference, or there is nothing to take off."""
    if not reference.strip():
        raise Refus("Donnez le numéro du mandat du service des finances.", champ="reference")
    list(CreanceTransmise.objects.select_for_update().filter(pk=creance).values("pk"))
    trouvee = creances_a_annuler().filter(pk=creance).select_related("facture__foyer").first()
    if trouvee is None:
        raise Refus("Cette créance n’a plus rien à annuler : elle vient d’être traitée.")
    titre = _prises().filter(creance=trouvee).select_related("titre__bordereau")[0].titre
    montant = Decimal(trouvee.trop).quantize(CENTIME)
    _retirer(AAnnuler(trouvee, titre, montant, cette_annee=False))
    noter_modification(
        trouvee.facture.foyer,
        f"facture {trouvee.facture}, {titre}",
        par=par,
        avant={"Demandé par le titre": en_euros(montant)},
        apres={"Demandé par le titre": f"annulé par le mandat {reference.strip()[:60]}"},
    )
    return montant
