"""The passage to the next school year: what each child of a school will be, before anything is
written of him. Prepared again, it follows what has changed and keeps what agents have chosen."""

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from famille import models
from famille.models import Classe, Ecole, Enfant, LigneRangee, RangementDEcole, Utilisateur
from famille.regles.passage import jour_de_la_rentree, niveau_dans_la_classe, niveau_suivant
from famille.regles.scolarite import cle_classe, dire_annee
from famille.socle.erreurs import Refus

from .lecture import colonnes_sues
from .passe import UN_JOUR, colonnes_tenues

Sorte, A_FAIRE = LigneRangee.Sorte, LigneRangee.Etat.A_FAIRE
PASSAGE = RangementDEcole.Genre.PASSAGE
CHANGE_DEPUIS = "sa fiche a changé depuis la rentrée : il est peut-être déjà passé"
DEJA_FAIT = "Le passage de cette école est fait : annulez-le d’abord pour le préparer de nouveau."
_CHOIX = (Sorte.PASSE, Sorte.REDOUBLE, Sorte.SAUTE, Sorte.QUITTE)
_DE_PLUS = {Sorte.PASSE: 1, Sorte.REDOUBLE: 0, Sorte.SAUTE: 2}


def ecoles_a_passer() -> list[Ecole]:
    """The schools that have children today, in the order in which they are passed."""
    presents = models.Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=timezone.localdate()))
    habitees = Enfant.objects.filter(pk__in=presents.values("enfant")).exclude(ecole=None)
    return list(Ecole.objects.filter(pk__in=habitees.values("ecole")).order_by("nom"))


@transaction.atomic
def preparer_la_ville(annee: int, *, par: Utilisateur | None) -> list[RangementDEcole]:
    """One rangement a school, into the school year that begins in `annee`: classes and children are
    proposed, nothing is written of a child. Those that are done stay as they are."""
    ecoles = ecoles_a_passer()
    # all of them first: the last section of one school goes to a class of another
    for ecole in ecoles:
        _ouvrir(ecole, annee, par=par)
    return [preparer(ecole, annee, par=par) for ecole in ecoles]


def proposer_les_classes(ecole: Ecole, annee: int) -> list[int]:
    """Keys of those added for `annee`, as the year before; none where it has its own."""
    if ecole.classes.filter(annee=annee).exists():
        return []
    anciennes = ecole.classes.filter(annee=annee - 1)
    return [
        ecole.classes.create(annee=annee, nom=une.nom, niveaux=une.niveaux).pk for une in anciennes
    ]


@transaction.atomic
def preparer(ecole: Ecole, annee: int, *, par: Utilisateur | None) -> RangementDEcole:
    """As `preparer_la_ville`, of one school."""
    rangement = _ouvrir(ecole, annee, par=par)
    if not rangement.est_fait:
        _refaire_les_lignes(rangement)
    return rangement


def _ouvrir(ecole: Ecole, annee: int, *, par: Utilisateur | None) -> RangementDEcole:
    Ecole.objects.select_for_update(no_key=True).get(pk=ecole.pk)
    rangement, _nouveau = RangementDEcole.objects.get_or_create(
        genre=PASSAGE,
        ecole=ecole,
        annee=annee,
        defaults={"effet": jour_de_la_rentree(annee), "par": par},
    )
    if not rangement.est_fait and (ajoutees := proposer_les_classes(ecole, annee)):
        rangement.classes = [*rangement.classes, *ajoutees]
        rangement.save(update_fields=["classes"])
    return rangement


def _refaire_les_lignes(rangement: RangementDEcole) -> None:
    plan = _Plan(rangement)
    tenues = {une.enfant_id: une for une in rangement.lignes.select_related("vers")}
    lignes = [plan.ligne(enfant, tenues.get(enfant.pk)) for enfant in plan.enfants]
    rangement.lignes.exclude(enfant__in=[un.pk for un in plan.enfants]).delete()
    LigneRangee.objects.bulk_create(une for une in lignes if une.pk is None)
    LigneRangee.objects.bulk_update(
        [une for une in lignes if une.pk is not None],
        ["sorte", "a_la_main", "vers", "avant", "apres", "etat", "raison"],
    )


