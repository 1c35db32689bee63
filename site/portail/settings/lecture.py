"""Reads the environment: a value that is not understood, or a folder that cannot be written, is one
sentence."""

import ipaddress
import os
import tempfile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
import pyrage
from django.core.exceptions import ImproperlyConfigured

OUI_OU_NON = {"", "true", "false", "1", "0", "on", "off", "yes", "no"}
PORT_MAX = 65_535
JOURS_CONNECTES_MAX = 90  # who is not seen for a season signs in again
TABLEAU = "voir le tableau des réglages dans docs/reglages.md"


class Env(environ.Env):
    """django-environ, whose refusals name the variable. Raises ImproperlyConfigured."""

    def get_value(self, var: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            valeur = super().get_value(var, *args, **kwargs)
            if kwargs.get("cast") is bool and self.ENVIRON.get(var, "").lower() not in OUI_OU_NON:
                raise ValueError(var)
            return valeur
        except ValueError as erreur:
            raise ImproperlyConfigured(
                f"La valeur de {var} n’est pas comprise : {TABLEAU}."
            ) from erreur
        except ImproperlyConfigured as erreur:
            raise ImproperlyConfigured(f"{var} n’est pas défini : {TABLEAU}.") from erreur

    def entier(self, nom: str, *, defaut: int, de: int, a: int | None = None) -> int:
        """A whole number from `de` to `a`, both included. Raises ImproperlyConfigured."""
        valeur = self.int(nom, default=defaut)
        if valeur < de or (a is not None and valeur > a):
            bornes = f"de {de} à {a}" if a is not None else f"d’au moins {de}"
            raise ImproperlyConfigured(
                f"La valeur de {nom} n’est pas comprise : un nombre {bornes} ({TABLEAU})."
            )
        return valeur


def dossier_inscriptible(chemin: str) -> Path:
    """The folder, made if needed and proved writable. Raises ImproperlyConfigured."""
    dossier = Path(chemin).absolute()
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        descripteur, essai = tempfile.mkstemp(dir=dossier, prefix=".essai-")
        os.close(descripteur)
        Path(essai).unlink()
    except OSError as erreur:
        raise ImproperlyConfigured(
            f"Le dossier {dossier} n’est pas accessible en écriture ({erreur.strerror}) : changez"
            " ses droits, ou choisissez-en un autre avec PORTAIL_VAR."
        ) from erreur
    return dossier


def fuseau(nom: str) -> str:
    """The name of a time zone. Raises ImproperlyConfigured."""
    try:
        return ZoneInfo(nom).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as erreur:
        raise ImproperlyConfigured(
            "La valeur de PORTAIL_FUSEAU n’est pas comprise : un nom comme Indian/Reunion ou"
            f" America/Guadeloupe ({TABLEAU})."
        ) from erreur


def est_cette_machine(hote: str) -> bool:
    """Whether this name or address is the loopback, or any address of the machine."""
    if hote == "localhost" or hote.endswith(".localhost"):
        return True
    try:
        ip = ipaddress.ip_address(hote)
    except ValueError:
        return False
    return ip.is_loopback or ip.is_unspecified


def reseaux(adresses: list[str], nom: str = "PORTAIL_METRIQUES_ADRESSES") -> list:
    """The networks of the variable of this name, addresses or ranges. Raises
    ImproperlyConfigured."""
    try:
        return [ipaddress.ip_network(adresse.strip()) for adresse in adresses]
    except ValueError as erreur:
        phrase = f"La valeur de {nom} n’est pas comprise : {TABLEAU}."
        raise ImproperlyConfigured(phrase) from erreur


def cles_de_sauvegarde(cles: list[str]) -> list[str]:
    """The public keys of PORTAIL_SAUVEGARDE_CLE. Raises ImproperlyConfigured, without repeating
    one: it may be private."""
    for cle in (propres := [cle.strip() for cle in cles]):
        if cle.upper().startswith("AGE-SECRET-KEY-"):
            raise ImproperlyConfigured(
                "PORTAIL_SAUVEGARDE_CLE contient une clé privée : donnez la clé publique (age1…),"
                " et gardez la clé privée hors de cette machine."
            )
        try:
            pyrage.x25519.Recipient.from_str(cle)
        except pyrage.RecipientError as erreur:
            raise ImproperlyConfigured(
                "La valeur de PORTAIL_SAUVEGARDE_CLE n’est pas comprise : c’est une clé publique"
                " age (age1…), que « age-keygen » affiche, ou plusieurs séparées par des virgules."
            ) from erreur
    return propres
