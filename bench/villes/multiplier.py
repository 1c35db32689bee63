"""A town many times over: the households that are there, with all that is theirs, copied by
PostgreSQL. Activities, days, prices and pages stay the town's own."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Field, ForeignKey, Model, UniqueConstraint

SALLES = ("famille", "demarches", "reservations")
PAS = 10_000_000  # between the keys of a row and those of its copies
PETIT_PAS = 200  # the same for a number of two bytes: a year, the rank of a line
SUFFIXE = 3  # digits


def multiplier(fois: int) -> None:
    """So many towns in one; places too, so that a day is as full as it was, and an activity."""
    siens = modeles_des_familles()
    with connection.cursor() as curseur:
        # a copy points at copies, which are all there at the end; journals may be written
        curseur.execute("SET session_replication_role = replica")
        for modele in siens:
            curseur.execute(_copie(modele, siens), [fois - 1])
        curseur.execute("SET session_replication_role = origin")
        curseur.execute(
            "UPDATE reservations_places SET prises = prises * %s, capacite = capacite * %s",
            [fois, fois],
        )
        curseur.execute(
            "UPDATE reservations_activite"
            " SET inscriptions_max = least(inscriptions_max * %s, 32767)",
            [fois],
        )
        curseur.execute("VACUUM ANALYZE")


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


def _copie(modele: type[Model], siens: set[type[Model]]) -> str:
    champs = [champ for champ in modele._meta.concrete_fields if not champ.generated]
    propres = set(_a_distinguer(modele, siens))
    noms = ", ".join(f'"{champ.column}"' for champ in champs)
    valeurs = ", ".join(_valeur(champ, siens, propre=champ.name in propres) for champ in champs)
    table = f'"{modele._meta.db_table}"'
    copies = f"{table} t, generate_series(1, %s) n{_lesquelles(modele)}"
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


def _valeur(champ: Field, siens: set[type[Model]], *, propre: bool) -> str:
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
        return f"md5({colonne}::text || n)::uuid"
    if "Integer" in genre or "Auto" in genre:
        return f"{colonne} + n * {PETIT_PAS if 'Small' in genre else PAS}"
    suffixe = f"{colonne} || lpad(n::text, {SUFFIXE}, '0')"
    if not vise.max_length:
        return suffixe
    trop = f"length({colonne}) > {vise.max_length - SUFFIXE}"
    return (
        # what has nothing there is the constraint's exception
        f"CASE WHEN {colonne} = '' THEN '' WHEN {trop}"
        f" THEN left(md5({colonne} || n), {vise.max_length}) ELSE {suffixe} END"
    )
