"""What a titre asks and its debt no longer owes. The same year, a titre d'annulation says it;
later, only a mandat of the finance service can."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from famille.journal.modifications import noter_modification
from famille.models import BordereauTresor, CreanceTransmise, LigneTitre, TitreTresor, Utilisateur
from famille.regles.montants import CENTIME, ZERO
from famille.socle.dire import en_euros
from famille.socle.erreurs import Refus, exiger_ecrit

from .bordereaux import (
    Genre,
    clore_la_preparation,
    exiger_les_reglages,
    nouveau_bordereau,
    prochain_titre,
    un_seul_en_route,
)
from .candidats import PAR_BORDEREAU
from .de_trop import creances_a_annuler, prises


@dataclass(frozen=True)
class AAnnuler:
    """`montant`: what is to take off this debt's titre; `cette_annee`: a titre d'annulation may."""

    creance: CreanceTransmise
    titre: TitreTresor
    montant: Decimal
    cette_annee: bool


def a_annuler(exercice: int | None = None) -> list[AAnnuler]:
    """The first PAR_BORDEREAU of them, or of those whose titre is of this exercise. Two queries."""
    toutes = creances_a_annuler().select_related("facture__foyer", "etat")
    if exercice is not None:
        siennes = prises().filter(titre__bordereau__exercice=exercice)
        toutes = toutes.filter(pk__in=siennes.values("creance"))
    creances = list(toutes[:PAR_BORDEREAU])
    lignes = prises().filter(creance__in=creances).select_related("titre__bordereau")
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
    reglage, jour = exiger_les_reglages(), timezone.localdate()
    with un_seul_en_route(Genre.ANNULATIONS):
        bordereau = nouveau_bordereau(Genre.ANNULATIONS, reglage, jour, par=par)
        trouvees = a_annuler(bordereau.exercice)
        if not trouvees:
            raise Refus("Aucun titre de cette année n’est à annuler ni à réduire.")
        premier = prochain_titre(Genre.ANNULATIONS, bordereau.exercice, reglage)
        par_titre: dict[int, list[AAnnuler]] = defaultdict(list)
        for une in trouvees:
            par_titre[une.titre.pk].append(une)
        for rang, siennes in enumerate(par_titre.values()):
            _ecrire(bordereau, premier + rang, siennes)
        return clore_la_preparation(bordereau)


def _ecrire(bordereau: BordereauTresor, numero: int, siennes: Sequence[AAnnuler]) -> None:
    origine = siennes[0].titre
    titre = TitreTresor.objects.create(
        bordereau=bordereau,
        numero=numero,
        responsable=origine.responsable,
        debiteur=origine.debiteur,
        montant=sum((une.montant for une in siennes), ZERO),
        origine=origine,
    )
    retirees = [retiree for une in siennes for retiree in _retirer(une)]
    for rang, (ligne, montant) in enumerate(retirees, 1):
        LigneTitre.objects.create(
            titre=titre,
            rang=rang,
            creance_id=ligne.creance_id,
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
    lignes = prises().filter(creance=une.creance).select_for_update(of=("self",))
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
    reference = exiger_ecrit(
        reference, "Donnez le numéro du mandat du service des finances.", champ="reference"
    )
    list(CreanceTransmise.objects.select_for_update().filter(pk=creance).values("pk"))
    trouvee = creances_a_annuler().filter(pk=creance).select_related("facture__foyer").first()
    if trouvee is None:
        raise Refus("Cette créance n’a plus rien à annuler : elle vient d’être traitée.")
    titre = prises().filter(creance=trouvee).select_related("titre__bordereau")[0].titre
    montant = Decimal(trouvee.trop).quantize(CENTIME)
    _retirer(AAnnuler(trouvee, titre, montant, cette_annee=False))
    noter_modification(
        trouvee.facture.foyer,
        f"facture {trouvee.facture}, {titre}",
        par=par,
        avant={"Demandé par le titre": en_euros(montant)},
        apres={"Demandé par le titre": f"annulé par le mandat {reference[:60]}"},
    )
    return montant
