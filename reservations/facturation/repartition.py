"""What a campaign bills, by service, by structure, by nature: on its screen, and as a file."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from famille.models import LigneFacture, Service
from famille.socle.dire import en_euros
from reservations.models import Activite, CampagneFacturation, ConsommationImportee

ZERO = Decimal("0.00")
SANS_STRUCTURE = "Lignes libres, sans structure"
_BLOC, _RETARD, _COMPTE = "bloc", "retard", "consommation"


@dataclass(frozen=True)
class Part:
    """One line: what it is of, how many lines of invoices, what they come to in euros."""

    libelle: str
    lignes: int
    montant: Decimal

    @property
    def dit(self) -> str:
        return en_euros(self.montant)


@dataclass(frozen=True)
class Repartition:
    titre: str
    parts: list[Part]


def repartir(campagne: CampagneFacturation) -> list[Repartition]:
    """By service, by structure, by nature; each adds up to what the campaign bills. Five
    queries."""
    lignes = LigneFacture.objects.filter(facture__cle__startswith=campagne.prefixe).order_by()
    return [
        Repartition("Par service", _par_champ(lignes, "service", dict(Service.choices))),
        Repartition("Par structure", _par_structure(lignes)),
        Repartition("Par nature", _par_champ(lignes, "nature", dict(LigneFacture.Nature.choices))),
    ]


def _par_champ(lignes: QuerySet[LigneFacture], champ: str, noms: dict[str, str]) -> list[Part]:
    lues = lignes.values(champ).annotate(nombre=Count("pk"), somme=Sum("montant"))
    parts = [Part(str(noms[lue[champ]]), lue["nombre"], lue["somme"]) for lue in lues]
    return sorted(parts, key=lambda part: -part.montant)


def _par_structure(lignes: QuerySet[LigneFacture]) -> list[Part]:
    """An invoice knows nothing of structures: what it bills (`source`) does."""
    structures = dict(Activite.objects.values_list("pk", "structure__nom"))
    comptes = _activites_comptees(lignes)
    nombres: Counter[str] = Counter()
    sommes: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for source, montant in lignes.values_list("source", "montant"):
        genre, *reste = source.split(":")
        activite = None
        if genre in (_BLOC, _RETARD):
            activite = int(reste[2])
        elif genre == _COMPTE:
            activite = comptes.get(int(reste[0]))
        nom = structures.get(activite, SANS_STRUCTURE)
        nombres[nom] += 1
        sommes[nom] += montant
    parts = [Part(nom, nombres[nom], somme) for nom, somme in sommes.items()]
    return sorted(parts, key=lambda part: -part.montant)


def _activites_comptees(lignes: QuerySet[LigneFacture]) -> dict[int, int]:
    """count → its activity, for the months that these lines are of."""
    jours = lignes.filter(source__startswith=_COMPTE).values_list("jour", flat=True)
    bornes = sorted(set(jours))
    if not bornes:
        return {}
    comptes = ConsommationImportee.objects.filter(jour__range=(bornes[0], bornes[-1]))
    return dict(comptes.values_list("pk", "activite"))
