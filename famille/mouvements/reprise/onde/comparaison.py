"""A list of ONDE beside our files: who is known, whose class changes, who is missing. A child is
known by his names and his day of birth; who only looks like him is left to a person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from famille.dossier.foyers.ecoles.lecture import Annuaire
from famille.models import Classe, Ecole, Enfant, Rattachement, Responsable
from famille.regles.doublons import Identite, comparer, mots_du_nom
from famille.regles.scolarite import annee_scolaire, niveau_seul

from .lecture import AdulteDOnde, Eleve


@dataclass
class Comparaison:
    """`changent`: the known ones whose school, class or level the list says otherwise;
    `a_verifier`: (pupil, children who look like him); `partis`: ours, whom it does not hold."""

    connus: list[tuple[Eleve, Enfant]] = field(default_factory=list)
    changent: list[tuple[Eleve, Enfant]] = field(default_factory=list)
    a_verifier: list[tuple[Eleve, list[Enfant]]] = field(default_factory=list)
    inconnus: list[Eleve] = field(default_factory=list)
    partis: list[Enfant] = field(default_factory=list)


def _cle(nom: str, prenom: str, naissance: date | None) -> tuple[str, str, date | None]:
    return mots_du_nom(nom), mots_du_nom(prenom), naissance


def comparer_les_eleves(ecole: Ecole, eleves: list[Eleve]) -> Comparaison:
    """Five queries, whatever the list holds."""
    lue = Comparaison()
    naissances = {eleve.naissance for eleve in eleves if eleve.naissance}
    par_cle: dict[Any, list[Enfant]] = defaultdict(list)
    par_naissance: dict[date, list[Enfant]] = defaultdict(list)
    nes = Enfant.objects.filter(fusionne_dans=None, naissance__in=naissances)
    for enfant in nes.avec_ecole():
        par_cle[_cle(enfant.nom, enfant.prenom, enfant.naissance)].append(enfant)
        par_naissance[enfant.naissance].append(enfant)
    rangement = Rangement.lire(ecole)
    for eleve in eleves:
        trouves = {
            un.pk: un
            for nom in {eleve.nom, eleve.usage} - {""}
            for un in par_cle[_cle(nom, eleve.prenom, eleve.naissance)]
        }
        if len(trouves) == 1:
            [enfant] = trouves.values()
            lue.connus.append((eleve, enfant))
            if rangement.change(eleve, enfant):
                lue.changent.append((eleve, enfant))
            continue
        proches = list(trouves.values()) or _proches(eleve, par_naissance)
        if proches:
            lue.a_verifier.append((eleve, proches))
        else:
            lue.inconnus.append(eleve)
    vus = [enfant.pk for _eleve, enfant in lue.connus]
    lue.partis = list(_de_l_ecole(ecole).exclude(pk__in=vus).order_by("nom", "prenom"))
    return lue


def _de_l_ecole(ecole: Ecole) -> Any:
    jour = timezone.localdate()
    presents = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour))
    return ecole.enfants.filter(pk__in=presents.values("enfant"))


def _proches(eleve: Eleve, par_naissance: dict[date, list[Enfant]]) -> list[Enfant]:
    if eleve.naissance is None:
        return []
    lui = Identite(eleve.prenom, eleve.usage or eleve.nom, eleve.naissance)
    return [
        enfant
        for enfant in par_naissance[eleve.naissance]
        if comparer(lui, Identite(enfant.prenom, enfant.nom, enfant.naissance))
    ]


@dataclass
class Rangement:
    """Which class of the school each line means: by ONDE's number, else by its name."""

    ecole: Ecole
    annuaire: Annuaire
    par_numero: dict[str, int]

    @classmethod
    def lire(cls, ecole: Ecole) -> "Rangement":
        annee = annee_scolaire(timezone.localdate())
        numeros = Classe.objects.filter(ecole=ecole, annee=annee).exclude(onde="")
        return cls(ecole, Annuaire(d_une=ecole.nom), dict(numeros.values_list("onde", "pk")))

    def colonnes(self, eleve: Eleve) -> dict[str, Any]:
        dites = self.annuaire.colonnes(self.ecole.nom, eleve.classe)
        classe = self.par_numero.get(eleve.onde) or dites["classe_id"]
        niveau = niveau_seul(eleve.niveau) or dites["niveau"]
        dites |= {"ecole_id": self.ecole.pk, "classe_id": classe, "niveau": niveau}
        return dites | {"ecole_dite": "", "classe_dite": "" if classe else dites["classe_dite"]}

    def change(self, eleve: Eleve, enfant: Enfant) -> bool:
        return any(getattr(enfant, nom) != dit for nom, dit in self.colonnes(eleve).items())

    def manquantes(self, eleves: Iterable[Eleve]) -> dict[str, str]:
        """name → ONDE's number of the classes that the school has not."""
        return {
            eleve.classe[:80]: eleve.onde
            for eleve in eleves
            if eleve.classe and not niveau_seul(eleve.classe)
            # a class that is only said would stay so
            if self.colonnes(eleve)["classe_id"] is None
        }


@dataclass
class ComparaisonDAdultes:
    """`absents`: (adult of ONDE, child, number of his household), where no adult of the household
    bears that name; `inconnus`: adults of whom no child is known at this school."""

    connus: int = 0
    absents: list[tuple[AdulteDOnde, Enfant, str]] = field(default_factory=list)
    inconnus: list[AdulteDOnde] = field(default_factory=list)


def comparer_les_adultes(ecole: Ecole, adultes: list[AdulteDOnde]) -> ComparaisonDAdultes:
    """Names only: ONDE gives no day of birth here. Nothing is written."""
    lue = ComparaisonDAdultes()
    jour = timezone.localdate()
    presents = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour)).prefetch_related(
        Prefetch("foyer__responsables", Responsable.objects.actuels(), to_attr="presents")
    )
    enfants: dict[tuple[str, str], Any] = {}
    siens = _de_l_ecole(ecole).prefetch_related(
        Prefetch("rattachements", presents.select_related("foyer"), to_attr="vivants")
    )
    for enfant in siens:
        enfants[mots_du_nom(enfant.nom), mots_du_nom(enfant.prenom)] = enfant
    for adulte in adultes:
        connus = [
            enfants[cle]
            for noms, prenom in adulte.enfants
            for nom in noms
            if (cle := (mots_du_nom(nom), mots_du_nom(prenom))) in enfants
        ]
        if not connus:
            lue.inconnus.append(adulte)
            continue
        foyers: set[Any] = {lien.foyer for enfant in connus for lien in enfant.vivants}
        if any(_est(adulte, un) for foyer in foyers for un in foyer.presents):
            lue.connus += 1
        else:
            numero = next((foyer.numero for foyer in foyers), "")
            lue.absents.append((adulte, connus[0], numero))
    return lue


def _est(adulte: AdulteDOnde, un: Responsable) -> bool:
    noms = {mots_du_nom(nom) for nom in (adulte.nom, adulte.usage) if nom}
    return mots_du_nom(un.nom) in noms and mots_du_nom(un.prenom) == mots_du_nom(adulte.prenom)