class _Plan:
    """What is read once of a school and of where its children go."""

    def __init__(self, rangement: RangementDEcole) -> None:
        self.rangement = rangement
        ecole, annee = rangement.ecole, rangement.annee
        # of this school's children alone: a list of the town's, read at each school, would make
        # the passage grow as the square of the town
        presents = models.Rattachement.objects.filter(
            Q(fin=None) | Q(fin__gte=timezone.localdate()), enfant=OuterRef("pk")
        )
        siens = ecole.enfants.filter(Exists(presents), fusionne_dans=None)
        # who is in a class of the new year has passed already: a list of ONDE came first
        siens = siens.filter(Q(classe=None) | Q(classe__annee__lt=annee))
        siens = siens.exclude(Exists(_deja_passe(annee)))
        self.enfants = list(siens.select_related("classe").order_by("nom", "prenom", "pk"))
        depuis = models.ScolaritePassee.objects.filter(
            enfant__in=self.enfants, jusqu_au__gte=rangement.effet - UN_JOUR
        )
        self.changes_depuis = set(depuis.values_list("enfant", flat=True))  # since the rentrée
        self.niveaux = dict(ecole.classes.exclude(annee=annee).values_list("pk", "niveaux"))
        visees = {ecole.pk, ecole.suite_id} - {None}
        nouvelles = Classe.objects.filter(ecole__in=visees, annee=annee).order_by("nom", "pk")
        self.par_cle = {classe.pk: classe for classe in nouvelles}
        # (school, level) → its classes of the new year
        self.nouvelles: dict[tuple[int, str], list[Classe]] = defaultdict(list)
        for classe in self.par_cle.values():
            for niveau in classe.niveaux:
                self.nouvelles[classe.ecole_id, niveau].append(classe)
        actuelles = ecole.classes.filter(annee__gte=annee - 1).values_list("niveaux", flat=True)
        tenus = {niveau for niveaux in actuelles for niveau in niveaux}
        # the levels that the school has
        self.tenus = tenus or {enfant.niveau for enfant in self.enfants} - {""}

    def niveau(self, enfant: Enfant) -> str:
        siens = self.niveaux.get(enfant.classe_id or 0, [])
        annee = self.rangement.annee - 1
        return niveau_dans_la_classe(enfant.niveau, enfant.naissance, annee, siens)

    def ligne(self, enfant: Enfant, tenue: LigneRangee | None) -> LigneRangee:
        """The line `tenue`, computed again; what an agent has chosen is kept."""
        ligne = tenue or LigneRangee(rangement=self.rangement, enfant=enfant)
        ligne.avant, ligne.etat = colonnes_tenues(enfant), A_FAIRE
        pourquoi = "" if ligne.a_la_main else self._a_voir(enfant)
        if pourquoi:
            ligne.sorte, ligne.apres, ligne.raison = Sorte.A_DECIDER, {}, pourquoi
            return ligne
        sorte = LigneRangee.Sorte(ligne.sorte) if ligne.a_la_main else Sorte.PASSE
        ligne.sorte, ligne.apres, ligne.raison = self.suite_de(enfant, sorte, ligne.vers)
        return ligne

    def _a_voir(self, enfant: Enfant) -> str:
        if enfant.pk in self.changes_depuis:
            return CHANGE_DEPUIS
        if enfant.classe and enfant.classe.annee < self.rangement.annee - 1:
            return "sa classe est d’une année plus ancienne : son niveau n’est plus sûr"
        return ""

    def suite_de(
        self, enfant: Enfant, sorte: LigneRangee.Sorte, vers: Classe | None
    ) -> tuple[str, dict[str, Any], str]:
        """(what becomes of him, his columns, why it is to be decided)."""
        niveau = self.niveau(enfant)
        if vers is not None:
            return sorte, colonnes_sues(vers.ecole_id, vers.pk, _du(vers, niveau, sorte)), ""
        if sorte == Sorte.QUITTE:
            return sorte, colonnes_sues(None, None, niveau_suivant(niveau)), ""
        if not niveau:
            return Sorte.A_DECIDER, {}, "son niveau n’est pas connu"
        suivant = niveau_suivant(niveau, de_plus=_DE_PLUS[sorte])
        ecole = self._ecole(suivant)
        if ecole is None and suivant == "CP":
            return Sorte.A_DECIDER, {}, "l’école où il continue n’est pas choisie"
        if ecole is None:
            return Sorte.QUITTE, colonnes_sues(None, None, suivant), ""
        classe = self._classe(enfant, niveau, ecole, suivant)
        return sorte, colonnes_sues(ecole, classe.pk if classe else None, suivant), ""

    def _ecole(self, niveau: str) -> int | None:
        """Where a child of this school has that level: here, or in the one that follows it."""
        if niveau and niveau in self.tenus:
            return self.rangement.ecole_id
        return self.rangement.ecole.suite_id if niveau else None

    def _classe(self, enfant: Enfant, niveau: str, ecole: int, suivant: str) -> Classe | None:
        """The class chosen for his, else one of the same name, else the first of the level."""
        choisie = self.rangement.suites.get(cle_de_suite(enfant.classe_id, niveau))
        possibles = self.nouvelles[ecole, suivant]
        if choisie in self.par_cle and self.par_cle[choisie] in possibles:
            return self.par_cle[choisie]
        marque = _marque(enfant.classe.nom if enfant.classe else "")
        semblables = [une for une in possibles if _marque(une.nom) == marque]
        return next(iter(semblables or possibles), None)


