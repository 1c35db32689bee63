"""The households of an account, each with its basket: one query, since every page of the calendar
begins with it."""

from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, F, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from famille.models import Enfant, Foyer, QuotientFamilial, Utilisateur
from famille.socle.offres import quotients_par_la_caisse
from famille.socle.requetes import RequeteEcrite
from reservations.lecture.aides_dites import PrixMontre, a_un_droit, avant_les_aides
from reservations.models import Activite, Attente, LignePanier, ReglageReservations, Structure
from reservations.models.activites import CHAMPS_DES_DELAIS
from reservations.regles.juge import etendue

from .panier import Panier, perimee

# piece → its column → where it is, seen from the household
_PIECES = {
    "ligne": {
        champ: f"panier__{champ}"
        for champ in ("id", "enfant_id", "activite_id", "bloc", "action", "vu", "par_id", "cree_le")
    },
    "enfant": {champ: f"panier__enfant__{champ}" for champ in ("id", "prenom", "naissance")},
    "activite": {
        champ: f"panier__activite__{champ}"
        for champ in (
            *("id", "nom", "service", "structure_id"),
            *CHAMPS_DES_DELAIS,
        )
    },
    "structure": {champ: f"panier__activite__structure__{champ}" for champ in ("id", "nom")},
    "auteur": {"prenom": "panier__par__first_name"},
}
_COLONNES = {
    f"{piece}_{nom}": F(ou) for piece, champs in _PIECES.items() for nom, ou in champs.items()
}
# Read with them: from how many places they are counted aloud, and whether a queue has to be read at
# all.
SEUIL = ReglageReservations._meta.get_field("seuil_dernieres_places").default
_SEUIL = Subquery(ReglageReservations.objects.order_by("pk").values("seuil_dernieres_places")[:1])
_ATTEND = Exists(Attente.objects.en_cours().filter(foyer=OuterRef("pk")))
_QUOTIENT_LE = Subquery(
    QuotientFamilial.objects.filter(foyer=OuterRef("pk")).order_by("-cree_le").values("cree_le")[:1]
)
_FOYERS = RequeteEcrite(
    lambda utilisateur, jour: Foyer.objects.de(utilisateur, jour).annotate(
        **_COLONNES,
        seuil=Coalesce(_SEUIL, SEUIL),
        attend=_ATTEND,
        aide=a_un_droit("pk"),
        quotient_le=_QUOTIENT_LE,
    )
)


def lire_paniers(utilisateur: Utilisateur) -> list[Panier]:
    """One basket a household of this account, empty ones included; at most three queries more for
    those whom somebody helps to pay."""
    paniers: dict[int, Panier] = {}
    connus: dict[tuple, Model] = {}
    maintenant = timezone.now()
    for foyer in _FOYERS.lire(utilisateur=utilisateur.pk, jour=timezone.localdate()):
        if foyer.pk not in paniers:
            paniers[foyer.pk] = Panier(
                foyer,
                seuil=foyer.seuil,
                attend=foyer.attend,
                quotient_le=foyer.quotient_le,
                aide_possible=foyer.aide,
            )
        panier = paniers[foyer.pk]
        if foyer.ligne_id:
            ligne = _ligne(panier.foyer, foyer, connus)
            if ligne.par_id not in (None, utilisateur.pk):
                ligne.auteur = foyer.auteur_prenom
            (panier.perimees if perimee(ligne, maintenant) else panier.lignes).append(ligne)
    aides = [panier for panier in paniers.values() if panier.aide_possible]
    phrases = avant_les_aides(_prix(ligne) for panier in aides for ligne in panier.lignes)
    for panier in aides:
        panier.aide = phrases.get(panier.foyer.pk, "")
    if sans := [panier for panier in paniers.values() if panier.avis_quotient]:
        lues = quotients_par_la_caisse([panier.foyer.pk for panier in sans], utilisateur.pk)
        for panier in sans:
            panier.voie = lues.voie(panier.foyer.pk)
    return list(paniers.values())


def _prix(ligne: LignePanier) -> PrixMontre:
    foyer, enfant, activite, bloc = ligne.cle
    return PrixMontre(foyer, enfant, activite, *etendue(bloc))


_FOYER = RequeteEcrite(
    lambda utilisateur, jour, foyer: Foyer.objects.de(utilisateur, jour).filter(pk=foyer)
)


def lire_foyer(utilisateur: Utilisateur, pk: int | None) -> Foyer:
    """A household of this account. Http404: none of his."""
    lus = _FOYER.lire(utilisateur=utilisateur.pk, jour=timezone.localdate(), foyer=pk or 0)
    if not lus:
        raise Http404("not my household")
    return lus[0]


def _ligne(foyer: Foyer, lue: Foyer, connus: dict[tuple, Model]) -> LignePanier:
    """The line of this row, with its child and its activity as far as a basket shows them.
    `connus`: children and activities that other lines have too."""
    ligne = _partielle(LignePanier, "ligne", lue)
    ligne.foyer = foyer
    ligne.enfant = _connue(Enfant, "enfant", lue, connus)
    ligne.activite = _connue(Activite, "activite", lue, connus)
    ligne.activite.structure = _connue(Structure, "structure", lue, connus)
    return ligne


def _connue[T: Model](modele: type[T], piece: str, lue: Foyer, connus: dict[tuple, Model]) -> T:
    cle = modele, getattr(lue, f"{piece}_id")
    trouvee: Any = connus.get(cle)
    if trouvee is None:
        trouvee = connus[cle] = _partielle(modele, piece, lue)
    return trouvee


def _partielle[T: Model](modele: type[T], piece: str, lue: Foyer) -> T:
    """An instance of which only these columns have been read; the others would be on demand."""
    champs = _champs(modele, piece)
    return modele.from_db(
        DEFAULT_DB_ALIAS, champs, [getattr(lue, f"{piece}_{champ}") for champ in champs]
    )


@cache
def _champs(modele: type[Model], piece: str) -> list[str]:
    """In the order of the model's columns, as `from_db` wants them."""
    tous = (champ.attname for champ in modele._meta.concrete_fields)
    return [champ for champ in tous if champ in _PIECES[piece]]
