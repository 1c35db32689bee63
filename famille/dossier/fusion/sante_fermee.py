"""What a merge would open of health waits for somebody else's word
(famille.dossier.foyers.acces)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from famille import models
from famille.journal.carnet import Carnet, tout
from famille.models import AccesAConfirmer, Document, Foyer, Rattachement, Responsable, Utilisateur
from famille.models.champs import ChampChiffre
from famille.socle.chiffrement import SANTE

from .registre import Union, references

Nature = AccesAConfirmer.Nature


class LecturesDAvant:
    """Read before the merge: the accounts that read each child's health, and who has some."""

    def __init__(self, unions: Iterable[Union]) -> None:
        self.sources: dict[int, set[int]] = defaultdict(set)
        for union in unions:
            if isinstance(union.garde, models.Enfant):
                self.sources[union.garde.pk] |= {union.garde.pk, union.autre.pk}
            elif isinstance(union.garde, Foyer):
                deux = [union.garde.pk, union.autre.pk]
                siens = Rattachement.objects.filter(foyer__in=deux)
                for cle in siens.values_list("enfant", flat=True):
                    self.sources[cle].add(cle)
        enfants = {cle for cles in self.sources.values() for cle in cles}
        self.lisent: dict[int, set[int]] = defaultdict(set)
        for rattachement, comptes in _entrees(enfants):
            self.lisent[rattachement.enfant_id] |= comptes
        self.ont_une_sante = _qui_ont_une_sante(enfants)

    def est_nouveau(self, compte: int, garde: int) -> bool:
        """Whether this account would read, of the one that stays, something that it did not."""
        lues = {garde} | (self.sources[garde] & self.ont_une_sante)
        return any(compte not in self.lisent[cle] for cle in lues)


def fermer_la_sante(
    principale: Union,
    avant: LecturesDAvant,
    comptes_d_avant: dict[int, set[Utilisateur]],
    carnet: Carnet,
    *,
    par: Utilisateur,
) -> None:
    """`comptes_d_avant`: household → the accounts that saw it. An adult whose account did not see
    his household, the children who came to one with somebody who did not see them, and a child who
    would show somebody the record of another, are closed until it is confirmed."""
    venus = Responsable.objects.actuels().filter(foyer__in=comptes_d_avant)
    venus = venus.exclude(utilisateur=None).select_related("utilisateur", "foyer")
    for adulte in venus.order_by("pk"):
        if adulte.utilisateur not in comptes_d_avant[adulte.foyer_id]:
            _ouvrir(carnet, adulte.foyer, Nature.ADULTE, par, responsable=adulte)
    fermes = []
    if isinstance(principale.garde, Foyer):
        connus, autres = (comptes_d_avant[un.pk] for un in (principale.garde, principale.autre))
        fermes = _rattachements_venus(carnet) if connus - autres else []
    fermes += [
        rattachement
        for rattachement, comptes in _entrees(avant.sources)
        if any(avant.est_nouveau(compte, rattachement.enfant_id) for compte in comptes)
    ]
    for rattachement in {un.pk: un for un in fermes}.values():
        _ouvrir(carnet, rattachement.foyer, Nature.ENFANT, par, rattachement=rattachement)


def _rattachements_venus(carnet: Carnet) -> list[Rattachement]:
    cles = {
        cle
        for geste in carnet.gestes
        if geste.get("modele") == "famille.rattachement" and geste.get("champ") == "foyer"
        for cle, _tenu in geste["lignes"]
    }
    return list(Rattachement.objects.filter(pk__in=cles).select_related("foyer").order_by("pk"))


def _entrees(enfants: Iterable[int]) -> list[tuple[Rattachement, set[int]]]:
    """By which ways these children's health is open, or will be, and to whom. Two queries."""
    fermants = AccesAConfirmer.objects.fermants()
    encore = Q(fin=None) | Q(fin__gte=timezone.localdate())
    rattachements = list(
        Rattachement.objects.filter(encore, enfant__in=list(enfants))
        .exclude(pk__in=fermants.filter(rattachement__isnull=False).values("rattachement"))
        .select_related("foyer")
        .order_by("pk")
    )
    adultes = (
        Responsable.objects.actuels()
        .filter(foyer__in={un.foyer_id for un in rattachements}, utilisateur__isnull=False)
        .exclude(pk__in=fermants.filter(responsable__isnull=False).values("responsable"))
    )
    comptes: dict[int, set[int]] = defaultdict(set)
    for foyer, compte in adultes.values_list("foyer", "utilisateur"):
        comptes[foyer].add(compte)
    return [(un, comptes[un.foyer_id]) for un in rattachements]


def _qui_ont_une_sante(enfants: set[int]) -> set[int]:
    """Those of whom something encrypted as health is kept, or a paper of health."""
    if not enfants:
        return set()
    papiers = Document.objects.filter(enfant__in=enfants, genre__in=Document.DE_SANTE)
    trouves = set(papiers.values_list("enfant", flat=True))
    for modele, champ in references(models.Enfant):
        champs = modele._meta.concrete_fields
        if any(isinstance(un, ChampChiffre) and un.usage == SANTE for un in champs):
            lignes = tout(modele).filter(**{f"{champ}__in": enfants})
            trouves |= set(lignes.values_list(champ, flat=True))
    return trouves


def _ouvrir(carnet: Carnet, foyer: Foyer, nature: Nature, par: Utilisateur, **qui: Any) -> None:
    carnet.ajouter(AccesAConfirmer.objects.create(foyer=foyer, nature=nature, par=par, **qui))
