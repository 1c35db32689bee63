"""What may become titres today: whose, of how much, and why the rest waits."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from famille.argent.regie.recouvrement.tresor import a_transmettre
from famille.models import Facture, Foyer, ReglageTresorerie, Responsable, TitreTresor
from famille.regles.montants import ZERO
from famille.regles.tresor import SEUIL, grouper, repartir, texte_pes
from famille.socle.dire import en_euros
from famille.socle.saisie.pays import FRANCE

from .de_trop import creances_a_annuler

PAR_BORDEREAU = 200  # debts of one file
CIVILITES = {"M": "M.", "MME": "Mme"}


@dataclass(frozen=True)
class RaisonDAttente:
    """Why a debt is not in a titre yet, in French: in short, and what to do or to expect."""

    court: str
    suite: str = ""

    def __str__(self) -> str:
        return f"{self.court} : {self.suite}" if self.suite else self.court


_SOUS_LE_SEUIL = RaisonDAttente(
    f"les petites factures du foyer prêtes à transmettre font moins de {en_euros(SEUIL)}",
    "elle attend qu’elles atteignent cette somme. Ce que le foyer doit par ailleurs, pas encore"
    " prêt ou déjà au Trésor public, ne compte pas",
)
_SANS_ADULTE = RaisonDAttente("le foyer n’a plus d’adulte")
_SANS_ADRESSE = RaisonDAttente("le foyer n’a pas d’adresse, ou pas de code postal à 5 chiffres")
_A_L_ETRANGER = RaisonDAttente(
    "le foyer habite à l’étranger", "transmettez-la par un état nominatif"
)
_ENCORE_DEMANDEE = RaisonDAttente(
    "le titre précédent n’est pas encore annulé au Trésor public",
    "annulez-le d’abord, dans « Titres à annuler »",
)
_ILLISIBLE = RaisonDAttente("son nom ou son adresse ne s’écrit pas en lettres latines")


@dataclass(frozen=True)
class LignePrevue:
    facture: Facture
    service: str
    montant: Decimal
    imputation: tuple[str, str, str]


@dataclass
class TitrePrevu:
    """`adultes`: one is the debtor; `choisi`: the choice of the household's last titre, or ""."""

    factures: list[Facture]
    adultes: list[Responsable]
    lignes: list[LignePrevue]
    choisi: str = ""

    @property
    def par_adulte(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Name → (what a form sends, what people read): a titre must say a civility."""
        return [
            (str(un), [(f"{un.pk}-{code}", f"{dite} {un}") for code, dite in CIVILITES.items()])
            for un in self.adultes
        ]

    @property
    def choix(self) -> dict[str, str]:
        return {cle: dit for _adulte, siens in self.par_adulte for cle, dit in siens}

    @property
    def foyer(self) -> Foyer:
        return self.factures[0].foyer

    @property
    def montant(self) -> Decimal:
        return sum((une.solde for une in self.factures), ZERO)


@dataclass(frozen=True)
class Prevision:
    """`ecartees`: pairs of an invoice and why it waits."""

    titres: list[TitrePrevu]
    ecartees: list[tuple[Facture, RaisonDAttente]]

    @property
    def montant(self) -> Decimal:
        return sum((un.montant for un in self.titres), ZERO)


def dettes(cles: Sequence[int], jour: date) -> list[Facture]:
    """Of these invoices (keys), those to give up, with what a titre says of them. Six queries."""
    siennes = a_transmettre(jour).filter(pk__in=list(cles)[:PAR_BORDEREAU])
    return list(siennes.prefetch_related("foyer__responsables", "foyer__adresses", "lignes"))


def prevoir(factures: Iterable[Facture], reglage: ReglageTresorerie, jour: date) -> Prevision:
    """What a press would make of them. Two queries."""
    groupes, ecartees = _trier(list(factures), jour)
    derniers = _derniers_debiteurs({une.foyer_id for groupe in groupes for une in groupe})
    titres = []
    for siennes in groupes:
        lignes = [ligne for une in siennes for ligne in _lignes(une, reglage)]
        prevu = TitrePrevu(siennes, siennes[0].foyer.adultes_au(jour), lignes)
        dernier = derniers.get(prevu.foyer.pk, "")
        prevu.choisi = dernier if dernier in prevu.choix else ""
        titres.append(prevu)
    return Prevision(sorted(titres, key=lambda un: (un.foyer.nom, un.foyer.pk)), ecartees)


def qui_attendent(jour: date) -> dict[int, RaisonDAttente]:
    """Of all that may be given up today, invoice (key) → why no titre takes it. Four queries."""
    toutes = a_transmettre(jour).prefetch_related("foyer__responsables", "foyer__adresses")
    _groupes, ecartees = _trier(list(toutes), jour)
    return {facture.pk: pourquoi for facture, pourquoi in ecartees}


def attentes(attendent: Mapping[int, RaisonDAttente]) -> dict[RaisonDAttente, int]:
    """Why some would be in no titre → how many, the most first."""
    return dict(Counter(attendent.values()).most_common())


def _trier(
    factures: Sequence[Facture], jour: date
) -> tuple[list[list[Facture]], list[tuple[Facture, RaisonDAttente]]]:
    """(the debts of each titre, those that wait). One query."""
    ecartees, possibles = [], []
    demandees = set(
        creances_a_annuler().filter(facture__in=factures).values_list("facture_id", flat=True)
    )
    for facture in factures:
        attente = _ENCORE_DEMANDEE if facture.pk in demandees else _empechement(facture, jour)
        if attente is None:
            possibles.append(facture)
        else:
            ecartees.append((facture, attente))
    groupes, petites = grouper(possibles, lambda une: une.solde, lambda une: une.foyer_id)
    return groupes, ecartees + [(une, _SOUS_LE_SEUIL) for une in petites]


def _empechement(facture: Facture, jour: date) -> RaisonDAttente | None:
    foyer = facture.foyer
    adresse = foyer.adresse_au(jour)
    adultes = foyer.adultes_au(jour)
    if not adultes:
        return _SANS_ADULTE
    if adresse is not None and adresse.pays != FRANCE:
        return _A_L_ETRANGER
    if adresse is None or not (adresse.code_postal.isdecimal() and len(adresse.code_postal) == 5):
        return _SANS_ADRESSE
    ecrits = [adresse.voie, adresse.commune]
    ecrits += [nom for un in adultes for nom in (un.nom, un.prenom)]
    return None if all(texte_pes(ecrit, 38) for ecrit in ecrits) else _ILLISIBLE


def _derniers_debiteurs(foyers: set[int]) -> dict[int, str]:
    """Household → the choice made for its last titre."""
    faits = TitreTresor.objects.filter(
        origine=None, responsable__isnull=False, responsable__foyer__in=foyers
    ).order_by("pk")
    return {
        foyer: f"{responsable}-{debiteur['civilite']}"
        for foyer, responsable, debiteur in faits.values_list(
            "responsable__foyer", "responsable", "debiteur"
        )
    }


def _lignes(facture: Facture, reglage: ReglageTresorerie) -> list[LignePrevue]:
    """What it still owes, by imputation, as its lines are to each other; they sum to it. One whose
    credits leave no line of a service above nothing goes as one line."""
    sommes: dict[str, Decimal] = defaultdict(Decimal)
    for ligne in facture.lignes.all():
        if not ligne.corrigee:
            sommes[ligne.service] += ligne.montant
    par_service = sorted((un, somme) for un, somme in sommes.items() if somme > 0)
    par_service = par_service or [("", facture.solde)]
    parts = repartir(facture.solde, [somme for _service, somme in par_service])
    return [
        LignePrevue(facture, service, part, reglage.imputation(service))
        for (service, _somme), part in zip(par_service, parts, strict=True)
        if part > 0
    ]
