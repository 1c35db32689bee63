"""The file by which anyone plays an allocation again: what was asked, by pseudonyms, the rules, the
seed, and the result. JSON (docs/comprendre/voeux.md says each key)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .affectation import Affectation, Demandeur, Lieu, Marche, PartDeVoeu, Rang, affecter
from .tirage import empreinte, est_une_graine, numero

FORMAT = "portail-famille/tirage"
VERSION = 1
TAILLE_MAX = 64 * 1024 * 1024  # bytes of a file that is read


class DossierIllisible(ValueError):
    """The file is not one of ours; the message says why, in French."""


@dataclass(frozen=True)
class Dossier:
    """`criteres`: the council's, in their order. `enfants`: pseudonym → activity → one "1" or "0" a
    criterion. `activites`: place → activity."""

    graine: str
    criteres: tuple[str, ...]
    enfants: Mapping[str, Mapping[str, str]]
    activites: Mapping[str, str]
    lieux: Mapping[str, Lieu]
    listes: tuple[Demandeur, ...]

    @cached_property
    def marche(self) -> Marche:
        numeros = {enfant: numero(self.graine, enfant) for enfant in self.enfants}
        rangs: dict[tuple[str, str], Rang] = {
            (enfant, activite): (*("0" if un == "1" else "1" for un in criteres), numeros[enfant])
            for enfant, par_activite in self.enfants.items()
            for activite, criteres in par_activite.items()
        }
        activites = self.activites
        return Marche(self.listes, self.lieux, lambda e, place: rangs[e, activites[place]])

    def connait(self, enfant: str, place: str) -> bool:
        """Whether this child (a pseudonym) could be ranked for this place."""
        return self.activites.get(place, "") in self.enfants.get(enfant, {})

    def jouer(self) -> Affectation:
        return affecter(self.marche)

    def en_donnees(self) -> dict[str, Any]:
        """JSON's own types, the same whatever the order of the rows."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "graine": self.graine,
            "empreinte": empreinte(self.graine),
            "criteres": list(self.criteres),
            "places": {
                place: {
                    "activite": self.activites[place],
                    "capacite": lieu.capacite,
                    "occupe": sorted(lieu.occupe),
                }
                for place, lieu in sorted(self.lieux.items())
            },
            "enfants": {
                un: dict(sorted(siens.items())) for un, siens in sorted(self.enfants.items())
            },
            "listes": [
                {
                    "cle": liste.cle,
                    "maximum": liste.maximum,
                    "choix": [[[p.enfant, p.place] for p in choix] for choix in liste.choix],
                }
                for liste in sorted(self.listes, key=lambda liste: liste.cle)
            ],
        }


def lire_dossier(donnees: Any) -> Dossier:
    """Back from `en_donnees`. DossierIllisible: what is not one, or contradicts itself."""
    try:
        dossier = _lire(donnees)
    except (KeyError, TypeError, AttributeError, ValueError) as erreur:
        if isinstance(erreur, DossierIllisible):
            raise
        raise DossierIllisible(
            "Ce fichier n’est pas celui d’un tirage, ou il est incomplet."
        ) from erreur
    _controler(dossier, donnees)
    return dossier


def _lire(donnees: dict[str, Any]) -> Dossier:
    if donnees["format"] != FORMAT or donnees["version"] != VERSION:
        raise DossierIllisible("Ce fichier n’est pas celui d’un tirage du portail.")
    return Dossier(
        graine=str(donnees["graine"]),
        criteres=tuple(map(str, donnees["criteres"])),
        enfants={
            str(un): {str(activite): str(bits) for activite, bits in siens.items()}
            for un, siens in donnees["enfants"].items()
        },
        activites={place: str(lue["activite"]) for place, lue in donnees["places"].items()},
        lieux={
            place: Lieu(int(lue["capacite"]), frozenset(map(str, lue["occupe"])))
            for place, lue in donnees["places"].items()
        },
        listes=tuple(
            Demandeur(
                str(lue["cle"]),
                tuple(
                    tuple(PartDeVoeu(enfant, place) for enfant, place in un) for un in lue["choix"]
                ),
                int(lue["maximum"]),
            )
            for lue in donnees["listes"]
        ),
    )


def _controler(dossier: Dossier, donnees: dict[str, Any]) -> None:
    if not est_une_graine(dossier.graine) or donnees.get("empreinte") != empreinte(dossier.graine):
        raise DossierIllisible("La graine de ce fichier ne correspond pas à son empreinte.")
    if any(lieu.capacite < 0 for lieu in dossier.lieux.values()):
        raise DossierIllisible("Un nombre de places de ce fichier est négatif.")
    sus = {
        (enfant, activite)
        for enfant, siens in dossier.enfants.items()
        for activite, bits in siens.items()
        if len(bits) == len(dossier.criteres)
    }
    for liste in dossier.listes:
        for part in (part for choix in liste.choix for part in choix):
            if (part.enfant, dossier.activites.get(part.place, "")) not in sus:
                raise DossierIllisible(
                    "Un vœu de ce fichier nomme un enfant ou une place qu’il ne décrit pas."
                )
        if any(not choix for choix in liste.choix):
            raise DossierIllisible("Un vœu de ce fichier est vide.")
    if len({liste.cle for liste in dossier.listes}) < len(dossier.listes):
        raise DossierIllisible("Deux listes de ce fichier portent le même nom.")


def resultat(affectation: Affectation) -> dict[str, list[str]]:
    """{place: pseudonyms of those who have a seat there, in alphabetical order}."""
    return {
        place: sorted(titulaire.enfant for titulaire in titulaires)
        for place, titulaires in sorted(affectation.titulaires.items())
    }


def empreinte_du_resultat(lu: Mapping[str, list[str]]) -> str:
    """SHA-256 of the result, written as compact JSON with sorted keys."""
    texte = json.dumps(lu, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(texte.encode("ascii")).hexdigest()
