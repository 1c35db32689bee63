"""Which school and which class a text means."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from famille import models
from famille.dossier.foyers.fiche import en_vigueur
from famille.models import Classe, Ecole, EcritureClasse, EcritureEcole, Enfant, Niveau
from famille.models.foyer import FoyerQuerySet
from famille.regles.scolarite import annee_scolaire, cle_classe, cle_ecole, niveau_seul

COLONNES = ("ecole_id", "classe_id", "niveau", "ecole_dite", "classe_dite")


def colonnes_sues(ecole: int | None, classe: int | None, niveau: str) -> dict[str, Any]:
    """The COLONNES of a child whose school and class (keys) are known."""
    connues = {"ecole_id": ecole, "classe_id": classe, "niveau": niveau}
    return dict.fromkeys(COLONNES, "") | connues


class Annuaire:
    """The schools and this year's classes, by each way of writing them: four queries for a file.
    `d_une`: a text; only what it needs is read."""

    def __init__(self, *, d_une: str | None = None) -> None:
        ecritures = EcritureEcole.objects.order_by()
        uais = Ecole.objects.exclude(uai="").order_by()
        annee = annee_scolaire(timezone.localdate())
        classes = Classe.objects.filter(annee=annee).order_by("pk")
        if d_une is not None:
            ecritures = ecritures.filter(cle=cle_ecole(d_une))
            uais = uais.filter(uai=d_une.strip().upper())
        self.ecoles: dict[str, int] = dict(ecritures.values_list("cle", "ecole"))
        self.par_uai: dict[str, int] = dict(uais.values_list("uai", "pk"))
        if d_une is not None:
            classes = classes.filter(ecole__in={*self.ecoles.values(), *self.par_uai.values()})
        siennes = {une.pk: une for une in classes}
        self.niveaux: dict[int, list[str]] = {une.pk: une.niveaux for une in classes}
        self.classes: dict[tuple[int, str], int] = {}
        # the classes that have this level, in this school
        self.du_niveau: dict[tuple[int, str], list[int]] = defaultdict(list)
        for ecriture in EcritureClasse.objects.filter(classe__in=siennes) if siennes else ():
            ecole = siennes[ecriture.classe_id].ecole_id
            self.classes.setdefault((ecole, ecriture.cle), ecriture.classe_id)
        for une in classes:
            self.classes[une.ecole_id, cle_classe(une.nom)] = une.pk
            for niveau in une.niveaux:
                self.du_niveau[une.ecole_id, niveau].append(une.pk)

    def colonnes(self, ecole: str, classe: str) -> dict[str, Any]:
        """dict of COLONNES that these two texts mean; what matches nothing stays as said."""
        ecole, classe = ecole.strip(), classe.strip()
        lue = self.par_uai.get(ecole.upper()) or self.ecoles.get(cle_ecole(ecole))
        dites = colonnes_sues(lue, None, niveau_seul(classe))
        dites["ecole_dite"] = "" if lue else ecole[:120]
        sa_classe = self._classe(lue, classe) if lue else None
        if sa_classe:
            siens = self.niveaux.get(sa_classe, [])
            dites["classe_id"] = sa_classe
            dites["niveau"] = siens[0] if len(siens) == 1 else dites["niveau"]
        elif not dites["niveau"]:
            dites["classe_dite"] = classe[:80]
        return dites

    def _classe(self, ecole: int, classe: str) -> int | None:
        """The class of that name; of a level alone, the only class of the school that has it."""
        connue = self.classes.get((ecole, cle_classe(classe)))
        niveau = niveau_seul(classe)
        if connue or not niveau:
            return connue
        du_niveau = self.du_niveau.get((ecole, niveau), [])
        return du_niveau[0] if len(du_niveau) == 1 else None


def colonnes_de(ecole: str, classe: str) -> dict[str, Any]:
    """As `Annuaire.colonnes`, for one child: the little that these two texts need is read."""
    if not ecole.strip() and not classe.strip():
        return colonnes_sues(None, None, "")
    return Annuaire(d_une=ecole).colonnes(ecole, classe)


def ou_vivent(enfants: Any, foyers: FoyerQuerySet) -> FoyerQuerySet:
    """The households, among these, where one of these children (QuerySet or keys) is today."""
    residences = models.Rattachement.objects.filter(en_vigueur(timezone.localdate()))
    return foyers.filter(pk__in=residences.filter(enfant__in=enfants).values("foyer"))


@dataclass(frozen=True)
class Dit:
    """A text that is no row yet, of how many children; `classes`: of its school, that it may be."""

    texte: str
    enfants: int
    ecole: str = ""
    classes: tuple[Classe, ...] = ()


@dataclass(frozen=True)
class ARapprocher:
    ecoles: list[Dit]
    classes: list[Dit]

    @property
    def nombre(self) -> int:
        return len(self.ecoles) + len(self.classes)


def a_rapprocher() -> ARapprocher:
    """What was said and is no row yet, the commonest first, by known school. Three queries."""
    dites = Enfant.objects.exclude(ecole_dite="").order_by().values_list("ecole_dite")
    ecoles = [Dit(*une) for une in dites.annotate(n=Count("pk")).order_by("-n")[:200]]
    sans_classe = Enfant.objects.exclude(classe_dite="").exclude(ecole=None).order_by()
    comptees = sans_classe.values_list("ecole", "classe_dite", "ecole__nom").annotate(n=Count("pk"))
    lues = list(comptees.order_by("-n", "classe_dite")[:200])
    par_ecole: dict[int, list[Classe]] = defaultdict(list)
    annee = annee_scolaire(timezone.localdate())
    for classe in Classe.objects.filter(annee=annee, ecole__in={une[0] for une in lues}):
        par_ecole[classe.ecole_id].append(classe)
    classes = [Dit(dite, nombre, nom, tuple(par_ecole[ecole])) for ecole, dite, nom, nombre in lues]
    return ARapprocher(ecoles, classes)


def ecoles_connues() -> list[str]:
    """Names of those that are open, to be proposed where one types."""
    return list(Ecole.objects.filter(fermee=False).values_list("nom", flat=True))


def classes_connues() -> list[str]:
    """The levels, then the names of this year's classes."""
    annee = annee_scolaire(timezone.localdate())
    noms = Classe.objects.filter(annee=annee).order_by("nom").values_list("nom", flat=True)
    return [*(str(niveau.label) for niveau in Niveau), *noms.distinct()]
