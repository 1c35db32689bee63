"""A submission, and the checks made before anything is read from the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from famille.models import Enfant, Foyer, Utilisateur
from famille.socle.erreurs import Refus
from reservations.models import DemandeReservation
from reservations.models.demandes import Action
from reservations.regles.juge import etendue

LIGNES_MAX = 500
HORIZON = timedelta(days=3 * 366)
TROP_DE_LIGNES = (
    f"Vous demandez plus de {LIGNES_MAX} changements à la fois : envoyez-les en plusieurs fois. "
    "Rien n’a été enregistré."
)
RIEN = "Votre demande est vide : choisissez d’abord des jours dans le calendrier."
INCONNUE = (
    "Cette demande n’est pas valable : rechargez le calendrier et choisissez de nouveau. Rien n’a"
    " été enregistré."
)
DEUX_FOIS = (
    "Le même jour est demandé deux fois pour le même enfant : gardez une seule ligne. Rien n’a été"
    " enregistré."
)
SANS_MOTIF = (
    "Indiquez pourquoi cette réservation passe outre le délai : la raison est gardée avec la"
    " demande."
)
MOTIF_MAX: int = DemandeReservation._meta.get_field("motif").max_length or 0
MOTIF_TROP_LONG = f"Écrivez la raison en {MOTIF_MAX} caractères au plus."
CLE_MAX: int = DemandeReservation._meta.get_field("cle").max_length or 0
_ACTIONS = frozenset(Action.values)
CLE_PRISE = "Cet envoi a déjà servi : rechargez le calendrier et recommencez."


@dataclass(frozen=True)
class LigneDemandee:
    """One line of a submission. `bloc`: key of a Bloc; `action`: of
    reservations.models.demandes.Action. It has no price: the engine computes it."""

    enfant_id: int
    activite_id: int
    bloc: str
    action: str = Action.RESERVER

    @property
    def cle(self) -> tuple[int, int, str]:
        return self.enfant_id, self.activite_id, self.bloc

    @property
    def etendue(self) -> tuple[date, date]:
        return etendue(self.bloc)


@dataclass(frozen=True)
class Envoi:
    """One press of "Soumettre", with the instant at which the server received it."""

    foyer: Foyer
    lignes: tuple[LigneDemandee, ...]
    par: Utilisateur | None
    cle: str
    maintenant: datetime
    canal: str = DemandeReservation.Canal.PORTAIL
    motif: str = ""
    hors_regles: bool = False

    @cached_property
    def enfants(self) -> list[int]:
        return sorted({ligne.enfant_id for ligne in self.lignes})

    @cached_property
    def activites(self) -> list[int]:
        return sorted({ligne.activite_id for ligne in self.lignes})

    @cached_property
    def jours(self) -> set[tuple[int, date]]:
        """{(activity (pk), day)} that the keys may cover."""
        etendues = {(ligne.activite_id, *ligne.etendue) for ligne in self.lignes}
        return {
            (activite, debut + timedelta(days=rang))
            for activite, debut, fin in etendues
            for rang in range((fin - debut).days + 1)
        }

    @cached_property
    def etendue(self) -> tuple[date, date]:
        """(first, last) day of what is asked."""
        jours = [jour for _activite, jour in self.jours]
        return min(jours), max(jours)

    def apres_fusion(self) -> "Envoi":
        """The same, with the household and the children that these were merged into; itself when
        none was merged. Two queries."""
        foyer = Foyer.objects.filter(fusionnes=self.foyer.pk).first()
        fondus = Enfant.objects.filter(pk__in=self.enfants, fusionne_dans__isnull=False)
        vers: dict[int, Any] = dict(fondus.values_list("pk", "fusionne_dans"))
        if foyer is None and not vers:
            return self
        lignes = tuple(
            replace(une, enfant_id=vers.get(une.enfant_id, une.enfant_id)) for une in self.lignes
        )
        return replace(self, foyer=foyer or self.foyer, lignes=lignes)

    def deja_recu(self) -> DemandeReservation | None:
        """The receipt that has this key, or None. Refus: another household used the key."""
        demande = DemandeReservation.objects.filter(cle=self.cle).first()
        if demande and demande.foyer_id != self.foyer.pk:
            raise Refus(CLE_PRISE)
        return demande


def controler(
    lignes: Sequence[LigneDemandee],
    *,
    cle: str,
    maintenant: datetime,
    motif: str,
    hors_regles: bool,
) -> tuple[LigneDemandee, ...]:
    """The lines, if they are well formed. Refus otherwise; nothing is read or written."""
    if not lignes:
        raise Refus(RIEN)
    if len(lignes) > LIGNES_MAX:
        raise Refus(TROP_DE_LIGNES)
    if hors_regles and not motif.strip():
        raise Refus(SANS_MOTIF, champ="motif")
    if len(motif.strip()) > MOTIF_MAX or "\0" in motif:
        raise Refus(MOTIF_TROP_LONG, champ="motif")
    if not 0 < len(cle) <= CLE_MAX or not cle.isprintable():
        raise Refus(INCONNUE)
    for ligne in lignes:
        if ligne.action not in _ACTIONS or not (
            _est_une_cle(ligne.enfant_id) and _est_une_cle(ligne.activite_id)
        ):
            raise Refus(INCONNUE)
        if not _plausible(ligne.bloc, maintenant):
            raise Refus(INCONNUE)
    if len({ligne.cle for ligne in lignes}) < len(lignes):
        raise Refus(DEUX_FOIS)
    return tuple(lignes)


def _plausible(cle: str, maintenant: datetime) -> bool:
    """A key of a bloc, and of a year that a calendar can hold."""
    try:
        debut, _fin = etendue(cle)
    except ValueError:
        return False
    return abs(debut - maintenant.date()) < HORIZON


def _est_une_cle(nombre: int) -> bool:
    return isinstance(nombre, int) and 0 < nombre < 2**63
