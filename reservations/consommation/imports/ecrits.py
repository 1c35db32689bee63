"""The rows of an import: written with what they were before, and put back as they were."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from famille.actions import noter_modification
from famille.models import Foyer
from famille.regles.foyer import en_lettres
from famille.socle.erreurs import Refus
from reservations.models import ConsommationImportee, ImportConsommation

from .controle import Controle, LigneLue, factures_de
from .dits import combien_dit

PAR_LOT = 500
_CHAMPS = ["quantite", "presence", "foyer", "importation", "avant"]


def ecrire(depose: ImportConsommation, controle: Controle, *, par) -> None:
    """Within the caller's transaction."""
    _ranger(_neuve(ligne, depose) for ligne in controle.nouvelles)
    _noter_les_corrections(controle, par=par)
    _ranger(_neuve(ligne, depose, avant=_etat_de(rangee)) for ligne, rangee in controle.modifiees)


def _ranger(rangees: Iterable[ConsommationImportee]) -> None:
    """Written, or put in the place of what the same child has that day: the row keeps its key,
    which invoices name."""
    ConsommationImportee.objects.bulk_create(
        rangees,
        batch_size=PAR_LOT,
        update_conflicts=True,
        unique_fields=["enfant", "activite", "jour"],
        update_fields=_CHAMPS,
    )


def _neuve(
    ligne: LigneLue, depose: ImportConsommation, avant: dict | None = None
) -> ConsommationImportee:
    return ConsommationImportee(
        enfant_id=ligne.enfant,
        activite_id=ligne.activite,
        jour=ligne.jour,
        foyer_id=ligne.foyer,
        quantite=ligne.quantite,
        presence=ligne.presence,
        importation=depose,
        avant=avant,
    )


def _etat_de(rangee: ConsommationImportee) -> dict:
    return {
        "quantite": str(rangee.quantite),
        "presence": rangee.presence,
        "foyer": rangee.foyer_id,
        "importation": rangee.importation_id,
        "avant": rangee.avant,
    }


def defaire(depose: ImportConsommation, *, par) -> int:
    """int: how many rows. Refus as annuler_import."""
    rangees = list(depose.lignes.select_for_update().order_by("pk"))
    attendues = depose.bilan["nouvelles"] + depose.bilan["modifiees"]
    if len(rangees) != attendues:
        raise Refus(
            "Un import plus récent a corrigé des lignes de celui-ci : annulez d’abord le plus"
            " récent, puis celui-ci."
        )
    if factures := factures_de([rangee.pk for rangee in rangees]):
        raise Refus(
            f"Des lignes de cet import sont déjà facturées ({len(factures)}, dont une sur la"
            f" facture {min(factures.values())}) : corrigez les factures par un avoir, puis annulez"
            " l’import."
        )
    neuves = [rangee.pk for rangee in rangees if rangee.avant is None]
    for debut in range(0, len(neuves), PAR_LOT):
        ConsommationImportee.objects.filter(pk__in=neuves[debut : debut + PAR_LOT]).delete()
    _ranger(_remise(rangee, rangee.avant) for rangee in rangees if rangee.avant is not None)
    return len(rangees)


def _remise(rangee: ConsommationImportee, avant: dict) -> ConsommationImportee:
    return ConsommationImportee(
        enfant_id=rangee.enfant_id,
        activite_id=rangee.activite_id,
        jour=rangee.jour,
        foyer_id=avant["foyer"],
        quantite=Decimal(avant["quantite"]),
        presence=avant["presence"],
        importation_id=avant["importation"],
        avant=avant["avant"],
    )


def _noter_les_corrections(controle: Controle, *, par) -> None:
    """Each household finds in its journal what was changed of a count that it may have read
    already."""
    avant: dict[int, dict[str, str]] = defaultdict(dict)
    apres: dict[int, dict[str, str]] = defaultdict(dict)
    for ligne, rangee in controle.modifiees:
        quoi = f"{ligne.qui}, {ligne.quoi}, {en_lettres(ligne.jour)}"
        avant[rangee.foyer_id][quoi] = combien_dit(rangee.quantite, rangee.presence)
        if ligne.foyer == rangee.foyer_id:
            apres[ligne.foyer][quoi] = combien_dit(ligne.quantite, ligne.presence)
    for pk, foyer in Foyer.objects.in_bulk(avant).items():
        noter_modification(
            foyer,
            f"consommation {controle.mois.complement}",
            par=par,
            avant=avant[pk],
            apres=apres[pk],
        )
