"""The page of one opening by wishes, for one household, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from famille.models import Enfant, Foyer
from famille.socle.dire import dans, du_au, en_moment
from reservations.lecture.file_attente import rangs_de
from reservations.models import (
    Attente,
    CritereDePriorite,
    DeclarationDePriorite,
    Inscription,
    ListeDeVoeux,
    Ouverture,
    Tirage,
)

from .dites import CleDAttente, ListeDite, dire_la_liste
from .faits import criteres_en_vigueur, jour_des_criteres, lire_listes
from .possibles import lire_possibles


@dataclass
class PageDeVoeux:
    """What one household sees. `sans`: the children who may wish and have written nothing."""

    tirage: Tirage
    foyer: Foyer
    maintenant: datetime
    criteres: list[CritereDePriorite]
    declarations: dict[str, DeclarationDePriorite]
    listes: list[ListeDite] = field(default_factory=list)
    sans: list[Enfant] = field(default_factory=list)

    @property
    def ouverture(self) -> Ouverture:
        return self.tirage.ouverture

    @property
    def ouverts(self) -> bool:
        return self.ouverture.recoit_des_voeux(self.maintenant)

    @property
    def a_venir(self) -> bool:
        return bool(self.ouverture.voeux_du and self.maintenant < self.ouverture.voeux_du)

    @property
    def jours(self) -> str:
        return du_au(self.ouverture.debut, self.ouverture.fin)

    @property
    def du(self) -> str:
        du = self.ouverture.voeux_du
        return en_moment(du, self.maintenant) if du else ""

    @property
    def au(self) -> str:
        au = self.ouverture.voeux_au
        return en_moment(au, self.maintenant) if au else ""

    @property
    def reste(self) -> str:
        return dans(self.ouverture.voeux_au, self.maintenant) if self.ouverture.voeux_au else ""

    @property
    def ouverte_a_tous(self) -> bool:
        return self.maintenant >= self.ouverture.ouvre_le

    @property
    def ouvre_le(self) -> str:
        return en_moment(self.ouverture.ouvre_le, self.maintenant)

    @property
    def a_declarer(self) -> list[tuple[CritereDePriorite, DeclarationDePriorite | None]]:
        """The criteria that the portal cannot know, with what the household has said of them."""
        return [
            (un, self.declarations.get(un.genre))
            for un in self.criteres
            if un.genre in CritereDePriorite.DECLARES
        ]


def lire_page(tirage: Tirage, foyer: Foyer, *, maintenant: datetime) -> PageDeVoeux:
    jour = jour_des_criteres(tirage)
    declarees = DeclarationDePriorite.objects.filter(foyer=foyer, jusqu_au__gte=jour)
    page = PageDeVoeux(
        tirage,
        foyer,
        maintenant,
        criteres_en_vigueur(jour),
        {une.genre: une for une in declarees.order_by("-jusqu_au")},
    )
    listes = lire_listes(tirage, foyer)
    rangs = _rangs(foyer, listes) if tirage.publie else {}
    page.listes = [dire_la_liste(liste, tirage, rangs) for liste in listes]
    if page.ouverts or page.a_venir:
        deja = {enfant.pk for dite in page.listes for enfant in dite.enfants}
        possibles = lire_possibles(foyer, tirage.ouverture)
        page.sans = [siens[0].enfant for pk, siens in possibles.items() if siens and pk not in deja]
    return page


def _rangs(foyer: Foyer, listes: Iterable[ListeDeVoeux]) -> dict[CleDAttente, int]:
    """Of those of these wishes that wait in a queue. Two queries, one when none does."""
    blocs = {voeu.bloc for liste in listes for voeu in liste.voeux.all()}
    attentes = list(
        Attente.objects.filter(foyer=foyer, etat=Attente.Etat.EN_ATTENTE, bloc__in=blocs)
    )
    rangs = rangs_de(attentes)
    return {(une.enfant_id, une.activite_id, une.bloc): rangs[une.pk] for une in attentes}


@dataclass(frozen=True)
class OuvertureParVoeux:
    """One line of the page of the openings. `a_faire`: nothing is written yet, and it can be."""

    ouverture: Ouverture
    phrase: str
    geste: str
    a_faire: bool = False


def lire_voeux(foyers: list[Foyer], maintenant: datetime) -> list[OuvertureParVoeux]:
    """The openings by wishes where these households have a child, or have asked. Two queries, one
    when there is none."""
    tirages = list(_tirages_a_montrer(foyers, maintenant))
    if not tirages:
        return []
    lignes = ListeDeVoeux.objects.filter(tirage__in=tirages, foyer__in=foyers)
    avec = set(lignes.values_list("tirage", flat=True))
    return [_decrire(tirage, tirage.pk in avec, maintenant) for tirage in tirages]


def _tirages_a_montrer(foyers: list[Foyer], maintenant: datetime) -> QuerySet[Tirage]:
    """Of the openings whose days are not all over, the next end first."""
    jour = timezone.localdate(maintenant)
    inscrits = Inscription.objects.filter(
        Q(fin=None) | Q(fin__gte=jour), enfant__rattachements__foyer__in=foyers
    )
    a_eux = Q(ouverture__activites__in=inscrits.values("activite")) | Q(listes__foyer__in=foyers)
    return (
        Tirage.objects.filter(a_eux, ouverture__fin__gte=jour)
        .exclude(ouverture__voeux_du=None)
        .select_related("ouverture")
        .order_by("ouverture__voeux_au", "pk")
        .distinct()
    )


def _decrire(tirage: Tirage, faits: bool, maintenant: datetime) -> OuvertureParVoeux:
    ouverture = tirage.ouverture
    if tirage.publie:
        return OuvertureParVoeux(ouverture, "Les réponses sont arrivées.", "Voir")
    if ouverture.voeux_du and maintenant < ouverture.voeux_du:
        quand = en_moment(ouverture.voeux_du, maintenant)
        return OuvertureParVoeux(ouverture, f"Vœux à partir du {quand}.", "Voir")
    if ouverture.voeux_au and maintenant < ouverture.voeux_au:
        phrase = f"Vœux jusqu’au {en_moment(ouverture.voeux_au, maintenant)}."
        geste = "Relire mes vœux" if faits else "Faire mes vœux"
        return OuvertureParVoeux(ouverture, phrase, geste, a_faire=not faits)
    return OuvertureParVoeux(ouverture, "Vœux clos : les réponses arrivent par e-mail.", "Voir")
