"""What is encrypted of demandes, for the turn of keys (famille.mouvements.donnees.rotation)."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from demarches.catalogue import toutes
from demarches.declaration.champ_secret import CLE, ChampSecret
from demarches.models import Demande, EffetsDeValidation
from famille.mouvements.donnees.rotation import Coffre, coffre_de_champs
from famille.socle.chiffrement import REPONSES, SAISIE

if TYPE_CHECKING:
    from demarches.models.demande import DemandeQuerySet


def _a_secrets() -> "DemandeQuerySet":
    return Demande.objects.filter(code__in=codes_a_secrets()).only("saisie")


def _changer_les_secrets(demande: Demande, f: Callable[..., Any]) -> None:
    demande.saisie = {
        etape: {nom: [_changee(valeur, f) for valeur in valeurs] for nom, valeurs in champs.items()}
        for etape, champs in demande.saisie.items()
    }


def _changee(valeur: str | dict[str, str], f: Callable[..., Any]) -> str | dict[str, str]:
    return {CLE: f(valeur[CLE])} if isinstance(valeur, dict) else valeur


def codes_a_secrets() -> list[str]:
    """The démarches that ask for something secret."""
    return [
        code
        for code, demarche in toutes().items()
        for page in demarche.etapes.values()
        if any(isinstance(champ, ChampSecret) for champ in page.base_fields.values())
    ]


def _avec_connues() -> "DemandeQuerySet":
    return Demande.objects.filter(avancement__has_key="connues").only("avancement")


def _changer_les_connues(demande: Demande, f: Callable[[str], str]) -> None:
    connues = {etape: f(jeton) for etape, jeton in demande.avancement.connues.items()}
    demande.avancement = replace(demande.avancement, connues=connues)


COFFRES = [
    coffre_de_champs(
        "réponses des démarches", Demande, ["saisie", "recapitulatif", "changements"], REPONSES
    ),
    Coffre("secrets des démarches", SAISIE, _a_secrets, ["saisie"], _changer_les_secrets),
    Coffre(
        "rappels du dossier dans les démarches",
        REPONSES,
        _avec_connues,
        ["avancement"],
        _changer_les_connues,
    ),
    coffre_de_champs("validations récentes", EffetsDeValidation, ["dossier", "suite"], REPONSES),
]
