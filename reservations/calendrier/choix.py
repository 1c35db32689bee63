"""What a press in the calendar sends, and the button that comes back. No rule here."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone

from famille.models import Enfant, Foyer
from famille.socle.requetes import RequeteEcrite
from reservations.lecture.lignes import BlocLu, lire_bloc
from reservations.models import Activite
from reservations.moteur.demande import LigneDemandee

from .attentes_du_foyer import lire_attentes
from .grille import Contexte, choix_de, qui
from .grille_pieces import Choix
from .panier import Panier, actions_de


@dataclass(frozen=True)
class Presse:
    """One press: "12.3.2.2026-12-09-matin.reserver" is household, child, activity, bloc, what is
    asked."""

    foyer: int
    enfant: int
    activite: int
    bloc: str
    action: str

    @property
    def cle(self) -> tuple[int, int, int, str]:
        return self.foyer, self.enfant, self.activite, self.bloc

    @property
    def ligne(self) -> LigneDemandee:
        return LigneDemandee(self.enfant, self.activite, self.bloc, self.action)

    @classmethod
    def lire(cls, texte: str) -> "Presse | None":
        """None for what no page of ours sends."""
        morceaux = texte.split(".")
        if len(morceaux) != 5 or not all(
            m.isascii() and m.isdigit() and len(m) < 12 for m in morceaux[:3]
        ):
            return None
        foyer, enfant, activite = map(int, morceaux[:3])
        return cls(foyer, enfant, activite, morceaux[3][:24], morceaux[4])


def relire(
    foyers: dict[int, Foyer],
    presses: list[Presse],
    paniers: list[Panier],
    lus: list[BlocLu | None],
) -> list[Choix]:
    """These choices as the page would show them now; those that are no longer choices are left out.
    `lus`: what the presses have just read of each."""
    trouves = [
        lu or lire_bloc(foyers[presse.foyer], presse.enfant, presse.activite, presse.bloc)
        for presse, lu in zip(presses, lus, strict=True)
    ]
    connus = [trouve for trouve in trouves if trouve]
    if not connus or not paniers:
        return []
    contexte = Contexte(
        timezone.now(),
        actions=actions_de(paniers),
        attentes=lire_attentes(
            [panier for panier in paniers if panier.foyer.pk in foyers],
            debut=min(bloc.debut for _ligne, bloc in connus),
            fin=max(bloc.fin for _ligne, bloc in connus),
        ),
        seuil=paniers[0].seuil,
    )
    nom, plusieurs = cache(_nom), len(paniers) > 1
    relus = [
        choix_de(
            ligne,
            bloc,
            contexte,
            qui(ligne, nom=nom(ligne.foyer.pk, ligne.activite), plusieurs=plusieurs),
        )
        for ligne, bloc in connus
    ]
    return [choix for choix in relus if choix]


def _nom(foyer: int, activite: Activite) -> Any:
    """As `noms_des_activites` says it of the whole page."""
    voisines = _VOISINES.lire(
        foyer=foyer, structure=activite.structure_id, jour=timezone.localdate()
    )
    return str(activite) if len(voisines) > 1 else activite.structure.nom


_VOISINES = RequeteEcrite(
    lambda foyer, structure, jour: (
        Activite.objects.filter(
            structure=structure,
            inscriptions__enfant__in=Enfant.objects.du(Foyer.objects.filter(pk=foyer), jour),
        )
        .order_by()
        .values_list("pk")
        .distinct()[:2]
    )
)
