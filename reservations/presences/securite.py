"""What a director must know to keep the children of a list safe: health, authorisations, adults,
who may fetch (D10).

Adults and contacts are those of the household that booked: the child is theirs that day.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.db.models import Q
from phonenumber_field.phonenumber import PhoneNumber

from famille.models import (
    AccesAConfirmer,
    Autorisation,
    ContactFamille,
    FicheSanitaire,
    Responsable,
    SanteDeclaree,
)
from famille.models.sante import FICHE_ILLISIBLE
from reservations.models import Reservation

Genre = Autorisation.Genre
# What a refusal forbids; "Partir seul" is told either way.
_INTERDITS = {
    Genre.HOSPITALISATION: "Soins d’urgence : non autorisés",
    Genre.TRANSPORT: "Pas de transport en sortie",
    Genre.BAIGNADE: "Pas de baignade",
    Genre.IMAGE: "Pas de photo",
}


@dataclass(frozen=True)
class Personne:
    """An adult of the household, or a contact that it names. `vient`: may fetch the child.
    `a_confirmer`: is there by one agent's hand alone (docs/comprendre/acces.md)."""

    nom: str
    lien: str
    telephones: tuple[PhoneNumber, ...]
    vient: bool
    a_confirmer: bool = False


@dataclass(frozen=True)
class Securite:
    fiche: FicheSanitaire | None
    perimee: bool
    part_seul: bool
    interdits: list[str]
    personnes: list[Personne]  # in the order of call
    # written by a parent, checked by nobody yet
    declarees: list[SanteDeclaree] = field(default_factory=list)

    @cached_property
    def illisible(self) -> str:
        """That no key of this site reads his record, in a sentence; "" when one does. Nothing else
        of the list is lost with it."""
        return FICHE_ILLISIBLE if self.fiche and self.fiche.illisible else ""

    @property
    def allergies(self) -> list[str]:
        """Of his record, as far as it is read."""
        return self.fiche.allergies_dites if self.fiche and not self.illisible else []

    @property
    def a_table(self) -> str:
        """Of them, what a kitchen must know."""
        return self.fiche.a_table if self.fiche and not self.illisible else ""

    @property
    def regime(self) -> str:
        """The diet in words, "" for none in particular."""
        if self.fiche is None or self.illisible:
            return ""
        aucun = self.fiche.regime == FicheSanitaire.Regime.AUCUN
        return "" if aucun else self.fiche.get_regime_display()

    @property
    def a_part(self) -> bool:
        """Whether his plate is not that of the others, or nobody can tell."""
        return bool(
            self.illisible
            or self.a_table
            or any(une.dites_a_table for une in self.declarees)
            or (self.fiche and self.fiche.pai)
        )

    @property
    def rien_a_signaler(self) -> bool:
        return bool(
            self.fiche and not (self.a_part or self.regime or self.allergies or self.declarees)
        )


def lire_la_securite(reservations: Collection[Reservation], jour: date) -> dict[int, Securite]:
    """{reservation.pk: Securite}, in six queries. Whoever shows it notes the reading
    (actions.lectures)."""
    enfants = {reservation.enfant_id for reservation in reservations}
    foyers = {reservation.foyer_id for reservation in reservations}
    fiches, declarees = lire_la_sante(enfants)
    accords: dict[int, dict[str, bool]] = defaultdict(dict)
    lignes = Autorisation.objects.filter(enfant__in=enfants).order_by("le", "pk")
    for enfant, genre, accordee in lignes.values_list("enfant_id", "genre", "accordee"):
        accords[enfant][genre] = accordee
    ajoutes, rattaches = a_confirmer(foyers)
    personnes = _personnes(foyers, jour, ajoutes)
    return {
        une.pk: _securite(
            fiches.get(une.enfant_id),
            accords[une.enfant_id],
            # all of them to be confirmed where the child is tied to their household so
            [replace(personne, a_confirmer=True) for personne in personnes[une.foyer_id]]
            if (une.enfant_id, une.foyer_id) in rattaches
            else personnes[une.foyer_id],
            jour,
            declarees[une.enfant_id],
        )
        for une in reservations
    }


def _securite(
    fiche: FicheSanitaire | None,
    accords: Mapping[str, bool],
    personnes: list[Personne],
    jour: date,
    declarees: list[SanteDeclaree],
) -> Securite:
    return Securite(
        fiche=fiche,
        perimee=bool(fiche and fiche.valable_jusqu_au < jour),
        part_seul=accords.get(Genre.SORTIE_SEUL, False),
        interdits=[phrase for genre, phrase in _INTERDITS.items() if accords.get(genre) is False],
        personnes=personnes,
        declarees=declarees,
    )


def lire_la_sante(
    enfants: set[int],
) -> tuple[dict[int, FicheSanitaire], dict[int, list[SanteDeclaree]]]:
    """By child (key): his record; what was declared since and nobody has checked, the oldest first.
    Two queries."""
    declarees: dict[int, list[SanteDeclaree]] = defaultdict(list)
    for declaree in SanteDeclaree.objects.filter(enfant__in=enfants):
        declarees[declaree.enfant_id].append(declaree)
    fiches = FicheSanitaire.objects.filter(enfant__in=enfants)
    return {fiche.enfant_id: fiche for fiche in fiches}, declarees


def marques(enfants: set[int]) -> dict[int, str]:
    """child (key) → that there is something to read of his health, and not what: a director sees
    whose facts to open. Nothing of who has a record that says nothing."""
    fiches, declarees = lire_la_sante(enfants)
    faits = {
        enfant: _securite(fiches.get(enfant), {}, [], date.min, declarees[enfant])
        for enfant in enfants
    }
    return {
        enfant: "à vérifier" if fait.declarees else "à lire"
        for enfant, fait in faits.items()
        if not fait.rien_a_signaler
    }


def _personnes(foyers: set[int], jour: date, ajoutes: set[int]) -> dict[int, list[Personne]]:
    """household → list[Personne]: its adults of that day (`ajoutes`: keys of those to confirm),
    then its contacts."""
    personnes: dict[int, list[Personne]] = defaultdict(list)
    encore = Q(fin=None) | Q(fin__gte=jour)
    for adulte in Responsable.objects.filter(encore, foyer__in=foyers):
        numeros = tuple(filter(None, (adulte.telephone_portable, adulte.telephone_fixe)))
        lien, ajoute = adulte.get_lien_display().lower(), adulte.pk in ajoutes
        personnes[adulte.foyer_id].append(Personne(str(adulte), lien, numeros, True, ajoute))
    for contact in ContactFamille.objects.filter(foyer__in=foyers):
        lien, numeros, vient = contact.lien, (contact.telephone,), contact.peut_recuperer
        personnes[contact.foyer_id].append(Personne(str(contact), lien, numeros, vient))
    return personnes


def a_confirmer(foyers: set[int]) -> tuple[set[int], set[tuple[int, int]]]:
    """(keys of Responsable, (child, household)): the adults that an agent has let in, and the
    children that he has tied to one more household, while nobody else has confirmed. One query."""
    attente = AccesAConfirmer.objects.en_attente().filter(foyer__in=foyers)
    # he who has a new address was there already
    lignes = attente.exclude(nature=AccesAConfirmer.Nature.ADRESSE)
    lus = list(lignes.values_list("responsable", "rattachement__enfant", "foyer"))
    rattaches = {(enfant, foyer) for _adulte, enfant, foyer in lus if enfant}
    return {adulte for adulte, *_reste in lus if adulte}, rattaches
