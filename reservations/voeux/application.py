"""How the rules were applied to one household, on demand (CRPA L311-3-1, R311-3-1-2; D20): what was
known of each child, from where, and where the lot put him."""

from collections.abc import Sequence
from dataclasses import dataclass

from famille.models import Foyer
from famille.socle.dire import compte, en_rang
from reservations.models import CritereDePriorite, ListeDeVoeux, Tirage
from reservations.regles.voeux.tirage import numero

from .dites import ListeDite, dire_la_liste
from .faits import lire_listes

Genre = CritereDePriorite.Genre
SOURCES = {
    Genre.COMMUNE: "l’adresse de votre dossier",
    Genre.TRAVAIL: "votre déclaration, vérifiée par un agent",
    Genre.FRATRIE: "les inscriptions de vos enfants",
    Genre.DEJA_VENU: "les réservations de l’an passé",
}


@dataclass(frozen=True)
class EnfantClasse:
    """`lieux`: [(centre, [(criterion, met or not, where that was read)])], in the council's
    order."""

    prenom: str
    lieux: Sequence[tuple[str, Sequence[tuple[str, bool, str]]]]
    lot: str


@dataclass(frozen=True)
class ListeAppliquee:
    dite: ListeDite
    enfants: Sequence[EnfantClasse]


def lire_application(tirage: Tirage, foyer: Foyer) -> list[ListeAppliquee]:
    """Of each list of `foyer`, once published. As many queries for one as for ten."""
    connus, graine = tirage.dossier.get("enfants", {}), tirage.graine
    lots = sorted(numero(graine, enfant) for enfant in connus)
    rangs = {lot: rang for rang, lot in enumerate(lots, 1)}
    return [
        ListeAppliquee(
            dire_la_liste(liste, tirage),
            [
                EnfantClasse(
                    lien.enfant.prenom,
                    _lieux(liste, connus[pseudonyme], tirage.dossier["criteres"]),
                    f"{en_rang(rangs[numero(graine, pseudonyme)])} sur"
                    f" {compte(len(lots), 'enfant')}",
                )
                for lien in liste.enfants.all()
                if (pseudonyme := str(lien.pseudonyme)) in connus
            ],
        )
        for liste in lire_listes(tirage, foyer)
    ]


def _lieux(
    liste: ListeDeVoeux, bits: dict[str, str], criteres: Sequence[str]
) -> list[tuple[str, list[tuple[str, bool, str]]]]:
    activites = {str(voeu.activite_id): str(voeu.activite) for voeu in liste.voeux.all()}
    return [
        (
            activites[activite],
            [
                (Genre(genre).label, bit == "1", SOURCES[Genre(genre)])
                for genre, bit in zip(criteres, siens, strict=True)
            ],
        )
        for activite, siens in bits.items()
    ]
