"""What the town's provider of SMS wants, read in a TOML file (docs/exploiter/alertes.md). Pure but
for the reading."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

CHAMPS = frozenset({"numero", "texte", "emetteur", "reference", "cle"})
_CHAMP = re.compile(r"\{(\w+)\}")
JSON, FORMULAIRE = "json", "formulaire"
EMETTEUR_MAX = 11


class Faute(Exception):
    """The file cannot serve: the French sentence says why, and never quotes it."""


@dataclass(frozen=True)
class Modele:
    """`corps`: the fields of the body, whose texts may hold {numero}, {texte}, {emetteur},
    {reference} and {cle}; `identifiant`: the path to the provider's own number in its JSON answer,
    by dots ("messages.0.id"); `etat_ok`: path → the value by which it says that it accepted, where
    its status does not."""

    adresse: str
    emetteur: str
    methode: str = "POST"
    format: str = JSON
    entetes: Mapping[str, str] = field(default_factory=dict)
    corps: Mapping[str, Any] = field(default_factory=dict)
    statuts: tuple[int, ...] = (200, 201, 202)
    etat_ok: Mapping[str, str] = field(default_factory=dict)
    identifiant: str = ""
    par_jour: int = 500
    par_compte: int = 5
    retour: Mapping[str, Any] = field(default_factory=dict)

    def fautes(self, *, locale: bool = False) -> list[str]:
        """Sentences; none when it can serve. `locale`: a server of this machine will do."""
        morceaux = urlsplit(self.adresse)
        dites = []
        if not morceaux.hostname or (morceaux.scheme != "https" and not locale):
            dites.append("« adresse » doit commencer par https://.")
        emetteur = self.emetteur
        if not (3 <= len(emetteur) <= EMETTEUR_MAX and emetteur.isascii() and emetteur.isalnum()):
            dites.append("« emetteur » a de 3 à 11 lettres et chiffres, sans espace ni accent.")
        elif emetteur.isdigit():
            dites.append("« emetteur » ne peut pas être fait de chiffres seulement.")
        if self.format not in (JSON, FORMULAIRE) or self.methode not in ("POST", "PUT"):
            dites.append("« format » est json ou formulaire ; « methode », POST ou PUT.")
        dits = {champ for texte in _textes([self.corps, self.entetes]) for champ in _champs(texte)}
        if not {"numero", "texte"} <= dits or dits - CHAMPS:
            dites.append(
                "« corps » doit contenir {numero} et {texte} ; {emetteur}, {reference} et {cle}"
                " sont possibles, et rien d’autre entre accolades."
            )
        if min(self.par_jour, self.par_compte) < 1:
            dites.append("« par_jour » et « par_compte » sont de 1 au moins.")
        return dites

    def requete(self, valeurs: Mapping[str, str]) -> dict[str, Any]:
        """Arguments of `requests.request`."""
        rempli = _remplir(self.corps, valeurs)
        corps = (
            {"json": rempli}
            if self.format == JSON
            else {"data": "&".join(f"{quote(nom)}={quote(str(un))}" for nom, un in rempli.items())}
        )
        entetes = _remplir(self.entetes, valeurs)
        if self.format == FORMULAIRE:
            entetes = {"Content-Type": "application/x-www-form-urlencoded", **entetes}
        return {"method": self.methode, "url": self.adresse, "headers": entetes, **corps}

    def est_acceptee(self, statut: int, reponse: Any) -> bool:
        return statut in self.statuts and all(
            str(chercher(reponse, chemin)) == str(voulu) for chemin, voulu in self.etat_ok.items()
        )


def lire(chemin: str | Path) -> Modele:
    """Faute: no such file, not TOML, or a word that it does not know."""
    try:
        dit = tomllib.loads(Path(chemin).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as erreur:
        raise Faute("le fichier ne peut pas être lu, ou n’est pas du TOML.") from erreur
    if isinstance(dit.get("statuts"), list):
        dit["statuts"] = tuple(dit["statuts"])
    try:
        return Modele(**dit)
    except TypeError as erreur:
        connus = ", ".join(Modele.__dataclass_fields__)
        raise Faute(f"un mot manque, ou n’est pas de ceux-ci : {connus}.") from erreur


def chercher(valeur: Any, chemin: str) -> Any:
    """What is at "messages.0.id" of a JSON value; "" where there is nothing."""
    for nom in chemin.split(".") if chemin else ():
        if isinstance(valeur, list) and nom.isdigit() and int(nom) < len(valeur):
            valeur = valeur[int(nom)]
        elif isinstance(valeur, dict) and nom in valeur:
            valeur = valeur[nom]
        else:
            return ""
    return valeur


def _remplir(valeur: Any, par: Mapping[str, str]) -> Any:
    """In one pass: what is put in is not read again."""
    if isinstance(valeur, str):
        return _CHAMP.sub(lambda trouve: par.get(trouve[1], trouve[0]), valeur)
    if isinstance(valeur, dict):
        return {nom: _remplir(un, par) for nom, un in valeur.items()}
    return [_remplir(un, par) for un in valeur] if isinstance(valeur, list) else valeur


def _textes(valeur: Any) -> list[str]:
    if isinstance(valeur, str):
        return [valeur]
    dedans = valeur.values() if isinstance(valeur, dict) else valeur
    return (
        [texte for un in dedans for texte in _textes(un)] if isinstance(valeur, dict | list) else []
    )


def _champs(texte: str) -> set[str]:
    """The names between braces; a brace alone is one that nobody knows."""
    seules = set("{}") & set(_CHAMP.sub("", texte))
    return {trouve[1] for trouve in _CHAMP.finditer(texte)} | seules
