"""The basket as it is shown: its lines by day, their total, what has changed since they were
chosen. One query reads all the baskets of an account, since every page of the calendar begins with
it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, F, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from famille.dossier.foyers.mises_a_jour import PAR_LA_CAISSE
from famille.models import Enfant, Foyer, QuotientFamilial, Utilisateur
from famille.socle.dire import centimes_en_euros, enumerer
from famille.socle.offres import quotients_par_la_caisse
from famille.socle.offres.caisse import VoieDeLaCaisse
from famille.socle.requetes import RequeteEcrite
from reservations.lecture.aides_dites import PrixMontre, a_un_droit, avant_les_aides
from reservations.lecture.presences_dites import nom_de_ce_qui_est_pris
from reservations.models import Activite, Attente, LignePanier, ReglageReservations, Structure
from reservations.models.activites import CHAMPS_DES_DELAIS
from reservations.models.demandes import Action
from reservations.moteur.demande import LigneDemandee
from reservations.moteur.resultat import NOMS
from reservations.regles.calendrier import LE_PLUS_LARGE
from reservations.regles.dire import quand, rang_du_moment
from reservations.regles.juge import etendue

MONTRES_OUBLIES = 3  # the expired days that are named
PRIX_A_REVOIR = (
    "Votre quotient familial a été enregistré après ces choix : leurs prix seront recalculés quand"
    " vous toucherez « Vérifier et soumettre »."
)


class Geste(NamedTuple):
    """The words of an action, in the basket and the summary. `sens`: its effect on the bill;
    `resultat`: its result in the receipt (DemandeReservation.lignes)."""

    verbe: str
    classe: str
    resultat: str
    signe: str = ""
    sens: int = 0

    @property
    def mots(self) -> tuple[str, str]:
        return NOMS[self.resultat]


GESTES: dict[str, Geste] = {
    Action.RESERVER: Geste("Réserver", "ajout", "reserve", "+", 1),
    Action.ANNULER: Geste("Annuler", "annulation", "annule", "−", -1),
    Action.ATTENDRE: Geste("Liste d’attente", "attendre", "en-attente"),
}


@dataclass(frozen=True)
class RangeePanier:
    """The changes of one child, one day and one activity that have the same action."""

    lignes: tuple[LignePanier, ...]

    @property
    def premiere(self) -> LignePanier:
        return self.lignes[0]

    @property
    def geste(self) -> Geste:
        return GESTES[self.premiere.action]

    @property
    def signe(self) -> str:
        return f"{self.geste.signe} {len(self.lignes)}" if self.geste.signe else "attente"

    @property
    def mot(self) -> str:
        """The number of changes and their action, in words."""
        return f"{len(self.lignes)} {self.geste.mots[len(self.lignes) > 1]}"

    @property
    def auteur(self) -> str:
        """The first name of the adult who chose it; "" for the reader."""
        return self.premiere.auteur

    @property
    def quand(self) -> str:
        return quand(self.premiere.bloc)

    @property
    def quoi(self) -> str:
        return enumerer(
            nom_de_ce_qui_est_pris(ligne.activite.service, ligne.bloc) for ligne in self.lignes
        )

    @property
    def montant(self) -> str:
        sommes = [ligne.vu.get("centimes") for ligne in self.lignes]
        if None in sommes or not self.geste.sens:
            return ""
        return centimes_en_euros(sum(sommes) * self.geste.sens)


MONTREES = 6  # rows shown beside the calendar


@dataclass
class Panier:
    """A household's basket. `seuil`: the number of places left below which they are shown;
    `attend`: whether it waits in a queue; `perimees`: lines past their deadline, which are not
    submitted; `quotient_le`: when its last quotient was written, or None; `aide_possible`: a payer
    has a right for it, today or another day."""

    foyer: Foyer
    lignes: list[LignePanier] = field(default_factory=list)
    perimees: list[LignePanier] = field(default_factory=list)
    seuil: int = 0
    attend: bool = False
    quotient_le: datetime | None = None
    aide_possible: bool = True
    aide: str = ""  # the sentence that prices are before the payers' parts
    voie: VoieDeLaCaisse | None = None  # how the CAF or the MSA may give its quotient

    def __len__(self) -> int:
        return len(self.lignes)

    @property
    def triees(self) -> list[LignePanier]:
        return sorted(self.lignes, key=_ordre)

    @cached_property
    def rangees(self) -> list[RangeePanier]:
        groupes: dict[tuple, list[LignePanier]] = {}
        for ligne in self.triees:  # mornings first: a row stands where its first line does
            groupes.setdefault(_rangee(ligne), []).append(ligne)
        return [RangeePanier(tuple(groupe)) for groupe in groupes.values()]

    @property
    def montrees(self) -> list[RangeePanier]:
        """The rows shown beside the calendar; the summary has them all."""
        return self.rangees[:MONTREES]

    @property
    def autres(self) -> int:
        """How many changes are not shown."""
        return sum(len(rangee.lignes) for rangee in self.rangees[MONTREES:])

    @property
    def oubli(self) -> str:
        """The sentence on the lines that have expired; "" without any."""
        if not self.perimees:
            return ""
        jours = list(dict.fromkeys(quand(un.bloc) for un in sorted(self.perimees, key=_ordre)))
        autres = ["d’autres jours"] if len(jours) > MONTRES_OUBLIES else []
        dits = enumerer([*jours[:MONTRES_OUBLIES], *autres])
        if len(self.perimees) == 1:
            return f"Un choix a quitté votre demande, sa date limite est passée : {dits}."
        return (
            f"{len(self.perimees)} choix ont quitté votre demande, leur date limite est passée :"
            f" {dits}."
        )

    @property
    def total(self) -> str:
        """What the changes add to the bill, in euros, without those of unknown price
        (`sans_prix`)."""
        centimes = (un.vu.get("centimes", 0) * GESTES[un.action].sens for un in self.lignes)
        return centimes_en_euros(sum(centimes))

    @property
    def sans_prix(self) -> bool:
        return any(
            "centimes" not in ligne.vu for ligne in self.lignes if ligne.action != Action.ATTENDRE
        )

    @property
    def avis_quotient(self) -> str:
        """Why it is the highest price, "" unless a quotient is missing: the sentence kept with the
        days chosen, dropped once a quotient has come."""
        avis = {
            ligne.vu.get("avis_quotient", "")
            for ligne in self.lignes
            if ligne.action == Action.RESERVER and not self._d_avant(ligne)
        }
        dit = max(avis, default="")
        return f"{dit} {PAR_LA_CAISSE[self.voie]}" if dit and self.voie else dit

    @property
    def prix_a_revoir(self) -> str:
        """The sentence on prices older than the quotient, which the summary counts anew; "" without
        any."""
        if not any(ligne.vu.get("centimes") and self._d_avant(ligne) for ligne in self.lignes):
            return ""
        return PRIX_A_REVOIR

    def _d_avant(self, ligne: LignePanier) -> bool:
        return self.quotient_le is not None and ligne.cree_le < self.quotient_le


def demandee(ligne: LignePanier) -> LigneDemandee:
    """The line as the engine takes it."""
    return LigneDemandee(ligne.enfant_id, ligne.activite_id, ligne.bloc, ligne.action)


def perimee(ligne: LignePanier, maintenant: datetime) -> bool:
    """Whether the deadline of this line has surely passed. It is counted on the calendar of the
    latest deadlines, without holidays and with school on Wednesdays, and a week from its Sunday:
    the rules judge what is in doubt."""
    activite, annuler = ligne.activite, ligne.action == Action.ANNULER
    delai = activite.pour_annuler if annuler else activite.pour_reserver
    return delai.limite(etendue(ligne.bloc)[1], LE_PLUS_LARGE) < maintenant


def _rangee(ligne: LignePanier) -> tuple[date, Any, Any, Any, str]:
    jour = etendue(ligne.bloc)[0]
    return jour, ligne.enfant_id, ligne.activite_id, ligne.action, ligne.auteur


def _ordre(ligne: LignePanier) -> tuple[date, Any, Any, Any, int]:
    return (
        etendue(ligne.bloc)[0],
        ligne.enfant.naissance,
        ligne.enfant_id,
        rang_du_moment(ligne.bloc),  # the morning before the meal, as on the receipt
        ligne.activite_id,
    )


# piece → its column → where it is, seen from the household
_PIECES = {
    "ligne": {
        champ: f"panier__{champ}"
        for champ in ("id", "enfant_id", "activite_id", "bloc", "action", "vu", "par_id", "cree_le")
    },
    "enfant": {champ: f"panier__enfant__{champ}" for champ in ("id", "prenom", "naissance")},
    "activite": {
        champ: f"panier__activite__{champ}"
        for champ in (*("id", "nom", "service", "structure_id"), *CHAMPS_DES_DELAIS)
    },
    "structure": {champ: f"panier__activite__structure__{champ}" for champ in ("id", "nom")},
    "auteur": {"prenom": "panier__par__first_name"},
}
_COLONNES = {
    f"{piece}_{nom}": F(ou) for piece, champs in _PIECES.items() for nom, ou in champs.items()
}
# Read with them: the number of places below which they are shown, and whether any queue is to be
# read.
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
    """One basket for each household of this account, even empty; at most three queries more for
    those that a payer helps."""
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
    """A household of this account. Http404: it is not one of them."""
    lus = _FOYER.lire(utilisateur=utilisateur.pk, jour=timezone.localdate(), foyer=pk or 0)
    if not lus:
        raise Http404("not my household")
    return lus[0]


def _ligne(foyer: Foyer, lue: Foyer, connus: dict[tuple, Model]) -> LignePanier:
    """The line of this row, with the columns of its child and activity that a basket shows.
    `connus`: the children and activities shared with other lines."""
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
    """An instance with only these columns; Django reads the others on demand."""
    champs = _champs(modele, piece)
    return modele.from_db(
        DEFAULT_DB_ALIAS, champs, [getattr(lue, f"{piece}_{champ}") for champ in champs]
    )


@cache
def _champs(modele: type[Model], piece: str) -> list[str]:
    """The columns of this part, in the model's order, as `from_db` wants them."""
    tous = (champ.attname for champ in modele._meta.concrete_fields)
    return [champ for champ in tous if champ in _PIECES[piece]]