def _deja_passe(annee: int) -> QuerySet:
    """The lines of children whom another school has passed: GS of a school, CP of the next one."""
    return LigneRangee.objects.filter(
        rangement__genre=PASSAGE,
        rangement__annee=annee,
        etat=LigneRangee.Etat.FAITE,
        enfant=OuterRef("pk"),
    )


def cle_de_suite(classe: int | None, niveau: str) -> str:
    """Of RangementDEcole.suites."""
    return f"{classe or 0}|{niveau}"


def _marque(nom: str) -> str:
    """What tells two classes of one level: the "a" of "CE1 A"."""
    mots = cle_classe(nom).split()
    return mots[-1] if len(mots) > 1 else ""


def _du(classe: Classe, niveau: str, sorte: LigneRangee.Sorte) -> str:
    """The level in that class: the one that follows, when it has it; its only one; else none."""
    suivant = niveau_suivant(niveau, de_plus=_DE_PLUS.get(sorte, 1))
    if suivant in classe.niveaux or not classe.niveaux:
        return suivant
    return str(classe.niveaux[0]) if len(classe.niveaux) == 1 else ""


@transaction.atomic
def choisir_pour(rangement: RangementDEcole, choix: dict[int, tuple[str, int | None]]) -> int:
    """What agents decide of some children: key of a line → (Sorte, key of a class, or None for the
    one proposed). How many lines changed; one that is done stays as it is."""
    lignes = rangement.lignes.select_related("enfant__classe", "vers").in_bulk(list(choix))
    plan, changees = _Plan(rangement), []
    classes = Classe.objects.filter(annee=rangement.annee).in_bulk(
        [vers for _s, vers in choix.values() if vers]
    )
    for cle, (dite, vers) in choix.items():
        ligne = lignes.get(cle)
        if ligne is None or ligne.enfant is None or ligne.etat != A_FAIRE or dite not in _CHOIX:
            continue
        sorte = LigneRangee.Sorte(dite)
        classe = classes.get(vers) if vers and sorte != Sorte.QUITTE else None
        if (ligne.sorte, ligne.vers_id) == (sorte, classe.pk if classe else None):
            continue
        ligne.vers, ligne.a_la_main = classe, sorte != Sorte.PASSE or classe is not None
        ligne.sorte, ligne.apres, ligne.raison = plan.suite_de(ligne.enfant, sorte, classe)
        changees.append(ligne)
    LigneRangee.objects.bulk_update(changees, ["sorte", "vers", "a_la_main", "apres", "raison"])
    return len(changees)


@transaction.atomic
def choisir_les_suites(
    rangement: RangementDEcole, suites: dict[str, int], *, par: Utilisateur
) -> RangementDEcole:
    """Where each class goes: `cle_de_suite` → key of a class of the new year."""
    if rangement.est_fait:
        raise Refus(DEJA_FAIT)
    rangement.suites = rangement.suites | suites
    rangement.save(update_fields=["suites"])
    _refaire_les_lignes(rangement)
    return rangement


@transaction.atomic
def choisir_l_ecole_suivante(ecole: Ecole, suite: Ecole | None, *, par: Utilisateur) -> None:
    """Where the children of its last level go on, this year and the next ones."""
    if suite is not None and suite.pk == ecole.pk:
        raise Refus("Choisissez une autre école : c’est celle-ci.", champ="suite")
    ecole.suite = suite
    ecole.save(update_fields=["suite"])


@transaction.atomic
def abandonner(annee: int, *, par: Utilisateur) -> int:
    """Give up what is prepared and not done, and its empty classes. How many schools."""
    prepares = RangementDEcole.objects.filter(genre=PASSAGE, annee=annee).filter(
        Q(applique_le=None) | Q(annule_le__isnull=False)
    )
    ajoutees = {cle for une in prepares for cle in une.classes}
    combien = prepares.count()
    prepares.delete()
    passees = models.ScolaritePassee.objects.filter(classe__in=ajoutees).values("classe")
    vides = Classe.objects.filter(pk__in=ajoutees, annee=annee, enfants=None)
    vides.exclude(pk__in=passees).delete()
    return combien


def titre_du_passage(annee: int) -> str:
    return f"Passage de classe {dire_annee(annee)}"
