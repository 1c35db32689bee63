"""The tariffs in force, as the public page draws them: from the grids that price the bookings."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from famille.socle.dire import enumerer
from reservations.models import Activite
from reservations.regles.tarifs import Grille, grille_au

from .faits import A_PERSONNE, lire_ce_qui_est_accorde_a_tous, lire_grilles
from .grille_dite import dire_la_grille


@dataclass
class TarifPublic:
    """One table. `accordees`: the reductions that all have there today, which its prices leave out;
    `lieux`: the centres that have these very prices, for this activity."""

    activite: str
    unite: str
    calcul: str
    colonnes: list[str]
    lignes: list[tuple[str, list[str]]]
    deliberation: str
    depuis: date
    accordees: list[str] = field(default_factory=list)
    lieux: list[str] = field(default_factory=list)

    @property
    def titre(self) -> str:
        return f"{self.activite}, {self.unite}"

    @property
    def ou(self) -> str:
        return enumerer(dict.fromkeys(self.lieux))


def tarifs_en_vigueur(jour: date) -> list[TarifPublic]:
    """In three queries, whatever the number of centres; those of the same prices share a table."""
    activites = list(Activite.objects.filter(active=True).select_related("structure"))
    grilles = lire_grilles([une.pk for une in activites])
    faits = lire_ce_qui_est_accorde_a_tous()
    tarifs: dict[str, TarifPublic] = {}
    for activite in sorted(activites, key=lambda une: (une.nom, une.structure.nom)):
        for siennes in grilles[activite.pk].values():
            grille = grille_au(siennes, jour)
            dit = _decrire(activite, grille) if grille else None
            if dit:
                accordees = faits.reductions(A_PERSONNE, activite.structure_id, activite.pk, jour)
                dit.accordees = [une.regle for une in accordees]
                cle = repr((dit.titre, dit.calcul, dit.lignes, dit.deliberation, dit.accordees))
                tarifs.setdefault(cle, dit).lieux.append(activite.structure.nom)
    return list(tarifs.values())


def _decrire(activite: Activite, grille: Grille) -> TarifPublic | None:
    """None when the grid gives no price."""
    dit = dire_la_grille(grille)
    if "lignes" not in dit:
        return None
    colonnes, lignes = _sans_redite(dit)
    return TarifPublic(
        activite=activite.nom,
        unite=dit["unite"],
        calcul=dit["calcul"],
        colonnes=colonnes,
        lignes=lignes,
        deliberation=grille.deliberation,
        depuis=grille.debut,
    )


def _sans_redite(dit: dict[str, Any]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Where all pay the same wherever they live, one column says it; where the quotient changes
    nothing, one line."""
    noms, lignes = dit["colonnes"], dit["lignes"]
    colonnes = list(zip(*(montants for _qui, montants in lignes), strict=True))
    gardees = [
        rang for rang, une in enumerate(colonnes) if rang % 2 == 0 or une != colonnes[rang - 1]
    ]
    seules = len(gardees) * 2 == len(colonnes)
    titres = [noms[rang] for rang in gardees]
    if seules:
        titres = [nom.partition(", ")[2].capitalize() or "Prix" for nom in titres]
    par_qui = [(_court(qui), [montants[rang] for rang in gardees]) for qui, montants in lignes]
    if all(montants == par_qui[0][1] for _qui, montants in par_qui):
        par_qui = [("Quel que soit le quotient", par_qui[0][1])]
    return titres, par_qui


def _court(qui: str) -> str:
    """Under the heading "Votre quotient": "Jusqu’à 400", on a telephone too."""
    reste = qui.removeprefix("Quotient ")
    return reste[0].upper() + reste[1:]
