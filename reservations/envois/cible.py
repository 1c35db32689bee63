"""To whom a message to many goes: the families of an activity, of a day, of a school."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from famille.courriels.destinataires import adultes_de
from famille.models import Enfant, Foyer, Rattachement, Responsable
from famille.socle.dire import en_jour
from reservations.models import Activite, Inscription, Reservation

if TYPE_CHECKING:
    from famille.models.foyer import FoyerQuerySet


ACTIVITE, JOUR, ECOLE = "activite", "jour", "ecole"
GENRES = [
    (ACTIVITE, "Les familles dont un enfant est inscrit à une activité"),
    (JOUR, "Les familles qui ont réservé un jour"),
    (ECOLE, "Les familles d’une école"),
]


@dataclass(frozen=True)
class Cible:
    """Only the fields of its `genre` are read. A registered child or a pupil has his message in
    each of his homes, a booking in the one that made it (D11)."""

    genre: str
    activite: int | None = None
    debut: date | None = None
    fin: date | None = None
    jour: date | None = None
    ecole: str = ""

    @classmethod
    def de(cls, donnees: Mapping) -> "Cible":
        """From an EnvoiGroupe.cible."""
        jours = {
            nom: date.fromisoformat(donnees[nom])
            for nom in ("debut", "fin", "jour")
            if donnees.get(nom)
        }
        return cls(
            donnees["genre"],
            activite=donnees.get("activite"),
            ecole=donnees.get("ecole", ""),
            **jours,
        )

    def en_json(self) -> dict:
        jours = {
            nom: valeur.isoformat()
            for nom in ("debut", "fin", "jour")
            if (valeur := getattr(self, nom))
        }
        return {"genre": self.genre, "activite": self.activite, "ecole": self.ecole} | jours

    def foyers(self) -> "FoyerQuerySet":
        """QuerySet of the Foyer concerned today, by name: those that an adult has not left."""
        presents = Responsable.objects.actuels().values("foyer")
        if self.genre == JOUR:
            reservations = Reservation.objects.filter(creneau__jour=self.jour)
            if self.activite:
                reservations = reservations.filter(creneau__activite=self.activite)
            return Foyer.objects.filter(pk__in=reservations.values("foyer")).filter(pk__in=presents)
        jour = timezone.localdate()
        residences = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour), debut__lte=jour)
        residences = residences.filter(enfant__in=self._enfants())
        return Foyer.objects.filter(pk__in=residences.values("foyer")).filter(pk__in=presents)

    def _enfants(self) -> QuerySet[Enfant]:
        if self.genre == ECOLE:
            return Enfant.objects.filter(ecole=self.ecole).values("pk")
        inscrits = Inscription.objects.filter(
            Q(fin=None) | Q(fin__gte=self.debut), debut__lte=self.fin
        )
        return inscrits.filter(activite=self.activite).values("enfant")

    def dite(self) -> str:
        """ "Les familles de l’école Jean-Zay"."""
        activite = Activite.objects.select_related("structure").filter(pk=self.activite).first()
        if self.genre == ECOLE:
            nom = self.ecole[5:].strip() if self.ecole.lower().startswith("école") else self.ecole
            return f"Les familles de l’école {nom}"
        if self.genre == JOUR:
            ou = f" à {activite}" if activite else ""
            return f"Les familles qui ont réservé{ou} le {en_jour(self.jour, annee=True)}"
        return (
            f"Les familles inscrites à {activite}, du {en_jour(self.debut)} au"
            f" {en_jour(self.fin, annee=True)}"
        )


@dataclass(frozen=True)
class ApercuEnvoi:
    """`adultes`: how many mails leave; `sans_courriel`: the households in which nobody has an
    account."""

    foyers: list[Foyer]
    adultes: int
    sans_courriel: list[Foyer]

    @property
    def vus(self) -> str:
        return empreinte(foyer.pk for foyer in self.foyers)


def apercu(cible: Cible) -> ApercuEnvoi:
    foyers = list(cible.foyers())
    joints = adultes_de(foyers)
    sans = [foyer for foyer in foyers if foyer.pk not in joints]
    return ApercuEnvoi(foyers, sum(len(adultes) for adultes in joints.values()), sans)


def empreinte(foyers: Iterable[int]) -> str:
    """A print of these households (pks), which the form of an agent brings back: they are still
    those he has seen."""
    return hashlib.sha256(repr(sorted(foyers)).encode()).hexdigest()[:32]


def ecoles() -> list[str]:
    """The schools in which a child of the town is."""
    nommees = Enfant.objects.exclude(ecole="").order_by("ecole")
    return list(nommees.values_list("ecole", flat=True).distinct())
