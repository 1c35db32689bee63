"""What the absences of a month would change, said before one press notes them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from famille.models import Utilisateur
from famille.socle.dire import en_euros
from reservations.lecture.filtres import Mois
from reservations.models import Activite
from reservations.planning.directions import recul_de
from reservations.presences.issues import motif_du_jour

from .actions import LIMITE
from .lecture import EcartDeComptage, lire_les_ecarts


@dataclass(frozen=True)
class AbsencesAnnoncees:
    """`voulues`: those of one press; `reste`: how many are left for another; `trop_tard`: how many
    nobody may note any more, and `motif`, why. `recul`: how many days after its own an absence is
    noted, and taken back."""

    voulues: Sequence[EcartDeComptage]
    reste: int
    trop_tard: int
    motif: str
    recul: int

    @property
    def nombre(self) -> int:
        return len(self.voulues)

    @cached_property
    def _avant_apres(self) -> list[tuple[Decimal, Decimal]]:
        """What each costs as it stands and once noted, of those that have a price."""
        return [
            (un.ligne.montant, un.montant_absent)
            for un in self.voulues
            if un.ligne.montant is not None and un.montant_absent is not None
        ]

    @property
    def sans_prix(self) -> int:
        return self.nombre - len(self._avant_apres)

    @property
    def avant(self) -> str:
        return en_euros(sum((avant for avant, _apres in self._avant_apres), Decimal(0)))

    @property
    def apres(self) -> str:
        return en_euros(sum((apres for _avant, apres in self._avant_apres), Decimal(0)))

    @property
    def premier_terme(self) -> date:
        """The last day on which the first of them is taken back."""
        return min(un.ligne.jour for un in self.voulues) + timedelta(days=self.recul)


def annoncer_les_absences(activite: Activite, mois: Mois, *, par: Utilisateur) -> AbsencesAnnoncees:
    recul = recul_de(par)
    trouvees = lire_les_ecarts(mois, activite).non_pointes
    motifs = [motif_du_jour(un.ligne.jour, recul) for un in trouvees]
    libres = [un for un, motif in zip(trouvees, motifs, strict=True) if not motif]
    return AbsencesAnnoncees(
        voulues=libres[:LIMITE],
        reste=max(len(libres) - LIMITE, 0),
        trop_tard=len(trouvees) - len(libres),
        motif=next(filter(None, motifs), ""),
        recul=recul,
    )
