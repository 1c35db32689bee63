"""What the calendar may say of days that are not open yet: out of what it has read already, without
a query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from famille.socle.dire import dans, du_au, en_moment
from reservations.lecture.lignes import LigneInscription
from reservations.lecture.ville import Ville
from reservations.models import Activite
from reservations.regles.faits import ParVoeux
from reservations.regles.juge import Bloc, CreneauLu, blocs
from reservations.regles.planning import jours_prevus


@dataclass
class AVenir:
    """Days of one month that open together. `centres`: names of the structures that they concern.
    `voeux`: the wishes that come before, None where there are none."""

    ouvre_le: datetime
    debut: date
    fin: date
    maintenant: datetime
    voeux: ParVoeux | None = None
    centres: list[str] = field(default_factory=list)

    @property
    def jours(self) -> str:
        return du_au(self.debut, self.fin)

    @property
    def voeux_jusqu_au(self) -> str:
        """Until when wishes can still be written; "" when they cannot, or where nobody wishes."""
        if self.voeux is None or self.voeux.jusqu_au <= self.maintenant:
            return ""
        return en_moment(self.voeux.jusqu_au, self.maintenant)

    @property
    def quand(self) -> str:
        return en_moment(self.ouvre_le, self.maintenant)

    @property
    def dans(self) -> str:
        return dans(self.ouvre_le, self.maintenant)


def ouvertures_a_venir(
    lignes: Iterable[LigneInscription], *, debut: date, fin: date, maintenant: datetime
) -> list[AVenir]:
    """The openings to wait for between two days, the first one first; days that nobody has
    announced are left out."""
    trouvees: dict[tuple[datetime, int], AVenir] = {}
    for ligne in {une.activite.pk: une for une in lignes}.values():  # the same for all its children
        if all(ouvre_le <= maintenant for *_jours, ouvre_le in ligne.faits.ouvertures):
            continue  # nothing to wait for, whatever its days
        for bloc in ligne.blocs:
            ouvre_le = ligne.faits.ouvre_le(bloc)
            if ouvre_le is None or ouvre_le <= maintenant or bloc.fin < debut or bloc.debut > fin:
                continue
            voeux = ligne.faits.par_voeux(bloc)
            neuve = AVenir(ouvre_le, bloc.debut, bloc.fin, maintenant, voeux)
            une = trouvees.setdefault((ouvre_le, voeux.ouverture if voeux else 0), neuve)
            une.debut, une.fin = min(une.debut, bloc.debut), max(une.fin, bloc.fin)
            if ligne.activite.structure.nom not in une.centres:
                une.centres.append(ligne.activite.structure.nom)
    return sorted(trouvees.values(), key=lambda une: une.ouvre_le)


def blocs_prevus(activite: Activite, ville: Ville, *, debut: date, fin: date) -> list[Bloc]:
    """The blocs that the activity should have between two days, while no créneau of them has been
    made."""
    calendrier, accueil = ville.calendrier, ville.accueil_de(activite)
    moments = [
        (prevu.jour, un)
        for prevu in jours_prevus(debut, fin, accueil, calendrier)
        for un in prevu.moments
    ]
    creneaux = [CreneauLu(-rang, jour, un, 1, 0) for rang, (jour, un) in enumerate(moments, 1)]
    return blocs(creneaux, lambda jour: accueil.unite(calendrier, jour))
