"""To whom a message to many goes: the families of an activity, a day, a queue, a school, a town;
those of whom something is missing, or owed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone

from famille.courriels.destinataires import adultes_de
from famille.dossier.foyers.adresses import qui_habitent
from famille.dossier.foyers.dossier import (
    avec_besoins,
    avec_faits,
    avec_reglage,
    points_de,
    reglage_de,
)
from famille.dossier.foyers.ecoles.lecture import ou_vivent
from famille.models import (
    AdresseFoyer,
    Classe,
    Ecole,
    Enfant,
    Facture,
    Foyer,
    Niveau,
    QuotientFamilial,
    Responsable,
)
from famille.regles.scolarite import niveau_seul
from famille.socle.dire import en_jour
from reservations.models import Activite, Attente, Inscription, Reservation

if TYPE_CHECKING:
    from famille.models.foyer import FoyerQuerySet


class Public(TextChoices):
    """Which families."""

    ACTIVITE = "activite", "Les familles dont un enfant est inscrit à une activité"
    JOUR = "jour", "Les familles qui ont réservé un jour"
    ATTENTE = "attente", "Les familles en liste d’attente"
    ECOLE = "ecole", "Les familles d’une école"
    CLASSE = "classe", "Les familles d’une classe"
    COMMUNE = "commune", "Les familles d’une commune"
    QUOTIENT = "quotient", "Les familles d’enfants inscrits dont le quotient n’est pas connu"
    PAPIERS = "papiers", "Les familles d’enfants inscrits dont un papier manque"
    RETARD = "retard", "Les familles dont une facture est en retard"


JOURS, MOTS = ("debut", "fin", "jour"), ("ecole", "classe", "commune")


@dataclass(frozen=True)
class Cible:
    """Only the fields of its `genre` are read. A registered child, a pupil or a child whose papers
    are missing has his message in each of his homes, a booking or a place in the queue in the one
    that made it (D11)."""

    genre: str
    activite: int | None = None
    debut: date | None = None
    fin: date | None = None
    jour: date | None = None
    ecole: str = ""
    classe: str = ""
    commune: str = ""

    @classmethod
    def de(cls, donnees: Mapping) -> "Cible":
        """From an EnvoiGroupe.cible."""
        jours: dict[str, Any] = {
            nom: date.fromisoformat(donnees[nom]) for nom in JOURS if donnees.get(nom)
        }
        mots = {nom: donnees.get(nom, "") for nom in MOTS}
        return cls(donnees["genre"], activite=donnees.get("activite"), **mots, **jours)

    def en_json(self) -> dict:
        jours = {nom: valeur.isoformat() for nom in JOURS if (valeur := getattr(self, nom))}
        mots = {nom: getattr(self, nom) for nom in MOTS}
        return {"genre": self.genre, "activite": self.activite} | mots | jours

    def foyers(self) -> "FoyerQuerySet":
        """QuerySet of the Foyer concerned today, by name: those that an adult has not left."""
        presents = Responsable.objects.actuels().values("foyer")
        return self._concernes().filter(pk__in=presents)

    def _concernes(self) -> "FoyerQuerySet":
        foyers, jour = Foyer.objects.all(), timezone.localdate()
        match self.genre:
            case Public.JOUR:
                assert self.jour is not None, "what is about a day says which"
                reservations = self._de_l_activite(
                    Reservation.objects.filter(creneau__jour=self.jour), "creneau__activite"
                )
                return foyers.filter(pk__in=reservations.values("foyer"))
            case Public.ATTENTE:
                attentes = self._de_l_activite(Attente.objects.en_cours(), "activite")
                return foyers.filter(pk__in=attentes.values("foyer"))
            case Public.RETARD:
                retards = Facture.objects.en_retard(jour).aux_familles()
                return foyers.filter(pk__in=retards.order_by().values("foyer"))
            case Public.QUOTIENT:
                connus = QuotientFamilial.objects.filter(
                    Q(fin=None) | Q(fin__gte=jour), debut__lte=jour
                )
                return ou_vivent(_inscrits(jour), foyers).exclude(pk__in=connus.values("foyer"))
            case Public.COMMUNE:
                return qui_habitent(self.commune, foyers)
        return ou_vivent(self._enfants(jour), foyers)

    def _de_l_activite[Lignes: QuerySet](self, lignes: Lignes, champ: str) -> Lignes:
        return lignes.filter(**{champ: self.activite}) if self.activite else lignes

    def _enfants(self, jour: date) -> QuerySet | list[int]:
        match self.genre:
            case Public.ECOLE:
                return Enfant.objects.filter(ecole__nom=self.ecole).values("pk")
            case Public.CLASSE:
                eleves = Enfant.objects.filter(
                    Q(classe__nom=self.classe) | Q(niveau=niveau_seul(self.classe) or "-")
                )
                eleves = eleves.filter(ecole__nom=self.ecole) if self.ecole else eleves
                return eleves.values("pk")
            case Public.PAPIERS:
                return _dont_un_papier_manque(jour)
        inscrits = Inscription.objects.filter(
            Q(fin=None) | Q(fin__gte=self.debut), debut__lte=self.fin
        )
        return inscrits.filter(activite=self.activite).values("enfant")

    def dite(self) -> str:
        """ "Les familles de l’école Jean-Zay"."""
        activite = Activite.objects.select_related("structure").filter(pk=self.activite).first()
        match self.genre:
            case Public.ECOLE:
                return f"Les familles de {self._ecole()}"
            case Public.CLASSE:
                ou = f", {self._ecole()}" if self.ecole else ""
                return f"Les familles des élèves de {self.classe}{ou}"
            case Public.COMMUNE:
                return f"Les familles qui habitent {self.commune}"
            case Public.JOUR:
                ou = f" à {activite}" if activite else ""
                return f"Les familles qui ont réservé{ou} le {en_jour(self.jour, annee=True)}"
            case Public.ATTENTE:
                ou = f" de {activite}" if activite else ""
                return f"Les familles en liste d’attente{ou}"
            case Public.ACTIVITE:
                return (
                    f"Les familles inscrites à {activite}, du {en_jour(self.debut)} au"
                    f" {en_jour(self.fin, annee=True)}"
                )
        return str(Public(self.genre).label)

    def _ecole(self) -> str:
        nom = self.ecole[5:].strip() if self.ecole.lower().startswith("école") else self.ecole
        return f"l’école {nom}"


def _inscrits(jour: date) -> QuerySet:
    """The children who are registered somewhere on that day."""
    return Inscription.objects.au(jour).values("enfant")


def _dont_un_papier_manque(jour: date) -> list[int]:
    """The registered children whose file lacks something or holds what is over, as their parents
    read it. One query."""
    enfants = avec_reglage(avec_faits(Enfant.objects.filter(pk__in=_inscrits(jour))))
    return [
        enfant.pk
        for enfant in avec_besoins(enfants, jour)
        if any(point.a_faire for point in points_de(enfant, reglage_de(enfant), horizon=0))
    ]


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
    return list(
        Ecole.objects.filter(enfants__isnull=False).distinct().values_list("nom", flat=True)
    )


def classes_d_ecole() -> list[str]:
    """The levels that a child of the town is in, then the classes."""
    eus = set(
        Enfant.objects.exclude(niveau="").order_by().values_list("niveau", flat=True).distinct()
    )
    niveaux = [str(niveau.label) for niveau in Niveau if niveau.value in eus]
    classes = Classe.objects.filter(enfants__isnull=False).order_by("nom").distinct()
    nommees = classes.values_list("nom", flat=True)
    return list(dict.fromkeys([*niveaux, *nommees]))


def communes() -> list[str]:
    """Where a family of the town lives, or has lived."""
    nommees = AdresseFoyer.objects.order_by("commune")
    return list(nommees.values_list("commune", flat=True).distinct())
