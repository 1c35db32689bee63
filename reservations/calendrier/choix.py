"""What a press in the calendar sends, and the button that comes back. No rule here."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from famille.models import Enfant, Foyer
from famille.socle.requetes import RequeteEcrite
from reservations.lecture.lignes import BlocLu, LigneInscription, lire_bloc
from reservations.models import Activite

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


def relire(foyer: Foyer, presse: Presse, paniers: list[Panier], lu: BlocLu | None) -> Choix | None:
    """This choice as the page would show it now; None when it is no longer one. `lu`: what the
    press has just read of it."""
    trouve = lu or lire_bloc(foyer, presse.enfant, presse.activite, presse.bloc)
    if trouve is None or not paniers:
        return None
    ligne, bloc = trouve
    contexte = Contexte(
        timezone.now(),
        actions=actions_de(paniers),
        attentes=lire_attentes(
            [panier for panier in paniers if panier.foyer == foyer], debut=bloc.debut, fin=bloc.fin
        ),
        seuil=paniers[0].seuil,
    )
    dite = qui(ligne, nom=_nom(ligne), plusieurs=len(paniers) > 1)
    return choix_de(ligne, bloc, contexte, dite)


def _nom(ligne: LigneInscription) -> Any:
    """As `noms_des_activites` says it of the whole page."""
    voisines = _VOISINES.lire(
        foyer=ligne.foyer.pk, structure=ligne.activite.structure_id, jour=timezone.localdate()
    )
    return str(ligne.activite) if len(voisines) > 1 else ligne.activite.structure.nom


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
