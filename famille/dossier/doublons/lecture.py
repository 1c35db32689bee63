"""Who is already in a file. What is looked at is chosen in the database: those born on one of a few
days, those whose household says the same telephone, mail or address; never a whole table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from famille.journal.recherche import en_mots
from famille.models import AdresseFoyer, Enfant, Foyer, Rattachement, Responsable
from famille.regles.doublons import Identite, Ressemblance, comparer, mots_du_nom, ranger, voisines
from famille.regles.foyer import chiffres

ENFANTS_MAX, FOYERS_MAX = 400, 60  # looked at, for one person typed
MONTRES = 5


@dataclass(frozen=True)
class DuFoyer:
    """What a household adds to who its people are."""

    courriels: frozenset[str] = frozenset()
    telephones: frozenset[str] = frozenset()
    adresses: frozenset[str] = frozenset()

    def __or__(self, autre: "DuFoyer") -> "DuFoyer":
        return DuFoyer(
            self.courriels | autre.courriels,
            self.telephones | autre.telephones,
            self.adresses | autre.adresses,
        )


@dataclass(frozen=True)
class Ressemblant:
    """`personne`: Enfant or Responsable; `foyers`: where, the only one for an adult."""

    personne: Any
    ressemblance: Ressemblance
    foyers: list[Foyer] = field(default_factory=list)

    @property
    def cle(self) -> str:
        """As the answer to the question names it."""
        return f"{self.personne._meta.model_name}{self.personne.pk}"

    @property
    def est_enfant(self) -> bool:
        return isinstance(self.personne, Enfant)


def enfants_ressemblants(
    *, prenom: str, nom: str, naissance: date, du_foyer: DuFoyer, sauf: Iterable[int] = ()
) -> list[Ressemblant]:
    """The children who may be this one, the likeliest first, MONTRES at most. Four queries."""
    cherche = _identite(prenom, nom, naissance, du_foyer)
    nes = Enfant.objects.filter(naissance__in=[naissance, *voisines(naissance)], fusionne_dans=None)
    trouves = []
    for enfant in avec_leurs_foyers(nes.exclude(pk__in=sauf)).order_by("pk")[:ENFANTS_MAX]:
        if ressemblance := comparer(cherche, identite_d_enfant(enfant)):
            foyers = [un.foyer for un in enfant.residences_lues]
            trouves.append((ressemblance, Ressemblant(enfant, ressemblance, foyers)))
    return [trouve for _force, trouve in ranger(trouves)][:MONTRES]


def adultes_ressemblants(
    *, prenom: str, nom: str, du_foyer: DuFoyer, sauf_foyer: int | None = None
) -> list[Ressemblant]:
    """Adults who may be this one, not of `sauf_foyer` (key): MONTRES at most. Three queries."""
    cherche = _identite(prenom, nom, None, du_foyer)
    communs = _foyers_communs(cherche)
    if sauf_foyer:
        communs = communs.exclude(pk=sauf_foyer)
    foyers = communs.order_by("pk")[:FOYERS_MAX]
    adultes = Responsable.objects.filter(foyer__in=list(foyers.values_list("pk", flat=True)))
    trouves = []
    for adulte in avec_leur_foyer(adultes):
        if ressemblance := comparer(cherche, identite_d_adulte(adulte)):
            trouves.append((ressemblance, Ressemblant(adulte, ressemblance, [adulte.foyer])))
    return [trouve for _force, trouve in ranger(trouves)][:MONTRES]


def _foyers_communs(cherche: Identite) -> QuerySet[Foyer]:
    """Those that say one of these telephones or mails, or whose people bear this name at one of
    these addresses: columns that trigrams index (famille.journal.trigrammes)."""
    nom = en_mots([cherche.prenom, cherche.nom]).split()
    memes = Q(pk__in=[])
    for moyen in (*cherche.telephones, *cherche.courriels):
        memes |= Q(recherche__contains=moyen)
    for adresse in cherche.adresses:
        la = Q()
        for mot in en_mots([adresse]).split():
            la &= Q(lieux__contains=mot)
        for mot in nom[-1:]:  # the name, whatever the first name typed
            memes |= la & Q(recherche__contains=mot)
    return Foyer.objects.filter(memes)


def du_foyer(foyer: Foyer) -> DuFoyer:
    """What this household says; its adults, their accounts and its addresses are read if needed."""
    adultes = list(foyer.responsables.all())
    return DuFoyer(
        courriels=frozenset(
            adulte.utilisateur.email.lower() for adulte in adultes if adulte.utilisateur
        ),
        telephones=frozenset(numero for adulte in adultes for numero in telephones_de(adulte)),
        adresses=_adresses(foyer),
    )


def _adresses(foyer: Foyer) -> frozenset[str]:
    return frozenset(cle for une in foyer.adresses.all() if (cle := cle_d_adresse(une)))


def telephones_de(adulte: Responsable) -> list[str]:
    """The digits of his telephones."""
    dits = (adulte.telephone_portable, adulte.telephone_fixe)
    return [chiffres(dit.as_e164) for dit in dits if dit]


def cle_d_adresse(adresse: AdresseFoyer | dict[str, Any]) -> str:
    """ "12 rue bourdillon 36000": the same door, however it was typed. "": nothing was."""
    lire = adresse.get if isinstance(adresse, dict) else lambda nom: getattr(adresse, nom)
    voie = str(lire("voie") or "")
    return mots_du_nom(f"{voie} {lire('code_postal') or ''}") if voie else ""


def identite_d_adulte(adulte: Responsable) -> Identite:
    """His own telephones and mail, and where he lives."""
    compte = adulte.utilisateur
    return Identite(
        adulte.prenom,
        adulte.nom,
        courriels=frozenset([compte.email.lower()] if compte else []),
        telephones=frozenset(telephones_de(adulte)),
        adresses=_adresses(adulte.foyer),
    )


def identite_d_enfant(enfant: Any) -> Identite:
    """With what his households say; `enfant` comes from `avec_leurs_foyers`."""
    commun = DuFoyer()
    for residence in enfant.residences_lues:
        commun |= du_foyer(residence.foyer)
    return _identite(enfant.prenom, enfant.nom, enfant.naissance, commun)


def _identite(prenom: str, nom: str, naissance: date | None, commun: DuFoyer) -> Identite:
    return Identite(prenom, nom, naissance, commun.courriels, commun.telephones, commun.adresses)


def avec_leurs_foyers(enfants: QuerySet[Enfant]) -> QuerySet[Any]:
    """Each Enfant with `residences_lues`, and all that `du_foyer` reads of them. Four queries."""
    jour = timezone.localdate()
    residences = (
        Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour))
        .select_related("foyer")
        .prefetch_related(
            Prefetch(
                "foyer__responsables", Responsable.objects.actuels().select_related("utilisateur")
            ),
            "foyer__adresses",
        )
    )
    return enfants.prefetch_related(
        Prefetch("rattachements", residences, to_attr="residences_lues")
    )


def avec_leur_foyer(adultes: QuerySet[Responsable]) -> QuerySet[Responsable]:
    """Each Responsable with his account, his household and its addresses."""
    return adultes.select_related("utilisateur", "foyer").prefetch_related("foyer__adresses")


@dataclass(frozen=True)
class Sorte:
    """Children, or adults. `nom`: of Doublon's field; `relire`: with what `identite` reads."""

    nom: str
    tous: QuerySet[Any]
    relire: Callable[[QuerySet[Any]], QuerySet[Any]]
    identite: Callable[[Any], Identite]

    def lire(self, cles: Iterable[int]) -> QuerySet[Any]:
        """Those of these keys."""
        return self.relire(self.tous.filter(pk__in=cles))


ENFANTS = Sorte(
    "enfant", Enfant.objects.filter(fusionne_dans=None), avec_leurs_foyers, identite_d_enfant
)
ADULTES = Sorte("adulte", Responsable.objects.all(), avec_leur_foyer, identite_d_adulte)
SORTES = (ENFANTS, ADULTES)
