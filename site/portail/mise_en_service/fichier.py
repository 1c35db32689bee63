"""Everything that was set, as one readable file (YAML): from a test town to the real one.

    portail: 1
    identite: {ville: Clairval, …}
    activites:
    - {structure: [Les Tilleuls], nom: Mercredis, …}

A row is named by what people know of it, never by a number of the base. Nothing is deleted by an
import: what the file does not say stays.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Model
from wagtail.fields import RichTextField
from wagtail.log_actions import log

from cms_pages.identite.nommer import nommer_la_ville
from cms_pages.models import IdentiteSite
from famille.models import Utilisateur
from famille.socle.erreurs import Refus

from .sortes import PAR_MODELE, SORTES, Sorte

VERSION = 1
OCTETS_MAX, LIGNES_MAX = 2_000_000, 20_000
type Ligne = dict[str, Any]
NOUVEAU, CHANGE = "nouveau", "change"
# a page or a document of this base, by a number that means another in the next: its words stay
LIEN_INTERNE = re.compile(r"<a\b[^>]*\blinktype=[^>]*>(.*?)</a>", re.DOTALL)


@dataclass(frozen=True)
class Changement:
    """`quoi`: NOUVEAU or CHANGE; `nom`: the row, in words; `champs`: (field, before, after)."""

    sorte: str
    quoi: str
    nom: str
    champs: tuple[tuple[str, Any, Any], ...] = ()


def exporter() -> str:
    """The file, whatever the town holds: the same base gives the same text."""
    contenu: dict[str, Any] = {"portail": VERSION}
    for sorte in SORTES:
        lignes = [_ecrire(sorte, ligne) for ligne in _rangees(sorte)]
        contenu[sorte.cle] = lignes if sorte.connue_par else (lignes[0] if lignes else {})
    return yaml.safe_dump(contenu, allow_unicode=True, sort_keys=False, width=100)


def _rangees(sorte: Sorte) -> list[Model]:
    """In the order of their names."""
    lignes = [
        ligne
        for ligne in sorte.modele._default_manager.exclude(**sorte.sauf)
        if not sorte.dit_par or getattr(ligne, sorte.dit_par)
    ]
    return sorted(lignes, key=lambda ligne: str(_nom(sorte, ligne)))


def _nom(sorte: Sorte, ligne: Model) -> list[Any]:
    return [_valeur(ligne, sorte.modele._meta.get_field(nom)) for nom in sorte.connue_par]


def _ecrire(sorte: Sorte, ligne: Model) -> Ligne:
    ecrite = {champ.name: _valeur(ligne, champ) for champ in sorte.champs}
    for nom in sorte.avec:
        autre = PAR_MODELE[_vers(sorte, nom)]
        ecrite[nom] = sorted((_nom(autre, une) for une in getattr(ligne, nom).all()), key=str)
    return ecrite


def _vers(sorte: Sorte, nom: str) -> type[Model]:
    """The model that this link leads to."""
    lie = sorte.modele._meta.get_field(nom).related_model
    assert isinstance(lie, type), "a link within one base"
    return lie


def _valeur(ligne: Model, champ: Any) -> Any:
    """What YAML writes and people read."""
    if champ.is_relation:
        lie = getattr(ligne, champ.name)
        return _nom(PAR_MODELE[champ.related_model], lie) if lie else None
    valeur = champ.value_from_object(ligne)
    if isinstance(champ, RichTextField):
        return LIEN_INTERNE.sub(r"\1", valeur)
    if isinstance(valeur, Decimal):
        return format(valeur.normalize(), "f")
    return valeur.isoformat() if isinstance(valeur, date | datetime | time) else valeur


def lire(texte: str) -> dict[str, list[Ligne]]:
    """By kind. Refus: it is no such file, or of a version that this portal does not know."""
    if len(texte) > OCTETS_MAX:
        raise Refus("Ce fichier est trop lourd : 2 Mo au plus.")
    try:
        lu = yaml.safe_load(texte)
    except yaml.YAMLError as erreur:
        raise Refus("Ce fichier ne se lit pas : donnez celui qu’un portail a exporté.") from erreur
    if not isinstance(lu, dict) or "portail" not in lu:
        raise Refus("Ce n’est pas un fichier de réglages : il commence par « portail: ».")
    if lu["portail"] != VERSION:
        raise Refus(
            f"Ce fichier est de la version {lu['portail']} ; ce portail lit la version {VERSION}."
        )
    inconnues = set(lu) - {"portail", *(sorte.cle for sorte in SORTES)}
    if inconnues:
        raise Refus(f"Ce portail ne connaît pas : {', '.join(sorted(map(str, inconnues)))}.")
    return {sorte.cle: list(_lignes(sorte, lu.get(sorte.cle))) for sorte in SORTES}


def _lignes(sorte: Sorte, lu: Any) -> Iterator[Ligne]:
    """Those of one kind, each with fields that it has. Refus names the one that is not."""
    lignes = lu or [] if sorte.connue_par else [lu] if lu else []
    if not isinstance(lignes, list) or len(lignes) > LIGNES_MAX:
        raise Refus(f"« {sorte.cle} » devrait être une liste.")
    permis = {champ.name for champ in sorte.champs} | set(sorte.avec)
    for rang, ligne in enumerate(lignes, start=1):
        if not isinstance(ligne, dict) or not set(ligne) <= permis:
            en_trop = sorted(map(str, set(ligne) - permis)) if isinstance(ligne, dict) else []
            raise Refus(f"« {sorte.cle} », ligne {rang} : {', '.join(en_trop) or 'illisible'}.")
        if not set(sorte.connue_par) <= set(ligne):
            raise Refus(f"« {sorte.cle} », ligne {rang} : il manque de quoi la reconnaître.")
        yield ligne


def comparer(texte: str, *, par: Utilisateur | None) -> list[Changement]:
    """The dry run: what an import would change, done and undone. Refus: what cannot be."""
    with transaction.atomic():
        changements = importer(texte, par=par)
        transaction.set_rollback(True)
    return changements


@transaction.atomic
def importer(texte: str, *, par: Utilisateur | None) -> list[Changement]:
    """All or nothing. `par`: None for the command. Refus: the row that cannot be, and why."""
    changements = []
    for cle, lignes in lire(texte).items():
        sorte = next(sorte for sorte in SORTES if sorte.cle == cle)
        for ligne in lignes:
            if changement := _importer(sorte, ligne, par):
                changements.append(changement)
    return changements


def _importer(sorte: Sorte, ecrite: Ligne, par: Utilisateur | None) -> Changement | None:
    connue = _trouver(sorte, ecrite)
    rangee = connue or sorte.modele()
    avant = _ecrire(sorte, connue) if connue else {}
    changes = {nom: dit for nom, dit in ecrite.items() if not connue or avant.get(nom) != dit}
    if not changes:
        return None
    nom = " · ".join(_en_mots(ecrite[un]) for un in sorte.connue_par) or sorte.cle
    if connue and sorte.fige_par and getattr(connue, sorte.fige_par).exists():
        raise Refus(
            f"« {sorte.cle} », {nom} : des familles l’ont accepté tel qu’il est. Donnez le nouveau"
            " texte à une autre date."
        )
    try:
        _enregistrer(sorte, rangee, changes, par)
    except ValidationError as erreur:
        dites = " ".join(erreur.messages)
        raise Refus(f"« {sorte.cle} », {nom} : {dites}") from erreur
    if par:
        log(instance=rangee, action="wagtail.edit" if connue else "wagtail.create", user=par)
    champs = tuple((un, avant.get(un), dit) for un, dit in changes.items()) if connue else ()
    return Changement(sorte.cle, CHANGE if connue else NOUVEAU, nom, champs)


def _enregistrer(sorte: Sorte, rangee: Any, changes: Ligne, par: Utilisateur | None) -> None:
    """The identity by its own action: the pages follow the service."""
    valeurs = {nom: _lue(sorte, nom, dit) for nom, dit in changes.items() if nom not in sorte.avec}
    if sorte.modele is IdentiteSite:
        nommer_la_ville(par=par, **valeurs)
        return
    for nom, valeur in valeurs.items():
        setattr(rangee, nom, valeur)
    rangee.full_clean()
    rangee.save()
    for nom in sorte.avec:
        if nom in changes:
            autre = PAR_MODELE[_vers(sorte, nom)]
            getattr(rangee, nom).set([_exiger(autre, un) for un in changes[nom]])


def _lue(sorte: Sorte, nom: str, dit: Any) -> Any:
    champ = sorte.modele._meta.get_field(nom)
    if champ.is_relation:
        return _exiger(PAR_MODELE[_vers(sorte, nom)], dit) if dit is not None else None
    assert isinstance(champ, models.Field)
    return champ.to_python(dit)


def _trouver(sorte: Sorte, ecrite: Ligne) -> Model | None:
    if sorte.modele is IdentiteSite:
        return IdentiteSite.de_la_ville()
    if not sorte.connue_par:
        return sorte.modele._default_manager.first()
    cles = {nom: _lue(sorte, nom, ecrite[nom]) for nom in sorte.connue_par}
    filtres = {f"{nom}__isnull" if v is None else nom: v is None or v for nom, v in cles.items()}
    return sorte.modele._default_manager.filter(**filtres).first()


def _exiger(sorte: Sorte, nom: Any) -> Model:
    """The row of that name. Refus: nobody has it, in this town nor above in the file."""
    if isinstance(nom, list) and len(nom) == len(sorte.connue_par):
        trouvee = _trouver(sorte, dict(zip(sorte.connue_par, nom, strict=True)))
        if trouvee:
            return trouvee
    raise Refus(f"« {sorte.cle} » ne connaît pas {_en_mots(nom)}.")


def _en_mots(dit: Any) -> str:
    if isinstance(dit, list):
        return ", ".join(map(_en_mots, dit))
    return "" if dit is None else str(dit)
