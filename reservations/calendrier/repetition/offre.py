"""What a household may repeat: the activities of its children, as far as their openings go, read in
few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from famille.models import Enfant, Foyer
from reservations.lecture.lignes import Lecture, LigneInscription, lire
from reservations.lecture.presences_dites import mot_de
from reservations.lecture.recues import avec_les_recues
from reservations.models import Attente, LignePanier, Ouverture
from reservations.models.demandes import Action
from reservations.regles.juge import Unite
from reservations.tarifs.prix import prix_des_blocs

from .regles import CODES, MOMENTS, Demandee, Volet, proposer

HORIZON = timedelta(days=400)


def code(ligne: LigneInscription) -> str:
    """A line in an address: household, child, activity (pks)."""
    return f"{ligne.foyer.pk}-{ligne.enfant.pk}-{ligne.activite.pk}"


def moments_de(ligne: LigneInscription) -> set[str]:
    """Keys of MOMENTS."""
    return {CODES[mot_de(ligne.activite.service, bloc)] for bloc in ligne.blocs}


@dataclass
class Offre:
    foyers: list[Foyer]
    lecture: Lecture
    maintenant: datetime  # local
    horizon: date  # the last day that any opening covers
    retenues: frozenset[str] | None = None  # codes of the lines that are chosen; None for all

    @property
    def lignes(self) -> list[LigneInscription]:
        return [un for un in self.toutes if self.retenues is None or code(un) in self.retenues]

    @property
    def toutes(self) -> list[LigneInscription]:
        return [ligne for ligne in self.lecture.lignes if ligne.blocs]

    @property
    def jours(self) -> list[int]:
        """Weekdays (0: Monday) on which something other than a whole week is offered."""
        blocs = (
            bloc for ligne in self.lignes for bloc in ligne.blocs if bloc.unite != Unite.SEMAINE
        )
        return sorted({bloc.debut.weekday() for bloc in blocs})

    @property
    def moments(self) -> list[str]:
        """Keys of MOMENTS, in the order of the day."""
        offerts = {un for ligne in self.lignes for un in moments_de(ligne)}
        return [un for un in MOMENTS if un in offerts]

    def en_vacances_seulement(self, moment: str) -> bool:
        """Whether these blocs exist in the holidays only, as whole days often do."""
        en_vacances = self.lecture.calendrier.en_vacances
        return all(
            en_vacances(bloc.debut)
            for ligne in self.lignes
            for bloc in ligne.blocs
            if mot_de(ligne.activite.service, bloc) == MOMENTS[moment]
        )

    @property
    def premier_jour(self) -> date:
        """The first day that can still be booked, as far as deadlines say; today when there is
        none."""
        jours = (
            bloc.debut
            for ligne in self.lignes
            for bloc in ligne.blocs
            if self.maintenant
            <= ligne.faits.delai_reservation.limite(bloc.debut, ligne.faits.calendrier)
        )
        return min(jours, default=self.maintenant.date())

    @property
    def dernier_jour(self) -> date:
        """The last day of what is open now; of what is announced, when nothing is open yet."""
        ouvertures = [o for ligne in self.lignes for o in ligne.faits.ouvertures]
        ouvertes = [fin for _debut, fin, ouvre_le in ouvertures if ouvre_le <= self.maintenant]
        return max(ouvertes, default=self.horizon)

    def proposer(
        self, lignes: Iterable[LigneInscription], repetition: Demandee, *, annuler: bool = False
    ) -> list[Volet]:
        """One Volet a line, empty ones included. `annuler`: what of it can be cancelled."""
        prix = prix_des_blocs(self.lecture)
        a_soi = {"foyer__in": self.foyers}
        champs = ("foyer_id", "enfant_id", "activite_id", "bloc")
        panier = set(
            LignePanier.objects.filter(**a_soi).exclude(action=Action.ANNULER).values_list(*champs)
        )
        attentes = set(Attente.objects.filter(**a_soi).en_cours().order_by().values_list(*champs))
        return [
            proposer(
                ligne,
                repetition,
                maintenant=self.maintenant,
                prix=prix,
                paniers=panier,
                attentes=attentes,
                annuler=annuler,
            )
            for ligne in lignes
        ]


def lire_offre(foyers: list[Foyer]) -> Offre | None:
    """None when no child is registered anywhere, or when no opening has been announced."""
    maintenant = timezone.localtime()
    jour = maintenant.date()
    enfants = Enfant.objects.du(foyers)
    ouvertures = Ouverture.objects.filter(
        fin__gte=jour, activites__active=True, activites__inscriptions__enfant__in=enfants
    )
    horizon = ouvertures.aggregate(fin=Max("fin"))["fin"]
    if horizon is None:
        return None
    horizon = min(horizon, jour + HORIZON)
    offre = Offre(
        foyers, avec_les_recues(lire(foyers, debut=jour, fin=horizon)), maintenant, horizon
    )
    return offre if offre.lignes else None
