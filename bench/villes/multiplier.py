"""A town many times over: the households that are there, with all that is theirs, copied by the
database. Activities, days, prices and pages stay the town's own."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import Field, ForeignKey, Model, UniqueConstraint

SALLES = ("famille", "demarches", "reservations")
PAS = 10_000_000  # between the keys of a row and those of its copies
PETIT_PAS = 200  # the same for a number of two bytes: a year, the rank of a line
SUFFIXE = 3  # digits


@dataclass(frozen=True)
class Dialecte:
    """What the two databases say each its own way. `serie`: the ranks of the copies; `uuid`: one
    made of a key and a rank; `suffixe`: a rank in so many digits."""

    avant: str
    serie: str
    uuid: str
    suffixe: str
    moindre: str
    apres: tuple[str, ...]


POSTGRESQL = Dialecte(
    # a copy points at copies, which are all there at the end; journals may be written
    avant="SET session_replication_role = replica",
    serie="generate_series(1, %s) n",
    uuid="md5({}::text || n)::uuid",
    suffixe=f"lpad(n::text, {SUFFIXE}, '0')",
    moindre="least",
    apres=("SET session_replication_role = origin", "VACUUM ANALYZE"),
)
SQLITE = Dialecte(
    avant="PRAGMA foreign_keys = OFF",
    serie=(
        "(WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < %s)"
        " SELECT n FROM r)"
    ),
    uuid="md5({} || n)",
    suffixe=f"printf('%%0{SUFFIXE}d', n)",
    moindre="min",
    apres=("PRAGMA foreign_keys = ON", "ANALYZE"),
)


def multiplier(fois: int) -> None:
    """So many towns in one; places too, so that a day is as full as it was, and an activity."""
    siens = modeles_des_familles()
    dialecte = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    with connection.cursor() as curseur:
        curseur.execute(dialecte.avant)
        for modele in siens:
            curseur.execute(_copie(modele, siens, dialecte), [fois - 1])
        curseur.execute(
            "UPDATE reservations_places SET prises = prises * %s, capacite = capacite * %s",
            [fois, fois],
        )
        curseur.execute(
            "UPDATE reservations_activite"
            f" SET inscriptions_max = {dialecte.moindre}(inscriptions_max * %s, 32767)",
            [fois],
        )
        for phrase in dialecte.apres:
            curseur.execute(phrase)


def modeles_des_familles() -> set[type[Model]]:
    """Households, children, accounts, documents, and whatever cannot be without one of them."""
    from famille.models import Document, Enfant, Foyer, Utilisateur

    tous = [m for salle in SALLES for m in apps.get_app_config(salle).get_models()]
    siens: set[type[Model]] = {Foyer, Enfant, Utilisateur, Document}
    while nouveaux := {m for m in tous if m not in siens and _depend(m, siens)}:
        siens |= nouveaux
    return siens


def _depend(modele: type[Model], siens: set[type[Model]]) -> bool:
    return any(
        isinstance(champ, ForeignKey) and not champ.null and champ.related_model in siens
        for champ in modele._meta.concrete_fields
    )


def _copie(modele: type[Model], siens: set[type[Model]], dialecte: Dialecte = POSTGRESQL) -> str:
    champs = [champ for champ in modele._meta.concrete_fields if not champ.generated]
    propres = set(_a_distinguer(modele, siens))
    noms = ", ".join(f'"{champ.column}"' for champ in champs)
    valeurs = ", ".join(
        _valeur(champ, siens, dialecte, propre=champ.name in propres) for champ in champs
    )
    table = f'"{modele._meta.db_table}"'
    copies = f"{table} t, {dialecte.serie}{_lesquelles(modele)}"
    # names of the models' own columns, no value
    return f"INSERT INTO {table} ({noms}) SELECT {valeurs} FROM {copies}"


def _lesquelles(modele: type[Model]) -> str:
    """A document is a household's, a child's, or sent by the town to many: that one stays as it is.
    The copies of the others name the same file."""
    from famille.models import Document

    if modele is not Document:
        return ""
    return " WHERE t.foyer_id IS NOT NULL OR t.enfant_id IS NOT NULL"


def _a_distinguer(modele: type[Model], siens: set[type[Model]]) -> Iterator[str]:
    """Names of the fields of which each row has its own value, and that no copied key makes its
    own."""
    for champ in modele._meta.concrete_fields:
        if champ.unique:
            yield champ.name
    for contrainte in modele._meta.constraints:
        if isinstance(contrainte, UniqueConstraint):
            champs = [modele._meta.get_field(nom) for nom in contrainte.fields]
            if not any(champ.related_model in siens for champ in champs):
                yield from contrainte.fields


def _valeur(champ: Field, siens: set[type[Model]], dialecte: Dialecte, *, propre: bool) -> str:
    """What the copy has there, in SQL: `t` is the row, `n` the rank of its copy."""
    colonne, vise = f't."{champ.column}"', champ
    while isinstance(vise, ForeignKey):
        if vise.related_model not in siens:
            return colonne
        propre, vise = True, vise.target_field
    if not propre:
        return colonne
    genre = vise.get_internal_type()
    if genre == "UUIDField":
        return dialecte.uuid.format(colonne)
    if "Integer" in genre or "Auto" in genre:
        return f"{colonne} + n * {PETIT_PAS if 'Small' in genre else PAS}"
    suffixe = f"{colonne} || {dialecte.suffixe}"
    if not vise.max_length:
        return suffixe
    trop = f"length({colonne}) > {vise.max_length - SUFFIXE}"
    return (
        # what has nothing there is the constraint's exception
        f"CASE WHEN {colonne} = '' THEN '' WHEN {trop}"
        f" THEN substr(md5({colonne} || n), 1, {vise.max_length}) ELSE {suffixe} END"
    )
